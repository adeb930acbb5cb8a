"""A workbook as an office sent it -> its cells in the places of the current template, and where each of them went.

Nothing is lost on the way: a cell that can't be read stays as it stood, what has no place in the template is carried
along. Row by row the order stays, blank rows included, so that a cell of a sheet with its header on top keeps its name.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from openpyxl.utils import coordinate_to_tuple
from openpyxl.workbook import Workbook as Book

from intake.feedback_carried import CarriedCell
from intake.labels import LocatedSheet, column_names, folded, form_cells
from intake.language import all_languages
from intake.tables.declare import Field, WorkbookDeclaration, fields
from intake.template_cover import CoverSheet, Stamp
from intake.template_style import AsItStood, Styles
from intake.values import CellFault, Lists, convert_cell, convert_column, is_blank
from intake.workbook import CellValue, cell_name

Row = dict[str, object]
Spot = tuple[int, int]
"""Row and column, both from 1."""


@dataclass(frozen=True)
class MovedSheet:
    """A table in the places of the template: `rows` for it, and `carried`, the file's columns that come along behind.

    `above` holds what stood above the header.
    """

    located: LocatedSheet
    rows: list[Row] = field(default_factory=list)
    carried: list[int] = field(default_factory=list)
    above: list[CarriedCell] = field(default_factory=list)

    def spot(self, cell: str) -> Spot | None:
        """Return where a cell of the file, or the first of several, stands now; None when in no column of the table."""
        row, column = coordinate_to_tuple(cell.partition(":")[0])
        place = self._columns.get(column)
        below = row - self.located.header_row
        return (1 + below, place) if place and below >= 0 else None

    def column(self, key: str) -> int:
        """Return where the template has a column."""
        return list(fields(self.located.declared)).index(key) + 1

    @cached_property
    def _columns(self) -> Mapping[int, int]:
        own = {position: self.column(key) for key, position in self.located.columns.items()}
        behind = len(fields(self.located.declared)) + 1
        return own | {position: behind + at for at, position in enumerate(self.carried)}

    def carried_cells(self) -> Iterator[tuple[int, int, CellValue]]:
        """Yield row, column and value of each cell of the columns that come along, header included."""
        raw, behind = self.located.raw, len(fields(self.located.declared)) + 1
        start = self.located.header_row - raw.first_row
        for row, cells in enumerate(raw.rows[start:], start=1):
            for at, position in enumerate(self.carried, start=behind):
                offset = position - raw.first_column
                if offset < len(cells) and cells[offset] is not None:
                    yield row, at, cells[offset]


def move_table(located: LocatedSheet, lists: Lists, known_by: datetime.date, title: str) -> MovedSheet:
    """Return a table in the places of the template; `title` is the sheet's, for what stood above its header."""
    if not located.columns:
        return MovedSheet(located)
    raw = located.raw
    below = raw.rows[located.header_row + 1 - raw.first_row :]
    filled = [at for at, cells in enumerate(below) if cells]
    blank: Row = {}
    rows = [blank] * len(below)
    for at in filled:
        rows[at] = {}
    for key, declared in fields(located.declared).items():
        if key not in located.columns:
            continue
        offset = located.columns[key] - raw.first_column
        values = [below[at][offset] if offset < len(below[at]) else None for at in filled]
        typed, faults = convert_column(values, declared, lists, known_by)
        for position, (at, value, kept) in enumerate(zip(filled, values, typed, strict=True)):
            if position in faults:
                rows[at][key] = AsItStood(value)
            elif kept is not None:
                rows[at][key] = _written(value, kept, declared)
    moved = MovedSheet(located, rows, _carried_columns(located), list(_above(located, title)))
    _drop_taken_numbers(moved)
    return moved


def _written(value: CellValue, typed: object, declared: Field) -> object:
    """Return how an accepted value is written: in the form of its kind, and a text with all its spaces and lines."""
    return value if declared.kind == "text" and isinstance(value, str) else typed


def _carried_columns(located: LocatedSheet) -> list[int]:
    """Return the columns that hold something, in the header's row or below, and are none of the template's."""
    raw, own = located.raw, set(located.columns.values())
    filled = {
        position
        for cells in raw.rows[located.header_row - raw.first_row :]
        for position, value in enumerate(cells, start=raw.first_column)
        if value is not None
    }
    return sorted(filled - own)


def _above(located: LocatedSheet, title: str) -> Iterator[CarriedCell]:
    raw = located.raw
    for row, cells in enumerate(raw.rows[: located.header_row - raw.first_row], start=raw.first_row):
        for column, value in enumerate(cells, start=raw.first_column):
            if value is not None:
                yield CarriedCell(title, cell_name(row, column), value)


def _drop_taken_numbers(moved: MovedSheet) -> None:
    """Empty rows that offer a case number which another row has by now."""
    prefilled = [key for key, declared in fields(moved.located.declared).items() if declared.prefilled]
    beside = {row for row, _, _ in moved.carried_cells()}
    for key in prefilled:
        free = [at for at, row in enumerate(moved.rows) if row.keys() == {key} and at + 2 not in beside]
        taken = {row.get(key) for row in moved.rows if len(row) > 1}
        for at in free:
            number = moved.rows[at][key]
            if number in taken and not isinstance(number, AsItStood):
                del moved.rows[at][key]
            taken.add(number)


@dataclass(frozen=True)
class MovedCover:
    """The cover's answers by key, and what stood beside them."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    beside: list[CarriedCell] = field(default_factory=list)


def move_cover(
    located: LocatedSheet | None, declaration: WorkbookDeclaration, lists: Lists, known_by: datetime.date, title: str
) -> MovedCover:
    """Return the cover's answers, and what somebody wrote on it elsewhere."""
    if located is None:
        return MovedCover()
    stated = form_cells(located)
    answers: dict[str, object] = {}
    for key, declared in fields(located.declared).items():
        value = stated[key][0] if key in stated else None
        if declared.stamped or is_blank(value):
            continue
        typed = convert_cell(value, declared, lists, known_by)
        answers[key] = AsItStood(value) if isinstance(typed, CellFault) else _written(value, typed, declared)
    return MovedCover(answers, list(_beside(located, declaration, stated, title)))


def _beside(
    located: LocatedSheet, declaration: WorkbookDeclaration, stated: Mapping[str, tuple[CellValue, str]], title: str
) -> Iterator[CarriedCell]:
    """Yield the cells of the cover that are neither answers nor the template's own text and numbers."""
    raw = located.raw
    answers = {cell for _, cell in stated.values()}
    known = _cover_texts(declaration.key) | {folded(str(stated[key][0])) for key in ("written_for",) if key in stated}

    def is_templates(value: CellValue) -> bool:
        return isinstance(value, str) and folded(value) in known

    for row, cells in enumerate(raw.rows, start=raw.first_row):
        for column, value in enumerate(cells, start=raw.first_column):
            if value is None or cell_name(row, column) in answers or is_templates(value):
                continue
            # The number of a step stands before its text, a count behind its label.
            counts = not isinstance(value, str) and any(
                map(is_templates, _neighbours(cells, column - raw.first_column))
            )
            if not counts:
                yield CarriedCell(title, cell_name(row, column), value)


def _neighbours(cells: list[CellValue], at: int) -> list[CellValue]:
    return [*cells[max(0, at - 1) : at], *cells[at + 1 : at + 2]]


@cache
def _cover_texts(declaration_key: str) -> frozenset[str]:
    """Return every text that a template writes on its cover, in any language, folded."""
    from intake.tables import WORKBOOKS

    declaration = next(one for one in WORKBOOKS if one.key == declaration_key)
    texts: set[str] = set(column_names(declaration.cover))
    for language in all_languages():
        book = Book()
        stamp = Stamp(declaration.version, language, datetime.date.min, None, None)
        sheet = book.worksheets[0]
        CoverSheet(sheet, declaration, language, Styles(book)).write({}, {}, stamp)
        texts |= {folded(str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    return frozenset(texts)
