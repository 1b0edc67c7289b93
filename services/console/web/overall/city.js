// @ts-check
/*
 * Questions to the city. The site manager hands them on and enters what the city said; the city answers by its own login. The desk
 * goes on when it has read the answer; nobody of the city orders an operator about.
 */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { send } from "../lib/api.js";
import { secondsSince } from "../lib/clock.js";
import { button, chip, field, pick } from "../lib/parts.js";
import { dialog } from "../lib/dialog.js";
import { person } from "../lib/session.js";

const DECISIONS = ["agreed", "declined", "come_again", "withdrawn"];

/** Desks whose case waits for the city. */
export const asking = (counter) => (counter?.desks ?? []).filter((desk) => desk.serving?.city_wait_since_us);
const question = (desk) => desk.serving.city_question ?? {};

/** Whose turn it is with the question of a desk. */
export function turnOf(desk) {
  const { forwarded_at_us, answered_at_us } = question(desk);
  return answered_at_us ? "desk" : forwarded_at_us ? "city" : "manager";
}

/** @param {{ context: any, answers: any }} page */
export function makeCity({ context, answers }) {
  let shown = false, ticket = null, decision = "", official = "";

  const list = () => asking(answers.of("counter"));
  const inHand = () => list().find(({ serving }) => serving.ticket_id === ticket) ?? list().find((desk) => turnOf(desk) !== "desk") ?? list()[0];
  const byCity = () => person()?.role === "city";

  const order = (command, body) => context.act(async () => {
    await send("queueing", command, body);
    decision = official = "";
    await answers.load("counter");
  });

  function open(desk) {
    shown = true;
    ticket = desk?.serving.ticket_id ?? null;
    context.redraw();
  }

  const TURN = { manager: () => chip("warn", t("overall.city_not_sent")), city: () => chip("act", t("overall.city_sent"), "clock"), desk: () => chip("ok", t("overall.city_answered")) };

  const row = (desk) => h("li", null, h("button", { type: "button", class: "way", "aria-current": desk === inHand() ? "true" : null, onclick: () => { ticket = desk.serving.ticket_id; context.redraw(); } },
    h("b", null, t("overall.city_of", { desk: named(desk), number: desk.serving.number })), h("span", { class: "grow" }, question(desk).matter ? t.enum("question_matter", question(desk).matter) : t("overall.city_unsaid")),
    h("span", { class: "small soft" }, t("overall.minutes", { minutes: Math.floor(secondsSince(desk.serving.city_wait_since_us) / 60) })), TURN[turnOf(desk)]()));

  /** The city's answer: by its own login, or told to the site manager, who names the official. */
  const answering = () => [pick(t("overall.city_decision"), DECISIONS.map((one, i) => ({ value: one, key: String(i + 1), words: t.enum("city_decision", one) })), decision, (to) => { decision = to; context.redraw(); }, 2),
                           !byCity() && decision !== "withdrawn" && field("official", t("overall.city_official"), { value: official, max: 20, input: (to) => { official = to; context.redraw(); }, say: t("overall.city_official_what") })];

  function primary(desk) {
    const turn = turnOf(desk), ticket_id = desk.serving.ticket_id;

    if (turn === "manager" && !byCity())
      return button(t("overall.city_forward"), () => order("forward_city_question", { ticket_id }), { key: "F2", primary: true, why: person()?.role === "site_manager" ? null : t("overall.only_manager") });
    if (turn !== "city")
      return null;
    const why = !decision ? t("overall.city_choose") : !byCity() && decision !== "withdrawn" && !official.trim() ? t("overall.city_official_missing") : null;
    return button(byCity() ? t("overall.city_answer") : t("overall.city_enter"), () => order("answer_city_question", { ticket_id, decision, ...(official.trim() && { official: official.trim() }) }), { key: "F2", primary: true, why });
  }

  return {
    open,
    view: () => shown && dialog(context, "city", t("overall.city_title"), () => { shown = false; context.redraw(); },
      list().length ? [h("ul", null, list().map(row)), turnOf(inHand()) === "city" && answering(), turnOf(inHand()) === "desk" && h("p", { class: "soft" }, t("overall.city_desk_reads", { decision: t.enum("city_decision", question(inHand()).decision) })),
                       turnOf(inHand()) === "manager" && h("p", { class: "soft" }, byCity() ? t("overall.city_manager_first") : t("overall.city_forward_what"))] : h("p", { class: "empty" }, t("overall.city_none")), list().length ? primary(inHand()) : null),
  };
}
