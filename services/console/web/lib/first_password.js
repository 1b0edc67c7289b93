// @ts-check
/* A first password: sixteen letters and digits that are not taken for one another, in groups, to be read out or written down once. */

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";          /* no i, l, o, 0, 1 */
const LENGTH = 16;

export function firstPassword() {
  const chosen = [];

  while (chosen.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH)))
      if (byte < 256 - 256 % LETTERS.length && chosen.length < LENGTH)
        chosen.push(LETTERS[byte % LETTERS.length]);
  }
  return chosen.join("").match(/.{4}/g)?.join("-") ?? "";
}
