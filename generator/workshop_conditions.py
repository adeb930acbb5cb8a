"""Who may take part in the workshop "Yes, ech wëll": its three conditions (assumed), each checked.

Left school at most six months before the group begins, counted here as if one began today; the latest interview says
yes to vocational training; the case is open and its latest interview accepts accompaniment.
"""

from datetime import date
from typing import Final

import polars as pl

from intake.settings import Settings

CONDITIONS: Final = ("left_lately", "wants_training", "accepts_support")
ELIGIBLE: Final = "eligible"


def with_conditions(open_cases: pl.DataFrame, today: date, settings: Settings) -> pl.DataFrame:
    """The open cases with a yes or no for each of `CONDITIONS`, for all three (`eligible`), and `begin_by`.

    `begin_by` is the last day on which a group may begin for the first condition to hold, null for who never left.
    """
    begin_by = pl.col("left_school_on").dt.offset_by(f"{settings.workshop.left_within_months}mo")
    return (
        open_cases.with_columns(begin_by=begin_by)
        .with_columns(
            left_lately=(pl.col("begin_by") >= today).fill_null(value=False),
            wants_training=pl.col("vocational_interest").fill_null(value=False),
            accepts_support=pl.col("accepts").fill_null(value=False),
        )
        .with_columns(pl.all_horizontal(CONDITIONS).alias(ELIGIBLE))
    )


def workshop_candidates(owned: pl.DataFrame, progress: pl.DataFrame, today: date, settings: Settings) -> pl.DataFrame:
    """A row an open case that meets all conditions: office, case, age, left_school_on, begin_by, situation, workshop.

    `owned` are the cases with one owner each, `progress` as of `workshop_progress`; `workshop` is the group that the
    youngster is or was in last, null for none. Who must begin soonest comes first, those in a group last.
    """
    groups = progress.sort("starts_on", "workshop").unique("case", keep="last").select("case", "workshop")
    meets = with_conditions(owned.filter("is_open"), today, settings).filter(ELIGIBLE)
    return (
        meets.join(groups, on="case", how="left")
        .select("office", "case", "age", "left_school_on", "begin_by", "situation", "workshop")
        .sort(pl.col("workshop").is_not_null(), "begin_by", "case")
    )
