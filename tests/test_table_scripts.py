"""The pure parts of our scripts, in Chromium: order, .csv, .xlsx, and what a search finds."""

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.search import Find, FoundPage, search_index
from tests.libreoffice import convert, needs_libreoffice

pytestmark = pytest.mark.browser

ASSETS = Path(__file__).parent.parent / "site_templates" / "assets"
PURE = ("rows", "csv", "zip", "xlsx", "search")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", '=HYPERLINK("http://example.org")')
OCTOBER_31, SEPTEMBER_1 = datetime.fromisoformat("2026-10-31"), datetime.fromisoformat("2026-09-01")
SHEET: dict[str, Any] = {
    "columns": ["Office", "Cases", "Share", "Due", "Month"],
    "rows": [
        [
            {"value": 'Esch "Süd"; A,B', "form": "text"}, {"value": 1120, "form": "number"},
            {"value": 0.685, "form": "percent"}, {"value": "2026-10-31", "form": "day"},
            {"value": "2026-09", "form": "month"},
        ],
        [
            {"value": "<b>&amp;\u0007", "form": "text"}, {"value": 14.75, "form": "number"},
            {"value": 0.68, "form": "percent"}, {"value": "–", "form": "text"}, {"value": "", "form": "text"},
        ],
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def scripts(chromium: Any) -> Iterator[Any]:
    """An empty page with the scripts that touch no page."""
    page = chromium.new_page()
    for name in PURE:
        page.add_script_tag(path=ASSETS / f"{name}.js")
    yield page
    page.close()


def order(scripts: Any, keys: list[object], *, descending: bool = False, language: str = "en") -> list[object]:
    places = scripts.evaluate(
        "([keys, down, language]) => alj.orderOf(alj.ranks(keys, language), down)", [keys, descending, language]
    )
    return [keys[place] for place in places]


def workbook(scripts: Any, sheet: object, title: str = "Sheet") -> bytes:
    bytes_of = "([sheet, title]) => btoa(String.fromCharCode(...alj.xlsx(sheet, title)))"
    return base64.b64decode(scripts.evaluate(bytes_of, [sheet, title]))


def texts(*words: str) -> dict[str, Any]:
    return {"columns": ["Text"], "rows": [[{"value": word, "form": "text"}] for word in words]}


def test_numbers_are_put_in_order_as_numbers_and_what_is_missing_comes_last(scripts: Any) -> None:
    keys: list[object] = [9, None, 83, -4, "none yet", 10]
    assert order(scripts, keys) == [-4, 9, 10, 83, None, "none yet"]
    assert order(scripts, keys, descending=True) == [83, 10, 9, -4, None, "none yet"]


def test_words_are_put_in_order_as_a_reader_expects(scripts: Any) -> None:
    assert order(scripts, ["step 10", "Zug", "étude", "step 9", "Eau"]) == ["Eau", "étude", "step 9", "step 10", "Zug"]


def test_rows_that_are_alike_keep_their_order(scripts: Any) -> None:
    given = [[2, 1, 2, 1], True, "en"]
    assert scripts.evaluate("given => alj.orderOf(...given)", given) == [0, 2, 1, 3]


def test_days_and_months_are_compared_by_time(scripts: Any) -> None:
    assert scripts.evaluate("['2026-10-31', '2026-10', '12'].map(alj.number)") == [1793404800000, 1790812800000, 12]


def test_words_are_compared_without_case_accents_and_ligatures(scripts: Any) -> None:
    assert scripts.evaluate("alj.plain('Éducation, Sœur, STRASSE, Maß')") == "education, soeur, strasse, mass"


@pytest.mark.parametrize(
    ("language", "separator", "number", "share"), [("en", ",", "14.75", "0.685"), ("fr", ";", "14,75", "0,685")]
)
def test_a_csv_is_what_a_spreadsheet_of_that_language_reads(
    scripts: Any, language: str, separator: str, number: str, share: str
) -> None:
    text = scripts.evaluate("([sheet, language]) => alj.csv(sheet, language)", [SHEET, language])
    assert text.startswith("\ufeffOffice")
    assert text.count("\r\n") == 3
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))
    assert rows == [
        ["Office", "Cases", "Share", "Due", "Month"],
        ['Esch "Süd"; A,B', "1120", share, "2026-10-31", "2026-09"],
        ["<b>&amp;\u0007", number, share[:-1], "–", ""],
    ]


def test_no_text_of_a_csv_is_a_formula_and_a_number_stays_one(scripts: Any) -> None:
    sheet = texts(*FORMULAS, "a=1")
    sheet["rows"].append([{"value": -4, "form": "number"}])
    text = scripts.evaluate("sheet => alj.csv(sheet, 'en')", sheet)
    rows = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert rows == [*(f"'{formula}" for formula in FORMULAS), "a=1", "-4"]


def test_a_heading_of_a_csv_is_no_formula_either(scripts: Any) -> None:
    assert scripts.evaluate("alj.csv({columns: ['=1'], rows: []}, 'en')") == "\ufeff'=1\r\n"


def test_an_xlsx_holds_numbers_and_days_as_such(scripts: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(scripts, SHEET, "Cases: [all] / 1*?'")))
    assert book.sheetnames == ["Cases all 1"]
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows == [
        ("Office", "Cases", "Share", "Due", "Month"),
        ('Esch "Süd"; A,B', 1120, 0.685, OCTOBER_31, SEPTEMBER_1),
        ("<b>&amp;\ufffd", 14.75, 0.68, "–", None),
    ]
    assert [cell.number_format for cell in sheet[2]][1:] == ["#,##0", "0.0%", "mm-dd-yy", "mmm-yy"]
    assert [cell.number_format for cell in sheet[3]][1:3] == ["General", "0%"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E3")


def test_no_text_of_an_xlsx_is_a_formula(scripts: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(scripts, texts(*FORMULAS)))) as archive:
        assert archive.testzip() is None
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == len(FORMULAS) + 1


def test_the_same_rows_give_the_same_xlsx(scripts: Any) -> None:
    assert workbook(scripts, SHEET) == workbook(scripts, SHEET)


def test_a_sheet_has_more_columns_than_the_alphabet_has_letters(scripts: Any) -> None:
    sheet = {"columns": [f"c{n}" for n in range(28)], "rows": [[{"value": n, "form": "number"} for n in range(28)]]}
    read = openpyxl.load_workbook(io.BytesIO(workbook(scripts, sheet))).worksheets[0]
    assert (read["Z2"].value, read["AA2"].value, read["AB1"].value) == (25, 26, "c27")


@needs_libreoffice
@pytest.mark.libreoffice
def test_libreoffice_opens_an_xlsx_and_finds_days_numbers_and_texts(scripts: Any, tmp_path: Path) -> None:
    rows = [*SHEET["rows"], [{"value": "=1+1", "form": "text"}]]
    (tmp_path / "shown.xlsx").write_bytes(workbook(scripts, {**SHEET, "rows": rows}))
    sheet = openpyxl.load_workbook(convert(tmp_path / "shown.xlsx", tmp_path / "out", "xlsx")).worksheets[0]
    read = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=4)]
    assert read[1] == ['Esch "Süd"; A,B', 1120, 0.685, OCTOBER_31]
    assert read[3][0] == "=1+1"
    assert sheet["A4"].data_type == "s"
    assert sheet["D2"].is_date


@needs_libreoffice
@pytest.mark.libreoffice
def test_what_looks_like_a_coded_letter_stays_what_it_is(scripts: Any, tmp_path: Path) -> None:
    (tmp_path / "shown.xlsx").write_bytes(workbook(scripts, texts("_x0041_", "a_x000D_b")))
    assert convert(tmp_path / "shown.xlsx", tmp_path / "out", "csv").read_text().split() == [
        "Text",
        "_x0041_",
        "a_x000D_b",
    ]


# ---- Search ----
PAGES = (
    FoundPage("index.html", "This week", (), {}),
    FoundPage("offices/min/index.html", "Office Minett", (Find("office", "Minett", "MIN"),), {}),
    FoundPage(
        "offices/nor/caseload.html", "Office Nord: caseload",
        tuple(Find("case", f"NOR-2627-{n:04}", anchor=f"NOR-2627-{n:04}") for n in (4, 41, 410)), {},
    ),
    FoundPage(
        "definitions.html", "Définitions",
        (Find("definition", "Reached", "Of those listed, how many élèves were reached.", "reached"),), {},
    ),
)  # fmt: skip


def found(scripts: Any, query: str, limit: int = 6) -> list[tuple[str, list[str], int]]:
    """The hits of a search by kind: kind, links, how many there are."""
    index = json.loads(search_index(PAGES).removeprefix("alj.searchIndex = ").removesuffix(";\n"))
    groups = scripts.evaluate(
        "([index, query, limit]) => alj.search(alj.readIndex(index), query, limit)", [index, query, limit]
    )
    return [(group["kind"], [hit["href"] for hit in group["hits"]], group["all"]) for group in groups]


NOR_41 = ("case", ["offices/nor/caseload.html#NOR-2627-0041"], 1)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("NOR-2627-0041", NOR_41),
        ("nor 2627 0041", NOR_41),
        ("nor26270041", NOR_41),
        ("0041", NOR_41),
        ("minett", ("office", ["offices/min/index.html"], 1)),
        ("MIN", ("office", ["offices/min/index.html"], 1)),
        ("eleves", ("definition", ["definitions.html#reached"], 1)),
        ("reached", ("definition", ["definitions.html#reached"], 1)),
        ("definitions", ("page", ["definitions.html"], 1)),
    ],
)
def test_what_is_looked_for_comes_first(scripts: Any, query: str, first: tuple[str, list[str], int]) -> None:
    assert found(scripts, query)[0] == first


def test_a_search_says_how_many_there_are_beyond_those_it_shows(scripts: Any) -> None:
    assert found(scripts, "nor", 2)[0] == (
        "case", ["offices/nor/caseload.html#NOR-2627-0004", "offices/nor/caseload.html#NOR-2627-0041"], 3,
    )  # fmt: skip


@pytest.mark.parametrize("query", ["", "  ", "-", "nothing of the kind", "min reached"])
def test_what_fits_nothing_finds_nothing(scripts: Any, query: str) -> None:
    assert found(scripts, query) == []


def test_dates_of_excel_begin_with_1900(scripts: Any) -> None:
    days = [[{"value": day, "form": "day"}] for day in ("1900-03-01", "2000-02-29", "2027-01-01")]
    read = openpyxl.load_workbook(io.BytesIO(workbook(scripts, {"columns": ["Day"], "rows": days}))).worksheets[0]
    assert [cell.value.date() for cell in read["A"][1:]] == [date(1900, 3, 1), date(2000, 2, 29), date(2027, 1, 1)]
