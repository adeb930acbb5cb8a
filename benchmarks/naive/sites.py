"""Pages with everything in their Markdown -> sites: MkDocs with the product's theme, one site after the other."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import yaml_load

from benchmarks.naive.charts import chart_in_page
from generator.frames import languages
from generator.markdown import escape_markdown
from generator.pages.draft import DraftPage
from generator.pages.sites import DraftSite
from generator.parts import render_pair
from generator.script_words import script_words
from generator.search import INDEX_FILE, FoundPage, search_index
from generator.site import PLACEHOLDER
from intake.language import Language

TEMPLATES = Path(str(files("site_templates")))
SCHEMES = (
    ("default", "light", "night", "Switch to dark colours"),
    ("slate", "dark", "sunny", "Switch to light colours"),
)


def build_site(site: DraftSite, documents: Path, built: Path) -> None:
    """Build a site, and those in other languages below it."""
    every = (site, *site.translations)
    for one in every:
        below = documents / one.language
        _write_documents(one, below)
        switch = languages([each.language for each in every], one.language)
        target = built if one is site else built / one.language
        _run_mkdocs(one, below, target, switch)


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
    shutil.copytree(TEMPLATES / "assets", documents / "assets", dirs_exist_ok=True)
    (documents / "assets" / INDEX_FILE).write_text(search_index(found), encoding="utf-8")


def _charts(site: DraftSite, page: DraftPage) -> dict[str, str]:
    figures = {}
    for place, charts in page.charts.items():
        name = f"{site.language}-{site.key}-{page.path.removesuffix('.md')}"
        html = [chart_in_page(chart, f"{name}-{chart.key}") for chart in charts]
        figures[place] = str(render_pair(html[0], html[1])) if len(html) == 2 else "\n".join(html)
    return figures


def _run_mkdocs(site: DraftSite, documents: Path, built: Path, switch: Sequence[Mapping[str, str]]) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    config = _configuration(site, documents, built, switch)
    errors, warnings = config.validate()
    if errors or warnings:
        raise ValueError(f"{site.key}: {errors} {warnings}")
    config.theme.static_templates.discard("404.html")
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()


def _configuration(
    site: DraftSite, documents: Path, built: Path, switch: Sequence[Mapping[str, str]]
) -> MkDocsConfig:  # fmt: skip
    path = TEMPLATES.parent / "mkdocs.yml"
    base: dict[str, Any] = yaml_load(path.read_text(encoding="utf-8"))
    audience = site.key.partition("-")[0]
    language = Language(site.language)
    palette = [
        {
            "scheme": scheme, "primary": audience, "accent": audience, "media": f"(prefers-color-scheme: {way})",
            "toggle": {"icon": f"material/weather-{icon}", "name": escape_markdown(language.text(name))},
        }
        for scheme, way, icon, name in SCHEMES
    ]  # fmt: skip
    config = MkDocsConfig(config_file_path=str(path))
    config.load_dict(base)
    config.load_dict({
        "site_name": Markup(escape_markdown(site.name)),
        "docs_dir": str(documents.resolve()),
        "site_dir": str(built.resolve()),
        "nav": _navigation(site),
        "theme": base["theme"]
        | {"custom_dir": str(TEMPLATES / "theme"), "language": site.language, "palette": palette},
        "extra": base.get("extra", {})
        | {"generated_note": escape_markdown(site.generated_note), "alternate": switch,
           "shown_language": site.language, "script_words": script_words(language)},
    })  # fmt: skip
    return config


def _navigation(site: DraftSite) -> list[dict[str, Any]]:
    navigation: list[dict[str, Any]] = []
    for group in site.nav:
        links: list[dict[str, Any]] = [{escape_markdown(link.title): link.path} for link in group.pages]
        navigation += [{escape_markdown(group.title): links}] if group.title else links
    return navigation
