// @ts-check
/* Seven open days in a row: how much of each is taken. One is chosen. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { dayOf } from "../lib/clock.js";

/**
 * @param {{ date: string }[]} days
 * @param {Map<string, any[]>} bookings by day
 * @param {Map<string, number>} free starts left, by day
 * @param {{ home: () => void, on: () => void }} turn back to today, on to later days
 */
export function weekStrip(days, bookings, free, chosen, choose, turn) {
  return h("div", { class: "week-row" }, turner("F6", t("book.this_week"), turn.home), h("div", { class: "week", role: "radiogroup", "aria-label": t("book.week") }, days.map(({ date }) => {
    const taken = bookings.get(date)?.length ?? 0, left = free.get(date) ?? 0;

    return h("button", { type: "button", class: "day", role: "radio", "aria-checked": date === chosen ? "true" : "false", "data-key-of": date, onclick: () => choose(date) },
             h("span", { class: "row between" }, h("b", null, dayOf(date)), h("span", { class: "small digits" }, left ? t("book.count", { taken }) : t("book.full", { taken }))),
             h("progress", { class: "meter", max: Math.max(1, taken + left), value: taken, "aria-label": t("book.taken_of", { taken, all: taken + left }) }));
  })), turner("F7", t("book.next_week"), turn.on));
}

const turner = (key, words, act) => h("button", { type: "button", class: "turn", "data-key": key, "data-words": words, onclick: act }, h("kbd", null, key), words);
