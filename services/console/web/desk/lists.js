// @ts-check
/*
 * Numbers that are not at this desk: who waits, who was called and did not come, whose case rests. A row in hand, then what to do with
 * it. A scanned ticket picks its row.
 */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { secondsSince, timeOf } from "../lib/clock.js";
import { actionBar, button, chip, notice, panel, seg } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { wrongWords } from "../lib/parts.js";
import { askWaiting, dismiss, givePriority, resume, returnGuest, withdrawPriority } from "./queue.js";

const DISMISSALS = ["left", "moved", "cancelled", "duplicate", "test"];

let kind = "waiting";        /* which list: "waiting" | "passed" | "parked" */
let guests = null;           /* who waits, as last asked */
let failed = "";
let chosen = "";             /* ticket_id of the row in hand */
let ending = "";             /* of dismissal, once one is chosen */

/** The view is laid over. @param {string} which list */
export function laid(desk, which = kind) {
  kind = which;
  chosen = ending = "";
  guests = null;
  load(desk);
}

async function load(desk) {
  try {
    guests = await askWaiting();
    failed = "";
  } catch (error) {
    failed = wrongWords(error);
  }
  desk.redraw();
}

const rows = (desk) => kind === "waiting" ? guests ?? [] : desk.state[kind];
const inHand = (desk) => rows(desk).find(({ ticket_id }) => ticket_id === chosen);

export const view = {
  body(desk) {
    const { state } = desk;
    const kinds = [["waiting", t.enum("ticket_state", "waiting"), (guests ?? []).length], ["passed", t.enum("ticket_state", "passed"), state.passed.length], ["parked", t.enum("ticket_state", "parked"), state.parked.length]];

    return [h("div", { class: "page-head" }, h("h1", null, t("lists.title")), scanPlace(t("lists.scan"))),
            h("div", { class: "cols" }, panel("numbers", t("lists.numbers"), 8, seg(t("lists.title"), kinds.map(([value, words, count]) => ({ value, words: `${words} ${count}` })), kind, (value) => { kind = value; chosen = ending = ""; desk.redraw(); }),
                failed && notice("stop", failed), rows(desk).length ? h("div", { class: "numbers" }, rows(desk).map((guest) => numberButton(desk, guest))) : h("p", { class: "empty" }, kind === "waiting" && !guests ? t("app.loading") : t("lists.none"))),
              panel("row", t("lists.in_hand"), 4, null, inHand(desk) ? details(desk, inHand(desk)) : h("p", { class: "empty" }, t("lists.choose"))))];
  },
  actions(desk) {
    const guest = inHand(desk), away = awayWords("queueing");
    const back = button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true });

    if (kind === "parked")
      return actionBar([back, dismissButton(desk, guest)], primary(desk, t("lists.resume"), () => resume(desk.id, chosen), away ?? (desk.state.serving ? t("lists.desk_busy") : null)), null);
    if (kind === "passed")
      return actionBar([back, dismissButton(desk, guest)], primary(desk, t("lists.return"), () => returnGuest(chosen), away));
    return actionBar([back, dismissButton(desk, guest)], guest?.priority ? primary(desk, t("lists.no_priority"), () => withdrawPriority(chosen), away) : primary(desk, t("lists.priority"), () => givePriority(chosen), away));
  },
  scan: (desk, code) => pickNumber(desk, code),
};

function primary(desk, words, work, why) {
  const reason = why ?? (chosen ? null : t("lists.choose"));

  return button(words, async () => { if (await desk.act(work)) { chosen = ""; load(desk); if (kind === "parked") desk.lay(""); } }, { key: "F2", primary: true, why: reason });
}

function dismissButton(desk, guest) {
  return button(ending ? t("lists.dismiss_as", { outcome: t.enum("dismissal", ending) }) : t("lists.dismiss"), async () => { if (await desk.act(() => dismiss(chosen, ending))) { chosen = ending = ""; load(desk); } },
                { key: "F7", why: awayWords("queueing") ?? (!guest ? t("lists.choose") : ending ? null : t("lists.choose_end")) });
}

function numberButton(desk, guest) {
  return h("button", { type: "button", class: "number", "aria-pressed": guest.ticket_id === chosen ? "true" : "false", "data-key-of": guest.ticket_id, onclick: () => { chosen = guest.ticket_id; ending = ""; desk.redraw(); } },
           h("b", null, guest.number), h("span", { class: "small soft when" }, whenWords(guest)), h("span", { class: "small of-line" }, named(desk.lineOf(guest.line_id))));
}

function whenWords(guest) {
  if (guest.reason)
    return t.enum("park_reason", guest.reason);
  return guest.booked_us ? t("desk.booked", { time: timeOf(guest.booked_us) }) : t("lists.minutes", { count: Math.floor(secondsSince(guest.arrived_at_us ?? guest.since_us) / 60) });
}

function details(desk, guest) {
  return h("div", { class: "stack" }, h("p", { class: "ticket-no" }, guest.number), h("p", null, named(desk.lineOf(guest.line_id))), guest.priority && chip("act", t.enum("dispatch_case", "priority")),
           guest.passes > 0 && h("p", { class: "small" }, t("lists.passes", { count: guest.passes })), guest.late && chip("warn", t("lists.late")),
           h("h3", null, t("lists.end_as")), seg(t("lists.end_as"), DISMISSALS.slice(0, 3).map(option), ending, (value) => { ending = value; desk.redraw(); }), seg(t("lists.end_as"), DISMISSALS.slice(3).map(option), ending, (value) => { ending = value; desk.redraw(); }));
}

const option = (value) => ({ value, words: t.enum("dismissal", value) });

/** A ticket was scanned or its number typed: its row in hand, in whichever list it is. */
export async function pickNumber(desk, { kind: what, value }) {
  const fits = (guest) => what === "ticket" ? guest.ticket_id === value : guest.number === Number(value);
  const from = ["parked", "passed"].find((one) => desk.state[one].some(fits)) ?? "waiting";

  if (from === "waiting")
    await load(desk);
  const guest = from === "waiting" ? guests?.find(fits) : desk.state[from].find(fits);
  if (!guest)
    return false;
  kind = from;
  chosen = guest.ticket_id;
  ending = "";
  return true;
}
