"""A page before its charts are drawn: Markdown from a template, the HTML of its parts, and the charts still to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment

from generator.charts.figure import Chart
from generator.kept_pages import WrittenFrom
from generator.markdown import fragment, markdown_environment
from generator.pages.noted_facts import unnoted
from generator.pages.view import View
from generator.search import Find


@dataclass(frozen=True)
class DraftPage:
    """One page: as `generator.site.Page`, but for its charts.

    `charts` holds what stands in the place of a fragment: one chart, or two half ones side by side.
    """

    path: str
    title: str
    markdown: str
    fragments: Mapping[str, str] = field(default_factory=dict)
    charts: Mapping[str, tuple[Chart, ...]] = field(default_factory=dict)
    within: str = ""
    finds: tuple[Find, ...] = ()
    state_of: str | None = None
    """The office whose state the line under the title tells ("" = all); None where there is no such line."""
    written_from: WrittenFrom | None = field(default=None, compare=False)
    """By what it is kept for the next build, where it is new."""


def draft(
    view: View,
    template: str,
    title: str,
    fragments: Mapping[str, str],
    charts: Mapping[str, tuple[Chart, ...]] | None = None,
    *,
    state: bool = True,
    office: str = "",
    within: str = "",
    finds: Sequence[Find] = (),
    **values: object,
) -> DraftPage:
    """Return a page by the template `site_templates/pages/TEMPLATE.md.jinja`.

    `fragments` and `charts` are put in where the template names them; one that it names and that is not given is left
    out. `values` are shown escaped. The state line stands under the title, that of an `office` on its pages. The
    navigation marks the page `within`; for an office's pages among those of others, the office. The search finds the
    page by `finds`, its title and those of its tables and charts.
    """
    # Each page has it: it is none of what a page follows from.
    bare = replace(view, facts=unnoted(view.facts))
    given = {**({"state": bare.state_line(office)} if state else {}), **fragments}
    drawn = dict(charts or {})
    markdown = _environment().get_template(f"{template}.md.jinja").render(
        title=title,
        place=lambda key: fragment(key) if key in given or key in drawn else "",
        has=lambda key: key in given or key in drawn,
        _=view.text,
        ngettext=view.plural,
        **values,
    )  # fmt: skip
    if office and view.is_coordination:
        within = view.office_page(office)
    return DraftPage(view.path, title, markdown, given, drawn, within, tuple(finds), office if state else None)


@cache
def _environment() -> Environment:
    return markdown_environment(Path(str(files("site_templates"))) / "pages")
