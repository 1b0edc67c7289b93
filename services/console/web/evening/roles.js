// @ts-check
/* Who is at the keyboard, as far as the evening asks. */
import { person } from "../lib/session.js";

export const isManager = () => person()?.role === "site_manager";
