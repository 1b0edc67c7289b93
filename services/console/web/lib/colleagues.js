// @ts-check
/* Login names of the people of the office, by account. Asked once; who came later is asked for when first met. */
import { get } from "./api.js";

let names = new Map();
let asking = null;

async function ask() {
  const { colleagues } = await get("staff", "colleagues");
  names = new Map(colleagues.map((one) => [one.account_id, one.name]));
}

/**
 * Sees to it that these accounts have names; without an answer they stay as they are.
 * @param {(string | undefined)[]} accounts
 */
export async function meet(accounts) {
  if (accounts.every((one) => !one || names.has(one)))
    return;
  asking ??= ask().catch(() => {}).finally(() => { asking = null; });
  await asking;
}

/** The name of an account; "–" while it is not known. */
export const nameOf = (account_id) => names.get(account_id) ?? "–";
