"""The proof that what stands beside the figures closes as well: earlier days, reasons, moves, curves of survival."""

from dataclasses import dataclass

import polars as pl

ALL = ""


@dataclass(frozen=True)
class Beside:
    """The tables of `generator.facts` that are counts of their own: an office's rows, and those of all as office ""."""

    comparison: pl.DataFrame
    reasons: pl.DataFrame
    moves: pl.DataFrame
    curves: pl.DataFrame


def faults_beside(tables: Beside) -> list[str]:
    """Say of each count that does not close what it is: the offices must add up to all, and a curve lose whom it says.

    What `comparison` holds is proved by `generator.sums` with the rest of its figures.
    """
    return [
        *_offices_to_all("reasons", tables.reasons, ["reason"]),
        *_offices_to_all("moves", tables.moves, ["before", "after"]),
        *_watched_to_watched(tables.curves),
        *_starts_to_all(tables.curves, "office", "offices"),
        *_starts_to_all(tables.curves, "school_year", "years"),
    ]


def _offices_to_all(name: str, table: pl.DataFrame, keys: list[str]) -> list[str]:
    whole = table.filter(pl.col("office") == ALL).select(*keys, "cases")
    parts = table.filter(pl.col("office") != ALL).group_by(keys).agg(parts=pl.col("cases").sum())
    joined = whole.join(parts, on=keys, how="full", coalesce=True)
    unequal = joined.filter(pl.col("cases").ne_missing(pl.col("parts"))).select(keys).sort(keys)
    return [f"{name} {' '.join(map(str, row))}: the offices do not add up to all" for row in unequal.iter_rows()]


def _watched_to_watched(curves: pl.DataFrame) -> list[str]:
    """Whoever is neither solved nor lost from sight on a day is watched up to the next; after the last nobody is."""
    over = ["office", "school_year"]
    left = pl.col("at_risk") - pl.col("solved") - pl.col("censored")
    ordered = curves.sort(*over, "days").with_columns(expected=pl.col("at_risk").shift(-1).over(over).fill_null(0))
    share = pl.col("share").is_between(pl.col("low"), pl.col("high"))
    unequal = ordered.filter((left != pl.col("expected")) | ~share)
    return [
        f"time until a solution {' '.join(filter(None, (office, year)))} day {day}: it loses others than it says"
        for office, year, day in unequal.select(*over, "days").iter_rows()
    ]


def _starts_to_all(curves: pl.DataFrame, column: str, what: str) -> list[str]:
    keys = [name for name in ("office", "school_year") if name != column]
    each = curves.group_by("office", "school_year").agg(pl.col("solved").sum(), pl.col("censored").sum())
    whole = each.filter(pl.col(column) == ALL).drop(column)
    parts = (
        each.filter(pl.col(column) != ALL)
        .group_by(keys)
        .agg(parts=pl.col("solved").sum(), lost=pl.col("censored").sum())
    )
    joined = whole.join(parts, on=keys, how="full", coalesce=True)
    differs = pl.col("solved").ne_missing(pl.col("parts")) | pl.col("censored").ne_missing(pl.col("lost"))
    unequal = joined.filter(differs).select(keys).sort(keys)
    return [
        " ".join(filter(None, ("time until a solution", name))) + f": the {what} do not add up to all"
        for (name,) in unequal.iter_rows()
    ]
