// @ts-check
/*
 * 朝の画面: is everything ready to open? Who is here, which cards are out, what the day brings, what yesterday left. F2 opens the
 * day; nothing here blocks it, but what is missing stands beside it.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get, send } from "../lib/api.js";
import { actionBar, button, chip, notice, panel, seg } from "../lib/parts.js";
import { makeAnswers, allPages } from "../lib/answers.js";
import { awayWords } from "../lib/link.js";
import { daysAfter, dayOf, eraDate, today } from "../lib/clock.js";
import { makeLook } from "../lib/masked.js";
import { clockRange } from "../lib/minutes.js";
import { scanPlace } from "../lib/scan.js";
import { person } from "../lib/session.js";
import { say } from "../lib/say.js";
import { makePulled } from "./pulled.js";
import { staffOf, staffPanel } from "../lib/staff_here.js";
import { bookingsPanel, equipmentPanel, notesOf } from "./today.js";

const WEATHER = ["sunny", "cloudy", "rain", "snow", "storm"];
const BACK_DAYS = 14;

/** All lines of the day's pull list. */
async function pullList() {
  let skip = 0;

  return allPages(async () => {
    const { lines, more } = await get("inventory", "pull_list", { date: today(), order: "slot", skip });
    skip += lines.length;
    return { lines, more };
  });
}

export function open(context) {
  const answers = makeAnswers({
    day: { service: "queueing", ask: () => get("queueing", "day_status") },
    desks: { service: "queueing", ask: async () => (await get("queueing", "desk_list")).desks },
    later: { service: "queueing", ask: () => allPages(async (last) => { const { cases, more } = await get("queueing", "later_cases", { after: last?.ticket_id }); return { lines: cases, more }; }) },
    pull: { service: "inventory", ask: pullList },
    bookings: { service: "reservations", ask: () => allPages(async (last) => { const { bookings, more } = await get("reservations", "day_bookings", { date: today(), after: last?.reservation_id }); return { lines: bookings, more }; }) },
    hit: { service: "reservations", ask: async () => (await get("reservations", "hit_bookings", { from: today(), days: 1 })).bookings },
    outages: { service: "reservations", ask: async () => (await get("reservations", "calendar_changes", { from: today(), days: 1 })).outages },
    hours: { service: "reservations", ask: async () => (await get("reservations", "open_days", { from: daysAfter(today(), -BACK_DAYS), days: BACK_DAYS + 1 })).days },
    people: { service: "staff", ask: async () => (await get("staff", "readiness")).people },
    attendance: { service: "staff", ask: async () => (await get("staff", "attendance", { date: today() })).people },
  }, context.redraw);
  const pulled = makePulled({ context, answers });
  let weather = "", notes = null;

  const hours = () => (answers.of("hours") ?? []).find(({ date }) => date === today());
  const lastDay = () => (answers.of("hours") ?? []).filter(({ date }) => date < today()).at(-1)?.date;
  const dayOpen = () => answers.of("day")?.date === today();

  /** The look at the last day's notes; made when it is known which day that was. */
  function notesLook() {
    if (!notes && lastDay())
      notes = makeLook({ service: "reporting", command: "show_day_records", body: { date: lastDay() }, fields: [], purposes: ["report"], redraw: context.redraw, key: "F6", content: ({ texts }) => notesOf(texts ?? []) });
    return notes;
  }

  const noteWeather = (to) => context.act(async () => {
    await send("reporting", "note_weather", { weather: to });
    weather = to;
    say(t("morning.weather_noted", { weather: t.enum("weather", to) }));
  });

  const openDay = () => context.act(async () => {
    await send("queueing", "open_day", { date: today() });
    await answers.load("day");
  });

  /** What is still missing, beside the action; it keeps nobody from opening. */
  function missing() {
    const away = staffOf(answers.of("people") ?? [], answers.of("attendance") ?? []).filter(({ in_us }) => !in_us).length;
    return [pulled.left() && t("morning.left_pull", { count: pulled.left() }), away && t("morning.left_staff", { count: away })].filter(Boolean).join("・");
  }

  function primary() {
    const manager = person()?.role === "site_manager";
    const why = awayWords("queueing") ?? (!hours() ? t("morning.why_closed") : answers.of("day")?.date && !dayOpen() ? t("morning.why_other_day") : manager ? null : t("morning.why_manager"));

    if (dayOpen())
      return [button(manager ? t("morning.to_overall") : t("morning.to_desk"), () => context.goTo(manager ? "overall" : "desk"), { key: "F2", primary: true, calm: true }), t("morning.is_open")];
    return [button(t("morning.open_day"), openDay, { key: "F2", primary: true, why }), why ?? missing()];
  }

  const head = () => h("div", { class: "page-head low" }, h("div", null, h("h1", null, t("morning.title")), h("p", { class: "soft small" }, eraDate(today()), " ", hours() ? clockRange(hours().opens_minute, hours().closes_minute) : answers.known("hours") ? t("morning.closed_day") : "")),
                       dayOpen() && chip("ok", t.enum("day_state", answers.of("day").state)), scanPlace(t("morning.scan")));

  const left = () => h("div", { class: "c4 side" }, staffPanel(answers.of("people"), answers.of("attendance")),
    panel("weather", t("morning.weather"), 12, null, h("div", { class: "seg-small" }, seg(t("morning.weather"), WEATHER.map((one) => ({ value: one, words: t.enum("weather", one) })), weather, noteWeather))));
  const right = () => h("div", { class: "c3 side" }, bookingsPanel(answers), equipmentPanel(answers),
    panel("notes", lastDay() ? t("morning.notes", { day: dayOf(lastDay()) }) : t("morning.notes_of_day"), 12, null, notesLook()?.view() ?? h("p", { class: "small soft" }, t("morning.notes_none"))));

  answers.load();
  const known = () => answers.known("day", "people", "attendance", "pull");
  return {
    body: () => [head(), answers.wrong() && notice("warn", answers.wrong()), known() ? h("div", { class: "cols fit" }, left(), pulled.view(), right()) : !answers.wrong() && h("p", null, t("app.loading"))],
    actions: () => known() ? actionBar([button(t("morning.print"), () => window.print(), { key: "F3", icon: "print", calm: true, why: answers.of("pull").length ? null : t("morning.pull_none") }), button(t("morning.turn"), pulled.turn, { key: "F4", calm: true })], ...primary()) : actionBar([], null),
    scan: (code) => pulled.scan(code),
    news: answers.news,
    paper: () => answers.of("pull")?.length ? pulled.paper() : null,
    close: answers.close,
  };
}
