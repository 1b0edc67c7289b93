// @ts-check
/*
 * Every word a page shows: sentences by key and labels of enumerations, in two languages, switched at once and remembered for this
 * browser. A key that has no line fails the build, so nothing here guesses. A refusal brings its own sentence along.
 */
const KEPT = "madoguchi.language";

let language = localStorage.getItem(KEPT) === "en" ? "en" : "ja";
let table = { words: {}, enums: {}, personal: [] };
const folders = new Set();
const watchers = new Set();

/** Loads the table that all pages share, in the language in use; and of each folder of pages that was opened. */
export async function loadWords() {
  const parts = await Promise.all(["", ...folders].map(fetchTable));

  table = { words: Object.assign({}, ...parts.map(({ words }) => words)), enums: Object.assign({}, ...parts.map(({ enums }) => enums)), personal: parts[0].personal };
  document.documentElement.lang = language;
}

/** The words of a folder of pages beside them. @param {string} folder */
export async function addWords(folder) {
  if (folders.has(folder))
    return;
  const { words, enums } = await fetchTable(folder);

  folders.add(folder);
  Object.assign(table.words, words);
  Object.assign(table.enums, enums);
}

async function fetchTable(folder) {
  const answer = await fetch(new URL(`../words.${folder && folder + "."}${language}.json`, import.meta.url));

  if (!answer.ok)
    throw new Error(`words: ${answer.status}`);
  return answer.json();
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
