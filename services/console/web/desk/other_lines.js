// @ts-check
/* Another line for the guest in hand, in one press. */
import { h } from "../lib/dom.js";
import { named } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { button } from "../lib/parts.js";
import { transfer } from "./queue.js";

/** Moves the guest; what was done so far is named. */
export function moveTo(desk, line_id) {
  const { serving } = desk.state;
  const done = serving.state === "in_service" && desk.draft.doneBefore.length ? { procedures: desk.draft.doneBefore } : {};

  return desk.act(() => transfer(desk.id, serving.ticket_id, { line_id, ...done }));
}

const others = (desk) => desk.state.lines.filter(({ line_id }) => line_id !== desk.state.serving.line_id);

/** The other lines as buttons. @param {boolean} [keys] with digits */
export function lineButtons(desk, keys) {
  return h("div", { class: "line-buttons" }, others(desk).map((line, i) => button(named(line), () => moveTo(desk, line.line_id), { key: keys ? String(i + 1) : undefined, small: true, wide: true, why: awayWords("queueing") })));
}

/** The line that takes what is chosen, when this one does not: the likely aim of a transfer. */
export function likelyLine(desk) {
  const own = desk.lineOf(desk.state.serving.line_id), strange = desk.draft.procedures.filter((one) => !own?.procedures?.includes(one));

  return strange.length ? others(desk).find((line) => line.guests !== "booked" && strange.every((one) => line.procedures?.includes(one))) : undefined;
}
