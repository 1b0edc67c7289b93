// @ts-check
/* The life of a card: what happened, when, from where to where, by whom and who looked too. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get } from "../lib/api.js";
import { momentOf } from "../lib/clock.js";
import { meet, nameOf } from "../lib/colleagues.js";
import { placeWords } from "../lib/places.js";

/** All lines, oldest first. */
export async function askHistory(card_id) {
  const lines = [];

  for (let after_step = 0; after_step !== undefined;) {
    const page = await get("inventory", "card_history", { card_id, after_step });
    lines.push(...page.lines);
    after_step = page.next_after_step;
  }
  await meet(lines.flatMap(({ by, second }) => [by, second]));
  return lines;
}

/** Newest first, as rows { when, what, where, who, witness }. */
export function historyRows(lines) {
  return lines.map((line, i) => {
    const before = lines[i - 1], here = placeWords(line);
    const moved = before?.custody && line.custody && placeWords(before) !== here;

    return { id: String(i), when: line.at_us ? momentOf(line.at_us) : "–", what: t.enum("card_step", line.what), where: moved ? `${placeWords(before)} → ${here}` : here,
             reference: line.reference ? t("card.reference", { number: line.reference }) : "", who: line.by ? nameOf(line.by) : "–", witness: line.second ? t("card.witness", { name: nameOf(line.second) }) : "" };
  }).reverse();
}

export function historyView(lines) {
  return h("ol", { class: "timeline", tabindex: "0", role: "list", "aria-label": t("card.history") }, historyRows(lines).map((row) =>
    h("li", { "data-key-of": row.id }, h("span", { class: "small whole" }, row.when), h("b", null, row.what), h("span", null, row.where, row.reference && h("span", { class: "small soft" }, ` ${row.reference}`)),
      h("span", { class: "small who" }, row.who, row.witness && [h("br"), h("span", { class: "soft" }, row.witness)]))));
}
