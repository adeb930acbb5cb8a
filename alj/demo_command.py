"""`alj demo`: a workspace of made-up data, and its sites."""

import argparse
import datetime
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from alj import building
from alj.build_command import prepare_for_build
from alj.cli import GOOD
from alj.freezing import begin_to_freeze
from alj.printing import print_result
from alj.publishing import read_report
from alj.stages import Stages
from alj.unchanged import Inputs, note_build
from alj.watching import watched
from generator.pages.view import QUALITY
from intake.faults import StopsTheCommand
from intake.language import N_, Language
from intake.letter_layout import write_letter_templates
from intake.settings import Settings
from intake.submissions import receive
from intake.workers import shared_workers
from intake.workspace import Workspace, make_workspace
from samples.days import EDITIONS, LIST_DAYS, LISTS_COME_AT, REFERENCE_RECEIVED, TODAY
from samples.workspace import NOTE, write_sample_workspace

MARK = "made-up-data"
"""A file that says that a workspace holds samples, so that a demo never takes the place of anything else."""
PLAIN_BUILD = argparse.Namespace(audience=None, strict=False, as_of=None, known_on=None)
"""The options of `alj build` as a demo builds."""


def run(options: argparse.Namespace) -> int:
    """Make a workspace of made-up data and its sites, with the same processes beside all the way."""
    prepare_for_build()
    processes = os.cpu_count() or 1
    with shared_workers(processes):
        return _made(options, processes)


def _made(options: argparse.Namespace, processes: int) -> int:
    """Make the workspace anew, hand its workbooks to the archive as they came in, build, say what to open."""
    language = Language(options.language or "en")
    stages = Stages(language)
    workspace = _empty_workspace(options.folder, language)
    settings = Settings(language=language.code, today=TODAY, note=language.text(NOTE))
    write_letter_templates(workspace.letters, language, settings.service, TODAY)
    with stages.stage("samples", N_("Writing sample workbooks")) as advance:
        written = write_sample_workspace(
            workspace.root,
            language=language,
            seed=options.seed,
            scale=options.scale,
            progress=lambda done, total: advance(done, of=total),
        )
    with stages.stage("archive", N_("Receiving them")):
        receive(workspace, written.reference, REFERENCE_RECEIVED, "reference")
        for path, drawn_on in zip(written.lists, LIST_DAYS, strict=True):
            receive(workspace, path, datetime.datetime.combine(drawn_on, LISTS_COME_AT), "list")
        for upload in written.uploads:
            receive(workspace, upload.path, upload.received_at, "office", upload.office)
            upload.path.unlink()
    until_frozen = _begin_to_freeze(workspace, settings, stages, processes)
    inputs = Inputs(workspace, settings, PLAIN_BUILD, language)
    with watched(workspace):
        taken = building.build(workspace, settings, TODAY, None, stages, until_frozen=until_frozen)
    done = building.outcome_of(workspace, taken, language)
    note_build(workspace, inputs, to_mend=done.to_mend_again, summary=done.summary)
    to_mend = language.text(N_("What to mend: open {page}"), page=_page(workspace, QUALITY.replace(".md", ".html")))
    print_result(options, [*done.lines, to_mend], read_report(workspace))
    return GOOD


def _begin_to_freeze(
    workspace: Workspace, settings: Settings, stages: Stages, processes: int
) -> Callable[[], None]:  # fmt: skip
    """Begin to freeze the editions of the service's past, and return what waits for them.

    The latest takes longest to count, so it begins first.
    """
    freezing = [
        begin_to_freeze(workspace, settings, as_of, known_on, stages, processes)
        for as_of, known_on in sorted(EDITIONS, reverse=True)
    ]

    def until_frozen() -> None:
        with stages.stage("indicators", N_("Computing figures")):
            for count in freezing:
                count()

    return until_frozen


def _page(workspace: Workspace, name: str) -> Path:
    return workspace.sites / "coordination" / name


def _empty_workspace(folder: Path, language: Language) -> Workspace:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise StopsTheCommand(N_("{folder} is not empty and holds no demo: choose another folder."), folder=folder)
        shutil.rmtree(folder)
    workspace = make_workspace(folder, Settings(language=language.code, today=TODAY, note=language.text(NOTE)))
    (folder / MARK).write_text("Everybody in this workspace is made up. `alj demo` makes it anew.\n", encoding="utf-8")
    return workspace
