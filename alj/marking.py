"""Marked workbooks: which are written, where each lies, and on all cores when there are many."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from alj.archived import Reading
from alj.stages import Stages
from alj.taking_in import Merged, is_somebody_elses
from intake.checks import CheckedWorkbook
from intake.feedback import ToMark
from intake.feedback_file import marked_file, name_of_file, own_name, put_marked
from intake.feedback_staff import OfficeCaseload
from intake.language import N_, Language
from intake.problems import Problem
from intake.register import Problems, Register
from intake.settings import Settings
from intake.submissions import OFFICE_FOLDER
from intake.template import lists_of
from intake.workbook import Workbook
from intake.workers import begun, workers
from intake.workspace import Workspace

FEW = 2
"""So many are written at once without other processes, which take a second to start."""
NOT_MARKED = N_("The marked copies can't be written ({why}): name a folder with --to.")


@dataclass(frozen=True)
class Marked:
    """A marked workbook and where it lies; `old` when it was there already. `reading` reads its cells to be marked."""

    to_mark: ToMark
    target: Path
    old: bool
    reading: Reading | None = None


def mark_files(
    to_mark: Mapping[Path, ToMark], workspace: Workspace | None, to: Path | None, language: Language
) -> dict[Path, Path]:
    """Write the marked copies of checked files, and return where each lies; none where they can't be written."""
    taken = {file.resolve() for file in to_mark}
    marked = {}
    for file, one in to_mark.items():
        folder, name = _place(file, one, workspace)
        target, old = marked_file(one, to or folder, name_of_file(one, file) if to else name, taken)
        taken.add(target.resolve())
        marked[file] = Marked(one, target, old)
    try:
        for each in write_new(marked.values()):
            del each
    except OSError as fault:
        print(language.text(NOT_MARKED, why=fault.strerror), file=sys.stderr)
        return {}
    return {file: one.target for file, one in marked.items()}


def _place(file: Path, to_mark: ToMark, workspace: Workspace | None) -> tuple[Path, str]:
    """Return the folder of a marked copy and its name: with what goes back to the office, else beside the file.

    Nothing is put among a workspace's uploads and lists: it would be taken for one.
    """
    name, folder = name_of_file(to_mark, file), file.resolve().parent
    if workspace is None:
        return folder, name
    in_workspace = folder.is_relative_to(workspace.root.resolve())
    office = str(to_mark.checked.cover.get("office") or "")
    if not office and in_workspace and OFFICE_FOLDER.fullmatch(folder.name):
        office = folder.name
    if office and not is_somebody_elses(to_mark.checked):
        return workspace.returned / office, own_name(to_mark, office)
    return workspace.returned if in_workspace else folder, name


def mark_latest(
    workspace: Workspace,
    taken: Merged,
    settings: Settings,
    stages: Stages,
    caseloads: Mapping[str, OfficeCaseload],
) -> Callable[[], None]:
    """Begin to write back the latest workbook of each office that could be read, marked; return what waits for all.

    Each gets the caseload of its own office by referent. Waiting raises OSError where one can't be written.
    """
    entries = lists_of(taken.register.reference)
    used: set[Path] = set()
    marked = []
    for office, one in sorted(taken.latest.items()):
        checked = with_what_all_show(one.checked, office, taken.register)
        # Its cells are read when it has to be written: mostly it is there already.
        unread = Workbook((), checked.sha256)
        to_mark = ToMark(
            unread, checked, taken.lists, one.known_by, settings.day(), stages.language, entries, caseloads[office]
        )
        target, old = marked_file(to_mark, workspace.returned / office, own_name(to_mark, office), used)
        used.add(target.resolve())
        marked.append(Marked(to_mark, target, old, one.reading))
    processes = os.cpu_count() or 1
    writing = [(one.target, begun(partial(_put, one), processes)) for one in marked if not one.old]

    def until_marked() -> None:
        with stages.stage("marking", N_("Marking workbooks"), len(writing)) as advance:
            for target, written in writing:
                written()
                advance(target)

    return until_marked


def with_what_all_show(checked: CheckedWorkbook, office: str, register: Register) -> CheckedWorkbook:
    """Return a workbook that stands with the problems that the register has of it: those of persons come in there."""
    told = register.problems.filter(Problems.office.col == office, Problems.submission.col == checked.sha256)
    if checked.refused or told.is_empty():
        return checked
    rows = told.select("code", "sheet", "cell", "case", "details").iter_rows()
    problems = (Problem(code, sheet, cell, case, json.loads(details)) for code, sheet, cell, case, details in rows)
    return replace(checked, problems=tuple(problems))


def write_new(marked: Iterable[Marked]) -> Iterable[Path]:
    """Write those that are not there already, each yielded when it is. Raises OSError where that can't be."""
    new = [one for one in marked if not one.old]
    if len(new) <= FEW:
        for one in new:
            _put(one)
            yield one.target
        return
    with workers(min(os.cpu_count() or 1, len(new))) as pool:
        for one, done in [(one, pool.submit(_put, one)) for one in new]:
            done.result()
            yield one.target


def _put(one: Marked) -> None:
    """Write a marked workbook; one that can't be read any more is left as it is."""
    read = one.reading() if one.reading else one.to_mark.read
    if isinstance(read, Workbook):
        put_marked(replace(one.to_mark, read=read), one.target)
