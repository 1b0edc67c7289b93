// @ts-check
/*
 * The office's time. The browser's clock is never asked: a beat of the event stream tells the time, and the monotonic clock of the
 * page carries it on to the next beat (at the rate of the last two, so a rehearsal at 60-fold speed runs smoothly).
 * Times are microseconds since 1970 as in the services; the zone is always Asia/Tokyo.
 */
import { currentLanguage } from "./words.js";

const CARRY_MS_MAX = 10_000;
const ERAS = [["令和", "Reiwa", 20190501, 2019], ["平成", "Heisei", 19890108, 1989], ["昭和", "Showa", 19261225, 1926], ["大正", "Taisho", 19120730, 1912], ["明治", "Meiji", 0, 1868]];
const DAYS = { ja: "日月火水木金土", en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

let told = { us: 0, at: 0, rate: 1 };

/** The office's time as a beat told it. @param {string} text RFC 3339 */
export function clockTold(text) {
  const us = micros(text), at = performance.now();
  const passed = at - told.at;
  const rate = told.us && passed > 500 ? (us - told.us) / 1000 / passed : told.rate;

  told = { us, at, rate: rate > 0 && rate < 4000 ? rate : 1 };
}

/** Now, in microseconds; 0 before the first beat. */
export function now() {
  return told.us && told.us + Math.min(performance.now() - told.at, CARRY_MS_MAX) * told.rate * 1000;
}

/** RFC 3339, or microseconds as number or digits → microseconds. */
export function micros(value) {
  if (typeof value === "number")
    return value;
  if (/^\d+$/.test(value))
    return Number(value);
  return Date.parse(value) * 1000;
}

/** Seconds from a time until now, not below 0. */
export const secondsSince = (value) => Math.max(0, Math.floor((now() - micros(value)) / 1e6));

function parts(value) {
  const tokyo = new Date(micros(value) / 1000 + 9 * 3_600_000);

  return { year: tokyo.getUTCFullYear(), month: tokyo.getUTCMonth() + 1, day: tokyo.getUTCDate(), week: tokyo.getUTCDay(),
           hour: tokyo.getUTCHours(), minute: tokyo.getUTCMinutes() };
}

const two = (n) => String(n).padStart(2, "0");

/** 9:12 */
export function timeOf(value) {
  const p = parts(value);
  return `${p.hour}:${two(p.minute)}`;
}

/** 3月1日（月）9:12 */
export function momentOf(value) {
  return `${dayText(parts(value), true)} ${timeOf(value)}`.replace("） ", "）");
}

/** "2027-03-01" → 3月1日（月） */
export const dayOf = (date) => dayText(datePart(date), true);

/** The office's day, as "2027-03-01". */
export function today() {
  const p = parts(now());
  return `${p.year}-${two(p.month)}-${two(p.day)}`;
}

/** A day `count` days after another, both as "2027-03-01". */
export function daysAfter(date, count) {
  const [year, month, day] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + count)).toISOString().slice(0, 10);
}

function datePart(date) {
  const [year, month, day] = date.split("-").map(Number);
  return { year, month, day, week: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

function dayText(p, week) {
  if (currentLanguage() === "en")
    return `${week ? DAYS.en[p.week] + " " : ""}${p.day} ${MONTHS[p.month - 1]}`;
  return `${p.month}月${p.day}日${week ? `（${DAYS.ja[p.week]}）` : ""}`;
}

/** "1985-04-01" → 昭和60年4月1日, in headings and on paper. */
export function eraDate(date) {
  const p = datePart(date);
  const [ja, en, , first] = ERAS.find(([, , from]) => p.year * 10000 + p.month * 100 + p.day >= Number(from)) ?? ERAS[4];
  const year = p.year - Number(first) + 1;

  if (currentLanguage() === "en")
    return `${p.day} ${MONTHS[p.month - 1]} ${p.year} (${en} ${year})`;
  return `${ja}${year === 1 ? "元" : year}年${p.month}月${p.day}日`;
}

/** 4分12秒; from an hour on 1時間05分. */
export function duration(seconds) {
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);

  if (currentLanguage() === "en")
    return hours ? `${hours} h ${two(minutes % 60)} min` : `${minutes} min ${two(seconds % 60)} s`;
  return hours ? `${hours}時間${two(minutes % 60)}分` : `${minutes}分${two(seconds % 60)}秒`;
}
