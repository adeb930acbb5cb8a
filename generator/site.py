"""Sites out of pages: Markdown through MkDocs, then each chart and table put into the built HTML, then published whole.

A page's Markdown holds placeholders (`generator.markdown.fragment`); the HTML they stand for is put in after MkDocs, so
that neither Markdown nor the theme ever sees it. Titles and navigation are escaped here: MkDocs escapes none of them.
"""

import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config.base import ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from generator.links import dead_links
from generator.markdown import escape_markdown
from generator.own_scripts import scripts_in_files
from generator.script_words import script_words
from generator.search import INDEX_FILE, Find, FoundPage, search_index
from intake.language import N_, Language
from intake.workers import workers

PLACEHOLDER = re.compile(r'<div data-fragment="([^"]*)"></div>')
# Of the theme's two switches, in a template that can't be overridden in part: HTML knows it of fields alone.
INVALID = re.compile(r'(<input\b[^<>]*type="checkbox"[^<>]*?)\s+autocomplete="off"')
# Where the theme's script turns to for Mermaid, GitHub, GitLab, and in a browser without ResizeObserver.
OTHER_HOST = re.compile(r"https://(?:unpkg\.com|api\.github\.com|\$\{\w+\}/api)[^\"'`\s]*")


class SiteError(Exception):
    """A site cannot be built: a placeholder without its fragment, a dead link, a page that MkDocs refuses."""


@dataclass(frozen=True)
class NavLink:
    """One line of the navigation: plain text and the page's path ("offices/min/index.md")."""

    title: str
    path: str


@dataclass(frozen=True)
class NavGroup:
    """Lines of the navigation under a title; without a title they stand at the top."""

    title: str | None
    pages: tuple[NavLink, ...]


@dataclass(frozen=True)
class Page:
    """One page: path ("offices/min/caseload.md"), plain title, Markdown beginning with its h1, fragments as HTML.

    `within` is the path of the page that the navigation marks for one that does not stand there itself. `finds` is what
    the search finds it by, beside its title and those of its tables and charts.
    """

    path: str
    title: str
    markdown: str
    fragments: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    finds: tuple[Find, ...] = ()


@dataclass(frozen=True)
class Site:
    """One audience's site: `key` is "coordination", "ministry" or "office-NOR", and the folder's name in the output.

    `generated_note` is the plain text at the foot of each page. `downloads` are files by path, put beside the pages.
    """

    key: str
    name: str
    language: str
    nav: tuple[NavGroup, ...]
    pages: tuple[Page, ...]
    generated_note: str
    downloads: Mapping[str, bytes] = field(default_factory=dict)
    translations: tuple["Site", ...] = ()
    """The same pages in other languages, each in a folder that bears the language's code."""


def build_sites(
    sites: Sequence[Site], output: Path, processes: int, progress: Callable[[str], object] | None = None
) -> None:
    """Build every site into `output/KEY`, in so many processes; `progress` is called with each finished site's key.

    Raises SiteError for the first site that cannot be built; then every site stays as it was.
    """
    with staged_sites(sites, output, processes, progress) as built:
        publish_sites(built, output)


def build_site(site: Site, target: Path) -> None:
    """Build a site beside `target`, then put it in its place as a whole; on failure `target` stays as it was.

    Raises SiteError with what is wrong, by page.
    """
    with staged_sites([site], target.parent, 1) as built:
        _replace(target, built[site.key])


def files_of(site: Site) -> list[str]:
    """Return the paths of a built site's pages and downloads, those in other languages too."""
    own = [*map(_built_path, site.pages), *site.downloads]
    return [*own, *(f"{one.language}/{path}" for one in site.translations for path in files_of(one))]


def made_of(site: Site, made_by: str) -> str:
    """Return the hash of all that a site is rendered from, by which program."""
    return hashlib.sha256(f"{made_by}\n{site!r}".encode("utf-8", "surrogateescape")).hexdigest()


@contextmanager
def staged_sites(
    sites: Sequence[Site], output: Path, processes: int, progress: Callable[[str], object] | None = None
) -> Iterator[dict[str, Path]]:
    """Build every site in a folder aside, and hand out these folders by the sites' keys; they are gone in the end.

    What is to be published is moved from there (`publish_sites`), once all of it has been looked at.
    """
    # MkDocs takes a relative folder as one beside its configuration, which in a wheel is another place.
    output = output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sites-", dir=output) as folder:
        _build_all(sites, Path(folder), processes, progress or _no_progress)
        yield {site.key: Path(folder) / site.key / "built" for site in sites}


def publish_sites(built: Mapping[str, Path], output: Path) -> None:
    """Put each built folder in the place of the site of its key."""
    for key, folder in built.items():
        _replace(output / key, folder)


def _build_all(sites: Sequence[Site], folder: Path, processes: int, report: Callable[[str], object]) -> None:
    if min(processes, len(sites)) <= 1:
        for site in sites:
            _build(site, folder / site.key)
            report(site.key)
        return
    with workers(min(processes, len(sites))) as pool:
        # The largest first, so that no long one is left for the end.
        ordered = sorted(sites, key=lambda site: len(site.pages), reverse=True)
        running = {pool.submit(_build, site, folder / site.key): site.key for site in ordered}
        for finished in as_completed(running):
            finished.result()
            report(running[finished])


def _build(site: Site, folder: Path) -> None:
    built = folder / "built"
    codes = [one.language for one in (site, *site.translations)]
    _build_pages(site, folder / "documents", built, languages(codes, site.language))
    for one in site.translations:
        switch = languages(codes, one.language)
        _build_pages(one, folder / f"documents-{one.language}", built / one.language, switch)
    _check_links(site, built)


def _build_pages(site: Site, documents: Path, built: Path, switch: Sequence[Mapping[str, str]]) -> None:
    _write_documents(site, documents)
    _run_mkdocs(site, documents, built, switch)
    _insert_fragments(site, built)
    _tidy(built)


def languages(codes: Sequence[str], shown: str) -> list[dict[str, str]]:
    """Return the switch of a site in several languages as its theme reads it; nothing where there is but one.

    Of each language: code, name in itself, and the way from the top of the pages `shown` to the top of its own.
    """
    if len(codes) < 2:
        return []
    first = codes[0]
    return [
        {
            "code": code,
            "name": Language(code).own_name,
            "way": "/".join([*([] if shown == first else [".."]), *([] if code == first else [code])]) or ".",
        }
        for code in codes
    ]


def _no_progress(_key: str) -> None:
    pass


def _write_documents(site: Site, documents: Path) -> None:
    for page in site.pages:
        path = documents / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        # JSON's strings are YAML's.
        meta = {"title": escape_markdown(page.title), "within": page.within}
        front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in meta.items())
        path.write_text(f"---\n{front}---\n\n{page.markdown}", encoding="utf-8")
    for name, content in site.downloads.items():
        path = documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shutil.copytree(_templates() / "assets", documents / "assets", dirs_exist_ok=True)
    found = (FoundPage(_built_path(page), page.title, page.finds, page.fragments) for page in site.pages)
    (documents / "assets" / INDEX_FILE).write_text(search_index(found), encoding="utf-8")


def _templates() -> Path:
    return Path(str(files("site_templates")))


def _base_configuration() -> Path:
    """Return the base configuration: within the package when installed, else at the top of the source tree."""
    installed = _templates() / "mkdocs.yml"
    return installed if installed.exists() else _templates().parent / "mkdocs.yml"


def _configuration(
    site: Site, documents: Path, built: Path, switch: Sequence[Mapping[str, str]]
) -> MkDocsConfig:  # fmt: skip
    path = _base_configuration()
    with path.open(encoding="utf-8") as file:
        base: dict[str, Any] = yaml_load(file)
    theme = base["theme"] | {
        "custom_dir": str(_templates() / "theme"),
        "language": site.language,
        "palette": _palette(site),
    }
    # MkDocs 1.x is typed, but its configuration is filled from plain dictionaries.
    config = MkDocsConfig(config_file_path=str(path))
    config.load_dict(base)
    config.load_dict(
        {
            # The theme escapes the name in some places and not in others; `Markup` is left alone in both.
            "site_name": Markup(escape_markdown(site.name)),  # noqa: S704 (escaped)
            "docs_dir": str(documents),
            "site_dir": str(built),
            "nav": _navigation(site),
            "theme": theme,
            "extra": base.get("extra", {})
            | {
                "generated_note": escape_markdown(site.generated_note),
                "alternate": switch,
                "shown_language": site.language,
                "script_words": script_words(Language(site.language)),
            },
        }
    )
    return config


def _navigation(site: Site) -> list[dict[str, Any]]:
    navigation: list[dict[str, Any]] = []
    for group in site.nav:
        links: list[dict[str, Any]] = [{escape_markdown(link.title): link.path} for link in group.pages]
        navigation += [{escape_markdown(group.title): links}] if group.title else links
    return navigation


def _palette(site: Site) -> list[dict[str, Any]]:
    """Return both schemes; the "primary" names the audience, from which the style sheet takes the header's colour."""
    language = Language(site.language)
    audience = site.key.partition("-")[0]
    schemes = (
        ("default", "(prefers-color-scheme: light)", "material/weather-night", N_("Switch to dark colours")),
        ("slate", "(prefers-color-scheme: dark)", "material/weather-sunny", N_("Switch to light colours")),
    )
    return [
        {
            "scheme": scheme,
            "media": media,
            "primary": audience,
            "accent": audience,
            "toggle": {"icon": icon, "name": escape_markdown(language.text(name))},
        }
        for scheme, media, icon, name in schemes
    ]


class _Messages(logging.Handler):
    """Keeps what MkDocs warns of, which otherwise goes to the terminal while strict mode says only how many."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.texts.append(record.getMessage())


def _run_mkdocs(site: Site, documents: Path, built: Path, switch: Sequence[Mapping[str, str]]) -> None:
    # The theme prints a notice about MkDocs 2 unless told not to.
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    config = _configuration(site, documents, built, switch)
    logger, messages = logging.getLogger("mkdocs"), _Messages()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(messages)
    try:
        _validate(site, config)
        # Its addresses are absolute, which are wrong when the site is read from a folder.
        config.theme.static_templates.discard("404.html")
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    except MkDocsException as error:
        raise SiteError(f"{site.key}: " + "; ".join(messages.texts or [str(error)])) from error
    finally:
        logger.removeHandler(messages)
        logger.propagate = propagate


def _validate(site: Site, config: MkDocsConfig) -> None:
    errors: ConfigErrors
    warnings: ConfigWarnings
    errors, warnings = config.validate()
    if errors or warnings:
        raise SiteError(f"{site.key}: " + "; ".join(f"{key}: {message}" for key, message in (*errors, *warnings)))


def _built_path(page: Page) -> str:
    folder, _, name = page.path.removesuffix(".md").rpartition("/")
    name = "index" if name == "README" else name
    return f"{folder}/{name}.html" if folder else f"{name}.html"


def _insert_fragments(site: Site, built: Path) -> None:
    """Put every fragment in the place of its placeholder, and take out what the theme writes against HTML's rules.

    Raises SiteError when a placeholder has no fragment, or a fragment is unused or stands twice.
    """
    for page in site.pages:
        path = built / _built_path(page)
        # Before anything is put in that is not the theme's: what a fragment holds is never taken for a script.
        text = scripts_in_files(path.read_text(encoding="utf-8"), _built_path(page), built)
        keys = PLACEHOLDER.findall(text)
        if sorted(keys) != sorted(page.fragments):
            raise SiteError(f"{site.key}, {page.path}: placeholders {sorted(keys)}, fragments {sorted(page.fragments)}")
        # One pass, so that what a fragment holds is never taken for a placeholder.
        fragments = page.fragments
        text = PLACEHOLDER.sub(lambda found: fragments[found[1]], INVALID.sub(r"\1", text))  # noqa: B023
        path.write_text(text, encoding="utf-8")


def _tidy(built: Path) -> None:
    """Take out source maps, the site map and every address of another host."""
    for path in (*built.glob("assets/**/*.map"), *built.glob("sitemap.xml*")):
        path.unlink()
    for path in built.glob("assets/javascripts/*.js"):
        text = path.read_text(encoding="utf-8")
        path.write_text(OTHER_HOST.sub("about:blank", text), encoding="utf-8")


def _check_links(site: Site, built: Path) -> None:
    """Raise SiteError for a link or source that leads out of the site, to a missing file or place."""
    if dead := dead_links(built):
        raise SiteError(f"{site.key}: links that lead nowhere: " + "; ".join(sorted(dead)))


def _replace(target: Path, built: Path) -> None:
    old = built.with_name("old")
    if target.exists():
        target.rename(old)
    built.rename(target)
