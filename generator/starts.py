"""Starts of early school leaving: each case once at its present owner, each person once a year by the latest start."""

from dataclasses import replace
from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from generator.caseload import standing
from generator.tables import Caseload
from intake.register import Register
from intake.settings import Settings, Year
from intake.tables.office import Leavers, Outcomes

MOVED: Final = "moved-office"
LISTED_IN_ERROR: Final = "listed-in-error"
QUALIFIED: Final = "qualified"

INTERVIEWED: Final = "interviewed_on"
SAID: Final = ("accepts", "vocational_interest")
"""What the latest interview says: an earlier one does not answer what it leaves open."""
HANDED_ON: Final = ("left_school_on", "listed_on", "letter_on", "reached_on", *SAID, INTERVIEWED)
"""What a case takes from the one before it at another office, where its own row or history lacks it."""
_STATE: Final = ("situation", "group", "since", "expires_on", "expired", "definite")


def owned_cases(register: Register, cases: dy.DataFrame[Caseload]) -> pl.DataFrame:
    """The accepted cases of the caseload, each once at the office that owns it now.

    A case that another office has taken up (its former case number stands on an accepted case there) is dropped; the
    new case supplies the start, with what it lacks of `HANDED_ON` filled in from the former one. All columns of
    `Caseload`, and `former_case`.
    """
    owned = _with_former_case(register, cases)
    handed = _handed_on(owned)
    filled = _with_what_was_handed_on(owned, handed)
    return filled.join(handed.select("case"), on="case", how="anti", maintain_order="left")


def taken_over(register: Register, cases: dy.DataFrame[Caseload]) -> pl.DataFrame:
    """A row a case that another office has taken up: case, owned_by (the case that it goes on as today)."""
    links = _handed_on(_with_former_case(register, cases)).rename({"new_case": "owned_by"}).unique("case", keep="last")
    further = links.rename({"case": "owned_by", "owned_by": "further"})
    # As often as cases moved at most: a circle of moves must end, too.
    for _ in range(links.height):
        onward = links.join(further, on="owned_by", how="left", maintain_order="left")
        moved = onward.select("case", owned_by=pl.coalesce("further", "owned_by"))
        if moved.equals(links):
            break
        links = moved
    return links


def _with_former_case(register: Register, cases: dy.DataFrame[Caseload]) -> pl.DataFrame:
    """The accepted cases of the caseload, each with its former case number."""
    links = register.table(Leavers).select("case", "former_case").unique("case", keep="first")
    return cases.filter(~pl.col("held")).join(links, on="case", how="left", maintain_order="left")


def _handed_on(accepted: pl.DataFrame) -> pl.DataFrame:
    """A row a case that another office has as its former case: case, new_case."""
    taken = accepted.filter(pl.col("former_case").is_not_null()).select(
        case=pl.col("former_case"), new_case=pl.col("case"), new_office=pl.col("office")
    )
    handed = accepted.join(taken, on="case").filter(pl.col("office") != pl.col("new_office"))
    return handed.select("case", "new_case")


def _with_what_was_handed_on(owned: pl.DataFrame, handed: pl.DataFrame) -> pl.DataFrame:
    """The cases with their gaps filled from the case before, and the one before that, as often as a case moved."""
    if handed.is_empty():
        return owned
    before = handed.join(owned.select("case", *HANDED_ON), on="case").drop("case").unique("new_case", keep="last")
    before = before.rename({"new_case": "case", **{name: f"{name}_before" for name in HANDED_ON}})
    joined = owned.join(before, on="case", how="left", maintain_order="left")
    lacking = {name: pl.col(INTERVIEWED if name in SAID else name).is_null() for name in HANDED_ON}
    filled = joined.with_columns(
        pl.when(lacks).then(f"{name}_before").otherwise(name).alias(name) for name, lacks in lacking.items()
    ).select(owned.columns)
    return filled if filled.equals(owned) else _with_what_was_handed_on(filled, handed)


def school_year(day: pl.Expr, year: Year) -> pl.Expr:
    """The school year that a day lies in, as in "2026/27"; null for no day."""
    before = (day.dt.month() < year.first_month) | (
        (day.dt.month() == year.first_month) & (day.dt.day() < year.first_day)
    )
    first = day.dt.year() - before.cast(pl.Int32)
    return pl.format("{}/{}", first, ((first + 1) % 100).cast(pl.String).str.zfill(2))


def month(day: pl.Expr) -> pl.Expr:
    """The month that a day lies in, as in "2026-10"."""
    return day.dt.strftime("%Y-%m")


def starts_of(register: Register, cases: dy.DataFrame[Caseload], at: date, settings: Settings) -> pl.DataFrame:
    """A row a start up to `at`, the date of the caseload; its columns, `school_year` and `month` of leaving.

    A move is no situation of the youngster: for a case that waits to be taken up, the one before it goes on. Starts
    listed in error are none.
    """
    owned = owned_cases(register, cases).filter(pl.col("left_school_on") <= at)
    moved = owned.filter(pl.col("situation") == MOVED)["case"]
    if len(moved):
        stayed = standing(_without_moves(register, moved), at, settings).select("case", *_STATE)
        owned = owned.update(stayed, on="case", how="left", include_nulls=True)
    return owned.filter(pl.col("situation") != LISTED_IN_ERROR).with_columns(
        school_year=school_year(pl.col("left_school_on"), settings.year), month=month(pl.col("left_school_on"))
    )


def _without_moves(register: Register, wanted: pl.Series) -> Register:
    """The register of the cases wanted, as if none had moved."""

    def kept(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        own = {
            key: table.filter(pl.col("case").is_in(wanted.implode())) if "case" in table.columns else table
            for key, table in tables.items()
        }
        statements = own[Outcomes.INFO.key]
        return {**own, Outcomes.INFO.key: statements.filter(pl.col("situation").cast(pl.String) != MOVED)}

    return replace(register, tables=kept(dict(register.tables)), held=kept(dict(register.held)))


def latest_starts(starts: pl.DataFrame) -> pl.DataFrame:
    """A row a person and school year, by the latest start, with `started_before`: whether there was one in that year.

    Who turned out to be qualified is no early school leaver and is left out, whatever the earlier starts say.
    """
    person = pl.coalesce("person", "case")
    ordered = starts.with_columns(person=person).sort("left_school_on", "opened_on", "case")
    latest = ordered.with_columns(started_before=pl.len().over("person", "school_year") > 1).unique(
        ["person", "school_year"], keep="last", maintain_order=True
    )
    return latest.filter(pl.col("situation") != QUALIFIED)
