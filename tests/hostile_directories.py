"""Hostile archives whose directory lies: about sizes, places, sums and names."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.hostile_archives import END, ENTRY, entry_of, local_of, patched, sound, with_members
from tests.hostile_workbooks import refused
from tests.office_parts import office_parts, part_of

SHEET = part_of("leavers")


def named(name: str) -> bytes:
    """The sound archive with one more member of this name, which zipfile itself would tidy."""
    content = with_members(lambda packed: packed.writestr("q" * len(name.encode()), "<a/>"))
    return content.replace(b"q" * len(name.encode()), name.encode())


# --- A directory that lies ------------------------------------------------------------------------------------------


@refused("unsafe-archive", why="directory")
def size_understated() -> bytes:
    """The directory says that a sheet has ten bytes unpacked."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 24, struct.pack("<L", 10))


@refused("unsafe-archive", why="directory")
def size_overstated() -> bytes:
    """The directory says that a sheet has four gigabytes unpacked."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 24, struct.pack("<L", 2**32 - 2))


@refused("unsafe-archive", why="directory")
def packed_size_overstated() -> bytes:
    """The directory says that a member reaches far beyond the archive."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 20, struct.pack("<L", 2**30))


@refused("unsafe-archive", why="directory")
def packed_size_understated() -> bytes:
    """The directory ends a member before its last block."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 20, struct.pack("<L", 40))


@refused("unsafe-archive", why="directory")
def checksum_of_packed_part_wrong() -> bytes:
    """A packed part has another checksum than the directory says."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 16, bytes(4))


@refused("incomplete-file", why="damage")
def stored_part_changed() -> bytes:
    """A stored sheet was changed in place, its checksum was not."""
    return sound(zipfile.ZIP_STORED).replace(b"Zzsample1", b"Zzsample9")


@refused("unsafe-archive", why="directory")
def other_name_in_place() -> bytes:
    """A member bears another name in place than in the directory."""
    return sound().replace(b"sheet2.xml", b"sheet9.xml", 1)


@refused("unsafe-archive", why="directory")
def member_elsewhere() -> bytes:
    """The directory points into the middle of a member."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 42, struct.pack("<L", 77))


@refused("unsafe-archive", why="directory")
def fewer_entries_announced() -> bytes:
    """The end record announces fewer members than the directory has."""
    content = sound()
    return patched(content, content.rindex(END) + 8, struct.pack("<HH", 3, 3))


@refused("unsafe-archive", why="directory")
def directory_announced_elsewhere() -> bytes:
    """The end record says that the directory begins earlier than it does."""
    content = sound()
    at = content.rindex(END) + 16
    return patched(content, at, struct.pack("<L", struct.unpack("<L", content[at : at + 4])[0] - 10))


@refused("incomplete-file", why="damage")
def part_of_a_series_of_disks() -> bytes:
    """The archive says that it is the third of several disks."""
    content = sound()
    return patched(content, content.rindex(END) + 4, struct.pack("<HH", 3, 3))


@refused("incomplete-file", why="damage")
def extra_field_beyond_its_end() -> bytes:
    """An entry's extra field says that it is longer than the directory."""
    content = sound()
    return patched(content, entry_of(content, SHEET) + 30, struct.pack("<H", 60_000))


@refused("incomplete-file", why="damage")
def bytes_after_the_packed_stream() -> bytes:
    """A member's packed stream ends before the member does; what follows could be a second content."""
    content = sound()
    at = entry_of(content, SHEET)
    name = SHEET.encode()
    packed = office_parts()[SHEET]
    assert isinstance(packed, str)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = squeezer.compress(packed.encode()) + squeezer.flush()
    start = local_of(content, SHEET) + 30 + len(name)
    old = struct.unpack("<L", content[at + 20 : at + 24])[0]
    assert len(stream) <= old + 64
    padded = (stream + b"\0" * 64)[: old + 64] if len(stream) < old else stream + b"\0" * 64
    grown = len(padded) - old
    return _moved(content, start, old, padded, grown)


def _moved(content: bytes, start: int, old: int, new: bytes, grown: int) -> bytes:
    """The archive with a member's bytes replaced, the offsets behind it moved."""
    at = entry_of(content, SHEET)
    changed = patched(content, at + 20, struct.pack("<L", len(new)))
    local = start - 30 - len(SHEET.encode())
    changed = patched(changed, local + 18, struct.pack("<L", len(new)))
    moved = bytearray(changed[:start] + new + changed[start + old :])
    where = moved.index(ENTRY)
    while moved[where : where + 4] == ENTRY:
        (offset,) = struct.unpack("<L", moved[where + 42 : where + 46])
        if offset > local:
            moved[where + 42 : where + 46] = struct.pack("<L", offset + grown)
        name, extra, comment = struct.unpack("<HHH", moved[where + 28 : where + 34])
        where += 46 + name + extra + comment
    end = moved.rindex(END) + 16
    moved[end : end + 4] = struct.pack("<L", struct.unpack("<L", moved[end : end + 4])[0] + grown)
    return bytes(moved)


# --- Names ----------------------------------------------------------------------------------------------------------


@refused("unsafe-archive", why="duplicate")
def two_members_of_one_name() -> bytes:
    """Two members bear the same name, each with its own sheet."""
    return with_members(lambda packed: packed.writestr(SHEET, "<worksheet/>"))


@refused("unsafe-archive", why="duplicate")
def two_members_whose_names_differ_by_case() -> bytes:
    """Two members bear names that differ by case alone."""
    return with_members(lambda packed: packed.writestr(SHEET.upper(), "<worksheet/>"))


@refused("unsafe-archive", why="name")
def name_that_climbs_out() -> dict[str, bytes]:
    """A member's name climbs out of the archive."""
    return {"front": named("../../evil.xml"), "middle": named("xl/../../evil.xml")}


@refused("unsafe-archive", why="name")
def absolute_name() -> bytes:
    """A member's name begins at the root of the disk."""
    return named("/etc/zz.xml")


@refused("unsafe-archive", why="name")
def backslash_in_a_name() -> bytes:
    """A member's name is written with backslashes, which some programs take for folders."""
    return named("xl\\evil.xml")


@refused("unsafe-archive", why="name")
def drive_in_a_name() -> bytes:
    """A member's name begins with the letter of a drive."""
    return named("C:evil.xml")


@refused("unsafe-archive", why="name")
def zero_byte_in_a_name() -> bytes:
    """A member's name holds a zero byte, at which some programs end it."""
    return named("xl/worksheets/sheet1.xml\0.png")


@refused("unsafe-archive", why="name")
def line_end_in_a_name() -> bytes:
    """A member's name holds a line end."""
    return named("xl/a\nb.xml")


@refused("incomplete-file", why="damage")
def other_name_in_an_extra_field() -> bytes:
    """A member bears a second name in an extra field, which some programs believe more than the first."""
    return _with_extra(b"up", lambda name: b"\x01" + struct.pack("<L", zlib.crc32(name)) + b"xl/worksheets/zz.xml")


def _with_extra(key: bytes, body: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in office_parts().items():
            member = zipfile.ZipInfo(name)
            if name == SHEET:
                field = body(name.encode())
                member.extra = key + struct.pack("<H", len(field)) + field
            packed.writestr(member, content)
    return target.getvalue()


@refused("unsafe-archive")
def member_that_is_a_link() -> bytes:
    """A member is a symbolic link to a file of the machine."""

    def write(packed: zipfile.ZipFile) -> None:
        member = zipfile.ZipInfo("xl/media/link.png")
        member.create_system, member.external_attr = 3, 0o120777 << 16
        packed.writestr(member, "/etc/passwd")

    return with_members(write)
