"""Bytes -> refused with a reason, or safe to hand to the reader, with what the reader is held to.

No parser of spreadsheets sees a file before these checks. They trust nothing that the file says of itself: every member
is unpacked piece by piece, its real size counted, its text searched; memory stays at the file plus a few megabytes.
The reader runs in a child process with limits besides (`intake.reading_child`), for what passes here and still harms.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.archive import Archive
from intake.book_scan import LinksScan, SheetEntry, StringsScan, StylesScan, WorkbookScan, part_of, sheet_entries
from intake.refusals import DEFAULT_LIMITS, MEBIBYTE, ReadingLimits, Refusal, Refused, damaged, unsafe
from intake.sheet_facts import SheetFacts
from intake.sheet_scan import SheetScan
from intake.xml_scan import PartScan

__all__ = ["DEFAULT_LIMITS", "ReadingLimits", "Refusal", "precheck", "precheck_bytes", "private_copy"]

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # container of .xls, and of any Office file with a password
_OLD_STREAMS = bytes.fromhex("09000400"), bytes.fromhex("09020600"), bytes.fromhex("09040600")  # Excel 2 to 4

_XML = (".xml", ".rels", ".vml")
_DOCTYPE = re.compile(rb"<!(?i:doctype)")
_DOCTYPE_LENGTH = 9
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)")
_READ_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_WHY_NOT_OPENED = {FileNotFoundError: "missing", IsADirectoryError: "folder"}

WORKBOOK_PART = "xl/workbook.xml"
ROOT_LINKS_PART = "_rels/.rels"
LINKS_PART = "xl/_rels/workbook.xml.rels"
# The reader looks for these two by their names alone.
STRINGS_PART = "xl/sharedstrings.xml"
STYLES_PART = "xl/styles.xml"
MACROS_PART = "xl/vbaproject.bin"


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What was found in a file that is safe to read: its sheets as listed, the facts of each worksheet by its part."""

    entries: tuple[SheetEntry, ...]
    sheets: Mapping[str, SheetFacts]
    from_1904: bool
    has_macros: bool


def precheck(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Refusal | None:
    """A refusal, or None where the file is safe to read."""
    content = private_copy(path, limits)
    return content if isinstance(content, Refusal) else precheck_bytes(content, limits)


def private_copy(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> bytes | Refusal:
    """The file's bytes, read once and kept in memory, or why they are not worth reading.

    What is hashed, checked and read afterwards is this copy, whatever happens to the file meanwhile. It is never
    written to a temporary file: workbooks bear names.
    """
    if path.name.startswith(("~$", ".~lock.")):
        return Refusal("lock-file")
    try:
        # Opened without waiting: at a pipe that nobody writes to, a reader would wait for ever.
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return Refusal("cannot-open", {"why": "no-file"})
            content = file.read(limits.file_bytes + 1)
    except OSError as error:
        return Refusal("cannot-open", {"why": _WHY_NOT_OPENED.get(type(error), type(error).__name__)})
    if not content:
        return Refusal("empty-file")
    if len(content) > limits.file_bytes:
        return Refusal("too-large", {"what": "file", "limit": limits.file_bytes // MEBIBYTE, "unit": "MB"})
    return content


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def precheck_bytes(content: bytes, limits: ReadingLimits = DEFAULT_LIMITS) -> Refusal | None:
    """A refusal, or None where these bytes are a workbook that is safe to read."""
    try:
        examine(content, limits)
    except Refused as refused:
        return refused.refusal
    return None


def examine(content: bytes, limits: ReadingLimits) -> BookFacts:
    """Return what the reader is held to. Raises Refused unless these bytes are a workbook that is safe to read."""
    _refuse_other_kinds(content)
    archive = Archive(content, limits)
    _refuse_other_archives(archive)
    return _Examination(archive, limits).facts()


# --- What the first bytes say -----------------------------------------------------------------------------------


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(b"PK\x03\x04"):
        return
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused("password-protected")
        if any(f"{name}\0".encode("utf-16-le") in content for name in ("Workbook", "Book")):
            raise Refused("old-xls")
        raise Refused("not-a-workbook", found="other-office-file")
    if content.startswith(_OLD_STREAMS):
        raise Refused("old-xls")
    if not content.strip(b"\0"):
        raise Refused("incomplete-file", why="zeros")
    raise Refused("not-a-workbook", found=_kind_of_bytes(content[:4096]))


def _kind_of_bytes(head: bytes) -> str:
    if head.startswith(b"%PDF"):
        return "pdf"
    if re.match(rb"\s*<(!doctype html|html|table)", head, re.IGNORECASE):
        return "web-page"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "unknown"
    return "text"


def _refuse_other_archives(archive: Archive) -> None:
    names = archive.members
    if WORKBOOK_PART in names and "[content_types].xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise Refused("xlsb-file")
    if archive.first_bytes("mimetype", 100).startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise Refused("ods-file")
    folders = {name.split("/")[0] for name in names}
    found = "document" if "word" in folders else "presentation" if "ppt" in folders else "archive"
    raise Refused("not-a-workbook", found=found)


# --- What the parts hold ----------------------------------------------------------------------------------------


def _refuse_another_workbook(root_links: LinksScan) -> None:
    """The reader takes the list of sheets by its name, other programs by the link at the root: both must be one."""
    for kind, target in root_links.links.values():
        if kind == "officeDocument" and target.removeprefix("/").lower() != WORKBOOK_PART:
            raise unsafe("sheets")


class _Examination:
    """Unpacks each part once, those first that say how the others are to be read."""

    def __init__(self, archive: Archive, limits: ReadingLimits) -> None:
        self._archive = archive
        self._limits = limits
        self._elements_left = limits.elements
        self._read: set[str] = set()

    def facts(self) -> BookFacts:
        """Return what was found. Raises Refused."""
        limits = self._limits
        workbook, links = WorkbookScan(limits, self._elements_left), LinksScan(limits, self._elements_left)
        root_links = LinksScan(limits, self._elements_left)
        strings, styles = StringsScan(limits, self._elements_left), StylesScan(limits, self._elements_left)
        for part, scan in (
            (ROOT_LINKS_PART, root_links), (WORKBOOK_PART, workbook), (LINKS_PART, links), (STRINGS_PART, strings),
            (STYLES_PART, styles),
        ):  # fmt: skip
            self._scan(part, scan)
        _refuse_another_workbook(root_links)
        entries = sheet_entries(workbook, links)
        self._refuse_missing_parts(entries, links)
        sheets = {}
        for position, entry in enumerate(entries, start=1):
            if entry.is_worksheet:
                sheet = SheetScan(limits, self._elements_left, position, strings.count, strings.blank)
                self._scan(entry.part, sheet)
                sheets[entry.part] = sheet.facts
                self._refuse_large(sheets, entries)
        for part in self._archive.members:
            self._scan(part, None)
        return BookFacts(tuple(entries), sheets, workbook.from_1904, MACROS_PART in self._archive.members)

    def _refuse_missing_parts(self, entries: list[SheetEntry], links: LinksScan) -> None:
        linked = {entry.part for entry in entries if entry.is_worksheet}
        for kind, target in links.links.values():
            if kind == "sharedStrings":
                if part_of(target) != STRINGS_PART:
                    raise unsafe("sheets")
                linked.add(STRINGS_PART)
        if not linked.issubset(self._archive.members):
            raise damaged()

    def _scan(self, part: str, scan: PartScan | None) -> None:
        """Unpack a part, whole and once; what is no XML is only counted."""
        if part in self._read or part not in self._archive.members:
            return
        self._read.add(part)
        if scan is not None:
            scan.elements_left = self._elements_left
        before = b""
        is_text = scan is not None or part.endswith(_XML)
        for number, piece in enumerate(self._archive.pieces(part)):
            if is_text and number == 0:
                _check_encoding(piece)
            if _DOCTYPE.search(before + piece[:_DOCTYPE_LENGTH]) or _DOCTYPE.search(piece):
                raise unsafe("doctype")
            before = piece[-_DOCTYPE_LENGTH:]
            if scan is not None:
                scan.feed(piece)
        if scan is not None:
            scan.close()
            self._elements_left = scan.elements_left

    def _refuse_large(self, sheets: Mapping[str, SheetFacts], entries: list[SheetEntry]) -> None:
        """Refuse what the reader would keep more cells of than memory has room for."""
        if sum(facts.area for facts in sheets.values()) <= self._limits.cells:
            return
        part, largest = max(sheets.items(), key=lambda item: item[1].area)
        position = next(at for at, entry in enumerate(entries, start=1) if entry.part == part)
        row, column = largest.rows[-1], largest.last_column
        raise Refused("too-large", what="cells", limit=self._limits.cells, position=position, row=row, column=column)


def _check_encoding(head: bytes) -> None:
    # The searches look for ASCII; a part in another encoding would walk past them.
    declared = _ENCODING.match(head)
    is_other = declared is not None and declared[1].lower() not in _READ_ENCODINGS
    if is_other or b"\0" in head[:64] or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"", b"<"):
        raise unsafe("encoding")
