"""A sheet's XML -> where its filled cells stand, and which of them can't be read as they are written: a second witness.

The reader takes an error for a blank, a wrong index for another text, and the end of what it understands for the end of
the sheet. So each sheet is read here once more, by other means, and both must have found the same cells.
Plain cells, which are nearly all, are taken out by one regular expression and leave a mark in their place; so are then
the rows that have no others. What is left (cells and rows written in any other way, everything around them) goes to
expat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, time
from itertools import accumulate, chain, compress, pairwise, repeat, starmap
from math import isfinite
from operator import lt
from typing import Any

from intake.places import column_number
from intake.refusals import ReadingLimits, Refused, unsafe
from intake.sheet_facts import SheetFacts
from intake.xml_scan import SPREADSHEET, YES, PartScan, names_in

FORMULA = "formula"
"""A formula without a value, or with an error for one."""
UNREADABLE = "unreadable"
"""A value that its cell's kind does not allow, so that a guess would have to be made."""

_CARRIED = 2**16  # a cell cut by the end of a piece is completed from the next
_CELL_MARK = b"."
_ROW_MARK = b";"
# Quantifiers are possessive, so that no text makes the search slow. A text begins with what is surely no blank.
# Of the kinds of cells, those that the template's own workbooks have most of come first: their accents are references.
_TEXT = rb"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]{0,9000}+"
_SAID = (
    rb"([!-%\x27-;=-~\xc3-\xdf]|&#(?:19[2-9]|[23][0-9]{2}+);)" + _TEXT +
    rb"(?:&(?:#(?:19[2-9]|[2-9][0-9]{2}+|8[0-9]{3}+)|amp|lt|gt|quot|apos);" + _TEXT + rb"){0,30}+"
)  # fmt: skip
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+)"(?: s="[0-9]{1,5}+")?+(?:'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?+>' + _SAID + rb"</t></is></c>"
    rb'| t="s"><v>([0-9]{1,7}+)</v></c>'
    rb'|(?: t="n")?+><(v)>-?+[0-9]{1,17}+(?:\.[0-9]{1,20}+)?+(?:E[+-]?+[0-9]{1,2}+)?+</v></c>'
    rb'|(?: t="n")?+(?: ?/>|></c>))'
)
_PLAIN_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6}+)"(?: spans="[0-9:]{1,20}+")?+(?: ht="[0-9.]{1,9}+")?+>(\.*+)</row>'
)
_GROUPS = 6  # what split returns for a cell: the text before it, then five groups
_REFERENCE = re.compile(r"([A-Za-z]{1,9})([1-9][0-9]*)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?")
_AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_LONGEST_ROW = 7  # digits

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")  # at others the reader stops
# Where each element of a cell may stand; formats of rich text hold others.
_PARENTS = {
    "v": ("c",), "f": ("c",), "is": ("c",), "t": ("is", "r", "rPh"), "r": ("is",), "rPh": ("is",), "rPr": ("r",),
    "phoneticPr": ("is",),
}  # fmt: skip


class _Columns(dict[bytes, int]):
    def __missing__(self, letters: bytes) -> int:
        self[letters] = number = column_number(letters.decode())
        return number


_COLUMNS = _Columns()  # keys are of three letters at most


@dataclass(slots=True)
class _Cell:
    """A cell that is not plain, as far as it was read."""

    column: int
    kind: str
    value: str | None = None
    text: str | None = None
    has_formula: bool = False


class SheetScan(PartScan):
    """Reads one sheet. `position` (from 1) is told in refusals, since what stands on a tab may be a name."""

    names = names_in(
        SPREADSHEET, "worksheet", "sheetData", "row", "c", "cols", "col", "mergeCells", "mergeCell", *_PARENTS
    )

    def __init__(
        self, limits: ReadingLimits, elements_left: int, position: int, strings: int, blank_strings: Set[int]
    ) -> None:
        super().__init__(limits, elements_left)
        self.facts = SheetFacts()
        self._position = position
        self._strings = strings
        self._blank_strings = blank_strings
        self._carried = b""
        # Plain cells taken out and not yet met again by their marks: columns, digits of the row, whether filled.
        self._plain: tuple[list[int], list[bytes], list[bool]] = ([], [], [])
        self._met = 0
        self._plain_rows: list[tuple[bytes, int]] = []  # likewise: its digits, how many cells it has
        self._has_data = False
        self._row: int | None = None
        self._last_row = 0
        self._is_hidden = False
        # The cells of the row that is read, in their order.
        self._columns: list[int] = []
        self._digits: list[bytes] = []
        self._filled: list[bool] = []
        self._odd: list[tuple[int, str]] = []
        self._cell: _Cell | None = None

    def feed(self, piece: bytes) -> None:
        """Read on. Raises Refused."""
        text = self._carried + piece
        cut = text.rfind(b"<c ")
        if cut < len(text) - _CARRIED:
            cut = len(text)
        self._carried = text[cut:]
        self._take_out_plain_cells(text[:cut])

    def close(self) -> None:
        """Read what is left. Raises Refused when the sheet ends too early."""
        self._take_out_plain_cells(self._carried)
        super().close()
        if self._met < len(self._plain[0]) or self._plain_rows:
            raise unsafe("markup")  # a cell within a tag

    def _take_out_plain_cells(self, text: bytes) -> None:
        found = _PLAIN_CELL.split(text)
        columns, digits, filled = self._plain
        del columns[: self._met], digits[: self._met], filled[: self._met]
        self._met = 0
        if len(found) > 1:
            columns.extend(map(_COLUMNS.__getitem__, found[1::_GROUPS]))
            digits.extend(found[2::_GROUPS])
            kinds = zip(found[3::_GROUPS], self._indexes(found), found[5::_GROUPS], strict=True)
            filled.extend([bool(text or index or number) for text, index, number in kinds])
        super().feed(self._without_plain_rows(_CELL_MARK.join(found[0::_GROUPS])))

    def _without_plain_rows(self, text: bytes) -> bytes:
        found = _PLAIN_ROW.split(text)
        self.count_elements(len(found) // 3)
        self._plain_rows.extend(zip(found[1::3], map(len, found[2::3]), strict=True))
        return _ROW_MARK.join(found[0::3])

    def _indexes(self, found: list[bytes]) -> list[bytes | None]:
        """Return the index of each cell that has one, of blank texts none. Raises Refused for one beyond the texts."""
        indexes: list[bytes | None] = [*found[4::_GROUPS]]
        numbers = {int(index) for index in {*indexes} if index is not None}
        if numbers and max(numbers) >= self._strings:
            at = next(at for at, index in enumerate(indexes) if index is not None and int(index) >= self._strings)
            cell = found[1 + at * _GROUPS] + found[2 + at * _GROUPS]
            raise Refused("damaged-cell", position=self._position, cell=cell.decode())
        if self._blank_strings.isdisjoint(numbers):
            return indexes
        return [None if index is not None and int(index) in self._blank_strings else index for index in indexes]

    # --- What expat tells of the rest ---------------------------------------------------------------------------

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take in a row, a cell or a part of one where each may stand; refuse it anywhere else."""
        path = self.path
        if len(path) > 2 and path[1] == "sheetData":
            if name == "row" and len(path) == 3:
                self._start_row(attributes)
            elif name == "c" and path[2:] == ["row", "c"]:
                self._start_cell(attributes)
            else:
                self._start_in_cell(name)
        elif name == "col":
            self._note_hidden_columns(attributes)
        elif name == "mergeCell":
            self._note_merged(attributes)
        elif name in ("row", "c", "sheetData") or len(path) == 1:
            if path != ["worksheet", "sheetData"][: len(path)] or (name == "sheetData" and self._has_data):
                raise unsafe("markup")
            self._has_data = name == "sheetData"

    def ended(self, name: str) -> None:
        """Take in a whole row or cell."""
        if name == "row":
            self._end_row()
        elif name == "c":
            self._end_cell()

    def read_text(self, text: str) -> None:
        """Add to what a cell holds; count the marks in a row; refuse text where none may stand."""
        path = self.path
        if len(path) < 2 or path[1] != "sheetData":
            return
        where = path[-1]
        if where == "row":
            self._meet_plain_cells("".join(text.split()))
        elif where == "sheetData":
            self._meet_plain_rows("".join(text.split()))
        elif where == "v" and self._cell:
            self._cell.value = (self._cell.value or "") + text
        elif where == "t" and self._cell:
            if "rPh" not in path:
                self._cell.text = (self._cell.text or "") + text
        elif where != "f" and text.strip():
            raise unsafe("markup")

    def _meet_plain_cells(self, marks: str) -> None:
        columns, digits, filled = self._plain
        start, end = self._met, self._met + len(marks)
        if end > len(columns) or marks.strip(_CELL_MARK.decode()):
            raise unsafe("markup")
        self._columns += columns[start:end]
        self._digits += digits[start:end]
        self._filled += filled[start:end]
        self._met = end

    def _meet_plain_rows(self, marks: str) -> None:
        rows = self._plain_rows[: len(marks)]
        del self._plain_rows[: len(marks)]
        start, end = self._met, self._met + sum(width for _, width in rows)
        if len(rows) < len(marks) or end > len(self._plain[0]) or marks.strip(_ROW_MARK.decode()):
            raise unsafe("markup")
        if not rows:
            return
        columns, stated, filled = self._plain
        if not self._took_in(rows, columns[start:end], stated[start:end], filled[start:end]):
            # One by one, for the first that is out of order, to be refused by its place.
            for digits, width in rows:
                self._start_row({"r": digits.decode()})
                self._meet_plain_cells(_CELL_MARK.decode() * width)
                self._end_row()
        self._met = end

    def _took_in(
        self, rows: list[tuple[bytes, int]], columns: list[int], digits: list[bytes], filled: list[bool]
    ) -> bool:
        """Note whole rows of plain cells at once, and return True; or False if a row or cell is out of place."""
        numbers = [int(stated) for stated, _ in rows]
        ends = [0, *accumulate(width for _, width in rows)]
        shapes = {tuple(columns[start:end]) for start, end in pairwise(ends)}  # a few for all the rows
        if (
            self._last_row >= numbers[0]
            or not _rising(numbers)
            or numbers[-1] > self.limits.rows
            or not all(map(_rising, shapes))
            or max(columns, default=0) > self.limits.columns
            or digits != [*chain.from_iterable(starmap(repeat, rows))]
        ):
            return False
        said = [filled[start:end].count(True) for start, end in pairwise(ends)]
        self.facts.add_rows(numbers, said, [*compress(columns, filled)])
        self._last_row = numbers[-1]
        return True

    def _start_row(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        self._row = None if stated is None else self._row_number(stated)
        self._is_hidden = attributes.get("hidden") in YES

    def _row_number(self, digits: str) -> int:
        if not (digits.isascii() and digits.isdigit()):
            raise self._misplaced(self._last_row + 1)
        # Python takes long over a number of a million digits.
        if len(digits) > _LONGEST_ROW or int(digits) > self.limits.rows:
            raise Refused("too-large", what="rows", limit=self.limits.rows, position=self._position)
        return int(digits)

    def _row_of_cells(self, digits: bytes) -> int:
        # Nearly always what the row itself says, which was looked at before.
        return self._row if self._row is not None and b"%d" % self._row == digits else self._row_number(digits.decode())

    def _misplaced(self, row: int) -> Refused:
        return Refused("misplaced-cells", position=self._position, row=row)

    def _end_row(self) -> None:
        columns, stated = self._columns, self._digits
        if stated and stated.count(stated[0]) < len(stated):
            raise self._misplaced(self._row or self._last_row + 1)
        # Some programs number the cells and not the rows, some neither.
        by_cells = self._row_of_cells(stated[0]) if stated else None
        row = self._row or by_cells or self._last_row + 1
        if by_cells not in (None, row) or row <= self._last_row or not _rising(columns):
            raise self._misplaced(row)
        if columns and columns[-1] > self.limits.columns:
            raise Refused("too-large", what="columns", limit=self.limits.columns, position=self._position)
        filled = [*compress(columns, self._filled)]
        if filled:
            self.facts.add_rows([row], [len(filled)], filled)
            if self._is_hidden:
                self.facts.hidden_rows.append(row)
        self.facts.unread.update({(row, column): why for column, why in self._odd})
        self._last_row = row
        self._columns, self._digits, self._filled, self._odd = [], [], [], []

    def _start_cell(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        if stated is None:
            column = self._columns[-1] + 1 if self._columns else 1
        else:
            reference = _REFERENCE.fullmatch(stated)
            if reference is None:
                raise self._misplaced(self._row or self._last_row + 1)
            column = column_number(reference[1])
            self._digits.append(reference[2].encode())
        self._columns.append(column)
        self._cell = _Cell(column, attributes.get("t", "n"))

    def _start_in_cell(self, name: str) -> None:
        path, cell = self.path, self._cell
        if not name and "rPr" in path:
            return
        if cell is None or path[-2] not in _PARENTS.get(name, ()):
            raise unsafe("markup")
        if name == "v":
            if cell.value is not None:
                raise unsafe("markup")
            cell.value = ""
        elif name == "is":
            if cell.text is not None:
                raise unsafe("markup")
            cell.text = ""
        elif name == "f":
            cell.has_formula = True

    def _end_cell(self) -> None:
        cell = self._cell
        if cell is None:
            raise unsafe("markup")
        is_filled, why = self._judged(cell)
        self._filled.append(is_filled)
        if why:
            self._odd.append((cell.column, why))
        self._cell = None

    def _judged(self, cell: _Cell) -> tuple[bool, str | None]:
        """Whether a cell says something, and why it can't be read if so."""
        value, text, kind = cell.value, cell.text, cell.kind
        if kind == "e" or (cell.has_formula and not value and not text and kind != "str"):
            return True, UNREADABLE if kind == "e" and value not in _ERRORS else FORMULA
        if value is None and text is None:
            return False, None
        if (text is None) == (kind == "inlineStr") or None not in (value, text):
            return True, UNREADABLE
        says = (value or text or "").strip()
        if not says and kind in ("inlineStr", "str", "n"):
            return False, None
        if kind == "s" and _is_index(says) and int(says) in self._blank_strings:
            return False, None
        return True, None if self._is_readable(kind, value or "") else UNREADABLE

    def _is_readable(self, kind: str, value: str) -> bool:
        match kind:
            case "inlineStr" | "str":
                return True
            case "n":
                return len(value) < 400 and _NUMBER.fullmatch(value) is not None and isfinite(float(value))
            case "s":
                return _is_index(value) and int(value) < self._strings
            case "b":
                return value in ("0", "1", "true", "false")
            case "d":
                return _is_moment(value)
            case _:
                return False

    def _note_hidden_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in YES and first.isdigit() and last.isdigit():
            if len(self.facts.hidden_columns) >= self.limits.columns:
                raise unsafe("markup")
            self.facts.hidden_columns.append((int(first[:9]), int(last[:9])))

    def _note_merged(self, attributes: dict[str, str]) -> None:
        if len(self.facts.merged) >= self.limits.merges:
            raise Refused("too-large", what="merges", limit=self.limits.merges, position=self._position)
        area = _AREA.fullmatch(attributes.get("ref", ""))
        if area:
            left, top, right, bottom = area.groups()
            place = int(top), column_number(left), int(bottom), column_number(right)
            self.facts.merged.append(place)


def _rising(ordered: Sequence[Any]) -> bool:
    return all(map(lt, ordered, ordered[1:]))


def _is_index(value: str) -> bool:
    return re.fullmatch("[0-9]{1,9}", value) is not None


def _is_moment(value: str) -> bool:
    """Whether a cell of kind date holds a day, a time of day or both, without a time zone, as the reader takes them."""
    for read in (datetime.fromisoformat, time.fromisoformat):
        try:
            return re.match(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d", value) is not None and read(value).tzinfo is None
        except ValueError:
            continue
    return False
