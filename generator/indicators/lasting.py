"""The figures of lasting solutions: where youngsters are 6, 12 and 18 months after their first definite solution."""

import dataframely as dy
import polars as pl

from generator.indicators.guarantee import standing_figures
from generator.indicators.leavers import YearSoFar
from generator.indicators.tally import Scope
from generator.situations import is_definite
from generator.starts import LISTED_IN_ERROR, taken_over
from generator.tables import Caseload
from intake.register import Register


def first_solutions(
    register: Register, cases: dy.DataFrame[Caseload], owned: pl.DataFrame, spells: pl.DataFrame
) -> pl.DataFrame:
    """A row an owned case that has had a definite solution since it left school: case, office, on (its first day).

    A case that moved goes on with the history of the one before it. Cases listed in error are none.
    """
    history = spells.join(taken_over(register, cases), on="case", how="left").with_columns(
        case=pl.coalesce("owned_by", "case")
    )
    counted = owned.filter(pl.col("situation") != LISTED_IN_ERROR).select("case", "office", "left_school_on")
    since = pl.col("since")
    return (
        counted.join(history.filter(is_definite(pl.col("situation"))).select("case", "since"), on="case")
        .filter(pl.col("left_school_on").is_null() | (since >= pl.col("left_school_on")))
        .group_by("case", "office")
        .agg(on=since.min())
    )


def lasting_figures(
    register: Register,
    cases: dy.DataFrame[Caseload],
    owned: pl.DataFrame,
    spells: pl.DataFrame,
    year: YearSoFar,
    scope: Scope,
) -> list[pl.DataFrame]:
    """Where they are 6, 12 and 18 months after the first solution, for the days that came round in the year so far."""
    return standing_figures(first_solutions(register, cases, owned, spells), "lasting", spells, year, scope)
