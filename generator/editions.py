"""Editions: the figures of a day as they were known on a day, frozen for good.

An edition is a folder that is written once. It holds the figures and annual tables as they were published, and the
register that they were counted from, so that what was revised since can be traced to its cause. Nobody is named in it.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any, Final

import dataframely as dy
import polars as pl

from generator.indicators.declared import INDICATORS
from generator.tables import Figures
from generator.told_by import settings_of_figures
from intake.faults import StopsTheCommand
from intake.language import N_
from intake.register import Register, read_register, write_register
from intake.settings import Settings

ABOUT: Final = "edition.json"
FIGURES: Final = "figures.parquet"
ANNUAL: Final = "annual.parquet"
REGISTER: Final = "register"
ASIDE: Final = ".new-"
_CODE: Final = ("intake", "generator")
_SHOWING: Final = ("pages", "charts")
"""Folders that show figures and count none."""


class EditionDamaged(StopsTheCommand):
    """A frozen edition that is not what was frozen."""


@dataclass(frozen=True)
class Edition:
    """What an edition says of itself. `name` is its day, and from the second of that day on a number: "2026-08-31-2".

    `receipts` counts what had been received by the end of `known_on`. `code` is the hash of the program that counted,
    `definitions` the version of each indicator's definition, `settings` those that figures depend on. `content` is the
    hash of all figures, whatever file they lie in; `file_hashes` those of its files.
    """

    name: str
    as_of: date
    known_on: date
    frozen_at: datetime
    version: str
    code: str
    definitions: Mapping[str, int]
    settings: Mapping[str, Any]
    receipts: int
    figures: int
    content: str
    file_hashes: Mapping[str, str]

    def rules_changed(self, settings: Settings) -> bool:
        """Whether program, definitions or settings are others than those that it was counted by."""
        return self.code != code_hash() or bool(self.settings_changed(settings))

    def definitions_changed(self) -> tuple[str, ...]:
        """The indicators whose definition is another now, or gone."""
        now = definitions()
        return tuple(key for key, one in self.definitions.items() if now.get(key) != one)

    def settings_changed(self, settings: Settings) -> tuple[str, ...]:
        """The settings that figures depend on and that are others now, as in "guarantee.months"."""
        then, now = dict(_flat(self.settings)), dict(_flat(settings_of_figures(settings)))
        return tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))


@dataclass(frozen=True)
class Frozen:
    """A frozen edition and where it lies; what it holds is read when it is asked for."""

    edition: Edition
    folder: Path

    @property
    def figures(self) -> dy.DataFrame[Figures]:
        """The figures as they were published."""
        return Figures.validate(pl.read_parquet(self.folder / FIGURES))

    @property
    def annual(self) -> pl.DataFrame:
        """The annual tables as they were published."""
        return pl.read_parquet(self.folder / ANNUAL)

    @property
    def register(self) -> Register:
        """The register that they were counted from."""
        return read_register(self.folder / REGISTER)

    def prove_whole(self) -> None:
        """Return nothing when each file is the one that was frozen. Raises EditionDamaged otherwise."""
        if dict(_file_hashes(self.folder)) != dict(self.edition.file_hashes):
            raise _damaged(self.folder)


@dataclass(frozen=True)
class Knowledge:
    """When an edition is of, as known when, by which settings, from how many receipts."""

    as_of: date
    known_on: date
    settings: Settings
    receipts: int


def freeze(
    folder: Path,
    known: Knowledge,
    register: Register,
    figures: dy.DataFrame[Figures],
    annual: pl.DataFrame,
    now: datetime,
) -> tuple[Frozen, bool]:
    """Return the edition, and whether it is new: one of that day with the same figures is left as it is.

    It is written aside and put in its place as a whole. One that is there is never written over: where the figures
    are others, the day gets a further edition. Raises EditionDamaged when an edition of the folder can't be read.
    """
    content = content_hash(figures, annual)
    of_day = [one for one in frozen_editions(folder) if one.edition.as_of == known.as_of]
    for one in of_day:
        if one.edition.content == content:
            return one, False
    name = _free_name(folder, known.as_of)
    edition = Edition(
        name, known.as_of, known.known_on, now, version("alj-reports"), code_hash(), definitions(),
        settings_of_figures(known.settings), known.receipts, figures.height, content, {},
    )  # fmt: skip
    folder.mkdir(mode=0o700, exist_ok=True)
    for left_over in folder.glob(f"{ASIDE}*"):
        shutil.rmtree(left_over)
    aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=folder))
    figures.write_parquet(aside / FIGURES)
    annual.write_parquet(aside / ANNUAL)
    write_register(register, aside / REGISTER)
    edition = replace(edition, file_hashes=dict(_file_hashes(aside)))
    (aside / ABOUT).write_text(json.dumps(_as_json(edition), indent=1), encoding="utf-8")
    _make_lasting(aside)
    aside.rename(folder / name)
    _sync(folder)
    return Frozen(edition, folder / name), True


def frozen_editions(folder: Path) -> list[Frozen]:
    """Return every edition of a folder, by its day, then in the order in which they were frozen; none without one.

    Raises EditionDamaged when one of them does not say what it is.
    """
    if not folder.is_dir():
        return []
    found = [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(ASIDE)]
    return sorted((_read(one) for one in found), key=lambda one: (one.edition.as_of, one.edition.frozen_at))


def content_hash(figures: pl.DataFrame, annual: pl.DataFrame) -> str:
    """Return the SHA-256 of all figures in their order: of their values, whatever file format they are kept in."""
    digest = hashlib.sha256()
    for table in (figures, annual):
        digest.update("\t".join(table.columns).encode())
        for row in table.iter_rows():
            digest.update(("\n" + "\t".join(map(str, row))).encode())
    return digest.hexdigest()


def definitions() -> dict[str, int]:
    """Return the version of each indicator's definition."""
    return {key: one.definition for key, one in INDICATORS.items()}


@cache
def code_hash() -> str:
    """Return the SHA-256 of the program's files from the reading of a workbook to the figures."""
    digest = hashlib.sha256()
    for package in _CODE:
        root = Path(str(files(package)))
        for file in sorted(root.rglob("*.py")):
            if file.relative_to(root).parts[0] in _SHOWING:
                continue
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _free_name(folder: Path, day: date) -> str:
    names = (day.isoformat() + (f"-{number}" if number > 1 else "") for number in count(1))
    return next(name for name in names if not (folder / name).exists())


def _flat(settings: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _read(folder: Path) -> Frozen:
    try:
        stated = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        days = {name: date.fromisoformat(stated[name]) for name in ("as_of", "known_on")}
        edition = Edition(**{**stated, **days, "frozen_at": datetime.fromisoformat(stated["frozen_at"])})
    except (OSError, ValueError, TypeError, KeyError) as broken:
        raise _damaged(folder) from broken
    return Frozen(edition, folder)


def _damaged(folder: Path) -> EditionDamaged:
    return EditionDamaged(
        N_("the edition {name} is not as it was frozen: restore it from the workspace's backup."), name=folder.name
    )


def _as_json(edition: Edition) -> dict[str, Any]:
    days = {name: getattr(edition, name).isoformat() for name in ("as_of", "known_on", "frozen_at")}
    return {**asdict(edition), **days}


def _file_hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for file in _files(folder):
        if file != folder / ABOUT:
            yield file.relative_to(folder).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def _make_lasting(folder: Path) -> None:
    """Bring everything onto the disk, and take away the right to write."""
    for file in _files(folder):
        _sync(file)
        file.chmod(0o400)
    for below in (*(one for one in folder.rglob("*") if one.is_dir()), folder):
        _sync(below)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
