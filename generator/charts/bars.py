"""Bars from a zero baseline: across by name, upright by week, and the steps that a cohort passes one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.charts.labels import LINE_OF_NAME, name_lines, name_margin, write_name
from generator.charts.style import (
    HOT,
    INK,
    INK_2,
    MAIN,
    TEXT,
    TICK,
    WIDTHS,
    Margins,
    Variant,
    baseline,
    new_figure,
    nothing_yet,
    panel,
    shorten,
    text_width,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_GAP: Final = 7.0  # between a bar and its label
_ROW: Final = 22.0
_BAR: Final = 15.0
_STEP_ROW: Final = 50.0
_STEP_BAR: Final = 22.0
_COLUMNS_HEIGHT: Final[dict[Variant, int]] = {"full": 240, "half": 210, "narrow": 210}


@dataclass(frozen=True)
class Bar:
    """One bar: the name beside or above it, its length, the words at its end, and whether it asks for action."""

    name: str
    value: float
    label: str
    hot: bool = False


@dataclass(frozen=True)
class HorizontalBars:
    """Bars by name, in the order given; `empty` is said where there is none."""

    bars: tuple[Bar, ...]
    empty: str


@dataclass(frozen=True)
class Column:
    """One upright bar: the name beneath, a second line under the name (a month), its value and the words above it."""

    name: str
    value: float
    label: str
    group: str = ""
    hot: bool = False


@dataclass(frozen=True)
class Columns:
    """Upright bars in the order of time; `empty` is said where there is none."""

    columns: tuple[Column, ...]
    empty: str


@dataclass(frozen=True)
class Funnel:
    """How many of a cohort passed each step: bars under their names, the first the widest; `empty` where none."""

    steps: tuple[Bar, ...]
    empty: str


def draw_horizontal_bars(spec: HorizontalBars, variant: Variant) -> Figure:
    """Names at the left, bars from zero, words at their ends; hot ones bold and in the hot colour."""
    if not spec.bars:
        return nothing_yet(variant, spec.empty)
    names = [bar.name for bar in spec.bars]
    left = name_margin(names, variant)
    row_height = _ROW if all(len(name_lines(name, variant)) == 1 for name in names) else _ROW + LINE_OF_NAME - 2
    figure = new_figure(WIDTHS[variant], 10 + row_height * len(spec.bars))
    room = WIDTHS[variant] - left
    axes = panel(
        figure, Margins(left=left, top=4, bottom=6), (0, _longest(spec.bars, room)), (len(spec.bars) - 0.5, -0.5)
    )
    for row, bar in enumerate(spec.bars):
        axes.barh(row, bar.value, height=_BAR / row_height, color=HOT if bar.hot else MAIN)
        write_name(axes, bar.name, row, variant, bold=bar.hot)
        write(axes, bar.label, (bar.value, row), shift=(_GAP, 0), bold=bar.hot)
    return figure


def draw_columns(spec: Columns, variant: Variant) -> Figure:
    """Upright bars from zero, the words above, names and their groups beneath; hot ones bold and in the hot colour."""
    if not spec.columns:
        return nothing_yet(variant, spec.empty)
    count = len(spec.columns)
    width = WIDTHS[variant]
    figure = new_figure(width, _COLUMNS_HEIGHT[variant])
    grouped = any(column.group for column in spec.columns)
    highest = max(*(column.value for column in spec.columns), 1)
    axes = panel(
        figure, Margins(top=24, bottom=42 if grouped else 24, left=2, right=2), (-0.5, count - 0.5), (0, highest)
    )
    room = width / count - 2
    baseline(axes, marks=False)
    for place, column in enumerate(spec.columns):
        axes.bar(place, column.value, width=min(0.62, 64 * count / width), color=HOT if column.hot else MAIN)
        write(axes, column.label, (place, column.value), shift=(0, 10), anchor="center", bold=column.hot, size=TEXT)
        name = shorten(column.name, room, TICK, bold=column.hot)
        colour = INK if column.hot else INK_2
        write(axes, name, (place, 0), shift=(0, -13), anchor="center", size=TICK, colour=colour, bold=column.hot)
        if column.group:
            name = shorten(column.group, room, TICK)
            write(axes, name, (place, 0), shift=(0, -30), anchor="center", size=TICK, colour=INK_2)
    return figure


def draw_funnel(spec: Funnel, variant: Variant) -> Figure:
    """A row a step: its name, under it a bar from zero with its words at the end."""
    if not spec.steps:
        return nothing_yet(variant, spec.empty)
    width = WIDTHS[variant]
    figure = new_figure(width, 4 + _STEP_ROW * len(spec.steps))
    axes = panel(figure, Margins(bottom=4), (0, _longest(spec.steps, width)), (len(spec.steps), 0))
    for row, bar in enumerate(spec.steps):
        middle = row + 1 - _STEP_BAR / _STEP_ROW / 2 - 0.08
        axes.barh(middle, bar.value, height=_STEP_BAR / _STEP_ROW, color=HOT if bar.hot else MAIN)
        name = shorten(bar.name, width, bold=bar.hot)
        write(axes, name, (0, middle), shift=(0, _STEP_BAR / 2 + 10), bold=bar.hot)
        write(axes, bar.label, (bar.value, middle), shift=(_GAP, 0), bold=bar.hot)
    return figure


def _longest(bars: tuple[Bar, ...], room: float) -> float:
    """The value at the right edge, such that each bar and the words at its end fit into `room` pixels."""
    reach = (bar.value * room / max(room - text_width(bar.label, bold=bar.hot) - _GAP - 2, room / 4) for bar in bars)
    return max(*reach, 0.0, 1e-9) if any(bar.value for bar in bars) else 1.0
