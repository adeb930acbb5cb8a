"""What the archive holds, as read: every workbook by its receipt, without those who were erased.

A workbook that brings somebody back who was erased is rewritten before anything is done with it, so that neither the
archive nor what is made of it names them again.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from alj.erased_again import come_again, marks_of_rows
from alj.guarded import Vocabulary
from alj.rewriting import rewritten_bytes, store_bytes
from intake.erased_rows import Found, erased_rows
from intake.erasures import REWRITTEN, ErasedRow, Rewriting, Rewritings, read_rewritings
from intake.identity import Place
from intake.journal import append_lines
from intake.precheck import ReadingLimits, Refusal
from intake.settings import Settings
from intake.submissions import Receipt, blob, stored_file
from intake.tables.office import Leavers
from intake.tombstones import Tombstones
from intake.workbook import Workbook, read_workbooks
from intake.workspace import Workspace


class ReadAll(Protocol):
    """Reads workbooks, each accepted or refused, in their order."""

    def __call__(self, paths: Sequence[Path], /, *, limits: ReadingLimits) -> list[Workbook | Refusal]:
        """Return what each of them holds."""


class ReadOnce:
    """Reads each stored workbook the first time that it is asked for: what lies in the archive never changes."""

    def __init__(self) -> None:
        self._read: dict[Path, Workbook | Refusal] = {}

    def __call__(self, paths: Sequence[Path], /, *, limits: ReadingLimits) -> list[Workbook | Refusal]:
        """Return what each workbook holds."""
        new = [path for path in dict.fromkeys(paths) if path not in self._read]
        self._read.update(zip(new, read_workbooks(new, limits=limits), strict=True))
        return [self._read[path] for path in paths]


@dataclass(frozen=True)
class Stored:
    """Workbooks of the archive in the order of their receipts, and how those are kept that were rewritten."""

    receipts: tuple[Receipt, ...]
    read: tuple[Workbook | Refusal, ...]
    rewritings: Rewritings = field(default_factory=dict)

    def erased(self, receipt: Receipt) -> Sequence[ErasedRow]:
        """Return the rows of a workbook that no longer say whose they are."""
        rewriting = self.rewritings.get(receipt.sha256)
        return rewriting.rows if rewriting else ()

    @property
    def tokens(self) -> Mapping[Place, str]:
        """The tokens of the rows of the sheet Leavers that no longer say whose they are."""
        return {
            (sha256, row.row): row.person
            for sha256, one in self.rewritings.items()
            for row in one.rows
            if row.person and row.sheet == Leavers.INFO.key
        }


def known_by(receipt: Receipt, settings: Settings) -> datetime.date:
    """Return the last day that a file can tell of: that of its receipt, or a workspace's fixed day if it is later."""
    return max(receipt.received_on, settings.today or receipt.received_on)


def read_stored(
    workspace: Workspace, known: Sequence[Receipt], settings: Settings, read_all: ReadAll = read_workbooks
) -> Stored:
    """Return what the archive holds of some receipts, each workbook called by the hash of the bytes that came."""
    rewritings = read_rewritings(workspace.archive)
    read = read_all([stored_file(workspace, receipt, rewritings) for receipt in known], limits=settings.reading)
    named = (
        replace(one, sha256=receipt.sha256) if isinstance(one, Workbook) else one
        for receipt, one in zip(known, read, strict=True)
    )
    return Stored(tuple(known), tuple(named), rewritings)


def read_without_erased(
    workspace: Workspace,
    known: Sequence[Receipt],
    tombstones: Tombstones,
    vocabulary: Callable[[], Vocabulary],
    settings: Settings,
    read_all: ReadAll = read_workbooks,
) -> Stored:
    """Return what the archive holds of some receipts, once those that bring somebody back are rewritten."""
    stored = read_stored(workspace, known, settings, read_all)
    if not tombstones.stones:
        return stored
    news: dict[str, Found] = {}
    for receipt, one in zip(stored.receipts, stored.read, strict=True):
        if isinstance(one, Workbook):
            found = come_again(one, receipt.number, known_by(receipt, settings), tombstones, vocabulary)
            noted = {(row.sheet, row.row) for row in stored.erased(receipt)}
            if found.spots or any((row.sheet, row.row) not in noted for row in found.rows):
                news[receipt.sha256] = found
    if news:
        _erase_again(workspace, stored, news, vocabulary, settings)
        stored = read_stored(workspace, known, settings, read_all)
    _remove_left_over(workspace, stored.rewritings)
    return stored


def _erase_again(
    workspace: Workspace,
    stored: Stored,
    came_again: Mapping[str, Found],
    vocabulary: Callable[[], Vocabulary],
    settings: Settings,
) -> None:
    """Rewrite the workbooks, one after another; the bytes that came go when the log says what became of them."""
    read = {receipt.sha256: one for receipt, one in zip(stored.receipts, stored.read, strict=True)}
    for sha256, found in came_again.items():
        one = read[sha256]
        before = stored.rewritings.get(sha256)
        path = blob(workspace, before.now if before else sha256)
        if not isinstance(one, Workbook):
            continue
        now = path.stem
        if found.spots:
            marks = marks_of_rows([found], [(one, found)], vocabulary())
            content = rewritten_bytes(path.read_bytes(), one, found.spots, marks.are_in, settings.reading)
            now = store_bytes(workspace, content)
        kept = {(row.sheet, row.row): row for row in before.rows} if before else {}
        rows = {**{(row.sheet, row.row): row for row in erased_rows(found, gone=True)}, **kept}
        line = Rewriting(sha256, now, datetime.datetime.now(datetime.UTC).date(), tuple(rows.values())).line()
        append_lines(workspace.archive / REWRITTEN, [line])
        if now != path.stem:
            path.unlink()


def _remove_left_over(workspace: Workspace, rewritings: Rewritings) -> None:
    """Remove bytes that a command which was killed left behind after noting that they are no longer kept."""
    now = {one.now for one in rewritings.values()}
    for sha256 in rewritings.keys() - now:
        blob(workspace, sha256).unlink(missing_ok=True)
