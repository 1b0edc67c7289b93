// @ts-check
/*
 * A page left alone. After the session's idle time it is hidden and everybody is logged out; a minute before it says so. What was
 * begun stays in the page's memory, and only who began it gets it back. Work in one tab counts for all.
 */
import { idleSeconds, person, renew } from "./session.js";

const WARN_MS = 60_000;
const RENEW_MS = 60_000;

const channel = new BroadcastChannel("madoguchi.act");
let actedAt = performance.now();
let renewedAt = performance.now();
let toldAt = 0;

/** Seconds until the page hides when that is near, else 0. */
export function secondsLeft() {
  const left = idleSeconds() * 1000 - (performance.now() - actedAt);
  return person() && left < WARN_MS ? Math.max(1, Math.ceil(left / 1000)) : 0;
}

/** Somebody is there. */
export function acted() {
  const at = performance.now();

  actedAt = at;
  if (at - toldAt > 2_000) {
    toldAt = at;
    channel.postMessage("acted");
  }
  if (person() && at - renewedAt > RENEW_MS) {
    renewedAt = at;
    renew().catch(() => {});
  }
}

/** @param {() => void} hide called once when the time is over */
export function startIdle(hide) {
  channel.onmessage = () => { actedAt = performance.now(); };
  for (const kind of ["keydown", "pointerdown", "wheel"])
    window.addEventListener(kind, acted, { capture: true, passive: true });
  setInterval(() => {
    if (person() && performance.now() - actedAt > idleSeconds() * 1000)
      hide();
  }, 1000);
}
