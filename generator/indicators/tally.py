"""One indicator counted over a table: a figure for each office and one for all, zeros included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from generator.indicators.declared import INDICATORS
from generator.intervals import wilson_interval
from generator.tables import Figures

ALL: Final = ""
"""The office of a figure for all offices, and the breakdown and category of a total."""
_KEYS: Final = ("period", "office", "category")
_NO_END: Final = pl.lit(None, pl.Float64)


NO_FIGURES: Final = Figures.create_empty()


@dataclass(frozen=True)
class Scope:
    """What every figure of an edition shares: its date and the offices, each of which has a figure, were it 0.

    `totals_only`: nothing is counted by category, and no such figure is there.
    """

    edition: date
    offices: tuple[str, ...]
    totals_only: bool = False


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
    numerator: pl.Expr | None = None,
    base: pl.Expr | None = None,
    breakdown: Breakdown | None = None,
) -> pl.DataFrame:
    """Rows of `Figures` for one indicator: one for each period, each office and all, and each category.

    `table` has an `office`, and a `period` when several are given. The expressions aggregate its rows; without a
    numerator rows are counted. A figure for all offices is counted over the whole table, not added up, so that adding
    up proves something.
    """
    several = not isinstance(periods, str)
    if scope.totals_only and breakdown:
        return NO_FIGURES
    rows = table if several else table.with_columns(period=pl.lit(periods))
    rows = rows.with_columns(category=pl.col(breakdown.category).cast(pl.String) if breakdown else pl.lit(ALL))
    wanted = [periods] if isinstance(periods, str) else list(periods)
    categories = list(breakdown.categories) if breakdown else [ALL]
    grid = _grid(wanted, scope, categories)
    counted = _by_office_and_all(rows, _KEYS, (pl.len() if numerator is None else numerator).alias("numerator"))
    figures = grid.join(counted, on=list(_KEYS), how="left", maintain_order="left")
    if base is None:
        figures = figures.with_columns(base=pl.lit(None, pl.Float64))
    else:
        keys = _KEYS if breakdown and breakdown.own_base else ("period", "office")
        bases = _by_office_and_all(rows, keys, base.alias("base"))
        figures = figures.join(bases, on=list(keys), how="left", maintain_order="left")
        figures = figures.with_columns(pl.col("base").cast(pl.Float64).fill_null(0.0))
    return _as_figures(figures, indicator, scope, breakdown.key if breakdown else ALL)


def _grid(periods: list[str], scope: Scope, categories: list[str]) -> pl.DataFrame:
    offices = pl.DataFrame({"office": [*scope.offices, ALL]}, schema={"office": pl.String})
    each_period = pl.DataFrame({"period": periods}, schema={"period": pl.String})
    return each_period.join(offices, how="cross").join(
        pl.DataFrame({"category": categories}, schema={"category": pl.String}), how="cross"
    )


def _by_office_and_all(rows: pl.DataFrame, keys: Sequence[str], counted: pl.Expr) -> pl.DataFrame:
    each = rows.group_by(list(keys)).agg(counted)
    together = rows.with_columns(office=pl.lit(ALL)).group_by(list(keys)).agg(counted)
    return pl.concat([each, together])


def _as_figures(figures: pl.DataFrame, indicator: str, scope: Scope, breakdown: str) -> pl.DataFrame:
    numerator, base = pl.col("numerator").cast(pl.Float64).fill_null(0.0), pl.col("base")
    ratio = pl.when(base > 0).then(pl.col("numerator") / base)
    declared = INDICATORS[indicator]
    low, high = wilson_interval(pl.col("numerator"), base) if declared.unit == "share" else (_NO_END, _NO_END)
    return (
        figures.with_columns(
            numerator,
            edition=pl.lit(scope.edition),
            indicator=pl.lit(indicator),
            definition=pl.lit(declared.definition, pl.Int32),
            breakdown=pl.lit(breakdown),
        )
        .with_columns(value=pl.when(base.is_null()).then(pl.col("numerator")).otherwise(ratio), low=low, high=high)
        .select(Figures.column_names())
    )
