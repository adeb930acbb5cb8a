"""The audit log: who ran which command, when, with what result; each line bears the hash of the one before it.

No line holds what a person typed freely: of an option that may be anything, only that it was given. A line changed,
taken out or put in breaks the chain from there on. Lines cut off at the end leave it whole: `head` is what to note
elsewhere, and every backup does.
"""

import datetime
import getpass
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from intake.faults import StopsTheCommand
from intake.journal import append_lines, damaged, read_lines
from intake.language import N_

AUDIT = "audit.jsonl"
LOCK = "audit.lock"
LONGEST = 1 << 16
"""Bytes that no line of the log is longer than."""
BEGINNING = "0" * 64
"""Stands where the first line would bear the hash of the one before it."""
CODED = re.compile(
    r"[A-Z]{3}-\d{4}-\d{4}|[A-Z]{3}|\d{4}/\d{2}|\d{4}-\d{2}-\d{2}|[a-z]+(?:-[a-z]+)*|office-[A-Z]{3}|[0-9a-f]{8,64}"
)
"""What an option may say as it is: case number, office, school year, day, a word of ours, an audience, a hash."""
NOT_NOTED = ("command", "workspace", "language", "format", "version", "folder")
BROKEN = N_(
    "the audit log is broken at line {line}: what stands there does not follow from the line before. Keep the file, and"
    " compare it with the last backup."
)


@dataclass(frozen=True)
class Audit:
    """A log that was found whole: its lines, and the hash of the last one."""

    lines: Sequence[Mapping[str, Any]]
    head: str


def note(root: Path, entry: Mapping[str, object]) -> None:
    """Add an entry to the log of a workspace: who, when, and the hash that chains it to the line before."""
    file = root / AUDIT
    with FileLock(root / LOCK, timeout=30):
        last = _last_line(file)
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        number, before = int(last["number"]) + 1, str(last["hash"])
        line = {"number": number, "at": at, "who": _who(), **entry, "before": before}
        append_lines(file, [{**line, "hash": hash_of(line)}])


def _last_line(file: Path) -> Mapping[str, Any]:
    """Return the last whole line of a log, without reading what may be years of it."""
    if not file.exists():
        return {"number": 0, "hash": BEGINNING}
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - LONGEST))
        whole = opened.read().split(b"\n")[:-1]
    try:
        last: Mapping[str, Any] = json.loads(whole[-1]) if whole else {"number": 0, "hash": BEGINNING}
        return {"number": int(last["number"]), "hash": str(last["hash"])}
    except (ValueError, KeyError, TypeError) as broken:
        raise damaged(file) from broken


def read_audit(root: Path) -> Audit:
    """Return the log of a workspace. Raises StopsTheCommand that names the first line which does not fit."""
    lines = read_lines(root / AUDIT)
    before = BEGINNING
    for number, line in enumerate(lines, start=1):
        told = {name: value for name, value in line.items() if name != "hash"}
        if line.get("before") != before or line.get("number") != number or line.get("hash") != hash_of(told):
            raise StopsTheCommand(BROKEN, line=number)
        before = str(line["hash"])
    return Audit(lines, before)


def hash_of(line: Mapping[str, object]) -> str:
    """Return the hash of a line, which holds that of the one before it."""
    return hashlib.sha256(json.dumps(line, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def options_noted(options: Mapping[str, object]) -> dict[str, object]:
    """Return what the log says of a command's options: the value where it is a code, else only that there was one."""
    noted: dict[str, object] = {}
    for name, value in options.items():
        if name in NOT_NOTED or value is None or value is False or value == []:
            continue
        noted[name] = [_coded(one) for one in value] if isinstance(value, list) else _coded(value)
    return noted


def _coded(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    return value if isinstance(value, str) and CODED.fullmatch(value) else "…"


def _who() -> str:
    """Return the account that runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
