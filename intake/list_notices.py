"""What the coordination is told of the lists: each thing at a cell of a list, by case number, and without a name."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.checks import sheet_order
from intake.known_cases import KnownCases
from intake.list_starts import OddityCode
from intake.monthly_list import DrawnList, ReceivedList
from intake.offers import Offer
from intake.problems import Problem, in_order
from intake.reconciling import Placed, Reconciliation
from intake.tables import MONTHLY_LIST
from intake.tables.monthly_list import ListedLeavers, Reenrolled
from intake.transfers import OFFICE_LETTERS
from intake.workbook import cell_name

LISTED, BACK = ListedLeavers.INFO.key, Reenrolled.INFO.key
ODDITIES: Mapping[OddityCode, str] = {
    "twice": "listed-twice",
    "back-and-out": "back-and-listed",
    "left-again": "left-again",
    "back-unlisted": "back-unlisted",
}


@dataclass(frozen=True)
class Told:
    """Problems of the list drawn on a day; without a day they are of no list any more."""

    drawn_on: datetime.date | None
    problem: Problem


@dataclass(frozen=True)
class Noticing:
    """What the notices are taken from: lists that stand, with and without names, what they come to, the likenesses."""

    lists: Sequence[ReceivedList]
    drawn: Sequence[DrawnList]
    reconciled: Reconciliation
    cases: KnownCases
    offers: Sequence[Offer] = ()


def list_notices(known: Noticing, days: Sequence[datetime.date]) -> list[Told]:
    """Return what is to be told of the lists of some days, in the order in which to mend it.

    Who has no office is told at the latest list that names the person, whatever the days, until it is mended; so are
    numbers whose leaver no list names any more.
    """
    found = [*_without_office(known), *_withdrawn(known)]
    for one, drawn in zip(known.lists, known.drawn, strict=True):
        if one.drawn_on in days:
            found += [Told(one.drawn_on, problem) for problem in one.checked.problems]
            found += _unrecognised(one, drawn)
    found += [told for told in (*_odd(known), *_of_starts(known), *_moved(known)) if told.drawn_on in days]
    order = sheet_order(MONTHLY_LIST)
    told = []
    for day in sorted({one.drawn_on for one in found if one.drawn_on}):
        told += [Told(day, one) for one in in_order([one.problem for one in found if one.drawn_on == day], order)]
    return [*told, *(one for one in found if one.drawn_on is None)]


def _problem(
    known: Noticing,
    code: str,
    place: tuple[datetime.date, str, int],
    column: str,
    case: str | None = None,
    **details: str | int,
) -> Told:
    """A problem at the cell of a list: the place is the list's day, the sheet and the row."""
    day, sheet, row = place
    at = next(one.checked.columns[sheet].get(column) for one in known.lists if one.drawn_on == day)
    return Told(day, Problem(code, sheet, cell_name(row, at) if at else None, case, details))


def _without_office(known: Noticing) -> Iterator[Told]:
    for one in known.reconciled.placed:
        if one.how == "nowhere" and one.start.ended_on is None:
            day, row = one.start.named_in
            yield _problem(known, "no-office-known", (day, LISTED, row), ListedLeavers.commune.name)


def _withdrawn(known: Noticing) -> Iterator[Told]:
    for one in known.reconciled.withdrawn:
        yield Told(None, Problem("number-without-list", LISTED, case=one.case))


def _unrecognised(one: ReceivedList, drawn: DrawnList) -> Iterator[Told]:
    for sheet, rows in drawn.unrecognised.items():
        for row in rows:
            at = one.checked.columns[sheet].get("national_number")
            yield Told(one.drawn_on, Problem("not-recognised", sheet, cell_name(row, at) if at else None))


def _odd(known: Noticing) -> Iterator[Told]:
    case_of = {one.start: one.case for one in known.reconciled.placed}
    for outcome in known.reconciled.outcomes:
        for odd in outcome.oddities:
            case = case_of[odd.start] if odd.start else None
            column = "left_school_on" if odd.code == "left-again" else "last_name"
            yield _problem(known, ODDITIES[odd.code], (odd.drawn_on, odd.sheet, odd.row), column, case)


def _of_starts(known: Noticing) -> Iterator[Told]:
    """Yield what is told of starts on the list that began them."""
    offered = _offered(known.offers)
    numbers = {
        one.drawn_on: dict(one.checked.tables[LISTED].select("row", "national_number").iter_rows())
        for one in known.lists
    }
    for one in known.reconciled.placed:
        day, row = one.start.listed_on, one.start.first_row
        place = (day, LISTED, row)
        if numbers[day].get(row) is None:
            yield _problem(known, "no-national-number", place, "national_number", one.case)
        if one.how == "joined":
            yield _problem(known, "joined-to-case", place, "last_name", one.case, office=str(one.office))
        if one.how in ("new", "given"):
            for other in offered.get(str(one.case), ()):
                yield _problem(known, "may-be-known", place, "last_name", one.case, other_case=other)


def _offered(offers: Sequence[Offer]) -> dict[str, list[str]]:
    """The cases that may be the same person as a case."""
    found: dict[str, list[str]] = {}
    for offer in offers:
        found.setdefault(offer.case, []).append(offer.other_case)
        found.setdefault(offer.other_case, []).append(offer.case)
    return found


def _moved(known: Noticing) -> Iterator[Told]:
    """Yield who lives in another office's region by a list than the one that has the case."""
    for one in known.reconciled.placed:
        owner = known.cases.owner(one.case)[:OFFICE_LETTERS] if one.case else one.office
        for day, row, office in _other_regions(one):
            if office != owner:
                yield _problem(
                    known, "listed-elsewhere", (day, LISTED, row), ListedLeavers.commune.name, one.case, office=office
                )


def _other_regions(one: Placed) -> Iterator[tuple[datetime.date, int, str]]:
    """The first row of each stretch of rows in a region that is not the office's own: no month repeats it."""
    if one.start.offices and one.office and one.start.offices[0] != one.office:
        yield one.start.listed_on, one.start.first_row, one.start.offices[0]
    yield from one.start.moved
