"""Cases that wait for another office: under a number there, with all their rows, the former number beside.

What is the old office's alone stays with it: its referents' initials, its notes, the next step that it set itself, and
the statement of the move. A case gets its number from those for lists: an office takes one of its own from 5001 on, and
may do so at the very same time.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from intake.case_numbers import Given, Numbers
from intake.changes import Rows, belongs_to_cases, hangs_on_case, rows_of
from intake.known_cases import MOVED, KnownCase, KnownCases
from intake.received import Received
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields
from intake.tables.office import Contacts, Leavers, Outcomes

STAYS = {
    Leavers.INFO.key: (
        "referent", "note", "own_next_step", "own_next_step_on", "closed_on", "closing_reason", "former_case",
    ),
    Contacts.INFO.key: ("by",),
}  # fmt: skip
"""The columns, by sheet, that do not go with a case."""


@dataclass(frozen=True)
class HandedOn:
    """A case that another office handed on, by its number there and its number here."""

    given: Given
    former: KnownCase


def handed_on(
    cases: KnownCases, given: Sequence[Given], numbers: Numbers, on: datetime.date
) -> tuple[list[HandedOn], list[Given]]:
    """Return the cases that wait for an office, each with its number there, and the numbers given to them now.

    `on` is the day from which a case counts at the office that now gets it.
    """
    before = {(one.former_case, one.office): one for one in given if one.how == "handed-on"}
    waiting, now = [], []
    for case in sorted(cases.by_case.values(), key=lambda one: one.age):
        move = case.waits_for()
        if case.held or move is None or move.to_office is None or case.case in cases.taken_up:
            continue
        one = before.get((case.case, move.to_office))
        if one is None:
            number = numbers.give(move.to_office, on)
            one = Given(number, case.person, on, "handed-on", case.left_on, case.case)
            now.append(one)
        waiting.append(HandedOn(one, case))
    return waiting, now


def rows_handed_on(one: HandedOn, workbook: Received) -> dict[str, list[dict[str, object]]]:
    """Return the rows of a case as the office that gets it has them, by sheet; `workbook` is the old office's own."""
    rows = rows_of(workbook.checked)
    return {sheet.INFO.key: list(_rows(sheet.INFO.key, one, rows)) for sheet in OFFICE_WORKBOOK.sheets}


def _rows(key: str, one: HandedOn, rows: Rows) -> Iterator[dict[str, object]]:
    sheet = OFFICE_WORKBOOK.sheet(key)
    own = rows[key].filter(belongs_to_cases(sheet, rows, frozenset({one.former.case})))
    if sheet is Outcomes:
        own = own.filter(Outcomes.situation.col.cast(pl.String) != MOVED)
    kept = [name for name in fields(sheet) if name not in STAYS.get(key, ())]
    for row in own.select(kept).iter_rows(named=True):
        told = {name: value for name, value in row.items() if value is not None}
        if hangs_on_case(sheet):
            told["case"] = one.given.case
        if sheet is Leavers:
            told |= _taken_over(one)
        yield told


def _taken_over(one: HandedOn) -> Mapping[str, object]:
    return {
        "former_case": one.former.case,
        "came_from": one.former.office,
        "origin": "other-office",
        "opened_on": one.given.on,
    }
