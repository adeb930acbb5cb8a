"""Working days: no Saturday, no Sunday, no public holiday, and no school holiday where the settings say so.

And the days with which today is compared.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache

import holidays
import polars as pl

from intake.register import Register
from intake.settings import Settings
from intake.tables.reference import Calendar

YEARS_AROUND = 40
"""Public holidays are known this many years before and after today; no case is older, no step lies further ahead."""


def days_off(register: Register, today: date, settings: Settings) -> tuple[date, ...]:
    """Return the days, beside weekends, on which no step falls due, in their order.

    Public holidays are Luxembourg's (library `holidays`). School holidays are those of the reference workbook's sheet
    Calendar, if `school_holidays_move` is set.
    """
    off = set(_public_holidays(today.year))
    if settings.protocol.school_holidays_move:
        off.update(_school_holidays(register.table(Calendar)))
    return tuple(sorted(off))


def a_month_before(day: date) -> date:
    """Return the same day of the month before, or that month's last."""
    return _before(day, "1mo")


def a_year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February the 28th."""
    return _before(day, "1y")


@cache
def _before(day: date, span: str) -> date:
    before: date = pl.select(pl.lit(day).dt.offset_by(f"-{span}")).item()
    return before


def next_working_day(day: pl.Expr, off: Sequence[date]) -> pl.Expr:
    """Return the day itself if it is a working day, else the next one; null stays null."""
    return day.dt.add_business_days(0, holidays=off, roll="forward")


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("LU", years=range(year - YEARS_AROUND, year + YEARS_AROUND + 1)))


def _school_holidays(calendar: pl.DataFrame) -> list[date]:
    first, last = Calendar.holidays_from, Calendar.holidays_to
    spans = calendar.drop_nulls([first.name, last.name])
    days: list[date] = spans.select(pl.date_ranges(first.col, last.col).explode(empty_as_null=False).alias("day"))[
        "day"
    ].to_list()
    return days
