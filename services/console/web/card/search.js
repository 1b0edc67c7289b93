// @ts-check
/*
 * Finding a card without its sleeve: by the number of the notice, or by reading and birth date. Both are looks at personal data, so
 * they say what for; inside the open case of this desk that is known.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { button, chip, field, notice, panel, table } from "../lib/parts.js";
import { send } from "../lib/api.js";
import { saidDate } from "../lib/said_date.js";
import { placeWords } from "../lib/places.js";

export const PURPOSES = ["inquiry", "pick_up", "search", "notice", "handover", "inspection", "disposal", "complaint", "emergency"];

/**
 * @param {{ context: any, serving: () => any, found: (card: any, answer: any, purpose: string) => void }} page
 */
export function makeSearch(page) {
  const typed = { notice: "", kana: "", birth: "", purpose: "" };
  let cards = null;

  const purpose = () => page.serving() ? "open_case" : typed.purpose;
  const set = (name) => (value) => { typed[name] = value; page.context.redraw(); };
  const noticeNumber = () => typed.notice.normalize("NFKC").trim().toUpperCase();
  const whyPurpose = () => purpose() ? null : t("mask.choose_first");
  const whyNotice = () => /^[0-9A-Z]{3}-?\d{6}$/.test(noticeNumber()) ? whyPurpose() : t("card.notice_missing");
  const whyPerson = () => !typed.kana.trim() ? t("card.kana_missing") : !saidDate(typed.birth) ? t("card.birth_missing") : whyPurpose();

  const byNotice = () => page.context.act(async () => {
    const answer = await send("inventory", "find_card", { notice_number: noticeNumber() }, { purpose: purpose() });
    typed.notice = "";
    page.found(answer.result.card, answer, purpose());
  });

  const byPerson = () => page.context.act(async () => {
    const answer = await send("inventory", "find_by_person", { kana: typed.kana.trim(), birth_date: saidDate(typed.birth) }, { purpose: purpose() });
    ({ cards } = answer.result);
    typed.kana = typed.birth = "";
    if (cards.length === 1)
      page.found(cards[0]);
  });

  const form = (words, why, act, ...content) => h("form", { class: "stack", onsubmit: (event) => { event.preventDefault(); if (!why()) act(); } }, content,
    h("div", { class: "row" }, button(words, act, { why: why(), icon: "eye" }), why() && h("span", { class: "small soft" }, why())), h("button", { type: "submit", class: "sr", tabindex: "-1", "aria-hidden": "true" }, words));

  return {
    clear: () => { cards = null; },
    /** A notice was scanned: looked for at once when the purpose is known. */
    noticeScanned(value) {
      typed.notice = value;
      if (!whyNotice())
        byNotice();
    },
    why: () => whyNotice() && whyPerson(),
    view: () => h("div", { class: "cols" },
      panel("purpose", t("card.purpose"), 4, null, page.serving() ? notice("ok", t("card.purpose_case")) : h("div", { class: "stack" },
        field("s-purpose", t("mask.purpose"), { value: typed.purpose, input: set("purpose"), options: [{ value: "", words: t("mask.choose") }, ...PURPOSES.map((value) => ({ value, words: t.enum("look_purpose", value) }))] }),
        h("p", { class: "small soft" }, t("mask.will_record")))),
      panel("by-notice", t("card.by_notice"), 4, null, form(t("card.find"), whyNotice, byNotice, field("s-notice", t("card.notice_number"), { value: typed.notice, input: set("notice"), max: 12, say: t("card.notice_form") }))),
      panel("by-person", t("card.by_person"), 4, null, form(t("card.find"), whyPerson, byPerson, field("s-kana", t("person.kana"), { value: typed.kana, input: set("kana"), max: 60 }),
        field("s-birth", t("person.birth_date"), { value: typed.birth, input: set("birth"), max: 20, say: t("card.birth_form") }))),
      cards && cards.length > 1 && panel("several", t("card.several", { count: cards.length }), 12, h("span", { class: "small soft" }, t("desk.digits_pick")), list())),
  };

  function list() {
    return table([{ words: "" }, { words: t("card.tracking") }, { words: t("card.state") }, { words: t("card.where") }], cards.map((card, i) => ({ id: card.card_id, cells: [
      button(t("card.open"), () => page.found(card), { key: String((i + 1) % 10), small: true, calm: true }), h("span", { class: "code" }, card.tracking_number), chip("act", t.enum("card_state", card.status)), placeWords(card)] })), t("card.by_person"));
  }
}
