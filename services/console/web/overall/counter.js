// @ts-check
/* The desks: who serves whom, since when, and whether that is longer than usual. What is compared is the case, never the person. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { secondsSince } from "../lib/clock.js";
import { chip, panel, scroller, table } from "../lib/parts.js";
import { usualOf } from "../lib/usual.js";

const CALLED_TO = 5;           /* a called guest who is not there after so many minutes */

/** What a desk's case is: its kind of state, since when, and the minutes that are usual for it. @param {any[]} basis of the forecast: how long the cases of each line take */
export function caseOf(desk, basis) {
  const { serving } = desk;

  if (!serving)
    return { kind: desk.open ? "free" : "closed", minutes: desk.free_since_us ? minutesSince(desk.free_since_us) : 0, usual: [0, 0], long: false };
  const since = serving.city_wait_since_us ?? serving.started_at_us ?? serving.called_at_us;
  const kind = serving.city_wait_since_us ? "city" : serving.state === "called" ? "called" : "serving";
  const usual = kind === "called" ? [0, CALLED_TO] : kind === "city" ? [0, 0] : serving.procedure ? usualOf([serving.procedure]) : usualOfLine(basis.find(({ line_id }) => line_id === serving.line_id));
  const minutes = minutesSince(since);

  return { kind, minutes, usual, long: usual[1] > 0 && minutes > usual[1] };
}

const usualOfLine = (line) => line ? [Math.round(Number(line.usual_us) / 60e6), Math.round(Number(line.long_us) / 60e6)] : [0, 0];
const minutesSince = (at) => Math.floor(secondsSince(at) / 60);

const LOOKS = { free: ["ok", () => t("overall.desk_free")], closed: ["", () => t("overall.desk_closed")], called: ["act", () => t("overall.desk_called")], serving: ["act", () => t("overall.desk_serving")], city: ["", () => t("overall.desk_city")] };
const SIGNS = { closed: "lock", called: "arrow", serving: "person", city: "clock" };

/** Who called for help comes first, then what lasts too long. */
function stateChip(desk, kind, long) {
  const [look, words] = LOOKS[kind];

  if (desk.help_since_us)
    return chip("warn", t("overall.desk_help", { minutes: minutesSince(desk.help_since_us) }), "people");
  return long ? chip("warn", t("overall.desk_long")) : chip(look, words(), SIGNS[kind]);
}

/** @param {any[]} desks @param {any[]} lines @param {any[]} basis @param {(id: string) => string} nameOf */
export function deskPanel(desks, lines, basis, nameOf) {
  const row = (desk) => {
    const { kind, minutes, usual, long } = caseOf(desk, basis);

    return { id: desk.desk_id, current: long, cells: [h("b", { class: "whole" }, named(desk)), stateChip(desk, kind, long),
      desk.serving ? h("b", { class: "digits big" }, desk.serving.number) : "–", desk.serving ? h("span", { class: "clip" }, what(desk, lines)) : "", elapsed(kind, minutes, usual, long), h("span", { class: "clip small" }, desk.account_id ? nameOf(desk.account_id) : "–")] };
  };

  return panel("desks", t("overall.desks"), 7, null, scroller(t("overall.desks"), table([{ words: t("overall.place") }, { words: t("overall.state") }, { words: t("overall.number") }, { words: t("overall.procedure") }, { words: t("overall.elapsed") }, { words: t("overall.person") }], desks.map(row), t("overall.desks"))));
}

/** What it is about, as far as it is known: the booked procedure, or the line. */
const what = (desk, lines) => desk.serving.procedure ? t.enum("procedure", desk.serving.procedure) : named(lines.find(({ line_id }) => line_id === desk.serving.line_id));

function elapsed(kind, minutes, [from, to], long) {
  if (kind === "free" || kind === "closed")
    return h("span", { class: "soft" }, kind === "free" && minutes ? t("overall.minutes", { minutes }) : "–");
  return h("div", { class: long ? "lasting long" : "lasting" }, h("b", null, t("overall.minutes", { minutes })), to > 0 && kind === "serving" && h("span", { class: "small soft" }, t("overall.usual", { from, to })),
           to > 0 && h("progress", { class: "meter", max: to, value: Math.min(minutes, to), "aria-label": t("overall.elapsed") }));
}
