"""`alj migrate`: moves a workspace to the format of this version of the tool, one step after another."""

import argparse

from filelock import FileLock, Timeout

from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of
from intake.faults import StopsTheCommand
from intake.formats import format_of, move_forward
from intake.language import N_
from intake.settings import read_settings
from intake.workspace import open_workspace


def run(options: argparse.Namespace) -> int:
    """Move the workspace; nothing is done where it has this version's format already."""
    workspace = open_workspace(options.workspace, any_format=True)
    language = language_of(options, read_settings(workspace.settings_file))
    try:
        with FileLock(workspace.lock_file, timeout=0):
            moved = move_forward(workspace.root)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    said = N_("The workspace has format {format} now.") if moved else N_("The workspace has format {format} already.")
    found = format_of(workspace.root)
    print_result(options, [language.text(said, format=found)], {"format": found, "moved_to": moved})
    return GOOD
