"""Warnings, in pandas: what is accepted and yet worth a second look."""

import itertools
from collections.abc import Iterator

import pandas as pd

from benchmarks.naive.rows import Rows
from intake.problems import Problem
from intake.second_looks import OLDEST, YOUNGEST, check_digits_fit
from intake.settings import Workshop

DAYS_OFF = 14


def warn_of(rows: Rows, workshop: Workshop) -> list[Problem]:
    """Return every warning on the accepted rows of an office workbook."""
    return [
        *_numbers(rows, "leavers"),
        *_ages(rows),
        *_reasons_without_date(rows),
        *_former_cases(rows),
        *_groups(rows, workshop),
        *_participants(rows, workshop),
    ]


def warn_of_list(rows: Rows) -> list[Problem]:
    """Return every warning on the accepted rows of a monthly list."""
    return list(_numbers(rows, "listed"))


def _numbers(rows: Rows, sheet: str) -> Iterator[Problem]:
    leavers = rows.accepted[sheet].dropna(subset="national_number")
    wrong = ~leavers["national_number"].map(check_digits_fit).astype(bool)
    yield from rows.told("bad-check-digit", sheet, "national_number", leavers[wrong])
    born = leavers["birth_date"].dt.strftime("%Y%m%d")
    differs = (leavers["national_number"].str[:8] != born) & born.notna()
    yield from rows.told("birth-date-differs", sheet, "national_number", leavers[differs])


def _ages(rows: Rows) -> Iterator[Problem]:
    leavers = rows.accepted["leavers"]
    born, left = leavers["birth_date"], leavers["left_school_on"]
    unlikely = (left < born + pd.DateOffset(years=YOUNGEST)) | (left >= born + pd.DateOffset(years=OLDEST + 1))
    yield from rows.told("unlikely-age", "leavers", "left_school_on", leavers[unlikely])


def _reasons_without_date(rows: Rows) -> Iterator[Problem]:
    for sheet, date, reason in (
        ("leavers", "closed_on", "closing_reason"),
        ("participants", "left_early_on", "leaving_reason"),
    ):
        those = rows.accepted[sheet]
        undated = those[those[date].isna() & those[reason].notna()]
        yield from rows.told("reason-without-date", sheet, date, undated, [{"also": reason}] * len(undated))


def _former_cases(rows: Rows) -> Iterator[Problem]:
    leavers = rows.accepted["leavers"]
    office, own, came_from = leavers["former_case"].str[:3], leavers["case"].str[:3], leavers["came_from"]
    yield from rows.told("former-case-of-own-office", "leavers", "former_case", leavers[office == own])
    differs = leavers[office.notna() & (office != own) & came_from.notna() & (came_from != office)]
    yield from rows.told("came-from-differs", "leavers", "came_from", differs, [{"also": "former_case"}] * len(differs))
    missing = leavers[office.isna() & came_from.notna()]
    more = [{"office": one} for one in missing["came_from"]]
    yield from rows.told("former-case-missing", "leavers", "former_case", missing, more)


def _groups(rows: Rows, workshop: Workshop) -> Iterator[Problem]:
    people, groups = rows.accepted["participants"], rows.accepted["workshops"]
    for earlier, later in itertools.pairwise(f"step_{step}_on" for step in range(1, 6)):
        yield from rows.told("steps-out-of-order", "participants", later, people[people[later] < people[earlier]])
    planned = groups["starts_on"] + pd.DateOffset(months=workshop.months)
    off = (groups["ends_on"] - planned).dt.days.abs() > DAYS_OFF
    yield from rows.told("group-not-four-months", "workshops", "ends_on", groups[off])
    yield from rows.told("group-without-place", "workshops", "place", groups[groups["place"].isna()])


def _participants(rows: Rows, workshop: Workshop) -> Iterator[Problem]:
    groups = rows.accepted["workshops"].reset_index(names="group_row").set_index("workshop")
    leavers = rows.accepted["leavers"].set_index("case")
    talks = rows.accepted["interviews"].sort_values("interviewed_on", kind="stable")
    latest = talks.drop_duplicates("case", keep="last").set_index("case")
    people = rows.accepted["participants"]
    case, group = people["case"], people["workshop"]
    starts, held = group.map(groups["starts_on"]), group.map(groups["days_held"])
    too_many = people[people["days_attended"] > held]
    places = group[too_many.index].map(groups["group_row"])
    more: list[dict[str, str | int]] = [
        {"days": int(days), "other_cell": rows.tables["workshops"].cell("days_held", int(place)) or ""}
        for days, place in zip(held[too_many.index], places, strict=True)
    ]
    yield from rows.told("more-days-than-held", "participants", "days_attended", too_many, more)
    left, opened, closed = (case.map(leavers[name]) for name in ("left_school_on", "opened_on", "closed_on"))
    long_ago = left + pd.DateOffset(months=workshop.left_within_months) < starts
    yield from rows.told("workshop-left-too-long-ago", "participants", "joined_on", people[long_ago])
    interested = case.map(latest["vocational_interest"]) == "yes"
    yield from rows.told("workshop-no-interest", "participants", "case", people[~interested])
    accompanied = (opened <= starts) & ~(closed <= starts) & (case.map(latest["accepts"]) == "yes")
    yield from rows.told("workshop-not-accompanied", "participants", "case", people[~accompanied])
