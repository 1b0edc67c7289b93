// @ts-check
/* The office's own matters, one section after the other; each is loaded when it is opened first. */
import { h } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { notice, wrongWords } from "../lib/parts.js";
import { person } from "../lib/session.js";

const ALL = ["operator", "site_manager", "service_manager", "city", "auditor"];

const SECTIONS = [
  { name: "inbox", roles: ALL, words: () => t("admin.inbox"), load: () => import("./inbox.js") },
  { name: "accounts", roles: ALL, words: () => t("admin.accounts"), load: () => import("./accounts.js") },
];

export function open(context) {
  let section = null, view = null, failed = "";

  const allowed = () => SECTIONS.filter(({ roles }) => roles.includes(person()?.role));

  async function go([name, ...rest]) {
    const wanted = allowed().find((one) => one.name === name) ?? allowed()[0];

    if (section === wanted && view)
      return view.goTo?.(rest);
    view?.close?.();
    view = null;
    section = wanted;
    failed = "";
    context.problem = "";
    context.parameters = rest;
    try {
      const { open: opened } = await wanted.load();
      if (section === wanted)
        view = opened(context);
    } catch (error) {
      failed = wrongWords(error);
    }
    context.redraw();
  }

  go(context.parameters);
  return {
    body: () => [h("div", { class: "page-head" }, h("h1", null, t("nav.admin")), h("nav", { "aria-label": t("admin.sections"), class: "grow" }, h("ul", { class: "tabs" }, allowed().map((one) =>
                   h("li", null, h("a", { href: `#admin/${one.name}`, "aria-current": one === section ? "page" : null }, one.words())))))),
                 failed && notice("stop", failed), view ? view.body() : !failed && h("p", null, t("app.loading"))],
    actions: () => view?.actions?.(),
    scan: (code) => view?.scan?.(code) ?? false,
    news: (news) => view?.news?.(news),
    goTo: go,
    paper: () => view?.paper?.(),
    close: () => view?.close?.(),
  };
}

