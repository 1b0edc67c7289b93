// @ts-check
/* Minutes of the day, as the calendar has them. */

/** 570 → 9:30 */
export const clock = (minute) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;

/** 570, 1050 → 9:30〜17:30 */
export const clockRange = (from, until) => `${clock(from)}〜${clock(until)}`;
