"""Workbooks that people have pasted into, sorted, renamed and broken: what they are told, and that no row is lost."""

import datetime
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from alj.cli import GOOD, TO_MEND, WRONG_USAGE, main
from intake.checks import CheckedWorkbook
from intake.problems import describe, describe_kinds
from intake.values import Lists
from tests.libreoffice import convert
from tests.problem_examples import LEAVER, Table, leaver, leavers, table
from tests.workbooks import COVER, ENGLISH, LISTS, checked, rows, write_workbook

Book = openpyxl.Workbook
CONTACTS = "case | kind | contact_on | with_whom | result"
CASE = LEAVER["case"]
TWO = leavers({}, {"case": "NOR-2627-0002"})


def spoiled(
    folder: Path, change: Callable[[Book], object], tables: dict[str, Table] | None = None, lists: Lists = LISTS
) -> CheckedWorkbook:
    """Return what comes of a workbook of two sound cases once somebody has changed it."""
    path = write_workbook(folder / "office.xlsx", {**TWO, **(tables or {})})
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return checked(path, lists)


def told(result: CheckedWorkbook) -> list[str]:
    """Return every message, folded as a person reads it."""
    return list(describe_kinds(result.problems, ENGLISH))


def codes(result: CheckedWorkbook) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.cell) for problem in result.problems]


def add_total(page: Worksheet) -> None:
    page["A4"] = "Total"
    page["P4"] = 2


def repeat_header(page: Worksheet) -> None:
    for column in range(1, page.max_column + 1):
        page.cell(5, column, page.cell(1, column).value)
        page.cell(6, column, page.cell(2, column).value)
    page["A6"] = "NOR-2627-0003"


def test_one_mistake_down_a_column_is_one_line(tmp_path: Path) -> None:
    pasted = leavers(*({"case": f"NOR-2627-{number:04d}", "origin": "Lycée"} for number in range(1, 501)))
    result = checked(write_workbook(tmp_path / "office.xlsx", pasted))
    assert len(result.problems) == 500
    assert told(result) == [
        "Leavers!C2:C501, 500 cells: A text that is not in the list “How the case came”. Choose an entry from the "
        "list. [not-in-list]",
    ]  # fmt: skip


def test_a_line_for_many_names_runs_of_cells_and_says_how_many_more(tmp_path: Path) -> None:
    wrong = [2, 3, 4, *range(8, 60, 2)]
    rows_ = [{"case": f"NOR-2627-{row:04d}", **({"birth_date": None} if row in wrong else {})} for row in range(2, 60)]
    (line,) = told(checked(write_workbook(tmp_path / "office.xlsx", leavers(*rows_))))
    assert line.startswith("Leavers!I2:I4, I8, I10, I12, I14, I16, I18, I20 and 19 more: “Birth date” is needed")


def test_rows_held_back_with_others_are_added_up(tmp_path: Path) -> None:
    cases = [f"NOR-2627-{number:04d}" for number in range(1, 6)]
    contacts = table("contacts", CONTACTS, *(f"{case} | Letter | 05.10.2026 | Parents | Reached" for case in cases))
    wrong = leavers(*({"case": case, "birth_date": None} for case in cases))
    lines = told(checked(write_workbook(tmp_path / "office.xlsx", {**wrong, **contacts})))
    assert lines[1] == (
        "Contacts!A2:A6, 5 cells: Rows held back here with the case's row on the sheet Leavers: 5. Mend that row, and "
        "they count again. [held-with-case]"
    )


def test_few_problems_are_told_one_by_one(tmp_path: Path) -> None:
    result = checked(
        write_workbook(tmp_path / "office.xlsx", leavers({"sex": None}, {"case": "NOR-2627-0002", "sex": None}))
    )
    assert told(result) == [describe(problem, ENGLISH) for problem in result.problems]


def test_a_total_row_is_one_problem_and_held_back(tmp_path: Path) -> None:
    result = spoiled(tmp_path, lambda book: add_total(book["Leavers"]))
    assert told(result) == [
        "Leavers!A4: A row of which nearly everything that is needed is missing. Delete it when it is a total or a "
        "remark; else fill it in. Until then it is held back. [stray-row]",
    ]  # fmt: skip
    assert (result.counts["leavers"].read, result.counts["leavers"].held_back) == (3, 1)


def test_a_header_in_the_middle_is_told_and_the_rows_below_it_are_read(tmp_path: Path) -> None:
    result = spoiled(tmp_path, lambda book: repeat_header(book["Leavers"]))
    assert told(result) == [
        "Leavers!A5: The headers stand here once more; this row was left out. Delete it: the rows below it are read "
        "all the same. [repeated-header]",
    ]  # fmt: skip
    assert rows(result.tables["leavers"], "row") == [(2,), (3,), (6,)]


def test_a_deleted_header_row_is_one_problem(tmp_path: Path) -> None:
    result = spoiled(tmp_path, lambda book: book["Leavers"].delete_rows(1))
    assert told(result) == [
        "Leavers: No row of this sheet holds the template's headers. Write them again above the first row, or copy "
        "your rows into a new template. [no-header]",
    ]  # fmt: skip


def test_a_header_far_down_is_found(tmp_path: Path) -> None:
    def push_down(book: Book) -> None:
        book["Leavers"].insert_rows(1, 300)
        book["Leavers"]["A1"] = "Our cases"

    result = spoiled(tmp_path, push_down)
    assert (result.status, rows(result.tables["leavers"], "row")) == ("accepted", [(302,), (303,)])


def test_a_renamed_needed_header_is_pointed_at(tmp_path: Path) -> None:
    result = spoiled(tmp_path, lambda book: book["Leavers"].__setitem__("I1", "Born"))
    assert codes(result) == [("missing-column", "I1")]


def test_a_copied_sheet_is_told(tmp_path: Path) -> None:
    def copy(book: Book) -> None:
        book.copy_worksheet(book["Leavers"]).title = "Leavers (2)"

    assert told(spoiled(tmp_path, copy)) == [
        "Sheet 11 of the file, counted from the left, looks like “Leavers” and is not called so; nothing on it was "
        "read. Bring rows that count to the sheet “Leavers”, or name this one so; else delete it. [unread-copy]",
    ]  # fmt: skip


def test_a_renamed_sheet_is_told_with_where_it_stands(tmp_path: Path) -> None:
    result = spoiled(tmp_path, lambda book: setattr(book["Leavers"], "title", "Leavers of Zzmuller"))
    assert result.status == "refused"
    assert [problem.code for problem in result.problems] == ["missing-sheet", "unread-copy"]
    assert "Sheet 2 of the file" in told(result)[1]
    assert "Zzmuller" not in " ".join(told(result))


def test_a_sheet_of_ones_own_is_told_and_the_code_lists_are_not(tmp_path: Path) -> None:
    def add(book: Book) -> None:
        book.create_sheet("Zznotes")["A1"] = "a remark"
        book.create_sheet("Code lists")["A1"] = "a list"
        book.create_sheet("Listes de codes (2)")

    assert told(spoiled(tmp_path, add)) == [
        "Sheet 11 of the file, counted from the left, is none of the template's; nothing on it was read. Leave it, or "
        "bring rows that count to the template's own sheets. [unread-sheet]",
    ]  # fmt: skip


def test_a_second_cover_is_told(tmp_path: Path) -> None:
    def copy(book: Book) -> None:
        book.copy_worksheet(book["Cover"]).title = "Cover (2)"

    assert codes(spoiled(tmp_path, copy)) == [("unread-copy", None)]


def test_cells_in_a_column_without_a_header_are_told(tmp_path: Path) -> None:
    result = spoiled(tmp_path, lambda book: book["Leavers"].__setitem__("AN3", "aside"))
    assert codes(result) == [("unknown-column", "AN1")]


@pytest.mark.parametrize(
    "written",
    [
        "nor-2627-0001", "NOR–2627–0001", "NOR−2627−0001", "NOR 2627 0001", "NOR26270001",
        "NOR-2627-0001\N{ZERO WIDTH SPACE}",
        "\N{ZERO WIDTH NO-BREAK SPACE}NOR-2627-0001\N{NO-BREAK SPACE}", "ＮＯＲ-２６２７-０００１",
    ],
)  # fmt: skip
def test_a_case_number_is_read_however_it_was_typed(written: str, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(case=written)))
    assert rows(result.tables["leavers"], "case") == [("NOR-2627-0001",)]


@pytest.mark.parametrize(
    "written", ["31-12-2009", "2009-12-31 00:00:00", "2009-12-31T00:00:00", "31.12.2009\N{ZERO WIDTH SPACE}"]
)
def test_dates_pasted_from_other_programs_are_read(written: str, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(birth_date=written)))
    assert rows(result.tables["leavers"], "birth_date") == [(datetime.date(2009, 12, 31),)]


@pytest.mark.parametrize(
    "blank", [" ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE} ", "\t"]
)
def test_cells_that_look_empty_are_empty(blank: str, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(grade=blank)))
    assert (result.status, rows(result.tables["leavers"], "grade")) == ("accepted", [(None,)])


def test_a_formula_without_a_value_is_told_and_never_lost(tmp_path: Path) -> None:
    def compute(book: Book) -> None:
        page = book["Leavers"]
        page["O2"].value, page["O2"].data_type = "#N/A", "e"
        page["D3"] = "=D2"

    result = spoiled(tmp_path, compute)
    assert told(result) == [
        "Leavers!O2, case NOR-2627-0001: A formula without a value, or with an error for one. Write the value itself "
        "in place of the formula. [formula-without-value]",
        "Leavers!D3, case NOR-2627-0002: A formula without a value, or with an error for one. Write the value itself "
        "in place of the formula. [formula-without-value]",
    ]  # fmt: skip
    assert rows(result.held["leavers"], "row") == [(3,)]


def test_what_a_formula_computed_is_read_and_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "office.xlsx", leaver(grade="=4+5", track='=""'))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    (sheet,) = [name for name in parts if b"4+5" in parts[name]]
    computed = re.sub(rb"<v\s*/>|<v></v>", b"", parts[sheet])
    parts[sheet] = computed.replace(b"4+5</f>", b"4+5</f><v>9</v>").replace(b'r="N2"', b'r="N2" t="str"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    result = checked(path)
    assert (result.status, rows(result.tables["leavers"], "grade", "track")) == ("accepted", [(9, None)])


@pytest.mark.libreoffice
def test_what_libreoffice_computed_is_read_and_its_errors_are_told(tmp_path: Path, soffice: str) -> None:
    path = write_workbook(
        tmp_path / "office.xlsx", leavers({"grade": "=4+5"}, {"case": "NOR-2627-0002", "grade": "=1/0"})
    )
    result = checked(convert(path, tmp_path / "saved", "xlsx"))
    assert codes(result) == [("formula-without-value", "O3")]
    assert rows(result.tables["leavers"], "grade") == [(9,), (None,)]


def test_dates_of_a_workbook_from_a_mac_are_the_same_days(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "office.xlsx", leaver(birth_date=None))
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book["Leavers"]["I2"] = datetime.date(2009, 3, 14)
    book.save(path)
    assert rows(checked(path).tables["leavers"], "birth_date") == [(datetime.date(2009, 3, 14),)]


def test_hidden_and_filtered_rows_protected_sheets_and_hidden_sheets_are_read(tmp_path: Path) -> None:
    def hide(book: Book) -> None:
        book["Leavers"].row_dimensions[3].hidden = True
        book["Leavers"].auto_filter.ref = "A1:AF3"
        book["Leavers"].protection.enable()
        book["Contacts"].sheet_state = "hidden"

    contacts = table("contacts", CONTACTS, f"{CASE} | Letter | 05.10.2026 | Parents | Reached")
    result = spoiled(tmp_path, hide, contacts)
    assert (result.counts["leavers"].accepted, result.counts["contacts"].accepted) == (2, 1)
    assert codes(result) == [("hidden-data", "A3"), ("hidden-data", None)]


def test_a_note_of_forty_lines_and_emoji_is_read_and_told_nowhere(tmp_path: Path) -> None:
    note = "\N{GRINNING FACE} " + "\n".join(f"zznote {line}" for line in range(40))
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(note=note, grade="\N{GRINNING FACE}")))
    assert codes(result) == [("not-a-number", "O2")]
    assert "zznote" not in " ".join(told(result))


@pytest.mark.parametrize(
    ("cover", "code", "status"),
    [
        ({"school_year": "2036/37"}, "year-not-begun", "refused"),
        ({"school_year": "2024/25"}, "year-over", "accepted-with-warnings"),
    ],
)
def test_a_cover_of_another_year_is_told(cover: dict[str, object], code: str, status: str, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, **cover}))
    assert (result.status, [problem.code for problem in result.problems]) == (status, [code])


@pytest.mark.parametrize("lists", [LISTS, Lists()], ids=["with reference", "without"])
def test_what_stands_for_the_office_is_never_repeated(lists: Lists, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, "office": "Zzmuller"})
    result = checked(path, lists)
    assert (result.status, result.cover["office"]) == ("refused", None)


@pytest.mark.parametrize("written", ["nor", " NOR ", "North"])
def test_the_office_is_known_by_its_code_or_name(written: str, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, "office": written}))
    assert (result.status, result.cover["office"]) == ("accepted", "NOR")


def test_fifty_thousand_pasted_rows_are_told_in_one_line_and_counted(tmp_path: Path) -> None:
    pasted: Table = [
        [*CONTACTS.split(" | ")],
        *([CASE, "Brief", "gestern", "Parents", "Reached"] for _ in range(50_000)),
    ]
    result = checked(write_workbook(tmp_path / "office.xlsx", {**TWO, "contacts": pasted}))
    [line] = told(result)
    assert line.startswith("Contacts!C2:C50001, 50,000 cells: A text that can't be read as a date.")
    assert (result.counts["contacts"].read, result.counts["contacts"].held_back) == (50_000, 50_000)


def test_every_row_of_a_shifted_sheet_is_held_or_accepted_and_no_name_is_told(tmp_path: Path) -> None:
    def shift(book: Book) -> None:
        book["Leavers"].insert_cols(7)
        book["Leavers"].cell(1, 7).value = "Last name"
        for column in range(8, 34):
            book["Leavers"].cell(1, column).value = book["Leavers"].cell(1, column + 1).value

    result = spoiled(tmp_path, shift, leavers({"last_name": "Zzsample", "first_name": "Zzuna"}))
    assert sum(count.read for count in result.counts.values()) == sum(
        count.accepted + count.held_back for count in result.counts.values()
    )
    assert "zz" not in " ".join(describe(problem, ENGLISH) for problem in result.problems).casefold()


def test_a_workbook_of_another_kind_is_checked_as_what_it_is(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [demo / "reference.xlsx", demo / "lists" / "2026-10.xlsx"]
    assert main(["check", "--workspace", str(demo), "--language", "en", *map(str, files)]) == GOOD
    reference, monthly = capsys.readouterr().out.splitlines()
    assert reference.startswith(f"{files[0]}: Reference workbook · accepted")
    assert monthly.startswith(f"{files[1]}: Monthly list of leavers · accepted")


def test_the_reference_workbook_is_checked_though_it_is_the_broken_one(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "alj.toml").touch()
    book = openpyxl.load_workbook(demo / "reference.xlsx")
    for row in range(1, 40):
        if book.worksheets[1].cell(row, 1).value == "NOR":
            book.worksheets[1].cell(row, 1).value = "Zzmuller"
    book.save(tmp_path / "reference.xlsx")
    options = ["check", "--workspace", str(tmp_path), "--language", "en", str(tmp_path / "reference.xlsx")]
    assert main(options) == TO_MEND
    said = capsys.readouterr()
    assert "[not-an-office-code]" in said.out
    assert "Zzmuller" not in said.out + said.err


def test_files_that_are_not_there_are_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound = write_workbook(tmp_path / "sound.xlsx", leaver())
    assert main(["check", str(sound), str(tmp_path / "gone.xlsx"), str(tmp_path)]) == WRONG_USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"alj: there is no file {tmp_path / 'gone.xlsx'}.",
        f"alj: {tmp_path} is a folder: name the workbooks in it.",
    ]


def test_json_has_a_problem_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pasted = leavers(*({"case": f"NOR-2627-{number:04d}", "sex": "?"} for number in range(1, 31)))
    path = write_workbook(tmp_path / "office.xlsx", pasted)
    assert main(["check", "--format", "json", str(path)]) == TO_MEND
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert len(file["problems"]) == 30
