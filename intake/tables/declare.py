"""The words in which a workbook is declared: a sheet is a dataframely schema, a column one of its typed members.

What a table's schema cannot say (label, hint, privacy class, dropdown) stands in a `Field` in the column's metadata, so
that template, reader, checks and dictionary all derive from the one declaration.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

import dataframely as dy
import polars as pl

from intake.codes import YES, YES_NO, CodeList
from intake.language import N_, Message

Need = Literal["key", "needed", "optional"]
Privacy = Literal["I", "T", "S", ""]
Kind = Literal[
    "text",
    "date",
    "integer",
    "number",
    "code",
    "case",
    "reference",
    "national-number",
    "school-year",
    "moment",
    "workshop",
]

FIELD = "field"
CASE_NUMBER = r"^[A-Z]{3}-\d{4}-\d{4}$"
"""Office, the two years of the school year it was opened in, running number: NOR-2627-0041."""
SCHOOL_YEAR = r"^\d{4}/\d{2}$"
WORKSHOP_NUMBER = r"^YW-\d{4}-\d{2}$"
"""The workshop, the two years of the school year that its group begins in, running number: YW-2627-03."""


@dataclass(frozen=True)
class Field:
    """What people and the reader need to know of a column beside its type.

    `refers_to` names a sheet and its column whose values this one may hold. `future` allows a date after the day the
    data describe. `low` and `high` bound a number. `prefilled` cells are given by the tool: a row that holds nothing
    else is blank. `stamped` ones tell the tool about the file itself and are no data.
    """

    label: Message
    hint: Message
    kind: Kind
    need: Need = "optional"
    privacy: Privacy = ""
    codes: CodeList | None = None
    refers_to: tuple[str, str] | None = None
    future: bool = False
    low: float | None = None
    high: float | None = None
    prefilled: bool = False
    stamped: bool = False
    width: int = 14

    @property
    def required(self) -> bool:
        """Whether a row cannot stand without this cell."""
        return self.need != "optional"


@dataclass(frozen=True)
class Fault:
    """What a broken rule means to an office: the problem's code and the column to mend.

    `empties` says that the cell is optional and is emptied; otherwise the row is held back.
    """

    code: str
    column: str
    empties: bool = False
    also: str | None = None


@dataclass(frozen=True)
class SheetInfo:
    """What people need to know of a sheet: its key, title, one-line hint and how it is laid out."""

    key: str
    title: Message
    hint: Message
    layout: Literal["table", "form"] = "table"
    room: int = 0


class Sheet(dy.Schema):
    """A sheet of a workbook: its columns are members, its rules say what is true of a good row."""

    row = dy.Int32(nullable=False)

    INFO: ClassVar[SheetInfo]
    KEY: ClassVar[tuple[str, ...]] = ()
    FAULTS: ClassVar[Mapping[str, Fault]] = {}
    HOLD_ALL_DUPLICATES: ClassVar[bool] = False

    @dy.rule()
    def key_is_unique(cls) -> pl.Expr:
        """Each row has a key of its own; of several with one key the first stands, or none where none can be told."""
        if not cls.KEY:
            return pl.lit(value=True)
        key = pl.struct(cls.KEY)
        return key.is_unique() if cls.HOLD_ALL_DUPLICATES else key.is_first_distinct()


@dataclass(frozen=True)
class WorkbookDeclaration:
    """A standard workbook: its sheets in the order in which they stand."""

    key: str
    title: Message
    help: tuple[Message, ...]
    version: int
    cover: type[Sheet]
    sheets: tuple[type[Sheet], ...]

    @property
    def all_sheets(self) -> tuple[type[Sheet], ...]:
        """The cover and the tables."""
        return (self.cover, *self.sheets)

    def sheet(self, key: str) -> type[Sheet]:
        """Return the sheet of a key. Raises KeyError when there is none."""
        for sheet in self.all_sheets:
            if sheet.INFO.key == key:
                return sheet
        raise KeyError(key)


@cache
def fields(sheet: type[Sheet]) -> dict[str, Field]:
    """Return the columns that people see, by key, in their order."""
    return {
        name: column.metadata[FIELD]
        for name, column in sheet.columns().items()
        if column.metadata and FIELD in column.metadata
    }


@cache
def never_empty(sheet: type[Sheet]) -> tuple[str, ...]:
    """Return the keys of the columns that no row can stand without, whatever its other cells say."""
    columns = sheet.columns()
    return tuple(key for key, declared in fields(sheet).items() if declared.required and not columns[key].nullable)


def fields_of_class(sheet: type[Sheet], classes: str) -> Iterator[str]:
    """Yield the keys of the columns whose privacy class is one of the letters given."""
    return (key for key, declared in fields(sheet).items() if declared.privacy and declared.privacy in classes)


def text(
    label: Message,
    hint: Message,
    *,
    need: Need = "optional",
    privacy: Privacy = "",
    width: int = 16,
    stamped: bool = False,
) -> dy.String:
    """Declare a column of free text."""
    declared = Field(label, hint, "text", need, privacy, width=width, stamped=stamped)
    return dy.String(nullable=need == "optional", metadata={FIELD: declared})


def date(
    label: Message,
    hint: Message,
    *,
    need: Need = "optional",
    privacy: Privacy = "",
    future: bool = False,
    nullable: bool = False,
) -> dy.Date:
    """Declare a column of dates. `nullable` lets a needed date be empty where a rule of the sheet says when."""
    declared = Field(label, hint, "date", need, privacy, future=future, width=13)
    return dy.Date(nullable=nullable or need == "optional", metadata={FIELD: declared})


def integer(
    label: Message, hint: Message, *, need: Need = "optional", low: int = 0, high: int = 9999, privacy: Privacy = ""
) -> dy.Int32:
    """Declare a column of whole numbers from `low` to `high`."""
    declared = Field(label, hint, "integer", need, privacy, low=low, high=high, width=10)
    return dy.Int32(nullable=need == "optional", min=low, max=high, metadata={FIELD: declared})


def number(label: Message, hint: Message, *, need: Need = "optional", low: float = 0, high: float = 1e6) -> dy.Float64:
    """Declare a column of numbers from `low` to `high`."""
    declared = Field(label, hint, "number", need, low=low, high=high, width=11)
    return dy.Float64(nullable=need == "optional", min=low, max=high, metadata={FIELD: declared})


def code(
    codes: CodeList, label: Message, hint: Message, *, need: Need = "optional", privacy: Privacy = "", width: int = 18
) -> dy.Enum:
    """Declare a column that holds one of a code list."""
    declared = Field(label, hint, "code", need, privacy, codes=codes, width=width)
    return dy.Enum(codes.codes, nullable=need == "optional", metadata={FIELD: declared})


def yes_no(label: Message, hint: Message, *, need: Need = "optional") -> dy.Enum:
    """Declare a column that holds yes or no."""
    return code(YES_NO, label, hint, need=need, width=13)


def tick(label: Message, hint: Message) -> dy.Enum:
    """Declare a column that holds yes or nothing."""
    return code(YES, label, hint, width=12)


def case_number(
    label: Message,
    hint: Message,
    *,
    need: Need = "optional",
    refers_to: tuple[str, str] | None = None,
    prefilled: bool = False,
) -> dy.String:
    """Declare a column of case numbers."""
    declared = Field(label, hint, "case", need, refers_to=refers_to, prefilled=prefilled, width=17)
    return dy.String(nullable=need == "optional", regex=CASE_NUMBER, metadata={FIELD: declared})


def reference(
    to: tuple[str, str],
    label: Message,
    hint: Message,
    *,
    need: Need = "optional",
    privacy: Privacy = "",
    width: int = 18,
) -> dy.String:
    """Declare a column whose values stand in a column of another sheet."""
    declared = Field(label, hint, "reference", need, privacy, refers_to=to, width=width)
    return dy.String(nullable=need == "optional", metadata={FIELD: declared})


def national_number(label: Message, hint: Message) -> dy.String:
    """Declare a column of national numbers: thirteen digits, kept as text."""
    return dy.String(nullable=True, metadata={FIELD: Field(label, hint, "national-number", privacy="I", width=18)})


def school_year(label: Message, hint: Message, *, need: Need = "needed") -> dy.String:
    """Declare a column of school years as in 2026/27."""
    declared = Field(label, hint, "school-year", need, width=12)
    return dy.String(nullable=need == "optional", regex=SCHOOL_YEAR, metadata={FIELD: declared})


def workshop_number(label: Message, hint: Message, *, refers_to: tuple[str, str] | None = None) -> dy.String:
    """Declare a column of workshop numbers, which are part of its sheet's key."""
    declared = Field(label, hint, "workshop", "key", refers_to=refers_to, width=16)
    return dy.String(nullable=False, regex=WORKSHOP_NUMBER, metadata={FIELD: declared})


class CaseSheet(Sheet):
    """A sheet whose rows hang on a case."""

    case = case_number(
        N_("Case number"), N_("The number of the case on the sheet Leavers."), need="key", refers_to=("leavers", "case")
    )
