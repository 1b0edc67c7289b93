// @ts-check
/*
 * What every page and every state of a page must pass: axe without a violation, valid HTML as rendered, no complaint in the browser's
 * own console. And pictures, to be looked at.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";
import { SIZES } from "./browser.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });
const pictures = process.env.MADOGUCHI_PICTURES;

/** Every rule of axe, best practices too. @param {import("playwright-core").Page} page */
export async function axe(page, name) {
  await page.evaluate(`if (!window.axe) { ${axeSource} }`);       /* as the debugger: the page's policy lets no script in */
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run());

  assert.deepEqual(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`) })), [], `axe on ${name}`);
}

/** The document as it stands now. */
export async function validHtml(page, name) {
  const report = await validator.validateString(await page.content());

  assert.deepEqual(report.results.flatMap(({ messages, source }) => messages.map(({ ruleId, message, line }) => `${ruleId}: ${message} ${source?.split("\n")[line - 1].slice(0, 200)}`)), [], `HTML of ${name}`);
}

/** NAME-1280x720.png and NAME-1920x1080.png in the build tree. */
export async function screenshot(page, name) {
  const before = page.viewportSize();

  if (!pictures)
    return;
  mkdirSync(pictures, { recursive: true });
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(pictures, `${name}-${size.width}x${size.height}.png`) });
  }
  await page.setViewportSize(before);
}

/** All of it, for one state of one page. */
export async function checkState(page, name) {
  await screenshot(page, name);
  await axe(page, name);
  await validHtml(page, name);
  assert.deepEqual(page.problems, [], `complaints of the browser on ${name}`);
}
