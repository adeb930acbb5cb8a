"""Warnings: what is accepted and yet worth a second look."""

import datetime
import itertools
from collections.abc import Iterator, Mapping
from functools import lru_cache

import polars as pl
from stdnum import luhn, verhoeff

from intake.labels import LocatedSheet
from intake.problems import Problem
from intake.settings import Workshop
from intake.tables.monthly_list import ListedLeavers
from intake.tables.office import Interviews, Leavers
from intake.tables.programmes import Participants, Workshops

Tables = Mapping[str, pl.DataFrame]
Sheets = Mapping[str, LocatedSheet]

YOUNGEST, OLDEST = 12, 26
"""Ages at leaving school outside which a date is likelier wrong than right."""


def warn_of(located: Sheets, tables: Tables, workshop: Workshop) -> list[Problem]:
    """Return every warning on the accepted rows of an office workbook."""
    return [
        *_check_digits(located, tables, Leavers),
        *_ages(located, tables),
        *_reasons_without_date(located, tables),
        *_former_cases(located, tables),
        *_steps_out_of_order(located, tables),
        *_group_lengths(located, tables, workshop),
        *_group_places(located, tables),
        *_days_attended(located, tables),
        *_workshop_conditions(located, tables, workshop),
    ]


def warn_of_list(located: Sheets, tables: Tables) -> list[Problem]:
    """Return every warning on the accepted rows of a monthly list."""
    return list(_check_digits(located, tables, ListedLeavers))


@lru_cache(maxsize=100_000)
def check_digits_fit(national_number: str) -> bool:
    """Whether both check digits fit: Luhn, then Verhoeff, each computed over the first eleven digits."""
    body, first, second = national_number[:11], national_number[11], national_number[12]
    return str(luhn.calc_check_digit(body)) == first and str(verhoeff.calc_check_digit(body)) == second


def _at(
    located: Sheets, sheet: str, column: str, rows: pl.DataFrame, code: str, *, also: str = ""
) -> Iterator[Problem]:
    details = {"column": column, **({"also": also} if also else {})}
    cases = rows["case"] if "case" in rows.columns else [None] * rows.height
    for row, case in zip(rows["row"], cases, strict=True):
        yield Problem(code, sheet, located[sheet].cell(column, row), case, details)


def _check_digits(located: Sheets, tables: Tables, sheet: type[Leavers] | type[ListedLeavers]) -> Iterator[Problem]:
    key, number = sheet.INFO.key, sheet.national_number
    leavers = tables[key].filter(number.col.is_not_null())
    wrong = [not check_digits_fit(one) for one in leavers[number.name]]
    yield from _at(located, key, number.name, leavers.filter(pl.Series(wrong, dtype=pl.Boolean)), "bad-check-digit")
    birth = number.col.str.head(8) != sheet.birth_date.col.dt.strftime("%Y%m%d")
    yield from _at(located, key, number.name, leavers.filter(birth), "birth-date-differs")


def _ages(located: Sheets, tables: Tables) -> Iterator[Problem]:
    key, born, left = Leavers.INFO.key, Leavers.birth_date.col, Leavers.left_school_on.col
    unlikely = (left < born.dt.offset_by(f"{YOUNGEST}y")) | (left >= born.dt.offset_by(f"{OLDEST + 1}y"))
    yield from _at(located, key, Leavers.left_school_on.name, tables[key].filter(unlikely), "unlikely-age")


def _reasons_without_date(located: Sheets, tables: Tables) -> Iterator[Problem]:
    for key, date, reason in (
        (Leavers.INFO.key, Leavers.closed_on, Leavers.closing_reason),
        (Participants.INFO.key, Participants.left_early_on, Participants.leaving_reason),
    ):
        undated = tables[key].filter(date.col.is_null() & reason.col.is_not_null())
        yield from _at(located, key, date.name, undated, "reason-without-date", also=reason.name)


def _former_cases(located: Sheets, tables: Tables) -> Iterator[Problem]:
    """A case taken over says from which office and which case; only another office hands one over."""
    key, former, came_from = Leavers.INFO.key, Leavers.former_case, Leavers.came_from
    office, own = former.col.str.head(3), Leavers.case.col.str.head(3)
    leavers = tables[key]
    yield from _at(located, key, former.name, leavers.filter(office == own), "former-case-of-own-office")
    differs = leavers.filter(office != own, came_from.col != office)
    yield from _at(located, key, came_from.name, differs, "came-from-differs", also=former.name)
    for row in leavers.filter(former.col.is_null(), came_from.col.is_not_null()).iter_rows(named=True):
        details = {"column": former.name, "office": row[came_from.name]}
        yield Problem("former-case-missing", key, located[key].cell(former.name, row["row"]), row["case"], details)


def _steps_out_of_order(located: Sheets, tables: Tables) -> Iterator[Problem]:
    key = Participants.INFO.key
    steps = [f"step_{step}_on" for step in range(1, 6)]
    for earlier, later in itertools.pairwise(steps):
        wrong = tables[key].filter(pl.col(later) < pl.col(earlier))
        yield from _at(located, key, later, wrong, "steps-out-of-order")


def _group_lengths(located: Sheets, tables: Tables, workshop: Workshop) -> Iterator[Problem]:
    key = Workshops.INFO.key
    planned = Workshops.starts_on.col.dt.offset_by(f"{workshop.months}mo")
    off = (Workshops.ends_on.col - planned).dt.total_days().abs() > datetime.timedelta(days=14).days
    yield from _at(located, key, Workshops.ends_on.name, tables[key].filter(off), "group-not-four-months")


def _group_places(located: Sheets, tables: Tables) -> Iterator[Problem]:
    key = Workshops.INFO.key
    yield from _at(
        located, key, Workshops.place.name, tables[key].filter(Workshops.place.col.is_null()), "group-without-place"
    )


def _days_attended(located: Sheets, tables: Tables) -> Iterator[Problem]:
    """Nobody attends more days than those on which the group has met."""
    key, column = Participants.INFO.key, Participants.days_attended
    held = tables[Workshops.INFO.key].select("workshop", "days_held", pl.col("row").alias("group_row"))
    people = tables[key].join(held, on="workshop").filter(column.col > Workshops.days_held.col)
    for row, case, days, group_row in people.select("row", "case", "days_held", "group_row").iter_rows():
        there = located[Workshops.INFO.key].cell(Workshops.days_held.name, group_row)
        details = {"column": column.name, "days": days, "other_cell": there or ""}
        yield Problem("more-days-than-held", key, located[key].cell(column.name, row), case, details)


def _workshop_conditions(located: Sheets, tables: Tables, workshop: Workshop) -> Iterator[Problem]:
    """The three conditions of taking part, each told apart: left lately, interested, accompanied."""
    key = Participants.INFO.key
    people = (
        tables[key]
        .join(tables[Workshops.INFO.key].select("workshop", "starts_on"), on="workshop")
        .join(tables[Leavers.INFO.key].select("case", "left_school_on", "opened_on", "closed_on"), on="case")
        .join(_latest_interviews(tables), on="case", how="left")
    )
    long_ago = pl.col("left_school_on").dt.offset_by(f"{workshop.left_within_months}mo") < pl.col("starts_on")
    yield from _at(located, key, "joined_on", people.filter(long_ago), "workshop-left-too-long-ago")
    uninterested = pl.col("vocational_interest").fill_null("no") != "yes"
    yield from _at(located, key, "case", people.filter(uninterested), "workshop-no-interest")
    is_open = (pl.col("opened_on") <= pl.col("starts_on")) & (
        pl.col("closed_on").is_null() | (pl.col("closed_on") > pl.col("starts_on"))
    )
    accompanied = is_open & (pl.col("accepts").fill_null("no") == "yes")
    yield from _at(located, key, "case", people.filter(~accompanied), "workshop-not-accompanied")


def _latest_interviews(tables: Tables) -> pl.DataFrame:
    latest = tables[Interviews.INFO.key].sort("interviewed_on").group_by("case", maintain_order=True).last()
    return latest.select("case", pl.col("vocational_interest").cast(pl.String), pl.col("accepts").cast(pl.String))
