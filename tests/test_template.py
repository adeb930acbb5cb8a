import datetime
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from intake.language import LANGUAGES, Language
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK, WORKBOOKS
from intake.tables.declare import WorkbookDeclaration, fields
from intake.template import FREE_NUMBERS, Stamp, lists_of, write_template
from intake.template_cells import LONGEST_ERROR, LONGEST_PROMPT, LONGEST_TITLE, NEEDED_WHEN, shortened
from tests.libreoffice import convert, needs_libreoffice, needs_pictures, pictures
from tests.workbooks import COVER, checked

ENGLISH = Language("en")
DAY = datetime.date(2026, 9, 1)
STAMP = Stamp(1, "en", DAY, "NOR", "2026/27", "2026-09, 2026-10")
LISTS = {
    "offices": ["NOR – North", "MIN – Minett"],
    "communes": ["Clervaux", "Esch-sur-Alzette"],
    "schools": ["LTA – Lycée A"],
    "teachers": ["T-01"],
}
ROWS: Mapping[str, Sequence[Mapping[str, object]]] = {
    "leavers": [
        {
            "case": "NOR-2627-0001", "origin": "monthly-list", "opened_on": DAY, "listed_on": DAY,
            "national_number": "2009031412386", "last_name": "=Sample", "first_name": "#N/A",
            "birth_date": datetime.date(2009, 3, 14), "sex": "male", "commune": "Clervaux", "school": "LTA",
            "track": "dap", "grade": 9, "years_behind": 1, "left_school_on": datetime.date(2026, 7, 15),
            "phone": "+352 000 123", "do_not_contact": "yes", "note": "-",
        },
        {
            "case": "NOR-2627-5003", "origin": "youngster", "opened_on": DAY, "last_name": "Sample",
            "first_name": "Dua", "birth_date": datetime.date(2007, 6, 20), "sex": "female",
        },
    ],
    "contacts": [
        {
            "case": "NOR-2627-0001", "kind": "letter", "contact_on": DAY, "with_whom": "parents",
            "result": "no-response", "by": "AB",
        },
        {"case": "NOR-2627-5003", "kind": "phone", "with_whom": "youngster", "result": "to-do"},
    ],
}  # fmt: skip


def written(
    folder: Path,
    declaration: WorkbookDeclaration = OFFICE_WORKBOOK,
    language: Language = ENGLISH,
    name: str = "made.xlsx",
    **parts: Any,
) -> Path:
    target = folder / name
    is_office = declaration is OFFICE_WORKBOOK
    stamp = STAMP if is_office else Stamp(declaration.version, language, DAY, None, None)
    cover = COVER if is_office else {}
    write_template(declaration, target, language, **{"cover": cover, "lists": LISTS, "stamp": stamp, **parts})
    return target


def opened(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def tables(book: openpyxl.Workbook, declaration: WorkbookDeclaration = OFFICE_WORKBOOK) -> Iterator[Worksheet]:
    for declared in declaration.sheets:
        yield book[declared.INFO.title]


def every_workbook() -> list[Any]:
    return [
        pytest.param(declaration, Language(code), id=f"{declaration.key}-{code}")
        for declaration in WORKBOOKS
        for code in LANGUAGES
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_filled_workbook_is_read_again_with_every_value_and_no_problem(tmp_path: Path, code: str) -> None:
    result = checked(written(tmp_path, language=Language(code), rows=ROWS))
    assert result.problems == ()
    assert (result.cover["office"], result.cover["data_on"]) == ("NOR", COVER["data_on"])
    for key, rows in ROWS.items():
        declared = fields(OFFICE_WORKBOOK.sheet(key))
        read = result.tables[key].select(list(declared)).to_dicts()
        assert read == [{column: row.get(column) for column in declared} for row in rows]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_blank_workbook_has_no_rows_and_no_problem(tmp_path: Path, code: str) -> None:
    result = checked(written(tmp_path, language=Language(code)))
    assert result.problems == ()
    assert {counts.read for counts in result.counts.values()} == {0}


def test_the_next_free_case_numbers_follow_the_given_rows(tmp_path: Path) -> None:
    sheet = opened(written(tmp_path, rows=ROWS))["Leavers"]
    numbers = [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)]
    assert numbers[:4] == ["NOR-2627-0001", "NOR-2627-5003", "NOR-2627-5004", "NOR-2627-5005"]
    assert len(numbers) == 2 + FREE_NUMBERS
    blank = opened(written(tmp_path, name="blank.xlsx"))["Leavers"]
    assert blank["A2"].value == "NOR-2627-5001"


def test_text_is_never_a_formula_nor_an_error(tmp_path: Path) -> None:
    sheet = opened(written(tmp_path, rows=ROWS))["Leavers"]
    header = {str(cell.value).strip(" *"): position for position, cell in enumerate(sheet[1], start=1)}
    for label in ("Last name", "First name", "National number", "Phone"):
        cell = sheet.cell(2, header[label])
        assert (cell.data_type, cell.number_format) in (("s", "@"), ("inlineStr", "@"))
    assert sheet.cell(2, header["Opened on"]).number_format == "dd.mm.yyyy"


def test_cells_without_rows_are_formatted_too(tmp_path: Path) -> None:
    sheet = opened(written(tmp_path))["Leavers"]
    opened_on, national_number = sheet.column_dimensions["D"], sheet.column_dimensions["F"]
    assert (opened_on.number_format, national_number.number_format) == ("dd.mm.yyyy", "@")
    assert not opened_on.protection.locked
    assert not sheet.column_dimensions["AG"].protection.locked, "a row can only be deleted when no cell of it is locked"


def test_headers_are_locked_frozen_and_show_what_is_needed(tmp_path: Path) -> None:
    for sheet, declared in zip(tables(opened(written(tmp_path))), OFFICE_WORKBOOK.sheets, strict=True):
        assert sheet.freeze_panes == "B2"
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not (sheet.protection.insertRows or sheet.protection.sort or sheet.protection.autoFilter)
        for cell, field in zip(sheet[1], fields(declared).values(), strict=True):
            assert cell.protection.locked
            assert cell.value == (f"{field.label} *" if field.required else field.label)
            assert cell.fill.fgColor.rgb == ("0016324A" if field.required else "00DCE7EF")


@pytest.mark.parametrize(("declaration", "language"), every_workbook())
def test_nothing_passes_the_limits_of_excel(
    tmp_path: Path, declaration: WorkbookDeclaration, language: Language
) -> None:
    book = opened(written(tmp_path, declaration, language))
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    names = set(book.defined_names)
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", name) for name in names)
    for sheet in book.worksheets:
        assert len(sheet.title) <= 31
        assert not set(sheet.title) & set("[]:*?/\\")
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= LONGEST_TITLE
            assert len(rule.prompt or "") <= LONGEST_PROMPT
            assert len(rule.error or "") <= LONGEST_ERROR
            if rule.type == "list":
                assert rule.formula1 in names


@pytest.mark.parametrize(("declaration", "language"), every_workbook())
def test_every_column_has_a_hint_and_every_list_a_dropdown(
    tmp_path: Path, declaration: WorkbookDeclaration, language: Language
) -> None:
    book = opened(written(tmp_path, declaration, language))
    for declared in declaration.sheets:
        rules = {
            str(rule.sqref).split("2:")[0]: rule
            for rule in book[language.text(declared.INFO.title)].data_validations.dataValidation
        }
        assert len(rules) == len(fields(declared))
        for rule, field in zip(rules.values(), fields(declared).values(), strict=True):
            assert language.text(field.hint)[:40] in (rule.prompt or "")
            assert (rule.type == "list") is bool(field.codes or field.refers_to)


def test_without_reference_lists_their_cells_are_open(tmp_path: Path) -> None:
    book = opened(written(tmp_path, lists={}))
    assert "list_schools" not in book.defined_names
    kinds = {rule.promptTitle: rule.type for rule in book["Leavers"].data_validations.dataValidation}
    assert (kinds["Last school"], kinds["Origin"]) == (None, "list")


def test_code_lists_show_codes_with_their_names_in_the_language(tmp_path: Path) -> None:
    book = opened(written(tmp_path))
    sheet = book["Code lists"]
    area = book.defined_names["list_offices"].attr_text or ""
    column = re.findall(r"\$([A-Z]+)\$", area)[0]
    codes = [cell.value for cell in sheet[column][:3]]
    assert codes == ["Offices", "NOR", "MIN"]
    assert sheet.cell(2, sheet[f"{column}1"].column + 1).value == "North"
    assert book.defined_names["list_yes"].attr_text, "a tick has a list of one entry"


def test_lists_of_the_reference_workbook() -> None:
    reference = {
        "offices": pl.DataFrame({"code": ["NOR"], "name": ["North"]}),
        "communes": pl.DataFrame({"commune": ["Clervaux"]}),
        "schools": pl.DataFrame({"code": ["LTA"], "name": ["Lycée A"]}),
        "teachers": pl.DataFrame({"code": ["T-01"], "school": ["LTA"]}),
    }
    assert lists_of(reference) == {
        "offices": ["NOR – North"],
        "communes": ["Clervaux"],
        "schools": ["LTA – Lycée A"],
        "teachers": ["T-01 – LTA"],
    }


def test_cells_that_are_needed_under_a_condition_are_those_that_the_rules_miss() -> None:
    missed = {
        (sheet.INFO.key, fault.column)
        for workbook in WORKBOOKS
        for sheet in workbook.sheets
        for fault in sheet.FAULTS.values()
        if fault.code == "missing"
    }
    assert set(NEEDED_WHEN) == missed
    for (sheet_key, _), condition in NEEDED_WHEN.items():
        codes = fields(OFFICE_WORKBOOK.sheet(sheet_key))[condition.column].codes
        assert codes
        assert condition.code in codes.codes


def test_the_cover_counts_contacts_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, rows=ROWS)
    formulas = [cell for row in opened(path)["Cover"] for cell in row if cell.data_type == "f"]
    assert [cell.value for cell in formulas] == ["=COUNTIF('Contacts'!E:E,\"To do\")"]
    computed = openpyxl.load_workbook(path, data_only=True)["Cover"]
    assert computed[formulas[0].coordinate].value == 1
    assert opened(path)["Contacts"]["E1"].value == "Result *"


def test_the_stamp_stands_in_the_properties_and_on_the_cover(tmp_path: Path) -> None:
    path = written(tmp_path)
    book = opened(path)
    properties = {prop.name: prop.value for prop in book.custom_doc_props.props}  # type: ignore[attr-defined]
    assert properties == {
        "alj.workbook": "office",
        "alj.template_version": "1",
        "alj.language": "en",
        "alj.written_on": "2026-09-01",
        "alj.office": "NOR",
        "alj.school_year": "2026/27",
        "alj.lists_held": "2026-09, 2026-10",
    }
    cover = checked(path).cover
    stamped = ("template_version", "written_in", "written_on", "written_for", "lists_held")
    assert [cover[key] for key in stamped] == ["1", "English", "01.09.2026", "NOR 2026/27", "2026-09, 2026-10"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, rows=ROWS).read_bytes()
    again = written(tmp_path, name="again.xlsx", rows=ROWS).read_bytes()
    assert first == again


def test_sheets_are_set_up_to_print(tmp_path: Path) -> None:
    path = written(tmp_path)
    for sheet in tables(opened(path)):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.left is not None
        assert sheet.oddFooter.left.text == "&A"
    with zipfile.ZipFile(path) as archive:
        names = archive.read("xl/workbook.xml").decode()
    assert "'Leavers'!$A:$A,'Leavers'!$1:$1" in names, "in the other order LibreOffice names the titles twice"


def test_long_hints_are_cut_at_a_word() -> None:
    assert shortened("Posts of social pedagogues filled this month", 32) == "Posts of social pedagogues…"
    assert shortened("short", 32) == "short"


def test_a_reference_workbook_lists_its_own_offices(tmp_path: Path) -> None:
    book = opened(written(tmp_path, REFERENCE_WORKBOOK, lists={}))
    rules = {rule.promptTitle: rule for rule in book["Communes"].data_validations.dataValidation}
    assert rules["Office"].formula1 == "rows_offices_code"
    assert "COUNTA('Offices'!$A:$A)" in (book.defined_names["rows_offices_code"].attr_text or "")


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_workbook_survives_libreoffice(tmp_path: Path, code: str) -> None:
    language = Language(code)
    saved = convert(written(tmp_path, language=language, rows=ROWS), tmp_path / "saved", "xlsx")
    result = checked(saved)
    assert result.problems == ()
    assert result.tables["leavers"]["last_name"].to_list() == ["=Sample", "Sample"]
    book = opened(saved)
    with zipfile.ZipFile(saved) as archive:
        names = re.findall(r'<definedName[^>]*? (?:localSheetId="(\d+)" )?name="([^"]+)"', _text(archive))
    assert len(set(names)) == len(names), "Excel repairs a workbook in which a name stands twice"
    for declared in OFFICE_WORKBOOK.sheets:
        sheet = book[language.text(declared.INFO.title)]
        assert sheet.protection.sheet
        assert not sheet.protection.insertRows
        assert sheet.auto_filter.ref
        assert sheet.cell(1, 1).protection.locked
        lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        assert len(lists) == sum(bool(field.codes or field.refers_to) for field in fields(declared).values())
        assert set(lists) <= set(book.defined_names)
        assert sheet.conditional_formatting
    leavers = book[language.text(OFFICE_WORKBOOK.sheet("leavers").INFO.title)]
    assert leavers["D2"].number_format.replace("\\", "") == "dd.mm.yyyy"
    assert leavers["F2"].number_format == "@"
    computed = openpyxl.load_workbook(saved, data_only=True).worksheets[0]
    assert 1 in [cell.value for row in computed for cell in row]


def _text(archive: zipfile.ZipFile) -> str:
    return archive.read("xl/workbook.xml").decode()


@pytest.mark.libreoffice
@needs_libreoffice
@needs_pictures
def test_the_first_two_sheets_print(tmp_path: Path) -> None:
    pages = pictures(written(tmp_path, rows=ROWS), tmp_path / "pages", dpi=50)
    assert len(pages) == 2
    assert all(page.stat().st_size > 5_000 for page in pages), "a blank page takes less"
