"""The sheet "To do": what comes next in each case, first in the workbook of the month, and never read."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake.feedback import write_marked
from intake.feedback_staff import OfficeCaseload
from intake.language import N_, Language, all_languages
from intake.to_do_sheet import ToDo
from intake.tools_sheets import TO_DO_HEADER, TO_DO_TITLE, TO_MEND_TITLE
from tests.libreoffice import convert, needs_libreoffice
from tests.marking import places, read_and_check, sheet_called
from tests.months import NOVEMBER, TODAY, month, sent, written
from tests.problem_examples import leavers
from tests.spoiled import write_sound
from tests.workbooks import COVER, write_workbook

LETTER, CALL = N_("First letter"), N_("Second contact")
LEFT = (N_("{n} day left"), N_("{n} days left"))


def to_dos() -> tuple[ToDo, ...]:
    """Two to-dos of next week and this week, and one that is late by two days."""
    return (
        ToDo("NOR-2627-0003", CALL, datetime.date(2026, 11, 12), -8),
        ToDo("NOR-2627-0002", CALL, datetime.date(2026, 11, 2), 2, clock=(*LEFT, 71), held=True),
        ToDo("NOR-2627-0001", LETTER, datetime.date(2026, 11, 6), -2, this_week=True, clock=(*LEFT, 1)),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of the month with what is to do; not to be changed."""
    folder = tmp_path_factory.mktemp("to do")
    written(month(sent(write_sound(folder / "office.xlsx"))), folder / "month.xlsx", *to_dos())
    return folder / "month.xlsx"


class TestToDo:
    def test_it_stands_first_overdue_on_top(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[0] == TO_DO_TITLE
        assert TO_MEND_TITLE not in book.sheetnames, "nothing to mend"
        page: Any = book.worksheets[0]
        rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
        assert rows[1] == ["NOR 2026/27"]
        assert "4 November 2026" in rows[3][0]
        assert [rows[4][0], rows[5][0]] == ["1 overdue", "1 due this week"]
        assert rows[7] == list(TO_DO_HEADER)
        late, soon, later = (page[row] for row in (9, 10, 11))
        assert [cell.value for cell in late][:3] == [
            "NOR-2627-0002", "Zzmuster Dua", "Second contact (the row is held back: mend it first)",
        ]  # fmt: skip
        assert [(row[3].value.day, row[4].value, row[6].value) for row in (late, soon, later)] == [
            (2, 2, "71 days left"), (6, None, "1 day left"), (12, None, None),
        ]  # fmt: skip
        assert late[0].hyperlink.location == "'Leavers'!A3"
        assert (page.freeze_panes, page.auto_filter.ref) == ("C9", "A8:G11")
        assert page.print_title_rows == "$8:$8"

    @pytest.mark.parametrize("language", all_languages(), ids=lambda language: language.code)
    def test_it_is_known_as_the_tools_own_in_any_language_and_never_read(
        self, language: Language, tmp_path: Path
    ) -> None:
        source = write_workbook(tmp_path / "office.xlsx", leavers({}), {**COVER, "written_in": language.code})
        made = month(sent(source))
        _, after = written(made, tmp_path / "month.xlsx", *to_dos())
        assert places(after) == []
        book = openpyxl.load_workbook(tmp_path / "month.xlsx")
        book.worksheets[0].title = "Zz renamed"
        book.save(tmp_path / "month.xlsx")
        again = month(sent(tmp_path / "month.xlsx"))
        read, after = written(again, tmp_path / "again.xlsx", *to_dos())
        assert places(after) == []
        assert [one.name for one in read.sheets].count(language.text(TO_DO_TITLE)) == 1
        assert "Zz renamed" not in [one.name for one in read.sheets]

    def test_an_offices_own_sheet_of_that_name_is_not_taken_for_it(self, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(write_sound(tmp_path / "office.xlsx"))
        book.create_sheet(TO_DO_TITLE)["A1"] = "Zz call the baker"
        book.save(tmp_path / "office.xlsx")
        read, _ = written(month(sent(tmp_path / "office.xlsx")), tmp_path / "month.xlsx", *to_dos())
        assert [one.name for one in read.sheets if one.cell(1, 1) == "Zz call the baker"]

    def test_without_any_it_says_so(self, tmp_path: Path) -> None:
        written(month(None), tmp_path / "month.xlsx")
        page: Any = openpyxl.load_workbook(tmp_path / "month.xlsx").worksheets[0]
        assert page["A4"].value == "As of 4 November 2026 no case waits for a next action."

    @needs_libreoffice
    @pytest.mark.libreoffice
    def test_libreoffice_opens_and_saves_it_without_a_loss(self, path: Path, tmp_path: Path) -> None:
        _, before = read_and_check(path, today=TODAY)
        _, after = read_and_check(convert(path, tmp_path / "saved", "xlsx"), today=TODAY)
        assert places(after) == places(before) == []
        assert all(after.tables[key].equals(table) for key, table in before.tables.items())
        assert after.cover == before.cover


def test_the_marked_workbook_has_what_is_to_do_behind_what_is_to_mend(tmp_path: Path) -> None:
    latest = sent(write_sound(tmp_path / "office.xlsx"))
    made = replace(month(latest).to_mark, month=None, caseload=OfficeCaseload(TODAY, to_do=to_dos()))
    write_marked(made, tmp_path / "marked.xlsx")
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert book.sheetnames[:2] == [TO_MEND_TITLE, TO_DO_TITLE]
    assert sheet_called(book, TO_DO_TITLE)["A9"].value == "NOR-2627-0002"
    next_day = OfficeCaseload(NOVEMBER, to_do=tuple(replace(one, days_late=one.days_late + 1) for one in to_dos()))
    assert replace(made, caseload=next_day).key == made.key, "the day alone makes no other workbook"
    assert replace(made, caseload=OfficeCaseload(TODAY)).key != made.key
