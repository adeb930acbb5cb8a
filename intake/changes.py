"""What changed from one workbook to the next, counted by sheet; no value of a row leaves this place."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from intake.checks import CheckedWorkbook
from intake.settings import Intake
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import CaseSheet, Sheet
from intake.tables.office import Leavers
from intake.tables.programmes import Participants, Workshops

Rows = Mapping[str, pl.DataFrame]
"""Rows by sheet, with all declared columns."""

SHEETS = OFFICE_WORKBOOK.sheets
ORDINAL = "ordinal"
"""Tells rows of one key apart: the first of them, the second."""


@dataclass(frozen=True)
class SheetChange:
    """How many rows of a sheet came, changed and went from one workbook to the next, by the sheet's key.

    `before` counts the rows that there were. `lost` are rows that went and in whose place no other came: a corrected
    date makes one row go and one come in the same case, and nothing is lost. `kept` are rows that the newer workbook
    could not hold, and that the older one still supplies.
    """

    before: int
    added: int
    changed: int
    vanished: int
    lost: int
    kept: int = 0


Changes = Mapping[str, SheetChange]


def rows_of(checked: CheckedWorkbook) -> Rows:
    """Return every row of a workbook, accepted or held back, by sheet."""
    parts = (checked.tables, checked.held)
    return {
        sheet.INFO.key: pl.concat([part[sheet.INFO.key].select(list(sheet.columns())) for part in parts])
        for sheet in SHEETS
    }


def changes_between(before: Rows, after: Rows) -> Changes:
    """Return what changed, for each sheet. Sorting a sheet and moving its rows changes nothing."""
    return {sheet.INFO.key: _change(sheet, before[sheet.INFO.key], after[sheet.INFO.key]) for sheet in SHEETS}


def sheets_that_lost(changes: Changes, limits: Intake) -> dict[str, SheetChange]:
    """Return the sheets that lost rows, when a sheet or the whole workbook lost a share that somebody must confirm."""
    every = [(one.lost, one.before) for one in changes.values()]
    every.append((sum(lost for lost, _ in every), sum(before for _, before in every)))
    if not any(lost >= before * limits.loss_share for lost, before in every if before >= max(limits.loss_floor, 1)):
        return {}
    return {key: one for key, one in changes.items() if one.lost}


def hangs_on_case(sheet: type[Sheet]) -> bool:
    """Whether the rows of a sheet belong to a case."""
    return sheet is Leavers or issubclass(sheet, CaseSheet)


def belongs_to_cases(sheet: type[Sheet], rows: Rows, cases: frozenset[str]) -> pl.Expr:
    """Return which rows of a sheet go with the given cases: their own, and the groups that they take part in."""
    if hangs_on_case(sheet):
        return pl.col("case").is_in(sorted(cases)).fill_null(value=False)
    if sheet is Workshops:
        participants = rows[Participants.INFO.key]
        groups = participants.filter(belongs_to_cases(Participants, rows, cases))["workshop"]
        return pl.col("workshop").is_in(groups.drop_nulls().unique().to_list()).fill_null(value=False)
    return pl.lit(value=False)


def _change(sheet: type[Sheet], before: pl.DataFrame, after: pl.DataFrame) -> SheetChange:
    key = [*sheet.KEY, ORDINAL]
    old, new = _numbered(sheet, before), _numbered(sheet, after)
    gone = old.join(new, on=key, how="anti", nulls_equal=True)
    came = new.join(old, on=key, how="anti", nulls_equal=True)
    same = old.join(new, on=old.columns, how="semi", nulls_equal=True)
    return SheetChange(
        before=old.height,
        added=came.height,
        changed=old.height - gone.height - same.height,
        vanished=gone.height,
        lost=_lost(sheet, gone, came),
    )


def _numbered(sheet: type[Sheet], rows: pl.DataFrame) -> pl.DataFrame:
    return rows.drop("row").with_columns(pl.int_range(pl.len()).over(sheet.KEY).alias(ORDINAL))


def _lost(sheet: type[Sheet], gone: pl.DataFrame, came: pl.DataFrame) -> int:
    """Return how many rows went without another coming in their case, or for their school and class."""
    place = ["case"] if hangs_on_case(sheet) else list(sheet.KEY[1:])
    if len(sheet.KEY) == 1:
        return gone.height
    in_place = came.group_by(place).len("came")
    left = gone.group_by(place).len("gone").join(in_place, on=place, how="left", nulls_equal=True)
    return int(left.select((pl.col("gone").cast(pl.Int64) - pl.col("came").fill_null(0)).clip(0).sum()).item())
