// @ts-check
/*
 * What the city decides. The question goes from the site manager to the city and comes back the same way; nobody of the city orders an
 * operator about. The waiting counts apart from the handling, and the desk may serve others meanwhile.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { actionBar, button, notice, panel, steps } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { duration, secondsSince, timeOf } from "../lib/clock.js";
import { caseHead } from "./head.js";
import { beginCityWait, callNext, endCityWait, handToCity, park } from "./queue.js";

const MATTERS = ["fee", "express", "overseas", "other"];

let inEnglish = false;

const since = (desk) => desk.state.serving.city_wait_since_us;

export const view = {
  body(desk) {
    const at = since(desk);
    const state = (n) => !at ? "" : n === 0 ? "done" : n === 1 ? "now" : "";

    return [caseHead(desk, at ? t("city.waiting") : t("city.title"), scanPlace(t("desk.scan_serving"))),
            h("div", { class: "cols" }, panel("matters", t("city.matters"), 5, null, h("p", { class: "small soft" }, t("city.matters_what")),
                h("div", { class: "stack matters" }, MATTERS.map((matter, i) => button(t.enum("city_matter", matter), () => desk.act(() => handToCity(desk.id, desk.state.serving.ticket_id, { matter })), { key: String(i + 1), wide: true, why: awayWords("queueing") })))),
              panel("now", t("city.now"), 4, null, steps([
                { words: t("city.step_asked"), time: at && timeOf(at), state: state(0) },
                { words: t("city.step_city"), more: at && t("city.step_waits"), time: at && duration(secondsSince(at)), state: state(1) },
                { words: t("city.step_back"), more: t("city.step_back_what"), state: state(2) }]), notice("act", h("span", { class: "small" }, t("city.no_orders")))),
              panel("tell", t("city.tell"), 3, null, h("p", { class: "say-to-guest", lang: inEnglish ? "en" : "ja" }, inEnglish ? t("city.say_en") : t("city.say_ja")),
                button(inEnglish ? t("city.in_japanese") : t("city.in_english"), () => { inEnglish = !inEnglish; desk.redraw(); }, { key: "F3", wide: true, calm: true }), h("p", { class: "small soft" }, t("city.parked_keeps"))))];
  },
  actions(desk) {
    const { ticket_id } = desk.state.serving, away = awayWords("queueing");

    if (!since(desk))
      return actionBar([button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true })], button(t("city.begin"), () => desk.act(() => beginCityWait(desk.id, ticket_id)), { key: "F2", primary: true, why: away }), away);
    return actionBar([button(t("city.answered"), () => desk.act(async () => { await endCityWait(desk.id, ticket_id); desk.over = ""; }), { key: "F9", why: away }), button(t("city.park"), () => desk.act(() => park(desk.id, ticket_id, { reason: "other" })), { key: "F6", why: away })],
                     button(t("city.park_and_call"), () => desk.act(async () => { await park(desk.id, ticket_id, { reason: "other" }); await callNext(desk.id); }), { key: "F2", primary: true, why: away }), away);
  },
};
