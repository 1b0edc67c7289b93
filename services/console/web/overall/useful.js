// @ts-check
/*
 * The one most useful thing somebody can do now: for the site manager most of all, for the city its answers. The order is the order of harm: people in danger, a day that stands still,
 * somebody who called, a decision that waits, a desk in trouble, then the evening.
 */
import { asking, turnOf } from "./city.js";
import { caseOf } from "./counter.js";

/**
 * @param {{ counter: any, verdict: string, basis: any[], minute: number, closes: number, role: string }} facts
 * @returns {{ name: "roll" | "open_day" | "help" | "city" | "lines" | "desk" | "evening" | "none", desk?: any }}
 */
export function mostUseful({ counter, verdict, basis, minute, closes, role }) {
  const desks = counter.desks ?? [];
  const called = desks.find((desk) => desk.help_since_us);
  const asked = asking(counter).find((desk) => turnOf(desk) === (role === "city" ? "city" : "manager"));
  const long = desks.find((desk) => caseOf(desk, basis).long);

  if ((counter.stops ?? []).some(({ kind }) => kind === "evacuation"))
    return { name: "roll" };
  if (role !== "site_manager")
    return asked && role === "city" ? { name: "city", desk: asked } : { name: "none" };
  if (!counter.date)
    return { name: "open_day" };
  if (called)
    return { name: "help", desk: called };
  if (asked)
    return { name: "city", desk: asked };
  if (verdict === "too_late" && counter.state === "open")
    return { name: "lines" };
  if (long)
    return { name: "desk", desk: long };
  if (counter.state === "closing" || minute >= closes)
    return { name: "evening" };
  return { name: "none" };
}
