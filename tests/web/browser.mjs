// @ts-check
/*
 * Chromium as the tests use it: one browser a file, a context of its own for each device (its cookies are the device), and hands that
 * press, click and scan like a clerk and count what they do.
 */
import { chromium } from "playwright-core";

export const SIZES = [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }];
const REST_MS = 750;                   /* keys and buttons rest for 700 ms after a change */

export const openBrowser = () => chromium.launch({ executablePath: process.env.MADOGUCHI_CHROMIUM ?? "/usr/bin/chromium", args: ["--disable-gpu"] });

/**
 * A page on a PC that was never here before. What it says to its console and every broken rule of the content policy are kept: see `problems`.
 * @param {import("playwright-core").Browser} browser
 */
export async function openPage(browser, address, { language = "ja", size = SIZES[0] } = {}) {
  const context = await browser.newContext({ viewport: size, locale: language === "en" ? "en-US" : "ja-JP", timezoneId: "Asia/Tokyo" });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  const problems = [];

  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.addInitScript((to) => localStorage.setItem("madoguchi.language", to), language);
  await page.goto(address);
  return Object.assign(page, { problems });
}

/** Enrols the PC by the code, through the page. */
export async function enrol(page, code) {
  await page.fill("#device-code", code);
  await page.press("#device-code", "Enter");
  await page.waitForSelector("#password");
}

/** Through the page; ends when the frame stands. @param {import("./office.mjs").Office} office */
export async function logIn(page, office, person) {
  await page.fill("#name", person.name);
  await page.fill("#password", person.password);
  if (person.factor)
    await page.fill("#factor", await office.factor(person.name));
  await page.press("#password", "Enter");
  await page.waitForSelector(".app-bar");
}

/** The second person at this PC, by name and password; `factor`: the code of the role's generator. */
export async function logInBeside(page, person, factor) {
  await page.waitForSelector("#person-dialog");
  await page.click("#person-dialog >> text=名前とパスワードを使う");
  await page.fill("#p-name", person.name);
  await page.fill("#p-password", person.password);
  if (factor)
    await page.fill("#p-factor", factor);
  await page.press("#p-password", "Enter");
  await page.waitForSelector("#person-dialog", { state: "detached" });
}

/** An enrolled PC with somebody at it. */
export async function openDesk(browser, office, terminal, person, options) {
  const page = await openPage(browser, office.address, options);
  await enrol(page, await office.device(terminal));
  await logIn(page, office, person);
  return page;
}

/* ---- Keys as a scanner sends them ---- */

function keyOf(char) {
  const named = { "-": ["Minus", 189], "/": ["Slash", 191], ".": ["Period", 190], ":": ["Semicolon", 186] }[char];
  const upper = char.toUpperCase();
  const [code, number] = named ?? [/\d/.test(char) ? `Digit${char}` : `Key${upper}`, upper.charCodeAt(0)];

  return { key: char, code, text: char, windowsVirtualKeyCode: number };
}

/**
 * One scan: all characters at once and Enter. ime: as while a Japanese input method keeps the keys to itself.
 * @param {import("playwright-core").Page} page
 */
export async function scan(page, text, { ime = false } = {}) {
  const session = await page.context().newCDPSession(page);
  const keys = [...text].map(keyOf).map((key) => ime ? { key: "Process", code: key.code, windowsVirtualKeyCode: 229 } : key);
  const enter = { key: "Enter", code: "Enter", text: "\r", windowsVirtualKeyCode: 13 };

  await Promise.all([...keys, enter].flatMap((key) => [session.send("Input.dispatchKeyEvent", { type: key.text ? "keyDown" : "rawKeyDown", ...key }),
                                                      session.send("Input.dispatchKeyEvent", { type: "keyUp", ...key, text: undefined })]));
  await session.detach();
}

/* ---- Hands ---- */

/** A clerk's hands: each press, click, scan and written text is one action. */
export class Hands {
  actions = 0;

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** A person looks before the next thing. */
  async #act(work) {
    await this.page.waitForTimeout(REST_MS);
    this.actions++;
    await work();
  }

  press = (key) => this.#act(() => this.page.keyboard.press(key));
  click = (selector) => this.#act(() => this.page.click(selector));
  scan = (text, how) => this.#act(() => scan(this.page, text, how));
  write = (selector, text) => this.#act(() => this.page.fill(selector, text));
}

/** How many actions `work` took. @param {(hands: Hands) => Promise<void>} work */
export async function countActions(page, work) {
  const hands = new Hands(page);
  await work(hands);
  return hands.actions;
}

/** Bytes that came over the line for this page since it was loaded: the document, scripts, sheets, words; neither fonts nor answers. */
export const weight = (page) => page.evaluate(() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(({ name }) => /^\/(s\/.*)?$/.test(new URL(name).pathname) && !/\.woff2?$/.test(name))
  .reduce((sum, /** @type {any} */ entry) => sum + entry.encodedBodySize, 0));
