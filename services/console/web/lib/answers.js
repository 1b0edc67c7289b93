// @ts-check
/*
 * What a page shows of the services: questions by name, each asked again when its service has moved. The old answer stays until the
 * new one is here, a question is never on its way twice, and many news in a row ask once.
 */
import { wrongWords } from "./parts.js";

const APART_MS = 300;

/**
 * @param {Record<string, { service: string, ask: () => Promise<any> }>} questions
 * @param {() => void} redraw called after each answer
 */
export function makeAnswers(questions, redraw) {
  const answers = {}, errors = {}, asking = {};
  let closed = false;

  async function ask(name) {
    if (asking[name]) {
      asking[name] = "again";
      return;
    }
    asking[name] = "once";
    try {
      answers[name] = await questions[name].ask();
      delete errors[name];
    } catch (error) {
      errors[name] = error;
    }
    if (!closed)
      redraw();
    setTimeout(() => {
      const again = asking[name] === "again" && !closed;
      delete asking[name];
      if (again)
        ask(name);
    }, APART_MS);
  }

  return {
    /** The last answer, undefined before the first. @param {string} name */
    of: (name) => answers[name],
    /** What went wrong with the last asking, or undefined. @param {string} name */
    error: (name) => errors[name],
    /** In words, the first thing that went wrong with these (or any); null. @param {string[]} names */
    wrong: (...names) => {
      const found = (names.length ? names : Object.keys(questions)).map((name) => errors[name]).find(Boolean);
      return found ? wrongWords(found) : null;
    },
    /** Is every one of these answered? @param {string[]} names */
    known: (...names) => names.every((name) => answers[name] !== undefined),
    /** Asks these, or all. @param {string[]} names */
    load: (...names) => Promise.all((names.length ? names : Object.keys(questions)).map(ask)),
    /** For the page's `news`: asks what concerns the service that moved. */
    news: ({ kind, source }) => {
      for (const name of Object.keys(questions))
        if (kind === "reset" || questions[name].service === source)
          ask(name);
    },
    close: () => { closed = true; },
  };
}

/** All lines of a query that answers by pages. @param {(before: any) => Promise<{ lines: any[], more: boolean }>} page @param {number} [pagesMax] */
export async function allPages(page, pagesMax = 20) {
  const all = [];

  for (let i = 0, last; i < pagesMax; i++) {
    const { lines, more } = await page(last);
    all.push(...lines);
    if (!more || lines.length === 0)
      break;
    last = lines.at(-1);
  }
  return all;
}
