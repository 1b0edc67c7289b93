// @ts-check
/* Old cards, notification cards and number notices collected: two persons count and destroy them, every day. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { send } from "../lib/api.js";
import { momentOf } from "../lib/clock.js";
import { field, seg, table } from "../lib/parts.js";
import { askSecond } from "../lib/person.js";

const METHODS = ["shredded", "chip_cut", "by_city"];
const AT_ONCE = 100;

/** @param {{ context: any, answers: any, nameOf: (id: string) => string }} page */
export function makeItems({ context, answers, nameOf }) {
  let counted = "", method = "shredded";

  const here = () => (answers.of("items")?.items ?? []).filter(({ place }) => place !== "unknown").slice(0, AT_ONCE);
  const missing = () => answers.of("items")?.items.filter(({ place }) => place === "unknown").length ?? 0;

  const destroy = () => context.act(async () => {
    const second = await askSecond(t("evening.items_second"));

    if (!second)
      return;
    try {
      await send("inventory", "destroy_items", { items: here().map(({ item_id }) => item_id), counted: Number(counted), method }, { second: second.account_id });
      counted = "";
    } finally {
      await second.leave();
    }
    await answers.load("items", "custody");
  });

  const row = (line) => ({ id: line.item_id, cells: [t.enum("item_kind", line.kind), momentOf(line.at_us), [t.enum("custody", line.place), line.place_number], nameOf(line.by)] });

  return {
    view: () => here().length ? [
      h("div", { class: "item-fields" }, field("items-counted", t("evening.items_counted"), { value: counted, inputmode: "numeric", max: 3, input: (to) => { counted = to; context.redraw(); } }),
        h("div", { class: "field" }, h("span", null, t("evening.items_method")), seg(t("evening.items_method"), METHODS.map((one) => ({ value: one, words: t.enum("disposal_method", one) })), method, (to) => { method = to; context.redraw(); }))),
      table([{ words: t("evening.item") }, { words: t("evening.collected") }, { words: t("evening.place") }, { words: t("evening.person") }], here().map(row), t("evening.step_items")),
      missing() > 0 && h("p", { class: "small soft" }, t("evening.items_missing", { count: missing() }))]
      : h("p", { class: "empty" }, missing() ? t("evening.items_missing", { count: missing() }) : t("evening.items_none")),
    primary: () => ({ words: t("evening.items_destroy"), act: destroy, why: !here().length ? t("evening.items_none") : /^\d{1,3}$/.test(counted) ? null : t("evening.items_count_first") }),
  };
}
