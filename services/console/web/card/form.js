// @ts-check
/* What a step with a card asks for: typed here, kept until it is done or left, sent as the contract has it. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { field, notice, panel } from "../lib/parts.js";
import { send } from "../lib/api.js";
import { askSecond } from "../lib/person.js";
import { saidDate } from "../lib/said_date.js";

/**
 * @param {any} move of moves.js
 * @param {any} about what `start` of its fields may look at
 * @param {() => void} redraw
 */
export function makeForm(move, about, redraw) {
  const values = Object.fromEntries(move.fields.map((one) => [one.name, String(one.start?.(about) ?? "")]));
  const wrong = (one) => !values[one.name].trim() ? !one.optional : one.kind === "date" ? !saidDate(values[one.name]) : one.kind === "number" && !/^\d{1,2}$/.test(values[one.name]);

  function input(one) {
    const id = `f-${one.name}`;
    const how = { value: values[one.name], input: (value) => { values[one.name] = value; redraw(); } };
    const words = one.optional ? t("card.f_maybe", { what: one.words() }) : one.words();

    if (one.kind === "enum")
      return field(id, words, { ...how, options: [{ value: "", words: t("card.f_choose") }, ...one.values.map((value) => ({ value, words: t.enum(one.list, value) }))] });
    if (one.kind === "note")
      return field(id, words, { ...how, rows: 3, max: 500, say: t("card.f_no_number") });
    if (one.kind === "date")
      return field(id, words, { ...how, say: t("card.f_date_form"), wrong: values[one.name] && wrong(one) ? t("card.f_date_form") : undefined });
    return field(id, words, { ...how, inputmode: one.kind === "number" || one.kind === "ticket" ? "numeric" : undefined, max: 60, say: one.kind === "slot" ? t("card.f_scan_slot") : one.kind === "ticket" ? t("card.f_scan_ticket") : undefined });
  }

  /** The words of what is missing, or null. */
  function why() {
    const first = move.fields.find(wrong);
    return first ? t("card.f_missing", { what: first.words() }) : null;
  }

  function body() {
    const sent = { card_id: about.card.card_id };

    for (const { name, kind } of move.fields) {
      const value = values[name].trim();
      if (value)
        sent[name] = kind === "date" ? saidDate(value) : kind === "number" ? Number(value) : kind === "slot" ? value.normalize("NFKC").toUpperCase() : value;
    }
    return sent;
  }

  /** Carries the step out; false when the second person was not there. */
  async function carryOut() {
    const second = move.second ? await askSecond(move.second()) : null;

    if (move.second && !second)
      return false;
    await send("inventory", move.later ? `${move.command}/later` : move.command, body(), second ? { second: second.account_id } : {});
    await second?.leave();
    return true;
  }

  /** A scan that fills a field: a slot of the vault, or a guest's ticket. */
  function scan({ kind, value }) {
    const one = move.fields.find((field) => field.kind === kind);
    if (one)
      values[one.name] = value;
    return Boolean(one);
  }

  return {
    move, why, carryOut, scan,
    view: () => panel("move", move.words(), 8, null, h("div", { class: "stack move-form" }, move.later && notice("act", t("card.later_what")), move.second && notice("warn", move.second()), move.fields.map(input))),
  };
}
