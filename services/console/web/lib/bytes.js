// @ts-check
/* Bytes as the gateway writes them: lower-case hex. */

/** The UTF-8 text in hex bytes. @param {string} hex */
export function textOfHex(hex) {
  const bytes = new Uint8Array((hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
  return new TextDecoder().decode(bytes);
}
