"""Proof that both ways end at the same place: rows accepted, register, addresses, and the words that a reader sees."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from intake.register import Register

UNSEEN = frozenset({"script", "style", "metadata", "template", "noscript"})
"""What stands in an element that no reader sees."""


def differences(register: Register, other: Register) -> list[str]:
    """Return the parts in which two registers differ, tokens apart, which are random; nothing when they are one."""
    found = []
    for part in ("tables", "held", "reference"):
        some, others = getattr(register, part), getattr(other, part)
        found += [f"{part}: {sorted(some.keys() ^ others.keys())}"] if some.keys() != others.keys() else []
        found += [
            f"{part}/{key}: {some[key].height} rows and {others[key].height}"
            for key in sorted(some.keys() & others.keys())
            if not _numbered(some[key]).equals(_numbered(others[key]))
        ]
    for table in ("submissions", "problems", "changes", "offers", "arrivals"):
        if not _plain(getattr(register, table)).equals(_plain(getattr(other, table))):
            found.append(table)
    return found + ([] if register.lists_received == other.lists_received else ["lists_received"])


def _numbered(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with its persons numbered as they come, in place of their tokens."""
    if "person" not in table.columns:
        return table
    tokens = table["person"].drop_nulls().unique(maintain_order=True)
    numbers = dict(zip(tokens, range(tokens.len()), strict=True))
    return table.with_columns(pl.col("person").replace_strict(numbers, default=None, return_dtype=pl.Int64))


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(table)


def addresses(sites: Path) -> set[str]:
    """Return the addresses of all pages below the folder of sites."""
    return {path.relative_to(sites).as_posix() for path in sites.glob("**/*.html")}


def other_words(sites: Path, others: Path) -> Iterator[str]:
    """Yield each page on which a reader sees other words, with the first that differ."""
    for page in sorted(addresses(sites) & addresses(others)):
        one, other = (visible_words((folder / page).read_text(encoding="utf-8")) for folder in (sites, others))
        if one != other:
            pairs = enumerate(zip(one, other, strict=False))
            at = next((at for at, (here, there) in pairs if here != there), min(len(one), len(other)))
            yield f"{page}: {' '.join(one[at : at + 8])!r} and {' '.join(other[at : at + 8])!r}"


def visible_words(html: str) -> list[str]:
    """Return the words of a page in their order, those of its charts too."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return re.sub(r"\s+", " ", " ".join(reader.texts)).split()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._unseen += tag in UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.texts.append(data)
