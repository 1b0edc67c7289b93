// @ts-check
/* Before the desk is open: which desk this is, whether the day is open, and which lines the person can serve. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { actionBar, button, choice, notice, panel } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { openDesk } from "./queue.js";
import { toggled } from "./case.js";

let off = [];                /* lines the person leaves out */

export const closedView = {
  body(desk) {
    const { state } = desk;
    const lines = served(state);

    return [h("div", { class: "page-head" }, h("h1", null, t("desk.closed_title", { desk: named(state.desk) })), scanPlace(t("desk.scan_ready"))),
            h("div", { class: "cols" }, panel("lines", t("desk.lines"), 8, h("span", { class: "small soft" }, t("desk.lines_what")),
              h("div", { class: "choices" }, lines.map((line, i) => choice(named(line), !off.includes(line.line_id), (on) => { off = toggled(off, line.line_id, !on); desk.redraw(); }, String((i + 1) % 10))))),
              panel("day", t("desk.day"), 4, null, h("div", { class: "stack" }, state.day_state === "open" ? notice("ok", t("desk.day_open")) : notice("warn", state.day_state ? t("desk.day_closing") : t("desk.day_closed")),
                h("p", null, t("desk.waiting_now", { count: state.waiting })))))];
  },
  actions(desk) {
    const lines = served(desk.state).map(({ line_id }) => line_id), chosen = lines.filter((id) => !off.includes(id));
    const why = awayWords("queueing") ?? (desk.state.day_state !== "open" && desk.state.day_state !== "closing" ? t("desk.day_not_open") : chosen.length ? null : t("desk.no_line"));

    return actionBar([], button(t("desk.open"), () => desk.act(() => openDesk(desk.id, chosen.length < lines.length ? chosen : undefined)), { key: "F2", primary: true, why }), why);
  },
};

const served = (state) => state.lines.filter((line) => state.desk.lines.includes(line.line_id));

/** A device without a desk of its own: a person says where they sit. */
export const chooseView = {
  body: (desk) => [h("div", { class: "page-head" }, h("h1", null, t("desk.choose"))),
                   h("div", { class: "cols" }, panel("desks", t("desk.choose_what"), 6, null, h("div", { class: "stack" }, (desk.desks ?? []).map((one, i) => button(named(one), () => desk.choose(one.desk_id), { key: String(i + 1), wide: true })))))],
  actions: () => actionBar([], null),
};
