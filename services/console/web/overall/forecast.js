// @ts-check
/*
 * Will everybody who was accepted be done by closing time? The answer is a range and says what it rests on; when it cannot be told,
 * it says so.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { clock } from "../lib/minutes.js";
import { timeOf } from "../lib/clock.js";
import { icon } from "../lib/icons.js";
import { button } from "../lib/parts.js";
import { dialog } from "../lib/dialog.js";
import { minuteOf } from "./curve.js";

const LOOKS = { yes: ["ok", "ok"], tight: ["warn", "warn"], no: ["stop", "stop"], unknown: ["act", "info"] };

/** The curve's points until now. */
export const pastOf = (forecast) => (forecast?.past ?? []).map((one) => ({ minute: minuteOf(one.at_us), waiting: one.waiting }));

/** The curve's points from now on. */
export const aheadOf = (forecast) => (forecast?.ahead ?? []).map((one) => ({ minute: minuteOf(one.at_us), low: one.low, middle: one.middle, high: one.high }));

const verdictOf = (counter, forecast) => counter.date ? forecast?.verdict ?? "unknown" : "none";

/** @param {any} counter @param {any} forecast @param {{ opens_minute: number, closes_minute: number }} hours @param {() => void} why */
export function banner(counter, forecast, hours, why) {
  const verdict = verdictOf(counter, forecast), closes = clock(hours.closes_minute);

  if (verdict === "none")
    return h("section", { class: "verdict act", "aria-label": t("overall.forecast") }, icon("info"), h("h1", null, t("overall.no_day")), h("span", { class: "soft" }, t("overall.no_day_what", { time: clock(hours.opens_minute) })));
  const words = { yes: () => t("overall.verdict_yes", { time: closes }), tight: () => t("overall.verdict_tight", { time: closes }), no: () => t("overall.verdict_no", { time: closes }), unknown: () => t("overall.verdict_unknown") };
  const [look, sign] = LOOKS[verdict];

  return h("section", { class: `verdict ${look}`, "aria-label": t("overall.forecast") }, icon(sign), h("h1", null, words[verdict]()), rangeOf(forecast, hours.closes_minute),
           h("span", { class: "push" }, button(t("overall.basis"), why, { quiet: true, key: "F4", calm: true })));
}

function rangeOf(forecast, closes) {
  if (!forecast?.until_us)
    return null;
  const spare = closes - minuteOf(forecast.until_us);

  return [h("span", null, t("overall.range"), " ", h("b", { class: "big" }, `${timeOf(forecast.from_us)}〜${timeOf(forecast.until_us)}`)), spare > 0 && h("span", null, t("overall.spare", { minutes: spare })), h("span", { class: "soft small" }, t("overall.ninety"))];
}

/** What the verdict rests on, and what helps when it is no. */
export function basisDialog(context, forecast, counter, close) {
  const waiting = counter.lines.reduce((sum, line) => sum + line.waiting, 0), open = counter.desks.filter((desk) => desk.open).length;
  const serving = counter.desks.filter((desk) => desk.serving).length;
  const facts = [[t("overall.basis_waiting"), t("overall.groups", { count: waiting })], [t("overall.basis_serving"), t("overall.groups", { count: serving })], [t("overall.basis_rest"), t("overall.groups", { count: counter.parked.length + counter.passed.length })],
                 forecast?.booked !== undefined && [t("overall.basis_booked"), t("overall.groups", { count: forecast.booked })], [t("overall.basis_desks"), t("overall.desks_of", { open, all: counter.desks.length })],
                 [t("overall.basis_terminals"), t("overall.terminals_of", { up: counter.terminals - counter.terminals_out, all: counter.terminals })],
                 forecast?.measured !== undefined && [t("overall.basis_measured"), t("overall.cases", { count: forecast.measured })]].filter(Boolean);

  return dialog(context, "basis", t("overall.basis_title"), close, [h("dl", { class: "pairs" }, facts.map(([words, value]) => [h("dt", null, words), h("dd", { class: "bold digits" }, value)])), h("p", null, t("overall.basis_how")),
    ["no", "tight"].includes(verdictOf(counter, forecast)) && h("div", null, h("h3", null, t("overall.helps")), h("ul", { class: "dots" }, [t("overall.help_open"), t("overall.help_last"), t("overall.help_later")].map((one) => h("li", null, one))))]);
}
