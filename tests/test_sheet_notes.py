"""What an office is told of merged and hidden cells, of macros and of damage; and days counted from 1904."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from intake.problems import describe
from tests.raw_files import archive, parts, written
from tests.workbooks import ENGLISH, LEAVERS, checked, write_workbook

FIRST_DAY = datetime.date(1904, 1, 1)


def spoiled(folder: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    path = write_workbook(folder / "office.xlsx", {"leavers": LEAVERS})
    changed = openpyxl.load_workbook(path)
    change(changed)
    changed.save(path)
    return path


def told(path: Path) -> list[str]:
    return [describe(problem, ENGLISH) for problem in checked(path).problems]


def test_merged_cells_are_told_at_their_first_cell(tmp_path: Path) -> None:
    path = spoiled(tmp_path, lambda book: book["Leavers"].merge_cells("J2:J3"))
    result = checked(path)
    assert ("merged-cells", "J2") in [(problem.code, problem.cell) for problem in result.problems]
    assert ("missing", "J3") in [(problem.code, problem.cell) for problem in result.problems]
    assert told(path)[-1] == (
        "Leavers!J2: Cells are merged here; what stands in them counts for the first one, and the others are empty. "
        "Undo the merging, and fill in every cell that needs it. [merged-cells]"
    )


def test_merged_titles_and_merged_blanks_are_no_matter(tmp_path: Path) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        book["Leavers"].insert_rows(1)
        book["Leavers"].merge_cells("A1:F1")
        book["Leavers"].merge_cells("K40:L41")

    assert checked(spoiled(tmp_path, merge)).problems == ()


def hide_rows(book: openpyxl.Workbook) -> None:
    for at in (3, 40):
        book["Leavers"].row_dimensions[at].hidden = True


def hide_columns(book: openpyxl.Workbook) -> None:
    for letters in ("I", "J", "AX"):
        book["Leavers"].column_dimensions[letters].hidden = True


def hide_sheet(book: openpyxl.Workbook) -> None:
    book["Leavers"].sheet_state = "veryHidden"


@pytest.mark.parametrize(("hide", "place"), [(hide_rows, "!A3"), (hide_columns, "!I1"), (hide_sheet, "")])
def test_what_is_hidden_counts_and_is_told_once_a_sheet(
    hide: Callable[[openpyxl.Workbook], None], place: str, tmp_path: Path
) -> None:
    path = spoiled(tmp_path, hide)
    assert told(path) == [
        f"Leavers{place}: The sheet hides data, by a filter or otherwise; they count like all others. Show everything,"
        " and delete what should not count. [hidden-data]"
    ]
    assert checked(path).counts["leavers"].accepted == 2


def test_macros_are_ignored_and_told(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "office.xlsm", {"leavers": LEAVERS})
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert told(path) == [
        "The workbook has macros; they were not run. Go on in a workbook without macros (.xlsx). [macros-ignored]"
    ]
    assert checked(path).status == "accepted-with-warnings"


def test_days_counted_from_1904_are_right_however_they_are_typed(tmp_path: Path) -> None:
    def count_from_1904(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet = book["Leavers"]
        sheet["I2"] = datetime.date(2009, 3, 14)
        sheet["I3"], sheet["I3"].number_format = (datetime.date(2007, 6, 20) - FIRST_DAY).days, "General"
        book["Cover"]["B3"] = datetime.date(2026, 10, 30)

    result = checked(spoiled(tmp_path, count_from_1904))
    assert result.problems == ()
    assert result.tables["leavers"]["birth_date"].to_list() == [datetime.date(2009, 3, 14), datetime.date(2007, 6, 20)]


def test_a_refusal_names_the_cell_and_counts_the_sheets(tmp_path: Path) -> None:
    path = written(tmp_path, archive(parts('<row r="1"><c r="B1" t="s"><v>5</v></c></row>')))
    assert told(path) == [
        "What stands in cell B1 of sheet 1, counted from the left, can't be read. Empty that cell or write its value "
        "anew, save the workbook and upload it again. [damaged-cell]"
    ]


def test_a_cell_that_cannot_be_read_is_told_and_the_rest_stands(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "office.xlsx", {"leavers": LEAVERS})
    with zipfile.ZipFile(path) as packed:
        contents = {name: packed.read(name) for name in packed.namelist()}
    damaged = b'<c r="P2"><v>1e999</v></c>'
    members = {name: re.sub(rb'<c r="P2".*?</c>', damaged, content) for name, content in contents.items()}
    result = checked(written(tmp_path, archive(members)))
    assert [describe(problem, ENGLISH) for problem in result.problems] == [
        "Leavers!P2, case NOR-2627-0001: The file is damaged in this cell, so that its value can't be read. Write the "
        "value anew. [unreadable-cell]"
    ]
    assert (result.counts["leavers"].accepted, result.counts["leavers"].held_back) == (1, 1)
