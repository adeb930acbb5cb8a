"""What the ministry has been told is kept, and the next edition holds to it: the command on a workspace."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from alj import ministry_editions
from alj.cli import COULD_NOT_GO_ON, TO_MEND, main
from alj.ministry_editions import keep_edition, read_editions, with_ministry
from generator.disclosure_proof import Limits, NotSafeToPublishError
from generator.facts import Facts
from generator.ministry_counts import Published
from generator.ministry_tables import publish
from intake.faults import StopsTheCommand
from intake.workspace import Workspace, make_workspace
from tests.sampled_ministry import FIRST_EDITION, SECOND_EDITION, sampled_counts
from tests.service_facts import small_facts

DAY, LATER = date(2026, 1, 20), date(2026, 10, 31)


@pytest.fixture
def service(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "service")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return small_facts()


def kept_of(seed: int, periods: tuple[str, ...], before: Published | None = None, day: date = DAY) -> Published:
    counts = sampled_counts(seed)
    return publish(before or Published(), {key: counts[key] for key in periods}, day, Limits())[1]


def test_what_was_kept_is_read_again_as_of_any_day(service: Workspace) -> None:
    first = kept_of(3, FIRST_EDITION)
    keep_edition(service, first, DAY)
    second = kept_of(3, SECOND_EDITION, first, LATER)
    new = {key: how for key, how in second.status.items() if key not in first.status}
    keep_edition(service, Published({key: second.counts[key] for key in SECOND_EDITION}, new), LATER)
    assert read_editions(service, date(2026, 1, 19)) == Published()
    assert read_editions(service, DAY) == replace(first, editions=dict.fromkeys(FIRST_EDITION, DAY))
    assert read_editions(service, LATER).counts == second.counts
    assert read_editions(service, LATER).status == second.status
    assert [file.name for file in sorted((service.published / "ministry").iterdir())] == [
        "0001-2026-01-20.json", "0002-2026-10-31.json",
    ]  # fmt: skip


def test_an_edition_is_never_written_over(service: Workspace) -> None:
    keep_edition(service, Published({"2025/26-1": {"listed": 1}}), DAY)
    keep_edition(service, Published({"2025/26-2": {"listed": 2}}), DAY)
    assert set(read_editions(service, DAY).counts) == {"2025/26-1", "2025/26-2"}
    files = list((service.published / "ministry").iterdir())
    assert len(files) == 2
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)


def test_a_file_that_can_t_be_read_stops_the_command(service: Workspace) -> None:
    keep_edition(service, Published(), DAY)
    (file,) = (service.published / "ministry").iterdir()
    file.write_text("{", encoding="utf-8")
    with pytest.raises(StopsTheCommand, match=r"0001-2026-01-20\.json can't be read: restore it"):
        read_editions(service, DAY)


def test_an_edition_of_another_day_tells_nothing_new(
    service: Workspace, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ministry_editions, "is_complete", lambda *_given: True)
    older = replace(facts, today=date(2027, 1, 31))
    shown, new = with_ministry(service, older, current=False)
    assert shown.ministry is not None
    assert (shown.ministry.quarters, new) == ((), None)
    shown, new = with_ministry(service, older, current=True)
    assert shown.ministry is not None
    assert shown.ministry.quarters == ("2026/27-1",)
    assert new is not None
    assert set(new.counts) == {"2026/27-1"}


def test_a_period_waits_for_every_office_and_is_counted_once(
    service: Workspace, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = replace(facts, today=date(2027, 1, 31))
    waits, new = with_ministry(service, later, current=True)
    assert waits.ministry is not None
    assert [one.key for one in waits.ministry.waiting] == ["2026/27-1"]
    assert new is None
    told = {"listed": 20, "reached": 15, "interviewed": 12, "accompanied": 12}
    counts = sampled_counts(0)["2025/26-1"] | told
    before = publish(Published(), {"2026/27-1": counts}, DAY, Limits())[1]
    keep_edition(service, before, DAY)
    monkeypatch.setattr(ministry_editions, "is_complete", lambda *_given: True)
    again, new = with_ministry(service, later, current=True)
    # The register has other counts of that quarter by now: it stands as it was published.
    assert again.ministry is not None
    assert again.ministry.controlled.value("2026/27-1 listed") == 20
    assert new is None


def test_the_build_keeps_what_it_tells_and_reports_what_it_withholds(workspace: Workspace) -> None:
    shutil.rmtree(workspace.published)
    build = ["build", "--workspace", str(workspace.root), "--audience", "ministry"]
    assert main([*build, "--as-of", "2026-10-30"]) == TO_MEND
    assert not workspace.published.exists()
    assert main(build) == TO_MEND
    (file,) = (workspace.published / "ministry").iterdir()
    first = file.read_bytes()
    report = json.loads((workspace.output / "build.json").read_text(encoding="utf-8"))
    assert report["sites"] == ["ministry"]
    table = report["disclosure"]["tables"]["offices 2025/26"]
    assert table["small"] > 0
    assert main(build) == TO_MEND
    assert [file] == list((workspace.published / "ministry").iterdir())
    assert file.read_bytes() == first
    pages = "".join(path.read_text(encoding="utf-8") for path in (workspace.output / "site/ministry").glob("*.html"))
    assert "[w]" in pages
    # Why a count is withheld stands in the report alone.
    assert "buried" not in pages


def test_a_build_whose_tables_are_not_safe_publishes_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(workspace.published)
    before = (workspace.output / "build.json").read_bytes()

    def unsafe(*_given: object) -> None:
        raise NotSafeToPublishError(["offices 2025/26"])

    monkeypatch.setattr("generator.disclosure.prove", unsafe)
    assert main(["build", "--workspace", str(workspace.root), "--language", "en"]) == COULD_NOT_GO_ON
    assert "nothing is published: offices 2025/26." in capsys.readouterr().err
    assert not workspace.published.exists()
    assert (workspace.output / "build.json").read_bytes() == before
