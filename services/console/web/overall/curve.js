// @ts-check
/*
 * How many waited through the day, and how many are expected to: a line, a dashed line in a band, and now. Drawn as SVG from nodes;
 * what it shows stands in words beside it for who cannot see it.
 */
import { t } from "../lib/words.js";
import { clock } from "../lib/minutes.js";
import { micros } from "../lib/clock.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 470, HEIGHT = 152, LEFT = 30, RIGHT = 462, TOP = 18, BOTTOM = 130;
const DAY_US = 86_400_000_000, TOKYO_US = 32_400_000_000;

/** A node of SVG. */
function s(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);

  for (const [name, value] of Object.entries(props))
    node.setAttribute(name, String(value));
  node.append(...children.flat(Infinity));
  return node;
}

/** Minute of the Tokyo day of a time. */
export const minuteOf = (at) => Math.floor((micros(at) + TOKYO_US) % DAY_US / 60e6);

/** The top of the axis: a round number at or above the highest value. */
export function roundTop(highest) {
  const step = highest > 50 ? 20 : highest > 20 ? 10 : highest > 8 ? 4 : 2;
  return Math.max(step * 2, Math.ceil(highest / step) * step);
}

/**
 * @param {{ past: { minute: number, waiting: number }[], ahead: { minute: number, low: number, middle: number, high: number }[], from: number, until: number, now: number, waiting: number }} day
 *        minutes of the day; from, until: the opening hours
 */
export function curve({ past, ahead, from, until, now, waiting }) {
  const top = roundTop(Math.max(waiting, ...past.map((one) => one.waiting), ...ahead.map((one) => one.high), 1));
  const last = Math.max(until, now, ...ahead.map(({ minute }) => minute));
  const x = (minute) => (LEFT + (Math.max(minute, from) - from) / (last - from) * (RIGHT - LEFT)).toFixed(1);    /* before the opening: at the axis */
  const y = (count) => (BOTTOM - count / top * (BOTTOM - TOP)).toFixed(1);
  const points = (list, value) => list.map((one) => `${x(one.minute)},${y(value(one))}`).join(" ");
  const hours = Array.from({ length: Math.floor(last / 60) - Math.ceil(from / 60) + 1 }, (_, i) => (Math.ceil(from / 60) + i) * 60);
  const here = Math.min(Math.max(now, from), last);

  return s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img", "aria-label": inWords(now, waiting, ahead) },
           [0, top / 2, top].map((count) => [s("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(count), y2: y(count) }), s("text", { x: LEFT - 6, y: Number(y(count)) + 5, "text-anchor": "end" }, String(count))]),
           hours.map((minute) => s("text", { x: x(minute), y: HEIGHT - 4, "text-anchor": "middle" }, String(minute / 60))),
           ahead.length ? [s("polygon", { class: "band", points: `${points(ahead, (one) => one.high)} ${points([...ahead].reverse(), (one) => one.low)}` }), s("polyline", { class: "ahead", points: points(ahead, (one) => one.middle) })] : [],
           s("line", { class: "closes", x1: x(until), x2: x(until), y1: TOP, y2: BOTTOM }),
           past.length ? s("polyline", { class: "past", points: points(past, (one) => one.waiting) }) : [],
           s("line", { class: "now", x1: x(here), x2: x(here), y1: TOP - 6, y2: BOTTOM }),
           s("text", { class: "now-words", x: x(here), dx: here > (from + last) / 2 ? -6 : 6, y: TOP, "text-anchor": here > (from + last) / 2 ? "end" : "start" }, `${clock(now)}　${t("overall.groups", { count: waiting })}`));
}

function inWords(now, waiting, ahead) {
  const end = ahead.at(-1);
  const words = t("overall.curve_now", { time: clock(now), count: waiting });

  return end ? `${words}${t("overall.curve_ahead", { time: clock(end.minute), low: end.low, high: end.high })}` : words;
}
