// @ts-check
/* A question over the page. What is refused is told in it; Esc closes it and nothing is saved. */
import { h } from "./dom.js";
import { t } from "./words.js";
import { button, notice } from "./parts.js";

/**
 * @param {{ problem: string }} context of the page
 * @param {string} id
 * @param {string} title
 * @param {() => void} close
 * @param {any} content
 * @param {any} [foot] the buttons besides the one that closes
 */
export function dialog(context, id, title, close, content, foot) {
  const leave = () => {
    context.problem = "";
    close();
  };

  return h("dialog", { id, "aria-labelledby": `${id}-h`, oncancel: (event) => { event.preventDefault(); leave(); } },
           h("h2", { id: `${id}-h` }, title), h("div", { class: "stack dialog-body" }, content, context.problem && notice("stop", context.problem)),
           h("div", { class: "foot" }, button(t("act.back"), leave, { key: "Esc", calm: true }), foot));
}
