"""How long it takes: the share still waiting, by time since the start, with the numbers each point rests on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from generator.charts.labels import Box, label_box, least_covered
from generator.charts.lines import LABEL_COLOURS, LINE_COLOURS, LINE_WIDTHS, Kind
from generator.charts.style import (
    BAND,
    INK,
    INK_2,
    MAIN,
    MARKER_SIZE,
    TICK,
    VALUE,
    WIDTHS,
    Margins,
    Tick,
    Variant,
    baseline,
    dashed,
    new_figure,
    nothing_yet,
    panel,
    shorten,
    text_width,
    value_rules,
    widest,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PLOT: Final[dict[Variant, int]] = {"full": 180, "half": 190, "narrow": 220}
_LINE_OF_TEXT: Final = 17.0
_RIGHT: Final[dict[Variant, int]] = {"full": 120, "half": 100, "narrow": 14}
_BESIDE: Final = (0.0, 8.0, -8.0, 16.0, -16.0)
_OVER_OR_UNDER: Final = (13.0, -15.0, 24.0, -26.0)
_ALONG: Final = (0.85, 0.75, 0.65, 0.55)  # of the months that a curve covers
_HALF_LINE: Final = 2.0
_BAND: Final = 0.16
"""How strongly the interval is drawn: the grid and the other curves stay in sight."""


@dataclass(frozen=True)
class Curve:
    """One cohort: months and the share (0 to 1) still waiting from each on, and the number at risk at each tick.

    `due_share` and `due_label` mark the share at the due month, where the cohort has got that far. `band` holds the
    lower and upper end of the interval at each of the months; it is drawn for what is no context.
    """

    name: str
    months: tuple[float, ...]
    shares: tuple[float, ...]
    at_risk: tuple[str, ...]
    due_share: float | None = None
    due_label: str = ""
    kind: Kind = "main"
    band: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Survival:
    """Step curves from 100 %, the time up to `due_month` shaded; `empty` is said where there is no curve."""

    curves: tuple[Curve, ...]
    months: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    due_month: float
    due_label: str
    month_title: str
    at_risk_title: str
    empty: str


def draw_survival(spec: Survival, variant: Variant) -> Figure:
    """Step curves with their names at the ends and a small table of the numbers at risk under the axis."""
    curves = [curve for curve in spec.curves if curve.months]
    if not curves:
        return nothing_yet(variant, spec.empty)
    narrow = variant == "narrow"
    names = widest([curve.name for curve in curves], bold=True)
    left = 46.0 if narrow else min(max(names + 30, 60), 150)
    table = 46 + 18 + _LINE_OF_TEXT * len(curves) * (2 if narrow else 1) + 10
    figure = new_figure(WIDTHS[variant], 26 + _PLOT[variant] + table)
    end = max([tick.value for tick in spec.months] + [max(curve.months) for curve in curves])
    axes = panel(figure, Margins(left, _RIGHT[variant], 26, table), (0, end), (0, 1))
    axes.fill_between([0, spec.due_month], 0, 1, color=BAND, linewidth=0, zorder=0)
    value_rules(axes, spec.shares)
    baseline(axes, spec.months)
    write(axes, spec.month_title, (end / 2, 0), shift=(0, -33), anchor="center", size=TICK, colour=INK_2)
    dashed(axes, spec.due_month)
    write(axes, spec.due_label, (spec.due_month, 1), shift=(_due_shift(axes, spec), 12), anchor="center", colour=INK_2)
    for curve in sorted(curves, key=lambda curve: curve.kind == "main"):
        if curve.band and curve.kind == "main":
            lows, highs = zip(*curve.band, strict=True)
            axes.fill_between(curve.months, lows, highs, step="post", color=MAIN, alpha=_BAND, linewidth=0, zorder=1)
        axes.step(curve.months, curve.shares, where="post", color=LINE_COLOURS[curve.kind],
                  linewidth=LINE_WIDTHS[curve.kind], zorder=2)  # fmt: skip
    _name_ends(axes, curves, _mark_due(axes, spec, curves))
    _write_at_risk(axes, spec, curves, left, narrow=narrow)
    return figure


def _due_shift(axes: Axes, spec: Survival) -> float:
    """Pixels by which the words over the due line move so that they stay inside the drawing."""
    half = text_width(spec.due_label) / 2
    place = axes.transData.transform((spec.due_month, 1))[0]
    return float(max(half - place, 0) + min(axes.figure.bbox.width - place - half, 0))


def _mark_due(axes: Axes, spec: Survival, curves: list[Curve]) -> list[Box]:
    """Dots where the curves cross the due month: the higher share labelled at the right, the lower at the left.

    Returns the room that the labels take.
    """
    marked = sorted(
        (curve for curve in curves if curve.due_share is not None), key=lambda curve: -(curve.due_share or 0)
    )
    taken = []
    for place, curve in enumerate(marked):
        at = (spec.due_month, curve.due_share or 0.0)
        axes.plot(*at, "o", color=INK, markersize=MARKER_SIZE - 2, zorder=4)
        bold = curve.kind != "context"
        x, y = axes.transData.transform(at)
        above = place == 0
        right = above and text_width(curve.due_label, VALUE, bold=bold) <= axes.figure.bbox.width - x - 8
        across, up = (8 if right else -8), (12 if above else -11)
        write(axes, curve.due_label, at, shift=(across, up), anchor="left" if right else "right",
              size=VALUE, bold=bold, colour=LABEL_COLOURS[curve.kind])  # fmt: skip
        taken.append(label_box(curve.due_label, x + across, y + up, VALUE, bold=bold, at_end=not right))
    return taken


def _name_ends(axes: Axes, curves: list[Curve], taken: list[Box]) -> None:
    """Names at the ends of the curves, where no curve runs and nothing is written: beside, else over or under."""
    taken = [*taken, *(box for curve in curves for box in _run_of(axes, curve))]
    inside = (0.0, axes.bbox.y0 + 2, axes.figure.bbox.width, axes.bbox.y1)
    for curve in curves:
        bold = curve.kind != "context"
        at = (curve.months[-1], curve.shares[-1])
        name = shorten(curve.name, axes.figure.bbox.width * 0.45, bold=bold)
        x, y = axes.transData.transform(at)
        box = least_covered(_places_of_name(axes, curve, name, bold=bold), taken, inside)
        taken.append(box)
        shift = (box[0] - x, (box[1] + box[3]) / 2 - y)
        write(axes, name, at, shift=shift, bold=bold, colour=LABEL_COLOURS[curve.kind])


def _places_of_name(axes: Axes, curve: Curve, name: str, *, bold: bool) -> list[Box]:
    """Where the name may stand, the best first: beside the end, over or under it, then along the curve."""
    x, y = axes.transData.transform((curve.months[-1], curve.shares[-1]))
    places = [label_box(name, x + 7, y + up, bold=bold) for up in _BESIDE]
    for up in _OVER_OR_UNDER:
        places += [label_box(name, x + 4, y + up, bold=bold), label_box(name, x, y + up, bold=bold, at_end=True)]
    for part in _ALONG:
        # It falls, so that its own room lies at the right over it and at the left under it.
        month = curve.months[-1] * part
        x, y = axes.transData.transform((month, curve.shares[bisect_right(curve.months, month) - 1]))
        places += [
            label_box(name, x + 8, y + 12, bold=bold), label_box(name, x - 8, y - 12, bold=bold, at_end=True),
        ]  # fmt: skip
    return places


def _run_of(axes: Axes, curve: Curve) -> Iterator[Box]:
    """The room that a curve takes, a box for each of its steps across and down."""
    places = axes.transData.transform(list(zip(curve.months, curve.shares, strict=True)))
    for (x, y), (next_x, next_y) in pairwise(places):
        yield (x, y - _HALF_LINE, next_x, y + _HALF_LINE)
        yield (next_x - _HALF_LINE, next_y, next_x + _HALF_LINE, y)


def _write_at_risk(axes: Axes, spec: Survival, curves: list[Curve], left: float, *, narrow: bool) -> None:
    """Under the axis a line a cohort: how many were still waiting and in view at each tick."""
    down = 64.0
    write(axes, spec.at_risk_title, (0, 0), shift=(-left if narrow else 0, -down), size=TICK, colour=INK_2)
    for curve in curves:
        down += _LINE_OF_TEXT
        bold, colour = curve.kind != "context", LABEL_COLOURS[curve.kind]
        if narrow:
            write(axes, shorten(curve.name, 300), (0, 0), shift=(-left, -down), size=TICK, bold=bold, colour=colour)
            down += _LINE_OF_TEXT
        else:
            name = shorten(curve.name, left - 26, bold=bold)
            write(axes, name, (0, 0), shift=(-24, -down), anchor="right", bold=bold, colour=colour)
        for tick, number in zip(spec.months, curve.at_risk, strict=True):
            write(axes, number, (tick.value, 0), shift=(0, -down), anchor="center", size=TICK)
