"""`alj restore`: a backup that was found whole, into an empty folder; whom to erase again is held against it."""

import argparse
import json

from alj.backups import cases_of_tombstones, open_backup, restore
from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of
from alj.rewriting import write_whole
from intake.language import N_
from intake.settings import read_settings
from intake.tombstones import TOMBSTONES
from intake.workspace import Workspace


def run(options: argparse.Namespace) -> int:
    """Restore the backup; until those erased since are erased again, no other command works on the workspace."""
    erased = cases_of_tombstones(options.tombstones) if options.tombstones else []
    workspace = Workspace(options.workspace)
    with open_backup(options.file) as backup:
        restore(backup, workspace.root)
    language = language_of(options, read_settings(workspace.settings_file))
    there = workspace.identity / TOMBSTONES
    since = sorted(set(erased) - set(cases_of_tombstones(there) if there.exists() else []))
    if since:
        write_whole(workspace.erase_again, json.dumps(since).encode())
    key = backup.manifest.key_id or "–"
    lines = [
        language.text(N_("The workspace was restored in {folder}."), folder=workspace.root),
        language.text(N_("Put its key back: {file}, id {key}."), file=workspace.key_file.name, key=key),
    ]
    if since:
        lines.append(
            language.text(N_("Erased since the backup was made: run alj forget {cases}"), cases=" ".join(since))
        )
    elif not options.tombstones:
        lines.append(
            language.text(
                N_("Whoever was erased after the backup was made is back: erase them again before anything else.")
            )
        )
    result = {"workspace": str(workspace.root), "files": len(backup.manifest.files), "erase_again": since}
    print_result(options, lines, {**result, "key_id": backup.manifest.key_id})
    return GOOD
