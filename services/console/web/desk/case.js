// @ts-check
/*
 * What the desk has noted of the case in hand and no service knows yet: procedures ticked, papers seen, scans that matched. It
 * survives a reload of the page (by ticket, in this tab), and holds nothing of a person: of the notice only that its scan came.
 */
const KEPT = "madoguchi.case";

const fresh = (ticket_id) => ({
  ticket_id, procedures: [], receiver: "holder", language: "japanese", outcome: "done", seen: [], a: 0, b: 0, agentA: 0, agentB: 0,
  collected: [], doneBefore: [], card: null, issued: [], ticketScanned: false, sleeve: "", face: "", pins: { signature: true, user: true, resident_register: true, card_face: true }, short: [],
});

let current = null;
let notice = "";             /* the number as scanned: personal, in memory alone, until the card is recorded */

/** The notes of a ticket; new ones when it is another. @param {string} ticket_id @param {string[]} procedures to begin with */
export function caseOf(ticket_id, procedures) {
  if (current?.ticket_id === ticket_id)
    return current;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");

  notice = "";
  current = kept?.ticket_id === ticket_id ? { ...fresh(ticket_id), ...kept } : { ...fresh(ticket_id), procedures };
  return current;
}

/** Changes the notes. */
export function note(change) {
  Object.assign(current, change);
  sessionStorage.setItem(KEPT, JSON.stringify(current));
}

export const noticeScanned = () => notice;

export function noteNotice(number) {
  notice = number;
}

/** A card is handed over: the next one of the family begins with nothing scanned. */
export function noteIssued(card) {
  notice = "";
  note({ issued: [...current.issued, { card_id: card.card_id, tracking_number: card.tracking_number }], card: null, sleeve: "", face: "", ticketScanned: false,
         pins: fresh("").pins });
}

export function dropCase() {
  current = null;
  notice = "";
  sessionStorage.removeItem(KEPT);
}

/** A list with a member put in or taken out. */
export const toggled = (list, member, on) => on ? [...list.filter((one) => one !== member), member] : list.filter((one) => one !== member);
