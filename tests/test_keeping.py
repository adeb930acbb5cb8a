"""What keeps a workspace: the audit log, backup and restore, the change of key, formats, the record of processing."""

import json
import os
import shutil
import stat
import zipfile
from functools import partial
from pathlib import Path

import pytest

from alj.cli import COULD_NOT_GO_ON, GOOD, WRONG_USAGE, main
from alj.record import PLACES, record_of
from intake import formats
from intake.audit import options_noted, read_audit
from intake.faults import StopsTheCommand
from intake.identity import new_key, read_key
from intake.language import LANGUAGES, Language
from intake.settings import Settings
from intake.submissions import take_inbox
from intake.tables import MONTHLY_LIST, OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.declare import fields
from intake.tombstones import read_tombstones
from intake.workspace import Workspace, make_workspace
from tests.erasing import CASE, hits, make_service, put_copies, send
from tests.test_forget import counted, forget, taken_in, tree

Captured = pytest.CaptureFixture[str]


def run(workspace: Workspace | Path, *arguments: str) -> int:
    root = workspace.root if isinstance(workspace, Workspace) else workspace
    return main([*arguments, "--workspace", str(root), "--format", "json"])


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A workspace that has received nothing."""
    return make_workspace(tmp_path / "service", Settings(language="en"))


@pytest.fixture
def unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure is not proved before it is carried out: that is looked at in test_forget."""
    monkeypatch.setattr("alj.forget_command.prove_erasure", lambda *_: None)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service that has received one workbook."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
        workspace = make_service(tmp_path_factory.mktemp("keeping") / "service")
        send(workspace)
        taken_in(workspace)
        put_copies(workspace)
    return workspace.root


@pytest.fixture
def service(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of that service, to be changed at will."""
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
    shutil.copytree(once, tmp_path / "service")
    return Workspace(tmp_path / "service")


# --- Audit log ----------------------------------------------------------------------------------------------------


def test_each_command_that_changes_a_workspace_is_noted_with_its_end(empty: Workspace, capsys: Captured) -> None:
    assert run(empty, "match", "NOR-2627-0001", "NOR-2627-0002", "--same") == WRONG_USAGE
    assert run(empty, "build", "--as-of", "2026-10-31", "--summary", "/tmp/Wendelbert Quarkolin.md") == COULD_NOT_GO_ON
    assert run(empty, "status") == COULD_NOT_GO_ON
    lines = read_audit(empty.root).lines
    assert [(line["command"], line["event"], line.get("exit")) for line in lines] == [
        ("match", "began", None), ("match", "ended", 2), ("build", "began", None), ("build", "ended", 3),
    ]  # fmt: skip
    assert lines[0]["options"] == {"cases": ["NOR-2627-0001", "NOR-2627-0002"], "same": True}
    assert lines[2]["options"] == {"as_of": "2026-10-31", "summary": "…"}
    assert stat.S_IMODE(empty.audit.stat().st_mode) == 0o600
    capsys.readouterr()
    assert run(empty, "audit", "--verify") == GOOD
    assert json.loads(capsys.readouterr().out)["lines"] == 4


def test_what_was_received_meanwhile_is_noted_by_number(service: Workspace, unproved: None) -> None:
    send(service, "again.xlsx", filled_in_by="later")
    assert forget(service, CASE) == GOOD
    last = read_audit(service.root).lines[-1]
    assert (last["command"], last["receipts"], last["exit"]) == ("forget", [3, 3], GOOD)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda lines: [lines[0], lines[1].replace('"exit": 2', '"exit": 0'), *lines[2:]], 2),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
        (lambda lines: lines[1:], 1),
    ],
)
def test_a_line_changed_taken_out_or_moved_breaks_the_chain(
    empty: Workspace, capsys: Captured, spoil: object, line: int
) -> None:
    for _ in range(2):
        run(empty, "match", "--same")
    lines = empty.audit.read_text("utf-8").splitlines(keepends=True)
    assert len(lines) == 4
    empty.audit.write_text("".join(spoil(lines)), "utf-8")  # type: ignore[operator]
    capsys.readouterr()
    assert run(empty, "audit") == COULD_NOT_GO_ON
    assert f"broken at line {line}:" in capsys.readouterr().err


def test_a_free_text_is_never_noted() -> None:
    assert options_noted({"file": Path("Una Sample.xlsx"), "office": "Una", "year": "2026/27", "due": True}) == {
        "file": "…", "office": "…", "year": "2026/27", "due": True,
    }  # fmt: skip


# --- Backup and restore -------------------------------------------------------------------------------------------


def test_a_backup_restored_is_the_workspace_but_for_key_and_output(
    service: Workspace, tmp_path: Path, capsys: Captured
) -> None:
    (service.output / "build.json").write_text("{}", "utf-8")
    assert run(service, "backup", str(tmp_path / "a.zip")) == GOOD
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert not {"alj.key", "output/build.json"} & set(archive.namelist())
    restored = Workspace(tmp_path / "restored")
    assert run(restored, "restore", str(tmp_path / "a.zip")) == GOOD
    told = json.loads(capsys.readouterr().out.split("}\n", 1)[1])
    assert (told["key_id"], told["erase_again"]) == (read_key(service.key_file).id, [])
    left_out = ("alj.key", "output/build.json", "audit.jsonl", "audit.lock", "archive/blobs/x.new")
    tops = {name for name in tree(service.root) if not name.startswith("cache/")}
    kept = {name: sha for name, sha in tree(service.root).items() if name in tops and name not in left_out}
    assert {name: sha for name, sha in tree(restored.root).items() if name not in left_out} == kept
    assert stat.S_IMODE(restored.archive.stat().st_mode) == 0o700
    shutil.copy(service.key_file, restored.key_file)
    assert counted(restored) == counted(service)
    assert read_audit(restored.root).lines[-1]["command"] == "restore"


def test_a_backup_never_takes_the_place_of_a_file_nor_lies_in_the_workspace(
    service: Workspace, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "a.zip").write_text("mine", "utf-8")
    assert run(service, "backup", str(tmp_path / "a.zip")) == COULD_NOT_GO_ON
    assert (tmp_path / "a.zip").read_text("utf-8") == "mine"
    assert run(service, "backup", str(service.root / "b.zip")) == WRONG_USAGE
    assert not (service.root / "b.zip").exists()
    assert list(tmp_path.glob("*.new")) == []


@pytest.fixture(scope="module")
def backup(once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the service."""
    path = tmp_path_factory.mktemp("backup") / "a.zip"
    assert run(once, "backup", str(path)) == GOOD
    return path


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97])
def test_a_damaged_backup_is_refused_and_nothing_changed(
    backup: Path, tmp_path: Path, share: float, capsys: Captured
) -> None:
    content = bytearray(backup.read_bytes())
    at = int(len(content) * share)
    for damaged in (bytes(content[: at + 1]), bytes([*content[:at], content[at] ^ 0xFF, *content[at + 1 :]])):
        file = tmp_path / "damaged.zip"
        file.write_bytes(damaged)
        assert run(tmp_path / "restored", "restore", str(file)) == COULD_NOT_GO_ON
        assert "is no backup, or a damaged one" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged.zip"]


def test_a_backup_with_a_path_that_leads_out_is_refused(backup: Path, tmp_path: Path) -> None:
    import hashlib

    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(evil, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        for name in manifest["files"]:
            target.writestr(name, source.read(name))
        target.writestr("../outside", b"x")
        manifest["files"]["../outside"] = [1, hashlib.sha256(b"x").hexdigest(), 0o600]
        text = json.dumps(manifest).encode()
        target.writestr("manifest.json", text)
        target.writestr("manifest.sha256", hashlib.sha256(text).hexdigest())
    assert run(tmp_path / "in" / "restored", "restore", str(evil)) == COULD_NOT_GO_ON
    assert not (tmp_path / "in").exists()


def test_only_an_empty_folder_is_restored_into(backup: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine", "utf-8")
    assert run(tmp_path / "full", "restore", str(backup)) == COULD_NOT_GO_ON
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine"]
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty", "restore", str(backup)) == GOOD


def test_who_was_erased_since_the_backup_is_erased_again_before_anything_else(
    backup: Path, service: Workspace, unproved: None, tmp_path: Path, capsys: Captured
) -> None:
    assert forget(service, CASE) == GOOD
    tombstones = service.identity / "tombstones.jsonl"
    restored = Workspace(tmp_path / "restored")
    assert run(restored, "restore", str(backup), "--tombstones", str(tombstones)) == GOOD
    assert hits(restored.root) != []
    shutil.copy(service.key_file, restored.key_file)
    capsys.readouterr()
    assert run(restored, "build") == COULD_NOT_GO_ON
    assert f"alj forget {CASE}" in capsys.readouterr().err
    assert forget(restored, CASE) == GOOD
    assert hits(restored.root) == []
    assert counted(restored) == counted(service)
    assert run(restored, "status") == COULD_NOT_GO_ON
    assert "there is no build yet" in capsys.readouterr().err


# --- Key ----------------------------------------------------------------------------------------------------------


def test_a_new_key_knows_everybody_again_and_the_tombstones_too(
    service: Workspace, unproved: None, capsys: Captured
) -> None:
    assert forget(service, CASE) == GOOD
    before, old = counted(service), read_key(service.key_file)
    capsys.readouterr()
    assert run(service, "key", "rotate") == GOOD
    told = json.loads(capsys.readouterr().out)
    new = read_key(service.key_file)
    assert (told["before"], told["after"], told["entries"], told["lost"]) == (old.id, new.id, 1, 0)
    assert old.id != new.id
    assert stat.S_IMODE(service.key_file.stat().st_mode) == 0o600
    assert counted(service) == before
    with pytest.raises(StopsTheCommand, match="sealed with key"):
        read_tombstones(service.identity, old)
    send(service, "other.xlsx", filled_in_by="once more")
    assert counted(service)[-2:] == before[-2:]
    assert hits(service.root) == []


def test_a_change_of_key_that_was_killed_is_completed(service: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counted(service)
    replace, put = Path.replace, []

    def dies(self: Path, target: str) -> Path:
        if service.erasing / "new" in self.parents and "erasing" not in Path(target).parts:
            put.append(target)
            if len(put) == 2:
                raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    assert run(service, "key", "rotate") == COULD_NOT_GO_ON
    monkeypatch.setattr(Path, "replace", replace)
    assert run(service, "build") == COULD_NOT_GO_ON
    assert run(service, "key", "rotate") == GOOD
    assert counted(service) == before


def test_a_key_in_the_environment_needs_the_new_one_there(
    service: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    before = counted(service)
    monkeypatch.setenv("ALJ_KEY", service.key_file.read_text("ascii"))
    service.key_file.unlink()
    assert run(service, "key", "rotate") == COULD_NOT_GO_ON
    assert "put the new one into ALJ_NEW_KEY" in capsys.readouterr().err
    new = new_key()
    monkeypatch.setenv("ALJ_NEW_KEY", new)
    assert run(service, "key", "rotate") == GOOD
    assert os.environ["ALJ_KEY"] != new
    monkeypatch.setenv("ALJ_KEY", new)
    assert counted(service) == before
    assert not service.key_file.exists()


# --- Formats ------------------------------------------------------------------------------------------------------


def test_a_newer_workspace_is_refused_in_one_line(empty: Workspace, capsys: Captured) -> None:
    mark = empty.root / "alj.format"
    assert mark.read_text("ascii") == f"{formats.FORMAT}\n"
    mark.write_text(f"{formats.FORMAT + 1}\n", "ascii")
    for command in (["status"], ["migrate"], ["build"]):
        assert run(empty, *command) == COULD_NOT_GO_ON
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"alj: this workspace has format {formats.FORMAT + 1}, and this version of the tool")


def test_an_older_workspace_is_moved_forward(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    mark, done = empty.root / "alj.format", list[int]()
    mark.unlink()
    assert run(empty, "migrate") == GOOD
    assert json.loads(capsys.readouterr().out) == {"format": 1, "moved_to": []}
    monkeypatch.setattr(formats, "FORMAT", 3)
    monkeypatch.setattr(formats, "STEPS", {1: lambda _root: done.append(1), 2: lambda _root: done.append(2)})
    assert run(empty, "status") == COULD_NOT_GO_ON
    assert "run `alj migrate`" in capsys.readouterr().err
    assert run(empty, "migrate") == GOOD
    assert json.loads(capsys.readouterr().out) == {"format": 3, "moved_to": [2, 3]}
    assert (mark.read_text("ascii"), done) == ("3\n", [1, 2])


def test_a_move_that_was_killed_goes_on_where_it_was(empty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def dies_once(_root: Path) -> None:
        done.append(2)
        if done.count(2) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(formats, "FORMAT", 3)
    monkeypatch.setattr(formats, "STEPS", {1: lambda _root: done.append(1), 2: dies_once})
    with pytest.raises(KeyboardInterrupt):
        formats.move_forward(empty.root)
    assert (formats.format_of(empty.root), done) == (2, [1, 2])
    assert formats.move_forward(empty.root) == [3]
    assert (formats.format_of(empty.root), done) == (3, [1, 2, 2])


# --- Record of processing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_record_has_every_column_and_every_place(code: str) -> None:
    language = Language(code)
    workspace = Workspace(Path())
    every = [name for name, one in vars(Workspace).items() if isinstance(one, property)]
    places = {name for name in every if isinstance(at := getattr(workspace, name), Path) and len(at.parts) == 1}
    assert places == set(PLACES)
    text = record_of(Settings(), {name: getattr(workspace, name).as_posix() for name in PLACES}, language)
    lines = text.splitlines()
    for declaration in (OFFICE_WORKBOOK, MONTHLY_LIST, REFERENCE_WORKBOOK):
        for sheet in declaration.all_sheets:
            for field in fields(sheet).values():
                start = f"| {language.text(sheet.INFO.title)} | {field.privacy or '–'} |"
                assert any(line.startswith(start) and language.text(field.label) in line for line in lines)
    for name in PLACES:
        assert sum(line.startswith(f"| `{getattr(workspace, name).as_posix()}` |") for line in lines) == 1
    assert language.text(PLACES["archive"].holds) in text
    assert " 24 " in text


def test_the_record_is_written_in_the_workspaces_language(empty: Workspace, tmp_path: Path, capsys: Captured) -> None:
    assert main(["record", "--workspace", str(empty.root), "--to", str(tmp_path / "r.md"), "--language", "de"]) == GOOD
    assert (tmp_path / "r.md").read_text("utf-8").startswith("# Verzeichnis der Verarbeitung: ALJ\n")
    assert main(["record", "--workspace", str(empty.root)]) == GOOD
    assert capsys.readouterr().out.startswith("# Record of processing: ALJ\n")
