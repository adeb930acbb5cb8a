"""The declared texts -> Word templates: one A4 page, the address where the window of an envelope is.

DIN 5008, form B: the address field lies 20 mm from the left edge and 45 to 90 mm from the top, which shows in the
window of a DL or C5/6 envelope (DIN 680) when the sheet is folded in three. Its text begins at 25 mm. Everything
stands in a table of rows of fixed height, so that no length of a text moves the address.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Page
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from intake.language import Language, Message, all_languages
from intake.letter_fields import fields_page
from intake.letter_file import document_bytes
from intake.letter_kinds import TemplateKey, template_keys
from intake.letter_texts import OUR_REFERENCE, SIGNED, TAGLINE, TEXTS

FIELDS_FILE = "FIELDS.txt"
FONT = "Arial"
DARK, GREY = RGBColor(0x16, 0x32, 0x4A), RGBColor(0x4B, 0x5A, 0x69)
PAPER = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(12), Mm(15), Mm(25), Mm(20)
COLUMNS = Mm(80), Mm(20), Mm(65)
"""Address, gap, and what stands beside it; 25 mm from the left edge, so that the last one begins at 125 mm."""
HEAD, RETURN_ADDRESS, ADDRESS = Mm(33), Mm(12), Mm(33)
"""Heights of the rows: down to 45 mm from the top edge, 57 and 90."""
ADDRESS_LINE = Pt(13)
"""Seven lines take 32.1 mm of the 33."""
BODY, WINDOW = Pt(11), Pt(10.5)
STYLES = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Header", "HeaderChar", "Footer", "FooterChar")
UNUSED = ("stylesWithEffects", "customXml", "numbering", "webSettings")
"""Kinds of parts, by the last word of their relationship."""


def write_letter_templates(folder: Path, language: Language, service: str, written_on: datetime.date) -> None:
    """Write every template to a folder, and a page on their fields in one language."""
    for key, content in letter_templates(service, written_on):
        (folder / key.file_name).write_bytes(content)
    (folder / FIELDS_FILE).write_text(fields_page(language), encoding="utf-8")


def letter_templates(service: str, written_on: datetime.date) -> Iterator[tuple[TemplateKey, bytes]]:
    """Yield every template with its file's bytes."""
    languages = {language.code: language for language in all_languages()}
    for key in template_keys():
        language = languages[key.language]
        text = TEXTS[key.kind, key.addressee]
        page = _blank_page(language)
        _write_head(page, language)
        _write_body(page, key, language)
        yield key, document_bytes(page, written_on, language.text(text.subject), service, language)


def _blank_page(language: Language) -> Page:
    page = Document()
    _without_what_nobody_uses(page)
    section = page.sections[0]
    section.page_width, section.page_height = PAPER
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = TOP, BOTTOM, LEFT, RIGHT
    section.header_distance = section.footer_distance = Mm(8)
    normal: Any = page.styles["Normal"]
    normal.font.name, normal.font.size = FONT, BODY
    properties = normal.element.get_or_add_rPr()
    fonts = properties.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    spelling = OxmlElement("w:lang")
    spelling.set(qn("w:val"), language.locale.replace("_", "-"))
    properties.append(spelling)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    return page


def _without_what_nobody_uses(page: Page) -> None:
    """Take away the styles and parts that python-docx's own blank document brings along: Word has them all itself."""
    styles: Any = page.styles.element
    for style in [one for one in styles.style_lst if one.styleId not in STYLES]:
        styles.remove(style)
    relations = page.part.rels
    for relation in [one for one in relations.values() if one.reltype.rpartition("/")[2] in UNUSED]:
        relations.pop(relation.rId)


def _write_head(page: Page, language: Language) -> None:
    """Write the three rows above the text: who writes; the return address; the address, with date and reference."""
    table: Any = page.add_table(rows=3, cols=3)
    table.autofit = False
    _without_padding(table)
    for row, height in zip(table.rows, (HEAD, RETURN_ADDRESS, ADDRESS), strict=True):
        row.height, row.height_rule = height, WD_ROW_HEIGHT_RULE.EXACTLY
        for cell, width in zip(row.cells, COLUMNS, strict=True):
            cell.width = width
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = width
    head, _, contact = table.rows[0].cells
    _line(head, "{{ service }} {{ office_name }}", Pt(18), DARK, bold=True, first=True)
    _line(head, language.text(TAGLINE), Pt(9), GREY)
    _line(contact, "{{ office_contact }}", Pt(9), GREY, first=True)
    returned = table.rows[1].cells[0]
    returned.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    _line(returned, "{{ return_address }}", Pt(7), GREY, first=True).paragraph_format.space_after = Pt(3)
    address, _, beside = table.rows[2].cells
    block = _line(address, "{{ address }}", WINDOW, None, first=True)
    block.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    block.paragraph_format.line_spacing = ADDRESS_LINE
    _line(beside, "{{ letter_date }}", WINDOW, None, first=True)
    _line(beside, f"{language.text(OUR_REFERENCE)} {{{{ case }}}}", Pt(9), GREY)


def _without_padding(table: Any) -> None:  # noqa: ANN401 (a table, past its typed surface)
    """Let the cells begin where the margin ends: a table stands out by its padding otherwise."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    properties.append(margins)
    # The order of these elements is fixed (ECMA-376, CT_TblPr): the look comes last.
    for look in properties.findall(qn("w:tblLook")):
        properties.append(look)


def _line(
    cell: _Cell, text: str, size: Length, colour: RGBColor | None, *, bold: bool = False, first: bool = False
) -> Paragraph:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.1
    run: Any = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, size
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph  # type: ignore[no-any-return]


def _write_body(page: Page, key: TemplateKey, language: Language) -> None:
    text = TEXTS[key.kind, key.addressee]
    subject = _paragraph(page, text.subject, language)
    subject.paragraph_format.space_before = Pt(26)
    subject.paragraph_format.space_after = Pt(14)
    for run in subject.runs:
        run.bold, run.font.size, run.font.color.rgb = True, Pt(11.5), DARK
    for message in (text.salutation, *text.paragraphs):
        _paragraph(page, message, language)
    closing = _paragraph(page, text.closing, language)
    closing.paragraph_format.space_before = Pt(4)
    # Room to sign by hand.
    closing.paragraph_format.space_after = Pt(44)
    _paragraph(page, SIGNED, language)


def _paragraph(page: Page, message: Message, language: Language) -> Paragraph:
    return page.add_paragraph(language.text(message))
