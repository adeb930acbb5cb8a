"""A workbook's bytes -> the same workbook without what identifies somebody, in no part of the file.

Cells are cut out of the sheets' own text, so that everything else stays as it was to the byte. Texts that only these
cells shared are emptied, and so are comments on them and whatever else in the file names who is erased. Parts that are
copies of cells (of pivot tables, of earlier versions, pictures of the first page) are emptied whole. What comes out is
to be read again and compared: nothing here is trusted by itself.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from openpyxl.utils import coordinate_to_tuple, get_column_letter

from intake.erased_rows import RENAMED, Spot
from intake.precheck import DEFAULT_LIMITS, STRINGS_PART, WORKBOOK_PART, ReadingLimits, examine

WRITTEN_ON = (1980, 1, 1, 0, 0, 0)
"""The date of every part of a rewritten file: the first that the format knows."""
COPIES = ("xl/pivotcache/", "xl/revisions/", "xl/embeddings/", "xl/externallinks/", "xl/querytables/", "customxml/",
          "docprops/thumbnail", "xl/media/")  # fmt: skip
"""Where parts lie that hold copies of cells, or pictures that nobody can search."""
TEXT_PARTS = (".xml", ".rels", ".vml", ".txt")
NAME_OF_TAG = re.compile(rb"<([\w:.-]+)")
STYLE = re.compile(rb'\ss="[0-9]+"')
TEXT_OR_ATTRIBUTE = re.compile(rb""">([^<>]+)<|="([^"<]*)"|='([^'<]*)'""")
SHEET_NAME = re.compile(rb"""(<(?:\w+:)?sheet\b[^<>]*?\bname=)("[^"<]*"|'[^'<]*')""")
ON_CELL = re.compile(rb'<((?:\w+:)?(?:comment|threadedComment|hyperlink))\b[^<>]*?\bref="([A-Z]+[0-9]+)[^"]*"[^<>]*>')
COMMENT_TEXT = re.compile(rb"(<(?:\w+:)?text\b[^<>]*>).*?(</(?:\w+:)?text>)", re.DOTALL)
RELATION = re.compile(rb'\bTarget="([^"]+)"')

IsTold = Callable[[str], bool]


class Cut(NamedTuple):
    """Bytes of a part to be replaced."""

    start: int
    end: int
    by: bytes = b""


def without(content: bytes, spots: Collection[Spot], is_told: IsTold, limits: ReadingLimits = DEFAULT_LIMITS) -> bytes:
    """Return a workbook's bytes with some cells blank, and without anything that `is_told` says names somebody.

    The bytes must have passed the pre-check.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {info.filename: source.read(info) for info in source.infolist() if not info.is_dir()}
    called = {name.lower(): name for name in parts}
    sheets = [called[one.part] for one in examine(content, limits).entries if one.is_worksheet]
    by_sheet: dict[str, set[tuple[int, int]]] = {name: set() for name in sheets}
    for spot in spots:
        by_sheet[sheets[spot.sheet]].add((spot.row, spot.column))
    shared = _Shared()
    for name in sheets:
        scan = _Cells(parts[name], by_sheet[name])
        shared.note(scan)
        parts[name] = _cut(parts[name], scan.cuts)
    strings = called.get(STRINGS_PART)
    if strings:
        parts[strings] = _without_strings(parts[strings], shared.unused, is_told)
    for name in sheets:
        for beside in _beside(name, parts):
            parts[beside] = _without_comments(parts[beside], {row for row, _ in by_sheet[name]})
    return _packed({name: _without_told(name, part, is_told) for name, part in parts.items()})


@dataclass
class _Shared:
    """Which shared texts the cells that stay use, and which only those that were cut out."""

    kept: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)

    def note(self, scan: "_Cells") -> None:
        """Add what a sheet uses."""
        self.kept |= scan.strings_kept
        self.cut |= scan.strings_cut

    @property
    def unused(self) -> set[int]:
        """The texts that no cell uses any more."""
        return self.cut - self.kept


class _Cells:
    """Reads a sheet's cells with the place of their bytes, and says what to cut for those to blank."""

    def __init__(self, part: bytes, blank: Collection[tuple[int, int]]) -> None:
        self._part, self._blank = part, blank
        self.cuts: list[Cut] = []
        self.strings_kept: set[int] = set()
        self.strings_cut: set[int] = set()
        self._row = self._column = 0
        self._start, self._type, self._value = -1, "", ""
        self._in_value = False
        parser = expat.ParserCreate(None, " ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._started, self._ended
        parser.CharacterDataHandler = self._read_text
        self._parser = parser
        parser.Parse(part, True)

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                place = attributes.get("r")
                self._column = coordinate_to_tuple(place)[1] if place else self._column + 1
                self._start, self._type, self._value = self._parser.CurrentByteIndex, attributes.get("t", "n"), ""
            case "v":
                self._in_value = self._start >= 0

    def _read_text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def _ended(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v":
                self._in_value = False
            case "c":
                self._end_of_cell(self._parser.CurrentByteIndex)
                self._start = -1

    def _end_of_cell(self, at: int) -> None:
        is_blank = (self._row, self._column) in self._blank
        if self._type == "s" and self._value.strip().isdigit():
            (self.strings_cut if is_blank else self.strings_kept).add(int(self._value))
        if not is_blank or at <= self._start:
            return
        tag = self._part[self._start : self._part.index(b">", self._start) + 1]
        called, style = NAME_OF_TAG.match(tag), STYLE.search(tag)
        if called is None:
            raise AssertionError("a cell begins with its tag")
        place = f' r="{get_column_letter(self._column)}{self._row}"'.encode()
        empty = b"<" + called[1] + place + (style[0] if style else b"") + b"/>"
        self.cuts.append(Cut(self._start, self._part.index(b">", at) + 1, empty))


def _cut(part: bytes, cuts: Collection[Cut]) -> bytes:
    pieces, at = [], 0
    for cut in sorted(cuts):
        pieces += [part[at : cut.start], cut.by]
        at = cut.end
    return b"".join([*pieces, part[at:]])


def _without_strings(part: bytes, unused: Collection[int], is_told: IsTold) -> bytes:
    """Return the shared texts, those emptied that no cell uses any more or that name who is erased; none moves."""
    cuts: list[Cut] = []
    starts: list[tuple[int, list[str]]] = []
    parser = expat.ParserCreate(None, " ")
    parser.buffer_text = True
    count = 0

    def started(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "si":
            starts.append((parser.CurrentByteIndex, []))

    def read_text(text: str) -> None:
        if starts:
            starts[-1][1].append(text)

    def ended(name: str) -> None:
        nonlocal count
        if name.rpartition(" ")[2] != "si":
            return
        start, texts = starts.pop()
        at = parser.CurrentByteIndex
        if at > start and (count in unused or is_told(" ".join(texts))):
            called = NAME_OF_TAG.match(part, start)
            prefix = called[1].rpartition(b":")[0] if called else b""
            empty = b"<" + prefix + (b":" if prefix else b"") + b"t/>"
            cuts.append(Cut(part.index(b">", start) + 1, at, empty))
        count += 1

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler = read_text
    parser.Parse(part, True)
    return _cut(part, cuts)


def _beside(sheet: str, parts: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the parts that a sheet's links lead to, the sheet itself among them, since links on cells stand in it."""
    folder, name = posixpath.split(sheet)
    called = {one.lower(): one for one in parts}
    links = called.get(f"{folder}/_rels/{name}.rels".lower())
    yield sheet
    for target in RELATION.findall(parts[links]) if links else ():
        path = posixpath.normpath(posixpath.join("/", folder, html.unescape(target.decode(errors="replace"))))
        part = called.get(path.lstrip("/").lower())
        if part and part.lower().endswith(".xml"):
            yield part


def _without_comments(part: bytes, rows: Collection[int]) -> bytes:
    """Return a part without what comments on cells of some rows say, and without links from them."""
    cuts = []
    for found in ON_CELL.finditer(part):
        row, _ = coordinate_to_tuple(found[2].decode())
        if row not in rows:
            continue
        if found[1].endswith(b"hyperlink"):
            closing = b"/>" if found[0].endswith(b"/>") else b">"
            cuts.append(Cut(found.start(), found.end(), b"<" + found[1] + b' ref="' + found[2] + b'"' + closing))
            continue
        end = part.find(b"</" + found[1] + b">", found.end())
        body = part[found.end() : end]
        cuts.append(Cut(found.end(), end, COMMENT_TEXT.sub(rb"\1\2", body)))
    return _cut(part, cuts)


def _without_told(name: str, part: bytes, is_told: IsTold) -> bytes:
    """Return a part in which no text and no attribute names who is erased; a copy of cells is emptied whole."""
    if name.lower().startswith(COPIES):
        return b""
    if not name.lower().endswith(TEXT_PARTS):
        return b"" if is_told(part.decode("latin-1")) or is_told(part.decode("utf-16-le", errors="replace")) else part
    if name.lower() == WORKBOOK_PART:
        part = _with_sheets_renamed(part, is_told)
    cuts = []
    for found in TEXT_OR_ATTRIBUTE.finditer(part):
        group = found.lastindex or 0
        if is_told(html.unescape(found[group].decode(errors="replace"))):
            cuts.append(Cut(found.start(group), found.end(group)))
    return _cut(part, cuts)


def _with_sheets_renamed(part: bytes, is_told: IsTold) -> bytes:
    """Return the list of sheets, those called after somebody called by their place: a sheet needs a name."""
    cuts = []
    for place, found in enumerate(SHEET_NAME.finditer(part), start=1):
        if is_told(html.unescape(found[2][1:-1].decode(errors="replace"))):
            cuts.append(Cut(found.start(2), found.end(2), f'"{RENAMED}{place}"'.encode()))
    return _cut(part, cuts)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            member = zipfile.ZipInfo(name, WRITTEN_ON)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, part)
    return packed.getvalue()
