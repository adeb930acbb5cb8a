"""Workbooks that are small as files and large as workbooks: cells, formats, texts, rules, sheets without number."""

from __future__ import annotations

from tests.hostile_workbooks import read, refused
from tests.office_parts import (
    LINKS_PART,
    STRINGS_PART,
    STYLES_PART,
    WORKBOOK_PART,
    Parts,
    link,
    office_parts,
    place,
    replaced,
    with_end,
    with_rows,
    workbook_xml,
)
from tests.raw_files import sheet_xml

NOTE = place("leavers", "note").rstrip("2")
LIMIT_STYLES = 65_536
"""Formats that a workbook of Excel can have, roughly."""


def letters(column: int) -> str:
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


@refused("too-large", what="cells")
def one_cell_in_the_last_corner() -> Parts:
    """One cell stands in the last row and column that there are."""
    return with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@read(same=True)
def last_corner_formatted() -> Parts:
    """The last cell that there is bears a format and nothing else."""
    return with_rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>')


@refused("too-large", is_long=True)
def five_million_cells() -> Parts:
    """Five million filled cells, more than any office has."""
    row = "".join(f'<c r="{letters(column)}{{0}}"><v>1</v></c>' for column in range(1, 501))
    return with_rows("".join(f'<row r="{number}">{row.format(number)}</row>' for number in range(9, 10_009)))


@read(is_long=True)
def a_million_blank_rows() -> Parts:
    """A million rows bear a format and hold nothing."""
    return with_rows(
        "".join(f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>' for number in range(9, 1_000_009))
    )


@read()
def sixty_thousand_blank_rows() -> Parts:
    """Sixty thousand rows bear a format and hold nothing, as when a format was drawn down to the end."""
    return with_rows("".join(f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>' for number in range(9, 60_009)))


@read()
def sixty_thousand_rows_of_blanks() -> Parts:
    """Sixty thousand rows hold a cell with an empty text."""
    return with_rows("".join(f'<row r="{n}"><c r="B{n}" t="str"><v></v></c></row>' for n in range(9, 60_009)))


@refused("too-large")
def more_columns_than_any_workbook() -> Parts:
    """Every column that there is is filled, on one row above another far below."""
    row = "".join(f'<c r="{letters(column)}{{0}}"><v>1</v></c>' for column in range(1, 16_385))
    return with_rows(f'<row r="9">{row.format(9)}</row><row r="300"><c r="A300"><v>1</v></c></row>')


@refused("reader-stopped")
def one_long_text_in_many_cells() -> Parts:
    """One text of thirty thousand letters, named by five thousand cells: small as a file, 150 MB when read."""
    parts = replaced(office_parts(), STRINGS_PART, "</sst>", f"<si><t>{'Zz' * 15_000}</t></si></sst>")
    texts = parts[STRINGS_PART]
    assert isinstance(texts, str)
    index = texts.count("<si>") - 1
    rows = "".join(f'<row r="{n}"><c r="{NOTE}{n}" t="s"><v>{index}</v></c></row>' for n in range(9, 5_009))
    return replaced(parts, "xl/worksheets/sheet2.xml", "</sheetData>", f"{rows}</sheetData>")


@refused("too-large", is_long=True, what="cells")
def one_text_in_a_million_cells() -> Parts:
    """One text named by a million cells."""
    parts = replaced(office_parts(), STRINGS_PART, "</sst>", f"<si><t>{'Zz' * 500}</t></si></sst>")
    texts = parts[STRINGS_PART]
    assert isinstance(texts, str)
    index = texts.count("<si>") - 1
    rows = "".join(f'<row r="{n}"><c r="{NOTE}{n}" t="s"><v>{index}</v></c></row>' for n in range(9, 1_000_009))
    return replaced(parts, "xl/worksheets/sheet2.xml", "</sheetData>", f"{rows}</sheetData>")


@refused("too-large", is_long=True, what="elements")
def a_million_texts() -> Parts:
    """The shared strings hold a million texts that no cell names."""
    texts = "".join(f"<si><t>{number * 7919 % 1_000_003}</t></si>" for number in range(1_000_000))
    return replaced(office_parts(), STRINGS_PART, "</sst>", f"{texts}</sst>")


@refused("too-large")
def a_million_merges() -> Parts:
    """A sheet has a million merged ranges."""
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(9, 1_000_009))
    return with_end(f"<mergeCells>{merges}</mergeCells>")


@refused("too-large")
def more_formats_than_excel_has() -> Parts:
    """The workbook has more cell formats than Excel can open."""
    return replaced(office_parts(), STYLES_PART, "</cellXfs>", "<xf numFmtId='0'/>" * LIMIT_STYLES + "</cellXfs>")


@read()
def a_hundred_thousand_rules() -> Parts:
    """A sheet has a hundred thousand conditional formats, as after years of copying."""
    rule = '<cfRule type="expression" priority="1"><formula>A1</formula></cfRule>'
    return with_end(f'<conditionalFormatting sqref="A1">{rule}</conditionalFormatting>' * 100_000)


@read()
def a_hundred_thousand_dropdowns() -> Parts:
    """A sheet has a hundred thousand dropdowns."""
    rule = '<dataValidation type="list" sqref="A1"><formula1>"a,b"</formula1></dataValidation>'
    return with_end(f"<dataValidations>{rule * 100_000}</dataValidations>")


@refused("too-large")
def a_hundred_thousand_names() -> Parts:
    """The workbook has a hundred thousand defined names."""
    names = "".join(f'<definedName name="zz{n}">Leavers!$A${n + 1}</definedName>' for n in range(100_000))
    return {**office_parts(), WORKBOOK_PART: workbook_xml(after=f"<definedNames>{names}</definedNames>")}


@refused("too-large", what="parts")
def two_thousand_sheets() -> Parts:
    """The workbook has two thousand sheets more than the template's."""
    tabs = "".join(f'<sheet name="Zz{n}" sheetId="{n}" r:id="x{n}"/>' for n in range(100, 2_100))
    links = "".join(link(f"x{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(100, 2_100))
    parts = replaced(office_parts(), WORKBOOK_PART, "</sheets>", f"{tabs}</sheets>")
    parts = replaced(parts, LINKS_PART, "</Relationships>", f"{links}</Relationships>")
    return {**parts, **{f"xl/worksheets/sheet{n}.xml": sheet_xml("") for n in range(100, 2_100)}}
