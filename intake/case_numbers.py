"""The numbers that the tool gives to cases: each for life, found again in every later run, and never given twice.

A journal beside the lookup of persons keeps them: a random token, days and case numbers, no name. An office may send
its workbook back late, or never; lists are corrected and come in any order: what was given stays given.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from intake.faults import StopsTheCommand
from intake.journal import append_lines, damaged, read_lines
from intake.language import N_
from intake.settings import Year, school_year_of
from intake.tables.office import FIRST_OWN_NUMBER
from intake.transfers import OFFICE_LETTERS
from intake.workspace import Workspace

JOURNAL = "given-numbers.jsonl"

How = Literal["listed", "joined", "handed-on"]
"""How a person came to a case: a list gave it a number; an office had one already; another one handed its own on."""


@dataclass(frozen=True)
class Given:
    """A case number given to a person, or a case that a start on a list was joined to.

    `on` is the day from which the case counts: that of the list, or of the handing on; `left_on` when the person left
    school, by the list. `former_case` is the number at the office that handed the case on.
    """

    case: str
    person: str
    on: datetime.date
    how: How = "listed"
    left_on: datetime.date | None = None
    former_case: str | None = None

    @property
    def office(self) -> str:
        """The office whose case it is."""
        return self.case[:OFFICE_LETTERS]


class NumbersRunOut(StopsTheCommand):
    """An office has been given every number that a school year has for cases of lists."""


class Numbers:
    """The next free number of each office and school year, past all that were ever seen or given."""

    def __init__(self, seen: Iterable[str], year: Year) -> None:
        self._year = year
        self._last: dict[str, int] = {}
        for case in seen:
            start, running = case[:-4], case[-4:]
            if running.isdecimal() and int(running) < FIRST_OWN_NUMBER:
                self._last[start] = max(self._last.get(start, 0), int(running))

    def give(self, office: str, on: datetime.date) -> str:
        """Return the next number. Raises NumbersRunOut past the last one that cases of lists may have."""
        year = school_year_of(on, self._year)
        start = f"{office}-{year[2:4]}{year[5:7]}-"
        running = self._last.get(start, 0) + 1
        if running >= FIRST_OWN_NUMBER:
            raise NumbersRunOut(
                N_("{office} has been given all numbers for cases of lists in {year}."), office=office, year=year
            )
        self._last[start] = running
        return f"{start}{running:04d}"


def read_given(workspace: Workspace) -> list[Given]:
    """Return what was given, in the order in which it was. Raises ArchiveProblem when the journal is damaged."""
    journal = workspace.identity / JOURNAL
    try:
        return [_given(line) for line in read_lines(journal)]
    except (ValueError, TypeError, KeyError) as broken:
        raise damaged(journal) from broken


def keep_given(workspace: Workspace, given: Sequence[Given], now: datetime.datetime) -> None:
    """Add to the journal what was given now."""
    at = now.astimezone(datetime.UTC).isoformat()
    append_lines(workspace.identity / JOURNAL, [{**_line(one), "given_at": at} for one in given])


def _line(one: Given) -> dict[str, Any]:
    written = {**asdict(one), "on": one.on.isoformat(), "left_on": one.left_on and one.left_on.isoformat()}
    return {name: value for name, value in written.items() if value is not None}


def _given(line: dict[str, Any]) -> Given:
    left_on = line.get("left_on")
    how: How = {"listed": "listed", "joined": "joined", "handed-on": "handed-on"}[line["how"]]  # type: ignore[assignment]
    return Given(
        str(line["case"]),
        str(line["person"]),
        datetime.date.fromisoformat(line["on"]),
        how,
        datetime.date.fromisoformat(left_on) if left_on else None,
        line.get("former_case"),
    )
