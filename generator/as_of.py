"""What was known at the end of a day: the register's rows less every fact dated later, held-back cases included."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from generator.remembered import lately_of_a_register
from intake.codes import CONTACT_RESULT
from intake.register import Register
from intake.tables.declare import Sheet
from intake.tables.office import Contacts, Interviews, Leavers, Outcomes
from intake.tables.programmes import Participants, Workshops, YouthGuarantee

CASE = Leavers.case.name
HELD = "held"
OFFICE = "office"


@dataclass(frozen=True)
class AsOf:
    """The rows known at the end of `today`.

    `cases`: a row a case of the sheet Leavers opened by then, with `held`; its other dates after today are empty.
    `contacts`: those made, to-dos left out; one answered after today awaits its answer. `interviews`: those held.
    `statements`: those given (confirmed) by then, even of a situation that starts later. `participants`: those who have
    joined, with their group's end. `guarantee`: the rows of the sheet Youth Guarantee.
    """

    today: date
    cases: pl.DataFrame
    contacts: pl.DataFrame
    interviews: pl.DataFrame
    statements: pl.DataFrame
    participants: pl.DataFrame
    guarantee: pl.DataFrame


@lately_of_a_register(2)
def known_on(register: Register, today: date) -> AsOf:
    """Return what was known at the end of a day.

    A case whose row is held back is there with `held` set, and so are its own rows that are held back. Rows held back
    of an accepted case are not used. What has no date of its own (do not contact, the own next step) counts on any day.
    """
    cases = _cases(register, today)
    return AsOf(
        today=today,
        cases=cases,
        contacts=_contacts(_rows(register, Contacts, cases), today),
        interviews=_rows(register, Interviews, cases).filter(Interviews.interviewed_on.col <= today),
        statements=_statements(_rows(register, Outcomes, cases), today),
        participants=_participants(register, cases, today),
        guarantee=_rows(register, YouthGuarantee, cases).unique(CASE, keep="first", maintain_order=True),
    )


def known_groups(register: Register) -> pl.DataFrame:
    """Return each group once, as the newest workbook that names it has it; its days held are the most that one has."""
    rows = register.table(Workshops).sort("school_year", "office", "row")
    newest = rows.unique("workshop", keep="last", maintain_order=True)
    held = rows.group_by("workshop").agg(pl.col("days_held").max())
    groups = newest.select("workshop", "place", "starts_on", "ends_on", "places")
    return groups.join(held, on="workshop", how="left", maintain_order="left")


def held_cases(register: Register) -> pl.DataFrame:
    """Return the rows of the sheet Leavers that are held back and whose case has no accepted row, each case once."""
    accepted = register.table(Leavers)
    # Both rows of one number are held back: the caseload shows one, rather that of the office that the number names.
    foreign = Leavers.case.col.str.head(3) != pl.col(OFFICE)
    return (
        register.held_rows(Leavers)
        .select(accepted.columns)
        .drop_nulls(CASE)
        .join(accepted, on=CASE, how="anti")
        .sort(foreign, OFFICE, "row")
        .unique(CASE, keep="first", maintain_order=True)
    )


def _cases(register: Register, today: date) -> pl.DataFrame:
    accepted, held = register.table(Leavers), held_cases(register)
    cases = pl.concat([accepted.with_columns(held=pl.lit(value=False)), held.with_columns(held=pl.lit(value=True))])
    closed = Leavers.closed_on.col <= today
    return cases.filter(Leavers.opened_on.col.is_null() | (Leavers.opened_on.col <= today)).with_columns(
        *(_by(day.name, today) for day in (Leavers.listed_on, Leavers.left_school_on, Leavers.closed_on)),
        pl.when(closed).then(Leavers.closing_reason.col).alias(Leavers.closing_reason.name),
    )


def in_row_before(column: str) -> pl.Expr:
    """Return what a column has in the row before, null in the first row of a case; of rows sorted by case.

    The same as a shift over the case, without its cost of putting the rows of each together.
    """
    return pl.when(pl.col(CASE) == pl.col(CASE).shift()).then(pl.col(column).shift())


def in_row_after(column: str) -> pl.Expr:
    """Return what a column has in the row after, null in the last row of a case; of rows sorted by case."""
    return pl.when(pl.col(CASE) == pl.col(CASE).shift(-1)).then(pl.col(column).shift(-1))


def _by(column: str, today: date) -> pl.Expr:
    return pl.when(pl.col(column) <= today).then(pl.col(column)).alias(column)


def _rows(register: Register, sheet: type[Sheet], cases: pl.DataFrame) -> pl.DataFrame:
    # Where rows came from is asked of cases alone.
    accepted = register.bare_table(sheet)
    held = register.held_rows(sheet).select(accepted.columns)
    of_held_cases = held.join(cases.filter(pl.col(HELD)), on=CASE, how="semi")
    return pl.concat([accepted, of_held_cases]).join(cases, on=CASE, how="semi")


def _contacts(contacts: pl.DataFrame, today: date) -> pl.DataFrame:
    answered_later = Contacts.answered_on.col > today
    return contacts.filter(Contacts.result.col != "to-do", Contacts.contact_on.col <= today).with_columns(
        pl.when(answered_later)
        .then(pl.lit("awaiting-answer", dtype=pl.Enum(CONTACT_RESULT.codes)))
        .otherwise(Contacts.result.col)
        .alias(Contacts.result.name),
        pl.when(~answered_later).then(Contacts.answered_on.col).alias(Contacts.answered_on.name),
    )


def _statements(outcomes: pl.DataFrame, today: date) -> pl.DataFrame:
    readable = outcomes.drop_nulls([Outcomes.situation.name, Outcomes.from_date.name])
    return readable.filter(Outcomes.confirmed_on.col <= today).with_columns(Outcomes.situation.col.cast(pl.String))


def _participants(register: Register, cases: pl.DataFrame, today: date) -> pl.DataFrame:
    # Offices share groups: whose workbook told of one last says nothing of whose participants are in it.
    ends = known_groups(register).select(Workshops.workshop.name, Workshops.ends_on.col)
    joined = _rows(register, Participants, cases).filter(Participants.joined_on.col <= today)
    return joined.join(ends, on=Workshops.workshop.name, how="inner")
