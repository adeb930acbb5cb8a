"""Faults of the machine at chosen places of a build: a hook on what Python itself opens, moves and makes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch


@dataclass(frozen=True)
class Place:
    """A kind of step and what it is done to: `open` for writing, `os.rename`, `os.mkdir`, `os.symlink`, `os.link`.

    `harmless` where a build does without what can't be written there.
    """

    name: str
    event: str
    pattern: str
    harmless: bool = False


PLACES = (
    Place("archive's copy", "open", "*/archive/blobs/*.new"),
    Place("archive's file", "os.rename", "*/archive/blobs/*.xlsx"),
    Place("log of receipts", "open", "*/archive/received.jsonl"),
    Place("log of what receipts came to", "open", "*/archive/came-to.jsonl"),
    Place("lookup", "open", "*/identity/persons.new"),
    Place("lookup's place", "os.rename", "*/identity/persons.parquet"),
    Place("offers", "open", "*/identity/offers.new"),
    Place("folder of the build", "os.mkdir", "*/builds/.new-*"),
    Place("folder of a site", "os.mkdir", "*/builds/.new-*/site/*"),
    Place("document", "open", "*/documents/caseload.md"),
    Place("search index", "open", "*/assets/search-index.js"),
    Place("page", "open", "*/built/caseload.html"),
    Place("page's fragments", "open", "*/built/index.html"),
    Place("site's place in the build", "os.rename", "*/builds/.new-*/site/office-NOR"),
    Place("register's folder", "os.mkdir", "*/builds/.new-*/register.new"),
    Place("marked workbook", "open", "*/returned/NOR/.*.new"),
    Place("marked workbook's place", "os.rename", "*/returned/NOR/*.xlsx"),
    Place("report", "open", "*/builds/.new-*/build.json"),
    Place("manifest", "open", "*/builds/.new-*/manifest.json"),
    Place("build's place", "os.rename", "*/builds/000002"),
    Place("new link", "os.symlink", "*/.link-current"),
    Place("link's place", "os.rename", "*/output/current"),
    Place("cache of workbooks", "open", "*/cache/workbooks/*.new", harmless=True),
    Place("note of the build", "open", "*/cache/.last-build.json.*.new", harmless=True),
    Place("cache of a site", "open", "*/cache/sites/office-NOR/*.new", harmless=True),
)
"""Every step of a build at which the disk may be full, or a right or a file descriptor missing."""


@dataclass
class Fault:
    """One fault at one place, each time until the build has ended."""

    place: Place
    number: int
    happened: bool = field(default=False, init=False)

    @property
    def harmless(self) -> bool:
        """Whether the build goes on without what could not be done."""
        return self.place.harmless

    def hits(self, event: str, arguments: tuple[object, ...]) -> bool:
        """Whether a step is the one at which it comes about."""
        if event != self.place.event:
            return False
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return False
        goal = arguments[1] if event in ("os.rename", "os.symlink", "os.link") else arguments[0]
        return isinstance(goal, str | os.PathLike) and fnmatch(os.fspath(goal), self.place.pattern)


_active: list[Fault] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for fault in _active:
        if fault.hits(event, arguments):
            fault.happened = True
            raise OSError(fault.number, os.strerror(fault.number), str(arguments[0]))


@contextmanager
def inject(fault: Fault) -> Iterator[None]:
    """Let a fault come about while the context lasts. A hook can't be taken away again, so it is added once."""
    if _hook not in _added:
        sys.addaudithook(_hook)
        _added.append(_hook)
    _active.append(fault)
    try:
        yield
    finally:
        _active.clear()


_added: list[object] = []
