"""The figures of the workshop: groups and places, who may take part, what became of those who did."""

from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from generator.indicators.breakdowns import (
    LEFT_AT,
    LEFT_WHY,
    STANDING,
    STAY,
    STAY_AND_STANDING,
    UNKNOWN,
    WORKSHOP_VERDICT,
)
from generator.indicators.guarantee import with_standing
from generator.indicators.leavers import YearSoFar
from generator.indicators.tally import Breakdown, Scope, tally
from generator.workshop_conditions import CONDITIONS, ELIGIBLE, with_conditions
from generator.workshop_progress import LEFT
from intake.settings import Settings

CHECKED_MONTHS: Final = (3, 6, 12)
"""After a group's end it is asked where its participants are."""
CONDITION_KEYS: Final = (
    "workshop-left-lately", "workshop-wants-training", "workshop-accepts", "workshop-eligible",
)  # fmt: skip
"""The indicators of `CONDITIONS` in their order, and of all three."""
_BY_STAY: Final = Breakdown("stay", "stay", STAY.codes, own_base=True)
_TOGETHER: Final = "together"
"""Stands for an office in rows that are counted for all offices alone."""


def group_figures(groups: pl.DataFrame, progress: pl.DataFrame, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """The groups with a day in the school year so far, how many of their places are taken, and their participants."""
    day, together = year.today.isoformat(), replace(scope, offices=())
    ran = (pl.col("starts_on") <= year.today) & (pl.col("ends_on") >= year.first)
    joined = progress.group_by("workshop").agg(joined=pl.len())
    running = groups.filter(ran).join(joined, on="workshop", how="left").with_columns(office=pl.lit(_TOGETHER))
    taken = pl.min_horizontal(pl.col("joined").fill_null(0), "places").sum()
    part = progress.filter(ran)
    verdicts = Breakdown("verdict", "verdict", WORKSHOP_VERDICT.codes)
    return [
        tally(running, "workshop-groups", day, together),
        tally(running, "workshop-places", day, together, numerator=taken, base=pl.col("places").sum()),
        tally(part, "workshop-participants", day, scope),
        tally(part, "workshop-participants", day, scope, breakdown=verdicts),
    ]


def condition_figures(open_cases: pl.DataFrame, today: date, settings: Settings, scope: Scope) -> list[pl.DataFrame]:
    """How many of the open cases meet each condition of the workshop, and how many all three."""
    checked = with_conditions(open_cases, today, settings)
    return [
        tally(checked, key, today.isoformat(), scope, met=pl.col(met), base=pl.len())
        for key, met in zip(CONDITION_KEYS, (*CONDITIONS, ELIGIBLE), strict=True)
    ]


def course_figures(progress: pl.DataFrame, spells: pl.DataFrame, today: date, scope: Scope) -> list[pl.DataFrame]:
    """How far the participants of all groups so far came, and where they are after the end.

    How many, by how far they came; days attended; internships; who left early, at which step and why.
    """
    day = today.isoformat()
    part = with_stay(progress)
    told = part.filter(pl.col("days_attended").is_not_null(), pl.col("days_held") > 0)
    attended, held = pl.min_horizontal("days_attended", "days_held").sum(), pl.col("days_held").sum()
    found = pl.col("internship_from").is_not_null()
    left = pl.col("stay") == LEFT
    by_stay = replace(_BY_STAY, own_base=False)
    by_step = Breakdown("left-at", "left_at", LEFT_AT.codes)
    by_reason = Breakdown("left-why", "left_why", LEFT_WHY.codes)
    return [
        *(tally(told, "workshop-attendance", day, scope, numerator=attended, base=held, breakdown=one)
          for one in (None, _BY_STAY)),
        *(tally(part, "workshop-internship", day, scope, met=found, base=pl.len(), breakdown=one)
          for one in (None, _BY_STAY)),
        *(tally(part, "workshop-stay", day, scope, base=pl.len(), breakdown=one) for one in (None, by_stay)),
        *(tally(part, "workshop-left-early", day, scope, met=left, base=pl.len(), breakdown=one)
          for one in (None, by_step, by_reason)),
        *_after(part, spells, today, scope),
    ]  # fmt: skip


def with_stay(progress: pl.DataFrame) -> pl.DataFrame:
    """The participants with `stay`, how far they came, and for who left early `left_at` and `left_why`."""
    verdict, left = pl.col("verdict"), pl.col("verdict") == LEFT
    stay = pl.when(verdict.is_in([LEFT, "completed", "not-completed"])).then(verdict).otherwise(pl.lit("still-in"))
    steps = [
        pl.when(pl.col(f"step_{n}_on").is_null()).then(pl.lit(code)) for n, code in enumerate(LEFT_AT.codes[:-1], 1)
    ]
    reason = pl.col("leaving_reason").cast(pl.String).fill_null(UNKNOWN)
    return progress.with_columns(
        stay=stay,
        left_at=pl.when(left).then(pl.coalesce(*steps, pl.lit(LEFT_AT.codes[-1]))),
        left_why=pl.when(left).then(reason),
    )


def _after(part: pl.DataFrame, spells: pl.DataFrame, today: date, scope: Scope) -> list[pl.DataFrame]:
    """Where participants are 3, 6 and 12 months after their group's end, by how far they came."""
    by_standing = Breakdown("standing", "standing", STANDING.codes)
    by_both = Breakdown("stay-standing", "stay-standing", STAY_AND_STANDING)
    figures = []
    for months in CHECKED_MONTHS:
        later = part.with_columns(asked_on=pl.col("ends_on").dt.offset_by(f"{months}mo"))
        rows = with_standing(later.filter(pl.col("asked_on") <= today), spells)
        rows = rows.with_columns(pl.format("{}/{}", "stay", "standing").alias("stay-standing"))
        figures += [
            tally(rows, f"after-workshop-{months}", today.isoformat(), scope, base=pl.len(), breakdown=one)
            for one in (None, by_standing, by_both)
        ]
    return figures
