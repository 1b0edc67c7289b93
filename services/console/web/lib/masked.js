// @ts-check
/*
 * Personal data on a page: dots until somebody says what for. A look is a command that the service records; it is shown for 60
 * seconds and then forgotten. The page says that the look was recorded.
 */
import { h } from "./dom.js";
import { t } from "./words.js";
import { button, field, wrongWords } from "./parts.js";
import { send } from "./api.js";
import { eraDate } from "./clock.js";

const SHOWN_MS = 60_000;
const DATES = ["birth_date", "expires_on"];

/**
 * One set of masked values. Keep it in the page, render it with `look.view()`.
 * @param {{ service: string, command: string, body: Record<string, any>, fields: { name: string, words: string }[], purposes: string[], answered?: { purpose: string, answer: any },
 *           redraw: () => void, taken?: (answer: any) => void, key?: string, content?: (shown: any) => any }} how purposes: of look_purpose; with one alone
 *        nobody is asked; content: what is shown instead of the fields; answered: a look that was made already, by a search
 */
export function makeLook(how) {
  let shown = null, until = 0, purpose = how.purposes.length === 1 ? how.purposes[0] : "", wrong = "";

  async function look() {
    wrong = "";
    try {
      take(await send(how.service, how.command, how.body, { purpose }));
    } catch (error) {
      wrong = wrongWords(error);
    }
    how.redraw();
  }

  function take(answer) {
    shown = answer.shown ?? {};
    until = performance.now() + SHOWN_MS;
    how.taken?.(answer);
    setTimeout(() => { shown = null; how.redraw(); }, SHOWN_MS);
  }

  if (how.answered) {
    purpose = how.answered.purpose;
    take(how.answered.answer);
  }

  const value = (name) => DATES.includes(name) ? eraDate(shown[name]) : shown[name];
  const left = () => Math.ceil((until - performance.now()) / 1000);

  function view() {
    const rows = how.fields.map(({ name, words }, i) => h("div", { class: "masked" }, h("dt", null, words),
      h("dd", null, shown ? value(name) ?? "–" : [h("span", { class: "dots", "aria-hidden": "true" }, "●●●●●"), h("span", { class: "sr" }, t("mask.hidden"))]),
      h("dd", { class: "small soft digits" }, shown && i === 0 ? t("mask.left", { seconds: left() }) : "")));

    return h("div", { class: "stack close" }, rows.length > 0 && h("dl", null, rows), shown && how.content?.(shown), shown ? h("p", { class: "small soft" }, t("mask.recorded", { purpose: t.enum("look_purpose", purpose) })) : asking(), wrong && h("p", { class: "notice stop", role: "alert" }, wrong));
  }

  function asking() {
    return h("div", { class: "stack close" },
             how.purposes.length > 1 && field("look-purpose", t("mask.purpose"), {
               value: purpose, input: (to) => { purpose = to; how.redraw(); },
               options: [{ value: "", words: t("mask.choose") }, ...how.purposes.map((one) => ({ value: one, words: t.enum("look_purpose", one) }))] }),
             button(t("mask.show"), look, { icon: "eye", small: true, key: how.key, why: purpose ? null : t("mask.choose_first") }),
             h("p", { class: "small soft" }, t("mask.will_record")));
  }

  return { view, look, shown: () => shown };
}
