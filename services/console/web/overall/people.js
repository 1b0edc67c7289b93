// @ts-check
/* Who is where, who has not come, and the list for a roll call. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { timeOf } from "../lib/clock.js";
import { listSheet } from "../lib/list_sheet.js";
import { notice, panel, scroller, table } from "../lib/parts.js";
import { staffOf } from "../lib/staff_here.js";

const nameOfInside = (one) => one.name ?? [t.enum("visitor_kind", one.visitor_kind), one.company].filter(Boolean).join(" ");

/** The areas with who is in them; areas with nobody are left out. */
export function byArea(areas, inside) {
  return areas.map((area) => ({ area, people: inside.filter(({ area_id }) => area_id === area.area_id) })).filter(({ people }) => people.length);
}

/** @param {any} answers */
export function peopleRows(answers) {
  const absent = staffOf(answers.of("people") ?? [], answers.of("attendance") ?? []).filter(({ in_us, ready }) => !in_us && ready);
  const groups = byArea(answers.of("areas") ?? [], answers.of("inside") ?? []);

  return scroller(t("overall.who"), h("dl", { class: "pairs small" }, groups.map(({ area, people }) => [h("dt", null, named(area)), h("dd", null, h("b", null, t("overall.people", { count: people.length })), " ", people.map(nameOfInside).join("、"))]),
           groups.length === 0 && [h("dt", null, t("overall.areas")), h("dd", { class: "soft" }, t("overall.areas_none"))],
           h("dt", null, t("overall.absent")), h("dd", null, absent.length ? [h("b", null, t("overall.people", { count: absent.length })), " ", absent.map(({ name }) => name).join("、")] : t("overall.absent_none"))));
}

const rows = (answers) => (answers.of("inside") ?? []).map((one) => ({ one, area: named((answers.of("areas") ?? []).find(({ area_id }) => area_id === one.area_id)) }));

/** Everybody who was inside when the hall had to be left. */
export function rollCall(answers) {
  return panel("roll", t("overall.roll"), 7, h("b", null, t("overall.people", { count: rows(answers).length })),
               rows(answers).length ? scroller(t("overall.roll"), table([{ words: t("overall.name") }, { words: t("overall.area") }, { words: t("overall.entered") }], rows(answers).map(({ one, area }) => ({ id: one.account_id ?? one.visitor_id, cells: [h("b", null, nameOfInside(one)), area, timeOf(one.entered_at_us)] })), t("overall.roll")))
                 : notice("warn", t("overall.roll_none")));
}

export const rollSheet = (answers) => listSheet(t("overall.roll"), t("overall.roll_what"), [t("overall.name"), t("overall.area"), t("overall.entered"), t("overall.roll_tick")],
  rows(answers).map(({ one, area }) => [nameOfInside(one), area, timeOf(one.entered_at_us), ""]));
