// @ts-check
/* The steps of the evening that close: the reception, the parts of the other services, the day itself; and going home. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { send } from "../lib/api.js";
import { timeOf } from "../lib/clock.js";
import { chip, figure, table, notice } from "../lib/parts.js";
import { person } from "../lib/session.js";
import { isManager } from "./roles.js";

const PARTS = [["reservations", "reservations_closed"], ["inventory", "inventory_closed"], ["staff", "staff_closed"]];

const order = (context, answers, command) => context.act(async () => {
  await send("queueing", command, {});
  await answers.load("day", "cases", "custody");
  await answers.load("report");
});

/** @param {{ context: any, answers: any }} page */
export const makeClosing = ({ context, answers }) => ({
  view: () => [answers.of("day")?.state === "closing" ? notice("ok", t("evening.closing_done")) : h("p", null, t("evening.closing_what")), stillHere(answers.of("cases") ?? [])],
  primary: () => ({ words: t("evening.closing_begin"), act: () => order(context, answers, "begin_closing"), why: !answers.of("day")?.date ? t("evening.why_no_day") : isManager() ? null : t("evening.only_manager") }),
});

/** How many are where, so that the moment to end the reception is seen. */
const stillHere = (cases) => h("div", { class: "facts" }, ["waiting", "called", "in_service", "parked", "passed"].map((state) =>
  h("div", { class: "fact" }, h("span", { class: "small soft" }, t.enum("ticket_state", state)), figure(cases.filter((line) => line.state === state).length, t("unit.cases"), "s36"))));

/** @param {{ answers: any }} page */
export const makeParts = ({ answers }) => ({
  view: () => [h("p", null, t("evening.parts_what")), h("ul", { class: "part-list" }, PARTS.map(([part, closed]) => h("li", { class: "row between" }, h("b", null, t.enum("day_part", part)),
    answers.of("day")?.[closed] ? chip("ok", t("evening.part_closed")) : chip("act", t("evening.part_open"), "clock"))))],
  primary: () => ({ words: t("evening.parts_wait"), act: () => {}, why: answers.of("day")?.inventory_closed ? t("evening.parts_soon") : t("evening.parts_count") }),
});

/** @param {{ context: any, answers: any, whyOf: (name: string) => string | null }} page */
export const makeClose = ({ context, answers, whyOf }) => ({
  view: () => [h("p", null, t("evening.close_what")), whyOf("close") && notice("warn", whyOf("close"))],
  primary: () => ({ words: t("evening.close_day"), act: () => order(context, answers, "close_day"), why: whyOf("close") ?? (isManager() ? null : t("evening.only_manager")) }),
});

/** @param {{ context: any, answers: any }} page */
export const makeLeave = ({ context, answers }) => ({
  view: () => (answers.of("attendance") ?? []).length ? table([{ words: t("evening.person") }, { words: t("evening.came") }, { words: t("evening.went") }],
    answers.of("attendance").map((line) => ({ id: line.account_id, current: line.account_id === person()?.account_id, cells: [h("b", null, line.name), line.in_us ? timeOf(line.in_us) : "–", line.out_us ? timeOf(line.out_us) : chip("act", t("evening.still_here"))] })), t("evening.step_leave"))
    : h("p", { class: "empty" }, t("evening.leave_none")),
  primary: () => ({ words: t("evening.clock_out", { name: person()?.name ?? "" }), act: () => context.act(async () => { await send("staff", "clock_out", {}); await answers.load("attendance"); }) }),
});
