"""The rows of a workbook while some of them move from accepted to held back."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from benchmarks.naive.reading import Table
from intake.messages import CATALOGUE
from intake.problems import Problem

NOTHING: Mapping[str, str | int] = {}


@dataclass
class Rows:
    """Accepted rows and those held back by sheet, so many read, and what is wrong; `office` is whose they should be."""

    tables: Mapping[str, Table]
    office: str | None
    today: datetime.date
    accepted: dict[str, pd.DataFrame] = field(default_factory=dict)
    held: dict[str, pd.DataFrame] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def hold(self, sheet: str, rows: pd.Index) -> None:
        """Hold back rows of a sheet."""
        moving = self.accepted[sheet].index.isin(rows)
        if moving.any():
            self.held[sheet] = pd.concat([self.held[sheet], self.accepted[sheet][moving]]).sort_index()
            self.accepted[sheet] = self.accepted[sheet][~moving]

    def told(
        self, code: str, sheet: str, column: str, rows: pd.DataFrame,
        more: Sequence[Mapping[str, str | int]] = (),
    ) -> list[Problem]:  # fmt: skip
        """Return a problem for each of the rows, at a column; `more` holds further details of each."""
        cases = rows["case"] if "case" in rows else [None] * len(rows)
        table = self.tables[sheet]
        return [
            Problem(code, sheet, table.cell(column, int(row)), case, {"column": column, **added})
            for row, case, added in zip(rows.index, cases, more or [NOTHING] * len(rows), strict=True)
        ]

    def hold_and_tell(self, code: str, sheet: str, column: str, rows: pd.DataFrame) -> None:
        """Tell a problem for each of the rows, and hold them back where it is an error on the day of the check."""
        self.problems += self.told(code, sheet, column, rows)
        if CATALOGUE[code].holds_on(self.today):
            self.hold(sheet, rows.index)
