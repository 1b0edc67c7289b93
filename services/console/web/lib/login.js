// @ts-check
/*
 * What stands alone on the screen before anybody works: enrolling the device, logging in (badge and PIN, or name and password with
 * the code of the second factor), and the first steps of a new account. The same page comes after the idle time; then it says that
 * what was begun is kept.
 */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t, currentLanguage, setLanguage } from "./words.js";
import { button, field, notice, wrongWords } from "./parts.js";
import { send } from "./api.js";
import { device, person, mode, enrolDevice, logIn, badgeIn, logOut, renew } from "./session.js";
import { receiveScans } from "./scan.js";
import { rest } from "./input.js";

let redraw = () => {};
let state = fresh();
let stopScans = null;

function fresh() {
  return { code: "", name: "", password: "", factor: "", badge: "", pin: "", again: "", secret: null, recovery: null, wrong: "", busy: false };
}

/** Begins anew: nothing typed is left. */
export function resetLogin(draw) {
  redraw = draw;
  state = fresh();
  stopScans?.();
  stopScans = receiveScans(({ value }) => { state.badge = value; redraw(); focusOn("pin"); return true; });
}

/** Scans belong to the page again. */
export function leaveLogin() {
  stopScans?.();
  stopScans = null;
}

const focusOn = (id) => setTimeout(() => document.getElementById(id)?.focus(), 0);

async function attempt(act) {
  if (state.busy)
    return;
  Object.assign(state, { busy: true, wrong: "" });
  redraw();
  try {
    await act();
    rest();
    state = fresh();
  } catch (error) {
    Object.assign(state, { wrong: wrongWords(error), password: "", pin: "", factor: "" });
  }
  state.busy = false;
  redraw();
}

const set = (name) => (value) => { state[name] = value; redraw(); };

function alone(title, ...content) {
  return h("main", { class: "alone" }, h("form", { class: "panel", onsubmit: (event) => { event.preventDefault(); event.submitter?.click(); }, "aria-labelledby": "alone-h" },
    h("div", { class: "row between" }, h("p", { class: "bold" }, t("app.name")), mode() === "trial" && h("span", { class: "trial" }, t("app.trial")), languageButton()),
    h("h1", { id: "alone-h" }, title), state.wrong && notice("stop", state.wrong), content));
}

const languageButton = () => button(currentLanguage() === "ja" ? "English" : "日本語", () => setLanguage(currentLanguage() === "ja" ? "en" : "ja"), { quiet: true, small: true, calm: true });

/** Enter in the last field presses the button. */
const submit = (words, act, why) => h("button", { type: "submit", class: "btn btn-primary btn-wide", "aria-disabled": why ? "true" : null, title: why, onclick: (event) => { event.preventDefault(); if (!why) attempt(act); } }, words, h("kbd", null, "Enter"));

export function devicePage() {
  return alone(t("device.title"), h("p", null, t("device.what")),
               field("device-code", t("device.code"), { value: state.code, input: set("code"), autofocus: true, say: t("device.where") }),
               submit(t("device.enrol"), () => enrolDevice(state.code.trim()), state.code.trim() ? null : t("device.code_missing")));
}

/** @param {string | null} waiting the name of the person whose work is kept, after the idle time */
export function loginPage(waiting) {
  return alone(waiting ? t("login.hidden") : t("login.title"), waiting && notice("act", t("login.kept", { name: waiting })),
               h("p", { class: "soft" }, device() && (currentLanguage() === "en" ? device().label_en : device().label_ja)), state.badge ? pinPart() : passwordPart());
}

function pinPart() {
  return [h("p", { class: "row" }, icon("ok"), t("login.badge_read")),
          field("pin", t("login.pin"), { type: "password", inputmode: "numeric", value: state.pin, input: set("pin"), autofocus: true }),
          submit(t("login.open"), () => badgeIn(state.badge, state.pin), state.pin ? null : t("login.pin_missing")),
          button(t("login.by_name"), () => { state.badge = ""; redraw(); }, { quiet: true, key: "Esc", calm: true })];
}

function passwordPart() {
  return [h("div", { class: "scan on" }, icon("scan"), h("div", { class: "say" }, h("b", null, t("login.badge")), h("span", null, t("login.badge_what")))),
          field("name", t("login.name"), { value: state.name, input: set("name"), autocomplete: "username" }),
          field("password", t("login.password"), { type: "password", value: state.password, input: set("password"), autocomplete: "current-password" }),
          field("factor", t("login.factor"), { value: state.factor, input: set("factor"), inputmode: "numeric", autocomplete: "one-time-code", say: t("login.factor_what") }),
          submit(state.busy ? t("login.checking") : t("login.open"), () => logIn(state.name.trim(), state.password, state.factor.trim()), state.name && state.password ? null : t("login.missing"))];
}

/** The next step of a new account. */
export function stepPage() {
  if (state.recovery)
    return recoveryPage();
  return person()?.next_step === "change_password" ? passwordPage() : factorPage();
}

/** After a step the ticket is renewed; if it is still only good for the step, a new login makes it whole. */
async function stepDone() {
  const before = person()?.next_step;

  await renew();
  if (person()?.next_step === before)
    await logOut();
}

function passwordPage() {
  const same = state.again && state.again !== state.code ? t("step.not_same") : "";

  return alone(t("step.password"), h("p", null, t("step.password_what")),
               field("old", t("step.password_old"), { type: "password", value: state.password, input: set("password"), autocomplete: "current-password" }),
               field("new", t("step.password_new"), { type: "password", value: state.code, input: set("code"), autocomplete: "new-password", say: t("step.password_rule") }),
               field("again", t("step.password_again"), { type: "password", value: state.again, input: set("again"), autocomplete: "new-password", wrong: same }),
               submit(t("step.password_change"), changePassword, !state.password || !state.code || state.again !== state.code ? t("login.missing") : null));
}

async function changePassword() {
  await send("staff", "change_password", { password: state.password, new_password: state.code }, { secret: true });
  await stepDone();
}

function factorPage() {
  if (!state.secret)
    return alone(t("step.factor"), h("p", null, t("step.factor_what")), submit(t("step.factor_begin"), beginFactor));
  return alone(t("step.factor"), h("p", null, t("step.factor_type")), h("p", { class: "secret" }, state.secret.secret?.match(/.{1,4}/g)?.join(" ") ?? t("step.factor_token")),
               state.secret.uri && h("details", null, h("summary", null, t("step.factor_uri")), h("p", { class: "secret small" }, state.secret.uri)),
               field("factor", t("step.factor_code"), { value: state.factor, input: set("factor"), inputmode: "numeric", autocomplete: "one-time-code" }),
               submit(t("step.factor_confirm"), confirmFactor, /^\d{6}$/.test(state.factor.trim()) ? null : t("step.factor_six")));
}

async function beginFactor() {
  const { shown } = await send("staff", "begin_second_factor", {}, { secret: true });
  setTimeout(() => { state.secret = shown ?? {}; redraw(); }, 0);
}

async function confirmFactor() {
  const { shown } = await send("staff", "confirm_second_factor", { code: state.factor.trim() }, { secret: true });
  setTimeout(() => { state.recovery = shown?.recovery_codes ?? []; redraw(); }, 0);
}

function recoveryPage() {
  return alone(t("step.recovery"), h("p", null, t("step.recovery_what")), h("ol", { class: "secret" }, state.recovery.map((code) => h("li", null, code))),
               button(t("step.recovery_print"), () => window.print(), { icon: "print", calm: true }), submit(t("step.recovery_done"), stepDone));
}
