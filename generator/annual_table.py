"""The ministry's annual table: each person who left school in a school year, on one line at a date."""

from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from generator.annual_lines import COUNTED, LINES, annual_lines, line_of
from generator.indicators.tally import Breakdown, Scope, members_listed, tally
from generator.tables import Members
from intake.register import Register
from intake.settings import Settings, school_year_bounds, school_year_of
from intake.tables.office import Leavers
from intake.tables.reference import Offices

LINE: Final = "line"
"""The breakdown of the persons who left school that the table is."""


def annual_table(
    register: Register, school_year: str, at: date, settings: Settings, *, known_on: date | None = None
) -> pl.DataFrame:
    """The table of a school year at a date, every line for each office and month of leaving, zeros included.

    Columns: school_year, at, office ("" for all), month ("2026-10", "" for the year), line (a code of `LINES`),
    persons. A closed year is counted at its last day; see `annual_lines` for the lines and for `known_on`.
    """
    persons = annual_lines(register, school_year, at, settings, known_on=known_on)
    return _counted(persons, school_year, Scope(at, _offices(register, persons)), settings).select(
        school_year=pl.lit(school_year),
        at=pl.lit(at),
        office="office",
        month="period",
        line="category",
        persons=pl.col("numerator").cast(pl.Int64),
    )


def annual_members(register: Register, today: date, settings: Settings) -> dy.DataFrame[Members]:
    """The cases on each line of `annual_tables`, as members of `persons` broken down by `LINE`.

    Of this school year also those of each month; of a year that is over those at its last day, of the year alone.
    """
    this_year = school_year_of(today, settings.year)
    listed = []
    for year, at in _years(register, today, settings):
        persons = annual_lines(register, year, at, settings, known_on=today)
        counted = _counted(persons, year, Scope(at, _offices(register, persons), with_members=True), settings)
        told = counted if year == this_year else counted.filter(pl.col("period") == "")
        period = pl.when(pl.col("period") == "").then(pl.lit(year)).otherwise("period").alias("period")
        listed.append(members_listed(told.with_columns(period)))
    return Members.validate(pl.concat(listed))


def _offices(register: Register, persons: pl.DataFrame) -> tuple[str, ...]:
    return tuple(sorted({*register.table(Offices)["code"], *persons["office"]}))


def _counted(persons: pl.DataFrame, school_year: str, scope: Scope, settings: Settings) -> pl.DataFrame:
    """The persons of `annual_lines` by line, for the year (period "") and each month of leaving."""
    begins, ends = school_year_bounds(school_year, settings.year)
    last = min(ends, scope.edition)
    months = pl.date_range(begins.replace(day=1), last, "1mo", eager=True).dt.strftime("%Y-%m").to_list()
    each = persons.with_columns(line=pl.col("line").replace_strict(_WITH_SUMS)).explode("line")
    rows = pl.concat([each.with_columns(period=pl.lit("")), each.with_columns(period=pl.col("month"))])
    return tally(rows, "persons", ["", *months], scope, breakdown=Breakdown(LINE, "line", LINES.codes))


def _line_and_sums(code: str) -> list[str]:
    return [code, *_line_and_sums(line_of(code).under)] if code else []


_WITH_SUMS: Final = {code: _line_and_sums(code) for code in COUNTED}


def annual_tables(register: Register, today: date, settings: Settings) -> pl.DataFrame:
    """The tables of this school year, today, and of each before in which somebody left school, at its last day."""
    return pl.concat(
        annual_table(register, year, at, settings, known_on=today) for year, at in _years(register, today, settings)
    )


def _years(register: Register, today: date, settings: Settings) -> list[tuple[str, date]]:
    """The school years that have a table, in their order, each with the day of its table."""
    told = register.table(Leavers).filter(Leavers.opened_on.col.is_null() | (Leavers.opened_on.col <= today))
    left = told["left_school_on"].drop_nulls().unique()
    years = {school_year_of(day, settings.year) for day in (today, *left) if day <= today}
    return [(year, min(school_year_bounds(year, settings.year)[1], today)) for year in sorted(years)]
