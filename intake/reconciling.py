"""Monthly lists against the offices' cases: whose each start is, what number it gets, and the workload by office.

A start stays with one office and one case however often lists are corrected or read again. Its case is, the first that
there is: the one that it was given, or joined to, in an earlier run; one that its office has entered from that list, or
with the same day of leaving school; an open case of the same person at whatever office, which it is joined to. Only
then it gets a number, at the office of its first list that names one.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from intake.case_numbers import Given, Numbers
from intake.known_cases import KnownCase, KnownCases
from intake.list_starts import ListOutcome, ListStart, follow_lists
from intake.monthly_list import DrawnList

HowPlaced = Literal["given", "entered", "joined", "new", "nowhere"]
"""How a start came to its case: by a number of an earlier run; entered by its office; joined to an open case; given a
number now. `nowhere`: no office is known yet."""


class WorkloadDoesNotClose(Exception):  # noqa: N818 (named for what it says)
    """A start was lost or counted twice between two lists: a bug of ours, never a fault of a list."""


@dataclass(frozen=True)
class Placed:
    """A start with its office and its case; None for who lives in no office's region that is known."""

    start: ListStart
    how: HowPlaced
    case: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class Closing:
    """The month of one office (None: of no office yet) by a list, in numbers of starts.

    `settled` left the list since the one before for a reason that the office has said: they are out of `before`.
    """

    drawn_on: datetime.date
    office: str | None
    before: int
    new: int
    returned: int
    re_enrolled: int
    settled: int
    still_out: int
    gone: int
    after: int


@dataclass(frozen=True)
class Reconciliation:
    """What all lists together come to.

    `given` is what was given now, for the journal. `withdrawn` are numbers given earlier for a start that no list names
    any more. `closings` are by list and office, in their order, those without an office last.
    """

    placed: tuple[Placed, ...] = ()
    outcomes: tuple[ListOutcome, ...] = ()
    closings: tuple[Closing, ...] = ()
    given: tuple[Given, ...] = ()
    withdrawn: tuple[Given, ...] = ()

    def placed_starts(self) -> Mapping[ListStart, Placed]:
        """Return where each start is."""
        return {one.start: one for one in self.placed}


def reconcile(
    lists: Sequence[DrawnList], cases: KnownCases, given: Sequence[Given], numbers: Numbers
) -> Reconciliation:
    """Return what the lists come to; `given` is the journal, each person by the token that they have now.

    Raises WorkloadDoesNotClose when a workload is not the one before with those new and returned less those back at
    school, and NumbersRunOut.
    """
    starts, outcomes = follow_lists(lists, cases.explain)
    placing = _Placing(cases, given, numbers)
    placed = placing.place(starts)
    closings = tuple(_closings(placed, outcomes))
    prove_closings(closings, placed)
    return Reconciliation(
        tuple(placed), tuple(outcomes), closings, tuple(placing.given_now), tuple(placing.withdrawn())
    )


class _Placing:
    """Finds the case of each start, and gives a number where there is none."""

    def __init__(self, cases: KnownCases, given: Sequence[Given], numbers: Numbers) -> None:
        self._cases, self._numbers = cases, numbers
        self._given: dict[str, list[Given]] = defaultdict(list)
        for one in given:
            if one.how != "handed-on":
                self._given[one.person].append(one)
        self._used: set[Given] = set()
        self.given_now: list[Given] = []

    def place(self, starts: Sequence[ListStart]) -> list[Placed]:
        """Return each start with its case, in their order."""
        spent: dict[str, set[str]] = defaultdict(set)
        ended: dict[str, datetime.date] = {}
        placed = []
        for start in starts:
            one = self._placed(start, ended.get(start.person, datetime.date.min), spent[start.person])
            if start.ended_on:
                ended[start.person] = start.ended_on
            if one.case and start.back:
                spent[start.person].add(one.case)
            placed.append(one)
        return placed

    def withdrawn(self) -> Iterator[Given]:
        """Yield the numbers given whose start no list names any more, unless the case is over."""
        for those in self._given.values():
            for one in those:
                known = self._cases.by_case.get(one.case)
                over = known and known.over_since(datetime.date.max)
                if one.how == "listed" and one not in self._used and not over:
                    yield one

    def _placed(self, start: ListStart, since: datetime.date, spent: set[str]) -> Placed:
        until = start.ended_on or datetime.date.max
        before = self._given_before(start, since, until)
        if before:
            self._used.add(before)
            return Placed(start, "given" if before.how == "listed" else "joined", before.case, before.office)
        own = self._entered(start, since, until)
        if own:
            return Placed(start, "entered", own.case, own.office)
        other = self._open(start, until, spent)
        if other:
            self.given_now.append(Given(other.case, start.person, start.listed_on, "joined", start.left_on))
            return Placed(start, "joined", other.case, other.office)
        if not start.offices:
            return Placed(start, "nowhere")
        office = start.offices[0]
        number = self._numbers.give(office, start.listed_on)
        self.given_now.append(Given(number, start.person, start.listed_on, "listed", start.left_on))
        return Placed(start, "new", number, office)

    def _given_before(self, start: ListStart, since: datetime.date, until: datetime.date) -> Given | None:
        """What was given while this start lasts, else for the same day of leaving school."""
        fitting = [one for one in self._given.get(start.person, ()) if one not in self._used and self._holds(one)]
        lasts = [one for one in fitting if since <= one.on < until]
        same = [one for one in fitting if one.left_on and one.left_on == start.left_on]
        return next(iter([*lasts, *same]), None)

    def _holds(self, one: Given) -> bool:
        """Whether it still stands: a number always; a case joined while it is there, and still the same person's."""
        known = self._cases.by_case.get(one.case)
        return one.how == "listed" or (known is not None and known.person == one.person)

    def _entered(self, start: ListStart, since: datetime.date, until: datetime.date) -> KnownCase | None:
        """The case that an office has entered for this start itself; of one that moved, the one that was listed."""
        cases = self._cases.by_person.get(start.person, ())
        listed = [one for one in cases if one.listed_on and since <= one.listed_on < until]
        left = [one for one in cases if one.left_on and one.left_on == start.left_on]
        found = [one for one in (*listed, *left) if not self._carries_on(one)]
        return next(iter([*found, *listed, *left]), None)

    def _carries_on(self, one: KnownCase) -> bool:
        return one.former_case is not None and self._cases.taken_up.get(one.former_case) == one.case

    def _open(self, start: ListStart, until: datetime.date, spent: set[str]) -> KnownCase | None:
        """An open case of the person: not one of an earlier start that ended at school again."""
        for one in self._cases.followed(start.person):
            opened_on = one.opened_on or start.listed_on
            if one.case not in spent and opened_on < until and not one.over_since(max(start.listed_on, opened_on)):
                return one
        return None


def _closings(placed: Sequence[Placed], outcomes: Sequence[ListOutcome]) -> Iterator[Closing]:
    office_of = {one.start: one.office for one in placed}
    offices = sorted({one.office for one in placed}, key=lambda office: (office is None, office or ""))
    after: Counter[str | None] = Counter()
    for outcome in outcomes:
        counted = {event: Counter(office_of[one] for one in those) for event, those in outcome.events.items()}
        for office in offices:
            at = {event: count[office] for event, count in counted.items()}
            before = after[office] - at["settled"]
            after[office] = before + at["new"] + at["returned"] - at["re-enrolled"]
            yield Closing(
                outcome.drawn_on, office, before, at["new"], at["returned"], at["re-enrolled"], at["settled"],
                at["still-out"], at["gone"], after[office],
            )  # fmt: skip


def prove_closings(closings: Sequence[Closing], placed: Sequence[Placed]) -> None:
    """Raise WorkloadDoesNotClose, with office and day, where the workload is not what it must be, counted twice.

    Once by the formula: before, less those settled, with those new and returned, less those back at school. And once by
    who is out on the day: the starts that have begun by it and are not over.
    """
    days = sorted({one.drawn_on for one in closings})
    out_on = {day: Counter(one.office for one in placed if _is_out(one.start, day)) for day in days}
    last: Counter[str | None] = Counter()
    for one in closings:
        found = one.new + one.returned + one.still_out + one.gone
        formula = one.before + one.new + one.returned - one.re_enrolled
        carried, out = last[one.office] - one.settled, out_on[one.drawn_on][one.office]
        if not (one.before == carried and one.after == formula == found == out):
            raise WorkloadDoesNotClose(
                f"{one.office or 'no office'}, {one.drawn_on}: {carried} carried and {one.before} before,"
                f" {formula} by the formula, {found} by what the list says, {out} out, {one.after} after"
            )
        last[one.office] = one.after


def _is_out(start: ListStart, day: datetime.date) -> bool:
    return start.listed_on <= day and (start.ended_on is None or start.ended_on > day)
