"""A file of a workspace, outside the archive, that may name somebody: rewritten, removed, or a reason to stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from alj.marks import Marks
from alj.rewriting import rewritten_bytes
from intake.erased_rows import Found, Recogniser, find_rows
from intake.faults import StopsTheCommand
from intake.feedback import KEY_PROPERTY
from intake.language import N_
from intake.precheck import Refusal
from intake.settings import Settings
from intake.template_file import signed_property
from intake.workbook import Workbook, read_workbooks
from intake.workspace import Workspace

UNFINISHED = ".new"
"""What the tool calls a file that it has not finished: one that lies there was left by a command that was killed."""
MAY_GO = ("returned", "lists")
"""Folders whose files may be rewritten or removed: they are copies, or the archive has them."""
NOT_OURS = N_(
    "{place} names somebody who is to be erased, in {n} file(s), and no command may change that: see to it first, then"
    " run it again. Nothing was changed."
)


@dataclass(frozen=True)
class Outcome:
    """What becomes of a file, told by its place: the first folder of its path."""

    place: str
    content: bytes | None = None
    remove: bool = False


@dataclass(frozen=True)
class Beside:
    """The workbooks that lie in a workspace beside its archive, as read."""

    read: Mapping[Path, Workbook | Refusal]

    def found(self, known: Recogniser) -> Iterator[tuple[Workbook, Found]]:
        """Yield each that could be read, with what it holds of those to be erased."""
        for one in self.read.values():
            if isinstance(one, Workbook):
                yield one, find_rows(one, date.max, known)


def read_beside(workspace: Workspace, settings: Settings) -> Beside:
    """Return the workbooks of the folders whose files may be rewritten or removed."""
    paths = [
        path
        for folder in MAY_GO
        for path in sorted((workspace.root / folder).rglob("*.xlsx"))
        if path.is_file() and not path.is_symlink()
    ]
    return Beside(dict(zip(paths, read_workbooks(paths, limits=settings.reading), strict=True)))


def look_into(
    workspace: Workspace, path: Path, beside: Beside, marks: Marks, known: Recogniser, settings: Settings
) -> Outcome | None:
    """Return what becomes of a file; None when it names nobody who is to be erased.

    A marked workbook that nobody has saved since is removed: the next build makes it anew. Raises StopsTheCommand where
    somebody is named in what is not the tool's to change.
    """
    place = path.relative_to(workspace.root).parts[0]
    if path.name.endswith(UNFINISHED) and place in ("archive", "identity", "returned"):
        return Outcome(place, remove=True)
    read = beside.read.get(path)
    if isinstance(read, Workbook):
        return _workbook(place, path, read, marks, known, settings)
    if not marks.are_in_file(path):
        return None
    if place in MAY_GO:
        return Outcome(place, remove=True)
    raise StopsTheCommand(NOT_OURS, place=place, n=1)


def _workbook(
    place: str, path: Path, read: Workbook, marks: Marks, known: Recogniser, settings: Settings
) -> Outcome | None:
    found = find_rows(read, date.max, replace(known, is_told=marks.are_in) if marks else known)
    if not found.spots and not marks.are_in_file(path):
        return None
    if marks.are_in(path.name) or signed_property(path, KEY_PROPERTY) is not None:
        return Outcome(place, remove=True)
    written = rewritten_bytes(path.read_bytes(), read, found.spots, marks.are_in, settings.reading)
    return Outcome(place, remove=True) if marks.are_in_bytes(written) else Outcome(place, content=written)
