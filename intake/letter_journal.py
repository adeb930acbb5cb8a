"""Which letters were written: a log of the archive that only grows, by case number and without a name."""

import datetime
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from intake.journal import append_lines, damaged, read_lines
from intake.letter_cases import Letter
from intake.letter_kinds import KINDS, Kind
from intake.workspace import Workspace

LETTERS = "letters.jsonl"


@dataclass(frozen=True)
class Written:
    """That a letter was written: for which case, of which kind, for which step, with the list of which day."""

    case: str
    kind: Kind
    step: str
    list_on: datetime.date


def letters_written(workspace: Workspace) -> list[Written]:
    """Return the letters written so far, in their order. Raises ArchiveProblem when the log is damaged."""
    return [_written(entry, workspace) for entry in read_lines(workspace.archive / LETTERS)]


def note_letters(workspace: Workspace, letters: Iterable[Letter], list_on: datetime.date) -> None:
    """Add letters to the log: once their files lie where they belong, and not before."""
    entries = (Written(one.case.number, one.kind, one.step, list_on) for one in letters)
    append_lines(
        workspace.archive / LETTERS, ({**asdict(entry), "list_on": entry.list_on.isoformat()} for entry in entries)
    )


def _written(entry: dict[str, Any], workspace: Workspace) -> Written:
    match entry:
        case {"case": str(case), "kind": str(kind), "step": str(step), "list_on": str(day)} if kind in KINDS:
            with suppress(ValueError):
                return Written(case, kind, step, datetime.date.fromisoformat(day))
    raise damaged(workspace.archive / LETTERS)
