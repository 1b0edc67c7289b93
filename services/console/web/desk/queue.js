// @ts-check
/*
 * What the desk page asks of queueing and tells it. `desk_id` goes along where the contract takes it, so that a command from a view
 * that is out of date (two tabs, a colleague who took the case) is refused and not carried out elsewhere.
 */
import { get, send } from "../lib/api.js";

/**
 * Everything the page shows of a desk: its own view and the counter's.
 * `lines` are all lines, `desk.lines` the ids of those served here; `serving` is the guest at the desk, `next` whom a call would bring.
 */
export async function askDesk(desk_id) {
  const [own, counter] = await Promise.all([get("queueing", "desk_status", { desk_id }), get("queueing", "counter_status")]);
  const { desk } = own;
  const alike = counter.desks.filter(({ place }) => place === desk.place).map((one) => one.desk_id);

  return { as_of_us: own.as_of_us, date: counter.date, day_state: own.state, stops: own.stops.map(({ kind }) => kind), open: desk.open,
           desk: { ...desk, place_number: desk.place_number ?? alike.indexOf(desk_id) + 1 }, serving: desk.serving, next: own.next, nobody_because: own.nobody_because,
           waiting: own.waiting, lines: counter.lines, parked: counter.parked, passed: counter.passed, recalls_max: own.recalls_max };
}

export const askDesks = async () => (await get("queueing", "desk_list")).desks;
export const askWaiting = async () => (await get("queueing", "waiting_list")).guests;
export const askWhy = (ticket_id, before) => get("queueing", "explain_call", { ticket_id, before });

export const openDesk = (desk_id, lines) => send("queueing", "open_desk", { desk_id, ...(lines && { lines }) });
export const closeDesk = (desk_id) => send("queueing", "close_desk", { desk_id });
export const callNext = (desk_id) => send("queueing", "call_next", { desk_id });

const atDesk = (command) => (desk_id, ticket_id, more = {}) => send("queueing", command, { ticket_id, desk_id, ...more });

export const recall = atDesk("recall_ticket");
export const pass = atDesk("pass_ticket");
export const start = atDesk("start_service");
export const park = atDesk("park_ticket");
export const resume = atDesk("resume_ticket");
export const transfer = atDesk("transfer_ticket");
export const finish = atDesk("finish_service");
export const beginCityWait = atDesk("begin_city_wait");
export const endCityWait = atDesk("end_city_wait");
export const handToCity = atDesk("hand_over_to_city");
export const agreeLater = atDesk("agree_later_contact");

/** Of guests who are at no desk. */
export const returnGuest = (ticket_id) => send("queueing", "return_ticket", { ticket_id });
export const givePriority = (ticket_id) => send("queueing", "give_priority", { ticket_id });
export const withdrawPriority = (ticket_id) => send("queueing", "withdraw_priority", { ticket_id });
export const dismiss = (ticket_id, outcome) => send("queueing", "dismiss_ticket", { ticket_id, outcome });
