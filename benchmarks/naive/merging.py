"""Checked workbooks of all offices -> one register, in pandas: each case supplied by one workbook, nobody by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import polars as pl

from benchmarks.naive.checking import Checked, for_polars
from benchmarks.naive.telling import arrivals, changes_told, offers_of, problems_told, submissions_told
from intake.changes import hangs_on_case
from intake.identity import PersonLookup
from intake.one_owner import one_owner
from intake.problems import Problem, in_order
from intake.received import ListArrival, Received
from intake.register import Register, register_columns
from intake.standing import Standing
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Sheet
from intake.tables.office import Leavers
from intake.transfers import Told
from intake.workbook import cell_name

SHEETS = OFFICE_WORKBOOK.sheets
ADULT_AT = 18
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Merged:
    """The register, and so many rows of each fate by submission and sheet."""

    register: Register
    counts: Mapping[tuple[str, str, str], int]


def merge(
    standing: Standing,
    checked: Mapping[int, Checked],
    reference: Checked,
    lookup: PersonLookup,
    lists: Sequence[ListArrival] = (),
    lists_received: Sequence[date] = (),
) -> Merged:
    """Return the register of the workbooks that stand; `checked` are all by the numbers of their receipts."""
    books = sorted((*standing.standing, *(kept.received for kept in standing.kept)), key=lambda one: one.rank)
    kept = {one.received.receipt.number: one.cases for one in standing.kept}
    every = {sheet.INFO.key: _all_rows(sheet, books, checked, kept) for sheet in SHEETS}
    cases = _suppliers(Leavers, every["leavers"])
    for sheet in SHEETS:
        key = sheet.INFO.key
        every[key] = _supersede(sheet, every[key], cases if hangs_on_case(sheet) else _suppliers(sheet, every[key]))
    counts = {
        (str(submission), key, str(fate)): number
        for key, rows in every.items()
        for (submission, fate), number in rows.groupby(["submission", "fate"]).size().items()
    }
    rows, told = _without_names(every, lookup, max((one.receipt.received_on for one in books), default=date.min))
    problems = _with_what_all_show(books, _unsettled(books, cases, kept), told)
    register = Register(
        tables={sheet.INFO.key: _part(sheet, rows, "accepted") for sheet in SHEETS},
        held={sheet.INFO.key: _held_part(sheet, rows) for sheet in SHEETS},
        reference=reference.workbook.tables,
        submissions=submissions_told(books, standing.refused, counts, problems),
        problems=problems_told(books, standing.refused, problems),
        changes=changes_told(standing),
        offers=offers_of(lookup),
        arrivals=arrivals(standing, lists),
        key_id=lookup.key.id,
        lists_received=tuple(sorted(lists_received)),
    )
    return Merged(register, counts)


def _all_rows(
    sheet: type[Sheet],
    books: Sequence[Received],
    checked: Mapping[int, Checked],
    kept: Mapping[int, frozenset[str]],
) -> pd.DataFrame:
    key, frames = sheet.INFO.key, []
    for newness, one in enumerate(books):
        number, found = one.receipt.number, checked[one.receipt.number]
        for part, fate in ((found.accepted[key], "accepted"), (found.held[key], "held_back")):
            rows = part.assign(
                office=one.office, school_year=one.school_year, submission=one.submission, newness=newness, fate=fate,
            )  # fmt: skip
            if number in kept:
                rows.loc[~_goes_on(sheet, rows, found, kept[number]), "fate"] = "superseded"
            frames.append(rows.rename_axis("row").reset_index())
    filled = [one for one in frames if len(one)] or frames[:1]
    return pd.concat(filled, ignore_index=True).sort_values(["office", "school_year", "row"], kind="stable")


def _goes_on(sheet: type[Sheet], rows: pd.DataFrame, found: Checked, cases: frozenset[str]) -> pd.Series:
    """Return which rows of a workbook go with the cases that are kept from it."""
    if hangs_on_case(sheet):
        return rows["case"].isin(cases)
    if sheet.INFO.key == "workshops":
        people = pd.concat([found.accepted["participants"], found.held["participants"]])
        return rows["workshop"].isin(people.loc[people["case"].isin(cases), "workshop"].dropna())
    return pd.Series(data=False, index=rows.index)


def _is_told_apart(sheet: type[Sheet], rows: pd.DataFrame) -> pd.Series:
    """Whether it can be read what a row is about; a case number of another office is a mistake."""
    if hangs_on_case(sheet):
        return rows["case"].str[:3] == rows["office"]
    return rows[list(sheet.KEY)].notna().all(axis="columns")


def _suppliers(sheet: type[Sheet], rows: pd.DataFrame) -> pd.DataFrame:
    """Return the newest workbook that names each case, or has an accepted row of each workshop or intervention."""
    naming = rows[_is_told_apart(sheet, rows) & (rows["fate"] != "superseded")]
    if not hangs_on_case(sheet):
        naming = naming[naming["fate"] == "accepted"]
    return naming.groupby(list(sheet.KEY))["newness"].max().rename("supplier").reset_index()


def _supersede(sheet: type[Sheet], rows: pd.DataFrame, suppliers: pd.DataFrame) -> pd.DataFrame:
    key = ["case"] if hangs_on_case(sheet) else list(sheet.KEY)
    settled = rows.merge(suppliers, on=key, how="left")
    older = (settled["newness"] < settled["supplier"]) & _is_told_apart(sheet, settled)
    settled.loc[older, "fate"] = "superseded"
    return settled.drop(columns="supplier")


def _without_names(every: Frames, lookup: PersonLookup, told_by: date) -> tuple[Frames, list[Told]]:
    """Return the rows that go on, with tokens, months of birth and who was a minor; and what is told of owners."""
    rows = {key: frame[frame["fate"] != "superseded"].reset_index(drop=True) for key, frame in every.items()}
    leavers = rows["leavers"]
    known = _with_provenance(Leavers, leavers)
    known = known.with_columns(lookup.tokens_for(known), held=pl.Series(leavers["fate"] == "held_back"))
    stated = rows["outcomes"][rows["outcomes"]["fate"] == "accepted"]
    owned, told = one_owner(known, _with_provenance(OFFICE_WORKBOOK.sheet("outcomes"), stated), lookup, told_by)
    rows["leavers"] = leavers.assign(
        person=owned["person"].to_list(),
        former_case=owned["former_case"].to_list(),
        birth_month=leavers["birth_date"].dt.to_period("M").dt.to_timestamp(),
    )
    once = leavers.drop_duplicates(["submission", "case"], keep=False)[["submission", "case", "birth_date"]]
    contacts = rows["contacts"].merge(once, on=["submission", "case"], how="left")
    born, day = contacts["birth_date"], contacts["contact_on"]
    birthday_comes = day.dt.month * 100 + day.dt.day < born.dt.month * 100 + born.dt.day
    minor = (day.dt.year - born.dt.year - birthday_comes) < ADULT_AT
    rows["contacts"] = contacts.assign(minor=minor.astype(object).where(born.notna() & day.notna(), None))
    return rows, told


def _with_provenance(sheet: type[Sheet], rows: pd.DataFrame) -> pl.DataFrame:
    typed = for_polars(rows.set_index("row"), sheet.columns())
    return typed.with_columns(pl.Series("submission", rows["submission"].to_list(), dtype=pl.String))


def _part(sheet: type[Sheet], rows: Frames, fate: str) -> pl.DataFrame:
    frame = rows[sheet.INFO.key]
    return for_polars(frame[frame["fate"] == fate].set_index("row"), register_columns(sheet))


def _held_part(sheet: type[Sheet], rows: Frames) -> pl.DataFrame:
    """Return the rows held back of which it can be read what they are about; a case stands among them once."""
    frame = rows[sheet.INFO.key]
    held = frame[(frame["fate"] == "held_back") & _is_told_apart(sheet, frame)]
    held = held.drop_duplicates("case") if sheet is Leavers else held
    return for_polars(held.set_index("row"), register_columns(sheet))


def _unsettled(
    books: Sequence[Received], suppliers: pd.DataFrame, kept: Mapping[int, frozenset[str]]
) -> dict[int, list[Problem]]:
    """Return the problems by receipt, less those of cases that a newer workbook supplies."""
    supplier = dict(zip(suppliers["case"], suppliers["supplier"], strict=True))
    found = {}
    for newness, one in enumerate(books):
        number, office = one.receipt.number, one.office or ""
        found[number] = [
            problem
            for problem in one.checked.problems
            if not (problem.case and problem.case.startswith(office) and supplier.get(problem.case, newness) > newness)
            and (number not in kept or problem.case in kept[number])
        ]
    return found


def _with_what_all_show(
    books: Sequence[Received], problems: dict[int, list[Problem]], told: Sequence[Told]
) -> dict[int, list[Problem]]:
    """Return the problems with those that only all workbooks together show."""
    standing = {one.submission: one for one in books}
    order = tuple(sheet.INFO.key for sheet in OFFICE_WORKBOOK.all_sheets)
    for one in told:
        book = standing[one.submission]
        at = book.checked.columns.get(one.sheet, {}).get(one.column)
        cell = cell_name(one.row, at) if at else None
        problems[book.receipt.number].append(Problem(one.code, one.sheet, cell, one.case, one.details))
    more = {standing[one.submission].receipt.number for one in told}
    return {number: in_order(found, order) if number in more else found for number, found in problems.items()}
