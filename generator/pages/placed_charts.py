"""The charts of a site in their places: at once what an earlier build drew for its audience, the others once drawn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from generator.charts.figure import Chart, assemble_figure
from generator.pages.draft import DraftPage
from generator.parts import render_pair
from intake.kept import Kept


def with_unique_keys(page: DraftPage, site: str) -> DraftPage:
    """Return a page whose charts have a key of their own within a build: those of several pages may show the same.

    `site` tells its site and language.
    """
    above = f"{site}-{page.path.removesuffix('.md')}"
    charts = {
        place: tuple(replace(chart, key=f"{above}-{chart.key}") for chart in charts)
        for place, charts in page.charts.items()
    }
    return replace(page, charts=charts)


def with_drawn_before(page: DraftPage, kept: Kept) -> DraftPage:
    """Return a page with what charts can be made of kept drawings among its fragments; the others are still to draw."""
    if not page.charts:
        return page
    drawn = {place: figures for place, charts in page.charts.items() if (figures := _figures(charts, kept))}
    left = {place: charts for place, charts in page.charts.items() if place not in drawn}
    return replace(page, fragments={**page.fragments, **drawn}, charts=left)


def _figures(charts: Iterable[Chart], kept: Kept) -> str:
    """What stands in the place of charts; nothing where a drawing is lacking."""
    html = []
    for chart in charts:
        svgs = [held.decode() for name in chart.drawings if (held := kept.get(_key(kept, name)))]
        if len(svgs) < len(chart.drawings):
            return ""
        html.append(assemble_figure(chart, *svgs))
    return beside_each_other(html)


def beside_each_other(figures: Sequence[str]) -> str:
    """Return what stands in a place for its figures: two are half ones."""
    return str(render_pair(*figures)) if len(figures) == 2 else "\n".join(figures)


class DrawingsOfAudiences:
    """Keeps new drawings for each audience by itself: one that several want is drawn once and kept for each."""

    def __init__(self, wanted: Iterable[tuple[str, Chart]], kept: Callable[[str], Kept]) -> None:
        """Note the charts `wanted`, each with the key of its site; `kept` gives what is kept for such a key."""
        self._kept = kept
        self._wanted_by: dict[str, set[str]] = {}
        for audience, chart in wanted:
            for name in chart.drawings:
                self._wanted_by.setdefault(name, set()).add(audience)

    def keep(self, name: str, svg: str) -> None:
        """Keep a drawing, by its name, for each of those who want it."""
        for audience in self._wanted_by[name]:
            kept = self._kept(audience)
            kept.put(_key(kept, name), svg.encode())


def _key(kept: Kept, name: str) -> str:
    return kept.key("drawing", name)
