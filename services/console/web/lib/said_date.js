// @ts-check
/*
 * Birth dates as people say and type them: S60.4.1, 昭和60年4月1日, 平元.1.8, 1985-04-01, 19850401, 850401 never (the century would
 * be a guess). A date of an era must lie in that era; a day that is in no calendar is no date.
 */

const ERAS = [["M", "明", 1868, "1868-10-23"], ["T", "大", 1912, "1912-07-30"], ["S", "昭", 1926, "1926-12-25"], ["H", "平", 1989, "1989-01-08"], ["R", "令", 2019, "2019-05-01"]];
const ERA_FORM = /^([MTSHR]|明治?|大正?|昭和?|平成?|令和?)(\d{1,2}|元)[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?$/;
const ERA_DIGITS = /^([MTSHR])(\d{2})(\d{2})(\d{2})$/;
const YEAR_FORM = /^(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?$/;
const YEAR_DIGITS = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * @param {string} text
 * @returns {string | null} "1985-04-01", or null when it is no date
 */
export function saidDate(text) {
  const said = text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
  const era = ERA_FORM.exec(said) ?? ERA_DIGITS.exec(said);
  const year = YEAR_FORM.exec(said) ?? YEAR_DIGITS.exec(said);

  if (era)
    return inEra(era[1], era[2] === "元" ? 1 : Number(era[2]), Number(era[3]), Number(era[4]));
  return year ? dated(Number(year[1]), Number(year[2]), Number(year[3])) : null;
}

function inEra(name, yearOfEra, month, day) {
  const i = ERAS.findIndex(([letter, sign]) => name === letter || name.startsWith(String(sign)));
  const date = yearOfEra > 0 ? dated(Number(ERAS[i][2]) + yearOfEra - 1, month, day) : null;
  const next = ERAS[i + 1];

  return date && date >= ERAS[i][3] && !(next && date >= next[3]) ? date : null;
}

function dated(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));

  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
}

/**
 * A notice number and a birth date typed in one field, in this order, with a space between: "7KX-204816 S60.4.1".
 * @param {string} text
 * @returns {{ notice: string, birth: string | null } | null} notice in its printed form; birth null until a whole date is typed
 */
export function saidClaim(text) {
  const [, letters, digits, rest] = /^\s*([0-9A-Z]{3})-?([0-9]{6})(?:\s+(.*))?$/.exec(text.normalize("NFKC").toUpperCase()) ?? [];

  return letters ? { notice: `${letters}-${digits}`, birth: rest ? saidDate(rest) : null } : null;
}
