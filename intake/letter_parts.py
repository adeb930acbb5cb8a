"""A template's bytes -> the parts of it that a reader sees, or why it is no template that can be trusted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from intake.archive import Archive
from intake.language import N_, Message
from intake.refusals import ReadingLimits, Refused

DOCUMENT = "word/document.xml"
TYPES = "[content_types].xml"
STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
MACROS = ("vbaproject", "vbadata", "activex/")
FOREIGN = ("word/embeddings/", "afchunk", "word/customui", "customui/")
"""Parts that hold another document or program."""
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
SHOWN_ADDRESSES = ("http", "https", "mailto")
"""What a link on paper may lead to: Word makes one of each web or mail address that somebody types."""
ASKING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|RD)\b", re.IGNORECASE)
"""Word's own fields that fetch something, or run it. Source: ECMA-376, part 1, 17.16.5."""
REVISIONS = tuple(qn(name) for name in ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:commentReference"))


@dataclass
class NotATemplate(Exception):  # noqa: N818 (carries a refusal out of nested loops, no further than the reader)
    """Why a file is no template that can be trusted."""

    message: Message

    NOT_WORD: ClassVar = N_("{file} is not a Word document, or it is damaged: save it in Word as .docx.")
    TOO_LARGE: ClassVar = N_("{file} is too large for a letter: unpacked, it may have {limit} MB.")
    HAS_MACROS: ClassVar = N_("{file} holds macros or controls: save it as a Word document without macros (.docx).")
    HAS_FOREIGN: ClassVar = N_("{file} holds another document within it: take it out, or paste it as text.")
    ASKS_OUTSIDE: ClassVar = N_(
        "{file} fetches something from outside (a linked picture or document, an attached template): paste pictures"
        " into the document, and choose Normal as its template."
    )
    HAS_REVISIONS: ClassVar = N_(
        "{file} holds comments or tracked changes, which would stand in each letter: accept"
        " the changes and delete the comments."
    )


def story_parts(content: bytes, limits: ReadingLimits) -> Mapping[str, etree._Element]:
    """Return the parts with text that may be printed, by name. Raises NotATemplate."""
    try:
        archive = Archive(content, limits)
        names = list(archive.members)
        if DOCUMENT not in names or TYPES not in names:
            raise NotATemplate(NotATemplate.NOT_WORD)
        parts = {name: b"".join(archive.pieces(name)) for name in names}
    except Refused as refused:
        is_large = refused.refusal.code == "too-large"
        raise NotATemplate(NotATemplate.TOO_LARGE if is_large else NotATemplate.NOT_WORD) from None
    if any(mark in name for name in names for mark in MACROS) or b"macroenabled" in parts[TYPES].lower():
        raise NotATemplate(NotATemplate.HAS_MACROS)
    if any(mark in name for name in names for mark in FOREIGN):
        raise NotATemplate(NotATemplate.HAS_FOREIGN)
    trees = {name: _parsed(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    for name, tree in trees.items():
        if name.endswith(".rels") and any(map(_leads_outside, tree.iter(RELATION))):
            raise NotATemplate(NotATemplate.ASKS_OUTSIDE)
    stories = {name: tree for name, tree in trees.items() if STORIES.fullmatch(name)}
    for tree in stories.values():
        if ASKING.search(" ".join(_instructions(tree))):
            raise NotATemplate(NotATemplate.ASKS_OUTSIDE)
        if next(tree.iter(*REVISIONS), None) is not None:
            raise NotATemplate(NotATemplate.HAS_REVISIONS)
    return stories


def _parsed(part: bytes) -> etree._Element:
    """Return a part's tree: without entities, which could stand for anything, and read in the one encoding."""
    if DOCTYPE.search(part) or b"\0" in part:
        raise NotATemplate(NotATemplate.NOT_WORD)
    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise NotATemplate(NotATemplate.NOT_WORD) from None


def _leads_outside(relation: etree._Element) -> bool:
    if relation.get("TargetMode") != "External":
        return False
    is_link = relation.get("Type") == RELATIONSHIP_TYPE.HYPERLINK
    return not (is_link and urlsplit(relation.get("Target") or "").scheme.lower() in SHOWN_ADDRESSES)


def _instructions(tree: etree._Element) -> Iterator[str]:
    """Yield what Word's own fields say, as somebody may have cut it up."""
    yield "".join(one.text or "" for one in tree.iter(qn("w:instrText")))
    for one in tree.iter(qn("w:fldSimple")):
        yield one.get(qn("w:instr")) or ""
