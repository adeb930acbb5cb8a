"""Marked workbooks for tests: an office's workbook read, checked and written back, and what is to be seen in it."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from intake.checks import CheckedWorkbook, check_workbook
from intake.feedback import ToMark, write_marked
from intake.labels import folded
from intake.language import Language
from intake.template_style import TO_CHECK, TO_MEND
from intake.tools_sheets import TO_MEND_HEADER
from intake.values import Lists
from intake.workbook import Workbook, read_workbook
from samples.reference import reference_lists
from tests.workbooks import ENGLISH, LISTS, TODAY

LISTS_OF_SAMPLE = Lists(
    {
        key: {folded(name): entry.split(" – ")[0] for entry in entries for name in entry.split(" – ")}
        for key, entries in reference_lists().items()
    }
)
"""What the sample's reference workbook lists."""
ENTRIES = {"offices": ["NOR – North", "MIN – Minett"], "communes": ["Clervaux"], "schools": ["LTA – Lycée A"]}


@dataclass(frozen=True)
class Marked:
    """A marked workbook: its file, what it was made from, and what reading it in its turn comes to."""

    path: Path
    source: CheckedWorkbook
    read: Workbook
    again: CheckedWorkbook


def read_and_check(path: Path, lists: Lists = LISTS, today: datetime.date = TODAY) -> tuple[Workbook, CheckedWorkbook]:
    """Return a workbook that can be read, and what checking it comes to."""
    read = read_workbook(path)
    assert isinstance(read, Workbook), read
    return read, check_workbook(read, today=today, lists=lists)


def to_mark(path: Path, lists: Lists = LISTS, entries: Mapping[str, list[str]] = ENTRIES) -> ToMark:
    """Return what a workbook is marked from."""
    read, checked = read_and_check(path, lists)
    return ToMark(read, checked, lists, TODAY, TODAY, ENGLISH, entries)


def marked(path: Path, lists: Lists = LISTS, entries: Mapping[str, list[str]] = ENTRIES) -> Marked:
    """Return the marked copy of a workbook, which is written beside it."""
    source = to_mark(path, lists, entries)
    target = path.with_name(f"{path.stem} marked.xlsx")
    write_marked(source, target)
    return Marked(target, source.checked, *read_and_check(target, lists))


def places(checked: CheckedWorkbook) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return what is wrong and where, of each problem."""
    return [(one.code, one.sheet, one.cell, one.case) for one in checked.problems]


def grounds(page: Worksheet) -> dict[str, str]:
    """Return the cells of a sheet that are filled as wrong or doubtful, each with "error" or "warning"."""
    kinds = {f"00{TO_MEND}": "error", f"00{TO_CHECK}": "warning"}
    return {
        cell.coordinate: kinds[cell.fill.fgColor.rgb]
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in kinds
    }


def lines_to_mend(path: Path, language: Language = ENGLISH) -> Iterator[dict[str, Any]]:
    """Yield the lines of the sheet "To mend" by the labels of its header, and where the link of each leads."""
    page: Any = openpyxl.load_workbook(path).worksheets[0]
    labels = [language.text(label) for label in TO_MEND_HEADER]
    rows = list(page.iter_rows())
    start = next(at for at, row in enumerate(rows) if [cell.value for cell in row][: len(labels)] == labels)
    for row in rows[start + 1 :]:
        link = next((cell.hyperlink.location for cell in row if cell.hyperlink), None)
        english = map(str, TO_MEND_HEADER)
        yield {**dict(zip(english, (cell.value for cell in row), strict=False)), "link": link}


def sheet_called(book: openpyxl.Workbook, title: str) -> Any:
    """Return a sheet by its title, however it is written."""
    return next(page for page in book.worksheets if folded(page.title) == folded(title))
