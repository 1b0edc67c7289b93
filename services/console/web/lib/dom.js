// @ts-check
/*
 * Nodes from data, and the step from the old tree to the new one. Text becomes text nodes and nothing else: no markup is ever
 * parsed, so a name that looks like a script stays a name. A page renders its whole view anew after each change; `show` moves only
 * what differs, so focus, a half-typed text and the place of the pointer stay.
 */

const SVG = "http://www.w3.org/2000/svg";
const HANDLERS = ["onclick", "oninput", "onchange", "onsubmit", "onkeydown", "onclose", "oncancel"];
const PROPERTIES = ["checked", "disabled", "hidden", "readOnly", "required", "autofocus", "open"];

/**
 * An element. `props`: attributes by name; `class`; on… = a function; null, undefined and false leave a thing out.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...any} children texts, numbers, nodes, lists of them; null and false are left out
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);

  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false)
      continue;
    if (HANDLERS.includes(name) || PROPERTIES.includes(name))
      node[name] = value;
    else if (name === "value")
      /** @type {any} */ (node).value = value;
    else
      node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, children);
  if (tag === "select" && props?.value !== undefined)
    /** @type {any} */ (node).value = props.value;
  return node;
}

function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== "")
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** An icon of the paths given, decorative: a word stands beside it. */
export function svg(className, paths) {
  const node = document.createElementNS(SVG, "svg");

  node.setAttribute("viewBox", "0 0 24 24");
  node.setAttribute("class", className);
  node.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    node.append(path);
  }
  return node;
}

/** Makes the content of `place` look like `nodes`, keeping every element that may stay. */
export function show(place, ...nodes) {
  const wanted = document.createDocumentFragment();

  add(wanted, nodes);
  children(place, wanted);
}

const keyOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key-of") ?? node.id : "";

function same(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

function children(old, wanted) {
  let at = old.firstChild;

  for (const node of [...wanted.childNodes]) {
    if (at && !same(at, node)) {                       /* moved? then the nodes between are gone or come later */
      let found = at.nextSibling;
      while (found && !(keyOf(node) && same(found, node)))
        found = found.nextSibling;
      if (found)
        old.insertBefore(found, at), at = found;
    }
    if (at && same(at, node)) {
      become(at, node);
      at = at.nextSibling;
    } else
      old.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function become(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== wanted.nodeValue)
      old.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !(name === "open" && old.nodeName === "DIALOG"))
      old.removeAttribute(name);
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (old.getAttribute(name) !== value)
      old.setAttribute(name, value);
  }
  for (const name of HANDLERS)
    if (old[name] !== wanted[name])
      old[name] = wanted[name];
  if (old.nodeName === "INPUT")
    old.checked = wanted.checked;
  if (old.nodeName !== "TEXTAREA" || old !== document.activeElement)
    children(old, wanted);
  if ("value" in wanted && old.value !== wanted.value && old.nodeName !== "BUTTON" && old.nodeName !== "LI")
    old.value = wanted.value;
}
