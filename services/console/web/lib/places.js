// @ts-check
/* Where a card is, in words. */
import { t } from "./words.js";

export const OUT = ["counter", "booth", "terminal"];

/** @param {{ custody?: string, slot?: string, place_number?: number }} at a card, or a line of its history */
export function placeWords(at) {
  const number = at.place_number ?? "";

  switch (at.custody) {
    case undefined: return t("card.not_here_yet");
    case "counter": return t("card.at_counter", { number });
    case "booth": return t("card.at_booth", { number });
    case "terminal": return t("card.at_terminal", { number });
    case "vault": return `${t.enum("custody", "vault")} ${at.slot ?? ""}`.trim();
    default: return t.enum("custody", at.custody);
  }
}

/** The slot it was last in, which is where it goes back to. */
export const lastSlot = (lines) => lines.findLast(({ slot }) => slot)?.slot ?? "";
