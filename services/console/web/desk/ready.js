// @ts-check
/* The desk is free: who is next, who waits, one button. */
import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { t, named } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { secondsSince, timeOf } from "../lib/clock.js";
import { actionBar, button, chip, figure, notice, panel, table } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { callNext, closeDesk } from "./queue.js";

export const readyView = {
  body(desk) {
    const { state } = desk;

    return [h("div", { class: "cols ready" }, next(desk), waiting(state)),
            h("div", { class: "cols under" }, h("div", { class: "c8" }, scanPlace(t("desk.scan_ready"))), h("div", { class: "c4" }, outlook(state)))];
  },
  actions(desk) {
    const { state } = desk, parked = state.parked.length;

    return actionBar([button(t("desk.pick"), () => desk.lay("lists", "waiting"), { key: "F3", calm: true }), button(t("desk.take_back", { count: parked }), () => desk.lay("lists", "parked"), { key: "F6", calm: true }),
                      button(t("desk.write"), () => desk.lay("write"), { key: "F8", calm: true })],
                     button(t("desk.close"), () => desk.act(() => closeDesk(desk.id)), { key: "F7", why: awayWords("queueing") }));
  },
};

/** Why nobody can be called now, or null. */
export function callWhy(state) {
  return awayWords("queueing") ?? (state.next ? null : because(state));
}

function because({ nobody_because, waiting: count }) {
  const words = { evacuation: t("desk.evacuated"), national_stop: t("desk.national_stop_call"), equipment_busy: t("desk.equipment_busy"), nobody_waiting: count ? t("desk.none_for_desk") : t("desk.nobody") };
  return words[nobody_because] ?? t("desk.nobody");
}

function next(desk) {
  const { next: guest } = desk.state;
  const why = callWhy(desk.state);

  return h("section", { class: "panel c8 next-call", "aria-labelledby": "next-h" }, h("h1", { id: "next-h" }, t("desk.next")),
           guest ? h("div", { class: "who" }, h("p", { class: "ticket-no" }, guest.number), facts(desk, guest)) : h("p", { class: "nobody" }, why),
           button(t("desk.call_next"), () => desk.act(() => callNext(desk.id)), { key: "F2", primary: true, why }));
}

function facts(desk, guest) {
  const minutes = Math.floor(secondsSince(guest.arrived_at_us) / 60);

  return h("div", { class: "about-next" }, h("b", null, named(desk.lineOf(guest.line_id))), h("p", { class: "row" }, reasonChip(guest), guest.people > 1 && h("span", { class: "chip" }, icon("people"), t("desk.people", { count: guest.people }))),
           h("p", null, t("desk.waits"), " ", h("b", { class: "digits" }, minutes), t("desk.minutes")));
}

/** Why this one: booked at, by arrival, given priority … */
export function reasonChip(guest) {
  if (guest.booked_us && guest.dispatch_case === "due")
    return h("span", { class: "chip act" }, icon("clock"), t("desk.booked", { time: timeOf(guest.booked_us) }));
  return h("span", { class: "chip act" }, icon("next"), t.enum("dispatch_case", guest.dispatch_case));
}

function waiting(state) {
  const rows = state.lines.filter((line) => line.waiting || state.desk.lines.includes(line.line_id)).map((line) => ({
    id: line.line_id,
    cells: [h("span", null, named(line), line.stopped && chip("warn", t("desk.line_stopped"))), h("b", null, line.waiting), line.oldest_arrival_us ? t("desk.longest", { count: Math.floor(secondsSince(line.oldest_arrival_us) / 60) }) : "–"] }));

  return panel("waiting", t("desk.waiting"), 4, figure(state.waiting, t("desk.persons"), "s57"),
               table([{ words: t("desk.line") }, { words: t("desk.persons"), end: true }, { words: t("desk.longest_head"), end: true }], rows, t("desk.waiting")),
               state.passed.length > 0 && h("p", { class: "row between passed" }, h("span", null, t.enum("ticket_state", "passed")), h("b", { class: "code" }, state.passed.map((guest) => guest.number).join("　"))));
}

/** What holds for the whole counter now. */
function outlook(state) {
  if (state.stops.includes("national_stop"))
    return notice("warn", t("desk.national_stop"));
  return state.day_state === "closing" ? notice("warn", t("desk.is_closing")) : notice("ok", t("desk.day_open"));
}
