// @ts-check
/* What a step asks for: typed here, kept until it is done or left, sent as the contract has it. A second person is fetched when the step needs one. */
import { h } from "./dom.js";
import { t } from "./words.js";
import { field, notice, panel } from "./parts.js";
import { send } from "./api.js";
import { askSecond } from "./person.js";
import { saidDate } from "./said_date.js";

/**
 * A step: { service, command, words(), fields, later?: another confirms it afterwards, second?: () => why another looks on, say?: () => what is good to know }.
 * A field: { name, kind, words(), optional?, start?(about), values? and label?(value) of an enumeration }; kinds: line, token, note, enum, date, number, slot, ticket,
 * secret, other (a badge). `password`: `about.fixed` holds one.
 * @param {any} move
 * @param {any} about what `start` of its fields may look at; `about.fixed`: fields that are sent and not asked for
 * @param {() => void} redraw
 */
export function makeForm(move, about, redraw) {
  const values = Object.fromEntries(move.fields.map((one) => [one.name, String(one.start?.(about) ?? "")]));
  const wrong = (one) => !values[one.name].trim() ? !one.optional : one.kind === "date" ? !saidDate(values[one.name]) : one.kind === "number" && !/^\d{1,2}$/.test(values[one.name]);

  function input(one) {
    const id = `f-${one.name}`;
    const how = { value: values[one.name], input: (value) => { values[one.name] = value; redraw(); } };
    const words = one.optional ? t("form.maybe", { what: one.words() }) : one.words();

    if (one.kind === "enum")
      return field(id, words, { ...how, options: [{ value: "", words: t("form.choose") }, ...one.values.map((value) => ({ value, words: one.label(value) }))] });
    if (one.kind === "note")
      return field(id, words, { ...how, rows: 3, max: 500, say: t("form.no_number") });
    if (one.kind === "date")
      return field(id, words, { ...how, say: t("form.date_form"), wrong: values[one.name] && wrong(one) ? t("form.date_form") : undefined });
    if (one.kind === "secret" || one.kind === "other")
      return field(id, words, { ...how, type: "password", max: 64, say: one.kind === "other" ? t("form.scan_badge") : undefined });
    return field(id, words, { ...how, inputmode: one.kind === "number" || one.kind === "ticket" ? "numeric" : undefined, max: 60, say: one.kind === "slot" ? t("form.scan_slot") : one.kind === "ticket" ? t("form.scan_ticket") : undefined });
  }

  /** The words of what is missing, or null. */
  function why() {
    const first = move.fields.find(wrong);
    return first ? t("form.missing", { what: first.words() }) : null;
  }

  function body() {
    const sent = { ...about.fixed };

    for (const { name, kind } of move.fields) {
      const value = values[name].trim();
      if (value)
        sent[name] = kind === "date" ? saidDate(value) : kind === "number" ? Number(value) : kind === "slot" ? value.normalize("NFKC").toUpperCase() : value;
    }
    return sent;
  }

  /** Carries the step out; its answer, or null when the second person was not there. */
  async function carryOut() {
    const second = move.second ? await askSecond(move.second()) : null;

    if (move.second && !second)
      return null;
    try {
      return await send(move.service, move.later ? `${move.command}/later` : move.command, body(), { ...(second && { second: second.account_id }), secret: move.password || move.fields.some(({ kind }) => kind === "secret") });
    } finally {
      await second?.leave();                             /* refused or not: who looked on is gone */
    }
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
    view: (width = 8) => panel("move", move.words(), width, null, h("div", { class: "stack move-form" }, move.say && notice("act", move.say()), move.later && notice("act", t("form.later")), move.second && notice("warn", move.second()), move.fields.map(input))),
  };
}
