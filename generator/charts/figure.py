"""A chart in its page: title, the drawing wide and narrow, and the same figures as a table."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Final, Literal

from generator.charts.kinds import Spec, content_id, draw
from generator.charts.stacked import StackedBars
from generator.charts.style import Variant, one_line
from generator.charts.svg import set_in_page, swatch
from generator.parts import Link, render_said, table_tools
from generator.plain_text import isolated
from intake.language import Said

Size = Literal["full", "half"]
VARIANTS: Final[dict[Size, tuple[Variant, Variant]]] = {"full": ("full", "narrow"), "half": ("half", "narrow")}
"""The two drawings of each size of figure: where there is room, and where there is little."""


@dataclass(frozen=True)
class TableOfFigures:
    """What the chart shows, in words and formatted numbers; the first cell of a row names it.

    A number may be a link to the cases in it.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str | Link, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One figure of a page.

    `key` names it on its page and begins its ids; `title` names the subject; `subtitle` has unit, base and date; `alt`
    says in a sentence what the drawing shows; `table_label` is the words on the fold of the table.
    """

    key: str
    title: str
    subtitle: str
    spec: Spec
    table: TableOfFigures
    alt: str
    size: Size
    table_label: str

    @cached_property
    def drawings(self) -> tuple[str, str]:
        """The names of its two drawings (`content_id`), wide and narrow."""
        wide, narrow = VARIANTS[self.size]
        return content_id(self.spec, wide), content_id(self.spec, narrow)


def render_figure(chart: Chart) -> str:
    """The figure as HTML without a blank line, drawn now."""
    wide, narrow = VARIANTS[chart.size]
    return assemble_figure(chart, draw(chart.spec, wide), draw(chart.spec, narrow))


def assemble_figure(chart: Chart, wide: str, narrow: str) -> str:
    """The figure as HTML without a blank line, from what `draw` gave for its two variants."""
    lines = [
        f'<figure class="chart chart--{chart.size}" id="{_identifier(chart.key)}">',
        f'<figcaption><span class="chart-title">{_text(chart.title)}</span> '
        f'<span class="chart-subtitle">{_text(chart.subtitle)}</span></figcaption>',
        f'<div class="chart-wide">{_drawing(chart, 0, wide)}</div>',
        f'<div class="chart-narrow">{_drawing(chart, 1, narrow)}{_key(chart.spec)}</div>',
        f'<details class="chart-figures"><summary>{_text(chart.table_label)}</summary>',
        _table(chart),
        "</details>",
        "</figure>",
    ]
    return "\n".join(lines)


def _drawing(chart: Chart, number: Literal[0, 1], svg: str) -> str:
    key = f"{_identifier(chart.key)}-{VARIANTS[chart.size][number]}"
    return set_in_page(svg, chart.drawings[number], key, chart.alt)


def _key(spec: Spec) -> str:
    """The groups with a swatch each, for the one drawing that has no room to name its seven segments."""
    if not isinstance(spec, StackedBars):
        return ""
    shown = [group for group in range(len(spec.groups)) if any(row.values[group] for row in spec.rows)]
    items = "".join(f"<li>{swatch(group)} {_text(spec.groups[group])}</li>" for group in shown)
    return f'<ul class="chart-key">{items}</ul>' if items else ""


def _table(chart: Chart) -> str:
    head = "".join(
        f'<th scope="col"{_number(place)}>{_text(cell)}</th>' for place, cell in enumerate(chart.table.headers)
    )
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in chart.table.rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_text(chart.title)}"><table class="t" '
        f'data-tools="{table_tools(len(chart.table.rows), matrix=True)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(row: tuple[str | Link, ...]) -> str:
    return "".join(
        f'<th scope="row">{_cell(cell)}</th>' if place == 0 else f'<td class="number"{_order(cell)}>{_cell(cell)}</td>'
        for place, cell in enumerate(row)
    )


def _cell(cell: str | Link) -> str:
    if isinstance(cell, Link):
        return f'<a class="in-figure" href="{escape(cell.href)}">{_said(cell.label)}</a>'
    return _said(cell)


def _said(words: str) -> str:
    return str(render_said(words)) if isinstance(words, Said) else _text(words)


def _order(cell: str | Link) -> str:
    words = cell.label if isinstance(cell, Link) else cell
    return f' data-sort="{words.value}"' if isinstance(words, Said) and words.form == "order" else ""


def _number(place: int) -> str:
    return ' class="number"' if place else ""


def _text(words: str) -> str:
    return escape(isolated(one_line(words)))


def _identifier(key: str) -> str:
    return re.sub("[^a-z0-9]+", "-", key.lower()).strip("-") or "chart"
