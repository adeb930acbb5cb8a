"""How every chart looks: sizes, colours by token, margins in pixels, and text that is measured before it is set.

Drawings use stand-in colours (`INK`, `GROUPS`…), which `svg.py` replaces by the page's CSS variables, so that a chart
follows the reader's light or dark mode. One SVG unit is one CSS pixel: figures are pixels / 72 inches.

matplotlib is loaded by what draws or measures, when it does: pages name charts by their data, and where all of them
were drawn before, nobody waits for it.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from generator.plain_text import printable
from intake.faults import StopsTheCommand
from intake.language import N_

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Variant = Literal["full", "half", "narrow"]
"""Where the drawing stands: across the page, beside another, or on a phone, a tablet or paper."""

WIDTHS: Final[dict[Variant, int]] = {"full": 900, "half": 490, "narrow": 358}
"""Width of a drawing, CSS pixels."""

TOKENS: Final[tuple[str, ...]] = (
    "ink", "ink-2", "line", "line-strong", "page", "surface", "late",
    "1", "2", "3", "4", "5", "6", "7", "7-hatch", "hot", "context", "grid", "band", "on-light",
)  # fmt: skip
"""Names of the page's colour variables, without their `--alj-`."""

STAND_INS: Final[dict[str, str]] = {f"#a0a0{number:02x}": token for number, token in enumerate(TOKENS, start=1)}
_COLOUR_OF: Final[dict[str, str]] = {token: colour for colour, token in STAND_INS.items()}

INK, INK_2 = _COLOUR_OF["ink"], _COLOUR_OF["ink-2"]
LINE, LINE_STRONG = _COLOUR_OF["line"], _COLOUR_OF["line-strong"]
PAGE, SURFACE, LATE = _COLOUR_OF["page"], _COLOUR_OF["surface"], _COLOUR_OF["late"]
GROUPS: Final[tuple[str, ...]] = tuple(_COLOUR_OF[str(number)] for number in range(1, 8))
HATCH, HOT, CONTEXT = _COLOUR_OF["7-hatch"], _COLOUR_OF["hot"], _COLOUR_OF["context"]
GRID, BAND = _COLOUR_OF["grid"], _COLOUR_OF["band"]
MAIN, SECOND = GROUPS[0], GROUPS[2]
DARK_TEXT: Final = _COLOUR_OF["on-light"]

# The page's own colour is white in light mode and near black in dark: what the text on fills 1, 3 and 6 needs.
ON_GROUPS: Final[tuple[str, ...]] = (PAGE, DARK_TEXT, PAGE, DARK_TEXT, DARK_TEXT, PAGE, INK)
"""The colour of text on each group's fill, at least 4.5:1 in both modes."""

TEXT, TICK, VALUE = 12.5, 12.0, 14.0
"""Text sizes in pixels: labels; axes and remarks; the one number that a chart is about."""

FONT: Final = "DejaVu Sans"
"""What the drawing measures texts in; the reader's browser sets them in its own."""
HATCHING: Final = "////"
MARKER_SIZE: Final = 8.0
MARKER_EDGE: Final = 1.5
_SHOWN_WIDTH: Final = 0.92  # The page's fonts are at least this much narrower than DejaVu Sans, which measures them.
_DASHES: Final = (0, (2.5, 2.0))


class FontMissing(StopsTheCommand):
    """The font that texts are measured in is not installed: charts would be laid out by another."""


@cache
def _measured_in() -> str:
    """The font that texts are measured in. Raises FontMissing."""
    from matplotlib.font_manager import FontProperties, findfont

    try:
        findfont(FontProperties(family=FONT), fallback_to_default=False)
    except ValueError as missing:
        raise FontMissing(
            N_("the font {font} is missing: install matplotlib again, which brings it."), font=FONT
        ) from missing
    return FONT


def house_style() -> AbstractContextManager[None]:
    """matplotlib's settings while a chart is drawn and written: text stays text, `$` is a letter, ids repeat."""
    import matplotlib as mpl

    return mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "alj",
            "text.parse_math": False,
            "font.family": [_measured_in()],
            "font.size": TEXT,
            "axes.linewidth": 1,
            "lines.solid_capstyle": "round",
            "hatch.linewidth": 1.2,
            "figure.dpi": 72,
            "savefig.dpi": 72,
        }
    )


@dataclass(frozen=True)
class Tick:
    """A value on an axis and the words that stand at it."""

    value: float
    label: str


@dataclass(frozen=True)
class Margins:
    """Pixels between the edge of a drawing and the area of its values."""

    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


def round_ticks(highest: float, intervals: int = 4) -> tuple[float, ...]:
    """Round values from zero to at least `highest`, in about `intervals` whole-number steps, for an axis."""
    from matplotlib.ticker import MaxNLocator

    locator = MaxNLocator(nbins=intervals, steps=[1, 2, 2.5, 5, 10], integer=True, min_n_ticks=2)
    ticks = [float(value) for value in locator.tick_values(0, max(highest, 1)) if value >= 0]
    return tuple(ticks)


def one_line(text: str) -> str:
    """`text` without line breaks and control characters: two lines lose their anchor, and XML forbids controls."""
    return " ".join(part for part in printable(text).split(" ") if part)


@contextmanager
def without_glyph_warnings() -> Iterator[None]:
    """Silence about signs that DejaVu Sans lacks: the reader's browser, which has more fonts, sets them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font")
        yield


@lru_cache(maxsize=8192)
def measured(text: str, size: float, weight: str | int) -> tuple[float, float, float]:
    """Width, height and descent of a text of one line in pixels, as DejaVu Sans has it."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=_measured_in(), size=size, weight=weight)
    with without_glyph_warnings():
        width, height, descent = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return width, height, descent


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Pixels that `text` takes at most, in the fonts of the page."""
    return measured(one_line(text), size, "bold" if bold else "normal")[0] * _SHOWN_WIDTH


def widest(texts: Iterable[str], size: float = TEXT, *, bold: bool = False) -> float:
    """Pixels that the widest of `texts` takes; 0 where there is none."""
    return max((text_width(text, size, bold=bold) for text in texts), default=0.0)


def shorten(text: str, room: float, size: float = TEXT, *, bold: bool = False) -> str:
    """`text`, cut with an ellipsis where it would need more than `room` pixels."""
    text = one_line(text)
    if text_width(text, size, bold=bold) <= room:
        return text
    while text and text_width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, room: float, size: float = TEXT, *, bold: bool = False) -> list[str]:
    """`text` broken between words into lines of at most `room` pixels; a longer word is shortened."""
    lines: list[str] = []
    for word in one_line(text).split(" "):
        together = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(together, size, bold=bold) <= room:
            lines[-1] = together
        else:
            lines.append(shorten(word, room, size, bold=bold))
    return lines


def new_figure(width: float, height: float) -> Figure:
    """An empty drawing of so many pixels, without a ground of its own."""
    figure = blank_figure((width / 72, height / 72))
    figure.patch.set_visible(False)
    return figure


def blank_figure(inches: tuple[float, float]) -> Figure:
    """A figure as matplotlib makes it, one pixel each 72nd of an inch."""
    from matplotlib.figure import Figure

    return Figure(figsize=inches, dpi=72)


def panel(figure: Figure, margins: Margins, x: tuple[float, float], y: tuple[float, float]) -> Axes:
    """The area of the values inside `margins`, spanning the values `x` and `y`, with nothing drawn on it yet."""
    from generator.charts.panel_axes import PanelAxes

    width, height = figure.bbox.width, figure.bbox.height
    across = max(width - margins.left - margins.right, 1)
    down = max(height - margins.top - margins.bottom, 1)
    place = (margins.left / width, margins.bottom / height, across / width, down / height)
    axes: Axes = figure.add_axes(place, axes_class=PanelAxes)
    axes.set(xlim=x, ylim=y, xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.patch.set_visible(False)
    axes.tick_params(length=0, labelsize=TICK, labelcolor=INK_2, pad=6)
    return axes


def write(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    *,
    shift: tuple[float, float] = (0, 0),
    size: float = TEXT,
    colour: str = INK,
    bold: bool = False,
    anchor: Literal["left", "center", "right"] = "left",
    ground: str | None = None,
) -> None:
    """Set `text` at a place in values, moved by `shift` pixels (right, up), centred on its height.

    `ground` paints a small plate of that colour beneath it, where lines or hatching pass.
    """
    plate = {"boxstyle": "square,pad=0.12", "facecolor": ground, "edgecolor": "none"} if ground else None
    axes.annotate(
        one_line(text), at, xytext=shift, textcoords="offset points", ha=anchor, va="center_baseline", fontsize=size,
        color=colour, weight="bold" if bold else "normal", annotation_clip=False, bbox=plate, zorder=6,
    )  # fmt: skip


def baseline(axes: Axes, ticks: Sequence[Tick] = (), *, marks: bool = True) -> None:
    """Draw the one line at the foot, with `ticks` and their words beneath it."""
    axes.spines["bottom"].set(visible=True, color=LINE_STRONG)
    axes.set_xticks([tick.value for tick in ticks], labels=[one_line(tick.label) for tick in ticks])
    axes.tick_params(axis="x", length=4 if marks else 0, color=LINE_STRONG, width=1, pad=5)


def value_rules(axes: Axes, ticks: Sequence[Tick]) -> None:
    """Draw horizontal grid lines at `ticks`, their words at the left."""
    axes.set_yticks([tick.value for tick in ticks], labels=[one_line(tick.label) for tick in ticks])
    axes.hlines([tick.value for tick in ticks if tick.value > axes.get_ylim()[0]], *axes.get_xlim(),
                color=GRID, linewidth=1, zorder=0)  # fmt: skip


def dashed(axes: Axes, at: float) -> None:
    """Draw the upright dashed line of a date or of a comparison, over the whole height."""
    from matplotlib.lines import Line2D

    axes.add_line(Line2D([at, at], list(axes.get_ylim()), color=INK, linewidth=1.2, linestyle=_DASHES, zorder=3))


def stretch(
    axes: Axes, at: float, ends: tuple[float, float], *, colour: str, width: float, zorder: float
) -> None:  # fmt: skip
    """Draw a level line from one value to another; one by one, matplotlib's `hlines` take twenty times as long."""
    from matplotlib.lines import Line2D

    line = Line2D(ends, [at, at], color=colour, linewidth=width, solid_capstyle="butt", zorder=zorder)
    axes.add_line(line)


def spread(places: Sequence[float], gap: float) -> list[float]:
    """`places` moved apart, as little as needed, so that any two neighbours are at least `gap` from each other."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for _ in range(len(places)):
        for lower, upper in pairwise(order):
            lack = gap - (moved[upper] - moved[lower])
            if lack > 1e-9:
                moved[lower] -= lack / 2
                moved[upper] += lack / 2
    return moved


def spaced_ticks(ticks: Sequence[Tick], room: float) -> tuple[Tick, ...]:
    """Those of evenly spaced `ticks`, counted back from the last, whose words fit side by side into `room` pixels."""
    slot = room / max(len(ticks), 1)
    step = max(1, math.ceil((widest([tick.label for tick in ticks], TICK) + 2) / slot))
    return tuple(reversed(tuple(reversed(ticks))[::step]))


def nothing_yet(variant: Variant, words: str) -> Figure:
    """A low drawing that says `words`, for a chart without figures."""
    figure = new_figure(WIDTHS[variant], 56)
    axes = panel(figure, Margins(), (0, 1), (0, 1))
    write(axes, shorten(words, WIDTHS[variant] - 2, VALUE), (0, 0.5), size=VALUE, colour=INK_2)
    return figure
