"""A build without news ends at once; one with news gives, byte for byte, what a build from nothing gives."""

import argparse
import errno
import io
import os
import shutil
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from alj.cli import GOOD
from alj.publishing import published_build
from alj.unchanged import Inputs, last_build
from intake import kept
from intake.settings import read_settings
from intake.workspace import Workspace
from tests.small_service import build, contents, send
from tests.workbooks import ENGLISH

Captured = pytest.CaptureFixture[str]
PLAIN = {"audience": None, "strict": False, "as_of": None, "known_on": None}


def inputs(workspace: Workspace, **options: object) -> Inputs:
    """What a build depends on, as it is now."""
    settings = read_settings(workspace.settings_file)
    return Inputs(workspace, settings, argparse.Namespace(**{**PLAIN, **options}), ENGLISH)


def now(workspace: Workspace) -> Path:
    return workspace.builds / published_build(workspace)


def test_a_build_without_news_says_so_and_imports_nothing_that_takes_long(service_of_one: Workspace) -> None:
    run = (
        "import sys; from alj.cli import main; code = main(['build', '--workspace', sys.argv[1]]);"
        " print(code, sorted({'polars', 'matplotlib', 'mkdocs', 'openpyxl'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", run, str(service_of_one.root)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == "Nothing has changed since build 1."
    assert said[-1] == "0 []"
    assert [one.name for one in service_of_one.builds.iterdir()] == ["000001"]


def test_its_summary_and_its_report_are_those_of_the_last_build(service_of_one: Workspace, capsys: Captured) -> None:
    assert build(service_of_one, "--summary", "-") == GOOD
    assert "## State of the offices" in capsys.readouterr().out
    assert build(service_of_one, "--format", "json") == GOOD
    assert capsys.readouterr().out.startswith("{")


def append(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as opened:
        opened.write("\n")


def go_back(workspace: Workspace) -> None:
    workspace.current.unlink()
    workspace.current.symlink_to("builds/000000")


NEWS: dict[str, Callable[[Workspace], object]] = {
    "settings": lambda one: append(one.settings_file),
    "reference": lambda one: append(one.reference),
    "key": lambda one: append(one.key_file),
    "rights of the key": lambda one: one.key_file.chmod(0o644),
    "upload": lambda one: append(one.inbox / "a.xlsx"),
    "list": lambda one: append(one.lists / "a.xlsx"),
    "decision": lambda one: append(one.archive / "decisions.jsonl"),
    "lost file": lambda one: next(one.archive.glob("blobs/*")).unlink(),
    "answer": lambda one: append(one.identity / "answers.jsonl"),
    "edition": lambda one: append(one.editions / "2026-09-30" / "figures.parquet"),
    "told to the ministry": lambda one: append(one.published / "ministry" / "0001-2026-10-31.json"),
    "marked workbook": lambda one: next(one.returned.glob("NOR/*.xlsx")).unlink(),
    "page": lambda one: append(one.sites / "coordination" / "index.html"),
    "page gone": lambda one: (one.sites / "coordination" / "index.html").unlink(),
    "page too many": lambda one: append(one.sites / "coordination" / "other.html"),
    "link": lambda one: one.register.unlink(),
    "going back": go_back,
    "note": lambda one: (one.cache / "last-build.json").write_text("{"),
}


@pytest.mark.parametrize("news", NEWS)
def test_whatever_a_build_depends_on_is_news(news: str, service_of_one: Workspace) -> None:
    assert last_build(service_of_one, inputs(service_of_one)) is not None
    NEWS[news](service_of_one)
    assert last_build(service_of_one, inputs(service_of_one)) is None


@pytest.mark.parametrize(
    "asked",
    [{"audience": "office-NOR"}, {"strict": True}, {"as_of": "2026-10-30"}, {"known_on": "2026-10-30"}],
    ids=str,
)
def test_so_is_what_it_is_asked_for(asked: dict[str, object], service_of_one: Workspace) -> None:
    assert last_build(service_of_one, inputs(service_of_one, **asked)) is None


def test_so_is_an_upload_that_comes_while_a_build_runs(service_of_one: Workspace) -> None:
    asked = inputs(service_of_one)
    (service_of_one.inbox / "b.xlsx").write_bytes(b"x")
    assert asked.hash() != inputs(service_of_one).hash()


def test_an_upload_gives_what_a_build_from_nothing_gives(service_of_one: Workspace) -> None:
    send(service_of_one, 3)
    assert build(service_of_one) == GOOD
    after_upload = contents(now(service_of_one))
    shutil.rmtree(service_of_one.cache)
    assert build(service_of_one) == GOOD
    from_nothing = contents(now(service_of_one))
    assert "site/office-NOR/caseload.html" in from_nothing
    assert [path for path in from_nothing if after_upload.get(path) != from_nothing[path]] == []
    assert after_upload.keys() == from_nothing.keys()


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_site_as_before_is_taken_over_whole(
    links: bool, service_of_one: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    before = now(service_of_one)
    append(service_of_one.settings_file)
    assert build(service_of_one) == GOOD
    page = "site/office-NOR/caseload.html"
    assert (before / page).samefile(now(service_of_one) / page) == links
    first, again = contents(before), contents(now(service_of_one))
    assert first.keys() == again.keys()
    assert [path for path in first if path.startswith("site/") and first[path] != again[path]] == []


def test_what_is_kept_is_the_owners_alone(service_of_one: Workspace) -> None:
    for folder in (service_of_one.cache, service_of_one.cache_of_workbooks):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_names_are_kept_in_one_folder_alone(service_of_one: Workspace) -> None:
    """Every last name of the workbook is Sample; what is kept is packed behind its digest."""
    files = [file for file in service_of_one.cache.glob("*/**/*") if file.is_file()]
    holding = {
        file.parent for file in files if b"Sample" in _own_words(zlib.decompress(file.read_bytes()[kept.DIGEST :]))
    }
    assert len(files) > 20
    assert holding == {service_of_one.cache_of_workbooks}


def _own_words(content: bytes) -> bytes:
    """What is kept, of frames their pages alone: the theme's scripts have a word for samples."""
    packed = io.BytesIO(content)
    if not zipfile.is_zipfile(packed):
        return content
    with zipfile.ZipFile(packed) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".html"))


@pytest.mark.parametrize(
    "where",
    [
        ("Pacific/Auckland", "C", "2", "077"),
        pytest.param(("America/New_York", "C.UTF-8", "1", "002"), marks=pytest.mark.soak),
    ],
)
def test_the_same_archive_gives_the_same_bytes_wherever_it_is_built(
    where: tuple[str, str, str, str], small_service: Path, service_of_one: Workspace, tmp_path: Path
) -> None:
    """In another time zone, locale, order of hashes, folder and mask of rights, with nothing kept."""
    zone, locale, seed, mask = where
    shutil.rmtree(service_of_one.cache)
    environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "alj", "build", "--workspace", str(service_of_one.root)]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, umask=int(mask, 8))
    first, again = contents(now(Workspace(small_service))), contents(now(service_of_one))
    assert first.keys() == again.keys()
    assert [path for path in first if first[path] != again[path]] == []
