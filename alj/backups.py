"""A workspace <-> one file: everything that can't be made anew, with the sum of each file, and never the key.

Whoever gets hold of a backup then can't ask the lookup or the tombstones about anybody. A backup is an archive that
nobody has to trust: it is read whole, each file against its sum, before anything is put in place.
"""

import hashlib
import io
import json
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from alj.erasing import CACHE
from intake.audit import LOCK as AUDIT_LOCK
from intake.audit import read_audit
from intake.faults import StopsTheCommand, WrongUsage
from intake.formats import FORMAT, NEWER, format_of
from intake.identity import KEY_ID, LOOKUP_FILE
from intake.language import N_
from intake.settings import SETTINGS_FILE
from intake.tombstones import TOMBSTONES
from intake.workspace import KEY_FILE, Workspace

MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
MADE_ANEW = ("output", CACHE, "erasing")
"""Folders that a build makes anew, or that hold what is under way."""
NOT_KEPT = (KEY_FILE, "alj.lock", AUDIT_LOCK)
PIECE = 1 << 20
DAMAGED = N_("{file} is no backup, or a damaged one ({what}): nothing was changed.")
THERE_ALREADY = N_("{file} is there already: name another file, nothing was changed.")
NOT_EMPTY = N_("{folder} is not empty: a backup is restored into an empty folder only. Nothing was changed.")
IN_WORKSPACE = N_("{file} lies in the workspace: name a file elsewhere, best on another machine.")


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: its files by path with size, sum and rights, the key that it needs, its cases."""

    format: int
    made_with: str
    key_id: str
    audit_head: str
    files: Mapping[str, tuple[int, str, int]]
    folders: Mapping[str, int]

    def as_json(self) -> bytes:
        """Return the manifest's text."""
        return json.dumps(vars(self), indent=1, sort_keys=True).encode()


def write_backup(workspace: Workspace, target: Path) -> Manifest:
    """Write a backup, read it again, and put it in its place; return what it says of itself."""
    if target.exists():
        raise StopsTheCommand(THERE_ALREADY, file=target)
    if target.resolve().is_relative_to(workspace.root.resolve()):
        raise WrongUsage(IN_WORKSPACE, file=target)
    descriptor, name = tempfile.mkstemp(dir=target.resolve().parent, suffix=".new")
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            manifest = _write(workspace, file)
            file.flush()
            os.fsync(file.fileno())
        with open_backup(aside, target):
            pass
        # A link is made only where nothing is: nobody's file is written over.
        os.link(aside, target)
    except FileExistsError as there:
        raise StopsTheCommand(THERE_ALREADY, file=target) from there
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def _write(workspace: Workspace, file: Any) -> Manifest:  # noqa: ANN401 (a binary file)
    files: dict[str, tuple[int, str, int]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in _kept(workspace):
            name = path.relative_to(workspace.root).as_posix()
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as source, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as packed:
                while piece := source.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    packed.write(piece)
            files[name] = (size, digest.hexdigest(), stat.S_IMODE(path.stat().st_mode))
        head = read_audit(workspace.root).head
        manifest = Manifest(
            format_of(workspace.root), version("alj-reports"), _key_id(workspace), head, files, _folders(workspace)
        )
        archive.writestr(MANIFEST, manifest.as_json())
        archive.writestr(MANIFEST_SUM, hashlib.sha256(manifest.as_json()).hexdigest())
    return manifest


def _kept(workspace: Workspace) -> Iterator[Path]:
    """Yield the files that a backup holds: all but what is made anew, the key, locks, links and what is unfinished."""
    for path in sorted(workspace.root.rglob("*")):
        name = path.relative_to(workspace.root)
        is_kept = name.parts[0] not in MADE_ANEW and name.as_posix() not in NOT_KEPT and path.suffix != ".new"
        if is_kept and path.is_file() and not path.is_symlink():
            yield path


def _folders(workspace: Workspace) -> dict[str, int]:
    return {
        path.relative_to(workspace.root).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in sorted(workspace.root.rglob("*"))
        if path.is_dir() and path.relative_to(workspace.root).parts[0] not in MADE_ANEW
    }


def _key_id(workspace: Workspace) -> str:
    """Return the id of the key that the lookup was made with; empty while there is none."""
    lookup = workspace.identity / LOOKUP_FILE
    return pl.read_parquet_metadata(lookup).get(KEY_ID, "") if lookup.exists() else ""


@dataclass(frozen=True)
class Backup:
    """A backup that was found whole."""

    manifest: Manifest
    archive: zipfile.ZipFile

    def __enter__(self) -> "Backup":
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def put(self, folder: Path) -> None:
        """Write its files below a folder that is not there yet, each against its sum once more."""
        for name, mode in {"": 0o700, **self.manifest.folders}.items():
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / name).chmod(mode)
        for name, (_, sha256, mode) in self.manifest.files.items():
            target = folder / name
            with self.archive.open(name) as source, target.open("xb") as file:
                shutil.copyfileobj(source, file, PIECE)
                file.flush()
                os.fsync(file.fileno())
            target.chmod(mode)
            if hashlib.sha256(target.read_bytes()).hexdigest() != sha256:
                raise StopsTheCommand(DAMAGED, file=name, what="sum")


def open_backup(path: Path, called: Path | None = None) -> Backup:
    """Return a backup, each of its files read and found whole. Raises StopsTheCommand for one that is damaged."""
    called = called or path
    try:
        archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()) if path.stat().st_size < PIECE else path)
    except (zipfile.BadZipFile, ValueError, EOFError) as broken:
        raise StopsTheCommand(DAMAGED, file=called, what="zip") from broken
    try:
        manifest = _manifest(archive)
        _prove_files(archive, manifest)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, NotImplementedError, RuntimeError,
    ) as broken:  # fmt: skip
        archive.close()
        raise StopsTheCommand(DAMAGED, file=called, what=type(broken).__name__) from broken
    if manifest.format > FORMAT:
        archive.close()
        raise StopsTheCommand(NEWER, found=manifest.format, format=FORMAT)
    return Backup(manifest, archive)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    text = archive.read(MANIFEST)
    if hashlib.sha256(text).hexdigest() != archive.read(MANIFEST_SUM).decode():
        raise ValueError("manifest")
    held = json.loads(text)
    files = {str(name): (int(size), str(sha256), int(mode)) for name, (size, sha256, mode) in held["files"].items()}
    return Manifest(**{**held, "files": files})


def _prove_files(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raise ValueError unless the archive holds the manifest's files, no others, each whole and below its folder."""
    names = archive.namelist()
    if len(set(names)) != len(names) or set(names) != {*manifest.files, MANIFEST, MANIFEST_SUM}:
        raise ValueError("names")
    if SETTINGS_FILE not in manifest.files:
        raise ValueError(SETTINGS_FILE)
    for name in (*manifest.files, *manifest.folders):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
            raise ValueError("path")
    for name, (size, sha256, _) in manifest.files.items():
        digest, read = hashlib.sha256(), 0
        with archive.open(name) as source:
            while piece := source.read(PIECE):
                digest.update(piece)
                read += len(piece)
        if (read, digest.hexdigest()) != (size, sha256):
            raise ValueError("sum")


def restore(backup: Backup, folder: Path) -> None:
    """Put a backup into an empty folder, whole or not at all. Raises StopsTheCommand when the folder is not empty."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise StopsTheCommand(NOT_EMPTY, folder=folder)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new"))
    try:
        backup.put(aside)
        (aside / "output").mkdir(exist_ok=True)
        # An empty folder gives way; one that somebody has put something into meanwhile does not.
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def cases_of_tombstones(file: Path) -> list[str]:
    """Return the cases of a file of tombstones. Raises StopsTheCommand when it is none."""
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        return [str(case) for line in lines for case in line["cases"]]
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise StopsTheCommand(N_("{file} can't be read as {kind}."), file=file, kind=TOMBSTONES) from broken
