// @ts-check
/* Where a card is now, in big type, and what state it is in. Of a card that is gone no slot is shown. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { chip, panel } from "../lib/parts.js";
import { eraDate, momentOf, today } from "../lib/clock.js";
import { nameOf } from "../lib/colleagues.js";
import { lastSlot, placeWords, OUT } from "../lib/places.js";

const KIND = { on_hold: "stop", missing: "stop", returned: "warn", disposal_candidate: "warn", disposal_approved: "warn", transferred: "warn", issued: "ok", mailed: "ok" };

const daysLeft = (deadline) => Math.round((Date.parse(deadline) - Date.parse(today())) / 86_400_000);

export function factsPanel({ card, lines }) {
  const last = lines.at(-1);
  const state = t.enum("card_state", card.status);

  return panel("facts", t("card.where"), 4, chip(KIND[card.status] ?? "act", state),
               card.custody === "vault" ? h("p", { class: "slot-code" }, card.slot) : h("p", { class: "place-now" }, placeWords(card)),
               h("p", { class: "row between" }, last?.at_us && h("span", { class: "small soft" }, t("card.since", { time: momentOf(last.at_us), name: last.by ? nameOf(last.by) : "–" })),
                 OUT.includes(card.custody) && lastSlot(lines) && h("span", { class: "row close" }, h("span", { class: "small soft" }, t("card.back_to")), h("span", { class: "slot-code s20" }, lastSlot(lines)))),
               h("dl", { class: "pairs" }, h("dt", null, t("card.kind")), h("dd", null, t.enum("application_kind", card.application_kind)),
                 card.deadline && [h("dt", null, t("card.deadline")), h("dd", null, `${eraDate(card.deadline)}`, h("span", { class: "small soft" }, ` ${leftWords(daysLeft(card.deadline))}`))]));
}

const leftWords = (days) => days < 0 ? t("card.days_over", { days: -days }) : t("card.days_left", { days });
