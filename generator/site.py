"""Sites out of pages: their frames, each chart and table put in, the links looked at, then published whole.

A page's Markdown holds placeholders (`generator.markdown.fragment`); the HTML they stand for is put in after the site
builder, so that neither Markdown nor the theme ever sees it.
"""

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from generator.frames import languages, write_frames
from generator.kept_pages import KeptPage, keep_page
from generator.laid_aside import packed
from generator.links import dead_links
from generator.search import INDEX_FILE, FoundPage, search_index
from generator.site_parts import Page, Site, SiteError, Switch, built_path
from intake.kept import Kept
from intake.workers import workers

PLACEHOLDER = re.compile(r'<div data-fragment="([^"]*)"></div>')


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


def made_of(site: Site, made_by: str) -> str:
    """Return the hash of all that a site is rendered from, by which program."""
    digest = hashlib.sha256(made_by.encode())
    for one in (site, *site.translations):
        # Page by page: a whole site in words would be as large once more.
        for part in (repr(replace(one, pages=(), translations=())), *(page.told() for page in one.pages)):
            digest.update(f"\n{part}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


@contextmanager
def staged_sites(
    sites: Sequence[Site],
    output: Path,
    processes: int,
    progress: Callable[[str], object] | None = None,
    kept: Callable[[str], Kept] | None = None,
    beside: Callable[[], object] = lambda: None,
) -> Iterator[dict[str, Path]]:
    """Build every site in a folder aside, and hand out these folders by the sites' keys; they are gone in the end.

    What is to be published is moved from there (`publish_sites`), once all of it has been looked at. `kept` gives what
    is kept for a site by its key. `beside` is called once all of them are begun, to begin what has time beside them.
    """
    # MkDocs takes a relative folder as one beside its configuration, which in a wheel is another place.
    output = output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sites-", dir=output) as folder:
        _build_all(sites, Path(folder), processes, progress or _no_progress, kept or _nothing_kept, beside)
        yield {site.key: Path(folder) / site.key / "built" for site in sites}


def publish_sites(built: Mapping[str, Path], output: Path) -> None:
    """Put each built folder in the place of the site of its key."""
    for key, folder in built.items():
        _replace(output / key, folder)


def _build_all(
    sites: Sequence[Site],
    folder: Path,
    processes: int,
    report: Callable[[str], object],
    kept: Callable[[str], Kept | None],
    beside: Callable[[], object],
) -> None:
    if min(processes, len(sites)) <= 1:
        beside()
        for site in sites:
            _build(site, folder / site.key, kept(site.key))
            report(site.key)
        return
    with workers(min(processes, len(sites))) as pool:
        # The largest first, so that no long one is left for the end.
        ordered = sorted(sites, key=lambda site: len(site.pages), reverse=True)
        running = {pool.submit(_build, site, folder / site.key, kept(site.key)): site.key for site in ordered}
        beside()
        for finished in as_completed(running):
            finished.result()
            report(running[finished])


def _build(site: Site, folder: Path, kept: Kept | None) -> None:
    built = folder / "built"
    codes = [one.language for one in (site, *site.translations)]
    _build_pages(site, folder / "documents", built, languages(codes, site.language), kept)
    for one in site.translations:
        switch = languages(codes, one.language)
        _build_pages(one, folder / f"documents-{one.language}", built / one.language, switch, kept)
    _check_links(site, built, kept)


def _build_pages(site: Site, documents: Path, built: Path, switch: Switch, kept: Kept | None) -> None:
    write_frames(site, switch, documents, built, kept)
    found = _filled_pages(site, built)
    if kept:
        _keep(site.pages, kept)
    (built / "assets" / INDEX_FILE).write_text(search_index(found), encoding="utf-8")
    for name, content in site.downloads.items():
        path = built / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _keep(pages: Sequence[Page], kept: Kept) -> None:
    for page in pages:
        if new := page.written_from:
            parts = packed(page.parts())
            keep_page(kept, new, KeptPage(page.path, page.title, page.markdown, parts, page.within, page.finds))


def _no_progress(_key: str) -> None:
    pass


def _nothing_kept(_key: str) -> None:
    return None


def _filled_pages(site: Site, built: Path) -> Iterator[FoundPage]:
    """Put every fragment in the place of its placeholder, and yield what each page is found by.

    Raises SiteError when a placeholder has no fragment, or a fragment is unused or stands twice.
    """
    for page in site.pages:
        path = built / built_path(page)
        text = path.read_text(encoding="utf-8")
        keys = PLACEHOLDER.findall(text)
        parts = page.parts()
        if sorted(keys) != sorted(parts):
            raise SiteError(f"{site.key}, {page.path}: placeholders {sorted(keys)}, fragments {sorted(parts)}")
        # One pass, so that what a fragment holds is never taken for a placeholder.
        text = PLACEHOLDER.sub(lambda found: parts[found[1]], text)  # noqa: B023
        path.write_text(text, encoding="utf-8")
        # In the order of the page, whichever came first.
        yield FoundPage(built_path(page), page.title, page.finds, {key: parts[key] for key in keys})


def _check_links(site: Site, built: Path, kept: Kept | None) -> None:
    """Raise SiteError for a link or source that leads out of the site, to a missing file or place."""
    if dead := dead_links(built, kept):
        raise SiteError(f"{site.key}: links that lead nowhere: " + "; ".join(sorted(dead)))


def _replace(target: Path, built: Path) -> None:
    old = built.with_name("old")
    if target.exists():
        target.rename(old)
    built.rename(target)
