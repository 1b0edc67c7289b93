// @ts-check
/* The cards booked for today: which are out of the vault, which are not. A scan of a sleeve takes its card out, to the place chosen. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { send } from "../lib/api.js";
import { say } from "../lib/say.js";
import { clock } from "../lib/minutes.js";
import { chip, panel, seg, table } from "../lib/parts.js";
import { listSheet } from "../lib/list_sheet.js";

/** @param {{ context: any, answers: any }} page */
export function makePulled({ context, answers }) {
  let order = "slot", place = 0;

  const lines = () => [...(answers.of("pull") ?? [])].sort(order === "slot" ? (a, b) => slotOf(a) < slotOf(b) ? -1 : 1 : (a, b) => a.start_minute - b.start_minute);
  const left = () => lines().filter(({ pulled }) => !pulled).length;

  /** Counters and booths with the number that the books give them. */
  function places() {
    const count = { counter: 0, booth: 0 };
    return (answers.of("desks") ?? []).map((desk) => ({ words: named(desk), place: desk.place, place_number: desk.place_number ?? ++count[desk.place] }));
  }

  const takeOut = (line) => context.act(async () => {
    const to = places()[place];

    await send("inventory", "check_out_card", { card_id: line.card.card_id, place: to.place, place_number: to.place_number, reservation_id: line.reservation_id });
    say(t("morning.taken_out", { number: line.card.tracking_number, place: to.words }));
    await answers.load("pull");
  });

  const stateOf = (line) => line.pulled ? chip("ok", t("morning.pulled")) : line.card.status === "on_hold" ? chip("stop", t.enum("card_state", line.card.status)) : chip("warn", t("morning.not_pulled"));
  const row = (line) => ({ id: line.card.card_id, cells: [h("b", { class: "code" }, slotOf(line)), clock(line.start_minute), h("span", { class: "code" }, line.card.tracking_number), stateOf(line)] });

  return {
    left,
    /** @returns {boolean | Promise<boolean>} */
    scan({ value }) {
      const line = lines().find(({ card }) => card.tracking_number === value);

      if (!line || !places().length)
        return false;
      if (line.pulled)
        say(t("morning.pulled_already", { number: value }));
      else
        takeOut(line);
      return true;
    },
    turn() {
      order = order === "slot" ? "time" : "slot";
      context.redraw();
    },
    view: () => panel("pulled", t("morning.pull"), 5, h("span", { class: "soft" }, t("morning.pull_count", { out: lines().length - left(), all: lines().length })),
      h("div", { class: "stack" }, places().length > 0 && seg(t("morning.pull_to"), places().map(({ words }, i) => ({ value: i, words })), place, (to) => { place = to; context.redraw(); }),
        lines().length ? table([{ words: t("morning.slot") }, { words: t("morning.time") }, { words: t("morning.card") }, { words: t("morning.state") }], lines().map(row), t("morning.pull")) : h("p", { class: "empty" }, t("morning.pull_none")))),
    paper: () => listSheet(t("morning.pull_title"), order === "slot" ? t.enum("pull_order", "slot") : t.enum("pull_order", "time"),
      [t("morning.slot"), t("morning.time"), t("morning.card"), t("morning.state"), t("morning.ticked")], lines().map((line) => [slotOf(line), clock(line.start_minute), line.card.tracking_number, line.pulled ? t("morning.pulled") : t("morning.not_pulled"), ""])),
  };
}

const slotOf = ({ card }) => card.slot ?? [t.enum("custody", card.custody), card.place_number].join("");
