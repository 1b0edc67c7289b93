// @ts-check
/* Who works here, who has come, and who may take a desk today. What is missing is said in a word. */
import { h } from "./dom.js";
import { t } from "./words.js";
import { timeOf } from "./clock.js";
import { chip, panel, table } from "./parts.js";

const AT_DESKS = ["operator", "site_manager"];

/** Those of the desks with their attendance, who has come first. */
export function staffOf(people, attendance) {
  const came = new Map(attendance.map((line) => [line.account_id, line]));

  return people.filter(({ role }) => AT_DESKS.includes(role)).map((one) => ({ ...one, in_us: came.get(one.account_id)?.in_us, out_us: came.get(one.account_id)?.out_us }))
    .sort((a, b) => Number(!a.in_us) - Number(!b.in_us) || (a.name < b.name ? -1 : 1));
}

/** What somebody lacks for a desk, in words; null when nothing. */
export function lackOf(one) {
  if (one.ready)
    return null;
  return !one.trained_on ? t("morning.lacks_training") : !one.privacy_trained_on ? t("morning.lacks_privacy") : !one.pledged_on ? t("morning.lacks_pledge") : t("morning.lacks");
}

export function staffPanel(people, attendance) {
  const staff = staffOf(people, attendance);
  const here = staff.filter(({ in_us }) => in_us).length;
  const row = (one) => ({ id: one.account_id, cells: [h("b", { class: "whole" }, one.name), one.in_us ? h("span", { class: "digits" }, timeOf(one.in_us)) : h("span", { class: "soft whole" }, t("morning.not_here")),
    one.ready ? chip("ok", t("morning.ready")) : chip("warn", lackOf(one))] });

  return panel("staff", t("morning.staff"), 12, h("span", { class: "soft" }, t("morning.here", { here, all: staff.length })),
               staff.length ? table([{ words: t("morning.name") }, { words: t("morning.came") }, { words: t("morning.desk") }], staff.map(row), t("morning.staff")) : h("p", { class: "empty" }, t("morning.staff_none")));
}
