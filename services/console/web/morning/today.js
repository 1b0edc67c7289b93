// @ts-check
/* What the day brings: bookings with their families, people to be contacted, equipment that is out, and what yesterday wrote down. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { dayOf, timeOf, today } from "../lib/clock.js";
import { clock } from "../lib/minutes.js";
import { chip, figure, panel } from "../lib/parts.js";

const LARGE = 3;

/** @param {any} answers */
export function bookingsPanel(answers) {
  const expected = (answers.of("bookings") ?? []).filter(({ end }) => !end);
  const large = expected.filter(({ people }) => people >= LARGE);
  const due = (answers.of("later") ?? []).filter(({ due_on }) => due_on <= today());
  const hit = answers.of("hit") ?? [];

  return panel("booked", t("morning.bookings"), 12, null,
               h("p", { class: "row" }, figure(expected.length, t("unit.groups"), "s36"), figure(expected.reduce((sum, { people }) => sum + people, 0), t("unit.people"), "s36")),
               large.length > 0 && h("ul", { class: "small" }, large.slice(0, 3).map((one) => h("li", null, t("morning.large", { time: clock(one.start_minute), people: one.people, procedure: t.enum("procedure", one.procedure) })))),
               hit.length > 0 && h("p", null, chip("warn", t("morning.hit", { count: hit.length }))),
               h("h3", { class: "small-head" }, t("morning.callbacks")), due.length ? h("ul", { class: "small" }, due.slice(0, 4).map((one) => h("li", null, h("b", { class: "digits" }, t("morning.callback", { number: one.number })), " ", h("span", { class: "soft" }, t("morning.ticket_of", { day: dayOf(one.date) })))))
                 : h("p", { class: "small soft" }, t("morning.callbacks_none")));
}

/** @param {any} answers */
export function equipmentPanel(answers) {
  const outages = answers.of("outages") ?? [];

  return panel("gear", t("morning.equipment"), 12, outages.length === 0 ? chip("ok", t("morning.equipment_ok")) : null,
               outages.map((one) => h("p", { class: "small" }, h("b", null, t.enum("equipment", one.equipment)), " ", t("morning.since", { time: timeOf(one.from_us) }), " ", chip("stop", t.enum("outage_cause", one.cause)))));
}

/** @param {any[]} texts of a look at the records of a day */
export const notesOf = (texts) => texts.length ? h("ul", { class: "notes" }, texts.map((one) => h("li", null, h("b", { class: "small" }, t.enum("day_record_kind", one.kind)), h("p", null, one.text ?? t("morning.erased"))))) : h("p", { class: "small soft" }, t("morning.notes_none"));
