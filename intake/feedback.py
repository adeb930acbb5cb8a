"""Problems -> the office's own workbook on the current template, marked: what to mend, where, and how.

The workbook holds everything that the office sent (see `intake.feedback_layout` and `intake.feedback_carried`), a first
sheet "To mend", and a mark in each cell that has a problem. Sent back, it is read like any other.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from importlib.metadata import version
from pathlib import Path

from openpyxl.packaging.custom import StringProperty

from intake import codes
from intake.checks import CheckedWorkbook
from intake.feedback_carried import CarriedCell, carried_before, carry_sheets, write_carried
from intake.feedback_layout import MovedCover, MovedSheet, move_cover, move_table
from intake.feedback_lists import entries_held
from intake.feedback_marks import Places, mark_cells
from intake.feedback_sheet import write_to_mend
from intake.feedback_staff import OfficeCaseload, write_staff
from intake.labels import folded, locate_sheets
from intake.language import LANGUAGES, Language, Message
from intake.stamp import stamp_of_lists
from intake.tables.declare import WorkbookDeclaration, fields
from intake.tables.office import Leavers
from intake.template import Draft, draft_template
from intake.template_cover import Stamp
from intake.template_file import with_signature
from intake.template_style import FREE, HEADER_CARRIED, look_of_value, put
from intake.to_do_sheet import show_first, write_to_do
from intake.values import Lists, code_names
from intake.workbook import Workbook, column_letters

WRITTEN_FOR = re.compile(r"([A-Z]{3}) ([0-9]{4}/[0-9]{2})")
KEY_PROPERTY = "alj.marked_from"


@dataclass(frozen=True)
class Notice:
    """Something to be said at the top of a workbook of the month, with its days and numbers."""

    code: str
    message: Message
    values: Mapping[str, datetime.date | str] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """Return it in a language, a day as the language writes it."""
        words = {
            name: language.date(value) if isinstance(value, datetime.date) else value
            for name, value in self.values.items()
        }
        return language.text(self.message, **words)


@dataclass(frozen=True)
class OfMonth:
    """What makes a marked workbook one of the month: for whom it is, the lists in it, and what is said at its top."""

    office: str
    school_year: str
    lists_held: frozenset[datetime.date] = frozenset()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class ToMark:
    """A workbook that was read and checked, with what its marked copy is made with.

    `lists` are those that it was checked with, `entries` the same for dropdowns (see `intake.template.lists_of`),
    `known_by` is the last day that it may tell of. `language` serves where the workbook does not say its own. With a
    `caseload`, that of its office, it gets the sheets on the office's own staff.
    """

    read: Workbook
    checked: CheckedWorkbook
    lists: Lists
    known_by: datetime.date
    written_on: datetime.date
    language: Language
    entries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    caseload: OfficeCaseload | None = None
    month: OfMonth | None = None

    @property
    def declaration(self) -> WorkbookDeclaration:
        """Which workbook it is. Raises ValueError for one that is none of the standard workbooks."""
        if self.checked.declaration is None:
            raise ValueError("not one of the standard workbooks")
        return self.checked.declaration

    @property
    def own_language(self) -> Language:
        """The language in which the office fills it: that of its template."""
        stated = self.checked.cover.get("written_in")
        code = code_names(codes.LANGUAGE).get(folded(stated), "") if isinstance(stated, str) else ""
        return Language(code) if code in LANGUAGES else self.language

    @property
    def notices(self) -> list[str]:
        """What is said at the top of the sheet of what is to do, in the office's language."""
        return [one.text(self.own_language) for one in self.month.notices] if self.month else []

    @property
    def key(self) -> str:
        """What tells one marked workbook from another: a hash of all that goes into it but the day."""
        told = [(one.code, one.sheet, one.cell, one.case, one.details_json()) for one in self.checked.problems]
        made_of = (
            version("alj-reports"),
            self.declaration.version,
            self.checked.sha256,
            self.own_language.code,
            told,
            {key: list(entries) for key, entries in self.entries.items()},
            [astuple(one) for one in self.caseload.cases] if self.caseload else None,
            *([[one.stays_true for one in self.caseload.to_do]] if self.caseload else []),
            *([[stamp_of_lists(self.month.lists_held), self.notices]] if self.month else []),
        )
        return hashlib.sha256(json.dumps(made_of, sort_keys=True, default=str).encode()).hexdigest()


def write_marked(to_mark: ToMark, target: Path) -> None:
    """Write the marked workbook to a file; the same input gives the same bytes."""
    language, declaration = to_mark.own_language, to_mark.declaration
    located, _ = locate_sheets(to_mark.read, declaration)
    titles = {sheet.INFO.key: language.text(sheet.INFO.title) for sheet in declaration.all_sheets}
    cover_key = declaration.cover.INFO.key
    cover = move_cover(located.get(cover_key), declaration, to_mark.lists, to_mark.known_by, titles[cover_key])
    tables = {
        key: move_table(sheet, to_mark.lists, to_mark.known_by, titles[key])
        for key, sheet in located.items()
        if key != cover_key
    }
    draft = draft_template(
        declaration,
        language,
        cover=cover.answers,
        rows={key: moved.rows for key, moved in tables.items()},
        lists=to_mark.entries or entries_held(to_mark.read),
        stamp=_stamp(to_mark, language),
    )
    for key, moved in tables.items():
        _carry_columns(draft, moved, titles[key])
    carried = carry_sheets(draft, to_mark.read, list(located.values()))
    write_carried(draft, [*carried_before(to_mark.read), *_without_place(cover, tables)])
    places = Places(declaration, draft, tables, cover.answers, carried)
    mark_cells(places, to_mark.checked.problems)
    _write_tools_sheets(draft, places, to_mark)
    properties = draft.book.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=KEY_PROPERTY, value=to_mark.key))
    with_signature(draft.book)
    draft.save(target)


def _write_tools_sheets(draft: Draft, places: Places, to_mark: ToMark) -> None:
    """Put in front what is to mend and to do; the workbook of the month opens on what is to do."""
    problems, caseload, month = to_mark.checked.problems, to_mark.caseload, to_mark.month
    to_do = None
    if caseload:
        write_staff(draft, to_mark.checked.tables, caseload)
        leavers = places.tables.get(Leavers.INFO.key)
        to_do = write_to_do(draft, leavers, caseload.to_do, caseload.on, to_mark.notices)
    if problems or not month:
        write_to_mend(draft, places, problems)
    if month and to_do:
        draft.book.move_sheet(to_do, -draft.book.index(to_do))
        show_first(draft)


def _without_place(cover: MovedCover, tables: Mapping[str, MovedSheet]) -> list[CarriedCell]:
    return [*cover.beside, *(cell for moved in tables.values() for cell in moved.above)]


def _stamp(to_mark: ToMark, language: Language) -> Stamp:
    """Return the stamp of the current template, for whom the workbook was first written, as far as that can be told."""
    cover = to_mark.checked.cover
    stated = WRITTEN_FOR.fullmatch(str(cover.get("written_for")))
    office, school_year = stated.groups() if stated else (cover.get("office"), cover.get("school_year"))
    lists_held = str(cover.get("lists_held") or "")
    if to_mark.month:
        office, school_year = to_mark.month.office, to_mark.month.school_year
        lists_held = stamp_of_lists(to_mark.month.lists_held)
    return Stamp(to_mark.declaration.version, language, to_mark.written_on, office, school_year, lists_held)


def _carry_columns(draft: Draft, moved: MovedSheet, title: str) -> None:
    """Write the columns that the template does not know behind its own, within the filter, so that they sort along."""
    if not moved.carried:
        return
    sheet = draft.book[title]
    last = len(fields(moved.located.declared)) + len(moved.carried)
    for row, column, value in moved.carried_cells():
        look = HEADER_CARRIED if row == 1 else FREE
        put(sheet, row, column, value, draft.styles.of(look_of_value(look, value)))
    first, _, end = str(sheet.auto_filter.ref).partition(":")
    sheet.auto_filter.ref = f"{first}:{column_letters(last)}{end.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
