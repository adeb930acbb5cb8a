"""Pages with everything in their Markdown -> sites: MkDocs with the product's theme, one site after the other."""

import json
import shutil
from pathlib import Path

from benchmarks.naive.charts import chart_in_page
from generator.builder import run_mkdocs, templates
from generator.frames import languages
from generator.markdown import escape_markdown
from generator.pages.draft import DraftPage
from generator.pages.sites import DraftSite
from generator.parts import render_pair
from generator.search import INDEX_FILE, FoundPage, search_index
from generator.site import PLACEHOLDER
from generator.site_parts import Site


def build_site(site: DraftSite, documents: Path, built: Path) -> None:
    """Build a site, and those in other languages below it."""
    every = (site, *site.translations)
    for one in every:
        below = documents / one.language
        _write_documents(one, below)
        switch = languages([each.language for each in every], one.language)
        target = built if one is site else built / one.language
        frame = Site(one.key, one.name, one.language, one.nav, (), one.generated_note)
        run_mkdocs(frame, below.resolve(), target.resolve(), switch)


def _write_documents(site: DraftSite, documents: Path) -> None:
    found = []
    for page in site.pages:
        path = documents / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = {**page.fragments, **_charts(site, page)}
        text = PLACEHOLDER.sub(lambda place: parts[place[1]], page.markdown)  # noqa: B023 (called at once)
        title, within = json.dumps(escape_markdown(page.title)), json.dumps(page.within)
        path.write_text(f"---\ntitle: {title}\nwithin: {within}\n---\n\n{text}", encoding="utf-8")
        found.append(FoundPage(page.path.replace(".md", ".html"), page.title, page.finds, parts))
    for name, content in site.downloads.items():
        path = documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shutil.copytree(templates() / "assets", documents / "assets", dirs_exist_ok=True)
    (documents / "assets" / INDEX_FILE).write_text(search_index(found), encoding="utf-8")


def _charts(site: DraftSite, page: DraftPage) -> dict[str, str]:
    figures = {}
    for place, charts in page.charts.items():
        name = f"{site.language}-{site.key}-{page.path.removesuffix('.md')}"
        html = [chart_in_page(chart, f"{name}-{chart.key}") for chart in charts]
        figures[place] = str(render_pair(html[0], html[1])) if len(html) == 2 else "\n".join(html)
    return figures
