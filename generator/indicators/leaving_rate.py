"""The rate of school leaving by the ministry's rule since 2021: leavers ÷ pupils over compulsory school age."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import polars as pl

from generator.annual_lines import annual_lines
from generator.indicators.tally import Scope, tally
from generator.situations import group_of, spells
from intake.register import Register
from intake.settings import Settings, school_year_bounds, school_year_of
from intake.tables.office import Leavers
from intake.tables.reference import Pupils

ALL_TRACKS: Final = "all"
_TOGETHER: Final = "together"
"""Stands for an office in rows that are counted for all offices alone."""


def pupil_bases(register: Register) -> pl.DataFrame:
    """A row a school year of the sheet Pupils, all tracks: school_year, compulsory_age, pupils (null: not stated)."""
    table = register.table(Pupils).filter(Pupils.track.col.str.to_lowercase() == ALL_TRACKS)
    return (
        table.select("school_year", "compulsory_age", "pupils").unique("school_year", keep="last").sort("school_year")
    )


def rate_figures(register: Register, today: date, settings: Settings, scope: Scope) -> list[pl.DataFrame]:
    """The rate of each school year that is over and whose base is stated, and that of the effective leavers.

    The leavers are those of the annual table at the year's last day. A year of which the register knows no leaver has
    no rate, nor has one with fewer pupils than leavers: its base is mistaken.
    """
    bases = pupil_bases(register).filter(pl.col("pupils") > 0)
    pupils = dict(bases.select("school_year", "pupils").iter_rows())
    over = [year for year in pupils if school_year_bounds(year, settings.year)[1] < today]
    figures = []
    for year, leavers in leavers_of_years(register, over, today, settings):
        if 0 < leavers.height <= pupils[year]:
            figures += _of_year(leavers, year, pupils[year], scope)
    return figures


def _of_year(leavers: pl.DataFrame, year: str, pupils: int, scope: Scope) -> list[pl.DataFrame]:
    together = replace(scope, offices=())
    rows = leavers.with_columns(office=pl.lit(_TOGETHER))
    base = pl.lit(pupils).first()
    effective = (~pl.col("re_enrolled")).sum()
    return [
        tally(rows, "leaving-rate", year, together, base=base),
        tally(rows, "effective-leaving-rate", year, together, numerator=effective, base=base),
    ]


def leavers_of_years(
    register: Register, years: list[str], today: date, settings: Settings
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each year with the persons who left school in it, and whether they were re-enrolled in the next so far."""
    if not years:
        return
    person = pl.coalesce("person", "case").alias("person")
    leavers = register.table(Leavers).select("case", person, "left_school_on").unique("case", keep="first")
    known = spells(register, today, settings)
    enrolled = known.filter(group_of(pl.col("situation")).cast(pl.String) == "re-enrolled")
    enrolled = enrolled.join(leavers.select("case", "person"), on="case").select("person", "since", "until")
    for year in years:
        last = school_year_bounds(year, settings.year)[1]
        persons = annual_lines(register, year, last, settings, known_on=today)
        begins, ends = school_year_bounds(school_year_of(last + timedelta(days=1), settings.year), settings.year)
        # A spell of an earlier start ends with the next leaving, though nobody said so of the earlier case.
        since_leaving = (pl.col("since") >= pl.col("left_school_on")).fill_null(value=True)
        back = (
            persons.join(leavers.select("case", "left_school_on"), on="case", how="left")
            .join(enrolled, on="person")
            .filter(since_leaving, pl.col("since") <= ends, pl.col("until").is_null() | (pl.col("until") > begins))
        )
        yield year, persons.with_columns(re_enrolled=pl.col("case").is_in(back["case"].implode()))
