// @ts-check
/* The tickets without an outcome, each with what ends it. Who waits or is served is still served; the others get an outcome, or a day on which it goes on. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { send } from "../lib/api.js";
import { today, daysAfter, timeOf } from "../lib/clock.js";
import { button, chip, field, pick, table } from "../lib/parts.js";
import { dialog } from "../lib/dialog.js";

const LOOKS = { waiting: "act", called: "act", in_service: "act", parked: "warn", passed: "warn" };
const DISMISSALS = ["left", "moved", "cancelled", "duplicate", "test"];

/** @param {{ context: any, answers: any }} page */
export function makeCases({ context, answers }) {
  let asked = null;            /* { line, outcome, due_on }: how is it to end? */

  const cases = () => answers.of("cases") ?? [];
  const desk = (id) => named((answers.of("desks") ?? []).find(({ desk_id }) => desk_id === id));
  const after = () => answers.load("cases", "day", "desks");
  const where = (line) => line.desk_id ? { desk_id: line.desk_id } : {};

  const dismiss = (line, outcome) => context.act(async () => {
    await send("queueing", "dismiss_ticket", { ticket_id: line.ticket_id, ...where(line), outcome });
    asked = null;
    await after();
  });

  const agreeLater = (line, due_on) => context.act(async () => {
    await send("queueing", "agree_later_contact", { ticket_id: line.ticket_id, ...where(line), due_on });
    asked = null;
    await after();
  });

  /** What ends it, in words; a case at a desk ends there. */
  function next(line) {
    if (line.state === "called" || line.state === "in_service")
      return h("span", { class: "soft" }, t("evening.case_at_desk", { desk: desk(line.desk_id) }));
    if (line.state === "waiting")
      return h("span", { class: "soft" }, t("evening.case_waits"));
    return h("span", { class: "soft" }, line.state === "parked" ? t("evening.case_parked") : t("evening.case_passed"));
  }

  const row = (line) => ({ id: line.ticket_id, cells: [h("b", { class: "digits" }, line.number), chip(LOOKS[line.state] ?? "act", t.enum("ticket_state", line.state)), timeOf(line.since_us), next(line),
    button(t("evening.case_end"), () => { asked = { line, outcome: line.state === "parked" ? "later" : "left", due_on: daysAfter(today(), 1) }; context.redraw(); }, { small: true, calm: true,
      label: t("evening.case_end_of", { number: line.number }) })] });

  function question() {
    const { line, outcome, due_on } = asked;
    const options = [{ value: "later", words: t("evening.case_later"), key: "1" },
                     ...DISMISSALS.filter(() => line.state !== "in_service").map((one, i) => ({ value: one, words: t.enum("dismissal", one), key: String(i + 2) }))];

    return dialog(context, "case-end", t("evening.case_end_of", { number: line.number }), () => { asked = null; context.redraw(); }, [
      pick(t("evening.case_how"), options, outcome, (to) => { asked.outcome = to; context.redraw(); }, 2),
      outcome === "later" && field("case-due", t("evening.case_due"), { type: "date", value: due_on, min: today(), input: (to) => { asked.due_on = to; context.redraw(); }, say: t("evening.case_due_what") }),
    ], button(t("evening.case_record"), () => outcome === "later" ? agreeLater(line, due_on) : dismiss(line, outcome), { key: "F2", primary: true, why: outcome === "later" && !due_on ? t("evening.case_due_missing") : null }));
  }

  const passed = () => cases().find(({ state }) => state === "passed");

  return {
    view: () => [cases().length ? table([{ words: t("evening.number") }, { words: t("evening.state") }, { words: t("evening.since") }, { words: t("evening.case_next") }, { words: "" }].map((head) => head.words ? head : { words: h("span", { class: "sr" }, t("evening.case_end")) }),
                                        cases().map(row), t("evening.step_cases")) : h("p", { class: "empty" }, t("evening.cases_none")), asked && question()],
    primary: () => passed() ? { words: t("evening.case_left", { number: passed().number }), act: () => dismiss(passed(), "left") }
      : { words: t("evening.case_record"), act: () => {}, why: cases().length ? t("evening.cases_wait") : t("evening.cases_none") },
  };
}
