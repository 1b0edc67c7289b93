// @ts-check
/* The desks that are open, and closing them. One with a guest closes when the guest has gone. */
import { h } from "../lib/dom.js";
import { t, named } from "../lib/words.js";
import { send } from "../lib/api.js";
import { button, chip, table } from "../lib/parts.js";

/** @param {{ context: any, answers: any, nameOf: (id: string) => string }} page */
export function makeDesks({ context, answers, nameOf }) {
  const open = () => (answers.of("desks") ?? []).filter((desk) => desk.open);
  const free = () => open().filter((desk) => !desk.ticket_id);

  const close = (desks) => context.act(async () => {
    for (const { desk_id } of desks)
      await send("queueing", "close_desk", { desk_id });
    await answers.load("desks");
  });

  const row = (desk) => ({ id: desk.desk_id, cells: [h("b", null, named(desk)), nameOf(desk.account_id), desk.ticket_id ? chip("act", t("evening.desk_serves", { number: desk.number })) : chip("ok", t("evening.desk_free")),
    button(t("evening.desk_close"), () => close([desk]), { small: true, label: t("evening.desk_close_one", { desk: named(desk) }), why: desk.ticket_id ? t("evening.desk_busy") : null })] });

  return {
    view: () => open().length ? table([{ words: t("evening.desk") }, { words: t("evening.person") }, { words: t("evening.state") }, { words: h("span", { class: "sr" }, t("evening.desk_close")) }], open().map(row), t("evening.step_desks"))
      : h("p", { class: "empty" }, t("evening.desks_none")),
    primary: () => ({ words: free().length === 1 ? t("evening.desk_close_one", { desk: named(free()[0]) }) : t("evening.desks_close", { count: free().length }), act: () => close(free()),
                      why: free().length ? null : open().length ? t("evening.desk_busy") : t("evening.desks_none") }),
  };
}
