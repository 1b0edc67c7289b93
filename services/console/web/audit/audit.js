// @ts-check
/*
 * The audit log, newest first: what happened in every service, by whom and what for. An entry that is chosen is proved at once, in
 * this browser: its bytes, the path, the signed head. What is sealed in it stays sealed; the proof does not need it.
 */
import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/words.js";
import { get, send } from "../lib/api.js";
import { actionBar, button, field, notice, panel, sheet, table, wrongWords } from "../lib/parts.js";
import { momentOf, now } from "../lib/clock.js";
import { meet, nameOf } from "../lib/colleagues.js";
import { person } from "../lib/session.js";
import { bytesOfHex, hexOf, unpack } from "../lib/msgpack.js";
import { accountsIn, toldPairs } from "../lib/told.js";
import { judge } from "./proof.js";

const PAGE = 200;
const SERVICES = ["staff", "inventory", "reservations", "queueing", "reporting"];
const KIND = { verified: "ok", tampered: "stop", incomplete: "warn", cannot_tell: "warn" };

/** A leaf with its entry read; one that cannot be read is shown as such. */
function readLeaf(leaf) {
  const bytes = bytesOfHex(leaf.entry);

  try {
    return { ...leaf, index: Number(leaf.leaf_index), bytes, entry: unpack(bytes) };
  } catch {
    return { ...leaf, index: Number(leaf.leaf_index), bytes, entry: null };
  }
}

const whatOf = ({ entry }) => !entry ? t("audit.unreadable") : entry.refusal ? t("audit.refused", { what: entry.cause.name ?? entry.cause.kind }) : entry.events?.map(({ name }) => name).join("・") || entry.cause.name || entry.cause.kind;
const whoOf = ({ entry }) => entry?.actor ? nameOf(String(entry.actor)) : entry?.role ? t.enum("staff_role", entry.role) : "–";
const purposeOf = ({ entry }) => entry?.purpose ? t.enum("look_purpose", entry.purpose) : "";
const bodiesOf = (entry) => [...(entry.events ?? []).map(({ body }) => body), entry.result ?? {}];
const textOf = (leaf) => [whatOf(leaf), whoOf(leaf), leaf.entry?.terminal, ...(leaf.entry ? bodiesOf(leaf.entry).flatMap((body) => toldPairs(body).flatMap(({ value }) => value)) : [])].join(" ").toLowerCase();

export function open(context) {
  let leaves = null, from = 0, head = null, chosen = null, proof = null, failed = "";
  const filter = { service: "", text: "" };

  async function ask(first, until) {
    const found = [];

    for (let at = first; at < until;) {
      const page = await get("audit", "audit_leaves", { from: at, max: Math.min(PAGE, until - at) });
      if (!page.leaves.length)
        break;
      found.push(...page.leaves.map(readLeaf));
      at = Number(page.next);
    }
    await meet(found.flatMap(({ entry }) => entry ? [entry.actor && String(entry.actor), ...bodiesOf(entry).flatMap(accountsIn)] : []));
    return found.reverse();
  }

  async function load() {
    try {
      head = await get("audit", "audit_head");
      from = Math.max(0, Number(head.size) - PAGE);
      leaves = await ask(from, Number(head.size));
      failed = "";
    } catch (error) {
      failed = wrongWords(error);
    }
    context.redraw();
  }

  const older = () => context.act(async () => {
    const first = Math.max(0, from - PAGE);
    leaves = [...leaves, ...await ask(first, from)];
    from = first;
  });

  /** The newest head is signed now, so that the last entries can be proved too. */
  const sign = () => context.act(async () => {
    await send("audit", "sign_checkpoint", {});
    head = await get("audit", "audit_head");
    if (chosen)
      await prove();
  });

  async function prove() {
    const leaf = chosen, size = Number(head.signed_size);

    proof = null;
    context.redraw();
    try {
      const { path } = leaf.index < size ? await get("audit", "audit_inclusion", { leaf_index: leaf.index, size }) : { path: [] };
      const judged = await judge({ entry: leaf.bytes, index: leaf.index, path: path.map(bytesOfHex), note: head.note ? bytesOfHex(head.note) : null, publicKey: bytesOfHex(head.public_key) });
      if (chosen === leaf)
        proof = judged;
    } catch (error) {
      proof = { verdict: "cannot_tell", wrong: wrongWords(error), leaf: null, root: null, size: 0, steps: 0 };
    }
    context.redraw();
  }

  const shown = () => (leaves ?? []).filter((leaf) => (!filter.service || leaf.source === filter.service) && (!filter.text || textOf(leaf).includes(filter.text.toLowerCase())));
  const choose = (leaf) => { chosen = leaf; prove(); };
  const set = (name) => (value) => { filter[name] = value; context.redraw(); };

  function listPanel() {
    const list = shown();

    return panel("entries", t("audit.entries"), 8, leaves && h("span", { class: "small soft" }, t("audit.of", { count: list.length, from: from + 1, until: Number(head.size) })), failed && notice("stop", failed, button(t("card.again"), load, { small: true })),
      leaves === null ? h("p", { class: "empty" }, failed ? "" : t("app.loading")) : list.length === 0 ? h("p", { class: "empty" }, t("audit.none")) : h("div", { class: "grid-scroll" },
        table([{ words: t("audit.number"), end: true }, { words: t("card.h_time") }, { words: t("audit.what") }, { words: t("audit.who") }, { words: t("audit.purpose") }], list.slice(0, PAGE * 2).map((leaf) => ({ id: String(leaf.index), current: leaf === chosen,
          cells: [button(String(leaf.index + 1), () => choose(leaf), { small: true, calm: true }), h("span", { class: "small whole" }, leaf.entry ? momentOf(leaf.entry.at) : "–"), h("span", { class: "code small" }, whatOf(leaf)), whoOf(leaf), purposeOf(leaf)] })), t("audit.table"))));
  }

  function proofView() {
    if (!proof)
      return h("p", { class: "soft" }, t("audit.checking"));
    const words = { verified: () => t("audit.verified", { size: proof.size, steps: proof.steps }), tampered: () => t("audit.tampered"), incomplete: () => t("audit.incomplete", { size: proof.size }), cannot_tell: () => proof.wrong ?? t("audit.cannot_tell") };

    return [notice(KIND[proof.verdict], words[proof.verdict]()), proof.leaf && h("dl", { class: "pairs small" }, h("dt", null, t("audit.leaf")), h("dd", { class: "code" }, `${hexOf(proof.leaf).slice(0, 16)}…`),
            proof.root && [h("dt", null, t("audit.root")), h("dd", { class: "code" }, `${hexOf(proof.root).slice(0, 16)}…`)], h("dt", null, t("audit.key")), h("dd", { class: "code" }, head.verifier_key))];
  }

  function detailPanel() {
    if (!chosen)
      return panel("entry", t("audit.one"), 4, null, h("p", { class: "empty" }, t("audit.choose")));
    const { entry } = chosen;
    return panel("entry", t("audit.entry", { number: chosen.index + 1 }), 4, null, h("div", { class: "stack entry", tabindex: "0", role: "group", "aria-label": t("audit.one") }, proofView(), entry && [
      h("dl", { class: "pairs small" }, h("dt", null, t("audit.source")), h("dd", { class: "code" }, `${chosen.source} ${chosen.sequence}`), entry.terminal && [h("dt", null, t("audit.terminal")), h("dd", null, entry.terminal)],
        entry.second && [h("dt", null, t("told.second")), h("dd", null, nameOf(String(entry.second)))], entry.refusal && [h("dt", null, t("audit.refusal")), h("dd", { class: "code" }, entry.refusal)],
        bodiesOf(entry).flatMap((body) => toldPairs(body)).map(({ label, value, sealed }) => [h("dt", null, label), h("dd", null, sealed && icon("lock"), value)])), h("p", { class: "small soft row" }, icon("lock"), t("audit.sealed"))]));
  }

  const paper = () => chosen && proof ? sheet(t("audit.entry", { number: chosen.index + 1 }), h("p", null, `${chosen.entry ? momentOf(chosen.entry.at) : ""}　${whatOf(chosen)}　${whoOf(chosen)}`), proofView(), h("p", null, t("card.printed", { time: momentOf(now()), name: person()?.name ?? "", count: 1 }))) : null;

  load();
  return {
    body: () => [h("div", { class: "page-head audit-head" }, h("h1", null, t("nav.audit")), field("a-service", t("audit.service"), { value: filter.service, input: set("service"), options: [{ value: "", words: t("audit.all") }, ...SERVICES.map((value) => ({ value, words: value }))] }),
                   field("a-text", t("audit.search"), { value: filter.text, input: set("text"), max: 60 })), h("div", { class: "cols book-cols" }, listPanel(), detailPanel())],
    actions: () => actionBar([button(t("act.back"), () => { chosen = proof = null; context.redraw(); }, { key: "Esc", calm: true }), button(t("audit.older"), older, { key: "F7", why: from > 0 ? null : t("audit.first"), calm: true }),
                              button(t("audit.newest"), load, { key: "F4", calm: true }), chosen && proof && button(t("audit.print"), () => window.print(), { key: "F3", icon: "print", calm: true })],
                             button(t("audit.sign"), sign, { key: "F2", primary: true })),
    paper,
    news: ({ kind }) => { if (kind === "reset") load(); },
  };
}
