"""The figures of the Youth Guarantee: who waits, who enters and leaves, where they go and where they are later."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from generator.indicators.breakdowns import DESTINATION, DURATION, ENTRY_AGE, PROFILES, STANDING, UNKNOWN
from generator.indicators.leavers import YearSoFar
from generator.indicators.tally import Breakdown, Scope, tally
from generator.situations import closes, group_of, offer_of, situations_on
from intake.settings import Settings

FOLLOWED_MONTHS: Final = (6, 12, 18)
"""After an exit, or a definite solution, it is asked where the youngster is: the framework's own months."""
OLDER_FROM: Final = 20
_DURATION_MONTHS: Final = (1, 2, 3, 4, 6, 12)
_WHO: Final = (
    Breakdown("sex", "sex", PROFILES["sex"].codes, own_base=True),
    Breakdown("entry-age", "entry-age", ENTRY_AGE.codes, own_base=True),
)
_BY_STANDING: Final = Breakdown("standing", "standing", STANDING.codes)
_BY_DURATION: Final = Breakdown("duration", "duration", DURATION.codes)


def with_entrants(periods: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """The periods (see `generator.guarantee`) of the owned cases, with office, sex and `entry-age`."""
    older = pl.when(pl.col("entry_age") >= OLDER_FROM).then(pl.lit(ENTRY_AGE.codes[1]))
    return periods.join(owned.select("case", "office", "sex"), on="case").with_columns(
        pl.col("sex").cast(pl.String).fill_null(UNKNOWN),
        older.otherwise(pl.lit(ENTRY_AGE.codes[0])).alias("entry-age"),
    )


def clock_figures(cases: pl.DataFrame, today: date, settings: Settings, scope: Scope) -> list[pl.DataFrame]:
    """Which open cases have passed four months, or soon will. `cases` are those with one owner each."""
    day = today.isoformat()
    open_cases = cases.filter("is_open")
    clock = pl.col("clock").cast(pl.String)
    soon = (clock == "running") & (pl.col("clock_days") <= settings.guarantee.soon_days)
    return [
        tally(open_cases, "past-four-months", day, scope, met=(clock == "past"), base=pl.len()),
        tally(open_cases, "passing-soon", day, scope, met=soon),
    ]


def stock_figures(entrants: pl.DataFrame, today: date, scope: Scope) -> list[pl.DataFrame]:
    """Who waits for an offer today, for how long, and how many of them for more than four months."""
    day = today.isoformat()
    waiting = entrants.filter(pl.col("exited_on").is_null())
    stock = waiting.with_columns(_duration(pl.col("entered_on"), pl.lit(today)).alias("duration"))
    past = pl.col("until") < today
    figures = [tally(stock, "guarantee-stock", day, scope, breakdown=one) for one in (None, _BY_DURATION, *_WHO)]
    return figures + [
        tally(stock, "stock-past-four-months", day, scope, met=past, base=pl.len(), breakdown=one)
        for one in (None, *_WHO)
    ]


def flow_figures(entrants: pl.DataFrame, spells: pl.DataFrame, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """Entrants and exits of the school year so far and of its months, and the stock at each month's end."""
    entered, periods = year.by_year_and_month(entrants, "entered_on")
    left = with_destination(entrants.drop_nulls("exited_on"), spells)
    left = left.with_columns(_duration(pl.col("entered_on"), pl.col("exited_on")).alias("duration"))
    exits, _ = year.by_year_and_month(left, "exited_on")
    by_destination = Breakdown("destination", "destination", DESTINATION.codes)
    offered = pl.col("exit") == "offer"
    shares = {"positive-exits": offered, "timely-exits": offered & (pl.col("exited_on") <= pl.col("until"))}
    return [
        *(tally(entered, "guarantee-entrants", periods, scope, breakdown=one) for one in (None, *_WHO)),
        *(tally(exits, "guarantee-exits", periods, scope, breakdown=one)
          for one in (None, by_destination, _BY_DURATION, *_WHO)),
        *(tally(exits, key, periods, scope, met=met, base=pl.len(), breakdown=one)
          for key, met in shares.items() for one in (None, *_WHO)),
        _stock_at_month_ends(entrants, year, scope),
        *standing_figures(left.rename({"exited_on": "on"}), "after-exit", spells, year, scope, _WHO),
    ]  # fmt: skip


def with_destination(exits: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """The exits with `destination`: the offer, negative, out of scope, or unknown.

    Where the office closed the case, it goes by the situation on that day: known and no offer is negative.
    """
    on_the_day = situations_on(exits.select("case", date="exited_on"), spells)["situation"]
    found = exits.with_columns(situation=pl.col("situation").fill_null(on_the_day))
    situation = pl.col("situation")
    return found.with_columns(
        destination=pl.when(pl.col("exit") == "offer")
        .then(offer_of(situation))
        .when(_is_unknown(situation))
        .then(pl.lit(UNKNOWN))
        .when(closes(situation))
        .then(pl.lit("out-of-scope"))
        .otherwise(pl.lit("negative"))
    )


def _is_unknown(situation: pl.Expr) -> pl.Expr:
    """Nobody can say; nor where a case stands that waits to be taken up by another office."""
    return group_of(situation).cast(pl.String).is_in(["not-known", "handed-over"])


def standing_figures(
    events: pl.DataFrame,
    key: str,
    spells: pl.DataFrame,
    year: YearSoFar,
    scope: Scope,
    who: Sequence[Breakdown] = (),
) -> list[pl.DataFrame]:
    """Where youngsters are 6, 12 and 18 months after a day `on`, for the days that came round in the year so far.

    The keys are `key` with the months; positive is one of the four offers, negative any other known situation. By `who`
    the events are of, each category is one of who and a standing, as in "female/positive".
    """
    figures = []
    both = [
        Breakdown(f"{one.key}-standing", f"{one.key}-standing",
                  [f"{category}/{standing}" for category in one.categories for standing in STANDING.codes])
        for one in who
    ]  # fmt: skip
    for months in FOLLOWED_MONTHS:
        later = events.with_columns(asked_on=pl.col("on").dt.offset_by(f"{months}mo"))
        rows, periods = year.by_year_and_month(with_standing(later, spells), "asked_on")
        rows = rows.with_columns(
            pl.format("{}/{}", one.category, "standing").alias(f"{one.key}-standing") for one in who
        )
        figures += [
            tally(rows, f"{key}-{months}", periods, scope, base=pl.len(), breakdown=one)
            for one in (None, _BY_STANDING, *both)
        ]
    return figures


def with_standing(events: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """The events, which have case and `asked_on`, with `standing` on that day: a code of `STANDING`."""
    situation = pl.lit(situations_on(events.select("case", date="asked_on"), spells)["situation"])
    return events.with_columns(
        standing=pl.when(offer_of(situation).is_not_null())
        .then(pl.lit("positive"))
        .when(_is_unknown(situation))
        .then(pl.lit(UNKNOWN))
        .when(closes(situation))
        .then(pl.lit("out-of-scope"))
        .otherwise(pl.lit("negative"))
    )


def _stock_at_month_ends(entrants: pl.DataFrame, year: YearSoFar, scope: Scope) -> pl.DataFrame:
    """From the end of the month before the year on, so that entrants and exits lead from each stock to the next."""
    firsts = pl.date_range(year.first.replace(day=1), year.today, "1mo", eager=True)
    ends = [*(firsts - timedelta(days=1)), year.today]
    months = [end.strftime("%Y-%m") for end in ends]
    days = pl.DataFrame({"period": months, "end": ends}, schema={"period": pl.String, "end": pl.Date})
    waiting = entrants.join(days, how="cross").filter(
        pl.col("entered_on") <= pl.col("end"),
        pl.col("exited_on").is_null() | (pl.col("exited_on") > pl.col("end")),
    )
    return tally(waiting, "stock-at-month-end", months, scope)


def _duration(begins: pl.Expr, ends: pl.Expr) -> pl.Expr:
    """In which month of waiting a day lies, as a code of `DURATION`."""
    duration = pl.lit(DURATION.codes[-1])
    for months, code in reversed(list(zip(_DURATION_MONTHS, DURATION.codes[:-1], strict=True))):
        duration = pl.when(begins.dt.offset_by(f"{months}mo") >= ends).then(pl.lit(code)).otherwise(duration)
    return duration
