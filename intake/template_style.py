"""How a workbook looks: its colours, and the styles that its cells share."""

import datetime
import math
import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from intake.tables.declare import Field
from intake.workbook import FormulaWithoutValue, UnreadableCell

DARK = "16324A"
LIGHT = "DCE7EF"
PALE = "F4F6F8"
INK = "17222D"
GREY = "4B5A69"
WHITE = "FFFFFF"
ON_DARK = "C9DCEA"
LINE = "D8DFE6"
STRONG_LINE = "8492A0"
MISSING = "FBE3B5"
LINK = "0B5C8A"
LATE = "A8231A"
TO_MEND = "F8CBC4"
TO_CHECK = "FFF6C2"
"""The grounds of cells that hold something back, and of those that are only worth a second look."""

FONT = "Calibri"
TEXT_FORMAT = "@"
DATE_FORMAT = "dd.mm.yyyy"
NUMBER_FORMATS = MappingProxyType({"date": DATE_FORMAT, "integer": "0", "number": "General"})
"""Number format by kind of column; every other kind is text, so that a number keeps its zeros and "=" stays a sign."""

GENERAL = "General"
DATE_AND_TIME_FORMAT = "dd.mm.yyyy hh:mm:ss"
TIME_FORMAT = "hh:mm:ss"
DURATION_FORMAT = "[h]:mm:ss"
OWN_FORMATS: tuple[tuple[type, str], ...] = (
    (int, GENERAL),
    (float, GENERAL),
    (datetime.datetime, DATE_AND_TIME_FORMAT),
    (datetime.date, DATE_FORMAT),
    (datetime.time, TIME_FORMAT),
    (datetime.timedelta, DURATION_FORMAT),
)
"""In which format a value of a type stays what it is; a date with a time comes before a date, which it also is."""
LONG_TEXT = 30
"""Width from which a column of text is one of sentences, which wrap."""
LIKE_A_FORMULA = ("=", "+", "-", "@", "'")
"""How a text begins that a spreadsheet takes for a formula when somebody goes through the cell again."""

ROW_HEIGHT = 18.0
LINE_HEIGHT = 15.0

ROW_STYLE = DifferentialStyle(border=Border(bottom=Side(style="thin", color=LINE)))
MISSING_STYLE = DifferentialStyle(fill=PatternFill(bgColor=MISSING, fill_type="solid"))


@dataclass(frozen=True)
class Look:
    """One look of a cell, written in the words of a spreadsheet."""

    size: float = 11
    bold: bool = False
    colour: str = INK
    fill: str | None = None
    line: str | None = None
    boxed: bool = False
    underlined: bool = False
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = False
    indent: int = 0
    number_format: str = "General"
    locked: bool = True
    quoted: bool = False


@dataclass(frozen=True)
class AsItStood:
    """A value that can't be read as what belongs in its cell, and is written exactly as somebody entered it."""

    value: object


def data_look(kind: str, *, wrap: bool = False, boxed: bool = False) -> Look:
    """Return the look of a cell to fill in: open, and formatted by the kind of its column."""
    horizontal = "right" if kind in ("integer", "number") and not boxed else "left"
    number_format = NUMBER_FORMATS.get(kind, TEXT_FORMAT)
    return Look(horizontal=horizontal, wrap=wrap, boxed=boxed, indent=1, number_format=number_format, locked=False)


def cell_look(field: Field, value: object, *, boxed: bool = False) -> Look:
    """Return the look of a cell of a column that holds a value: what is no value of its kind brings its own format."""
    wrap = field.kind == "text" and (boxed or field.width >= LONG_TEXT)
    look = data_look(field.kind, wrap=wrap, boxed=boxed)
    if isinstance(value, AsItStood):
        return look_of_value(look, value.value)
    return look_of_value(look, value) if isinstance(value, str) else look


def look_of_value(look: Look, value: object) -> Look:
    """Return a look in which a value shows, and is read again, as what it is."""
    if isinstance(value, str):
        return replace(look, quoted=value.startswith(LIKE_A_FORMULA))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    own = next((number_format for kind, number_format in OWN_FORMATS if isinstance(value, kind)), look.number_format)
    return replace(look, number_format=own)


HEADER_NEEDED = Look(bold=True, indent=1, colour=WHITE, fill=DARK, wrap=True, line=WHITE)
HEADER_OPTIONAL = Look(bold=True, indent=1, colour=INK, fill=LIGHT, wrap=True, line=WHITE)
HEADER_CARRIED = Look(bold=True, indent=1, colour=GREY, fill=PALE, wrap=True, line=WHITE, locked=False)
ENTRY = Look(indent=1, number_format=TEXT_FORMAT)
FREE = Look(locked=False)
BAND = Look(fill=DARK, colour=WHITE)
BAND_SERVICE = Look(fill=DARK, colour=ON_DARK, size=12)
BAND_TITLE = Look(fill=DARK, colour=WHITE, size=22, bold=True)
BAND_FOR = Look(fill=DARK, colour=WHITE, size=13)
HEADING = Look(size=13, bold=True, colour=DARK, line=DARK, vertical="bottom")
LABEL = Look(wrap=True)
LABEL_NEEDED = Look(wrap=True, bold=True)
COUNT = Look(size=16, bold=True, colour=DARK, indent=1, number_format="0")
PROSE = Look(wrap=True)
MEANING = Look(wrap=True, indent=1)
STEP = Look(bold=True, colour=DARK)
SHEET_LINK = Look(colour=LINK, underlined=True)
STAMP_LABEL = Look(size=10, colour=GREY, wrap=True)
STAMP = Look(size=10, colour=GREY, wrap=True, indent=1, number_format=TEXT_FORMAT)
SAMPLE_MISSING = Look(indent=1, fill=MISSING)
SAMPLE_OPTIONAL = Look(indent=1, fill=LIGHT, bold=True)
SAMPLE_NEEDED = Look(indent=1, fill=DARK, bold=True, colour=WHITE)


class Styles:
    """The styles of one workbook: each look is registered once, and all its cells share it.

    Sharing is what makes thousands of cells cheap: openpyxl otherwise compares a font, a fill and a border for each.
    """

    def __init__(self, book: Workbook) -> None:
        # A sheet that never becomes one of the workbook's: its cells serve to register looks.
        self._aside = Worksheet(book)
        self._styles: dict[Look, StyleArray] = {}

    def of(self, look: Look) -> StyleArray:
        """Return the registered style of a look."""
        if look not in self._styles:
            self._styles[look] = self._registered(look)
        return self._styles[look]

    def _registered(self, look: Look) -> StyleArray:
        cell = self._aside.cell(1, len(self._styles) + 1)
        cell.font = Font(
            name=FONT,
            size=look.size,
            bold=look.bold,
            color=look.colour,
            underline="single" if look.underlined else None,
        )
        if look.fill:
            cell.fill = PatternFill(fgColor=look.fill, fill_type="solid")
        if look.boxed:
            side = Side(style="thin", color=STRONG_LINE)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        elif look.line == WHITE:
            cell.border = Border(right=Side(style="thin", color=WHITE))
        elif look.line:
            cell.border = Border(bottom=Side(style="medium", color=look.line))
        cell.alignment = Alignment(
            horizontal=look.horizontal, vertical=look.vertical, wrap_text=look.wrap, indent=look.indent
        )
        cell.number_format = look.number_format
        cell.protection = Protection(locked=look.locked)
        cell.quotePrefix = look.quoted
        style: StyleArray = cell._style  # type: ignore[union-attr]
        return style


def share(styled: Any, style: StyleArray) -> None:  # noqa: ANN401 (the types of openpyxl leave `_style` out)
    """Give a cell or a column a registered style."""
    styled._style = style


def put(sheet: Worksheet, row: int, column: int, value: object, style: StyleArray) -> None:
    """Write a value into a cell; a text stays a text, even one that begins like a formula or names an error."""
    cell: Any = sheet.cell(row, column)
    share(cell, style)
    match value:
        case str():
            # Past openpyxl's own way in, which refuses some characters and cuts long texts.
            cell._value, cell.data_type = escaped(value), "s"
        case FormulaWithoutValue() | UnreadableCell():
            cell._value, cell.data_type = NO_VALUE, "e"
        case float() if not math.isfinite(value):
            cell._value, cell.data_type = str(value), "s"
        case _:
            cell.value = value


NO_VALUE = "#N/A"
"""Stands where a formula has no value or a cell could not be read: it is told again until somebody fills it in."""
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """Return a text in which characters that XML can't hold are written as a workbook writes them, as in "_x000D_".

    Source: ECMA-376, ST_Xstring. A text that looks like such a mark has its underscore marked.
    """
    return NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
