"""What readers see is one whole build, the old one or the new one, whatever happens on the way."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from alj import building, publishing
from alj.cli import COULD_NOT_GO_ON, GOOD
from alj.publishing import NotWhole, published_build
from intake.workspace import Workspace
from tests.faults_injected import PLACES, Fault, inject
from tests.small_service import build, contents, damaged_files, send

Captured = pytest.CaptureFixture[str]


def now(workspace: Workspace) -> Path:
    """The folder of the build that readers see."""
    return workspace.builds / published_build(workspace)


def test_every_part_leads_to_one_build_and_a_new_one_takes_its_place_in_one_step(service_of_one: Workspace) -> None:
    first = now(service_of_one)
    send(service_of_one, 3)
    assert build(service_of_one) == GOOD
    second = now(service_of_one)
    assert second.name == f"{int(first.name) + 1:06}"
    for part in service_of_one.published_parts:
        assert part.resolve() == second / part.name
    assert "NOR-2627-0003" in (service_of_one.sites / "office-NOR" / "caseload.html").read_text(encoding="utf-8")
    assert "NOR-2627-0003" not in (first / "site" / "office-NOR" / "caseload.html").read_text(encoding="utf-8")
    assert damaged_files(first) == damaged_files(second) == []


def test_so_many_earlier_builds_stay_as_the_settings_say(service_of_one: Workspace, monkeypatch: Any) -> None:
    with service_of_one.settings_file.open("a", encoding="utf-8") as settings:
        settings.write("\n[publishing]\nkept = 1\n")
    for name in ("000002", "000003", "000004"):
        shutil.copytree(service_of_one.builds / "000001", service_of_one.builds / name)
    assert build(service_of_one) == GOOD
    assert sorted(one.name for one in service_of_one.builds.iterdir()) == ["000004", "000005"]


def test_a_build_that_lacks_a_page_is_not_published(service_of_one: Workspace, tmp_path: Path) -> None:
    before = published_build(service_of_one)
    staged = service_of_one.builds / ".new-x"
    shutil.copytree(now(service_of_one), staged)
    (staged / "site" / "office-NOR" / "caseload.html").unlink()
    with pytest.raises(NotWhole, match=r"caseload\.html"):
        publishing.publish(service_of_one, staged, ["site/office-NOR/caseload.html"], {}, 3)
    assert published_build(service_of_one) == before


def test_only_what_is_not_there_yet_is_brought_onto_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "before.html").write_text("as before")
    new = tmp_path / "build" / "site"
    new.mkdir(parents=True)
    os.link(tmp_path / "before.html", new / "before.html")
    (new / "new.html").write_text("new")
    lasting: list[Path] = []
    monkeypatch.setattr(publishing, "sync", lasting.append)
    publishing.make_lasting(tmp_path / "build")
    assert sorted(lasting) == [tmp_path / "build", new, new / "new.html"]


def test_one_build_at_a_time(service_of_one: Workspace, capsys: Captured) -> None:
    send(service_of_one, 3)
    with FileLock(service_of_one.lock_file):
        assert build(service_of_one) == COULD_NOT_GO_ON
    assert capsys.readouterr().err.count("\n") == 1
    assert published_build(service_of_one) == "000001"


def test_the_next_build_takes_away_what_a_killed_one_left(service_of_one: Workspace) -> None:
    left = [
        service_of_one.builds / ".new-abc" / "site" / "x.html", service_of_one.output / ".link-current",
        service_of_one.archive / "blobs" / "tmp123.new", service_of_one.returned / "NOR" / ".tmp1.new",
        service_of_one.cache_of_workbooks / "tmp2.new", service_of_one.identity / "persons.new",
    ]  # fmt: skip
    for file in left:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"half")
    build(service_of_one)
    assert [file for file in left if file.exists()] == []


def test_sites_of_an_earlier_version_of_the_program_make_room(service_of_one: Workspace) -> None:
    """Before builds had folders of their own, the sites lay in the output itself."""
    published = now(service_of_one)
    service_of_one.sites.unlink()
    shutil.copytree(published / "site", service_of_one.sites)
    service_of_one.report.unlink()
    shutil.copy(published / "build.json", service_of_one.report)
    service_of_one.current.unlink()
    assert build(service_of_one) == GOOD
    assert service_of_one.sites.is_symlink()
    assert service_of_one.report.is_symlink()
    assert damaged_files(now(service_of_one)) == []


SHORT = PLACES[4::5]


def stopped_by(fault: Fault, workspace: Workspace, capsys: Captured) -> None:
    """A fault on the way leaves what was published as it was, and is told in a line; every step is on the way."""
    shutil.rmtree(workspace.cache)
    before, held = published_build(workspace), contents(now(workspace))
    with inject(fault):
        code = build(workspace)
    said = capsys.readouterr().err
    assert fault.happened, "the fault never came about"
    assert "Traceback" not in said
    if published_build(workspace) == before:
        assert code == (COULD_NOT_GO_ON if not fault.harmless else GOOD)
        assert contents(now(workspace)) == held
    assert damaged_files(now(workspace)) == []
    assert sum("alj: " in line for line in said.splitlines()) == (code == COULD_NOT_GO_ON)


@pytest.mark.parametrize("place", SHORT, ids=lambda place: place.name)
def test_a_fault_of_the_machine_leaves_the_old_sites_and_the_next_build_succeeds(
    place: Any, service_of_one: Workspace, capsys: Captured
) -> None:
    send(service_of_one, 3)
    stopped_by(Fault(place, errno.ENOSPC), service_of_one, capsys)
    assert build(service_of_one) == GOOD
    assert "NOR-2627-0003" in (service_of_one.sites / "office-NOR" / "caseload.html").read_text(encoding="utf-8")


@pytest.mark.soak
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE])
def test_every_fault_at_every_place(place: Any, number: int, service_of_one: Workspace, capsys: Captured) -> None:
    send(service_of_one, 3)
    stopped_by(Fault(place, number), service_of_one, capsys)
    assert build(service_of_one) == GOOD
    assert "NOR-2627-0003" in (service_of_one.sites / "office-NOR" / "caseload.html").read_text(encoding="utf-8")


def test_a_fault_that_polars_tells_is_one_of_the_machine(
    service_of_one: Workspace, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    import polars as pl

    def no_room(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)")

    send(service_of_one, 3)
    monkeypatch.setattr(building, "write_tables", no_room)
    assert build(service_of_one) == COULD_NOT_GO_ON
    assert capsys.readouterr().err.splitlines()[-1] == "alj: a file: No space left on device."
    assert published_build(service_of_one) == "000001"


def test_a_missing_font_is_told(service_of_one: Workspace, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import font_manager

    from generator.charts import style

    def none_found(*_: object, **__: object) -> str:
        raise ValueError("no such font")

    send(service_of_one, 3)
    style._measured_in.cache_clear()
    style.measured.cache_clear()
    monkeypatch.setattr(font_manager, "findfont", none_found)
    assert build(service_of_one) == COULD_NOT_GO_ON
    assert "DejaVu Sans is missing" in capsys.readouterr().err.splitlines()[-1]
    assert published_build(service_of_one) == "000001"
