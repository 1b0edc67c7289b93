// @ts-check
/*
 * The frame: what stands on the screen now (enrolling, login, first steps, or a page in its frame), which page, and the bar with
 * person, link and clock. It redraws after every change, every second, and when news come; pages only say what they look like.
 */
import { h, show } from "./lib/dom.js";
import { icon } from "./lib/icons.js";
import { t, addWords, currentLanguage, setLanguage, onLanguage, named } from "./lib/words.js";
import { addSheet } from "./lib/sheets.js";
import { button, notice, wrongWords } from "./lib/parts.js";
import { say } from "./lib/say.js";
import { unsentCount, onUnsent, sendUnsent } from "./lib/api.js";
import { device, person, mode, logOut, loadSession, onSession, startSession } from "./lib/session.js";
import { serviceWords } from "./lib/services.js";
import { startNews, onNews, silentSeconds, servicesDown } from "./lib/link.js";
import { momentOf, now } from "./lib/clock.js";
import { startInput, onResting, keysInFront, rest } from "./lib/input.js";
import { startScans, receiveScans } from "./lib/scan.js";
import { startIdle, secondsLeft, acted } from "./lib/idle.js";
import { devicePage, loginPage, stepPage, resetLogin, leaveLogin } from "./lib/login.js";
import { personDialog, openPersons, startPersons, dropPersonDialog } from "./lib/person.js";
import { pages } from "./pages.js";

let page = null;             /* { path, at, view, who, stopScans } */
let hidden = null;           /* { account_id, name }: whose work is kept while the page is hidden */
let helpOpen = false;
let asked = false;           /* the session is known */
let loadFailed = "";

const root = () => /** @type {HTMLElement} */ (document.getElementById("app"));
const working = () => device() && person() && !person().next_step;

export async function startApp() {
  startInput();
  startScans(draw);
  startPersons(draw);
  startSession();
  startIdle(hide);
  onLanguage(draw);
  onSession(settle);
  onUnsent(draw);
  onResting(() => say(t("keys.rest")));
  onNews((news) => { if (news.kind !== "beat") page?.view?.news?.(news); draw(); });
  window.addEventListener("hashchange", () => go(location.hash.slice(1)));
  setInterval(draw, 1000);
  resetLogin(draw);
  await knock();
}

/** Asks for the session until the console answers. */
async function knock() {
  try {
    await loadSession();
    loadFailed = "";
    asked = true;
  } catch (error) {
    loadFailed = wrongWords(error);
    setTimeout(knock, 2000);
  }
  settle();
}

/** Another session, person or step: the right thing on the screen. */
async function settle() {
  if (!asked)
    return draw();
  if (!working()) {
    if (page && !hidden)                             /* ended elsewhere, or by itself: the work is kept for its person */
      hidden = page.who;
    resetLogin(draw);
    dropPersonDialog();
    return draw();
  }
  leaveLogin();
  startNews();
  if (page && page.who.account_id === person().account_id)
    hidden = null;
  else {
    const first = !page;
    closePage();
    hidden = null;
    if (first)
      for (const error of await sendUnsent())
        say(wrongWords(error));
    await go(location.hash.slice(1));
  }
  draw();
}

/** The idle time is over: off the screen, and everybody out. */
function hide() {
  hidden = page?.who ?? null;
  dropPersonDialog();
  logOut().catch(() => {});
  draw();
}

function closePage() {
  page?.view?.close?.();
  page?.stopScans?.();
  page = null;
}

const allowed = () => pages.filter(({ roles }) => roles.includes(person()?.role));

/** Opens a page: "desk", or "card/1234" with what the page makes of the rest. */
async function go(address) {
  if (!working())
    return;
  const [path, ...rest] = address.split("/");
  const entry = allowed().find((one) => one.path === path) ?? allowed()[0];
  if (!entry)
    return draw();
  if (page?.path === entry.path && page.view) {
    page.view.goTo?.(rest.map(decodeURIComponent));
    return draw();
  }
  closePage();
  const opening = page = { path: entry.path, words: entry.words, who: person(), view: null, stopScans: null };
  const [{ open }] = await Promise.all([entry.load(), addWords(entry.folder), addSheet(entry.sheet)]);
  if (page !== opening)
    return;
  page.view = open(contextOf(opening, rest.map(decodeURIComponent)));
  page.stopScans = receiveScans((code) => !hidden && (opening.view.scan?.(code) ?? false));
  draw();
}

/** What a page may ask of its frame. */
function contextOf(mine, parameters) {
  const context = {
    parameters,
    busy: false,
    problem: "",
    redraw: draw,
    goTo: (address) => { location.hash = address; },
    /** Runs something that may be refused. The reason stands beside the action bar until the next act. True when it went well. */
    async act(work) {
      if (context.busy)
        return false;
      Object.assign(context, { busy: true, problem: "" });
      draw();
      try {
        await work();
      } catch (error) {
        context.problem = wrongWords(error);
      }
      context.busy = false;
      rest();
      draw();
      if (context.problem)
        document.getElementById("problem")?.focus();
      return !context.problem;
    },
  };
  mine.context = context;
  return context;
}

export function draw() {
  show(root(), !asked ? waitingView() : !device() ? devicePage() : !person() || hidden ? loginPage(hidden?.name ?? null) : person().next_step ? stepPage() : frame());
  for (const dialog of root().querySelectorAll("dialog"))
    if (!dialog.open)
      dialog.showModal();
  document.title = `${page?.words && working() ? page.words() + "｜" : ""}${t("app.name")}`;
}

const waitingView = () => h("main", { class: "alone" }, h("div", { class: "panel" }, h("h1", null, t("app.name")), loadFailed ? notice("stop", loadFailed) : h("p", null, t("app.loading"))));

function frame() {
  const view = page?.view, silent = silentSeconds();

  return h("div", { class: "frame" }, appBar(silent), h("main", { class: silent ? "work stale" : "work", id: "work" }, view ? view.body() : allowed().length ? h("p", null, t("app.loading")) : notice("act", t("app.no_page"))),
           h("div", { class: "foot-place" }, problem(), view?.actions?.()), view?.paper?.(), personDialog(), helpOpen && helpDialog(), secondsLeft() > 0 && idleDialog());
}

function problem() {
  const words = page?.context?.problem;

  return words && h("div", { class: "problem", id: "problem", tabindex: "-1" }, notice("stop", words, button(t("act.close"), () => { page.context.problem = ""; draw(); }, { small: true, calm: true })));
}

function appBar(silent) {
  return h("header", { class: "app-bar" }, h("p", { class: "name" }, t("app.name")), mode() === "trial" && h("span", { class: "trial" }, t("app.trial")),
           h("nav", { "aria-label": t("nav.label") }, h("ul", null, allowed().map((one) => h("li", null, h("a", { href: `#${one.path}`, "aria-current": one.path === page?.path ? "page" : null }, one.words()))))),
           h("div", { class: "right" }, h("span", null, device() && (currentLanguage() === "en" ? device().label_en : device().label_ja)),
             h("button", { type: "button", class: "bar-btn", onclick: openPersons }, icon("person"), `${person().name}（${t.enum("staff_role", person().role)}）`),
             linkState(silent), now() > 0 && h("time", null, silent ? t("link.as_of", { time: momentOf(now()) }) : momentOf(now())),
             h("button", { type: "button", class: "bar-btn", lang: currentLanguage() === "ja" ? "en" : "ja", onclick: () => setLanguage(currentLanguage() === "ja" ? "en" : "ja") }, currentLanguage() === "ja" ? "English" : "日本語"),
             h("button", { type: "button", class: "bar-btn", "data-key": "F1", "data-words": t("keys.title"), onclick: () => { helpOpen = !helpOpen; draw(); } }, h("kbd", null, "F1"), t("keys.title"))));
}

function linkState(silent) {
  const down = servicesDown(), unsent = unsentCount();

  if (silent)
    return h("span", { class: "link off", role: "status" }, icon("cut"), unsent ? t("link.off_unsent", { seconds: silent, count: unsent }) : t("link.off", { seconds: silent }));
  if (down.length)
    return h("span", { class: "link part", role: "status" }, icon("warn"), t("link.part", { what: down.map(serviceWords).join("・") }));
  return h("span", { class: "link" }, icon("ok"), t("link.on"));
}

function helpDialog() {
  const close = () => { helpOpen = false; draw(); };

  return h("dialog", { id: "help", "aria-labelledby": "help-h", oncancel: (event) => { event.preventDefault(); close(); } }, h("h2", { id: "help-h" }, t("keys.of_screen")),
           h("dl", { class: "pairs" }, keysInFront().map(({ key, words }) => [h("dt", null, h("kbd", null, key)), h("dd", null, words)])), h("p", { class: "small soft" }, t("keys.scan")),
           h("div", { class: "foot" }, button(t("act.back"), close, { key: "Esc", calm: true })));
}

function idleDialog() {
  return h("dialog", { id: "idle", role: "alertdialog", "aria-labelledby": "idle-h", oncancel: (event) => event.preventDefault() }, h("h2", { id: "idle-h" }, t("idle.title", { seconds: secondsLeft() })), h("p", null, t("idle.what")),
           h("div", { class: "foot" }, button(t("idle.go_on"), () => { acted(); draw(); }, { primary: true, key: "F2", calm: true })));
}

