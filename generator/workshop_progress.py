"""The workshop "Yes, ech wëll": how far each participant has come, and each group, against the five planned steps."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import dataframely as dy
import polars as pl

from generator.as_of import known_groups
from generator.starts import owned_cases
from generator.tables import Caseload
from intake.register import Register
from intake.settings import Settings
from intake.tables.programmes import Participants

DUE_SOON: Final = timedelta(days=7)
"""A step due within a week is said to be due, though not late (assumed)."""
LEFT: Final = "left-early"
NOT_HELD: Final = "not-started"
_VERDICT: Final = pl.col("verdict")
GROUP_COUNTS: Final[Mapping[str, pl.Expr]] = {
    "participants": _VERDICT.is_not_null(),
    "still_in": _VERDICT != LEFT,
    "on_time": _VERDICT.is_in(["on-time", "ahead", "due-soon", "completed", NOT_HELD]),
    "behind": _VERDICT == "behind",
    "completed": _VERDICT == "completed",
    "not_completed": _VERDICT == "not-completed",
    "left_early": _VERDICT == LEFT,
}
"""What is counted of a group, and which of its participants are (`workshop_groups` says it in words)."""


def _step(number: int) -> str:
    return f"step_{number}_on"


def _due(number: int) -> str:
    return f"step_{number}_due"


def workshop_progress(
    register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings
) -> pl.DataFrame:
    """A row a participant whose case is accepted, by group and case, as of `today`.

    Columns: workshop, place, starts_on, ends_on, case, office, joined_on, days_attended, internship_from,
    left_early_on, leaving_reason, places and days_held (of the group), step_1_on … (done) and step_1_due … (planned),
    steps_done, steps_due (both counts), next_step (the first one not done), next_due_on, days_late (positive when that
    day is past), verdict (a code of `WORKSHOP_VERDICT`). Steps are due at equal fifths of the
    group's time, counted in days from its first day, the last on its last day. After somebody left early, or the group
    ended, nothing is due any more.
    """
    steps = range(1, settings.workshop.steps + 1)
    rows = _participants(register, cases, today).join(known_groups(register), on="workshop", maintain_order="left")
    rows = _forget_later_days(rows, [_step(step) for step in steps] + ["left_early_on", "internship_from"], today)
    rows = rows.with_columns(_planned(step, settings.workshop.steps).alias(_due(step)) for step in steps)
    done = pl.sum_horizontal(pl.col(_step(step)).is_not_null() for step in steps)
    due = pl.sum_horizontal(pl.col(_due(step)) <= today for step in steps)
    missing = [pl.when(pl.col(_step(step)).is_null()) for step in steps]
    next_step = pl.coalesce(is_missing.then(pl.lit(step)) for is_missing, step in zip(missing, steps, strict=True))
    next_due = pl.coalesce(is_missing.then(pl.col(_due(step))) for is_missing, step in zip(missing, steps, strict=True))
    active = pl.col("left_early_on").is_null() & (pl.col("ends_on") >= today)
    rows = rows.with_columns(
        steps_done=done.cast(pl.Int32),
        steps_due=due.cast(pl.Int32),
        next_step=pl.when(active).then(next_step).cast(pl.Int32),
        next_due_on=pl.when(active).then(next_due),
    )
    late = (pl.lit(today) - pl.col("next_due_on")).dt.total_days().cast(pl.Int32)
    return rows.with_columns(days_late=late, verdict=_verdict(today, settings.workshop.steps)).sort("workshop", "case")


def _planned(step: int, steps: int) -> pl.Expr:
    """The last day of a step's equal part of the group's time."""
    whole = (pl.col("ends_on") - pl.col("starts_on")).dt.total_days()
    return pl.col("starts_on") + pl.duration(days=(whole * step / steps).round())


def _verdict(today: date, steps: int) -> pl.Expr:
    """Where a participant stands. Ahead: a step done whose time has not begun. Behind: the next one was due before."""
    over = pl.col("ends_on") < today
    return (
        pl.when(pl.col("left_early_on").is_not_null())
        .then(pl.lit(LEFT))
        .when(pl.col("steps_done") == steps)
        .then(pl.lit("completed"))
        .when(over)
        .then(pl.lit("not-completed"))
        .when(pl.col("starts_on") > today)
        .then(pl.lit(NOT_HELD))
        .when(pl.col("next_due_on") < today)
        .then(pl.lit("behind"))
        .when(pl.col("next_due_on") <= today + DUE_SOON)
        .then(pl.lit("due-soon"))
        .when(pl.col("steps_done") > pl.col("steps_due") + 1)
        .then(pl.lit("ahead"))
        .otherwise(pl.lit("on-time"))
    )


def _participants(register: Register, cases: dy.DataFrame[Caseload], today: date) -> pl.DataFrame:
    """The participants who joined up to today, each once at the office that owns the case now."""
    table = register.table(Participants)
    owned = owned_cases(register, cases).select("case", "office", "former_case")
    columns = [
        name for name in Participants.columns() if name in table.columns and name not in ("row", "workshop", "case")
    ]
    joined = table.filter(pl.col("joined_on") <= today).select("workshop", "case", *columns)
    own = joined.join(owned.select("case", "office"), on="case", maintain_order="left")
    handed = owned.filter(pl.col("former_case").is_not_null())
    before = joined.rename({"case": "former_case"}).join(handed, on="former_case").select(own.columns)
    return pl.concat([own, before]).unique(["workshop", "case"], keep="first", maintain_order=True)


def _forget_later_days(rows: pl.DataFrame, columns: list[str], today: date) -> pl.DataFrame:
    """Days after today are no facts yet."""
    return rows.with_columns(pl.when(pl.col(name) <= today).then(pl.col(name)).alias(name) for name in columns)


def counts_of_groups(progress: pl.DataFrame) -> pl.DataFrame:
    """Return a row a group that has participants: workshop, each of `GROUP_COUNTS`, offices (their codes, sorted)."""
    counts = {name: counted.sum() for name, counted in GROUP_COUNTS.items()}
    return progress.group_by("workshop").agg(**counts, offices=pl.col("office").unique().sort())


def workshop_groups(register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings) -> pl.DataFrame:
    """A row a group, the latest first.

    Columns: workshop, place, starts_on, ends_on, places, days_held, state (not-started, running, ended), participants,
    still_in (not left early), on_time (neither behind nor gone, ahead, due soon and completed included), behind,
    completed, not_completed, left_early, offices (the codes of the participants' offices, sorted).
    """
    counts = counts_of_groups(workshop_progress(register, cases, today, settings))
    state = (
        pl.when(pl.col("starts_on") > today)
        .then(pl.lit("not-started"))
        .when(pl.col("ends_on") < today)
        .then(pl.lit("ended"))
        .otherwise(pl.lit("running"))
    )
    groups = known_groups(register).join(counts, on="workshop", how="left").with_columns(state=state)
    numbers = [name for name in counts.columns if name not in ("workshop", "offices")]
    empty = pl.lit([], dtype=pl.List(pl.String))
    filled = groups.with_columns(pl.col(numbers).fill_null(0), pl.col("offices").fill_null(empty))
    return filled.sort("starts_on", "workshop", descending=[True, False])
