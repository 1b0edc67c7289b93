// @ts-check
/*
 * The count of the vault by two persons. Each types what they counted without seeing the other's figures or the book; only when both
 * agree the count is sent, and only its answer tells the book. Two that differ count again, and nothing is recorded of that.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { send } from "../lib/api.js";
import { chip, field, figure, notice } from "../lib/parts.js";
import { askSecond } from "../lib/person.js";
import { person } from "../lib/session.js";

/** What is counted: the vault, and what lies outside it by a list. */
const PLACES = [
  { name: "counted", words: () => t("evening.count_vault") },
  { name: "in_box", words: () => t("evening.count_box") },
  { name: "in_tray", words: () => t("evening.count_tray") },
  { name: "at_city", words: () => t("evening.count_city") },
  { name: "items", words: () => t("evening.count_items") },
];

/** @param {{ context: any, answers: any }} page */
export function makeCount({ context, answers }) {
  let first = null, typed = {}, second = null, differ = [], told = null;

  const set = (name) => (value) => { typed[name] = value; context.redraw(); };
  const whole = () => PLACES.every(({ name }) => /^\d{1,6}$/.test(typed[name] ?? (name === "counted" ? "" : "0")));
  const taken = () => Object.fromEntries(PLACES.map(({ name }) => [name, Number(typed[name] || 0)]));

  function forget() {
    second?.leave();
    first = second = null;
    typed = {};
  }

  async function firstDone() {
    first = taken();
    typed = {};
    differ = [];
    told = null;
    second = await askSecond(t("evening.count_second"));
    if (!second)
      forget();
    context.redraw();
    focus();
  }

  const secondDone = () => context.act(async () => {
    const mine = taken(), other = second.account_id;

    differ = PLACES.filter(({ name }) => mine[name] !== first[name]);
    if (differ.length)
      return forget();
    const body = { counted: mine.counted, ...Object.fromEntries(PLACES.slice(1).filter(({ name }) => mine[name]).map(({ name }) => [name, mine[name]])) };
    try {
      const { result } = await send("inventory", "count_vault", body, { second: other });
      told = { ...result, counted: mine.counted };
    } finally {
      forget();
    }
    answers.load("custody", "day");
  });

  const focus = () => setTimeout(() => document.getElementById("count-counted")?.focus(), 0);

  const who = () => h("dl", { class: "pairs" }, h("dt", null, t("evening.count_first_person")), h("dd", { class: "bold" }, person()?.name, first && [" ", chip("ok", t("evening.count_typed"))]),
                      h("dt", null, t("evening.count_second_person")), h("dd", { class: "bold" }, second?.name ?? t("evening.count_badge_later")));

  const fields = () => PLACES.map(({ name, words }) => field(`count-${name}`, words(), { value: typed[name] ?? "", input: set(name), inputmode: "numeric", max: 6,
                                                                                       wrong: typed[name] && !/^\d{1,6}$/.test(typed[name]) ? t("evening.count_digits") : null }));

  return {
    view: () => [
      told && result(told), differ.length > 0 && notice("warn", t("evening.count_differ", { what: differ.map(({ words }) => words()).join("・") })),
      answers.of("custody")?.closed ? !told && notice("ok", t("evening.count_closed"))
        : [who(), h("div", { class: "count-fields" }, fields()), h("p", { class: "small soft" }, t("evening.count_blind"))],
    ],
    primary: () => second ? { words: t("evening.count_send"), act: secondDone, why: whole() ? null : t("evening.count_missing") }
      : { words: told && !told.closed ? t("evening.count_again") : t("evening.count_first"), act: firstDone, why: whole() ? null : t("evening.count_missing") },
    close: forget,
  };
}

/** What the book said to it. */
function result({ counted, book, agrees, closed, unlisted, unexplained, items_out }) {
  const apart = counted - book;
  const why = [unlisted && t("evening.count_unlisted", { count: unlisted }), unexplained && t("evening.count_unexplained", { count: unexplained }), items_out && t("evening.count_items_out", { count: items_out })].filter(Boolean);
  const words = closed ? t("evening.count_equal") : agrees ? t("evening.count_equal_open") : apart < 0 ? t("evening.count_short", { count: -apart }) : t("evening.count_over", { count: apart });

  return [notice(closed ? "ok" : agrees ? "warn" : "stop", [h("b", null, words), why.map((one) => h("p", null, one)), !agrees && h("p", null, t("evening.count_look"))]),
          h("p", { class: "row figures" }, h("span", { class: "soft" }, t("evening.counted")), figure(counted, t("unit.cards"), "s36"), h("span", { class: "soft" }, t("evening.book")), figure(book, t("unit.cards"), "s36"))];
}
