"""Scripts that the theme writes into each page -> files of the site, so that a page may forbid every script in itself.

A text that got past its escapes then runs nothing, whatever it says. The theme's scripts are alike on all pages of a
depth, so that there are a handful of files.
"""

import hashlib
import re
from pathlib import Path

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
"""A script that runs and stands in the page: what is data has a type, what is a file a source."""
FOLDER = "assets/javascripts"


def scripts_in_files(html: str, path: str, built: Path) -> str:
    """Return a page, at a path below the built site, with each script of its own in a file of the site."""
    upwards = "../" * path.count("/")

    def in_file(script: re.Match[str]) -> str:
        content = script[1].encode()
        name = f"{FOLDER}/page-{hashlib.sha256(content).hexdigest()[:12]}.js"
        if not (built / name).exists():
            (built / name).write_bytes(content)
        return f'<script src="{upwards}{name}"></script>'

    return INLINE.sub(in_file, html)
