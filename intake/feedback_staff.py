"""What an office alone may see of its staff, in its own workbook: cases by referent, interventions by teacher.

Who follows a case and who held an intervention stands in the office's workbook and nowhere else: neither the register
nor a page knows. What of a case is due comes from the register, handed in case by case (`OfficeCaseload`), so that the
sheet agrees with the office's site. Both sheets are the tool's own and are never read back.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from openpyxl.utils import get_column_letter

from intake.labels import folded
from intake.language import N_, Message
from intake.tables.office import Leavers
from intake.tables.programmes import Interventions
from intake.template import Draft, protect, set_up_printing
from intake.template_style import BAND, BAND_FOR, BAND_TITLE, DATE_FORMAT, HEADER_NEEDED, TEXT_FORMAT, Look, put
from intake.to_do_sheet import ToDo
from intake.tools_sheets import BY_REFERENT_HEADER, BY_REFERENT_TITLE, BY_TEACHER_HEADER, BY_TEACHER_TITLE

FOR_YOU_ALONE = N_("As of {day}. For your office alone: these figures stand in this workbook and on no page.")
NOT_STATED = N_("Not stated")
ELSEWHERE = N_("In another workbook")
ALL = N_("All")

Name = tuple[int, str]
"""Who is counted: 0 and the initials, or the place among the last rows and what is said there."""
NOT_STATED_KEY, ELSEWHERE_KEY, ALL_KEY = enumerate((NOT_STATED, ELSEWHERE, ALL), start=1)

HEADER_ROW = 5
HEIGHTS = {1: 32, 2: 22, 3: 22, 4: 8, HEADER_ROW: 34}
WIDTHS = (26, 16, 16, 18, 18)
NAME = Look(indent=1, number_format=TEXT_FORMAT)
NUMBER = Look(horizontal="right", indent=1, number_format="0")
DAY = Look(horizontal="right", indent=1, number_format=DATE_FORMAT)
NOTE = Look(indent=1)
BOLD = {one: Look(**{**vars(one), "bold": True}) for one in (NAME, NUMBER, DAY)}

Value = str | int | datetime.date | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class CaseDue:
    """An open case and its next action; `due_on` is None when nothing is due. What is overdue is not due this week."""

    case: str
    due_on: datetime.date | None
    overdue: bool
    this_week: bool


@dataclass(frozen=True)
class OfficeCaseload:
    """The open cases of one office on a day, and the next action of each of its cases that waits for one."""

    on: datetime.date
    cases: tuple[CaseDue, ...] = ()
    to_do: tuple[ToDo, ...] = ()


@dataclass
class _Count:
    """What is counted for one name: the values of a row behind it."""

    numbers: list[int]
    due_on: list[datetime.date] = field(default_factory=list)

    def add(self, numbers: Iterable[int]) -> None:
        """Add to each of the numbers."""
        self.numbers = [one + more for one, more in zip(self.numbers, numbers, strict=True)]


def by_referent(leavers: pl.DataFrame | None, caseload: OfficeCaseload) -> Iterator[Row]:
    """Yield a row a referent, by initials: open cases, overdue, due this week, and the next day due that is not past.

    Behind them come those without a referent, those that this workbook does not name (an earlier one does), and all.
    """
    named = {} if leavers is None else dict(zip(leavers["case"], _initials(leavers["referent"]), strict=True))
    counts: dict[Name, _Count] = {}
    for one in caseload.cases:
        initials = named.get(one.case)
        name = (ELSEWHERE_KEY if initials is None else (0, initials)) if initials != "" else NOT_STATED_KEY
        for key in (name, ALL_KEY):
            count = counts.setdefault(key, _Count([0, 0, 0]))
            count.add((1, one.overdue, one.this_week))
            if one.due_on and not one.overdue:
                count.due_on.append(one.due_on)
    for key in _ordered(counts):
        yield (key[1], *counts[key].numbers, min(counts[key].due_on, default=None))


def by_teacher(interventions: pl.DataFrame | None, on: datetime.date) -> Iterator[Row]:
    """Yield a row a teacher, by code, and all: classes visited by then, pupils met, support offered and taken up."""
    counts: dict[Name, _Count] = {}
    if interventions is not None:
        held = interventions.filter(pl.col("held_on") <= on)
        numbers = held.select(pl.lit(1), pl.col("pupils", "offered", "taken_up").fill_null(0)).iter_rows()
        for teacher, counted in zip(_initials(held["teacher"]), numbers, strict=True):
            for key in ((0, teacher) if teacher else NOT_STATED_KEY, ALL_KEY):
                counts.setdefault(key, _Count([0, 0, 0, 0])).add(counted)
    for key in _ordered(counts):
        yield (key[1], *counts[key].numbers)


def _initials(written: pl.Series) -> list[str]:
    """Return initials as they are first written, since "ab", "A.B" and "AB " are one person; empty for none."""
    first: dict[str, str] = {}
    told = [(one or "").strip() for one in written]
    return [first.setdefault(folded(one).replace(" ", "") or one, one) for one in told]


def _ordered(counts: Mapping[Name, _Count]) -> list[Name]:
    return sorted(counts, key=lambda key: (key[0], folded(key[1])))


def write_staff(draft: Draft, tables: Mapping[str, pl.DataFrame], caseload: OfficeCaseload) -> None:
    """Put both sheets in front of all others: cases by referent, then interventions by teacher where there are any."""
    teachers = list(by_teacher(tables.get(Interventions.INFO.key), caseload.on))
    if teachers:
        _write(draft, BY_TEACHER_TITLE, BY_TEACHER_HEADER, teachers, caseload.on)
    referents = list(by_referent(tables.get(Leavers.INFO.key), caseload))
    _write(draft, BY_REFERENT_TITLE, BY_REFERENT_HEADER, referents, caseload.on)


def _write(draft: Draft, title: Message, header: Sequence[Message], rows: Sequence[Row], on: datetime.date) -> None:
    language, styles = draft.language, draft.styles
    sheet = draft.book.create_sheet(language.text(title), 0)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        for row in (1, 2):
            put(sheet, row, column, None, styles.of(BAND))
        put(sheet, HEADER_ROW, column, language.text(header[column - 1]), styles.of(HEADER_NEEDED))
    for row, height in HEIGHTS.items():
        sheet.row_dimensions[row].height = height
    put(sheet, 1, 1, language.text(title), styles.of(BAND_TITLE))
    put(sheet, 2, 1, draft.stamp.written_for, styles.of(BAND_FOR))
    put(sheet, 3, 1, language.text(FOR_YOU_ALONE, day=f"{on:%d.%m.%Y}"), styles.of(NOTE))
    for place, values in enumerate(rows, start=HEADER_ROW + 1):
        for column, value in enumerate(values, start=1):
            shown = language.text(value) if isinstance(value, Message) else value
            look = NAME if column == 1 else DAY if isinstance(value, datetime.date) else NUMBER
            put(sheet, place, column, shown, styles.of(BOLD[look] if place == HEADER_ROW + len(rows) else look))
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    set_up_printing(sheet, draft.stamp, language, is_cover=False)
