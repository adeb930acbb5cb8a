"""What a case's contacts come to: attempts, the first letter, who was reached and when, and a refusal.

An attempt is a contact with a result other than to do, whoever it is with. It is unanswered until somebody answers. A
contact that the school or a service answered is an attempt, yet not an unanswered one, and nobody was reached by it.
"""

import polars as pl

from generator.as_of import CASE
from intake.codes import ANSWERED
from intake.settings import Protocol
from intake.tables.office import Contacts

FAMILY = ("parents", "youngster")

_with = Contacts.with_whom.col.cast(pl.String)
_answered = Contacts.result.col.cast(pl.String).is_in(ANSWERED)
_answer_day = pl.coalesce(Contacts.answered_on.col, Contacts.contact_on.col)
_is_letter = Contacts.kind.col == "letter"
_reached = _answered & _with.is_in(FAMILY)
_minor = pl.col("minor")


def contact_history(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return what the contacts of each case with any come to.

    `reached_on`: the first answer of youngster or parents, on the day answered, else of the contact. `letter_on`: the
    first letter to the parents of who was a minor that day, or to the youngster of age. `called_on`: the latest contact
    other than a letter with youngster or parents. `refused_on`: set when the latest answer of who decides (the
    youngster, or the parents of a minor) is a refusal. `attempts`, and the last one's day, kind and result.
    """
    # Where a row held back does not tell the age, either addressee will do.
    addressed = pl.when(_minor).then(_with == "parents").otherwise(_with == "youngster")
    addressed = pl.when(_minor.is_null()).then(_with.is_in(FAMILY)).otherwise(addressed)
    day = Contacts.contact_on.col
    return (
        contacts.sort(CASE, Contacts.contact_on.name, "row")
        .group_by(CASE, maintain_order=True)
        .agg(
            _answer_day.filter(_reached).min().alias("reached_on"),
            day.filter(_is_letter & addressed).min().alias("letter_on"),
            day.filter(~_is_letter & _with.is_in(FAMILY)).max().alias("called_on"),
            pl.len().cast(pl.Int32).alias("attempts"),
            day.last().alias("last_contact_on"),
            Contacts.kind.col.last().alias("last_contact_kind"),
            Contacts.result.col.last().alias("last_contact_result"),
        )
        .join(_refusals(contacts), on=CASE, how="left")
        .join(_count_unanswered(contacts), on=CASE, how="left")
        .with_columns(pl.col("unanswered").fill_null(0))
    )


def unanswered_attempts(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return the attempts that went unanswered until somebody was reached: case, tried_on, number, reached_on.

    `number` counts a case's from 1 in the order of their days; letters count. A letter answered in March was unanswered
    in February, so it counts among those before the first answer.
    """
    reached = contacts.filter(_reached).group_by(CASE).agg(_answer_day.min().alias("reached_on"))
    return (
        contacts.filter(~(_answered & ~_with.is_in(FAMILY)))
        .join(reached, on=CASE, how="left")
        .filter(pl.col("reached_on").is_null() | (Contacts.contact_on.col < pl.col("reached_on")))
        .sort(CASE, Contacts.contact_on.name)
        .select(
            CASE,
            Contacts.contact_on.col.alias("tried_on"),
            (pl.int_range(pl.len()).over(CASE) + 1).alias("number"),
            "reached_on",
        )
    )


def times_not_reached(contacts: pl.DataFrame, protocol: Protocol, months: int) -> pl.DataFrame:
    """Return the times in which a case counts as not reached: case, since, until (exclusive), tried_on (the last).

    From the third unanswered attempt, and anew from each later one, for the months after which the situation
    `not-reached` expires (0 is for ever, `until` null), and never longer than until somebody is reached.
    """
    tries = unanswered_attempts(contacts).filter(pl.col("number") >= protocol.attempts_before_pause)
    lapses = pl.col("tried_on").dt.offset_by(f"{months}mo") if months else pl.lit(None, dtype=pl.Date)
    previous = lapses.shift().over(CASE)
    begins = (pl.col("number") == protocol.attempts_before_pause) | (pl.col("tried_on") > previous).fill_null(
        value=False
    )
    return (
        tries.with_columns(time=begins.cum_sum())
        .group_by(CASE, "time", maintain_order=True)
        .agg(
            pl.col("tried_on").first().alias("since"),
            pl.min_horizontal(lapses.last(), pl.col("reached_on").first()).alias("until"),
            pl.col("tried_on").last(),
        )
        .drop("time")
    )


def _count_unanswered(contacts: pl.DataFrame) -> pl.DataFrame:
    return unanswered_attempts(contacts).group_by(CASE).agg(pl.len().cast(pl.Int32).alias("unanswered"))


def _refusals(contacts: pl.DataFrame) -> pl.DataFrame:
    decides = (_with == "youngster") | ((_with == "parents") & _minor.fill_null(value=True))
    return (
        contacts.filter(_answered & decides)
        .with_columns(answer_day=_answer_day)
        .sort(CASE, "answer_day", "row")
        .group_by(CASE, maintain_order=True)
        .agg(Contacts.result.col.last().alias("answer"), pl.col("answer_day").last().alias("refused_on"))
        .filter(pl.col("answer") == "refused")
        .drop("answer")
    )
