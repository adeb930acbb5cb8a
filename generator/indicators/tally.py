"""One indicator counted over a table: a figure for each office and one for all, zeros included."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import dataframely as dy
import polars as pl

from generator.indicators.declared import INDICATORS
from generator.intervals import wilson_interval
from generator.tables import Figures, Members

ALL: Final = ""
"""The office of a figure for all offices, and the breakdown and category of a total."""
_KEYS: Final = ("period", "office", "category")
_OF_TOTAL: Final = ("period", "office")
_MET: Final = "met"
MEMBERS: Final = "members"
COUNTED: Final = {
    "indicator": pl.String, "period": pl.String, "office": pl.String, "breakdown": pl.String, "category": pl.String,
    "numerator": pl.Float64, "base": pl.Float64,
}  # fmt: skip
"""The columns of what `tally` counts; the other columns of `Figures` follow from them (`figures_of`)."""
_DEFINITIONS: Final = {key: declared.definition for key, declared in INDICATORS.items()}
_SHARES: Final = tuple(key for key, declared in INDICATORS.items() if declared.unit == "share")


@dataclass(frozen=True)
class Scope:
    """What every figure of an edition shares: its date and the offices, each of which has a figure, were it 0.

    `totals_only`: nothing is counted by category, and no such figure is there. `with_members`: figures come with the
    cases that they count (see `tally`).
    """

    edition: date
    offices: tuple[str, ...]
    totals_only: bool = False
    with_members: bool = False


@dataclass(frozen=True)
class Breakdown:
    """How a total is broken down: `key` names it, `category` is the table's column, `categories` what may stand there.

    The base of a category is that of the total (a share of the whole), unless each has its `own_base`.
    """

    key: str
    category: str
    categories: Sequence[str]
    own_base: bool = False


def tally(
    table: pl.DataFrame,
    indicator: str,
    periods: str | Sequence[str],
    scope: Scope,
    *,
    met: pl.Expr | None = None,
    numerator: pl.Expr | None = None,
    base: pl.Expr | None = None,
    breakdown: Breakdown | None = None,
) -> pl.DataFrame:
    """Rows of `COUNTED` for one indicator: one for each period, each office and all, and each category.

    `table` has an `office`, and a `period` when several are given. Counted are its rows, those alone that have `met` a
    condition where one is given; a `numerator` aggregates them instead, where something other than rows is counted. A
    figure for all offices is counted over the whole table, not added up, so that adding up proves something.

    With `scope.with_members` stands `members` beside each figure of an office: the `case` of every row counted, one for
    each, so that a case with two rows stands there twice; null where no rows are counted, or rows that are no case's.
    """
    if scope.totals_only and breakdown:
        return pl.DataFrame(schema=COUNTED)
    wanted = (periods,) if isinstance(periods, str) else tuple(periods)
    grid = _grid(wanted, scope.offices, tuple(breakdown.categories) if breakdown else (ALL,))
    category = pl.col(breakdown.category).cast(pl.String) if breakdown else pl.lit(ALL)
    holds = pl.lit(value=True) if met is None else met.fill_null(value=False)
    rows = table.lazy().with_columns(*([pl.lit(periods).alias("period")] if isinstance(periods, str) else []))
    rows = rows.with_columns(category=category).with_columns(holds.alias(_MET))
    met_or_given = pl.col(_MET).sum() if numerator is None else numerator
    # A base of the same rows is counted with them.
    together = base is not None and (breakdown is None or breakdown.own_base)
    counted = _by_office_and_all(
        rows, _KEYS, met_or_given.alias("numerator"), *([base.alias("base")] if base is not None and together else [])
    )
    figures = grid.lazy().join(counted, on=list(_KEYS), how="left", maintain_order="left")
    if base is not None and not together:
        bases = _by_office_and_all(rows, _OF_TOTAL, base.alias("base"))
        figures = figures.join(bases, on=list(_OF_TOTAL), how="left", maintain_order="left")
    if scope.with_members:
        of_cases = numerator is None and "case" in table.columns
        figures = _with_members(figures, rows if of_cases else None)
    no_base = pl.lit(None, pl.Float64)
    return _collected(
        figures.select(
            pl.lit(indicator).alias("indicator"),
            "period",
            "office",
            pl.lit(breakdown.key if breakdown else ALL).alias("breakdown"),
            "category",
            pl.col("numerator").cast(pl.Float64).fill_null(0.0),
            no_base.alias("base") if base is None else pl.col("base").cast(pl.Float64).fill_null(0.0),
            *([MEMBERS] if scope.with_members else []),
        )
    )


def figures_of(counted: Iterable[pl.DataFrame], scope: Scope) -> pl.DataFrame:
    """Rows of `Figures` from all that was counted (`tally`), with `members` where it has them.

    Of all at once: what follows from numerator and base takes as long for one indicator as for all of them.
    """
    numerator, base, indicator = pl.col("numerator"), pl.col("base"), pl.col("indicator")
    low, high = (pl.when(indicator.is_in(_SHARES)).then(end) for end in wilson_interval(numerator, base))
    return (
        pl.concat(counted)
        .with_columns(
            edition=pl.lit(scope.edition),
            definition=indicator.replace_strict(_DEFINITIONS, return_dtype=pl.Int32),
            value=pl.when(base.is_null()).then(numerator).when(base > 0).then(numerator / base),
            low=low,
            high=high,
        )
        .select(*Figures.column_names(), *([MEMBERS] if scope.with_members else []))
    )


def _collected(figures: pl.LazyFrame) -> pl.DataFrame:
    """Count as it is written and in memory: for tables so small, better plans and streams take more than they give."""
    return figures.collect(engine="in-memory", optimizations=pl.QueryOptFlags.none())


def members_listed(counted: pl.DataFrame) -> dy.DataFrame[Members]:
    """A row for each member of figures that were counted `with_members`."""
    of_figure = pl.col(Members.column_names()[:-1]).cast(pl.Categorical)
    cases = pl.col(MEMBERS).cast(pl.List(pl.Categorical)).alias("case")
    listed = counted.select(of_figure, cases).drop_nulls("case")
    return Members.validate(listed.explode("case", empty_as_null=True).drop_nulls("case"))


def _with_members(figures: pl.LazyFrame, rows: pl.LazyFrame | None) -> pl.LazyFrame:
    """The figures with the cases of the rows that each of an office counts; `rows` is None where they are no cases."""
    none = pl.lit(None, pl.List(pl.String))
    if rows is None:
        return figures.with_columns(none.alias(MEMBERS))
    listed = rows.filter(_MET).group_by(list(_KEYS)).agg(pl.col("case").alias(MEMBERS))
    joined = figures.join(listed, on=list(_KEYS), how="left", maintain_order="left")
    empty = pl.lit([], pl.List(pl.String))
    return joined.with_columns(pl.when(pl.col("office") != ALL).then(pl.col(MEMBERS).fill_null(empty)).alias(MEMBERS))


@lru_cache(256)
def _grid(periods: tuple[str, ...], offices: tuple[str, ...], categories: tuple[str, ...]) -> pl.DataFrame:
    """Every period, office and category that has a figure; most indicators have those of another."""
    offices_and_all = pl.DataFrame({"office": [*offices, ALL]}, schema={"office": pl.String})
    each_period = pl.DataFrame({"period": periods}, schema={"period": pl.String})
    return each_period.join(offices_and_all, how="cross").join(
        pl.DataFrame({"category": categories}, schema={"category": pl.String}), how="cross"
    )


def _by_office_and_all(rows: pl.LazyFrame, keys: Sequence[str], *counted: pl.Expr) -> pl.LazyFrame:
    each = rows.group_by(list(keys)).agg(*counted)
    together = rows.with_columns(office=pl.lit(ALL)).group_by(list(keys)).agg(*counted)
    return pl.concat([each, together])
