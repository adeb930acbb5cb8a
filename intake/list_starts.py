"""Lists in the order of their days -> starts: each time that a person is out of school, from its first list to its end.

What a list says of a start is one event: new, returned, re-enrolled, still out, gone, settled. An office's cases are
asked for one thing alone: whether they say why somebody is gone.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from intake.monthly_list import Back, DrawnList, Listed

Event = Literal["new", "returned", "re-enrolled", "settled", "still-out", "gone"]
EVENTS: tuple[Event, ...] = get_args(Event)
"""What a list says of a start, and what became of who is not on it; `settled` is who left the list for a reason that
the office has said."""


OddityCode = Literal["twice", "back-and-out", "left-again", "back-unlisted"]
"""What does not go together in a list."""


@dataclass(eq=False)
class ListStart:
    """A person out of school, from the first list that says so.

    `offices` are those of its rows, in the lists' order, where one could be told; `moved` are the rows that name
    another office than the row before. `named_in` is the day of the latest list that names it in a sound row, and that
    row; `first_row` is that of the list that began it. `ended_on` is the day of the list by which it was over, `back`
    what that list said of it.
    """

    person: str
    listed_on: datetime.date
    left_on: datetime.date | None
    returned: bool
    offices: list[str] = field(default_factory=list)
    moved: list[tuple[datetime.date, int, str]] = field(default_factory=list)
    first_row: int = 0
    last_listed_on: datetime.date = datetime.date.min
    named_in: tuple[datetime.date, int] = (datetime.date.min, 0)
    back: Back | None = None
    back_listed_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    ended_by: Literal["re-enrolled", "settled"] | None = None

    def is_listed(self, drawn_on: datetime.date, row: Listed) -> None:
        """Note that it stands on a list."""
        self.last_listed_on = drawn_on
        if row.sound:
            self.named_in = drawn_on, row.row
        if row.office and self.offices and row.office != self.offices[-1]:
            self.moved.append((drawn_on, row.row, row.office))
        if row.office:
            self.offices.append(row.office)


@dataclass(frozen=True)
class Oddity:
    """What a list says that does not go together: `twice` on it, `back-and-out`, `left-again` without having been back,
    `back-unlisted` who was on no list. Of a start, as far as there is one."""

    code: OddityCode
    drawn_on: datetime.date
    sheet: Literal["listed", "re_enrolled"]
    row: int
    start: ListStart | None = None


@dataclass(frozen=True)
class ListOutcome:
    """What one list says of each start that it ends, begins or finds, and what is odd in it."""

    drawn_on: datetime.date
    everybody: bool
    events: Mapping[Event, Sequence[ListStart]]
    oddities: Sequence[Oddity]


Explained = Callable[[ListStart, datetime.date], bool]
"""Whether an office has said by a day why a person is out of the list, though not back at school by it."""


def follow_lists(lists: Iterable[DrawnList], explained: Explained) -> tuple[list[ListStart], list[ListOutcome]]:
    """Return all starts, in the order in which they were listed, and what each list says."""
    walk = _Walk(explained)
    outcomes = [walk.take(one) for one in sorted(lists, key=lambda one: one.drawn_on)]
    return walk.starts, outcomes


class _Walk:
    """Who is out of school as the lists go by."""

    def __init__(self, explained: Explained) -> None:
        self.starts: list[ListStart] = []
        self._explained = explained
        self._out: dict[str, ListStart] = {}
        self._latest: dict[str, ListStart] = {}

    def take(self, drawn: DrawnList) -> ListOutcome:
        """Go on to the next list."""
        step = _Step(drawn.drawn_on)
        before = list(self._out.values())
        back = {one.person: one for one in reversed(drawn.back)}
        listed = self._first_rows(drawn, step)
        for row in listed.values():
            self._on_list(row, back.get(row.person), step)
        for person, one in back.items():
            if person not in listed:
                self._back(one, step)
        for start in before:
            if start.ended_on is None and start.person not in listed:
                self._not_on_list(start, step, everybody=drawn.everybody)
        return ListOutcome(drawn.drawn_on, drawn.everybody, step.events, step.oddities)

    def _first_rows(self, drawn: DrawnList, step: "_Step") -> dict[str, Listed]:
        """The row of each person: the first that is sound, where there are several."""
        times = Counter(one.person for one in drawn.listed)
        rows: dict[str, Listed] = {}
        for one in sorted(drawn.listed, key=lambda one: (not one.sound, one.row)):
            rows.setdefault(one.person, one)
            if one.sound and times[one.person] > 1 and rows[one.person] is not one:
                step.odd("twice", "listed", one.row, self._out.get(one.person))
        return dict(sorted(rows.items(), key=lambda entry: entry[1].row))

    def _on_list(self, row: Listed, back: Back | None, step: "_Step") -> None:
        start = self._out.get(row.person)
        if start is None:
            if row.sound:
                self._begin(row, step)
            return
        left_again = row.sound and row.left_on is not None
        if back and left_again and row.left_on > back.from_date:  # type: ignore[operator]  # it has a day
            self._end(start, step, back)
            self._begin(row, step)
        elif left_again and row.left_on > start.last_listed_on:  # type: ignore[operator]  # it has a day
            # Who left school after a list that had them as out was at school in between, whether or not a list said so.
            self._end(start, step, None)
            step.odd("left-again", "listed", row.row, self._begin(row, step))
        else:
            if back:
                step.odd("back-and-out", "re_enrolled", back.row, start)
            start.is_listed(step.drawn_on, row)
            step.events["still-out"].append(start)

    def _begin(self, row: Listed, step: "_Step") -> ListStart:
        start = ListStart(row.person, step.drawn_on, row.left_on, returned=row.person in self._latest)
        start.first_row = row.row
        start.is_listed(step.drawn_on, row)
        self._out[row.person] = self._latest[row.person] = start
        self.starts.append(start)
        step.events["returned" if start.returned else "new"].append(start)
        return start

    def _end(self, start: ListStart, step: "_Step", back: Back | None) -> None:
        start.ended_on, start.ended_by = step.drawn_on, "re-enrolled"
        start.back, start.back_listed_on = back, step.drawn_on if back else None
        del self._out[start.person]
        step.events["re-enrolled"].append(start)

    def _back(self, back: Back, step: "_Step") -> None:
        start = self._out.get(back.person)
        latest = self._latest.get(back.person)
        if start:
            self._end(start, step, back)
        elif latest is None:
            step.odd("back-unlisted", "re_enrolled", back.row)
        elif latest.back is None:
            # The office had said why the person was gone; that they are at school now is worth a statement.
            latest.back, latest.back_listed_on = back, step.drawn_on

    def _not_on_list(self, start: ListStart, step: "_Step", *, everybody: bool) -> None:
        if self._explained(start, step.drawn_on):
            start.ended_on, start.ended_by = step.drawn_on, "settled"
            del self._out[start.person]
            step.events["settled"].append(start)
        else:
            step.events["gone" if everybody else "still-out"].append(start)


class _Step:
    """What is found while one list goes by."""

    def __init__(self, drawn_on: datetime.date) -> None:
        self.drawn_on = drawn_on
        self.events: dict[Event, list[ListStart]] = {event: [] for event in EVENTS}
        self.oddities: list[Oddity] = []

    def odd(
        self,
        code: OddityCode,
        sheet: Literal["listed", "re_enrolled"],
        row: int,
        start: ListStart | None = None,
    ) -> None:
        self.oddities.append(Oddity(code, self.drawn_on, sheet, row, start))
