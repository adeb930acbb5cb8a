"""What a sheet's layout hides from the eye: said once a sheet, and nothing is left out for it."""

from collections.abc import Iterator, Mapping, Sequence

from intake.labels import LocatedSheet
from intake.problems import Problem
from intake.tables.declare import Field
from intake.values import DAYS_TO_1904, is_blank
from intake.workbook import CellValue, RawSheet, Workbook, cell_name


def notes_of(workbook: Workbook, located: Mapping[str, LocatedSheet]) -> list[Problem]:
    """Return the warnings on merged cells, on hidden sheets, rows and columns, and on macros."""
    notes = [Problem("macros-ignored")] if workbook.has_macros else []
    for sheet in located.values():
        if sheet.columns:
            notes += [Problem("merged-cells", sheet.key, cell) for cell in _merged(sheet)]
        hidden = next(_hidden(sheet), None)
        if hidden is not None:
            notes.append(Problem("hidden-data", sheet.key, hidden or None))
    return notes


def _merged(sheet: LocatedSheet) -> Iterator[str]:
    """Yield the first cell of each merged area of the table that says something."""
    columns = sheet.columns.values()
    for top, left, bottom, right in sheet.raw.merged:
        in_table = bottom > sheet.header_row and any(left <= column <= right for column in columns)
        if in_table and not is_blank(sheet.raw.cell(top, left)):
            yield cell_name(top, left)


def _hidden(sheet: LocatedSheet) -> Iterator[str]:
    """Yield the places of what is hidden and holds data: an empty place for the whole sheet, else a cell."""
    raw = sheet.raw
    if not raw.visible and any(raw.rows):
        yield ""
    for row in raw.hidden_rows:
        if row > sheet.header_row:
            yield cell_name(row, raw.first_column)
    for column in sorted(sheet.columns.values()):
        is_hidden = any(first <= column <= last for first, last in raw.hidden_columns)
        rows = range(sheet.header_row + 1, raw.first_row + len(raw.rows))
        if is_hidden and any(not is_blank(raw.cell(row, column)) for row in rows):
            yield cell_name(sheet.header_row, column)


def with_days_of_1900(cells: Sequence[CellValue], declared: Field, raw: RawSheet) -> Sequence[CellValue]:
    """Return the cells of a column, plain numbers that stand for days counted from 1900 as everywhere else."""
    if not raw.from_1904 or declared.kind != "date":
        return cells
    return [cell + DAYS_TO_1904 if type(cell) is float else cell for cell in cells]
