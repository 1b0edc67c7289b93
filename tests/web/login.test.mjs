// @ts-check
/* The way in: a PC becomes a device, a person logs in, another language, the page comes back after a reload and after the console was killed. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Office } from "./office.mjs";
import { enrol, logIn, openBrowser, openPage } from "./browser.mjs";
import { checkState } from "./checks.mjs";

let office, browser, page, clerk;

before(async () => {
  office = await Office.open();
  browser = await openBrowser();
  clerk = await office.person("sato", "operator", { display_name: "佐藤 花子" });
  page = await openPage(browser, office.address);
});

after(async () => {
  await browser?.close();
  await office?.close();
});

test("a PC is enrolled by a code that is good once", async () => {
  await page.waitForSelector("#device-code");
  await checkState(page, "device");
  await page.fill("#device-code", "AAAA-AAAA-AAAAA");
  await page.press("#device-code", "Enter");
  await page.waitForSelector('.notice');
  page.problems.length = 0;                                  /* the browser notes the 403 */
  await checkState(page, "device-wrong");
  await enrol(page, office.code);
  await checkState(page, "login");
});

test("a wrong password is told in the clerk's words", async () => {
  await page.fill("#name", clerk.name);
  await page.fill("#password", "wrong wrong wrong");
  await page.press("#password", "Enter");
  await page.waitForSelector(".notice");
  assert.equal(await page.inputValue("#password"), "");
  page.problems.length = 0;
  await checkState(page, "login-wrong");
});

test("a person logs in and stays after a reload", async () => {
  await logIn(page, office, clerk);
  assert.match(await page.textContent(".app-bar .right"), /佐藤 花子|sato/);
  await page.reload();
  await page.waitForSelector(".app-bar");
  await page.waitForSelector(".link:not(.off)");
  await checkState(page, "frame");
});

test("the other language is one switch away", async () => {
  await page.click('.bar-btn[lang="en"]');
  await page.waitForFunction(() => document.documentElement.lang === "en");
  await checkState(page, "frame-english");
  await page.click('.bar-btn[lang="ja"]');
  await page.waitForFunction(() => document.documentElement.lang === "ja");
});

test("the files are kept by the browser, the document is asked for anew", async () => {
  const again = await page.context().newPage();
  const seen = [];
  again.on("response", (response) => seen.push(response));
  await again.goto(office.address);
  await again.waitForSelector(".app-bar");
  const document = seen.find((response) => new URL(response.url()).pathname === "/");
  assert.equal(document.headers()["cache-control"], "no-cache");
  assert.equal(document.headers()["content-encoding"], "gzip");
  const files = seen.filter((response) => new URL(response.url()).pathname.startsWith("/s/"));
  assert.ok(files.length > 5);
  for (const file of files)
    assert.match(file.headers()["cache-control"], /immutable/);
  await again.close();
});

test("who has left is asked to log in again, also after the back button", async () => {
  await page.evaluate(() => { location.hash = "#none"; });
  await page.click(".app-bar .bar-btn >> nth=0");
  await page.waitForSelector("dialog[open]");
  await checkState(page, "persons");
  await page.click("dialog[open] >> text=席を離れる");
  await page.waitForSelector("#password");
  await page.goBack();
  await page.waitForSelector("#password");
  assert.equal(await page.locator(".app-bar").count(), 0);
});
