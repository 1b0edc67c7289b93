// @ts-check
/* What the page of bookings asks. */
import { get } from "../lib/api.js";

const WEEK = 7;
const LOOK_AHEAD = 21;

/** The next seven open days from a day on, as { date, opens_minute, closes_minute }. */
export async function askWeek(from) {
  const { days } = await get("reservations", "open_days", { from, days: LOOK_AHEAD });
  return days.slice(0, WEEK);
}

/** Every booking of a day that was not given back, by time. */
export async function askDay(date) {
  const bookings = [];

  for (let page, after; page?.more !== false; after = bookings.at(-1)?.reservation_id) {
    page = await get("reservations", "day_bookings", { date, after });
    bookings.push(...page.bookings);
    if (!page.bookings.length)
      break;
  }
  return bookings.filter(({ end }) => end !== "cancelled");
}

/** Days with free starts; none when the procedure cannot be booked. */
export const askFree = async (procedure, people, from, days = 14) => (await get("reservations", "free_places", { procedure, people, from, days })).days;

/** Bookings that can no longer be served as they stand. */
export const askHits = async (from) => (await get("reservations", "hit_bookings", { from, days: 46 })).bookings;

export const minuteText = (minute) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
