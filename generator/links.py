"""A built site -> the links in it that lead nowhere, or out of it."""

import html
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

ANCHOR = re.compile(r'\sid="([^"]*)"')
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
LINK = re.compile(
    r"""[\s"'](?:xlink:)?(?:href|src|action|formaction|poster|data|background|cite|ping|manifest)\s*=\s*"""
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
SEVERAL = re.compile(r"""\s(?:srcset|imagesrcset)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
STYLED = re.compile(r"""url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']+)["']""", re.IGNORECASE)


def dead_links(built: Path) -> set[str]:
    """Return each link and source that leads out of the site, or to a missing file or place, with its own file."""
    present = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    texts = {name: (built / name).read_text(encoding="utf-8") for name in present if name.endswith((".html", ".css"))}
    # What a link may lead to: every file, and in a page every element with an id ("" = the page itself).
    places = {name: {"", *ANCHOR.findall(texts.get(name, ""))} for name in present}
    return {
        f"{name}: {link}"
        for name, text in texts.items()
        for link in set(_links(text, name.endswith(".css")))
        if not _leads_somewhere(link, name, places)
    }


def _links(text: str, is_style: bool) -> Iterator[str]:
    if not is_style:
        for tag in set(TAG.findall(text)):
            yield from (html.unescape("".join(parts)) for parts in LINK.findall(tag))
            for parts in SEVERAL.findall(tag):
                yield from (one.split()[0] for one in html.unescape("".join(parts)).split(",") if one.strip())
    lower = text.lower()
    # Few pages have any, and to look for all that one may look like takes three times as long.
    if "url(" in lower or "@import" in lower:
        yield from (html.unescape("".join(parts)).strip() for parts in STYLED.findall(text))


def _leads_somewhere(link: str, page: str, places: Mapping[str, set[str]]) -> bool:
    parts = urlsplit(link)
    if parts.scheme in ("data", "mailto"):
        return True
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return False
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    return unquote(parts.fragment) in places.get(goal, ())
