"""The class interventions that the figures of prevention count, one by one, and the proof that they are those."""

from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from generator.indicators.leavers import YearSoFar
from generator.indicators.programmes import COUNTED_IN
from generator.sums import SumsDoNotCloseError
from generator.tables import Figures
from intake.register import Register
from intake.settings import Settings, school_year_bounds, school_year_of
from intake.tables.programmes import Interventions

KEYS: Final = ("indicator", "period", "office", "breakdown", "category")


def visits(register: Register, today: date, settings: Settings) -> pl.DataFrame:
    """Return the interventions of the school year so far as the register has them, each with its `month`."""
    name = school_year_of(today, settings.year)
    year = YearSoFar(name, school_year_bounds(name, settings.year)[0], today)
    rows, _ = year.by_year_and_month(register.table(Interventions), Interventions.held_on.name)
    return rows.filter(pl.col("period") != name).rename({"period": "month"})


def prove_visits(figures: dy.DataFrame[Figures], listed: pl.DataFrame) -> None:
    """Return nothing when the interventions listed come to each figure of an office that counts them.

    Raises SumsDoNotCloseError, which names each figure that is not so.
    """
    counted_of = figures.filter(pl.col("indicator").is_in(COUNTED_IN.keys()), pl.col("office") != "")
    years = [period for period in counted_of["period"].unique() if "/" in period]
    each = pl.concat(
        [listed.with_columns(period=pl.lit(year)) for year in years] + [listed.with_columns(period="month")]
    )
    added = pl.concat([
        rows.group_by("period", "office", "breakdown", "category").agg(counted.cast(pl.Float64).alias("added"))
        .select(pl.lit(key).alias("indicator"), "period", "office", "breakdown", "category", "added")
        for key, counted in COUNTED_IN.items()
        for rows in (
            each.with_columns(breakdown=pl.lit(""), category=pl.lit("")),
            each.with_columns(breakdown=pl.lit("school"), category=pl.col("school").cast(pl.String)),
        )
    ])  # fmt: skip
    both = (
        counted_of.select(*KEYS, "numerator")
        .join(added, on=KEYS, how="full", coalesce=True)
        .with_columns(pl.col("numerator", "added").fill_null(0))
    )
    unequal = both.filter(pl.col("numerator") != pl.col("added")).sort(KEYS)
    faults = [
        f"{' '.join(filter(None, row[:5]))}: {row[6]:.0f} in the classes listed, {row[5]:.0f} counted"
        for row in unequal.select(*KEYS, "numerator", "added").iter_rows()
    ]
    if faults:
        raise SumsDoNotCloseError(faults)
