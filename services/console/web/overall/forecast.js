// @ts-check
/*
 * Will everybody who was accepted be done by closing time? The answer is a range and says what it rests on; when it cannot be told,
 * it says so.
 */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { clock } from "../lib/minutes.js";
import { timeOf } from "../lib/clock.js";
import { icon } from "../lib/icons.js";
import { button, table } from "../lib/parts.js";
import { dialog } from "../lib/dialog.js";
import { minuteOf } from "./curve.js";

const HOUR = 60;
const LOOKS = { in_time: ["ok", "ok"], tight: ["warn", "warn"], too_late: ["stop", "stop"], unknown: ["act", "info"] };

/** The band of the waiting: down to nobody between the two ends of the range. Nothing when the range is not known. */
export function aheadOf(forecast, minute, waiting) {
  if (!forecast?.high_end_us || waiting === 0)
    return [];
  const low = minuteOf(forecast.low_end_us), high = Math.max(minuteOf(forecast.high_end_us), minute + 1);
  const at = (end, when) => end <= when ? 0 : waiting * (end - when) / (end - minute);

  return [minute, low, (low + high) / 2, high].filter((when) => when >= minute).map((when) => ({ minute: when, low: at(low, when), middle: at((low + high) / 2, when), high: at(high, when) }));
}

const verdictOf = (counter, forecast) => counter.date ? forecast?.verdict ?? "unknown" : "none";

/** @param {any} counter @param {any} forecast @param {{ opens_minute: number, closes_minute: number }} hours @param {() => void} why */
export function banner(counter, forecast, hours, why) {
  const verdict = verdictOf(counter, forecast), closes = clock(hours.closes_minute);

  if (verdict === "none")
    return h("section", { class: "verdict act", "aria-label": t("overall.forecast") }, icon("info"), h("h1", null, t("overall.no_day")), h("span", { class: "soft" }, t("overall.no_day_what", { time: clock(hours.opens_minute) })));
  const words = { in_time: () => t("overall.verdict_yes", { time: closes }), tight: () => t("overall.verdict_tight", { time: closes }), too_late: () => t("overall.verdict_no", { time: closes }), unknown: () => t("overall.verdict_unknown") };
  const [look, sign] = LOOKS[verdict];

  return h("section", { class: `verdict ${look}`, "aria-label": t("overall.forecast") }, icon(sign), h("h1", null, words[verdict]()), rangeOf(forecast, hours.closes_minute),
           h("span", { class: "push" }, button(t("overall.basis"), why, { quiet: true, key: "F4", calm: true })));
}

/** A stop of the whole counter, where the forecast stands otherwise. */
export const stopped = (look, title, what) => h("section", { class: `verdict ${look}`, role: look === "stop" ? "alert" : null, "aria-label": title }, icon(look), h("h1", null, title), h("span", null, what));

function rangeOf(forecast, closes) {
  if (!forecast?.high_end_us)
    return null;
  const spare = closes - minuteOf(forecast.high_end_us);

  return [h("span", null, t("overall.range"), " ", h("b", { class: "big" }, `${timeOf(forecast.low_end_us)}〜${timeOf(forecast.high_end_us)}`)), spare > 0 && h("span", null, spare < HOUR ? t("overall.spare", { minutes: spare }) : t("overall.spare_hours", { hours: Math.floor(spare / HOUR) })), h("span", { class: "soft small" }, t("overall.ninety"))];
}

/** What the verdict rests on, and what helps when it is no. */
export function basisDialog(context, forecast, counter, close) {
  const waiting = counter.lines.reduce((sum, line) => sum + line.waiting, 0), open = counter.desks.filter((desk) => desk.open).length;
  const groups = (count) => t("overall.groups", { count });
  const facts = [[t("overall.basis_waiting"), groups(waiting)], [t("overall.basis_serving"), groups(counter.desks.filter((desk) => desk.serving).length)], [t("overall.basis_rest"), groups(counter.parked.length + counter.passed.length)],
                 forecast && [t("overall.basis_booked"), groups(forecast.expected)], [t("overall.basis_desks"), t("overall.desks_of", { open, all: counter.desks.length })],
                 [t("overall.basis_terminals"), t("overall.terminals_of", { up: counter.terminals - counter.terminals_out, all: counter.terminals })]].filter(Boolean);

  return dialog(context, "basis", t("overall.basis_title"), close, h("div", { class: "basis" }, h("dl", { class: "pairs" }, facts.map(([words, value]) => [h("dt", null, words), h("dd", { class: "bold digits" }, value)])), forecast?.basis?.length > 0 && times(forecast.basis, counter.lines), 
    h("p", { class: "small" }, t("overall.basis_how")),
    ["too_late", "tight"].includes(verdictOf(counter, forecast)) && h("div", null, h("h3", null, t("overall.helps")), h("ul", { class: "dots" }, [t("overall.help_open"), t("overall.help_last"), t("overall.help_later")].map((one) => h("li", null, one))))));
}

const minutes = (us) => Math.round(Number(us) / 60e6);

/** How long the cases of each line take: half of them, nine of ten, and from how many of today that is known. */
const times = (basis, lines) => table([{ words: t("overall.line") }, { words: t("overall.usual_head"), end: true }, { words: t("overall.cases_today"), end: true }], basis.map((one) => ({ id: one.line_id, cells: [
  named(lines.find(({ line_id }) => line_id === one.line_id)), t("overall.range_minutes", { from: minutes(one.usual_us), to: minutes(one.long_us) }), one.planned ? t("overall.planned") : t("overall.cases", { count: one.own_cases })] })), t("overall.basis_title"));
