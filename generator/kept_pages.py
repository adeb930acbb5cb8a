"""Pages kept for the next build, whole, each with what tells whether it would be written the same again."""

import json
from dataclasses import astuple, dataclass

from generator.laid_aside import Packed
from generator.search import Find
from intake.kept import Kept


@dataclass(frozen=True)
class WrittenFrom:
    """What a page is kept by: the `key` of its place, and what it was written from, in JSON."""

    key: str
    told: str


@dataclass(frozen=True)
class KeptPage:
    """A page as it is kept: as `generator.site_parts.Page`, all that is put into it among the `parts`."""

    path: str
    title: str
    markdown: str
    parts: Packed
    within: str
    finds: tuple[Find, ...]


def keep_page(kept: Kept, written: WrittenFrom, page: KeptPage) -> None:
    """Keep a page, instead of the one that was kept for its place before."""
    finds = [astuple(find) for find in page.finds]
    head = (written.told, page.path, page.title, page.markdown, dict(page.parts.digests), page.within, finds)
    # Apart from its parts, which are most of a page and for the most part stay packed.
    kept.put(written.key, json.dumps(head).encode() + b"\n" + page.parts.in_one())


def kept_page(kept: Kept, key: str) -> tuple[str, KeptPage] | None:
    """Return what the page kept for the place of a key was written from, and the page; None where there is none."""
    held = kept.get(key)
    if held is None:
        return None
    head, _, parts = held.partition(b"\n")
    told, path, title, markdown, digests, within, finds = json.loads(head)
    return told, KeptPage(path, title, markdown, Packed(parts, digests), within, tuple(Find(*find) for find in finds))
