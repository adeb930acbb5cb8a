"""A Word document -> its bytes: the same for the same document, whenever and wherever it is written."""

import datetime
import io
import zipfile

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from intake.language import Language
from intake.template_file import member


def document_bytes(document: Document, written_on: datetime.date, title: str, author: str, language: Language) -> bytes:
    """Return the file of a document, with properties that say no more than they should: nobody's name, no hour."""
    properties = document.core_properties
    day = datetime.datetime(written_on.year, written_on.month, written_on.day, tzinfo=datetime.UTC)
    properties.created = properties.modified = day
    properties.author = properties.last_modified_by = author
    properties.title, properties.language, properties.revision = title, language.locale.replace("_", "-"), 1
    properties.subject = properties.comments = properties.keywords = properties.category = ""
    package = document.part.package
    for relation in [one for one in package.rels.values() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        # The picture of a page as it once was.
        package.rels.pop(relation.rId)
    _number_lists(document)
    saved = io.BytesIO()
    document.save(saved)
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(member(name, written_on), source.read(name))
    return packed.getvalue()


def _number_lists(document: Document) -> None:
    """Give each numbered list the same mark every time: joining documents draws one by chance."""
    numbering = next((one for one in document.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.NUMBERING), None)
    if numbering is not None:
        for number, mark in enumerate(numbering.target_part.element.iter(qn("w:nsid")), start=1):
            mark.set(qn("w:val"), f"{number:08X}")
