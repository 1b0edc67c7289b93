// @ts-check
/*
 * The pages, in the order of the bar. `path` is the fragment of the address; `roles` may open it; `load` brings its module, which
 * exports `open(context)` (README.md says what that returns). `folder` has its words; `sheet`, in css, is what it needs beside those of the frame.
 */
import { t } from "./lib/words.js";

export const pages = [
  { path: "desk", folder: "desk", sheet: "desk", roles: ["operator", "site_manager"], words: () => t("nav.desk"), load: () => import("./desk/desk.js") },
  { path: "bookings", folder: "booking", sheet: "booking", roles: ["operator", "site_manager", "service_manager", "city"], words: () => t("nav.bookings"), load: () => import("./booking/bookings.js") },
  { path: "card", folder: "card", sheet: "card", roles: ["operator", "site_manager", "city"], words: () => t("nav.card"), load: () => import("./card/card.js") },
  { path: "overall", folder: "overall", sheet: "office", roles: ["site_manager", "service_manager", "city"], words: () => t("nav.overall"), load: () => import("./overall/overall.js") },
  { path: "morning", folder: "morning", sheet: "office", roles: ["operator", "site_manager"], words: () => t("nav.morning"), load: () => import("./morning/morning.js") },
  { path: "evening", folder: "evening", sheet: "office", roles: ["operator", "site_manager"], words: () => t("nav.evening"), load: () => import("./evening/evening.js") },
  { path: "admin", folder: "admin", sheet: "admin", roles: ["operator", "site_manager", "service_manager", "city", "auditor"], words: () => t("nav.admin"), load: () => import("./admin/admin.js") },
  { path: "audit", folder: "audit", sheet: "admin", roles: ["auditor", "site_manager", "service_manager", "city"], words: () => t("nav.audit"), load: () => import("./audit/audit.js") },
];
