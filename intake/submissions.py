"""The archive of what was received: every file by the hash of its bytes, and the log of receipts.

Both only ever grow. The order of the log is the order of receipt, which alone decides what precedes what.
"""

import datetime
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from intake.erasures import Rewritings, read_rewritings
from intake.journal import ArchiveProblem, append_lines, damaged, read_lines
from intake.language import N_
from intake.settings import SERVICE_TIME
from intake.workspace import Workspace

Kind = Literal["office", "list", "reference"]

BLOBS = "blobs"
LOG = "received.jsonl"
OFFICE_FOLDER = re.compile(r"[A-Z]{3}")
UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart")
"""How programs call a file that they have not finished."""
NO_UPLOADS = ("thumbs.db", "desktop.ini")
"""What Windows leaves in every folder."""


@dataclass(frozen=True)
class Receipt:
    """One file received. `number` counts all receipts from 1 and is what precedence goes by.

    `file_name` is the sender's, kept as data: it is never shown (see `suffix`) and nothing is told from it.
    `office_hint` is the upload folder that the file lay in; it says whose a file is that can't be read.
    `arrived_at` is when the file reached the inbox; files of one run share `received_at`.
    `repeats` is the number of the receipt of the same bytes from the same sender; it follows from the log.
    """

    number: int
    sha256: str
    received_at: datetime.datetime
    kind: Kind
    file_name: str
    office_hint: str | None = None
    arrived_at: datetime.datetime | None = None
    repeats: int | None = None

    @property
    def suffix(self) -> str:
        """The end of the file's name, as in ".xlsx": all of it that may be shown; empty when it is unusual."""
        suffix = Path(self.file_name).suffix.lower()
        return suffix if re.fullmatch(r"\.[a-z]{1,5}", suffix) else ""

    @property
    def received_on(self) -> datetime.date:
        """The day of receipt in Luxembourg."""
        return self.received_at.astimezone(SERVICE_TIME).date()


def receive(
    workspace: Workspace,
    path: Path,
    received_at: datetime.datetime,
    kind: Kind = "office",
    office_hint: str | None = None,
) -> Receipt:
    """Return the receipt of a file, once it is archived; the file itself stays where it is.

    The same bytes twice are one: the first receipt is returned and goes on standing, the later one is noted in the log.
    """
    return _note(workspace, _store(workspace, path), path.name, received_at, kind, office_hint)


def receipts(workspace: Workspace, known_on: datetime.date | None = None, kind: Kind | None = None) -> list[Receipt]:
    """Return what was received, in the order of receipt, each sender's content once; `known_on` leaves out later days'.

    Bytes that came without a folder and also in an office's are that office's. The same bytes in the folders of two
    offices are two, since one of them is told that it is not its own.
    """
    return [receipt for receipt in _known(workspace, known_on, kind) if receipt.repeats is None]


def repeated_receipts(workspace: Workspace, known_on: datetime.date | None = None) -> list[Receipt]:
    """Return the receipts of office workbooks whose bytes the same sender had sent before, in the order of receipt."""
    return [receipt for receipt in _known(workspace, known_on, "office") if receipt.repeats is not None]


def _known(workspace: Workspace, known_on: datetime.date | None, kind: Kind | None) -> list[Receipt]:
    """Return the receipts of a kind up to a day, each with whose it is and which one it repeats."""
    known = [
        receipt
        for receipt in _logged(workspace)
        if (kind is None or receipt.kind == kind) and (known_on is None or receipt.received_on <= known_on)
    ]
    hints: dict[str, str] = {}
    for receipt in known:
        if receipt.office_hint:
            hints.setdefault(receipt.sha256, receipt.office_hint)
    first: dict[tuple[str, str, str | None], int] = {}
    attributed = []
    for receipt in known:
        hint = receipt.office_hint or hints.get(receipt.sha256)
        earlier = first.setdefault((receipt.kind, receipt.sha256, hint), receipt.number)
        attributed.append(replace(receipt, office_hint=hint, repeats=None if earlier == receipt.number else earlier))
    return attributed


def reference_receipt(workspace: Workspace, known_on: datetime.date | None = None) -> Receipt | None:
    """Return the receipt of the reference workbook in use on a day: the latest, also where it went back to an older."""
    known = [
        receipt
        for receipt in _logged(workspace)
        if receipt.kind == "reference" and (known_on is None or receipt.received_on <= known_on)
    ]
    return known[-1] if known else None


def stored_file(workspace: Workspace, receipt: Receipt, rewritings: Rewritings | None = None) -> Path:
    """Return where the archive keeps a received file, rewritten since or not; `rewritings` saves reading their log."""
    rewriting = (read_rewritings(workspace.archive) if rewritings is None else rewritings).get(receipt.sha256)
    return blob(workspace, rewriting.now if rewriting else receipt.sha256)


def blob(workspace: Workspace, sha256: str) -> Path:
    """Return where the archive keeps the bytes of a hash."""
    return workspace.archive / BLOBS / f"{sha256}.xlsx"


def take_inbox(workspace: Workspace, now: datetime.datetime, settled_after: float = 2.0) -> list[Receipt]:
    """Return the receipts of the inbox's files, which are archived and taken out of it.

    A folder of the inbox named like an office's code is that office's. Lock files, unfinished downloads and hidden
    files stay. Where a file changed within the last `settled_after` seconds, it is looked at again after as many: one
    that goes on changing is still being written, and stays for the next time; so does one that can't be read.
    Raises ArchiveProblem when there is no inbox.
    """
    if not workspace.inbox.is_dir():
        raise ArchiveProblem(
            N_("the folder {folder} is missing: put it back, or make it anew."), folder=workspace.inbox
        )
    found = {path: _state(path) for path in sorted(_uploads(workspace.inbox), key=_arrival)}
    if any(state and abs(time.time() - state.changed_at) < settled_after for state in found.values()):
        time.sleep(settled_after)
    taken = []
    for path, before in found.items():
        if before is None or _state(path) != before or not os.access(path, os.R_OK):
            continue
        sha256 = _store(workspace, path)
        if _state(path) != before:
            continue
        folder = path.parent.name
        hint = folder if path.parent != workspace.inbox and OFFICE_FOLDER.fullmatch(folder) else None
        arrived_at = datetime.datetime.fromtimestamp(before.arrived_at, datetime.UTC)
        taken.append(_note(workspace, sha256, path.name, now, "office", hint, arrived_at))
        path.unlink()
    return taken


def take_lists(workspace: Workspace, now: datetime.datetime) -> list[Receipt]:
    """Return the receipts of the monthly lists that lie in their folder, by name; they are archived, and stay there."""
    if not workspace.lists.is_dir():
        return []
    found = [path for path in sorted(workspace.lists.iterdir()) if _is_finished(path) and path.is_file()]
    return [receive(workspace, path, now, "list") for path in found if os.access(path, os.R_OK)]


def left_in_inbox(workspace: Workspace) -> int:
    """Return how many files lie in the inbox that `take_inbox` did not take and that look like uploads.

    They lie deeper than an office's folder, can't be read, are links, or are still being written.
    """
    return sum(_is_finished(path) and not path.is_dir() for path in workspace.inbox.rglob("*"))


@dataclass(frozen=True)
class _FileState:
    size: int
    changed_at: float
    arrived_at: float


def _state(path: Path) -> _FileState | None:
    """Return what changes while a file is being written; None once its sender has taken it back."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return _FileState(found.st_size, max(found.st_mtime, found.st_ctime), found.st_ctime)


def _uploads(inbox: Path) -> Iterator[Path]:
    folders = [inbox, *(one for one in sorted(inbox.iterdir()) if one.is_dir() and not one.name.startswith("."))]
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if _is_finished(path) and path.is_file() and not path.is_symlink():
                yield path


def _is_finished(path: Path) -> bool:
    is_upload = not path.name.startswith((".", "~")) and path.name.lower() not in NO_UPLOADS
    return is_upload and path.suffix.lower() not in UNFINISHED


def _arrival(path: Path) -> tuple[int, str]:
    # When the file came to be here: unlike the time of its last change, this does not travel with a copy.
    return path.stat().st_ctime_ns, path.name


def _store(workspace: Workspace, path: Path) -> str:
    """Return the hash of a file's bytes, which are then in the archive whole, readable by its owner alone.

    Bytes that were rewritten since they were received do not come back; those that they became are known as the same.
    """
    blobs = workspace.archive / BLOBS
    rewritings = read_rewritings(workspace.archive)
    became = {one.now: one.sha256 for one in rewritings.values()}
    blobs.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor, aside = tempfile.mkstemp(dir=blobs, suffix=".new")
    try:
        with os.fdopen(descriptor, "wb") as copy, path.open("rb") as original:
            while chunk := original.read(1 << 20):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        if digest.hexdigest() not in rewritings:
            Path(aside).replace(blobs / f"{digest.hexdigest()}.xlsx")
    finally:
        Path(aside).unlink(missing_ok=True)
    return became.get(digest.hexdigest(), digest.hexdigest())


def _note(
    workspace: Workspace,
    sha256: str,
    file_name: str,
    received_at: datetime.datetime,
    kind: Kind,
    office_hint: str | None,
    arrived_at: datetime.datetime | None = None,
) -> Receipt:
    """Return the receipt of stored bytes: a new line of the log, or the first one that names them."""
    logged = _logged(workspace)
    of_kind = [receipt for receipt in logged if receipt.kind == kind]
    first = next((receipt for receipt in of_kind if receipt.sha256 == sha256), None)
    if first and (kind == "list" or (kind == "reference" and of_kind[-1].sha256 == sha256)):
        # Reference workbook and lists stay in their folders and come by with every build: nothing new to note. Of two
        # lists of one month that both lie there the one that came later stands, however often both come by.
        return first
    at = received_at.astimezone(datetime.UTC)
    receipt = Receipt(len(logged) + 1, sha256, at, kind, file_name, office_hint, arrived_at)
    append_lines(workspace.archive / LOG, [_line(receipt)])
    return first or receipt


def _line(receipt: Receipt) -> dict[str, Any]:
    line = {**asdict(receipt), "received_at": receipt.received_at.isoformat()}
    line["arrived_at"] = receipt.arrived_at.isoformat() if receipt.arrived_at else None
    del line["repeats"]
    return line


def _logged(workspace: Workspace) -> list[Receipt]:
    log = workspace.archive / LOG
    try:
        return [_receipt(line) for line in read_lines(log)]
    except (ValueError, TypeError, KeyError) as broken:
        raise damaged(log) from broken


def _receipt(line: dict[str, Any]) -> Receipt:
    known = {name: line[name] for name in ("received_at", "arrived_at") if line.get(name)}
    return Receipt(**{**line, **{name: datetime.datetime.fromisoformat(at) for name, at in known.items()}})
