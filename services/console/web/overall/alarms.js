// @ts-check
/* What is wrong with the services, as they tell it of themselves, and who looked at personal data more often than the office's quota. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { icon } from "../lib/icons.js";
import { chip, scroller } from "../lib/parts.js";
import { serviceWords } from "../lib/services.js";

const ROOM_WARN = 80, ROOM_STOP = 95;
const LAG_WARN_US = 60_000_000;

/**
 * @param {Record<string, any>} services as GET /status has them
 * @param {any[]} looks look_alerts of today
 * @param {(id: string) => string} nameOf
 * @returns {{ kind: "stop" | "warn", words: string }[]} the worst first
 */
export function alarmsOf(services, looks, nameOf) {
  const found = Object.entries(services).flatMap(([name, status]) => ofService(serviceWords(name), status));

  found.push(...looks.map((one) => ({ kind: "warn", words: t("overall.alarm_looks", { name: nameOf(one.account_id), count: one.looks }) })));
  return found.sort((a, b) => Number(b.kind === "stop") - Number(a.kind === "stop"));
}

function ofService(service, status) {
  if (!status.up)
    return [{ kind: "stop", words: t("overall.alarm_down", { service }) }];
  const room = status.map_used_percent ?? 0, lag = Number(status.audit_lag_us ?? 0);

  return [
    room >= ROOM_WARN && { kind: room >= ROOM_STOP ? "stop" : "warn", words: t("overall.alarm_room", { service, percent: room }) },
    status.looks_closed && { kind: "stop", words: t("overall.alarm_closed", { service }) },
    !status.looks_closed && lag >= LAG_WARN_US && { kind: "warn", words: t("overall.alarm_lag", { service, minutes: Math.floor(lag / 60e6) }) },
    status.parked > 0 && { kind: "warn", words: t("overall.alarm_parked", { service, count: status.parked }) },
    status.quarantined > 0 && { kind: "warn", words: t("overall.alarm_set_aside", { service, count: status.quarantined }) },
    status.peers_alarm && { kind: "warn", words: t("overall.alarm_peers", { service }) },
  ].filter(Boolean);
}

export const alarmList = (alarms) => alarms.length ? scroller(t("overall.alarms"), h("ul", null, alarms.map((one) => h("li", { class: `alarm ${one.kind}` }, icon(one.kind), h("span", null, one.words))))) : h("p", { class: "row small" }, chip("ok", t("overall.alarms_none")));
