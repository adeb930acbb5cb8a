"""A file that only grows: a line of JSON for each entry, in the order in which they came."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from intake.faults import StopsTheCommand
from intake.language import N_


class ArchiveProblem(StopsTheCommand):
    """An archive that is damaged or that can't be written."""


def append_lines(file: Path, entries: Iterable[Mapping[str, object]]) -> None:
    """Write entries below the others, readable by their owner alone; they are on the disk when this returns."""
    text = "".join(json.dumps(dict(entry), ensure_ascii=True) + "\n" for entry in entries)
    if not text:
        return
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as opened:
        # A line that a crash cut short was never acted upon: what it tells of is still to be done.
        opened.seek(opened.read().rfind(b"\n") + 1)
        opened.truncate()
        opened.write(text.encode())
        opened.flush()
        os.fsync(opened.fileno())


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Return the entries, in their order; none when there is no file. Raises ArchiveProblem when it is damaged."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    # After the last line break stands nothing, or a line that a crash cut short.
    lines = text.split("\n")[:-1]
    try:
        entries = [json.loads(line) for line in lines]
    except ValueError as broken:
        raise damaged(file) from broken
    if not all(isinstance(entry, dict) for entry in entries):
        raise damaged(file)
    return entries


def damaged(file: Path) -> ArchiveProblem:
    """Return the fault of a log whose lines are not what they should be."""
    return ArchiveProblem(
        N_("the log {log} of the archive is damaged: restore the workspace from its backup."), log=file.name
    )
