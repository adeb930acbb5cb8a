"""A template and the values of its fields -> the letter's bytes.

Values reach the document as text and stay as they are: docxtpl fills the template, a sandbox holds what it may do,
every value is escaped, and what was filled in is not looked at again.
"""

import datetime
import io
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from docx.document import Document
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from intake.language import Language
from intake.letter_file import document_bytes

WHITE_SPACE = re.compile(r"\s+")
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of all that follows them in a line."""


class Unfilled(Exception):  # noqa: N818 (whoever knows the file's name says so)
    """A template that passes every other check and yet can't be filled."""


class _StrictTemplate(DocxTemplate):  # type: ignore[misc]  # docxtpl carries no types
    """A template whose filled text must be well-formed, rather than mended by guessing."""

    def patch_xml(self, src_xml: str) -> str:
        """Return a part with each field in one piece; worked out once for many letters."""
        return _patched(src_xml)

    def render_xml_part(self, src_xml: str, _part: object, context: Mapping[str, str], *_: object) -> str:
        """Return a part filled in; the template that many letters are made from is compiled once.

        docxtpl's own way goes over the filled text once more, for signs that stand for braces: a name may hold them.
        """
        return str(self.resolve_listing(_compiled(src_xml).render(context)))

    def render_properties(self, *_: object) -> None:
        """Leave the properties: a letter gets its own."""

    def fix_tables(self, xml: str) -> object:
        """Raise XMLSyntaxError where a condition has cut through the document's structure."""
        etree.fromstring(xml)
        return super().fix_tables(xml)


@lru_cache(maxsize=256)
def _patched(part: str) -> str:
    return str(DocxTemplate(io.BytesIO()).patch_xml(part))


@lru_cache(maxsize=256)
def _compiled(part: str) -> Template:
    return environment().from_string(part)


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Return what templates are filled in: closed off, an unknown field a fault, every value escaped."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def patched(tree: etree._Element) -> str:
    """Return a part as the template that docxtpl makes of it, with each field in one piece."""
    return _patched(etree.tostring(tree, encoding="unicode"))


def filled(
    content: bytes, values: Mapping[str, str], on: datetime.date, title: str, author: str, language: str
) -> bytes:
    """Return the letter's bytes. Raises Unfilled."""
    return document_bytes(filled_document(content, values), on, title, author, Language(language))


def filled_document(content: bytes, values: Mapping[str, str]) -> Document:
    """Return the letter. Raises Unfilled."""
    template = _StrictTemplate(io.BytesIO(content))
    try:
        template.render(dict(values), environment(), autoescape=True)
    # Neither library says what it raises at a document that is well-formed and yet none that Word would write.
    except (TemplateError, OpcError, etree.LxmlError, ValueError, LookupError, AttributeError, TypeError) as fault:
        raise Unfilled from fault
    document: Document = template.docx
    return document


def one_line(text: object) -> str:
    """Return a text of a cell in one line, without what no document can hold; empty for none."""
    return "".join(filter(_can_be_printed, WHITE_SPACE.sub(" ", TURNING.sub("", str(text or ""))))).strip()


def _can_be_printed(character: str) -> bool:
    number = ord(character)
    is_none = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return not is_none and unicodedata.category(character) not in ("Cc", "Cs")
