"""The workspace: the folder that belongs to the service, and where each thing in it lies."""

import datetime
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from intake.audit import AUDIT
from intake.faults import StopsTheCommand
from intake.formats import FORMAT, refuse_other_formats, write_format
from intake.language import N_
from intake.settings import SETTINGS_FILE, Settings

KEY_FILE = "alj.key"
REFERENCE_FILE = "reference.xlsx"
READY = "ready.json"
"""In the folder of an erasure: what goes where. From the moment that it is there, the erasure is carried out."""
OWNER_ALONE = 0o700
"""The rights of a folder that holds names."""
UPLOADS = 0o770
"""The rights of upload folders: the account through which offices upload is often another one, of the same group."""
SETTINGS_HEAD = """\
# Settings of this workspace. Each line shows a setting with its default;
# to change one, take away the "# " before it (and before its [table]).
"""


class WorkspaceError(StopsTheCommand):
    """A folder that is not a workspace, or already is one."""


@dataclass(frozen=True)
class Workspace:
    """The places of a workspace. Personal data lies in it and nowhere else; what bears no names is in `output`."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """The service's settings."""
        return self.root / SETTINGS_FILE

    @property
    def key_file(self) -> Path:
        """The key of the lookup of persons, unless the environment holds it."""
        return self.root / KEY_FILE

    @property
    def lock_file(self) -> Path:
        """Held by the one command that works on the workspace."""
        return self.root / "alj.lock"

    @property
    def reference(self) -> Path:
        """The reference workbook, kept by the coordinators."""
        return self.root / REFERENCE_FILE

    @property
    def inbox(self) -> Path:
        """Uploaded workbooks, in a folder an office or beside them."""
        return self.root / "inbox"

    @property
    def lists(self) -> Path:
        """The monthly lists of leavers."""
        return self.root / "lists"

    @property
    def letters(self) -> Path:
        """The templates of letters."""
        return self.root / "letters"

    @property
    def archive(self) -> Path:
        """Everything that was received, as it was received."""
        return self.root / "archive"

    @property
    def returned(self) -> Path:
        """What goes back to each office, with names."""
        return self.root / "returned"

    @property
    def identity(self) -> Path:
        """The keyed lookup of persons."""
        return self.root / "identity"

    @property
    def editions(self) -> Path:
        """The frozen editions: each a folder that is written once."""
        return self.root / "editions"

    @property
    def published(self) -> Path:
        """What the ministry was told, edition by edition: no names, and never changed."""
        return self.root / "published"

    @property
    def erase_again(self) -> Path:
        """The cases of a restored backup whose persons were erased after it was made; gone once they are erased."""
        return self.root / "erase-again.json"

    @property
    def audit(self) -> Path:
        """Who ran which command."""
        return self.root / AUDIT

    @property
    def erasing(self) -> Path:
        """What is to take the place of what names somebody; there only while an erasure is under way."""
        return self.root / "erasing"

    @property
    def output(self) -> Path:
        """Register, figures and sites: no names at all."""
        return self.root / "output"

    @property
    def builds(self) -> Path:
        """The last builds, each a folder that is written once."""
        return self.output / "builds"

    @property
    def current(self) -> Path:
        """The link to the build that readers see."""
        return self.output / "current"

    @property
    def published_parts(self) -> tuple[Path, ...]:
        """What readers find under a name of its own, and each build has."""
        return self.sites, self.register, self.figures, self.report

    @property
    def sites(self) -> Path:
        """The sites, in a folder an audience."""
        return self.output / "site"

    @property
    def register(self) -> Path:
        """The register's tables."""
        return self.output / "register"

    @property
    def figures(self) -> Path:
        """The figures' tables."""
        return self.output / "figures"

    @property
    def report(self) -> Path:
        """What the last build came to."""
        return self.output / "build.json"

    @property
    def cache(self) -> Path:
        """What need not be worked out again; it may be taken away at any time."""
        return self.root / "cache"

    @property
    def cache_of_workbooks(self) -> Path:
        """Workbooks read and checked: the one part of the cache that holds personal data."""
        return self.cache / "workbooks"

    def inbox_of(self, office: str) -> Path:
        """The upload folder of an office."""
        return self.inbox / office


def open_workspace(path: Path, *, unfinished: bool = False, any_format: bool = False) -> Workspace:
    """Return the workspace at a folder. Raises WorkspaceError when there is none, or one that a command is to finish.

    `unfinished` is for the command that finishes what it once began, `any_format` for the one that moves a workspace to
    the format of this version: any other is refused.
    """
    workspace = Workspace(path)
    if not workspace.settings_file.is_file():
        raise WorkspaceError(
            N_("{folder} is not a workspace: {file} is missing. Make one: alj init {folder}"),
            folder=path,
            file=SETTINGS_FILE,
        )
    if not any_format:
        refuse_other_formats(path)
    if (workspace.erasing / READY).is_file() and not unfinished:
        raise WorkspaceError(
            N_("an erasure or a change of key was interrupted: run the same command again, it completes it.")
        )
    if workspace.erase_again.is_file() and not unfinished:
        raise WorkspaceError(
            N_("persons erased after this backup was made are to be erased again first: alj forget {cases}"),
            cases=" ".join(cases_to_erase(workspace)),
        )
    return workspace


def cases_to_erase(workspace: Workspace) -> list[str]:
    """Return the cases that are to be erased again since a backup was restored."""
    if not workspace.erase_again.is_file():
        return []
    return [str(case) for case in json.loads(workspace.erase_again.read_text(encoding="ascii"))]


def make_workspace(root: Path, settings: Settings = Settings()) -> Workspace:  # noqa: B008 (frozen)
    """Return a new, empty workspace: its folders, a key of its own (mode 0600), and its settings.

    The settings file lists every setting with its default, commented out; those that differ from it are stated.
    Raises WorkspaceError when there is a workspace already: nothing is ever overwritten.
    """
    workspace = Workspace(root)
    for taken in (workspace.settings_file, workspace.key_file, workspace.identity):
        if taken.exists():
            raise WorkspaceError(
                N_("{folder} holds {file} already: choose another folder, nothing was changed."),
                folder=root,
                file=taken.name,
            )
    root.mkdir(parents=True, exist_ok=True)
    for folder in (workspace.archive, workspace.identity, workspace.returned, workspace.lists):
        make_private(folder)
    make_private(workspace.inbox, UPLOADS)
    for folder in (workspace.letters, workspace.output):
        folder.mkdir(exist_ok=True)
    # Here, since it brings polars, and every command asks where things lie.
    from intake.identity import new_key

    write_private(workspace.key_file, new_key() + "\n")
    write_format(root, FORMAT)
    # Last, because it is what makes the folder a workspace.
    workspace.settings_file.write_text(settings_text(settings), encoding="utf-8")
    return workspace


def make_private(folder: Path, mode: int = OWNER_ALONE) -> None:
    """Make a folder for what bears names, whatever the umask says; one that is there keeps the rights it was given."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(mode)


def write_private(path: Path, text: str) -> None:
    """Write a new file that its owner alone can read, whole or not at all.

    Raises FileExistsError rather than write over one.
    """
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        # Unlike a renaming, a link never takes the place of what is there.
        os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def settings_text(settings: Settings) -> str:
    """Return the text of a settings file: every setting a line, commented out where it has its default."""
    return SETTINGS_HEAD + "\n" + "\n".join(_lines(settings, Settings())) + "\n"


def _lines(stated: Any, default: Any) -> Iterator[str]:  # noqa: ANN401 (any settings class)
    names = [one.name for one in fields(stated)]
    tables = [name for name in names if is_dataclass(getattr(stated, name)) or isinstance(getattr(stated, name), dict)]
    for name in names:
        if name not in tables:
            yield _line(name, getattr(stated, name), getattr(default, name))
    for name in tables:
        table, usual = getattr(stated, name), getattr(default, name)
        yield ""
        if isinstance(table, dict):
            yield f"{'' if table else '# '}[{name}]"
            yield from (f"{key} = {_toml(value)}" for key, value in table.items())
            continue
        yield f"# {_first_line(table)}"
        yield f"{'# ' if table == usual else ''}[{name}]"
        yield from _lines(table, usual)


def _line(name: str, value: object, default: object) -> str:
    if value is None:
        return f"# {name} = 2026-10-31"
    return f"{'# ' if value == default else ''}{name} = {_toml(value)}"


def _first_line(table: object) -> str:
    return (type(table).__doc__ or "").splitlines()[0]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A string of JSON is one of TOML, too.
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
