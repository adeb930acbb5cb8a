"""Every kind of chart, and the one way to draw it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from generator.charts.bars import Columns, Funnel, HorizontalBars, draw_columns, draw_funnel, draw_horizontal_bars
from generator.charts.dots import Dots, draw_dots
from generator.charts.flow import Flow, draw_flow
from generator.charts.funnel_plot import FunnelPlot, draw_funnel_plot
from generator.charts.lines import Lines, draw_lines
from generator.charts.multiples import Multiples, draw_multiples
from generator.charts.stacked import StackedBars, draw_stacked_bars
from generator.charts.style import Variant, house_style
from generator.charts.survival import Survival, draw_survival
from generator.charts.svg import svg_of
from generator.charts.workshop import WorkshopSteps, draw_workshop_steps

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Spec = (
    HorizontalBars | Columns | Funnel | Lines | Dots | StackedBars | FunnelPlot | WorkshopSteps | Flow | Survival
    | Multiples
)  # fmt: skip
"""The data of one chart, its words and formatted numbers in it."""

_DIGITS: Final = 12


def content_id(spec: Spec, variant: Variant) -> str:
    """A name for what the drawing will show: the same data give the same name, in every run."""
    return f"c{hashlib.sha256(f'{variant} {spec!r}'.encode()).hexdigest()[:_DIGITS]}"


def draw(spec: Spec, variant: Variant) -> str:
    """The chart as SVG in one line, its ids beginning with `content_id(spec, variant)`."""
    with house_style():
        return svg_of(_figure(spec, variant), content_id(spec, variant))


def _figure(spec: Spec, variant: Variant) -> Figure:  # noqa: PLR0911 - one line a kind is the plainest table of them
    match spec:
        case HorizontalBars():
            return draw_horizontal_bars(spec, variant)
        case Columns():
            return draw_columns(spec, variant)
        case Funnel():
            return draw_funnel(spec, variant)
        case Lines():
            return draw_lines(spec, variant)
        case Dots():
            return draw_dots(spec, variant)
        case StackedBars():
            return draw_stacked_bars(spec, variant)
        case FunnelPlot():
            return draw_funnel_plot(spec, variant)
        case WorkshopSteps():
            return draw_workshop_steps(spec, variant)
        case Flow():
            return draw_flow(spec, variant)
        case Survival():
            return draw_survival(spec, variant)
        case Multiples():
            return draw_multiples(spec, variant)
