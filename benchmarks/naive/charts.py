"""Charts as pyplot's figures, drawn where they stand and saved with a tight box: nothing is drawn for two of them."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from generator.charts import kinds, style
from generator.charts.figure import Chart, render_figure
from generator.charts.style import STAND_INS

_IDS = re.compile(r'(\bid="|url\(#|href="#)')
_COLOUR = re.compile("|".join(STAND_INS))
_OF_FILES = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL)


@contextmanager
def drawn_with_pyplot() -> Iterator[None]:
    """Let each kind of chart draw onto a figure of pyplot, which is saved as it comes."""
    mpl.use("svg")
    with patch.object(style, "blank_figure", _figure_of_pyplot), patch.object(kinds, "svg_of", _saved):
        yield


def chart_in_page(chart: Chart, key: str) -> str:
    """Return a chart, drawn wide and narrow, with its title and its table; `key` tells its ids from others'."""
    return render_figure(replace(chart, key=key))


def _figure_of_pyplot(inches: tuple[float, float]) -> Figure:
    return plt.figure(figsize=inches, dpi=72)


def _saved(figure: Figure, prefix: str) -> str:
    file = io.StringIO()
    with style.without_glyph_warnings():
        figure.savefig(file, format="svg", bbox_inches="tight", transparent=True)
    plt.close(figure)
    # In a page, a file's style sheet would be that of all, and its ids must be told apart.
    svg = _OF_FILES.sub("", file.getvalue()[file.getvalue().index("<svg") :])
    coloured = _COLOUR.sub(lambda colour: f"var(--alj-{STAND_INS[colour[0]]})", svg)
    return _IDS.sub(rf"\g<1>{prefix}-", coloured)
