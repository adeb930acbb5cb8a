"""XML parts -> the few facts that the reader is held to, read by expat, which knows nothing of spreadsheets.

A part is scanned as it is unpacked. What is not well-formed, or of a kind that no spreadsheet program writes where data
stand (comments, instructions, CDATA), is refused: the reader would go on in the middle of it without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from intake.refusals import MEBIBYTE, ReadingLimits, Refused, damaged, unsafe

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # files saved as "Strict Open XML"
)
RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
LINKS = ("http://schemas.openxmlformats.org/package/2006/relationships",)
YES = ("1", "true")
_LONGEST_TAG = 2 * MEBIBYTE  # expat looks through an unfinished tag again with every piece


def names_in(spaces: Iterable[str], *names: str) -> dict[str, str]:
    """Return the plain name of each element by the name that expat gives it, for every namespace that it may be in."""
    return {f"{space} {name}": name for space in spaces for name in names}


class PartScan:
    """Reads one part piece by piece; what a subclass wants to know of it, it takes from `started` and its like.

    `path` holds the plain names of the open elements, empty for those that are none of `names`.
    """

    names: Mapping[str, str] = {}

    def __init__(self, limits: ReadingLimits, elements_left: int) -> None:
        self.limits = limits
        self.elements_left = elements_left
        self.path: list[str] = []
        self._fed = 0
        self._text = 0
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._read_text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.CommentHandler = parser.ProcessingInstructionHandler = _refuse_markup
        parser.StartCdataSectionHandler = _refuse_markup
        self._parser = parser

    def feed(self, piece: bytes) -> None:
        """Read on. Raises Refused."""
        self._fed += len(piece)
        self._parse(piece, is_last=False)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise unsafe("markup")

    def close(self) -> None:
        """Read what is left. Raises Refused when the part ends too early."""
        self._parse(b"", is_last=True)

    def count_elements(self, more: int) -> None:
        """Take so many off what the part may still have. Raises Refused when they are too many."""
        self.elements_left -= more
        if self.elements_left < 0:
            raise Refused("too-large", what="elements", limit=self.limits.elements)

    def _parse(self, piece: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError:
            raise damaged() from None

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self.count_elements(1)
        path = self.path
        if len(path) >= self.limits.depth:
            raise Refused("too-large", what="depth", limit=self.limits.depth)
        known = self.names.get(name, "")
        path.append(known)
        self._text = 0
        self.started(known, attributes)

    def _ended(self, _name: str) -> None:
        self._text = 0
        self.ended(self.path.pop())

    def _read_text(self, text: str) -> None:
        self._text += len(text)
        if self._text > self.limits.text_characters:
            raise Refused("too-large", what="text", limit=self.limits.text_characters)
        self.read_text(text)

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Told of an element that begins; it is the last of `path`."""

    def ended(self, name: str) -> None:
        """Told of an element that has ended; it is no longer in `path`."""

    def read_text(self, text: str) -> None:
        """Told of text in the element that is last of `path`."""


def _refuse_doctype(*_: object) -> None:
    raise unsafe("doctype")


def _refuse_markup(*_: object) -> None:
    raise unsafe("markup")
