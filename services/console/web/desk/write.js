// @ts-check
/* An inquiry, a telephone call or a complaint, noted in ten seconds while the work goes on. The topic is one digit; then F2. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { awayWords } from "../lib/link.js";
import { send } from "../lib/api.js";
import { actionBar, button, choice, field, panel, seg } from "../lib/parts.js";
import { scanPlace } from "../lib/scan.js";
import { say } from "../lib/say.js";
import { now } from "../lib/clock.js";

const TAGS = ["application", "pick_up", "booking", "documents", "certificate", "pin", "loss", "moving", "hours", "stay", "express", "insurance", "fee", "other"];
const CHANNELS = ["counter", "mail", "letter"];

let note = fresh();

function fresh() {
  return { kind: "inquiry", tag: "", channel: "counter", language: "japanese", answered: true, minutes: "3", text: "", action: "" };
}

export const view = {
  body(desk) {
    const set = (change) => { Object.assign(note, change); desk.redraw(); };
    const kinds = [["inquiry", t("write.inquiry")], ["phone", t("write.phone")], ["complaint", t("write.complaint")]];

    return [h("div", { class: "page-head" }, h("h1", null, t("write.title")), scanPlace(t("write.scan"), { title: t("write.no_scan"), off: true })),
            h("div", { class: "cols" }, panel("write-kind", t("write.what"), 4, null, h("div", { class: "stack" }, seg(t("write.what"), kinds.map(([value, words]) => ({ value, words })), note.kind, (kind) => set({ kind })), more(set))),
              note.kind === "complaint" ? complaint(set) : panel("topic", t("write.topic"), 8, h("span", { class: "small soft" }, t("desk.digits_pick")),
                h("div", { class: "choices" }, TAGS.map((tag, i) => choice(t.enum("inquiry_tag", tag), note.tag === tag, () => set({ tag }), i < 9 ? String(i + 1) : i === TAGS.length - 1 ? "0" : undefined)))))];
  },
  scan: () => false,
  actions(desk) {
    const why = awayWords("reporting") ?? (note.kind === "complaint" ? note.text.trim() ? null : t("write.text_missing") : note.tag ? null : t("write.topic_missing"));

    return actionBar([button(t("act.back"), () => desk.lay(""), { key: "Esc", calm: true })], button(t("write.record"), () => record(desk), { key: "F2", primary: true, why }), why);
  },
};

function more(set) {
  if (note.kind === "inquiry")
    return [h("h3", null, t("write.channel")), seg(t("write.channel"), CHANNELS.map((value) => ({ value, words: t.enum("contact_channel", value) })), note.channel, (channel) => set({ channel })), language(set)];
  if (note.kind === "phone")
    return [h("h3", null, t("write.answered")), seg(t("write.answered"), [{ value: true, words: t("write.answered_yes") }, { value: false, words: t("write.answered_no") }], note.answered, (answered) => set({ answered })),
            note.answered && field("minutes", t("write.minutes"), { value: note.minutes, inputmode: "numeric", max: 3, input: (minutes) => set({ minutes: minutes.replace(/\D/g, "") }) })];
  return h("p", { class: "small soft" }, t("write.complaint_what"));
}

const language = (set) => field("write-language", t("desk.language"), { value: note.language, input: (value) => set({ language: value }),
  options: ["japanese", "english", "chinese", "korean", "vietnamese", "portuguese", "nepali", "sign_language", "other"].map((value) => ({ value, words: t.enum("guest_language", value) })) });

function complaint(set) {
  return panel("complaint", t("write.complaint"), 8, null, h("div", { class: "stack" }, field("complaint-text", t("write.text"), { rows: 5, max: 2000, value: note.text, input: (text) => set({ text }), say: t("write.text_what") }),
                                                                                          field("complaint-action", t("write.action"), { rows: 3, max: 2000, value: note.action, input: (action) => set({ action }) })));
}

async function record(desk) {
  const done = await desk.context.act(() => {
    if (note.kind === "inquiry")
      return send("reporting", "record_inquiry", { tag: note.tag, channel: note.channel, language: note.language });
    if (note.kind === "phone")
      return send("reporting", "record_phone_call", { subject: note.tag, seconds: note.answered ? Math.min(Number(note.minutes || 0) * 60, 86400) : 0, answered: note.answered, waited_known: false, waited_seconds: 0 });
    return send("reporting", "record_complaint", { at_us: new Date(now() / 1000).toISOString(), text: note.text.trim(), ...(note.action.trim() && { action: note.action.trim() }) });
  });

  if (done) {
    note = fresh();
    desk.lay("");
    say(t("write.recorded"));
  }
}
