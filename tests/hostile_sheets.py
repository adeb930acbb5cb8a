"""Workbooks with odd sheets: their names, their states, what they say of themselves, and a cover that says nothing."""

from __future__ import annotations

import re

from tests.hostile_workbooks import each, read, refused
from tests.office_parts import (
    LINKS_PART,
    STRINGS_PART,
    WORKBOOK_PART,
    Parts,
    link,
    office_parts,
    part_of,
    place,
    replaced,
    with_cell,
    with_end,
)
from tests.raw_files import MAIN, RELATIONS, sheet_xml

SHEET = part_of("leavers")


def with_sheet(name: str, cells: str = "", *, part: str = "worksheets/extra.xml", kind: str = "worksheet") -> Parts:
    """The sound workbook with one more sheet at the end."""
    tab = f'<sheet name="{name}" sheetId="70" r:id="rId70"/></sheets>'
    parts = replaced(office_parts(), WORKBOOK_PART, "</sheets>", tab)
    parts = replaced(parts, LINKS_PART, "</Relationships>", f"{link('rId70', kind, part)}</Relationships>")
    content = sheet_xml(cells) if kind == "worksheet" else f'<chartsheet xmlns="{MAIN}"/>'
    return {**parts, f"xl/{part}": content}


# --- Names of sheets ------------------------------------------------------------------------------------------------


@refused("duplicate-sheet")
def two_sheets_of_one_name() -> Parts:
    """Two sheets bear one name, each with its own rows."""
    return with_sheet("Leavers", '<row r="1"><c r="A1"><v>1</v></c></row>')


@refused("duplicate-sheet")
def two_sheets_whose_names_differ_by_case() -> dict[str, Parts]:
    """Two sheets bear names that differ by capitals or blanks alone."""
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    return {"case": with_sheet("LEAVERS", row), "blank": with_sheet("Leavers ", row)}


@read(("unread-sheet", None), same=True)
def sheet_of_a_thousand_letters() -> Parts:
    """A sheet's name is of a thousand letters, where thirty-one may be."""
    return with_sheet("Zz" * 500, '<row r="1"><c r="A1"><v>1</v></c></row>')


@refused("incomplete-file", why="damage")
def sheet_without_a_name() -> Parts:
    """A sheet's name is empty."""
    return with_sheet("", '<row r="1"><c r="A1"><v>1</v></c></row>')


@read(("unread-sheet", None), same=True)
def sheet_named_like_a_path() -> Parts:
    """A sheet's name is a path, with marks that no sheet may bear."""
    return with_sheet("../../etc/zz:*?[]&lt;b&gt;", '<row r="1"><c r="A1"><v>1</v></c></row>')


@read(("unread-sheet", None), same=True)
def sheet_named_after_a_person() -> Parts:
    """A sheet is called by somebody's name, which no message may repeat."""
    return with_sheet("Zzmuller Zzuna", '<row r="1"><c r="A1"><v>1</v></c></row>')


@refused("missing-sheet")
def sheet_renamed() -> Parts:
    """A sheet of the template bears another name."""
    return replaced(office_parts(), WORKBOOK_PART, '"Leavers"', '"Zz"')


@refused("unknown-workbook")
def no_sheets_at_all() -> Parts:
    """The list of sheets is empty."""
    return {**office_parts(), WORKBOOK_PART: f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets/></workbook>'}


# --- Kinds and states of sheets -------------------------------------------------------------------------------------


@read(("hidden-data", "leavers"), same=True)
def sheet_hidden() -> dict[str, Parts]:
    """A sheet of the template is hidden, plainly or so that only a macro shows it."""
    states = ("hidden", "veryHidden")
    return each(
        (one, replaced(office_parts(), WORKBOOK_PART, '<sheet name="Leavers"', f'<sheet state="{one}" name="Leavers"'))
        for one in states
    )


@read()
def sheet_that_is_a_chart() -> Parts:
    """A sheet is a chart and has no cells."""
    return with_sheet("Zz chart", part="chartsheets/sheet1.xml", kind="chartsheet")


@read()
def sheet_of_old_macros() -> Parts:
    """A sheet is one of old macros or of a dialog."""
    return with_sheet("Zz dialog", part="dialogsheets/sheet1.xml", kind="dialogsheet")


@refused("missing-sheet")
def data_on_a_sheet_that_is_a_chart() -> Parts:
    """The template's sheet is linked as a chart, so that its rows are nobody's."""
    return replaced(
        office_parts(),
        LINKS_PART,
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet2.xml"',
        f'Type="{RELATIONS}/chartsheet" Target="worksheets/sheet2.xml"',
    )


@read()
def sheet_empty() -> Parts:
    """The workbook has one more sheet, with nothing on it."""
    return with_sheet("Zz")


# --- What a sheet says of itself ------------------------------------------------------------------------------------


@read()
def size_that_lies() -> dict[str, Parts]:
    """A sheet says that it is smaller or larger than it is."""
    sizes = {"small": "A1:A1", "large": "A1:XFD1048576"}
    return each(
        (name, replaced(office_parts(), SHEET, "<sheetData>", f'<dimension ref="{one}"/><sheetData>'))
        for name, one in sizes.items()
    )


@refused("incomplete-file", why="damage")
def size_that_is_none() -> dict[str, Parts]:
    """A sheet says that it is of no size."""
    return each(
        (name, replaced(office_parts(), SHEET, "<sheetData>", f'<dimension ref="{one}"/><sheetData>'))
        for name, one in (("empty", ""), ("word", "Zz"))
    )


@read()
def spans_that_lie() -> Parts:
    """A row says that it reaches over other columns than it does."""
    return replaced(office_parts(), SHEET, '<row r="2"', '<row r="2" spans="900:16384 1:1"')


@read(("hidden-data", "leavers!A3"), same=True)
def rows_hidden() -> dict[str, Parts]:
    """Rows are hidden, by hand or by a filter."""
    hidden = replaced(office_parts(), SHEET, '<row r="3"', '<row r="3" hidden="1"')
    filtered = replaced(hidden, SHEET, "</sheetData>", '</sheetData><autoFilter ref="A1:AF5"/>')
    return {"hand": hidden, "filter": filtered}


@read(("hidden-data", "leavers!G1"), same=True)
def columns_hidden() -> Parts:
    """Columns are hidden."""
    return replaced(office_parts(), SHEET, "<sheetData>", '<cols><col min="7" max="9" hidden="1"/></cols><sheetData>')


@read()
def columns_formatted_to_the_end() -> Parts:
    """The format of a column reaches over all columns that there are."""
    return replaced(
        office_parts(), SHEET, "<sheetData>", '<cols><col min="1" max="16384" width="9"/></cols><sheetData>'
    )


@read()
def sheet_protected() -> Parts:
    """A sheet is protected by a password against changes."""
    return with_end('<sheetProtection password="CC1A" sheet="1" objects="1"/>')


@read()
def panes_and_views_that_lie() -> Parts:
    """A sheet's view is frozen far outside of it."""
    views = (
        '<sheetViews><sheetView workbookViewId="99"><pane xSplit="16383" ySplit="1048575"/></sheetView></sheetViews>'
    )
    return replaced(office_parts(), SHEET, "<sheetData>", f"{views}<sheetData>")


@read(("merged-cells", "leavers!G2"), same=True)
def cells_merged() -> Parts:
    """Cells of the table are merged."""
    return with_end('<mergeCells count="1"><mergeCell ref="G2:G3"/></mergeCells>')


@refused("incomplete-file", why="damage")
def merge_that_is_none() -> Parts:
    """A merge is of no cells."""
    return with_end('<mergeCells><mergeCell ref="Zz"/></mergeCells>')


@read()
def merges_outside_the_sheet() -> dict[str, Parts]:
    """A merge lies far outside the sheet, or begins with its end."""
    bad = {"outside": "XFE1:XFF9", "reverse": "C9:A7"}
    return each((name, with_end(f'<mergeCells><mergeCell ref="{one}"/></mergeCells>')) for name, one in bad.items())


# --- Sound workbooks that can be nobody's ---------------------------------------------------------------------------


@refused("unknown-office")
def office_that_is_none() -> Parts:
    """The cover names an office that there is not."""
    return replaced(office_parts(), STRINGS_PART, ">NOR<", ">ZZZ<")


@refused("cover-incomplete")
def cover_emptied() -> Parts:
    """The cover says nothing any more."""
    text = office_parts()[part_of("cover")]
    assert isinstance(text, str)
    return {**office_parts(), part_of("cover"): re.sub(r'<c r="B[0-9]+".*?</c>', "", text)}


@refused("year-not-begun")
def year_to_come() -> Parts:
    """The cover names a school year that has not begun."""
    return replaced(office_parts(), STRINGS_PART, ">2026/27<", ">2031/32<")


@refused("no-header")
def headers_deleted() -> Parts:
    """The row of the headers was deleted."""
    text = office_parts()[SHEET]
    assert isinstance(text, str)
    return {**office_parts(), SHEET: re.sub(r'<row r="1">.*?</row>', "", text)}


@refused("missing-column")
def header_of_a_needed_column_deleted() -> Parts:
    """The header of a needed column was deleted."""
    return with_cell(place("leavers", "sex", 1), "")
