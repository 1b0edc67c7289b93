// @ts-check
/* A day as a grid of quarter hours: visits at counters and in booths, and where the procedure in hand would still find a place. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { lanesOf } from "./lanes.js";
import { minuteText } from "./ask.js";

const STEP = 15;

function visitsAt(bookings, place) {
  return bookings.flatMap((booking) => [booking.place, ...(booking.further_places ?? [])].filter((one) => one === place)
    .map(() => ({ start: booking.start_minute, length: Math.max(STEP, Math.ceil(booking.length_minutes / STEP) * STEP), booking })));
}

/**
 * @param {{ hours: any, bookings: any[], free: number[], chosen: string, place: number | null, choose: (booking: any) => void, take: (minute: number) => void }} day
 */
export function dayGrid({ hours, bookings, free, chosen, place, choose, take }) {
  const counters = lanesOf(visitsAt(bookings, "counter")), booths = lanesOf(visitsAt(bookings, "booth"));
  const lanes = [...counters, ...booths], rows = [];

  for (let minute = hours.opens_minute; minute < hours.closes_minute; minute += STEP)
    rows.push(h("tr", { class: minute % 60 ? null : "hour" }, minute % 60 === 0 && h("th", { scope: "row", rowspan: Math.min(60, hours.closes_minute - minute) / STEP }, minuteText(minute)),
      minute === hours.opens_minute && minute % 60 !== 0 && h("th", { scope: "row", rowspan: (60 - minute % 60) / STEP }, minuteText(minute)),
      lanes.map((lane) => cell(lane, minute, chosen, choose)), h("td", { class: "left" }, free.includes(minute) && freeButton(minute, minute === place, take))));
  return h("div", { class: "grid-scroll", tabindex: "0", role: "group", "aria-label": t("book.grid") }, h("table", { class: "day-grid" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, h("span", { class: "sr" }, t("book.time"))), h("th", { scope: "colgroup", colspan: counters.length }, t.enum("desk_place", "counter")),
      h("th", { scope: "colgroup", colspan: booths.length }, t.enum("desk_place", "booth")), h("th", { scope: "col", class: "left" }, t("book.free")))), h("tbody", null, rows)));
}

function cell(lane, minute, chosen, choose) {
  const visit = lane.find(({ start, length }) => start <= minute && minute < start + length);

  if (!visit)
    return h("td", null);
  if (visit.start !== minute)
    return null;
  const { booking } = visit;
  return h("td", { rowspan: visit.length / STEP, class: "taken" }, h("button", { type: "button", class: "visit", "aria-pressed": booking.reservation_id === chosen ? "true" : "false", "data-key-of": booking.reservation_id, onclick: () => choose(booking) },
    h("span", { class: "sr" }, minuteText(booking.start_minute)), visitWords(booking)));
}

export const visitWords = ({ procedure, people }) => t("book.visit", { procedure: t.enum("procedure", procedure), people });

const freeButton = (minute, on, take) => h("button", { type: "button", class: "place", "aria-pressed": on ? "true" : "false", "aria-label": t("book.take", { time: minuteText(minute) }), onclick: () => take(minute) }, minuteText(minute));
