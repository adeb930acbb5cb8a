"""Where words find room in a drawing: names beside their rows, and labels that keep clear of lines and each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from generator.charts.style import TEXT, Variant, shorten, text_width, widest, wrapped, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Box = tuple[float, float, float, float]
"""Left, foot, right and top in pixels."""

LETTER: Final = 14.0
"""Height of a label and the air around it, pixels."""
LINE_OF_NAME: Final = 14.0
_GAP: Final = 8.0  # between a name and what it names
_LEAST: Final = 60.0
_MOST: Final[dict[Variant, float]] = {"full": 300, "half": 180, "narrow": 124}
_FARTHER: Final = 3.0  # square pixels of another's place that the next best place is worth
_OUTSIDE: Final = 1e4


def name_lines(name: str, variant: Variant) -> list[str]:
    """The one or two lines in which a name stands at the left of its row; measured bold, for it may be set so."""
    lines = wrapped(name, _MOST[variant], bold=True)
    return lines if len(lines) < 3 else [lines[0], shorten(" ".join(lines[1:]), _MOST[variant], bold=True)]


def name_margin(names: Iterable[str], variant: Variant) -> float:
    """Pixels at the left that the widest line of `names` needs."""
    lines = [line for name in names for line in name_lines(name, variant)]
    return max(widest(lines, bold=True) + _GAP + 2, _LEAST)


def write_name(axes: Axes, name: str, row: float, variant: Variant, *, bold: bool = False) -> None:
    """Set a name at the left of `row`, in one line or two."""
    lines = name_lines(name, variant)
    for place, line in enumerate(lines):
        up = ((len(lines) - 1) / 2 - place) * LINE_OF_NAME
        write(axes, line, (0, row), shift=(-_GAP, up), anchor="right", bold=bold)


def label_box(text: str, x: float, y: float, size: float = TEXT, *, bold: bool = False, at_end: bool = False) -> Box:
    """The box of a label that begins at `x`, or with `at_end` ends there, its middle at the height `y`."""
    wide = text_width(text, size, bold=bold)
    left = x - wide if at_end else x
    return (left, y - LETTER / 2, left + wide, y + LETTER / 2)


def least_covered(places: Sequence[Box], taken: Sequence[Box], inside: Box) -> Box:
    """The first of `places`, the best one first, that lies inside and over nothing; else the one over the least."""
    best, least = places[0], math.inf
    for rank, box in enumerate(places):
        farther = rank * _FARTHER
        if least <= farther:
            # From here on, being farther alone costs more.
            break
        outside = box[0] < inside[0] or box[1] < inside[1] or box[2] > inside[2] or box[3] > inside[3]
        cost = farther + (_OUTSIDE if outside else 0) + sum(_overlap(box, other) for other in taken)
        if cost < least:
            best, least = box, cost
    return best


def _overlap(one: Box, other: Box) -> float:
    """Square pixels that two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)
