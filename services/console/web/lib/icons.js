// @ts-check
/* The icons, as strokes on a field of 24 × 24. Each stands beside a word. */
import { svg } from "./dom.js";

const ROUND = "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19z";
const PATHS = {
  ok: [ROUND, "m7.5 12.3 3 3 6-6.3"],
  check: ["m4 12.5 5.5 5.5L20 6.5"],
  warn: ["M12 3 1.8 20.5h20.4z", "M12 10v4.5", "M12 17.3v.2"],
  stop: ["M8.3 2.5h7.4l5.8 5.8v7.4l-5.8 5.8H8.3l-5.8-5.8V8.3z", "m8.7 8.7 6.6 6.6", "m15.3 8.7-6.6 6.6"],
  info: [ROUND, "M12 11v6", "M12 7.2v.2"],
  scan: ["M2 8V4h5", "M17 4h5v4", "M2 16v4h5", "M17 20h5v-4", "M6.5 8.5v7", "M10 8.5v7", "M13.5 8.5v7", "M17.5 8.5v7"],
  eye: ["M1.8 12C4 8 7.5 5.5 12 5.5S20 8 22.2 12C20 16 16.5 18.5 12 18.5S4 16 1.8 12z", "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"],
  clock: [ROUND, "M12 7v5.3l3.3 2.2"],
  next: ["m8 4 8.5 8L8 20"],
  arrow: ["M3.5 12h16.5", "m13.5 5.5 6.5 6.5-6.5 6.5"],
  lock: ["M5 10.5h14V21H5z", "M8 10V7a4 4 0 0 1 8 0v3"],
  person: ["M12 3.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M4 21c.5-4 3.5-6.5 8-6.5s7.5 2.5 8 6.5"],
  people: ["M9 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z", "M2 20c.3-4 3-6 7-6s6.7 2 7 6", "M16 4.5a3.3 3.3 0 0 1 0 6.3", "M18 14.5c2.5.8 3.8 2.6 4 5.5"],
  print: ["M7 8V3h10v5", "M7 17H3V8h18v9h-4", "M7 14h10v7H7z"],
  cut: ["m3 3 18 18", "M5 11.5a10 10 0 0 1 4-2.6", "M13.5 8.5A10 10 0 0 1 19 11.5", "M8.5 15.5a5 5 0 0 1 5-1.2", "M12 19v.2"],
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return svg("icon", PATHS[name]);
}
