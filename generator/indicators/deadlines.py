"""The days by which the first two steps of the contact protocol were due, beside the days on which they were taken."""

from datetime import date

import polars as pl

from generator.calendar import days_off, next_working_day
from intake.register import Register
from intake.settings import Settings
from intake.tables.office import Contacts, Leavers


def with_deadlines(
    listed: pl.DataFrame, contacts: pl.DataFrame, register: Register, today: date, settings: Settings
) -> pl.DataFrame:
    """The listed with `letter_due_on`, `second_on`, `second_due_on` and `still_owed`; due days are working days.

    The second contact is the first one after the letter that is none, with the parents or the youngster. `still_owed`:
    steps that were not taken lapse with a closed case and with "do not contact".
    """
    protocol, off = settings.protocol, days_off(register, today, settings)
    letter_due = pl.col("listed_on") + pl.duration(days=protocol.first_letter_days)
    second_due = pl.col("letter_on") + pl.duration(days=protocol.second_contact_days)
    made = contacts.filter(
        Contacts.contact_on.col <= today,
        Contacts.result.col.cast(pl.String) != "to-do",
        Contacts.kind.col.cast(pl.String) != "letter",
        Contacts.with_whom.col.cast(pl.String).is_in(["parents", "youngster"]),
    ).join(listed.select("case", "letter_on"), on="case")
    second = (
        made.filter(Contacts.contact_on.col >= pl.col("letter_on"))
        .group_by("case")
        .agg(second_on=Contacts.contact_on.col.min())
    )
    silent = register.table(Leavers).filter(Leavers.do_not_contact.col.is_not_null())["case"]
    return listed.join(second, on="case", how="left", maintain_order="left").with_columns(
        letter_due_on=next_working_day(letter_due, off),
        second_due_on=next_working_day(second_due, off),
        still_owed=pl.col("is_open") & ~pl.col("case").is_in(silent.implode()),
    )
