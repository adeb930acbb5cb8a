"""The parts of the pages of cases: each case unfolded, and which rows an address asks for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.parts import render_macro


@dataclass(frozen=True)
class CaseFact:
    """One row of a case: its day, its sheet and row, what stands in it, and in words that it is held back."""

    day: str
    where: str
    said: str
    held: str = ""


@dataclass(frozen=True)
class SourceFacts:
    """The facts that one workbook supplies."""

    source: str
    facts: tuple[CaseFact, ...]


@dataclass(frozen=True)
class CaseFacts:
    """A case unfolded: its number, which is its anchor, its situations in time, and its facts by workbook."""

    case: str
    about: str
    sources: tuple[SourceFacts, ...]


@dataclass(frozen=True)
class Listed:
    """What a page of cases may be asked for by its address: `about` it in words, and what its rows then show.

    `shown` are numbers of rows, counted from 0, or, where `counts` stand beside them, the rows with their numbers.
    """

    name: str
    about: str
    shown: tuple[int, ...]
    counts: tuple[str, ...] = ()


def render_case_facts(cases: Sequence[CaseFacts], heads: tuple[str, str, str]) -> Markup:
    """Return the cases, each folded; `heads` are those of day, place and content."""
    return render_macro("case_facts", cases, heads)


def render_listed(table: str, listed: Sequence[Listed], show_all: str, asked: str = "") -> Markup:
    """Return what the script needs to show in `table` what an address asks for, and the line that then says so.

    `show_all` is the link back to every row; `asked` is said by a page that shows nothing unless it is asked.
    """
    told = {one.name: [one.about, list(one.shown), list(one.counts)] for one in listed}
    # Within a script element only "<" could end it.
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return render_macro("listed", table, Markup(data), show_all, asked)  # noqa: S704 (made safe above)
