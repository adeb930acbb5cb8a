"""Whether builds are made and are good: what machines are told, also after a build that failed or was killed."""

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from alj.cli import COULD_NOT_GO_ON, GOOD, TO_MEND, WRONG_USAGE, main
from alj.watching import METRICS_FILE, STATUS_FILE, watched
from intake.faults import StopsTheCommand, WrongUsage
from intake.settings import Settings
from intake.workspace import Workspace, make_workspace

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def service(demo: Path, tmp_path: Path) -> Workspace:
    """A workspace with the report of a demo's build, made now."""
    workspace = make_workspace(tmp_path / "workspace", Settings(language="en"))
    shutil.copy(demo / "output" / "build.json", workspace.output / "build.json")
    change(workspace, whole=True)
    return workspace


def ago(**time: float) -> str:
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(**time)).isoformat(timespec="seconds")


def change(workspace: Workspace, **values: object) -> None:
    file = workspace.output / "build.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def status(workspace: Workspace) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((workspace.output / STATUS_FILE).read_text())
    return read


def checked(workspace: Workspace, *options: str) -> int:
    return main(["status", "--check", "--workspace", str(workspace.root), *options])


def test_a_build_says_what_machines_watch(demo: Path) -> None:
    report = json.loads((demo / "output" / "build.json").read_text())
    told = status(Workspace(demo))
    good = told["last_good"]
    assert (told["state"], told["running_since"], told["last_failed"]) == ("good", None, None)
    assert good["at"].endswith("+00:00")
    rows = good["rows"]
    assert rows["read"] == rows["accepted"] + rows["held_back"] + rows["superseded"] + rows["erased"] > 0
    assert good["seconds"] == report["seconds"]
    day = datetime.date.fromisoformat(good["as_of"])
    for office in good["offices"]:
        assert office["age_days"] == (day - datetime.date.fromisoformat(office["data_on"])).days
    metrics = dict(line.rsplit(" ", 1) for line in (demo / "output" / METRICS_FILE).read_text().splitlines())
    assert metrics["alj_build_failed"] == "0"
    assert int(metrics["alj_last_good_build_timestamp_seconds"]) == int(
        datetime.datetime.fromisoformat(good["at"]).timestamp()
    )
    west = next(office for office in good["offices"] if office["office"] == "WES")
    assert metrics['alj_office_data_age_days{office="WES"}'] == str(west["age_days"]) == "31"


def test_the_check_is_good_while_the_last_build_is_new(service: Workspace, capsys: Captured) -> None:
    assert checked(service) == COULD_NOT_GO_ON
    assert "no good build" in capsys.readouterr().err
    with watched(service):
        pass
    assert checked(service) == GOOD
    assert capsys.readouterr().err == ""
    old = status(service)
    old["last_good"]["at"] = ago(hours=27)
    (service.output / STATUS_FILE).write_text(json.dumps(old))
    assert checked(service) == TO_MEND
    assert "27.0 hours" in capsys.readouterr().err
    assert checked(service, "--max-age", "27.5") == GOOD
    capsys.readouterr()
    assert checked(service, "--max-age", "27.5", "--format", "json") == GOOD
    assert json.loads(capsys.readouterr().out)["age_hours"] == pytest.approx(27, abs=0.1)
    assert main(["status", "--max-age", "3", "--workspace", str(service.root)]) == WRONG_USAGE


def test_a_build_that_failed_is_told_without_what_it_met(service: Workspace, capsys: Captured) -> None:
    with watched(service):
        pass
    good = status(service)["last_good"]
    for fault, name, code in (
        (
            StopsTheCommand("{file} can't be read.\n{told}", file="Zwetschgenbaum.xlsx", told="Ottokar"),
            "StopsTheCommand",
            3,
        ),
        (KeyError("Zwetschgenbaum"), "KeyError", 1),
        (PermissionError(13, "Permission denied", "Zwetschgenbaum.xlsx"), "PermissionError", 3),
        (KeyboardInterrupt(), "KeyboardInterrupt", 3),
    ):
        with pytest.raises(type(fault)), watched(service):
            raise fault
        told = status(service)
        assert (told["state"], told["last_failed"]["fault"], told["last_failed"]["exit"]) == ("failed", name, code)
        assert told["last_good"] == good
        assert "alj_build_failed 1" in (service.output / METRICS_FILE).read_text()
        assert checked(service) == COULD_NOT_GO_ON
        said = capsys.readouterr().err
        assert name in said
        for text in (said, json.dumps(told)):
            assert "Zwetsch" not in text
            assert "Ottokar" not in text
    with watched(service):
        pass
    assert checked(service) == GOOD


def test_a_killed_build_is_noticed_and_one_at_work_is_not_taken_for_it(service: Workspace, capsys: Captured) -> None:
    with watched(service):
        pass
    running = status(service) | {"running_since": ago(minutes=5)}
    (service.output / STATUS_FILE).write_text(json.dumps(running))
    with FileLock(service.lock_file):
        assert checked(service) == GOOD
    assert checked(service) == COULD_NOT_GO_ON
    assert "killed" in capsys.readouterr().err


def test_wrong_usage_and_a_build_of_another_day_are_no_news(service: Workspace) -> None:
    with watched(service):
        pass
    before = status(service)
    with pytest.raises(WrongUsage), watched(service):
        assert status(service)["running_since"]
        raise WrongUsage("no")
    assert status(service) == before
    change(service, whole=False)
    with watched(service):
        pass
    assert status(service) == before


def test_a_full_disk_hides_no_fault(service: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StopsTheCommand, match="first"), watched(service):
        monkeypatch.setattr("alj.watching.write_whole", no_room)
        raise StopsTheCommand("first")
