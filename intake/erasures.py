"""What was erased in the archive: which workbooks were rewritten, and what goes on being known of each row erased.

The log only grows. A receipt keeps its number and the hash of the bytes that came; the bytes that the archive holds in
their place have another one. What a row goes on counting with is coded: a token, and a day in the month of birth.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from intake.journal import damaged, read_lines

REWRITTEN = "rewritten.jsonl"
ADULT = 18
"""Years at which a youngster comes of age."""


@dataclass(frozen=True)
class ErasedRow:
    """A row of an archived workbook in which nothing identifies anybody any more, by its sheet's key and its number.

    A row that is `gone` counts as erased and says nothing else. Any other goes on counting: `needed` names the cells
    without which a row does not stand and that held something sound, `born` stands in for the birth date, and `person`
    is the token that the lookup had.
    """

    sheet: str
    row: int
    gone: bool = False
    needed: tuple[str, ...] = ()
    born: datetime.date | None = None
    person: str | None = None


@dataclass(frozen=True)
class Rewriting:
    """That the bytes received as `sha256` are kept as `now`, since when, and the rows erased in them."""

    sha256: str
    now: str
    on: datetime.date
    rows: tuple[ErasedRow, ...] = ()

    def line(self) -> dict[str, Any]:
        """Return the entry of the log."""
        rows = [{**asdict(one), "born": one.born and one.born.isoformat()} for one in self.rows]
        return {"sha256": self.sha256, "now": self.now, "on": self.on.isoformat(), "rows": rows}


Rewritings = Mapping[str, Rewriting]
"""The latest rewriting of each file, by the hash of the bytes that were received."""


def read_rewritings(archive: Path) -> Rewritings:
    """Return how each rewritten file of an archive is kept now. Raises ArchiveProblem when the log is damaged."""
    log = archive / REWRITTEN
    try:
        return {line["sha256"]: _rewriting(line) for line in read_lines(log)}
    except (ValueError, TypeError, KeyError) as broken:
        raise damaged(log) from broken


def tokens_of_erased(rewritings: Rewritings, sheet: str) -> dict[tuple[str, int], str]:
    """Return the tokens of the rows of a sheet that no longer say whose they are, by file and row."""
    return {
        (sha256, row.row): row.person
        for sha256, one in rewritings.items()
        for row in one.rows
        if row.person and row.sheet == sheet
    }


def _rewriting(line: Mapping[str, Any]) -> Rewriting:
    rows = tuple(
        ErasedRow(
            **{
                **row,
                "needed": tuple(row["needed"]),
                "born": datetime.date.fromisoformat(row["born"]) if row["born"] else None,
            }
        )
        for row in line["rows"]
    )
    return Rewriting(line["sha256"], line["now"], datetime.date.fromisoformat(line["on"]), rows)


def rows_by_sheet(rows: Sequence[ErasedRow], *, gone: bool) -> dict[str, dict[int, ErasedRow]]:
    """Return the rows that are gone, or that go on counting, by sheet and number."""
    found: dict[str, dict[int, ErasedRow]] = {}
    for one in rows:
        if one.gone == gone:
            found.setdefault(one.sheet, {})[one.row] = one
    return found


def stand_in(born: datetime.date, contacts: Sequence[datetime.date]) -> datetime.date:
    """Return the earliest day of the month of birth that makes each contact that of a minor, or not, as before.

    It says no more than the register does: the month, and with each contact whether the youngster was a minor.
    """
    month = (born.year + ADULT, born.month)
    # Of age on the birthday itself; who was born on 29 February, on 1 March.
    minors = [day.day for day in contacts if (day.year, day.month) == month and day.day < born.day]
    return born.replace(day=max(minors, default=0) + 1)
