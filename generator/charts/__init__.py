"""Figures in, SVG out: each kind of chart is a frozen dataclass that already holds its words, and one drawing of it.

The way of the data: a page declares a `Chart` (`figure.py`) with a spec (`bars.py`, `lines.py`, `dots.py`,
`funnel_plot.py`, `stacked.py`, `workshop.py`, `flow.py`, `survival.py`); `draw.py` draws each distinct spec once, wide
and narrow, on all cores; `svg.py` turns matplotlib's file into a piece of a page; `figure.py` sets it in its figure,
with its table.
Nothing here knows a language, an office or a date of today: labels and numbers arrive translated and formatted.
"""
