// @ts-check
/*
 * The guest is here: what is done (digits), which papers were seen (counts of the classes, never which document), and the card if one
 * waits. F2 is what comes next: hand the card over, or finish.
 */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { get, send } from "../lib/api.js";
import { actionBar, button, chip, choice, field, notice, panel, seg, tick } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { eraDate } from "../lib/clock.js";
import { caseHead } from "./head.js";
import { note, toggled } from "./case.js";
import { papersFor, proves } from "../lib/documents.js";
import { finish } from "./queue.js";
import { likelyLine, lineButtons, moveTo } from "./other_lines.js";
import { officeDay } from "./desk.js";

/** In the order of the keys 1–9: the nine of most days first, the others behind 0. */
const PROCEDURES = ["issue", "cert_renew", "cert_new", "pin_reset", "continue_use", "face_update", "stay_extension", "apply_support", "insurance_link",
                    "issue_agent", "cert_revoke", "pin_change", "face_auth", "suspend_release", "lost", "return_card", "notice_card", "cancel_application",
                    "express_apply", "payment_account", "mynaportal", "information"];
const ON_PAGE = 9;
const LANGUAGES = ["japanese", "english", "chinese"];
const MORE_LANGUAGES = ["vietnamese", "korean", "portuguese", "nepali", "sign_language", "other"];
const RECEIVERS = ["holder", "legal_representative", "voluntary_agent"];

let procedurePage = 0;

export const servingView = {
  body: (desk) => [caseHead(desk, aboutWords(desk), scanPlace(t("desk.scan_serving"))), h("div", { class: "cols" }, procedures(desk), papers(desk), cardDue(desk) || remaining(desk).length > 0 || desk.draft.issued.length > 0 ? cards(desk) : lines(desk))],
  actions: (desk) => actionBar(asides(desk), ...primary(desk)),
};

const aboutWords = (desk) => desk.draft.procedures.length ? desk.draft.procedures.map((one) => t.enum("procedure", one)).join("・") : named(desk.lineOf(desk.state.serving.line_id));

const issues = ({ draft }) => draft.procedures.some((one) => one === "issue" || one === "issue_agent");

/** The cards of this visit that were not handed over yet. */
const remaining = ({ draft, visit }) => visit.filter((card) => !draft.issued.some(({ card_id }) => card_id === card.card_id));

/** Is the next thing to hand a card over? Further cards of a family begin with the scan of their sleeves. */
const cardDue = (desk) => desk.draft.card !== null || (issues(desk) && desk.draft.issued.length === 0);

function asides(desk) {
  const away = awayWords("queueing"), likely = likelyLine(desk);

  return [button(t("desk.park"), () => desk.lay("park"), { key: "F6", calm: true }),
          likely ? button(t("desk.transfer_to", { line: named(likely) }), () => moveTo(desk, likely.line_id), { key: "F7", why: away }) : button(t("desk.transfer"), () => desk.lay("transfer"), { key: "F7", calm: true }),
          button(t("desk.papers_short"), () => desk.lay("short"), { key: "F8", calm: true }), button(t("desk.city"), () => desk.lay("city"), { key: "F9", calm: true }), button(t("desk.write"), () => desk.lay("write"), { key: "F3", calm: true })];
}

/** The primary action and what it waits for. */
function primary(desk) {
  const { draft } = desk;

  if (cardDue(desk) && draft.outcome === "done")
    return [button(t("desk.hand_over"), () => desk.lay("handover"), { key: "F2", primary: true, calm: true })];
  const why = awayWords("queueing") ?? (draft.procedures.length || draft.issued.length ? null : t("desk.no_procedure"));
  return [button(draft.outcome === "done" ? t("desk.finish") : t("desk.finish_as", { outcome: t.enum("service_outcome", draft.outcome) }), () => finishCase(desk), { key: "F2", primary: true, why }), why];
}

/** Ends the case with what is noted. @param {string} [outcome] of service_outcome */
export function finishCase(desk, outcome = desk.draft.outcome) {
  const { draft, state } = desk;

  return desk.act(() => finish(desk.id, state.serving.ticket_id, {
    procedures: draft.procedures.slice(0, 8), outcome, ...(draft.issued.length && { receiver_class: draft.receiver }), ...(draft.language !== "japanese" && { language: draft.language }) }));
}

function procedures({ draft, redraw }) {
  const pages = Math.ceil(PROCEDURES.length / ON_PAGE), from = procedurePage * ON_PAGE, here = PROCEDURES.slice(from, from + ON_PAGE);
  const elsewhere = draft.procedures.filter((one) => !here.includes(one)).length;

  return panel("procedures", t("desk.procedures"), 5, h("span", { class: "small soft" }, t("desk.digits_toggle")),
               h("div", { class: "choices" }, here.map((one, i) => choice(t.enum("procedure", one), draft.procedures.includes(one), (on) => { note({ procedures: toggled(draft.procedures, one, on) }); redraw(); }, String(i + 1))),
                 h("button", { type: "button", class: "choice", "data-key": "0", "data-words": t("desk.more_procedures"), onclick: () => { procedurePage = (procedurePage + 1) % pages; redraw(); } },
                   h("kbd", null, "0"), h("span", null, t("desk.more_procedures")), elsewhere > 0 && h("span", { class: "chip act" }, t("desk.chosen_elsewhere", { count: elsewhere })))),
               h("div", { class: "row language" }, h("h3", null, t("desk.language")), h("div", { class: "grow" }, seg(t("desk.language"), LANGUAGES.map((value) => ({ value, words: t.enum("guest_language", value) })), draft.language, (value) => { note({ language: value }); redraw(); })),
                 h("select", { class: "input mini", "aria-label": t("desk.more_languages"), value: MORE_LANGUAGES.includes(draft.language) ? draft.language : "", onchange: (event) => { note({ language: event.target.value || "japanese" }); redraw(); } },
                   h("option", { value: "" }, t("desk.more_languages")), MORE_LANGUAGES.map((one) => h("option", { value: one }, t.enum("guest_language", one))))));
}

/** The checklist of this guest and whether it is complete. */
export function checklist(desk) {
  const { draft } = desk;
  const list = papersFor(draft.procedures, draft.receiver, officeDay(desk));
  const missing = list.papers.filter(({ key }) => !draft.seen.includes(key));
  const proved = list.unlisted.length === 0 && proves(list.identity, draft.a, draft.b) && (draft.receiver === "holder" || proves(list.agent, draft.agentA, draft.agentB));

  return { ...list, missing, proved, complete: missing.length === 0 && proved };
}

const counts = (most) => Array.from({ length: most + 1 }, (_, value) => ({ value, words: String(value) }));

function papers(desk) {
  const { draft, redraw } = desk;
  const list = checklist(desk);
  const set = (change) => { note(change); redraw(); };

  return panel("papers", t("desk.papers"), 4, draft.procedures.length === 0 ? null : list.complete ? chip("ok", t("desk.papers_complete")) : chip("warn", t("desk.papers_open")),
               seg(t("desk.who_came"), RECEIVERS.map((value) => ({ value, words: t.enum("receiver_class", value) })), draft.receiver, (receiver) => set({ receiver })),
               draft.procedures.length === 0 ? h("p", { class: "empty" }, t("desk.papers_first")) : [
                 list.unlisted.map((one) => notice("warn", t("desk.papers_unlisted", { procedure: t.enum("procedure", one), who: t.enum("receiver_class", draft.receiver) }))),
                 list.papers.map((paper) => tick(`paper-${paper.key}`, named(paper), draft.seen.includes(paper.key), (on) => set({ seen: toggled(draft.seen, paper.key, on) }))),
                 asked(list.identity) && classRow("own", draft.receiver === "holder" ? t("desk.identity") : t("desk.identity_holder"), list.identity, draft.a, draft.b, (a, b) => set({ a, b })),
                 draft.receiver !== "holder" && asked(list.agent) && classRow("agent", t("desk.identity_agent"), list.agent, draft.agentA, draft.agentB, (agentA, agentB) => set({ agentA, agentB })),
                 h("p", { class: "small soft" }, t("desk.classes_only"))]);
}

const asked = (ways) => ways.some((way) => way.a || way.b);

/** How many documents of class A and B were seen. */
function classRow(id, words, ways, a, b, set) {
  return h("div", { class: "classes" }, h("p", { class: "row between" }, h("b", null, words), h("span", { class: "small soft" }, t("desk.needs", { ways: waysWords(ways) }))),
           h("div", { class: "row" }, h("span", { class: "small bold" }, "A"), h("div", { class: "grow" }, seg(t("desk.class_a", { whose: words }), counts(2), a, (value) => set(value, b))),
             h("span", { class: "small bold" }, "B"), h("div", { class: "grow" }, seg(t("desk.class_b", { whose: words }), counts(3), b, (value) => set(a, value)))));
}

export const waysWords = (ways) => ways.map((way) => [way.a && `A${way.a}`, way.b && `B${way.b}`].filter(Boolean).join("+")).join(t("desk.or"));

function lines(desk) {
  return panel("other-line", t("desk.other_line"), 3, null, lineButtons(desk), h("div", { class: "outcome" }, outcomeField(desk)));
}

function outcomeField({ draft, redraw }) {
  return field("outcome", t("desk.outcome"), { value: draft.outcome, input: (outcome) => { note({ outcome }); redraw(); }, options: ["done", "continues", "city_takeover", "withdrawn", "system_failure"].map((value) => ({ value, words: t.enum("service_outcome", value) })) });
}

/** The card that waits: where it lies, or that its sleeve is to be scanned. */
function cards(desk) {
  const { draft } = desk;
  const waiting = remaining(desk);
  const card = draft.card ?? waiting[0];

  return panel("card", t("desk.card"), 3, draft.issued.length > 0 && chip("ok", t("desk.issued_count", { count: draft.issued.length })),
               card ? cardFacts(card) : draft.issued.length ? h("p", null, t("desk.all_issued")) : notice("act", h("span", { class: "small" }, t("desk.scan_sleeve_first"))),
               waiting.length > 1 && h("p", { class: "small soft" }, t("desk.more_cards", { count: waiting.length - 1 })), h("div", { class: "outcome" }, outcomeField(desk)));
}

function cardFacts(card) {
  const out = card.custody === "counter" || card.custody === "booth" || card.custody === "terminal";

  return h("div", { class: "stack close" }, h("p", { class: "small soft" }, t("desk.slot")), h("p", { class: "slot-code s45" }, card.slot ?? "–"),
           h("p", null, out ? chip("act", t("desk.card_out"), "arrow") : card.status === "on_hold" ? chip("stop", t.enum("card_state", card.status)) : card.custody === "vault" ? chip("warn", t("desk.in_vault"), "lock") : chip("warn", t.enum("custody", card.custody))),
           h("p", { class: "code small" }, card.tracking_number), card.deadline && h("p", { class: "small soft" }, t("desk.deadline", { date: eraDate(card.deadline) })),
           card.status === "on_hold" ? notice("stop", h("span", { class: "small" }, t("desk.card_held"))) : !out && notice("act", h("span", { class: "small" }, t("desk.fetch_card"))));
}

/**
 * A sleeve was scanned while a guest is here: that is the card in hand. It is taken out of the vault for this ticket if it was not,
 * and the hand-over begins.
 */
export async function sleeveScanned(desk, { kind, value }) {
  if (kind !== "sleeve" || desk.state?.serving?.state !== "in_service")
    return false;
  await desk.act(async () => {
    let { card } = await get("inventory", "card_by_tracking", { tracking_number: value });
    if (card.custody === "vault") {
      const { place, place_number } = desk.state.desk;
      const slot = card.slot;
      await send("inventory", "check_out_card", { card_id: card.card_id, place, place_number, ticket_id: desk.state.serving.ticket_id });
      card = { ...(await get("inventory", "card_status", { card_id: card.card_id })).card, slot };
    }
    note({ card, sleeve: value });
    await desk.lay("handover");
  });
  return true;
}
