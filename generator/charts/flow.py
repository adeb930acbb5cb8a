"""How the situations changed between two dates: two columns of groups and the ribbons between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.charts.style import (
    CONTEXT,
    GROUPS,
    HATCH,
    HATCHING,
    WIDTHS,
    Margins,
    Variant,
    new_figure,
    nothing_yet,
    panel,
    shorten,
    spread,
    text_width,
    widest,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

_HEIGHTS: Final[dict[Variant, int]] = {"full": 380, "half": 380, "narrow": 420}
_HEAD: Final = 28.0
_GAP: Final = 7.0  # pixels between the groups of a column
_COLUMN: Final = 10.0  # pixels across
_LEAST_GAP_OF_LABELS: Final = 16.0
_HIGHEST_LABEL: Final = 4.0
_BETWEEN: Final = "\N{EN SPACE}"
_MOVED, _UNMOVED = 0.5, 0.22


@dataclass(frozen=True)
class FlowGroup:
    """One group on one date: its persons in words, its name, and a shorter name for a phone."""

    name: str
    short: str
    label: str


@dataclass(frozen=True)
class Flow:
    """Persons by their group before (rows) and after (columns of `moves`), seven groups in their fixed order."""

    before_title: str
    after_title: str
    before: tuple[FlowGroup, ...]
    after: tuple[FlowGroup, ...]
    moves: tuple[tuple[float, ...], ...]
    empty: str


def draw_flow(spec: Flow, variant: Variant) -> Figure:
    """Ribbons in the colour of where they lead; those who stayed, in faint grey; every group named with its persons."""
    total = sum(map(sum, spec.moves))
    if not total:
        return nothing_yet(variant, spec.empty)
    width, height = WIDTHS[variant], _HEIGHTS[variant]
    narrow = variant == "narrow"
    most = 142 if narrow else 240
    before = [f"{_short_name(group, most, narrow=narrow)}{_BETWEEN}{group.label}" for group in spec.before]
    after = [f"{group.label}{_BETWEEN}{_short_name(group, most, narrow=narrow)}" for group in spec.after]
    left = min(max(widest(before), widest([spec.before_title], bold=True)) + 8, most)
    right = min(max(widest(after), widest([spec.after_title], bold=True)) + 8, most)
    figure = new_figure(width, height)
    axes = panel(figure, Margins(left, right, _HEAD, 4), (0, width - left - right), (height - _HEAD - 4, 0))
    scale = (axes.bbox.height - _GAP * (len(GROUPS) - 1)) / total
    sources = _column([sum(row) for row in spec.moves], scale)
    targets = _column([sum(row[group] for row in spec.moves) for group in range(len(GROUPS))], scale)
    _draw_ribbons(axes, spec.moves, scale, sources, targets)
    for places, across in ((sources, 0.0), (targets, axes.bbox.width - _COLUMN)):
        _draw_column(axes, places, across)
    _name_groups(axes, before, sources, at_left=True)
    _name_groups(axes, after, targets, at_left=False)
    write(axes, spec.before_title, (0, 0), shift=(-7, 16), anchor="right", bold=True)
    write(axes, spec.after_title, (axes.bbox.width, 0), shift=(7, 16), bold=True)
    return figure


def _short_name(group: FlowGroup, most: float, *, narrow: bool) -> str:
    """The name, cut where it would leave no room for the persons beside it."""
    return shorten(group.short if narrow else group.name, most - 8 - text_width(f"{_BETWEEN}{group.label}"))


def _column(persons: list[float], scale: float) -> list[tuple[float, float]]:
    """Top and thickness in pixels of each group, beneath one another."""
    places, top = [], 0.0
    for number in persons:
        places.append((top, number * scale))
        top += number * scale + _GAP
    return places


def _draw_column(axes: Axes, places: list[tuple[float, float]], across: float) -> None:
    for group, (top, thick) in enumerate(places):
        if thick:
            hatched = group == len(GROUPS) - 1
            axes.bar(across + _COLUMN / 2, thick, width=_COLUMN, bottom=top, color=GROUPS[group], linewidth=0, zorder=3,
                     hatch=HATCHING if hatched else None, hatchcolor=HATCH)  # fmt: skip


def _draw_ribbons(
    axes: Axes,
    moves: tuple[tuple[float, ...], ...],
    scale: float,
    sources: list[tuple[float, float]],
    targets: list[tuple[float, float]],
) -> None:
    """Each move as a ribbon; the ribbons leave and arrive in the order of the groups, so that few cross."""
    from matplotlib.patches import PathPatch

    leave = [top for top, _ in sources]
    arrive = [top for top, _ in targets]
    for source, row in enumerate(moves):
        for target, persons in enumerate(row):
            thick = persons * scale
            if thick:
                stayed = source == target
                colour, strength = (CONTEXT, _UNMOVED) if stayed else (GROUPS[target], _MOVED)
                if not stayed and target == len(GROUPS) - 1:
                    colour = HATCH
                ribbon = _ribbon(leave[source], arrive[target], thick, _COLUMN, axes.bbox.width - _COLUMN)
                axes.add_patch(
                    PathPatch(ribbon, facecolor=colour, alpha=strength, linewidth=0, zorder=1 if stayed else 2)
                )
            leave[source] += thick
            arrive[target] += thick


def _ribbon(leave: float, arrive: float, thick: float, start: float, end: float) -> Path:
    """The outline of a ribbon of one thickness that leaves and arrives level."""
    from matplotlib.path import Path

    half = (start + end) / 2
    corners = [
        (start, leave), (half, leave), (half, arrive), (end, arrive), (end, arrive + thick),
        (half, arrive + thick), (half, leave + thick), (start, leave + thick), (start, leave),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(corners, codes)


def _below_the_title(middles: Sequence[float]) -> list[float]:
    """The middles of the names, moved down where the thin groups at the top would rise into the title."""
    moved, least = [], _HIGHEST_LABEL
    for middle in middles:
        moved.append(max(middle, least))
        least = moved[-1] + _LEAST_GAP_OF_LABELS
    return moved


def _name_groups(axes: Axes, names: list[str], places: list[tuple[float, float]], *, at_left: bool) -> None:
    """Names beside the column, each at the middle of its group, moved apart where groups are thin."""
    middles = _below_the_title(spread([top + thick / 2 for top, thick in places], _LEAST_GAP_OF_LABELS))
    sunk = max(max(middles) + 8 - axes.bbox.height, 0)
    for name, middle, (_, thick) in zip(names, middles, places, strict=True):
        if thick:
            at = (0.0 if at_left else axes.bbox.width, middle - sunk)
            write(axes, name, at, shift=(-7 if at_left else 7, 0), anchor="right" if at_left else "left")
