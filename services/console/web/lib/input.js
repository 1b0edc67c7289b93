// @ts-check
/*
 * What comes from the keyboard, and from the scanner that types like one. One listener before all others:
 *
 * A SCAN is four characters or more (three, if they are digits), each less than 35 ms after the one before, and Enter. It is read from the physical keys, so it
 * does not matter whether the Japanese input method is on, nor where the focus is. Characters that landed in a text field before the
 * burst was known to be one are taken back at its Enter: the field gets the text it had before the first of them. (While the input
 * method composes, a field cannot be restored; it is left first, which ends the composition.)
 *
 * A KEY presses the button that shows it. So every key has a button, and a button that is not there has no key. After a change of
 * state keys and buttons rest for 700 ms: the second press of a hurried hand must not start the next thing.
 *
 * A lone digit picks in the list in hand; it waits a moment to see whether it begins a scan. Single keys can be switched off.
 */
import { personActed } from "./api.js";

const BURST_MS = 35;
const BURST_MIN = 4;
const NUMBER_MIN = 3;          /* the number of a ticket */
const REST_MS = 700;
const SETTLE_MS = 150;
const SINGLE_KEYS = "madoguchi.single_keys";
const FUNCTION_KEYS = ["F1", "F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10", "Escape"];

let burst = null;            /* { text, at, field, before, from, to } */
let restUntil = 0;
let digitTimer = 0;
let scanned = (_text) => {};
let resting = () => {};

/** Who gets scans. */
export function onScan(act) {
  scanned = act;
}

/** Told when a press came while keys rest. */
export function onResting(act) {
  resting = act;
}

export function rest() {
  restUntil = performance.now() + REST_MS;
}

export const isResting = () => performance.now() < restUntil;

/** A hurried second press: nothing happens but a word about it. */
export function tooSoon() {
  if (isResting())
    resting();
  return isResting();
}

export const singleKeys = () => localStorage.getItem(SINGLE_KEYS) !== "off";

export function setSingleKeys(on) {
  localStorage.setItem(SINGLE_KEYS, on ? "on" : "off");
}

/** Does the focus lie where text is typed? */
export function inText(node = document.activeElement) {
  return node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement ||
    (node instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(node.type));
}

export function startInput() {
  window.addEventListener("keydown", pressed, { capture: true });
  window.addEventListener("pointerdown", personActed, { capture: true });
}

function pressed(event) {
  personActed();
  if (event.repeat) {
    if (FUNCTION_KEYS.includes(event.key))
      event.preventDefault();
    burst = null;
    return;
  }
  if (event.code === "Enter" || event.code === "NumpadEnter" || event.key === "Enter") {
    if (endBurst(event))
      return;
  } else if (!collect(event))
    burst = event.key === "Shift" ? burst : null;
  if (FUNCTION_KEYS.includes(event.key))
    pressKey(event, event.key === "Escape" ? "Esc" : event.key);
  else if (/^(Digit|Numpad)\d$/.test(event.code) && !inText() && !modified(event) && !event.shiftKey && burst?.text.length === 1)
    pickSoon(event.code.at(-1));
}

const modified = (event) => event.ctrlKey || event.altKey || event.metaKey;

/** The character of a key: as typed, or of the physical key while the input method keeps it to itself. */
function character(event) {
  if (event.key.length === 1 && event.key >= "!" && event.key <= "~" && event.keyCode !== 229)
    return event.key;
  const [, letter] = /^Key([A-Z])$/.exec(event.code) ?? [];
  const [, digit] = /^(?:Digit|Numpad)(\d)$/.exec(event.code) ?? [];

  return letter ?? digit ?? { Minus: "-", NumpadSubtract: "-", Slash: "/", Period: ".", Semicolon: ":" }[event.code] ?? "";
}

/** One more character of a burst, or the first of one that may become one. */
function collect(event) {
  const char = modified(event) ? "" : character(event);
  const now = event.timeStamp;

  if (!char)
    return false;
  if (burst && now - burst.at < BURST_MS)
    burst = { ...burst, text: burst.text + char, at: now };
  else
    burst = { text: char, at: now, ...beforeBurst() };
  if (burst.text.length > 1)
    clearTimeout(digitTimer);
  return true;
}

function beforeBurst() {
  const field = /** @type {any} */ (document.activeElement);

  if (!inText(field) || field instanceof HTMLSelectElement)
    return { field: null };
  return { field, before: field.value, from: field.selectionStart, to: field.selectionEnd };
}

function endBurst(event) {
  const read = burst;

  burst = null;
  if (!read || read.text.length < (/^\d+$/.test(read.text) ? NUMBER_MIN : BURST_MIN) || event.timeStamp - read.at >= BURST_MS * 3)
    return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (read.field)
    takeBack(read);
  scanned(read.text);
  return true;
}

/**
 * The field as it was before the scan, and so for a moment: what the input method had under way ends with the focus, but may still be
 * delivered.
 */
function takeBack({ field, before, from, to }) {
  const restore = () => {
    if (field.value === before)
      return;
    field.value = before;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  field.blur();
  restore();
  field.addEventListener("input", restore);
  setTimeout(() => {
    field.removeEventListener("input", restore);
    if (field.isConnected && (document.activeElement === document.body || document.activeElement === null)) {
      field.focus();
      field.setSelectionRange?.(from, to);
    }
  }, SETTLE_MS);
}

/** The layer in front: an open dialog, or the page. */
function front() {
  const dialogs = document.querySelectorAll("dialog[open]");
  return dialogs.length ? dialogs[dialogs.length - 1] : document.getElementById("app");
}

/** Every key of the layer in front, as { key, words }, in the order of the screen. */
export function keysInFront() {
  return [...document.querySelectorAll("#app [data-key]")].map((button) => ({ key: button.getAttribute("data-key"), words: button.getAttribute("data-words") || button.textContent }));
}

function pressKey(event, key) {
  const button = /** @type {HTMLElement | null} */ (front()?.querySelector(`[data-key="${key}"]`));

  if (key !== "Esc" || button)
    event.preventDefault();
  button?.click();
}

function pickSoon(digit) {
  clearTimeout(digitTimer);
  if (!singleKeys())
    return;
  digitTimer = window.setTimeout(() => /** @type {HTMLElement | null} */ (front()?.querySelector(`[data-key="${digit}"]`))?.click(), BURST_MS + 15);
}
