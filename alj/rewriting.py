"""A workbook of the archive -> its bytes without somebody, proved to say the same of everybody else."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from intake.blanking import IsTold, without
from intake.erased_rows import RENAMED, Spot, blanked
from intake.faults import StopsTheCommand
from intake.language import N_
from intake.precheck import ReadingLimits, Refusal
from intake.submissions import blob
from intake.workbook import CellValue, Reader, Workbook
from intake.workspace import Workspace

NOT_THE_SAME = N_(
    "a workbook of the archive can't be rewritten so that it says the same of everybody else: {file}. Nothing was"
    " changed; have somebody look at it."
)


def rewritten_bytes(
    content: bytes, read: Workbook, spots: Collection[Spot], is_told: IsTold, limits: ReadingLimits
) -> bytes:
    """Return a workbook's bytes without some cells and without what names somebody.

    Raises StopsTheCommand unless they read as the workbook does without these cells.
    """
    written = without(content, spots, is_told, limits)
    again = read_bytes(written, limits)
    if isinstance(again, Refusal) or _says(again, is_told) != _says(blanked(read, spots), is_told):
        raise StopsTheCommand(NOT_THE_SAME, file=f"archive/blobs/{read.sha256[:12]}….xlsx")
    return written


def read_bytes(content: bytes, limits: ReadingLimits) -> Workbook | Refusal:
    """Return what bytes hold, read as any workbook is, and never written to a file for it."""
    with Reader(limits) as reader:
        return reader.read_bytes(content)


def _says(read: Workbook, is_told: IsTold) -> tuple[object, ...]:
    """Return everything that reading a workbook comes to, however its cells lie in the file.

    A sheet that is called after somebody, or was, has no name.
    """
    sheets = [
        (
            None if is_told(one.name) or one.name.startswith(RENAMED) else one.name,
            one.visible,
            one.from_1904,
            _cells(one.rows, one.first_row, one.first_column),
            tuple(one.hidden_columns),
            tuple(one.merged),
        )
        for one in read.sheets
    ]
    return sheets, read.has_macros, dict(read.properties)


def _cells(rows: list[list[CellValue]], first_row: int, first_column: int) -> Mapping[tuple[int, int], object]:
    return {
        (row, column): (type(value), str(value))
        for row, cells in enumerate(rows, start=first_row)
        for column, value in enumerate(cells, start=first_column)
        if value is not None
    }


def store_bytes(workspace: Workspace, content: bytes) -> str:
    """Return the hash of bytes that are then in the archive whole, readable by their owner alone."""
    sha256 = hashlib.sha256(content).hexdigest()
    write_whole(blob(workspace, sha256), content)
    return sha256


def write_whole(target: Path, content: bytes) -> None:
    """Write a file beside its place and put it there, mode 0600; nobody ever sees half of it."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".new")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
