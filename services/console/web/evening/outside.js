// @ts-check
/*
 * Cards and old cards that lie outside the vault. A scan of the sleeve takes a card in hand, a scan of the slot puts it there. What
 * stays at a counter over night keeps the day from closing until the site manager says why.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { send } from "../lib/api.js";
import { say } from "../lib/say.js";
import { momentOf } from "../lib/clock.js";
import { button, chip, field, seg, table } from "../lib/parts.js";
import { dialog } from "../lib/dialog.js";
import { scanPlace } from "../lib/scan.js";
import { isManager } from "./roles.js";

const REASONS = ["no_show", "documents_short", "system_down", "cancelled"];

/** @param {{ context: any, answers: any, nameOf: (id: string) => string }} page */
export function makeOutside({ context, answers, nameOf }) {
  let inHand = null, reason = "no_show", explaining = null;      /* explaining: { line, note } */

  const custody = () => answers.of("custody");
  const cards = () => custody()?.cards ?? [];
  const out = () => [...cards()].sort((a, b) => Number(b.blocks) - Number(a.blocks));
  const held = () => cards().find(({ card }) => card.card_id === inHand);

  const putBack = (slot) => context.act(async () => {
    const { card } = held();

    await send("inventory", "check_in_card", { card_id: card.card_id, slot, reason });
    inHand = null;
    say(t("evening.put_back", { number: card.tracking_number, slot }));
    await answers.load("custody");
  });

  const explain = () => context.act(async () => {
    await send("inventory", "explain_card", { card_id: explaining.line.card.card_id, note: explaining.note.trim() });
    explaining = null;
    await answers.load("custody");
  });

  /** A sleeve takes its card in hand, a slot puts it there. */
  function scan({ kind, value }) {
    if (kind === "slot" && held())
      return putBack(value).then(() => true);
    const found = cards().find(({ card }) => card.tracking_number === value);
    if (found)
      inHand = found.card.card_id;
    return Boolean(found);
  }

  const place = ({ custody: at, place_number }) => [t.enum("custody", at), place_number];
  const look = (line) => line.explained ? chip("ok", t("evening.explained")) : line.blocks ? chip("stop", t("evening.outside")) : chip("act", t("evening.listed"));

  const row = (line) => ({ id: line.card.card_id, current: line.card.card_id === inHand, cells: [h("b", { class: "code" }, line.card.tracking_number), place(line.card), line.since_us ? momentOf(line.since_us) : "–", nameOf(line.by), look(line),
    line.blocks && button(t("evening.explain"), () => { explaining = { line, note: "" }; context.redraw(); }, { small: true, calm: true, label: t("evening.explain_card", { number: line.card.tracking_number }),
                                                                                                                     why: isManager() ? null : t("evening.only_manager") })] });

  const item = (line) => ({ id: line.item_id, cells: [h("b", null, t.enum("item_kind", line.kind)), [t.enum("custody", line.place), line.place_number], momentOf(line.since_us), nameOf(line.brought_by), line.blocks ? chip("stop", t("evening.outside")) : chip("act", t("evening.listed")), 
    line.blocks && button(t("evening.item_to_tray"), () => context.act(async () => { await send("inventory", "move_item", { item_id: line.item_id, place: "work_tray" }); await answers.load("custody", "items"); }), { small: true })] });

  const question = () => dialog(context, "explain", t("evening.explain_card", { number: explaining.line.card.tracking_number }), () => { explaining = null; context.redraw(); },
    field("explain-note", t("evening.explain_why"), { rows: 3, max: 500, value: explaining.note, input: (to) => { explaining.note = to; context.redraw(); }, say: t("evening.explain_what") }),
    button(t("evening.explain_record"), explain, { key: "F2", primary: true, why: explaining.note.trim() ? null : t("evening.explain_missing") }));

  return {
    scan,
    view: () => [scanPlace(held() ? t("evening.scan_slot") : t("evening.scan_sleeve"), held() ? t("evening.in_hand", { number: held().card.tracking_number }) : undefined),
                 seg(t("evening.back_reason"), REASONS.map((one) => ({ value: one, words: t.enum("check_in_reason", one) })), reason, (to) => { reason = to; context.redraw(); }),
                 out().length + (custody()?.items ?? []).length ? table([{ words: t("evening.card") }, { words: t("evening.place") }, { words: t("evening.since") }, { words: t("evening.person") }, { words: t("evening.state") }, { words: h("span", { class: "sr" }, t("evening.explain")) }],
                                      [...out().map(row), ...custody().items.map(item)], t("evening.step_custody")) : h("p", { class: "empty" }, t("evening.outside_none")),
                 custody()?.more_cards && h("p", { class: "small soft" }, t("evening.outside_more")), explaining && question()],
    primary: () => ({ words: t("evening.put_in"), act: () => {}, why: held() ? t("evening.scan_slot") : t("evening.scan_sleeve") }),
  };
}
