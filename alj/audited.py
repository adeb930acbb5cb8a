"""Every command that changes a workspace is noted in its audit log: before it begins, and with what it came to."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from intake.audit import note, options_noted
from intake.settings import SETTINGS_FILE
from intake.submissions import LOG
from intake.workspace import Workspace

MADE_BY = ("init", "restore", "demo")
"""Commands that make the workspace: there is no log before them."""


class Ended:
    """What a command came to: its exit code, or None while it is under way."""

    def __init__(self) -> None:
        self.code: int | None = None


@contextmanager
def audited(options: argparse.Namespace) -> Iterator[Ended]:
    """Note that a command begins, and how it ends, also by a fault, in the log of its workspace if there is one."""
    root = _root(options)
    ended = Ended()
    told: Mapping[str, object] = {"command": options.command, "options": options_noted(vars(options))}
    began = (root / SETTINGS_FILE).is_file() and options.command != "demo"
    receipts = _receipts(root) if began else 0
    if began:
        note(root, {"event": "began", **told})
    try:
        yield ended
    finally:
        if began or (options.command in MADE_BY and (root / SETTINGS_FILE).is_file()):
            now = _receipts(root)
            new = {"receipts": [receipts + 1, now]} if now > receipts else {}
            note(root, {"event": "ended", **told, **new, "exit": ended.code})


def _root(options: argparse.Namespace) -> Path:
    return Path(options.folder) if options.command in ("init", "demo") else Path(options.workspace)


def _receipts(root: Path) -> int:
    """Return how many receipts the archive's log has: those added are the numbers above."""
    log = Workspace(root).archive / LOG
    return log.read_bytes().count(b"\n") if log.exists() else 0
