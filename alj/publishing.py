"""What a build puts before its readers: sites, register, figures and report, all of them switched in one step.

Each build is a folder of its own below `output/builds`, written aside, verified against its manifest and brought onto
the disk. Then `output/current` leads to it: the one link that is ever changed. What readers and web servers follow
(`output/site`, …) leads through it. The last few builds stay, to go back to.
"""

import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from intake.faults import StopsTheCommand
from intake.language import N_
from intake.workspace import Workspace

MANIFEST: Final = "manifest.json"
ASIDE: Final = ".new-"
LINK_ASIDE: Final = ".link-"
SYNCED_AT_ONCE: Final = 16

Sums = Mapping[str, tuple[int, str]]
"""Size and SHA-256 of each file, by its path in the build's folder."""


class NotWhole(StopsTheCommand):
    """A build that lacks something it should have: it is not published."""


@contextmanager
def staged_build(workspace: Workspace) -> Iterator[Path]:
    """Hand out a new folder to put a build's parts into; unless it was published, it is gone in the end."""
    workspace.builds.mkdir(parents=True, exist_ok=True)
    # Not a temporary folder, which its owner alone could read: a web server is to read it later.
    aside = workspace.builds / f"{ASIDE}{secrets.token_hex(8)}"
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def publish(
    workspace: Workspace, staged: Path, expected: Collection[str], made_of: Mapping[str, str], kept: int
) -> str:  # fmt: skip
    """Verify a staged build, bring it onto the disk, switch to it in one step, and return its name.

    `expected` are paths that must be among its files, `made_of` the hash of what each site was rendered from. Of
    earlier builds the last `kept` stay. Raises NotWhole, and OSError where there is no room or no right; then what was
    published before stays as it is.
    """
    sums = sums_of(staged)
    if missing := sorted(set(expected) - set(sums)):
        raise NotWhole(N_("nothing was published: the build lacks {files}."), files=", ".join(missing[:5]))
    manifest = {"files": sums, "made_of": dict(made_of)}
    (staged / MANIFEST).write_text(json.dumps(manifest, indent=0, sort_keys=True), encoding="utf-8")
    make_lasting(staged)
    name = f"{max([0, *map(int, _names(workspace))]) + 1:06}"
    staged.rename(workspace.builds / name)
    sync(workspace.builds)
    _link(workspace.current, Path(workspace.builds.name) / name)
    for part in workspace.published_parts:
        _lead_through_current(workspace, part)
    sync(workspace.output)
    for old in sorted(_names(workspace))[: -kept - 1]:
        shutil.rmtree(workspace.builds / old, ignore_errors=True)
    return name


def published_build(workspace: Workspace) -> str:
    """Return the name of the build that readers see; empty where there is none."""
    try:
        return workspace.current.readlink().name
    except OSError:
        return ""


def is_whole(workspace: Workspace) -> bool:
    """Whether what readers see is what was published, by the names and sizes of all its files."""
    folder = workspace.builds / published_build(workspace)
    try:
        stated, _ = manifest_of(folder)
        found = {path: entry.stat(follow_symlinks=False).st_size for path, entry in _files(folder)}
    except (OSError, ValueError, KeyError):
        return False
    found.pop(MANIFEST, None)
    leads = all(part.is_symlink() and part.exists() for part in workspace.published_parts)
    return leads and found == {path: size for path, (size, _) in stated.items()}


def sites_as_before(workspace: Workspace, made_of: Mapping[str, str]) -> dict[str, Path]:
    """Return the folders of the published sites that were rendered from the same, by their keys, each as it was."""
    build = workspace.builds / published_build(workspace)
    try:
        stated, before = manifest_of(build)
        found = {key: build / workspace.sites.name / key for key, made in made_of.items() if before.get(key) == made}
        return {key: folder for key, folder in found.items() if sums_of(folder) == _within(stated, build, folder)}
    except (OSError, ValueError, KeyError):
        return {}


def _within(stated: Sums, build: Path, folder: Path) -> dict[str, tuple[int, str]]:
    before = f"{folder.relative_to(build).as_posix()}/"
    return {path.removeprefix(before): one for path, one in stated.items() if path.startswith(before)}


def manifest_of(build: Path) -> tuple[Sums, Mapping[str, str]]:
    """Return the sums of a build's files, and what each of its sites was rendered from."""
    stated = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    return {path: (size, sha256) for path, (size, sha256) in stated["files"].items()}, stated["made_of"]


def read_report(workspace: Workspace) -> dict[str, Any]:
    """Return the report of the last build. Raises StopsTheCommand when there is none or it can't be read."""
    file = workspace.report
    if not file.is_file():
        raise StopsTheCommand(N_("there is no build yet: run `alj build` first."))
    try:
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise StopsTheCommand(N_("{file} can't be read: run `alj build` again."), file=file) from broken
    return report


def sums_of(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of every file below a folder, its manifest apart, by path in their order."""
    sums = {}
    for path, entry in _files(folder):
        if path != MANIFEST:
            content = Path(entry.path).read_bytes()
            sums[path] = len(content), hashlib.sha256(content).hexdigest()
    return dict(sorted(sums.items()))


def sweep(workspace: Workspace) -> None:
    """Remove what builds that were killed left behind; only for whoever holds the workspace's lock."""
    left = [
        *workspace.builds.glob(f"{ASIDE}*"),
        *workspace.output.glob(f"{LINK_ASIDE}*"),
        *workspace.archive.glob("blobs/*.new"),
        *workspace.identity.glob("*.new"),
        *workspace.returned.glob("*/.*.new"),
        *workspace.published.glob("*/.*.new"),
        *workspace.cache.rglob("*.new"),
    ]
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def make_lasting(folder: Path) -> None:
    """Bring everything below a folder onto the disk; a file with another name is an earlier build's, and there."""
    paths = [folder, *(Path(below) / name for below, folders, _ in os.walk(folder) for name in folders)]
    paths += [Path(one.path) for _, one in _files(folder) if one.stat(follow_symlinks=False).st_nlink == 1]
    # Each waits for the disk, which does several at once.
    with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
        for _ in pool.map(sync, paths):
            pass


def sync(path: Path) -> None:
    """Bring a file's content, or a folder's names, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _names(workspace: Workspace) -> Iterator[str]:
    return (one.name for one in workspace.builds.iterdir() if one.name.isdecimal())


def _files(folder: Path, before: str = "") -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Yield every file below a folder with its path; a link counts as a file."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path), f"{before}{entry.name}/")
            else:
                yield before + entry.name, entry


def _link(link: Path, goal: Path) -> None:
    """Let a link lead to a goal, in one step."""
    aside = link.with_name(f"{LINK_ASIDE}{link.name}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(goal)
    aside.replace(link)


def _lead_through_current(workspace: Workspace, part: Path) -> None:
    """Let a part be the published build's. What an earlier version of the program left in its place goes away."""
    goal = Path(workspace.current.name) / part.name
    with suppress(OSError):
        if part.readlink() == goal:
            return
    if part.is_dir() and not part.is_symlink():
        old = Path(tempfile.mkdtemp(prefix=ASIDE, dir=workspace.builds))
        part.rename(old / part.name)
        _link(part, goal)
        shutil.rmtree(old, ignore_errors=True)
    else:
        _link(part, goal)
