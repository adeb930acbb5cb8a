"""The office workbooks of the archive, each read and checked once: what was found is kept by all that it follows from.

That is the file's bytes, the program, the settings, the lists and the last day that it may tell of. What is kept holds
names; it is signed with the workspace's key, and lies in one folder (`Workspace.cache_of_workbooks`).
"""

import datetime
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from alj.guarded import Row, Vocabulary, rows_of
from alj.reading import known_by
from alj.stages import Stages
from alj.stored import read_without_erased
from alj.unchanged import program_hash
from intake.checks import CheckedWorkbook, check_workbook
from intake.erasures import Rewritings, read_rewritings
from intake.identity import Key
from intake.kept import Kept
from intake.language import N_
from intake.precheck import ReadingLimits, Refusal
from intake.settings import Settings
from intake.submissions import Receipt, stored_file
from intake.tables import WORKBOOKS
from intake.tables.declare import WorkbookDeclaration
from intake.tombstones import Tombstones
from intake.values import Lists
from intake.workbook import Workbook, read_workbook
from intake.workspace import Workspace

DECLARED = {one.key: one for one in WORKBOOKS}


@dataclass(frozen=True)
class Archived:
    """A workbook of the archive: what its checks found, and its cells of class I and T (`guarded`) row by row."""

    checked: CheckedWorkbook
    guarded: tuple[Row, ...]
    readable: bool
    receipt: Receipt
    known_by: datetime.date
    file: Path
    limits: ReadingLimits

    def read(self) -> Workbook | Refusal:
        """Return its cells, read anew, called by the hash of the bytes that came."""
        return self.reading()

    @property
    def reading(self) -> "Reading":
        """What reads its cells, in whatever process."""
        return partial(_read_anew, self.file, self.limits, self.receipt.sha256)


Reading = Callable[[], Workbook | Refusal]


def _read_anew(file: Path, limits: ReadingLimits, sha256: str) -> Workbook | Refusal:
    read = read_workbook(file, limits)
    return replace(read, sha256=sha256) if isinstance(read, Workbook) else read


@dataclass(frozen=True)
class Looking:
    """What workbooks are looked into with: the key, the lists and settings, who was erased and what everybody says."""

    key: Key
    lists: Lists
    settings: Settings
    tombstones: Tombstones
    vocabulary: Callable[[], Vocabulary]


def look_into(
    workspace: Workspace,
    receipts: Sequence[Receipt],
    by: Looking,
    stages: Stages,
    expected: WorkbookDeclaration | None = None,
) -> list[Archived]:
    """Return the workbooks of receipts, in their order; those that were never looked into are read and checked.

    One that brings somebody back who was erased is rewritten before. `expected` is which workbook each is to be;
    without it, the one that it resembles most.
    """
    settings = by.settings
    kept = Kept(workspace.cache_of_workbooks, program_hash(), by.key.secret)
    before = read_rewritings(workspace.archive)
    known = {one.number: _restored(kept.get(_name(kept, one, by, before, expected))) for one in receipts}
    new = [one for one in receipts if known[one.number] is None]
    with stages.stage("reading", N_("Reading workbooks"), len(new)):
        stored = read_without_erased(workspace, new, by.tombstones, by.vocabulary, settings)
    found = {number: one for number, one in known.items() if one}
    with stages.stage("checking", N_("Checking rows"), len(new)) as advance:
        for receipt, book in zip(new, stored.read, strict=True):
            checked = check_workbook(
                book, today=known_by(receipt, settings), lists=by.lists, settings=settings, expected=expected,
                erased=stored.erased(receipt),
            )  # fmt: skip
            found[receipt.number] = checked, tuple(rows_of(book, checked)), isinstance(book, Workbook)
            # Why a file could not be read may be gone the next time.
            if isinstance(book, Workbook):
                kept.put(_name(kept, receipt, by, stored.rewritings, expected), _stored(*found[receipt.number]))
            advance()
    return [
        Archived(
            *found[one.number], one, known_by(one, settings), stored_file(workspace, one, stored.rewritings),
            settings.reading,
        )
        for one in receipts
    ]  # fmt: skip


_Found = tuple[CheckedWorkbook, tuple[Row, ...], bool]


def _name(
    kept: Kept, receipt: Receipt, by: Looking, rewritings: Rewritings, expected: WorkbookDeclaration | None
) -> str:
    return kept.key(
        receipt.sha256,
        str(receipt.number),
        known_by(receipt, by.settings).isoformat(),
        repr(by.lists),
        repr(by.settings),
        expected.key if expected else "",
        repr(rewritings.get(receipt.sha256)),
        repr(by.tombstones.stones),
    )


def _stored(checked: CheckedWorkbook, rows: tuple[Row, ...], readable: bool) -> bytes:
    """Return what to keep. A declaration is what it is by identity, so only its key is kept."""
    declaration = checked.declaration.key if checked.declaration else None
    return pickle.dumps((replace(checked, declaration=None), declaration, rows, readable))


def _restored(content: bytes | None) -> _Found | None:
    if content is None:
        return None
    # Signed with the workspace's key, so nobody else has written it.
    checked, declaration, rows, readable = pickle.loads(content)  # noqa: S301
    return replace(checked, declaration=DECLARED.get(declaration)), rows, readable
