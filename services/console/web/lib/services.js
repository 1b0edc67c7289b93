// @ts-check
/* The services, as a clerk knows them. */
import { t } from "./words.js";

const WORDS = { queueing: () => t("service.queueing"), inventory: () => t("service.inventory"), reservations: () => t("service.reservations"), staff: () => t("service.staff"), reporting: () => t("service.reporting"), audit: () => t("service.audit") };

/** @param {string} name */
export const serviceWords = (name) => WORDS[name]?.() ?? name;
