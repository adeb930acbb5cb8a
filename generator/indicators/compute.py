"""The figures of an edition: every indicator, by office and for all offices."""

from dataclasses import replace
from datetime import date

import dataframely as dy
import polars as pl

from generator.as_of import known_groups, known_on
from generator.calendar import a_month_before, a_year_before
from generator.caseload import caseload
from generator.guarantee import guarantee_periods
from generator.indicators.accompaniment import accompaniment_figures, known_steps
from generator.indicators.cases import caseload_figures, history_figures, path_figures
from generator.indicators.deadlines import with_deadlines
from generator.indicators.guarantee import clock_figures, flow_figures, stock_figures, with_entrants
from generator.indicators.lasting import lasting_figures
from generator.indicators.leavers import (
    YearSoFar,
    asked_figures,
    contact_figures,
    listed_figures,
    listed_leavers,
    start_figures,
)
from generator.indicators.leaving_rate import rate_figures
from generator.indicators.profile import profile_breakdowns, with_first_answer, with_profile
from generator.indicators.programmes import intervention_figures, visit_figures
from generator.indicators.tally import MEMBERS, Scope, figures_of, members_listed
from generator.indicators.workshop import condition_figures, course_figures, group_figures
from generator.situations import spells
from generator.starts import owned_cases, starts_of
from generator.tables import Caseload, Figures, Members
from generator.told_by import counted_once
from generator.workshop_progress import workshop_progress
from intake.kept import Kept
from intake.register import Register
from intake.settings import Settings, school_year_bounds, school_year_of
from intake.tables.declare import Sheet
from intake.tables.office import Accompaniment, Contacts
from intake.tables.programmes import Interventions, YouthGuarantee
from intake.tables.reference import Offices


def compute_indicators(
    register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings, history: pl.DataFrame
) -> dy.DataFrame[Figures]:
    """Every figure as of `today`, one row each. `history` has date, office, open and overdue, a row an office and day.

    Periods: the day for what stands on it; the school year so far, and each of its months, for what happened in it.
    The rate of school leaving has one for each year that is over. Every office of the reference workbook has its
    figure, were it 0, but for what belongs to no office. Held-back cases are in none but `held-cases`.
    """
    return Figures.validate(_every(register, cases, today, settings, history, _scope(register, cases, today)))


def compute_with_members(
    register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings, history: pl.DataFrame
) -> tuple[dy.DataFrame[Figures], dy.DataFrame[Members]]:
    """The figures of `compute_indicators`, and the cases that each figure of an office counts."""
    scope = replace(_scope(register, cases, today), with_members=True)
    counted = _every(register, cases, today, settings, history, scope)
    return Figures.validate(counted.drop(MEMBERS)), members_listed(counted)


def _every(
    register: Register,
    cases: dy.DataFrame[Caseload],
    today: date,
    settings: Settings,
    history: pl.DataFrame,
    scope: Scope,
) -> pl.DataFrame:
    counted = [
        *_figures(register, cases, today, settings, scope),
        *history_figures(history, scope),
        *rate_figures(register, today, settings, scope),
    ]
    return figures_of(counted, scope)


def compute_comparisons(register: Register, today: date, settings: Settings, kept: Kept | None = None) -> pl.DataFrame:
    """The totals as they stood a month ago and a year ago (`compute_comparison`), for what compares with today's.

    Where today's school year is not yet a month old, what a school year counts has nothing to compare with a month ago.
    Those of a day that nothing new bears on are taken from what is `kept`.
    """
    month, year = a_month_before(today), a_year_before(today)
    same_year = school_year_of(month, settings.year) == school_year_of(today, settings.year)

    def totals(then: date, *, of_year: bool) -> pl.DataFrame:
        def count() -> pl.DataFrame:
            cases = caseload(register, then, settings)
            return compute_comparison(register, cases, then, settings, edition=today, of_year=of_year)

        what = ("totals", today.isoformat(), str(of_year))
        return counted_once(kept, what, register, then, settings, count)

    return pl.concat([totals(month, of_year=same_year), totals(year, of_year=True)])


def compute_comparison(
    register: Register,
    cases_then: dy.DataFrame[Caseload],
    then: date,
    settings: Settings,
    *,
    edition: date,
    of_year: bool = True,
) -> dy.DataFrame[Figures]:
    """The figures as they stood on an earlier day, totals only, each with that day as its period ("2025-10-31").

    `cases_then` is the caseload at that day. What a school year counts is counted up to it, so that it compares with
    the same day of this year; without `of_year` it is left out.
    """
    scope = replace(_scope(register, cases_then, edition), totals_only=True)
    figures = figures_of(_figures(register, cases_then, then, settings, scope), scope)
    year = school_year_of(then, settings.year)
    periods = [then.isoformat(), *([year] if of_year else [])]
    totals = figures.filter(pl.col("breakdown") == "", pl.col("period").is_in(periods))
    return Figures.validate(totals.with_columns(period=pl.lit(then.isoformat())))


def _scope(register: Register, cases: pl.DataFrame, edition: date) -> Scope:
    return Scope(edition, tuple(sorted({*register.table(Offices)["code"], *cases["office"]})))


def _figures(
    register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings, scope: Scope
) -> list[pl.DataFrame]:
    name = school_year_of(today, settings.year)
    year = YearSoFar(name, school_year_bounds(name, settings.year)[0], today)
    owned = owned_cases(register, cases)
    contacts, steps = (_at_owner(sheet, register, owned) for sheet in (Contacts, Accompaniment))
    history = spells(register, today, settings)
    entrants = with_entrants(guarantee_periods(known_on(register, today), history, settings), owned)
    listed = _told_of(listed_leavers(owned, year), contacts, register, today, settings)
    progress = workshop_progress(register, cases, today, settings)
    posts = register.table(Offices).select("posts", office="code")
    return [
        *caseload_figures(cases, posts, today, scope),
        *listed_figures(listed, profile_breakdowns(register), year, scope),
        *start_figures(starts_of(register, cases, today, settings), year, scope),
        *asked_figures(owned, year, scope),
        *contact_figures(contacts, year, scope),
        *accompaniment_figures(owned.filter("is_open"), known_steps(steps, today), year, scope),
        *clock_figures(owned, today, settings, scope),
        *stock_figures(entrants, today, scope),
        *flow_figures(entrants, history, year, scope),
        *path_figures(owned.filter("is_open"), register.table(YouthGuarantee), today, scope),
        *intervention_figures(register.table(Interventions), year, scope),
        *lasting_figures(register, cases, owned, history, year, scope),
        *group_figures(known_groups(register), progress, year, scope),
        *condition_figures(owned.filter("is_open"), today, settings, scope),
        *course_figures(progress, history, today, scope),
        *visit_figures(register, year, scope),
    ]


def _told_of(
    listed: pl.DataFrame, contacts: pl.DataFrame, register: Register, today: date, settings: Settings
) -> pl.DataFrame:
    """The listed with when they were to be contacted, how they were reached first, and what is known of them."""
    dated = with_deadlines(listed, contacts, register, today, settings)
    return with_profile(with_first_answer(dated, contacts, today), register, today)


def _at_owner(sheet: type[Sheet], register: Register, owned: pl.DataFrame) -> pl.DataFrame:
    """The rows of accepted cases, each at the office that owns the case now; it has the history of a case moved."""
    return register.bare_table(sheet).join(owned.select("case", "office"), on="case")
