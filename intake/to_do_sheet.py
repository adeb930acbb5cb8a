"""The sheet "To do": each case with its next action and the day on which that is due, the most overdue first.

What is due comes from the register and is handed in case by case (`ToDo`); the names, the referent and the words of the
office's own next step come from the workbook itself, which is the one place where they stand. The sheet is the tool's
own: it is known by its header when the workbook comes back, and never read.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from intake.feedback_layout import MovedSheet
from intake.language import N_, NP_, Language, Message
from intake.tables.office import Leavers
from intake.template import Draft, protect, set_up_printing
from intake.template_cells import row_rule
from intake.template_style import (
    BAND,
    BAND_FOR,
    BAND_TITLE,
    DATE_FORMAT,
    GREY,
    HEADER_NEEDED,
    INK,
    LATE,
    LINK,
    TEXT_FORMAT,
    TO_CHECK,
    TO_MEND,
    AsItStood,
    Look,
    put,
    share,
)
from intake.tools_sheets import TO_DO_HEADER, TO_DO_TITLE

AS_OF = N_("What is to do next in each case, as of {day}. The most overdue stands first.")
NOTHING_DUE = N_("As of {day} no case waits for a next action.")
ONE_OVERDUE, OVERDUE = N_("{n} overdue"), N_("{n} overdue")
OVERDUE_MEANS = N_("The day on which it was due is past.")
ONE_THIS_WEEK, THIS_WEEK = N_("{n} due this week"), N_("{n} due this week")
THIS_WEEK_MEANS = N_("Due by Sunday; at a weekend, by the Sunday after.")
DUE_TODAY = NP_("days late", "today")
OF_OWN_STEP = N_("{action}: {step}")
OF_HELD = N_("{action} (the row is held back: mend it first)")
OF_CLOSED = N_("{action} (closed case)")

WIDTHS = (26, 28, 46, 14, 12, 13, 24)
CASE, NAME, ACTION, DUE, DAYS_LATE, REFERENT, CLOCK = range(1, len(WIDTHS) + 1)
FIRST_NOTICE = 8
TITLE = replace(BAND_TITLE, indent=1)
WHOSE = replace(BAND_FOR, indent=1)
LEAD = Look(indent=1, size=12, bold=True, colour=INK)
COUNT_LATE = Look(bold=True, fill=TO_MEND, indent=1)
COUNT_SOON = Look(bold=True, fill=TO_CHECK, indent=1)
MEANS = Look(indent=1)
NOTICE = Look(bold=True, indent=1, colour=LATE, vertical="top", wrap=True)
TEXT = Look(indent=1, vertical="top", wrap=True, number_format=TEXT_FORMAT)
QUIET = Look(indent=1, vertical="top", wrap=True, colour=GREY)
CASE_LINK = Look(indent=1, vertical="top", colour=LINK, underlined=True, number_format=TEXT_FORMAT)
DAY = Look(horizontal="right", indent=1, vertical="top", number_format=DATE_FORMAT)
LATE_DAYS = Look(horizontal="right", indent=1, vertical="top", number_format="0", bold=True, colour=LATE, fill=TO_MEND)
SOON = Look(horizontal="right", indent=1, vertical="top", number_format=DATE_FORMAT, fill=TO_CHECK)
LETTERS_IN_NOTICE = 165
LETTERS_PER_DIGIT = 1.15
ROOM, LINE = 6, 15


@dataclass(frozen=True)
class ToDo:
    """The next action of a case: in words, when it is due, how many days that is past, and what the clock says.

    `days_late` is below 0 for days to go. `clock` has the words for one day and for more, and the days. `own_step` says
    that the action is what the office itself set down; `held` that the case's row is held back; `closed` that the case
    is closed and owes no more than this.
    """

    case: str
    action: Message
    due_on: datetime.date
    days_late: int
    this_week: bool = False
    clock: tuple[Message, Message, int] | None = None
    own_step: bool = False
    held: bool = False
    closed: bool = False

    @property
    def stays_true(self) -> tuple[object, ...]:
        """All of it that does not change by the day alone."""
        return self.case, self.action, self.due_on, self.days_late > 0, self.this_week, self.held, self.closed


@dataclass(frozen=True)
class _Youngster:
    """What the workbook itself says of a case, and the row on the sheet Leavers in which it says so."""

    name: str
    referent: str
    own_step: str
    row: int


def write_to_do(
    draft: Draft, leavers: MovedSheet | None, rows: Sequence[ToDo], on: datetime.date, notices: Sequence[str] = ()
) -> Worksheet:
    """Put the sheet in front of all others, and return it.

    `leavers` is the sheet whose names it shows, `notices` stand at its top.
    """
    language, title = draft.language, draft.language.text(TO_DO_TITLE)
    sheet: Worksheet = draft.book.create_sheet(title, 0)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    in_order = sorted(rows, key=lambda one: (one.due_on, one.case))
    _write_head(sheet, draft, in_order, on)
    header = _write_notices(sheet, draft, notices)
    for column, label in enumerate(TO_DO_HEADER, start=1):
        put(sheet, header, column, language.text(label), draft.styles.of(HEADER_NEEDED))
    sheet.row_dimensions[header].height = 34
    sheet.freeze_panes = f"C{header + 1}"
    known = _youngsters(leavers)
    page = language.text(Leavers.INFO.title)
    for place, one in enumerate(in_order, start=header + 1):
        _write_row(sheet, draft, place, one, known.get(one.case), page)
    last = f"{get_column_letter(len(WIDTHS))}{header + max(1, len(in_order))}"
    sheet.auto_filter.ref = f"A{header}:{last}"
    sheet.conditional_formatting.add(f"A{header + 1}:{last}", row_rule(f"$A{header + 1}"))
    _finish(sheet, draft, header, is_late=any(one.days_late > 0 for one in rows))
    return sheet


def _finish(sheet: Worksheet, draft: Draft, header: int, *, is_late: bool) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = LATE if is_late else "14806F"
    protect(sheet)
    set_up_printing(sheet, draft.stamp, draft.language, is_cover=False)
    sheet.page_setup.fitToWidth = 1
    sheet.print_title_cols = None
    sheet.print_title_rows = f"{header}:{header}"
    show_first(draft)


def show_first(draft: Draft) -> None:
    """Let the workbook open on its first sheet."""
    for place, other in enumerate(draft.book.worksheets):
        other.sheet_view.tabSelected = place == 0
    draft.book.active = 0


def _write_head(sheet: Worksheet, draft: Draft, rows: Sequence[ToDo], on: datetime.date) -> None:
    language, styles = draft.language, draft.styles
    for row, height in ((1, 32), (2, 22), (3, 8), (4, 26), (5, 20), (6, 20)):
        sheet.row_dimensions[row].height = height
        if row < 3:
            for column in range(1, len(WIDTHS) + 1):
                put(sheet, row, column, None, styles.of(BAND))
    put(sheet, 1, 1, language.text(TO_DO_TITLE), styles.of(TITLE))
    put(sheet, 2, 1, draft.stamp.written_for, styles.of(WHOSE))
    put(sheet, 4, 1, language.text(AS_OF if rows else NOTHING_DUE, day=language.date(on)), styles.of(LEAD))
    for row, count, one, many, meaning, look in (
        (5, sum(each.days_late > 0 for each in rows), ONE_OVERDUE, OVERDUE, OVERDUE_MEANS, COUNT_LATE),
        (6, sum(each.this_week for each in rows), ONE_THIS_WEEK, THIS_WEEK, THIS_WEEK_MEANS, COUNT_SOON),
    ):
        put(sheet, row, 1, language.plural(one, many, count), styles.of(look))
        put(sheet, row, 2, language.text(meaning), styles.of(MEANS))


def _write_notices(sheet: Worksheet, draft: Draft, notices: Sequence[str]) -> int:
    """Write what else is to be said, and return the row of the header below it."""
    for row, notice in enumerate(notices, start=FIRST_NOTICE):
        put(sheet, row, 1, notice, draft.styles.of(NOTICE))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
        sheet.row_dimensions[row].height = ROOM + LINE * (1 + len(notice) // LETTERS_IN_NOTICE)
    below = FIRST_NOTICE + len(notices) if notices else FIRST_NOTICE - 1
    for spacer in (FIRST_NOTICE - 1, below):
        sheet.row_dimensions[spacer].height = 8
    return below + 1


def _write_row(sheet: Worksheet, draft: Draft, row: int, one: ToDo, known: _Youngster | None, page: str) -> None:
    language, styles = draft.language, draft.styles
    action = _action(one, known, language)
    name = known.name if known else ""
    put(sheet, row, CASE, one.case, styles.of(CASE_LINK if known else TEXT))
    if known:
        cell: Any = sheet.cell(row, CASE)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(page)}!A{known.row}")
        share(cell, styles.of(CASE_LINK))
    put(sheet, row, NAME, name or None, styles.of(TEXT))
    put(sheet, row, ACTION, action, styles.of(TEXT))
    put(sheet, row, DUE, one.due_on, styles.of(SOON if one.this_week else DAY))
    late: object = one.days_late if one.days_late > 0 else language.text(DUE_TODAY) if one.days_late == 0 else None
    put(sheet, row, DAYS_LATE, late, styles.of(LATE_DAYS if one.days_late > 0 else DAY))
    put(sheet, row, REFERENT, (known and known.referent) or None, styles.of(TEXT))
    clock = language.plural(*one.clock) if one.clock else None
    put(sheet, row, CLOCK, clock and str(clock), styles.of(QUIET))
    lines = max(_lines(name, WIDTHS[NAME - 1]), _lines(action, WIDTHS[ACTION - 1]))
    sheet.row_dimensions[row].height = ROOM + LINE * lines


def _lines(text: str, width: int) -> int:
    return max(1, -int(-len(text) // (width * LETTERS_PER_DIGIT)))


def _action(one: ToDo, known: _Youngster | None, language: Language) -> str:
    action = language.text(one.action)
    if one.own_step and known and known.own_step:
        action = language.text(OF_OWN_STEP, action=action, step=known.own_step)
    if one.held:
        return language.text(OF_HELD, action=action)
    return language.text(OF_CLOSED, action=action) if one.closed else action


def _youngsters(leavers: MovedSheet | None) -> Mapping[str, _Youngster]:
    """Return what the sheet Leavers says of each case; of a number that stands twice, the first row."""
    known: dict[str, _Youngster] = {}
    for row, cells in enumerate(leavers.rows if leavers else (), start=2):
        case = cells.get(Leavers.case.name)
        if isinstance(case, str) and len(cells) > 1:
            last, first, referent, step = (
                _shown(cells.get(column.name))
                for column in (Leavers.last_name, Leavers.first_name, Leavers.referent, Leavers.own_next_step)
            )
            known.setdefault(case, _Youngster(" ".join(filter(None, (last, first))), referent, step, row))
    return known


def _shown(value: object) -> str:
    """Return a cell of text as one line; what is no text says nothing here."""
    stood = value.value if isinstance(value, AsItStood) else value
    return " ".join(stood.split()) if isinstance(stood, str) else ""
