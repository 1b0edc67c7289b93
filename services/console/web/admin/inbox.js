// @ts-check
/*
 * What waits for its second person, in every service: read from the very bytes that will be carried out, confirmed whole or in part,
 * declined with a reason, or withdrawn by who asked. Nobody confirms an own request; the services see to that.
 */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get, send } from "../lib/api.js";
import { actionBar, button, chip, field, notice, panel, table, tick, wrongWords } from "../lib/parts.js";
import { momentOf } from "../lib/clock.js";
import { meet, nameOf } from "../lib/colleagues.js";
import { person } from "../lib/session.js";
import { bytesOfHex, unpack } from "../lib/msgpack.js";
import { accountsIn, toldPairs } from "../lib/told.js";
import { placeWords } from "../lib/places.js";

const SERVICES = ["inventory", "reservations", "staff", "reporting"];
const LISTS = { approve_disposal: "cards", erase_due: "subjects" };
const REASONS = ["differs", "not_seen", "not_needed", "not_agreed", "done_already", "other"];

/** What is asked for, in words; a step without words keeps its name. */
export function stepWords(command) {
  const words = { approve_disposal: () => t("inbox.approve_disposal"), write_off_card: () => t("inbox.write_off"), change_role: () => t("inbox.change_role"), erase_due: () => t("inbox.erase_due"),
                  lift_keeping: () => t("inbox.lift_keeping"), change_day: () => t("inbox.change_day"), close_part: () => t("inbox.close_part") };
  return words[command]?.() ?? command;
}

/** One request as the page shows it. A body that cannot be read is not confirmed from here. */
function readRequest(service, request) {
  let body = null;

  try {
    body = unpack(bytesOfHex(request.body));
  } catch { /* shown as unreadable */ }
  return { ...request, service, id: `${service}-${request.request_id}`, body, list: (body && body[LISTS[request.command]]) ?? null };
}

async function askService(service) {
  const requests = [];

  for (let page, after; page?.more !== false; after = page.requests.at(-1)?.request_id) {
    page = await get(service, "open_requests", { after });
    requests.push(...page.requests.map((one) => readRequest(service, one)));
    if (!page.requests.length)
      break;
  }
  return requests;
}

/** A card of a list, as people know it. */
const cardWords = (card) => `${card.tracking_number}　${t.enum("card_state", card.status)}　${placeWords(card)}`;

async function itemWords(request) {
  if (request.command === "erase_due")
    return request.list.map((subject) => t("inbox.record", { number: String(subject) }));
  return Promise.all(request.list.map((card_id) => get("inventory", "card_status", { card_id: String(card_id) }).then(({ card }) => cardWords(card), () => t("inbox.record", { number: String(card_id) }))));
}

export function open(context) {
  let requests = null, chosen = null, items = [], picked = [], declining = false, reason = "", failed = "", done = "";

  const own = () => chosen?.requested_by === person()?.account_id;

  async function load() {
    try {
      const answers = await Promise.allSettled(SERVICES.map(askService));
      const silent = answers.filter(({ status }) => status === "rejected");
      requests = answers.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []).sort((a, b) => a.until_us < b.until_us ? -1 : 1);
      failed = silent.length ? wrongWords(/** @type {any} */ (silent[0]).reason) : "";
      await meet(requests.flatMap((one) => [one.requested_by, ...accountsIn(one.body ?? {})]));
    } catch (error) {
      failed = wrongWords(error);
    }
    if (chosen && !requests?.some(({ id }) => id === chosen.id))
      chosen = null;
    context.redraw();
  }

  async function choose(request) {
    chosen = request;
    items = [];
    declining = false;
    reason = done = context.problem = "";
    picked = request.list?.map(() => true) ?? [];
    context.redraw();
    if (request.list)
      items = await itemWords(request);
    context.redraw();
  }

  const decided = (words) => async (work) => {
    const what = stepWords(chosen.command);
    await context.act(async () => {
      try {
        await work();
        chosen = null;
        done = words({ what });
      } finally {
        await load();
      }
    });
  };

  const count = () => picked.filter(Boolean).length;
  const confirm = () => decided(({ what }) => t("inbox.confirmed", { what }))(() => send(chosen.service, "confirm_request", { request_id: chosen.request_id,
    ...(chosen.list && count() < picked.length && { items: picked.flatMap((on, i) => on ? [i] : []) }) }));
  const decline = () => decided(({ what }) => t("inbox.ended", { what }))(() => send(chosen.service, "decline_request", { request_id: chosen.request_id, ...(reason && { reason }) }));

  function listPanel() {
    return panel("requests", t("inbox.waiting"), 5, requests && h("span", { class: "small soft" }, t("card.entries", { count: requests.length })), failed && notice("stop", failed, button(t("card.again"), load, { small: true })),
      requests === null ? h("p", { class: "empty" }, t("app.loading")) : requests.length === 0 ? h("p", { class: "empty" }, t("inbox.none")) : table([{ words: t("inbox.what") }, { words: t("inbox.asked_by") }, { words: t("inbox.until") }],
        requests.map((one) => ({ id: one.id, current: one.id === chosen?.id, cells: [button(stepWords(one.command), () => choose(one), { small: true, calm: true }), nameOf(one.requested_by), h("span", { class: "small whole" }, momentOf(one.until_us))] })), t("inbox.table")));
  }

  function detailPanel() {
    if (!chosen)
      return panel("request", t("inbox.one"), 7, null, done ? notice("ok", done) : h("p", { class: "empty" }, t("inbox.choose")));
    const pairs = chosen.body ? toldPairs(chosen.body).filter(({ key }) => key !== LISTS[chosen.command]) : [];
    return panel("request", stepWords(chosen.command), 7, own() ? chip("warn", t("inbox.own")) : chip("act", t("inbox.yours")),
      h("dl", { class: "pairs" }, h("dt", null, t("inbox.asked_by")), h("dd", null, `${nameOf(chosen.requested_by)}　${momentOf(chosen.requested_at_us)}`), h("dt", null, t("inbox.until")), h("dd", null, momentOf(chosen.until_us)),
        pairs.map(({ label, value }) => [h("dt", null, label), h("dd", { class: "bold" }, value)])),
      !chosen.body && notice("stop", t("inbox.unreadable")), chosen.list && h("div", { class: "item-list", tabindex: "0", role: "group", "aria-label": t("inbox.items") }, chosen.list.map((_, i) => own() ? h("p", null, items[i] ?? "…")
        : tick(`item-${i}`, items[i] ?? "…", picked[i], (on) => { picked[i] = on; context.redraw(); }))),
      declining && field("reason", t("inbox.reason"), { value: reason, input: (value) => { reason = value; context.redraw(); }, options: [{ value: "", words: t("form.choose") }, ...REASONS.map((value) => ({ value, words: t.enum("decline_reason", value) }))] }));
  }

  function actions() {
    const back = button(t("act.back"), () => { if (declining) declining = false; else chosen = null; context.problem = ""; context.redraw(); }, { key: "Esc", calm: true });

    if (!chosen)
      return actionBar([back], null, requests?.length ? t("inbox.choose") : null);
    if (own())
      return actionBar([back], button(t("inbox.withdraw"), decline, { key: "F2", primary: true }));
    if (declining)
      return actionBar([back], button(t("inbox.decline_now"), decline, { key: "F2", primary: true, why: reason ? null : t("inbox.reason_missing") }), reason ? null : t("inbox.reason_missing"));
    const why = !chosen.body ? t("inbox.unreadable") : chosen.list && count() === 0 ? t("inbox.none_picked") : null;
    return actionBar([back, button(t("inbox.decline"), () => { declining = true; context.redraw(); }, { key: "F9", calm: true })],
                     button(chosen.list && count() < picked.length ? t("inbox.confirm_part", { count: count(), all: picked.length }) : t("inbox.confirm"), confirm, { key: "F2", primary: true, why }), why);
  }

  load();
  return {
    body: () => h("div", { class: "cols" }, listPanel(), detailPanel()),
    actions,
    news: ({ kind, events }) => { if (!context.busy && (kind === "reset" || events?.some((name) => /confirmation|request/.test(name)))) load(); },
  };
}
