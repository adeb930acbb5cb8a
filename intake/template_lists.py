"""The lists of a workbook: its sheet "Code lists", and the names by which dropdowns find their entries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from intake import codes
from intake.codes import CODE_LISTS
from intake.language import N_, Language, Message
from intake.tables import REFERENCE_WORKBOOK
from intake.tables.declare import Field, WorkbookDeclaration, fields
from intake.template_style import DARK, ENTRY, HEADER_NEEDED, Styles, put

CODE_LISTS_TITLE = codes.CODE_LISTS_TITLE
NAME_OF_ENTRY = N_("Name")
BETWEEN_CODE_AND_NAME = " – "
LIST_COLUMNS: Mapping[str, tuple[str, str | None]] = {
    "offices": ("code", "name"),
    "communes": ("commune", None),
    "schools": ("code", "name"),
    "teachers": ("code", "school"),
}
"""The sheets of the reference workbook that others choose from: what a cell holds, and what explains it."""
WIDEST = 44


@dataclass(frozen=True)
class Shown:
    """A list as it stands on the sheet: its name for dropdowns, its title, its entries, and what explains each."""

    name: str
    title: str
    entries: Sequence[str]
    explained: Sequence[str] = ()


def lists_of(reference: Mapping[str, pl.DataFrame]) -> Mapping[str, Sequence[str]]:
    """Return the entries of the lists that cells refer to, from the reference workbook's tables.

    An entry is what a cell holds, and after a dash what explains it: "NOR – North".
    """
    return {
        key: _entries(reference[key], column, explained)
        for key, (column, explained) in LIST_COLUMNS.items()
        if key in reference
    }


def _entries(table: pl.DataFrame, column: str, explained: str | None) -> list[str]:
    entries = table[column].to_list()
    if explained is None:
        return entries
    names = table[explained].to_list()
    return [BETWEEN_CODE_AND_NAME.join(filter(None, (entry, name))) for entry, name in zip(entries, names, strict=True)]


def list_name(key: str) -> str:
    """Return the defined name of a list: letters and underscores, never what looks like a cell."""
    return f"list_{key.replace('-', '_')}"


def rows_name(sheet_key: str, column_key: str) -> str:
    """Return the defined name of what a column of the workbook itself holds."""
    return f"rows_{sheet_key}_{column_key}"


def dropdown_of(declared: Field, declaration: WorkbookDeclaration, lists: Mapping[str, Sequence[str]]) -> str | None:
    """Return the defined name of the entries that a column's cells may hold; None when they are not known."""
    if declared.codes:
        return list_name(declared.codes.key)
    if not declared.refers_to:
        return None
    sheet_key, column_key = declared.refers_to
    if any(sheet.INFO.key == sheet_key for sheet in declaration.sheets):
        return rows_name(sheet_key, column_key)
    return list_name(sheet_key) if lists.get(sheet_key) else None


def write_lists(
    book: Workbook,
    declaration: WorkbookDeclaration,
    lists: Mapping[str, Sequence[str]],
    language: Language,
    styles: Styles,
) -> None:
    """Write the sheet "Code lists", a list a column, and give each list its name."""
    shown = list(_shown(declaration, lists, language))
    if not shown:
        return
    sheet = book.create_sheet(language.text(CODE_LISTS_TITLE))
    column = 1
    for one in shown:
        letter = get_column_letter(column)
        last = 1 + len(one.entries)
        area = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${last}"
        book.defined_names[one.name] = DefinedName(one.name, attr_text=area)
        columns = [(one.title, one.entries)]
        if any(one.explained):
            columns.append((language.text(NAME_OF_ENTRY), one.explained))
        for title, entries in columns:
            put(sheet, 1, column, title, styles.of(HEADER_NEEDED))
            for row, entry in enumerate(entries, start=2):
                put(sheet, row, column, entry, styles.of(ENTRY))
            longest = max(len(text) for text in (*entries, *title.split()))
            sheet.column_dimensions[get_column_letter(column)].width = min(max(14, longest + 3), WIDEST)
            column += 1
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.tabColor = DARK


def _shown(declaration: WorkbookDeclaration, lists: Mapping[str, Sequence[str]], language: Language) -> Iterator[Shown]:
    declared = [field for sheet in declaration.all_sheets for field in fields(sheet).values()]
    used = {field.codes.key: field.codes for field in declared if field.codes}
    in_order = [codes.key for codes in CODE_LISTS if codes.key in used]
    for key in dict.fromkeys((*in_order, *used)):
        labels = [language.text(entry.label) for entry in used[key].entries]
        yield Shown(list_name(key), language.text(used[key].title), labels)
    for key in LIST_COLUMNS:
        if lists.get(key) and any(dropdown_of(field, declaration, lists) == list_name(key) for field in declared):
            split = [entry.partition(BETWEEN_CODE_AND_NAME) for entry in lists[key]]
            entries, explained = [code for code, _, _ in split], [name for _, _, name in split]
            yield Shown(list_name(key), language.text(_title(key)), entries, explained)


def _title(key: str) -> Message:
    return REFERENCE_WORKBOOK.sheet(key).INFO.title


def name_own_columns(book: Workbook, declaration: WorkbookDeclaration, language: Language) -> None:
    """Give a name to what stands in each column that other cells of the workbook refer to.

    The name follows the rows as they grow: from the row below the header to the last that is filled.
    """
    targets = {
        field.refers_to for sheet in declaration.all_sheets for field in fields(sheet).values() if field.refers_to
    }
    for sheet in declaration.sheets:
        for position, key in enumerate(fields(sheet), start=1):
            if (sheet.INFO.key, key) in targets:
                letter = get_column_letter(position)
                column = f"{quote_sheetname(language.text(sheet.INFO.title))}!${letter}:${letter}"
                rows = f"INDEX({column},2):INDEX({column},MAX(2,COUNTA({column})))"
                name = rows_name(sheet.INFO.key, key)
                book.defined_names[name] = DefinedName(name, attr_text=rows)
