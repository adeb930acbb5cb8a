"""Moves between offices: which case carries which other on, and what each office is told of a move that does not fit.

The old office states `moved-office` with the receiving one; that one has a case with the old number as former case. A
link from a case to its former one stands when the former case is another office's and the same person's, no other case
names it, and the cases do not go round in a circle; else it is taken out, as a faulty optional cell is, and told. So a
start is counted once, whoever states what: until a case names it, the old one counts; from then on, the new one.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from intake.likeness import Who, is_likely_one
from intake.settings import Matching
from intake.tables.office import Leavers, Outcomes

OFFICE_LETTERS = 3


@dataclass(frozen=True)
class StandingCase:
    """A case of the sheets that stand, with its latest statement; `person` is null where nobody can tell who it is."""

    case: str
    submission: str
    row: int
    held: bool
    person: str | None
    who: Who | None
    opened_on: datetime.date | None
    closed_on: datetime.date | None
    former_case: str | None
    came_from: str | None
    moves: tuple["Statement", ...] = ()
    situation: str | None = None
    erased: bool = False
    """Whether nobody can compare names any more."""

    @property
    def office(self) -> str:
        """The office whose case it is."""
        return self.case[:OFFICE_LETTERS]

    @property
    def age(self) -> tuple[datetime.date, str]:
        """What sorts cases from the oldest to the newest."""
        return self.opened_on or datetime.date.max, self.case

    @property
    def waits_for(self) -> str | None:
        """The office that its latest situation says it moved to."""
        return self.moves[-1].to_office if self.moves and self.situation == "moved-office" else None


@dataclass(frozen=True)
class Statement:
    """A move that the old office states: to which office, from which day, and in which row of the sheet Outcomes."""

    to_office: str
    since: datetime.date
    submission: str
    row: int


@dataclass(frozen=True)
class Told:
    """A problem that only several workbooks together show, at a cell of one of them; it names only its own case."""

    code: str
    submission: str
    sheet: str
    column: str
    row: int
    case: str
    details: Mapping[str, str | int] = field(default_factory=dict)


Cases = Mapping[str, StandingCase]
Links = Mapping[str, str]
"""The former case of each case that carries one on."""


def tell_at(code: str, case: StandingCase, column: str = Leavers.case.name, **details: str | int) -> Told:
    """Return a problem at a cell of a case's row on the sheet Leavers."""
    shown = {"column": column, **details}
    return Told(code, case.submission, Leavers.INFO.key, column, case.row, case.case, shown)


def sound_links(cases: Cases, matching: Matching) -> tuple[Links, list[Told]]:
    """Return which case carries which other on, and a problem for each former case number that does not stand."""
    told: list[Told] = []
    claims: dict[str, list[StandingCase]] = defaultdict(list)
    for one in cases.values():
        if one.former_case and not one.held:
            code = _fault_of_claim(one, cases, matching)
            if code:
                told += [tell_at(code, one, Leavers.former_case.name)]
            elif _is_of_another_office(one):
                claims[one.former_case].append(one)
    links = {}
    for former, claiming in claims.items():
        stated_to = {move.to_office for move in cases[former].moves}
        first = min(claiming, key=lambda one: (one.office not in stated_to, one.age))
        links[first.case] = former
        if len(claiming) > 1:
            told += [tell_at("former-case-named-twice", one, Leavers.former_case.name) for one in claiming]
    for case in _closing_circles(links, cases):
        del links[case]
        told += [tell_at("former-case-in-circle", cases[case], Leavers.former_case.name)]
    return links, told


def _is_of_another_office(one: StandingCase) -> bool:
    return (one.former_case or "")[:OFFICE_LETTERS] != one.office


def _fault_of_claim(one: StandingCase, cases: Cases, matching: Matching) -> str | None:
    """What is wrong with a former case number; one of the office's own was told when the workbook was checked."""
    if not _is_of_another_office(one):
        return None
    former = cases.get(one.former_case or "")
    if former is None:
        return "former-case-unknown"
    if one.person == former.person or None in (one.person, former.person):
        return None
    # Two offices that agree on the move are believed where the name is only spelt in another way.
    agreed = one.office in {move.to_office for move in former.moves}
    alike = bool(one.who and former.who and is_likely_one(one.who, former.who, matching))
    # Whoever is erased is erased with the cases that were theirs by an agreed move.
    alike = alike or (one.erased and former.erased)
    return None if agreed and alike else "former-case-of-another-person"


def _closing_circles(links: Links, cases: Cases) -> Iterator[str]:
    """Yield, of each circle of cases, the one opened first: it was there before any move."""
    done: set[str] = set()
    for start in sorted(links):
        path: list[str] = []
        case: str | None = start
        while case and case not in done:
            done.add(case)
            path.append(case)
            case = links.get(case)
        if case in path:
            yield min(path[path.index(case) :], key=lambda one: cases[one].age)


def moves_that_do_not_fit(cases: Cases, links: Links, told_by: datetime.date, matching: Matching) -> Iterator[Told]:
    """Yield what each office is told of moves that only one of the two states, or that name another office."""
    taken_by = {former: cases[new] for new, former in links.items()}
    for one in cases.values():
        if one.held:
            continue
        new = taken_by.get(one.case)
        if new:
            yield from _taken_up(one, new)
        elif one.waits_for:
            days = (told_by - one.moves[-1].since).days
            if days > matching.remind_of_move_after_days:
                yield _at_move("move-not-taken-up", one, office=one.waits_for, days=days)


def _taken_up(old: StandingCase, new: StandingCase) -> Iterator[Told]:
    stated = {move.to_office for move in old.moves}
    if not stated:
        yield tell_at("move-not-stated", old, office=new.office)
        yield tell_at("move-unconfirmed", new, Leavers.former_case.name, office=old.office)
    elif new.office not in stated:
        yield _at_move("moved-to-another", old, office=new.office)


def _at_move(code: str, one: StandingCase, **details: str | int) -> Told:
    column, move = Outcomes.to_office.name, one.moves[-1]
    shown = {"column": column, **details}
    return Told(code, move.submission, Outcomes.INFO.key, column, move.row, one.case, shown)


def in_order(told: Sequence[Told]) -> list[Told]:
    """Return the problems, each once, in an order that no order of the rows changes."""
    unique = {(one.submission, one.sheet, one.row, one.code): one for one in told}
    return [unique[key] for key in sorted(unique)]
