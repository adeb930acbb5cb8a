"""What the archive holds, as read: every workbook by its receipt, without those who were erased.

A workbook that brings somebody back who was erased is rewritten before anything is done with it, so that neither the
archive nor what is made of it names them again.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from alj.erased_again import come_again, marks_of_rows
from alj.guarded import Vocabulary
from alj.reading import known_by
from alj.rewriting import rewritten_bytes, store_bytes
from intake.erased_rows import Found, erased_rows
from intake.erasures import REWRITTEN, ErasedRow, Rewriting, Rewritings, read_rewritings
from intake.journal import append_lines
from intake.precheck import Refusal
from intake.settings import Settings
from intake.submissions import Receipt, blob, stored_file
from intake.tombstones import Tombstones
from intake.workbook import Workbook, read_workbooks
from intake.workspace import Workspace


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


def read_stored(workspace: Workspace, known: Sequence[Receipt], settings: Settings) -> Stored:
    """Return what the archive holds of some receipts, each workbook called by the hash of the bytes that came."""
    rewritings = read_rewritings(workspace.archive)
    read = read_workbooks([stored_file(workspace, receipt, rewritings) for receipt in known], limits=settings.reading)
    named = (
        replace(one, sha256=receipt.sha256) if isinstance(one, Workbook) else one
        for receipt, one in zip(known, read, strict=True)
    )
    return Stored(tuple(known), tuple(named), rewritings)


def rewrite_who_comes_again(
    workspace: Workspace,
    known: Sequence[Receipt],
    tombstones: Tombstones,
    vocabulary: Callable[[], Vocabulary],
    settings: Settings,
) -> Rewritings:
    """Rewrite those workbooks of receipts that bring somebody back who was erased; return how the archive keeps all."""
    if not tombstones.stones:
        return read_rewritings(workspace.archive)
    stored = read_stored(workspace, known, settings)
    news: dict[str, Found] = {}
    for receipt, one in zip(stored.receipts, stored.read, strict=True):
        if isinstance(one, Workbook):
            found = come_again(one, receipt.number, known_by(receipt, settings), tombstones, vocabulary)
            noted = {(row.sheet, row.row) for row in stored.erased(receipt)}
            if found.spots or any((row.sheet, row.row) not in noted for row in found.rows):
                news[receipt.sha256] = found
    if news:
        _erase_again(workspace, stored, news, vocabulary, settings)
    rewritings = read_rewritings(workspace.archive)
    _remove_left_over(workspace, rewritings)
    return rewritings


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
