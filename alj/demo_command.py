"""`alj demo`: a workspace of made-up data, and its sites."""

import argparse
import shutil
from pathlib import Path

from alj import build_command
from alj.build_report import read_report
from alj.cli import GOOD
from alj.freezing import freeze_edition
from alj.printing import print_result
from alj.stages import Stages
from alj.taking_in import ReadOnce
from alj.watching import watched
from generator.pages.view import QUALITY
from intake.faults import StopsTheCommand
from intake.language import N_, Language
from intake.settings import Settings
from intake.submissions import receive
from intake.workspace import Workspace, make_workspace
from samples.days import EDITIONS, REFERENCE_RECEIVED, TODAY
from samples.workspace import NOTE, write_sample_workspace

MARK = "made-up-data"
"""A file that says that a workspace holds samples, so that a demo never takes the place of anything else."""


def run(options: argparse.Namespace) -> int:
    """Make the workspace anew, hand its workbooks to the archive as they came in, build, say what to open."""
    language = Language(options.language or "en")
    stages = Stages(language)
    workspace = _empty_workspace(options.folder, language)
    settings = Settings(language=language.code, today=TODAY, note=language.text(NOTE))
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
        for upload in written.uploads:
            receive(workspace, upload.path, upload.received_at, "office", upload.office)
            upload.path.unlink()
    read_once = ReadOnce()
    for as_of, known_on in EDITIONS:
        freeze_edition(workspace, settings, as_of, known_on, stages, read_once)
    with watched(workspace):
        taken = build_command.build(workspace, settings, TODAY, None, stages, read_all=read_once)
    to_mend = language.text(N_("What to mend: open {page}"), page=_page(workspace, QUALITY.replace(".md", ".html")))
    print_result(options, [*build_command.outcome(workspace, taken, stages), to_mend], read_report(workspace))
    return GOOD


def _page(workspace: Workspace, name: str) -> Path:
    return workspace.output / "site" / "coordination" / name


def _empty_workspace(folder: Path, language: Language) -> Workspace:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise StopsTheCommand(N_("{folder} is not empty and holds no demo: choose another folder."), folder=folder)
        shutil.rmtree(folder)
    workspace = make_workspace(folder, Settings(language=language.code, today=TODAY, note=language.text(NOTE)))
    (folder / MARK).write_text("Everybody in this workspace is made up. `alj demo` makes it anew.\n", encoding="utf-8")
    return workspace
