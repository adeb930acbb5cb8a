"""`alj record`: the record of processing of a workspace, in Markdown, in the language asked for."""

import argparse
import json
from pathlib import Path

from alj.cli import GOOD
from alj.reading import language_of
from alj.record import PLACES, record_of
from intake.settings import read_settings
from intake.workspace import open_workspace


def run(options: argparse.Namespace) -> int:
    """Write the record, or print it."""
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    paths = {name: getattr(workspace, name).relative_to(workspace.root).as_posix() for name in PLACES}
    text = record_of(settings, paths, language_of(options, settings))
    if options.to:
        Path(options.to).write_text(text, encoding="utf-8")
    if options.format == "json":
        print(json.dumps({"record": text, "file": str(options.to) if options.to else None}, indent=1))
    elif not options.to:
        print(text, end="")
    return GOOD
