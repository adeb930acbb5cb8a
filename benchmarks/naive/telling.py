"""What a register says beside its rows: submissions, problems, changes, offers of likeness, what arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import dataframely as dy
import polars as pl

from intake.identity import PersonLookup
from intake.problems import Problem
from intake.received import ListArrival, Received
from intake.register import Arrivals, Changes, Offers, Problems, Submissions
from intake.standing import Standing

S = TypeVar("S", bound=dy.Schema)
Counts = Mapping[tuple[str, str, str], int]
FATES = ("accepted", "held_back", "superseded")


def _framed(schema: type[S], rows: Sequence[Mapping[str, object]], *order: str) -> dy.DataFrame[S]:
    frame = pl.DataFrame(rows, schema={name: column.dtype for name, column in schema.columns().items()})
    return schema.validate(frame.sort(*order, maintain_order=True) if order else frame)


def submissions_told(
    books: Sequence[Received], refused: Sequence[Received], counts: Counts, problems: Mapping[int, list[Problem]]
) -> dy.DataFrame[Submissions]:
    """Return a row a workbook that stands or was refused."""
    rows = []
    for one in (*books, *refused):
        stands = one.receipt.number in problems
        left = replace(one.checked, problems=tuple(problems[one.receipt.number])) if stands else one.checked
        of_fate = {
            fate: sum(number for (name, _, found), number in counts.items() if (name, found) == (one.submission, fate))
            for fate in FATES
        }
        rows.append({
            "office": one.office, "school_year": one.school_year, "submission": one.submission,
            "received_at": one.receipt.received_at, "data_on": one.checked.cover.get("data_on"),
            "posts": one.checked.cover.get("posts"), "state": left.status, "stands": stands,
            "rows_read": sum(count.read for count in one.checked.counts.values()) if stands else 0,
            **{f"rows_{fate}": number if stands else 0 for fate, number in of_fate.items()}, "rows_erased": 0,
        })  # fmt: skip
    return _framed(Submissions, rows, "office", "school_year", "received_at", "submission")


def problems_told(
    books: Sequence[Received], refused: Sequence[Received], problems: Mapping[int, list[Problem]]
) -> dy.DataFrame[Problems]:
    """Return a row a problem."""
    told = {**{one.receipt.number: one.checked.problems for one in refused}, **problems}
    return _framed(Problems, [
        {
            "office": one.office, "school_year": one.school_year, "submission": one.submission, "code": problem.code,
            "severity": problem.severity, "sheet": problem.sheet, "cell": problem.cell, "case": problem.case,
            "details": problem.details_json(),
        }
        for one in sorted((*books, *refused), key=lambda one: (one.office or "", *one.rank))
        for problem in told[one.receipt.number]
    ])  # fmt: skip


def changes_told(standing: Standing) -> dy.DataFrame[Changes]:
    """Return a row a sheet of each workbook that came in the place of another."""
    return _framed(Changes, [
        {
            "office": one.received.office, "school_year": one.received.school_year,
            "submission": one.received.submission, "previous": one.previous.submission,
            "previous_at": one.previous.receipt.received_at, "sheet": sheet, "before": change.before,
            "added": change.added, "changed": change.changed, "vanished": change.vanished, "kept": change.kept,
        }
        for one in standing.compared
        for sheet, change in one.changes.items()
    ])  # fmt: skip


def offers_of(lookup: PersonLookup) -> dy.DataFrame[Offers]:
    """Return the pairs of cases that may be one person."""
    return _framed(Offers, [{"case": one.case, "other_case": one.other_case} for one in lookup.offers])


def arrivals(standing: Standing, lists: Sequence[ListArrival]) -> dy.DataFrame[Arrivals]:
    """Return a row a workbook or list that ever came."""
    came_to = {fate.number: fate.came_to for fate in standing.fates}
    rows: list[dict[str, object]] = [
        {
            "office": one.office, "received_at": one.receipt.received_at,
            "data_on": one.checked.cover.get("data_on"), "refused": came_to[one.receipt.number] == "refused",
        }
        for one in standing.taken
    ]  # fmt: skip
    rows += [{"office": "", "received_at": one.received_at, "data_on": one.drawn_on, "refused": False} for one in lists]
    return _framed(Arrivals, rows, "office", "received_at")
