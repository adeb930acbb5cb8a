"""What no site may hold: what identifies somebody in any workbook that a build has read, and texts written freely.

It is gathered while the rows are in memory, handed to the check of the built sites, and written nowhere. What the
service says itself is no secret: words of the reference workbook, of the settings, the catalogues and the program.
"""

import datetime
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

import polars as pl
from babel import Locale
from babel.messages.mofile import read_mo

from generator.leaks import (
    ADDRESS,
    BIRTH_DATE,
    CASE,
    EMAIL,
    FREE_TEXT,
    NAME,
    NATIONAL_NUMBER,
    PHONE,
    WRITTEN_DAY,
    Guarded,
    Origin,
    words_of,
)
from intake.checks import CheckedWorkbook
from intake.kept import Kept
from intake.labels import LocatedSheet, form_cells, locate_sheets
from intake.language import LANGUAGES, Message, locale_folder
from intake.precheck import Refusal
from intake.settings import Settings
from intake.tables.declare import fields
from intake.values import Lists, convert_cell
from intake.workbook import CellValue, Workbook

AGE = 10
"""Years that lie at least between a birth date and the build: a later day is one that pages may show."""
SHORTEST_NAME = 4
"""Letters of a name that is looked for by itself; a shorter one is, with the other name beside it."""
SHORTEST_PHONE = 8
"""Digits of a phone number that is looked for without its country's code: fewer are a colour or a day as well."""
COUNTRY = "352"
PROGRAM = ("generator", "intake", "site_templates")
"""The packages whose words are no secret."""
LETTERS = {"name": 5, "address": 8, "text": 10, "sentence": 15}
"""Letters from which a text of several words is so much its own that it is found by accident nowhere."""
NAMES = ("last_name", "first_name")
NOT_ALONE = ("post_code", "locality")
"""Columns that identify nobody without the address beside them."""


class Vocabulary:
    """What the service says itself: words, and the texts that they stand in."""

    def __init__(self, texts: Iterable[str], kept: Kept | None = None) -> None:
        """Take the service's own `texts`; the program's are worked out once where there is what they are `kept` in."""
        # As one text: its words one by one would take fifty times the memory.
        self._said = f" {' '.join([_said_by_the_program(kept), *map(_told, texts)])} "
        words = self._said.split()
        self._known = frozenset(words)
        # A text of millions of letters takes a thousandth of a second to look through, for each phrase.
        self._beside = frozenset(map(hash, pairwise(words)))
        self._answers: dict[str, bool] = {}

    def has(self, phrase: str) -> bool:
        """Whether the service itself says a phrase (as in `Guarded.phrases`)."""
        if phrase not in self._answers:
            self._answers[phrase] = self.knows_all(phrase) and self._says(phrase)
        return self._answers[phrase]

    def knows_all(self, phrase: str) -> bool:
        """Whether each word of a phrase is one of the service's own."""
        return all(word in self._known for word in phrase.split())

    def _says(self, phrase: str) -> bool:
        return all(hash(pair) in self._beside for pair in pairwise(phrase.split())) and f" {phrase} " in self._said


Row = Mapping[str, str | datetime.date]
"""A row's case numbers and its cells of class I and T, by their column."""


def guarded_values(
    rows: Iterable[Row],
    reference: CheckedWorkbook,
    settings: Settings,
    today: datetime.date,
    kept: Kept | None = None,
) -> Guarded:
    """Return what no site may hold: the cells of class I and T of every workbook (`rows_of`)."""
    vocabulary = vocabulary_of([*reference.tables.values(), *reference.held.values()], settings, kept)
    phrases: dict[str, Origin] = {}
    numbers: dict[str, Origin] = {}
    days: dict[datetime.date, Origin] = {}
    cases: set[str] = set()
    for row in rows:
        named = _case_of(row)
        cases.update(_cases(row))
        for phrase, kind in phrases_in(row, vocabulary):
            phrases.setdefault(phrase, Origin(kind, named))
        for number, kind in numbers_in(row):
            numbers.setdefault(number, Origin(kind, named))
        born = row.get("birth_date")
        if isinstance(born, datetime.date) and born.year <= today.year - AGE:
            days.setdefault(born, Origin(BIRTH_DATE, named))
    return Guarded(phrases, numbers, days, frozenset(cases), _examples())


def rows_of(workbook: Workbook | Refusal, checked: CheckedWorkbook) -> Iterator[Row]:
    """Yield the rows of a workbook, refused or not, each with what is guarded of it.

    Cells are taken as the file holds them, so that one that the checks emptied or held back is guarded, too.
    """
    if isinstance(workbook, Workbook) and checked.declaration is not None:
        located, _ = locate_sheets(workbook, checked.declaration)
        for sheet in located.values():
            yield from _form(sheet) if sheet.declared.INFO.layout == "form" else _rows(sheet)


def vocabulary_of(reference: Iterable[pl.DataFrame], settings: Settings, kept: Kept | None = None) -> Vocabulary:
    """Return what the service says itself, by the tables of its reference workbook and its settings."""
    return Vocabulary(_said_by_the_service(reference, settings), kept)


def _form(sheet: LocatedSheet) -> Iterator[Row]:
    stated = {key: value for key, (value, _) in form_cells(sheet).items()}
    yield _row(sheet, [(key, stated[key]) for key in _wanted(sheet) if key in stated])


def _rows(sheet: LocatedSheet) -> Iterator[Row]:
    raw = sheet.raw
    places = [(key, sheet.columns[key] - raw.first_column) for key in _wanted(sheet) if key in sheet.columns]
    if not places:
        return
    for cells in raw.rows[sheet.header_row + 1 - raw.first_row :]:
        yield _row(sheet, [(key, cells[at]) for key, at in places if at < len(cells)])


def _wanted(sheet: LocatedSheet) -> list[str]:
    return [key for key, one in fields(sheet.declared).items() if one.privacy in ("I", "T") or one.kind == "case"]


def _row(sheet: LocatedSheet, cells: Iterable[tuple[str, CellValue]]) -> Row:
    declared = fields(sheet.declared)
    row: dict[str, str | datetime.date] = {}
    for key, cell in cells:
        value: object = cell
        if declared[key].kind == "date":
            value = convert_cell(cell, declared[key], NO_LISTS, datetime.date.max)
        elif isinstance(cell, float) and cell.is_integer():
            value = str(int(cell))
        if isinstance(value, str | datetime.date) and value:
            row[key] = value
    return row


def _cases(row: Row) -> Iterator[str]:
    for value in row.values():
        if isinstance(value, str) and (case := CASE.fullmatch(value.strip())):
            yield f"{case[1].upper()}-{case[3]}-{case[4]}"


def _case_of(row: Row) -> str:
    """Return the number of the row's case for a message; nothing where something else stands in its cell."""
    case = str(row.get("case", ""))
    return case if CASE.fullmatch(case) else ""


def phrases_in(row: Row, vocabulary: Vocabulary) -> Iterator[tuple[str, Message]]:
    """Yield the names, addresses and texts of a row that are the person's own, as phrases."""
    said = {key: " ".join(words_of(value)) for key, value in row.items() if isinstance(value, str)}
    names = [said[key] for key in NAMES if said.get(key)]
    yield from ((name, NAME) for name in names if len(name) >= SHORTEST_NAME and not vocabulary.has(name))
    if len(names) == len(NAMES):
        last, first = names
        called = first.split()[0]
        for pair in {f"{last} {first}", f"{first} {last}", f"{last} {called}", f"{called} {last}"}:
            if _letters(pair) >= LETTERS["name"] and not vocabulary.has(pair):
                yield pair, NAME
    for key, phrase in said.items():
        kind = OTHER_KINDS.get(key, FREE_TEXT)
        if key not in KEPT_APART and _is_distinctive(phrase, kind, vocabulary):
            yield phrase, kind


NO_LISTS = Lists()
OTHER_KINDS: Mapping[str, Message] = {"parents_name": NAME, "address": ADDRESS, "email": EMAIL}
KEPT_APART = (*NAMES, "national_number", "phone", "case", "former_case", *NOT_ALONE)
"""Columns that are looked for in a way of their own, or not by themselves."""


def _is_distinctive(phrase: str, kind: Message, vocabulary: Vocabulary) -> bool:
    words, letters = len(phrase.split()), _letters(phrase)
    if words < 2 or vocabulary.has(phrase):
        return False
    if kind != FREE_TEXT:
        return letters >= LETTERS["name" if kind == NAME else "address"]
    if letters >= LETTERS["sentence"] and words > 2:
        return True
    return letters >= LETTERS["text"] and not vocabulary.knows_all(phrase)


def _letters(phrase: str) -> int:
    return len(phrase.replace(" ", ""))


def numbers_in(row: Row) -> Iterator[tuple[str, Message]]:
    """Yield a row's national number and phone numbers as digits, with and without the country's code."""
    national = re.sub(r"\D", "", str(row.get("national_number", "")))
    if len(national) == NATIONAL_DIGITS:
        yield national, NATIONAL_NUMBER
    for written in re.split(r"[/;,]|\bou\b|\bod", str(row.get("phone", ""))):
        digits = re.sub(r"\D", "", written)
        local = digits.removeprefix("00").removeprefix(COUNTRY) if _is_of_country(written, digits) else digits
        forms = [f"{COUNTRY}{local}", f"00{COUNTRY}{local}"] if len(local) > SHORTEST_PHONE - 4 else []
        yield from ((form, PHONE) for form in [*forms, local] if len(form) >= SHORTEST_PHONE)


NATIONAL_DIGITS = 13


def _is_of_country(written: str, digits: str) -> bool:
    return digits.startswith(f"00{COUNTRY}") or written.strip().startswith((f"+{COUNTRY}", f"(+{COUNTRY}"))


def _said_by_the_service(reference: Iterable[pl.DataFrame], settings: Settings) -> Iterator[str]:
    yield from (settings.service, settings.note, *settings.names_shown)
    for table in reference:
        for column in table.select(pl.col(pl.String)).iter_columns():
            yield from column.drop_nulls()


def _names_of_days() -> Iterator[str]:
    """Yield the names of months and weekdays in each language."""
    for code in LANGUAGES:
        locale = Locale.parse(code)
        for names in (locale.months, locale.days):
            yield from (name for form in names.values() for width in form.values() for name in width.values())


@cache
def _catalogues() -> tuple[frozenset[str], ...]:
    """Return every string of the catalogues, in English and in each language."""
    found = []
    for path in sorted(locale_folder().glob("*/LC_MESSAGES/*.mo")):
        with path.open("rb") as file:
            found.append(
                frozenset(text for one in read_mo(file) if one.id for text in (*_forms(one.id), *_forms(one.string)))
            )
    return tuple(found)


def _forms(message: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of a message, singular and plural."""
    return (message,) if isinstance(message, str) else tuple(message or ())


def _examples() -> tuple[str, ...]:
    """Return the sentences that show a case number or a day as an example: where they stand, it is nobody's."""
    texts = {text for messages in _catalogues() for text in messages if CASE.search(text) or WRITTEN_DAY.search(text)}
    return tuple(sorted(texts))


@cache
def _said_by_the_program(kept: Kept | None) -> str:
    """Return the words of the program, its catalogues, style sheets and scripts, and of the theme, as one text."""
    if kept is None:
        return _words_of_the_program()
    key = kept.key("words of the program")
    held = kept.get(key)
    if held is None:
        held = _words_of_the_program().encode()
        kept.put(key, held)
    return held.decode()


def _words_of_the_program() -> str:
    folders = [Path(str(files(package))) for package in PROGRAM]
    paths = [*_files(folders, (".py", ".jinja", ".css", ".js"))]
    paths += _files([Path(str(files("material"))) / "templates"], (".html", ".js", ".css"))
    paths += [Path(str(files("matplotlib"))) / "backends" / "backend_svg.py"]
    read = (path.read_text(encoding="utf-8") for path in sorted(paths))
    return " ".join(map(_told, chain(read, *_catalogues(), _names_of_days())))


def _files(folders: Iterable[Path], suffixes: tuple[str, ...]) -> Iterator[Path]:
    # Not by `rglob`, which makes a path of each of the theme's ten thousand icons.
    for folder in folders:
        for below, _, names in os.walk(folder):
            yield from (Path(below, name) for name in names if name.endswith(suffixes))


def _told(text: str) -> str:
    """Return the words of a text and that it ends there: no phrase goes on from one text to the next."""
    return " ".join([*words_of(text), "."])
