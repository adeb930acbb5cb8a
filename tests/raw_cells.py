"""What the cells of a workbook hold, read from its XML by the standard library's parser: a witness of the tests.

It shares no code with the project's reader, of which it knows the marks for unread cells. A part that is not well
formed raises ParseError.
"""

from __future__ import annotations

import datetime
import io
import math
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from intake.workbook import FormulaWithoutValue, UnreadableCell

EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 (a day has no time zone)
DAYS_FROM_1904 = 1462
A_MOMENT = 0.6 / 86_400


@dataclass(frozen=True)
class Unreadable:
    """A filled cell of which nobody can say what it holds: an error, a formula without a value, a bad index."""

    why: str


RawValue = str | float | bool | Unreadable
Place = tuple[str, int, int]
"""Sheet, row and column, both from 1."""
RawCells = Mapping[Place, RawValue]


def raw_cells(content: bytes) -> dict[Place, RawValue]:
    """Every filled cell of every worksheet; numbers are plain serials of the 1900 system where they are dates."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found: dict[Place, RawValue] = {}
        main = "xl/workbook.xml"
        targets = {key: target for key, _, target in _keyed_links(archive, main)}
        kinds = dict(_links(archive, main))
        linked = [one for kind, one in kinds.items() if kind.endswith("/sharedStrings")]
        # Where the link to the texts is broken, programs look for them under their usual name.
        texts = next((one for one in linked if _stored_name(archive, one)), "xl/sharedStrings.xml")
        strings = _strings(archive, texts)
        for sheet in _named(_parse(archive, main), "sheet"):
            key = next((value for name, value in sheet.attrib.items() if _local(name) == "id"), "")
            part = _stored_name(archive, targets.get(key, ""))
            if part:
                rows = _parse(archive, part)
                for row, column, value in _cells(rows, strings):
                    found.setdefault((sheet.get("name", ""), row, column), value)
        return found


def counts_from_1904(content: bytes) -> bool:
    """Whether the workbook says that its days count from 1904."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        about = _named(_parse(archive, "xl/workbook.xml"), "workbookPr")
        return any(one.get("date1904") in ("1", "true", "on") for one in about)


def says_the_same(raw: RawValue, read: object, *, from_1904: bool = False) -> bool:
    """Whether what was read from a cell is what it holds; a date may come for a number."""
    match raw:
        case Unreadable():
            return isinstance(read, FormulaWithoutValue | UnreadableCell)
        case bool():
            return read is raw
        case str():
            return (isinstance(read, str) and _plain(read) == _plain(raw)) or _is_that_day(raw, read)
        case _:
            if isinstance(read, bool) or not isinstance(read, int | float):
                return _is_that_serial(raw + (DAYS_FROM_1904 if from_1904 else 0), read)
            return math.isclose(read, raw, rel_tol=1e-14, abs_tol=1e-300)


def _is_that_day(raw: str, read: object) -> bool:
    """Whether a date is the one that a text of ISO 8601 says (cells of the type `d`)."""
    if not isinstance(read, datetime.date | datetime.datetime | datetime.time):
        return False
    said = _moment(raw)
    if isinstance(said, datetime.datetime) and not isinstance(read, datetime.datetime):
        return read == said.date()
    return said is not None and read == said


def _moment(text: str) -> datetime.datetime | datetime.time | None:
    """The day or the time of day that a text of ISO 8601 says."""
    for kind in (datetime.datetime, datetime.time):
        try:
            return kind.fromisoformat(text.removesuffix("Z"))
        except ValueError:
            continue
    return None


def _is_that_serial(raw: float, read: object) -> bool:
    days: float
    match read:
        case datetime.datetime():
            days = (read - EPOCH) / datetime.timedelta(days=1)
        case datetime.date():
            days = (datetime.datetime.combine(read, datetime.time()) - EPOCH) / datetime.timedelta(days=1)
        case datetime.time():
            days = (read.hour * 3600 + read.minute * 60 + read.second + read.microsecond / 1e6) / 86_400
        case datetime.timedelta():
            days = read / datetime.timedelta(days=1)
        case _:
            return False
    # Excel's 29 February 1900 never was: serials before it are one day off.
    return abs(days - raw) < A_MOMENT or (raw < 60 and abs(days - raw - 1) < A_MOMENT)


def _plain(text: str) -> str:
    """A text as it is shown: escapes of the format undone, line ends and the space around it as one."""
    shown = re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)
    return " ".join(shown.replace("\0", " ").split())


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _named(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if _local(one.tag) == name)


def _parse(archive: zipfile.ZipFile, part: str) -> Element:
    return ElementTree.fromstring(archive.read(_stored_name(archive, part) or part))


def _stored_name(archive: zipfile.ZipFile, part: str) -> str | None:
    """The name under which a part is stored: names that differ by case alone are one to the format."""
    return next((name for name in archive.namelist() if name.lower() == part.lower()), None)


def _links(archive: zipfile.ZipFile, source: str) -> Iterator[tuple[str, str]]:
    return ((kind, target) for _, kind, target in _keyed_links(archive, source))


def _keyed_links(archive: zipfile.ZipFile, source: str) -> Iterator[tuple[str, str, str]]:
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    if not _stored_name(archive, part):
        return
    for one in _named(_parse(archive, part), "Relationship"):
        target = one.get("Target", "")
        whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        yield one.get("Id", ""), one.get("Type", ""), whole


def _strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    if not _stored_name(archive, part):
        return []
    return [_text(one) for one in _parse(archive, part) if _local(one.tag) == "si"]


def _text(element: Element) -> str:
    """The text of a string: its runs, without what says how it is pronounced."""
    if _local(element.tag) == "t":
        kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        return (element.text or "") if kept else (element.text or "").strip()
    return "".join(_text(one) for one in element if _local(one.tag) in ("t", "r", "is"))


def _cells(sheet: Element, strings: list[str]) -> Iterator[tuple[int, int, RawValue]]:
    row = 0
    for line in _named(sheet, "row"):
        row = int(line.get("r", row + 1)) if line.get("r", "0").isdigit() else row + 1
        column = 0
        for cell in line:
            if _local(cell.tag) != "c":
                continue
            at_row, column = _place(cell.get("r"), row, column + 1)
            value = _value(cell, strings)
            if value is not None and value != "" and not (isinstance(value, str) and not _plain(value)):
                yield at_row, column, value


def _place(name: str | None, row: int, column: int) -> tuple[int, int]:
    parts = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", name or "")
    if not parts:
        return row, column
    number = 0
    for letter in parts[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(parts[2]), number


def _value(cell: Element, strings: list[str]) -> RawValue | None:
    kind = cell.get("t", "n")
    inner = {_local(one.tag): one for one in cell}
    written = inner["v"].text if "v" in inner else None
    if kind == "inlineStr":
        return _text(inner["is"]) if "is" in inner else None
    if written is None:
        return Unreadable("no value") if "f" in inner and kind != "str" else None
    return _typed(kind, written, strings)


def _typed(kind: str, written: str, strings: list[str]) -> RawValue:
    text = written.strip()
    match kind:
        case "s":
            return strings[int(text)] if text.isdigit() and int(text) < len(strings) else Unreadable("no such text")
        case "str" | "d" if kind == "str" or _moment(written) is not None:
            return written
        case "b" if text in ("0", "1", "true", "false"):
            return text in ("1", "true")
        case "n":
            try:
                number = float(text)
            except ValueError:
                return Unreadable("no number")
            return number if math.isfinite(number) else Unreadable("no number")
        case _:
            return Unreadable(f"type {kind}" if kind != "e" else "error")
