// @ts-check
/*
 * The scanner's place on the page. It says whether a scan will arrive and what is expected now; what nobody could use is shown with
 * what was read. A number can be typed into it as well.
 */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";
import { codeOf } from "./scan_codes.js";
import { onScan } from "./input.js";

const UNKNOWN_MS = 8000;

let receivers = [];          /* the one in front is last */
let unknown = "";
let unknownTimer = 0;
let redraw = () => {};

/**
 * Scans go to `take` from now on, until the function returned is called.
 * @param {(code: { kind: string, value: string }) => boolean | Promise<boolean>} take false: nothing it can use
 */
export function receiveScans(take) {
  receivers.push(take);
  return () => { receivers = receivers.filter((one) => one !== take); };
}

export function startScans(draw) {
  redraw = draw;
  onScan(arrived);
  window.addEventListener("focus", redraw);
  window.addEventListener("blur", redraw);
}

async function arrived(text) {
  const code = codeOf(text);
  const take = receivers.at(-1);

  clearTimeout(unknownTimer);
  unknown = "";
  redraw();
  if (take && !(await take(code))) {
    unknown = shown(code);
    unknownTimer = window.setTimeout(() => { unknown = ""; redraw(); }, UNKNOWN_MS);
  }
  redraw();
}

/** What was read; of what may be a badge only the beginning. */
function shown({ kind, value }) {
  return kind === "other" || kind === "application" ? `${value.slice(0, 3)}…` : value;
}

/**
 * @param {string} expected what a scan may be here, in words
 * @param {{ title?: string, off?: boolean }} [how] title: instead of "ready for a scan"; off: this view takes none
 */
export function scanPlace(expected, { title, off } = {}) {
  const on = document.hasFocus() && !off;

  return h("div", { class: unknown ? "scan unknown" : on ? "scan on" : "scan", id: "scan" }, icon(unknown ? "stop" : "scan"),
           h("div", { class: "say", role: "status" }, h("b", null, unknown ? t("scan.unknown", { code: unknown }) : on ? title ?? t("scan.ready") : off ? title : t("scan.off")),
             h("span", null, unknown ? t("scan.expected", { what: expected }) : on || off ? expected : t("scan.click"))),
           h("input", { type: "text", "aria-label": t("scan.type"), placeholder: t("scan.type"), autocomplete: "off", spellcheck: "false", onkeydown: typed }));
}

function typed(event) {
  if (event.key !== "Enter" || event.isComposing || !event.target.value.trim())
    return;
  const { value } = event.target;
  event.preventDefault();
  event.target.value = "";
  event.target.blur();
  arrived(value);
}
