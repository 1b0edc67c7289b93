// @ts-check
/* One booking: what it is, whether its guest is late, whether its card is here; moved to another time or given back. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { chip, notice, panel, pick } from "../lib/parts.js";
import { dayOf, now, today } from "../lib/clock.js";
import { placeWords } from "../lib/places.js";
import { minuteText } from "./ask.js";
import { nearest } from "./lanes.js";
import { PLACES } from "./phone.js";

/** Minutes past the booked time of somebody who has not come; 0 when there is no such. */
export function lateMinutes({ date, start_minute, end }) {
  if (end || date !== today())
    return 0;
  const minute = Math.floor((now() / 6e7 + 9 * 60) % 1440);
  return Math.max(0, minute - start_minute);
}

export function endChip(booking) {
  const late = lateMinutes(booking);

  if (booking.end)
    return chip(booking.end === "attended" ? "ok" : "stop", t.enum("booking_end", booking.end));
  return late ? chip("warn", t("book.late", { minutes: late })) : chip("act", t("book.expected"));
}

/**
 * @param {any} booking with its date
 * @param {{ card: any, mode: "" | "move" | "cancel", free: any[] | null, skip: number, place: any, set: (change: any) => void }} view
 */
export function chosenPanel(booking, { card, mode, free, skip, place, set }) {
  return panel("chosen", t("book.one"), 4, endChip(booking), h("p", { class: "place-now" }, `${minuteText(booking.start_minute)}`), h("p", { class: "bold" }, dayOf(booking.date)), mode !== "move" && facts(booking, card), mode === "cancel" && notice("warn", t("book.cancel_sure")), mode === "move" && moving(free, skip, place, set));
}

function facts(booking, card) {
  const further = (booking.further_procedures ?? []).map((one) => t.enum("procedure", one));

  return h("dl", { class: "pairs" }, h("dt", null, t("book.procedure")), h("dd", null, [t.enum("procedure", booking.procedure), ...further].join("・")), h("dt", null, t("book.people")), h("dd", null, t("book.persons", { people: booking.people })),
      booking.place && [h("dt", null, t("book.where")), h("dd", null, t.enum("desk_place", booking.place))], booking.way && [h("dt", null, t("book.way")), h("dd", null, t.enum("booking_way", booking.way))],
      card && [h("dt", null, t("nav.card")), h("dd", null, h("a", { href: `#card/${card.card_id}` }, h("span", { class: "code" }, card.tracking_number)), " ", t.enum("card_state", card.status), h("br"), h("span", { class: "small soft" }, placeWords(card)))],
      booking.why && [h("dt", null, t("book.why")), h("dd", null, t.enum("hit_reason", booking.why))]);
}

function moving(free, skip, place, set) {
  const list = nearest(free ?? [], skip, PLACES);

  if (!free)
    return h("p", { class: "soft" }, t("app.loading"));
  return list.length ? h("div", { class: "stack close" }, h("h3", null, t("book.move_to")), pick(t("book.move_to"), list.map(({ date, minute }, i) => ({ value: `${date} ${minute}`, words: `${dayOf(date)}${minuteText(minute)}`, key: String(i + 1) })),
    place && `${place.date} ${place.minute}`, (chosen) => { const [date, minute] = chosen.split(" "); set({ place: { date, minute: Number(minute) } }); })) : notice("warn", t("book.none_free"));
}
