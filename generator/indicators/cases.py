"""The figures of the caseload: what is open, due and overdue on a day, and the paths of the Youth Guarantee."""

from datetime import date, timedelta
from typing import Final

import polars as pl

from generator.indicators.breakdowns import DUE, OPEN_FOR, PATH_AND_PHASE, PHASE
from generator.indicators.tally import Breakdown, Scope, tally
from generator.tables import NEXT_ACTION
from intake import codes

WEEKS_AHEAD: Final = 4
_OPEN_MONTHS: Final = (3, 6, 12, 24)
_OPEN_FOR: Final = Breakdown(OPEN_FOR.key, OPEN_FOR.key, OPEN_FOR.codes)
_SATURDAY: Final = 5


def week_of_work(today: date) -> date:
    """The Monday of the week that is meant by "this week": at a weekend, the coming one."""
    monday = today - timedelta(days=today.weekday())
    return monday if today.weekday() < _SATURDAY else monday + timedelta(days=7)


def with_due(cases: pl.DataFrame, today: date) -> pl.DataFrame:
    """The cases with `due`: overdue, the week of their next action, or null when nothing is due."""
    weeks = (pl.col("due_on") - pl.lit(week_of_work(today))).dt.total_days().floordiv(7).clip(0)
    due = (
        pl.when(pl.col("due_on").is_null())
        .then(None)
        .when(pl.col("due_on") < today)
        .then(pl.lit("overdue"))
        .when(weeks <= WEEKS_AHEAD)
        .then(pl.format("week-{}", weeks))
        .otherwise(pl.lit("later"))
    )
    return cases.with_columns(due=due)


def caseload_figures(cases: pl.DataFrame, posts: pl.DataFrame, today: date, scope: Scope) -> list[pl.DataFrame]:
    """What is open, due, overdue and held back today. `posts` has office and posts; `cases` the held ones, too."""
    day = today.isoformat()
    accepted = with_due(cases.filter(~pl.col("held")), today)
    open_cases = accepted.filter("is_open")
    owed = accepted.filter(~pl.col("is_open") & pl.col("owes_follow_up"))
    overdue, this_week = pl.col("due") == "overdue", pl.col("due") == "week-0"
    late, with_action = open_cases.filter(overdue), open_cases.filter(pl.col("due").is_not_null())
    return [
        tally(open_cases, "open-cases", day, scope),
        tally(_with_age(open_cases, today), "open-cases", day, scope, breakdown=_OPEN_FOR),
        _cases_a_post(open_cases, posts, day, scope),
        tally(open_cases, "overdue", day, scope, met=overdue, base=pl.len()),
        tally(open_cases, "due-this-week", day, scope, met=this_week),
        tally(with_action, "actions-by-week", day, scope),
        tally(with_action, "actions-by-week", day, scope, breakdown=Breakdown("due", "due", DUE.codes)),
        tally(late, "next-action", day, scope),
        tally(late, "next-action", day, scope, breakdown=Breakdown("action", "next_action", NEXT_ACTION.codes)),
        tally(owed, "follow-ups-owed", day, scope),
        tally(owed, "follow-ups-overdue", day, scope, met=overdue, base=pl.len()),
        tally(cases.filter("held"), "held-cases", day, scope),
    ]


def _with_age(open_cases: pl.DataFrame, today: date) -> pl.DataFrame:
    """The cases with `open-for`: how long ago they were opened."""
    age = pl.lit(OPEN_FOR.codes[-1])
    for months, code in reversed(list(zip(_OPEN_MONTHS, OPEN_FOR.codes[:-1], strict=True))):
        age = pl.when(pl.col("opened_on").dt.offset_by(f"{months}mo") >= today).then(pl.lit(code)).otherwise(age)
    return open_cases.with_columns(age.alias(OPEN_FOR.key))


def _cases_a_post(open_cases: pl.DataFrame, posts: pl.DataFrame, day: str, scope: Scope) -> pl.DataFrame:
    each = open_cases.select("office", "case", posts=pl.lit(0.0))
    staff = posts.select("office", case=pl.lit(None, pl.String), posts=pl.col("posts").cast(pl.Float64))
    rows = pl.concat([each, staff])
    return tally(rows, "cases-a-post", day, scope, met=pl.col("case").is_not_null(), base=pl.col("posts").sum())


def history_figures(history: pl.DataFrame, scope: Scope) -> list[pl.DataFrame]:
    """Open and overdue at the end of each month. `history` has date, office, open, overdue; no row for all offices.

    A month's last date stands for the month, so that the current one is shown as of today.
    """
    offices = history.filter(pl.col("office") != "").with_columns(period=pl.col("date").dt.strftime("%Y-%m"))
    last = offices.filter(pl.col("date") == pl.col("date").max().over("period"))
    months = sorted(last["period"].unique())
    open_cases, overdue = pl.col("open").sum(), pl.col("overdue").sum()
    return [
        tally(last, "open-at-month-end", months, scope, numerator=open_cases),
        tally(last, "overdue-at-month-end", months, scope, numerator=overdue, base=open_cases),
    ]


def path_figures(open_cases: pl.DataFrame, paths: pl.DataFrame, today: date, scope: Scope) -> list[pl.DataFrame]:
    """Open cases by path of the Youth Guarantee and by the furthest phase reached, and the phases of each path.

    A path whose days all lie after today was not known yet; one without any day counts on every day.
    """
    day = today.isoformat()
    columns = {
        "informed": "informed_on",
        "guided": "guided_on",
        "signed": "signed_on",
        "implemented": "implemented_from",
    }
    phase = pl.lit(PHASE.codes[0])
    for code in PHASE.codes[1:]:
        phase = pl.when(pl.col(columns[code]) <= today).then(pl.lit(code)).otherwise(phase)
    begun = pl.min_horizontal("unemployed_since", *columns.values())
    known = paths.drop("office").filter(begun.is_null() | (begun <= today)).with_columns(phase=phase)
    rows = open_cases.select("case", "office").join(known, on="case")
    rows = rows.with_columns(path_phase=pl.format("{}/{}", pl.col("path").cast(pl.String), "phase"))
    by_path = Breakdown("path", "path", codes.GUARANTEE_PATH.codes)
    return [
        tally(rows, "guarantee-path", day, scope),
        tally(rows, "guarantee-path", day, scope, breakdown=by_path),
        tally(rows, "guarantee-phase", day, scope),
        tally(rows, "guarantee-phase", day, scope, breakdown=Breakdown("phase", "phase", PHASE.codes)),
        tally(rows, "guarantee-phase", day, scope, breakdown=Breakdown("path-phase", "path_phase", PATH_AND_PHASE)),
    ]
