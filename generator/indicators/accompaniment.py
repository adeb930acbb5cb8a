"""The figures of individual accompaniment: steps under way on a day, steps that ended, referrals and plans."""

from datetime import date
from typing import Final

import polars as pl

from generator.indicators.leavers import YearSoFar
from generator.indicators.tally import Breakdown, Scope, tally
from intake import codes
from intake.tables.office import Accompaniment

SUCCESSFUL: Final = ("achieved", "contact-established", "assistance-ensured")
UNDER_WAY: Final = "under-way"
REFERRALS: Final = tuple(code for code in codes.STEP.codes if code.startswith("referral-"))

_step, _result = Accompaniment.step.col.cast(pl.String), Accompaniment.result.col.cast(pl.String)


def known_steps(steps: pl.DataFrame, today: date) -> pl.DataFrame:
    """The steps begun by today as they were then: one that ended later was under way.

    A result without a day on which the step ended counts on any day: nobody can say since when it stands.
    """
    ended = Accompaniment.ended_on.col
    ended_later = (ended > today).fill_null(value=False)
    return steps.filter(Accompaniment.started_on.col <= today).with_columns(
        pl.when(~ended_later).then(ended).alias(Accompaniment.ended_on.name),
        pl.when(ended_later).then(pl.lit(UNDER_WAY)).otherwise(_result.fill_null(UNDER_WAY)).alias("result"),
        _step.alias("step"),
    )


def accompaniment_figures(
    open_cases: pl.DataFrame, steps: pl.DataFrame, year: YearSoFar, scope: Scope
) -> list[pl.DataFrame]:
    """What is under way today in the open cases, and what began or ended in the school year so far, by month.

    `steps` are those of `known_steps`, each at the office that owns its case now.
    """
    day = year.today.isoformat()
    step, result = pl.col("step"), pl.col("result")
    of_open = steps.join(open_cases.select("case"), on="case", how="semi")
    under_way = of_open.filter(result == UNDER_WAY, Accompaniment.ended_on.col.is_null())
    ended, periods = year.by_year_and_month(steps, Accompaniment.ended_on.name)
    referred, _ = year.by_year_and_month(steps.filter(step.is_in(REFERRALS)), Accompaniment.started_on.name)
    succeeded = result.is_in(SUCCESSFUL)
    by_step = Breakdown("step", "step", codes.STEP.codes, own_base=True)
    by_result = Breakdown("step-result", "result", codes.STEP_RESULT.codes)
    return [
        *_of_cases(open_cases, of_open, day, scope),
        tally(under_way, "steps-under-way", day, scope),
        tally(under_way, "steps-under-way", day, scope, breakdown=by_step),
        tally(ended, "steps-successful", periods, scope, met=succeeded, base=pl.len()),
        tally(ended, "steps-successful", periods, scope, met=succeeded, base=pl.len(), breakdown=by_step),
        tally(referred, "referrals", periods, scope),
        tally(referred, "referrals", periods, scope, breakdown=by_step),
        tally(referred, "referrals", periods, scope, breakdown=by_result),
    ]


def _of_cases(open_cases: pl.DataFrame, of_open: pl.DataFrame, day: str, scope: Scope) -> list[pl.DataFrame]:
    plan_a, plan_b = codes.PLANS

    def has(*wanted: str) -> pl.Expr:
        return pl.col("case").is_in(of_open.filter(pl.col("step").is_in(wanted))["case"].implode())

    planned = open_cases.filter(has(plan_a))
    return [
        tally(open_cases, "accompanied", day, scope, met=has(*codes.STEP.codes), base=pl.len()),
        tally(planned, "plan-with-alternative", day, scope, met=has(plan_b), base=pl.len()),
    ]
