"""The next action of each case: of the steps of the contact protocol that are due or to come, the earliest.

The protocol's table stands in `steps`. Where the service's rules are silent, these are the choices:

- Letters and attempts are asked for only while the case is open, nobody refuses and contact is allowed. An interview
  and the confirming of a situation may go on at "do not contact": what is known may come from a school or a service.
- The first letter to a listed youngster is owed even when somebody has phoned before: only a letter meets it.
- The second contact is one made on the day of the first letter or later.
- From the third unanswered attempt on, the next try comes three months after the last one, again and again: a case
  that nobody reaches stays in the work.
- A refusal is the latest answer of who decides (the youngster, or the parents of a minor) being `refused`, with no
  interview since. All steps lapse with it but the office's own.
- Closing ends all steps but follow-ups and workshop checks, which outlive it. These lapse, too, with a refusal, a
  situation out of scope, or a case closed for a reason after which nobody is asked any more (`NOBODY_ASKED`).
- A case that waits for another office keeps its steps until that office takes it up; then it has none.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from generator.calendar import next_working_day
from generator.tables import NEXT_ACTION
from intake.settings import Protocol
from intake.tables.office import Leavers

NOBODY_ASKED = ("refused", "died", "too-old", "emigrated", "qualified", "listed-in-error", "moved-office")
"""The closing reasons after which the service asks no more, and a case does not open again by itself."""


def next_actions(state: pl.DataFrame, today: date, protocol: Protocol, off: Sequence[date]) -> pl.DataFrame:
    """Return the state of the cases with `next_action`, `due_on`, `days_late` and `owes_follow_up`.

    `state` has a row a case: the sheet Leavers, the contacts' history, the interviews, the situation, whether it is
    open, what follow-ups it owes. Of two steps due on one working day the first in `NEXT_ACTION` stands.
    """
    due = {action: next_working_day(day, off).alias(action) for action, day in steps(protocol).items()}
    dated = state.with_columns(refuses=_refuses()).with_columns(**due)
    earliest = pl.min_horizontal(NEXT_ACTION.codes)
    action = pl.coalesce(
        pl.when(pl.col(code) == earliest).then(pl.lit(code, dtype=pl.Enum(NEXT_ACTION.codes)))
        for code in NEXT_ACTION.codes
    )
    owed = pl.any_horizontal(pl.col("follow-up", "workshop-check").is_not_null())
    return dated.with_columns(
        next_action=action,
        due_on=earliest,
        days_late=(pl.lit(today) - earliest).dt.total_days().cast(pl.Int32),
        owes_follow_up=~pl.col("is_open") & owed,
    ).drop(NEXT_ACTION.codes)


def steps(protocol: Protocol) -> Mapping[str, pl.Expr]:
    """Return the contact protocol: for each step the day on which it is due, null when it is not owed."""
    is_open = pl.col("is_open")
    talks = is_open & ~pl.col("refuses")
    may_write = talks & Leavers.do_not_contact.col.is_null()
    tries = may_write & pl.col("reached_on").is_null()
    asked = ~pl.col("refuses") & pl.col("still_asked")
    listed, letter, last = Leavers.listed_on.col, pl.col("letter_on"), pl.col("last_contact_on")
    paused = pl.col("unanswered") >= protocol.attempts_before_pause
    called = (pl.col("called_on") >= letter).fill_null(value=False)
    rules = {
        "first-letter": (may_write & letter.is_null(), _after(listed, protocol.first_letter_days)),
        "first-contact": (
            may_write & listed.is_null() & last.is_null(),
            _after(Leavers.opened_on.col, protocol.first_contact_days),
        ),
        "second-contact": (tries & ~called, _after(letter, protocol.second_contact_days)),
        "further-attempt": (tries & ~paused, _after(last, protocol.further_attempt_days)),
        "another-try": (tries & paused, last.dt.offset_by(f"{protocol.pause_months}mo")),
        "interview": (
            talks & pl.col("interviewed_on").is_null(),
            _after(pl.col("reached_on"), protocol.interview_days),
        ),
        "confirm-situation": (talks, pl.col("confirm_by")),
        "follow-up": (asked, pl.col("follow_up_on")),
        "workshop-check": (asked, pl.col("workshop_check_on")),
        "own-step": (is_open, Leavers.own_next_step_on.col),
    }
    return {action: pl.when(owed).then(day) for action, (owed, day) in rules.items()}


def _after(day: pl.Expr, days: int) -> pl.Expr:
    return day + pl.duration(days=days)


def _refuses() -> pl.Expr:
    interviewed_since = (pl.col("interviewed_on") > pl.col("refused_on")).fill_null(value=False)
    return pl.col("refused_on").is_not_null() & ~interviewed_since
