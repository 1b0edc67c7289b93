// @ts-check
/*
 * Questions and commands to the console.
 * A command gets its id once. Until its answer is here it lies in sessionStorage, so a reload, a broken line and a console that
 * restarts send the same id again and nothing happens twice. The same command asked for while it is on its way (double and fivefold
 * clicks, F2 held down) is the one on its way. A refusal is an answer. What holds personal values or a secret is not kept there, for it
 * could land on the disk: it is repeated while the page lives.
 */
import { t, currentLanguage, holdsPersonal } from "./words.js";

const KEPT = "madoguchi.unsent";
const AGAIN_MS = [200, 400, 800, 1600, 3000];
const GIVE_UP_MS = 120_000;
const ANSWER_MS_MAX = 10_000;

let token = "", instance = "", author = "", sequence = 0;
let lastAct = 0;
const onTheWay = new Map();
const watchers = new Set();
let lost = () => {};

/** What was refused, in the clerk's words. */
export class Refusal extends Error {
  constructor(status, answer) {
    const words = currentLanguage() === "en" ? answer.en : answer.ja;
    super(words || t("error.not_done"));
    this.status = status;
    this.code = answer.refusal ?? "";
    this.field = answer.field;
  }
}

/** The page's token, the instance its commands are numbered in, and whose they are: a command stays its author's, whoever comes to the keyboard. */
export function useSession(session) {
  token = session.token ?? token;
  author = session.active ?? "";
  instance ||= session.instance ?? "";                 /* one for the life of the page: it belongs to the device, not to the login */
}

/** Called when the session has ended at the other side (401). */
export function onSessionLost(act) {
  lost = act;
}

/** Called with the count of commands that wait for a line. */
export function onUnsent(watch) {
  watchers.add(watch);
}

/** A person did something: the next request says so, which keeps the session alive. */
export function personActed() {
  lastAct = performance.now();
}

async function ask(path, init = {}, again = false) {
  const headers = { Accept: "application/json", ...init.headers };

  if (performance.now() - lastAct < 30_000)
    headers["X-Act"] = "1";
  const answer = await fetch(path, { ...init, headers, cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  const body = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};

  if (answer.ok)
    return body;
  if (answer.status === 401 && !path.startsWith("/session"))
    lost();
  if (answer.status === 403 && body.refusal === "wrong_token" && !again) {      /* another tab has logged in since */
    await askSession();
    return ask(path, { ...init, headers: { ...init.headers, "X-Token": token } }, true);
  }
  throw new Refusal(answer.status, body);
}

/**
 * A question to a service; its result.
 * @param {string} service
 * @param {string} query
 * @param {Record<string, any>} [fields] lists repeat their name; undefined is left out
 */
export async function get(service, query, fields = {}) {
  const search = new URLSearchParams();

  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat())
      if (one !== undefined && one !== null)
        search.append(name, String(one));
  const answer = await ask(`/api/${service}/${query}${search.size ? "?" + search : ""}`);
  return answer.result;
}

/** What the console knows of the services: of each whether it is there, and what it says of itself. */
export const askStatus = () => ask("/status");

/**
 * A command; its whole answer { result, shown, position }. Throws a Refusal.
 * @param {string} service
 * @param {string} command
 * @param {Record<string, any>} body undefined fields are left out
 * @param {{ purpose?: string, second?: string, as?: string, after?: any[], secret?: boolean }} [more] secret: holds a password or PIN, is not kept
 */
export function send(service, command, body, more = {}) {
  const { secret, ...rest } = more;
  const letter = { body, ...rest };
  const name = JSON.stringify([service, command, letter]);
  let way = onTheWay.get(name);

  if (!way) {
    const unsent = { path: `/api/${service}/${command}`, id: { instance, sequence: ++sequence }, as: author, ...letter };
    if (!secret && !more.purpose && !holdsPersonal(service, command))
      keep([...kept(), unsent]);
    way = carry(unsent).finally(() => { onTheWay.delete(name); forget(unsent); });
    onTheWay.set(name, way);
  }
  return way;
}

/** POST to the session's own addresses: not repeated, not kept. Answers with the session as it is then. */
export async function post(path, body) {
  const session = await ask(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Token": token }, body: JSON.stringify(body) });

  useSession(session);
  return session;
}

/** What the session says of itself; its token and instance are used from now on. */
export async function askSession() {
  const session = await ask("/session");

  useSession(session);
  return session;
}

/** After a reload: what had no answer yet is sent again under its old id, if its author is here. The refusals of those that were refused. */
export async function sendUnsent() {
  const refusals = [];

  for (const unsent of kept().filter(({ as }) => as === author)) {
    try {
      await carry(unsent);
    } catch (error) {
      refusals.push(error);
    }
    forget(unsent);
  }
  return refusals;
}

export const unsentCount = () => kept().length;

async function carry(unsent) {
  const { path, ...letter } = unsent;
  const until = performance.now() + GIVE_UP_MS;

  for (let i = 0; ; i++) {
    try {
      return await ask(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Token": token }, body: JSON.stringify(letter) });
    } catch (error) {
      const answered = error instanceof Refusal && ![429, 502, 503, 504].includes(error.status);
      if (answered || performance.now() > until)
        throw answered ? error : new Refusal(504, { refusal: "unknown", ja: t("error.no_answer"), en: t("error.no_answer") });
    }
    await new Promise((go) => setTimeout(go, AGAIN_MS[Math.min(i, AGAIN_MS.length - 1)]));
  }
}

const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");

function keep(list) {
  sessionStorage.setItem(KEPT, JSON.stringify(list));
  watchers.forEach((watch) => watch(list.length));
}

function forget(unsent) {
  keep(kept().filter(({ id }) => id.instance !== unsent.id.instance || id.sequence !== unsent.id.sequence));
}
