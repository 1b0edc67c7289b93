// @ts-check
/* Papers are short: what to bring and when to come, on paper for the guest; then the case ends as that, or goes on another day. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { actionBar, button, field, notice, panel, sheet, tick } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { dayOf, daysAfter, eraDate } from "../lib/clock.js";
import { caseHead } from "./head.js";
import { note, toggled } from "./case.js";
import { checklist, finishCase, waysWords } from "./serving.js";
import { agreeLater } from "./queue.js";
import { officeDay } from "./desk.js";

let comesOn = "";            /* a day agreed; empty: whenever it suits */

export const view = {
  paper: slip,
  body(desk) {
    const { draft, redraw } = desk;
    const things = possible(desk);

    return [caseHead(desk, t("short.title"), scanPlace(t("desk.scan_serving"))),
            h("div", { class: "cols" }, panel("bring", t("short.bring"), 6, h("span", { class: "small soft" }, t("short.bring_what")),
                things.length ? things.map((thing) => tick(`short-${thing.key}`, named(thing), isShort(desk, thing), (on) => { note({ short: toggled(draft.short, on ? thing.key : `-${thing.key}`, true).filter((one) => one !== (on ? `-${thing.key}` : thing.key)) }); redraw(); }))
                  : h("p", { class: "empty" }, t("desk.papers_first"))),
              panel("when", t("short.when"), 6, null, h("div", { class: "stack" }, field("comes-on", t("short.comes_on"), { type: "date", value: comesOn, min: daysAfter(officeDay(desk), 1), input: (value) => { comesOn = value; redraw(); }, say: t("short.comes_what") }),
                comesOn && h("p", null, h("b", null, eraDate(comesOn)), "　", dayOf(comesOn)), notice("act", t("short.slip_what")), button(t("short.print"), () => window.print(), { key: "F3", icon: "print", calm: true }))))];
  },
  actions(desk) {
    const why = awayWords("queueing") ?? (desk.draft.procedures.length ? null : t("desk.no_procedure"));

    return actionBar([button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true }),
                      comesOn && button(t("short.later"), () => desk.act(() => agreeLater(desk.id, desk.state.serving.ticket_id, { due_on: comesOn })), { key: "F6", why: awayWords("queueing") })],
                     button(t("short.finish"), () => finishCase(desk, "documents_short"), { key: "F2", primary: true, why }), why);
  },
};

/** Everything this guest may have to bring; what was not seen is proposed. */
function possible(desk) {
  const list = checklist(desk);
  const id = (key, ways, words) => ({ key, name_ja: words, name_en: words, missing: !list.proved });

  return [...list.papers.map((paper) => ({ ...paper, missing: list.missing.includes(paper) })),
          ...list.identity.some((way) => way.a || way.b) ? [id("identity", list.identity, t("short.identity", { ways: waysWords(list.identity) }))] : [],
          ...desk.draft.receiver !== "holder" && list.agent.length ? [id("agent", list.agent, t("short.agent", { ways: waysWords(list.agent) }))] : []];
}

/** What the clerk said of a thing, or else whether it is missing. */
const isShort = ({ draft }, thing) => draft.short.includes(thing.key) || (thing.missing && !draft.short.includes(`-${thing.key}`));

/** The slip: number, what to bring, when; no name. */
function slip(desk) {
  return sheet(t("short.slip_title"), h("p", null, eraDate(officeDay(desk)), "　", t("desk.number", { number: desk.state.serving.number })), h("h2", null, t("short.slip_bring")),
               h("ul", null, possible(desk).filter((thing) => isShort(desk, thing)).map((thing) => h("li", null, named(thing)))), h("p", null, comesOn ? t("short.slip_on", { date: eraDate(comesOn) }) : t("short.slip_any")), h("p", null, t("short.classes")));
}
