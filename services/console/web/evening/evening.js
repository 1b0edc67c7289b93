// @ts-check
/*
 * 夕方の画面: the way from the last guest to a closed day, as a list from top to bottom. On the left every step with what is left of
 * it, on the right the one in hand; F2 is always what comes next. What is done is told by the services, never ticked by hand.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get } from "../lib/api.js";
import { actionBar, button, chip, notice, panel } from "../lib/parts.js";
import { icon } from "../lib/icons.js";
import { makeAnswers, allPages } from "../lib/answers.js";
import { eraDate, now, today } from "../lib/clock.js";
import { person } from "../lib/session.js";
import { dayIsOver, standOf } from "./stand.js";
import { makeCases } from "./cases.js";
import { makeClose, makeClosing, makeLeave, makeParts } from "./day.js";
import { makeCount } from "./count.js";
import { makeDesks } from "./desks.js";
import { makeItems } from "./items.js";
import { makeOutside } from "./outside.js";
import { makePapers } from "./papers.js";
import { makeReport } from "./report.js";

const MAKERS = { closing: makeClosing, cases: makeCases, desks: makeDesks, custody: makeOutside, items: makeItems, count: makeCount, papers: makePapers, parts: makeParts, close: makeClose, report: makeReport, leave: makeLeave };

const WORDS = {
  closing: () => t("evening.step_closing"), cases: () => t("evening.step_cases"), desks: () => t("evening.step_desks"), custody: () => t("evening.step_custody"), items: () => t("evening.step_items"),
  count: () => t("evening.step_count"), papers: () => t("evening.step_papers"), parts: () => t("evening.step_parts"), close: () => t("evening.step_close"), report: () => t("evening.step_report"), leave: () => t("evening.step_leave"),
};

const WHY = {
  no_day: () => t("evening.why_no_day"), desk_busy: () => t("evening.desk_busy"), not_closing: () => t("evening.why_not_closing"), cards_out: () => t("evening.why_cards_out"), parts: () => t("evening.why_parts"),
  cases: () => t("evening.why_cases"), visits: () => t("evening.why_visits"), day: () => t("evening.why_day"), report: () => t("evening.report_none"),
};

/** A report that is not made yet is no error. */
function notMade(error) {
  if (error.code !== "report_not_made")
    throw error;
  return null;
}

export function open(context) {
  const answers = makeAnswers({
    day: { service: "queueing", ask: () => get("queueing", "day_status") },
    cases: { service: "queueing", ask: async () => (await get("queueing", "open_cases")).cases },
    desks: { service: "queueing", ask: async () => (await get("queueing", "desk_list")).desks },
    custody: { service: "inventory", ask: () => get("inventory", "custody_blockers") },
    items: { service: "inventory", ask: () => get("inventory", "open_items") },
    disposal: { service: "inventory", ask: () => allPages(async (last) => {
      const { cards, more } = await get("inventory", "disposal_list", { after_card: last?.card.card_id });
      return { lines: cards, more };
    }) },
    report: { service: "reporting", ask: async () => over() ? get("reporting", "daily_report", { date: today() }).catch(notMade) : null },
    people: { service: "staff", ask: async () => (await get("staff", "readiness")).people },
    attendance: { service: "staff", ask: async () => (await get("staff", "attendance", { date: today() })).people },
  }, context.redraw);
  const over = () => dayIsOver({ day: answers.of("day"), custody: answers.of("custody") });
  const nameOf = (account_id) => (answers.of("people") ?? []).find((one) => one.account_id === account_id)?.name ?? "–";
  const whyOf = (name) => { const why = steps().find((step) => step.name === name)?.why; return why ? WHY[why]() : null; };
  const parts = Object.fromEntries(Object.entries(MAKERS).map(([name, make]) => [name, make({ context, answers, nameOf, whyOf, date: today })]));
  let chosen = null, putOff = [];

  const me = () => (answers.of("attendance") ?? []).find(({ account_id }) => account_id === person()?.account_id);
  const steps = () => standOf({ day: answers.of("day"), cases: answers.of("cases"), desks: answers.of("desks"), custody: answers.of("custody"), items: answers.of("items"), disposal: answers.of("disposal"),
                                report: answers.of("report"), left: Boolean(me()?.out_us) }, putOff);
  const inHand = () => steps().find(({ name }) => name === chosen) ?? steps().find(({ state }) => state === "now");

  function choose(name) {
    chosen = name === steps().find(({ state }) => state === "now")?.name ? null : name;
    context.redraw();
  }

  function putOffNow() {
    putOff = [...putOff, inHand().name];
    chosen = null;
    context.redraw();
  }

  /** The step itself is what is pressed; its state is icon and word. */
  const line = (step, i) => h("li", { "data-key-of": step.name }, h("button", { type: "button", class: `way ${step.state}`, "aria-current": step === inHandOf(step) ? "step" : null, onclick: () => choose(step.name) },
    h("span", { class: "dot" }, step.state === "done" ? icon("check") : i + 1), h("span", { class: "grow" }, WORDS[step.name]()), stateOf(step)));
  const inHandOf = (step) => inHand()?.name === step.name ? step : null;

  function stateOf(step) {
    if (step.state === "done")
      return h("span", { class: "small done-word" }, t("evening.done"));
    if (step.left)
      return chip(step.state === "now" ? "act" : "", t("evening.left", { count: step.left }), step.state === "now" ? "arrow" : "info");
    if (step.state === "now")
      return chip("act", t("evening.now"), "arrow");
    return putOff.includes(step.name) ? h("span", { class: "small soft" }, t("evening.put_off")) : step.why ? h("span", { class: "small soft row" }, icon("lock"), t("evening.not_yet")) : null;
  }

  function detail() {
    const step = inHand();

    if (!step)
      return panel("in-hand", t("evening.all_done"), 8, null, notice("ok", t("evening.all_done_what")));
    return panel("in-hand", WORDS[step.name](), 8, step.state === "done" ? chip("ok", t("evening.done")) : null,
                 h("div", { class: "stack" }, answers.wrong() && notice("warn", answers.wrong()), step.why && step.state !== "done" && step.name !== "close" && notice("warn", WHY[step.why]()), parts[step.name].view()));
  }

  function actions() {
    const step = inHand(), part = step && parts[step.name], primary = part?.primary();
    const may = step && !["closing", "count", "close"].includes(step.name) && step.state === "now";

    return actionBar([part?.actions?.(), may && button(t("evening.later"), putOffNow, { key: "F6", calm: true })],
                     primary && button(primary.words, primary.act, { key: "F2", primary: true, why: whyNot(step, primary) }), whyNot(step, primary));
  }

  /** Why the primary action may not be pressed: the step's reason, then the action's own. */
  function whyNot(step, primary) {
    if (!step)
      return null;
    if (step.state === "done")
      return primary.why ?? t("evening.step_done");
    return step.why && ["count", "report"].includes(step.name) ? WHY[step.why]() : primary.why;
  }

  answers.load().then(() => answers.load("report"));       /* which is asked for when the day is over */
  const known = () => answers.known("day", "cases", "desks", "custody", "items");
  return {
    body: () => [h("div", { class: "page-head low" }, h("h1", null, t("evening.title")), h("span", { class: "soft" }, now() ? eraDate(today()) : "")),
                 known() ? h("div", { class: "cols" }, panel("way", t("evening.way"), 4, null, h("ol", { class: "ways" }, steps().map(line))), detail()) : answers.wrong() ? notice("stop", answers.wrong()) : h("p", null, t("app.loading"))],
    actions: () => known() ? actions() : actionBar([], null),
    scan: (code) => inHand() ? parts[inHand().name].scan?.(code) ?? false : false,
    news: answers.news,
    paper: () => parts[inHand()?.name ?? "report"]?.paper?.() ?? null,
    close: () => { answers.close(); Object.values(parts).forEach((part) => part.close?.()); },
  };
}
