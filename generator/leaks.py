"""A built site and what it may not hold -> where it does: the last look before a site takes the place of the old one.

A hit tells site, file, kind of thing and the case it belongs to, never the thing itself. What is looked for, and what
is not, is decided in docs/decisions (22).
"""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from generator.published import Closed, Piece, pieces_of, readings
from intake.faults import StopsTheCommand
from intake.language import N_, Message
from intake.month_names import day_with_month_name

NAME = N_("a name")
NATIONAL_NUMBER = N_("a national number")
PHONE = N_("a phone number")
EMAIL = N_("an e-mail address")
ADDRESS = N_("an address")
BIRTH_DATE = N_("a birth date")
FREE_TEXT = N_("a free text of a workbook")
CASE_NUMBER = N_("a case number that its readers may not see")
CLOSED = {
    "link": N_("a link to somewhere else"),
    "kind": N_("a file of a kind that no site has"),
    "unreadable": N_("a file that can't be looked into"),
}
TOLD = 20
"""Leaks that a message names one by one."""

WORD = re.compile(r"[^\W_]+")
ACCENTS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CASE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{3})([-‐‑‒–—−_. ]?)(\d{4})[-‐‑‒–—−_. ]?(\d{4})(?![0-9])")
HYPHENS = "-‐‑‒–—−"
# A number with decimals is none that people are called by; what calculating programs make of one is undone first.
WHOLE_FLOAT = re.compile(r"(?<=\d{8})\.0+(?!\d)")
SCIENTIFIC = re.compile(r"(?<![\d.])\d\.\d{6,12}[eE]\+?12(?!\d)")
DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
RUN = re.compile(r"\d+(?:[ \u00a0\u202f./()+-]{1,2}\d+)*")
DIGITS = re.compile(r"\d+")
LONGEST = 15
WRITTEN_DAY = re.compile(r"(?<!\d)(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./-](\d{1,2})[./-](\d{4}))(?!\d)")


class Origin(NamedTuple):
    """What kind of thing is not to be found, and the case it belongs to (empty where it belongs to none)."""

    kind: Message
    case: str


@dataclass(frozen=True)
class Guarded:
    """What no site may hold, from the workbooks that a build has read; it lives in memory alone.

    `phrases` are words in small letters without accents, a space between them; `numbers` are digits; `days` are birth
    dates. `cases` are all case numbers known; `sentences` are those of the program with a number or day as an example.
    """

    phrases: Mapping[str, Origin] = field(default_factory=dict)
    numbers: Mapping[str, Origin] = field(default_factory=dict)
    days: Mapping[datetime.date, Origin] = field(default_factory=dict)
    cases: frozenset[str] = frozenset()
    sentences: tuple[str, ...] = ()

    @cached_property
    def by_rarest_word(self) -> Mapping[str, tuple[str, ...]]:
        """The phrases by the word in them that is the rarest: few have to be looked at in a text that holds it."""
        often = Counter(word for phrase in self.phrases for word in phrase.split())
        found: dict[str, list[str]] = {}
        for phrase in self.phrases:
            found.setdefault(min(phrase.split(), key=lambda word: (often[word], word)), []).append(phrase)
        return {word: tuple(phrases) for word, phrases in found.items()}


@dataclass(frozen=True)
class Leak:
    """One thing found where it may not be: site, file (as far as its name may be told), kind, case."""

    site: str
    path: str
    kind: Message
    case: str = ""


class LeaksFound(StopsTheCommand):
    """What was found in sites, each thing on a line; none of it is quoted."""

    def __init__(self, leaks: Iterable[Leak]) -> None:
        found = sorted(set(leaks), key=lambda leak: (leak.site, leak.path, leak.kind, leak.case))
        lines = [_line(leak) for leak in found[:TOLD]]
        if len(found) > TOLD:
            lines.append(StopsTheCommand(N_("… and {n} more."), n=str(len(found) - TOLD)))
        super().__init__(
            N_("nothing was published: the sites hold what their readers may not see, in {n} places."),
            n=str(len(found)), also=lines,
        )  # fmt: skip


def _line(leak: Leak) -> StopsTheCommand:
    where = f"{leak.site}/{leak.path}"
    if leak.case:
        return StopsTheCommand(N_("{where}: {kind} (case {case})."), where=where, kind=leak.kind, case=leak.case)
    return StopsTheCommand(N_("{where}: {kind}."), where=where, kind=leak.kind)


def refuse_leaks(
    built: Mapping[str, Path], guarded: Guarded, progress: Callable[[str], object] = lambda _site: None
) -> None:
    """Look into each built folder, by the key of its site. Raises LeaksFound for what its readers may not see."""
    check = LeakCheck(guarded)
    leaks: list[Leak] = []
    for site, folder in built.items():
        leaks += check.leaks(site, folder)
        progress(site)
    if leaks:
        raise LeaksFound(leaks)


def may_see(site: str, case: str) -> bool:
    """Whether the readers of a site (by its key) may see a case number: an office its own, the coordination all."""
    kind, _, office = site.partition("-")
    if kind == "office":
        return case.startswith(f"{office}-")
    return kind == "coordination"


def printable(name: str) -> str:
    """Return a file's name as a terminal may show it."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without accents and invisible characters."""
    folded = text.casefold()
    if not folded.isascii():
        folded = ACCENTS.sub("", unicodedata.normalize("NFKD", folded))
    return WORD.findall(folded)


class LeakCheck:
    """Looks into built sites for what is guarded; contents that several sites share are looked into once."""

    def __init__(self, guarded: Guarded) -> None:
        self._guarded = guarded
        self._known: dict[bytes, frozenset[Origin]] = {}
        self._years = {str(day.year) for day in guarded.days}

    def leaks(self, site: str, folder: Path) -> list[Leak]:
        """Return what the built folder of a site (by its key) holds that its readers may not see."""
        return [leak for piece in pieces_of(folder) for leak in self._leaks_in(site, piece)]

    def _leaks_in(self, site: str, piece: Piece) -> Iterator[Leak]:
        if isinstance(piece.content, Closed):
            yield Leak(site, self._told_path(site, piece.path), CLOSED[piece.content.why])
            return
        digest = piece.digest
        if digest not in self._known:
            self._known[digest] = frozenset(self._found(piece.content))
        for kind, case in self._known[digest]:
            if kind != CASE_NUMBER:
                yield Leak(site, self._told_path(site, piece.path), kind, case)
            elif not may_see(site, case):
                yield Leak(site, self._told_path(site, piece.path), kind)

    def _told_path(self, site: str, path: str) -> str:
        """Return a path for a message, with "…" for each name in it that says too much."""
        return "/".join("…" if self._says_too_much(site, name) else printable(name) for name in path.split("/"))

    def _says_too_much(self, site: str, name: str) -> bool:
        found = self._found(name.encode("utf-8", "surrogateescape"))
        return any(kind != CASE_NUMBER or not may_see(site, case) for kind, case in found)

    def _found(self, content: bytes) -> set[Origin]:
        found: set[Origin] = set()
        for text in readings(content):
            for sentence in self._guarded.sentences:
                text = text.replace(sentence, " ")  # noqa: PLW2901 (the same, less what the program says itself)
            found.update(self._cases(text), self._days(text), self.named_in(text))
        return found

    def named_in(self, text: str) -> Iterator[Origin]:
        """Yield what a text holds of the guarded numbers and phrases, whatever else stands in it."""
        yield from self._numbers(text)
        yield from self._phrases(text)

    def _cases(self, text: str) -> Iterator[Origin]:
        for office, hyphen, years, number in CASE.findall(text):
            case = f"{office.upper()}-{years}-{number}"
            if (hyphen and hyphen in HYPHENS) or case in self._guarded.cases:
                yield Origin(CASE_NUMBER, case)

    def _numbers(self, text: str) -> Iterator[Origin]:
        text = SCIENTIFIC.sub(lambda found: str(int(float(found[0]))), WHOLE_FLOAT.sub("", text))
        numbers = self._guarded.numbers
        for run in RUN.findall(DECIMAL.sub("\n", text)):
            if len(run) < 8:
                continue
            groups = DIGITS.findall(run)
            for start in range(len(groups)):
                joined = ""
                for group in groups[start:]:
                    joined += group
                    if len(joined) > LONGEST:
                        break
                    if joined in numbers and not (len(joined) == 8 and WRITTEN_DAY.fullmatch(run)):
                        yield numbers[joined]

    def _days(self, text: str) -> Iterator[Origin]:
        days = self._guarded.days
        for *iso, day, month, year in WRITTEN_DAY.findall(text):
            # Written with the month first, too.
            for order in [tuple(iso)] if iso[0] else [(year, month, day), (year, day, month)]:
                if (born := _day(order)) and born in days:
                    yield days[born]

    def _phrases(self, text: str) -> Iterator[Origin]:
        guarded = self._guarded
        words = words_of(text)
        present = set(words)
        candidates = [
            phrase
            for word in guarded.by_rarest_word.keys() & present
            for phrase in guarded.by_rarest_word[word]
            if all(one in present for one in phrase.split())
        ]
        years = self._years & present
        if not candidates and not years:
            return
        joined = f" {' '.join(words)} "
        yield from (guarded.phrases[phrase] for phrase in candidates if f" {phrase} " in joined)
        if years:
            yield from self._days_in_words(words)

    def _days_in_words(self, words: list[str]) -> Iterator[Origin]:
        """Days as in "12 March 2009" or "March 12, 2009", in every language."""
        for at in range(2, len(words)):
            if words[at] in self._years:
                born = day_with_month_name(" ".join(words[at - 2 : at + 1]))
                if born and born in self._guarded.days:
                    yield self._guarded.days[born]


def _day(parts: Iterable[str]) -> datetime.date | None:
    try:
        year, month, day = map(int, parts)
        return datetime.date(year, month, day)
    except ValueError:
        return None
