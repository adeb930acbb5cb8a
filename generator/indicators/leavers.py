"""The figures of those who left school: listed in the school year, what was done for them, and where they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from generator.indicators.breakdowns import BREAKDOWNS, UNKNOWN
from generator.indicators.profile import FIRST_ANSWER
from generator.indicators.tally import Breakdown, Scope, tally
from generator.starts import LISTED_IN_ERROR, QUALIFIED, latest_starts, month
from intake import codes

_OFFERS: Final = tuple(one.code for one in codes.SITUATIONS if one.offer)
_ANSWERED_LETTER: Final = (
    pl.col("letter_on").is_not_null()
    & pl.col("reached_on").is_not_null()
    & (pl.col("second_on").is_null() | (pl.col("reached_on") < pl.col("second_on")))
).fill_null(value=False)
"""Somebody answered before a second contact was made."""
_UNKNOWN_GROUPS: Final = ("not-known", "handed-over")


@dataclass(frozen=True)
class YearSoFar:
    """The school year up to today: its name, first day and today."""

    name: str
    first: date
    today: date

    def holds(self, day: pl.Expr) -> pl.Expr:
        """Whether a day lies in it."""
        return day.is_between(self.first, self.today)

    @property
    def months(self) -> list[str]:
        """Its months so far, as in "2026-10"."""
        days = pl.date_range(self.first.replace(day=1), self.today, "1mo", eager=True)
        return days.dt.strftime("%Y-%m").to_list()

    def by_year_and_month(self, rows: pl.DataFrame, day: str) -> tuple[pl.DataFrame, list[str]]:
        """The rows whose day lies in it, each twice: in the year's period and in its month's; and the periods."""
        inside = rows.filter(self.holds(pl.col(day)))
        whole = inside.with_columns(period=pl.lit(self.name))
        return pl.concat([whole, inside.with_columns(period=month(pl.col(day)))]), [self.name, *self.months]


def listed_leavers(owned: pl.DataFrame, year: YearSoFar) -> pl.DataFrame:
    """The cases listed in the school year so far, less those listed in error."""
    return owned.filter(year.holds(pl.col("listed_on")), pl.col("situation") != LISTED_IN_ERROR)


def listed_figures(
    listed: pl.DataFrame, profiles: Sequence[Breakdown], year: YearSoFar, scope: Scope
) -> list[pl.DataFrame]:
    """What was done for those listed and where they are today, for the year and by month of listing.

    Beside the caseload's columns stand those of `with_deadlines`, `with_profile` and `with_first_answer`.
    """
    rows, periods = year.by_year_and_month(listed, "listed_on")
    situation, group = pl.col("situation"), pl.col("group").cast(pl.String)
    offer = (pl.col("clock").cast(pl.String) == "offer").fill_null(value=False) | situation.is_in(_OFFERS)
    interviewed, accepted = pl.col("interviewed_on").is_not_null(), pl.col("accepts").fill_null(value=False)
    shares = {
        "letter-sent": pl.col("letter_on").is_not_null(),
        "reached": pl.col("reached_on").is_not_null(),
        "interviewed": interviewed,
        "accepts-support": accepted,
        "has-offer": offer,
        "re-enrolled": group == "re-enrolled",
        "situation-known": ~group.is_in(_UNKNOWN_GROUPS),
    }
    groups = Breakdown("group", "group", codes.SITUATION_GROUP.codes)
    return [
        tally(rows, "listed", periods, scope),
        *(tally(rows, key, periods, scope, met=met, base=pl.len()) for key, met in shares.items()),
        tally(rows, "situation", periods, scope, base=pl.len()),
        tally(rows, "situation", periods, scope, base=pl.len(), breakdown=groups),
        _letters_in_time(rows, periods, year, scope),
        _letters_answered(rows, periods, scope),
        tally(rows.filter(interviewed), "support-accepted", periods, scope, met=accepted, base=pl.len()),
        *_by_profile(rows, periods, profiles, scope),
        *_by_first_answer(rows, periods, scope),
        _second_contacts_in_time(rows, periods, year, scope),
    ]


def _letters_in_time(rows: pl.DataFrame, periods: Sequence[str], year: YearSoFar, scope: Scope) -> pl.DataFrame:
    judged = rows.filter(
        pl.col("letter_on").is_not_null() | (pl.col("still_owed") & (pl.col("letter_due_on") < year.today))
    )
    in_time = (pl.col("letter_on") <= pl.col("letter_due_on")).fill_null(value=False)
    return tally(judged, "letter-in-time", periods, scope, met=in_time, base=pl.len())


def _letters_answered(rows: pl.DataFrame, periods: Sequence[str], scope: Scope) -> pl.DataFrame:
    written_to = rows.filter(pl.col("letter_on").is_not_null())
    return tally(written_to, "letter-answered", periods, scope, met=_ANSWERED_LETTER, base=pl.len())


def _by_profile(
    rows: pl.DataFrame, periods: Sequence[str], profiles: Sequence[Breakdown], scope: Scope
) -> Iterator[pl.DataFrame]:
    """Who was listed and how many of them were reached, by what is known of them."""
    reached = pl.col("reached_on").is_not_null()
    for one in profiles:
        yield tally(rows, "listed", periods, scope, breakdown=one)
        yield tally(rows, "reached", periods, scope, met=reached, base=pl.len(), breakdown=one)


def _by_first_answer(rows: pl.DataFrame, periods: Sequence[str], scope: Scope) -> Iterator[pl.DataFrame]:
    """By which kind of contact, at which attempt and within how many days those reached were reached first."""
    for key, column in FIRST_ANSWER.items():
        one = Breakdown(key, column, BREAKDOWNS[key].codes)
        answered = pl.col(column).is_not_null()
        yield tally(rows, "reached", periods, scope, met=answered, base=pl.len(), breakdown=one)


def _second_contacts_in_time(rows: pl.DataFrame, periods: Sequence[str], year: YearSoFar, scope: Scope) -> pl.DataFrame:
    """Who answered the letter before a second contact needed none."""
    judged = rows.filter(
        pl.col("letter_on").is_not_null(),
        ~_ANSWERED_LETTER,
        pl.col("second_on").is_not_null() | (pl.col("still_owed") & (pl.col("second_due_on") < year.today)),
    )
    in_time = (pl.col("second_on") <= pl.col("second_due_on")).fill_null(value=False)
    return tally(judged, "second-contact-in-time", periods, scope, met=in_time, base=pl.len())


def start_figures(starts: pl.DataFrame, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """Every start of the school year so far, by school too, and the persons, each by the latest, by month."""
    every, periods = year.by_year_and_month(starts.filter(pl.col("situation") != QUALIFIED), "left_school_on")
    schools = Breakdown("school", "school", sorted({*every["school"].drop_nulls(), UNKNOWN}))
    every = every.with_columns(pl.col("school").fill_null(UNKNOWN))
    persons, _ = year.by_year_and_month(latest_starts(starts), "left_school_on")
    return [
        tally(every, "starts", periods, scope),
        tally(every, "starts", periods, scope, breakdown=schools),
        tally(persons, "persons", periods, scope),
    ]


def asked_figures(owned: pl.DataFrame, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """Cases opened in the school year so far that stand on no list and came from no other office, by how they came."""
    own = owned.filter(pl.col("listed_on").is_null(), pl.col("origin").cast(pl.String) != "other-office")
    rows, periods = year.by_year_and_month(own, "opened_on")
    origins = Breakdown("origin", "origin", codes.ORIGIN.codes)
    return [
        tally(rows, "asked-by-themselves", periods, scope),
        tally(rows, "asked-by-themselves", periods, scope, breakdown=origins),
    ]


def contact_figures(contacts: pl.DataFrame, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """Contacts made in the school year so far, by month, by result and by kind."""
    made = contacts.filter(pl.col("result").cast(pl.String) != "to-do")
    rows, periods = year.by_year_and_month(made, "contact_on")
    results = Breakdown("result", "result", codes.CONTACT_RESULT.codes)
    kinds = Breakdown("kind", "kind", codes.CONTACT_KIND.codes)
    return [
        tally(rows, "contacts", periods, scope),
        tally(rows, "contacts", periods, scope, breakdown=results),
        tally(rows, "contacts", periods, scope, breakdown=kinds),
    ]
