"""`alj build`: says at once when nothing has changed; otherwise takes the inbox and puts the sites out (`building`)."""

import argparse
import os
from collections.abc import Iterator
from typing import Final

from filelock import FileLock, Timeout

from alj.cli import GOOD, TO_MEND
from alj.printing import STANDARD_OUTPUT, pages_to_open, print_result, refuse_wrong_summary, write_whole
from alj.publishing import published_build, read_report, sweep
from alj.unchanged import Inputs, last_build, note_build
from alj.watching import watched
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import N_, Language
from intake.processes import import_for_good, prepare_processes
from intake.settings import Settings, day_of, read_settings
from intake.workspace import Workspace, open_workspace

NEEDED_BESIDE: Final = "alj.needed_beside"
"""What imports all that a build does in other processes."""


def run(options: argparse.Namespace) -> int:
    """Build the sites of a workspace; the exit code says whether an office must mend something."""
    refuse_wrong_summary(options)
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    known_on = day_of(options.known_on, "--known-on")
    if options.accept_loss and known_on:
        raise WrongUsage(N_("--accept-loss decides from today on: leave out --known-on."))
    try:
        with FileLock(workspace.lock_file, timeout=0), watched(workspace):
            sweep(workspace)
            return _unless_nothing_changed(options, workspace, settings)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy


def prepare_for_build() -> None:
    """Let what the processes of a build need be imported while the command imports it, too."""
    if (os.cpu_count() or 1) > 1:
        prepare_processes([NEEDED_BESIDE])


def _unless_nothing_changed(options: argparse.Namespace, workspace: Workspace, settings: Settings) -> int:
    language = Language(options.language or settings.language)
    inputs = Inputs(workspace, settings, options, language)
    last = None if options.accept_loss else last_build(workspace, inputs)
    if last:
        if options.summary != STANDARD_OUTPUT:
            print_result(options, _nothing_new(workspace, language), read_report(workspace))
        if options.summary:
            write_whole(options.summary, last.summary)
        return TO_MEND if last.to_mend else GOOD
    prepare_for_build()
    # Only here, since it brings polars and all the rest.
    import_for_good("alj.building")
    from alj.building import build_as_asked

    done = build_as_asked(options, workspace, settings, language)
    if options.summary != STANDARD_OUTPUT:
        print_result(options, done.lines, read_report(workspace))
    if options.summary:
        write_whole(options.summary, done.summary)
    note_build(workspace, inputs, to_mend=done.to_mend_again, summary=done.summary)
    return TO_MEND if done.to_mend else GOOD


def _nothing_new(workspace: Workspace, language: Language) -> Iterator[str]:
    yield language.text(N_("Nothing has changed since build {number}."), number=int(published_build(workspace)))
    yield from pages_to_open(workspace.sites, language)
