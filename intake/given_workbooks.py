"""One more log of the archive, which only grows: which workbooks of the month each office was given."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from intake.journal import append_lines, damaged, read_lines
from intake.stamp import stamp_of_lists, stamped_lists
from intake.workspace import Workspace

GIVEN = "given.jsonl"


@dataclass(frozen=True)
class Given:
    """A workbook that an office was given: its school year, its month as in "2026-10", and the lists that it holds."""

    office: str
    school_year: str
    month: str
    lists_held: frozenset[datetime.date]
    given_on: datetime.date


def note_given(workspace: Workspace, given: Iterable[Given]) -> None:
    """Add the workbooks to the log, but for those of which it says the same already, whatever the day."""
    noted = {_said(one) for one in given_workbooks(workspace)}
    append_lines(
        workspace.archive / GIVEN,
        (
            {
                "office": one.office,
                "school_year": one.school_year,
                "month": one.month,
                "lists_held": stamp_of_lists(one.lists_held),
                "given_on": one.given_on.isoformat(),
            }
            for one in given
            if _said(one) not in noted
        ),
    )


def given_workbooks(workspace: Workspace) -> list[Given]:
    """Return the workbooks of the log, in their order. Raises ArchiveProblem when it is damaged."""
    log = workspace.archive / GIVEN
    try:
        return [
            Given(
                one["office"],
                one["school_year"],
                one["month"],
                stamped_lists(one["lists_held"]),
                datetime.date.fromisoformat(one["given_on"]),
            )
            for one in read_lines(log)
        ]
    except (ValueError, TypeError, KeyError) as broken:
        raise damaged(log) from broken


def _said(one: Given) -> tuple[str, str, str, frozenset[datetime.date]]:
    return one.office, one.school_year, one.month, one.lists_held
