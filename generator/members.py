"""The proof that the cases named for a figure are those that it counts."""

from typing import Final

import dataframely as dy
import polars as pl

from generator.indicators.declared import INDICATORS
from generator.sums import SumsDoNotCloseError
from generator.tables import Figures, Members

KEYS: Final = Members.column_names()[:-1]


def prove_members(figures: dy.DataFrame[Figures], members: dy.DataFrame[Members]) -> None:
    """Return nothing when each figure of an office that counts cases has as many members as its numerator says.

    A start, a contact, a step counts once each, so that a case may be a member of one figure several times. Figures of
    anything else, and those of all offices together, have no members. Raises SumsDoNotCloseError, which names each
    figure that is not so.
    """
    listed = members.group_by(KEYS).len("listed")
    told = figures.join(listed, on=KEYS, how="full", coalesce=True).with_columns(
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
