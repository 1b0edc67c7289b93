// @ts-check
/*
 * The pages, in the order of the bar. `path` is the fragment of the address; `roles` may open it; `load` brings its module, which
 * exports `open(context)` (README.md says what that returns).
 */
import { t } from "./lib/words.js";

export const pages = [
  { path: "desk", roles: ["operator", "site_manager"], words: () => t("nav.desk"), load: () => import("./desk/desk.js") },
  { path: "bookings", roles: ["operator", "site_manager", "service_manager", "city"], words: () => t("nav.bookings"), load: () => import("./booking/bookings.js") },
  { path: "card", roles: ["operator", "site_manager", "city"], words: () => t("nav.card"), load: () => import("./card/card.js") },
  { path: "overall", roles: ["site_manager", "service_manager", "city"], words: () => t("nav.overall"), load: () => import("./overall/overall.js") },
  { path: "morning", roles: ["operator", "site_manager"], words: () => t("nav.morning"), load: () => import("./morning/morning.js") },
  { path: "evening", roles: ["operator", "site_manager"], words: () => t("nav.evening"), load: () => import("./evening/evening.js") },
  { path: "admin", roles: ["operator", "site_manager", "service_manager", "city", "auditor"], words: () => t("nav.admin"), load: () => import("./admin/admin.js") },
  { path: "audit", roles: ["auditor", "site_manager", "service_manager", "city"], words: () => t("nav.audit"), load: () => import("./audit/audit.js") },
];
