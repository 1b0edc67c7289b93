// @ts-check
/* The case rests: why, by one digit. Desk and terminal are free for others; the number keeps its place. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { actionBar, button, notice, panel } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { caseHead } from "./head.js";
import { park } from "./queue.js";

const REASONS = ["city_desk", "form", "document", "system", "other"];

export const view = {
  body: (desk) => [caseHead(desk, t("desk.park_title"), scanPlace(t("desk.scan_serving"))),
                   h("div", { class: "cols" }, panel("park-why", t("desk.park_why"), 6, h("span", { class: "small soft" }, t("desk.digits_pick")),
                     h("div", { class: "line-buttons" }, REASONS.map((reason, i) => button(t.enum("park_reason", reason), () => desk.act(() => park(desk.id, desk.state.serving.ticket_id, { reason })), { key: String(i + 1), wide: true, why: awayWords("queueing") })))),
                     h("div", { class: "c6" }, notice("act", t("city.parked_keeps"))))],
  actions: (desk) => actionBar([button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true })], null),
};
