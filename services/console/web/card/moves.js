// @ts-check
/*
 * What may be done with a card: for each step who may, in which states, and what it asks for. The service decides; this list only
 * spares people steps it would refuse. The first that fits is the primary one (F2).
 */
import { t } from "../lib/words.js";
import { OUT, lastSlot } from "../lib/places.js";

const STAFF = ["operator", "site_manager"];
const MANAGER = ["site_manager"];
const MANAGER_OR_CITY = ["site_manager", "city"];
const STAFF_OR_CITY = ["operator", "site_manager", "city"];
const WAITING = ["preset", "notified", "returned", "reminded"];
const HERE = ["arrived", "inspected", ...WAITING, "checked_out", "disposal_candidate", "disposal_approved"];

const isOut = (card) => OUT.includes(card.custody);
const is = (...states) => (card) => states.includes(card.status);

/* What a step asks for. `start` is what stands there at first; `kind` decides how it is typed and sent. */
const slot = { name: "slot", kind: "slot", words: () => t("card.f_slot"), start: ({ lines }) => lastSlot(lines) };
const freeSlot = { ...slot, start: undefined };
const note = { name: "note", kind: "note", words: () => t("card.f_note") };
const noteMaybe = { ...note, optional: true };
const incident = { name: "incident_number", kind: "token", words: () => t("card.f_incident") };
const seal = { name: "seal_number", kind: "token", words: () => t("card.f_seal") };
const placeNumber = { name: "place_number", kind: "number", optional: true, words: () => t("card.f_place_number"), start: ({ desk }) => desk?.place_number };
const day = (name, words) => ({ name, kind: "date", words, start: ({ today }) => today });
const chosen = (name, label, words, values, start) => ({ name, kind: "enum", label, words, values, start });
const place = (...values) => chosen("place", (one) => t.enum("custody", one), () => t("card.f_place"), values, ({ desk }) => desk && values.includes(desk.place) ? desk.place : undefined);
const approval = [{ name: "approval_number", kind: "token", optional: true, words: () => t("card.f_approval") }, { ...day("approved_on", () => t("card.f_approved_on")), start: undefined, optional: true },
                  { name: "approver", kind: "token", optional: true, words: () => t("card.f_approver") }];

const MOVES = [
  { command: "check_in_card", words: () => t("card.check_in"), roles: STAFF, when: isOut, next: true,
    fields: [slot, chosen("reason", (one) => t.enum("check_in_reason", one), () => t("card.f_reason"), ["no_show", "documents_short", "system_down", "cancelled"])] },
  { command: "release_card", words: () => t("card.release"), roles: MANAGER_OR_CITY, when: is("on_hold"), next: true, key: "F6", fields: [note] },
  { command: "record_found", words: () => t("card.found"), roles: MANAGER_OR_CITY, when: is("missing"), next: true, key: "F9",
    fields: [place("vault", "work_tray", "city", "counter", "booth", "terminal", "delivery_box"), placeNumber, { ...freeSlot, optional: true }] },
  { command: "receive_card", words: () => t("card.receive"), roles: STAFF, when: is("transferred"), next: true, second: () => t("card.second_seal"), fields: [seal] },
  { command: "post_notice", words: () => t("card.post"), roles: STAFF_OR_CITY, when: is("preset"), next: true, fields: [day("posted_on", () => t("card.f_posted_on"))] },
  { command: "repost_notice", words: () => t("card.repost"), roles: STAFF_OR_CITY, when: is("returned"), next: true,
    fields: [day("posted_on", () => t("card.f_posted_on")), { name: "checked_by", kind: "token", words: () => t("card.f_checked_by") }] },
  { command: "store_card", words: () => t("card.store"), roles: STAFF, when: (card) => card.custody === "work_tray" && is(...WAITING)(card), next: true, fields: [freeSlot] },
  { command: "check_out_card", words: () => t("card.check_out"), roles: STAFF, when: (card) => card.custody === "vault" && is(...WAITING)(card), next: true,
    fields: [place("counter", "booth", "terminal"), { ...placeNumber, optional: false }, { name: "ticket_id", kind: "ticket", words: () => t("card.f_ticket"), start: ({ serving }) => serving?.ticket_id }] },
  { command: "hold_card", words: () => t("card.hold"), roles: STAFF_OR_CITY, when: is(...HERE), key: "F6",
    fields: [chosen("reason", (one) => t.enum("hold_reason", one), () => t("card.f_reason"), ["address_mismatch", "name_mismatch", "moved_out", "died", "duplicate", "withdrawn", "photo_unfit", "chip_fault", "print_fault", "expired",
             "stay_expired", "protected", "old_card_active", "count_differs", "notice_missing", "not_ours", "damaged", "city_order", "long_hospital", "facility", "overseas", "other"]), noteMaybe] },
  { command: "mark_missing", words: () => t("card.missing"), roles: MANAGER, when: is(...HERE, "on_hold", "transferred"), key: "F9", fields: [incident] },
  { command: "return_notice", words: () => t("card.returned"), roles: STAFF, when: is("notified", "reminded"),
    fields: [day("returned_on", () => t("card.f_returned_on")), chosen("reason", (one) => t.enum("return_reason", one), () => t("card.f_reason"), ["unknown_address", "moved_away", "absent", "refused", "other"])] },
  { command: "remind", words: () => t("card.remind"), roles: STAFF_OR_CITY, when: is("notified", "returned", "reminded"),
    fields: [day("reminded_on", () => t("card.f_reminded_on")), chosen("way", (one) => t.enum("reminder_way", one), () => t("card.f_way"), ["post", "phone"])] },
  { command: "move_card", words: () => t("card.move"), roles: STAFF, when: (card) => ["vault", "work_tray", "city", "delivery_box"].includes(card.custody),
    fields: [place("vault", "work_tray", "city"), { ...freeSlot, optional: true }] },
  { command: "explain_card", words: () => t("card.explain"), roles: MANAGER, when: isOut, fields: [note] },
  { command: "transfer_card", words: () => t("card.transfer"), roles: STAFF, when: is(...WAITING), second: () => t("card.second_seal"), fields: [{ name: "office", kind: "token", words: () => t("card.f_office") }, seal] },
  { command: "propose_disposal", words: () => t("card.propose_disposal"), roles: MANAGER, when: is("on_hold", ...WAITING),
    fields: [chosen("reason", (one) => t.enum("disposal_reason", one), () => t("card.f_reason"), ["unclaimed", "moved_out", "died", "withdrawn", "expired", "old_card_collected", "returned_by_holder", "other"]), noteMaybe] },
  { command: "withdraw_disposal", words: () => t("card.withdraw_disposal"), roles: MANAGER_OR_CITY, when: is("disposal_candidate"), fields: [note] },
  { command: "write_off_card", later: true, words: () => t("card.write_off"), roles: MANAGER_OR_CITY, when: is("missing"),
    fields: [{ name: "decision_number", kind: "token", words: () => t("card.f_decision") }, day("decided_on", () => t("card.f_decided_on")), { name: "approver", kind: "token", optional: true, words: () => t("card.f_approver") }] },
  { command: "correct_issue", words: () => t("card.correct_issue"), roles: MANAGER, when: is("issued"), second: () => t("card.second_correct"),
    fields: [chosen("reason", (one) => t.enum("issue_mistake", one), () => t("card.f_reason"), ["wrong_card", "wrong_person", "not_handed_over", "other"]), note, ...approval] },
];

/** The steps that fit a card, for somebody of this role. */
export const movesOf = (card, role) => MOVES.filter((move) => move.roles.includes(role) && move.when(card)).map((move) => ({ ...move, service: "inventory" }));

/** The one that comes next, or undefined. */
export const nextOf = (moves) => moves.find(({ next }) => next);
