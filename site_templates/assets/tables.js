// Every table of the generator (`table[data-tools]`): buttons to sort by, the bar to find and choose rows, downloads of
// what is shown. Without this script it is a plain table. An address may choose beforehand: "caseload.html?state=late"
// names a select by its key, and one of its values; "caseload.html#" and a case number shows that row, whatever is
// chosen.
"use strict";

globalThis.alj = globalThis.alj || {};

{
  const KINDS = {
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    csv: "text/csv;charset=utf-8",
  };
  const { made, say } = alj;

  // A browser takes seconds to lay out thousands of rows: of a table longer than LONG, STEP at a time are on the page.
  const LONG = 1000;
  const STEP = 150;

  /** A table's rows in the order of the page; one with data-continues belongs to the row before it. */
  class Rows {
    constructor(body) {
      this.body = body;
      this.all = [];
      for (const row of body.rows) {
        if ("continues" in row.dataset) this.all.at(-1).with.push(row);
        else this.all.push({ row, with: [], text: null, shown: true });
      }
      this.ordered = this.all;
      this.ranks = [];
      this.limit = this.all.length > LONG ? STEP : Infinity;
    }

    /** Shows the rows that fit, and returns how many. */
    show(fits) {
      let shown = 0;
      for (const one of this.all) {
        const stays = fits(one);
        if (stays !== one.shown) for (const row of [one.row, ...one.with]) row.hidden = !stays;
        one.shown = stays;
        shown += stays;
      }
      if (this.rest) this.layOut();
      return shown;
    }

    /** Puts the rows in the order of a column. */
    sort(place, descending) {
      this.ranks[place] ??= alj.ranks(this.all.map(({ row }) => alj.sortKey(row.cells[place])), alj.language);
      this.ordered = alj.orderOf(this.ranks[place], descending).map((at) => this.all[at]);
      this.layOut();
    }

    /** Puts the rows on the page: all of them, or of a long table the first that are shown. */
    layOut() {
      const wanted = this.rest ? this.ordered.filter((one) => one.shown) : this.ordered;
      this.body.replaceChildren(...wanted.slice(0, this.limit).flatMap((one) => [one.row, ...one.with]));
      if (this.rest) this.rest.hidden = wanted.length <= this.limit;
    }

    /** Puts so many rows more on the page. */
    more(rows) {
      this.limit += rows;
      this.layOut();
    }

    /** Returns the row with an anchor, on the page or not. */
    named(anchor) {
      return this.all.find((one) => one.row.id === anchor);
    }

    get shown() {
      return this.ordered.filter((one) => one.shown).map((one) => one.row);
    }
  }

  class Table {
    constructor(table) {
      this.table = table;
      this.tools = table.dataset.tools.split(" ");
      this.heads = [...table.tHead.rows[0].cells];
      this.labels = this.heads.map((head) => head.textContent.trim());
      this.head = table.querySelector(".t-head");
      this.rows = new Rows(table.tBodies[0]);
      this.kept = null;
      if (this.tools.includes("find")) this.addBar();
      if (this.tools.includes("sort")) this.addSorting();
      this.addDownloads();
      if (this.rows.limit < Infinity) this.addRest();
      if (this.bar) this.apply();
    }

    // ---- Find and choose ----
    addBar() {
      this.bar = document.querySelector(`form[data-filters="${this.table.id}"]`) || this.madeBar();
      this.find = this.bar.querySelector("input[type=search]");
      this.selects = [...this.bar.querySelectorAll("select")];
      this.output = this.bar.querySelector("output");
      const asked = new URLSearchParams(location.search);
      for (const select of this.selects) {
        const wanted = asked.get(select.dataset.key);
        const known = [...select.options].some((option) => option.value === wanted);
        select.value = known ? wanted : select.dataset.chosen || "";
      }
      this.bar.addEventListener("input", () => this.apply());
      this.bar.addEventListener("submit", (event) => event.preventDefault());
      this.bar.classList.add("filter--ready");
      this.lead.append(this.bar);
    }

    /** The table's title out of its caption, to stand with what goes between it and the heads: a table holds no button. */
    get lead() {
      if (!this.above) {
        this.above = made("div", { className: "t-lead", "data-of": this.table.id }, this.head);
        this.table.before(this.above);
        this.table.deleteCaption();
      }
      return this.above;
    }

    madeBar() {
      const find = made("label", { className: "filter-field filter-find" }, made("span", {}, say("find")),
        made("input", { type: "search", spellcheck: false }));
      const output = made("output", { "aria-live": "polite", "data-count": say("rows"), "data-none": say("none") });
      const bar = made("form", { className: "filter", autocomplete: "off" }, find, ...this.madeSelects(),
        made("p", { className: "filter-count" }, output));
      return bar;
    }

    /** A select for each column by which rows can be chosen, of the words that stand there. */
    madeSelects() {
      const columns = this.heads.map((head, place) => ("choose" in head.dataset ? place : -1)).filter((at) => at >= 0);
      return columns.map((place) => {
        const counted = new Map();
        for (const one of this.rows.all) {
          const { value } = alj.shown(one.row.cells[place]);
          one.chosen = { ...one.chosen, [place]: value };
          counted.set(value, (counted.get(value) || 0) + 1);
        }
        const options = [...counted].filter(([value]) => value).map(([value, n]) => made("option", { value }, `${value} (${n})`));
        const select = made("select", { "data-place": place }, made("option", { value: "" }, say("all")), ...options);
        return made("label", { className: "filter-field" }, made("span", {}, this.labels[place]), select);
      });
    }

    isChosen(one) {
      return this.selects.every((select) => {
        if (!select.value) return true;
        if (select.dataset.place) return one.chosen[select.dataset.place] === select.value;
        const values = (one.row.dataset[select.dataset.key] || "").split(" ");
        return select.value.split(" ").some((word) => values.includes(word));
      });
    }

    apply() {
      const wanted = alj.words(this.find.value);
      const shown = this.rows.show((one) => {
        if (this.kept && !this.kept.has(one.row.id)) return false;
        if (!this.isChosen(one)) return false;
        // A row's words are made plain once, when first asked for.
        if (wanted.length) one.text ??= alj.plain([one.row, ...one.with].map((row) => row.textContent).join(" "));
        return wanted.every((word) => one.text.includes(word));
      });
      const count = alj.fill(this.output.dataset.count, { shown, all: this.rows.all.length });
      this.output.textContent = shown ? count : `${count}. ${this.output.dataset.none}`;
    }

    /** Keeps the rows with these anchors alone, and says why in `reason`, until the reader takes that back. */
    keep(anchors, reason) {
      this.kept = new Set(anchors);
      this.note?.remove();
      const all = made("button", { type: "button", className: "t-button" }, say("show_all"));
      all.addEventListener("click", () => this.showAll());
      this.note = made("p", { className: "filter-kept" }, `${reason} `, all);
      this.bar.append(this.note);
      this.apply();
    }

    /** Takes back whatever hides rows. */
    showAll() {
      this.kept = null;
      this.note?.remove();
      this.find.value = "";
      for (const select of this.selects) select.value = "";
      this.apply();
    }

    // ---- Sort ----
    addSorting() {
      this.buttons = this.heads.map((head, place) => {
        const label = say("sort", { column: this.labels[place] });
        const button = made("button", { type: "button", className: "t-sort", title: label, "aria-label": label });
        button.addEventListener("click", () => this.sortBy(place));
        // Never alone on the next line: a joiner without width.
        head.append("\u2060", button);
        // The whole head may be pointed at; a link in it still leads to its definition.
        head.addEventListener("click", (event) => {
          if (!event.target.closest("a, button")) this.sortBy(place);
        });
        head.classList.add("t-sortable");
        return button;
      });
      if (this.bar && this.table.matches(".t--cards")) this.addOrderSelect();
    }

    /** Sorts by a column: the other way when it is sorted so already; numbers begin with the largest. */
    sortBy(place, direction) {
      const now = this.heads[place].getAttribute("aria-sort");
      const first = this.heads[place].matches(".number") ? "descending" : "ascending";
      const turned = { ascending: "descending", descending: "ascending" }[now] || first;
      const order = direction || turned;
      for (const head of this.heads) head.removeAttribute("aria-sort");
      this.heads[place].setAttribute("aria-sort", order);
      this.rows.sort(place, order === "descending");
      if (this.order) this.order.value = `${place} ${order}`;
    }

    /** On a phone the heads are out of sight: a select in the bar takes their place. */
    addOrderSelect() {
      const options = this.labels.flatMap((label, place) =>
        ["ascending", "descending"].map((order) =>
          made("option", { value: `${place} ${order}` }, say(order, { column: label }))));
      this.order = made("select", {}, made("option", { value: "" }, say("as_listed")), ...options);
      const sorted = this.heads.findIndex((head) => head.hasAttribute("aria-sort"));
      if (sorted >= 0) this.order.value = `${sorted} ${this.heads[sorted].getAttribute("aria-sort")}`;
      this.order.addEventListener("change", () => {
        const [place, order] = this.order.value.split(" ");
        if (order) this.sortBy(Number(place), order);
      });
      const label = made("label", { className: "filter-field filter-order" }, made("span", {}, say("order")), this.order);
      this.bar.querySelector(".filter-count").before(label);
    }

    // ---- Rows further down ----
    /** Beneath a long table: more rows come as its end comes near, and all of them at a click or on paper. */
    addRest() {
      const all = made("button", { type: "button", className: "t-button" }, say("show_all"));
      const whole = () => this.rows.more(Infinity);
      all.addEventListener("click", whole);
      addEventListener("beforeprint", whole);
      this.rows.rest = made("p", { className: "t-rest" }, all);
      this.table.after(this.rows.rest);
      const watcher = new IntersectionObserver(([seen]) => {
        if (!seen.isIntersecting) return;
        this.rows.more(STEP);
        // Asked again: the end may still be near.
        watcher.unobserve(this.rows.rest);
        watcher.observe(this.rows.rest);
      }, { rootMargin: "100%" });
      watcher.observe(this.rows.rest);
      this.rows.layOut();
    }

    // ---- Downloads ----
    addDownloads() {
      const buttons = Object.keys(KINDS).map((kind) => {
        const label = say("download", { kind, table: this.title });
        const button = made("button", { type: "button", className: "t-button", "aria-label": label }, kind);
        button.addEventListener("click", () => this.download(kind));
        return button;
      });
      const parts = buttons.map((button, place) => {
        const separated = this.bar || place > 0;
        return made("span", { className: "t-download" }, separated ? " · " : "", button);
      });
      if (this.bar) {
        this.bar.querySelector(".filter-count").append(...parts);
        return;
      }
      const tools = made("div", { className: "t-tools" }, ...parts);
      const scroll = this.table.closest(".scroll");
      if (scroll) scroll.before(tools);
      else this.lead.prepend(tools);
    }

    get title() {
      const named = this.head?.querySelector(".t-caption") || this.table.closest("figure").querySelector(".chart-title");
      return named.textContent;
    }

    /** Hands over what is shown, in its order; the sum of all rows stands last, as it does on the page. */
    download(kind) {
      const foot = this.table.tFoot ? [...this.table.tFoot.rows] : [];
      const sheet = alj.sheetOf(this.labels, [...this.rows.shown, ...foot], (column) => say("more", { column }));
      const content = kind === "csv" ? alj.csv(sheet, alj.language) : alj.xlsx(sheet, this.title);
      const url = URL.createObjectURL(new Blob([content], { type: KINDS[kind] }));
      const link = made("a", { href: url, download: `${this.fileName}.${kind}` });
      document.body.append(link);
      link.click();
      link.remove();
      // The browser has taken the file over once this turn is done.
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    }

    get fileName() {
      const named = `${document.querySelector("h1").textContent} ${this.title}`;
      return alj.plain(named).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80);
    }
  }

  /** The tables of the page by their id; those beneath charts have none. */
  alj.tables = {};
  for (const table of document.querySelectorAll("table[data-tools]")) {
    const set = new Table(table);
    if (table.id) alj.tables[table.id] = set;
  }

  /** Shows the row or place that the address names, whatever hides it, and sets the focus there. */
  const reveal = () => {
    const anchor = decodeURIComponent(location.hash.slice(1));
    if (!anchor) return;
    for (const long of Object.values(alj.tables).filter((one) => one.rows.rest)) {
      const wanted = long.rows.named(anchor);
      if (wanted && !wanted.shown) long.showAll();
      // It may wait further down.
      if (wanted) long.rows.more(Infinity);
    }
    const goal = document.getElementById(anchor);
    const row = goal?.closest("tr");
    if (!row) return;
    const table = Object.values(alj.tables).find((one) => one.table === row.closest("table"));
    if (row.hidden) table?.showAll();
    for (let fold = goal.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    for (const one of document.querySelectorAll(".t-found")) one.classList.remove("t-found");
    row.classList.add("t-found");
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", reveal);
  // After the theme's own script has gone to the place, which knows nothing of rows.
  addEventListener("load", () => setTimeout(reveal));
}
