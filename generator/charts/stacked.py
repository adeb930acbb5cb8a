"""Bars of one length, cut into the seven groups of situations in their fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.charts.labels import name_margin, write_name
from generator.charts.style import (
    GROUPS,
    HATCH,
    HATCHING,
    INK_2,
    LINE_STRONG,
    ON_GROUPS,
    PAGE,
    TICK,
    WIDTHS,
    Margins,
    Variant,
    new_figure,
    nothing_yet,
    panel,
    shorten,
    text_width,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEAST_FOR_LABEL: Final = 30.0  # pixels of a segment that takes its percentage
_LEVEL: Final = 14.0
_WIDE_ROW, _WIDE_BAR = 36.0, 21.0
_NARROW_ROW, _NARROW_BAR = 50.0, 24.0
_SEPARATOR: Final = 1.2


@dataclass(frozen=True)
class StackRow:
    """One bar: its name, seven counts or shares (all groups, in their order) and the words that stand in them."""

    name: str
    values: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class StackedBars:
    """Bars of shares; `groups` names the seven groups, the last of them *not known*; `empty` is said where none.

    A row whose values are all zero says `empty` in the place of its bar.
    """

    groups: tuple[str, ...]
    rows: tuple[StackRow, ...]
    empty: str


@dataclass(frozen=True)
class _SegmentName:
    """A group's name at one bar: where it begins and how many lines it is moved off, and where its segment begins."""

    text: str
    start: float
    level: int
    segment: float


def draw_stacked_bars(spec: StackedBars, variant: Variant) -> Figure:
    """A bar a row; segments are named over the first one. The narrow drawing leaves that to the key in the page."""
    if not any(sum(row.values) for row in spec.rows):
        return nothing_yet(variant, spec.empty)
    if variant == "narrow":
        return _draw_narrow(spec)
    left = name_margin((bar.name for bar in spec.rows), variant)
    room = WIDTHS[variant] - left - 1
    above, beneath = _segment_names(spec, room)
    top, bottom = _height_of(above), max(_height_of(beneath) - (_WIDE_ROW - _WIDE_BAR), 2)
    figure = new_figure(WIDTHS[variant], top + _WIDE_ROW * len(spec.rows) + bottom)
    axes = panel(figure, Margins(left, 1, top, bottom), (0, 1), (len(spec.rows), 0))
    thick = _WIDE_BAR / _WIDE_ROW
    for place, bar in enumerate(spec.rows):
        _draw_row(axes, bar, place + thick / 2, thick, spec.empty, bold=place == 0)
        write_name(axes, bar.name, place + thick / 2, variant)
    _write_segment_names(axes, above, 0, upward=1)
    _write_segment_names(axes, beneath, len(spec.rows) - 1 + thick, upward=-1)
    return figure


def _draw_narrow(spec: StackedBars) -> Figure:
    """Each bar under its name, over the whole width."""
    width = WIDTHS["narrow"]
    figure = new_figure(width, _NARROW_ROW * len(spec.rows) + 2)
    axes = panel(figure, Margins(right=1), (0, 1), (len(spec.rows), 0))
    thick = _NARROW_BAR / _NARROW_ROW
    for place, bar in enumerate(spec.rows):
        middle = place + 1 - thick / 2 - 0.02
        _draw_row(axes, bar, middle, thick, spec.empty, bold=place == 0)
        write(axes, shorten(bar.name, width - 1), (0, middle), shift=(0, _NARROW_BAR / 2 + 10))
    return figure


def _draw_row(axes: Axes, bar: StackRow, middle: float, thick: float, empty: str, *, bold: bool) -> None:
    total = sum(bar.values)
    if not total:
        write(axes, empty, (0, middle), colour=INK_2)
        return
    start = 0.0
    for group, (value, label) in enumerate(zip(bar.values, bar.labels, strict=True)):
        share = value / total
        if share:
            hatch = HATCHING if group == len(GROUPS) - 1 else None
            axes.barh(middle, share, left=start, height=thick, color=GROUPS[group], edgecolor=PAGE,
                      linewidth=_SEPARATOR, hatch=hatch, hatchcolor=HATCH)  # fmt: skip
            if share * axes.bbox.width > max(_LEAST_FOR_LABEL, text_width(label, TICK, bold=bold) + 4):
                write(axes, label, (start + share / 2, middle), anchor="center", size=TICK, bold=bold,
                      colour=ON_GROUPS[group], ground=GROUPS[group] if hatch else None)  # fmt: skip
        start += share


def _segment_names(spec: StackedBars, room: float) -> tuple[tuple[_SegmentName, ...], tuple[_SegmentName, ...]]:
    """The names over the first bar, and under the last one those of groups that the first bar does not have."""
    first, last = spec.rows[0], spec.rows[-1]
    shown = [group for group in range(len(spec.groups)) if any(row.values[group] for row in spec.rows)]
    beneath = [group for group in shown if last.values[group] and not first.values[group]]
    above = [group for group in shown if group not in beneath]
    return _names_at(spec, first, above, room), _names_at(spec, last, beneath, room)


def _names_at(spec: StackedBars, bar: StackRow, groups: list[int], room: float) -> tuple[_SegmentName, ...]:
    """Each name at its segment, or as far left as the right edge asks; an earlier one clears those that follow."""
    pixels = room / (sum(bar.values) or 1)
    named: list[_SegmentName] = []
    for group in reversed(groups):
        text = spec.groups[group]
        segment = min(sum(bar.values[:group]) * pixels, room - 0.5)
        start = max(0.0, min(segment + 3, room - text_width(text, TICK)))
        end = start + text_width(text, TICK) + 6
        level = max((other.level for other in named if other.start < end), default=-1) + 1
        named.append(_SegmentName(text, start, level, segment))
    return tuple(named)


def _height_of(names: tuple[_SegmentName, ...]) -> float:
    return 14 + _LEVEL * (max(name.level for name in names) + 1) if names else 0.0


def _write_segment_names(axes: Axes, names: tuple[_SegmentName, ...], edge: float, *, upward: int) -> None:
    """Write the names off the edge of a bar, each on a leader from where its segment begins."""
    for name in names:
        away = 12 + _LEVEL * name.level
        write(axes, name.text, (0, edge), shift=(name.start, upward * away), size=TICK, colour=INK_2)
        across = name.segment / axes.bbox.width
        reach = (away + 5 if name.level else 5) / axes.bbox.height * axes.get_ylim()[0]
        axes.plot([across, across], [edge, edge - upward * reach], color=LINE_STRONG, linewidth=1, zorder=1)
