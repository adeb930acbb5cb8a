"""Files -> checked workbooks: a few in this process, many in as many processes as there are cores."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from intake.checks import CheckedWorkbook, check_workbook
from intake.precheck import Refusal
from intake.processes import started
from intake.settings import Settings
from intake.tables import WORKBOOKS
from intake.values import Lists
from intake.workbook import Reader, Workbook, cores

FILES_A_PROCESS = 12
"""So many files take as long as a process takes to start: for fewer, another one is not worth it."""


ReadAndChecked: TypeAlias = tuple[Workbook | Refusal, CheckedWorkbook]


@dataclass(frozen=True)
class FileToCheck:
    """A file, and the day after which a date in it lies in the future."""

    path: Path
    today: datetime.date


@dataclass(frozen=True)
class Checker:
    """Reads and checks files one after another, in one reading process."""

    reader: Reader
    lists: Lists
    settings: Settings

    def check(self, file: FileToCheck) -> ReadAndChecked:
        """Return what a file holds, and what its checks came to."""
        read = self.reader.read(file.path)
        return read, check_workbook(read, today=file.today, lists=self.lists, settings=self.settings)


def check_each(
    files: Sequence[FileToCheck], lists: Lists, settings: Settings, workers: int | None = None
) -> Iterator[ReadAndChecked]:
    """Yield each file as read, and checked, in the order given; by `workers`, else as many as are worth it."""
    processes = workers or min(cores(), len(files) // FILES_A_PROCESS)
    with ExitStack() as stack:
        if processes <= 1:
            yield from map(Checker(stack.enter_context(Reader(settings.reading)), lists, settings).check, files)
            return
        pool = started(processes, _start, (lists, settings))
        for read, checked, declaration in stack.enter_context(pool).map(_check, files):
            # A declaration is known by what it is, not by what it says: a copy from another process is not it.
            own = next((one for one in WORKBOOKS if one.key == declaration), None)
            yield read, replace(checked, declaration=own)


_checkers: list[Checker] = []
"""In a worker: the one that it checks with, whose reading process ends with it."""


def _start(lists: Lists, settings: Settings) -> None:
    _checkers[:] = [Checker(Reader(settings.reading), lists, settings)]


def _check(file: FileToCheck) -> tuple[Workbook | Refusal, CheckedWorkbook, str | None]:
    read, checked = _checkers[0].check(file)
    return read, replace(checked, declaration=None), checked.declaration.key if checked.declaration else None
