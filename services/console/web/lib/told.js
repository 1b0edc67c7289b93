// @ts-check
/*
 * A body of the contracts in words, for people who compare it: requests that wait, entries of the log. What a value is, its name tells
 * (…_us a time, …_on a day, …_minute a time of day); what has no words here is shown as it stands, nothing is left out. A sealed value
 * stays sealed.
 */
import { t } from "./words.js";
import { eraDate, momentOf } from "./clock.js";
import { nameOf } from "./colleagues.js";
import { hexOf } from "./msgpack.js";

const PEOPLE = ["account_id", "by", "second", "actor", "requested_by", "confirmed_by", "corrected_by", "permitted_by", "permission_by"];

const LABELS = {
  account_id: () => t("told.account"), role: () => t("told.role"), card_id: () => t("told.card"), cards: () => t("told.cards"), reason: () => t("told.reason"), note: () => t("told.note"), date: () => t("told.date"),
  paper: () => t("told.paper"), number: () => t("told.number"), post: () => t("told.post"), count: () => t("told.count"), by: () => t("told.by"), second: () => t("told.second"), at_us: () => t("told.at"),
  ticket_id: () => t("told.ticket"), reservation_id: () => t("told.booking"), kind: () => t("told.kind"), place: () => t("told.place"), slot: () => t("told.slot"), status: () => t("told.status"), name: () => t("told.name"),
  approval_number: () => t("told.approval"), approver: () => t("told.approver"), author: () => t("told.author"), subjects: () => t("told.subjects"), reference: () => t("told.reference"),
};

const ENUMS = {
  role: (one) => t.enum("staff_role", one), status: (one) => t.enum("card_state", one), custody: (one) => t.enum("custody", one), place: (one) => t.enum("custody", one), procedure: (one) => t.enum("procedure", one),
  application_kind: (one) => t.enum("application_kind", one),
};

const day = (number) => `${String(number).slice(0, 4)}-${String(number).slice(4, 6)}-${String(number).slice(6)}`;
const isSealed = (value) => typeof value === "object" && "box" in value && "nonce" in value && "key" in value && "subject" in value;

function scalar(key, value) {
  if (typeof value === "boolean")
    return value ? t("told.yes") : t("told.no");
  if (value instanceof Uint8Array)
    return value.length > 12 ? `${hexOf(value.subarray(0, 12))}…` : hexOf(value);
  if (PEOPLE.includes(key))
    return nameOf(String(value)) === "–" ? String(value) : nameOf(String(value));
  if (/_us$/.test(key) && typeof value === "number" && value > 0)
    return momentOf(value);
  if (/(^|_)(date|on|deadline|last_day)$/.test(key) && /^\d{8}$/.test(String(value)))
    return eraDate(day(value));
  if (/_minute$/.test(key))
    return `${Math.floor(value / 60)}:${String(value % 60).padStart(2, "0")}`;
  return ENUMS[key]?.(value) ?? String(value);
}

function valueWords(key, value) {
  if (Array.isArray(value))
    return value.map((one) => valueWords(key, one)).join("・") || "–";
  if (value === null || typeof value !== "object" || value instanceof Uint8Array)
    return scalar(key, value);
  return isSealed(value) ? t("told.sealed") : Object.entries(value).map(([inner, one]) => `${labelOf(inner)} ${valueWords(inner, one)}`).join("　");
}

export const labelOf = (key) => LABELS[key]?.() ?? key;

/** @param {Record<string, any>} body @returns {{ key: string, label: string, value: string, sealed: boolean }[]} */
export const toldPairs = (body) => Object.entries(body).map(([key, value]) => ({ key, label: labelOf(key), value: valueWords(key, value), sealed: value !== null && typeof value === "object" && isSealed(value) }));

/** Every account a body names, for `meet`. */
export const accountsIn = (body) => Object.entries(body).flatMap(([key, value]) => PEOPLE.includes(key) ? [String(value)] : []);
