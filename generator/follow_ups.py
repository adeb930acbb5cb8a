"""Follow-ups after an exit and checks after a workshop: which are still owed, and for which day.

Each is met by a statement, of whatever situation, confirmed from 30 days before its day to 60 days after. Later it
lapses, and the situation then counts as not known at that time. The window is around the day itself, not around the
working day that it moves to. Who left a group early is asked after the group's end like the others.
"""

import polars as pl

from generator.as_of import CASE, AsOf
from intake.settings import Protocol
from intake.tables.office import Outcomes
from intake.tables.programmes import Workshops

DAY = "day"


def follow_ups_owed(known: AsOf, periods: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Return a row a case that owes a follow-up: case, follow_up_on (the earliest that is neither met nor lapsed).

    They are due 6, 12 and 18 months after every exit from the Youth Guarantee.
    """
    exits = periods.drop_nulls("exited_on").select(CASE, pl.col("exited_on").alias(DAY))
    return _owed(exits, protocol.follow_up_months, known, protocol).rename({DAY: "follow_up_on"})


def workshop_checks_owed(known: AsOf, protocol: Protocol) -> pl.DataFrame:
    """Return a row a case that owes a workshop check: case, workshop_check_on (the earliest neither met nor lapsed).

    They are due 3, 6 and 12 months after the end of each group that the youngster joined.
    """
    ends = known.participants.select(CASE, Workshops.ends_on.col.alias(DAY))
    return _owed(ends, protocol.workshop_check_months, known, protocol).rename({DAY: "workshop_check_on"})


def _owed(start: pl.DataFrame, months: tuple[int, ...], known: AsOf, protocol: Protocol) -> pl.DataFrame:
    # The schema is stated so that a setting of no follow-ups at all leaves an empty table, not an error.
    empty = start.clear()
    checks = pl.concat([empty, *(start.with_columns(pl.col(DAY).dt.offset_by(f"{n}mo")) for n in months)]).unique()
    opens, lapses = _window(protocol)
    standing = checks.filter(lapses >= known.today)
    told = known.statements.select(CASE, Outcomes.confirmed_on.col)
    met = (
        standing.filter(opens <= known.today)
        .join(told, on=CASE, how="inner")
        .filter(Outcomes.confirmed_on.col.is_between(opens, lapses))
        .select(CASE, DAY)
    )
    return standing.join(met, on=[CASE, DAY], how="anti").group_by(CASE).agg(pl.col(DAY).min())


def _window(protocol: Protocol) -> tuple[pl.Expr, pl.Expr]:
    opens = pl.col(DAY) - pl.duration(days=protocol.follow_up_opens_days)
    return opens, pl.col(DAY) + pl.duration(days=protocol.follow_up_lapses_days)
