// @ts-check
/* "Why this number and not mine?" The answer of the service, in a sentence that can be said at the desk. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { actionBar, button, notice, panel, wrongWords } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { timeOf } from "../lib/clock.js";
import { askWaiting, askWhy } from "./queue.js";

let guests = null;
let other = null;
let answer = null;
let failed = "";
let about = "";              /* the ticket whose call is asked about */

async function load(desk) {
  try {
    guests = await askWaiting();
  } catch (error) {
    failed = wrongWords(error);
  }
  desk.redraw();
}

async function ask(desk, guest) {
  other = guest;
  answer = null;
  failed = "";
  try {
    answer = await askWhy(desk.state.serving.ticket_id, guest.ticket_id);
  } catch (error) {
    failed = wrongWords(error);
  }
  desk.redraw();
}

export const view = {
  body(desk) {
    const { serving } = desk.state;

    if (about !== serving.ticket_id) {
      about = serving.ticket_id;
      guests = other = answer = null;
      load(desk);
    }
    return [h("div", { class: "page-head" }, h("h1", null, t("why.title", { number: serving.number })), scanPlace(t("why.scan"))),
            h("div", { class: "cols" }, panel("case", t("why.case"), 4, null, h("p", { class: "ticket-no" }, serving.number), h("p", null, t.enum("dispatch_case", serving.dispatch_case))),
              panel("others", t("why.others"), 4, null, guests ? h("div", { class: "numbers" }, guests.slice(0, 24).map((guest) => h("button", { type: "button", class: "number", "aria-pressed": guest === other ? "true" : "false", onclick: () => ask(desk, guest) }, h("b", null, guest.number), h("span", { class: "small of-line" }, named(desk.lineOf(guest.line_id)))))) : h("p", null, t("app.loading"))),
              panel("answer", t("why.answer"), 4, null, failed && notice("stop", failed), answer ? h("div", { class: "stack" }, h("p", { class: "say" }, t.enum("call_reason", answer.why)), h("p", { class: "soft" }, t("why.called", { time: timeOf(answer.called_at_us) })), answer.passes > 0 && h("p", { class: "small" }, t("lists.passes", { count: answer.passes }))) : h("p", { class: "empty" }, t("why.choose"))))];
  },
  actions: (desk) => actionBar([button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true })], null),
  scan(desk, { kind, value }) {
    const guest = (guests ?? []).find((one) => kind === "ticket" ? one.ticket_id === value : kind === "number" && one.number === Number(value));
    if (!guest)
      return false;
    ask(desk, guest);
    return true;
  },
};
