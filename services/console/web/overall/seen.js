// @ts-check
/*
 * How many waited, as this browser has seen it today. No service keeps that curve while the day runs (the report has it by half
 * hours), so the page notes the count each time it asks; a reload keeps it. Counts only, nothing about anybody.
 */
import { minuteOf } from "./curve.js";

const KEPT = "madoguchi.waiting";
const POINTS_MAX = 600;

export function makeSeen() {
  let day = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");

  return {
    /** Notes an answer of counter_status and gives it back. */
    take(counter) {
      if (!counter.date)
        return counter;
      if (day?.date !== counter.date)
        day = { date: counter.date, points: [] };
      const point = { minute: minuteOf(counter.as_of_us), waiting: counter.lines.reduce((sum, line) => sum + line.waiting, 0) };
      day.points = [...day.points.filter(({ minute }) => minute < point.minute), point].slice(-POINTS_MAX);
      sessionStorage.setItem(KEPT, JSON.stringify(day));
      return counter;
    },
    points: () => day?.points ?? [],
  };
}
