// @ts-check
/* The parts pages are made of. Each has one look (css/parts.css, same name) and knows nothing of any service. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";
import { tooSoon, rest } from "./input.js";
import { say } from "./say.js";

export const kbd = (key) => key && h("kbd", null, key);

/**
 * A button. While it may not be pressed it stays in reach of the keyboard, and says why when it is pressed.
 * @param {string} words
 * @param {() => any} act may return a promise; the button rests until it is done
 * @param {{ key?: string, primary?: boolean, quiet?: boolean, small?: boolean, wide?: boolean, icon?: any, why?: string | null, id?: string, label?: string, calm?: boolean }} [how]
 *        why: the reason it may not be pressed now; calm: pressing it twice does no harm, so it does not rest
 */
export function button(words, act, how = {}) {
  const look = ["btn", how.primary && "btn-primary", how.quiet && "btn-quiet", how.small && "btn-small", how.wide && "btn-wide"].filter(Boolean).join(" ");

  return h("button", { type: "button", class: look, id: how.id, "data-key": how.key, "data-words": how.key && words, "data-key-of": how.key ? `key-${how.key}` : null,
                       "aria-disabled": how.why ? "true" : null, "aria-label": how.label, title: how.why || null, onclick: (event) => press(event, act, how) },
           how.icon && icon(how.icon), words, how.key && " ", kbd(how.key));
}

function press(event, act, how) {
  event.preventDefault();
  if (how.why)
    say(how.why);
  else if (how.calm || !tooSoon()) {
    if (!how.calm)
      rest();
    act();
  }
}

/** A state in a word. */
export const chip = (kind, words, sign) => h("span", { class: `chip ${kind}` }, icon(sign ?? SIGNS[kind] ?? "info"), words);

const SIGNS = { ok: "ok", warn: "warn", stop: "stop", act: "info" };

/** A sentence that stands out. `stop` ones take the focus when they appear, so that they are read. */
export const notice = (kind, words, more) => h("div", { class: `notice ${kind}`, role: kind === "stop" ? "alert" : null }, icon(SIGNS[kind] ?? "info"), h("div", { class: "grow" }, words), more);

/** A part of the page with a heading. */
export function panel(id, title, width, more, ...content) {
  return h("section", { class: `panel c${width}`, id, "aria-labelledby": `${id}-h` },
           h("div", { class: "panel-head" }, h("h2", { id: `${id}-h` }, title), more), content);
}

/** One of many that may be chosen together. */
export function choice(words, on, act, key, why) {
  return h("button", { type: "button", class: "choice", "aria-pressed": on ? "true" : "false", "aria-disabled": why ? "true" : null, title: why || null, "data-key": key,
                       "data-words": key && words, onclick: () => why ? say(why) : act(!on) },
           kbd(key), h("span", null, words), h("span", { class: "mark" }, icon("check")));
}

/** One of several, as a list of { value, words, key?, why? }. */
export function pick(label, options, value, act, columns = 1) {
  return h("div", { class: columns === 1 ? "choices one" : "choices", role: "radiogroup", "aria-label": label },
           options.map((o) => h("button", { type: "button", class: "choice pick", role: "radio", "aria-checked": o.value === value ? "true" : "false", "data-key": o.key, "data-words": o.key && o.words,
                                            "aria-disabled": o.why ? "true" : null, title: o.why || null, onclick: () => o.why ? say(o.why) : act(o.value) },
                                kbd(o.key), h("span", null, o.words), h("span", { class: "mark" }, icon("check")))));
}

/** The same in one row. */
export function seg(label, options, value, act) {
  return h("div", { class: "seg", role: "radiogroup", "aria-label": label },
           options.map((o) => h("button", { type: "button", role: "radio", "aria-checked": o.value === value ? "true" : "false", "data-key": o.key, "data-words": o.key && o.words, onclick: () => act(o.value) },
                                kbd(o.key), o.words)));
}

export function tick(id, words, on, act, more) {
  return h("label", { class: "tick", for: id }, h("input", { type: "checkbox", id, checked: !!on, onchange: (event) => act(event.target.checked) }), h("span", { class: "grow" }, words, more && h("br"), more && h("span", { class: "small soft" }, more)));
}

/**
 * A labelled place to type. `how`: type, value, oninput(value), list of options for a select, rows for a longer text, say: a line below, wrong: a sentence.
 */
export function field(id, words, how) {
  const shared = { class: "input", id, value: how.value ?? "", "aria-invalid": how.wrong ? "true" : null, "aria-describedby": how.say || how.wrong ? `${id}-say` : null, required: how.required };
  const input = how.options ? h("select", { ...shared, onchange: (event) => how.input(event.target.value) }, how.options.map((o) => h("option", { value: o.value }, o.words)))
    : how.rows ? h("textarea", { ...shared, rows: how.rows, maxlength: how.max, oninput: (event) => how.input(event.target.value) })
      : h("input", { ...shared, type: how.type ?? "text", maxlength: how.max, inputmode: how.inputmode, autocomplete: how.autocomplete ?? "off", min: how.min, autofocus: how.autofocus,
                     oninput: (event) => how.input(event.target.value) });

  if (how.options)
    /** @type {any} */ (input).value = how.value ?? "";
  return h("label", { class: "field", for: id }, h("span", null, words), input, (how.wrong || how.say) && h("span", { class: "say", id: `${id}-say` }, how.wrong || how.say));
}

/** A figure with its unit. */
export const figure = (value, unit, size = "") => h("span", { class: `figure ${size}` }, value, unit && h("span", { class: "unit" }, unit));

/** A table: heads as { words, end? }, rows as lists of cells with an optional `current`. */
export function table(heads, rows, caption) {
  return h("div", { class: "table-scroll", tabindex: rows.length > 8 ? "0" : null, role: rows.length > 8 ? "region" : null, "aria-label": rows.length > 8 ? caption : null },
           h("table", { class: "list-table" }, caption && h("caption", { class: "sr" }, caption),
             h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col", class: head.end ? "end" : null }, head.words)))),
             h("tbody", null, rows.map((row) => h("tr", { "aria-current": row.current ? "true" : null, "data-key-of": row.id }, row.cells.map((cell, i) => h("td", { class: heads[i].end ? "end" : null }, cell)))))));
}

/** A part of a panel that scrolls in itself; the keyboard reaches it. */
export const scroller = (label, ...content) => h("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": label }, content);

/** Steps of something that goes on, as { words, more?, time?, state: "done" | "now" | "" }. */
export function steps(list) {
  return h("ol", { class: "steps" }, list.map((s, i) => h("li", { class: s.state || null, "aria-current": s.state === "now" ? "step" : null },
    h("span", { class: "dot" }, s.state === "done" ? icon("check") : i + 1), h("span", null, s.state ? h("b", null, s.words) : s.words, s.more && h("br"), s.more && h("span", { class: "small soft" }, s.more)),
    h("span", { class: "digits" }, s.time ?? ""))));
}

/** The bar at the foot: quiet actions left, the reason and the primary action right. `why` tells what the primary one waits for. */
export function actionBar(actions, primary, why) {
  return h("footer", { class: "action-bar" }, actions, h("div", { class: "push" }, why && h("p", { class: "why", id: "why" }, why), primary));
}

/** A sheet of paper: hidden on the screen, alone on paper. */
export const sheet = (title, ...content) => h("article", { class: "sheet" }, h("h1", null, title), content);

/** The words of a refusal or of anything else that went wrong. */
export const wrongWords = (error) => error?.name === "TimeoutError" || error instanceof TypeError ? t("error.no_link") : error.message;
