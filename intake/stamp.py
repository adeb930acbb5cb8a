"""What the tool writes on a cover about the workbook itself, and how it reads it again.

Both directions stand here, so that what one writes the other understands.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping

PROPERTIES_PART = "docProps/custom.xml"
MOST_PROPERTIES = 65_536
"""Bytes of the properties that are looked at: the tool's own stand in far fewer."""
PROPERTY = re.compile(rb'<(?:\w+:)?property\b[^<>]*?\bname="(alj\.[a-z_]+)"[^<>]*>\s*<[^<>]+>([^<]*)<')
FOR_WHOM = re.compile(r"([A-Z]{3})?\s*(\d{4}/\d{2})?")


def stamp_of_lists(drawn_on: Iterable[datetime.date]) -> str:
    """Return the stamp of the monthly lists whose leavers stand in a workbook: their days, as in "2026-10-01"."""
    return ", ".join(day.isoformat() for day in sorted(drawn_on))


def stamped_lists(stamp: str | None) -> frozenset[datetime.date]:
    """Return the days of the lists that a stamp names; what is no day in it is left out."""
    days = set()
    for word in (stamp or "").replace(";", ",").split(","):
        try:
            days.add(datetime.date.fromisoformat(word.strip()))
        except ValueError:
            continue
    return frozenset(days)


def stamp_of_owner(office: str | None, school_year: str | None) -> str:
    """Return the stamp of whom a workbook was written for, as in "NOR 2026/27"."""
    return " ".join(filter(None, (office, school_year)))


def stamped_owner(stamp: str | None) -> tuple[str | None, str | None]:
    """Return the office and the school year of a stamp; None for what it does not say."""
    found = FOR_WHOM.fullmatch((stamp or "").strip())
    return (found[1], found[2]) if found else (None, None)


def document_properties(content: bytes) -> Mapping[str, str]:
    """Return what the tool wrote into the properties of a document, by name; nothing where they are not there.

    To be asked only of bytes that passed the pre-check. No XML parser is needed: a value that the tool writes holds no
    character that XML writes otherwise.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(PROPERTIES_PART) as part:
            found = PROPERTY.findall(part.read(MOST_PROPERTIES))
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        return {}
    return {name.decode(): value.decode(errors="replace").strip() for name, value in found}


def restored_stamp(cover: Mapping[str, str | None], properties: Mapping[str, str]) -> dict[str, str]:
    """Return the stamped cells of a cover that say nothing any more, as the document's properties have them."""
    said = _of_properties(properties)
    return {key: value for key, value in said.items() if value and not _says(key, cover.get(key))}


def stamps_differ(cover: Mapping[str, str | None], properties: Mapping[str, str]) -> Iterator[str]:
    """Yield the stamped cells of a cover that say something else than the document's properties."""
    said = _of_properties(properties)
    for key in ("written_for", "lists_held"):
        here, there = _says(key, cover.get(key)), _says(key, said.get(key))
        if here and there and here != there:
            yield key


def _of_properties(properties: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the stamped cells by the document's properties."""
    stamps = {
        "template_version": properties.get("alj.template_version", ""),
        "written_in": properties.get("alj.language", ""),
        "written_for": stamp_of_owner(properties.get("alj.office"), properties.get("alj.school_year")),
        "lists_held": properties.get("alj.lists_held", ""),
    }
    return {key: value for key, value in stamps.items() if _says(key, value)}


def _says(key: str, stamp: str | None) -> object:
    """Return what a stamp says, empty when it is none: somebody wrote over the cell, or emptied it."""
    match key:
        case "written_for":
            owner = stamped_owner(stamp)
            return owner if any(owner) else ()
        case "lists_held":
            return stamped_lists(stamp)
        case "template_version":
            return stamp if stamp and stamp.isascii() and stamp.isdigit() else ""
        case _:
            return stamp or ""
