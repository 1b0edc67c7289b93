// @ts-check
/*
 * 全体: will everybody who was accepted be done in time, and if not, what helps? Desks, equipment, the curve of the waiting, lines,
 * people and alarms on one screen; F2 is the one most useful thing now.
 */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { askStatus, get, send } from "../lib/api.js";
import { actionBar, button, notice, panel } from "../lib/parts.js";
import { makeAnswers, allPages } from "../lib/answers.js";
import { awayWords } from "../lib/link.js";
import { now, timeOf, today } from "../lib/clock.js";
import { person } from "../lib/session.js";
import { alarmList, alarmsOf } from "./alarms.js";
import { asking, makeCity } from "./city.js";
import { deskPanel } from "./counter.js";
import { curve, minuteOf } from "./curve.js";
import { makeEquipment } from "./equipment.js";
import { aheadOf, banner, basisDialog, stopped } from "./forecast.js";
import { makeSeen } from "./seen.js";
import { makeLines } from "./lines.js";
import { peopleRows, rollCall, rollSheet } from "./people.js";
import { makeStops } from "./stops.js";
import { mostUseful } from "./useful.js";

const WITH_LOOKS = ["inventory", "reporting", "staff"];
const STATUS_MS = 10_000;
const OPENS = 540, CLOSES = 1050;      /* until the calendar has answered */

export function open(context) {
  const seen = makeSeen();
  const answers = makeAnswers({
    counter: { service: "queueing", ask: async () => seen.take(await get("queueing", "counter_status")) },
    forecast: { service: "queueing", ask: async () => counter()?.date ? get("queueing", "closing_forecast", { closes_minute: hours().closes_minute }) : null },
    hours: { service: "reservations", ask: async () => (await get("reservations", "open_days", { from: today(), days: 1 })).days[0] ?? null },
    outages: { service: "reservations", ask: async () => (await get("reservations", "calendar_changes", { from: today(), days: 1 })).outages },
    people: { service: "staff", ask: async () => (await get("staff", "readiness")).people },
    attendance: { service: "staff", ask: async () => (await get("staff", "attendance", { date: today() })).people },
    areas: { service: "staff", ask: async () => (await get("staff", "areas")).areas },
    inside: { service: "staff", ask: () => allPages(async (last) => { const { inside, more } = await get("staff", "presence", { after: last?.account_id ?? last?.visitor_id }); return { lines: inside, more }; }) },
    looks: { service: "", ask: async () => (await Promise.all(WITH_LOOKS.map(async (service) => (await get(service, "look_alerts")).alerts))).flat().filter(({ date }) => date === today()) },
    status: { service: "", ask: async () => (await askStatus()).services },
  }, context.redraw);
  const page = { context, answers, onlyManager: () => person()?.role === "site_manager" ? null : t("overall.only_manager") };
  const equipment = makeEquipment(page), lines = makeLines(page), stops = makeStops(page), city = makeCity(page);
  const timer = setInterval(() => answers.load("status", "looks", "forecast"), STATUS_MS);
  let basis = false;

  const hours = () => answers.of("hours") ?? { opens_minute: OPENS, closes_minute: CLOSES };
  const counter = () => answers.of("counter");
  const nameOf = (id) => (answers.of("people") ?? []).find(({ account_id }) => account_id === id)?.name ?? "–";
  const basisOf = () => answers.of("forecast")?.basis ?? [];
  const evacuated = () => stops.inForce("evacuation");
  const useful = () => mostUseful({ counter: counter(), verdict: answers.of("forecast")?.verdict ?? "unknown", basis: basisOf(), minute: minuteOf(now()), closes: hours().closes_minute, role: person()?.role ?? "" });
  const waiting = () => counter().lines.reduce((sum, line) => sum + line.waiting, 0);

  const help = (command, desk) => context.act(async () => {
    await send("queueing", command, { desk_id: desk.desk_id });
    await answers.load("counter");
  });

  function top() {
    if (evacuated())
      return stopped("stop", t("overall.evacuating", { time: timeOf(evacuated().since_us) }), t("overall.evacuating_what"));
    if (stops.inForce("national_stop"))
      return stopped("warn", t("overall.national", { time: timeOf(stops.inForce("national_stop").since_us) }), t("overall.national_what"));
    return banner(counter(), answers.of("forecast"), hours(), () => { basis = true; context.redraw(); });
  }

  const curvePanel = () => panel("curve", t("overall.waiting"), 5, h("span", { class: "small soft legend" }, h("span", { class: "key past" }), t("overall.key_past"), h("span", { class: "key ahead" }), t("overall.key_ahead")),
    curve({ past: seen.points(), ahead: aheadOf(answers.of("forecast"), minuteOf(now()), waiting()), from: hours().opens_minute, until: hours().closes_minute, now: minuteOf(now()), waiting: waiting() }));

  const alarms = () => alarmsOf(answers.of("status") ?? {}, answers.of("looks") ?? [], nameOf);
  const side = () => h("div", { class: "c3 side" }, panel("alarms", t("overall.alarms"), 12, null, answers.known("status") ? alarmList(alarms()) : h("p", { class: "small soft" }, answers.wrong("status") ?? t("app.loading"))), panel("people", t("overall.who"), 12, null, peopleRows(answers)));

  const USEFUL = {
    roll: () => button(t("overall.roll_print"), () => window.print(), { key: "F2", primary: true, calm: true }),
    open_day: () => button(t("overall.to_morning"), () => context.goTo("morning"), { key: "F2", primary: true, calm: true }),
    help: ({ desk }) => button(t("overall.help_end", { desk: named(desk) }), () => help("end_help", desk), { key: "F2", primary: true, why: awayWords("queueing") }),
    city: ({ desk }) => button(person()?.role === "city" ? t("overall.city_answer_desk", { desk: named(desk) }) : t("overall.city_open", { desk: named(desk) }), () => city.open(desk), { key: "F2", primary: true, calm: true }),
    lines: () => button(t("overall.last_ask"), lines.ask, { key: "F2", primary: true, calm: true, why: page.onlyManager() }),
    desk: ({ desk }) => button(t("overall.help_desk", { desk: named(desk) }), () => help("call_help", desk), { key: "F2", primary: true, why: awayWords("queueing") ?? page.onlyManager() }),
    evening: () => button(t("overall.to_evening"), () => context.goTo("evening"), { key: "F2", primary: true, calm: true }),
    none: () => button(t("overall.basis"), () => { basis = true; context.redraw(); }, { key: "F2", primary: true, calm: true }),
  };

  const actions = () => actionBar([button(t("overall.stop_ask"), stops.ask, { key: "F7", calm: true }),
                                   button(t("overall.city_count", { count: asking(counter()).length }), () => city.open(null), { key: "F9", calm: true, why: asking(counter()).length ? null : t("overall.city_none") })],
                                  USEFUL[useful().name](useful()));

  answers.load().then(() => answers.load("forecast"));     /* which needs an open day and its hours */
  const known = () => answers.known("counter", "hours");
  return {
    body: () => !known() ? answers.wrong("counter", "hours") ? notice("stop", answers.wrong("counter", "hours")) : h("p", null, t("app.loading"))
      : [top(), h("div", { class: "cols two" }, evacuated() ? rollCall(answers) : deskPanel(counter().desks, counter().lines, basisOf(), nameOf), equipment.view(), curvePanel(), lines.view(), side()), stops.view(), city.view(),
         basis && basisDialog(context, answers.of("forecast"), counter(), () => { basis = false; context.redraw(); })],
    actions: () => known() ? actions() : actionBar([], null),
    news: answers.news,
    paper: () => evacuated() ? rollSheet(answers) : null,
    close: () => { clearInterval(timer); answers.close(); },
  };
}
