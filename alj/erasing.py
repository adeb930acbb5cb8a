"""Somebody -> gone from a workspace: every place that names them is rewritten or emptied, all of it or nothing.

What is to take a place is written aside, the sum of it is proved (`alj.erasure_proof`), and only then put there; the
list of what goes where lies beside it, so that a command that was killed is finished by the next one.
"""

import datetime
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from alj.erased_again import marks_of_rows
from alj.erasing_files import Beside, Outcome, look_into, read_beside
from alj.marks import Marks
from alj.reading import known_by
from alj.rewriting import rewritten_bytes, write_whole
from alj.stages import Stages
from alj.stored import Stored
from alj.taking_in import TakenIn
from intake.erased_rows import Found, PersonRow, Recogniser, find_rows
from intake.erasures import REWRITTEN, ErasedRow, Rewriting, stand_in
from intake.identity import Key, PersonLookup, hashed_name, hashed_number
from intake.journal import read_lines
from intake.language import N_
from intake.precheck import Refusal
from intake.settings import Settings
from intake.submissions import LOG, Receipt, blob
from intake.tables.office import Leavers
from intake.tombstones import (
    SEALED_KEY,
    TOMBSTONES,
    PersonCells,
    Tombstone,
    Tombstones,
    new_tombstone_key,
    sealed,
)
from intake.workbook import Workbook
from intake.workspace import READY, Workspace

ARCHIVE, IDENTITY = "archive", "identity"
CACHE = "cache"
"""The folder, where there is one, of what need not be worked out again."""


@dataclass
class Erasure:
    """What is to be erased, where it was found, and what takes its place, by path below the workspace.

    `cases` are those of the persons, by the token that stands for each. `found` counts by place: workbooks, files and
    entries. `cleared` are files that are to go, `clean` those that were searched and name
    nobody.
    """

    persons: Mapping[str, frozenset[str]]
    marks: Marks
    rows: int = 0
    found: Counter[str] = field(default_factory=Counter)
    replaced: dict[str, bytes] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    clean: set[str] = field(default_factory=set)

    @property
    def cases(self) -> frozenset[str]:
        """The cases of all persons."""
        return frozenset[str]().union(*self.persons.values())


def plan_erasure(
    workspace: Workspace,
    settings: Settings,
    taken: TakenIn,
    everything: Stored,
    persons: Mapping[str, frozenset[str]],
    key: Key,
    tombstones: Tombstones,
    stages: Stages,
) -> Erasure:
    """Return what erasing some persons, each by token and cases, comes to; nothing is changed yet.

    `everything` are all receipts of the archive, office workbooks and lists. Raises StopsTheCommand for what can't be
    rewritten or where somebody is named that no command may change.
    """
    known = _recogniser(taken.lookup, persons)
    with stages.stage("searching", N_("Searching the workspace")):
        beside = read_beside(workspace, settings)
        books = _books(everything, known, settings)
        every = [*((read, found) for _, read, found in books), *beside.found(known)]
        marks = marks_of_rows([found for _, found in every], every, taken.vocabulary())
    erasure = Erasure(persons, marks)
    inner = tombstones.key or new_tombstone_key()
    with stages.stage("rewriting", N_("Rewriting workbooks"), len(books)) as advance:
        _rewrite_archive(workspace, settings, erasure, taken, everything, books, known)
        advance()
    _forget_persons(workspace, taken.lookup, erasure)
    stones = [
        _tombstone(token, cases, [found for _, _, found in books], taken.lookup, inner, everything)
        for token, cases in sorted(persons.items())
    ]
    lines = [one.line() for one in (*tombstones.stones, *stones)]
    erasure.replaced[f"{IDENTITY}/{TOMBSTONES}"] = _as_lines(lines)
    if tombstones.key is None:
        erasure.replaced[f"{IDENTITY}/{SEALED_KEY}"] = sealed(inner, key).encode()
    with stages.stage("searching", N_("Searching the workspace")):
        _clear_the_rest(workspace, settings, erasure, beside, known)
    return erasure


Book = tuple[Receipt, Workbook, Found]


def _recogniser(lookup: PersonLookup, persons: Mapping[str, frozenset[str]]) -> Recogniser:
    cases = frozenset[str]().union(*persons.values())

    def is_person(cells: PersonCells) -> bool:
        return any(lookup.answers.token(token) in persons for token in tokens_of(cells, lookup))

    return Recogniser(cases.__contains__, is_person)


def tokens_of(cells: PersonCells, lookup: PersonLookup) -> Iterable[str]:
    """Return the lookup's tokens for what a row says: that of the number, where there is one, else of the name."""
    number = hashed_number(lookup.key, cells.national_number)
    name = hashed_name(lookup.key, cells.last_name, cells.first_name, cells.birth_date)
    by_number, by_name = lookup.by_number.get(number or ""), lookup.by_name.get(name or "")
    return [token for token in ((by_number or by_name) if number else by_name,) if token]


def _books(everything: Stored, known: Recogniser, settings: Settings) -> list[Book]:
    """Return every workbook that could be read, with what it holds of those to be erased."""
    books = []
    for receipt, read in _once(everything):
        if isinstance(read, Workbook):
            books.append((receipt, read, find_rows(read, known_by(receipt, settings), known)))
    return books


def _once(everything: Stored) -> Iterable[tuple[Receipt, Workbook | Refusal]]:
    """Return each content once, with the first receipt of it."""
    seen: dict[str, tuple[Receipt, Workbook | Refusal]] = {}
    for receipt, read in zip(everything.receipts, everything.read, strict=True):
        seen.setdefault(receipt.sha256, (receipt, read))
    return seen.values()


def _rewrite_archive(
    workspace: Workspace,
    settings: Settings,
    erasure: Erasure,
    taken: TakenIn,
    everything: Stored,
    books: Sequence[Book],
    known: Recogniser,
) -> None:
    """Plan the archive's new bytes, the log that says so, and the names of files that named somebody."""
    coded = _Coded(taken, [found for _, _, found in books])
    lines = []
    told = replace(known, is_told=erasure.marks.are_in) if erasure.marks else known
    for receipt, read, found in books:
        every = find_rows(read, known_by(receipt, settings), told)
        before = everything.rewritings.get(receipt.sha256)
        path = blob(workspace, before.now if before else receipt.sha256)
        content = path.read_bytes()
        if not every.rows and not every.spots and not erasure.marks.are_in_bytes(content):
            continue
        written = rewritten_bytes(content, read, every.spots, erasure.marks.are_in, settings.reading)
        lines.append(_noted(erasure, path, written, receipt, before, [coded.row(receipt, one) for one in found.rows]))
        erasure.rows += len(found.rows)
        erasure.found[ARCHIVE] += 1
    for receipt, unread in _once(everything):
        before = everything.rewritings.get(receipt.sha256)
        path = blob(workspace, before.now if before else receipt.sha256)
        # What nobody can read tells no row: where it names somebody, its bytes go whole.
        if isinstance(unread, Refusal) and path.exists() and erasure.marks.are_in_bytes(path.read_bytes()):
            lines.append(_noted(erasure, path, b"", receipt, before, []))
            erasure.found[ARCHIVE] += 1
    log = read_lines(workspace.archive / REWRITTEN)
    if lines:
        erasure.replaced[f"{ARCHIVE}/{REWRITTEN}"] = _as_lines([*log, *(one.line() for one in lines)])
    receipts = read_lines(workspace.archive / LOG)
    names = [one for one in receipts if erasure.marks.are_in(str(one.get("file_name", "")))]
    for one in names:
        one["file_name"] = Path(str(one["file_name"])).suffix
    if names:
        erasure.replaced[f"{ARCHIVE}/{LOG}"] = _as_lines(receipts)


def _noted(
    erasure: Erasure, path: Path, written: bytes, receipt: Receipt, before: Rewriting | None, rows: list[ErasedRow]
) -> Rewriting:
    """Plan new bytes in the place of old ones, and return what the log says of it."""
    now = hashlib.sha256(written).hexdigest()
    folder = f"{ARCHIVE}/{path.parent.name}"
    erasure.replaced[f"{folder}/{now}.xlsx"] = written
    if path.stem != now:
        erasure.cleared.add(f"{folder}/{path.name}")
    kept = {(row.sheet, row.row): row for row in rows}
    kept |= {(row.sheet, row.row): row for row in before.rows} if before else {}
    return Rewriting(receipt.sha256, now, _today(), tuple(kept.values()))


class _Coded:
    """What goes on being known of a row that is erased: the person's token and a day in the month of birth."""

    def __init__(self, taken: TakenIn, found: Sequence[Found]) -> None:
        self._lookup = taken.lookup
        self._standing = {one.submission for one in taken.standing.standing}
        self._standing |= {one.received.submission for one in taken.standing.kept}
        self._tokens = {one.case: one.person for one in taken.lookup.seen}
        self._contacts: dict[str, list[datetime.date]] = {}
        for row in (row for one in found for row in one.rows):
            if row.contact_on and row.case:
                self._contacts.setdefault(row.case, []).append(row.contact_on)

    def row(self, receipt: Receipt, row: PersonRow) -> ErasedRow:
        """Return the note of a row."""
        born = row.person.birth_date
        coded = born and stand_in(born, self._contacts.get(row.case or "", []))
        return ErasedRow(row.sheet, row.row, needed=row.needed, born=coded, person=self._token(receipt, row))

    def _token(self, receipt: Receipt, row: PersonRow) -> str | None:
        if row.sheet in {Leavers.INFO.key} and receipt.sha256 in self._standing and row.case in self._tokens:
            return self._tokens[row.case]
        own = next(iter(tokens_of(row.person, self._lookup)), None)
        return own or (self._tokens.get(row.case or "") if row.sheet == Leavers.INFO.key else None)


def _forget_persons(workspace: Workspace, lookup: PersonLookup, erasure: Erasure) -> None:
    """Plan the lookup without the persons, and what `alj match` works on without their pairs."""

    def stays(token: str) -> bool:
        return lookup.answers.token(token) not in erasure.persons

    without = replace(
        lookup,
        by_number={one: token for one, token in lookup.by_number.items() if stays(token)},
        by_name={one: token for one, token in lookup.by_name.items() if stays(token)},
        offers=[one for one in lookup.offers if not erasure.cases & {one.case, one.other_case}],
    )
    gone = len(lookup.by_number) + len(lookup.by_name) - len(without.by_number) - len(without.by_name)
    erasure.found["lookup"] += gone
    aside = workspace.erasing / "lookup"
    shutil.rmtree(aside, ignore_errors=True)
    replace(without, file=aside / lookup.file.name, earlier=False).save()
    for file in sorted(aside.iterdir()):
        erasure.replaced[f"{IDENTITY}/{file.name}"] = file.read_bytes()
    shutil.rmtree(aside)


def _tombstone(
    token: str,
    cases: frozenset[str],
    books: Sequence[Found],
    lookup: PersonLookup,
    inner: Key,
    everything: Stored,
) -> Tombstone:
    theirs = [
        row.person
        for found in books
        for row in found.rows
        if any(lookup.answers.token(one) == token for one in tokens_of(row.person, lookup))
    ]
    hashes = sorted({one for person in theirs for one in person.hashes(inner)})
    last = max((receipt.number for receipt in everything.receipts), default=0)
    return Tombstone(_today(), last, tuple(sorted(cases)), tuple(hashes))


def _clear_the_rest(
    workspace: Workspace, settings: Settings, erasure: Erasure, beside: Beside, known: Recogniser
) -> None:
    """Look into every other file of the workspace: rewrite, remove, or stop where no command may change anything."""
    planned = erasure.replaced.keys() | erasure.cleared
    for path in sorted(workspace.root.rglob("*")):
        name = path.relative_to(workspace.root).as_posix()
        if not path.is_file() or path.is_symlink() or name in planned or path.is_relative_to(workspace.erasing):
            continue
        if path.is_relative_to(workspace.root / CACHE):
            # Worked out from workbooks, in forms that nobody can search; a build works it out anew.
            erasure.cleared.add(name)
            continue
        outcome = look_into(workspace, path, beside, erasure.marks, known, settings)
        match outcome:
            case Outcome(content=bytes() as content):
                erasure.replaced[name] = content
                erasure.found[outcome.place] += 1
            case Outcome(remove=True):
                erasure.cleared.add(name)
                erasure.found[outcome.place] += 1
            case None:
                erasure.clean.add(name)


def make_ready(workspace: Workspace, replaced: Mapping[str, bytes], cleared: Collection[str] = ()) -> None:
    """Write everything aside, and at the end the list of what goes where: from then on, it will be carried out."""
    aside = workspace.erasing
    for name, content in replaced.items():
        write_whole(aside / "new" / name, content)
    order = {"new": sorted(replaced), "gone": sorted(set(cleared) - replaced.keys())}
    write_whole(aside / READY, json.dumps(order).encode())


def carry_out(workspace: Workspace) -> bool:
    """Put what lies ready in its place, and return whether anything did: what a killed command began is ended so."""
    aside = workspace.erasing
    ready = aside / READY
    if not ready.is_file():
        shutil.rmtree(aside, ignore_errors=True)
        return False
    order = json.loads(ready.read_text(encoding="utf-8"))
    for name in order["new"]:
        target = workspace.root / name
        if (aside / "new" / name).exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (aside / "new" / name).replace(target)
    for name in order["gone"]:
        (workspace.root / name).unlink(missing_ok=True)
    ready.unlink()
    shutil.rmtree(aside, ignore_errors=True)
    return True


def _as_lines(entries: Iterable[Mapping[str, object]]) -> bytes:
    return "".join(json.dumps(dict(entry), ensure_ascii=True) + "\n" for entry in entries).encode()


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()
