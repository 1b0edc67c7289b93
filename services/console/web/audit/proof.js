// @ts-check
/*
 * Is this entry in the log whose head was signed? Everything is computed here from the entry's own bytes; of the service's answers
 * only the path is used, and a wrong path leads to another root. The key is the one the log names: whether it is the office's, its
 * printed form says.
 */
import { leafHash, rootOf, sameBytes } from "../lib/merkle.js";
import { checkpointOf, signedBy } from "../lib/checkpoint.js";

/**
 * @param {{ entry: Uint8Array, index: number, path: Uint8Array[], note: Uint8Array | null, publicKey: Uint8Array }} given path: to the root of the signed head's size
 * @returns {Promise<{ verdict: "verified" | "tampered" | "incomplete" | "cannot_tell", leaf: Uint8Array, root: Uint8Array | null, size: number, steps: number }>}
 *          incomplete: the entry came after the last signed head; cannot_tell: no head, or no Ed25519 in this browser
 */
export async function judge({ entry, index, path, note, publicKey }) {
  const leaf = await leafHash(entry), head = note && checkpointOf(note);
  const told = { leaf, root: head?.root ?? null, size: head?.size ?? 0, steps: path.length };

  if (!head)
    return { verdict: note ? "tampered" : "cannot_tell", ...told };
  if (index >= head.size)
    return { verdict: "incomplete", ...told };
  const root = await rootOf(leaf, index, head.size, path), signed = await signedBy(head, publicKey);
  if (!root || !sameBytes(root, head.root) || signed === "no")
    return { verdict: "tampered", ...told };
  return { verdict: signed === "yes" ? "verified" : "cannot_tell", ...told };
}
