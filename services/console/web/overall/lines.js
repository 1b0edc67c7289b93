// @ts-check
/* The lines: how many wait, since when, and stopping a line for the rest of the day. Who has a ticket is served. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { send } from "../lib/api.js";
import { now, secondsSince } from "../lib/clock.js";
import { clock } from "../lib/minutes.js";
import { button, chip, field, panel, scroller } from "../lib/parts.js";
import { dialog } from "../lib/dialog.js";

/** @param {{ context: any, answers: any, onlyManager: () => string | null }} page */
export function makeLines({ context, answers, onlyManager }) {
  let lastMinute = null;       /* as typed, while it is asked */

  const order = (command, body) => context.act(async () => {
    await send("queueing", command, body);
    lastMinute = null;
    await answers.load("counter");
  });

  const counter = () => answers.of("counter");
  const ask = () => { lastMinute = counter().last_ticket_minute ? clock(counter().last_ticket_minute) : ""; context.redraw(); };
  const minutes = (text) => { const [hour, minute] = text.split(":").map(Number); return hour * 60 + minute; };
  const waits = (line) => now() && line.oldest_arrival_us ? t("overall.oldest", { minutes: Math.floor(secondsSince(line.oldest_arrival_us) / 60) }) : t("overall.nobody");

  const row = (line) => h("li", { class: line.stopped ? "line stopped" : "line", "data-key-of": line.line_id }, h("b", null, named(line)), h("span", { class: "figure" }, line.waiting),
    h("span", { class: "small soft" }, line.stopped ? chip("stop", t("overall.line_stopped")) : waits(line)),
    line.stopped ? button(t("overall.line_resume"), () => order("resume_line", { line_id: line.line_id }), { small: true, why: onlyManager(), label: t("overall.line_resume_one", { line: named(line) }) })
      : button(t("overall.line_stop"), () => order("stop_line", { line_id: line.line_id }), { small: true, why: onlyManager() ?? (counter().date ? null : t("overall.why_no_day")), label: t("overall.line_stop_one", { line: named(line) }) }));

  const question = () => dialog(context, "last-ticket", t("overall.last_title"), () => { lastMinute = null; context.redraw(); },
    [h("p", null, t("overall.last_what")), field("last-minute", t("overall.last_from"), { type: "time", value: lastMinute, input: (to) => { lastMinute = to; context.redraw(); } })],
    [counter().last_ticket_minute > 0 && button(t("overall.last_withdraw"), () => order("set_last_ticket", { minute: 0 })),
     button(t("overall.last_set"), () => order("set_last_ticket", { minute: minutes(lastMinute) }), { key: "F2", primary: true, why: /^\d\d:\d\d$/.test(lastMinute) ? null : t("overall.last_missing") })]);

  return {
    ask,
    view: () => panel("lines", t("overall.lines"), 4, button(counter().last_ticket_minute ? t("overall.last_at", { time: clock(counter().last_ticket_minute) }) : t("overall.last_ask"), ask, { small: true, key: "F8", calm: true, why: onlyManager() ?? (counter().date ? null : t("overall.why_no_day")) }),
                      scroller(t("overall.lines"), h("ul", null, counter().lines.map(row))), lastMinute !== null && question()),
  };
}
