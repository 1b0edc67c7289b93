// @ts-check
/* The guest goes to another line: number, arrival and booked place stay. What was done here so far is named. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { actionBar, button, panel, tick } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { lineButtons } from "./other_lines.js";
import { caseHead } from "./head.js";
import { note, toggled } from "./case.js";

function doneBefore({ draft, redraw }) {
  return draft.procedures.map((one) => tick(`done-${one}`, t.enum("procedure", one), draft.doneBefore.includes(one), (on) => { note({ doneBefore: toggled(draft.doneBefore, one, on) }); redraw(); }));
}

export const view = {
  body: (desk) => [caseHead(desk, t("desk.transfer_title"), scanPlace(t("desk.scan_serving"))),
                   h("div", { class: "cols" }, panel("to-line", t("desk.other_line"), 6, h("span", { class: "small soft" }, t("desk.digits_pick")), lineButtons(desk, true)),
                     panel("done-before", t("desk.done_before"), 6, null, h("p", { class: "small soft" }, t("desk.other_line_what")), desk.state.serving.state === "in_service" && doneBefore(desk)))],
  actions: (desk) => actionBar([button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true })], null),
};
