"""All the charts of a build, each distinct drawing made once, on all cores; those of an earlier build are kept."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, Protocol

from generator.charts.figure import VARIANTS, Chart, assemble_figure
from generator.charts.kinds import Spec, content_id, draw
from generator.charts.style import Variant
from intake.workers import workers

Drawing = tuple[Spec, Variant]
_HANDFUL: Final = 24
"""Drawings up to this many are made here: starting processes and loading matplotlib there takes longer."""


Progress = Callable[[int, int], None]
"""Told how many drawings are made, of how many."""


def _unseen(_done: int, _all: int) -> None:
    """Nobody looks on."""


class Drawings(Protocol):
    """Drawings that were made before."""

    def get(self, drawing: Drawing) -> str | None:
        """The SVG of a drawing; None where there is none yet."""

    def put(self, drawing: Drawing, svg: str) -> None:
        """Keep a drawing that is new, or that not all who want it had yet."""


class NothingKept:
    """No drawing was made before, and none is kept."""

    def get(self, drawing: Drawing) -> str | None:
        """Nothing."""
        del drawing
        return None

    def put(self, drawing: Drawing, svg: str) -> None:
        """Keep nothing."""


def draw_charts(
    charts: Sequence[Chart], processes: int, progress: Progress = _unseen, kept: Drawings | None = None
) -> dict[str, str]:
    """The HTML of each chart by its key; the same bytes for the same charts, whatever the number of `processes`.

    Those `kept` are not drawn again.

    Raises ValueError where two different charts bear one key.
    """
    by_key: dict[str, Chart] = {}
    for chart in charts:
        if by_key.setdefault(chart.key, chart) != chart:
            raise ValueError(f"two different charts bear the key {chart.key}")
    drawn = _draw_distinct(list(by_key.values()), processes, progress, kept or NothingKept())
    return {key: assemble_figure(chart, *(drawn[name] for name in _names(chart))) for key, chart in by_key.items()}


def _names(chart: Chart) -> tuple[str, str]:
    wide, narrow = VARIANTS[chart.size]
    return content_id(chart.spec, wide), content_id(chart.spec, narrow)


def _draw_distinct(charts: Sequence[Chart], processes: int, progress: Progress, kept: Drawings) -> dict[str, str]:
    """Each distinct drawing by the name of its content."""
    wanted: dict[str, Drawing] = {}
    for chart in charts:
        for name, variant in zip(_names(chart), VARIANTS[chart.size], strict=True):
            wanted.setdefault(name, (chart.spec, variant))
    drawn = {name: svg for name, drawing in wanted.items() if (svg := kept.get(drawing))}
    drawn |= _draw_new({name: one for name, one in wanted.items() if name not in drawn}, processes, progress)
    for name, drawing in wanted.items():
        kept.put(drawing, drawn[name])
    return drawn


def _draw_new(wanted: Mapping[str, Drawing], processes: int, progress: Progress) -> dict[str, str]:
    if processes < 2 or len(wanted) <= _HANDFUL:
        return _named(wanted, map(_draw_one, wanted.values()), progress)
    with workers(processes) as pool:
        return _named(wanted, pool.map(_draw_one, wanted.values(), chunksize=8), progress)


def _named(wanted: Collection[str], drawn: Iterable[str], progress: Progress) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, svg in zip(wanted, drawn, strict=True):
        made[name] = svg
        progress(len(made), len(wanted))
    return made


def _draw_one(drawing: Drawing) -> str:
    return draw(*drawing)
