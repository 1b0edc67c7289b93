// @ts-check
/*
 * The news: one event stream for all tabs of this browser, and what it says about the link. The tab that holds the lock "stream"
 * keeps the EventSource and passes everything on; when it closes, the next one takes over. Nothing here knows any fact: it says what
 * moved, and the page asks again.
 */
import { clockTold } from "./clock.js";
import { t } from "./words.js";

const STALE_MS = 10_000;
const AGAIN_MS = 2_000;

const channel = new BroadcastChannel("madoguchi.news");
const watchers = new Set();
let beatAt = performance.now();
let up = {};
let started = false;

/** Called with { kind: "moved", source, events } | { kind: "reset" } | { kind: "beat" } . */
export function onNews(watch) {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

/** Seconds without news when that is too long, else 0. */
export function silentSeconds() {
  const ms = performance.now() - beatAt;
  return ms > STALE_MS ? Math.floor(ms / 1000) : 0;
}

/** Services of which nothing is heard. */
export const servicesDown = () => Object.keys(up).filter((name) => up[name] === false);

export const serviceUp = (name) => silentSeconds() === 0 && up[name] !== false;

export function startNews() {
  if (started)
    return;
  started = true;
  beatAt = performance.now();
  channel.onmessage = ({ data }) => take(data);
  navigator.locks.request("madoguchi.stream", () => new Promise(() => listen()));
}

function listen() {
  const stream = new EventSource("/events");
  const pass = (news) => { take(news); channel.postMessage(news); };

  stream.addEventListener("beat", ({ data }) => pass({ kind: "beat", ...JSON.parse(data) }));
  stream.addEventListener("moved", ({ data }) => pass({ kind: "moved", ...JSON.parse(data) }));
  stream.addEventListener("reset", () => pass({ kind: "reset" }));
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED)      /* refused, not broken off: the browser does not try again by itself */
      setTimeout(listen, AGAIN_MS);
  };
}

function take(news) {
  if (news.kind === "beat") {
    const back = silentSeconds() > 0 || Object.keys(up).some((name) => !up[name] && news.up[name]);

    beatAt = performance.now();
    up = news.up ?? {};
    clockTold(news.now);
    if (back)
      watchers.forEach((watch) => watch({ kind: "reset" }));
  }
  watchers.forEach((watch) => watch(news));
}

/** Why nothing can be sent to a service now; null while it is there. @param {string} name */
export function awayWords(name) {
  if (silentSeconds())
    return t("link.away");
  return up[name] === false ? t("link.service_away") : null;
}
