// @ts-check
/*
 * A day of the site manager through the pages: the morning opens it, the whole is looked after, the evening closes it with two counts
 * and a confirmed report. A real office; the second person logs in beside the first.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Office } from "./office.mjs";
import { Hands, logInBeside, openBrowser, openDesk } from "./browser.mjs";
import { checkState } from "./checks.mjs";

let office, browser, page, hands, people = {};

before(async () => {
  office = await Office.open();
  browser = await openBrowser();
  await office.morning(-15);
  for (const [name, role] of [["yunagi", "site_manager"], ["shirahama", "operator"], ["asagiri", "city"]])
    people[name] = await office.person(name, role);
  page = await openDesk(browser, office, "manager", people.yunagi);
  page.problems.length = 0;
  hands = new Hands(page);
});

after(async () => {
  await browser?.close();
  await office?.close();
});

const goTo = async (path, selector) => {
  await page.evaluate((to) => { location.hash = to; }, path);
  await page.waitForSelector(selector);
};
const primary = () => page.locator(".action-bar .btn-primary");
const primarySays = (words) => page.waitForFunction((text) => document.querySelector(".action-bar .btn-primary")?.textContent.includes(text), words);

/** @param {any} person */
const beside = async (person) => logInBeside(page, person, person.factor ? await office.factor(person.name) : undefined);

test("the morning shows who is here and opens the day with one key", async () => {
  await goTo("morning", "#staff");
  await checkState(page, "morning");
  assert.match(await page.textContent("#staff"), /yunagi/);
  await hands.click("text=晴れ");
  await hands.press("F2");
  await primarySays("全体を見る");
  await checkState(page, "morning-open");
});

test("the overall page follows the counter: a desk, tickets, equipment of the city, a line that is stopped", async () => {
  await goTo("overall", "#desks");
  await office.say("queueing", "open_desk", { desk_id: 1 }, { who: "shirahama", peer: "console" });
  for (const line_id of [2, 3, 3])
    await office.say("queueing", "take_ticket", { line_id }, { who: "shirahama" });
  await office.say("queueing", "call_next", { desk_id: 1 }, { who: "shirahama" });
  await page.waitForFunction(() => document.querySelector("#desks tbody tr")?.textContent.includes("呼出し中"));
  await hands.click('#gear [aria-label^="市が使用（統合端末"]');
  await page.waitForSelector(".gear-row.out");
  await hands.click('#lines [aria-label^="止める"] >> nth=0');
  await page.waitForSelector(".line.stopped");
  await checkState(page, "overall");
  await hands.click(".gear-row.out .btn");
  await page.waitForSelector(".gear-row.out", { state: "detached" });
});

test("an evacuation needs two acts, shows the roll call, and ends as deliberately", async () => {
  await hands.press("F7");
  await page.waitForSelector("#stops");
  await checkState(page, "stops");
  await hands.press("2");
  await hands.press("F2");
  await page.waitForSelector("#roll");
  await primarySays("点呼表");
  await checkState(page, "evacuation");
  await hands.press("F7");
  await page.waitForSelector("#stops");
  await hands.press("2");
  await hands.press("F2");
  await page.waitForSelector("#desks");
});

test("the evening ends the reception, the cases and the desks, each with F2", async () => {
  await goTo("evening", "#way");
  await checkState(page, "evening");
  await hands.press("F2");
  await page.waitForSelector("#in-hand table");
  for (let left = 3; left > 0; left--) {
    await hands.click("#in-hand .btn >> nth=0");
    await page.waitForSelector("#case-end");
    if (left === 3)
      await checkState(page, "evening-case");
    await hands.press("F2");
    await page.waitForSelector("#case-end", { state: "detached" });
    if (left > 1)
      await page.waitForFunction((count) => document.querySelectorAll("#in-hand tbody .btn").length === count, left - 1);
  }
  await primarySays("閉じる");
  await hands.press("F2");
  await primarySays("1人目");
});

test("two who counted differently leave no trace; a count that differs from the book tells it; the right one closes custody", async () => {
  const count = async (value, second) => {
    await hands.write("#count-counted", String(value));
    await hands.press("F2");
    await beside(people.shirahama);
    assert.equal(await page.inputValue("#count-counted"), "");            /* nobody sees the first count */
    await hands.write("#count-counted", String(second));
    await hands.press("F2");
  };

  await checkState(page, "count");
  await count(1, 2);
  await page.waitForSelector("#in-hand .notice.warn");
  assert.equal((await office.ask("inventory", "vault_counts", { before_round: 0 }, { who: "yunagi" })).counts.length, 0);
  await count(1, 1);
  await page.waitForSelector("#in-hand .notice.stop");
  await checkState(page, "count-differs");
  await count(0, 0);
  await primarySays("閉庁する");
});

test("the day is closed and its report confirmed by the city, with the head of the log", async () => {
  await hands.press("F2");
  await page.waitForSelector(".report-text", { timeout: 20000 });
  page.problems.length = 0;                                                /* a report that is not made yet is a 409 */
  await checkState(page, "report");
  await hands.press("F2");
  await beside(people.asagiri);
  await primarySays("退勤");
  assert.equal((await office.ask("reporting", "daily_report", { date: office.today }, { who: "yunagi" })).closed, true);
  await hands.press("F2");
  await page.waitForFunction(() => document.querySelectorAll(".way.done").length === 11);
  await checkState(page, "evening-done");
  assert.equal(await primary().count(), 0);
});
