"""`alj backup`: everything of a workspace that can't be made anew, in one file that was read again and found whole."""

import argparse

from filelock import FileLock, Timeout

from alj.backups import write_backup
from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of
from intake.faults import StopsTheCommand
from intake.language import N_
from intake.settings import read_settings
from intake.workspace import open_workspace


def run(options: argparse.Namespace) -> int:
    """Write the backup while no other command is at work; say which key it needs."""
    workspace = open_workspace(options.workspace)
    language = language_of(options, read_settings(workspace.settings_file))
    try:
        with FileLock(workspace.lock_file, timeout=0):
            manifest = write_backup(workspace, options.file)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    files = language.plural(
        N_("{n} file written and read again: {file}"), N_("{n} files written and read again: {file}"),
        len(manifest.files), file=options.file,
    )  # fmt: skip
    lines = [
        files,
        language.text(
            N_("The key is not in it: keep {file} (id {key}) apart from it, and both safe."),
            file=workspace.key_file.name, key=manifest.key_id or "–",
        ),
        language.text(N_("It names people: keep it where the workspace itself might lie, and no longer than needed.")),
    ]  # fmt: skip
    result = {"file": str(options.file), "files": len(manifest.files), "key_id": manifest.key_id,
              "audit_head": manifest.audit_head}  # fmt: skip
    print_result(options, lines, result)
    return GOOD
