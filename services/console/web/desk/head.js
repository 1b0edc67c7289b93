// @ts-check
/* The head of a case: the number, what it is about, how long it takes against what is usual, the scanner's place. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { duration, secondsSince } from "../lib/clock.js";

/** Usual minutes of a procedure: half are done in the first, nine of ten in the second. Planning values of the office. */
const USUAL = {
  issue: [18, 30], issue_agent: [25, 40], cert_renew: [12, 20], cert_new: [12, 20], cert_revoke: [6, 12], pin_reset: [8, 15], pin_change: [6, 10], face_auth: [12, 20],
  suspend_release: [10, 15], lost: [12, 20], return_card: [8, 12], continue_use: [10, 18], face_update: [10, 15], stay_extension: [12, 25], apply_support: [15, 30],
  express_apply: [20, 35], cancel_application: [8, 12], notice_card: [6, 10], insurance_link: [10, 20], payment_account: [15, 25], mynaportal: [15, 30], information: [4, 10],
};

/** @param {string} words what goes on */
export function caseHead(desk, words, scan) {
  const { serving } = desk.state;
  const since = serving.started_at_us ?? serving.called_at_us;
  const seconds = secondsSince(since);
  const [from, to] = usual(desk.draft?.procedures ?? []);
  const long = to > 0 && seconds > to * 60;

  return h("div", { class: "case-head" }, h("h1", null, h("span", { class: "ticket-no" }, serving.number), h("span", { class: "about" }, words)),
           h("p", { class: long ? "elapsed long" : "elapsed" }, h("b", null, duration(seconds)), h("span", { class: "small" }, long ? t("desk.longer", { from, to }) : to ? t("desk.usual", { from, to }) : t("desk.in_service"))), scan);
}

function usual(procedures) {
  return procedures.reduce(([from, to], one) => [from + (USUAL[one]?.[0] ?? 0), to + (USUAL[one]?.[1] ?? 0)], [0, 0]);
}
