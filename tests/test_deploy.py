"""`alj deploy`: each site whole in its place, switched in one step, read by its group; nothing of before is left."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from alj import deploy_command
from alj.cli import COULD_NOT_GO_ON, GOOD, WRONG_USAGE, main
from alj.deploy_command import COPIES
from intake.settings import Server, Settings
from intake.workspace import Workspace, make_workspace


@pytest.fixture
def service(tmp_path: Path) -> Workspace:
    """A workspace with the sites of two audiences, and a place for them."""
    (tmp_path / "places").mkdir()
    settings = Settings(language="en", server=Server(sites=str(tmp_path / "places")))
    workspace = make_workspace(tmp_path / "workspace", settings)
    for site in ("coordination", "office-NOR"):
        write(workspace, site, "first")
    return workspace


def write(workspace: Workspace, site: str, text: str) -> None:
    for name in ("index.html", "offices/deep.html"):
        file = workspace.output / "site" / site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text} of {site}")
        file.chmod(0o600)


def deployed(workspace: Workspace, *options: str) -> int:
    return main(["deploy", "--workspace", str(workspace.root), *options])


def standing(places: Path) -> dict[str, str]:
    return {one.name: (one / "index.html").read_text() for one in places.iterdir() if (one / "index.html").exists()}


def test_each_site_stands_in_its_place_and_no_copy_of_before_is_left(service: Workspace, tmp_path: Path) -> None:
    places = tmp_path / "places"
    assert deployed(service) == GOOD
    write(service, "office-NOR", "second")
    assert deployed(service, "--audience", "office-NOR") == GOOD
    assert standing(places) == {"coordination": "first of coordination", "office-NOR": "second of office-NOR"}
    copies = {one.name for one in (places / COPIES).iterdir()}
    assert copies == {one.resolve().name for one in places.iterdir() if one.is_symlink()}
    assert deployed(service, "--to", str(tmp_path / "elsewhere")) == COULD_NOT_GO_ON
    (tmp_path / "elsewhere").mkdir()
    assert deployed(service, "--to", str(tmp_path / "elsewhere"), "--audience", "coordination") == GOOD
    assert standing(tmp_path / "elsewhere") == {"coordination": "first of coordination"}


def test_the_group_reads_and_nobody_else_whatever_the_umask(service: Workspace, tmp_path: Path) -> None:
    places = tmp_path / "places"
    places.chmod(0o2750)
    before = os.umask(0o077)
    try:
        assert deployed(service) == GOOD
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(before)
    made = [path for path in (places / COPIES).rglob("*") if not path.is_symlink()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} == {0o640}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o2750}


def test_a_link_in_a_site_is_not_followed(service: Workspace, tmp_path: Path) -> None:
    assert deployed(service) == GOOD
    write(service, "coordination", "second")
    (service.output / "site" / "office-NOR" / "key").symlink_to(service.key_file)
    assert deployed(service) == COULD_NOT_GO_ON
    # None of them is of the second build: all were copied before any was switched.
    assert standing(tmp_path / "places") == {
        "coordination": "first of coordination", "office-NOR": "first of office-NOR",
    }  # fmt: skip
    assert len(list((tmp_path / "places" / COPIES).iterdir())) == 3


@pytest.mark.parametrize("at", range(1, 6))
def test_whatever_breaks_it_off_readers_have_whole_sites_and_the_next_clears_up(
    at: int, service: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deployed(service) == GOOD
    for site in ("coordination", "office-NOR"):
        write(service, site, "second")
    calls = 0

    def no_room(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise OSError(28, "No space left on device")
        copy(source, target)

    copy = shutil.copyfile
    with monkeypatch.context() as broken:
        broken.setattr(shutil, "copyfile", no_room)
        # A killed process clears nothing up.
        broken.setattr(deploy_command, "_clear", lambda target: None)
        code = deployed(service)
    # Two sites of two files each are copied.
    edition = "first" if at <= 4 else "second"
    assert code == (COULD_NOT_GO_ON if at <= 4 else GOOD)
    assert set(standing(tmp_path / "places").values()) == {f"{edition} of coordination", f"{edition} of office-NOR"}
    assert deployed(service) == GOOD
    assert set(standing(tmp_path / "places").values()) == {"second of coordination", "second of office-NOR"}
    assert len(list((tmp_path / "places" / COPIES).iterdir())) == 3


def test_what_is_no_link_of_ours_is_not_replaced(service: Workspace, tmp_path: Path) -> None:
    (tmp_path / "places" / "coordination").mkdir()
    (tmp_path / "places" / "coordination" / "index.html").write_text("somebody's")
    assert deployed(service) == COULD_NOT_GO_ON
    assert standing(tmp_path / "places") == {"coordination": "somebody's"}


def test_what_can_t_be_handed_over_is_told(service: Workspace, tmp_path: Path) -> None:
    assert deployed(service, "--audience", "office-XXX") == WRONG_USAGE
    empty = make_workspace(tmp_path / "empty")
    assert deployed(empty, "--to", str(tmp_path / "places")) == COULD_NOT_GO_ON
