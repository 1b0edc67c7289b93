// @ts-check
/*
 * What a scanned or typed code can be. Told by form alone; whether it exists, the services say.
 */

/** @returns {{ kind: "notice" | "sleeve" | "slot" | "ticket" | "number" | "application" | "booking" | "other", value: string }} */
export function codeOf(text) {
  const value = text.normalize("NFKC").trim().toUpperCase();

  if (/^R\d{2}-\d{6,}$/.test(value))
    return { kind: "sleeve", value };
  if (/^[A-Z]-\d{2}-\d{3}$/.test(value))
    return { kind: "slot", value };
  if (/^\d{23}$/.test(value))
    return { kind: "application", value };
  if (/^\d{1,4}$/.test(value))
    return { kind: "number", value };
  if (/^\d{14,20}$/.test(value))
    return { kind: "ticket", value };
  if (/^[0-9A-Z]{3}-?[0-9]{6}$/.test(value))
    return { kind: "notice", value };
  if (/^[0-9A-HJKMNP-TV-Z]{4}(-?[0-9A-HJKMNP-TV-Z]{4}){2}-?[0-9A-HJKMNP-TV-Z*~$=U]$/.test(value))
    return { kind: "booking", value };
  return { kind: "other", value: text.trim() };
}
