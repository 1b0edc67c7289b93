// @ts-check
/*
 * Every word a page shows: sentences by key and labels of enumerations, in two languages, switched at once and remembered for this
 * browser. A key that has no line fails the build, so nothing here guesses. A refusal brings its own sentence along.
 */
const KEPT = "madoguchi.language";

let language = localStorage.getItem(KEPT) === "en" ? "en" : "ja";
let table = { words: {}, enums: {}, personal: [] };
const watchers = new Set();

/** Loads the table of the language in use. */
export async function loadWords() {
  const answer = await fetch(new URL(`../words.${language}.json`, import.meta.url));

  if (!answer.ok)
    throw new Error(`words: ${answer.status}`);
  table = await answer.json();
  document.documentElement.lang = language;
}

export const currentLanguage = () => language;

/** @param {"ja" | "en"} to */
export async function setLanguage(to) {
  language = to;
  localStorage.setItem(KEPT, to);
  await loadWords();
  watchers.forEach((watch) => watch());
}

/** Called after each change of the language. */
export function onLanguage(watch) {
  watchers.add(watch);
}

/**
 * A sentence; `{name}` in it is replaced by values.name.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values) {
  return fill(table.words[key] ?? key, values);
}

function fill(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)) : text;
}

/** The label of a member of an enumeration of the contracts. */
t.enum = (name, value) => table.enums[name]?.[value] ?? String(value);

/** Does a command hold personal values? Then it must not lie on the disk of the PC. */
export const holdsPersonal = (service, command) => (table.personal ?? []).includes(`${service}/${command}`);

/** One of two texts that data bring along: name_ja and name_en of lines, desks, documents. */
export const named = (thing) => thing ? (language === "en" && thing.name_en) || thing.name_ja : "";
