"""Figures by referent and by teacher: in the office's own workbook, counted by hand, and nowhere else."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from alj.office_caseloads import office_caseloads
from intake.feedback import write_marked
from intake.feedback_staff import ALL, ELSEWHERE, NOT_STATED, CaseDue, OfficeCaseload, by_referent, by_teacher
from intake.language import Language, all_languages
from intake.tools_sheets import BY_REFERENT_HEADER, BY_REFERENT_TITLE, BY_TEACHER_TITLE, TO_DO_TITLE, TO_MEND_TITLE
from intake.workspace import Workspace
from tests.cases import cases_of
from tests.marking import marked, places, read_and_check, to_mark
from tests.problem_examples import Tables, leavers, table
from tests.workbooks import ENGLISH, TODAY, write_workbook

WEDNESDAY = datetime.date(2026, 10, 28)
FRIDAY, NEXT_WEEK, LATE = datetime.date(2026, 10, 30), datetime.date(2026, 11, 5), datetime.date(2026, 10, 27)
CASES: Tables = leavers(
    {"referent": "AB"},
    {"case": "NOR-2627-0002", "referent": "a.b. "},
    {"case": "NOR-2627-0003", "referent": "All"},
    {"case": "NOR-2627-0004"},
    {"case": "NOR-2627-0006", "referent": "CD"},
)
VISITS: Tables = table(
    "interventions",
    "held_on    | school | class_name | teacher | pupils | offered | taken_up",
    "01.10.2026 | LTA    | 9A         | T-01    | 20     | 5       | 2",
    "08.10.2026 | LTA    | 9B         | T-01    | 15     |         |",
    "09.10.2026 | LTA    | 9C         |         | 10     | 1       | 1",
)


def caseload() -> OfficeCaseload:
    """Five open cases at NOR, one of last year and one without a referent; one more is closed, one held back."""
    cases = cases_of("""
        case          | due_on     | is_open | held
        NOR-2627-0001 | 2026-10-27 | yes     | no
        NOR-2627-0002 | 2026-10-30 | yes     | no
        NOR-2627-0003 | 2026-11-05 | yes     | no
        NOR-2627-0004 |            | yes     | no
        NOR-2526-0009 | 2026-10-27 | yes     | no
        NOR-2627-0005 | 2026-10-27 | yes     | yes
        NOR-2627-0006 | 2026-10-27 | no      | no
        SUE-2627-0001 | 2026-10-27 | yes     | no
    """)
    return office_caseloads(cases, ["NOR", "EMP"], WEDNESDAY)["NOR"]


def test_the_open_cases_of_an_office_and_what_is_due_of_each() -> None:
    assert caseload() == OfficeCaseload(WEDNESDAY, (
        CaseDue("NOR-2526-0009", LATE, overdue=True, this_week=False),
        CaseDue("NOR-2627-0001", LATE, overdue=True, this_week=False),
        CaseDue("NOR-2627-0002", FRIDAY, overdue=False, this_week=True),
        CaseDue("NOR-2627-0003", NEXT_WEEK, overdue=False, this_week=False),
        CaseDue("NOR-2627-0004", None, overdue=False, this_week=False),
    ))  # fmt: skip
    assert office_caseloads(cases_of(""), ["EMP"], WEDNESDAY)["EMP"] == OfficeCaseload(WEDNESDAY)


def test_cases_by_referent_add_up_to_all(tmp_path: Path) -> None:
    # Small letters and points make no other person, and somebody called All is not everybody.
    _, checked = read_and_check(write_workbook(tmp_path / "office.xlsx", CASES))
    assert list(by_referent(checked.tables["leavers"], caseload())) == [
        ("AB", 2, 1, 1, FRIDAY),
        ("All", 1, 0, 0, NEXT_WEEK),
        (NOT_STATED, 1, 0, 0, None),
        (ELSEWHERE, 1, 1, 0, None),
        (ALL, 5, 2, 1, FRIDAY),
    ]
    assert list(by_referent(None, OfficeCaseload(WEDNESDAY))) == []


def test_interventions_by_teacher_up_to_the_day(tmp_path: Path) -> None:
    _, checked = read_and_check(write_workbook(tmp_path / "office.xlsx", {**VISITS}))
    visits = checked.tables["interventions"]
    assert list(by_teacher(visits, WEDNESDAY)) == [
        ("T-01", 2, 35, 5, 2), (NOT_STATED, 1, 10, 1, 1), (ALL, 3, 45, 6, 3),
    ]  # fmt: skip
    assert list(by_teacher(visits, datetime.date(2026, 10, 1))) == [("T-01", 1, 20, 5, 2), (ALL, 1, 20, 5, 2)]
    assert list(by_teacher(visits.clear(), WEDNESDAY)) == []


def written(folder: Path, language: Language = ENGLISH) -> Path:
    """A marked workbook with both sheets, in a language."""
    source = write_workbook(folder / "office.xlsx", {**CASES, **VISITS}, language=language)
    given = replace(to_mark(source), caseload=caseload(), language=language)
    write_marked(given, folder / "marked.xlsx")
    return folder / "marked.xlsx"


def cells(path: Path, title: str) -> list[list[object]]:
    """The filled cells of a sheet, row by row."""
    page: Any = openpyxl.load_workbook(path)[title]
    values = [[cell.value for cell in row if cell.value is not None] for row in page.iter_rows()]
    return [[one.date() if isinstance(one, datetime.datetime) else one for one in row] for row in values]


def test_the_sheets_stand_behind_what_is_to_be_mended(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert openpyxl.load_workbook(path).sheetnames[:4] == [
        TO_MEND_TITLE, TO_DO_TITLE, BY_REFERENT_TITLE, BY_TEACHER_TITLE,
    ]  # fmt: skip
    rows = cells(path, BY_REFERENT_TITLE)
    assert "28.10.2026" in str(rows[2])
    assert rows[4:7] == [list(BY_REFERENT_HEADER), ["AB", 2, 1, 1, FRIDAY],
                         ["All", 1, 0, 0, NEXT_WEEK]]  # fmt: skip
    assert rows[-1][:2] == ["All", 5]
    assert cells(path, BY_TEACHER_TITLE)[5] == ["T-01", 2, 35, 5, 2]


@pytest.mark.parametrize("language", all_languages(), ids=lambda language: language.code)
def test_sent_back_they_are_known_as_the_tools_own(language: Language, tmp_path: Path) -> None:
    path = written(tmp_path, language)
    _, before = read_and_check(tmp_path / "office.xlsx")
    assert places(read_and_check(path)[1]) == places(before)
    book = openpyxl.load_workbook(path)
    for title in (BY_REFERENT_TITLE, BY_TEACHER_TITLE):
        book[language.text(title)].title = f"Zz {title[:8]}"
    book.save(path)
    again = marked(path)
    assert places(again.source) == places(before)
    assert not [name for name in openpyxl.load_workbook(again.path).sheetnames if name.startswith("Zz")]


def test_without_what_is_due_there_are_none(tmp_path: Path) -> None:
    back = marked(write_workbook(tmp_path / "office.xlsx", {**CASES, **VISITS}))
    assert not {BY_REFERENT_TITLE, BY_TEACHER_TITLE} & set(openpyxl.load_workbook(back.path).sheetnames)


def test_what_has_come_due_makes_another_workbook_and_the_day_alone_does_not(tmp_path: Path) -> None:
    one = replace(to_mark(write_workbook(tmp_path / "office.xlsx", CASES)), caseload=caseload())
    next_day = replace(caseload(), on=TODAY)
    assert replace(one, caseload=next_day).key == one.key
    fewer = replace(next_day, cases=next_day.cases[1:])
    assert len({replace(one, caseload=fewer).key, replace(one, caseload=None).key, one.key}) == 3


def test_a_build_gives_each_office_its_own_and_all_its_open_cases(demo: Path) -> None:
    figures = pl.read_parquet(demo / "output" / "figures" / "figures.parquet")
    is_open = figures.filter(pl.col("office") != "", indicator="open-cases", breakdown="")
    expected = dict(is_open.select("office", "numerator").iter_rows())
    seen = {}
    for office in expected:
        [path] = (Workspace(demo).returned / office).glob(f"{office} 2026-27*.xlsx")
        book: Any = openpyxl.load_workbook(path)
        [page] = [
            sheet for language in all_languages() for sheet in book if sheet.title == language.text(BY_REFERENT_TITLE)
        ]
        rows = [row for row in page.iter_rows(min_row=6, values_only=True) if row[0]]
        assert sum(row[1] for row in rows[:-1]) == rows[-1][1], "each case has one referent"
        seen[office] = rows[-1][1]
    assert seen == expected
