"""Raw rows of an office's workbook: blank, with rows put behind those that stand, and rows taken out to go elsewhere.

What an office wrote stays raw here, unreadable cells and columns of its own included, so that the way into the marked
workbook (`intake.feedback`) is the same for every row.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from intake.feedback_layout import move_table
from intake.labels import LocatedSheet, folded, form_cells, is_header, locate_sheets
from intake.language import Language
from intake.tables.declare import Sheet, WorkbookDeclaration, fields
from intake.template_cover import Stamp
from intake.template_style import AsItStood
from intake.values import Lists, is_blank
from intake.workbook import CellValue, RawSheet, Workbook

Key = tuple[object, ...]


@dataclass(frozen=True)
class LooseRow:
    """A row on its way into a workbook: raw cells by column key, and those of the office's own columns by their label.

    `typed` has what can be read of it, and what can't as it stood.
    """

    cells: Mapping[str, CellValue]
    own: Mapping[str, CellValue] = field(default_factory=dict)
    typed: Mapping[str, object] = field(default_factory=dict)

    def key(self, sheet: type[Sheet]) -> Key:
        """Return what tells the row from others of its sheet."""
        return tuple(self.typed.get(name) for name in sheet.KEY)


def given_row(cells: Mapping[str, object]) -> LooseRow:
    """Return a row of which every cell is a value of its column, as the tool gives it."""
    filled = {key: value for key, value in cells.items() if value is not None}
    return LooseRow(filled, typed=filled)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sheets:
    """A workbook that was read, with its sheets located and their rows loose."""

    read: Workbook
    declaration: WorkbookDeclaration
    lists: Lists
    known_by: datetime.date

    @cached_property
    def located(self) -> Mapping[str, LocatedSheet]:
        """The sheets of the declaration that it has, by key."""
        return locate_sheets(self.read, self.declaration)[0]

    def rows(self, sheet: type[Sheet]) -> Sequence[LooseRow]:
        """Return the rows of a sheet that hold more than what the tool pre-filled."""
        return self._rows[sheet.INFO.key]

    @cached_property
    def _rows(self) -> Mapping[str, Sequence[LooseRow]]:
        return {sheet.INFO.key: tuple(self._loose(sheet)) for sheet in self.declaration.sheets}

    def _loose(self, sheet: type[Sheet]) -> Iterator[LooseRow]:
        located = self.located.get(sheet.INFO.key)
        if located is None or not located.columns:
            return
        moved = move_table(located, self.lists, self.known_by, "")
        raw = located.raw
        start = located.header_row + 1 - raw.first_row
        header = raw.rows[start - 1]
        at_own = {at - raw.first_column: _label(header, at - raw.first_column) for at in moved.carried}
        at_key = {at - raw.first_column: key for key, at in located.columns.items()}
        for cells, typed in zip(raw.rows[start:], moved.rows, strict=True):
            if not _says_something(cells, sheet, at_key) or is_header(located, cells):
                continue
            loose = LooseRow(
                {key: cells[at] for at, key in at_key.items() if at < len(cells) and cells[at] is not None},
                {own: cells[at] for at, own in at_own.items() if at < len(cells) and cells[at] is not None},
                typed,
            )
            yield loose

    @cached_property
    def named(self) -> frozenset[str]:
        """The cases that its sheet of cases names."""
        cases = (row.typed.get("case") for row in self.rows(self.declaration.sheets[0]))
        return frozenset(case for case in cases if isinstance(case, str))


def _label(header: Sequence[CellValue], at: int) -> str:
    """Return what a column of the office's own is called; one without a name goes by its place."""
    value = header[at] if at < len(header) else None
    return value if isinstance(value, str) else f"\0{at}"


def _says_something(cells: Sequence[CellValue], sheet: type[Sheet], at_key: Mapping[int, str]) -> bool:
    declared = fields(sheet)
    return any(
        not is_blank(value) and not (at in at_key and declared[at_key[at]].prefilled) for at, value in enumerate(cells)
    )


def unreadable_case(row: LooseRow) -> bool:
    """Whether it can't be read of which case a row is."""
    case = row.typed.get("case")
    return case is None or isinstance(case, AsItStood)


def blank_workbook(declaration: WorkbookDeclaration, language: Language, stamp: Stamp) -> Workbook:
    """Return a workbook as if a blank one of the current template had been read."""
    answers: dict[str, CellValue] = {**stamp.cells(language), "office": stamp.office, "school_year": stamp.school_year}
    # The day makes no other workbook: it is written when the file is.
    answers["written_on"] = None
    front = [
        [language.text(declared.label), answers.get(key) or None] for key, declared in fields(declaration.cover).items()
    ]
    cover = RawSheet(language.text(declaration.cover.INFO.title), True, 1, 1, [_trimmed(row) for row in front])
    return Workbook((cover, *(_blank_sheet(sheet, language) for sheet in declaration.sheets)), "")


def _blank_sheet(sheet: type[Sheet], language: Language) -> RawSheet:
    header: list[CellValue] = [language.text(declared.label) for declared in fields(sheet).values()]
    return RawSheet(language.text(sheet.INFO.title), True, 1, 1, [header])


def _trimmed(cells: list[CellValue]) -> list[CellValue]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def with_answers(read: Workbook, declaration: WorkbookDeclaration, answers: Mapping[str, CellValue]) -> Workbook:
    """Return a workbook in which the answers stand on the cover where nothing stands."""
    located = locate_sheets(read, declaration)[0].get(declaration.cover.INFO.key)
    if located is None:
        return read
    stated, raw = form_cells(located), located.raw
    rows = [list(cells) for cells in raw.rows]
    for key, answer in answers.items():
        if key in stated and is_blank(stated[key][0]) and answer is not None:
            row, column = _spot(stated[key][1])
            _set(rows[row - raw.first_row], column - raw.first_column, answer)
    return _with_sheet(read, raw, replace(raw, rows=rows))


def _spot(cell: str) -> tuple[int, int]:
    from openpyxl.utils import coordinate_to_tuple

    row, column = coordinate_to_tuple(cell)
    return row, column


def with_rows(
    read: Workbook, declaration: WorkbookDeclaration, language: Language, added: Mapping[str, Sequence[LooseRow]]
) -> Workbook:
    """Return a workbook with rows behind the last of each sheet that says something; a sheet that it lacks is added.

    No cell that stood in it changes its place, but for rows that hold a pre-filled number alone: those stay behind.
    """
    for sheet in declaration.sheets:
        rows = added.get(sheet.INFO.key)
        if not rows:
            continue
        located = locate_sheets(read, declaration)[0].get(sheet.INFO.key)
        if located is None or not located.columns:
            read = _with_blank_sheet(read, sheet, language, located)
            located = locate_sheets(read, declaration)[0][sheet.INFO.key]
        read = _with_sheet(read, located.raw, _extended(located, language, rows))
    return read


def _with_blank_sheet(
    read: Workbook, sheet: type[Sheet], language: Language, headless: LocatedSheet | None
) -> Workbook:
    """Return a workbook with one more sheet: before the one of its name in which no header was found, else at the end.

    The first of a name counts, and the other one is carried along.
    """
    at = next((at for at, raw in enumerate(read.sheets) if headless and raw is headless.raw), len(read.sheets))
    return replace(read, sheets=(*read.sheets[:at], _blank_sheet(sheet, language), *read.sheets[at:]))


def _extended(located: LocatedSheet, language: Language, added: Iterable[LooseRow]) -> RawSheet:
    raw = located.raw
    rows = [list(cells) for cells in raw.rows]
    top = located.header_row - raw.first_row
    header = rows[top]
    places = {key: at - raw.first_column for key, at in located.columns.items()}
    own = {folded(cell): at for at, cell in enumerate(header) if isinstance(cell, str)}
    declared = fields(located.declared)
    width = max(map(len, rows[top:]))
    at_key = {at: key for key, at in places.items()}
    last = max(at for at in range(top, len(rows)) if at == top or _says_something(rows[at], located.declared, at_key))
    built: list[list[CellValue]] = []
    for row in added:
        cells: list[CellValue] = []
        for key, value in row.cells.items():
            if key not in places:
                places[key], width = width, width + 1
                _set(header, places[key], language.text(declared[key].label))
            _set(cells, places[key], value)
        for label, value in row.own.items():
            if folded(label) not in own:
                own[folded(label)], width = width, width + 1
                if not label.startswith("\0"):
                    _set(header, own[folded(label)], label)
            _set(cells, own[folded(label)], value)
        built.append(cells)
    return replace(raw, rows=[*rows[: last + 1], *built, *rows[last + 1 :]])


def _set(cells: list[CellValue], at: int, value: CellValue) -> None:
    cells += [None] * (at + 1 - len(cells))
    cells[at] = value


def _with_sheet(read: Workbook, old: RawSheet, new: RawSheet) -> Workbook:
    return replace(read, sheets=tuple(new if one is old else one for one in read.sheets))


def signed(read: Workbook) -> Workbook:
    """Return the workbook with a hash of what stands in it in the place of that of a file."""
    made_of = repr([(one.name, one.first_row, one.first_column, one.rows) for one in read.sheets])
    return replace(read, sha256=hashlib.sha256(made_of.encode(errors="surrogatepass")).hexdigest())
