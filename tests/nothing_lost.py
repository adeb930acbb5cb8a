"""Whether a value of a workbook's XML came out, is told or was lost, by what the tests' own witness sees."""

from __future__ import annotations

from collections.abc import Mapping

from intake.checks import CheckedWorkbook
from intake.workbook import Workbook, cell_name
from tests.raw_cells import Place, RawValue, counts_from_1904, raw_cells, says_the_same


def lost_cells(content: bytes, read: Workbook, result: CheckedWorkbook) -> Mapping[Place, RawValue]:
    """The filled cells of a workbook's XML that neither came out with their value nor are told."""
    from_1904 = counts_from_1904(content)
    return {
        place: value
        for place, value in raw_cells(content).items()
        if not _came_out(place, value, read, from_1904=from_1904) and not _is_told(place, result)
    }


def _came_out(place: Place, value: RawValue, read: Workbook, *, from_1904: bool) -> bool:
    sheet, row, column = place
    found = [one.cell(row, column) for one in read.sheets if one.name == sheet]
    return any(says_the_same(value, one, from_1904=from_1904) for one in found)


def _is_told(place: Place, result: CheckedWorkbook) -> bool:
    _, row, column = place
    return any(problem.cell == cell_name(row, column) for problem in result.problems)


Rows = Mapping[str, Mapping[int, Mapping[str, object]]]


def rows_of(result: CheckedWorkbook) -> Rows:
    """The rows of a checked workbook, accepted or held back, by sheet and row."""
    return {
        key: {row["row"]: row for table in (accepted, result.held[key]) for row in table.iter_rows(named=True)}
        for key, accepted in result.tables.items()
    }
