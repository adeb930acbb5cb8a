"""Workbooks that carry more than cells: macros, links, pictures, comments, rules, names, parts of other programs."""

from __future__ import annotations

from tests.hostile_cells import GRADE
from tests.hostile_workbooks import read, refused
from tests.office_parts import (
    LINKS_PART,
    WORKBOOK_PART,
    Parts,
    link,
    office_parts,
    part_of,
    replaced,
    with_cell,
    with_end,
    workbook_xml,
)
from tests.raw_files import MAIN, PACKAGE, ole, sheet_xml

SHEET = part_of("leavers")
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def for_other_programs(content: str) -> str:
    """Content of a sheet that only programs take in which know what it requires."""
    choice = f'<mc:Choice Requires="zz">{content}</mc:Choice>'
    return f'<mc:AlternateContent xmlns:mc="{COMPATIBLE}">{choice}</mc:AlternateContent>'


def linked(kind: str, target: str, content: str | bytes, more: str = "") -> Parts:
    """The sound workbook with one more part, linked from the list of sheets."""
    parts = replaced(
        office_parts(), LINKS_PART, "</Relationships>", f"{link('rId60', kind, target, more)}</Relationships>"
    )
    return {**parts, f"xl/{target}": content}


def beside(sheet_part: str, end: str, *links: str, **parts: str | bytes) -> Parts:
    """The sound workbook, a sheet with more at its end, its own links, and the parts that they lead to."""
    whole = with_end(end)
    name = sheet_part.rpartition("/")[2]
    listed = f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'
    return {**whole, f"xl/worksheets/_rels/{name}.rels": listed, **parts}


@read(("macros-ignored", None), same=True)
def macros_in_a_plain_workbook() -> Parts:
    """A workbook that says it has no macros holds them."""
    return linked("vbaProject", "vbaProject.bin", ole("VBA") + b"Shell" * 1000)


@read()
def pivot_table() -> Parts:
    """A pivot table keeps a copy of rows that the sheets no longer have."""
    cache = f'<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1" recordCount="4000000000"/>'
    return linked("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", cache)


@read()
def another_workbook_linked() -> Parts:
    """The workbook is linked to another one, of which it keeps values."""
    book = '<externalBook><sheetNames><sheetName val="Zz"/></sheetNames></externalBook>'
    return linked(
        "externalLink", "externalLinks/externalLink1.xml", f'<externalLink xmlns="{MAIN}">{book}</externalLink>'
    )


@read()
def data_from_elsewhere() -> Parts:
    """The workbook fetches data from another host when it is opened."""
    connection = (
        '<connection id="1" type="5" refreshOnLoad="1"><dbPr connection="http://example.invalid/"/></connection>'
    )
    return linked("connections", "connections.xml", f'<connections xmlns="{MAIN}">{connection}</connections>')


@read()
def picture_from_elsewhere() -> Parts:
    """A picture is fetched from another host, or from a drive that asks for a password."""
    return beside(
        SHEET,
        '<drawing r:id="rId1" xmlns:r="urn:zz"/>',
        link("rId1", "image", "file://///example.invalid/zz.png", ' TargetMode="External"'),
    )


@read()
def comments_on_cells() -> Parts:
    """A cell bears a comment, with text that is none of the data."""
    comment = '<comment ref="G2" authorId="0"><text><t>Zz other</t></text></comment>'
    comments = f'<comments xmlns="{MAIN}"><commentList>{comment}</commentList></comments>'
    return beside(SHEET, "", link("rId1", "comments", "../comments1.xml"), **{"xl/comments1.xml": comments})


@read()
def embedded_file() -> Parts:
    """A file is embedded in a sheet: a program, by its first bytes."""
    return beside(SHEET, "", link("rId1", "oleObject", "../embeddings/o.bin"), **{"xl/embeddings/o.bin": b"MZ" * 5000})


@read()
def drawing_with_text() -> Parts:
    """A box with text lies over the cells."""
    drawing = f'<xdr:wsDr xmlns:xdr="{DRAWING}"><xdr:sp><c r="A1"><v>Zz</v></c></xdr:sp></xdr:wsDr>'
    return beside(SHEET, "", link("rId1", "drawing", "../drawings/d.xml"), **{"xl/drawings/d.xml": drawing})


@refused("too-large", what="text")
def dropdown_of_a_megabyte() -> Parts:
    """A dropdown's list is a text of a million characters."""
    rule = f'<dataValidation type="list" sqref="A1:A9"><formula1>"{"Zz," * 300_000}"</formula1></dataValidation>'
    return with_end(f'<dataValidations count="1">{rule}</dataValidations>')


@read()
def links_in_cells() -> Parts:
    """Cells are links that lead elsewhere than they say."""
    return beside(
        SHEET,
        '<hyperlinks><hyperlink ref="G2" r:id="rId1" xmlns:r="urn:zz" display="Zz"/></hyperlinks>',
        link("rId1", "hyperlink", "javascript:alert(1)", ' TargetMode="External"'),
    )


@read()
def names_that_point_nowhere() -> Parts:
    """Defined names point to nothing, to each other and to other files."""
    names = "".join(
        f'<definedName name="{name}">{to}</definedName>'
        for name, to in (("a", "b"), ("b", "a"), ("c", "#REF!"), ("d", "[9]Zz!$A$1"), ("_xlnm.Print_Area", "Zz!A:XFD"))
    )
    return {**office_parts(), WORKBOOK_PART: workbook_xml(after=f"<definedNames>{names}</definedNames>")}


@read()
def table_over_part_of_the_rows() -> Parts:
    """A table of Excel covers only part of the rows, and has other headers."""
    columns = '<tableColumns count="1"><tableColumn id="1" name="Zz"/></tableColumns>'
    table = f'<table xmlns="{MAIN}" id="1" name="Zz" displayName="Zz" ref="A1:B2">{columns}</table>'
    return beside(SHEET, "", link("rId1", "table", "../tables/t.xml"), **{"xl/tables/t.xml": table})


@read()
def properties_that_contradict() -> Parts:
    """The document's properties say that it is another template's, of another office."""
    about = '<Properties xmlns="urn:zz"><property name="Template version"><lpwstr>999</lpwstr></property></Properties>'
    return {**office_parts(), "docProps/custom.xml": about, "docProps/core.xml": "<c>Zz</c>"}


@read()
def custom_parts() -> Parts:
    """The workbook carries parts of other programs, among them a second list of sheets."""
    return {**office_parts(), "customXml/item1.xml": workbook_xml(), "xl/zz/worksheet.xml": sheet_xml("<row/>")}


@read()
def order_of_calculation_that_lies() -> Parts:
    """The order of calculation names cells and sheets that are not there."""
    cells = "".join(f'<c r="ZZ{row}" i="99"/>' for row in range(1, 2000))
    return linked("calcChain", "calcChain.xml", f'<calcChain xmlns="{MAIN}">{cells}</calcChain>')


@read()
def alternatives_for_other_programs() -> Parts:
    """The sheet holds content for other programs only, which cells could hide in."""
    return with_end(for_other_programs("<zz/>"))


@refused("unsafe-archive", why="markup")
def cells_in_alternatives() -> Parts:
    """A row stands within content for other programs."""
    row = '<row r="9"><c r="A9" t="str"><v>NOR-2627-0009</v></c></row>'
    return replaced(office_parts(), SHEET, "</sheetData>", f"{for_other_programs(row)}</sheetData>")


@refused("unsafe-archive", why="markup")
def extensions_in_cells() -> Parts:
    """Cells carry extensions, and the numbers of other programs."""
    cell = f'<c r="{GRADE}" cm="9" vm="77" ph="1"><v>9</v><extLst><ext uri="zz"><v>77</v></ext></extLst></c>'
    return with_cell(GRADE, cell)
