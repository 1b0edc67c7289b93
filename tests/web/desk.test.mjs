// @ts-check
/*
 * The desk, as a clerk works it: real office, real browser, a scanner of fast keys. Each act is counted; the budgets are the issue's:
 * call 1, start 1, hand-over 8 with scans, finish 3, another line 1. Nothing happens twice, whatever hands, tabs and processes do.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Office } from "./office.mjs";
import { cardsInVault } from "./cards.mjs";
import { countActions, Hands, logInBeside, openBrowser, openDesk, scan, weight } from "./browser.mjs";
import { checkState } from "./checks.mjs";

const SCRIPT = "<img src=x onerror=alert(1)>";
const PAGE_BYTES_MAX = 50 * 1024;

let office, browser, page, hands, cards, suzuki;
const tickets = [];

before(async () => {
  office = await Office.open();
  browser = await openBrowser();
  await office.morning(30);
  await office.person("mori", "site_manager", { display_name: "森 まこと" });
  const sato = await office.person("sato", "operator", { display_name: "佐藤 花子" });
  suzuki = await office.person("suzuki", "operator", { display_name: "鈴木 次郎" });
  await office.say("queueing", "open_day", { date: office.today }, { who: "mori" });
  cards = await cardsInVault(office, { who: "sato", second: "mori" }, [`試験 ${SCRIPT}`, "見本 花子"]);
  for (const line_id of [2, 2, 3, 3])
    tickets.push((await office.say("queueing", "take_ticket", { line_id }, { who: "suzuki" })).result);
  page = await openDesk(browser, office, "counter-1", sato);
  page.on("dialog", () => page.problems.push("a script ran"));
  page.problems.length = 0;
  hands = new Hands(page);
});

after(async () => {
  await browser?.close();
  await office?.close();
});

/** Waits until F2 says so; else what stands there instead. */
async function primary(words) {
  try {
    await page.waitForFunction((text) => [...document.querySelectorAll('[data-key="F2"]')].some((one) => one.textContent?.includes(text)), words);
  } catch {
    throw new Error(`F2 never said ${words}; the page: ${(await page.innerText("#app")).slice(-600)}`);
  }
}
const entries = async (source) => (await office.ask("audit", "audit_sources", {}, { peer: "tool" })).sources.find((one) => one.source === source).sequence;
const desk = async () => (await office.ask("queueing", "desk_list", {}, { peer: "tool" })).desks.find(({ desk_id }) => desk_id === 1);
const until = async (what, holds) => {
  for (let i = 0; i < 500; i++) {
    if (await holds())
      return;
    await page.waitForTimeout(50);
  }
  throw new Error(`never: ${what}; the page: ${(await page.innerText("#app")).slice(-600)}`);
};

test("the page is light", async () => {
  await primary("窓口を開く");
  const bytes = await weight(page);
  assert.ok(bytes > 5000 && bytes <= PAGE_BYTES_MAX, `${bytes} bytes`);
});

test("the desk is opened", async () => {
  await checkState(page, "desk-closed");
  await hands.press("F2");
  await primary("次を呼ぶ");
  await checkState(page, "desk-ready");
});

test("one action calls, one begins", async () => {
  assert.equal(await countActions(page, async (clerk) => { await clerk.press("F2"); await primary("対応を始める"); }), 1);
  await checkState(page, "desk-called");
  assert.equal(await countActions(page, async (clerk) => { await clerk.press("F2"); await primary("カードを渡す"); }), 1);
  await checkState(page, "desk-serving");
});

test("a card is handed over in eight actions with all scans, the Japanese input method on; F2 says what is missing", async () => {
  const { number } = await desk();
  const [card] = cards;

  const actions = await countActions(page, async (clerk) => {
    await clerk.click('#papers [aria-label$="A書類の数"] >> text=1');
    await clerk.scan(card.sleeve, { ime: true });
    await page.waitForSelector(".slot-code.s84");
    assert.match(await page.textContent(".slot-code.s84"), new RegExp(card.slot));
    await checkState(page, "hand-begin");
    assert.equal(await page.getAttribute('.action-bar [data-key="F2"]', "aria-disabled"), "true");
    await clerk.scan(String(number));
    await clerk.scan(card.notice, { ime: true });
    await clerk.press("1");
    await page.waitForFunction(() => document.querySelector('.action-bar [data-key="F2"]')?.getAttribute("aria-disabled") !== "true");
    await checkState(page, "hand-ready");
    await clerk.press("F2");
    await primary("完了");
  });
  assert.ok(actions <= 8, `${actions} actions`);
  const { card: issued } = await office.ask("inventory", "card_status", { card_id: card.card_id }, { who: "sato" });
  assert.equal(issued.status, "issued");
  await checkState(page, "desk-issued");
});

test("one action finishes", async () => {
  const actions = await countActions(page, async (clerk) => { await clerk.press("F2"); await primary("次を呼ぶ"); });
  assert.ok(actions <= 3, `${actions} actions`);
});

test("a double F2 calls one guest and begins nothing", async () => {
  await page.waitForTimeout(800);
  await page.keyboard.press("F2");
  await page.keyboard.press("F2");
  await primary("対応を始める");
  await page.waitForTimeout(300);
  assert.equal((await desk()).state, "called");
});

test("the wrong card is told apart, and a name that looks like a script stays a name", async () => {
  await hands.press("F2");
  await primary("カードを渡す");
  await hands.scan(cards[1].sleeve);
  await page.waitForSelector(".slot-code.s84");
  await hands.scan("R09-000999");
  await page.waitForSelector("#match .wrong");
  await checkState(page, "hand-wrong");
  await hands.press("F4");
  await page.waitForFunction(() => document.querySelector("#card")?.textContent?.includes("見本 花子"));
  await checkState(page, "hand-look");
  await hands.press("F6");
  await page.waitForSelector("#procedures");
  const { card } = await office.ask("inventory", "card_status", { card_id: cards[1].card_id }, { who: "sato" });
  assert.deepEqual([card.custody, card.slot], ["vault", cards[1].slot]);
});

test("who looked on before the card went back does not count for the next hand-over, and has left", async () => {
  await hands.click("#papers >> text=任意代理人");
  await hands.scan(cards[1].sleeve);
  await page.waitForSelector(".slot-code.s84");
  await hands.press("F3");
  await logInBeside(page, suzuki);
  await page.waitForFunction(() => document.querySelector("#match")?.textContent?.includes("suzuki"));
  await checkState(page, "hand-second");
  await hands.press("F6");
  await page.waitForSelector("#procedures");
  await hands.scan(cards[1].sleeve);
  await page.waitForSelector(".slot-code.s84");
  assert.doesNotMatch(await page.innerText("#match"), /suzuki/);
  await until("she has left", async () => (await page.evaluate(async () => (await (await fetch("/session")).json()).persons.length)) === 1);
  await hands.press("F6");
  await page.waitForSelector("#procedures");
  await hands.click("#papers >> text=本人 >> nth=0");
});

test("a scan never lands in a note", async () => {
  await hands.press("F3");
  await page.waitForSelector("textarea, input[type=text]");
  await page.waitForTimeout(800);
  const text = page.locator("#app textarea, #app main input:not(.scan input)").first();
  if (await text.count()) {
    await text.fill("途中の文");
    await scan(page, "R09-000001");
    await page.waitForTimeout(200);
    assert.equal(await text.inputValue(), "途中の文");
  }
  await checkState(page, "desk-write");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#procedures");
});

test("another line is one action", async () => {
  assert.equal(await countActions(page, async (clerk) => { await clerk.press("F7"); await page.waitForSelector(".line-buttons [data-key]"); }), 1);
  await checkState(page, "desk-transfer");
  await hands.press("1");
  await primary("次を呼ぶ");
});

test("two tabs on one case: the second is told, and nothing happens twice", async () => {
  const other = await page.context().newPage();
  await other.goto(office.address);
  await other.waitForSelector(".link:not(.off)");
  await other.waitForSelector('[data-key="F2"]:has-text("次を呼ぶ")');
  await page.bringToFront();
  await page.waitForTimeout(800);
  const before = await entries("queueing");
  await Promise.all([page.evaluate(() => /** @type {any} */ (document.querySelector('[data-key="F2"]')).click()), other.evaluate(() => /** @type {any} */ (document.querySelector('[data-key="F2"]')).click())]);
  await primary("対応を始める");
  await until("the other tab follows", async () => (await other.textContent("#app"))?.includes("対応を始める"));
  assert.equal((await desk()).state, "called");
  assert.ok(await entries("queueing") <= before + 2);
  await other.close();
});

test("queueing is away for five seconds in the middle of an action: it is done once, by itself", async () => {
  page.problems.length = 0;
  await page.waitForTimeout(800);
  await office.freeze("queueing");
  await page.keyboard.press("F2");
  await page.waitForTimeout(5000);
  await checkState(page, "desk-away");
  await office.thaw("queueing");
  await until("service began", async () => (await desk()).state === "in_service");
  await page.waitForSelector("#procedures");
});

test("the console is killed in the middle of an action: the same id goes again", async () => {
  await page.waitForSelector(".link:not(.off):not(.part)");      /* queueing is heard of again */
  await hands.press("1");
  await page.waitForTimeout(800);
  await office.kill("console");
  await page.keyboard.press("F6");
  await page.waitForSelector("#park-why");
  await page.waitForTimeout(800);
  await page.keyboard.press("1");
  await until("the case rests", async () => (await desk()).state === undefined);
  await primary("次を呼ぶ");
  page.problems.length = 0;                                  /* the browser notes the broken lines */
});

test("by the keyboard alone: everything is reached, and where one is can be seen", async () => {
  await page.evaluate(() => /** @type {any} */ (document.activeElement)?.blur());
  const seen = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const node = document.activeElement;
      return node === document.body || !node ? "" : `${node.tagName} ${node.textContent?.slice(0, 20)} ${node.getAttribute("aria-label") ?? ""}|${getComputedStyle(node).outlineStyle}`;
    });
    if (at)
      seen.add(at);
  }
  const buttons = await page.locator("#app button:visible, #app a:visible").count();
  assert.ok(seen.size >= buttons, `${seen.size} of ${buttons} reached`);
  assert.ok([...seen].every((one) => !one.endsWith("|none") || one.startsWith("INPUT")), [...seen].filter((one) => one.endsWith("|none")).join());
});
