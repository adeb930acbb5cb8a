"""The sheet "To mend": one line for each thing to mend, the most important first, with a link to its cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from intake.feedback_marks import Place, Places
from intake.language import N_
from intake.problems import Problem, Severity, is_of_one_case, kinds_of, name_cells, parts_of, told_together
from intake.template import Draft, protect, set_up_printing
from intake.template_cells import row_rule
from intake.template_style import (
    BAND,
    BAND_FOR,
    BAND_TITLE,
    GREY,
    HEADER_NEEDED,
    INK,
    LATE,
    LINE_HEIGHT,
    LINK,
    TO_CHECK,
    TO_MEND,
    Look,
    put,
    share,
)
from intake.tools_sheets import TO_MEND_HEADER, TO_MEND_TITLE

NOTHING_TO_MEND = N_("There is nothing to mend in this workbook.")
HOW = N_("Mend the marked cells in this workbook, save it and upload it again. Marks go with the next reading.")
ONE_ERROR, ERRORS = N_("{n} thing to mend"), N_("{n} things to mend")
ERROR_MEANS = N_("The cell, or its row, does not count until it is mended.")
ONE_WARNING, WARNINGS = N_("{n} thing to look at"), N_("{n} things to look at")
WARNING_MEANS = N_("Worth a second look; mend the others first.")
WHOLE_WORKBOOK = N_("The workbook")

WIDTHS = (6, 26, 20, 17, 24, 44, 48, 22)
HEADER_ROW = 7
LETTERS_PER_DIGIT = 1.2
ROOM_BESIDE_TEXT = 6

NUMBER_ERROR = Look(bold=True, colour=LATE, fill=TO_MEND, horizontal="center", vertical="top")
NUMBER_WARNING = Look(bold=True, fill=TO_CHECK, horizontal="center", vertical="top")
CELL = Look(indent=1, vertical="top", wrap=True)
QUOTE = Look(indent=1, vertical="top", wrap=True, number_format="@")
CODE = Look(indent=1, vertical="top", wrap=True, size=9, colour=GREY)
CELL_LINK = Look(indent=1, vertical="top", wrap=True, colour=LINK, underlined=True)
LOOKS = {5: QUOTE, 8: CODE}
COUNT_ERROR = Look(bold=True, fill=TO_MEND, indent=1)
COUNT_WARNING = Look(bold=True, fill=TO_CHECK, indent=1)
MEANS = Look(indent=1)
LEAD = Look(size=12, bold=True, colour=INK)


@dataclass(frozen=True)
class Line:
    """One line of the sheet: where, a cell to go to (empty for a whole sheet), and what is wrong there."""

    severity: Severity
    sheet: str
    target: str
    cells: str
    case: str
    quoted: str
    wrong: str
    to_do: str
    code: str


def lines_of(places: Places, problems: Sequence[Problem]) -> Iterator[Line]:
    """Yield the lines in the order of the problems, many of one kind in one column as one."""
    language, workbook = places.draft.language, places.declaration.key
    for alike in kinds_of(problems):
        first = places.of(alike[0])
        together = alike[0] if len(alike) == 1 else told_together(alike)
        wrong, to_do = parts_of(places.told(together), language, workbook)
        yield Line(
            alike[0].severity,
            first.sheet if first else "",
            first.cell if first else "",
            _named(places, alike),
            (alike[0].case or "") if len(alike) == 1 or is_of_one_case(alike) else "",
            _quoted(first, alike),
            wrong,
            to_do,
            alike[0].code,
        )


def _named(places: Places, alike: Sequence[Problem]) -> str:
    """Return the cells of a line; of several sheets each with its own."""
    found = [place for one in alike if (place := places.of(one)) and place.cell]
    if is_of_one_case(alike):
        return ", ".join(f"{place.sheet}!{place.cell}" for place in found)
    cells = [place.cell for place in found]
    return cells[0] if len(cells) == 1 else name_cells(cells, places.draft.language) if cells else ""


def _quoted(place: Place | None, alike: Sequence[Problem]) -> str:
    """Return what stands in the one cell of a line, unless the line says so already."""
    return place.quoted if place and len(alike) == 1 and place.quoted != alike[0].case else ""


def write_to_mend(draft: Draft, places: Places, problems: Sequence[Problem]) -> None:
    """Put the sheet in front of all others."""
    lines = list(lines_of(places, problems))
    sheet = draft.book.create_sheet(draft.language.text(TO_MEND_TITLE), 0)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _write_head(sheet, draft, problems)
    if lines:
        _write_header(sheet, draft)
        area = f"A{HEADER_ROW + 1}:{get_column_letter(len(WIDTHS))}{HEADER_ROW + len(lines)}"
        sheet.conditional_formatting.add(area, row_rule(f"$A{HEADER_ROW + 1}"))
    for number, line in enumerate(lines, start=1):
        _write_line(sheet, draft, number, line)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = LATE if any(line.severity == "error" for line in lines) else "14806F"
    protect(sheet)
    set_up_printing(sheet, draft.stamp, draft.language, is_cover=False)
    sheet.page_setup.fitToWidth = 1
    sheet.print_title_cols = None
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}" if lines else "1:2"
    for other in draft.book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    draft.book.active = 0


def _write_head(sheet: Worksheet, draft: Draft, problems: Sequence[Problem]) -> None:
    language, styles = draft.language, draft.styles
    for row, height in ((1, 32), (2, 22), (3, 8), (4, 26), (5, 20), (6, 20)):
        sheet.row_dimensions[row].height = height
        if row < 3:
            for column in range(1, len(WIDTHS) + 1):
                put(sheet, row, column, None, styles.of(BAND))
    put(sheet, 1, 2, language.text(TO_MEND_TITLE), styles.of(BAND_TITLE))
    put(sheet, 2, 2, draft.stamp.written_for, styles.of(BAND_FOR))
    put(sheet, 4, 2, language.text(HOW if problems else NOTHING_TO_MEND), styles.of(LEAD))
    row = 5
    for severity, one, many, meaning, look in (
        ("error", ONE_ERROR, ERRORS, ERROR_MEANS, COUNT_ERROR),
        ("warning", ONE_WARNING, WARNINGS, WARNING_MEANS, COUNT_WARNING),
    ):
        count = sum(problem.severity == severity for problem in problems)
        if count:
            put(sheet, row, 2, language.plural(one, many, count), styles.of(look))
            put(sheet, row, 3, language.text(meaning), styles.of(MEANS))
            row += 1


def _write_header(sheet: Worksheet, draft: Draft) -> None:
    for column, label in enumerate(TO_MEND_HEADER, start=1):
        put(sheet, HEADER_ROW, column, draft.language.text(label), draft.styles.of(HEADER_NEEDED))
    sheet.row_dimensions[HEADER_ROW].height = 30
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"


def _write_line(sheet: Worksheet, draft: Draft, number: int, line: Line) -> None:
    styles, row = draft.styles, HEADER_ROW + number
    place = line.sheet or draft.language.text(WHOLE_WORKBOOK)
    texts = (place, line.cells, line.case, line.quoted, line.wrong, line.to_do, line.code)
    put(sheet, row, 1, number, styles.of(NUMBER_ERROR if line.severity == "error" else NUMBER_WARNING))
    for column, text in enumerate(texts, start=2):
        put(sheet, row, column, text or None, styles.of(LOOKS.get(column, CELL)))
    if line.sheet:
        column = 3 if line.cells else 2
        cell = sheet.cell(row, column)
        location = f"{quote_sheetname(line.sheet)}!{line.target or 'A1'}"
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)
        share(cell, styles.of(CELL_LINK))
    sheet.row_dimensions[row].height = ROOM_BESIDE_TEXT + LINE_HEIGHT * max(
        ceil(len(text) / (width * LETTERS_PER_DIGIT)) or 1 for text, width in zip(texts, WIDTHS[1:], strict=True)
    )
