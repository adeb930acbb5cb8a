"""The caseload at a date: each case's situation, whether it is open, its next action and its clock.

The rows known at the end of the day (`as_of`) are put together by case: contacts (`contact_history`), spells
(`situations`), open or closed (`openness`), Youth Guarantee (`guarantee`), follow-ups (`follow_ups`) and the next
action (`next_action`). Each of these files says which choices it makes where the service's rules are silent.
"""

from collections.abc import Callable, Sequence
from datetime import date

import dataframely as dy
import polars as pl

from generator.as_of import CASE, HELD, OFFICE, AsOf, known_on
from generator.calendar import days_off
from generator.contact_history import contact_history
from generator.follow_ups import follow_ups_owed, workshop_checks_owed
from generator.guarantee import age_on, clocks, guarantee_periods
from generator.next_action import next_actions
from generator.openness import with_openness
from generator.situations import group_of, is_definite, spells
from generator.tables import Caseload
from intake.codes import NOT_KNOWN
from intake.register import Register
from intake.settings import Settings, Year
from intake.tables.office import Interviews, Leavers
from intake.tables.reference import Offices

CLOCK_COLUMNS = ("clock", "clock_from", "clock_until", "clock_days")
HISTORY = {"date": pl.Date(), "office": pl.String(), "open": pl.Int64(), "overdue": pl.Int64()}


def caseload(register: Register, today: date, settings: Settings) -> dy.DataFrame[Caseload]:
    """Return a row a case opened by `today`, as it stood at the end of that day, by case number.

    A fact dated later is not used, so an earlier day gives the state of that day, as far as it is known by now. A case
    whose row is held back is there with what could be read of it, `held`.
    """
    return Caseload.validate(_state(register, today, settings).select(list(Caseload.columns())).sort(CASE))


def refusing_cases(register: Register, today: date, settings: Settings) -> frozenset[str]:
    """Return the cases of which, by the latest answer of who decides, nobody wants to be asked any more."""
    return frozenset(_state(register, today, settings).filter("refuses")[CASE])


def standing(register: Register, today: date, settings: Settings) -> dy.DataFrame[Caseload]:
    """Return the caseload without what is due: no next action, no follow-up owed, no clock.

    For figures that ask of many earlier days where cases stood: working out what was due is the greater part.
    """
    known = known_on(register, today)
    stands = _stands(known, spells(register, today, settings), today)
    missing = {name: column.dtype for name, column in Caseload.columns().items() if name not in stands.columns}
    filled = stands.with_columns(
        pl.lit(value=False).alias(name) if name == "owes_follow_up" else pl.lit(None, kind).alias(name)
        for name, kind in missing.items()
    )
    return Caseload.validate(_told(filled, today, settings).select(list(Caseload.columns())).sort(CASE))


def open_cases(register: Register, day: date, settings: Settings) -> pl.DataFrame:
    """Return how many cases were open at the end of a day, and of these overdue: date, office, open, overdue.

    Cases held back are not counted. An office without a case has no row.
    """
    is_open = pl.col("is_open") & ~pl.col(HELD)
    counted = _state(register, day, settings).group_by(OFFICE).agg(
        pl.lit(day).alias("date"),
        is_open.sum().cast(pl.Int64).alias("open"),
        (is_open & (pl.col("due_on") < day)).sum().cast(pl.Int64).alias("overdue"),
    )  # fmt: skip
    return counted.select(*HISTORY).sort(OFFICE)


def caseload_history(
    register: Register,
    dates: Sequence[date],
    settings: Settings,
    count: Callable[[Register, date, Settings], pl.DataFrame] = open_cases,
) -> pl.DataFrame:
    """Return the `open_cases` of several days, with a row for each office and day.

    The offices are those of the reference workbook and all that have a case; `count` gives those of a day.
    """
    counted = [count(register, day, settings) for day in dates]
    known = register.table(Offices).select(Offices.code.col.alias(OFFICE))
    offices = pl.concat([known, register.table(Leavers).select(OFFICE), register.held_rows(Leavers).select(OFFICE)])
    return (
        pl.DataFrame({"date": sorted(set(dates))}, schema={"date": pl.Date})
        .join(offices.unique(), how="cross")
        .join(pl.concat([pl.DataFrame(schema=HISTORY), *counted]), on=["date", OFFICE], how="left")
        .with_columns(pl.col("open", "overdue").fill_null(0))
        .sort("date", OFFICE)
    )


def _state(register: Register, today: date, settings: Settings) -> pl.DataFrame:
    known = known_on(register, today)
    all_spells = spells(register, today, settings)
    periods = guarantee_periods(known, all_spells, settings)
    state = (
        _stands(known, all_spells, today)
        .join(clocks(periods, today), on=CASE, how="left")
        .join(follow_ups_owed(known, periods, settings.protocol), on=CASE, how="left")
        .join(workshop_checks_owed(known, settings.protocol), on=CASE, how="left")
        # A case that another office has taken up has its clock there.
        .with_columns(pl.when(~pl.col("taken_up")).then(name).alias(name) for name in CLOCK_COLUMNS)
    )
    return _told(next_actions(state, today, settings.protocol, days_off(register, today, settings)), today, settings)


def _stands(known: AsOf, all_spells: pl.DataFrame, today: date) -> pl.DataFrame:
    """The cases with their situation, whether they are open, and what came of contacts and interviews."""
    return (
        with_openness(known.cases, all_spells, today)
        .join(_current(all_spells), on=CASE, how="left")
        .join(contact_history(known.contacts), on=CASE, how="left")
        .join(_latest_interviews(known), on=CASE, how="left")
        .with_columns(
            pl.col("situation").fill_null(NOT_KNOWN),
            pl.col("expired").fill_null(value=False),
            pl.col("attempts", "unanswered").fill_null(0),
        )
    )


def _told(state: pl.DataFrame, today: date, settings: Settings) -> pl.DataFrame:
    return state.with_columns(
        start_year=_school_year(Leavers.left_school_on.col, settings.year),
        age=age_on(pl.lit(today)),
        group=group_of(pl.col("situation")),
        definite=is_definite(pl.col("situation")),
    )


def _current(spells: pl.DataFrame) -> pl.DataFrame:
    """A row a case: its situation today, the last of the spells that have begun."""
    return (
        spells.sort(CASE, "since")
        .unique(CASE, keep="last", maintain_order=True)
        .select(CASE, "situation", "since", "expires_on", "confirm_by", "expired")
    )


def _latest_interviews(known: AsOf) -> pl.DataFrame:
    return (
        known.interviews.sort(CASE, Interviews.interviewed_on.name, "row")
        .unique(CASE, keep="last", maintain_order=True)
        .select(
            CASE,
            Interviews.interviewed_on.col,
            Interviews.accepts.col == "yes",
            Interviews.vocational_interest.col == "yes",
        )
    )


def _school_year(day: pl.Expr, year: Year) -> pl.Expr:
    """The school year of a day, as in "2026/27"; see `intake.settings.school_year_of`."""
    begins = pl.date(day.dt.year(), year.first_month, year.first_day)
    first = day.dt.year() - (day < begins).cast(pl.Int32)
    following = ((first + 1) % 100).cast(pl.String).str.zfill(2)
    return pl.when(day.is_not_null()).then(pl.format("{}/{}", first, following))
