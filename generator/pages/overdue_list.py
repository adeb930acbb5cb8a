"""Each office's overdue list as a workbook to send: by case number, without a name."""

import datetime
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from generator.pages.case_cells import situation_words
from generator.pages.view import View
from generator.parts import Link
from generator.tables import NEXT_ACTION
from intake.kept import Kept
from intake.language import N_

WIDTHS = (18, 26, 13, 11, 44)
"""Of the columns, in characters."""
DAY_FORMAT = "mm-dd-yy"
"""Excel's name for the day as the reader's own settings write it."""
LONGEST_SHEET_NAME = 31


class _Words(NamedTuple):
    """All that a list says, from which its bytes follow; of each row what stands in its cells."""

    sheet: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, datetime.date, int, str], ...]
    title: str
    day: datetime.date


def overdue_lists(view: View) -> Mapping[str, bytes]:
    """Return the lists of the offices whose cases the reader may see, by path; none for an office without a case."""
    return {
        _path(office): _workbook(_words(view, cases), view.kept)
        for office in _offices(view)
        if (cases := _overdue(view, office)).height
    }


def overdue_links(view: View, offices: Iterable[str]) -> list[Link]:
    """Return the links to the lists of those offices that have one, each with its number of cases."""
    links = []
    for office in offices:
        if n := _overdue(view, office).height:
            words = view.plural(N_("{office}: {n} case"), N_("{office}: {n} cases"), n, office=view.office(office))
            links.append(Link(words, view.file(_path(office))))
    return links


def _offices(view: View) -> Iterable[str]:
    if view.audience.office:
        return (view.audience.office,)
    return view.facts.offices if view.is_coordination else ()


def _path(office: str) -> str:
    return f"downloads/overdue-{office}.xlsx"


def _overdue(view: View, office: str) -> pl.DataFrame:
    return view.cases_of(office).filter("is_open", ~pl.col("held"), pl.col("days_late") > 0).sort("due_on", "case")


def _words(view: View, cases: pl.DataFrame) -> _Words:
    heads = (N_("Case"), N_("Next action"), N_("Due"), N_("Days late"), N_("Situation"))
    rows = (
        (
            case["case"], view.text(NEXT_ACTION.label(case["next_action"])), case["due_on"], case["days_late"],
            situation_words(view, case["situation"]),
        )
        for case in cases.iter_rows(named=True)
    )  # fmt: skip
    title = view.text(N_("Overdue next actions, {day}"), day=view.on_today)
    return _Words(
        view.text(N_("Overdue"))[:LONGEST_SHEET_NAME], tuple(map(view.text, heads)), tuple(rows), title, view.today
    )


def _workbook(words: _Words, kept: Kept | None) -> bytes:
    """Return the workbook; one that says the same as before is the one that is kept."""
    key = kept.key("overdue list", repr(words)) if kept else ""
    content = kept.get(key) if kept else None
    if content is None:
        content = _written(words)
        if kept:
            kept.put(key, content)
    return content


def _written(words: _Words) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(words.sheet)
    for column, head in enumerate(words.heads, 1):
        _write_text(sheet.cell(1, column), head).font = Font(bold=True)
    for row, (case, next_action, due_on, days_late, situation) in enumerate(words.rows, 2):
        _write_text(sheet.cell(row, 1), case)
        _write_text(sheet.cell(row, 2), next_action)
        sheet.cell(row, 3, due_on).number_format = DAY_FORMAT
        sheet.cell(row, 4, days_late)
        _write_text(sheet.cell(row, 5), situation)
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.center.text = words.title
    book.properties.title = words.title
    book.properties.creator = ""
    return _packed(book, words.day)


def _write_text(cell: Any, words: str) -> Cell:  # noqa: ANN401 (a merged cell is typed as well, and cannot be written)
    """Write a text that no program takes for a formula, whatever it begins with."""
    cell.value = words
    cell.data_type = "s"
    written: Cell = cell
    return written


def _packed(book: Workbook, day: datetime.date) -> bytes:
    """The same bytes for the same rows: neither the file nor its parts tell when they were written."""
    book.properties.created = book.properties.modified = datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 (the format has no zone)
    written, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(written, "w", zipfile.ZIP_STORED)).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)), source.read(name),
                             zipfile.ZIP_DEFLATED)  # fmt: skip
    return packed.getvalue()
