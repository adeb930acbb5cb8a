"""Who is meant by a figure: the listed by what is known of them, each with a category in every breakdown."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from generator.guarantee import age_on
from generator.indicators.breakdowns import AGE, BEHIND, GRADE, LATE_ATTEMPT, PROFILES, REACHED_DAYS, UNKNOWN
from generator.indicators.tally import Breakdown
from intake.register import Register
from intake.tables.office import Contacts, Interviews, Leavers
from intake.tables.reference import Communes

FIRST_ANSWER: Final = {"reached-kind": "answer_kind", "attempt": "answer_attempt", "reached-days": "answer_days"}
"""The breakdowns of who was reached, and the columns of `with_first_answer` that they go by."""
DAYS_LIMITS: Final = (14, 30, 60, 90)
"""So many days after the listing, at most, for each but the last code of `REACHED_DAYS`."""


def profile_breakdowns(register: Register) -> tuple[Breakdown, ...]:
    """The breakdowns by what is known of a person, each category with its own base."""
    fixed = [Breakdown(key, key, codes.codes, own_base=True) for key, codes in PROFILES.items()]
    cantons = register.table(Communes)["canton"].drop_nulls().unique().sort().to_list()
    return (*fixed, Breakdown("canton", "canton", [*cantons, UNKNOWN], own_base=True))


def with_profile(listed: pl.DataFrame, register: Register, today: date) -> pl.DataFrame:
    """The listed with a column for each breakdown of `profile_breakdowns`; what is not known is `UNKNOWN`.

    The age is that on the day of listing; the reason is the main one of the latest interview held by today.
    """
    kept = [
        name for name in ("grade", "years_behind", "nationality_group", "birth_month") if name not in listed.columns
    ]
    leavers = register.table(Leavers).select("case", *kept)
    cantons = register.table(Communes).select("commune", "canton").unique("commune")
    reasons = (
        register.table(Interviews)
        .filter(Interviews.interviewed_on.col <= today)
        .sort("case", Interviews.interviewed_on.name)
        .unique("case", keep="last")
        .select("case", reason=Interviews.main_reason.col.cast(pl.String))
    )
    told = (
        listed.join(leavers, on="case", how="left", maintain_order="left")
        .join(cantons, on="commune", how="left", maintain_order="left")
        .join(reasons, on="case", how="left", maintain_order="left")
    )
    return told.with_columns(
        pl.col("sex").cast(pl.String).fill_null(UNKNOWN),
        pl.col("track").cast(pl.String).fill_null(UNKNOWN),
        pl.col("canton").fill_null(UNKNOWN),
        pl.col("reason").fill_null(UNKNOWN),
        pl.col("nationality_group").cast(pl.String).fill_null(UNKNOWN).alias("nationality"),
        _band(age_on(pl.col("listed_on")), (15, 16, 17, 18, 19), AGE.codes).alias("age-group"),
        _band(pl.col("grade"), (7, 8, 9, 10, 11), GRADE.codes).alias("grade-group"),
        _band(pl.col("years_behind"), (0, 1, 2), BEHIND.codes).alias("behind"),
    )


def _band(number: pl.Expr, limits: Sequence[int], codes: Sequence[str]) -> pl.Expr:
    """The first code whose limit a number does not pass, else the last but one; the last is for no number."""
    above, nothing = codes[-2:]
    band = pl.lit(above)
    for limit, code in reversed(list(zip(limits, codes, strict=False))):
        band = pl.when(number <= limit).then(pl.lit(code)).otherwise(band)
    return pl.when(number.is_null()).then(pl.lit(nothing)).otherwise(band)


def with_first_answer(listed: pl.DataFrame, contacts: pl.DataFrame, today: date) -> pl.DataFrame:
    """The listed with how they were reached first: `answer_kind`, `answer_attempt` and `answer_days`; null where not.

    The contact is the first that the youngster or the parents answered; attempts are counted up to its day, letters
    included; days are those from the listing to the answer. Of a case that was handed over after somebody had been
    reached the new office's workbook need not hold that contact: then all three are `UNKNOWN`.
    """
    family = Contacts.with_whom.col.cast(pl.String).is_in(["parents", "youngster"])
    made = contacts.filter(Contacts.contact_on.col <= today, Contacts.result.col.cast(pl.String) != "to-do")
    answers = (
        made.with_columns(answered=pl.coalesce(Contacts.answered_on.col, Contacts.contact_on.col))
        .join(listed.select("case", "reached_on").drop_nulls(), on="case")
        .filter(family, pl.col("answered") == pl.col("reached_on"))
        .sort("case", Contacts.contact_on.name, "row")
        .unique("case", keep="first")
        .select("case", answer_kind=Contacts.kind.col.cast(pl.String), tried_on=Contacts.contact_on.col)
    )
    tries = (
        made.join(answers, on="case")
        .filter(Contacts.contact_on.col <= pl.col("tried_on"))
        .group_by("case")
        .agg(attempts_made=pl.len())
    )
    number, days = pl.col("attempts_made"), (pl.col("reached_on") - pl.col("listed_on")).dt.total_days()
    attempt = pl.when(number < LATE_ATTEMPT).then(pl.format("attempt-{}", number)).otherwise(pl.lit("later"))
    of_reached = {
        "answer_kind": pl.col("answer_kind"),
        "answer_attempt": pl.when(number.is_not_null()).then(attempt),
        "answer_days": pl.when(number.is_not_null()).then(_band(days, DAYS_LIMITS, REACHED_DAYS.codes)),
    }
    reached = pl.col("reached_on").is_not_null()
    return (
        listed.join(answers, on="case", how="left", maintain_order="left")
        .join(tries, on="case", how="left", maintain_order="left")
        .with_columns(pl.when(reached).then(code.fill_null(UNKNOWN)).alias(name) for name, code in of_reached.items())
    )
