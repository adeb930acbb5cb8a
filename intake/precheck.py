"""Bytes -> refused with a reason, or safe to hand to the reader.

No parser sees a file before these checks. They trust nothing that the archive says of itself: every member is
unpacked piece by piece, its real size counted, its text searched; memory stays at the file plus a few megabytes.
The reader runs in a child process with limits besides (`intake.reading_child`), for what passes here and still harms.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from intake.error_cells import column_number, sheet_of_part

Detail = Mapping[str, str | int]

_PIECE = 2**20  # bytes unpacked at a time
_CARRIED = 2**16  # a tag cut by the end of a piece is completed from the next; longer ones are no cell's
_RATIO_FLOOR = 16 * 2**20  # small parts may be as repetitive as they like
_MEBIBYTE = 2**20

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # container of .xls, and of any Office file with a password
_OLD_STREAMS = bytes.fromhex("09000400"), bytes.fromhex("09020600"), bytes.fromhex("09040600")  # Excel 2 to 4
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_END_RECORD = struct.Struct("<4s4H2LH")
_ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000

_DOCTYPE = re.compile(rb"<!(?i:doctype)")
# A filled cell; quantifiers are possessive and groups atomic, so that no text makes the search slow.
_CELL = re.compile(rb"<(?:c|[\w.-]++:c)\s(?>(?:[^<>]*?\s)??r\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"'])[^<>]*+(?<!/)>")


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How large a file may be and how long its reading may take; all far above a real year's workbook.

    `cells` counts the rectangle from the first to the last filled cell of each sheet, added up: what the reader
    keeps in memory. `ratio` is unpacked to packed size of one part.
    """

    file_bytes: int = 32 * _MEBIBYTE
    unpacked_bytes: int = 128 * _MEBIBYTE
    ratio: int = 300
    parts: int = 2_000
    cells: int = 4_000_000
    rows: int = 1_048_576
    columns: int = 16_384
    seconds: float = 30.0
    memory_bytes: int = 1024 * _MEBIBYTE
    reply_bytes: int = 128 * _MEBIBYTE


DEFAULT_LIMITS = ReadingLimits()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read: a stable code, and details (kinds, places and numbers, never a cell's value)."""

    code: str
    detail: Detail = field(default_factory=lambda: MappingProxyType({}))


class _Refused(Exception):  # noqa: N818 (carries a refusal out of nested loops; never leaves this module)
    def __init__(self, code: str, **detail: str | int) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, detail)


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
        with path.open("rb") as file:
            content = file.read(limits.file_bytes + 1)
    except FileNotFoundError:
        return Refusal("cannot-open", {"why": "missing"})
    except OSError as error:
        return Refusal("cannot-open", {"why": "folder" if path.is_dir() else type(error).__name__})
    if not content:
        return Refusal("empty-file")
    if len(content) > limits.file_bytes:
        return Refusal("too-large", {"what": "file", "limit": limits.file_bytes // _MEBIBYTE, "unit": "MB"})
    return content


def precheck_bytes(content: bytes, limits: ReadingLimits = DEFAULT_LIMITS) -> Refusal | None:
    """A refusal, or None where these bytes are a workbook that is safe to read."""
    try:
        _refuse_other_kinds(content)
        members = _members(content, limits)
        _refuse_other_archives(content, members)
        extents = _unpack_all(content, members, limits)
        _refuse_large_sheets(content, extents, limits)
    except _Refused as refused:
        return refused.refusal
    return None


# --- What the first bytes say -----------------------------------------------------------------------------------


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(b"PK\x03\x04"):
        return
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _Refused("password-protected")
        if any(f"{name}\0".encode("utf-16-le") in content for name in ("Workbook", "Book")):
            raise _Refused("old-xls")
        raise _Refused("not-a-workbook", found="other-office-file")
    if content.startswith(_OLD_STREAMS):
        raise _Refused("old-xls")
    if not content.strip(b"\0"):
        raise _Refused("incomplete-file", why="zeros")
    raise _Refused("not-a-workbook", found=_kind_of_bytes(content[:4096]))


def _kind_of_bytes(head: bytes) -> str:
    if head.startswith(b"%PDF"):
        return "pdf"
    if re.match(rb"\s*<(!doctype html|html|table)", head, re.IGNORECASE):
        return "web-page"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "unknown"
    return "text"


# --- What the archive's directory says --------------------------------------------------------------------------


def _members(content: bytes, limits: ReadingLimits) -> list[zipfile.ZipInfo]:
    if not 0 <= content.rfind(b"PK\x05\x06") <= len(content) - _END_RECORD.size:
        raise _Refused("incomplete-file", why="cut-short")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members, directory = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, UnicodeDecodeError):
        raise _Refused("not-a-workbook", found="damage") from None
    _check_end_record(content, len(members), directory)
    if len(members) > limits.parts:
        raise _Refused("too-large", what="parts", limit=limits.parts)
    _check_names(members)
    for member in members:
        if member.flag_bits & _ENCRYPTED_FLAGS:
            raise _Refused("unsafe-archive", why="encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _Refused("unsafe-archive", why="compression")
    _check_places(content, members, directory)
    return members


def _check_end_record(content: bytes, members: int, directory: int) -> None:
    """Two programs that look for the directory from either end must find the same one."""
    signature, _, _, _, count, _, offset, comment = _END_RECORD.unpack(content[-_END_RECORD.size :])
    if signature != b"PK\x05\x06" or comment:
        raise _Refused("unsafe-archive", why="trailing-data")
    if offset not in (directory, 0xFFFFFFFF) or count not in (members, 0xFFFF):
        raise _Refused("unsafe-archive", why="directory")


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename
        if (
            not name
            or name.startswith("/")
            or re.search(r"[\x00-\x1f\\:]", name)
            or not {".", ".."}.isdisjoint(name.split("/"))
        ):
            raise _Refused("unsafe-archive", why="name")
        # The reader finds parts whatever their case, so two that differ by case alone are one name.
        if name.lower() in seen:
            raise _Refused("unsafe-archive", why="duplicate")
        seen.add(name.lower())


def _check_places(content: bytes, members: list[zipfile.ZipInfo], directory: int) -> None:
    """Each member stands where the directory says, under the name given there, and none within another."""
    end_of_last = 0
    for member in sorted(members, key=lambda entry: entry.header_offset):
        start = _data_start(content, member)
        if member.header_offset < end_of_last or start + member.compress_size > directory:
            raise _Refused("unsafe-archive", why="overlap")
        end_of_last = start + member.compress_size


def _data_start(content: bytes, member: zipfile.ZipInfo) -> int:
    header = content[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise _Refused("unsafe-archive", why="directory")
    signature, _, flags, method, _, _, _, _, _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    name_start = member.header_offset + _LOCAL_HEADER.size
    name = content[name_start : name_start + name_length]
    expected = member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437")
    same = signature == b"PK\x03\x04" and method == member.compress_type and name == expected
    if not same or flags & _ENCRYPTED_FLAGS:
        raise _Refused("unsafe-archive", why="directory")
    return name_start + int(name_length) + int(extra_length)


def _refuse_other_archives(content: bytes, members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename.lower(): member for member in members}
    if "xl/workbook.xml" in names and "[content_types].xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise _Refused("xlsb-file")
    if "mimetype" in names:
        start = _data_start(content, names["mimetype"])
        kind = content[start : start + 100]
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            raise _Refused("ods-file")
    folders = {name.split("/")[0] for name in names}
    found = "document" if "word" in folders else "presentation" if "ppt" in folders else "archive"
    raise _Refused("not-a-workbook", found=found)


# --- What the parts hold ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Extent:
    """Rectangle of a sheet's filled cells, as Excel counts."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def cells(self) -> int:
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


def _unpack_all(content: bytes, members: list[zipfile.ZipInfo], limits: ReadingLimits) -> dict[str, _Extent]:
    """Extents of the sheets by part, with every part unpacked and searched on the way."""
    extents: dict[str, _Extent] = {}
    left = limits.unpacked_bytes
    for member in members:
        extent = None
        is_sheet = False
        carried = b""
        for number, piece in enumerate(_pieces(content, member, limits)):
            left -= len(piece)
            if left < 0:
                raise _Refused("too-large", what="unpacked", limit=limits.unpacked_bytes // _MEBIBYTE, unit="MB")
            if number == 0:
                _check_encoding(member.filename, piece)
            text, carried = _cut_before_tag(carried + piece)
            is_sheet = is_sheet or b"sheetData" in text
            extent = _search(text, extent)
        extent = _search(carried, extent)
        if is_sheet and extent is not None:
            extents[member.filename] = extent
    return extents


def _pieces(content: bytes, member: zipfile.ZipInfo, limits: ReadingLimits) -> Iterator[bytes]:
    """The member's bytes, unpacked; at the end, that they are as many and what the directory says."""
    start = _data_start(content, member)
    packed = memoryview(content)[start : start + member.compress_size]
    allowed = max(_RATIO_FLOOR, limits.ratio * member.compress_size)
    size = checksum = 0
    for piece in _inflate(packed) if member.compress_type == zipfile.ZIP_DEFLATED else _slices(packed):
        size += len(piece)
        if size > allowed:
            raise _Refused("too-large", what="ratio", limit=limits.ratio)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != member.file_size:
        raise _Refused("unsafe-archive", why="sizes")
    if checksum != member.CRC:
        raise _Refused("not-a-workbook", found="damage")


def _slices(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _PIECE):
        yield bytes(packed[start : start + _PIECE])


def _inflate(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), _PIECE):
            pending: bytes | memoryview = packed[start : start + _PIECE]
            while pending and not inflater.eof:
                yield inflater.decompress(pending, _PIECE)
                pending = inflater.unconsumed_tail
        while not inflater.eof:
            piece = inflater.decompress(b"", _PIECE)
            if not piece:
                break
            yield piece
    except zlib.error:
        raise _Refused("not-a-workbook", found="damage") from None
    if not inflater.eof or inflater.unused_data:
        raise _Refused("not-a-workbook", found="damage")


def _check_encoding(name: str, head: bytes) -> None:
    # The searches below look for ASCII; a part in UTF-16 would walk past them.
    text_part = name.lower().endswith((".xml", ".rels", ".vml"))
    if text_part and (b"\0" in head[:64] or head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise _Refused("unsafe-archive", why="encoding")


def _cut_before_tag(text: bytes) -> tuple[bytes, bytes]:
    cut = max(text.rfind(b"<"), len(text) - _CARRIED)
    return text[:cut], text[cut:]


def _search(text: bytes, extent: _Extent | None) -> _Extent | None:
    """The extent grown by the filled cells in this text; a document type declaration in it is refused."""
    if _DOCTYPE.search(text):
        raise _Refused("unsafe-archive", why="doctype")
    found = _CELL.findall(text)
    if not found:
        return extent
    # Digits beyond any sheet's are cut before they become a number: Python takes long over a million of them.
    rows = {int(digits[:10]) for digits in {digits for _, digits in found}}
    columns = {column_number(letters[:5]) for letters in {letters for letters, _ in found}}
    if extent is None:
        return _Extent(min(rows), max(rows), min(columns), max(columns))
    return _Extent(
        min(extent.first_row, *rows),
        max(extent.last_row, *rows),
        min(extent.first_column, *columns),
        max(extent.last_column, *columns),
    )


def _refuse_large_sheets(content: bytes, extents: Mapping[str, _Extent], limits: ReadingLimits) -> None:
    total = 0
    for part, extent in extents.items():
        total += extent.cells
        if extent.last_row > limits.rows:
            raise _Refused("too-large", what="rows", limit=limits.rows, sheet=_sheet_of_part(content, part))
        if extent.last_column > limits.columns:
            raise _Refused("too-large", what="columns", limit=limits.columns, sheet=_sheet_of_part(content, part))
    if total > limits.cells:
        part, largest = max(extents.items(), key=lambda item: item[1].cells)
        raise _Refused(
            "too-large",
            what="cells",
            limit=limits.cells,
            sheet=_sheet_of_part(content, part),
            row=largest.last_row,
            column=largest.last_column,
        )


def _sheet_of_part(content: bytes, part: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return sheet_of_part(archive, part)
