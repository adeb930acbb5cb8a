"""The process that reads workbooks: frames of bytes in, frames of JSON out, one after another, until the input ends.

calamine can abort the process that calls it, so it is called nowhere else. The answer is JSON and not pickle, since
what comes out of a process that has handled a hostile file must not be able to run anything in the parent.
Of the package only what the pre-check needs is imported here: start-up time counts.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from intake.places import cell_name
from intake.precheck import BookFacts, ReadingLimits, Refusal, examine
from intake.refusals import Refused, damaged, unsafe
from intake.sheet_facts import Place, SheetFacts
from intake.sheet_scan import FORMULA, UNREADABLE

MARKS = {FORMULA: {"formula": None}, UNREADABLE: {"unreadable": None}}
"""Stand in the answer for a cell that can't be read."""
FRAME = struct.Struct("<Q")  # length of what follows


def main(limits: str) -> None:
    """Answers each workbook on standard input with its sheets, or with a refusal, on standard output."""
    reading_limits = ReadingLimits(**json.loads(limits))
    _limit_memory(reading_limits.memory_bytes)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (content := read_frame(source)) is not None:
        _limit_processor_time(reading_limits.seconds)
        write_frame(target, _encoded(*_answer(content, reading_limits)))


def read_frame(source: IO[bytes], limit: int | None = None) -> bytes | None:
    """The next frame's bytes, or None at the end of the input, or where the frame is longer than the limit."""
    header = source.read(FRAME.size)
    if len(header) < FRAME.size:
        return None
    (length,) = FRAME.unpack(header)
    if limit is not None and length > limit:
        return None
    content = source.read(length)
    return content if len(content) == length else None


def write_frame(target: IO[bytes], content: bytes) -> None:
    """Writes one frame and sends it off."""
    target.write(FRAME.pack(len(content)))
    target.write(content)
    target.flush()


def _encoded(answer: list[Any], cells: list[list[list[Any]]] | None) -> bytes:
    """The answer as a line of JSON; with cells, a second of the values that JSON has no type for, a third of the cells.

    A whole number in that one is the place of such a value: the reader's own numbers are floats.
    """
    if cells is None:
        return json.dumps(answer).encode()
    places = _Places()
    written = json.dumps(cells, default=places.__getitem__, separators=(",", ":"), check_circular=False)
    return "\n".join((json.dumps(answer), json.dumps([*map(_tagged, places)]), written)).encode()


class _Places(dict[object, int]):
    """The place of each value among those asked for, from 0."""

    def __missing__(self, value: object) -> int:
        place = self[value] = len(self)
        return place


def _answer(content: bytes, limits: ReadingLimits) -> tuple[list[Any], list[list[list[Any]]] | None]:
    """The answer without the cells, and the cells of its sheets; a refusal has none."""
    facts = None
    try:
        facts = examine(content, limits)
        _refuse_name_twice(facts)
        with load_workbook(BytesIO(content)) as workbook:
            laid_out, cells = _sheets(workbook, facts)
            return ["sheets", laid_out, facts.has_macros], cells
    except Refused as refused:
        refusal = refused.refusal
    except PasswordError:
        refusal = Refusal("password-protected")
    except CalamineError:
        refusal = _damage(facts)
    except MemoryError:
        refusal = Refusal("reader-stopped", {"why": "memory"})
    except BaseException as error:  # noqa: BLE001, RUF100 (a panic in the reader's Rust code is a BaseException)
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        refusal = Refusal("reader-stopped", {"why": "crash"})
    return ["refused", refusal.code, dict(refusal.detail)], None


def _refuse_name_twice(facts: BookFacts) -> None:
    # calamine finds a sheet by its name even when asked by position: the second would come out as the first.
    seen: set[str] = set()
    for position, entry in enumerate(facts.entries, start=1):
        name = entry.name.casefold()
        if name in seen:
            raise Refused("duplicate-sheet", position=position)
        seen.add(name)


def _damage(facts: BookFacts | None) -> Refusal:
    """Return the refusal of what the reader does not get through: the first cell that it may have stumbled on."""
    for position, entry in enumerate(facts.entries if facts else (), start=1):
        found = facts.sheets[entry.part].unread if facts and entry.is_worksheet else {}
        cell = next((cell_name(*place) for place, why in found.items() if why == UNREADABLE), None)
        if cell:
            return Refusal("damaged-cell", {"position": position, "cell": cell})
    return damaged().refusal


def _sheets(workbook: CalamineWorkbook, facts: BookFacts) -> tuple[list[list[Any]], list[list[list[Any]]]]:
    """How each worksheet is laid out, and its rows of cells."""
    listed = [(about.name, about.typ == SheetTypeEnum.WorkSheet) for about in workbook.sheets_metadata]
    if listed != [(entry.name, entry.is_worksheet) for entry in facts.entries]:
        raise unsafe("sheets")
    sheets, rows = [], []
    for position, (about, entry) in enumerate(zip(workbook.sheets_metadata, facts.entries, strict=True)):
        if not entry.is_worksheet:
            continue
        sheet = workbook.get_sheet_by_index(position)
        row, column = sheet.start or (0, 0)
        cells = _Cells(row + 1, column + 1, [*map(_without_blanks, sheet.to_python(skip_empty_area=True))])
        found = facts.sheets[entry.part]
        _hold_to(found, cells)
        visible = about.visible == SheetVisibleEnum.Visible
        laid_out = [found.hidden_rows, found.hidden_columns, found.merged, facts.from_1904]
        sheets.append([about.name, visible, cells.first_row, cells.first_column, *laid_out])
        rows.append(cells.rows)
    return sheets, rows


@dataclass(slots=True)
class _Cells:
    """A sheet's cells as the reader returns them: `rows[0][0]` stands at (`first_row`, `first_column`)."""

    first_row: int
    first_column: int
    rows: list[list[Any]]

    def put(self, place: Place, value: object) -> None:
        """Put a value in a place, wherever it is."""
        row, column = place
        if not self.rows:
            self.first_row, self.first_column = place
        above, before = max(0, self.first_row - row), max(0, self.first_column - column)
        self.first_row, self.first_column = self.first_row - above, self.first_column - before
        self.rows[:0] = [[] for _ in range(above)]
        if before:
            self.rows[:] = [[None] * before + cells if cells else cells for cells in self.rows]
        down, across = row - self.first_row, column - self.first_column
        self.rows.extend([] for _ in range(down + 1 - len(self.rows)))
        cells = self.rows[down]
        cells.extend([None] * (across + 1 - len(cells)))
        cells[across] = value

    def filled(self) -> Iterator[tuple[Place, bool]]:
        """Yield the place of each cell that holds something, and whether it is more than white space."""
        for row, cells in enumerate(self.rows, self.first_row):
            for column, value in enumerate(cells, self.first_column):
                if value is not None:
                    yield (row, column), not (isinstance(value, str) and not value.strip())


def _hold_to(found: SheetFacts, cells: _Cells) -> None:
    """Mark the cells that can't be read, and those that the reader returned and the file does not hold, or the reverse.

    Places are compared only where the numbers of filled cells differ.
    """
    for place, why in found.unread.items():
        cells.put(place, MARKS[why])
    while cells.rows and not cells.rows[-1]:
        cells.rows.pop()
    if sum(len(row) - row.count(None) for row in cells.rows) != len(found.columns):
        written, returned = set(found.places()), dict(cells.filled())
        lost = [place for place in written if place not in returned]
        added = [place for place, says in returned.items() if says and place not in written]
        for place in lost + added:
            cells.put(place, MARKS[UNREADABLE])


def _without_blanks(cells: list[Any]) -> list[Any]:
    """The row with None for blanks and without the blanks at its end."""
    values = [None if cell == "" else cell for cell in cells]
    while values and values[-1] is None:
        values.pop()
    return values


def _tagged(value: object) -> dict[str, Any]:
    """What JSON has no type for; `intake.workbook` undoes it."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"timedelta": [value.days, value.seconds, value.microseconds]}
    raise TypeError(type(value).__name__)


# Windows has no such limits, and macOS refuses some of them: there the parent's clock alone stops a reading.


def _limit_memory(size: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass


def _limit_processor_time(seconds: float) -> None:
    """Allows this many seconds more: the limit counts from the start of the process, which reads many files."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    except (ImportError, ValueError, OSError):
        pass


if __name__ == "__main__":
    main(sys.argv[1])
