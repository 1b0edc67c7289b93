// @ts-check
/*
 * The desk: one guest after the other. What queueing says of the desk decides the view (closed, ready, called, serving); a clerk may
 * lay another one over it (lists, hand-over, papers short, the city's decision, a note) and comes back with Esc. F2 walks through a
 * whole case.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get } from "../lib/api.js";
import { deskOfDevice } from "../lib/session.js";
import { wrongWords, notice } from "../lib/parts.js";
import { today } from "../lib/clock.js";
import { askDesk, askDesks } from "./queue.js";
import { caseOf, dropCase } from "./case.js";
import { closedView, chooseView } from "./closed.js";
import { readyView } from "./ready.js";
import { calledView } from "./called.js";
import { servingView, sleeveScanned } from "./serving.js";

/** The views laid over, loaded when first opened, or when the page has time: they open without a line too. Those of a case end with it. */
const OVERLAYS = { handover: () => import("./handover.js"), short: () => import("./short.js"), transfer: () => import("./transfer.js"), park: () => import("./park.js"), city: () => import("./city.js"),
                   why: () => import("./why.js"), lists: () => import("./lists.js"), write: () => import("./write.js") };
const WITHOUT_CASE = ["lists", "write"];
const NEWS_MS = 60;
const FETCH_MS = 5000;

export function open(context) {
  const desk = {
    context, id: deskOfDevice(), desks: null, state: null, draft: null, visit: [], failed: "",
    over: "",                                              /* the view laid over */
    redraw: context.redraw,
    reload: load,
    /** Lays a view over. @param {string} name of OVERLAYS, or "" @param {string} [what] for its `laid` */
    async lay(name, what) {
      if (name)
        (await fetchView(name)).laid?.(desk, what);
      desk.over = name;
      context.problem = "";
      context.redraw();
    },
    /** A ticket was scanned or its number typed: its row in the lists. False when it is in none. */
    async pickNumber(code) {
      if (!desk.state || !["number", "ticket"].includes(code.kind) || !(await (await fetchView("lists")).pickNumber(desk, code)))
        return false;
      desk.over = "lists";
      context.redraw();
      return true;
    },
    /** A command, then the desk as it is after it. */
    act: (work) => context.act(async () => { try { await work(); } finally { await load(); } }),
    choose(id) { desk.id = id; load(); },
    lineOf: (line_id) => desk.state?.lines.find((line) => line.line_id === line_id),
  };
  const loaded = {};
  let timer = 0;

  async function fetchView(name) {
    loaded[name] ??= await OVERLAYS[name]();
    return loaded[name];
  }

  async function load() {
    try {
      if (desk.id)
        take(await askDesk(desk.id));
      else
        desk.desks = await askDesks();
      desk.failed = "";
    } catch (error) {
      desk.failed = wrongWords(error);                     /* the old content stays */
    }
    context.redraw();
  }

  function take(state) {
    const before = desk.state?.serving?.ticket_id;

    desk.state = state;
    if (state.serving?.ticket_id !== before) {
      desk.over = WITHOUT_CASE.includes(desk.over) ? desk.over : "";
      desk.visit = [];
    }
    if (!state.serving) {
      desk.draft = null;
      if (before)
        dropCase();
    } else {
      desk.draft = caseOf(state.serving.ticket_id, firstProcedures(state));
      if (state.serving.city_wait_since_us)
        fetchView("city").then(context.redraw, () => {});
      if (state.serving.ticket_id !== before)
        askVisit();
    }
  }

  /** The cards that wait for a booked guest. For others, and without an answer, the sleeve's scan finds the card. */
  async function askVisit() {
    const { ticket_id, reservation_id } = desk.state.serving;

    if (!reservation_id)
      return;
    try {
      const visit = await get("inventory", "cards_of_visit", { reservation_id });
      if (desk.state.serving?.ticket_id === ticket_id)
        desk.visit = visit.cards.map(({ card }) => card);
    } catch {
      desk.visit = [];
    }
    context.redraw();
  }

  const view = () => {
    const { state } = desk;
    if (!desk.id)
      return chooseView;
    if (!state)
      return null;
    if (desk.over && (state.serving || WITHOUT_CASE.includes(desk.over)))
      return loaded[desk.over].view;
    if (state.serving?.state === "called")
      return calledView;
    if (state.serving?.city_wait_since_us && loaded.city)
      return loaded.city.view;
    if (state.serving)
      return servingView;
    return state.open ? readyView : closedView;
  };

  load();
  const fetching = setTimeout(() => Object.keys(OVERLAYS).forEach((name) => fetchView(name).catch(() => {})), FETCH_MS);
  return {
    body: () => [desk.failed && notice("stop", desk.failed), view()?.body(desk) ?? h("p", null, t("app.loading"))],
    actions: () => view()?.actions(desk) ?? null,
    paper: () => view()?.paper?.(desk) ?? null,
    async scan(code) {
      const { scan } = view() ?? {};
      return scan ? scan(desk, code) : (await sleeveScanned(desk, code)) || desk.pickNumber(code);
    },
    news: () => { clearTimeout(timer); timer = setTimeout(load, NEWS_MS); },
    close: () => { clearTimeout(timer); clearTimeout(fetching); },
  };
}

/** What the guest came for, where that is clear: the booked procedure, or the one a line is for. */
function firstProcedures({ serving, lines }) {
  const line = lines.find(({ line_id }) => line_id === serving.line_id);

  if (serving.procedure)
    return [serving.procedure];
  return line?.procedures?.includes("issue") ? ["issue"] : line?.procedures?.length === 1 ? line.procedures : [];
}

export const officeDay = (desk) => desk.state?.date ?? today();
