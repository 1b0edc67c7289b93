// @ts-check
/* The sheet of a page beside those of the frame: loaded once, when it is first opened, before the page is shown. */

const loaded = new Map();

/** @param {string} name of css/NAME.css; without a line it stays away, and the page is shown all the same */
export function addSheet(name) {
  if (!loaded.has(name))
    loaded.set(name, new Promise((done) => {
      const link = document.createElement("link");

      link.rel = "stylesheet";
      link.href = new URL(`../css/${name}.css`, import.meta.url).href;
      link.onload = () => done();
      link.onerror = () => { loaded.delete(name); link.remove(); done(); };
      document.head.append(link);
    }));
  return loaded.get(name);
}
