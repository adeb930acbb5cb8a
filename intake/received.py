"""A file received with what checking it came to, and what became of it afterwards."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from intake.changes import Changes
from intake.checks import CheckedWorkbook, Status, sheet_order
from intake.problems import Problem, in_order
from intake.submissions import Receipt

CameTo = Literal[Status, "unattributed", "sent-again"]
"""What a receipt came to. Of one sent again, the first receipt of the same bytes tells the rest."""


@dataclass(frozen=True)
class Received:
    """A file received, and what checking it came to.

    `office` is the upload folder's, else the cover's; `school_year` is the cover's. Of a file that can't be read
    its school year stays empty.
    """

    receipt: Receipt
    checked: CheckedWorkbook

    @property
    def office(self) -> str | None:
        """The office whose workbook it is, if that can be told: the upload folder's, else the cover's."""
        return self.receipt.office_hint or self.checked.cover.get("office")

    @property
    def school_year(self) -> str:
        """The school year of the workbook; empty when it can't be read."""
        return self.checked.cover.get("school_year") or ""

    @property
    def submission(self) -> str:
        """What the register calls it: the hash of its bytes."""
        return self.receipt.sha256

    @property
    def rank(self) -> tuple[str, int]:
        """What decides which of two workbooks is the newer: the school year, then the order of receipt."""
        return self.school_year, self.receipt.number

    def told(self, *problems: Problem) -> "Received":
        """Return the same with more problems, in the order in which to mend."""
        declaration = self.checked.declaration
        order = sheet_order(declaration) if declaration else ()
        every = in_order([*self.checked.problems, *problems], order)
        return replace(self, checked=replace(self.checked, problems=tuple(every)))

    def without_rows(self) -> "Received":
        """Return the same without its rows, for who asks only what became of it."""
        return replace(self, checked=replace(self.checked, tables={}, held={}))

    def untold(self, code: str) -> "Received":
        """Return the same without the problems of a code."""
        left = tuple(problem for problem in self.checked.problems if problem.code != code)
        return replace(self, checked=replace(self.checked, problems=left))

    def refused_for(self, *problems: Problem) -> "Received":
        """Return the same, refused whole: nothing of it is accepted, what is wrong with its rows stays told."""
        return replace(self, checked=refused_whole(self.checked, *problems))


def refused_whole(checked: CheckedWorkbook, *problems: Problem) -> CheckedWorkbook:
    """Return a workbook of which nothing is accepted for the given problems; those of its rows stay told."""
    return replace(checked, tables={}, held={}, counts={}, problems=(*problems, *checked.problems))


class ListArrival(NamedTuple):
    """That a list from the register was received: when, and the day on which it was drawn."""

    received_at: datetime
    drawn_on: date


@dataclass(frozen=True)
class Kept:
    """The cases that an older workbook still supplies, since the newer one was filled from an earlier issue."""

    received: Received
    cases: frozenset[str]


@dataclass(frozen=True)
class Compared:
    """What changed from the workbook that stood when another came to that one, by sheet."""

    received: Received
    previous: Received
    changes: Changes


@dataclass(frozen=True)
class Fate:
    """What one receipt came to, why, and which receipt took its place; all of it follows from what was received."""

    number: int
    submission: str
    came_to: CameTo
    codes: tuple[str, ...] = ()
    superseded_by: int | None = None
    repeats: int | None = None
