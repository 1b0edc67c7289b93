// @ts-check
/* The head of a case: the number, what it is about, how long it takes against what is usual, the scanner's place. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { duration, secondsSince } from "../lib/clock.js";
import { usualOf } from "../lib/usual.js";

/** @param {string} words what goes on */
export function caseHead(desk, words, scan) {
  const { serving } = desk.state;
  const since = serving.started_at_us ?? serving.called_at_us;
  const seconds = secondsSince(since);
  const [from, to] = usualOf(desk.draft?.procedures ?? []);
  const long = to > 0 && seconds > to * 60;

  return h("div", { class: "case-head" }, h("h1", null, h("span", { class: "ticket-no" }, serving.number), h("span", { class: "about" }, words)),
           h("p", { class: long ? "elapsed long" : "elapsed" }, h("b", null, duration(seconds)), h("span", { class: "small" }, long ? t("desk.longer", { from, to }) : to ? t("desk.usual", { from, to }) : t("desk.in_service"))), scan);
}
