"""Office workbooks for tests, written as text tables: a header of column keys, then a row a line, with bars."""

import datetime
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import polars as pl

from intake.checks import CheckedWorkbook, check_workbook
from intake.language import Language
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import WorkbookDeclaration, fields
from intake.values import Lists
from intake.workbook import read_workbook

TODAY = datetime.date(2026, 10, 31)
ENGLISH = Language("en")

LISTS = Lists(
    {
        "offices": {"nor": "NOR", "north": "NOR", "min": "MIN", "minett": "MIN"},
        "communes": {"clervaux": "Clervaux", "esch sur alzette": "Esch-sur-Alzette"},
        "schools": {"lta": "LTA", "lycee a": "LTA"},
        "teachers": {"t 01": "T-01"},
    }
)

COVER = {"office": "NOR", "school_year": "2026/27", "data_on": datetime.date(2026, 10, 30)}

LEAVERS = """
case          | origin       | opened_on  | listed_on  | last_name | first_name | birth_date | sex    | left_school_on | years_behind
NOR-2627-0001 | Monthly list | 01.10.2026 | 01.10.2026 | Sample    | Una        | 14.03.2009 | Male   | 15.09.2026     | 1
NOR-2627-5001 | Youngster    | 05.10.2026 |            | Sample    | Dua        | 20.06.2007 | Female |                |
"""  # noqa: E501 (a table is read in columns)
"""Two made-up cases without a fault: one from a list, one who asked."""


def cells_of(text: str) -> list[list[str | None]]:
    """Return the cells of a text table, the header first; a cell of nothing but spaces is empty."""
    lines = [line for line in text.strip("\n").splitlines() if line.strip()]
    return [[cell.strip() or None for cell in line.split("|")] for line in lines]


def write_workbook(
    path: Path,
    tables: Mapping[str, str] | Mapping[str, list[list[object]]],
    cover: Mapping[str, object] = COVER,
    declaration: WorkbookDeclaration = OFFICE_WORKBOOK,
    language: Language = ENGLISH,
) -> Path:
    """Write a workbook with every sheet and column of the declaration, filled with the given tables by sheet key."""
    book = openpyxl.Workbook(write_only=True)
    for sheet in declaration.all_sheets:
        page = book.create_sheet(language.text(sheet.INFO.title))
        declared = fields(sheet)
        if sheet.INFO.layout == "form":
            for key, field in declared.items():
                page.append([language.text(field.label), cover.get(key)])
            continue
        page.append([language.text(field.label) for field in declared.values()])
        given = tables.get(sheet.INFO.key, [])
        header, *rows = cells_of(given) if isinstance(given, str) else (given or [[]])
        for row in rows:
            by_key = dict(zip(header, row, strict=False))
            page.append([by_key.get(key) for key in declared])
    book.save(path)
    return path


def checked(path: Path, lists: Lists = LISTS, today: datetime.date = TODAY) -> CheckedWorkbook:
    """Return a workbook read and checked."""
    return check_workbook(read_workbook(path), today=today, lists=lists)


def office_workbook(folder: Path, **tables: str) -> CheckedWorkbook:
    """Return a checked office workbook with two sound cases and the given tables by sheet key."""
    return checked(write_workbook(folder / "office.xlsx", {"leavers": LEAVERS, **tables}))


def rows(table: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Return the given columns of a table as rows."""
    return table.select(columns).rows()
