// @ts-check
/* A word for the ear and the eye that is no part of the page: the status line that screen readers speak, and a strip that goes by itself. */

const SHOWN_MS = 4000;
let timer = 0;

export function say(words) {
  const place = /** @type {HTMLElement} */ (document.getElementById("said"));

  place.textContent = "";
  place.className = "said";
  requestAnimationFrame(() => { place.textContent = words; });
  clearTimeout(timer);
  timer = window.setTimeout(() => { place.className = "sr"; }, SHOWN_MS);
}
