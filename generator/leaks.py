"""A built site and what it may not hold -> where it does: the last look before a site takes the place of the old one.

A hit tells site, file, kind of thing and the case it belongs to, never the thing itself. What is looked for, and what
is not, is decided in docs/decisions (22).
"""

import datetime
import json
import pickle
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import astuple, dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from generator.published import Closed, Piece, pieces_of, readings
from intake.faults import StopsTheCommand
from intake.kept import Kept
from intake.language import N_, Message
from intake.month_names import day_with_month_name
from intake.workers import begun

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
FIGURES = re.compile(r"\.?\d[\d \u00a0\u202f./()+eE-]{5,}")
"""A digit and all that may follow one in a number or a day: the least part of a text, and no more is looked at for one.

The dot before tells the decimals of a number from a number."""
SHORTEST, LONGEST = 8, 15
"""Digits of a number that is looked for."""
WORTH_KEEPING = 4096
"""Bytes from which what a content says is kept for the next build."""
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

    def packed(self) -> bytes:
        """Return the same as bytes, which go from one process to the next: it is many small things."""
        return pickle.dumps(self)

    @cached_property
    def by_rarest_word(self) -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
        """The phrases, each with its words, by the rarest of these: a text without it need not be looked at."""
        words = {phrase: phrase.split() for phrase in self.phrases}
        often = Counter(word for each in words.values() for word in each)
        found: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for phrase, each in words.items():
            rarest = min(each, key=lambda word: (often[word], word))
            found.setdefault(rarest, []).append((phrase, frozenset(each)))
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


Looking = Callable[[], list[Leak]]
"""Waits until built folders have been looked into, and returns what their readers may not see."""


class LeakSearch:
    """Begins to look into built folders, by the key of their site, for what is guarded, beside what comes next.

    It is `packed`; `kept` can go to another process. Of so many `processes` each looks into a part of every folder.
    """

    def __init__(self, packed: bytes, kept: Callable[[str], Kept] | None = None, processes: int = 1) -> None:
        self._packed = packed
        self._kept = kept
        self._processes = processes

    def begin(self, built: Mapping[str, Path]) -> Looking:
        """Begin to look into folders; what is returned is to be called once."""
        parts = self._processes if built else 0
        look = partial(_leaks_in_part, self._packed, self._kept, dict(built))
        waiting = [begun(partial(look, part, parts), parts) for part in range(parts)]
        return lambda: [leak for found in waiting for leak in found()]


def refuse_leaks(*looking: Looking) -> None:
    """Wait for all that is being looked for. Raises LeaksFound for what readers may not see."""
    if leaks := [leak for found in looking for leak in found()]:
        raise LeaksFound(leaks)


def _leaks_in_part(
    packed: bytes, kept: Callable[[str], Kept] | None, built: Mapping[str, Path], part: int, parts: int
) -> list[Leak]:
    guarded: Guarded = pickle.loads(packed)  # noqa: S301 (packed by this very command)
    check = LeakCheck(guarded, kept)
    return [leak for site, folder in built.items() for leak in check.leaks(site, folder, part, parts)]


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


@dataclass(frozen=True)
class Traces:
    """All that a content says of which something could be guarded; it follows from the content alone.

    Of each case number, whether it is written with a hyphen. `numbers` are digits that may be one number; `texts` are
    words, a space before, between and after them; `words` are those of all of them, each once, a space between.
    """

    cases: tuple[tuple[str, bool], ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    words: str = ""


def traces_of(content: bytes, sentences: Iterable[str]) -> Traces:
    """Return what a content says, less the sentences that the program says itself."""
    cases: set[tuple[str, bool]] = set()
    numbers: set[str] = set()
    days: set[datetime.date] = set()
    words: set[str] = set()
    texts = []
    for text in readings(content):
        for sentence in sentences:
            text = text.replace(sentence, " ")  # noqa: PLW2901 (the same, less what the program says itself)
        cases.update(_cases(text))
        figures = _figures(text)
        numbers.update(_numbers(figures))
        days.update(_days(figures))
        said = words_of(text)
        words.update(said)
        texts.append(f" {' '.join(said)} ")
    told = sorted(day.isoformat() for day in days)
    return Traces(
        tuple(sorted(cases)), tuple(sorted(numbers)), tuple(told), tuple(sorted(texts)), " ".join(sorted(words))
    )


class LeakCheck:
    """Looks into built sites for what is guarded; contents that several sites share are looked into once.

    `kept` gives what is kept for a site by its key: the traces of contents that an earlier build had, too.
    """

    def __init__(self, guarded: Guarded, kept: Callable[[str], Kept] | None = None) -> None:
        self._guarded = guarded
        self._kept = kept
        self._known: dict[bytes, frozenset[Origin]] = {}
        self._years = {str(day.year) for day in guarded.days}

    def leaks(self, site: str, folder: Path, part: int = 0, parts: int = 1) -> list[Leak]:
        """Return what a part of the built folder of a site (by its key) holds that its readers may not see."""
        return [leak for piece in pieces_of(folder, part, parts) for leak in self._leaks_in(site, piece)]

    def _leaks_in(self, site: str, piece: Piece) -> Iterator[Leak]:
        if isinstance(piece.content, Closed):
            yield Leak(site, self._told_path(site, piece.path), CLOSED[piece.content.why])
            return
        digest = piece.digest
        if digest not in self._known:
            self._known[digest] = frozenset(self._found(self._traces(site, digest, piece.content)))
        for kind, case in self._known[digest]:
            if kind != CASE_NUMBER:
                yield Leak(site, self._told_path(site, piece.path), kind, case)
            elif not may_see(site, case):
                yield Leak(site, self._told_path(site, piece.path), kind)

    def _told_path(self, site: str, path: str) -> str:
        """Return a path for a message, with "…" for each name in it that says too much."""
        return "/".join("…" if self._says_too_much(site, name) else printable(name) for name in path.split("/"))

    def _says_too_much(self, site: str, name: str) -> bool:
        found = self._found(traces_of(name.encode("utf-8", "surrogateescape"), self._guarded.sentences))
        return any(kind != CASE_NUMBER or not may_see(site, case) for kind, case in found)

    def _traces(self, site: str, digest: bytes, content: bytes) -> Traces:
        if self._kept is None or len(content) < WORTH_KEEPING:
            return traces_of(content, self._guarded.sentences)
        kept = self._kept(site)
        key = kept.key("traces", digest.hex())
        if held := kept.get(key):
            cases, numbers, days, texts, words = json.loads(held)
            hyphens = tuple((case, hyphen) for case, hyphen in cases)
            return Traces(hyphens, tuple(numbers), tuple(days), tuple(texts), words)
        traces = traces_of(content, self._guarded.sentences)
        kept.put(key, json.dumps(astuple(traces)).encode())
        return traces

    def _found(self, traces: Traces) -> Iterator[Origin]:
        guarded = self._guarded
        yield from (Origin(CASE_NUMBER, case) for case, hyphen in traces.cases if hyphen or case in guarded.cases)
        yield from (guarded.numbers[number] for number in traces.numbers if number in guarded.numbers)
        days = map(datetime.date.fromisoformat, traces.days)
        yield from (guarded.days[day] for day in days if day in guarded.days)
        yield from self._phrases(traces.texts, set(traces.words.split()))

    def named_in(self, text: str) -> Iterator[Origin]:
        """Yield what a text holds of the guarded numbers and phrases, whatever else stands in it."""
        numbers = self._guarded.numbers
        yield from (numbers[number] for number in _numbers(_figures(text)) if number in numbers)
        words = words_of(text)
        yield from self._phrases([f" {' '.join(words)} "], set(words))

    def _phrases(self, texts: Sequence[str], present: AbstractSet[str]) -> Iterator[Origin]:
        """The phrases and birth days in texts; `present` are the words of all of them."""
        guarded = self._guarded
        for word in guarded.by_rarest_word.keys() & present:
            for phrase, needed in guarded.by_rarest_word[word]:
                if needed <= present and any(f" {phrase} " in text for text in texts):
                    yield guarded.phrases[phrase]
        if self._years & present:
            for text in texts:
                yield from self._days_in_words(text.split())

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


def _cases(text: str) -> Iterator[tuple[str, bool]]:
    for office, hyphen, years, number in CASE.findall(text):
        yield f"{office.upper()}-{years}-{number}", bool(hyphen) and hyphen in HYPHENS


def _figures(text: str) -> str:
    """Return what may be a number or a day, as it is written, a line each."""
    return "\n".join(FIGURES.findall(text))


def _numbers(text: str) -> Iterator[str]:
    text = SCIENTIFIC.sub(lambda found: str(int(float(found[0]))), WHOLE_FLOAT.sub("", text))
    for run in RUN.findall(DECIMAL.sub("\n", text)):
        if len(run) < SHORTEST:
            continue
        groups = DIGITS.findall(run)
        for start in range(len(groups)):
            joined = ""
            for group in groups[start:]:
                joined += group
                if len(joined) > LONGEST:
                    break
                if len(joined) >= SHORTEST and not (len(joined) == SHORTEST and WRITTEN_DAY.fullmatch(run)):
                    yield joined


def _days(text: str) -> Iterator[datetime.date]:
    for *iso, day, month, year in WRITTEN_DAY.findall(text):
        # Written with the month first, too.
        for order in [tuple(iso)] if iso[0] else [(year, month, day), (year, day, month)]:
            if written := _day(order):
                yield written
