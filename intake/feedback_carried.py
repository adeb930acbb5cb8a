"""What an office's workbook holds beside the template's sheets: carried along behind them, values only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from intake.labels import LocatedSheet, folded, is_carried, is_tools_own
from intake.language import all_languages
from intake.template import Draft, protect, set_up_printing
from intake.template_style import FREE, HEADER_NEEDED, Look, look_of_value, put
from intake.tools_sheets import CARRIED_HEADER, CARRIED_TITLE
from intake.workbook import CellValue, RawSheet, Workbook

NOT_IN_TITLES = re.compile(r"[\\/?*\[\]:\x00-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TITLE = 31
WIDTHS = (24, 10, 90)
CARRIED = Look(indent=1, vertical="top", wrap=True)


@dataclass(frozen=True)
class CarriedCell:
    """A cell without a place in the template: the title of its sheet, its name, and what stood there."""

    sheet: str
    cell: str
    value: CellValue


def carry_sheets(draft: Draft, read: Workbook, located: Sequence[LocatedSheet]) -> dict[int, str]:
    """Add the file's other sheets behind the template's; return their new titles by their place in the file, from 1.

    A sheet of the template's in which no header was found comes along whole: its rows can't be told apart. Its name,
    and that of a second sheet for the same rows, still say what it is for, so that it is told until somebody mends it.
    """
    placed = {id(one.raw): one for one in located if one.columns or one.declared.INFO.layout == "form"}
    headless = {id(one.raw): one for one in located if id(one.raw) not in placed}
    titles: dict[int, str] = {}
    for position, raw in enumerate(read.sheets, start=1):
        if id(raw) in placed or not raw.rows or (is_tools_own(raw) and id(raw) not in headless):
            continue
        name = raw.name
        if id(raw) in headless:
            name = draft.language.text(headless[id(raw)].declared.INFO.title)
        titles[position] = _carry(draft, raw, _free_title(name, draft.book.sheetnames))
    return titles


def _carry(draft: Draft, raw: RawSheet, title: str) -> str:
    sheet = draft.book.create_sheet(title)
    for row, cells in enumerate(raw.rows, start=raw.first_row):
        for column, value in enumerate(cells, start=raw.first_column):
            if value is not None:
                put(sheet, row, column, value, draft.styles.of(look_of_value(FREE, value)))
    if not raw.visible:
        sheet.sheet_state = "hidden"
    return title


def _free_title(name: str, taken: Sequence[str]) -> str:
    """Return a title that a spreadsheet takes and no other sheet has, which means the same to the reader."""
    title = NOT_IN_TITLES.sub("_", name).strip("'")[:LONGEST_TITLE] or "_"
    others = {one.casefold() for one in taken}
    while title.casefold() in others:
        title = title[: LONGEST_TITLE - 1].rstrip(".") + "." * (len(title) - len(title.rstrip(".")) + 1)
    return title


def carried_before(read: Workbook) -> Iterator[CarriedCell]:
    """Yield what earlier markings carried along."""
    for raw in read.sheets:
        if not is_carried(raw):
            continue
        for row in range(raw.first_row, raw.first_row + len(raw.rows)):
            sheet, cell, value = (raw.cell(row, column) for column in (1, 2, 3))
            if value is not None and not (isinstance(value, str) and folded(value) in _spellings_of_value()):
                yield CarriedCell(str(sheet or ""), str(cell or ""), value)


def _spellings_of_value() -> set[str]:
    return {folded(language.text(CARRIED_HEADER[-1])) for language in all_languages()}


def write_carried(draft: Draft, cells: Sequence[CarriedCell]) -> None:
    """Add the sheet "Carried along" where there is something for it."""
    if not cells:
        return
    language, styles = draft.language, draft.styles
    sheet = draft.book.create_sheet(language.text(CARRIED_TITLE))
    for column, label in enumerate(CARRIED_HEADER, start=1):
        put(sheet, 1, column, language.text(label), styles.of(HEADER_NEEDED))
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column - 1]
    for row, one in enumerate(cells, start=2):
        put(sheet, row, 1, one.sheet, styles.of(CARRIED))
        put(sheet, row, 2, one.cell, styles.of(CARRIED))
        put(sheet, row, 3, one.value, styles.of(look_of_value(CARRIED, one.value)))
    sheet.freeze_panes = "A2"
    protect(sheet)
    set_up_printing(sheet, draft.stamp, language, is_cover=False)
