"""Why a file is not read, and the limits beyond which it is not; imported by the reading process, so kept small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How large a file may be and how long its reading may take; all far above a real year's workbook."""

    file_bytes: int = 32 * MEBIBYTE
    unpacked_bytes: int = 64 * MEBIBYTE
    """All parts together, as they really unpack."""
    ratio: int = 300
    """Unpacked to packed size of one part."""
    parts: int = 2_000
    elements: int = 1_200_000
    """XML elements of all parts together, plain cells not counted; enough for a format on every row of a sheet."""
    depth: int = 64
    """Elements within one another."""
    text_characters: int = 100_000
    """Of one text; Excel's own limit is 32,767."""
    cells: int = 4_000_000
    """The rectangle from the first to the last filled cell of each sheet, added up: what the reader keeps in memory."""
    rows: int = 1_048_576
    columns: int = 16_384
    styles: int = 65_536
    merges: int = 20_000
    shared_strings: int = 1_000_000
    defined_names: int = 20_000
    seconds: int = 30
    memory_bytes: int = 1024 * MEBIBYTE
    """Of the reading process; counts only where the system can hold a process to it."""
    reply_bytes: int = 128 * MEBIBYTE
    """What the reading process may answer."""


DEFAULT_LIMITS = ReadingLimits()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read: a stable code, and details (kinds, places and numbers, never a cell's value)."""

    code: str
    detail: Mapping[str, str | int] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 (carries a refusal out of nested loops, no further than the reading process)
    """Carries a refusal out of the checks."""

    def __init__(self, code: str, **detail: str | int) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, detail)


def unsafe(why: str) -> Refused:
    """Return the refusal of a file that no spreadsheet program writes."""
    return Refused("unsafe-archive", why=why)


def damaged() -> Refused:
    """Return the refusal of a file that has suffered on its way."""
    return Refused("incomplete-file", why="damage")
