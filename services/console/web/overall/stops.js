// @ts-check
/*
 * The two switches for the whole counter: the national systems stand still, or the hall is left. Choosing and confirming are two
 * acts, so that neither happens by a slip; ending is as deliberate.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { send } from "../lib/api.js";
import { timeOf } from "../lib/clock.js";
import { button, notice, pick } from "../lib/parts.js";
import { dialog } from "../lib/dialog.js";

const WHAT = { national_stop: () => t("overall.stop_national_what"), evacuation: () => t("overall.stop_evacuation_what") };
const BEGIN = { national_stop: () => t("overall.stop_national_begin"), evacuation: () => t("overall.stop_evacuation_begin") };
const END = { national_stop: () => t("overall.stop_national_end"), evacuation: () => t("overall.stop_evacuation_end") };

/** @param {{ context: any, answers: any, onlyManager: () => string | null }} page */
export function makeStops({ context, answers, onlyManager }) {
  let asking = false, kind = "";

  const stops = () => answers.of("counter")?.stops ?? [];
  const inForce = (one) => stops().find((stop) => stop.kind === one);

  const order = (command) => context.act(async () => {
    await send("queueing", command, { kind });
    asking = false;
    await answers.load("counter", "inside");
  });

  const ask = () => { asking = true; kind = ""; context.redraw(); };

  function question() {
    const running = kind && inForce(kind);

    return dialog(context, "stops", t("overall.stop_title"), () => { asking = false; context.redraw(); }, [
      pick(t("overall.stop_title"), ["national_stop", "evacuation"].map((one, i) => ({ value: one, key: String(i + 1), words: inForce(one) ? t("overall.stop_running", { stop: t.enum("stop_kind", one), time: timeOf(inForce(one).since_us) }) : t.enum("stop_kind", one) })), kind, (to) => { kind = to; context.redraw(); }),
      kind ? notice(running ? "act" : "warn", running ? t("overall.stop_end_what") : WHAT[kind]()) : h("p", { class: "soft" }, t("overall.stop_choose")),
    ], button(!kind ? t("overall.stop_begin") : running ? END[kind]() : BEGIN[kind](), () => order(running ? "end_stop" : "begin_stop"), { key: "F2", primary: true, why: kind ? running ? onlyManager() : answers.of("counter")?.date ? null : t("overall.why_no_day") : t("overall.stop_choose") }));
  }

  return { ask, inForce, view: () => asking && question() };
}
