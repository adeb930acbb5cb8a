"""Workbooks whose parts do not fit together: missing, linked twice, in circles, to nowhere or to another host."""

from __future__ import annotations

from tests.hostile_markup import text_of
from tests.hostile_workbooks import read, refused
from tests.office_parts import (
    LINKS_PART,
    STRINGS_PART,
    STYLES_PART,
    WORKBOOK_PART,
    Parts,
    link,
    office_parts,
    part_of,
    replaced,
)

SHEET = part_of("leavers")


def without(part: str) -> Parts:
    return {name: one for name, one in office_parts().items() if name != part}


@refused("incomplete-file", why="damage")
def links_missing() -> Parts:
    """The part that says where the sheets are is missing."""
    return without(LINKS_PART)


@refused("incomplete-file", why="damage")
def texts_missing() -> Parts:
    """The texts of the cells are missing."""
    return without(STRINGS_PART)


@read()
def formats_missing() -> Parts:
    """The cell formats are missing: dates are bare numbers."""
    return without(STYLES_PART)


@refused("incomplete-file", why="damage")
def sheet_missing() -> Parts:
    """A sheet of the list has no part."""
    return without(SHEET)


@refused("incomplete-file", why="damage")
def sheet_without_a_link() -> Parts:
    """A sheet of the list names no link."""
    return replaced(office_parts(), WORKBOOK_PART, " r:id='rId2'", "")


@refused("incomplete-file", why="damage")
def link_to_nowhere() -> Parts:
    """A sheet's link leads out of the archive."""
    return replaced(office_parts(), LINKS_PART, "worksheets/sheet2.xml", "../../../etc/passwd")


@refused("incomplete-file", why="damage")
def link_to_another_host() -> Parts:
    """A sheet's link leads to another host."""
    return replaced(
        office_parts(),
        LINKS_PART,
        'Target="worksheets/sheet2.xml"',
        'Target="http://example.invalid/sheet2.xml" TargetMode="External"',
    )


@refused("unsafe-archive", why="sheets")
def two_links_of_one_name() -> Parts:
    """Two links bear one name, so that a sheet has two parts."""
    twice = link("rId2", "worksheet", "worksheets/sheet3.xml")
    return replaced(office_parts(), LINKS_PART, "</Relationships>", f"{twice}</Relationships>")


@refused("unsafe-archive", why="sheets")
def two_sheets_of_one_part() -> Parts:
    """Two sheets are one part: whose are its rows?"""
    return replaced(office_parts(), LINKS_PART, "worksheets/sheet3.xml", "worksheets/sheet2.xml")


@refused("no-header")
def links_in_a_circle() -> Parts:
    """A sheet's link leads back to the list of sheets."""
    return replaced(office_parts(), LINKS_PART, "worksheets/sheet2.xml", "workbook.xml")


@refused("unsafe-archive", why="sheets")
def second_list_of_sheets() -> Parts:
    """The archive's root leads to a second list of sheets, which other programs show."""
    parts = {**office_parts(), "xl/other.xml": text_of(WORKBOOK_PART)}
    parts["xl/_rels/other.xml.rels"] = text_of(LINKS_PART).replace("sheet2.xml", "sheet99.xml")
    parts["xl/worksheets/sheet99.xml"] = text_of(SHEET).replace("<v>9</v>", "<v>7</v>")
    return replaced(parts, "_rels/.rels", "xl/workbook.xml", "xl/other.xml")


@read()
def links_from_the_root() -> Parts:
    """The links are written from the archive's root."""
    return {**office_parts(), LINKS_PART: text_of(LINKS_PART).replace('Target="', 'Target="/xl/')}


@read()
def links_in_other_capitals() -> Parts:
    """A link is written in other capitals than the part's name."""
    return replaced(office_parts(), LINKS_PART, "worksheets/sheet2.xml", "Worksheets/Sheet2.xml")
