"""Whether a case is open, since when it is closed, and for which office a moved one waits.

Open from the day it was opened until the earliest of: closed on, a situation that closes, a definite solution. Where
the service's rules are silent, these are the choices:

- It opens again on the day on which its situation is no longer definite: another one follows, or it expires. A day
  "closed on" before that no longer holds it closed, unless it was closed for good (`NOBODY_ASKED`).
- A situation that closes does so for good; whoever comes back after it is a new start and a new case.
- One definite solution after another is one closing, from the first of them.
- A moved case that no other office has taken up stays as it was before the move: its situation before counts on, and a
  closing for the move itself does not. When another office has a case with its number as the former one, it is closed
  from the move or from the opening there, the later of the two, and counts at the new office from then.
- A solution that began before the case was opened closes it on the day of opening.
"""

from datetime import date

import polars as pl

from generator.as_of import CASE, OFFICE, in_row_before
from generator.next_action import NOBODY_ASKED
from generator.situations import MOVED, closes, is_definite
from intake.tables.office import Leavers

NO = pl.lit(value=False)


def with_openness(cases: pl.DataFrame, spells: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return the cases with is_open, closed_from, waits_for and still_asked (whether follow-ups may be asked for)."""
    marked = (
        cases.join(_turns(spells), on=CASE, how="left")
        .join(_moves(spells, today), on=CASE, how="left")
        .join(_taken_up(cases), on=CASE, how="left")
        .with_columns(taken_up=(pl.col("taken_up").fill_null(NO) & pl.col("moved_on").is_not_null()))
        .with_columns(waits=pl.col("moved_now").fill_null(NO) & ~pl.col("taken_up"))
        .with_columns(closed_by_office=_closed_by_office())
    )
    taken_from = pl.when("taken_up").then(pl.max_horizontal("moved_on", "taken_up_on"))
    definite_from = pl.when("is_definite").then("definite_from")
    closed_from = pl.min_horizontal("closed_by_office", "closes_from", definite_from, taken_from)
    done = pl.col("closed_by_office").is_not_null() & _for_good()
    return marked.with_columns(
        closed_from=pl.max_horizontal(closed_from, pl.when(closed_from.is_not_null()).then(Leavers.opened_on.col)),
        is_open=closed_from.is_null(),
        waits_for=pl.when("waits").then("to_office"),
        still_asked=~pl.col("taken_up") & pl.col("closes_from").is_null() & ~done,
    )


def _turns(spells: pl.DataFrame) -> pl.DataFrame:
    """A row a case: is_definite, definite_from, reopened_on, closes_from; a move leaves these as they were."""
    situation = pl.col("situation")
    definite, before = pl.col("definite"), in_row_before("definite").fill_null(NO)
    since = pl.col("since")
    return (
        spells.filter(situation != MOVED)
        .sort(CASE, "since")
        .with_columns(definite=is_definite(situation))
        .with_columns(begins=definite & ~before, ends=~definite & before)
        .group_by(CASE, maintain_order=True)
        .agg(
            definite.last().alias("is_definite"),
            since.filter("begins").last().alias("definite_from"),
            since.filter("ends").last().alias("reopened_on"),
            since.filter(closes(situation)).first().alias("closes_from"),
        )
    )


def _moves(spells: pl.DataFrame, today: date) -> pl.DataFrame:
    """A row a case that was moved: moved_on and to_office of the last move, moved_now (that is its situation today)."""
    last = spells.filter(pl.col("situation") == MOVED).sort(CASE, "since").unique(CASE, keep="last")
    still = pl.col("until").is_null() | (pl.col("until") > today)
    return last.select(CASE, "to_office", moved_on="since", moved_now=still)


def _taken_up(cases: pl.DataFrame) -> pl.DataFrame:
    """A row a case that another office has under a new number: taken_up, taken_up_on."""
    here = cases.select(CASE, pl.col(OFFICE).alias("old_office"))
    return (
        cases.filter(Leavers.former_case.col.is_not_null())
        .select(pl.col(OFFICE), Leavers.former_case.col.alias(CASE), Leavers.opened_on.col.alias("taken_up_on"))
        .join(here, on=CASE, how="inner")
        .filter(pl.col(OFFICE) != pl.col("old_office"))
        .group_by(CASE)
        .agg(pl.col("taken_up_on").min(), taken_up=pl.lit(value=True))
    )


def _closed_by_office() -> pl.Expr:
    """The day "closed on" as far as it still holds the case closed."""
    closed = Leavers.closed_on.col
    opened_again = (pl.col("reopened_on") > closed).fill_null(NO) & ~_for_good()
    moved = pl.col("waits") | pl.col("taken_up")
    closed_for_the_move = moved & (_reason_is(MOVED) | (closed >= pl.col("moved_on")))
    return pl.when(~opened_again & ~closed_for_the_move).then(closed)


def _for_good() -> pl.Expr:
    return _reason_is(*NOBODY_ASKED)


def _reason_is(*reasons: str) -> pl.Expr:
    return Leavers.closing_reason.col.cast(pl.String).is_in(reasons).fill_null(NO)
