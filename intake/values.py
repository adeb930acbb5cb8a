"""Raw cells -> typed values by the declaration; what can't be read is a problem, never silently empty."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rapidfuzz.process import extractOne

from intake.codes import CodeList
from intake.labels import folded
from intake.language import all_languages
from intake.tables.declare import Field
from intake.workbook import CellValue, FormulaWithoutValue, UnreadableCell

DAYS_TO_1904 = 1462
"""From day 0 to the day 0 of workbooks that count from 1904, as Excel for Mac once made them."""
EXCEL_EPOCH = datetime.date(1899, 12, 30)
"""Day 0 of Excel's serial dates, from 1 March 1900 on."""
LAST_SERIAL = 109_574
"""The last day of the year 2199: greater numbers are no dates of people alive."""
EARLIEST = datetime.date(1980, 1, 1)
WRITTEN_DATES = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
REMEMBERED = (str, datetime.date, datetime.datetime)
"""Types of which equal values read alike."""
NEAR_ENOUGH = 70
"""Similarity (0 to 100) from which an entry of a list is offered as the nearest."""

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without a width, which come along when text is pasted from a page or a letter."""

_REMOVED = dict.fromkeys(map(ord, INVISIBLE))
_BLANK = re.compile(f"[\\s{INVISIBLE}]*")
_BETWEEN = r"[\s\-‐‑‒–—−_/.]*"
_CASE = re.compile(rf"([A-Z]{{3}}){_BETWEEN}([0-9]{{4}}){_BETWEEN}([0-9]{{4}})")
_OFFICE = re.compile(r"[A-Z]{3}")
_YEAR = re.compile(r"^(\d{4})\s*[/–-]\s*(?:\d{2})?(\d{2})$")
_ROUNDED = re.compile(r"[0-9]{8}0{5}")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]*)?E\+?12", re.IGNORECASE)
_NUMBER_MARKS = re.compile(r"[\s.\-/]")


@dataclass(frozen=True)
class Fault:
    """Why a cell could not be read: the problem's code and the parts of its message."""

    code: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Lists:
    """The entries of the reference lists ("offices", "schools" …): their code by every folded name that they go by."""

    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def kind_of(value: CellValue) -> str:
    """Return what kind of thing stands in a cell, as a message may name it."""
    match value:
        case bool():
            return "boolean"
        case str():
            return "text"
        case int() | float():
            return "number"
        case datetime.date():
            return "date"
        case _:
            return "time"


def is_blank(value: CellValue) -> bool:
    """Whether nothing, or nothing but white space, stands in a cell."""
    return value is None or (isinstance(value, str) and _BLANK.fullmatch(value) is not None)


def _tidied(value: CellValue) -> CellValue:
    """Return a text without invisible characters, and with the usual ones for those that only look like them."""
    if not isinstance(value, str) or value.isascii():
        return value
    return unicodedata.normalize("NFKC", value.translate(_REMOVED))


Converter = Callable[[CellValue, Field, Lists], Any]
"""Takes a cell that is not blank; returns its value or a Fault."""


def _text(value: CellValue, _declared: Field, _lists: Lists) -> str | Fault:
    match value:
        case str():
            return " ".join(value.split())
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)


def _date(value: CellValue, _declared: Field, _lists: Lists) -> datetime.date | Fault:
    day: datetime.date | None = None
    match value:
        case datetime.datetime():
            day = value.date()
        case datetime.date():
            day = value
        case bool():
            pass
        case float() | int() if 1 <= value <= LAST_SERIAL:
            day = EXCEL_EPOCH + datetime.timedelta(days=int(value))
        case str():
            day = _written_date(" ".join(value.split()))
    if day is None:
        return Fault("not-a-date", {"found": kind_of(value)})
    return Fault("date-too-early") if day < EARLIEST else day


@cache
def _written_date(text: str) -> datetime.date | None:
    for form in WRITTEN_DATES:
        try:
            return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    return None


def _number(value: CellValue, declared: Field, _lists: Lists) -> float | Fault:
    if isinstance(value, str):
        try:
            value = float(value.replace(",", ".").strip())
        except ValueError:
            return Fault("not-a-number", {"found": "text"})
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Fault("not-a-number", {"found": kind_of(value)})
    low, high = declared.low or 0, declared.high or 0
    if not low <= value <= high:
        return Fault("out-of-range", {"low": int(low), "high": int(high)})
    return float(value)


def _integer(value: CellValue, declared: Field, lists: Lists) -> int | Fault:
    number = _number(value, declared, lists)
    if isinstance(number, Fault):
        return number
    return int(number) if number.is_integer() else Fault("not-whole")


def _code(value: CellValue, declared: Field, _lists: Lists) -> str | Fault:
    if declared.codes is None:
        raise TypeError(declared.label)
    names = code_names(declared.codes)
    if isinstance(value, str):
        known = names.get(folded(value))
        return known if known else not_in_list(value, declared.codes.key, names)
    return Fault("not-in-list", {"found": kind_of(value), "list": declared.codes.key})


@cache
def code_names(codes: CodeList) -> Mapping[str, str]:
    """Return the codes of a list by their folded labels in every language and by themselves."""
    names: dict[str, str] = {}
    for entry in codes.entries:
        for name in (entry.code, *(language.text(entry.label) for language in all_languages())):
            names.setdefault(folded(name), entry.code)
    return names


def not_in_list(value: str, list_key: str, names: Mapping[str, str]) -> Fault:
    """Return the fault of a text that no list entry is called, with the nearest entry where one is near."""
    details: dict[str, str | int] = {"found": "text", "list": list_key}
    match = extractOne(folded(value), names.keys(), score_cutoff=NEAR_ENOUGH)
    if match:
        details["nearest"] = names[match[0]]
    return Fault("not-in-list", details)


def _reference(value: CellValue, declared: Field, lists: Lists) -> str | Fault:
    written = _text(value, declared, lists)
    target = declared.refers_to[0] if declared.refers_to else ""
    names = lists.entries.get(target)
    if isinstance(written, Fault):
        return written
    if names is None:
        return _office_code(written) if target == "offices" else written
    if not isinstance(value, str):
        known = names.get(folded(written))
        return known or Fault("not-in-list", {"found": kind_of(value), "list": target})
    return names.get(folded(written)) or not_in_list(written, target, names)


def _office_code(written: str) -> str | Fault:
    """Return a code that no list can vouch for: case numbers begin with it, so it has at least their form."""
    return written.upper() if _OFFICE.fullmatch(written.upper()) else Fault("not-an-office-code")


def _case(value: CellValue, _declared: Field, _lists: Lists) -> str | Fault:
    parts = _CASE.fullmatch(value.strip().upper()) if isinstance(value, str) else None
    if parts:
        return "-".join(parts.groups())
    return Fault("not-a-case-number", {"found": kind_of(value)})


def _national_number(value: CellValue, _declared: Field, _lists: Lists) -> str | Fault:
    digits = ""
    if isinstance(value, str):
        digits = _NUMBER_MARKS.sub("", value)
    elif isinstance(value, float | int) and not isinstance(value, bool) and float(value).is_integer():
        digits = str(int(value))
    # Shown as 2.0E+12 and copied as shown, a number keeps six digits or fewer of its thirteen.
    if _ROUNDED.fullmatch(digits) or (isinstance(value, str) and _SCIENTIFIC.fullmatch(value.strip())):
        return Fault("national-number-rounded")
    if len(digits) == 13 and digits.isascii() and digits.isdigit():
        return digits
    return Fault("not-a-national-number", {"found": kind_of(value)})


def _school_year(value: CellValue, _declared: Field, _lists: Lists) -> str | Fault:
    match = _YEAR.match(value.strip()) if isinstance(value, str) else None
    if match and (int(match[1]) + 1) % 100 == int(match[2]):
        return f"{match[1]}/{match[2]}"
    return Fault("not-a-school-year", {"found": kind_of(value)})


CONVERTERS: Mapping[str, Converter] = {
    "text": _text,
    "date": _date,
    "integer": _integer,
    "number": _number,
    "code": _code,
    "case": _case,
    "reference": _reference,
    "national-number": _national_number,
    "school-year": _school_year,
}


def convert_cell(value: CellValue, declared: Field, lists: Lists, latest: datetime.date) -> Any:  # noqa: ANN401
    """Return a cell's typed value, None when it is blank, or a Fault; a date after `latest` may be one."""
    if is_blank(value):
        return None
    if isinstance(value, FormulaWithoutValue):
        return Fault("formula-without-value")
    if isinstance(value, UnreadableCell):
        return Fault("unreadable-cell")
    typed = CONVERTERS[declared.kind](_tidied(value), declared, lists)
    if isinstance(typed, datetime.date) and not declared.future and typed > latest:
        return Fault("date-in-future")
    return typed


def convert_column(
    values: Sequence[CellValue], declared: Field, lists: Lists, latest: datetime.date
) -> tuple[list[Any], dict[int, Fault]]:
    """Return a column's typed values (None where faulty or blank) and the faults by position."""
    typed: list[Any] = []
    faults: dict[int, Fault] = {}
    # A column says the same few things over and over. True and 1.0 are one key, so numbers are left out.
    known: dict[CellValue, Any] = {None: None}
    for position, value in enumerate(values):
        if value in known and (value is None or type(value) in REMEMBERED):
            result = known[value]
        else:
            result = convert_cell(value, declared, lists, latest)
            if type(value) in REMEMBERED:
                known[value] = result
        if isinstance(result, Fault):
            faults[position] = result
            result = None
        typed.append(result)
    return typed, faults
