"""What is refused before any parser sees it; each test writes its own hostile file."""

from __future__ import annotations

import io
import os
import stat
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from intake.precheck import ReadingLimits, Refusal, precheck, precheck_bytes
from intake.workbook import read_workbook
from tests.raw_files import MAIN, WORKBOOK, archive, number, ole, parts, sheet_xml, written

# --- Refusals before any parser -----------------------------------------------------------------------------------


def lying_size(*, in_both_places: bool) -> bytes:
    """An archive whose directory says that the sheet has 10 bytes unpacked; the member's own header says so, too."""
    content = bytearray(archive(parts()))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 10)
    if in_both_places:
        at = content.rindex(b"PK\x03\x04")
        content[at + 22 : at + 26] = struct.pack("<L", 10)
    return bytes(content)


def another_name_in_place() -> bytes:
    content = archive(parts())
    return content.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet2.xml", 1)


def duplicate(second: str) -> bytes:
    target = io.BytesIO(archive(parts()))
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as packed:
        warnings.simplefilter("ignore")  # zipfile says that the name is there already
        packed.writestr(second, WORKBOOK)
    return target.getvalue()


def symbolic_link() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in parts().items():
            packed.writestr(name, content)
        link = zipfile.ZipInfo("xl/theme/theme1.xml")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
    return target.getvalue()


def overlapping() -> bytes:
    """Two entries of the directory that point to the same member, as in a quine bomb."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in {**parts(), "xl/a.xml": "<a/>", "xl/b.xml": "<a/>"}.items():
            packed.writestr(name, content)
        packed.filelist[-1].header_offset = packed.filelist[-2].header_offset
    return target.getvalue()


def flagged(bit: int) -> bytes:
    content = bytearray(archive(parts()))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= bit
    return bytes(content)


def damaged(at: float) -> bytes:
    members = parts("".join(number(f"A{row}", row * 7919 % 1000) for row in range(1, 400)))
    content = bytearray(archive(members))
    middle = content.index(b"sheet1.xml") + 30 + int(at * 200)
    content[middle] ^= 0x55
    return bytes(content)


def bomb(mebibytes: int) -> bytes:
    """A sheet of so many MiB of spaces, packed a thousand times smaller; written piece by piece."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts().items():
            if "sheet1" not in name:
                packed.writestr(name, content)
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(mebibytes):
                sheet.write(b" " * 2**20)
    return target.getvalue()


def utf_16() -> bytes:
    declared = f'<!DOCTYPE w []><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return archive({**parts(), "xl/worksheets/sheet1.xml": declared.encode("utf-16")})


DAMAGE = Refusal("incomplete-file", {"why": "damage"})
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
DOCTYPE = sheet_xml("").replace("<worksheet", '<!DOCTYPE w [<!ENTITY a "b">]><worksheet')
PADDED_DOCTYPE = f"<!--{'x' * (2**20 - 8)}-->{DOCTYPE.partition('?>')[2]}"

REFUSED: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "nothing": (lambda: b"", Refusal("empty-file")),
    "zeros": (lambda: bytes(5000), Refusal("incomplete-file", {"why": "zeros"})),
    "text": (lambda: b"case number;sex\nNOR-2627-0001;f\n", Refusal("not-a-workbook", {"found": "text"})),
    "text-utf-16": (lambda: "a;b".encode("utf-16"), Refusal("not-a-workbook", {"found": "text"})),
    "web-page": (lambda: b"<html><table></table></html>", Refusal("not-a-workbook", {"found": "web-page"})),
    "pdf": (lambda: b"%PDF-1.7\n", Refusal("not-a-workbook", {"found": "pdf"})),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", Refusal("not-a-workbook", {"found": "unknown"})),
    "old-xls": (lambda: ole("Workbook"), Refusal("old-xls")),
    "old-xls-95": (lambda: ole("Book"), Refusal("old-xls")),
    "old-xls-4": (lambda: bytes.fromhex("090406000000100000"), Refusal("old-xls")),
    "password": (lambda: ole("EncryptedPackage"), Refusal("password-protected")),
    "old-document": (lambda: ole("WordDocument"), Refusal("not-a-workbook", {"found": "other-office-file"})),
    "cut-short": (lambda: archive(parts())[:-200], Refusal("incomplete-file", {"why": "cut-short"})),
    "ods": (lambda: archive(ODS, zipfile.ZIP_STORED), Refusal("ods-file")),
    "xlsb": (lambda: archive({"xl/workbook.bin": "x"}), Refusal("xlsb-file")),
    "document": (lambda: archive({"word/document.xml": "<a/>"}), Refusal("not-a-workbook", {"found": "document"})),
    "pictures": (lambda: archive({"a.jpg": "x"}), Refusal("not-a-workbook", {"found": "archive"})),
    "no-members": (lambda: archive({}), Refusal("not-a-workbook", {"found": "unknown"})),
    "lying-size": (lambda: lying_size(in_both_places=True), Refusal("unsafe-archive", {"why": "sizes"})),
    "two-sizes": (lambda: lying_size(in_both_places=False), Refusal("unsafe-archive", {"why": "directory"})),
    "link": (symbolic_link, Refusal("unsafe-archive", {"why": "link"})),
    "another-name": (another_name_in_place, Refusal("unsafe-archive", {"why": "directory"})),
    "duplicate": (lambda: duplicate("xl/workbook.xml"), Refusal("unsafe-archive", {"why": "duplicate"})),
    "duplicate-case": (lambda: duplicate("XL/Workbook.xml"), Refusal("unsafe-archive", {"why": "duplicate"})),
    "overlapping": (overlapping, Refusal("unsafe-archive", {"why": "directory"})),
    "encrypted": (lambda: flagged(0x01), Refusal("unsafe-archive", {"why": "encrypted"})),
    "trailing": (lambda: archive(parts()) + b"\n", Refusal("unsafe-archive", {"why": "trailing-data"})),
    "two-archives": (lambda: archive(parts()) + archive(parts()), Refusal("unsafe-archive", {"why": "directory"})),
    "bzip2": (lambda: archive(parts(), zipfile.ZIP_BZIP2), Refusal("unsafe-archive", {"why": "compression"})),
    "lzma": (lambda: archive(parts(), zipfile.ZIP_LZMA), Refusal("unsafe-archive", {"why": "compression"})),
    "doctype": (
        lambda: archive({**parts(), "xl/worksheets/sheet1.xml": DOCTYPE}),
        Refusal("unsafe-archive", {"why": "doctype"}),
    ),
    "doctype-between-pieces": (
        lambda: archive({**parts(), "xl/theme/theme1.xml": PADDED_DOCTYPE}),
        Refusal("unsafe-archive", {"why": "doctype"}),
    ),
    "utf-16": (utf_16, Refusal("unsafe-archive", {"why": "encoding"})),
    "damaged": (lambda: damaged(0.5), DAMAGE),
    "bomb": (lambda: bomb(64), Refusal("too-large", {"what": "ratio", "limit": 300})),
    "far-apart": (
        lambda: archive(parts(number("A1") + number("XFD1048576"))),
        Refusal(
            "too-large",
            {"what": "cells", "limit": 4_000_000, "position": 1, "row": 1_048_576, "column": 16_384},
        ),
    ),
    "row-beyond": (
        lambda: archive(parts(number("A1048577"))),
        Refusal("too-large", {"what": "rows", "limit": 1_048_576, "position": 1}),
    ),
    "row-far-beyond": (
        lambda: archive(parts(number(f"A{'9' * 5000}"))),
        Refusal("too-large", {"what": "rows", "limit": 1_048_576, "position": 1}),
    ),
    "column-beyond": (
        lambda: archive(parts(number("XFE1"))),
        Refusal("too-large", {"what": "columns", "limit": 16_384, "position": 1}),
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_safe_workbook_is_refused(tmp_path: Path, kind: str) -> None:
    write, refusal = REFUSED[kind]
    path = written(tmp_path, write())
    assert precheck(path) == refusal
    assert read_workbook(path) == refusal


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl/../../evil.xml", "xl\\evil.xml", "C:evil.xml"])
def test_an_unsafe_name_is_refused(name: str) -> None:
    assert precheck_bytes(archive({**parts(), name: "<a/>"})) == Refusal("unsafe-archive", {"why": "name"})


@pytest.mark.parametrize("name", ["~$office.xlsx", ".~lock.office.xlsx#"])
def test_a_lock_file_is_told_from_its_name(tmp_path: Path, name: str) -> None:
    assert read_workbook(written(tmp_path, b"Ana", name)) == Refusal("lock-file")


def test_what_cannot_be_opened_is_a_refusal(tmp_path: Path) -> None:
    assert read_workbook(tmp_path / "gone.xlsx") == Refusal("cannot-open", {"why": "missing"})
    assert read_workbook(tmp_path) == Refusal("cannot-open", {"why": "folder"})


def test_every_cut_of_a_workbook_is_incomplete() -> None:
    content = archive(parts())
    codes = {refusal.code for size in range(4, len(content)) if (refusal := precheck_bytes(content[:size]))}
    assert codes == {"incomplete-file"}


def test_limits_are_settings() -> None:
    content = archive({**parts(), "xl/media/a.bin": os.urandom(3 * 2**20)})
    assert precheck_bytes(content, ReadingLimits(unpacked_bytes=2**21)) == Refusal(
        "too-large", {"what": "unpacked", "limit": 2, "unit": "MB"}
    )
    assert precheck_bytes(content, ReadingLimits(parts=5)) == Refusal("too-large", {"what": "parts", "limit": 5})
    assert precheck_bytes(content) is None


def test_a_file_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, archive(parts()) + bytes(2**22))
    refusal = precheck(path, ReadingLimits(file_bytes=2**20))
    assert refusal == Refusal("too-large", {"what": "file", "limit": 1, "unit": "MB"})


@pytest.mark.parametrize(
    "cell",
    [
        f'<x:c xmlns:x="{MAIN}" r="XFD1048576"><x:v>1</x:v></x:c>',
        "<c\n\tr = 'XFD1048576'><v>1</v></c>",
        '<c s="1" r="xfd1048576" t="n"><v>1</v></c>',
    ],
)
def test_a_far_cell_is_seen_however_it_is_written(cell: str) -> None:
    refusal = precheck_bytes(archive(parts(number("A1") + f"<row>{cell}</row>")))
    assert refusal is not None
    assert refusal.detail["what"] == "cells"


def test_far_cells_that_are_only_formatted_do_not_count() -> None:
    formatted = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert precheck_bytes(archive(parts(number("A1") + formatted))) is None


def flat_bomb() -> bytes:
    return bomb(1024)


def bomb_of_many_parts() -> bytes:
    return archive({**parts(), **{f"xl/{number}.xml": b"<a>" + b" " * 2**23 for number in range(128)}})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process its peak of memory")
@pytest.mark.parametrize("write", [flat_bomb, bomb_of_many_parts])
def test_a_bomb_of_a_gigabyte_costs_little_time_and_memory(write: Callable[[], bytes], tmp_path: Path) -> None:
    path = written(tmp_path, write())
    shown = subprocess.run([sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True).stdout
    code, what, seconds, kibibytes = shown.split()
    assert (code, what) == ("too-large", "unpacked")
    assert float(seconds) < 5
    assert int(kibibytes) < 100 * 2**10


# The system's own peak of this process; what `getrusage` says of one begins with its parent's.
MEASURED = """
import pathlib, re, sys, time
from intake.precheck import precheck
refusal = precheck(pathlib.Path(sys.argv[1]))
peak = re.search("VmHWM:[^0-9]*([0-9]+)", pathlib.Path("/proc/self/status").read_text())[1]
print(refusal.code, refusal.detail["what"], time.process_time(), peak)
"""


def test_many_small_bombs_cost_little_time() -> None:
    tags = b"<c r='A1' r='A1' " * (15 * 2**16)
    content = archive({**parts(), **{f"xl/{number}.xml": tags for number in range(10)}})
    begun = process_time()
    refusal = precheck_bytes(content)
    assert refusal is not None and refusal.detail["what"] == "unpacked"
    assert process_time() - begun < 5


def test_crc_of_a_stored_part_is_checked() -> None:
    members = parts(number("A1", 12345))
    content = archive(members, zipfile.ZIP_STORED).replace(b"12345", b"12346")
    assert zlib.crc32(b"12345") != zlib.crc32(b"12346")
    assert precheck_bytes(content) == DAMAGE
