// @ts-check
/*
 * The report of the day: read here, confirmed by the site manager and a second person together with the head of the audit log, so
 * that paper and log can be held against each other later. Its figures come from the records; nobody types one.
 */
import { h } from "../lib/dom.js";
import { t, currentLanguage } from "../lib/words.js";
import { send } from "../lib/api.js";
import { textOfHex } from "../lib/bytes.js";
import { button, figure, notice, sheet } from "../lib/parts.js";
import { askSecond } from "../lib/person.js";
import { eraDate } from "../lib/clock.js";
import { isManager } from "./roles.js";

/** @param {{ context: any, answers: any, date: () => string }} page */
export function makeReport({ context, answers, date }) {
  const report = () => answers.of("report");
  const text = () => textOfHex(currentLanguage() === "en" ? report().text_en : report().text_ja);

  const confirm = () => context.act(async () => {
    const second = await askSecond(t("evening.report_second"));

    if (!second)
      return;
    try {
      const { result } = await send("audit", "sign_checkpoint", {});
      await send("reporting", "close_report", { date: date(), report_sha256: report().report_sha256, checkpoint: textOfHex(result.note) }, { second: second.account_id });
    } finally {
      await second.leave();
    }
    await answers.load("report");
  });

  return {
    view: () => report() ? [report().closed && notice("ok", t("evening.report_done")), figures(report().figures), h("pre", { class: "report-text", tabindex: "0", role: "group", "aria-label": t("evening.report_text") }, text())]
      : h("p", { class: "empty" }, t("evening.report_none")),
    actions: () => report() ? button(t("evening.report_print"), () => window.print(), { key: "F3", icon: "print", calm: true }) : null,
    primary: () => ({ words: t("evening.report_confirm"), act: confirm, why: !report() ? t("evening.report_none") : report().closed ? t("evening.report_done") : isManager() ? null : t("evening.only_manager") }),
    paper: () => report() ? sheet(t("evening.report_title", { date: eraDate(date()) }), h("pre", { class: "sheet-report" }, text())) : null,
  };
}

const share = ({ within, base }) => base ? `${(within * 100 / base).toFixed(1)}%` : "–";
const minutes = (us) => String(Math.floor(Number(us) / 60e6 + .5));

function figures({ tickets, waiting, waiting_within, waiting_minutes, cards, count }) {
  const one = (words, value, unit) => h("div", { class: "fact" }, h("span", { class: "small soft" }, words), figure(value, unit, "s28"));

  return h("div", { class: "facts" }, one(t("evening.figure_people"), tickets.people, t("unit.people")), one(t("evening.figure_waiting"), waiting.n ? minutes(waiting.p50_us) : "–", waiting.n ? t("unit.minutes") : ""),
           one(t("evening.figure_within", { minutes: waiting_minutes }), share(waiting_within), ""), one(t("evening.figure_issued"), cards.issued, t("unit.cards")),
           one(t("evening.figure_count"), count.made ? count.agrees ? t("evening.agrees") : t("evening.differs") : "–", ""));
}
