"""The cells that the reader takes for blank and that are not: formulas without a value, or with an error for one.

Works on bytes that have passed the pre-check, in the child process, with nothing but the standard library.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

_PREFIX = rb"(?:[\w.-]++:)?"
_CELL = re.compile(rb"<" + _PREFIX + rb"c\s([^<>]*+)(?<!/)>(.*?)</" + _PREFIX + rb"c\s*>", re.DOTALL)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")  # a formula whose value is a text, which may be empty
_FORMULA = re.compile(rb"<" + _PREFIX + rb"f[\s/>]")
_VALUE = re.compile(rb"<" + _PREFIX + rb"v(?:\s[^<>]*)?>[^<]")

Place = tuple[int, int]
"""Row and column, both from 1."""


def error_cells(content: bytes) -> dict[str, list[Place]]:
    """Return the cells without a value by the name of their sheet; sheets without one are left out."""
    found: dict[str, list[Place]] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in archive.namelist():
            if part.lower().startswith("xl/worksheets/") and part.lower().endswith(".xml"):
                places = list(_places(archive.read(part)))
                if places:
                    found[sheet_of_part(archive, part)] = places
    return found


def _places(sheet: bytes) -> Iterator[Place]:
    if not (_ERROR.search(sheet) or _FORMULA.search(sheet)):
        return
    for cell in _CELL.finditer(sheet):
        attributes, inner = cell.groups()
        without_value = _FORMULA.search(inner) and not _VALUE.search(inner) and not _TEXT.search(attributes)
        place = _PLACE.search(attributes)
        if place and (without_value or _ERROR.search(attributes)):
            yield int(place[2]), column_number(place[1])


def column_number(letters: bytes) -> int:
    """Return the number of a column, from 1, by the letters that Excel shows above it."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def sheet_of_part(archive: zipfile.ZipFile, part: str) -> str:
    """Return the name on a sheet's tab, or the part's own name where the workbook doesn't say."""
    names = {name.lower(): name for name in archive.namelist()}
    try:
        workbook, links = (
            ElementTree.fromstring(archive.read(names[name]))  # noqa: S314 (the pre-check lets no DOCTYPE pass)
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    except (ElementTree.ParseError, KeyError, zipfile.BadZipFile):
        return part
    targets = {link.get("Target", ""): link.get("Id") for link in links}
    wanted = next((key for target, key in targets.items() if part.endswith(target.removeprefix("/"))), None)
    for element in workbook.iter():
        if element.tag.endswith("}sheet") and wanted in element.attrib.values():
            return element.get("name", part)
    return part
