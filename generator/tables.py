"""The tables between the stages of the generator: the caseload at a date, and the figures."""

from collections.abc import Mapping

import dataframely as dy

from intake import codes
from intake.codes import Code, CodeList
from intake.language import N_, NP_, Message

NEXT_ACTION = CodeList(
    "next-action",
    N_("Next action"),
    (
        Code("first-letter", NP_("next-action", "First letter")),
        Code("first-contact", NP_("next-action", "First contact")),
        Code("second-contact", NP_("next-action", "Second contact")),
        Code("further-attempt", NP_("next-action", "Further attempt")),
        Code("another-try", NP_("next-action", "Another try")),
        Code("interview", NP_("next-action", "Interview")),
        Code("confirm-situation", NP_("next-action", "Confirm the situation")),
        Code("follow-up", NP_("next-action", "Follow-up")),
        Code("workshop-check", NP_("next-action", "Workshop check")),
        Code("own-step", NP_("next-action", "Own next step")),
    ),
)
"""The steps of the contact protocol, in the order that breaks a tie of due dates."""

CLOCK = CodeList(
    "clock",
    N_("Youth Guarantee clock"),
    (
        Code("running", NP_("clock", "Running")),
        Code("past", NP_("clock", "Past four months")),
        Code("offer", NP_("clock", "Offer taken up")),
        Code("stopped", NP_("clock", "Stopped")),
    ),
)
"""States of the clock; a case outside the Youth Guarantee's ages, or that never left school, has none."""

CLOCK_WORDS: Mapping[str, tuple[Message, Message]] = {
    "running": (N_("{n} day left"), N_("{n} days left")),
    "past": (N_("{n} day past"), N_("{n} days past")),
    "offer": (N_("offer after {n} day"), N_("offer after {n} days")),
    "stopped": (N_("stopped after {n} day"), N_("stopped after {n} days")),
}
"""What is said of the clock's days in each of its states, for one day and for more."""

CASE_STATE = CodeList(
    "case-state",
    N_("State of the case"),
    (Code("open", NP_("case-state", "Open")), Code("closed", NP_("case-state", "Closed"))),
)


class Caseload(dy.Schema):
    """One row a case of the register, accepted or held back, as it stands at the end of a day ("today").

    Dates after today are not facts yet: they are ignored. `age` is in whole years, from the birth month.
    """

    case = dy.String(nullable=False, primary_key=True)
    office = dy.String(nullable=False)
    held = dy.Bool(nullable=False)
    """Its row is held back: it is on the caseload, marked, and in no figure."""
    person = dy.String(nullable=True)
    origin = dy.Enum(codes.ORIGIN.codes, nullable=True)
    sex = dy.Enum(codes.SEX.codes, nullable=True)
    age = dy.Int32(nullable=True)
    commune = dy.String(nullable=True)
    school = dy.String(nullable=True)
    track = dy.Enum(codes.TRACK.codes, nullable=True)
    start_year = dy.String(nullable=True)
    """School year of `left_school_on`; null for who never left."""
    opened_on = dy.Date(nullable=True)
    listed_on = dy.Date(nullable=True)
    left_school_on = dy.Date(nullable=True)
    is_open = dy.Bool(nullable=False)
    closed_from = dy.Date(nullable=True)
    """The earliest of closed on, a situation that closes, a definite solution; null while open."""
    waits_for = dy.String(nullable=True)
    """The office that a moved case waits for, until that office takes it up."""
    situation = dy.String(nullable=False)
    """A situation's code, or `not-known`."""
    group = dy.Enum(codes.SITUATION_GROUP.codes, nullable=False)
    since = dy.Date(nullable=True)
    expires_on = dy.Date(nullable=True)
    """The day on which the current situation counts as not known unless confirmed."""
    expired = dy.Bool(nullable=False)
    """It is not known because its last statement has expired."""
    definite = dy.Bool(nullable=False)
    letter_on = dy.Date(nullable=True)
    """The first letter that meets the protocol."""
    reached_on = dy.Date(nullable=True)
    interviewed_on = dy.Date(nullable=True)
    """The latest interview."""
    accepts = dy.Bool(nullable=True)
    """Whether the latest interview accepts accompaniment."""
    vocational_interest = dy.Bool(nullable=True)
    attempts = dy.Int32(nullable=False)
    """Attempts so far, letters included."""
    last_contact_on = dy.Date(nullable=True)
    last_contact_kind = dy.Enum(codes.CONTACT_KIND.codes, nullable=True)
    last_contact_result = dy.Enum(codes.CONTACT_RESULT.codes, nullable=True)
    next_action = dy.Enum(NEXT_ACTION.codes, nullable=True)
    due_on = dy.Date(nullable=True)
    """A working day; null when nothing is due."""
    days_late = dy.Int32(nullable=True)
    """Days since `due_on`: positive is overdue, 0 is due today, negative is days to go."""
    owes_follow_up = dy.Bool(nullable=False)
    """A closed case with a follow-up or check still to come or due."""
    clock = dy.Enum(CLOCK.codes, nullable=True)
    clock_from = dy.Date(nullable=True)
    clock_until = dy.Date(nullable=True)
    """The day by which an offer is due."""
    clock_days = dy.Int32(nullable=True)
    """Running: days left. Past: days past. Offer or stopped: days from the start to it."""
    submission = dy.String(nullable=False)
    row = dy.Int32(nullable=False)
    """Row of the sheet Leavers in that submission."""


class Members(dy.Schema):
    """One row for each that a figure of an office counts, with its case: a case with two contacts stands there twice.

    The other columns are those that tell one of the `Figures` from another. A case is a member of tens of figures, so
    that all columns have the same few words again and again: each is held once.
    """

    indicator = dy.Categorical(nullable=False)
    period = dy.Categorical(nullable=False)
    office = dy.Categorical(nullable=False)
    breakdown = dy.Categorical(nullable=False)
    category = dy.Categorical(nullable=False)
    case = dy.Categorical(nullable=False)


class HeldBack(dy.Schema):
    """One row a figure in which rows held back would be: how many more its numerator and its base would count.

    Figures in which there would be none have no row. `held_base` is 0 where the figure has no base.
    """

    indicator = dy.String(nullable=False, primary_key=True)
    period = dy.String(nullable=False, primary_key=True)
    office = dy.String(nullable=False, primary_key=True)
    breakdown = dy.String(nullable=False, primary_key=True)
    category = dy.String(nullable=False, primary_key=True)
    held = dy.Int64(nullable=False)
    held_base = dy.Int64(nullable=False)


class Figures(dy.Schema):
    """One row a figure. `office` is empty for all offices; `breakdown` and `category` are empty for a total."""

    edition = dy.Date(nullable=False)
    indicator = dy.String(nullable=False, primary_key=True)
    definition = dy.Int32(nullable=False)
    """Which version of the indicator's definition it was counted by."""
    period = dy.String(nullable=False, primary_key=True)
    """A school year ("2026/27"), a month ("2026-10") or a day ("2026-10-31")."""
    office = dy.String(nullable=False, primary_key=True)
    breakdown = dy.String(nullable=False, primary_key=True)
    category = dy.String(nullable=False, primary_key=True)
    numerator = dy.Float64(nullable=False)
    base = dy.Float64(nullable=True)
    value = dy.Float64(nullable=True)
    """Numerator for a count, numerator ÷ base for a share or ratio; null when the base is 0."""
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    """Of a share, the ends of its 95 % interval (`generator.intervals`); null for what is no share."""
