"""Stories of the month on a workspace of two offices: sent back late, in an older issue, refused, in September."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alj.month_workbooks import MonthWritten, with_added, write_month_workbooks
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from generator.caseload import caseload
from intake.given_workbooks import GIVEN
from intake.journal import ArchiveProblem
from intake.month_additions import MonthAdditions
from intake.settings import Settings, read_settings
from intake.submissions import take_inbox
from intake.tables import REFERENCE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from tests.problem_examples import leavers, table
from tests.registers import register_of
from tests.workbooks import COVER, ENGLISH, write_workbook

SEPTEMBER, OCTOBER, NOVEMBER = (datetime.date(2026, month, 1) for month in (9, 10, 11))
TODAY = datetime.date(2026, 11, 4)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of two offices that has received nothing, and that takes uploads without waiting."""
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
    workspace = make_workspace(tmp_path / "service", Settings(today=TODAY))
    offices = table("offices", "code | name | posts", "EAS | East | 1", "NOR | North | 1")
    write_workbook(workspace.reference, offices, {"data_on": SEPTEMBER}, REFERENCE_WORKBOOK)
    for office in ("EAS", "NOR"):
        workspace.inbox_of(office).mkdir()
    return workspace


def taken_in(workspace: Workspace) -> TakenIn:
    return take_in(workspace, None, read_settings(workspace.settings_file), Stages(ENGLISH))


def new(number: int, listed_on: datetime.date) -> dict[str, object]:
    """Return a new leaver of a list at NOR, with the number of a school year 2026/27."""
    return {
        "case": f"NOR-2627-{number:04d}", "origin": "monthly-list", "opened_on": listed_on, "listed_on": listed_on,
        "last_name": "Zznew", "first_name": f"N{number}", "birth_date": datetime.date(2009, 2, 3), "sex": "female",
        "left_school_on": datetime.date(2026, 7, 15), "years_behind": 1,
    }  # fmt: skip


def given(workspace: Workspace, lists: Sequence[datetime.date], *numbers: int, today: datetime.date = TODAY,
          **more: Any) -> MonthWritten:  # fmt: skip
    """Write NOR's workbook with the new leavers of those numbers, each of the list in its place, and return it."""
    rows: Mapping[str, Sequence[Mapping[str, object]]] = {
        "leavers": [new(number, lists[min(at, len(lists) - 1)]) for at, number in enumerate(numbers)],
        **more,
    }
    settings = replace(read_settings(workspace.settings_file), today=today)
    one = MonthAdditions("NOR", "2026/27", tuple(lists), rows)
    (written,) = write_month_workbooks(workspace, taken_in(workspace), settings, Stages(ENGLISH), [one])
    return written


def send(workspace: Workspace, source: Path, name: str = "a.xlsx", **cells: object) -> None:
    """Send a workbook back, its cover dated and cells of its sheet Leavers filled in."""
    book = openpyxl.load_workbook(source)
    cover: Any = book["Cover"]
    day = next(cell for row in cover.iter_rows() for cell in row if str(cell.value).startswith("State of the data on"))
    cover.cell(day.row, day.column + 1, datetime.date(2026, 11, 3))
    for cell, value in cells.items():
        page: Any = book["Leavers"]
        page[cell] = value
    book.save(workspace.inbox_of("NOR") / name)


def cases(taken: TakenIn) -> list[str]:
    return taken.register.tables["leavers"]["case"].sort().to_list()


def named(path: Path, sheet: str = "Leavers") -> list[object]:
    """Return the cases of the rows of a sheet that say more than a number."""
    page: Any = openpyxl.load_workbook(path)[sheet]
    return [row[0] for row in page.iter_rows(min_row=2, values_only=True) if any(row[1:])]


def to_do(path: Path) -> list[tuple[object, ...]]:
    """Return case, action and days late of each row of the sheet To do."""
    page: Any = openpyxl.load_workbook(path).worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    start = next(at for at, row in enumerate(rows) if row[0] == "Case")
    return [(row[0], row[2], row[4]) for row in rows[start + 1 :]]


def test_two_months_and_an_older_issue_in_between_lose_nothing(service: Workspace) -> None:
    first = given(service, [OCTOBER], 1, today=datetime.date(2026, 10, 5))
    assert (first.path.name, first.added, first.notices) == ("NOR 2026-27 2026-10.xlsx", {"leavers": 1}, ())
    send(service, first.path, AF2="Zz first")
    second = given(service, [OCTOBER, NOVEMBER], 1, 2)
    assert (second.path.name, second.added, second.notices) == ("NOR 2026-27 2026-11.xlsx", {"leavers": 1}, ())
    assert named(second.path) == ["NOR-2627-0001", "NOR-2627-0002"]
    send(service, second.path, "b.xlsx", AF3="Zz second")
    assert cases(taken_in(service)) == ["NOR-2627-0001", "NOR-2627-0002"]
    # The office goes on in the October issue: what it had sent of November's list stands, and comes along.
    send(service, first.path, "c.xlsx", AF2="Zz third")
    third = given(service, [OCTOBER, NOVEMBER], today=datetime.date(2026, 12, 3))
    assert cases(taken_in(service)) == ["NOR-2627-0001", "NOR-2627-0002"]
    assert [one.code for one in third.notices] == ["earlier-issue"]
    page: Any = openpyxl.load_workbook(third.path)["Leavers"]
    assert [page[cell].value for cell in ("A2", "AF2", "A3", "AF3")] == [
        "NOR-2627-0001", "Zz third", "NOR-2627-0002", "Zz second",
    ]  # fmt: skip


def test_what_was_given_last_month_and_has_not_come_back_is_given_again_and_said(service: Workspace) -> None:
    first = given(service, [OCTOBER], 1, today=datetime.date(2026, 10, 5))
    again = given(service, [OCTOBER], 1, today=datetime.date(2026, 10, 6))
    assert (again.path, again.old, again.notices) == (first.path, True, ())
    second = given(service, [OCTOBER, NOVEMBER], 1, 2)
    assert [one.code for one in second.notices] == ["not-back"]
    assert named(second.path) == ["NOR-2627-0001", "NOR-2627-0002"]
    page: Any = openpyxl.load_workbook(second.path).worksheets[0]
    assert "list of 1 October 2026" in page["A8"].value
    assert len((service.archive / GIVEN).read_text(encoding="utf-8").splitlines()) == 2


def test_a_new_leaver_is_to_do_before_the_office_has_sent_anything(service: Workspace) -> None:
    # 1 October and ten days is a Sunday: due on Monday the 12th, 23 days before 4 November; 1 November and ten days is
    # a Wednesday that is to come.
    made = given(service, [OCTOBER, NOVEMBER], 1, 2)
    assert to_do(made.path) == [("NOR-2627-0001", "First letter", 23), ("NOR-2627-0002", "First letter", None)]


def test_a_refused_workbook_comes_back_with_what_it_lacked(service: Workspace) -> None:
    numbers = range(1, 13)
    every = leavers(*({"case": f"NOR-2627-{number:04d}", "note": "Zz"} for number in numbers))
    write_workbook(service.inbox_of("NOR") / "a.xlsx", every, COVER)
    taken_in(service)
    few = leavers(*({"case": f"NOR-2627-{number:04d}", "note": "Zz new"} for number in range(1, 9)))
    write_workbook(service.inbox_of("NOR") / "b.xlsx", few, COVER)
    made = given(service, [NOVEMBER], 20)
    assert [one.code for one in made.notices] == ["not-taken-in"]
    assert len(named(made.path)) == 13
    send(service, made.path, "c.xlsx")
    taken = taken_in(service)
    assert taken.standing.refused == ()
    assert len(cases(taken)) == 13
    assert {one.read.sha256 for one in taken.latest.values()} == {one.submission for one in taken.standing.standing}


def test_in_september_the_cases_that_go_on_come_along(service: Workspace) -> None:
    # One is open, one has an apprenticeship since October and owes follow-ups, one has emigrated.
    last_year = leavers(*(
        {"case": f"NOR-2526-{number:04d}", "opened_on": "01.09.2025", "listed_on": "01.09.2025",
         "left_school_on": "15.07.2025"}
        for number in (1, 2, 3)
    ))  # fmt: skip
    situations = table(
        "outcomes", "case | situation | from_date | confirmed_on | source",
        "NOR-2526-0002 | Apprenticeship | 01.06.2026 | 05.06.2026 | Youngster",
        "NOR-2526-0003 | Emigrated | 01.06.2026 | 05.06.2026 | Youngster",
    )  # fmt: skip
    cover = {**COVER, "school_year": "2025/26", "data_on": datetime.date(2026, 8, 20)}
    write_workbook(service.inbox_of("NOR") / "a.xlsx", {**last_year, **situations}, cover)
    made = given(service, [SEPTEMBER], 1, today=datetime.date(2026, 9, 3))
    assert named(made.path) == ["NOR-2526-0001", "NOR-2526-0002", "NOR-2627-0001"]
    assert named(made.path, "Outcomes") == ["NOR-2526-0002"]
    assert [row[0] for row in to_do(made.path)] == ["NOR-2526-0001", "NOR-2627-0001", "NOR-2526-0002"]
    send(service, made.path)
    taken = taken_in(service)
    assert cases(taken) == ["NOR-2526-0001", "NOR-2526-0002", "NOR-2526-0003", "NOR-2627-0001"]
    assert taken.standing.refused == ()


def test_what_somebody_has_worked_in_stays(service: Workspace) -> None:
    made = given(service, [NOVEMBER], 1)
    send(service, made.path, "mine.xlsx")
    mine = service.inbox_of("NOR") / "mine.xlsx"
    mine.replace(made.path)
    before = made.path.read_bytes()
    again = given(service, [NOVEMBER], 1)
    assert again.path.name == "NOR 2026-27 2026-11 (2).xlsx"
    assert made.path.read_bytes() == before


def test_a_damaged_log_of_what_was_given_stops_before_anything_is_written(service: Workspace) -> None:
    (service.archive / GIVEN).write_text('{"office": "NOR"}\n', encoding="utf-8")
    with pytest.raises(ArchiveProblem):
        given(service, [NOVEMBER], 1)
    assert not list(service.returned.glob("*/*"))


def test_what_is_due_counts_the_rows_of_the_lists_and_no_case_twice() -> None:
    register = register_of(leavers=[{"case": "NOR-2627-0001", "listed_on": OCTOBER, "left_school_on": SEPTEMBER}])
    back = {
        "case": "NOR-2627-0001", "situation": "school-lu", "from_date": OCTOBER, "confirmed_on": NOVEMBER,
        "source": "list",
    }  # fmt: skip
    rows = {"leavers": [new(1, OCTOBER), new(2, OCTOBER)], "outcomes": [back]}
    more = with_added(register, [(MonthAdditions("NOR", "2026/27"), rows)])
    state = caseload(more, TODAY, Settings()).select("case", "is_open", "age", "next_action")
    assert state.sort("case").rows() == [
        ("NOR-2627-0001", False, 17, "follow-up"), ("NOR-2627-0002", True, 17, "first-letter"),
    ]  # fmt: skip
    assert register.tables["leavers"].height == 1
