"""The proof that the cases named for a figure are those that it counts."""

from typing import Final

import dataframely as dy
import polars as pl

from generator.annual_table import LINE
from generator.indicators.declared import INDICATORS
from generator.sums import SumsDoNotCloseError
from generator.tables import Figures, Members

KEYS: Final = Members.column_names()[:-1]


def prove_members(figures: dy.DataFrame[Figures], annual: pl.DataFrame, members: dy.DataFrame[Members]) -> None:
    """Return nothing when each figure of an office that counts cases has as many members as its numerator says.

    A start, a contact, a step counts once each, so that a case may be a member of one figure several times. Figures of
    anything else, and those of all offices together, have no members. So it is with the lines of this year's annual
    table. Raises SumsDoNotCloseError, which names each figure that is not so.
    """
    counts = pl.concat([figures.select(*KEYS, "numerator"), _annual_figures(annual)])
    listed = members.group_by(KEYS).len("listed")
    told = counts.join(listed, on=KEYS, how="full", coalesce=True).with_columns(
        pl.col("listed", "numerator").fill_null(0)
    )
    counted = pl.col("indicator").is_in([key for key, one in INDICATORS.items() if one.of_cases])
    expected = pl.when(counted & (pl.col("office") != "")).then("numerator").otherwise(0.0)
    unequal = told.filter(pl.col("listed") != expected).select(*KEYS, "listed", expected.alias("expected")).sort(KEYS)
    faults = [
        f"{' '.join(filter(None, row[:5]))}: {row[5]} cases named, {row[6]:.0f} counted" for row in unequal.iter_rows()
    ]
    if faults:
        raise SumsDoNotCloseError(faults)


def _annual_figures(annual: pl.DataFrame) -> pl.DataFrame:
    """The lines of the annual table of the year that is not over, as figures."""
    current = annual.filter(pl.col("at") == pl.col("at").max())
    return current.select(
        indicator=pl.lit("persons"),
        period=pl.when(pl.col("month") == "").then("school_year").otherwise("month"),
        office="office",
        breakdown=pl.lit(LINE),
        category="line",
        numerator=pl.col("persons").cast(pl.Float64),
    )
