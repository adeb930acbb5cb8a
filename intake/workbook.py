"""Workbook file -> sheets of raw cells; nothing is interpreted here.

A file's bytes are read once, hashed here, and pre-checked and parsed in a child process (`intake.reading_child`).
One child reads many files, one after another; one that dies is told as a refusal, and another takes its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeAlias

import python_calamine

import intake
from intake.places import cell_name, column_letters
from intake.precheck import DEFAULT_LIMITS, ReadingLimits, Refusal, private_copy
from intake.reading_child import read_frame, write_frame
from intake.stamp import document_properties

__all__ = [
    "CellValue",
    "FormulaWithoutValue",
    "RawSheet",
    "Reader",
    "UnreadableCell",
    "Workbook",
    "cell_name",
    "column_letters",
    "read_workbook",
    "read_workbooks",
]


@dataclass(frozen=True, slots=True)
class FormulaWithoutValue:
    """Stands where the file holds a formula and no value of it, or an error (`#N/A`, `#REF!`) for one."""


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """Stands where the file holds something that is no value of its kind, so that reading it would be guessing."""


CellValue: TypeAlias = (
    str | float | int | bool | date | datetime | time | timedelta | FormulaWithoutValue | UnreadableCell | None
)

# The child runs isolated: no current folder, no PYTHONPATH, no site-packages to run code from at start. It is given
# the two folders that it imports from, which is the same for a wheel, an editable install and a source tree.
_START = "import sys; sys.path += sys.argv[2:]; from intake.reading_child import main; main(sys.argv[1])"
_FOLDERS = tuple(str(Path(package.__path__[0]).resolve().parent) for package in (intake, python_calamine))
# It handles hostile files, so it sees no key and no token of its parent's environment.
_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's cells as the file holds them: `rows[0][0]` stands at (`first_row`, `first_column`), as Excel counts.

    A row ends with its last filled cell and a sheet with its last filled row; a blank row is an empty list, a blank
    cell is None. Numbers are floats, whatever they show.
    """

    name: str
    visible: bool
    first_row: int
    first_column: int
    rows: list[list[CellValue]]
    hidden_rows: Sequence[int] = ()
    """Rows with filled cells that the sheet doesn't show, filtered ones included."""
    hidden_columns: Sequence[tuple[int, int]] = ()
    """First and last of each run of columns that the sheet doesn't show."""
    merged: Sequence[tuple[int, int, int, int]] = ()
    """First row, first column, last row, last column of merged cells; their value stands in the first."""
    from_1904: bool = False
    """Whether a number that stands for a day counts from 1904 and not from 1900; what shows as a day is one already."""

    def cell(self, row: int, column: int) -> CellValue:
        """Value at a row and column as Excel counts them, from 1; None where nothing stands."""
        down, across = row - self.first_row, column - self.first_column
        if not (0 <= down < len(self.rows) and 0 <= across < len(self.rows[down])):
            return None
        return self.rows[down][across]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of one file, in its order, and the SHA-256 of the bytes that they were read from."""

    sheets: tuple[RawSheet, ...]
    sha256: str
    has_macros: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
    """What the tool wrote into the document's properties (`intake.stamp`)."""


def read_workbook(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Workbook | Refusal:
    """The workbook, or why it was not read; never an exception for what the file holds."""
    with Reader(limits) as reader:
        return reader.read(path)


def read_workbooks(
    paths: Sequence[Path], workers: int | None = None, limits: ReadingLimits = DEFAULT_LIMITS
) -> list[Workbook | Refusal]:
    """Each path's workbook or refusal, in the order of the paths; read by `workers` children, by default one a core."""
    children = max(1, min(workers or cores(), len(paths)))
    with ExitStack() as stack, ThreadPoolExecutor(children) as threads:
        idle: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(children):
            idle.put(stack.enter_context(Reader(limits)))

        def read(path: Path) -> Workbook | Refusal:
            reader = idle.get()
            try:
                return reader.read(path)
            finally:
                idle.put(reader)

        return list(threads.map(read, paths))


def cores() -> int:
    """How many cores this process may use, where the system tells them apart from those that there are."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


class Reader:
    """Reads workbooks in a child process of its own, which is started when needed and ended with the context."""

    def __init__(self, limits: ReadingLimits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    @property
    def process(self) -> int:
        """The id of the child, which is started if need be."""
        return self._running_child().pid

    def read(self, path: Path) -> Workbook | Refusal:
        """The workbook, or why it was not read."""
        content = private_copy(path, self._limits)
        return content if isinstance(content, Refusal) else self.read_bytes(content)

    def read_bytes(self, content: bytes) -> Workbook | Refusal:
        """The workbook that bytes in memory are, or why they were not read."""
        reply = self._ask(content)
        if isinstance(reply, Refusal):
            return reply
        try:
            return _workbook(reply, content)
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError):
            # Only a child that a file has taken over answers in another form.
            self._stop()
            return Refusal("reader-stopped", {"why": "crash"})

    def _ask(self, content: bytes) -> bytes | Refusal:
        child = self._running_child()
        assert child.stdin is not None and child.stdout is not None  # noqa: S101 (for the type checker)
        late = threading.Event()

        def stop_late() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(self._limits.seconds, stop_late)
        clock.daemon = True
        clock.start()
        try:
            write_frame(child.stdin, content)
            reply = read_frame(child.stdout, self._limits.reply_bytes)
        except OSError:
            reply = None
        finally:
            clock.cancel()
        if reply is None or late.is_set():
            self._stop()
            return Refusal("reader-stopped", {"why": "time" if late.is_set() else "crash"})
        return reply

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 (this interpreter, this package)
            [sys.executable, "-I", "-S", "-c", _START, json.dumps(asdict(self._limits)), *_FOLDERS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A panic in the parser may print what stands in a cell.
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass
        child.wait()


def _workbook(reply: bytes, content: bytes) -> Workbook | Refusal:
    """What the child answered (`intake.reading_child` says how): a line or three of JSON."""
    first, *others = reply.split(b"\n")
    kind, answer, more = json.loads(first)
    if kind == "refused":
        return Refusal(str(answer), dict(more))
    values, cells = others
    by_place = {str(place): value for place, value in enumerate(json.loads(values, object_hook=_untagged))}
    rows = json.loads(cells, object_hook=_untagged, parse_int=by_place.__getitem__)
    sheets = []
    for (name, visible, first_row, first_column, *laid_out), of_sheet in zip(answer, rows, strict=True):
        sheets.append(RawSheet(name, visible, first_row, first_column, of_sheet, *laid_out))
    return Workbook(tuple(sheets), hashlib.sha256(content).hexdigest(), bool(more), document_properties(content))


_UNTAG: Mapping[str, Callable[[Any], CellValue]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda parts: timedelta(*parts),
    "formula": lambda _: FormulaWithoutValue(),
    "unreadable": lambda _: UnreadableCell(),
}


def _untagged(tagged: dict[str, Any]) -> object:
    """The value of a type that JSON lacks (`intake.reading_child` tags it)."""
    ((kind, value),) = tagged.items()
    return _UNTAG[kind](value)
