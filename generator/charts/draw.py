"""All the charts of a build, each distinct drawing made once, on all cores."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from generator.charts.figure import VARIANTS, Chart, assemble_figure
from generator.charts.kinds import Spec, draw
from generator.charts.style import Variant
from intake.workers import workers

Drawing = tuple[Spec, Variant]
Progress = Callable[[int, int], None]
"""Told how many drawings are made, of how many."""
AT_ONCE = 8
"""Drawings handed to a process together, at most."""


def _unseen(_done: int, _all: int) -> None:
    """Nobody looks on."""


def draw_charts(
    charts: Sequence[Chart],
    processes: int,
    progress: Progress = _unseen,
    keep: Callable[[str, str], object] | None = None,
) -> dict[str, str]:
    """The HTML of each chart by its key; the same bytes for the same charts, whatever the number of `processes`.

    `keep` is called with the name (`Chart.drawings`) and the SVG of each drawing.

    Raises ValueError where two different charts bear one key.
    """
    by_key: dict[str, Chart] = {}
    for chart in charts:
        if by_key.setdefault(chart.key, chart) != chart:
            raise ValueError(f"two different charts bear the key {chart.key}")
    wanted: dict[str, Drawing] = {}
    for chart in by_key.values():
        for name, variant in zip(chart.drawings, VARIANTS[chart.size], strict=True):
            wanted.setdefault(name, (chart.spec, variant))
    drawn = _drawn(wanted, processes, progress)
    if keep:
        for name, svg in drawn.items():
            keep(name, svg)
    return {key: assemble_figure(chart, *(drawn[name] for name in chart.drawings)) for key, chart in by_key.items()}


def _drawn(wanted: Mapping[str, Drawing], processes: int, progress: Progress) -> dict[str, str]:
    """Each drawing by its name."""
    each = -(-len(wanted) // processes)
    if processes < 2 or not each:
        return dict(_told(zip(wanted, map(_draw_one, wanted.values()), strict=True), len(wanted), progress))
    with workers(processes) as pool:
        made = pool.map(_draw_one, wanted.values(), chunksize=min(each, AT_ONCE))
        return dict(_told(zip(wanted, made, strict=True), len(wanted), progress))


def _told(made: Iterable[tuple[str, str]], of: int, progress: Progress) -> Iterable[tuple[str, str]]:
    for number, one in enumerate(made, 1):
        progress(number, of)
        yield one


def _draw_one(drawing: Drawing) -> str:
    return draw(*drawing)
