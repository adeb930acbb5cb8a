"""Checks across the sheets of an office workbook: what a row refers to must be there, and stand."""

import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from benchmarks.naive.rows import Rows
from intake.problems import Problem
from intake.references import SEVERAL
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import CaseSheet

LEAVERS, CONTACTS, OUTCOMES, WORKSHOPS = "leavers", "contacts", "outcomes", "workshops"


def hold_what_does_not_fit(rows: Rows) -> None:
    """Hold back, and tell, what does not fit with the other sheets."""
    cases = rows.accepted[LEAVERS]["case"]
    own = cases.str.startswith(rows.office or "").astype(bool)
    if rows.office and len(cases) >= SEVERAL and not own.any():
        rows.problems.append(Problem("cover-contradicts-cases", "cover"))
    else:
        rows.hold_and_tell("case-of-another-office", LEAVERS, "case", rows.accepted[LEAVERS][~own])
    contacts = rows.accepted[CONTACTS]
    early = (contacts["contact_on"] > pd.Timestamp(rows.today)) & (contacts["result"] != "to-do")
    rows.hold_and_tell("date-in-future", CONTACTS, "contact_on", contacts[early])
    for sheet in OFFICE_WORKBOOK.sheets:
        if issubclass(sheet, CaseSheet):
            _hold_with(rows, sheet.INFO.key, LEAVERS, "case")
    _hold_with(rows, "participants", WORKSHOPS, "workshop")
    _hold_early_situations(rows)


def _hold_with(rows: Rows, sheet: str, on: str, column: str) -> None:
    """Hold back the rows that refer to a row that is missing or itself held back."""
    standing, held = rows.accepted[on][column], rows.held[on][column]
    those = rows.accepted[sheet]
    loose = those[~those[column].isin(standing)]
    hangs = loose[column].isin(held)
    lost = loose[~hangs]
    near: list[dict[str, str | int]] = []
    if column == "case" and len(lost):
        named = pd.concat([standing, held]).dropna().drop_duplicates()
        names = named[named.str.startswith(rows.office or "")].to_list()
        near = [_nearest(case, names) for case in lost["case"]]
    rows.problems += rows.told(f"no-such-{column}", sheet, column, lost, near)
    for name, together in loose[hangs].groupby(column, sort=False):
        cell = rows.tables[sheet].cell(column, int(together.index[0]))
        case = str(name) if column == "case" else None
        rows.problems.append(Problem(f"held-with-{column}", sheet, cell, case, {"rows": len(together)}))
    rows.hold(sheet, loose.index)


def _nearest(written: str, cases: list[str]) -> dict[str, str | int]:
    one_off = {name for name, _, _ in extract(written, cases, scorer=OSA.distance, score_cutoff=1, limit=2)}
    return {"nearest": one_off.pop()} if len(one_off) == 1 else {}


def _hold_early_situations(rows: Rows) -> None:
    """A situation after school starts when school was left, or later."""
    left = rows.accepted[LEAVERS].reset_index(names="leavers_row").set_index("case")
    those = rows.accepted[OUTCOMES]
    early = those[those["from_date"] < those["case"].map(left["left_school_on"])]
    there = early["case"].map(left["leavers_row"])
    more = [{"other_cell": rows.tables[LEAVERS].cell("left_school_on", int(row)) or ""} for row in there]
    rows.problems += rows.told("situation-before-leaving", OUTCOMES, "from_date", early, more)
    rows.hold(OUTCOMES, early.index)
