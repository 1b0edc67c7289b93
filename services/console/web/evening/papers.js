// @ts-check
/* What goes to the city tonight: the cards proposed for disposal, with room for its approval. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { dayOf } from "../lib/clock.js";
import { chip, table } from "../lib/parts.js";
import { listSheet } from "../lib/list_sheet.js";

/** @param {{ answers: any }} page */
export function makePapers({ answers }) {
  const lines = () => answers.of("disposal") ?? [];
  const waiting = () => lines().filter(({ approval_number }) => !approval_number);

  const row = (line) => ({ id: line.card.card_id, cells: [h("b", { class: "code" }, line.card.tracking_number), t.enum("disposal_reason", line.reason), dayOf(line.proposed_on),
    line.approval_number ? chip("ok", t("evening.approved", { number: line.approval_number })) : chip("warn", t("evening.not_approved"))] });

  return {
    view: () => lines().length ? [table([{ words: t("evening.card") }, { words: t("evening.reason") }, { words: t("evening.proposed") }, { words: t("evening.state") }], lines().map(row), t("evening.step_papers"))]
      : h("p", { class: "empty" }, t("evening.papers_none")),
    primary: () => ({ words: t("evening.papers_print"), act: () => window.print(), why: waiting().length ? null : t("evening.papers_none") }),
    paper: () => waiting().length ? listSheet(t("evening.papers_title"), t("evening.papers_what"),
      [t("evening.card"), t("evening.slot"), t("evening.reason"), t("evening.proposed"), t("evening.paper_approval"), t("evening.paper_seal")],
      waiting().map((line) => [line.card.tracking_number, line.card.slot ?? t.enum("custody", line.card.custody), t.enum("disposal_reason", line.reason), dayOf(line.proposed_on), "", ""])) : null,
  };
}
