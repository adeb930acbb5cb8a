"""The process that reads workbooks: frames of bytes in, frames of JSON out, one after another, until the input ends.

calamine can abort the process that calls it, so it is called nowhere else. The answer is JSON and not pickle, since
what comes out of a process that has handled a hostile file must not be able to run anything in the parent.
Of the package only `intake.precheck` and `intake.error_cells` are imported here: start-up time counts.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Mapping
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

from intake.error_cells import Place, error_cells
from intake.precheck import ReadingLimits, Refusal, precheck_bytes

WITHOUT_VALUE = {"formula": None}
"""Stands in the answer for a cell whose formula has no value."""
FRAME = struct.Struct("<Q")  # length of what follows


def main(limits: str) -> None:
    """Answers each workbook on standard input with its sheets, or with a refusal, on standard output."""
    reading_limits = ReadingLimits(**json.loads(limits))
    _limit_memory(reading_limits.memory_bytes)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (content := read_frame(source)) is not None:
        _limit_processor_time(reading_limits.seconds)
        reply = json.dumps(_answer(content, reading_limits), default=_tagged, separators=(",", ":")).encode()
        write_frame(target, reply)


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


def _answer(content: bytes, limits: ReadingLimits) -> list[Any]:
    try:
        refusal = precheck_bytes(content, limits)
        if refusal is None:
            with load_workbook(BytesIO(content)) as workbook:
                refusal = _name_twice(workbook.sheet_names)
                if refusal is None:
                    return ["sheets", _sheets(workbook, error_cells(content))]
    except PasswordError:
        refusal = Refusal("password-protected")
    except CalamineError:
        refusal = Refusal("not-a-workbook", {"found": "damage"})
    except MemoryError:
        refusal = Refusal("reader-stopped", {"why": "memory"})
    except BaseException as error:  # noqa: BLE001, RUF100 (a panic in the reader's Rust code is a BaseException)
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        refusal = Refusal("reader-stopped", {"why": "crash"})
    return ["refused", refusal.code, dict(refusal.detail)]


def _name_twice(names: list[str]) -> Refusal | None:
    # calamine finds a sheet by its name even when asked by position: the second would come out as the first.
    twice = next((name for position, name in enumerate(names) if name in names[:position]), None)
    return None if twice is None else Refusal("duplicate-sheet", {"sheet": twice})


def _sheets(workbook: CalamineWorkbook, errors: Mapping[str, list[Place]]) -> list[list[Any]]:
    sheets = []
    for position, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(position)
        row, column = sheet.start or (0, 0)
        rows = [_without_blanks(cells) for cells in sheet.to_python(skip_empty_area=True)]
        _mark_errors(rows, [(at_row - row - 1, at - column - 1) for at_row, at in errors.get(about.name, ())])
        while rows and not rows[-1]:
            rows.pop()
        sheets.append([about.name, about.visible == SheetVisibleEnum.Visible, row + 1, column + 1, rows])
    return sheets


def _mark_errors(rows: list[list[Any]], places: list[Place]) -> None:
    """Put a mark where a formula has no value: the reader takes these cells for blank."""
    for down, across in places:
        if down < 0 or across < 0:
            continue  # above or left of the first filled cell, so in no table
        rows.extend([] for _ in range(down + 1 - len(rows)))
        cells = rows[down]
        cells.extend([None] * (across + 1 - len(cells)))
        cells[across] = WITHOUT_VALUE


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
