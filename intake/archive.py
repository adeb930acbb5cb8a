"""Archive -> its members' real bytes, piece by piece; nothing that the archive says of itself is trusted."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from intake.refusals import MEBIBYTE, ReadingLimits, Refused, damaged, unsafe

PIECE = MEBIBYTE  # bytes unpacked at a time
_RATIO_FLOOR = 16 * MEBIBYTE  # small parts may be as repetitive as they like
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_END_RECORD = struct.Struct("<4s4H2LH")
_ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000
_SIZES_FOLLOW = 0x0008
_IN_EXTRA_FIELD = 0xFFFFFFFF  # a size that stands in the field for large files
_UNIX = 3


class Archive:
    """The members of a file's bytes, and what was unpacked of them so far.

    Raises Refused for an archive in which two programs could find different members, or one could find none.
    """

    def __init__(self, content: bytes, limits: ReadingLimits) -> None:
        self._content = content
        self._limits = limits
        self._left = limits.unpacked_bytes
        self.members = {member.filename.lower(): member for member in _members(content, limits)}
        """By name in lower case, which is how the reader looks for them."""

    def first_bytes(self, name: str, size: int) -> bytes:
        """Return the first bytes of a member that is stored as it is; empty when there is none, or it is packed."""
        member = self.members.get(name)
        if member is None or member.compress_type != zipfile.ZIP_STORED:
            return b""
        start = _data_start(self._content, member)
        return self._content[start : start + min(size, member.compress_size)]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a member's bytes; at the end, that they are as many and what the directory says. Raises Refused."""
        member = self.members[name]
        start = _data_start(self._content, member)
        packed = memoryview(self._content)[start : start + member.compress_size]
        allowed = max(_RATIO_FLOOR, self._limits.ratio * member.compress_size)
        size = checksum = 0
        for piece in _inflate(packed) if member.compress_type == zipfile.ZIP_DEFLATED else _slices(packed):
            size += len(piece)
            self._left -= len(piece)
            if self._left < 0:
                limit = self._limits.unpacked_bytes // MEBIBYTE
                raise Refused("too-large", what="unpacked", limit=limit, unit="MB")
            if size > allowed:
                raise Refused("too-large", what="ratio", limit=self._limits.ratio)
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != member.file_size:
            raise unsafe("sizes")
        if checksum != member.CRC:
            raise damaged()


def _members(content: bytes, limits: ReadingLimits) -> list[zipfile.ZipInfo]:
    if not 0 <= content.rfind(b"PK\x05\x06") <= len(content) - _END_RECORD.size:
        raise Refused("incomplete-file", why="cut-short")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members, directory = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, UnicodeDecodeError):
        raise damaged() from None
    _check_end_record(content, len(members), directory)
    if len(members) > limits.parts:
        raise Refused("too-large", what="parts", limit=limits.parts)
    _check_names(members)
    for member in members:
        if member.flag_bits & _ENCRYPTED_FLAGS:
            raise unsafe("encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unsafe("compression")
        if member.create_system == _UNIX and stat.S_ISLNK(member.external_attr >> 16):
            raise unsafe("link")
    _check_places(content, members, directory)
    return members


def _check_end_record(content: bytes, members: int, directory: int) -> None:
    """Two programs that look for the directory from either end must find the same one."""
    signature, _, _, _, count, _, offset, comment = _END_RECORD.unpack(content[-_END_RECORD.size :])
    if signature != b"PK\x05\x06" or comment:
        raise unsafe("trailing-data")
    if offset not in (directory, _IN_EXTRA_FIELD) or count not in (members, 0xFFFF):
        raise unsafe("directory")


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
            raise unsafe("name")
        # The reader finds parts whatever their case, so two that differ by case alone are one name.
        if name.lower() in seen:
            raise unsafe("duplicate")
        seen.add(name.lower())


def _check_places(content: bytes, members: list[zipfile.ZipInfo], directory: int) -> None:
    """Each member stands where the directory says, under the name given there, and none within another."""
    end_of_last = 0
    for member in sorted(members, key=lambda entry: entry.header_offset):
        start = _data_start(content, member)
        if member.header_offset < end_of_last or start + member.compress_size > directory:
            raise unsafe("overlap")
        end_of_last = start + member.compress_size


def _data_start(content: bytes, member: zipfile.ZipInfo) -> int:
    header = content[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise unsafe("directory")
    signature, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    name_start = member.header_offset + _LOCAL_HEADER.size
    name = content[name_start : name_start + name_length]
    expected = member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437")
    same = signature == b"PK\x03\x04" and method == member.compress_type and name == expected
    # A program that goes by these sizes, and not by the directory's, must find the same.
    if not flags & _SIZES_FOLLOW:
        same = same and packed in (member.compress_size, _IN_EXTRA_FIELD)
        same = same and size in (member.file_size, _IN_EXTRA_FIELD) and checksum == member.CRC
    if not same or flags & _ENCRYPTED_FLAGS:
        raise unsafe("directory")
    return name_start + int(name_length) + int(extra_length)


def _slices(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), PIECE):
        yield bytes(packed[start : start + PIECE])


def _inflate(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), PIECE):
            pending: bytes | memoryview = packed[start : start + PIECE]
            while pending and not inflater.eof:
                yield inflater.decompress(pending, PIECE)
                pending = inflater.unconsumed_tail
        while not inflater.eof:
            piece = inflater.decompress(b"", PIECE)
            if not piece:
                break
            yield piece
    except zlib.error:
        raise damaged() from None
    if not inflater.eof or inflater.unused_data:
        raise damaged()
