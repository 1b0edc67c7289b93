// @ts-check
/*
 * A booking while somebody speaks: procedure by digit, notice number and birth date in one field, Enter, a place by digit, F2. The
 * digits belong to the procedures until the guest is named, then to the places. The code is shown once, to be read out.
 */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { chip, choice, field, notice, panel, pick } from "../lib/parts.js";
import { send } from "../lib/api.js";
import { dayOf } from "../lib/clock.js";
import { saidClaim } from "../lib/said_date.js";
import { papersFor } from "../lib/documents.js";
import { minuteText } from "./ask.js";
import { nearest } from "./lanes.js";

const PROCEDURES = ["issue", "cert_renew", "cert_new", "issue_agent", "apply_support", "pin_reset", "face_auth", "continue_use", "face_update",
                    "express_apply", "suspend_release", "lost", "return_card", "stay_extension", "cert_revoke", "pin_change", "notice_card", "insurance_link"];
const NAMED = ["issue", "issue_agent"];            /* booked with the notice */
const ON_PAGE = 5;
export const PLACES = 3;
const PEOPLE_MAX = 5;

export const emptyBooking = () => ({ procedure: "", page: 0, people: 1, claim: "", contact: "", skip: 0, place: null });

const needsClaim = ({ procedure }) => NAMED.includes(procedure);
/** Is it said who comes for what? Then the digits pick a place. */
export const isNamed = (draft) => Boolean(draft.procedure) && (!needsClaim(draft) || Boolean(saidClaim(draft.claim)?.birth));

/** The places on offer now, nearest first. */
export const offered = (draft, free) => nearest(free ?? [], draft.skip, PLACES);
export const placeOf = (draft, free) => draft.place ?? offered(draft, free)[0] ?? null;

/** What is missing, or null. */
export function whyNot(draft, free) {
  if (!draft.procedure)
    return t("book.no_procedure");
  if (!isNamed(draft))
    return t("book.no_claim");
  return placeOf(draft, free) ? null : t("book.no_place");
}

export async function book(draft, free) {
  const { date, minute } = placeOf(draft, free), claim = needsClaim(draft) ? saidClaim(draft.claim) : null;
  const answer = await send("reservations", "book_by_phone", { procedure: draft.procedure, people: draft.people, date, start_minute: minute,
    ...(claim && { notice_number: claim.notice, birth_date: claim.birth }), ...(draft.contact.trim() && { contact: draft.contact.trim() }) });

  return { code: answer.shown?.code ?? null, date, minute, procedure: draft.procedure, people: draft.people };
}

/**
 * @param {any} draft of emptyBooking
 * @param {{ date: string, starts: number[] }[] | null} free null: not asked yet
 * @param {(change: any) => void} set
 */
export function phonePanel(draft, free, set, refusal) {
  const ready = isNamed(draft);

  return panel("phone", t("book.phone"), 4, h("span", { class: "small soft" }, ready ? t("book.digits_place") : t("book.digits_procedure")),
    h("div", { class: "stack phone", onkeydown: (event) => { if (event.key === "+") { event.preventDefault(); set({ people: draft.people % PEOPLE_MAX + 1, place: null, skip: 0 }); } } },
      procedures(draft, ready, set),
      needsClaim(draft) ? claimField(draft, set) : draft.procedure && field("b-contact", t("book.contact"), { value: draft.contact, input: (contact) => set({ contact }), max: 100 }),
      h("div", { class: "row between people" }, ready && needsClaim(draft) ? chip("ok", t("book.named")) : h("span", { class: "small soft", id: "b-claim-form" }, needsClaim(draft) && (saidClaim(draft.claim) ? t("book.claim_birth") : t("book.claim_form"))), h("label", { class: "row" }, h("kbd", null, "+"), t("book.people"),
        h("select", { class: "input mini", value: String(draft.people), onchange: (event) => set({ people: Number(event.target.value), place: null, skip: 0 }) }, Array.from({ length: PEOPLE_MAX }, (_, i) => h("option", { value: String(i + 1) }, String(i + 1)))))),
      draft.procedure && (refusal ? notice("stop", refusal) : places(draft, free, ready, set))));
}

function procedures(draft, ready, set) {
  const pages = Math.ceil(PROCEDURES.length / ON_PAGE), here = PROCEDURES.slice(draft.page * ON_PAGE, (draft.page + 1) * ON_PAGE);
  const key = (digit) => ready ? undefined : digit;
  const take = (procedure) => {
    set({ procedure, claim: "", place: null, skip: 0 });
    if (NAMED.includes(procedure))
      setTimeout(() => document.getElementById("b-claim")?.focus(), 0);
  };

  return h("div", { class: "choices tight", role: "group", "aria-label": t("book.procedure") }, here.map((one, i) => choice(t.enum("procedure", one), one === draft.procedure, () => take(one), key(String(i + 1)))),
    h("button", { type: "button", class: "choice more", "data-key": key("0"), "data-words": t("desk.more_procedures"), onclick: () => set({ page: (draft.page + 1) % pages }) }, !ready && h("kbd", null, "0"), h("span", null, t("desk.more_procedures"))));
}

function claimField(draft, set) {
  const done = saidClaim(draft.claim)?.birth;

  return h("form", { onsubmit: (event) => { event.preventDefault(); if (done) /** @type {HTMLElement} */ (document.activeElement)?.blur(); } },
    field("b-claim", t("book.claim"), { value: draft.claim, input: (value) => set({ claim: value }), max: 40 }));
}

function places(draft, free, ready, set) {
  const list = offered(draft, free), place = placeOf(draft, free), value = place && `${place.date} ${place.minute}`;

  if (!free)
    return h("p", { class: "soft" }, t("app.loading"));
  if (!list.length && !place)
    return notice("warn", t("book.none_free"));
  const shown = list.some(({ date, minute }) => `${date} ${minute}` === value) || !place ? list : [place, ...list.slice(0, PLACES - 1)];
  return pick(t("book.near"), shown.map(({ date, minute }, i) => ({ value: `${date} ${minute}`, words: `${dayOf(date)}${minuteText(minute)}`, key: ready ? String(i + 1) : undefined })), value,
              (chosen) => { const [date, minute] = chosen.split(" "); set({ place: { date, minute: Number(minute) } }); });
}

/** What was booked: the code to read out, and what to bring. */
export function bookedPanel({ code, date, minute, procedure, people }) {
  const { papers, identity } = papersFor([procedure], "holder", date);
  const bring = [...papers.map(named), ...(identity.some(({ a, b }) => a || b) ? [t("book.identity")] : [])];

  return panel("booked", t("book.booked"), 4, chip("ok", t("book.done")), h("p", { class: "small soft" }, t("book.code_once")),
    code ? h("p", { class: "slot-code s45 booking-code" }, code.match(/.{1,4}/g)?.map((part) => h("span", { class: "whole" }, part, " "))) : notice("warn", t("book.code_lost")),
    h("div", { class: "notice" }, h("div", { class: "grow stack close" }, h("b", null, t("book.tell")), h("p", null, t("book.tell_time", { day: dayOf(date), time: minuteText(minute), procedure: t.enum("procedure", procedure), people })),
      h("p", null, t("book.tell_bring", { papers: bring.join("・") || t("book.papers_unknown") })))));
}
