"""Time until a definite solution: Kaplan and Meier's estimate, from leaving school to the first definite spell.

A start of leaving school is watched from its day until it ends in a definite solution (the event), or until it is
watched no longer: out of scope, closed by the office without a solution, or still open today (censored). A move is
neither: the case that another office took up goes on with the history of the one before it.
Sources: Kaplan and Meier 1958; Greenwood's variance with the log-log transformation of Kalbfleisch and Prentice, whose
interval stays between 0 and 1; the median's interval by Brookmeyer and Crowley 1982.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from generator.intervals import Z
from generator.situations import closes, is_definite, spells
from generator.starts import starts_of, taken_over
from generator.tables import Caseload
from intake.register import Register
from intake.settings import Settings

ALL: Final = ""
GROUP: Final = ("office", "school_year")
HALF: Final = 0.5 + 1e-12
"""What a product of fractions makes of a half."""


def solution_curves(register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings) -> pl.DataFrame:
    """The curves (see `survival_curves`) of everybody who has left school by today; `cases` is today's caseload."""
    return survival_curves(times_to_solution(register, cases, today, settings))


def times_to_solution(
    register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings
) -> pl.DataFrame:
    """A row a start up to today: case, office, school_year (of leaving), days watched, solved (whether by a solution).

    Starts listed in error are none.
    """
    starts = starts_of(register, cases, today, settings)
    history = (
        spells(register, today, settings)
        .join(taken_over(register, cases), on="case", how="left")
        .with_columns(case=pl.coalesce("owned_by", "case"))
    )
    since = pl.col("since")
    ends = (
        history.join(starts.select("case", "left_school_on"), on="case")
        .filter(since >= pl.col("left_school_on"))
        .group_by("case")
        .agg(
            solved_on=since.filter(is_definite(pl.col("situation"))).min(),
            gone_on=since.filter(closes(pl.col("situation"))).min(),
        )
    )
    watched = starts.join(ends, on="case", how="left", maintain_order="left").with_columns(
        lost_on=pl.min_horizontal("gone_on", "closed_from", pl.lit(today))
    )
    solved = (pl.col("solved_on") <= pl.col("lost_on")).fill_null(value=False)
    last = pl.when(solved).then("solved_on").otherwise(pl.max_horizontal("lost_on", "left_school_on"))
    return watched.select(
        "case",
        *GROUP,
        days=(last - pl.col("left_school_on")).dt.total_days(),
        solved=solved,
    )


def survival_curves(times: pl.DataFrame) -> pl.DataFrame:
    """The share still without a solution, by office and year of leaving, and for all of either ("").

    Columns: office, school_year, days (since leaving, each on which somebody was solved or lost from sight), at_risk
    (watched up to that day), solved, censored, share (from that day on), low and high (95 %).
    """
    counted = (
        _each_and_all(times)
        .group_by(*GROUP, "days")
        .agg(solved=pl.col("solved").sum().cast(pl.Int64), censored=(~pl.col("solved")).sum().cast(pl.Int64))
        .sort(*GROUP, "days")
    )
    leaving = pl.col("solved") + pl.col("censored")
    at_risk = leaving.sum().over(GROUP) - leaving.cum_sum().over(GROUP) + leaving
    left, gone = pl.col("at_risk").cast(pl.Float64), pl.col("solved").cast(pl.Float64)
    return (
        counted.with_columns(at_risk=at_risk)
        .with_columns(
            share=(1 - gone / left).cum_prod().over(GROUP),
            # Nobody left to be solved: the sum has no end, and neither has the interval.
            variance=pl.when(left > gone).then(gone / (left * (left - gone))).cum_sum().over(GROUP),
        )
        .with_columns(_interval())
        .select(*GROUP, "days", "at_risk", "solved", "censored", "share", "low", "high")
    )


def survival_medians(curves: pl.DataFrame) -> pl.DataFrame:
    """How many days pass until half have a solution: office, school_year, starts, solved, median, low, high.

    A median, or an end of its interval, is null where the curve, or its band, has not come down to a half yet.
    """
    day = pl.col("days")
    return (
        curves.group_by(*GROUP, maintain_order=True)
        .agg(
            starts=pl.col("at_risk").max(),
            solved=pl.col("solved").sum(),
            median=day.filter(pl.col("share") <= HALF).min(),
            low=day.filter(pl.col("low") <= HALF).min(),
            high=day.filter(pl.col("high") <= HALF).min(),
        )
        .sort(*GROUP)
    )


def at_risk(curve: pl.DataFrame, days: Sequence[int]) -> list[int]:
    """How many were still watched, and without a solution, when each of the days began; of one group's curve."""
    watched = [curve.filter(pl.col("days") >= day)["at_risk"].to_list() for day in days]
    return [max(numbers, default=0) for numbers in watched]


def _each_and_all(times: pl.DataFrame) -> pl.DataFrame:
    """The rows four times: at their office and year, at either alone, and at none."""
    every_office, every_year = {"office": pl.lit(ALL)}, {"school_year": pl.lit(ALL)}
    kinds: tuple[dict[str, pl.Expr], ...] = ({}, every_office, every_year, every_office | every_year)
    return pl.concat(times.with_columns(**kind) for kind in kinds)


def _interval() -> list[pl.Expr]:
    share = pl.col("share")
    width = Z * pl.col("variance").sqrt() / share.log()
    between = (share > 0) & (share < 1)
    # Where the share is 1 nobody has been solved, and where it is 0 everybody: there is nothing to be unsure of.
    return [
        pl.when(between).then((-((-share.log()).log() + side * width).exp()).exp()).otherwise(share).alias(name)
        for name, side in (("low", -1), ("high", 1))
    ]
