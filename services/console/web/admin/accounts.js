// @ts-check
/* Accounts: who may log in, as what, until when. First passwords are made here, shown once and kept nowhere. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { get } from "../lib/api.js";
import { actionBar, button, chip, choice, notice, panel, table, wrongWords } from "../lib/parts.js";
import { awayWords } from "../lib/link.js";
import { dayOf, today } from "../lib/clock.js";
import { person } from "../lib/session.js";
import { makeForm } from "../lib/form.js";
import { firstPassword } from "../lib/first_password.js";
import { CREATE, OWN_BADGE, stepsOf } from "./account_steps.js";

const SEE_ALL = ["site_manager", "service_manager", "city", "auditor"];

async function askAccounts() {
  const accounts = [];

  for (let page, after; page?.more !== false; after = accounts.at(-1)?.account_id) {
    page = await get("staff", "accounts", { after });
    accounts.push(...page.accounts);
    if (!page.accounts.length)
      break;
  }
  return accounts;
}

function stateChip(account) {
  if (account.revoked)
    return chip("stop", t("accounts.revoked"));
  if (account.last_day)
    return chip("warn", t("accounts.until", { day: dayOf(account.last_day) }));
  return account.starts_on && account.starts_on > today() ? chip("act", t("accounts.from", { day: dayOf(account.starts_on) })) : chip("ok", t("accounts.active"));
}

export function open(context) {
  const seesAll = SEE_ALL.includes(person()?.role);
  let accounts = null, chosen = null, form = null, secret = null, done = "", failed = "";

  async function load() {
    try {
      accounts = seesAll ? await askAccounts() : [];
      chosen = accounts.find(({ account_id }) => account_id === chosen?.account_id) ?? null;
      failed = "";
    } catch (error) {
      failed = wrongWords(error);
    }
    context.redraw();
  }

  function begin(step) {
    const password = step.password ? firstPassword() : "";

    form = makeForm(step, { today: today(), fixed: { ...(chosen && step !== CREATE && step !== OWN_BADGE && { account_id: chosen.account_id }), ...(password && { password }) } }, context.redraw);
    secret = password ? { password, shown: false } : null;
    done = context.problem = "";
    context.redraw();
    setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector("#move .input"))?.focus(), 0);
  }

  const carryOut = () => context.act(async () => {
    const { move } = form;
    if (!await form.carryOut())
      return;
    done = move.done?.() ?? "";
    if (secret)
      secret.shown = true;
    form = null;
    await load();
  });

  function leave() {
    if (form)
      form = secret = null;
    else if (secret)
      secret = null;
    else
      chosen = null;
    done = context.problem = "";
    context.redraw();
  }

  const list = () => panel("accounts", t("admin.accounts"), 7, accounts && h("span", { class: "small soft" }, t("card.entries", { count: accounts.length })), failed && notice("stop", failed, button(t("card.again"), load, { small: true })),
    accounts === null ? h("p", { class: "empty" }, t("app.loading")) : !seesAll ? h("p", { class: "empty" }, t("accounts.own_only")) : h("div", { class: "grid-scroll" }, table([{ words: t("accounts.login_name") }, { words: t("told.role") }, { words: t("card.state") }],
      accounts.map((one) => ({ id: one.account_id, current: one.account_id === chosen?.account_id, cells: [button(one.name, () => { chosen = one; form = null; secret = null; done = context.problem = ""; context.redraw(); }, { small: true, calm: true }),
        t.enum("staff_role", one.role), stateChip(one)] })), t("accounts.table"))));

  function side() {
    if (form)
      return form.view(5);
    if (secret?.shown)
      return panel("first-password", t("accounts.first_password"), 5, chip("warn", t("accounts.once")), h("p", { class: "secret" }, secret.password), h("p", null, t("accounts.first_what")));
    const steps = chosen ? stepsOf(chosen, person()) : [];
    return panel("account", chosen?.name ?? t("accounts.one"), 5, chosen && stateChip(chosen), done && notice("ok", done), chosen && h("p", { class: "bold" }, t.enum("staff_role", chosen.role)),
                 steps.length ? h("div", { class: "choices one account-steps" }, steps.map((step, i) => choice(step.words(), false, () => begin(step), String(i + 1)))) : h("p", { class: "empty" }, chosen ? t("accounts.no_steps") : seesAll ? t("accounts.choose") : ""));
  }

  function actions() {
    const away = awayWords("staff"), back = button(t("act.back"), leave, { key: "Esc", calm: true });

    if (form)
      return actionBar([back], button(form.move.words(), carryOut, { key: "F2", primary: true, why: away ?? form.why() }), away ?? form.why());
    if (secret?.shown)
      return actionBar([], button(t("accounts.noted"), leave, { key: "F2", primary: true, calm: true }));
    return actionBar([back, button(OWN_BADGE.words(), () => begin(OWN_BADGE), { key: "F3", calm: true })], CREATE.roles.includes(person()?.role) && button(CREATE.words(), () => begin(CREATE), { key: "F2", primary: true, calm: true }));
  }

  load();
  return { body: () => h("div", { class: "cols" }, list(), side()), actions, scan: (code) => { const taken = form?.scan(code) ?? false; context.redraw(); return taken; },
           news: ({ kind, source }) => { if (!context.busy && (kind === "reset" || source === "staff")) load(); } };
}
