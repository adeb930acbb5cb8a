"""`alj key rotate`: a new key for the lookup of persons; everybody keeps their token, and no figure moves."""

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from filelock import FileLock, Timeout

from alj.cli import GOOD
from alj.erasing import IDENTITY, carry_out, make_ready
from alj.erasure_proof import prove_figures, view_of
from alj.printing import print_result
from alj.reading import language_of
from alj.stages import Stages
from alj.stored import Stored, read_stored
from alj.taking_in import TakenIn, take_in
from intake.erased_rows import Recogniser, find_rows
from intake.faults import StopsTheCommand
from intake.identity import (
    KEY_VARIABLE,
    Key,
    KeyProblem,
    hashed_name,
    hashed_number,
    key_of_text,
    new_key,
    read_key,
)
from intake.language import N_
from intake.settings import Settings, read_settings
from intake.submissions import receipts
from intake.tombstones import SEALED_KEY, PersonCells, read_tombstones, sealed
from intake.workbook import Workbook
from intake.workspace import KEY_FILE, Workspace, open_workspace

NEW_KEY_VARIABLE = "ALJ_NEW_KEY"
MOVED = N_(
    "with the new key something else would be counted ({what}): nothing was changed. Tell whoever looks after the tool."
)


@dataclass(frozen=True)
class Rotated:
    """What a change of key came to: the keys' ids, how many entries were hashed anew, and how many nobody can."""

    before: str
    after: str
    entries: int
    lost: int
    finished: bool


def run(options: argparse.Namespace) -> int:
    """Change the key; finish first what a killed command began."""
    workspace = open_workspace(options.workspace, unfinished=True)
    settings = read_settings(workspace.settings_file)
    stages = Stages(language_of(options, settings))
    try:
        with FileLock(workspace.lock_file, timeout=0):
            rotated = _rotate(workspace, settings, stages)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    language = stages.language
    lines = [
        language.text(N_("The workspace has a new key, id {after}; the one before was {before}."), **vars(rotated)),
        language.plural(
            N_("{n} entry of the lookup was hashed anew."), N_("{n} entries of the lookup were hashed anew."),
            rotated.entries,
        ),
    ]  # fmt: skip
    if rotated.lost:
        lines.append(
            language.plural(
                N_("{n} entry went: no workbook of the archive names whom it was about."),
                N_("{n} entries went: no workbook of the archive names whom they were about."),
                rotated.lost,
            )
        )
    print_result(options, lines, vars(rotated))
    return GOOD


def _rotate(workspace: Workspace, settings: Settings, stages: Stages) -> Rotated:
    finished = carry_out(workspace)
    old = read_key(workspace.key_file)
    if finished:
        return Rotated("", old.id, 0, 0, finished=True)
    text = _new_key()
    new = key_of_text(text)
    taken = take_in(workspace, None, settings, stages, monthly=None)
    everything = read_stored(
        workspace, [*receipts(workspace, kind="office"), *receipts(workspace, kind="list")], settings
    )
    replaced, entries, lost = _hashed_anew(workspace, taken, everything, new)
    tombstones = read_tombstones(workspace.identity, old)
    if tombstones.key:
        replaced[f"{IDENTITY}/{SEALED_KEY}"] = sealed(tombstones.key, new).encode()
    if KEY_VARIABLE not in os.environ:
        replaced[KEY_FILE] = f"{text}\n".encode()
    with stages.stage("proof", N_("Proving that no figure moves")):
        _prove(workspace, settings, taken, replaced, text, stages)
    make_ready(workspace, replaced)
    carry_out(workspace)
    return Rotated(old.id, new.id, entries, lost, finished=False)


def _new_key() -> str:
    """Return the new key: where the environment holds the key, the new one has to stand there, too."""
    if KEY_VARIABLE not in os.environ:
        return new_key()
    if not os.environ.get(NEW_KEY_VARIABLE):
        raise KeyProblem(
            N_("the key is held by {variable}: put the new one into {new}, and into {variable} once this is done."),
            variable=KEY_VARIABLE,
            new=NEW_KEY_VARIABLE,
        )
    return os.environ[NEW_KEY_VARIABLE]


def _hashed_anew(
    workspace: Workspace, taken: TakenIn, everything: Stored, new: Key
) -> tuple[dict[str, bytes], int, int]:
    """Return the lookup's files under a new key, and how many entries were hashed anew and how many could not be."""
    old = taken.lookup
    numbers: dict[str, str] = {}
    names: dict[str, str] = {}
    for cells in _everybody(everything):
        number, name = hashed_number(old.key, cells.national_number), None
        if number in old.by_number:
            numbers[hashed_number(new, cells.national_number) or ""] = old.by_number[number]
        name = hashed_name(old.key, cells.last_name, cells.first_name, cells.birth_date)
        if name in old.by_name:
            again = hashed_name(new, cells.last_name, cells.first_name, cells.birth_date)
            names[again or ""] = old.by_name[name]
    aside = workspace.erasing / "lookup"
    shutil.rmtree(aside, ignore_errors=True)
    replace(old, file=aside / old.file.name, key=new, by_number=numbers, by_name=names, earlier=False).save()
    replaced = {f"{IDENTITY}/{file.name}": file.read_bytes() for file in sorted(aside.iterdir())}
    shutil.rmtree(aside)
    entries = len(numbers) + len(names)
    return replaced, entries, len(old.by_number) + len(old.by_name) - entries


def _everybody(everything: Stored) -> Iterator[PersonCells]:
    """Yield what each row of the archive says of who somebody is."""
    known = Recogniser(lambda _case: True, lambda _cells: True)
    for read in everything.read:
        for row in find_rows(read, date.max, known).rows if isinstance(read, Workbook) else ():
            yield row.person


def _prove(
    workspace: Workspace,
    settings: Settings,
    taken: TakenIn,
    replaced: dict[str, bytes],
    text: str,
    stages: Stages,
) -> None:
    """Raise StopsTheCommand unless the new key gives the same register and the same figures."""
    view = view_of(workspace, replaced, set())
    try:
        with _key_in_environment(text):
            again = take_in(view, None, settings, stages, inbox=False, monthly=None)
        what = prove_figures(taken.register, again.register, settings)
    finally:
        shutil.rmtree(view.root, ignore_errors=True)
    if what:
        raise StopsTheCommand(MOVED, what=what)


@contextmanager
def _key_in_environment(text: str) -> Iterator[None]:
    before = os.environ.get(KEY_VARIABLE)
    os.environ[KEY_VARIABLE] = text
    try:
        yield
    finally:
        del os.environ[KEY_VARIABLE]
        if before is not None:
            os.environ[KEY_VARIABLE] = before
