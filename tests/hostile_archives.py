"""Hostile and damaged archives: what is wrong with them lies in the container and not in the workbook's parts."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from tests.hostile_workbooks import each, read, refused
from tests.office_parts import STRINGS_PART, WORKBOOK_PART, Parts, office_parts, part_of
from tests.raw_files import archive

SHEET = part_of("leavers")
LOCAL, ENTRY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def sound(compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    return archive(office_parts(), compression)


def patched(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


def entry_of(content: bytes, name: str) -> int:
    """Where a member's entry of the directory begins."""
    return content.rindex(name.encode()) - 46


def local_of(content: bytes, name: str) -> int:
    """Where a member itself begins."""
    return content.index(name.encode()) - 30


def with_members(write: Callable[[zipfile.ZipFile], object]) -> bytes:
    """The sound archive with more members, written by hand."""
    target = io.BytesIO(sound())
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        warnings.simplefilter("ignore")  # zipfile warns of names that stand twice
        write(packed)
    return target.getvalue()


# --- Incomplete -----------------------------------------------------------------------------------------------------


@refused("incomplete-file", why="cut-short")
def cut_in_the_end_record() -> bytes:
    """The last bytes of the end record are missing."""
    return sound()[:-5]


@refused("incomplete-file", why="cut-short")
def cut_in_the_directory() -> bytes:
    """The upload broke off within the archive's directory."""
    content = sound()
    return content[: content.rindex(ENTRY) + 20]


@refused("incomplete-file", why="cut-short")
def cut_in_a_member() -> bytes:
    """The upload broke off within a sheet."""
    content = sound()
    return content[: local_of(content, SHEET) + 200]


@refused("incomplete-file", why="cut-short")
def cut_in_the_first_header() -> bytes:
    """Nothing but the first bytes of the first member arrived."""
    return sound()[:18]


@refused("incomplete-file")
def end_filled_with_zeros() -> bytes:
    """The place was reserved, and its second half never written: zeros to the full length."""
    content = sound()
    return content[: len(content) // 2] + bytes(len(content) - len(content) // 2)


@refused("not-a-workbook")
def start_filled_with_zeros() -> bytes:
    """The first block was never written, so that the file begins with zeros."""
    return bytes(512) + sound()[512:]


@refused("incomplete-file", why="damage")
def hole_of_zeros() -> bytes:
    """A block in the middle was lost and is zeros."""
    content = sound()
    at = local_of(content, SHEET) + 120
    return patched(content, at, bytes(256))


@refused("incomplete-file", why="damage")
def one_bit_flipped() -> bytes:
    """One bit of a packed sheet was flipped on the way."""
    content = sound()
    at = local_of(content, SHEET) + 150
    return patched(content, at, bytes([content[at] ^ 0x10]))


@refused("incomplete-file", why="damage")
def line_ends_converted() -> bytes:
    """A transfer in text mode made two bytes of each line end."""
    return sound().replace(b"\n", b"\r\n")


# --- Bombs ----------------------------------------------------------------------------------------------------------


def spaces(mebibytes: int, parts: Parts, into: str) -> bytes:
    """An archive with one part that unpacks to so many MiB of spaces, written piece by piece."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            if name != into:
                packed.writestr(name, content)
        with packed.open(into, "w") as part:
            for _ in range(mebibytes):
                part.write(b" " * 2**20)
    return target.getvalue()


@refused("too-large", what="ratio")
def one_part_a_thousand_times_its_size() -> bytes:
    """A sheet of 64 MiB packed a thousand times smaller."""
    return spaces(64, office_parts(), SHEET)


@refused("too-large", what="unpacked")
def many_parts_too_large_together() -> bytes:
    """Ten parts of 15 MiB, each below every limit of its own."""
    blank = b" " * (15 * 2**20)
    return archive({**office_parts(), **{f"xl/media/{number}.xml": blank for number in range(10)}})


@refused("too-large", is_long=True)
def one_gibibyte_in_one_part() -> bytes:
    """A sheet of 1 GiB packed into a file of 1 MB."""
    return spaces(1024, office_parts(), SHEET)


@read()
def archive_within_an_archive() -> Parts:
    """A bomb lies packed within a part that nobody opens: pictures are never unpacked further."""
    inner = archive({"bomb": b" " * 2**20})
    return {**office_parts(), "xl/media/image1.png": archive({f"{number}.zip": inner for number in range(50)})}


@refused("unsafe-archive")
def entries_that_share_one_member() -> bytes:
    """Many entries of the directory point to one member, as in an overlapping bomb."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in {**office_parts(), "xl/a.xml": "<a/>", "xl/b.xml": "<a/>"}.items():
            packed.writestr(name, content)
        packed.filelist[-1].header_offset = packed.filelist[-2].header_offset
    return target.getvalue()


@refused("unsafe-archive", why="overlap")
def member_within_another() -> bytes:
    """A member lies inside another one's stored bytes."""
    inner = archive({"xl/b.xml": "<a/>"}, zipfile.ZIP_STORED)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, content in {**office_parts(), "xl/a.bin": inner, "xl/b.xml": "<a/>"}.items():
            packed.writestr(name, content)
        (within,) = (one for one in packed.filelist if one.filename == "xl/b.xml")
        around = next(one for one in packed.filelist if one.filename == "xl/a.bin")
        within.header_offset = around.header_offset + 30 + len("xl/a.bin")
    return target.getvalue()


@refused("too-large", what="parts")
def more_parts_than_any_workbook() -> Parts:
    """Two thousand empty parts."""
    return {**office_parts(), **{f"xl/media/{number}.xml": "" for number in range(2_001)}}


# --- Packed in a way that no spreadsheet program uses ---------------------------------------------------------------


@refused("unsafe-archive", why="encrypted")
def member_encrypted() -> bytes:
    """A member is encrypted, by the directory."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 8, b"\x01")


@refused("unsafe-archive", why="directory")
def member_encrypted_in_place_only() -> bytes:
    """A member is encrypted where it stands, and not by the directory."""
    content = sound()
    return patched(content, local_of(content, SHEET) + 6, b"\x01")


@refused("unsafe-archive", why="encrypted")
def directory_encrypted() -> bytes:
    """The archive says that its directory is encrypted."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 8, b"\x00\x20")


@refused("unsafe-archive", why="compression")
def packed_by_another_method() -> dict[str, bytes]:
    """Members are packed by a method that no spreadsheet program writes."""
    return each(
        [("bzip2", archive(office_parts(), zipfile.ZIP_BZIP2)), ("lzma", archive(office_parts(), zipfile.ZIP_LZMA))]
        + [(f"method-{number}", _of_method(number)) for number in (9, 93, 99)]
    )


def _of_method(number: int) -> bytes:
    content = sound()
    content = patched(content, entry_of(content, SHEET) + 10, struct.pack("<H", number))
    return patched(content, local_of(content, SHEET) + 8, struct.pack("<H", number))


@refused("unsafe-archive")
def trailing_bytes() -> bytes:
    """Something stands behind the archive's end."""
    return sound() + b"\n"


@refused("unsafe-archive")
def two_archives_in_a_row() -> bytes:
    """A second archive is appended to the first."""
    return sound() + sound()


@refused("not-a-workbook")
def program_before_the_archive() -> bytes:
    """The archive is appended to a program, as one that unpacks itself."""
    return b"MZ" + bytes(200) + sound()


@refused("unsafe-archive")
def archive_comment() -> bytes:
    """The archive carries a comment, in which a second end record can hide."""
    target = io.BytesIO(sound())
    with zipfile.ZipFile(target, "a") as packed:
        packed.comment = END + bytes(18)
    return target.getvalue()


@refused("unsafe-archive")
def sizes_of_64_bits_that_lie() -> bytes:
    """A member's sizes stand in a field of 64 bits and are wrong."""
    return _sized_in_64_bits(2**40)


def _sized_in_64_bits(size: int | None) -> bytes:
    """The sound archive, a sheet's size in a field of 64 bits: this one, or None for the true one."""
    content = sound()
    at = entry_of(content, SHEET)
    true = struct.unpack("<L", content[at + 24 : at + 28])[0]
    field = struct.pack("<HHQ", 1, 8, true if size is None else size)
    changed = patched(content, at + 24, b"\xff\xff\xff\xff")
    changed = patched(changed, at + 30, struct.pack("<H", len(field)))
    behind = at + 46 + len(SHEET.encode())
    changed = changed[:behind] + field + changed[behind:]
    end = changed.rindex(END) + 12
    return patched(changed, end, struct.pack("<L", struct.unpack("<L", changed[end : end + 4])[0] + len(field)))


# --- Odd and sound --------------------------------------------------------------------------------------------------


@read()
def sizes_of_64_bits() -> bytes:
    """A member's size stands in a field of 64 bits and is right."""
    return _sized_in_64_bits(None)


@read()
def sizes_behind_the_members() -> bytes:
    """The archive was written as a stream: sizes stand behind the members, in descriptors."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.written += bytes(piece)  # type: ignore[call-overload]
            return len(piece)  # type: ignore[arg-type]

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in office_parts().items():
            packed.writestr(name, content)
    return bytes(stream.written)


@read()
def nothing_packed() -> bytes:
    """All members are stored and none is packed."""
    return sound(zipfile.ZIP_STORED)


@read()
def folders_as_members() -> Parts:
    """The archive was packed again by hand, with its folders as members."""
    parts: Parts = {"xl/": "", "xl/worksheets/": "", "_rels/": ""}
    return {**parts, **office_parts()}


@read()
def members_in_another_order() -> Parts:
    """The members stand in the reverse of their order."""
    return dict(reversed(office_parts().items()))


@read()
def foreign_files_inside() -> Parts:
    """A file manager left its own files in the archive."""
    return {**office_parts(), "__MACOSX/._xl": b"\0\5", "xl/.DS_Store": b"\0\0\0\1", "Thumbs.db": b"x"}


@read()
def time_before_there_were_archives() -> bytes:
    """The members bear a day that no calendar has."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 12, b"\xff\xff\xff\xff")


@read()
def names_in_capitals() -> Parts:
    """Other programs wrote the names of the parts in capitals."""
    parts = office_parts()
    return {
        **{name: one for name, one in parts.items() if name != STRINGS_PART},
        STRINGS_PART.upper(): parts[STRINGS_PART],
    }


@refused("not-a-workbook")
def without_content_types() -> Parts:
    """The archive lacks the part that says what the others are."""
    return {name: one for name, one in office_parts().items() if not name.startswith("[")}


@refused("not-a-workbook")
def without_the_workbook_part() -> Parts:
    """The archive lacks the part that lists the sheets."""
    return {name: one for name, one in office_parts().items() if name != WORKBOOK_PART}
