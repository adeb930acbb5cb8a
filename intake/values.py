"""Raw cells -> typed values by the declaration; what can't be read is a problem, never silently empty."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from intake.codes import CodeList
from intake.labels import folded, spellings
from intake.month_names import day_with_month_name
from intake.nearest import nearest_entry
from intake.tables.declare import Field
from intake.workbook import CellValue, FormulaWithoutValue, UnreadableCell

DAYS_TO_1904 = 1462
"""From day 0 to the day 0 of workbooks that count from 1904, as Excel for Mac once made them."""
EXCEL_EPOCH = datetime.date(1899, 12, 30)
"""Day 0 of Excel's serial dates, from 1 March 1900 on."""
LAST_SERIAL = 109_574
"""The last day of the year 2199: greater numbers are no dates of people alive."""
EARLIEST = datetime.date(1980, 1, 1)
MONTHS = 12
WRITTEN_DATES = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without a width, which come along when text is pasted from a page or a letter."""

_REMOVED = dict.fromkeys(map(ord, INVISIBLE))
_DATE_LIKE = re.compile(r"(?P<day>[0-9]{1,2})([./-])\s?(?P<month>[0-9]{1,2})\2\s?(?P<year>[0-9]{4}|[0-9]{2})")
_BLANK = re.compile(f"[\\s{INVISIBLE}]*")
_BETWEEN = r"[\s\-‐‑‒–—−_/.]*"
_CASE = re.compile(rf"([A-Z]{{3}}){_BETWEEN}([0-9]{{4}}){_BETWEEN}([0-9]{{4}})")
_WORKSHOP = re.compile(rf"YW{_BETWEEN}([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}})")
_OFFICE = re.compile(r"[A-Z]{3}")
_YEAR = re.compile(r"^(\d{4})\s*[/–-]\s*(?:\d{2})?(\d{2})$", re.ASCII)
_MERGE_FIELD = re.compile(r"«[^«»]*»|<<[^<>]*>>|\{\s*MERGEFIELD\b[^{}]*\}")
_ROUNDED = re.compile(r"[0-9]{8}0{5}")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]*)?E\+?12", re.IGNORECASE)
_NUMBER_MARKS = re.compile(r"[\s.\-/]")


@dataclass(frozen=True)
class CellFault:
    """Why a cell could not be read: the problem's code and the parts of its message.

    (What a broken rule of a sheet means is a `tables.declare.Fault`; what stops a command is in `intake.faults`.)
    """

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
    if not isinstance(value, str):
        return value is None
    # Nearly every text is ASCII, where stripping says the same and is quicker.
    return not value.strip() if value.isascii() else _BLANK.fullmatch(value) is not None


def _tidied(value: CellValue) -> CellValue:
    """Return a text without invisible characters, and with the usual ones for those that only look like them."""
    if not isinstance(value, str) or value.isascii():
        return value
    return unicodedata.normalize("NFKC", value.translate(_REMOVED))


Converter = Callable[[CellValue, Field, Lists], Any]
"""Takes a cell that is not blank; returns its value or a CellFault."""


def _text(value: CellValue, _declared: Field, _lists: Lists) -> str | CellFault:
    match value:
        case str():
            return CellFault("merge-field") if _MERGE_FIELD.fullmatch(value.strip()) else " ".join(value.split())
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime() | datetime.date():
            return value.isoformat()
        case datetime.time() | datetime.timedelta():
            # A negative number that shows as a date is read as a time, too: what was meant nobody can know.
            return CellFault("not-a-text", {"found": "time"})
        case _:
            return str(value)


def _date(value: CellValue, _declared: Field, _lists: Lists) -> datetime.date | CellFault:
    day: datetime.date | CellFault | None = None
    match value:
        case datetime.datetime():
            day = value.date()
        case datetime.date():
            day = value
        case bool():
            pass
        case float() | int() if 1 <= value <= LAST_SERIAL:
            day = EXCEL_EPOCH + datetime.timedelta(days=int(value))
        case float() | int() if float(value).is_integer() and _unseparated(str(int(value))):
            day = CellFault("date-without-dots")
        case str():
            day = _written_date(" ".join(value.split()))
    if day is None:
        return CellFault("not-a-date", {"found": kind_of(value)})
    if isinstance(day, CellFault):
        return day
    return CellFault("date-too-early") if day < EARLIEST else day


@cache
def _written_date(text: str) -> datetime.date | CellFault | None:
    for form in WRITTEN_DATES:
        try:
            return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    if _unseparated(text):
        return CellFault("date-without-dots")
    parts = _DATE_LIKE.fullmatch(text)
    if parts is None:
        return day_with_month_name(text)
    day, month, year = (int(parts[name]) for name in ("day", "month", "year"))
    if len(parts["year"]) == len("09"):
        return CellFault("year-of-two-digits")
    # Only where the day can't be a month is it certain that the month came first.
    if month > MONTHS and _is_day(year, day, month):
        return CellFault("month-before-day")
    return CellFault("no-such-day")


def _unseparated(text: str) -> bool:
    """Whether eight digits are a day of our times written without anything between, in either order."""
    if not (text.isascii() and text.isdigit() and len(text) == len("31122009")):
        return False
    orders = ((text[:4], text[4:6], text[6:]), (text[4:], text[2:4], text[:2]))
    return any(1900 <= int(year) < 2100 and _is_day(*map(int, (year, month, day))) for year, month, day in orders)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _number(value: CellValue, declared: Field, _lists: Lists) -> float | CellFault:
    if isinstance(value, str):
        try:
            value = float(value.replace(",", ".").strip())
        except ValueError:
            return CellFault("not-a-number", {"found": "text"})
    if isinstance(value, bool) or not isinstance(value, int | float):
        return CellFault("not-a-number", {"found": kind_of(value)})
    low, high = declared.low or 0, declared.high or 0
    if not low <= value <= high:
        return CellFault("out-of-range", {"low": int(low), "high": int(high)})
    return float(value)


def _integer(value: CellValue, declared: Field, lists: Lists) -> int | CellFault:
    number = _number(value, declared, lists)
    if isinstance(number, CellFault):
        return number
    return int(number) if number.is_integer() else CellFault("not-whole")


def _code(value: CellValue, declared: Field, _lists: Lists) -> str | CellFault:
    if declared.codes is None:
        raise TypeError(declared.label)
    names = code_names(declared.codes)
    if isinstance(value, str):
        known = names.get(folded(value))
        return known if known else not_in_list(value, declared.codes.key, names)
    return CellFault("not-in-list", {"found": kind_of(value), "list": declared.codes.key})


@cache
def code_names(codes: CodeList) -> Mapping[str, str]:
    """Return the codes of a list by their folded labels in every language and by themselves."""
    names: dict[str, str] = {}
    for entry in codes.entries:
        for name in spellings(entry.label, codes.key, entry.code):
            names.setdefault(name, entry.code)
    return names


def not_in_list(value: str, list_key: str, names: Mapping[str, str]) -> CellFault:
    """Return the fault of a text that no list entry is called, with the nearest entry where one is near."""
    details: dict[str, str | int] = {"found": "text", "list": list_key}
    nearest = nearest_entry(folded(value), names)
    if nearest:
        details["nearest"] = nearest
    return CellFault("not-in-list", details)


def _reference(value: CellValue, declared: Field, lists: Lists) -> str | CellFault:
    written = _text(value, declared, lists)
    target = declared.refers_to[0] if declared.refers_to else ""
    names = lists.entries.get(target)
    if isinstance(written, CellFault):
        return written
    if names is None:
        return _office_code(written) if target == "offices" else written
    if not isinstance(value, str):
        known = names.get(folded(written))
        return known or CellFault("not-in-list", {"found": kind_of(value), "list": target})
    return names.get(folded(written)) or not_in_list(written, target, names)


def _office_code(written: str) -> str | CellFault:
    """Return a code that no list can vouch for: case numbers begin with it, so it has at least their form."""
    return written.upper() if _OFFICE.fullmatch(written.upper()) else CellFault("not-an-office-code")


def _case(value: CellValue, declared: Field, _lists: Lists) -> str | CellFault:
    parts = _CASE.fullmatch(value.strip().upper()) if isinstance(value, str) else None
    if parts:
        return "-".join(parts.groups())
    if declared.refers_to:
        code = "not-a-case-number"
    else:
        code = "not-a-new-case-number" if declared.prefilled else "not-a-former-case-number"
    return CellFault(code, {"found": kind_of(value)})


def _workshop(value: CellValue, _declared: Field, _lists: Lists) -> str | CellFault:
    parts = _WORKSHOP.fullmatch(value.strip().upper()) if isinstance(value, str) else None
    return f"YW-{parts[1]}-{parts[2]:0>2}" if parts else CellFault("not-a-workshop-number", {"found": kind_of(value)})


def _national_number(value: CellValue, _declared: Field, _lists: Lists) -> str | CellFault:
    digits = ""
    if isinstance(value, str):
        digits = _NUMBER_MARKS.sub("", value)
    elif isinstance(value, float | int) and not isinstance(value, bool) and float(value).is_integer():
        digits = str(int(value))
    # Shown as 2.0E+12 and copied as shown, a number keeps six digits or fewer of its thirteen.
    if _ROUNDED.fullmatch(digits) or (isinstance(value, str) and _SCIENTIFIC.fullmatch(value.strip())):
        return CellFault("national-number-rounded")
    if len(digits) == 13 and digits.isascii() and digits.isdigit():
        return digits
    return CellFault("not-a-national-number", {"found": kind_of(value)})


def _school_year(value: CellValue, _declared: Field, _lists: Lists) -> str | CellFault:
    read = school_year_of(value) if isinstance(value, str) else None
    return read or CellFault("not-a-school-year", {"found": kind_of(value)})


def school_year_of(written: str) -> str | None:
    """Return a school year however it is written, as in "2026/27"; None for what is none, as 2026/28."""
    match = _YEAR.match(written.strip())
    follows = match is not None and (int(match[1]) + 1) % 100 == int(match[2])
    return f"{match[1]}/{match[2]}" if match and follows else None


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
    "workshop": _workshop,
}


def convert_cell(value: CellValue, declared: Field, lists: Lists, latest: datetime.date) -> Any:  # noqa: ANN401
    """Return a cell's typed value, None when it is blank, or a CellFault; a date after `latest` may be one."""
    if is_blank(value):
        return None
    if isinstance(value, (FormulaWithoutValue, UnreadableCell)):
        return CellFault("unreadable-cell" if isinstance(value, UnreadableCell) else "formula-without-value")
    typed = CONVERTERS[declared.kind](_tidied(value), declared, lists)
    if isinstance(typed, datetime.date) and not declared.future and typed > latest:
        return CellFault("date-in-future")
    return typed


def convert_column(
    values: Sequence[CellValue], declared: Field, lists: Lists, latest: datetime.date
) -> tuple[list[Any], dict[int, CellFault]]:
    """Return a column's typed values (None where faulty or blank) and the faults by position."""
    # A column says the same few things over and over. True and 1.0 are one key: where either may stand, each is read.
    said = set(values)
    if not said.isdisjoint((True, False)) and bool in set(map(type, values)):
        typed = [convert_cell(value, declared, lists, latest) for value in values]
    else:
        known = {value: convert_cell(value, declared, lists, latest) for value in said}
        typed = [*map(known.__getitem__, values)]
        if CellFault not in set(map(type, known.values())):
            return typed, {}
    faults = {position: one for position, one in enumerate(typed) if isinstance(one, CellFault)}
    return [None if isinstance(one, CellFault) else one for one in typed], faults
