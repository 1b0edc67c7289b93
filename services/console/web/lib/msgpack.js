// @ts-check
/*
 * Reads the one canonical form of MessagePack that entries and requests are kept in. Anything else is an error, never a guess:
 * keys in ascending order of their bytes, shortest forms, no nil, no floats, nothing after the value.
 * Numbers beyond 2^53 come as bigint, bytes as Uint8Array, maps as objects without a prototype.
 */

const DEPTH_MAX = 16;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** @param {Uint8Array} bytes @returns {any} */
export function unpack(bytes) {
  const reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  const value = read(reader, 0);

  if (reader.at !== bytes.length)
    throw new Error("bytes after the value");
  return value;
}

/** @param {string} text hexadecimal @returns {Uint8Array} */
export function bytesOfHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text))
    throw new Error("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** An unsigned number of `width` bytes, which must not have fitted into fewer: at least `least`. */
function unsigned(r, width, least) {
  if (r.at + width > r.bytes.length)
    throw new Error("cut short");
  const value = width === 1 ? r.view.getUint8(r.at) : width === 2 ? r.view.getUint16(r.at) : width === 4 ? r.view.getUint32(r.at) : r.view.getBigUint64(r.at);

  r.at += width;
  if (value < least)
    throw new Error("not the shortest form");
  return typeof value === "bigint" && value <= SAFE ? Number(value) : value;
}

function signed(r, width, most) {
  if (r.at + width > r.bytes.length)
    throw new Error("cut short");
  const value = width === 1 ? r.view.getInt8(r.at) : width === 2 ? r.view.getInt16(r.at) : width === 4 ? r.view.getInt32(r.at) : r.view.getBigInt64(r.at);

  r.at += width;
  if (value > most)
    throw new Error("not the shortest form");
  return typeof value === "bigint" && -value <= SAFE ? Number(value) : value;
}

function slice(r, length) {
  if (r.at + length > r.bytes.length)
    throw new Error("cut short");
  r.at += length;
  return r.bytes.subarray(r.at - length, r.at);
}

const text = (r, length) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(slice(r, length));

function list(r, count, depth) {
  return Array.from({ length: Math.min(count, r.bytes.length - r.at + 1) }, () => read(r, depth));
}

function map(r, count, depth) {
  const value = Object.create(null);
  let before = null;

  for (let i = 0; i < count; i++) {
    const from = r.at, key = read(r, depth);
    if (typeof key !== "string")
      throw new Error("a key that is no text");
    const bytes = new TextEncoder().encode(key);
    if (before && compare(before, bytes) >= 0)
      throw new Error("keys out of order");
    if (r.at === from)
      throw new Error("cut short");
    before = bytes;
    value[key] = read(r, depth);
  }
  return value;
}

function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i])
      return a[i] - b[i];
  }
  return a.length - b.length;
}

function read(r, depth) {
  const [head] = slice(r, 1);

  if (depth > DEPTH_MAX)
    throw new Error("too deep");
  if (head < 0x80) return head;
  if (head < 0x90) return map(r, head & 15, depth + 1);
  if (head < 0xa0) return list(r, head & 15, depth + 1);
  if (head < 0xc0) return text(r, head & 31);
  if (head >= 0xe0) return head - 256;
  switch (head) {
    case 0xc2: return false;
    case 0xc3: return true;
    case 0xc4: return slice(r, unsigned(r, 1, 0));
    case 0xc5: return slice(r, unsigned(r, 2, 256));
    case 0xc6: return slice(r, unsigned(r, 4, 65536));
    case 0xcc: return unsigned(r, 1, 128);
    case 0xcd: return unsigned(r, 2, 256);
    case 0xce: return unsigned(r, 4, 65536);
    case 0xcf: return unsigned(r, 8, 4294967296n);
    case 0xd0: return signed(r, 1, -33);
    case 0xd1: return signed(r, 2, -129);
    case 0xd2: return signed(r, 4, -32769);
    case 0xd3: return signed(r, 8, -2147483649n);
    case 0xd9: return text(r, unsigned(r, 1, 32));
    case 0xda: return text(r, unsigned(r, 2, 256));
    case 0xdb: return text(r, unsigned(r, 4, 65536));
    case 0xdc: return list(r, unsigned(r, 2, 16), depth + 1);
    case 0xdd: return list(r, unsigned(r, 4, 65536), depth + 1);
    case 0xde: return map(r, unsigned(r, 2, 16), depth + 1);
    case 0xdf: return map(r, unsigned(r, 4, 65536), depth + 1);
    default: throw new Error("a form that is not used");
  }
}
