// @ts-check
/* Equipment: what works, what is out and why. One press takes a piece out or gives it back; the calendar follows at once. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { send } from "../lib/api.js";
import { micros, now, timeOf } from "../lib/clock.js";
import { button, chip, panel, scroller } from "../lib/parts.js";
import { person } from "../lib/session.js";

const KINDS = ["integrated_terminal", "mynapit", "camera_set"];

/** Those that are out now: begun, and not yet over. */
export const outNow = (outages, at) => outages.filter((one) => micros(one.from_us) <= at && !(one.until_us && micros(one.until_us) <= at));

/** @param {{ context: any, answers: any, onlyManager: () => string | null }} page */
export function makeEquipment({ context, answers, onlyManager }) {
  const out = () => outNow(answers.of("outages") ?? [], now());

  const order = (command, body) => context.act(async () => {
    await send("reservations", command, body);
    await answers.load("outages", "counter");
  });
  const take = (equipment, cause) => order("begin_outage", { equipment, count: 1, cause, reason: t.enum("outage_cause", cause), author: person().name });

  function state(equipment) {
    const count = out().filter((one) => one.equipment === equipment).reduce((sum, one) => sum + one.count, 0), counter = answers.of("counter");

    if (equipment === "integrated_terminal" && counter?.terminals)
      return count ? chip("warn", t("overall.terminals", { up: Math.max(0, counter.terminals - count), all: counter.terminals })) : chip("ok", t("overall.terminals_used", { used: counter.terminals_in_use, all: counter.terminals }));
    return count ? chip("stop", t("overall.out")) : chip("ok", t("overall.works"));
  }

  const row = (equipment) => h("li", { class: "gear-row" }, h("b", null, t.enum("equipment", equipment)), state(equipment), h("span", { class: "row tight" },
    button(t("overall.broken"), () => take(equipment, "failure"), { small: true, why: onlyManager(), label: t("overall.broken_one", { equipment: t.enum("equipment", equipment) }) }),
    button(t("overall.city_uses"), () => take(equipment, "city_use"), { small: true, why: onlyManager(), label: t("overall.city_uses_one", { equipment: t.enum("equipment", equipment) }) })));
  const outage = (one) => h("li", { class: "gear-row out", "data-key-of": one.outage_id }, h("span", null, h("b", null, t.enum("equipment", one.equipment)), one.count > 1 && ` × ${one.count}`), h("span", { class: "small" }, t.enum("outage_cause", one.cause), " ", t("overall.out_since", { time: timeOf(one.from_us) })),
    button(t("overall.works_again"), () => order("end_outage", { outage_id: one.outage_id }), { small: true, why: onlyManager(), label: t("overall.works_again_one", { equipment: t.enum("equipment", one.equipment) }) }));

  return { out, view: () => panel("gear", t("overall.equipment"), 5, answers.wrong("outages") && h("span", { class: "small soft" }, answers.wrong("outages")), scroller(t("overall.equipment"), h("ul", null, KINDS.map(row), out().map(outage)))) };
}
