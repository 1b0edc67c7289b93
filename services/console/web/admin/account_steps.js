// @ts-check
/* What may be done with an account, and who may. The services decide; this list spares people steps that would be refused. */
import { t } from "../lib/words.js";

const MANAGERS = ["site_manager", "service_manager"];
const SERVICE_MANAGER = ["service_manager"];
const ROLES = ["operator", "site_manager", "service_manager", "city", "auditor"];

const role = { name: "role", kind: "enum", label: (one) => t.enum("staff_role", one), words: () => t("told.role"), values: ROLES };

/* `others`: not with one's own account. `password`: a new one is made and shown once. */
export const CREATE = { service: "staff", command: "create_account", words: () => t("accounts.create"), roles: SERVICE_MANAGER, password: true,
                        fields: [{ name: "name", kind: "line", words: () => t("accounts.login_name") }, { name: "display_name", kind: "line", words: () => t("accounts.display_name") }, role,
                                 { name: "starts_on", kind: "date", optional: true, words: () => t("accounts.starts_on") }] };

export const OWN_BADGE = { service: "staff", command: "register_badge", words: () => t("accounts.own_badge"), roles: ROLES, say: () => t("accounts.own_badge_what"),
                           fields: [{ name: "badge", kind: "other", words: () => t("accounts.badge") }, { name: "pin", kind: "secret", words: () => t("accounts.pin") }] };

const STEPS = [
  { command: "change_role", later: true, others: true, words: () => t("accounts.change_role"), roles: SERVICE_MANAGER, fields: [role], done: () => t("accounts.role_asked") },
  { command: "set_last_day", words: () => t("accounts.set_last_day"), roles: MANAGERS, fields: [{ name: "last_day", kind: "date", words: () => t("accounts.last_day"), start: ({ today }) => today }], say: () => t("accounts.last_day_what") },
  { command: "reset_password", others: true, password: true, words: () => t("accounts.reset_password"), roles: SERVICE_MANAGER, fields: [], say: () => t("accounts.reset_what") },
  { command: "release_login", words: () => t("accounts.release_login"), roles: MANAGERS, fields: [], say: () => t("accounts.release_what"), done: () => t("accounts.released") },
  { command: "withdraw_badge", words: () => t("accounts.withdraw_badge"), roles: MANAGERS, fields: [], say: () => t("accounts.badge_what"), done: () => t("accounts.badge_gone") },
  { command: "remove_second_factor", others: true, words: () => t("accounts.remove_factor"), roles: SERVICE_MANAGER, fields: [], say: () => t("accounts.factor_what"), done: () => t("accounts.factor_gone") },
  { command: "revoke_account", others: true, words: () => t("accounts.revoke"), roles: MANAGERS, fields: [], say: () => t("accounts.revoke_what") },
];

/** @param {{ account_id: string, revoked: boolean }} account @param {{ account_id: string, role: string }} me */
export const stepsOf = (account, me) => account.revoked ? [] : STEPS.filter((step) => step.roles.includes(me.role) && !(step.others && account.account_id === me.account_id)).map((step) => ({ ...step, service: "staff" }));
