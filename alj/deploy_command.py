"""`alj deploy`: copies the sites of the last build to where they are served, each switched in one step.

The server of pages never sees the workspace: it is given a folder of its own, in which `SITE` is a link to the copy
that stands. Whoever reads has the old one or the new one; the old one goes at once: what was withdrawn stays nowhere.
"""

import argparse
import os
import shutil
import uuid
from pathlib import Path

from filelock import FileLock, Timeout

from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of
from alj.watching import status_files
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import N_
from intake.settings import read_settings
from intake.workspace import Workspace, open_workspace

COPIES = ".copies"
STATUS_SITE = "status"
"""The place of the status for machines, which is handed over like a site and has its own readers."""
OF_GROUP = 0o027
"""The umask: the server of pages reads as the folder's group, nobody else does."""
WAIT = 600.0
"""Seconds for which the end of a build is waited for."""


def run(options: argparse.Namespace) -> int:
    """Hand every site over, or the one asked for; then the status."""
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    target = options.to or Path(settings.server.sites)
    if not target.is_dir():
        raise StopsTheCommand(
            N_("there is no folder {folder}: make it, for its owner and the group of the server of pages."),
            folder=target,
        )
    try:
        with FileLock(workspace.lock_file, timeout=WAIT):
            handed_over = deploy(sources_of(workspace, options.audience), target)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    language = language_of(options, settings)
    one, many = N_("{n} site handed over: {folder}"), N_("{n} sites handed over: {folder}")
    line = language.plural(one, many, len(handed_over), folder=target)
    print_result(options, [line], {"folder": str(target), "sites": handed_over})
    return GOOD


def sources_of(workspace: Workspace, audience: str | None) -> dict[str, tuple[Path, ...]]:
    """Return what to hand over, by the name of its place: the sites' folders, and the files of the status.

    Raises StopsTheCommand before the first build, and WrongUsage when the audience asked for has no site.
    """
    output = workspace.output / "site"
    folders = sorted(output.iterdir()) if output.is_dir() else []
    sites = {one.name: (one,) for one in folders if one.is_dir() and not one.name.startswith(".")}
    status = tuple(file for file in status_files(workspace) if file.is_file())
    if audience and audience not in (*sites, STATUS_SITE):
        raise WrongUsage(
            N_("there is no audience {audience}: write coordination, ministry or office-CODE."), audience=audience
        )
    if not sites and not status:
        raise StopsTheCommand(N_("there is no build yet: run `alj build` first."))
    return {name: paths for name, paths in {**sites, STATUS_SITE: status}.items() if audience in (None, name)}


def deploy(sources: dict[str, tuple[Path, ...]], target: Path) -> list[str]:
    """Copy everything, bring it to the disk, then switch one place after the other; return their names."""
    before = os.umask(OF_GROUP)
    try:
        (target / COPIES).mkdir(exist_ok=True)
        _clear(target)
        copied = {name: _copied(paths, _new_folder(target, name)) for name, paths in sources.items()}
        os.sync()
        for name, copy in copied.items():
            _switch(target / name, copy)
    finally:
        _clear(target)
        os.umask(before)
    return list(copied)


def _clear(target: Path) -> None:
    """Remove the copies that no place leads to: what stood before, and what a hand-over that was broken off left."""
    standing = {place.resolve() for place in target.iterdir() if place.is_symlink()}
    for copy in (target / COPIES).resolve().iterdir():
        if copy not in standing:
            shutil.rmtree(copy)


def _new_folder(target: Path, name: str) -> Path:
    # Not mkdtemp: it makes a folder for its owner alone, and setting its mode would lose the group of those within.
    folder = target / COPIES / f"{name}~{uuid.uuid4().hex[:12]}"
    folder.mkdir()
    return folder


def _copied(paths: tuple[Path, ...], folder: Path) -> Path:
    for path in paths:
        if path.is_dir():
            _copy_tree(path, folder)
        else:
            shutil.copyfile(path, folder / path.name)
    return folder


def _copy_tree(source: Path, folder: Path) -> None:
    """Copy files and folders, and neither links nor rights: a link could lead out of the site."""
    for path in sorted(source.iterdir()):
        if path.is_symlink():
            raise StopsTheCommand(N_("{file} is a link, which no site holds: nothing was handed over."), file=path)
        if path.is_dir():
            (folder / path.name).mkdir()
            _copy_tree(path, folder / path.name)
        else:
            shutil.copyfile(path, folder / path.name)


def _switch(place: Path, copy: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        raise StopsTheCommand(N_("{folder} is a folder, not a link of `alj deploy`: take it away."), folder=place)
    aside = place.with_name(f".{place.name}.new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path(COPIES) / copy.name)
    aside.replace(place)
