// @ts-check
/* RFC 6962: the hash of a leaf, and the root that a leaf and its path lead to. Computed here, in the browser, from the entry's own bytes. */

const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;

  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const hash = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));

/** @param {Uint8Array} entry */
export const leafHash = (entry) => hash(Uint8Array.of(0), entry);

/**
 * The root of a tree of `size` leaves in which `leaf` stands at `index`, by the path (RFC 9162, 2.1.3.2). Null when the path has not
 * the length that place needs.
 * @param {Uint8Array} leaf @param {number} index @param {number} size @param {Uint8Array[]} path
 */
export async function rootOf(leaf, index, size, path) {
  let at = BigInt(index), last = BigInt(size) - 1n, root = leaf;

  if (index < 0 || index >= size)
    return null;
  for (const node of path) {
    if (last === 0n)
      return null;
    if ((at & 1n) === 1n || at === last) {
      root = await hash(Uint8Array.of(1), node, root);
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else
      root = await hash(Uint8Array.of(1), root, node);
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? root : null;
}

export const sameBytes = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
