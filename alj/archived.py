"""The workbooks of the archive, each read and checked once: what was found is kept by all that it follows from.

That is the file's bytes, the program, the settings, the lists and the last day that it may tell of. What is kept holds
names; it is signed with the workspace's key, and lies in one folder (`Workspace.cache_of_workbooks`).
"""

import datetime
import math
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from alj.guarded import Row, Vocabulary, rows_of
from alj.reading import known_by, read_reference
from alj.stages import Stages
from alj.stored import rewrite_who_comes_again
from alj.unchanged import program_hash
from intake.checks import CheckedWorkbook, check_workbook
from intake.erasures import ErasedRow, Rewritings, read_rewritings
from intake.identity import Key
from intake.kept import Kept
from intake.language import N_, Language
from intake.precheck import ReadingLimits, Refusal
from intake.settings import Settings
from intake.submissions import Receipt, stored_file
from intake.tables import WORKBOOKS
from intake.tables.declare import WorkbookDeclaration
from intake.tombstones import Tombstones
from intake.values import Lists
from intake.workbook import Reader, Workbook, read_workbook
from intake.workers import workers
from intake.workspace import Workspace

DECLARED = {one.key: one for one in WORKBOOKS}
FEW = 2
"""So many files are read at once without other processes, which take longer to be told what to check them with."""


@dataclass(frozen=True)
class Archived:
    """A workbook of the archive: what its checks found, and its cells of class I and T, row by row and `packed`.

    A row that several workbooks have, as most have that are sent again through the year, is there but once.
    """

    checked: CheckedWorkbook
    packed: tuple[bytes, ...]
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
    return _called(read_workbook(file, limits), sha256)


def _called(read: Workbook | Refusal, sha256: str) -> Workbook | Refusal:
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
    rows: dict[bytes, bytes] = {}
    found = {
        one.number: _restored(content, rows)
        for one in receipts
        if (content := kept.get(_name(kept, one, by, before, expected)))
    }
    new = [one for one in receipts if one.number not in found]
    with stages.stage("reading", N_("Reading and checking workbooks"), len(new)) as advance:
        rewritings = rewrite_who_comes_again(workspace, new, by.tombstones, by.vocabulary, settings)
        unread = [_unread(workspace, one, settings, rewritings) for one in new]
        look = partial(_looked_into, by.lists, settings, expected.key if expected else None)
        for receipt, content in zip(new, _each_looked_into(look, unread), strict=True):
            found[receipt.number] = _restored(content, rows)
            # Why a file could not be read may be gone the next time.
            if found[receipt.number].readable:
                kept.put(_name(kept, receipt, by, rewritings, expected), content)
            advance()
    return [
        Archived(
            *found[one.number], one, known_by(one, settings), stored_file(workspace, one, rewritings), settings.reading
        )
        for one in receipts
    ]  # fmt: skip


def look_into_reference(
    workspace: Workspace, receipt: Receipt, key: Key, settings: Settings, language: Language
) -> CheckedWorkbook:
    """Return the reference workbook of a receipt; one that was never looked into is read and checked.

    Raises StopsTheCommand with everything that is wrong in it.
    """
    kept, known = Kept(workspace.cache_of_workbooks, program_hash(), key.secret), known_by(receipt, settings)
    name = kept.key("reference", receipt.sha256, known.isoformat(), repr(settings.reading))
    if content := kept.get(name):
        return _restored(content, {}).checked
    checked = read_reference(stored_file(workspace, receipt), known, language, settings.reading)
    kept.put(name, _stored(checked, (), readable=True))
    return checked


def packed_rows(archived: Iterable[Archived]) -> tuple[bytes, ...]:
    """Return the rows of the cells of class I and T of all workbooks, each once."""
    return tuple(dict.fromkeys(row for one in archived for row in one.packed))


def unpacked(rows: Iterable[bytes]) -> Iterator[Row]:
    """Yield rows as they were before they were packed."""
    for packed in rows:
        row: Row = pickle.loads(packed)  # noqa: S301 (see `_restored`)
        yield row


class _Unread(NamedTuple):
    """A file to be read and checked: what it is called by, the last day that it can tell of, and who was erased."""

    file: Path
    sha256: str
    known_by: datetime.date
    erased: tuple[ErasedRow, ...]


class _Found(NamedTuple):
    checked: CheckedWorkbook
    packed: tuple[bytes, ...]
    readable: bool


def _unread(workspace: Workspace, receipt: Receipt, settings: Settings, rewritings: Rewritings) -> _Unread:
    rewriting = rewritings.get(receipt.sha256)
    file = stored_file(workspace, receipt, rewritings)
    return _Unread(file, receipt.sha256, known_by(receipt, settings), rewriting.rows if rewriting else ())


def _each_looked_into(
    look: Callable[[Sequence[_Unread]], list[bytes]], unread: Sequence[_Unread]
) -> Iterator[bytes]:  # fmt: skip
    """Yield what is to be kept of each file: of a few at once from here, of many from other processes."""
    processes = os.cpu_count() or 1
    if processes < 2 or len(unread) <= FEW:
        yield from look(unread)
        return
    size = math.ceil(len(unread) / processes / 2)
    with workers(processes) as pool:
        yield from chain.from_iterable(pool.map(look, [unread[at : at + size] for at in range(0, len(unread), size)]))


def _looked_into(lists: Lists, settings: Settings, expected: str | None, unread: Sequence[_Unread]) -> list[bytes]:
    """Read and check files one after another, so that no two of them fill the memory; what is left is little."""
    with Reader(settings.reading) as reader:
        return [_looked_into_one(one, reader, lists, settings, expected) for one in unread]


def _looked_into_one(
    one: _Unread, reader: Reader, lists: Lists, settings: Settings, expected: str | None
) -> bytes:  # fmt: skip
    book = _called(reader.read(one.file), one.sha256)
    checked = check_workbook(
        book, today=one.known_by, lists=lists, settings=settings, expected=DECLARED[expected] if expected else None,
        erased=one.erased,
    )  # fmt: skip
    return _stored(checked, rows_of(book, checked), readable=isinstance(book, Workbook))


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


def _stored(checked: CheckedWorkbook, rows: Iterable[Row], *, readable: bool) -> bytes:
    """Return what to keep. A declaration is what it is by identity, so only its key is kept."""
    declaration = checked.declaration.key if checked.declaration else None
    packed = tuple(pickle.dumps(row) for row in rows)
    return pickle.dumps((replace(checked, declaration=None), declaration, packed, readable))


def _restored(content: bytes, known: dict[bytes, bytes]) -> _Found:
    """Return what was found; a row that is known from another workbook as the very one that is known."""
    # Signed with the workspace's key where it was kept, so nobody else has written it.
    checked, declaration, packed, readable = pickle.loads(content)  # noqa: S301
    rows = tuple(known.setdefault(row, row) for row in packed)
    return _Found(replace(checked, declaration=DECLARED.get(declaration)), rows, readable)
