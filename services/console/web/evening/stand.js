// @ts-check
/*
 * Where the evening stands: which of its steps are done, which one is next, and what keeps the others. Told by the facts of the
 * services alone, so that it is right after a reload, on another PC and when somebody else does a part of it.
 */

export const STEPS = ["closing", "cases", "desks", "custody", "items", "count", "papers", "parts", "close", "report", "leave"];

/** Steps that wait for nobody and keep nothing from going on. */
const ASIDE = ["papers"];

/**
 * @param {{ day?: any, cases?: any[], desks?: any[], custody?: any, items?: any, disposal?: any[], report?: any, left?: boolean }} facts as the services answer; absent: not known yet
 * @param {string[]} putOff steps somebody will do later
 * @returns {{ name: string, state: "done" | "now" | "", left: number, why: string | null }[]} left: how much of it there is to do; why: what it waits for
 */
export function standOf(facts, putOff = []) {
  const over = dayIsOver(facts);
  const steps = STEPS.map((name) => ({ name, ...STAND[name](facts, over) }));
  const now = steps.find(({ name, done }) => !done && !ASIDE.includes(name) && !putOff.includes(name));

  return steps.map((step) => ({ name: step.name, state: step.done ? "done" : step === now ? "now" : "", left: step.left ?? 0, why: step.done ? null : step.why ?? null }));
}

/** No day is open any more, and today's custody is closed: the day was closed, it is not that none has been opened yet. */
export const dayIsOver = ({ day, custody }) => Boolean(day && !day.date && custody?.closed);

const STAND = {
  closing: ({ day }, over) => ({ done: over || day?.state === "closing", why: day && !day.date ? "no_day" : null }),
  cases: ({ cases }, over) => ({ done: over || cases?.length === 0, left: cases?.length }),
  desks: ({ desks }, over) => ({ done: over || openDesks(desks).length === 0 && desks !== undefined, left: openDesks(desks).length, why: openDesks(desks).some(busy) ? "desk_busy" : null }),
  custody: ({ custody }, over) => ({ done: over || custody?.closed || custody && blocking(custody).length === 0, left: custody && blocking(custody).length }),
  items: ({ items, custody }, over) => ({ done: over || custody?.closed || items?.open === 0, left: items?.open }),
  count: ({ day, custody }, over) => ({ done: over || custody?.closed, why: day?.state !== "closing" ? "not_closing" : custody && blocking(custody).length ? "cards_out" : null }),
  papers: ({ disposal }) => ({ done: disposal !== undefined && unapproved(disposal) === 0, left: unapproved(disposal ?? []) }),
  parts: ({ day }, over) => ({ done: over || partsClosed(day), why: "parts" }),
  close: ({ day, cases }, over) => ({ done: over, why: cases?.length ? "cases" : day?.visits_expected ? "visits" : partsClosed(day) ? null : "parts" }),
  report: ({ report }, over) => ({ done: over && Boolean(report?.closed), why: !over ? "day" : report ? null : "report" }),
  leave: ({ left }) => ({ done: Boolean(left) }),
};

const openDesks = (desks) => (desks ?? []).filter((desk) => desk.open);
const busy = (desk) => Boolean(desk.ticket_id);
const unapproved = (disposal) => disposal.filter(({ approval_number }) => !approval_number).length;
const partsClosed = (day) => Boolean(day?.reservations_closed && day.inventory_closed && day.staff_closed);

/** The cards and items whose place keeps custody from closing. */
export const blocking = (custody) => [...custody.cards.filter((line) => line.blocks), ...custody.items.filter((line) => line.blocks)];
