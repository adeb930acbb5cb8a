"""The marked workbook: everything that the office sent, on the current template, with what to mend marked in place."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake.checks import CheckedWorkbook
from intake.feedback import write_marked
from intake.language import Language, all_languages
from intake.precheck import Refusal
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields
from intake.tables.office import Contacts, Leavers
from intake.template import FREE_NUMBERS, Stamp, write_template
from intake.workbook import column_letters, read_workbook
from samples.reference import reference_lists
from samples.service import make_up_service
from samples.workbooks import OfficeWorkbook, office_workbooks
from tests.libreoffice import convert, needs_libreoffice
from tests.marking import LISTS_OF_SAMPLE, grounds, lines_to_mend, marked, places, read_and_check, to_mark
from tests.problem_examples import CASE, CONTACTS, EXAMPLES, leaver, leavers, table
from tests.workbooks import COVER, ENGLISH, write_workbook

WRONG = {
    ("leavers", "birth_date"): "14 Marsember",
    ("leavers", "sex"): "?",
    ("leavers", "school"): "No such place",
    ("leavers", "grade"): 99,
    ("contacts", "contact_on"): "soon",
    ("contacts", "kind"): True,
    ("outcomes", "situation"): "=Nirgends",
    ("interviews", "accepts"): None,
}
"""What is put in place of a sound value, by sheet and column."""


@pytest.fixture(scope="module")
def sample() -> OfficeWorkbook:
    """A made-up office's workbook of the current year, without a mistake."""
    return office_workbooks(make_up_service(1, 0.05))[-1]


def written(sample: OfficeWorkbook, path: Path, language: str) -> Path:
    """Write a made-up workbook in a language."""
    stamp = Stamp(1, language, datetime.date(2026, 9, 1), sample.office, sample.school_year, "2026-09, 2026-10")
    write_template(
        OFFICE_WORKBOOK, path, Language(language), cover=sample.cover, rows=sample.rows, lists=reference_lists(),
        stamp=stamp,
    )  # fmt: skip
    return path


def at(sheet: str, column: str, row: int) -> str:
    """Return the cell of a column of the template, as in "F17"."""
    return f"{column_letters(list(fields(OFFICE_WORKBOOK.sheet(sheet))).index(column) + 1)}{row}"


def page_of(book: openpyxl.Workbook, sheet: str, language: str) -> Any:
    return book[Language(language).text(OFFICE_WORKBOOK.sheet(sheet).INFO.title)]


def break_cells(path: Path, language: str) -> dict[tuple[str, str], object]:
    """Put the wrong values into the second row of each sheet; return what stood there, by sheet and cell."""
    book = openpyxl.load_workbook(path)
    stood = {}
    for (sheet, column), value in WRONG.items():
        cell = page_of(book, sheet, language)[at(sheet, column, 3)]
        stood[sheet, cell.coordinate] = cell.value
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)
    return stood


def assert_same_tables(one: CheckedWorkbook, other: CheckedWorkbook) -> None:
    """Both accept the same rows, and hold back the same."""
    for key in one.tables:
        assert one.tables[key].equals(other.tables[key]), key
        assert one.held[key].equals(other.held[key]), key


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_broken_marked_and_mended_equals_never_broken(sample: OfficeWorkbook, tmp_path: Path, language: str) -> None:
    _, sound = read_and_check(written(sample, tmp_path / "sound.xlsx", language), LISTS_OF_SAMPLE)
    assert not any(problem.severity == "error" for problem in sound.problems)
    broken = written(sample, tmp_path / "broken.xlsx", language)
    stood = break_cells(broken, language)
    back = marked(broken, LISTS_OF_SAMPLE, {})
    errors = {(one.sheet, one.cell) for one in back.source.problems if one.severity == "error"}
    assert stood.keys() <= errors
    assert_same_tables(back.source, back.again)  # sent back as it is
    assert places(back.source) == places(back.again)
    assert back.again.cover["lists_held"] == "2026-09, 2026-10"

    book = openpyxl.load_workbook(back.path)
    filled = {
        (sheet.INFO.key, cell)
        for sheet in OFFICE_WORKBOOK.sheets
        for cell, kind in grounds(page_of(book, sheet.INFO.key, language)).items()
        if kind == "error"
    }
    assert filled == errors
    for (sheet, cell), value in stood.items():
        page_of(book, sheet, language)[cell] = value
    book.save(tmp_path / "mended.xlsx")
    _, mended = read_and_check(tmp_path / "mended.xlsx", LISTS_OF_SAMPLE)
    assert_same_tables(mended, sound)
    assert places(mended) == places(sound)
    clean = marked(tmp_path / "mended.xlsx", LISTS_OF_SAMPLE, {})
    page = page_of(openpyxl.load_workbook(clean.path), "leavers", language)
    assert "error" not in grounds(page).values()
    assert not any(cell.comment for row in page.iter_rows() for cell in row if row[0].row == 3)


@needs_libreoffice
@pytest.mark.libreoffice
def test_libreoffice_opens_and_saves_it_without_a_loss(sample: OfficeWorkbook, tmp_path: Path) -> None:
    broken = written(sample, tmp_path / "broken.xlsx", "fr")
    break_cells(broken, "fr")
    back = marked(broken, LISTS_OF_SAMPLE, {})
    _, saved = read_and_check(convert(back.path, tmp_path / "saved", "xlsx"), LISTS_OF_SAMPLE)
    assert places(saved) == places(back.source)
    assert_same_tables(saved, back.source)


EVERY_FIFTH = [
    code if number % 5 == 0 else pytest.param(code, marks=pytest.mark.soak) for number, code in enumerate(EXAMPLES)
]


@pytest.mark.parametrize("code", EVERY_FIFTH)
def test_marked_again_it_is_the_same_file(code: str, tmp_path: Path) -> None:
    """For every fifth code; in the long form for the others."""
    tables, _ = EXAMPLES[code]
    back = marked(write_workbook(tmp_path / "office.xlsx", {**leaver(), **tables}))
    assert places(back.again) == places(back.source)
    assert code in {one.code for one in back.source.problems}
    write_marked(to_mark(back.path), tmp_path / "twice.xlsx")
    twice, once = (openpyxl.load_workbook(path) for path in (tmp_path / "twice.xlsx", back.path))
    assert twice.sheetnames == once.sheetnames
    for page in once.worksheets:
        cells = [[(cell.value, cell.comment and cell.comment.text) for cell in row] for row in page.iter_rows()]
        again = [[(c.value, c.comment and c.comment.text) for c in row] for row in twice[page.title].iter_rows()]
        assert again == cells, page.title


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path) -> None:
    source = to_mark(write_workbook(tmp_path / "office.xlsx", leaver(birth_date="14 Marsember")))
    write_marked(source, tmp_path / "a.xlsx")
    write_marked(source, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_wrong_cell_is_filled_explained_and_linked(tmp_path: Path) -> None:
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver(birth_date="14 Marsember", sex=None)))
    book = openpyxl.load_workbook(back.path)
    page: Any = book["Leavers"]
    assert grounds(page) == {"I2": "error", "J2": "error"}
    assert page["I2"].value == "14 Marsember"
    assert page["I2"].comment.text == (
        "A text that can't be read as a date. Write day, month and year, as in 31.12.2009. [not-a-date]\n\n"
        "In the cell: “14 Marsember”"
    )
    assert page["I2"].comment.author == "ALJ"
    assert page["J2"].comment.text == (
        "“Sex” is needed and empty. Fill it in; until then the row is held back. [missing]"
    )
    first, second = lines_to_mend(back.path)
    assert first == {
        "No.": 1,
        "Sheet": "Leavers",
        "Cell": "I2",
        "Case": "NOR-2627-0001",
        "What stands there": "14 Marsember",
        "What is wrong": "A text that can't be read as a date.",
        "What to do": "Write day, month and year, as in 31.12.2009.",
        "Code": "not-a-date",
        "link": "'Leavers'!I2",
    }
    assert second["link"] == "'Leavers'!J2"
    assert book.sheetnames[:2] == ["To mend", "Cover"]
    assert [page.title for page in book.worksheets if page.sheet_view.tabSelected] == ["To mend"]


def test_a_warning_has_another_ground(tmp_path: Path) -> None:
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver(national_number="1893120105731")))
    assert [(one.code, one.cell) for one in back.source.problems] == [
        ("bad-check-digit", "F2"),
        ("birth-date-differs", "F2"),
    ]
    page: Any = openpyxl.load_workbook(back.path)["Leavers"]
    assert grounds(page) == {"F2": "warning"}
    assert page["F2"].comment.text.count("[") == 2


def test_when_there_is_nothing_to_mend_it_says_so(tmp_path: Path) -> None:
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver()))
    texts = [cell.value for row in openpyxl.load_workbook(back.path)["To mend"].iter_rows() for cell in row]
    assert [text for text in texts if text] == ["To mend", "NOR 2026/27", "There is nothing to mend in this workbook."]


def test_many_of_one_kind_are_one_line_and_each_cell_is_marked(tmp_path: Path) -> None:
    rows = [f"{CASE} | Letter | soon | Parents | No response" for _ in range(3_000)]
    back = marked(write_workbook(tmp_path / "office.xlsx", {**leaver(), **table("contacts", CONTACTS, *rows)}))
    (line,) = (one for one in lines_to_mend(back.path) if one["Code"] == "not-a-date")
    assert line["Cell"] == "C2:C3001, 3,000 cells"
    assert line["link"] == "'Contacts'!C2"
    assert len(grounds(openpyxl.load_workbook(back.path)["Contacts"])) == 3_000


def test_an_office_on_an_older_template_is_moved_to_the_current_one(tmp_path: Path) -> None:
    cover = {**COVER, "template_version": "0", "written_in": "French", "written_for": "NOR 2026/27"}
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver(), cover))
    assert [one.code for one in back.source.problems] == ["old-template"]
    assert back.again.problems == ()
    assert back.again.cover["template_version"] == str(OFFICE_WORKBOOK.version)
    assert openpyxl.load_workbook(back.path).sheetnames[0] == "À corriger"
    (line,) = lines_to_mend(back.path, Language("fr"))
    assert line["Code"] == "old-template"


def test_the_template_is_intact(sample: OfficeWorkbook, tmp_path: Path) -> None:
    plain = openpyxl.load_workbook(written(sample, tmp_path / "plain.xlsx", "en"))
    broken = written(sample, tmp_path / "broken.xlsx", "en")
    break_cells(broken, "en")
    back = openpyxl.load_workbook(marked(broken, LISTS_OF_SAMPLE, {}).path)
    for page in plain.worksheets:
        other = back[page.title]
        assert [(str(one.sqref), one.formula1) for one in other.data_validations.dataValidation] == [
            (str(one.sqref), one.formula1) for one in page.data_validations.dataValidation
        ]
        assert [str(one.sqref) for one in other.conditional_formatting] == [
            str(one.sqref) for one in page.conditional_formatting
        ]
        assert other.freeze_panes == page.freeze_panes
        assert other.protection.sheet
        assert other.auto_filter.ref == page.auto_filter.ref
    # The dropdowns' entries are those that the workbook brought along.
    assert {name: area.attr_text for name, area in back.defined_names.items()} == {
        name: area.attr_text for name, area in plain.defined_names.items()
    }
    formulas = [
        cell.value for page in back.worksheets for row in page.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas == [cell.value for row in plain["Cover"].iter_rows() for cell in row if cell.data_type == "f"]


def test_free_numbers_stay_ready_and_are_never_doubled(tmp_path: Path) -> None:
    path = tmp_path / "office.xlsx"
    stamp = Stamp(1, "en", datetime.date(2026, 9, 1), "NOR", "2026/27")
    write_template(OFFICE_WORKBOOK, path, ENGLISH, cover=COVER, lists={}, stamp=stamp)
    book = openpyxl.load_workbook(path)
    page: Any = book["Leavers"]
    assert page["A4"].value == "NOR-2627-5003"
    for column, value in enumerate(("NOR-2627-5003", None, "Youngster"), start=1):
        page.cell(2 + FREE_NUMBERS, column, value)  # the number was copied to another row and used there
    page["A10"] = None
    book.save(path)
    back = marked(path)
    numbers = [cell.value for cell in openpyxl.load_workbook(back.path)["Leavers"]["A"][1:] if cell.value]
    assert len(numbers) == len(set(numbers)) == FREE_NUMBERS + 1
    assert numbers[:3] == ["NOR-2627-5001", "NOR-2627-5002", "NOR-2627-5004"]
    assert numbers[-1] == "NOR-2627-5062"
    again = marked(back.path)
    assert [cell.value for cell in openpyxl.load_workbook(again.path)["Leavers"]["A"][1:] if cell.value] == numbers


@pytest.mark.parametrize("language", all_languages())
def test_the_sheet_to_mend_is_known_however_it_is_called(language: Language, tmp_path: Path) -> None:
    cover = {**COVER, "written_in": language.code}
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver(sex=None), cover))
    book = openpyxl.load_workbook(back.path)
    book.copy_worksheet(book.worksheets[0])
    copied = book.copy_worksheet(book.worksheets[0])
    copied.title = "Zz done"
    book.save(back.path)
    _, again = read_and_check(back.path)
    assert places(again) == places(back.source)
    assert book.worksheets[0].title == language.text("To mend")


def test_links_lead_to_the_new_place_of_a_cell(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "office.xlsx", leavers({}, {"case": "NOR-2627-0002", "sex": None}))
    book = openpyxl.load_workbook(path)
    page: Any = book["Leavers"]
    page.insert_rows(1, amount=3)
    page.insert_cols(1)
    page["A4"], page["A6"], page["B1"] = "Zz mine", "Zz kept", "Zz title"
    book.save(path)
    back = marked(path)
    missing = next(one for one in back.source.problems if one.code == "missing")
    assert missing.cell == "K6"
    line = next(one for one in lines_to_mend(back.path) if one["Code"] == "missing")
    assert line["link"] == "'Leavers'!J3"
    assert grounds(openpyxl.load_workbook(back.path)["Leavers"])["J3"] == "error"
    assert [row["case"] for row in back.again.held["leavers"].to_dicts()] == ["NOR-2627-0002"]


def test_a_refused_workbook_that_can_be_read_comes_back_too(tmp_path: Path) -> None:
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, "data_on": "Zz soon"}))
    assert back.source.refused
    assert places(back.source)[0][0] == "not-a-date"
    book = openpyxl.load_workbook(back.path)
    (line,) = lines_to_mend(back.path)
    sheet, cell = line["link"].split("!")
    assert book[sheet.strip("'")][cell].value == "Zz soon"
    assert book[sheet.strip("'")][cell].comment
    assert back.again.refused


def test_the_marked_file_passes_the_precheck_and_names_its_reader_nothing_new(tmp_path: Path) -> None:
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver(sex="?")))
    assert not isinstance(read_workbook(back.path), Refusal)
    assert [sheet.name for sheet in back.read.sheets if not sheet.visible] == []


def test_columns_of_the_template_keep_their_looks(tmp_path: Path) -> None:
    back = marked(write_workbook(tmp_path / "office.xlsx", leaver(birth_date="14 Marsember", grade="9th")))
    page: Any = openpyxl.load_workbook(back.path)["Leavers"]
    assert page["I2"].number_format == "dd.mm.yyyy"  # so that a date typed over it is one
    assert not page["I2"].protection.locked
    contacts = list(fields(Contacts))
    assert page.max_column >= len(fields(Leavers)) > len(contacts)


def test_what_hangs_on_a_case_is_one_line_of_what_is_to_mend(tmp_path: Path) -> None:
    contacts = table(
        "contacts", "case | kind | contact_on | with_whom | result", f"{CASE} | Letter | 05.10.2026 | Parents | Reached"
    )
    interviews = table(
        "interviews", "case | interviewed_on | main_reason | accepts", f"{CASE} | 12.10.2026 | Health | yes"
    )
    back = marked(write_workbook(tmp_path / "office.xlsx", {**leaver(birth_date=None), **contacts, **interviews}))
    sheet = openpyxl.load_workbook(back.path)["To mend"]
    lines = [
        [cell.value for cell in row] for row in sheet.iter_rows() if "held-with-case" in {cell.value for cell in row}
    ]
    assert len(lines) == 1
    assert {"Contacts!A2, Interviews!A2", CASE} <= set(lines[0])
