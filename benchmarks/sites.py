"""`make bench`: all sites of the demo with their charts drawn before, beside a bare MkDocs build of the same Markdown.

`python -m benchmarks.sites --turns 5 --scale 1`. Both in this process, one site after another: ours puts charts and
tables into the built pages, looks for dead links and tidies; the bare one has the same theme and its own templates.
"""

import argparse
import contextlib
import io
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig

from alj.building import derive_facts, for_ministry
from alj.cli import main
from alj.rendering import assembled
from alj.stages import Stages
from alj.taking_in import take_in
from generator.facts import Facts
from generator.site import staged_sites
from generator.site_parts import Site
from intake.language import Language
from intake.settings import read_settings
from intake.workspace import Workspace

MOST: Final = 1.6


def demo_sites(folder: Path, scale: float) -> tuple[Site, ...]:
    """Return the sites of a demo, their charts drawn."""
    main(["demo", str(folder), "--scale", str(scale)])
    workspace = Workspace(folder)
    settings = read_settings(workspace.settings_file)
    stages = Stages(Language(settings.language))
    register = take_in(workspace, None, settings, stages).register
    facts: Facts = for_ministry(
        workspace, derive_facts(register, settings.day(), settings, stages), stages, current=False
    )
    aside = folder.with_name("drafts")
    aside.mkdir()
    return assembled(workspace, facts, stages, None, 1, aside)


def ours(sites: Sequence[Site], folder: Path) -> float:
    began = time.perf_counter()
    with staged_sites(sites, folder, 1):
        return time.perf_counter() - began


def bare(sites: Sequence[Site], folder: Path) -> float:
    """Seconds of MkDocs with nothing of ours but the Markdown, its navigation and the theme's name."""
    spent = 0.0
    for site in sites:
        documents = folder / site.key
        for page in site.pages:
            path = documents / page.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.markdown, encoding="utf-8")
        links: list[dict[str, Any]] = [{link.title: link.path} for group in site.nav for link in group.pages]
        config = MkDocsConfig()
        config.load_dict({
            "site_name": site.name, "docs_dir": str(documents), "site_dir": str(folder / f"{site.key}-built"),
            "nav": links, "theme": {"name": "material", "font": False}, "plugins": [], "use_directory_urls": False,
            "markdown_extensions": ["tables", "toc"],
        })  # fmt: skip
        began = time.perf_counter()
        config.validate()
        build(config)
        spent += time.perf_counter() - began
    return spent


def run(turns: int = 5, scale: float = 1.0) -> None:
    """Measure both in turns and print the ratio of their medians."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            sites = demo_sites(Path(folder) / "demo", scale)
        times: list[tuple[float, float]] = []
        for turn in range(turns):
            below = Path(folder) / str(turn)
            times.append((ours(sites, below / "ours"), bare(sites, below / "bare")))
    mine, plain = (statistics.median(one) for one in zip(*times, strict=True))
    ratio = mine / plain
    verdict = "pass" if ratio <= MOST else "fail"
    print(f"sites with charts drawn before / bare MkDocs  {ratio:.2f}, at most {MOST}: {verdict}")
    print(f"ours {mine:.2f} s  bare {plain:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    asked = parser.parse_args()
    run(asked.turns, asked.scale)
