// @ts-check
/* A guest is called: wait, call again, begin, or let the number pass. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { duration, micros, now, secondsSince } from "../lib/clock.js";
import { actionBar, button, chip, panel } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { reasonChip } from "./ready.js";
import { pass, recall, start } from "./queue.js";
import { lineButtons } from "./other_lines.js";

export const calledView = {
  body(desk) {
    const { serving } = desk.state;

    return [h("div", { class: "cols ready" }, h("section", { class: "panel c8 next-call", "aria-labelledby": "called-h" }, h("h1", { id: "called-h" }, t("desk.called")),
              h("div", { class: "who" }, h("p", { class: "ticket-no" }, serving.number), h("div", { class: "about-next" }, h("b", null, named(desk.lineOf(serving.line_id))), h("p", { class: "row" }, reasonChip(serving)),
                h("p", { class: "row" }, chip("act", t("desk.call_count", { count: serving.call })), h("span", { class: "digits" }, duration(secondsSince(serving.called_at_us)))),
                button(t("desk.why"), () => desk.lay("why"), { quiet: true, small: true, calm: true }))),
              button(t("desk.start"), () => desk.act(() => start(desk.id, serving.ticket_id)), { key: "F2", primary: true, why: awayWords("queueing") })),
              panel("other-line", t("desk.other_line"), 4, null, h("p", { class: "small soft" }, t("desk.other_line_what")), lineButtons(desk))),
            scanPlace(t("desk.scan_called"))];
  },
  actions(desk) {
    const { serving } = desk.state;
    const away = awayWords("queueing"), wait = pauseWords(serving), used = serving.call > desk.state.recalls_max;

    return actionBar([button(t("desk.recall"), () => desk.act(() => recall(desk.id, serving.ticket_id)), { key: "F4", why: away ?? (used ? t("desk.recalls_used") : wait) }),
                      button(t("desk.pass"), () => desk.act(() => pass(desk.id, serving.ticket_id)), { key: "F6", why: away ?? (used ? wait : t("desk.recalls_left")) }),
                      button(t("desk.write"), () => desk.lay("write"), { key: "F8", calm: true })], null, used ? null : wait);
  },
  scan: (desk, { kind, value }) => {
    const { serving } = desk.state;
    if (!(kind === "number" && Number(value) === serving.number) && !(kind === "ticket" && value === serving.ticket_id))
      return desk.pickNumber({ kind, value });
    desk.act(() => start(desk.id, serving.ticket_id));
    return true;
  },
};

/** How long until the next call, or the passing, may be; null: at once. */
function pauseWords({ call_again_from_us }) {
  const left = call_again_from_us ? Math.ceil((micros(call_again_from_us) - now()) / 1e6) : 0;
  return left > 0 ? t("desk.recall_in", { seconds: left }) : null;
}
