"""The situations of each case as dated spells, never overwritten: statements, expiry, and what follows by itself.

Read from the sheet Outcomes by these rules (and, where the service's own are silent, these choices):

- A later spell ends the earlier the day before. Spells of one situation that touch are one.
- A spell expires its months after the last confirmation. A situation told beforehand counts them from its first day.
  Confirming again with the same first day makes the spell whole, even where it had expired in between.
- Of two situations from one day (only a held-back case still has both) the one confirmed last stands.
- A case is not known from its opening, and again from the day of an expiry.
- Three unanswered attempts make it `not-reached` from the day of the third, as long as no statement stands, until
  somebody is reached; each later attempt without an answer renews it, and it expires as a stated one does.
"""

from datetime import date

import polars as pl

from generator.as_of import CASE, in_row_after, known_on
from generator.contact_history import times_not_reached
from generator.remembered import lately_of_a_register
from intake.codes import NOT_KNOWN, SITUATION_GROUP, SITUATIONS
from intake.register import Register
from intake.settings import Settings
from intake.tables.office import Leavers, Outcomes

NOT_REACHED = "not-reached"
MOVED = "moved-office"
NEVER = date.max
"""Stands for "never expires" while spells are put together; no table that goes out holds it."""
NOBODY = ""

SPELLS = (
    "case", "situation", "since", "until", "confirmed_on", "expires_on", "confirm_by", "stated", "expired", "to_office",
)  # fmt: skip


_may_expire = pl.col("until").is_null() | (pl.col("expires_on") <= pl.col("until"))


@lately_of_a_register(2)
def spells(register: Register, today: date, settings: Settings) -> pl.DataFrame:
    """Return the spells of all cases that have begun by `today`, by case and day, as far as was known then.

    Columns: `case`; `situation` (a code, or `not-known`); `since`, its first day; `until`, the first day on which it is
    over (exclusive), null while no end is known; `confirmed_on`, the last confirmation (for a `not-reached` that
    followed by itself, the last attempt), null when not known; `expires_on`, the day from which it counts as not known,
    null when it never does or another situation begins first; `confirm_by`, when the last statement expires or expired;
    `stated`, somebody stated it; `expired`, it is not known because the last statement expired; `to_office` of a move.
    """
    known = known_on(register, today)
    stated = _stated_spells(known.statements, settings)
    months = months_until_expiry(settings)[NOT_REACHED]
    unreached = times_not_reached(known.contacts, settings.protocol, months)
    return _joined_up(_events(known.cases, stated, unreached)).filter(pl.col("since") <= known.today)


def situations_on(days: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `days`, which has case and date, in their order, with `situation` and `group` on that day.

    Before its first spell a case is not known. A day after the one that the spells are of tells only what was known.
    """
    begun = spells.sort("since").select(CASE, "since", "until", "situation")
    found = (
        days.with_row_index("place")
        .sort("date")
        .join_asof(begun, left_on="date", right_on="since", by=CASE, strategy="backward", check_sortedness=False)
        .sort("place")
    )
    over = (pl.col("until") <= pl.col("date")).fill_null(value=False)
    situation = pl.when(~over).then("situation").fill_null(NOT_KNOWN)
    return found.with_columns(situation=situation, group=group_of(situation)).drop("place", "since", "until")


def months_until_expiry(settings: Settings) -> dict[str, int]:
    """Return the months after which each situation expires; 0 is never. The settings override the code list."""
    return {one.code: settings.expires_after_months.get(one.code, one.expires_after) for one in SITUATIONS}


def group_of(situation: pl.Expr) -> pl.Expr:
    """Return the group of a situation's code."""
    groups = {one.code: one.group for one in SITUATIONS} | {NOT_KNOWN: "not-known"}
    return situation.replace_strict(groups, return_dtype=pl.Enum(SITUATION_GROUP.codes))


def offer_of(situation: pl.Expr) -> pl.Expr:
    """Return the offer of the Youth Guarantee that a situation's code is, or null."""
    return situation.replace_strict({one.code: one.offer for one in SITUATIONS}, default=None, return_dtype=pl.String)


def is_definite(situation: pl.Expr) -> pl.Expr:
    """Return whether a situation's code is a definite solution."""
    return situation.is_in([one.code for one in SITUATIONS if one.definite])


def closes(situation: pl.Expr) -> pl.Expr:
    """Return whether a situation's code closes the case for good."""
    return situation.is_in([one.code for one in SITUATIONS if one.closes])


def _stated_spells(statements: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """A row a spell that somebody stated: case, situation, since, confirmed_on, expires_on (or NEVER), to_office."""
    begins, told = Outcomes.from_date.col, Outcomes.confirmed_on.col
    situation = Outcomes.situation.col
    months = situation.replace_strict(months_until_expiry(settings), return_dtype=pl.Int64)
    expiry = pl.max_horizontal(begins, told).dt.offset_by(pl.format("{}mo", months))
    confirmed = (
        statements.sort(Outcomes.confirmed_on.name, "row")
        .unique([CASE, Outcomes.from_date.name], keep="last", maintain_order=True)
        .sort(CASE, Outcomes.from_date.name)
        .with_columns(expires_on=pl.when(months > 0).then(expiry).otherwise(pl.lit(NEVER)))
    )
    changes = (pl.col(CASE) != pl.col(CASE).shift()) | (situation != situation.shift())
    merged = (
        confirmed.with_columns(begins_run=changes.fill_null(value=True))
        .with_columns(run=pl.col("begins_run").cum_sum())
        .with_columns(reach=pl.col("expires_on").cum_max().over("run"))
        .with_columns(spell=(pl.col("begins_run") | (begins > pl.col("reach").shift())).cum_sum())
        .group_by(CASE, "spell", maintain_order=True)
        .agg(
            situation.first(),
            begins.first().alias("since"),
            told.max(),
            pl.col("expires_on").max(),
            Outcomes.to_office.col.last().fill_null(NOBODY),
        )
        .drop("spell")
    )
    overtaken = (in_row_after("since") <= pl.col("expires_on")).fill_null(value=False)
    return merged.with_columns(
        expires_on=pl.when(overtaken).then(pl.lit(NEVER)).otherwise(pl.col("expires_on")),
    )


def _events(cases: pl.DataFrame, stated: pl.DataFrame, unreached: pl.DataFrame) -> pl.DataFrame:
    """The days on which something begins or ends, by case: what is stated from then, whether it is not reached."""
    opened = cases.select(CASE, Leavers.opened_on.col.alias("on")).drop_nulls("on")
    begins = stated.rename({"since": "on", "situation": "standing", "expires_on": "confirm_by"})
    ends = stated.filter(pl.col("expires_on") < NEVER).select(
        CASE, pl.col("expires_on").alias("on"), standing=pl.lit(NOBODY)
    )
    gives_up = unreached.select(
        CASE, pl.col("since").alias("on"), "tried_on", unreached=pl.lit(value=True), try_until=_or_never("until")
    )
    is_over = (
        unreached.drop_nulls("until")
        .filter(pl.col("until") > pl.col("since"))
        .select(CASE, pl.col("until").alias("on"), unreached=pl.lit(value=False))
    )
    return pl.concat([opened, begins, ends, gives_up, is_over], how="diagonal").sort(CASE, "on", maintain_order=True)


def _or_never(column: str) -> pl.Expr:
    return pl.col(column).fill_null(pl.lit(NEVER))


def _joined_up(events: pl.DataFrame) -> pl.DataFrame:
    """The spells between the events, those of one situation that touch made one."""
    superseded = (pl.col(CASE, "on") == pl.col(CASE, "on").shift(-1)).fill_null(value=False)
    is_stated = pl.col("standing") != NOBODY
    states = (
        events.with_columns(pl.exclude(CASE, "on").forward_fill().over(CASE))
        .filter(~pl.all_horizontal(superseded))
        .with_columns(pl.col("standing").fill_null(NOBODY), pl.col("unreached").fill_null(value=False))
        .with_columns(
            situation=pl.when(is_stated)
            .then(pl.col("standing"))
            .when(pl.col("unreached"))
            .then(pl.lit(NOT_REACHED))
            .otherwise(pl.lit(NOT_KNOWN)),
            stated=is_stated,
            confirmed_on=pl.when(is_stated).then("confirmed_on").when(pl.col("unreached")).then("tried_on"),
            expires_on=pl.when(is_stated).then("confirm_by").when(pl.col("unreached")).then("try_until"),
            to_office=pl.when(is_stated & (pl.col("to_office") != NOBODY)).then("to_office"),
            expired=~is_stated & ~pl.col("unreached") & pl.col("confirm_by").is_not_null(),
        )
    )
    changes = (pl.col(CASE) != pl.col(CASE).shift()) | (pl.col("situation") != pl.col("situation").shift())
    return (
        states.with_columns(spell=changes.fill_null(value=True).cum_sum())
        .group_by(CASE, "spell", maintain_order=True)
        .agg(
            pl.col("situation").first(),
            pl.col("on").first().alias("since"),
            pl.col("confirmed_on").max(),
            pl.col("expires_on", "confirm_by", "expired", "to_office").last(),
            pl.col("stated").any(),
        )
        .with_columns(
            pl.when(pl.col("expires_on", "confirm_by") < NEVER).then(pl.col("expires_on", "confirm_by")),
            until=in_row_after("since"),
        )
        .with_columns(expires_on=pl.when(_may_expire).then("expires_on"))
        .select(*SPELLS)
    )
