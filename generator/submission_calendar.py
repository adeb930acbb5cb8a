"""When the month's list was expected and came, when each office's workbook was due and came, and who is late.

The days are those of the reference workbook's sheet Calendar, taken as they are entered: one on a day off stays there.

- A list is of the month in which it was drawn; the first one received of a month is the month's.
- A workbook is of the months whose time it tells of: a month's is the first good one whose state of the data lies after
  the day on which workbooks were due before (before the first such day: in that month itself or later). So the workbook
  of September that comes on 2 October does not stand for October's, and one that an office sends after a month left
  out stands, late, for both. Where the cover says no day, it is that of the receipt.
- A refused workbook is told beside, and meets nothing; nor do the same bytes sent again, which tell of nothing new.
- Late is what has not come by the end of its day; what came late stays late by those days.
- A month without a row, or without a day in it, is due on no day; `without_day` names it where it has begun.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

import polars as pl

from intake.register import Arrivals, Register
from intake.settings import SERVICE_TIME, Settings, school_year_bounds, school_year_of
from intake.tables.reference import Calendar

LIST: Final = ""
"""Stands in the place of an office for the list from the register."""


@dataclass(frozen=True)
class Expected:
    """The list or an office's workbook of one month: `month` is its first day, `office` empty for the list.

    `came_on` is the day of receipt, None while nothing good has come; `tells_of` the state of its data, of a list the
    day on which it was drawn. `refused_on` is when one came for it that was refused, None once a good one has come.
    `days_late` is 0 when it came in time or is not due yet.
    """

    office: str
    month: date
    due_on: date
    came_on: date | None = None
    tells_of: date | None = None
    refused_on: date | None = None
    days_late: int = 0

    @property
    def is_missing(self) -> bool:
        """Whether its day is over and it has not come."""
        return self.came_on is None and self.days_late > 0


@dataclass(frozen=True)
class SubmissionCalendar:
    """What was and will be expected, in order of the days; `without_day` are months so far that have none."""

    expected: tuple[Expected, ...]
    without_day: tuple[date, ...]
    today: date

    def of(self, office: str) -> tuple[Expected, ...]:
        """Return an office's workbooks, or the lists (`LIST`), by the day on which they are due."""
        return tuple(one for one in self.expected if one.office == office)

    def last(self, office: str) -> Expected | None:
        """Return what was due last, today included; None when nothing has been due."""
        return next((one for one in reversed(self.of(office)) if one.due_on <= self.today), None)

    def next(self, office: str) -> Expected | None:
        """Return what is due next, after today; None when the calendar goes no further."""
        return next((one for one in self.of(office) if one.due_on > self.today), None)


class _Came(NamedTuple):
    """One arrival: the day of receipt, the state of its data, and whether it was refused."""

    on: date
    tells_of: date
    refused: bool


class _Due(NamedTuple):
    """A day of the calendar, the first day of its month, and the day after which data tell of that month."""

    on: date
    month: date
    after: date


def submission_calendar(
    register: Register, offices: Iterable[str], today: date, settings: Settings
) -> SubmissionCalendar:
    """Return the calendar of the lists and of the workbooks of the given offices, as it stands at the end of a day."""
    calendar = register.table(Calendar)
    first_month = settings.year.first_month
    workbooks = _days(calendar, Calendar.workbooks_due_on.name, first_month)
    lists = _days(calendar, Calendar.list_expected_on.name, first_month)
    came = _arrivals(register.arrivals, today, settings.today)
    expected = [_met(LIST, due, _of_its_month(due, came.get(LIST, ())), today) for due in lists]
    for office in offices:
        own = came.get(office, ())
        expected += [_met(office, due, [one for one in own if one.tells_of > due.after], today) for due in workbooks]
    return SubmissionCalendar(tuple(expected), _without_day(workbooks, today, settings), today)


def _days(calendar: pl.DataFrame, column: str, first_month: int) -> list[_Due]:
    """The days of a column, in order."""
    rows = calendar.drop_nulls(column).select("school_year", "month", column).iter_rows()
    days = sorted((on, date(int(year[:4]) + (month < first_month), month, 1)) for year, month, on in rows)
    found: list[_Due] = []
    for on, month in days:
        before = [due.on for due in found if due.on < on]
        found.append(_Due(on, month, before[-1] if before else month - timedelta(days=1)))
    return found


def _arrivals(arrivals: pl.DataFrame, today: date, fixed: date | None) -> Mapping[str, Sequence[_Came]]:
    """What had come by the end of a day, by sender, in order of receipt.

    Where the settings fix today, whatever is received afterwards came on that day: a workspace of samples goes on so.
    """
    found: dict[str, list[_Came]] = {}
    columns = (Arrivals.office.name, Arrivals.received_at.name, Arrivals.data_on.name, Arrivals.refused.name)
    for office, received_at, data_on, refused in arrivals.sort(Arrivals.received_at.name).select(columns).iter_rows():
        on = received_at.astimezone(SERVICE_TIME).date()
        on = min(on, fixed) if fixed else on
        if on <= today:
            found.setdefault(office, []).append(_Came(on, data_on or on, refused))
    return found


def _of_its_month(due: _Due, lists: Iterable[_Came]) -> list[_Came]:
    return [one for one in lists if one.tells_of.replace(day=1) == due.month]


def _met(office: str, due: _Due, came: Sequence[_Came], today: date) -> Expected:
    """What is expected on a day, met by the first good one of those that came for it."""
    good = next((one for one in came if not one.refused), None)
    if good:
        late = max(0, (good.on - due.on).days)
        return Expected(office, due.month, due.on, good.on, good.tells_of, days_late=late)
    refused = max((one.on for one in came if one.refused), default=None)
    return Expected(office, due.month, due.on, refused_on=refused, days_late=max(0, (today - due.on).days))


def _without_day(workbooks: Iterable[_Due], today: date, settings: Settings) -> tuple[date, ...]:
    """The months of today's school year so far that no day for workbooks stands beside."""
    first, _ = school_year_bounds(school_year_of(today, settings.year), settings.year)
    begun: list[date] = pl.date_range(first.replace(day=1), today, "1mo", eager=True).to_list()
    known = {due.month for due in workbooks}
    return tuple(month for month in begun if month not in known)
