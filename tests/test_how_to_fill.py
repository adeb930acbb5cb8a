"""How to fill the workbook: the pictures show the sheets as the template writes them."""

import datetime
import html
from pathlib import Path

import openpyxl
import pytest

from generator.audience import Audience, filter_for
from generator.pages.how_to_fill import how_to_fill_page, sheet_picture
from generator.pages.view import View
from intake.language import LANGUAGES, Language
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields
from intake.template import Stamp, write_template
from tests.service_facts import pages_by_path, small_facts

NORTH = Audience("office", "NOR")


def view(language: str) -> View:
    return View(filter_for(NORTH, small_facts()), NORTH, Language(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_has_the_cells_of_the_sheet_that_the_template_writes(language: str, tmp_path: Path) -> None:
    page, path = view(language), tmp_path / "template.xlsx"
    stamp = Stamp(1, language, datetime.date(2026, 9, 1), "NOR", "2026/27")
    write_template(OFFICE_WORKBOOK, path, page.language, stamp=stamp)
    book = openpyxl.load_workbook(path)
    for sheet in OFFICE_WORKBOOK.all_sheets:
        picture = sheet_picture(page, sheet)
        written = book[picture.title]
        told = {
            f"{letter}{row}": cell
            for row, cells in enumerate(picture.rows, start=picture.first_row)
            for letter, cell in zip(picture.letters, cells, strict=True)
            if cell.kind in ("needed", "optional")
        }
        assert {place: cell.text for place, cell in told.items()} == {place: written[place].value for place in told}
        needed = [declared.required for declared in fields(sheet).values() if not declared.stamped]
        assert [cell.kind == "needed" for cell in told.values()] == needed


def test_the_row_that_has_only_begun_lacks_each_needed_cell_and_no_other() -> None:
    for sheet in OFFICE_WORKBOOK.sheets:
        heads, filled, begun = sheet_picture(view("en"), sheet).rows
        for place, (head, one, other) in enumerate(zip(heads, filled, begun, strict=True)):
            assert one.kind == ("filled" if head.kind == "needed" else "free")
            assert (other.kind == "missing") is (head.kind == "needed" and place > 0)


def test_the_example_is_of_the_office_and_the_school_year_of_the_day() -> None:
    _, filled, begun = sheet_picture(view("en"), OFFICE_WORKBOOK.sheet("leavers")).rows
    assert (filled[0].text, begun[0].text) == ("NOR-2627-0001", "NOR-2627-0002")
    cover = sheet_picture(view("en"), OFFICE_WORKBOOK.cover).rows
    assert [cells[1].text for cells in cover[:2]] == ["NOR", "2026/27"]


def test_the_ten_lines_of_the_cover_stand_on_the_page_in_the_readers_language() -> None:
    french = view("fr")
    page = how_to_fill_page(french)
    lines = [line for line in page.markdown.splitlines() if line[:1].isdigit()]
    assert len(lines) == len(OFFICE_WORKBOOK.help) == 10
    assert lines[0].startswith("1. ")
    assert french.text(OFFICE_WORKBOOK.help[0]) in html.unescape(lines[0])


def test_only_an_office_is_told_how_to_fill() -> None:
    facts = small_facts()
    assert "how-to-fill.md" in pages_by_path(facts, NORTH)
    assert "how-to-fill.md" not in pages_by_path(facts, Audience("coordination"))
