"""What comes of an office workbook: accepted, held back, told; and each problem's whole sentence."""

import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from intake.checks import check_workbook
from intake.language import LANGUAGES, Language
from intake.precheck import Refusal
from intake.problems import describe
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Sheet, fields
from intake.values import Lists
from tests.problem_examples import EXAMPLES, LEAVER, Tables, leaver, leavers, table
from tests.workbooks import COVER, ENGLISH, LEAVERS, TODAY, checked, office_workbook, rows, write_workbook

SOUND = leaver()


@pytest.mark.parametrize("code", EXAMPLES)
def test_each_mistake_is_told_in_a_whole_sentence(code: str, tmp_path: Path) -> None:
    """And every row that was read is accepted or held back."""
    tables, sentence = EXAMPLES[code]
    result = checked(write_workbook(tmp_path / "office.xlsx", {**SOUND, **tables}))
    told = [describe(problem, ENGLISH) for problem in result.problems if problem.code == code]
    assert told[0] == sentence
    for sheet, count in result.counts.items():
        assert count.read == count.accepted + count.held_back
        assert count.read == len({**SOUND, **tables}.get(sheet, [[]])) - 1


def test_a_sound_workbook_is_accepted_without_a_word(tmp_path: Path) -> None:
    result = office_workbook(tmp_path)
    assert (result.status, result.problems) == ("accepted", ())
    assert rows(result.tables["leavers"], "row", "case") == [(2, "NOR-2627-0001"), (3, "NOR-2627-5001")]


def test_a_mistake_holds_back_its_row_and_what_hangs_on_it_and_nothing_else(tmp_path: Path) -> None:
    contacts = table(
        "contacts",
        "case | kind | contact_on | with_whom | result",
        "NOR-2627-0001 | Letter | 05.10.2026 | Parents | No response",
        "NOR-2627-0002 | Letter | 05.10.2026 | Parents | No response",
    )
    tables = leavers({"birth_date": None}, {"case": "NOR-2627-0002"})
    result = checked(write_workbook(tmp_path / "office.xlsx", {**tables, **contacts}))
    assert result.status == "partly-accepted"
    assert rows(result.tables["leavers"], "case") == [("NOR-2627-0002",)]
    assert rows(result.tables["contacts"], "case") == [("NOR-2627-0002",)]
    assert rows(result.held["leavers"], "case", "last_name") == [("NOR-2627-0001", "Sample")]
    assert rows(result.held["contacts"], "case", "row") == [("NOR-2627-0001", 2)]


def test_what_a_row_refers_to_in_vain_is_told_though_it_is_held_back_already(tmp_path: Path) -> None:
    tables = {
        **leaver(birth_date=None),
        **table(
            "contacts",
            "case | kind | contact_on | with_whom | result",
            "NOR-2627-0009 | Letter | 05.10.2026 | Parents | Nonsense",
            "NOR-2627-0001 | Letter | 05.10.2026 | Parents | Nonsense",
        ),
        **table("participants", "workshop | case | joined_on", "YW-2627-09 | NOR-2627-0001 | 05.10.2026"),
        **table(
            "outcomes",
            "case | situation | from_date | confirmed_on | source",
            "NOR-2627-0001 | Employed | 01.09.2026 | 05.10.2026 | Parents",
            "NOR-2627-0001 | Employed | 06.10.2026 | 06.10.2026 | Parents",
        ),
    }
    result = checked(write_workbook(tmp_path / "office.xlsx", tables))
    assert {(problem.code, problem.sheet, problem.cell) for problem in result.problems} == {
        ("missing", "leavers", "I2"),
        ("not-in-list", "contacts", "E2"),
        ("no-such-case", "contacts", "A2"),
        ("not-in-list", "contacts", "E3"),
        ("no-such-workshop", "participants", "B2"),
        ("situation-before-leaving", "outcomes", "C2"),
        ("held-with-case", "outcomes", "A3"),
    }
    (waiting,) = [problem for problem in result.problems if problem.code == "held-with-case"]
    assert waiting.details["rows"] == 1


def test_a_faulty_optional_cell_is_emptied_and_its_row_stands(tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(grade="nine", closed_on="20.09.2026")))
    assert rows(result.tables["leavers"], "grade", "closed_on") == [(None, None)]
    assert [problem.code for problem in result.problems] == ["not-a-number", "closed-before-opened"]


def test_everything_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    wrong = leaver(birth_date=None, opened_on="soon", closed_on="01.01.2026", left_school_on=None, grade=99)
    result = checked(write_workbook(tmp_path / "office.xlsx", wrong))
    assert [(problem.code, problem.cell) for problem in result.problems] == [
        ("not-a-date", "D2"), ("missing", "I2"), ("missing", "Q2"), ("out-of-range", "O2"),
    ]  # fmt: skip


def test_a_needed_cell_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    contacts = table(
        "contacts", "case | kind | contact_on | with_whom | result", "NOR-2627-0001|Letter|soon|Parents|Reached"
    )
    tables = {**leaver(left_school_on="in May"), **contacts}
    result = checked(write_workbook(tmp_path / "office.xlsx", tables))
    assert [(problem.code, problem.cell) for problem in result.problems if problem.severity == "error"] == [
        ("not-a-date", "Q2"), ("not-a-date", "C2"),
    ]  # fmt: skip
    assert (result.tables["leavers"].height, result.tables["contacts"].height) == (0, 0)


def test_a_situation_or_its_day_that_cannot_be_read_is_told_as_nothing_else(tmp_path: Path) -> None:
    outcomes = table(
        "outcomes",
        "case | situation | from_date | confirmed_on | source",
        "NOR-2627-0001 | Floating | 12.10.2026 | 12.10.2026 | Youngster",
        "NOR-2627-0001 | Employed | soon | 13.10.2026 | Youngster",
        "NOR-2627-0001 | Seeking work | later | 14.10.2026 | Youngster",
    )
    result = checked(write_workbook(tmp_path / "office.xlsx", {**leaver(), **outcomes}))
    assert [(problem.code, problem.cell) for problem in result.problems if problem.severity == "error"] == [
        ("not-a-date", "C3"), ("not-a-date", "C4"), ("not-in-list", "B2"),
    ]  # fmt: skip


def test_warnings_hold_nothing_back(tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(national_number="2009031400100")))
    assert result.status == "accepted-with-warnings"
    assert result.tables["leavers"].height == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("31.12.2009", datetime.date(2009, 12, 31)),
        ("31/12/2009", datetime.date(2009, 12, 31)),
        ("2009-12-31", datetime.date(2009, 12, 31)),
        ("  31.12.2009\N{NO-BREAK SPACE}", datetime.date(2009, 12, 31)),
        (40178, datetime.date(2009, 12, 31)),
        (40178.75, datetime.date(2009, 12, 31)),
        (datetime.date(2009, 12, 31), datetime.date(2009, 12, 31)),
        (datetime.datetime(2009, 12, 31, 12, 30), datetime.date(2009, 12, 31)),  # noqa: DTZ001 (as Excel has it)
        ("31.2.2009", "no-such-day"),
        ("31-02-2009", "no-such-day"),
        ("0.13.2009", "no-such-day"),
        ("12/31/2009", "month-before-day"),
        ("31.12.09", "year-of-two-digits"),
        (20091231, "date-without-dots"),
        ("31122009", "date-without-dots"),
        (99999999, "not-a-date"),
        ("12345678", "not-a-date"),
        ("December 2009", "not-a-date"),
        (True, "not-a-date"),
        (datetime.time(12, 30), "not-a-date"),
    ],
)
def test_dates_are_read_in_every_form_that_people_use(
    written: object, read: datetime.date | str, tmp_path: Path
) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(birth_date=written)))
    if isinstance(read, str):
        assert rows(result.held["leavers"], "birth_date") == [(None,)]
        assert [problem.code for problem in result.problems] == [read]
    else:
        assert rows(result.tables["leavers"], "birth_date") == [(read,)]
        assert result.problems == ()


@pytest.mark.parametrize(
    "written", ["Monthly list", "monthly-list", "MONTHLY  LIST", " monthly\N{NO-BREAK SPACE}list ", "Liste mensuelle"]
)
def test_codes_are_read_by_code_or_label_whatever_the_case_accents_or_spaces(written: str, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(origin=written)))
    assert rows(result.tables["leavers"], "origin") == [("monthly-list",)]


@pytest.mark.parametrize("written", [1893120105732, "1893120105732", "1893 1201 05732", "1893120105732 "])
def test_a_national_number_is_thirteen_digits_however_it_was_typed(written: object, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(national_number=written)))
    assert rows(result.tables["leavers"], "national_number") == [("1893120105732",)]
    assert [problem.code for problem in result.problems] == ["birth-date-differs"]


def test_sheets_and_columns_are_found_wherever_they_stand(tmp_path: Path) -> None:
    """Title rows above, columns in another order with others between, sheets in another order, rows left blank."""
    source = openpyxl.load_workbook(write_workbook(tmp_path / "office.xlsx", SOUND))
    source.move_sheet("Leavers", offset=5)
    page = source["Leavers"]
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    page.delete_rows(1, 2)
    order = list(range(len(values[0])))[::-1]
    page["A1"] = "Our list"
    for column, origin in enumerate(order):
        page.cell(5, 3 + 2 * column, values[0][origin])
        page.cell(65, 3 + 2 * column, values[1][origin])
        page.cell(5, 2 + 2 * column, "our own column" if column == 3 else None)
    source.save(tmp_path / "moved.xlsx")
    result = checked(tmp_path / "moved.xlsx")
    assert rows(result.tables["leavers"], "row", "case", "last_name") == [(65, "NOR-2627-0001", "Sample")]
    assert [(problem.code, problem.cell) for problem in result.problems] == [("unknown-column", "H5")]


def test_a_row_with_nothing_but_its_prefilled_number_is_blank(tmp_path: Path) -> None:
    only_a_number: list[object] = ["NOR-2627-5002"]
    tables = {"leavers": [*SOUND["leavers"], only_a_number]}
    result = checked(write_workbook(tmp_path / "office.xlsx", tables))
    assert (result.counts["leavers"].read, result.status) == (1, "accepted")


@pytest.mark.parametrize(
    ("cover", "code"),
    [
        ({**COVER, "office": None}, "cover-incomplete"),
        ({**COVER, "office": "XYZ"}, "unknown-office"),
        ({**COVER, "school_year": "this year"}, "not-a-school-year"),
        ({**COVER, "data_on": "31.12.2026"}, "date-in-future"),
    ],
)
def test_a_cover_that_says_too_little_refuses_the_workbook(cover: dict[str, object], code: str, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", SOUND, cover))
    assert result.status == "refused"
    assert [problem.code for problem in result.problems] == [code]
    assert dict(result.tables) == {}


def test_missing_sheets_and_needed_columns_refuse_the_workbook_and_are_told_together(tmp_path: Path) -> None:
    source = openpyxl.load_workbook(write_workbook(tmp_path / "office.xlsx", SOUND))
    del source["Contacts"]
    source["Leavers"]["I1"] = "Born"
    source.save(tmp_path / "office.xlsx")
    result = checked(tmp_path / "office.xlsx")
    assert [describe(problem, ENGLISH) for problem in result.problems if problem.severity == "error"] == [
        "The sheet “Contacts” is missing. If it was renamed, give it back its name; else copy your rows into a new "
        "template. [missing-sheet]",
        "Leavers!I1: The column “Birth date” is missing, or its header was changed. Write “Birth date” again as the "
        "header of its column. [missing-column]",
    ]


def test_layout_warnings_name_the_header(tmp_path: Path) -> None:
    source = openpyxl.load_workbook(write_workbook(tmp_path / "office.xlsx", SOUND, {**COVER, "template_version": "0"}))
    page = source["Leavers"]
    page["AF1"] = "Sex"  # over "Note"
    source.save(tmp_path / "office.xlsx")
    told = [describe(problem, ENGLISH) for problem in checked(tmp_path / "office.xlsx").problems]
    assert told == [
        "Cover: The workbook was made from template 0; now template 1 is in use. Go on in the marked copy that "
        "comes back to you: it is made from template 1. [old-template]",
        "Leavers: The column “Note” is missing, or its header was changed; all its cells count as empty. If you need "
        "it, write “Note” again as the header of its column. [missing-optional-column]",
        "Leavers!AF1: The column “Sex” stands here a second time; the first one was read. Delete the one that is "
        "wrong. [duplicate-column]",
    ]


@pytest.mark.parametrize("sheet", OFFICE_WORKBOOK.sheets, ids=lambda sheet: sheet.INFO.key)
def test_a_wrong_word_in_any_cell_can_be_told(sheet: type[Sheet], tmp_path: Path) -> None:
    columns = list(fields(sheet))
    nonsense: list[object] = ["§ nonsense §"] * len(columns)
    tables: Tables = {**SOUND, sheet.INFO.key: [list(columns), nonsense]}
    path = write_workbook(tmp_path / "office.xlsx", tables)
    told = [describe(problem, ENGLISH) for problem in checked(path).problems]
    coded = sum(declared.kind not in ("text", "reference") for declared in fields(sheet).values())
    assert len(told) >= coded
    assert not [message for message in told if "nonsense" in message]


def test_a_refused_file_has_one_problem_and_no_table() -> None:
    result = check_workbook(Refusal("old-xls"), today=TODAY, lists=Lists())
    assert (result.status, [problem.code for problem in result.problems]) == ("refused", ["old-xls"])


def test_a_refusal_tells_its_kind_and_its_limit_and_no_name() -> None:
    detail: dict[str, str | int] = {
        "what": "rows",
        "limit": 1_048_576,
        "sheet": "Zzmuller",
        "row": 2_000_000,
        "column": 3,
    }
    (problem,) = check_workbook(Refusal("too-large", detail), today=TODAY, lists=Lists()).problems
    assert describe(problem, ENGLISH) == (
        "The workbook is far larger than a year's work can be. A sheet has a cell filled below row 1,048,576. Copy "
        "your rows into a new template and upload that. [too-large]"
    )
    assert "Zz" not in problem.details_json()


def test_a_message_never_quotes_what_stands_in_a_cell(tmp_path: Path) -> None:
    canary = "Zzcanary"
    for key in LEAVER:
        result = checked(write_workbook(tmp_path / "office.xlsx", leaver(**{key: canary})))
        for problem in result.problems:
            assert canary.casefold() not in describe(problem, ENGLISH).casefold()
            assert canary.casefold() not in problem.details_json().casefold()


def test_labels_of_every_language_are_read(tmp_path: Path) -> None:
    for code in LANGUAGES:
        language = Language(code)
        path = write_workbook(tmp_path / f"{code}.xlsx", {"leavers": LEAVERS}, language=language)
        result = checked(path)
        assert (result.status, result.tables["leavers"].height) == ("accepted", 2)


def test_the_accepted_tables_keep_the_declaration(tmp_path: Path) -> None:
    result = office_workbook(tmp_path)
    for sheet in OFFICE_WORKBOOK.sheets:
        table_ = result.tables[sheet.INFO.key]
        assert table_.schema == pl.Schema({name: column.dtype for name, column in sheet.columns().items()})
        assert sheet.is_valid(table_)


STAMPED = {**COVER, "template_version": "1", "written_for": "NOR 2026/27"}


def test_a_cover_of_another_office_than_the_stamps_refuses_the_workbook(tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", {}, {**STAMPED, "office": "MIN"}))
    assert [describe(problem, ENGLISH) for problem in result.problems] == [
        "Cover!B1: The cover names another office than the one that the tool wrote this workbook for. Correct the "
        "office on the cover. If the workbook is another office's, copy your rows into your own. "
        "[cover-contradicts-stamp]"
    ]
    assert (result.status, result.cover_cells["office"]) == ("refused", "B1")


def test_a_cover_of_another_year_than_the_stamps_is_told(tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(), {**STAMPED, "written_for": "NOR 2025/26"}))
    assert [describe(problem, ENGLISH) for problem in result.problems] == [
        "Cover!B2: The tool wrote this workbook for another school year than the one on the cover: for 2025/26. "
        "Correct the school year on the cover, or go on in the workbook of that year. [year-contradicts-stamp]"
    ]
    assert result.tables["leavers"].height == 1


@pytest.mark.parametrize("stamp", ["NOR 2026/27", "NOR", None, "anybody's"])
def test_a_cover_that_agrees_with_its_stamp_is_nothing_to_tell(stamp: str | None, tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(), {**STAMPED, "written_for": stamp}))
    assert result.problems == ()


def test_a_refused_workbooks_rows_are_told_too_and_nothing_is_accepted(tmp_path: Path) -> None:
    early = table("outcomes", "case | situation | from_date | confirmed_on | source",
                  "NOR-2627-0001 | Employed | 12.09.2026 | 12.10.2026 | Youngster")  # fmt: skip
    tables = {**leavers({}, {"case": "NOR-2627-0002", "birth_date": "soon"}), **early}
    result = checked(write_workbook(tmp_path / "office.xlsx", tables, {**COVER, "data_on": None}))
    assert [(problem.code, problem.cell) for problem in result.problems] == [
        ("cover-incomplete", "B4"), ("not-a-date", "I3"), ("situation-before-leaving", "C2"),
    ]  # fmt: skip
    assert (result.status, result.tables, result.held, result.counts) == ("refused", {}, {}, {})


def test_rows_beside_a_sheet_or_column_that_is_missing_are_checked_by_themselves(tmp_path: Path) -> None:
    contacts = table("contacts", "case | kind | contact_on | with_whom | result", "NOR-2627-0009|Letter|soon|Parents|?")
    path = write_workbook(tmp_path / "office.xlsx", {**leaver(sex="?"), **contacts})
    book = openpyxl.load_workbook(path)
    del book["Outcomes"]
    assert book["Leavers"]["I1"].value == "Birth date"
    book["Leavers"]["I1"].value = "Born"
    book.save(path)
    result = checked(path)
    errors = [problem for problem in result.problems if problem.severity == "error"]
    assert [(problem.code, problem.sheet, problem.cell) for problem in errors] == [
        ("missing-sheet", None, None), ("missing-column", "leavers", "I1"), ("not-in-list", "leavers", "J2"),
        ("not-a-date", "contacts", "C2"), ("not-in-list", "contacts", "E2"),
    ]  # fmt: skip
