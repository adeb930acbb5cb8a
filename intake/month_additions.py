"""What an office's workbook of the month gets beyond what the office itself has written: rows, none of them changed.

Whoever reconciles the lists makes these rows; whoever writes the workbook adds them to the office's own. They hang on
cases that stand in the office's workbooks, or in the rows of the sheet Leavers here; a row that the office has written
already is not among them.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Row = Mapping[str, object]
"""The cells of a row by the key of their column, as `template.write_template` takes them; empty cells are left out."""


@dataclass(frozen=True)
class MonthAdditions:
    """The rows that one office's workbook of one school year gets, by the key of their sheet.

    On `leavers` stand new leavers of the lists (origin *monthly list*) and cases handed on by another office (origin
    *other office*, the former number beside), all with a number that is theirs for good, also those given in earlier
    runs that the office has not sent back yet; on `contacts` the first letters *to do*, without a day; on `outcomes`
    the statements from source *list* for who is re-enrolled. The other sheets hold what came with a case handed on.
    `lists_held` are the days of the lists whose leavers then stand in the workbook: what `stamp.stamp_of_lists` takes.
    """

    office: str
    school_year: str
    lists_held: tuple[datetime.date, ...] = ()
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def new_cases(self) -> tuple[str, ...]:
        """The case numbers that the office's own workbooks do not have yet, in the order of the rows."""
        return tuple(str(row["case"]) for row in self.rows.get("leavers", ()))
