"""The letters of an office -> one document to print: each letter from its own page on, as its own template has it.

docxcompose brings styles, lists and pictures of the templates together. What it leaves out is added here: every letter
keeps its page size, margins, headers and footers, as a section of its own, and begins on a new page without a blank
line above it, so that the address stays in the window.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docxcompose.composer import Composer

REFERENCES = qn("w:headerReference"), qn("w:footerReference")


def joined(letters: Sequence[Document]) -> Document:
    """Return the first letter with all others behind it; each document is used up. Raises ValueError for none."""
    if not letters:
        raise ValueError("no letter to print")
    whole = letters[0]
    composer = Composer(whole)
    ends: list[Any] = []
    for letter in letters:
        if letter is not whole:
            composer.append(letter)
        ends.append(_last_paragraph(whole))
    # Only now, since docxcompose goes through the headers that are there with each letter that it appends.
    sections = [_own_section(letter, composer) for letter in letters]
    for end, section in zip(ends[:-1], sections, strict=False):
        end.get_or_add_pPr().append(section)
    body: Any = whole.element.body
    body.replace(body.sectPr, sections[-1])
    return whole


def _own_section(letter: Document, composer: Any) -> Any:  # noqa: ANN401 (neither package types its elements)
    """Return a letter's page, its headers and footers brought into the whole; its page numbers begin at 1."""
    body: Any = letter.element.body
    section = deepcopy(body.sectPr)
    Section(section, letter.part).start_type = WD_SECTION.NEW_PAGE
    if letter is not composer.doc:
        for reference in [one for one in section if one.tag in REFERENCES]:
            relation = letter.part.rels[reference.get(qn("r:id"))]
            reference.set(qn("r:id"), composer.add_relationship(letter.part, composer.doc.part, relation).rId)
    for numbering in section.findall(qn("w:pgNumType")):
        numbering.set(qn("w:start"), "1")
    return section


def _last_paragraph(whole: Document) -> Any:  # noqa: ANN401 (neither package types its elements)
    """Return the paragraph at the end of what is there so far; a table at the end gets one behind it, as Word does."""
    body: Any = whole.element.body
    last = body[-2] if len(body) > 1 else None
    if last is None or last.tag != qn("w:p"):
        last = OxmlElement("w:p")
        body.sectPr.addprevious(last)
    return last
