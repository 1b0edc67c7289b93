// @ts-check
/*
 * Who is here: the device, the persons logged in at it, and the one at the keyboard. The console keeps the session; this is what it
 * last said. Tabs of one browser tell each other when it changed.
 */
import { askSession, post, onSessionLost, personActed } from "./api.js";
import { clockTold } from "./clock.js";

const channel = new BroadcastChannel("madoguchi.session");
const watchers = new Set();
let session = { device: null, persons: [], active: null, idle_seconds: 600, mode: "", version: "" };

export const device = () => session.device;
export const persons = () => session.persons ?? [];
export const mode = () => session.mode;
export const version = () => session.version;
export const idleSeconds = () => session.idle_seconds || 600;

/** The person at the keyboard, or null. */
export const person = () => persons().find((one) => one.account_id === session.active) ?? null;

/** The desk this device stands at, if it has one. */
export const deskOfDevice = () => session.device?.desk_id ?? null;

/** Called after each change. */
export function onSession(watch) {
  watchers.add(watch);
}

function take(next, tell = true) {
  session = next;
  if (next.now)                                       /* before the first beat: pages may ask for the day at once */
    clockTold(next.now);
  if (tell)
    channel.postMessage("changed");
  watchers.forEach((watch) => watch());
  return session;
}

export async function loadSession() {
  return take(await askSession(), false);
}

export const enrolDevice = async (code) => take(await post("/session/device", { code }));
export const logIn = async (name, password, code, beside) => take(await post("/session/login", { name, password, ...(code && { code }), ...(beside && { beside }) }));
export const badgeIn = async (badge, pin, beside) => take(await post("/session/badge", { badge, pin, ...(beside && { beside }) }));
export const switchTo = async (account_id) => take(await post("/session/switch", { account_id }));
export const logOut = async (account_id) => take(await post("/session/logout", account_id ? { account_id } : {}));
export const renew = async () => take(await post("/session/renew", {}), false);

/** After somebody was let in beside: the account that came. */
export function newcomer(before) {
  const known = new Set(before.map((one) => one.account_id));
  const others = persons().filter((one) => one.account_id !== session.active);

  return others.find((one) => !known.has(one.account_id)) ?? others.sort((a, b) => a.expires_at < b.expires_at ? 1 : -1)[0] ?? null;
}

export function startSession() {
  channel.onmessage = () => loadSession().catch(() => {});
  onSessionLost(() => loadSession().catch(() => {}));
  personActed();
}
