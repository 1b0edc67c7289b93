// @ts-check
/*
 * The right card to the right person: ticket, notice and sleeve are scanned in any order, the face is compared, and where the rules
 * ask a second person looks. F2 stays blocked, and says why, until all of it agrees. No secret number has a field here, only which
 * were set.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { send, Refusal } from "../lib/api.js";
import { person } from "../lib/session.js";
import { makeLook } from "../lib/masked.js";
import { actionBar, button, chip, notice, panel, seg, tick } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { askSecond } from "../lib/person.js";
import { caseHead } from "./head.js";
import { note, noteIssued, noteNotice, noticeScanned, toggled } from "./case.js";
import { checklist, sleeveScanned } from "./serving.js";

const PINS = ["signature", "user", "resident_register", "card_face"];

const fresh = (of) => ({ of, second: null, secondWhy: "", wrong: { ticket: "", notice: "", sleeve: "" } });

let checks = fresh("");      /* of one card of one guest: second { account_id, name, leave }, why a second person must look, scans that do not fit */
let looks = null;            /* { card_id, look } */

/** The checks of the card in hand. Who looked on at another guest's card has not looked at this one. */
function checksOf({ state, draft }) {
  const of = `${state.serving.ticket_id}/${draft.issued.length}`;

  if (checks.of !== of)
    dropChecks(of);
  return checks;
}

function dropChecks(of = "") {
  checks.second?.leave();
  checks = fresh(of);
}

export const view = {
  body: (desk) => [caseHead(desk, t("hand.title"), scanPlace(expected(desk))), h("div", { class: "cols" }, cardPanel(desk), matchPanel(desk), doneWith(desk))],
  actions(desk) {
    const why = blocked(desk);

    return actionBar([button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true }), button(t("hand.put_back"), () => putBack(desk), { key: "F6", why: desk.draft.card ? awayWords("inventory") : t("hand.no_card") }),
                      button(t("desk.city"), () => desk.lay("city"), { key: "F9", calm: true }), needsSecond(desk) && !checksOf(desk).second && button(t("hand.ask_second"), () => fetchSecond(desk), { key: "F3", calm: true })],
                     button(t("hand.record"), () => record(desk), { key: "F2", primary: true, why }), why);
  },
  scan: (desk, code) => code.kind !== "sleeve" ? scanned(desk, code) : desk.draft.card ? sleeve(desk, code.value) : sleeveScanned(desk, code),
};

function expected(desk) {
  const { draft } = desk;
  const open = [!draft.ticketScanned && t("hand.ticket"), !noticeScanned() && t("hand.notice"), !draft.sleeve && t("hand.sleeve"), needsSecond(desk) && !checksOf(desk).second && t("hand.badge")].filter(Boolean);

  return open.length ? open.join("・") : t("hand.all_scanned");
}

const needsSecond = (desk) => desk.draft.receiver !== "holder" || checksOf(desk).secondWhy !== "";

/** What F2 waits for; null: nothing. */
function blocked(desk) {
  const { draft } = desk;
  const list = checklist(desk);

  if (awayWords("inventory"))
    return awayWords("inventory");
  if (!draft.sleeve || !draft.card)
    return t("hand.why_sleeve");
  if (!draft.ticketScanned)
    return t("hand.why_ticket");
  if (!noticeScanned())
    return t("hand.why_notice");
  if (!draft.face)
    return t("hand.why_face");
  if (!list.proved && draft.face !== "decided_by_city")
    return t("hand.why_identity");
  return needsSecond(desk) && !checksOf(desk).second ? t("hand.why_second") : null;
}

function scanned(desk, { kind, value }) {
  const { serving } = desk.state;

  if (kind === "number" || kind === "ticket") {
    const fits = kind === "number" ? Number(value) === serving.number : value === serving.ticket_id;
    checksOf(desk).wrong.ticket = fits ? "" : value;
    note({ ticketScanned: fits || desk.draft.ticketScanned });
  } else if (kind === "notice")
    noteNotice(value);
  else if (kind === "other" && needsSecond(desk) && !checksOf(desk).second) {
    fetchSecond(desk, value);
  } else
    return false;
  desk.redraw();
  return true;
}

/** Another sleeve than the one in hand is the wrong card. */
function sleeve(desk, value) {
  const { wrong } = checksOf(desk);

  wrong.sleeve = value === desk.draft.card.tracking_number ? "" : value;
  if (!wrong.sleeve)
    note({ sleeve: value });
  desk.redraw();
  return true;
}

async function fetchSecond(desk, badge) {
  const of = checksOf(desk);

  of.second = await askSecond(of.secondWhy || t("hand.second_agent"), badge);
  desk.redraw();
}

function cardPanel(desk) {
  const { card } = desk.draft;

  if (!card)
    return panel("card", t("hand.card"), 4, null, notice("act", t("desk.scan_sleeve_first")));
  if (looks?.card_id !== card.card_id)
    looks = { card_id: card.card_id, look: makeLook({ service: "inventory", command: "show_card", body: { card_id: card.card_id }, purposes: ["issue"], redraw: desk.redraw, key: "F4",
              fields: [{ name: "name", words: t("person.name") }, { name: "kana", words: t("person.kana") }, { name: "birth_date", words: t("person.birth_date") }] }) };
  return panel("card", t("hand.card"), 4, null, h("p", { class: "small soft" }, t("desk.slot")), h("p", { class: "slot-code s84" }, card.slot ?? "–"),
               h("p", { class: "row" }, chip("act", t("hand.card_at", { place: t.enum("custody", card.custody), number: card.place_number ?? "" }), "arrow"), h("span", { class: "code small" }, card.tracking_number)), looks.look.view());
}

function row(words, value, state) {
  const chips = { ok: () => chip("ok", t("hand.matches")), wait: () => chip("act", t("hand.waits"), "scan"), wrong: () => chip("stop", t("hand.differs")) };

  return h("li", { class: state === "wait" ? "waiting" : state === "wrong" ? "wrong" : null }, h("b", null, words), value, chips[state]());
}

const code = (value) => h("span", { class: "code" }, value);

function matchPanel(desk) {
  const { draft, state } = desk;
  const { second, secondWhy, wrong } = checksOf(desk);
  const rows = [
    ["ticket", t("hand.ticket"), wrong.ticket ? code(wrong.ticket) : draft.ticketScanned ? code(state.serving.number) : h("span", { class: "small soft" }, t("hand.scan_ticket")), wrong.ticket ? "wrong" : draft.ticketScanned ? "ok" : "wait"],
    ["notice", t("hand.notice"), wrong.notice ? code(wrong.notice) : noticeScanned() ? code(noticeScanned()) : h("span", { class: "small soft" }, t("hand.scan_notice")), wrong.notice ? "wrong" : noticeScanned() ? "ok" : "wait"],
    ["sleeve", t("hand.sleeve"), wrong.sleeve ? code(wrong.sleeve) : draft.sleeve ? code(draft.sleeve) : h("span", { class: "small soft" }, t("hand.scan_sleeve")), wrong.sleeve ? "wrong" : draft.sleeve ? "ok" : "wait"],
    ["clerk", t("hand.clerk"), h("span", null, person()?.name), "ok"],
    ...needsSecond(desk) ? [["second", t("person.second"), second ? h("span", null, second.name) : h("span", { class: "small" }, secondWhy || t("hand.second_agent")), second ? "ok" : "wait"]] : [],
  ];
  const done = rows.filter(([, , , state]) => state === "ok").length;

  return panel("match", t("hand.match"), 5, h("b", { class: "digits" }, `${done} / ${rows.length}`), h("ul", { class: "match" }, rows.map(([, ...cells]) => row(.../** @type {[any, any, any]} */ (cells)))),
               h("div", { class: "face" }, h("h3", null, t("hand.face")), seg(t("hand.face"), [{ value: "matches", words: t("hand.face_matches"), key: "1" }, { value: "decided_by_city", words: t("hand.face_city"), key: "2" }], draft.face, (face) => { note({ face }); desk.redraw(); })),
               needsSecond(desk) && notice("warn", t("hand.two_look")));
}

function doneWith({ draft, redraw, ...desk }) {
  const { collect } = checklist({ draft, redraw, ...desk });

  return panel("done-with", t("hand.pins"), 3, null, h("p", { class: "small soft" }, t("hand.pins_what")), PINS.map((one) => tick(`pin-${one}`, pinWords(one), draft.pins[one], (on) => { note({ pins: { ...draft.pins, [one]: on } }); redraw(); })),
               collect.length > 0 && [h("h3", { class: "next-h" }, t("hand.collected")), collect.map((kind) => tick(`collect-${kind}`, t.enum("item_kind", kind), draft.collected.includes(kind), (on) => { note({ collected: toggled(draft.collected, kind, on) }); redraw(); }))]);
}

function pinWords(one) {
  return { signature: t("hand.pin_signature"), user: t("hand.pin_user"), resident_register: t("hand.pin_register"), card_face: t("hand.pin_face") }[one];
}

/** The hand-over, then what was taken back. */
function record(desk) {
  const { draft, state } = desk;
  const a = draft.a + (draft.receiver === "holder" ? 0 : draft.agentA), b = draft.b + (draft.receiver === "holder" ? 0 : draft.agentB);

  return desk.act(async () => {
    const { second } = checksOf(desk);
    try {
      await send("inventory", "issue_card", {
        card_id: draft.card.card_id, ticket_id: state.serving.ticket_id, receiver_class: draft.receiver, notice_number: noticeScanned(), tracking_number: draft.sleeve, pins: draft.pins,
        ...(a > 0 && { id_class_a: a }), ...(b > 0 && { id_class_b: b }), face_check: draft.face }, second ? { second: second.account_id } : {});
    } catch (error) {
      if (refused(error, checksOf(desk)))
        return;
      throw error;
    }
    const { place, place_number } = state.desk;
    for (const kind of draft.collected)
      await send("inventory", "collect_item", { kind, ticket_id: state.serving.ticket_id, place, place_number });
    note({ collected: [] });
    noteIssued(draft.card);
    dropChecks();
    desk.over = "";
  });
}

/** A refusal shows where its cause is. True when that says it all. */
function refused(error, of) {
  if (!(error instanceof Refusal))
    return false;
  if (error.code === "second_look_needed") {
    of.secondWhy = t("hand.second_rule");
    return true;
  }
  if (error.code === "scan_mismatch") {
    if (error.field === "tracking_number")
      of.wrong.sleeve = t("hand.other_card");
    else {
      of.wrong.notice = noticeScanned();
      noteNotice("");
    }
  }
  return false;
}

/** The card was not handed over: back into its slot. */
function putBack(desk) {
  const { card } = desk.draft;

  return desk.act(async () => {
    await send("inventory", "check_in_card", { card_id: card.card_id, slot: card.slot, reason: "documents_short" });
    note({ card: null, sleeve: "" });
    dropChecks();
    desk.over = "";
  });
}
