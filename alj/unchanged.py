"""Whether a build would find anything new: one hash of all that it depends on, kept beside the caches.

It is worked out before polars and its like are imported, so that a build without news ends at once.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from alj.printing import write_whole
from alj.publishing import is_whole, published_build
from intake.language import Language
from intake.settings import Settings, day_of
from intake.workspace import Workspace, make_private

KEY_VARIABLE: Final = "ALJ_KEY"
NOTED: Final = "last-build.json"
PROGRAM: Final = ("alj", "intake", "generator", "samples", "site_templates")
COMPILED: Final = "__pycache__"


@dataclass(frozen=True)
class LastBuild:
    """What the last build came to, had it run again: whether an office must mend something, and its summary."""

    to_mend: bool
    summary: str


class Inputs:
    """What a build depends on. What others may change while it runs is looked at when this is made."""

    def __init__(
        self, workspace: Workspace, settings: Settings, options: argparse.Namespace, language: Language
    ) -> None:
        self._workspace = workspace
        self._waiting = dict(_listed(workspace.inbox))
        self._before = [
            program_hash(),
            json.dumps([options.audience, options.strict, options.as_of, options.known_on, language.code]),
            settings.day(day_of(options.as_of, "--as-of")).isoformat(),
            settings.day().isoformat(),
            os.environ.get(KEY_VARIABLE, ""),
            *map(_state, (workspace.settings_file, workspace.reference, workspace.key_file)),
            *map(str, _listed(workspace.lists)),
        ]

    def hash(self) -> str:
        """Return the hash of what was there, with what only a build changes as it is now.

        Of the inbox counts what lay there before and still does: what came in between is news for the next build.
        """
        workspace, digest = self._workspace, hashlib.sha256()
        now = dict(_listed(workspace.inbox))
        left = [one for one in self._waiting.items() if now.get(one[0]) == one[1]]
        logs = [_state(file) for file in sorted(workspace.archive.glob("*.jsonl"))]
        kept = [_listed(one) for one in (workspace.archive, workspace.editions, workspace.returned)]
        told = [_state(file) for one in (workspace.identity, workspace.published) for file in _below(one)]
        for text in (*self._before, *map(str, left), *logs, *told, *(str(one) for folder in kept for one in folder)):
            digest.update(text.encode("utf-8", "surrogateescape") + b"\0")
        return digest.hexdigest()


def last_build(workspace: Workspace, inputs: Inputs) -> LastBuild | None:
    """Return the last build when one now would give the same, and what it published is whole; else None."""
    try:
        noted: dict[str, Any] = json.loads((workspace.cache / NOTED).read_text(encoding="utf-8"))
        same = noted["inputs"] == inputs.hash() and noted["build"] == published_build(workspace)
        found = LastBuild(bool(noted["to_mend"]), str(noted["summary"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if same and is_whole(workspace) else None


def note_build(workspace: Workspace, inputs: Inputs, *, to_mend: bool, summary: str) -> None:
    """Keep what the build that has just ended was made of; where that can't be, the next one builds anew."""
    noted = {
        "inputs": inputs.hash(), "build": published_build(workspace), "to_mend": to_mend, "summary": summary,
    }  # fmt: skip
    with suppress(OSError):
        make_private(workspace.cache)
        write_whole(str(workspace.cache / NOTED), json.dumps(noted))


@cache
def program_hash() -> str:
    """Return the hash of the program: its files, Python, and the versions of what is installed beside it."""
    digest = hashlib.sha256(sys.version.encode())
    for package in PROGRAM:
        root = Path(str(files(package)))
        for file in _below(root):
            if COMPILED not in file.parts:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    # In a source tree it lies beside the packages, in an installed one within them.
    digest.update(_state(Path(str(files("site_templates"))).parent / "mkdocs.yml").encode())
    for name in sorted({one for folder in sys.path for one in _distributions(Path(folder))}):
        digest.update(name.encode() + b"\0")
    return digest.hexdigest()


def _distributions(folder: Path) -> Iterator[str]:
    """Yield the names of installed distributions, which hold their versions."""
    if folder.is_dir():
        yield from (one.name for one in folder.iterdir() if one.suffix in (".dist-info", ".egg-info"))


def _state(file: Path) -> str:
    """Return what a file holds, as its hash, and who may read it; where there is none, that there is none."""
    try:
        return f"{file.name} {file.stat().st_mode:o} {hashlib.sha256(file.read_bytes()).hexdigest()}"
    except OSError as fault:
        return f"{file.name} {fault.errno}"


def _listed(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each file below a folder with its size and the time of its last change."""
    for file in _below(folder):
        state = file.lstat()
        yield file.relative_to(folder).as_posix(), (state.st_size, state.st_mtime_ns)


def _below(folder: Path) -> Iterable[Path]:
    found = (Path(below) / name for below, _, names in os.walk(folder) for name in names)
    return sorted(found)
