"""Workbooks of the month for tests: what an office sent, what it is given, and what comes of both."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from intake.checks import CheckedWorkbook
from intake.feedback import write_marked
from intake.feedback_staff import OfficeCaseload
from intake.month_additions import MonthAdditions
from intake.month_workbook import MonthInput, MonthWorkbook, Sent, month_workbook
from intake.problems import Problem
from intake.to_do_sheet import ToDo
from intake.workbook import RawSheet, Workbook
from tests.marking import ENTRIES, read_and_check
from tests.workbooks import ENGLISH, LISTS

TODAY = datetime.date(2026, 11, 4)
OCTOBER, NOVEMBER = datetime.date(2026, 10, 1), datetime.date(2026, 11, 2)
NEW = "NOR-2627-0009"
GIVEN: Mapping[str, Sequence[Mapping[str, object]]] = {
    "leavers": [
        {
            "case": NEW, "origin": "monthly-list", "opened_on": NOVEMBER, "listed_on": NOVEMBER,
            "last_name": "Zznew", "first_name": "=Nova", "birth_date": datetime.date(2009, 2, 3), "sex": "female",
            "left_school_on": datetime.date(2026, 10, 20), "years_behind": 2, "phone": None,
        }
    ],
    "contacts": [{"case": NEW, "kind": "letter", "with_whom": "parents", "result": "to-do"}],
}  # fmt: skip
"""A new leaver of November with the letter to write."""


def additions(
    rows: Mapping[str, Sequence[Mapping[str, object]]] = GIVEN, school_year: str = "2026/27"
) -> MonthAdditions:
    return MonthAdditions("NOR", school_year, (NOVEMBER,), rows)


def sent(path: Path, *problems: Problem, refused: bool = False, cases: frozenset[str] | None = None) -> Sent:
    """Return a workbook as it was sent on 31 October 2026, with problems told of it later."""
    read, checked = read_and_check(path)
    checked = replace(checked, problems=(*checked.problems, *problems))
    day = datetime.date(2026, 10, 31)
    return Sent(read, checked, day, day, refused, cases)


def month(latest: Sent | None, *earlier: Sent, **more: Any) -> MonthWorkbook:
    """Return the office's workbook for November."""
    made_from: dict[str, Any] = {"additions": additions(), "entries": ENTRIES, **more}
    return month_workbook(
        MonthInput("NOR", "2026/27", TODAY, ENGLISH, LISTS, latest=latest, earlier=earlier, **made_from)
    )


def written(made: MonthWorkbook, path: Path, *to_do: ToDo) -> tuple[Workbook, CheckedWorkbook]:
    """Return the workbook read from its file, and what checking it comes to on that day."""
    write_marked(replace(made.to_mark, caseload=OfficeCaseload(TODAY, to_do=to_do)), path)
    return read_and_check(path, today=TODAY)


def sheet(read: Workbook, title: str) -> RawSheet:
    return next(one for one in read.sheets if one.name == title)


def column(checked: CheckedWorkbook, key: str, name: str = "case") -> list[object]:
    return checked.tables[key][name].to_list()
