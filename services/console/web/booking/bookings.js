// @ts-check
/*
 * Bookings: the week above, the day as a grid or a list, and at the side what is done now: a booking on the telephone, or one that
 * was chosen. No names anywhere; a place is never booked twice over.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get, send } from "../lib/api.js";
import { actionBar, button, notice, panel, sheet, table, wrongWords } from "../lib/parts.js";
import { awayWords } from "../lib/link.js";
import { scanPlace } from "../lib/scan.js";
import { dayOf, daysAfter, momentOf, now, today } from "../lib/clock.js";
import { person } from "../lib/session.js";
import { askDay, askFree, askHits, askWeek, minuteText } from "./ask.js";
import { weekStrip } from "./week.js";
import { dayGrid, visitWords } from "./grid.js";
import { book, bookedPanel, emptyBooking, phonePanel, placeOf, PLACES, whyNot } from "./phone.js";
import { chosenPanel, endChip } from "./chosen.js";

const MAY_BOOK = ["operator", "site_manager"];

export function open(context) {
  let view = "grid";                                 /* grid, list, hits */
  let date = "", days = [], bookings = new Map(), hits = [], failed = "";
  let draft = emptyBooking(), free = null, refusal = "", booked = null;
  let chosen = null, card = null, mode = "", moveFree = null, moveTo = null, moveSkip = 0;
  let asked = 0;

  const counts = () => new Map((free ?? []).map((day) => [day.date, day.starts.length]));
  const mayBook = () => MAY_BOOK.includes(person()?.role);

  async function load(from = days[0]?.date ?? today()) {
    try {
      days = await askWeek(from);
      date = days.some((day) => day.date === date) ? date : days[0]?.date ?? "";
      bookings = new Map(await Promise.all(days.map(async (day) => /** @type {[string, any[]]} */ ([day.date, await askDay(day.date)]))));
      hits = await askHits(today());
      failed = "";
    } catch (error) {
      failed = wrongWords(error);
    }
    await askPlaces();
  }

  /** Free places of what is being booked; of an issue while nothing is. */
  async function askPlaces() {
    const mine = ++asked;

    try {
      const answer = date ? await askFree(draft.procedure || "issue", draft.people, days[0]?.date ?? date, 30) : [];
      if (mine !== asked)
        return;
      free = answer;
      refusal = "";
    } catch (error) {
      if (mine !== asked)
        return;
      free = [];
      refusal = wrongWords(error);
    }
    context.redraw();
  }

  const fromDay = () => free?.filter((day) => day.date >= date) ?? null;

  function set(change) {
    const before = draft;

    draft = { ...draft, ...change };
    booked = null;
    context.problem = "";
    if (draft.procedure !== before.procedure || draft.people !== before.people)
      askPlaces();
    context.redraw();
  }

  async function choose(booking) {
    context.problem = "";
    chosen = { date, ...booking };
    card = moveFree = moveTo = null;
    mode = "";
    booked = null;
    context.redraw();
    if (booking.card_id)
      card = await get("inventory", "card_status", { card_id: booking.card_id }).then((answer) => answer.card, () => null);
    context.redraw();
  }

  async function beginMove() {
    mode = "move";
    moveSkip = 0;
    moveTo = null;
    context.redraw();
    moveFree = await askFree(chosen.procedure, chosen.people, chosen.date > today() ? today() : chosen.date, 30).catch(() => []);
    context.redraw();
  }

  const move = () => context.act(async () => {
    await send("reservations", "move_reservation", { reservation_id: chosen.reservation_id, date: moveTo.date, start_minute: moveTo.minute });
    chosen = { ...chosen, date: moveTo.date, start_minute: moveTo.minute, why: undefined };
    mode = "";
    await load();
  });

  const cancel = () => context.act(async () => {
    await send("reservations", "cancel_for_guest", { reservation_id: chosen.reservation_id });
    leave();
    await load();
  });

  const bookNow = () => context.act(async () => {
    try {
      booked = await book(draft, fromDay());
      draft = emptyBooking();
    } finally {
      await load();
    }
  });

  function leave() {
    if (mode)
      mode = "";
    else if (chosen)
      chosen = null;
    else if (booked)
      booked = null;
    else if (draft.procedure)
      draft = emptyBooking();
    else
      view = "grid";
    context.problem = "";
    context.redraw();
  }

  async function scan(code) {
    if (code.kind === "notice" && draft.procedure) {
      set({ claim: `${code.value} ` });
      document.getElementById("b-claim")?.focus();
      return true;
    }
    if (code.kind !== "booking")
      return false;
    await context.act(async () => {
      const found = await get("reservations", "reservation_by_code", { code: code.value });
      date = found.date;
      await load(found.date);
      await choose({ ...found, ...(bookings.get(found.date)?.find(({ reservation_id }) => reservation_id === found.reservation_id) ?? {}) });
    });
    return true;
  }

  const chooseDay = (day) => { date = day; draft.place = null; draft.skip = 0; context.redraw(); };
  const lay = (name) => { context.problem = ""; view = name; chosen = null; mode = ""; context.redraw(); };

  function body() {
    return [h("div", { class: "page-head book-head" }, h("h1", null, t("nav.bookings")), scanPlace(t("book.scan"))), weekStrip(days, bookings, counts(), date, chooseDay, { home: () => { date = today(); load(date); }, on: nextWeek }),
            failed && notice("stop", failed, button(t("card.again"), () => load(), { small: true })),
            h("div", { class: "cols book-cols" }, view === "hits" ? hitsPanel() : dayPanel(), chosen ? chosenPanel(chosen, { card, mode, free: moveFree, skip: moveSkip, place: moveTo, set: (change) => { moveTo = change.place; context.redraw(); } })
              : booked ? bookedPanel(booked) : mayBook() ? phonePanel(draft, fromDay(), set, refusal) : panel("phone", t("book.phone"), 4, null, h("p", { class: "empty" }, t("book.not_yours"))))];
  }

  function dayPanel() {
    const list = bookings.get(date) ?? [], hours = days.find((day) => day.date === date);
    const people = list.reduce((sum, one) => sum + one.people, 0);
    const more = hours && h("span", { class: "small soft" }, t("book.day_sum", { count: list.length, people, opens: minuteText(hours.opens_minute), closes: minuteText(hours.closes_minute) }));

    return panel("day", date ? dayOf(date) : t("book.day"), 8, more, !hours ? h("p", { class: "empty" }, failed || (days.length || free === null ? t("app.loading") : t("book.no_days"))) : view === "list" ? dayList(list)
      : dayGrid({ hours, bookings: list, free: free?.find((day) => day.date === date)?.starts ?? [], chosen: chosen?.reservation_id ?? "", place: draft.place?.date === date ? draft.place.minute : null, choose,
                  take: (minute) => { chosen = null; set({ place: { date, minute } }); } }));
  }

  const openRow = (booking) => button(minuteText(booking.start_minute), () => choose(booking), { small: true, calm: true });

  function dayList(list) {
    return list.length ? h("div", { class: "grid-scroll" }, table([{ words: t("book.time") }, { words: t("book.procedure") }, { words: t("book.people"), end: true }, { words: t("book.where") }, { words: t("card.state") }],
      list.map((booking) => ({ id: booking.reservation_id, current: booking.reservation_id === chosen?.reservation_id, cells: [openRow(booking), t.enum("procedure", booking.procedure), booking.people, t.enum("desk_place", booking.place), endChip({ date, ...booking })] })), t("book.table")))
      : h("p", { class: "empty" }, t("book.none"));
  }

  const hitHeads = () => [{ words: t("book.day") }, { words: t("book.time") }, { words: t("book.procedure") }, { words: t("book.people"), end: true }, { words: t("book.why") }];

  function hitsPanel() {
    return panel("hits", t("book.hits"), 8, hits.length > 0 && h("span", { class: "small soft" }, t("book.hits_what")), hits.length ? h("div", { class: "grid-scroll" }, table(hitHeads(),
      hits.map((booking) => ({ id: booking.reservation_id, current: booking.reservation_id === chosen?.reservation_id, cells: [dayOf(booking.date), openRow(booking), t.enum("procedure", booking.procedure), booking.people, t.enum("hit_reason", booking.why)] })), t("book.table")))
      : h("p", { class: "empty" }, t("book.no_hits")));
  }

  function actions() {
    const away = awayWords("reservations"), back = button(t("act.back"), leave, { key: "Esc", calm: true });

    if (chosen && !mode) {
      const why = away ?? (chosen.end ? t("book.ended") : mayBook() ? null : t("book.not_yours"));
      return actionBar([back, button(t("book.cancel"), () => { mode = "cancel"; context.redraw(); }, { key: "F8", why, calm: true })], button(t("book.move"), beginMove, { key: "F2", primary: true, why, calm: true }), why);
    }
    if (mode === "cancel")
      return actionBar([back], button(t("book.cancel_now"), cancel, { key: "F2", primary: true, why: away }), away);
    if (mode === "move") {
      const why = away ?? (moveTo ? null : t("book.no_place"));
      return actionBar([back, button(t("book.further"), () => { moveSkip += PLACES; moveTo = null; context.redraw(); }, { key: "F4", calm: true })], button(t("book.move_now"), move, { key: "F2", primary: true, why }), why);
    }
    if (booked)
      return actionBar([back], button(t("book.told"), leave, { key: "F2", primary: true, calm: true }));
    return actionBar([back, button(view === "list" ? t("book.as_grid") : t("book.as_list"), () => lay(view === "list" ? "grid" : "list"), { key: "F3", calm: true }),
                      view === "hits" && button(t("book.print_calls"), () => window.print(), { key: "F8", icon: "print", calm: true }),
                      button(hits.length ? t("book.hits_count", { count: hits.length }) : t("book.hits"), () => lay("hits"), { key: "F9", calm: true }),
                      draft.procedure && button(t("book.further"), () => set({ skip: draft.skip + PLACES, place: null }), { key: "F4", calm: true })],
                     mayBook() && button(t("book.confirm"), bookNow, { key: "F2", primary: true, why: away ?? whyNot(draft, fromDay()) }), away ?? (mayBook() ? whyNot(draft, fromDay()) ?? placeWordsOf() : null));
  }

  const placeWordsOf = () => { const place = placeOf(draft, fromDay()); return place && `${dayOf(place.date)}${minuteText(place.minute)}`; };
  const nextWeek = () => { date = ""; load(daysAfter(days.at(-1)?.date ?? today(), 1)); };

  /** The list of who is to be called; the telephone numbers stand with the bookings and are not printed. */
  const paper = () => view !== "hits" ? null : sheet(t("book.hits"), table([...hitHeads(), { words: t("book.called") }], hits.map((booking) => ({ id: booking.reservation_id,
    cells: [dayOf(booking.date), minuteText(booking.start_minute), visitWords(booking), booking.people, t.enum("hit_reason", booking.why), ""] }))), h("p", null, t("card.printed", { time: momentOf(now()), name: person()?.name ?? "", count: hits.length })));

  if (now())
    load();
  return {
    body, actions, scan, paper,
    news: ({ kind, source }) => { if (kind === "reset" || source === "reservations" || (kind === "beat" && !days.length && now())) if (!context.busy) load(); },
  };
}
