"""What reading does with sound, odd and damaged workbooks, and with a child process that dies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

import intake.workbook
from intake.checking import FileToCheck, check_each
from intake.precheck import ReadingLimits, Refusal, precheck, private_copy
from intake.settings import read_settings
from intake.values import Lists
from intake.workbook import RawSheet, Reader, Workbook, cell_name, read_workbook, read_workbooks
from tests.raw_files import LINKS, RELATIONS, WORKBOOK, archive, new_book, number, parts, sheet_xml, written


def read(path: Path, limits: ReadingLimits | None = None) -> Workbook:
    workbook = read_workbook(path, limits or ReadingLimits())
    assert isinstance(workbook, Workbook), workbook
    return workbook


# --- Places -----------------------------------------------------------------------------------------------------


def test_each_value_stands_where_excel_shows_it(tmp_path: Path) -> None:
    book, first = new_book()
    filled: dict[str, str | float] = {
        "D7": "case number",
        "F7": "sex",
        "E9": "m",
        "D12": "NOR-2627-0001",
        "F17": 3.0,
        "G13": "note",
    }
    for cell, value in filled.items():
        first[cell] = value
    book.save(tmp_path / "office.xlsx")

    (sheet,) = read(tmp_path / "office.xlsx").sheets

    assert (sheet.first_row, sheet.first_column) == (7, 4)
    found = {
        cell_name(row, column): sheet.cell(row, column)
        for row in range(1, 30)
        for column in range(1, 12)
        if sheet.cell(row, column) is not None
    }
    assert found == filled
    assert sheet.rows[1] == []
    assert len(sheet.rows) == 11


def test_a_single_far_cell_keeps_its_place(tmp_path: Path) -> None:
    book, first = new_book()
    first["ZZ50000"] = "far"
    book.save(tmp_path / "office.xlsx")
    (sheet,) = read(tmp_path / "office.xlsx").sheets
    assert sheet.cell(50000, 702) == "far"
    assert sheet.rows == [["far"]]


def test_blank_and_formatted_cells_at_the_end_are_cut_off(tmp_path: Path) -> None:
    book, first = new_book()
    first["A1"], first["A2"], first["C5"] = "label", 1, ""
    for row in range(3, 400):
        first.cell(row, 9).number_format = "dd/mm/yyyy"
    book.save(tmp_path / "office.xlsx")
    (sheet,) = read(tmp_path / "office.xlsx").sheets
    assert sheet.rows == [["label"], [1.0]]


@pytest.mark.parametrize(("row", "column", "name"), [(1, 1, "A1"), (17, 6, "F17"), (2, 27, "AA2"), (9, 702, "ZZ9")])
def test_a_cell_has_the_name_that_excel_shows(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


def test_every_column_has_excels_letters() -> None:
    assert all(cell_name(1, column) == f"{get_column_letter(column)}1" for column in range(1, 16_385))


def test_no_cell_stands_outside_a_sheet() -> None:
    sheet = RawSheet("Leavers", True, 3, 2, [["a"], []])
    places = (3, 2), (3, 1), (2, 2), (3, 3), (4, 2), (5, 2)
    assert [sheet.cell(*place) for place in places] == ["a", None, None, None, None, None]


def test_a_declared_size_that_is_wrong_changes_nothing(tmp_path: Path) -> None:
    for declared in ("A1", "A1:XFD1048576"):
        members = parts(number("B2") + number("C9", 5))
        text = str(members["xl/worksheets/sheet1.xml"])
        members["xl/worksheets/sheet1.xml"] = text.replace("<sheetData>", f'<dimension ref="{declared}"/><sheetData>')
        (sheet,) = read(written(tmp_path, archive(members))).sheets
        assert (sheet.cell(2, 2), sheet.cell(9, 3)) == (1.0, 5.0)


# --- Values -----------------------------------------------------------------------------------------------------


def test_values_come_out_with_their_types(tmp_path: Path) -> None:
    values = [
        "Zoë ☃ <&>",
        "  kept  ",
        "0123",
        12,
        1.5,
        True,
        False,
        0,
        date(2026, 9, 1),
        datetime(2026, 9, 1, 10, 30),  # noqa: DTZ001 (a workbook knows no time zone)
        time(10, 30),
        timedelta(hours=30),
        1893120105732,
    ]
    book, first = new_book()
    first.append(values)
    book.save(tmp_path / "office.xlsx")
    (sheet,) = read(tmp_path / "office.xlsx").sheets
    assert sheet.rows == [values]
    assert [type(value) for value in sheet.rows[0]][5:7] == [bool, bool]
    assert type(sheet.rows[0][8]) is date
    assert type(sheet.rows[0][9]) is datetime


def test_values_that_recur_come_out_where_they_stand(tmp_path: Path) -> None:
    days = [date(2026, 9, day) for day in range(1, 13)]
    book, first = new_book()
    first.append([*days, 1])
    book.create_sheet("backwards").append([time(0, 1), *reversed(days), days[0], 11])
    book.save(tmp_path / "office.xlsx")
    forwards, backwards = read(tmp_path / "office.xlsx").sheets
    assert forwards.rows == [[*days, 1.0]]
    assert backwards.rows == [[time(0, 1), *reversed(days), days[0], 11.0]]


def test_a_serial_without_a_date_format_stays_a_number(tmp_path: Path) -> None:
    (sheet,) = read(written(tmp_path, archive(parts(number("A1", 46266))))).sheets
    assert sheet.rows == [[46266.0]]


def test_hidden_merged_and_empty_sheets_are_all_there(tmp_path: Path) -> None:
    book, first = new_book("Cover")
    first["B2"] = "merged"
    first.merge_cells("B2:D4")
    for name, state in (("Hidden", "hidden"), ("Deep", "veryHidden"), ("Shown", "visible")):
        book.create_sheet(name).sheet_state = state
    book.create_chartsheet("Chart")
    book.save(tmp_path / "office.xlsx")
    sheets = read(tmp_path / "office.xlsx").sheets
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [
        ("Cover", True),
        ("Hidden", False),
        ("Deep", False),
        ("Shown", True),
    ]
    assert sheets[0].rows == [["merged"]]
    assert (sheets[1].rows, sheets[1].first_row, sheets[1].first_column) == ([], 1, 1)


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    content = archive(parts())
    path = written(tmp_path, content)
    shown = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
    assert read(path).sha256 == shown


# --- The child --------------------------------------------------------------------------------------------------


@pytest.fixture
def workbook_file(tmp_path: Path) -> Path:
    return written(tmp_path, archive(parts()))


def with_child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Lets the child be this program, which stands for a parser that a file has brought down or taken over."""
    monkeypatch.setattr(intake.workbook, "_START", program)


STOPS = {
    "abort": ("import os; os.abort()", "crash"),
    "abort-after-reading": ("import os, sys; sys.stdin.buffer.read(20); os.abort()", "crash"),
    "exit": ("raise SystemExit(0)", "crash"),
    "half-an-answer": ("import sys; sys.stdout.buffer.write(b'\\x09' + bytes(7) + b'[')", "crash"),
    "endless-answer": ("import sys; sys.stdout.buffer.write(b'\\xff' * 20)", "crash"),
    "other-answer": ("import sys; sys.stdout.buffer.write(b'\\x02' + bytes(7) + b'{}')", "crash"),
    "value-never-named": (
        'import sys, struct; b = b\'["sheets", [["a", true, 1, 1]], false]\\n[]\\n[[[0]]]\';'
        " sys.stdout.buffer.write(struct.pack('<Q', len(b)) + b)",
        "crash",
    ),
    "deep-answer": (
        "import sys, struct; sys.stdout.buffer.write(struct.pack('<Q', 200000) + b'[' * 200000)",
        "crash",
    ),
    "silence": ("import time; time.sleep(60)", "time"),
}


@pytest.mark.parametrize("kind", STOPS)
def test_a_child_that_stops_is_a_refusal(workbook_file: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    program, why = STOPS[kind]
    with_child(monkeypatch, program)
    assert read_workbook(workbook_file, ReadingLimits(seconds=1)) == Refusal("reader-stopped", {"why": why})


def test_another_child_takes_the_place_of_one_that_died(workbook_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = intake.workbook._START
    with Reader() as reader:
        with_child(monkeypatch, "import os; os.abort()")
        assert reader.read(workbook_file) == Refusal("reader-stopped", {"why": "crash"})
        with_child(monkeypatch, start)
        assert isinstance(reader.read(workbook_file), Workbook)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory limit")
def test_a_sheet_that_needs_too_much_memory_stops_only_the_child(tmp_path: Path) -> None:
    apart = archive(parts(number("A1") + number("XFD1048576")))
    path = written(tmp_path, apart)
    unlimited = ReadingLimits(cells=10**12)
    assert precheck(path, unlimited) is None
    refusal = read_workbook(path, unlimited)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "reader-stopped"


def odd_cell(attributes: str, content: str) -> str:
    return f'<row r="1"><c r="A1"><v>1</v></c><c r="B1" {attributes}>{content}</c></row>'


def two_sheets(name: str, target: str = "worksheets/sheet2.xml") -> dict[str, str | bytes]:
    second = f'<Relationship Id="rId8" Type="{RELATIONS}/worksheet" Target="{target}"/>'
    return {
        **parts(),
        "xl/workbook.xml": WORKBOOK.replace("</sheets>", f'<sheet name="{name}" sheetId="2" r:id="rId8"/></sheets>'),
        "xl/_rels/workbook.xml.rels": LINKS.replace("</Relationships>", f"{second}</Relationships>"),
        "xl/worksheets/sheet2.xml": sheet_xml(number("A1", 2)),
    }


REFUSED_BY_READER: dict[str, tuple[Callable[[], dict[str, str | bytes]], Refusal]] = {
    "two-of-one-name": (lambda: two_sheets("leavers"), Refusal("duplicate-sheet", {"position": 2})),
    "boolean": (lambda: parts(odd_cell('t="b"', "<v>2</v>")), Refusal("damaged-cell", {"position": 1, "cell": "B1"})),
    "kind": (lambda: parts(odd_cell('t="zz"', "<v>2</v>")), Refusal("damaged-cell", {"position": 1, "cell": "B1"})),
}


@pytest.mark.parametrize("kind", REFUSED_BY_READER)
def test_what_the_reader_cannot_read_right_is_refused(tmp_path: Path, kind: str) -> None:
    members, refusal = REFUSED_BY_READER[kind]
    path = written(tmp_path, archive(members()))
    assert precheck(path) is None
    assert read_workbook(path) == refusal


def test_one_child_reads_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    start = Reader._start

    def counted(reader: Reader) -> subprocess.Popen[bytes]:
        started.append(reader)
        return start(reader)

    monkeypatch.setattr(Reader, "_start", counted)
    paths = [written(tmp_path, archive(parts(number("A1", value))), f"{value}.xlsx") for value in range(12)]
    paths[5].write_bytes(b"text")
    outcomes = read_workbooks(paths, workers=2)
    assert 1 <= len(started) <= 2
    assert outcomes[5] == Refusal("not-a-workbook", {"found": "text"})
    values = [book.sheets[0].cell(1, 1) for book in outcomes if isinstance(book, Workbook)]
    assert values == [value for value in range(12) if value != 5]


def test_no_files_are_no_workbooks() -> None:
    assert read_workbooks([]) == []


def test_the_child_sees_no_key(workbook_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALJ_KEY", "secret")
    told = "import os, sys, struct, json; b = json.dumps(['refused', str('ALJ_KEY' in os.environ), {}]).encode()"
    with_child(
        monkeypatch, f"{told}; sys.stdout.buffer.write(struct.pack('<Q', len(b)) + b); sys.stdin.buffer.read(99)"
    )
    assert read_workbook(workbook_file) == Refusal("False")


def test_the_child_starts_without_heavy_imports() -> None:
    shown = subprocess.run(
        [sys.executable, "-I", "-S", "-c", CHILD_IMPORTS, *intake.workbook._FOLDERS],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    loaded = set(json.loads(shown))
    assert {"intake.precheck", "python_calamine"} <= loaded
    assert loaded.isdisjoint({"polars", "dataframely", "openpyxl", "babel", "subprocess", "intake.workbook"})


CHILD_IMPORTS = (
    "import sys, json; sys.path += sys.argv[1:]; import intake.reading_child; print(json.dumps(list(sys.modules)))"
)


def test_reading_works_from_any_folder(workbook_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workbook_file.parent
    (folder / "json.py").write_text("raise SystemExit(7)")  # must not be taken for the standard library's
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert isinstance(read_workbook(workbook_file), Workbook)


def test_a_changing_file_is_read_as_it_was_hashed(workbook_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def copied_then_replaced(path: Path, limits: ReadingLimits) -> bytes | Refusal:
        content = private_copy(path, limits)
        path.write_bytes(archive(parts(number("A1", 99))))
        return content

    monkeypatch.setattr(intake.workbook, "private_copy", copied_then_replaced)
    assert read(workbook_file).sheets[0].cell(1, 1) == 1.0


def test_the_limits_of_the_settings_reach_the_reader(workbook_file: Path) -> None:
    settings = workbook_file.parent / "alj.toml"
    settings.write_text("[reading]\nfile_bytes = 10\n", encoding="utf-8")
    file = FileToCheck(workbook_file, date(2026, 10, 31))
    ((_, checked),) = check_each([file], Lists(), read_settings(settings))
    assert [problem.code for problem in checked.problems] == ["too-large"]
