"""A written workbook -> its file: the same bytes for the same workbook, and what openpyxl leaves out put in."""

import datetime
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from intake.stamp import PROPERTIES_PART

AFTER_FOOTER = b"</headerFooter>"
TITLES = re.compile(rb"(?<=>)([^<>]*!\$\d+:\$\d+),([^<>]*!\$[A-Z]+:\$[A-Z]+)(?=<)")
"""Rows and columns repeated on paper: Excel writes the columns first, and LibreOffice knows them in that order only."""
EMPTY_RESULT = re.compile(rb"</f><v ?(?:/>|></v>)")
"""A formula without a result, whichever XML library openpyxl found."""
UNSIGNED = "0" * 64
"""Stands in the property for the file's own signature until that is known."""
SIGNATURE = "alj.signature"
PROPERTY = re.compile(r'<property name="([^"]+)"[^<]*<[^<>]+>([^<]*)<')
"""A property as openpyxl writes it: of a file that another program saved since, none is asked for."""


def save(
    book: Workbook,
    target: Path,
    written_on: datetime.date,
    texts: Mapping[str, str],
    formula_results: Mapping[str, int],
) -> None:
    """Write the workbook to a file; one with a place for a signature is signed (see `with_signature`).

    `texts` names by sheet title the cells in which a number that is a text is no mistake, so that Excel puts no mark
    there. `formula_results` is what the formula of a sheet gives, for programs that open a workbook without computing.
    """
    members = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(members, "w", zipfile.ZIP_STORED)).save()
    titles = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(book.sheetnames, start=1)}
    with zipfile.ZipFile(members) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    for part, title in titles.items():
        if title in texts:
            contents[part] = _with_texts(contents[part], texts[title])
        if title in formula_results:
            contents[part] = EMPTY_RESULT.sub(b"</f><v>%d</v>" % formula_results[title], contents[part])
    contents["xl/workbook.xml"] = TITLES.sub(rb"\2,\1", contents["xl/workbook.xml"])
    contents[PROPERTIES_PART] = contents[PROPERTIES_PART].replace(UNSIGNED.encode(), _signature(contents).encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(member(name, written_on), content)
    target.write_bytes(packed.getvalue())


def with_signature(book: Workbook) -> None:
    """Give a workbook a place for its signature, by which its file is told from one that somebody has saved since."""
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=SIGNATURE, value=UNSIGNED))


def _signature(contents: Mapping[str, bytes]) -> str:
    """Return a hash of all parts but the one that holds it."""
    digest = hashlib.sha256()
    for name in sorted(contents.keys() - {PROPERTIES_PART}):
        digest.update(name.encode() + b"\0" + hashlib.sha256(contents[name]).digest())
    return digest.hexdigest()


def signed_property(path: Path, name: str) -> str | None:
    """Return a property of a signed workbook that nobody has saved since it was written; None for any other file."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        return None
    properties = dict(PROPERTY.findall(contents.get(PROPERTIES_PART, b"").decode(errors="replace")))
    return properties.get(name) if properties.get(SIGNATURE) == _signature(contents) else None


def _with_texts(content: bytes, cells: str) -> bytes:
    ignored = f'<ignoredErrors><ignoredError sqref="{cells}" numberStoredAsText="1"/></ignoredErrors>'
    return content.replace(AFTER_FOOTER, AFTER_FOOTER + ignored.encode(), 1)


def member(name: str, written_on: datetime.date) -> zipfile.ZipInfo:
    """Return the entry of a file's part, dated to a day and not to the moment at which it is written."""
    member = zipfile.ZipInfo(name, (written_on.year, written_on.month, written_on.day, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
