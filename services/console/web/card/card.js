// @ts-check
/*
 * One card: where it is, what state it is in, everything that has happened to it, and the next step. Found by its sleeve, its notice
 * or its holder. The holder's data stay masked until somebody says what for; while the card is at this desk for the guest who is
 * here, that is said already.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get } from "../lib/api.js";
import { actionBar, button, choice, notice, panel, sheet, table, wrongWords } from "../lib/parts.js";
import { awayWords } from "../lib/link.js";
import { scanPlace } from "../lib/scan.js";
import { makeForm } from "../lib/form.js";
import { makeLook } from "../lib/masked.js";
import { deskOfDevice, person } from "../lib/session.js";
import { eraDate, momentOf, now, today } from "../lib/clock.js";
import { makeSearch, PURPOSES } from "./search.js";
import { factsPanel } from "./facts.js";
import { askHistory, historyRows, historyView } from "./history.js";
import { movesOf, nextOf } from "./moves.js";
import { placeWords } from "../lib/places.js";

export function open(context) {
  let card = null, lines = [], look = null, form = null, list = false, failed = "", done = "";
  let desk = null;                                  /* of this PC, with the guest who is served there, if queueing says so */
  const search = makeSearch({ context, serving: () => servedHere(), found: (one, answer, purpose) => take(one, answer && { answer, purpose }) });

  const servedHere = () => desk?.serving?.state === "in_service" ? desk.serving : null;
  const atThisDesk = () => card.custody === desk?.place && (!desk.place_number || card.place_number === desk.place_number);

  async function askDesk() {
    if (deskOfDevice())
      desk = await get("queueing", "desk_status", { desk_id: deskOfDevice() }).then((answer) => answer.desk, () => null);
    context.redraw();
  }

  /** @param {any} one the card found @param {{ answer: any, purpose: string }} [answered] what a look that found it has shown */
  async function take(one, answered) {
    const other = card?.card_id !== one.card_id;

    card = one;
    if (other) {
      lines = [];
      form = null;
      list = false;
      done = "";
    }
    if (other || answered)
      makeMask(answered);
    context.redraw();
    try {
      lines = await askHistory(one.card_id);
      failed = "";
    } catch (error) {
      failed = wrongWords(error);
    }
    context.redraw();
  }

  function makeMask(answered) {
    const inCase = Boolean(servedHere() && atThisDesk());

    look = makeLook({ service: "inventory", command: "show_card", body: { card_id: card.card_id }, purposes: inCase ? ["open_case"] : PURPOSES, redraw: context.redraw, answered, key: "F4",
                      fields: [{ name: "name", words: t("person.name") }, { name: "kana", words: t("person.kana") }, { name: "birth_date", words: t("person.birth_date") }, ...(card.status === "on_hold" ? [{ name: "hold_note", words: t("card.hold_note") }] : [])] });
    if (inCase && !answered)
      look.look();
  }

  async function reload() {
    if (card)
      await take((await get("inventory", "card_status", { card_id: card.card_id })).card);
  }

  const begin = (move) => {
    form = makeForm(move, { fixed: { card_id: card.card_id }, card, lines, desk, serving: servedHere(), today: today() }, context.redraw);
    list = false;
    done = "";
    context.problem = "";
    context.redraw();
    setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector("#move .input"))?.focus(), 0);
  };

  const carryOut = () => context.act(async () => {
    const { move } = form;
    if (!await form.carryOut())
      return;
    form = null;
    if (move.later)
      done = t("card.asked_for", { what: move.words() });
    await reload();
  });

  const leave = () => {
    if (form || list)
      form = null, list = false;
    else
      card = null, look = null, search.clear();
    context.problem = "";
    context.redraw();
  };

  async function sleeveScanned(value) {
    await context.act(async () => take((await get("inventory", "card_by_tracking", { tracking_number: value })).card));
  }

  function scan(code) {
    if (form?.scan(code)) {
      context.redraw();
      return true;
    }
    if (code.kind === "sleeve" || code.kind === "application")
      return sleeveScanned(code.value).then(() => true);
    if (code.kind === "notice") {
      leaveCard();
      search.noticeScanned(code.value);
      context.redraw();
      return true;
    }
    return false;
  }

  const leaveCard = () => { card = null; form = null; look = null; list = false; };

  function body() {
    const head = h("div", { class: "page-head" }, h("h1", null, t("nav.card"), " ", card && h("span", { class: "code" }, card.tracking_number)), scanPlace(t("card.scan")));

    if (!card)
      return [head, search.view()];
    return [head, done && notice("ok", done), h("div", { class: "cols card-cols" }, h("div", { class: "c4 stack side" }, factsPanel({ card, lines }), panel("person", t("card.person"), 4, null, look.view())), form ? form.view() : list ? listPanel() : historyPanel())];
  }

  const historyPanel = () => panel("history", t("card.history_new"), 8, lines.length > 0 && h("span", { class: "small soft" }, t("card.entries", { count: lines.length })),
                                   failed ? notice("stop", failed, button(t("card.again"), reload, { small: true })) : lines.length ? historyView(lines) : h("p", { class: "empty" }, t("app.loading")));

  const listPanel = () => panel("steps", t("card.other_steps"), 8, h("span", { class: "small soft" }, t("desk.digits_pick")),
                                h("div", { class: "choices" }, otherMoves().map((move, i) => choice(move.words(), false, () => begin(move), i < 10 ? String((i + 1) % 10) : undefined))));

  const moves = () => movesOf(card, person()?.role);
  const otherMoves = () => moves().filter(({ command }) => command !== nextOf(moves())?.command);

  function actions() {
    const away = awayWords("inventory");

    if (!card)
      return actionBar([button(t("act.back"), leave, { key: "Esc", calm: true })], null, t("card.scan_or_type"));
    if (form)
      return actionBar([button(t("act.back"), leave, { key: "Esc", calm: true })], button(form.move.words(), carryOut, { key: "F2", primary: true, why: away ?? form.why() }), away ?? form.why());
    const next = nextOf(moves()), others = otherMoves();
    const keyed = others.filter(({ key }) => key);
    return actionBar([button(t("act.back"), leave, { key: "Esc", calm: true }), button(t("card.print"), () => window.print(), { key: "F3", icon: "print", calm: true }),
                      keyed.map((move) => button(move.words(), () => begin(move), { key: move.key, why: away, calm: true })),
                      others.length > keyed.length && button(t("card.other_steps"), () => { list = true; context.redraw(); }, { key: "F7", calm: true })],
                     next && button(next.words(), () => begin(next), { key: "F2", primary: true, calm: true, why: away }), away ?? (next ? null : t("card.no_next")));
  }

  /** What the city gets: the card's life without its person. */
  function paper() {
    if (!card)
      return null;
    const heads = [t("card.h_time"), t("card.h_step"), t("card.h_where"), t("card.h_who")].map((words) => ({ words }));

    return sheet(`${t("nav.card")} ${card.tracking_number}`, h("p", null, `${t.enum("card_state", card.status)}　${placeWords(card)}${card.deadline ? `　${t("card.deadline")} ${eraDate(card.deadline)}` : ""}`),
                 table(heads, historyRows(lines).map((row) => ({ id: row.id, cells: [row.when, `${row.what} ${row.reference}`, row.where, `${row.who} ${row.witness}`] }))),
                 h("p", null, t("card.printed", { time: momentOf(now()), name: person()?.name ?? "", count: lines.length })));
  }

  askDesk();
  if (context.parameters[0])
    context.act(async () => take((await get("inventory", "card_status", { card_id: context.parameters[0] })).card));
  return {
    body, actions, scan, paper,
    news: ({ kind, source }) => {
      if (source === "queueing" || kind === "reset")
        askDesk();
      if ((source === "inventory" || kind === "reset") && card && !context.busy)
        reload().catch(() => {});
    },
    goTo: ([card_id]) => { if (card_id && card_id !== card?.card_id) context.act(async () => take((await get("inventory", "card_status", { card_id })).card)); },
  };
}
