"""Small multiples: one little line a row of a list, all on one scale, so that shapes and sizes compare at a glance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.charts.style import (
    CONTEXT,
    HOT,
    INK_2,
    MAIN,
    MARKER_EDGE,
    PAGE,
    TEXT,
    TICK,
    WIDTHS,
    Margins,
    Tick,
    Variant,
    baseline,
    new_figure,
    nothing_yet,
    panel,
    shorten,
    text_width,
    widest,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ACROSS: Final[dict[Variant, int]] = {"full": 5, "half": 3, "narrow": 2}
_PANEL: Final = 122
_TITLE, _FOOT, _GUTTER = 26, 24, 6
_MARKER: Final = 7


@dataclass(frozen=True)
class SmallLine:
    """One panel: its name, a value at each place of the axis or none, those to compare with, the last value in words.

    `hot` sets it apart, by colour, a diamond at its end and its name in bold.
    """

    name: str
    values: tuple[float | None, ...]
    before: tuple[float | None, ...]
    label: str
    hot: bool = False


@dataclass(frozen=True)
class Multiples:
    """Panels over the same places in time and on one scale from zero; `empty` is said where none has a value."""

    places: tuple[str, ...]
    lines: tuple[SmallLine, ...]
    empty: str


def draw_multiples(spec: Multiples, variant: Variant) -> Figure:
    """A grid of little lines, the last value at each end, the period before in grey."""
    drawn = [line for line in spec.lines if any(value is not None for value in line.values)]
    if not drawn:
        return nothing_yet(variant, spec.empty)
    across = _ACROSS[variant]
    down = math.ceil(len(drawn) / across)
    figure = new_figure(WIDTHS[variant], down * _PANEL)
    right = widest([line.label for line in drawn], TEXT, bold=True) + 10
    top = max(value for line in drawn for value in (*line.values, *line.before) if value is not None) or 1
    for place, line in enumerate(drawn):
        row, column = divmod(place, across)
        _draw_panel(figure, spec.places, line, (row, column), (across, down), right, top)
    return figure


def _draw_panel(
    figure: Figure, places: tuple[str, ...], line: SmallLine, at: tuple[int, int], grid: tuple[int, int],
    right: float, top: float,
) -> None:  # fmt: skip
    (row, column), (across, down) = at, grid
    each = figure.bbox.width / across
    # The first word beneath the axis is centred on its beginning.
    left = text_width(places[0], TICK) / 2 if places else 0
    margins = Margins(
        column * each + left, (across - 1 - column) * each + _GUTTER + right, row * _PANEL + _TITLE,
        (down - 1 - row) * _PANEL + _FOOT,
    )  # fmt: skip
    last = max(len(places) - 1, 1)
    axes = panel(figure, margins, (0, last), (0, top))
    room = each - left - _GUTTER
    write(axes, shorten(line.name, room, TEXT, bold=line.hot), (0, top), shift=(-left, 14), bold=line.hot)
    baseline(axes, _ends(places, axes.bbox.width), marks=False)
    _draw_line(axes, line)


def _ends(places: tuple[str, ...], room: float) -> tuple[Tick, ...]:
    """The first and the last place, or the last alone where both have no room."""
    if not places:
        return ()
    first, last = Tick(0, places[0]), Tick(len(places) - 1, places[-1])
    wide = text_width(first.label, TICK) / 2 + text_width(last.label, TICK) / 2
    return (first, last) if len(places) > 1 and wide < room else (last,)


def _draw_line(axes: Axes, line: SmallLine) -> None:
    colour = HOT if line.hot else MAIN
    axes.plot(range(len(line.before)), _numbers(line.before), color=CONTEXT, linewidth=1.5, zorder=1)
    axes.plot(range(len(line.values)), _numbers(line.values), color=colour, linewidth=2.5, zorder=2)
    end = max(place for place, value in enumerate(line.values) if value is not None)
    value = line.values[end] or 0
    axes.plot(end, value, "D" if line.hot else "o", color=colour, markersize=_MARKER, markeredgecolor=PAGE,
              markeredgewidth=MARKER_EDGE, zorder=4, clip_on=False)  # fmt: skip
    write(axes, line.label, (end, value), shift=(9, 0), colour=colour if line.hot else INK_2, bold=True)


def _numbers(values: tuple[float | None, ...]) -> list[float]:
    return [math.nan if value is None else value for value in values]
