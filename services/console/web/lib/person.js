// @ts-check
/*
 * The persons of this PC: who takes the keyboard, who looks on as the second, who leaves. Badge and PIN, or name and password; the
 * page behind keeps its state.
 */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";
import { button, field, notice, tick, wrongWords } from "./parts.js";
import { person, persons, badgeIn, logIn, switchTo, logOut, newcomer } from "./session.js";
import { receiveScans } from "./scan.js";
import { singleKeys, setSingleKeys, rest } from "./input.js";

let dialog = null;           /* { kind: "persons" | "second", why, done, badge, pin, name, password, factor, byName, wrong, busy, stop } */
let redraw = () => {};

export function startPersons(draw) {
  redraw = draw;
}

export const personDialogOpen = () => dialog !== null;

/** Who is at the keyboard: switch, add, leave. */
export function openPersons() {
  open("persons", "", () => {});
}

/**
 * Asks for the second person. Resolves to { account_id, leave } once somebody else has logged in beside, or to null.
 * leave() ends the second person's login again; call it after the command.
 * @param {string} why in words, why two persons look
 * @param {string} [badge] when it was scanned already
 */
export function askSecond(why, badge = "") {
  return new Promise((done) => open("second", why, done, badge));
}

function open(kind, why, done, badge = "") {
  dialog?.stop();
  dialog = { kind, why, done, badge, pin: "", name: "", password: "", factor: "", byName: false, wrong: "", busy: false,
             stop: receiveScans(({ value }) => { dialog.badge = value; redraw(); setTimeout(() => document.getElementById("p-pin")?.focus(), 0); return true; }) };
  redraw();
  if (badge)
    setTimeout(() => document.getElementById("p-pin")?.focus(), 0);
}

function close(result = null) {
  const { done, stop } = dialog;

  dialog = null;
  stop();
  rest();
  done(result);
  redraw();
}

/** Lets go of an open question, when the page is hidden. */
export function dropPersonDialog() {
  if (dialog)
    close();
}

async function attempt(act) {
  if (dialog.busy)
    return;
  Object.assign(dialog, { busy: true, wrong: "" });
  redraw();
  try {
    await act();
  } catch (error) {
    if (dialog)
      Object.assign(dialog, { wrong: wrongWords(error), pin: "", password: "", factor: "" });
  }
  if (dialog)
    dialog.busy = false;
  redraw();
}

async function enter() {
  const before = persons(), beside = dialog.kind === "second";

  if (dialog.badge)
    await badgeIn(dialog.badge, dialog.pin, beside);
  else
    await logIn(dialog.name.trim(), dialog.password, dialog.factor.trim(), beside);
  if (!beside)
    return close();
  const came = newcomer(before);
  if (!came)
    throw new Error(t("person.same"));
  const known = before.some((one) => one.account_id === came.account_id);
  close({ account_id: came.account_id, name: came.name, leave: () => known ? Promise.resolve() : logOut(came.account_id).catch(() => {}) });
}

const set = (name) => (value) => { dialog[name] = value; redraw(); };

export function personDialog() {
  if (!dialog)
    return null;
  return h("dialog", { id: "person-dialog", "aria-labelledby": "person-h", oncancel: (event) => { event.preventDefault(); close(); } },
           h("form", { class: "stack", onsubmit: (event) => { event.preventDefault(); event.submitter?.click(); } },
             h("h2", { id: "person-h" }, dialog.kind === "second" ? t("person.second") : t("person.title")), dialog.why && h("p", null, dialog.why), dialog.wrong && notice("stop", dialog.wrong),
             dialog.kind === "persons" && here(), dialog.badge ? pinPart() : dialog.byName ? namePart() : badgePart()),
           h("div", { class: "foot" }, dialog.kind === "persons" && [button(t("person.leave_all"), () => { close(); logOut(); }, { icon: "lock" })], button(t("act.back"), () => close(), { key: "Esc", calm: true })));
}

function here() {
  return [h("ul", { class: "stack" }, persons().map((one) => h("li", { class: "row" }, icon("person"), h("b", null, one.name), h("span", { class: "soft" }, t.enum("staff_role", one.role)),
            one.account_id === person()?.account_id ? h("span", { class: "chip act" }, icon("check"), t("person.active"))
              : [button(t("person.switch"), () => attempt(async () => { await switchTo(one.account_id); close(); }), { small: true }), button(t("person.leave"), () => attempt(() => logOut(one.account_id)), { small: true, quiet: true })]))),
          tick("single-keys", t("person.single_keys"), singleKeys(), (on) => { setSingleKeys(on); redraw(); }, t("person.single_keys_what"))];
}

function badgePart() {
  return [h("div", { class: "scan on" }, icon("scan"), h("div", { class: "say" }, h("b", null, t("login.badge")), h("span", null, t("login.badge_what")))),
          button(t("login.by_name"), () => { dialog.byName = true; redraw(); setTimeout(() => document.getElementById("p-name")?.focus(), 0); }, { quiet: true, calm: true })];
}

const enterButton = (why) => h("button", { type: "submit", class: "btn btn-primary", "aria-disabled": why ? "true" : null, title: why, onclick: (event) => { event.preventDefault(); if (!why) attempt(enter); } },
                               dialog.busy ? t("login.checking") : dialog.kind === "second" ? t("person.look_on") : t("login.open"), h("kbd", null, "Enter"));

function pinPart() {
  return [h("p", { class: "row" }, icon("ok"), t("login.badge_read")), field("p-pin", t("login.pin"), { type: "password", inputmode: "numeric", value: dialog.pin, input: set("pin") }), enterButton(dialog.pin ? null : t("login.pin_missing"))];
}

function namePart() {
  return [field("p-name", t("login.name"), { value: dialog.name, input: set("name"), autocomplete: "off" }), field("p-password", t("login.password"), { type: "password", value: dialog.password, input: set("password"), autocomplete: "off" }),
          field("p-factor", t("login.factor"), { value: dialog.factor, input: set("factor"), inputmode: "numeric", say: t("login.factor_what") }), enterButton(dialog.name && dialog.password ? null : t("login.missing"))];
}
