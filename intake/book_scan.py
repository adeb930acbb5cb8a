"""What the parts beside the sheets say: which sheets there are and where, how many texts, styles and names."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from intake.refusals import ReadingLimits, Refused, damaged, unsafe
from intake.xml_scan import LINKS, RELATIONS, SPREADSHEET, YES, PartScan, names_in

FOLDER = "xl"
_MOST_BLANKS = 10_000  # programs write each text once, so there is one for each way of being blank


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it: the name on its tab, its part (in lower case), whether it is a worksheet."""

    name: str
    part: str
    is_worksheet: bool


class WorkbookScan(PartScan):
    """The list of sheets, with the key of the link to each; and whether days count from 1904."""

    names = names_in(SPREADSHEET, "workbook", "workbookPr", "sheets", "sheet", "definedNames", "definedName")

    def __init__(self, limits: ReadingLimits, elements_left: int) -> None:
        super().__init__(limits, elements_left)
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False
        self._defined_names = 0

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Note a sheet, a defined name, the date system."""
        if name == "sheet" and self.path[:-1] == ["workbook", "sheets"]:
            keys = [attributes[f"{space} id"] for space in RELATIONS if f"{space} id" in attributes]
            if len(keys) != 1 or not attributes.get("name"):
                raise damaged()
            self.sheets.append((attributes["name"], keys[0]))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in YES
        elif name == "definedName":
            self._defined_names += 1
            if self._defined_names > self.limits.defined_names:
                raise Refused("too-large", what="defined-names", limit=self.limits.defined_names)


class LinksScan(PartScan):
    """Kind and target of each link of the workbook, by its key."""

    names = names_in(LINKS, "Relationship")

    def __init__(self, limits: ReadingLimits, elements_left: int) -> None:
        super().__init__(limits, elements_left)
        self.links: dict[str, tuple[str, str]] = {}

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Note a link; two of one key are refused, since programs differ in which of them they follow."""
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        key, kind, target = (attributes.get(of, "") for of in ("Id", "Type", "Target"))
        if key in self.links:
            raise unsafe("sheets")
        if len(self.links) >= self.limits.parts:
            raise Refused("too-large", what="parts", limit=self.limits.parts)
        self.links[key] = (kind.rpartition("/")[2], target)


class StringsScan(PartScan):
    """How many texts the sheets share, and which of them are blank."""

    names = names_in(SPREADSHEET, "sst", "si", "t", "r", "rPh")

    def __init__(self, limits: ReadingLimits, elements_left: int) -> None:
        super().__init__(limits, elements_left)
        self.count = 0
        self.blank: set[int] = set()
        self._says = False

    def started(self, name: str, _attributes: dict[str, str]) -> None:
        """Count a text; refuse one in a place where the reader would count otherwise."""
        if name in ("si", "sst"):
            if self.path != ["sst", "si"][: len(self.path)]:
                raise unsafe("markup")
            self._says = False
            self.count += name == "si"
            if self.count > self.limits.shared_strings:
                raise Refused("too-large", what="shared-strings", limit=self.limits.shared_strings)
        elif "t" in self.path[:-1]:
            raise unsafe("markup")

    def ended(self, name: str) -> None:
        """Note that a text was blank."""
        if name == "si" and not self._says:
            self.blank.add(self.count - 1)
            if len(self.blank) > _MOST_BLANKS:
                raise unsafe("markup")

    def read_text(self, text: str) -> None:
        """Note that the text says something; what is said of how it sounds is not in it."""
        if self.path[-1] == "t" and "rPh" not in self.path and text.strip():
            self._says = True


class StylesScan(PartScan):
    """Counts the cell formats."""

    names = names_in(SPREADSHEET, "cellXfs", "xf")

    def __init__(self, limits: ReadingLimits, elements_left: int) -> None:
        super().__init__(limits, elements_left)
        self._styles = 0

    def started(self, name: str, _attributes: dict[str, str]) -> None:
        """Count a cell format."""
        if name == "xf" and self.path[-2:-1] == ["cellXfs"]:
            self._styles += 1
            if self._styles > self.limits.styles:
                raise Refused("too-large", what="styles", limit=self.limits.styles)


def sheet_entries(workbook: WorkbookScan, links: LinksScan) -> list[SheetEntry]:
    """Return the sheets in the order of their tabs. Raises Refused when two share a part, or one has none."""
    entries = []
    for name, key in workbook.sheets:
        if key not in links.links:
            raise damaged()
        kind, target = links.links[key]
        entries.append(SheetEntry(name, part_of(target), kind == "worksheet"))
    if len({entry.part for entry in entries}) < len(entries):
        raise unsafe("sheets")
    return entries


def part_of(target: str) -> str:
    """Return the name, in lower case, of the part that a link of the workbook leads to."""
    absolute = target if target.startswith("/") else posixpath.join("/", FOLDER, target)
    return posixpath.normpath(absolute).lstrip("/").lower()
