"""Rates against their bases, with the bands that chance alone would fill (Spiegelhalter 2005, funnel plots)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.charts.labels import LETTER, Box, least_covered
from generator.charts.style import (
    BAND,
    GRID,
    HOT,
    INK,
    INK_2,
    LINE_STRONG,
    MAIN,
    MARKER_EDGE,
    MARKER_SIZE,
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

_HEIGHTS: Final[dict[Variant, int]] = {"full": 300, "half": 300, "narrow": 330}
_DOT: Final = 6.0


@dataclass(frozen=True)
class FunnelPoint:
    """One office: its base and rate (0 to 1), its words, and whether it lies outside the bands."""

    base: float
    rate: float
    label: str
    hot: bool = False


@dataclass(frozen=True)
class FunnelPlot:
    """Points over their bases; `inner` and `outer` are (low, high) rates at each of `bases`; `empty` where no point.

    The vertical axis spans `rate_ticks`, the horizontal one `bases`.
    """

    points: tuple[FunnelPoint, ...]
    centre: float
    centre_label: str
    bases: tuple[float, ...]
    inner: tuple[tuple[float, float], ...]
    outer: tuple[tuple[float, float], ...]
    base_ticks: tuple[Tick, ...]
    rate_ticks: tuple[Tick, ...]
    base_title: str
    band_note: str
    empty: str


def draw_funnel_plot(spec: FunnelPlot, variant: Variant) -> Figure:
    """Dots in two bands around the rate of all; those outside are bold diamonds."""
    if not spec.points:
        return nothing_yet(variant, spec.empty)
    width = WIDTHS[variant]
    figure = new_figure(width, _HEIGHTS[variant])
    left = max(widest([tick.label for tick in spec.rate_ticks], TICK) + 10, 38)
    low, high = spec.rate_ticks[0].value, spec.rate_ticks[-1].value
    axes = panel(figure, Margins(left, 12, 34, 46), (spec.bases[0], spec.bases[-1]), (low, high))
    for band, colour in ((spec.outer, BAND), (spec.inner, GRID)):
        axes.fill_between(spec.bases, [max(pair[0], low) for pair in band], [min(pair[1], high) for pair in band],
                          color=colour, linewidth=0, zorder=0)  # fmt: skip
    axes.hlines(spec.centre, *axes.get_xlim(), color=LINE_STRONG, linewidth=1.2, zorder=1)
    axes.set_yticks([tick.value for tick in spec.rate_ticks], labels=[tick.label for tick in spec.rate_ticks])
    baseline(axes, spec.base_ticks)
    middle = (spec.bases[0] + spec.bases[-1]) / 2
    write(axes, spec.base_title, (middle, low), shift=(0, -36), anchor="center", size=TICK, colour=INK_2)
    note = shorten(spec.band_note, width - 4, TICK)
    write(axes, note, (spec.bases[0], high), shift=(-left, 24), size=TICK, colour=INK_2)
    write(
        axes, spec.centre_label, (spec.bases[-1], spec.centre), shift=(-4, -10), anchor="right", size=TICK, colour=INK_2
    )
    _draw_points(axes, spec)
    return figure


def _draw_points(axes: Axes, spec: FunnelPlot) -> None:
    places = [tuple(axes.transData.transform((point.base, point.rate))) for point in spec.points]
    taken: list[Box] = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in places]
    right, line = axes.transData.transform((spec.bases[-1], spec.centre))
    taken.append((axes.bbox.x0, line - 2, axes.bbox.x1, line + 2))
    taken.append((right - 4 - text_width(spec.centre_label, TICK), line - 18, right, line + 2))
    for point, (x, y) in sorted(zip(spec.points, places, strict=True), key=lambda pair: not pair[0].hot):
        colour, marker = (HOT, "D") if point.hot else (MAIN, "o")
        axes.plot(point.base, point.rate, marker, color=colour, markersize=MARKER_SIZE + 0.5, markeredgecolor=PAGE,
                  markeredgewidth=MARKER_EDGE, zorder=4)  # fmt: skip
        label = shorten(point.label, axes.bbox.width * 0.45, TEXT, bold=point.hot)
        wide = text_width(label, TEXT, bold=point.hot) + 4
        box = _free_place(x, y, wide, taken, axes, up=1.0 if y >= line else -1.0)
        taken.append(box)
        shift = (box[0] + wide / 2 - x, (box[1] + box[3]) / 2 - y)
        write(axes, label, (point.base, point.rate), shift=shift, anchor="center", bold=point.hot, colour=INK)


def _free_place(x: float, y: float, wide: float, taken: list[Box], axes: Axes, *, up: float) -> Box:
    """The place round a dot with the least of other words and dots in it: near first, away from the middle first."""
    beside = wide / 2 + _DOT + 4
    offsets = [(0.0, 13.0 * up), (0.0, -13.0 * up), (beside, 0.0), (-beside, 0.0)]
    offsets += [(dx, dy) for dy in (11.0 * up, -11.0 * up, 26.0 * up, -26.0 * up) for dx in (beside, -beside, 0.0)]
    boxes = [(x + dx - wide / 2, y + dy - LETTER / 2, x + dx + wide / 2, y + dy + LETTER / 2) for dx, dy in offsets]
    inside = axes.bbox
    return least_covered(boxes, taken, (inside.x0, inside.y0, inside.x1 + 10, axes.figure.bbox.height))
