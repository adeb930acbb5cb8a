"""A written workbook -> its file: the same bytes for the same workbook, and what openpyxl leaves out put in."""

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

AFTER_FOOTER = b"</headerFooter>"
TITLES = re.compile(rb"(?<=>)([^<>]*!\$\d+:\$\d+),([^<>]*!\$[A-Z]+:\$[A-Z]+)(?=<)")
"""Rows and columns repeated on paper: Excel writes the columns first, and LibreOffice knows them in that order only."""
EMPTY_RESULT = b"</f><v />"


def save(
    book: Workbook, target: Path, written_on: datetime.date, texts: Mapping[str, str], formula_result: int | None
) -> None:
    """Write the workbook to a file.

    `texts` names by sheet title the cells in which a number that is a text is no mistake, so that Excel puts no mark
    there. `formula_result` is what the formula of the first sheet gives, for programs that open a workbook without
    computing.
    """
    members = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(members, "w", zipfile.ZIP_STORED)).save()
    parts = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(book.sheetnames, start=1)}
    first = next(iter(parts))
    packed = io.BytesIO()
    with zipfile.ZipFile(members) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if parts.get(name) in texts:
                content = _with_texts(content, texts[parts[name]])
            if name == "xl/workbook.xml":
                content = TITLES.sub(rb"\2,\1", content)
            if name == first and formula_result is not None:
                content = content.replace(EMPTY_RESULT, b"</f><v>%d</v>" % formula_result)
            archive.writestr(_member(name, written_on), content)
    target.write_bytes(packed.getvalue())


def _with_texts(content: bytes, cells: str) -> bytes:
    ignored = f'<ignoredErrors><ignoredError sqref="{cells}" numberStoredAsText="1"/></ignoredErrors>'
    return content.replace(AFTER_FOOTER, AFTER_FOOTER + ignored.encode(), 1)


def _member(name: str, written_on: datetime.date) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (written_on.year, written_on.month, written_on.day, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
