"""The frames of a site: its pages as the builder and its theme make them, with places for what is put in afterwards.

They follow from a page's Markdown, which says the same from day to day, and are kept from build to build.
"""

import io
import json
import re
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from generator.markdown import escape_markdown
from generator.own_scripts import scripts_in_files
from generator.site_parts import Page, Site, Switch, built_path
from intake.kept import Kept
from intake.language import Language

# Of the theme's two switches, in a template that can't be overridden in part: HTML knows it of fields alone.
INVALID = re.compile(r'(<input\b[^<>]*type="checkbox"[^<>]*?)\s+autocomplete="off"')
# Where the theme's script turns to for Mermaid, GitHub, GitLab, and in a browser without ResizeObserver.
OTHER_HOST = re.compile(r"https://(?:unpkg\.com|api\.github\.com|\$\{\w+\}/api)[^\"'`\s]*")


def write_frames(site: Site, switch: Switch, aside: Path, built: Path, kept: Kept | None = None) -> None:
    """Write the frames of a site's pages, and what its theme asks for, into a new folder; `aside` is for the Markdown.

    Raises SiteError for a page that the builder refuses.
    """
    documents = {page.path: _document(page) for page in site.pages}
    told = (site.key, site.name, site.language, site.nav, site.generated_note, switch)
    key = kept.key("frames", json.dumps(documents), repr(told)) if kept else ""
    if kept and (held := kept.get(key)):
        # A zip archive leaves it to this process who may read what it writes.
        with zipfile.ZipFile(io.BytesIO(held)) as archive:
            archive.extractall(built)
        return
    # The builder takes a second to import.
    from generator.builder import run_mkdocs, templates

    for path, text in documents.items():
        file = aside / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    shutil.copytree(templates() / "assets", aside / "assets", dirs_exist_ok=True)
    run_mkdocs(site, aside, built, switch)
    for page in site.pages:
        file = built / built_path(page)
        # Before anything is put in that is not the theme's: what a fragment holds is never taken for a script.
        html = scripts_in_files(file.read_text(encoding="utf-8"), built_path(page), built)
        file.write_text(INVALID.sub(r"\1", html), encoding="utf-8")
    _tidy(built)
    if kept:
        kept.put(key, _packed(built))


def _packed(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.rglob("*"):
            if file.is_file():
                archive.writestr(file.relative_to(folder).as_posix(), file.read_bytes())
    return packed.getvalue()


def languages(codes: Sequence[str], shown: str) -> Switch:
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


def _document(page: Page) -> str:
    # JSON's strings are YAML's.
    meta = {"title": escape_markdown(page.title), "within": page.within}
    front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in meta.items())
    return f"---\n{front}---\n\n{page.markdown}"


def _tidy(built: Path) -> None:
    """Take out source maps, the site map and every address of another host."""
    for path in (*built.glob("assets/**/*.map"), *built.glob("sitemap.xml*")):
        path.unlink()
    for path in built.glob("assets/javascripts/*.js"):
        text = path.read_text(encoding="utf-8")
        path.write_text(OTHER_HOST.sub("about:blank", text), encoding="utf-8")
