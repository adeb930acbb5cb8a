"""The search: what each page declares that it can be found by, as the index that our script reads (`search.js`).

Nothing is indexed that no page declares, so a page that is to hold no case by case text puts none in the index. The
index is a script rather than data, which a page opened from a folder may load.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["case", "office", "definition", "page", "heading", "problem"]
KINDS: tuple[Kind, ...] = ("case", "office", "definition", "page", "heading", "problem")
INDEX_FILE = "search-index.js"
CAPTION = re.compile(r'<caption><span class="t-head" id="([^"]+)-caption"><span class="t-caption">([^<]*)</span>')
"""The title of a table, as `site_templates/partials/parts.html.jinja` writes it, and the table's own id."""
FIGURE = re.compile(r'<figure class="chart[^"]*" id="([^"]+)">\s*<figcaption><span class="chart-title">([^<]*)</span>')
"""The title of a chart, as `generator.charts.figure` writes it, and its id."""


@dataclass(frozen=True, slots=True)
class Find:
    """Something that a page is found by: its title as shown, more `words` to look in, and the place on the page."""

    kind: Kind
    title: str
    words: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class FoundPage:
    """A page of the index: link from the top of the site, plain title, and what it is found by."""

    href: str
    title: str
    finds: tuple[Find, ...]
    fragments: Mapping[str, str]


def search_index(pages: Iterable[FoundPage]) -> str:
    """Return the index as a script: kinds, pages as [link, title], entries as [kind, page, title, words, anchor].

    What is empty at an entry's end is left out; an anchor that is the title is `true`. A page stands for itself, unless
    it is found as an office; its tables and charts are found by their titles.
    """
    listed, entries = [], []
    for place, page in enumerate(pages):
        listed.append([page.href, page.title])
        itself = () if any(one.kind == "office" for one in page.finds) else (Find("page", page.title),)
        entries += [_entry(place, one) for one in (*itself, *page.finds, *_headings(page.fragments))]
    index = {"kinds": KINDS, "pages": listed, "entries": entries}
    return f"alj.searchIndex = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"


def _entry(page: int, find: Find) -> list[object]:
    entry: list[object] = [KINDS.index(find.kind), page, find.title, find.words]
    entry.append(True if find.anchor == find.title else find.anchor)
    while not entry[-1]:
        entry.pop()
    return entry


def _headings(fragments: Mapping[str, str]) -> Iterator[Find]:
    for content in fragments.values():
        for pattern in (CAPTION, FIGURE):
            for anchor, title in pattern.findall(content):
                yield Find("heading", html.unescape(title), anchor=html.unescape(anchor))
