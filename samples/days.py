"""Days of the made-up service: working days of Luxembourg, months further on, the days on which lists are drawn."""

import calendar
import datetime
from functools import cache

import holidays

from intake.settings import Year, school_year_bounds, school_year_of

Day = datetime.date

FIRST_DAY = Day(2024, 9, 1)
"""The first day of the first school year of the samples."""
TODAY = Day(2026, 10, 31)
"""The day that the sample workspace takes for today."""
REFERENCE_RECEIVED = datetime.datetime(2024, 9, 1, 6, tzinfo=datetime.UTC)
"""When the reference workbook was received."""
EDITIONS = (
    (Day(2025, 8, 31), Day(2025, 9, 30)),
    (Day(2026, 8, 31), Day(2026, 9, 4)),
    (Day(2026, 9, 30), Day(2026, 10, 2)),
)
"""The editions that were frozen: the day of each, and the day on which it was known. On 4 September 2026 three offices
had not yet sent the workbook of the closed year, on 2 October one not that of September."""
LISTS_COME_AT = datetime.time(6, tzinfo=datetime.UTC)
"""When on its day a list is received."""
HORIZON = Day(2026, 12, 31)
"""The day up to which courses are made up, so that on `TODAY` some things are planned and some answers come later."""
SCHOOL_YEARS = ("2024/25", "2025/26", "2026/27")

ONE_DAY = datetime.timedelta(days=1)

_FREE = frozenset(holidays.country_holidays("LU", years=range(2024, 2029)))


def after(day: Day, days: float) -> Day:
    """Return the day a number of days later."""
    return day + datetime.timedelta(days=int(days))


@cache
def working_day(day: Day) -> Day:
    """Return the day itself, or the next that is neither a weekend's nor a public holiday."""
    while day.weekday() > 4 or day in _FREE:
        day += ONE_DAY
    return day


@cache
def months_after(day: Day, months: int) -> Day:
    """Return the same day of the month a number of months later; the month's last where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Day(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age_on(birth_date: Day, day: Day) -> int:
    """Return the age in whole years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def school_year(day: Day) -> str:
    """Return the school year that a day lies in."""
    return school_year_of(day, Year())


def first_day_of(year: str) -> Day:
    """Return the first day of a school year."""
    return school_year_bounds(year, Year())[0]


def last_day_of(year: str) -> Day:
    """Return the last day of a school year."""
    return school_year_bounds(year, Year())[1]


def list_day(year: int, month: int) -> Day:
    """Return the day on which a month's list is drawn: the first working day from the fifth."""
    return working_day(Day(year, month, 5))


def workbooks_day(year: int, month: int) -> Day:
    """Return the day on which a month's workbooks are due: the last working day up to the 30th."""
    day = Day(year, month, min(30, calendar.monthrange(year, month)[1]))
    while working_day(day) != day:
        day -= ONE_DAY
    return day


LIST_DAYS = tuple(
    list_day(FIRST_DAY.year + index // 12, index % 12 + 1)
    for index in range(FIRST_DAY.month, (TODAY.year - FIRST_DAY.year) * 12 + TODAY.month)
)
"""The days on which a list was drawn, from October 2024 to October 2026."""


def first_list_after(day: Day) -> Day | None:
    """Return the first list drawn after a day; None when there is none up to `TODAY`."""
    return next((drawn for drawn in LIST_DAYS if drawn > day), None)
