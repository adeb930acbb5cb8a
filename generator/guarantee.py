"""The Youth Guarantee: from when a good offer is owed, by when, and how it came out.

Entry: the day of leaving school, or a later start of unemployment, at 16 to 24 (settings). Who never left school has
none. Exit: the first, from that day on, of an offer taken up, a definite solution or a situation that closes, the
closing of the case (other than a move), and the expiry of a statement. A move is no exit: the new office's case goes
on. After an exit the clock stands; only a later start of unemployment is a new entry.
Source: the EU's monitoring framework for the Youth Guarantee, as far as it is confirmed.
"""

from datetime import date

import polars as pl

from generator.as_of import CASE, AsOf, in_row_after, in_row_before
from generator.situations import MOVED, closes, is_definite, offer_of
from generator.tables import CLOCK
from intake.settings import Guarantee, Settings
from intake.tables.office import Leavers
from intake.tables.programmes import YouthGuarantee

OFFER = "offer"
STOPPED = "stopped"


def guarantee_periods(known: AsOf, spells: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return a row an entry into the Youth Guarantee: case, entered_on, entry_age, until, exited_on, exit, situation.

    `until` is the day by which an offer is due. `exit` is `offer`, `stopped` or null, `situation` the one that was the
    exit (null for the closing of the case; `not-known` for an expiry). `entry_age` is in whole years. Who becomes
    unemployed while still waiting enters no second time.
    """
    entries = _entries(known, settings.guarantee)
    entries = _first_exits(entries, known, spells)
    again = pl.col("entered_on") > pl.col("entered_on").first().over(CASE)
    waiting = in_row_before("exited_on").is_null()
    standing = entries.filter(~(again & waiting)).drop("next_entry", "exited_on", "exit", "situation")
    return _first_exits(_with_next(standing), known, spells).drop("next_entry")


def _first_exits(entries: pl.DataFrame, known: AsOf, spells: pl.DataFrame) -> pl.DataFrame:
    """The entries with exited_on, exit and situation of the first exit before the next entry."""
    first = (
        entries.join(_exit_events(known, spells), on=CASE, how="inner")
        .filter(pl.col("on") >= pl.col("entered_on"))
        .filter(pl.col("next_entry").is_null() | (pl.col("on") < pl.col("next_entry")))
        # "offer" comes before "stopped" in the alphabet, as on one day it should.
        .sort(CASE, "entered_on", "on", "exit")
        .unique([CASE, "entered_on"], keep="first", maintain_order=True)
        .select(CASE, "entered_on", pl.col("on").alias("exited_on"), "exit", "situation")
    )
    return entries.join(first, on=[CASE, "entered_on"], how="left", maintain_order="left")


def clocks(periods: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return the clock of each case, that of its latest entry: case, clock, clock_from, clock_until, clock_days."""
    latest = periods.sort(CASE, "entered_on").unique(CASE, keep="last", maintain_order=True)
    today_ = pl.lit(today)
    state = (
        pl.when(pl.col("exit").is_not_null())
        .then("exit")
        .when(pl.col("until") >= today_)
        .then(pl.lit("running"))
        .otherwise(pl.lit("past"))
    )
    days = (
        pl.when(pl.col("exit").is_not_null())
        .then(pl.col("exited_on") - pl.col("entered_on"))
        .when(pl.col("until") >= today_)
        .then(pl.col("until") - today_)
        .otherwise(today_ - pl.col("until"))
    )
    return latest.select(
        CASE,
        clock=state.cast(pl.Enum(CLOCK.codes)),
        clock_from="entered_on",
        clock_until="until",
        clock_days=days.dt.total_days().cast(pl.Int32),
    )


def age_on(day: pl.Expr) -> pl.Expr:
    """Return the age in whole years on a day, from the first day of the birth month."""
    born = pl.col("birth_month")
    before_birthday = day.dt.month() < born.dt.month()
    return (day.dt.year() - born.dt.year() - before_birthday.cast(pl.Int32)).cast(pl.Int32)


def _entries(known: AsOf, guarantee: Guarantee) -> pl.DataFrame:
    left, unemployed = Leavers.left_school_on.col, YouthGuarantee.unemployed_since.col
    began = known.guarantee.filter(unemployed <= known.today).select(CASE, unemployed)
    leavers = known.cases.filter(left.is_not_null()).select(CASE, left, "birth_month")
    later = leavers.join(began, on=CASE, how="inner").filter(unemployed > left)
    entries = pl.concat(
        [
            leavers.select(CASE, "birth_month", entered_on=left),
            later.select(CASE, "birth_month", entered_on=unemployed),
        ]
    )
    return _with_next(
        entries.with_columns(entry_age=age_on(pl.col("entered_on")))
        .filter(pl.col("entry_age").is_between(guarantee.from_age, guarantee.to_age))
        .select(CASE, "entered_on", "entry_age", until=pl.col("entered_on").dt.offset_by(f"{guarantee.months}mo"))
    )


def _with_next(entries: pl.DataFrame) -> pl.DataFrame:
    return entries.sort(CASE, "entered_on").with_columns(next_entry=in_row_after("entered_on"))


def _exit_events(known: AsOf, spells: pl.DataFrame) -> pl.DataFrame:
    situation = pl.col("situation")
    offers = spells.filter(offer_of(situation).is_not_null()).select(
        CASE, on="since", exit=pl.lit(OFFER), situation="situation"
    )
    ended = spells.filter(offer_of(situation).is_null() & (is_definite(situation) | closes(situation))).select(
        CASE, on="since", exit=pl.lit(STOPPED), situation="situation"
    )
    expired = spells.filter(pl.col("stated"), pl.col("expires_on") <= known.today).select(
        CASE, on="expires_on", exit=pl.lit(STOPPED), situation=pl.lit("not-known")
    )
    moved = (Leavers.closing_reason.col == MOVED).fill_null(value=False)
    closed = known.cases.filter(Leavers.closed_on.col.is_not_null() & ~moved).select(
        CASE, on=Leavers.closed_on.col, exit=pl.lit(STOPPED), situation=pl.lit(None, dtype=pl.String)
    )
    return pl.concat([offers, ended, expired, closed])
