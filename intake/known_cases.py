"""The cases of the offices' workbooks as a monthly list meets them: whose each is, since when, and whether it is open.

All of it comes from the register, which names nobody.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from intake.list_starts import ListStart
from intake.open_twice import ENDING
from intake.register import Register
from intake.tables.office import Leavers, Outcomes
from intake.transfers import OFFICE_LETTERS

MOVED = "moved-office"


@dataclass(frozen=True)
class Statement:
    """A situation of a case from a day; `to_office` where it moves."""

    from_date: datetime.date
    confirmed_on: datetime.date
    situation: str
    to_office: str | None = None


@dataclass(frozen=True)
class KnownCase:
    """A case of the workbooks that stand, accepted or held back, with its statements in the order of their days."""

    case: str
    person: str
    submission: str
    opened_on: datetime.date | None
    closed_on: datetime.date | None
    listed_on: datetime.date | None
    left_on: datetime.date | None
    former_case: str | None
    held: bool
    statements: tuple[Statement, ...] = ()

    @property
    def office(self) -> str:
        """The office whose case it is."""
        return self.case[:OFFICE_LETTERS]

    @property
    def age(self) -> tuple[datetime.date, str]:
        """What sorts cases from the oldest to the newest."""
        return self.opened_on or datetime.date.max, self.case

    def stated(self, day: datetime.date) -> Statement | None:
        """Return the statement that holds on a day."""
        return next((one for one in reversed(self.statements) if one.from_date <= day), None)

    def over_since(self, day: datetime.date) -> datetime.date | None:
        """Return since when the case is over on a day: closed, or with a situation that closes or is a solution.

        A case that moved is not over: the other office follows it, or is to. None while it is open.
        """
        stated = self.stated(day)
        if stated and stated.situation == MOVED:
            return None
        days = [stated.from_date] if stated and stated.situation in ENDING else []
        if self.closed_on and self.closed_on <= day:
            days.append(self.closed_on)
        return min(days, default=None)

    def waits_for(self) -> Statement | None:
        """Return the statement by which it moved to another office, where that is its latest one."""
        latest = self.statements[-1] if self.statements else None
        return latest if latest and latest.situation == MOVED and latest.to_office else None


@dataclass(frozen=True)
class KnownCases:
    """All cases of the workbooks that stand, by number and by person; `taken_up` says which case carries which on."""

    by_case: Mapping[str, KnownCase] = field(default_factory=dict)
    by_person: Mapping[str, tuple[KnownCase, ...]] = field(default_factory=dict)
    taken_up: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: Iterable[KnownCase]) -> "KnownCases":
        """Return cases, found by number and by person. A case that is accepted and held back once more is accepted."""
        by_case = {one.case: one for one in sorted(cases, key=lambda one: not one.held)}
        persons: dict[str, list[KnownCase]] = defaultdict(list)
        for one in sorted(by_case.values(), key=lambda one: one.age):
            persons[one.person].append(one)
        taken_up = {
            one.former_case: one.case
            for one in by_case.values()
            if one.former_case and not one.held and one.former_case[:OFFICE_LETTERS] != one.office
        }
        return cls(by_case, {person: tuple(those) for person, those in persons.items()}, taken_up)

    def owner(self, case: str) -> str:
        """Return the case that carries a case on now; itself when no office has taken it up."""
        seen = {case}
        while (further := self.taken_up.get(case)) and further not in seen:
            seen.add(further)
            case = further
        return case

    def followed(self, person: str) -> Iterator[KnownCase]:
        """Yield the cases of a person that no other one carries on, the oldest first."""
        for one in self.by_person.get(person, ()):
            if one.case not in self.taken_up:
                yield one

    def explain(self, start: ListStart, day: datetime.date) -> bool:
        """Return whether the offices have said by a day why a person is out of the list: the case is over."""
        over = [one.over_since(day) for one in self.followed(start.person) if (one.opened_on or day) <= day]
        since = start.left_on or start.listed_on
        return bool(over) and all(over) and any(ended >= since for ended in over if ended)


def known_cases(register: Register) -> KnownCases:
    """Return the cases of a register."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    outcomes = register.table(Outcomes).sort("case", "from_date", "confirmed_on", "row")
    stated = outcomes.select(
        "case", "from_date", "confirmed_on", Outcomes.situation.col.cast(pl.String), Outcomes.to_office.col
    )
    for case, from_date, confirmed_on, situation, to_office in stated.iter_rows():
        statements[case].append(Statement(from_date, confirmed_on, situation, to_office))
    columns = ("case", "person", "submission", "opened_on", "closed_on", "listed_on", "left_school_on", "former_case")
    return KnownCases.of(
        KnownCase(
            row["case"], row["person"], row["submission"], row["opened_on"], row["closed_on"], row["listed_on"],
            row["left_school_on"], row["former_case"], held, tuple(statements.get(row["case"], ())),
        )
        for held, table in ((False, register.table(Leavers)), (True, register.held_rows(Leavers)))
        for row in table.select(columns).iter_rows(named=True)
        if row["person"] is not None
    )  # fmt: skip
