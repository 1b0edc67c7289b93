// @ts-check
/*
 * A signed head of the audit log (C2SP checkpoint in a signed note): taken apart, and its signature checked with the key of the log.
 * The browser checks Ed25519 itself; where it cannot, that is said and nothing is believed.
 */

const base64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/**
 * @param {Uint8Array} note
 * @returns {{ origin: string, size: number, root: Uint8Array, text: Uint8Array, signatures: { name: string, id: Uint8Array, signature: Uint8Array }[] } | null}
 */
export function checkpointOf(note) {
  const whole = new TextDecoder().decode(note), end = whole.lastIndexOf("\n\n");
  const [origin, size, root] = whole.split("\n");

  if (end < 0 || !/^[1-9]\d*$/.test(size ?? "") || !/^[A-Za-z0-9+/]{43}=$/.test(root ?? ""))
    return null;
  const signatures = whole.slice(end + 2).split("\n").map((line) => /^— (\S+) ([A-Za-z0-9+/]+=*)$/.exec(line)).filter(Boolean)
    .map((found) => { const [, name, coded] = /** @type {string[]} */ (found), bytes = base64(coded); return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) }; });
  return { origin, size: Number(size), root: base64(root), text: new TextEncoder().encode(whole.slice(0, end + 1)), signatures };
}

/**
 * Is it signed with this key under its own origin? "yes", "no", or "cannot" when this browser has no Ed25519.
 * @param {NonNullable<ReturnType<typeof checkpointOf>>} checkpoint
 * @param {Uint8Array} publicKey
 */
export async function signedBy(checkpoint, publicKey) {
  const own = checkpoint.signatures.filter(({ name, signature }) => name === checkpoint.origin && signature.length === 64);
  let key;

  try {
    key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch {
    return "cannot";
  }
  for (const { signature } of own) {
    if (await crypto.subtle.verify("Ed25519", key, signature, checkpoint.text))
      return "yes";
  }
  return "no";
}
