"""Counts of cases that are no figures: moves between situations, main reasons, and who takes part in which group.

Each is counted over rows that have the case, and the same rows are its members, so that no second rule says which
cases are in a count. In the keys of members a name of `BESIDE` stands in the place of an indicator.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from generator.situations import situations_on
from generator.starts import LISTED_IN_ERROR, taken_over
from generator.tables import Caseload, Members
from generator.workshop_progress import GROUP_COUNTS
from intake.register import Register
from intake.tables.office import Interviews

MOVES: Final = "moves"
REASONS: Final = "reasons"
GROUPS: Final = "workshop-group"
BESIDE: Final[Mapping[str, str]] = {MOVES: "move", REASONS: "reason", GROUPS: "workshop"}
"""By what each is broken down. Reasons are so by what is of class S: of them its own office alone knows a case."""

MONTHS_ON: Final = 6
"""So long after the listing it is asked where those listed are."""


def listed_between(today: date) -> tuple[date, date]:
    """Return the first and the last day of the year of listing whose six months have passed by today."""
    last = pl.lit(today).dt.offset_by(f"-{MONTHS_ON}mo")
    first = last.dt.offset_by("-1y") + pl.duration(days=1)
    days: tuple[date, date] = pl.select(first=first, last=last).row(0)
    return days


def moved_cases(owned: pl.DataFrame, spells: pl.DataFrame, today: date) -> pl.DataFrame:
    """The cases of `listed_between`, each at its present owner, less those listed in error.

    Columns: office, case, before, after, the last two the groups of situations at the listing and six months on.
    """
    cohort = owned.filter(
        pl.col("listed_on").is_between(*listed_between(today)), pl.col("situation") != LISTED_IN_ERROR
    )
    days = {"before": pl.col("listed_on"), "after": pl.col("listed_on").dt.offset_by(f"{MONTHS_ON}mo")}
    return cohort.select("office", "case").with_columns(
        situations_on(cohort.select("case", date=day), spells)["group"].cast(pl.String).alias(name)
        for name, day in days.items()
    )


def count_moves(moved: pl.DataFrame) -> pl.DataFrame:
    """How many went from which group to which: office ("" for all), before, after, cases."""
    counted = _with_all(moved).group_by("office", "before", "after").agg(cases=pl.len())
    return counted.sort("office", "before", "after")


def interviewed_cases(
    register: Register, cases: dy.DataFrame[Caseload], owned: pl.DataFrame, today: date
) -> pl.DataFrame:
    """The cases interviewed by today, each with the main reason given in its latest interview: office, case, reason.

    Each is at its present owner, with the interviews that it had elsewhere: a case that moved is one, not two.
    """
    held = register.bare_table(Interviews).filter(pl.col("interviewed_on") <= today)
    onward = held.join(taken_over(register, cases), on="case", how="left", maintain_order="left")
    each = onward.with_columns(case=pl.coalesce("owned_by", "case")).sort("case", "interviewed_on", "row")
    latest = each.unique("case", keep="last").join(owned.select("case", "office"), on="case")
    return latest.select("office", "case", reason=pl.col("main_reason").cast(pl.String)).drop_nulls("reason")


def count_reasons(interviewed: pl.DataFrame) -> pl.DataFrame:
    """How often each main reason was given: office ("" for all), reason, cases."""
    counted = _with_all(interviewed).group_by("office", "reason").agg(cases=pl.len())
    return counted.sort("office", "cases", descending=[False, True])


def _with_all(rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows, rows.with_columns(office=pl.lit(""))])


def category_of(*parts: str) -> str:
    """Return the category of a move (before, after) or of a group's count (group, name)."""
    return "/".join(parts)


def members_beside(
    moved: pl.DataFrame, interviewed: pl.DataFrame, progress: pl.DataFrame, today: date
) -> dy.DataFrame[Members]:
    """The cases in each count of an office, as of `today`; those of the groups are the participants of `progress`."""
    moves = moved.select("office", "case", category=pl.format("{}/{}", "before", "after"))
    reasons = interviewed.select("office", "case", category="reason")
    parts = [
        progress.filter(counted).select("office", "case", category=pl.format("{}/{}", "workshop", pl.lit(name)))
        for name, counted in GROUP_COUNTS.items()
    ]
    listed = {MOVES: moves, REASONS: reasons, GROUPS: pl.concat(parts)}
    return Members.validate(pl.concat(
        rows.with_columns(indicator=pl.lit(name), period=pl.lit(today.isoformat()), breakdown=pl.lit(BESIDE[name]))
        .select(Members.column_names())
        for name, rows in listed.items()
    ), cast=True)  # fmt: skip
