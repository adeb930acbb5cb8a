// What a search finds in the index that the site brings (generator/search.py). Touches no page.
"use strict";

globalThis.alj = globalThis.alj || {};

{
  // How well a word fits: the whole title, its beginning, a word's beginning, within it, then so in what else is said.
  const [WHOLE, BEGINS, WORD, WITHIN, BESIDE] = [0, 1, 2, 3, 5];
  const SHORTEST_WITHIN = 3;

  const squeezed = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");

  function startsWord(text, word) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) return true;
    }
    return false;
  }

  /** Returns how well a word fits an entry, the less the better; Infinity where it does not. */
  function fit(entry, word) {
    if (entry.title === word) return WHOLE;
    if (entry.title.startsWith(word)) return BEGINS;
    if (startsWord(entry.title, word)) return WORD;
    if (word.length >= SHORTEST_WITHIN && entry.title.includes(word)) return WITHIN;
    return startsWord(entry.beside, word) ? BESIDE : Infinity;
  }

  /** Returns the index with its texts plain, ready to be searched. */
  alj.readIndex = (index) =>
    index.entries.map(([kind, page, title, words = "", anchor = ""]) => ({
      kind: index.kinds[kind],
      shown: { title, page: index.pages[page][1], words },
      href: index.pages[page][0] + (anchor ? `#${encodeURIComponent(anchor === true ? title : anchor)}` : ""),
      title: alj.plain(title),
      beside: alj.plain(words),
    }));

  /** Returns the hits by kind, `[{kind, hits, all}]`, the best `limit` of each; a number is found without its hyphens. */
  alj.search = (entries, query, limit) => {
    const words = alj.words(query);
    const whole = squeezed(words.join(""));
    if (!whole) return [];
    const groups = new Map();
    entries.forEach((entry, place) => {
      let score = words.reduce((sum, word) => sum + fit(entry, word), 0);
      if (entry.kind === "case" && squeezed(entry.title).includes(whole)) score = Math.min(score, WORD);
      if (score === Infinity) return;
      if (!groups.has(entry.kind)) groups.set(entry.kind, []);
      groups.get(entry.kind).push({ entry, score, place });
    });
    return [...groups]
      .map(([kind, found]) => {
        found.sort((a, b) => a.score - b.score || a.place - b.place);
        return { kind, best: found[0].score, hits: found.slice(0, limit).map((one) => one.entry), all: found.length };
      })
      .sort((a, b) => a.best - b.best);
  };
}
