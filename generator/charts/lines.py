"""Lines over time, named at their ends instead of in a key."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from generator.charts.style import (
    CONTEXT,
    INK_2,
    MAIN,
    MARKER_EDGE,
    MARKER_SIZE,
    PAGE,
    SECOND,
    VALUE,
    WIDTHS,
    Margins,
    Tick,
    Variant,
    baseline,
    new_figure,
    nothing_yet,
    panel,
    spaced_ticks,
    spread,
    text_width,
    value_rules,
    widest,
    wrapped,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["main", "second", "context"]
"""This year; another measure beside it; last year, in grey."""

LINE_COLOURS: Final[dict[Kind, str]] = {"main": MAIN, "second": SECOND, "context": CONTEXT}
LABEL_COLOURS: Final[dict[Kind, str]] = {"main": MAIN, "second": SECOND, "context": INK_2}
LINE_WIDTHS: Final[dict[Kind, float]] = {"main": 3, "second": 3, "context": 2}
_MARKERS: Final[dict[Kind, str]] = {"main": "o", "second": "s", "context": ""}
_HEIGHTS: Final[dict[Variant, int]] = {"full": 240, "half": 250, "narrow": 240}
_NAME_ROOM: Final[dict[Variant, int]] = {"full": 220, "half": 125, "narrow": 96}
_LINE_OF_TEXT: Final = 16.0
_AIR_LEFT, _AIR_RIGHT = 0.3, 0.1  # in steps of the axis, so that words stand under their points


@dataclass(frozen=True)
class Line:
    """One line: a value at each place of the axis or none, and at its end the value and the name in words."""

    values: tuple[float | None, ...]
    value_label: str
    name: str
    kind: Kind = "main"


@dataclass(frozen=True)
class Lines:
    """Lines over the same places in time; `ticks` start at zero; `empty` is said where no line has a value."""

    places: tuple[str, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    empty: str


def draw_lines(spec: Lines, variant: Variant) -> Figure:
    """Lines from a zero baseline with their last value and name at the right."""
    drawn = [line for line in spec.lines if any(value is not None for value in line.values)]
    if not drawn:
        return nothing_yet(variant, spec.empty)
    left = max(widest([tick.label for tick in spec.ticks]) + 8, 38)
    figure = new_figure(WIDTHS[variant], _HEIGHTS[variant])
    last = max(len(spec.places) - 1, 1)
    right = _margin_for_names(drawn, last, WIDTHS[variant] - left, variant)
    top = max([tick.value for tick in spec.ticks] + [max(_known(line)) for line in drawn] + [1e-9])
    axes = panel(figure, Margins(left, right, 14, 26), (-_AIR_LEFT, last + _AIR_RIGHT), (0, top))
    value_rules(axes, spec.ticks)
    places = tuple(Tick(place, name) for place, name in enumerate(spec.places))
    baseline(axes, spaced_ticks(places, axes.bbox.width))
    for line in sorted(drawn, key=lambda line: line.kind == "main"):
        _draw_line(axes, line)
    _name_ends(axes, drawn, variant)
    return figure


def _known(line: Line) -> list[float]:
    return [value for value in line.values if value is not None]


def _words(line: Line, variant: Variant) -> list[str]:
    """The lines of text at the end of a line: one where they are few, else the value over the name."""
    together = f"{line.value_label} {line.name}"
    if variant != "narrow" and text_width(together, VALUE, bold=True) <= _NAME_ROOM[variant]:
        return [together]
    return [line.value_label, *wrapped(line.name, _NAME_ROOM[variant])]


def _margin_for_names(lines: list[Line], last: int, room: float, variant: Variant) -> float:
    """Pixels at the right for the words at the ends, less where a line ends early and its words begin inside."""
    margins = []
    for line in lines:
        first, *rest = _words(line, variant)
        needed = 16 + max(text_width(first, VALUE, bold=line.kind != "context"), widest(rest))
        early = (last - _end(line)) / (last + _AIR_LEFT + _AIR_RIGHT)
        margins.append((needed - early * room) / (1 - early))
    return max(*margins, 16.0)


def _draw_line(axes: Axes, line: Line) -> None:
    values = [math.nan if value is None else value for value in line.values]
    axes.plot(range(len(values)), values, color=LINE_COLOURS[line.kind], linewidth=LINE_WIDTHS[line.kind], zorder=2)
    if _MARKERS[line.kind]:
        axes.plot(_end(line), _known(line)[-1], _MARKERS[line.kind], color=LINE_COLOURS[line.kind],
                  markersize=MARKER_SIZE, markeredgecolor=PAGE, markeredgewidth=MARKER_EDGE, zorder=4)  # fmt: skip


def _end(line: Line) -> int:
    return max(place for place, value in enumerate(line.values) if value is not None)


def _name_ends(axes: Axes, lines: list[Line], variant: Variant) -> None:
    """Write value and name right of each line's end, moved apart where two ends are close."""
    pixels = axes.bbox.height / axes.get_ylim()[1]
    ends = [_known(line)[-1] * pixels for line in lines]
    words = [_words(line, variant) for line in lines]
    places = spread(ends, _LINE_OF_TEXT * max(map(len, words)) + 3)
    for line, texts, place, end in zip(lines, words, places, ends, strict=True):
        at = (_end(line), _known(line)[-1])
        colour, bold = LABEL_COLOURS[line.kind], line.kind != "context"
        write(axes, texts[0], at, shift=(10, place - end), size=VALUE, colour=colour, bold=bold)
        for row, text in enumerate(texts[1:], start=1):
            write(axes, text, at, shift=(10, place - end - row * _LINE_OF_TEXT), colour=colour)
