"""A workbook in a commit is refused: when it is made, when it is pushed, and by CI in all of the history."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path("alj/refuse_workbooks.py").resolve()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "code.py").write_text("print()\n")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    return subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def commit(folder: Path) -> "subprocess.CompletedProcess[str]":
    git(folder, "add", "-A", "-f")
    return git(folder, "commit", "-q", "-m", "more")


def looked_through(folder: Path, *revisions: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", str(SCRIPT), *revisions]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


BAD = {
    "Zwetsch.xlsx": b"", "Zwetsch.XLSM": b"", "deep/er/Zwetsch.ods": b"", "Zwetsch.docx": b"", "Zwetsch.csv": b"a;b",
    "Zwetsch.fods": b"<office/>", "Zwetsch.txt": archive(), "Zwetsch": OLE, "Zwetsch\nand line.xls": b"",
    "Zwetsch.scan": b"%PDF-1.7",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_commit_with_a_workbook_is_refused_and_the_file_is_not_named(repository: Path, name: str) -> None:
    (repository / ".git" / "hooks" / "pre-commit").symlink_to(SCRIPT)
    file = repository / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(BAD[name])
    before = git(repository, "rev-parse", "HEAD").stdout
    ended = commit(repository)
    assert ended.returncode == 1
    assert git(repository, "rev-parse", "HEAD").stdout == before
    blob = git(repository, "rev-parse", f":{name}").stdout
    assert blob[:12] in ended.stderr
    assert "Zwetsch" not in ended.stderr


def test_a_commit_without_one_is_made(repository: Path) -> None:
    (repository / ".git" / "hooks" / "pre-commit").symlink_to(SCRIPT)
    (repository / "xlsx").write_text("PK is how it begins")
    (repository / "link.xlsx").symlink_to("/nowhere/of/this/machine.xlsx")
    (repository / "xlsx_reader.py").write_text("")
    ended = commit(repository)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert looked_through(repository).returncode == 0


def test_one_that_was_taken_out_again_is_found_on_any_way_through_the_history(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "side")
    (repository / "a.xlsx").write_bytes(archive())
    commit(repository)
    (repository / "a.xlsx").unlink()
    commit(repository)
    git(repository, "checkout", "-q", "main")
    (repository / "other.py").write_text("")
    commit(repository)
    assert looked_through(repository, "HEAD").returncode == 0
    git(repository, "merge", "-q", "-m", "merge", "side")
    assert not (repository / "a.xlsx").exists()
    assert looked_through(repository, "HEAD").returncode == 1


def test_a_push_with_one_is_refused(repository: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.git"
    git(tmp_path, "init", "-q", "--bare", str(shared))
    (shared / "hooks" / "pre-receive").symlink_to(SCRIPT)
    assert git(repository, "push", "-q", str(shared), "main").returncode == 0
    (repository / "a.txt").write_bytes(archive())
    commit(repository)
    pushed = git(repository, "push", str(shared), "main", "main:other")
    assert pushed.returncode == 1
    assert "workbook" in pushed.stderr
    git(repository, "reset", "-q", "--hard", "HEAD~")
    assert git(repository, "push", "-q", str(shared), "main:other").returncode == 0
    assert git(repository, "push", "-q", str(shared), ":other").returncode == 0


def test_this_repository_holds_none() -> None:
    if not Path(".git").exists():
        pytest.skip("not a clone")
    ended = looked_through(Path(), "HEAD")
    assert (ended.returncode, ended.stderr) == (0, "")
