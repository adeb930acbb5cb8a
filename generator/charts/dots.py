"""Dots on stems, compared with the line of all offices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.charts.labels import name_margin, write_name
from generator.charts.style import (
    GRID,
    HOT,
    INK_2,
    MAIN,
    MARKER_EDGE,
    MARKER_SIZE,
    PAGE,
    TICK,
    WIDTHS,
    Margins,
    Tick,
    Variant,
    dashed,
    new_figure,
    nothing_yet,
    panel,
    stretch,
    text_width,
    widest,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW: Final = 27.0
_ROW_WITH_NOTE: Final = 38.0


@dataclass(frozen=True)
class Dot:
    """One stem: name, value, the words at the dot, a remark (what the value rests on), and whether it is an outlier."""

    name: str
    value: float
    label: str
    note: str = ""
    hot: bool = False


@dataclass(frozen=True)
class Dots:
    """Stems from zero, in the order given, with the value of all together; `ticks` start at zero."""

    dots: tuple[Dot, ...]
    reference: float | None
    reference_label: str
    ticks: tuple[Tick, ...]
    empty: str


def draw_dots(spec: Dots, variant: Variant) -> Figure:
    """A row a name: stem and dot, a bold diamond for an outlier; remarks at the right, or beneath on a phone."""
    if not spec.dots:
        return nothing_yet(variant, spec.empty)
    beneath = variant == "narrow" and any(dot.note for dot in spec.dots)
    row = _ROW_WITH_NOTE if beneath else _ROW
    left = name_margin((dot.name for dot in spec.dots), variant)
    notes = 0.0 if beneath else widest([dot.note for dot in spec.dots])
    right = 14 + max(widest([dot.label for dot in spec.dots], bold=True) + 12, notes + 48 if notes else 0)
    figure = new_figure(WIDTHS[variant], 26 + row * len(spec.dots) + (36 if beneath else 26))
    ticks = spec.ticks or (Tick(0, ""),)
    top = max([ticks[-1].value] + [dot.value for dot in spec.dots] + [spec.reference or 0, 1e-9])
    used = max([dot.value for dot in spec.dots] + [spec.reference or 0, 1e-9])
    ticks = tuple(tick for tick in ticks if tick.value <= used * 1.02)
    end = used if used < top else top
    axes = panel(figure, Margins(left, right, 24, 26), (0, end), (len(spec.dots) - (0.25 if beneath else 0.5), -0.5))
    axes.vlines([tick.value for tick in ticks], *axes.get_ylim(), color=GRID, linewidth=1, zorder=0)
    axes.set_xticks([tick.value for tick in ticks], labels=[tick.label for tick in ticks])
    for place, dot in enumerate(spec.dots):
        _draw_dot(axes, dot, place, variant)
        if beneath:
            write(axes, dot.note, (0, place), shift=(6, -row * 0.42), size=TICK, colour=INK_2, ground=PAGE)
        elif dot.note:
            write(axes, dot.note, (end, place), shift=(right - notes, 0), colour=INK_2)
    if spec.reference is not None:
        _draw_reference(axes, spec.reference, spec.reference_label)
    return figure


def _draw_dot(axes: Axes, dot: Dot, place: int, variant: Variant) -> None:
    colour, marker, size = (HOT, "D", MARKER_SIZE + 0.5) if dot.hot else (MAIN, "o", MARKER_SIZE + 1.5)
    stretch(axes, place, (0, dot.value), colour=colour, width=2.5, zorder=2)
    axes.plot(dot.value, place, marker, color=colour, markersize=size, markeredgecolor=PAGE,
              markeredgewidth=MARKER_EDGE, zorder=4)  # fmt: skip
    write_name(axes, dot.name, place, variant, bold=dot.hot)
    write(axes, dot.label, (dot.value, place), shift=(9, 0), bold=dot.hot, ground=PAGE)


def _draw_reference(axes: Axes, value: float, label: str) -> None:
    """The dashed line of all offices, its words above, kept inside the drawing."""
    dashed(axes, value)
    start, end = axes.get_xlim()
    pixels = axes.bbox.width / (end - start)
    half = text_width(label) / 2
    room = axes.figure.bbox.width - axes.bbox.x0 - value * pixels
    write(axes, label, (value, -0.5), shift=(min(0, room - half), 10), anchor="center", colour=INK_2)
