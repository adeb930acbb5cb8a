// What rows of a table hold, in which order they stand and whether they hold the words looked for. Touches no page but
// the rows it is given. The generator declares numbers and days (`data`, `time`, data-sort); nothing is read from words.
"use strict";

globalThis.alj = globalThis.alj || {};

// A block, so that no name of one script meets that of another.
{
  /** Returns text as it is compared: lower case, without accents, ligatures apart. */
  alj.plain = (text) =>
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/ß/g, "ss")
      .replace(/œ/g, "oe")
      .replace(/æ/g, "ae");

  /** Returns a text's words, plain. */
  alj.words = (text) => alj.plain(text).split(/\s+/).filter(Boolean);

  const tidy = (text) => text.replace(/[\s\u00a0\u202f]+/g, " ").trim();

  /** Returns the number that a declared value stands for; of a day or month, the milliseconds since 1970. */
  alj.number = (value) => {
    const day = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(value);
    return day ? Date.UTC(day[1], day[2] - 1, day[3] || 1) : Number(value);
  };

  /** Returns what a cell is sorted by: a number where one is declared, else its words; null where there is nothing. */
  alj.sortKey = (cell) => {
    if (cell.dataset.sort !== undefined) return alj.number(cell.dataset.sort);
    const said = cell.querySelector("data, time");
    if (said) return alj.number(said.value || said.dateTime);
    const text = tidy(cell.textContent);
    return text && text !== "–" ? text : null;
  };

  /** Returns a number for each key by which it is ordered: itself, or of a text its place among all; null for nothing. */
  alj.ranks = (keys, language) => {
    // Words among numbers are nothing to sort by.
    if (keys.some((key) => typeof key === "number")) return keys.map((key) => (typeof key === "number" ? key : null));
    const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
    const rank = new Map();
    let last = null;
    // Each text is compared once, however many rows have it.
    for (const text of [...new Set(keys)].filter((key) => key !== null).sort(collator.compare)) {
      rank.set(text, last === null ? 0 : rank.get(last) + (collator.compare(last, text) ? 1 : 0));
      last = text;
    }
    return keys.map((key) => (key === null ? null : rank.get(key)));
  };

  /** Returns the places of the ranks in order. Nothing goes last, whichever way. */
  alj.orderOf = (ranks, descending) => {
    const compare = (one, other) => {
      const [a, b] = [ranks[one], ranks[other]];
      if (a === null || b === null) return (a === null) - (b === null) || one - other;
      return (descending ? b - a : a - b) || one - other;
    };
    return ranks.map((_, place) => place).sort(compare);
  };

  /** Returns what a cell shows: `value` and `form` (number, percent, day, month, text), and `more`, what stands beside it. */
  alj.shown = (cell) => {
    const said = cell.querySelector("data, time");
    if (!said) {
      const copy = cell.cloneNode(true);
      const beneath = [...copy.querySelectorAll(".sub")].map((part) => (part.remove(), tidy(part.textContent)));
      return { value: tidy(copy.textContent), form: "text", more: beneath.join(" · ") };
    }
    const form = said.dataset.form || (said.matches("time") ? "day" : "number");
    const value = said.matches("time") ? said.dateTime : Number(said.value);
    const copy = cell.cloneNode(true);
    copy.querySelector("data, time").remove();
    const beneath = [...copy.querySelectorAll(".sub")].map((part) => (part.remove(), tidy(part.textContent)));
    return { value, form, more: [tidy(copy.textContent), ...beneath].filter(Boolean).join(" · ") };
  };

  /** Returns a sheet of what is shown, `{columns: [label], rows: [[{value, form}]]}`; what stands beside gets a column,
   *  headed by `more` of its label. */
  alj.sheetOf = (labels, rows, more) => {
    const cells = rows.map((row) => [...row.cells].map(alj.shown));
    const beside = labels.map((_, place) => cells.some((row) => row[place] && row[place].more));
    const spread = (row, besides) => row.flatMap((cell, place) => (beside[place] ? [cell, besides(cell)] : [cell]));
    return {
      columns: spread(labels, more),
      rows: cells.map((row) => spread(row, (cell) => ({ value: cell.more, form: "text" }))),
    };
  };
}
