"""Checked workbooks for tests, built from their rows as if they had been read and checked: see `tests.registers`."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import polars as pl

from intake.checks import CheckedWorkbook, RowCounts
from intake.problems import Problem
from intake.received import Received
from intake.submissions import Receipt
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.declare import Sheet, WorkbookDeclaration, fields
from tests.registers import Rows, day_of, rows_of

FIRST_RECEIPT = datetime(2026, 9, 1, 8, tzinfo=UTC)
HELD_FROM = 1002
"""Rows held back stand below the accepted ones."""

LEAVER = {
    "origin": "monthly-list",
    "opened_on": date(2026, 10, 1),
    "listed_on": date(2026, 10, 1),
    "left_school_on": date(2026, 9, 15),
    "last_name": "Sample",
    "first_name": "Una",
    "birth_date": date(2009, 3, 14),
    "sex": "female",
    "years_behind": 1,
}
"""What a leaver's row holds where a test does not say."""


COLUMNS = {sheet.INFO.key: {name: at for at, name in enumerate(fields(sheet), 1)} for sheet in OFFICE_WORKBOOK.sheets}
"""The columns as the template has them."""


def checked_workbook(
    office: str | None = "NOR",
    school_year: str | None = "2026/27",
    *,
    accepted: Mapping[str, Rows] | None = None,
    held: Mapping[str, Rows] | None = None,
    problems: Sequence[Problem] = (),
    **tables: Rows,
) -> CheckedWorkbook:
    """Return an office workbook of the given rows by sheet; a problem that refuses leaves it without rows."""
    given = {**(accepted or {}), **tables}
    standing = {sheet.INFO.key: _table(sheet, given.get(sheet.INFO.key, ()), 2) for sheet in OFFICE_WORKBOOK.sheets}
    kept = {key: _table(OFFICE_WORKBOOK.sheet(key), rows, HELD_FROM) for key, rows in (held or {}).items()}
    all_held = {key: kept.get(key, table.clear()) for key, table in standing.items()}
    counts = {
        key: RowCounts(table.height + all_held[key].height, table.height, all_held[key].height)
        for key, table in standing.items()
    }
    cover = {"office": office, "school_year": school_year, "data_on": date(2026, 10, 30), "posts": 1.5}
    if any(problem.refuses for problem in problems):
        return CheckedWorkbook("", OFFICE_WORKBOOK, cover, problems=tuple(problems))
    return CheckedWorkbook("", OFFICE_WORKBOOK, cover, standing, all_held, counts, tuple(problems), columns=COLUMNS)


def reference_workbook(*offices: str, declaration: WorkbookDeclaration = REFERENCE_WORKBOOK) -> CheckedWorkbook:
    """Return a reference workbook that knows the given offices and nothing else."""
    rows: list[dict[str, object]] = [{"code": office, "name": office, "posts": 1.0} for office in offices]
    given: dict[str, Rows] = {"offices": rows}
    tables = {sheet.INFO.key: _table(sheet, given.get(sheet.INFO.key, ()), 2) for sheet in declaration.sheets}
    return CheckedWorkbook("", declaration, {"data_on": date(2026, 9, 1)}, tables)


def received(number: int, checked: CheckedWorkbook, *, office_hint: str | None = None) -> Received:
    """Return a checked workbook as the receipt of that number, one a day from 1 September 2026."""
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    at = FIRST_RECEIPT + timedelta(days=number - 1)
    return Received(Receipt(number, sha256, at, "office", "workbook.xlsx", office_hint), checked)


def _table(sheet: type[Sheet], rows: Rows, first_row: int) -> pl.DataFrame:
    columns = {name: column.dtype for name, column in sheet.columns().items()}
    filled = LEAVER if sheet.INFO.key == "leavers" else {}
    given = [{"row": at, **filled, **row} for at, row in enumerate(rows_of(rows), first_row)]
    typed = [{key: _value(row.get(key), dtype) for key, dtype in columns.items()} for row in given]
    return pl.DataFrame(typed, schema=columns)


def _value(value: object, dtype: pl.DataType) -> object:
    if not isinstance(value, str):
        return value
    if dtype == pl.Date:
        return day_of(value)
    return int(value) if dtype.is_integer() else value
