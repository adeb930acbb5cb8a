// The search in the header: "/" leads to it, arrows choose, Enter goes there, Escape closes. It works from a folder too:
// the index is a script, which a page in a folder may load, and is loaded when first wanted.
"use strict";

globalThis.alj = globalThis.alj || {};

{
  const { made, say } = alj;
  const HITS_OF_A_KIND = 6;
  const WORDS_SHOWN = 110;
  const assets = new URL(".", document.currentScript.src);

  const input = made("input", { type: "search", className: "alj-search__input", placeholder: say("search_hint"),
    autocomplete: "off", spellcheck: false, role: "combobox", "aria-label": say("search"), "aria-expanded": "false",
    "aria-controls": "alj-hits", "aria-autocomplete": "list", "aria-keyshortcuts": "/" });
  const hits = made("div", { id: "alj-hits", className: "alj-search__hits", role: "listbox", "aria-label": say("search") });
  const status = made("p", { className: "alj-search__status", role: "status" });
  const panel = made("div", { className: "alj-search__panel", hidden: true }, hits, status);
  const opener = made("button", { type: "button", className: "alj-search__open", "aria-label": say("search") });
  const box = made("div", { className: "alj-search", role: "search" }, opener, input, panel);

  let index = null;
  let entries = null;
  let at = -1;

  /** Loads the index once; what was typed meanwhile is looked for then. */
  function load() {
    if (index) return;
    index = made("script", { src: new URL("search-index.js", assets).href });
    index.addEventListener("load", () => {
      entries = alj.readIndex(alj.searchIndex);
      show();
    });
    document.head.append(index);
  }

  const cut = (text) => (text.length > WORDS_SHOWN ? `${text.slice(0, WORDS_SHOWN).replace(/\s+\S*$/, "")} …` : text);

  function option(entry, number) {
    const { title, page, words } = entry.shown;
    const beneath = entry.kind === "definition" || entry.kind === "problem" ? cut(words) : page === title ? "" : page;
    const href = new URL(`../${entry.href}`, assets).href;
    const link = made("a", { id: `alj-hit-${number}`, className: "alj-search__hit", role: "option", href, tabIndex: -1,
      "aria-selected": "false" }, made("span", { className: "alj-search__title" }, title));
    if (beneath) link.append(made("span", { className: "alj-search__beneath" }, beneath));
    link.addEventListener("click", () => close());
    return link;
  }

  function show() {
    const asked = input.value.trim();
    if (!entries || !asked) {
      panel.hidden = true;
      input.setAttribute("aria-expanded", "false");
      return;
    }
    const groups = alj.search(entries, asked, HITS_OF_A_KIND);
    let number = 0;
    hits.replaceChildren(
      ...groups.map(({ kind, hits: found, all }) => {
        const name = made("p", { id: `alj-kind-${kind}`, className: "alj-search__kind", role: "presentation" }, say(`kind_${kind}`));
        if (all > found.length) name.append(made("span", {}, ` ${say("of_hits", { shown: found.length, all })}`));
        return made("div", { role: "group", "aria-labelledby": name.id }, name, ...found.map((one) => option(one, (number += 1))));
      }),
    );
    const found = groups.reduce((sum, group) => sum + group.all, 0);
    status.textContent = found ? say("found", { n: found }) : say("nothing_found");
    panel.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(found ? 0 : -1);
  }

  function choose(place) {
    const options = [...hits.querySelectorAll("[role=option]")];
    at = options.length ? (place + options.length) % options.length : -1;
    options.forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  function close() {
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
    box.classList.remove("alj-search--open");
  }

  function open() {
    box.classList.add("alj-search--open");
    input.focus();
    input.select();
  }

  input.addEventListener("focus", () => {
    load();
    show();
  });
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      choose(at + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter") {
      hits.querySelector("[aria-selected=true]")?.click();
      input.blur();
    } else if (event.key === "Escape") {
      // A second one empties the field, as browsers have it.
      if (!panel.hidden) event.preventDefault();
      close();
    }
  });
  opener.addEventListener("click", open);
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) close();
  });
  // Without this a click would take the focus off the field, and close the panel before it arrives.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    open();
  });
  document.querySelector(".md-header__inner").append(box);
}
