// @ts-check
/* A list on paper: who printed it and when stand on it, the number of each page at its foot (css/print.css). */
import { h } from "./dom.js";
import { t } from "./words.js";
import { sheet } from "./parts.js";
import { eraDate, now, timeOf, today } from "./clock.js";
import { person } from "./session.js";

/**
 * @param {string} title
 * @param {string} what a sentence under it
 * @param {string[]} heads
 * @param {any[][]} rows
 */
export function listSheet(title, what, heads, rows) {
  return sheet(title, h("p", { class: "sheet-what" }, what),
               h("table", { class: "sheet-list" }, h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
                 h("tbody", null, rows.map((row) => h("tr", null, row.map((cell) => h("td", null, cell)))))),
               h("p", { class: "sheet-foot" }, t("print.foot", { count: rows.length, name: person()?.name ?? "", date: now() ? eraDate(today()) : "", time: now() ? timeOf(now()) : "" })));
}
