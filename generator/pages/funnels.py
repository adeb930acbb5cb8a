"""Shares of the offices drawn around the country's, each over its base, with what chance alone would make of it."""

import math
from collections.abc import Mapping
from typing import Final

from generator.charts.figure import Chart
from generator.charts.funnel_plot import FunnelPlot, FunnelPoint
from generator.charts.style import Tick, round_ticks
from generator.comparing import INNER, OUTER, against_all, band
from generator.facts import Figure
from generator.indicators.declared import INDICATORS
from generator.pages.fair import COMPARED, standing_words
from generator.pages.view import SMALL_BASE, View
from intake.language import N_, Message

BAND_POINTS: Final = 60
BASES: Final[Mapping[str, Message]] = {
    "reached": N_("leavers listed since {month}"),
    "situation-known": N_("leavers listed since {month}"),
    "timely-exits": N_("exits since {month}"),
    "steps-successful": N_("steps ended since {month}"),
}
"""What lies along each plot."""


def funnels(view: View) -> dict[str, tuple[Chart, ...]]:
    """Return a funnel plot for each share compared, two beside each other."""
    first, second, third, fourth = (_funnel(view, key) for key in COMPARED)
    return {"funnels": (first, second), "more-funnels": (third, fourth)}


def _funnel(view: View, key: str) -> Chart:
    everywhere = view.facts.figure(key)
    figures = [(code, view.facts.figure(key, code)) for code in view.facts.offices]
    drawn = [(code, one) for code, one in figures if (one.base or 0) >= SMALL_BASE]
    spec = _plot(view, key, everywhere, drawn)
    heads = (N_("Office"), N_("Number"), N_("Base"), N_("Share"), N_("95 % interval"), N_("Beside all offices"))
    rows = tuple(
        (view.office(code), view.linked_count(one), view.count(one.base or 0), view.share(one),
         view.interval(one) or "–", standing_words(view, one, everywhere))
        for code, one in figures
    )  # fmt: skip
    small = len(figures) - len(drawn)
    left_out = view.plural(
        N_("; {n} office with a base under {small} is not drawn"),
        N_("; {n} offices with a base under {small} are not drawn"), small, small=SMALL_BASE,
    ) if small else ""  # fmt: skip
    bands = view.text(N_("light band 99.8 %, dark band 95 % of chance results; {day}"), day=view.on_today)
    title = view.text(INDICATORS[key].name)
    return view.chart(key, spec, title, bands + left_out, tuple(view.text(head) for head in heads), rows)


def _plot(view: View, key: str, everywhere: Figure, drawn: list[tuple[str, Figure]]) -> FunnelPlot:
    centre = everywhere.value or 0.0
    bases = _axis([one.base or 0 for _, one in drawn])
    inner, outer = (tuple(band(centre, base, errors) for base in bases) for errors in (INNER, OUTER))
    points = tuple(_point(view, code, one, everywhere) for code, one in drawn)
    return FunnelPlot(
        points=points, centre=centre,
        centre_label=view.text(N_("all offices {share}"), share=view.share(everywhere)), bases=bases, inner=inner,
        outer=outer,
        base_ticks=tuple(
            Tick(tick, view.count(tick)) for tick in round_ticks(bases[-1], 5) if bases[0] <= tick <= bases[-1]
        ),
        rate_ticks=_rate_ticks(view, [point.rate for point in points], outer),
        base_title=view.text(BASES[key], month=view.since), band_note="", empty=view.text(N_("none yet")),
    )  # fmt: skip


def _axis(bases: list[float]) -> tuple[float, ...]:
    low, high = max(min(bases, default=10) * 0.6, 1), max(bases, default=20) * 1.1
    return tuple(low + (high - low) * step / BAND_POINTS for step in range(BAND_POINTS + 1))


def _point(view: View, code: str, figure: Figure, everywhere: Figure) -> FunnelPoint:
    """An office; set apart where chance hardly explains its share."""
    hot = against_all(figure, everywhere) not in ("none", "few", "alike")
    name = view.office(code)
    return FunnelPoint(figure.base or 1.0, figure.value or 0.0, f"{name} {view.share(figure)}" if hot else name, hot)


def _rate_ticks(view: View, rates: list[float], outer: tuple[tuple[float, float], ...]) -> tuple[Tick, ...]:
    """Every 20 %, from below the lowest point to above the highest; the widest ends of the bands may be cut."""
    middle = outer[len(outer) // 8]
    low = math.floor(min([middle[0], *rates]) * 5) / 5
    high = math.ceil(max([middle[1], *rates]) * 5) / 5
    ticks = [low + 0.2 * step for step in range(round((high - low) * 5) + 1)]
    return tuple(Tick(round(tick, 2), view.language.percent(tick)) for tick in ticks)
