"""Nothing that an office wrote is lost on its way into the marked workbook, and no text becomes a formula."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook as Book

from intake.feedback import write_marked
from intake.language import Language
from intake.template_style import escaped
from intake.tools_sheets import CARRIED_TITLE
from intake.workbook import FormulaWithoutValue, RawSheet, Workbook, read_workbook
from tests.marking import grounds, marked, places, sheet_called, to_mark
from tests.problem_examples import CASE, CONTACTS, leaver, leavers, table
from tests.workbooks import COVER, ENGLISH, write_workbook

KEPT = (
    "=1+1",
    "+352 621 000 000",
    "-",
    "@Zz",
    "'Zz",
    "007",
    "_x0041_",
    "Zz\nZz\ttab ",
    "\x01\x0b",
    "a\rb",
    'Zz 😀 “”<&>"',
)


def open_book(path: Path, **tables: Any) -> tuple[Path, Book]:
    write_workbook(path, {**leaver(), **tables})
    return path, openpyxl.load_workbook(path)


def carried(path: Path, language: Language = ENGLISH) -> list[tuple[object, ...]]:
    """Return the rows of the sheet "Carried along" below its header."""
    page = sheet_called(openpyxl.load_workbook(path), language.text(CARRIED_TITLE))
    return [tuple(cell.value for cell in row) for row in page.iter_rows(min_row=2)]


def test_columns_of_its_own_come_along_behind_the_templates(tmp_path: Path) -> None:
    path, book = open_book(tmp_path / "office.xlsx")
    page: Any = book["Leavers"]
    page.insert_cols(3)
    page["C1"], page["C2"] = "Zz colour", "=Zz"
    page["C2"].data_type = "s"
    page["AH2"] = 4.5  # without a header
    page["AI1"] = "Sex"  # a second time
    page["AI2"] = "Zz"
    book.save(path)
    back = marked(path)
    page = openpyxl.load_workbook(back.path)["Leavers"]
    behind = [[cell.value for cell in row[32:]] for row in page.iter_rows(max_row=2)]
    assert behind == [["Zz colour", None, "Sex"], ["=Zz", 4.5, "Zz"]]
    assert page["AG2"].data_type == "s"
    assert page["AG2"].quotePrefix
    assert page.auto_filter.ref.startswith("A1:AI")  # so that they are sorted along
    assert [one.code for one in back.again.problems] == [one.code for one in back.source.problems]
    assert grounds(page) == {"AG1": "warning", "AH1": "warning", "AI1": "warning"}
    assert back.again.tables["leavers"].equals(back.source.tables["leavers"])
    again = openpyxl.load_workbook(marked(back.path).path)["Leavers"]
    assert [[cell.value for cell in row[32:]] for row in again.iter_rows(max_row=2)] == behind


def test_sheets_of_its_own_come_along_at_the_end(tmp_path: Path) -> None:
    path, book = open_book(tmp_path / "office.xlsx")
    own = book.create_sheet("Zz own", 0)
    own["B3"], own["C4"], own["D5"] = "=Zz", datetime.date(2026, 10, 5), 7.25
    own["B3"].data_type = "s"
    book.create_sheet("Leavers (2)").append(["Zz"])
    book.create_sheet("Code lists 2026").append(["Zz"])
    book.save(path)
    back = marked(path)
    written = openpyxl.load_workbook(back.path)
    assert written.sheetnames[-3:] == ["Zz own", "Leavers (2)", "Code lists 2026"]
    page: Any = written["Zz own"]
    assert (page["B3"].value, page["B3"].data_type, page["D5"].value) == ("=Zz", "s", 7.25)
    assert page["C4"].value == datetime.datetime(2026, 10, 5)  # noqa: DTZ001 (a day of a spreadsheet)
    told = {one.details["position"] for one in back.again.problems}
    assert [written.sheetnames[int(at) - 1] for at in sorted(told)] == ["Zz own", "Leavers (2)", "Code lists 2026"]
    assert [one.code for one in back.again.problems] == [one.code for one in back.source.problems]
    assert marked(back.path).read.sheets == back.read.sheets


def test_what_stands_above_a_header_or_beside_the_cover_is_carried_along_for_good(tmp_path: Path) -> None:
    path, book = open_book(tmp_path / "office.xlsx")
    page: Any = book["Leavers"]
    page.insert_rows(1)
    page["B1"] = "Zz title"
    book["Cover"]["E9"] = "=Zz beside"
    book["Cover"]["E9"].data_type = "s"
    book.save(path)
    back = marked(path)
    expected = [("Cover", "E9", "=Zz beside"), ("Leavers", "B1", "Zz title")]
    assert carried(back.path) == expected
    assert back.again.problems == back.source.problems == ()
    assert carried(marked(back.path).path) == expected


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_templates_own_cover_is_not_taken_for_the_offices(language: str, tmp_path: Path) -> None:
    first = marked(write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, "written_in": language, "posts": 1.5}))
    book = openpyxl.load_workbook(marked(first.path).path)
    assert Language(language).text(CARRIED_TITLE) not in book.sheetnames


def test_rows_that_do_not_count_stay_where_they_stood(tmp_path: Path) -> None:
    lines = [f"{CASE} | Letter | 05.10.2026 | Parents | No response"]
    path, book = open_book(tmp_path / "office.xlsx", **table("contacts", CONTACTS, *lines))
    page: Any = book["Contacts"]
    page["A5"] = "Zz total"
    page["D5"] = 1
    for column, cell in enumerate(list(page[1]), start=1):
        page.cell(7, column, cell.value)
    book.save(path)
    back = marked(path)
    page = openpyxl.load_workbook(back.path)["Contacts"]
    assert [page["A5"].value, page["D5"].value, page["A7"].value] == ["Zz total", 1, "Case number"]
    assert {"stray-row", "repeated-header"} <= {one.code for one in back.source.problems}
    assert places(back.again) == places(back.source)


def test_a_sheet_without_its_header_comes_along_whole_and_stays_told(tmp_path: Path) -> None:
    path, book = open_book(tmp_path / "office.xlsx")
    book["Leavers"].delete_rows(1)
    book.save(path)
    back = marked(path)
    assert "no-header" in {one.code for one in back.source.problems}
    page: Any = openpyxl.load_workbook(back.path)["Leavers."]
    assert page["G1"].value == "Sample"
    assert {one.code for one in back.again.problems} == {"duplicate-sheet"}


@pytest.mark.parametrize(
    "value",
    [27.0, -3.0, 1e300, True, "x", datetime.time(14, 30), datetime.timedelta(hours=30), datetime.date(1909, 3, 14)],
)
def test_what_can_not_be_read_stays_what_it_was(value: object, tmp_path: Path) -> None:
    path, book = open_book(tmp_path / "office.xlsx")
    page: Any = book["Leavers"]
    page["B2"] = value  # a case number
    page["D2"] = value  # a date
    book.save(path)
    back = marked(path)
    assert (cell(back.read, "Leavers", 2, 2), cell(back.read, "Leavers", 2, 4)) == (value, value) or value == 27.0
    assert places(back.again) == places(back.source)


def test_a_cell_without_a_value_is_told_until_it_is_mended(tmp_path: Path) -> None:
    path, book = open_book(tmp_path / "office.xlsx")
    page: Any = book["Leavers"]
    page["O2"] = "=1/0"
    page["AF2"] = "=NA()"
    book.save(path)
    back = marked(path)
    assert [one.code for one in back.source.problems] == ["formula-without-value"] * 2
    assert places(back.again) == places(back.source)
    assert cell(back.read, "Leavers", 2, 15) == FormulaWithoutValue()


@pytest.mark.parametrize("text", KEPT)
def test_texts_stay_texts(text: str, tmp_path: Path) -> None:
    assert text_after_marking(tmp_path, text) == [text.replace("\r\n", "\n")] * 3


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
SIGN = st.sampled_from(["", "=", "+", "-", "@"])
IN_ONE_FOLDER = [HealthCheck.function_scoped_fixture]


@settings(max_examples=10, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(ANY_TEXT, SIGN)
def test_any_text_is_read_back_as_it_stood(tmp_path: Path, text: str, sign: str) -> None:
    is_read_back_as_it_stood(tmp_path, text, sign)


@pytest.mark.soak
@settings(max_examples=200, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(ANY_TEXT, SIGN)
def test_many_texts_are_read_back_as_they_stood(tmp_path: Path, text: str, sign: str) -> None:
    is_read_back_as_it_stood(tmp_path, text, sign)


def is_read_back_as_it_stood(folder: Path, text: str, sign: str) -> None:
    written = f"{sign}{text}Z" if sign else f"Z{text}"
    assert text_after_marking(folder, written) == [written] * 3


def test_the_longest_text_that_a_cell_holds_is_kept(tmp_path: Path) -> None:
    assert text_after_marking(tmp_path, "Zé" * 16_383 + "=") == ["Zé" * 16_383 + "="] * 3


def text_after_marking(folder: Path, text: str) -> list[object]:
    """Return what stands in a text's cell, a wrong date's cell and a column of the office's own, after marking."""
    source = to_mark(PLAIN.setdefault(folder.parent, write_workbook(folder.parent / "plain.xlsx", leavers({}))))
    read = source.read
    sheets = tuple(with_text(sheet, text) if sheet.name == "Leavers" else sheet for sheet in read.sheets)
    write_marked(type(source)(**{**vars(source), "read": Workbook(sheets, read.sha256)}), folder / "marked.xlsx")
    written = read_workbook(folder / "marked.xlsx")
    assert isinstance(written, Workbook), written
    return [cell(written, "Leavers", 2, column) for column in (32, 4, 33)]


PLAIN: dict[Path, Path] = {}


def with_text(sheet: RawSheet, text: str) -> RawSheet:
    header, row = ([*cells, *[None] * (33 - len(cells))] for cells in sheet.rows)
    header[32], row[31], row[3], row[32] = "Zz own", text, text, text
    return RawSheet(sheet.name, sheet.visible, sheet.first_row, sheet.first_column, [header, row])


def cell(read: Workbook, sheet: str, row: int, column: int) -> object:
    return next(one for one in read.sheets if one.name == sheet).cell(row, column)


def test_characters_without_a_place_in_xml_are_written_as_workbooks_write_them() -> None:
    assert escaped("a\rb\x01_x0041_ _x \ud800") == "a_x000D_b_x0001__x005F_x0041_ _x _xD800_"
