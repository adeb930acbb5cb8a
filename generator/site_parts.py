"""A site before it is built: its pages with what is to be put into them, its navigation and its downloads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field

from generator.kept_pages import WrittenFrom
from generator.laid_aside import Packed, digests_of
from generator.search import Find

Switch = Sequence[Mapping[str, str]]
"""The languages of a site as its theme reads them (`generator.frames.languages`)."""


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

    `charts` are fragments, too: the drawings, which are there once all of them are drawn. `within` is the path of the
    page that the navigation marks for one that does not stand there itself. `finds` is what the search finds it by,
    beside its title and those of its tables and charts.
    """

    path: str
    title: str
    markdown: str
    fragments: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    finds: tuple[Find, ...] = ()
    charts: Mapping[str, str] = field(default_factory=dict)
    written_from: WrittenFrom | None = None
    """By what it is kept for the next build, where it is not yet."""

    def parts(self) -> dict[str, str]:
        """Return all that is put into the page, by its place."""
        held = self.fragments
        return {**(held.all() if isinstance(held, Packed) else held), **self.charts}

    def told(self) -> str:
        """Return all that the page is made from, what is put into it as hashes: whichever way it came to be there."""
        digests = {**digests_of(self.fragments), **digests_of(self.charts)}
        finds = [astuple(find) for find in self.finds]
        return json.dumps([self.path, self.title, self.markdown, self.within, finds, sorted(digests.items())])


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


def files_of(site: Site) -> list[str]:
    """Return the paths of a built site's pages and downloads, those in other languages too."""
    own = [*map(built_path, site.pages), *site.downloads]
    return [*own, *(f"{one.language}/{path}" for one in site.translations for path in files_of(one))]


def built_path(page: Page) -> str:
    """Return the path of a page once it is built ("offices/min/caseload.html")."""
    folder, _, name = page.path.removesuffix(".md").rpartition("/")
    name = "index" if name == "README" else name
    return f"{folder}/{name}.html" if folder else f"{name}.html"
