"""Checks across sheets: what a row refers to must be there, and what hangs on a row that is held back is held back.

Rows that are held back already are looked at, too, so that everything wrong with a row is told at once.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from intake.erasures import ErasedRow
from intake.labels import LocatedSheet, form_cells
from intake.messages import CATALOGUE
from intake.problems import Problem
from intake.second_looks import warn_of
from intake.settings import Workshop
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import CaseSheet
from intake.tables.office import Contacts, Leavers, Outcomes
from intake.tables.programmes import Participants, Workshops

Tables = dict[str, pl.DataFrame]

COVER = OFFICE_WORKBOOK.cover.INFO.key
SEVERAL = 3
"""Cases from which the cover, rather than each case number, is taken for wrong."""


@dataclass
class Rows:
    """The rows of a workbook while some of them move from accepted to held back."""

    located: Mapping[str, LocatedSheet]
    accepted: Tables
    held: Tables
    cover: Mapping[str, Any]
    today: datetime.date
    workshop: Workshop
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    erased: Mapping[str, Mapping[int, ErasedRow]] = field(default_factory=dict)
    """The rows, by sheet and number, that no longer say whose they are and go on counting."""

    def all_of(self, sheet: str) -> pl.DataFrame:
        """Return the rows of a sheet, accepted or held back, in their order."""
        held = self.held[sheet]
        return self.accepted[sheet] if held.is_empty() else pl.concat([self.accepted[sheet], held]).sort("row")

    def hold(self, sheet: str, rows: pl.Series) -> None:
        """Hold back the rows (Excel's numbers) of a sheet; of those that are already, nothing changes."""
        if rows.is_empty():
            return
        frame = self.accepted[sheet]
        moving = frame.filter(pl.col("row").is_in(rows.implode()))
        self.accepted[sheet] = frame.join(moving.select("row"), on="row", how="anti")
        self.held[sheet] = pl.concat([self.held[sheet], moving]).sort("row")

    def tell(
        self, code: str, sheet: str, column: str, faulty: pl.DataFrame, more: Sequence[Mapping[str, str]] = ()
    ) -> None:
        """Add a problem for each of the rows, at the given column; `more` holds further details of each."""
        cases = faulty["case"] if "case" in faulty.columns else [None] * faulty.height
        for position, (row, case) in enumerate(zip(faulty["row"], cases, strict=True)):
            details = {"column": column, **(more[position] if more else {})}
            self.problems.append(Problem(code, sheet, self.located[sheet].cell(column, row), case, details))

    def hold_and_tell(self, code: str, sheet: str, column: str, faulty: pl.DataFrame) -> None:
        """Tell a problem for each of the rows, and hold them back where it is an error on the day of the check."""
        self.tell(code, sheet, column, faulty)
        if CATALOGUE[code].holds_on(self.today):
            self.hold(sheet, faulty["row"])


def check_references(rows: Rows) -> None:
    """Hold back, and tell, what does not fit with the other sheets of an office workbook; then add the warnings."""
    if _is_another_offices(rows):
        cell = form_cells(rows.located[COVER])["office"][1]
        rows.problems.append(Problem("cover-contradicts-cases", COVER, cell))
    else:
        _hold_other_offices(rows)
    _hold_future_contacts(rows)
    _hold_early_situations(rows)
    groups = Hanging(Workshops.INFO.key, "workshop", "no-such-workshop", "held-with-workshop")
    _hold_with(rows, groups, (Participants.INFO.key,))
    # Last: of a row that hangs on its case it is said that there is nothing to mend in it.
    _hold_with(rows, Hanging(Leavers.INFO.key, "case", "no-such-case", "held-with-case"), _case_sheets())
    # A place that can't be read was told as such: that it is now empty is nothing more to look at.
    told = {(problem.sheet, problem.cell) for problem in rows.problems}
    warnings = warn_of(rows.located, rows.accepted, rows.workshop)
    rows.problems += [one for one in warnings if one.code != "group-without-place" or (one.sheet, one.cell) not in told]


def _case_sheets() -> tuple[str, ...]:
    return tuple(sheet.INFO.key for sheet in OFFICE_WORKBOOK.sheets if issubclass(sheet, CaseSheet))


def _is_another_offices(rows: Rows) -> bool:
    """Whether not one of several cases is of the office on the cover: then the cover is wrong, and not each of them."""
    cases = rows.accepted[Leavers.INFO.key][Leavers.case.name]
    office = rows.cover["office"]
    return office is not None and cases.len() >= SEVERAL and not cases.str.starts_with(office).any()


def _hold_other_offices(rows: Rows) -> None:
    """A case number begins with its office; one of another office would be counted for it."""
    key, case = Leavers.INFO.key, Leavers.case
    foreign = rows.all_of(key).filter(~case.col.str.starts_with(rows.cover["office"]))
    rows.hold_and_tell("case-of-another-office", key, case.name, foreign)


def _hold_future_contacts(rows: Rows) -> None:
    """A contact after today can only be one to do."""
    key, day = Contacts.INFO.key, Contacts.contact_on
    early = rows.all_of(key).filter((day.col > rows.today) & (Contacts.result.col != "to-do"))
    rows.hold_and_tell("date-in-future", key, day.name, early)


@dataclass(frozen=True)
class Hanging:
    """How rows hang on those of another sheet: by which column, and what to say of them."""

    sheet: str
    column: str
    missing_code: str
    held_code: str


def _hold_with(rows: Rows, on: Hanging, sheets: tuple[str, ...]) -> None:
    """Hold back the rows that refer to a row that is missing or itself held back."""
    standing = rows.accepted[on.sheet][on.column]
    held = rows.held[on.sheet][on.column]
    for sheet in sheets:
        stands, hangs = (pl.col(on.column).is_in(those.implode()) for those in (standing, held))
        lost = rows.all_of(sheet).filter(~stands & ~hangs)
        near: dict[str, Mapping[str, str]] = {}
        if on.column == "case" and not lost.is_empty():
            named = pl.concat([standing, held]).drop_nulls()
            names = named.filter(named.str.starts_with(rows.cover["office"])).unique().to_list()
            near = {name: _nearest_case(name, names) for name in lost["case"].unique()}
        rows.tell(on.missing_code, sheet, on.column, lost, [near[name] for name in lost["case"]] if near else ())
        waiting = rows.accepted[sheet].filter(~stands & hangs)
        for (name,), those in waiting.group_by(on.column, maintain_order=True):
            cell = rows.located[sheet].cell(on.column, those["row"][0])
            case = str(name) if on.column == "case" else None
            rows.problems.append(Problem(on.held_code, sheet, cell, case, {"rows": those.height}))
        rows.hold(sheet, pl.concat([lost["row"], waiting["row"]]))


def _nearest_case(written: str, cases: Sequence[str]) -> Mapping[str, str]:
    """Return the case number that is one slip of the finger away; of several none, since each is as likely."""
    one_off = [name for name, _, _ in extract(written, cases, scorer=OSA.distance, score_cutoff=1, limit=2)]
    return {"nearest": one_off[0]} if len(set(one_off)) == 1 else {}


def _hold_early_situations(rows: Rows) -> None:
    """A situation after school starts when school was left, or later."""
    key = Outcomes.INFO.key
    # Of a case that stands twice nobody knows when it left school.
    leavers = rows.all_of(Leavers.INFO.key).unique(Leavers.case.name, keep="none")
    left = leavers.select(Leavers.case.col, Leavers.left_school_on.col, pl.col("row").alias("leavers_row"))
    early = (
        rows.all_of(key)
        .join(left, on=Leavers.case.name, how="inner")
        .filter(Outcomes.from_date.col < Leavers.left_school_on.col)
    )
    sheet = rows.located[Leavers.INFO.key]
    there = [{"other_cell": sheet.cell(Leavers.left_school_on.name, row) or ""} for row in early["leavers_row"]]
    rows.tell("situation-before-leaving", key, Outcomes.from_date.name, early, there)
    rows.hold(key, early["row"])
