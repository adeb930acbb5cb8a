"""What the second witness notes of a sheet: where its filled cells stand, and which of them can't be read."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

Place = tuple[int, int]
"""Row and column, both from 1."""
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass(slots=True)
class SheetFacts:
    """Where a sheet's filled cells stand, which of them can't be read, what is hidden and what is merged.

    `rows` holds the rows with filled cells, `widths` how many each has, `columns` those of all, one row after another:
    a million rows must not cost a hundred megabytes.
    """

    rows: array[int] = field(default_factory=lambda: array("I"))
    widths: array[int] = field(default_factory=lambda: array("H"))
    columns: array[int] = field(default_factory=lambda: array("H"))
    first_column: int = 0
    last_column: int = 0
    unread: dict[Place, str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)

    @property
    def area(self) -> int:
        """Cells of the rectangle from the first to the last filled one."""
        if not self.rows:
            return 0
        return (self.rows[-1] - self.rows[0] + 1) * (self.last_column - self.first_column + 1)

    def add_rows(self, rows: Sequence[int], widths: Sequence[int], columns: Sequence[int]) -> None:
        """Note the filled cells of the next rows: how many each row has, and the columns of all."""
        if not columns:
            return
        first, last = min(columns), max(columns)
        self.first_column = min(self.first_column, first) if self.rows else first
        self.last_column = max(self.last_column, last)
        self.rows.extend(compress(rows, widths))
        self.widths.extend(filter(None, widths))
        self.columns += array("H", columns)  # at once, which is twice as fast as one by one

    def places(self) -> Iterator[Place]:
        """Yield the place of each filled cell."""
        columns = iter(self.columns)
        for row, width in zip(self.rows, self.widths, strict=True):
            for _ in range(width):
                yield row, next(columns)
