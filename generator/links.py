"""A built site -> the links in it that lead nowhere, or out of it."""

import hashlib
import html
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from intake.kept import Kept

ANCHOR = re.compile(r'\sid="([^"]*)"')
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
LINK = re.compile(
    r"""[\s"'](?:xlink:)?(?:href|src|action|formaction|poster|data|background|cite|ping|manifest)\s*=\s*"""
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
SEVERAL = re.compile(r"""\s(?:srcset|imagesrcset)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
STYLED = re.compile(r"""url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']+)["']""", re.IGNORECASE)


class _Lead(NamedTuple):
    """Where a link leads: the path of a file of the site (None: out of it), a place in that, the link as it stands."""

    goal: str | None
    place: str
    link: str


class _Ways(NamedTuple):
    """What a page has: places to be led to, and links."""

    places: list[str]
    leads: list[_Lead]


def dead_links(built: Path, kept: Kept | None = None) -> set[str]:
    """Return each link and source that leads out of the site, or to a missing file or place, with its own file.

    What a page has is looked for once where it is `kept`.
    """
    present = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    ways = {name: _ways_of(name, built / name, kept) for name in present if name.endswith((".html", ".css"))}
    # What a link may lead to: every file, and in a page every element with an id ("" = the page itself).
    places = {name: {"", *(ways[name].places if name in ways else ())} for name in present}
    return {
        f"{name}: {lead.link}"
        for name, one in ways.items()
        for lead in one.leads
        if lead.goal is None or lead.place not in places.get(lead.goal, ())
    }


def _ways_of(name: str, file: Path, kept: Kept | None) -> _Ways:
    content = file.read_bytes()
    key = kept.key("ways", name, hashlib.sha256(content).hexdigest()) if kept else ""
    if kept and (held := kept.get(key)):
        places, leads = json.loads(held)
        return _Ways(places, [_Lead(*lead) for lead in leads])
    text = content.decode()
    links = sorted(set(_links(text, name.endswith(".css"))))
    ways = _Ways(ANCHOR.findall(text), [lead for link in links if (lead := _lead(link, name))])
    if kept:
        kept.put(key, json.dumps(ways).encode())
    return ways


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


def _lead(link: str, page: str) -> _Lead | None:
    """Where a link of a page leads; None where it is no way anywhere."""
    parts = urlsplit(link)
    if parts.scheme in ("data", "mailto"):
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return _Lead(None, "", link)
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    return _Lead(goal, unquote(parts.fragment), link)
