"""A workbook as read -> the rows of somebody who is to be erased, the cells to blank in them, and the workbook without.

A row is known by its case number, or by who it says somebody is. Of such a row only the columns that are coded stay:
whatever stands in one of class I or T, or in a column that the template does not know, is blanked.
"""

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from intake.erasures import ErasedRow
from intake.labels import LocatedSheet, column_names, folded, is_header, locate_sheets, recognise
from intake.tables.declare import fields, fields_of_class, never_empty
from intake.tables.office import Contacts, Leavers
from intake.tombstones import PersonCells
from intake.values import CellFault, Lists, convert_cell, is_blank
from intake.workbook import CellValue, RawSheet, Workbook

IDENTIFYING = "IT"
"""The classes of what no row keeps."""
PERSON = ("national_number", "last_name", "first_name", "birth_date", "opened_on")
RENAMED = "– "
"""How the name of a sheet begins that was called after somebody."""
CASE = Leavers.case.name
CONTACT = Contacts.contact_on.name


class Spot(NamedTuple):
    """A cell: the place of its sheet among the worksheets, from 0, and row and column as Excel counts them."""

    sheet: int
    row: int
    column: int


@dataclass(frozen=True)
class PersonRow:
    """A row found: its sheet's key, Excel's number, its case as far as it can be read, and who it says somebody is."""

    sheet: str
    row: int
    case: str | None
    person: PersonCells
    needed: tuple[str, ...] = ()
    """The identifying cells without which a row does not stand, and that hold something sound."""
    said: Mapping[str, str | datetime.date] = field(default_factory=dict, repr=False)
    """What stands in its cells of class I and T, and in those that the template does not know."""
    contact_on: datetime.date | None = None


@dataclass(frozen=True)
class Found:
    """What a workbook holds of those who are to be erased."""

    rows: tuple[PersonRow, ...] = ()
    spots: frozenset[Spot] = frozenset()
    sheets: frozenset[int] = frozenset()
    """The places, from 0, of the sheets that are called after somebody."""

    @property
    def cases(self) -> frozenset[str]:
        """The cases of the rows found."""
        return frozenset(one.case for one in self.rows if one.case)


@dataclass(frozen=True)
class Recogniser:
    """What tells the rows to erase: their case, who they say somebody is, and what else may stand about them."""

    is_case: Callable[[str], bool]
    is_person: Callable[[PersonCells], bool]
    is_told: Callable[[str], bool] = field(default=lambda _text: False)
    """Whether a text anywhere else in a workbook names them."""


def find_rows(read: Workbook, latest: datetime.date, known: Recogniser) -> Found:
    """Return the rows of those to be erased, and every cell to blank; `latest` is the last day the file can tell of."""
    declaration = recognise(read)
    located = locate_sheets(read, declaration)[0] if declaration else {}
    tables = [one for one in located.values() if one.columns]
    rows = {one.key: list(_rows(one, latest)) for one in tables}
    persons = [row for of_sheet in rows.values() for row in of_sheet if known.is_person(row.person)]
    cases = {row.case for row in persons if row.case}
    named = {(row.sheet, row.row) for row in persons}
    found = [
        row for of_sheet in rows.values() for row in of_sheet
        if (row.sheet, row.row) in named or (row.case and (row.case in cases or known.is_case(row.case)))
    ]  # fmt: skip
    by_sheet: dict[str, set[int]] = {}
    for row in found:
        by_sheet.setdefault(row.sheet, set()).add(row.row)
    spots = {spot for one in tables for spot in _spots(read, one, by_sheet.get(one.key, set()), known.is_told)}
    spots |= set(_told_elsewhere(read, tables, known.is_told))
    sheets = {at for at, raw in enumerate(read.sheets) if known.is_told(raw.name)}
    return Found(tuple(found), frozenset(spots), frozenset(sheets))


def _rows(located: LocatedSheet, latest: datetime.date) -> Iterator[PersonRow]:
    """Yield the rows of a table that hold more than what stood ready, as the checks count them."""
    declared = fields(located.declared)
    labels = column_names(located.declared)
    needed = [key for key in never_empty(located.declared) if declared[key].privacy in tuple(IDENTIFYING)]
    asked = [key for key in (CASE, *PERSON, CONTACT, *needed) if key in declared and key in located.columns]
    telling = [column for key, column in located.columns.items() if not declared[key].prefilled]
    raw = located.raw
    for number in range(located.header_row + 1, raw.first_row + len(raw.rows)):
        cells = raw.rows[number - raw.first_row]
        filled = next((one for one in (raw.cell(number, at) for at in telling) if not is_blank(one)), None)
        if filled is None or (isinstance(filled, str) and folded(filled) in labels and is_header(located, cells)):
            continue
        typed = {
            key: convert_cell(raw.cell(number, located.columns[key]), declared[key], NO_LISTS, latest) for key in asked
        }
        sound = {key: value for key, value in typed.items() if not isinstance(value, CellFault) and value is not None}
        person: dict[str, Any] = {key: sound[key] for key in PERSON if key in sound}
        yield PersonRow(
            located.key, number, sound.get(CASE), PersonCells(**person), tuple(key for key in needed if key in sound),
            dict(_said(located, number)), sound.get(CONTACT),
        )  # fmt: skip


def _said(located: LocatedSheet, row: int) -> Iterator[tuple[str, str | datetime.date]]:
    """Yield what stands in the cells of a row that do not stay: the column's key, or its place where it has none."""
    raw, declared = located.raw, fields(located.declared)
    keys = {column: key for key, column in located.columns.items()}
    for column, value in enumerate(raw.rows[row - raw.first_row], start=raw.first_column):
        key = keys.get(column)
        if key is not None and declared[key].privacy not in tuple(IDENTIFYING):
            continue
        if isinstance(value, float) and value.is_integer():
            value = str(int(value))  # noqa: PLW2901 (as a person would write it)
        if isinstance(value, str | datetime.date):
            yield key or str(column), value


NO_LISTS = Lists()


def _spots(
    read: Workbook, located: LocatedSheet, rows: Collection[int], is_told: Callable[[str], bool]
) -> Iterator[Spot]:
    """Yield the cells of some rows of a table that do not stay; a name that slipped into a coded column is one."""
    identifying = set(fields_of_class(located.declared, IDENTIFYING))
    stay = {column for key, column in located.columns.items() if key not in identifying}
    at = _place(read, located.raw)
    raw = located.raw
    for row in rows:
        for column, value in enumerate(raw.rows[row - raw.first_row], start=raw.first_column):
            if value is not None and (column not in stay or _says(value, is_told)):
                yield Spot(at, row, column)


def _told_elsewhere(read: Workbook, tables: Sequence[LocatedSheet], is_told: Callable[[str], bool]) -> Iterator[Spot]:
    """Yield the cells outside what other rows say of their own people in which somebody to be erased is named."""
    own = {id(one.raw): one for one in tables}
    for at, raw in enumerate(read.sheets):
        spared: set[int] = set()
        if id(raw) in own:
            declared = fields(own[id(raw)].declared)
            spared = {column for key, column in own[id(raw)].columns.items() if declared[key].privacy != "T"}
        for row, cells in enumerate(raw.rows, start=raw.first_row):
            for column, value in enumerate(cells, start=raw.first_column):
                if column not in spared and _says(value, is_told):
                    yield Spot(at, row, column)


def _says(value: CellValue, is_told: Callable[[str], bool]) -> bool:
    if isinstance(value, str):
        return is_told(value)
    return isinstance(value, float) and value.is_integer() and is_told(str(int(value)))


def _place(read: Workbook, raw: RawSheet) -> int:
    return next(at for at, one in enumerate(read.sheets) if one is raw)


def blanked(read: Workbook, spots: Collection[Spot], sheets: Collection[int] = ()) -> Workbook:
    """Return a workbook as it reads once some of its cells are blank, and some sheets called by their place alone."""
    by_sheet: dict[int, list[Spot]] = {}
    for spot in spots:
        by_sheet.setdefault(spot.sheet, []).append(spot)
    without = [_blanked(raw, by_sheet.get(at, ())) for at, raw in enumerate(read.sheets)]
    return replace(
        read,
        sheets=tuple(
            replace(raw, name=f"{RENAMED}{at + 1}") if at in sheets else raw for at, raw in enumerate(without)
        ),
    )


def _blanked(raw: RawSheet, spots: Sequence[Spot]) -> RawSheet:
    if not spots:
        return raw
    rows = [list(cells) for cells in raw.rows]
    for spot in spots:
        down, across = spot.row - raw.first_row, spot.column - raw.first_column
        if down < len(rows) and across < len(rows[down]):
            rows[down][across] = None
    return replace(raw, rows=[_without_end(cells) for cells in rows])


def _without_end(cells: list[CellValue]) -> list[CellValue]:
    last = max((at for at, value in enumerate(cells) if value is not None), default=-1)
    return cells[: last + 1]


def without_rows(read: Workbook, gone: Mapping[str, Collection[int]]) -> Workbook:
    """Return a workbook in which some rows of its tables, by the sheet's key, say nothing at all."""
    declaration = recognise(read) if gone else None
    if declaration is None:
        return read
    located, _ = locate_sheets(read, declaration)
    numbers = {id(one.raw): set(gone.get(one.key, ())) for one in located.values()}
    return replace(
        read,
        sheets=tuple(
            replace(
                raw,
                rows=[
                    [] if row in numbers.get(id(raw), ()) else cells
                    for row, cells in enumerate(raw.rows, start=raw.first_row)
                ],
            )
            for raw in read.sheets
        ),
    )


def erased_rows(found: Found, *, gone: bool) -> tuple[ErasedRow, ...]:
    """Return the rows found as they are noted; of those that go on counting the caller knows day and token."""
    return tuple(ErasedRow(one.sheet, one.row, gone=gone, needed=() if gone else one.needed) for one in found.rows)
