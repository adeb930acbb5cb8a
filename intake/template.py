"""Declaration -> workbook, blank or filled: what offices, the register and the coordinators fill in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from intake.codes import CONTACT_RESULT
from intake.language import N_, Language
from intake.tables.declare import Field, Sheet, WorkbookDeclaration, fields
from intake.tables.office import FIRST_OWN_NUMBER
from intake.template_cells import NEEDED_WHEN, missing_rule, quoted, row_rule, validation
from intake.template_cover import CoverSheet, Stamp, stamp_properties
from intake.template_file import save
from intake.template_lists import dropdown_of, lists_of, name_own_columns, write_lists
from intake.template_style import (
    FREE,
    HEADER_NEEDED,
    HEADER_OPTIONAL,
    LIKE_A_FORMULA,
    ROW_HEIGHT,
    STRONG_LINE,
    TEXT_FORMAT,
    AsItStood,
    Styles,
    cell_look,
    data_look,
    put,
    share,
)

__all__ = ["AsItStood", "Stamp", "lists_of", "write_template"]

NOTHING: Mapping[str, Any] = MappingProxyType({})
FREE_NUMBERS = 60
"""Case numbers that stand ready for cases that the office opens itself."""
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""The last row and column that Excel has. Hints and formats reach to the end, so that there is no limit to find."""
WIDEST_LABEL = 34
PRINTED_WIDTH = 190
"""Width, in digits, of what can still be read when it is shrunk onto a sheet of A4 paper across."""
A4 = 9

PAGE = N_("Page")
ROOM_BESIDE_LABEL = 5
"""Width that the indent, the star and the filter of a header take."""


@dataclass(frozen=True)
class Draft:
    """A workbook that is laid out and not saved yet: its sheets, its styles, and the cell of each answer on the cover.

    `texts` names by sheet title the cells in which a number that is a text is no mistake, `formula_results` what the
    formula of a sheet gives.
    """

    book: Workbook
    styles: Styles
    stamp: Stamp
    language: Language
    cover_cells: Mapping[str, str]
    texts: Mapping[str, str]
    formula_results: Mapping[str, int]

    def save(self, target: Path) -> None:
        """Write it to a file; the same workbook gives the same bytes."""
        save(self.book, target, self.stamp.written_on, self.texts, self.formula_results)


def write_template(
    declaration: WorkbookDeclaration,
    target: Path,
    language: Language,
    *,
    cover: Mapping[str, object] = NOTHING,
    rows: Mapping[str, Sequence[Mapping[str, object]]] = NOTHING,
    lists: Mapping[str, Sequence[str]] = NOTHING,
    stamp: Stamp,
) -> None:
    """Write the workbook of a declaration to `target`, in one language, blank or filled.

    `cover` and `rows` (by sheet key) map column keys to values: a code, a text, a number, a date, or None. A code is
    written as its label; what is no code of its list is written as it is. `lists` holds what cells may refer to in the
    reference workbook, by sheet key (see `lists_of`). The same input gives the same bytes.
    """
    draft_template(declaration, language, cover=cover, rows=rows, lists=lists, stamp=stamp).save(target)


def draft_template(
    declaration: WorkbookDeclaration,
    language: Language,
    *,
    cover: Mapping[str, object],
    rows: Mapping[str, Sequence[Mapping[str, object]]],
    lists: Mapping[str, Sequence[str]],
    stamp: Stamp,
) -> Draft:
    """Return the workbook of a declaration before it is saved; see `write_template`."""
    book = Workbook()
    styles = Styles(book)
    front = book.worksheets[0]
    front.title = language.text(declaration.cover.INFO.title)
    stated = {key: _written(value, fields(declaration.cover)[key], language) for key, value in cover.items()}
    cover_sheet = CoverSheet(front, declaration, language, styles)
    cover_sheet.write(stated, lists, stamp)
    texts = {}
    for declared in declaration.sheets:
        given = _with_free_numbers(declared, rows.get(declared.INFO.key, ()), stamp)
        sheet = book.create_sheet(language.text(declared.INFO.title))
        _write_table(sheet, declared, given, language, styles)
        _add_hints(sheet, declared, declaration, lists, language)
        texts[sheet.title] = _text_cells(declared)
    write_lists(book, declaration, lists, language, styles)
    name_own_columns(book, declaration, language)
    for sheet in book.worksheets:
        protect(sheet)
        set_up_printing(sheet, stamp, language, is_cover=sheet is front)
    stamp_properties(book, declaration, stamp, language)
    to_dos = _to_dos(declaration, rows)
    results = {} if to_dos is None else {front.title: to_dos}
    return Draft(book, styles, stamp, language, cover_sheet.answers, texts, results)


def _written(value: object, declared: Field, language: Language) -> object:
    if declared.codes and isinstance(value, str) and value in declared.codes.codes:
        return language.text(declared.codes.label(value))
    return value


def _with_free_numbers(
    declared: type[Sheet], rows: Sequence[Mapping[str, object]], stamp: Stamp
) -> Sequence[Mapping[str, object]]:
    """Return the rows, and after them rows with the case numbers that the office may take next.

    Rows that hold a number and nothing else are ready already, and are not added twice.
    """
    prefilled = [key for key, field in fields(declared).items() if field.prefilled]
    if not (prefilled and stamp.office and stamp.school_year):
        return rows
    (key,) = prefilled
    start = f"{stamp.office}-{stamp.school_year[2:4]}{stamp.school_year[5:]}-"
    taken = [str(row.get(key)) for row in rows]
    running = [int(number[len(start) :]) for number in taken if number.startswith(start) and number[-4:].isdigit()]
    ready = sum(len(row) == 1 and number.startswith(start) for row, number in zip(rows, taken, strict=True))
    first = max([FIRST_OWN_NUMBER, *(number + 1 for number in running)])
    return [*rows, *({key: f"{start}{number:04d}"} for number in range(first, first + FREE_NUMBERS - ready))]


def _write_table(
    sheet: Worksheet,
    declared: type[Sheet],
    rows: Sequence[Mapping[str, object]],
    language: Language,
    styles: Styles,
) -> None:
    """Write the header and the rows of a table, and format its columns down to the last row."""
    columns = fields(declared)
    looks: dict[str, StyleArray] = {}
    for position, (key, field) in enumerate(columns.items(), start=1):
        looks[key] = styles.of(cell_look(field, None))
        label = language.text(field.label)
        header = styles.of(HEADER_NEEDED if field.required else HEADER_OPTIONAL)
        put(sheet, 1, position, f"{label} *" if field.required else label, header)
        _format_column(sheet, position, _width(field, language), looks[key])
    _format_column(sheet, len(columns) + 1, 13, styles.of(FREE), LAST_COLUMN)
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        for position, (key, field) in enumerate(columns.items(), start=1):
            value = _written(row.get(key), field, language)
            match value:
                case None:
                    continue
                case AsItStood():
                    put(sheet, number, position, value.value, styles.of(cell_look(field, value)))
                case str() if value.startswith(LIKE_A_FORMULA):
                    put(sheet, number, position, value, styles.of(cell_look(field, value)))
                case _:
                    put(sheet, number, position, value, looks[key])
    sheet.row_dimensions[1].height = 48
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.freeze_panes = "B2"
    last = 1 + max(declared.INFO.room, len(rows))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.sheet_properties.tabColor = STRONG_LINE


def _format_column(sheet: Worksheet, first: int, width: float, style: StyleArray, last: int | None = None) -> None:
    letter = get_column_letter(first)
    column = ColumnDimension(sheet, index=letter, width=width, min=first, max=last or first)
    share(column, style)
    sheet.column_dimensions[letter] = column


def _width(field: Field, language: Language) -> int:
    """Return a width that shows the longest word of the label beside its filter, and the labels of the codes."""
    words = (len(word) for word in language.text(field.label).split())
    entries: Iterable[int] = ()
    if field.codes:
        entries = (min(len(language.text(entry.label)), WIDEST_LABEL) + 3 for entry in field.codes.entries)
    return max(field.width, max(words) + ROOM_BESIDE_LABEL, *entries)


def _add_hints(
    sheet: Worksheet,
    declared: type[Sheet],
    declaration: WorkbookDeclaration,
    lists: Mapping[str, Sequence[str]],
    language: Language,
) -> None:
    """Add to each column its hint and its dropdown, and shade the cells that miss a needed value."""
    columns = fields(declared)
    letters = {key: get_column_letter(position) for position, key in enumerate(columns, start=1)}
    telling = [letter for key, letter in letters.items() if not columns[key].prefilled]
    others = f"${telling[0]}2:${telling[-1]}2"
    last = get_column_letter(len(columns))
    sheet.conditional_formatting.add(f"A2:{last}{LAST_ROW}", row_rule(f"$A2:${last}2"))
    for key, field in columns.items():
        cells = f"{letters[key]}2:{letters[key]}{LAST_ROW}"
        rule = validation(field, dropdown_of(field, declaration, lists), language)
        rule.add(cells)
        sheet.add_data_validation(rule)
        condition = NEEDED_WHEN.get((declared.INFO.key, key))
        if field.required or condition:
            formula = None
            if condition:
                codes = columns[condition.column].codes
                label = language.text(codes.label(condition.code)) if codes else condition.code
                formula = f"${letters[condition.column]}2{'<>' if condition.unless else '='}{quoted(label)}"
            sheet.conditional_formatting.add(cells, missing_rule(f"{letters[key]}2", others, formula))


def _text_cells(declared: type[Sheet]) -> str:
    """Return the cells whose numbers are texts on purpose, as a sheet writes a list of ranges."""
    letters = {key: get_column_letter(position) for position, key in enumerate(fields(declared), start=1)}
    return " ".join(
        f"{letters[key]}2:{letters[key]}{LAST_ROW}"
        for key, field in fields(declared).items()
        if data_look(field.kind).number_format == TEXT_FORMAT
    )


def protect(sheet: Worksheet) -> None:
    """Lock what is locked, without a password, and leave everything that a person does with rows."""
    protection = sheet.protection
    protection.sheet = True
    # A flag says what is forbidden.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.deleteRows = protection.insertHyperlinks = False
    protection.sort = protection.autoFilter = False


def set_up_printing(sheet: Worksheet, stamp: Stamp, language: Language, *, is_cover: bool) -> None:
    """Set a sheet up for A4 paper across: as wide as can be read, its header on every page, a cover on one page."""
    width = sum(column.width for column in sheet.column_dimensions.values() if column.max is None or column.max < 999)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1 if is_cover else ceil(width / PRINTED_WIDTH)
    sheet.page_setup.fitToHeight = 1 if is_cover else 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.3
    sheet.print_options.horizontalCentered = is_cover
    if not is_cover:
        sheet.print_title_rows = "1:1"
        if sheet.page_setup.fitToWidth > 1 and sheet.freeze_panes == "B2":
            sheet.print_title_cols = "A:A"
    footer: Any = sheet.oddFooter
    footer.left.text = "&A"
    footer.center.text = stamp.written_for
    footer.right.text = f"{language.text(PAGE)} &P / &N"


def _to_dos(declaration: WorkbookDeclaration, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> int | None:
    """Return the number of contacts to do among the rows; None when the workbook has none."""
    columns = [
        (sheet.INFO.key, key)
        for sheet in declaration.sheets
        for key, field in fields(sheet).items()
        if field.codes is CONTACT_RESULT
    ]
    if not columns:
        return None
    return sum(row.get(key) == "to-do" for sheet, key in columns for row in rows.get(sheet, ()))
