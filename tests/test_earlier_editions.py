"""From the archive: an edition comes out as it was frozen, whatever came in later; and when it does not, why."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from alj import building
from alj.cli import COULD_NOT_GO_ON, GOOD, TO_MEND, WRONG_USAGE, main
from alj.rendering import Rendered
from alj.stages import Stages
from generator.editions import frozen_editions
from intake.settings import Settings, read_settings
from intake.submissions import receive
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from tests.problem_examples import CONTACTS, INTERVENTIONS, INTERVIEWS, OUTCOMES, WORKSHOPS, Tables, leavers, table
from tests.workbooks import COVER, ENGLISH, write_workbook

Captured = pytest.CaptureFixture[str]
AS_OF, KNOWN_ON = date(2026, 10, 20), date(2026, 10, 22)
REFERENCE: Tables = {
    **table("offices", "code | name | posts", "EAS | East | 1", "NOR | North | 1"),
    **table("schools", "code | name | preparatory", "LTA | Lycée A | Yes"),
}
ONE, TWO, LATE = "NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003"
ROWS: dict[str, tuple[str, str, str]] = {
    "contacts": (CONTACTS, f"{ONE} | Letter | 05.10.2026 | Parents | No response |",
                 f"{ONE} | Phone | 12.10.2026 | Youngster | Reached |"),
    "interviews": (INTERVIEWS, f"{ONE} | 14.10.2026 | Health | Yes | Yes", f"{TWO} | 15.10.2026 | Health | Yes | Yes"),
    "accompaniment": ("case | step | started_on | result", f"{ONE} | School assessment | 15.10.2026 | Under way",
                      f"{ONE} | Life situation | 16.10.2026 | Under way"),
    "workshops": (WORKSHOPS, "YW-2627-01 | Wiltz | 16.10.2026 | 16.02.2027 | 12",
                  "YW-2627-02 | Wiltz | 19.10.2026 | 19.02.2027 | 12"),
    "participants": ("workshop | case | joined_on", f"YW-2627-01 | {ONE} | 16.10.2026",
                     f"YW-2627-01 | {TWO} | 19.10.2026"),
    "outcomes": (OUTCOMES, f"{ONE} | Looking for work | 14.10.2026 | 14.10.2026 | Youngster",
                 f"{TWO} | employed | 15.10.2026 | 15.10.2026 | Youngster"),
    "youth_guarantee": ("case | path | informed_on", f"{ONE} | School | 14.10.2026", f"{LATE} | Job | 15.10.2026"),
    "interventions": (INTERVENTIONS, "06.10.2026 | LTA | 9A | 20 | 2 | 1", "07.10.2026 | LTA | 9B | 20 | 4 | 2"),
}  # fmt: skip
"""By sheet: its columns, a row known in time, and one of a day before the edition's that a later workbook brings."""


def workbook_with(late: set[str]) -> Tables:
    """The office's workbook: what it had in time, and the late rows of the given sheets."""
    people = [{"case": ONE}, {"case": TWO, "last_name": "Sample", "first_name": "Dua", "birth_date": "20.06.2009"}]
    if "leavers" in late:
        people.append({"case": LATE, "last_name": "Sample", "first_name": "Tria", "birth_date": "21.07.2008"})
    tables = leavers(*people)
    for sheet, (columns, first, second) in ROWS.items():
        tables |= table(sheet, columns, first, *([second] if sheet in late else []))
    return tables


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of two offices, one of which sent its workbook in time; its builds draw no page."""
    monkeypatch.setattr(building, "render", lambda *_: Rendered())
    workspace = make_workspace(tmp_path / "service", Settings(today=date(2026, 10, 31)))
    write_workbook(workspace.reference, REFERENCE, {"data_on": date(2026, 9, 1)}, REFERENCE_WORKBOOK)
    receive(workspace, workspace.reference, datetime(2026, 9, 1, 8, tzinfo=UTC), "reference")
    send(workspace, workbook_with(set()), 21)
    return workspace


def send(workspace: Workspace, tables: Tables, day: int) -> None:
    """Have a workbook received on a day of October."""
    path = write_workbook(workspace.root / f"{day}.xlsx", tables, {**COVER, "data_on": date(2026, 10, 20)})
    receive(workspace, path, datetime(2026, 10, day, 9, tzinfo=UTC), "office", "NOR")


def built(workspace: Workspace, known_on: date | None = KNOWN_ON) -> dict[str, bytes]:
    """The bytes of the figures and annual tables of a build as of the edition's day."""
    settings = read_settings(workspace.settings_file)
    building.build(workspace, settings, AS_OF, known_on, Stages(ENGLISH))
    return {file.name: file.read_bytes() for file in (workspace.figures).glob("*.parquet")}


def test_rows_of_every_sheet_that_come_later_change_no_earlier_edition(service: Workspace) -> None:
    """The whole way through the archive, byte for byte; sheet by sheet in the long form."""
    before, late = built(service), {"leavers", *ROWS}
    assert late == {sheet.INFO.key for sheet in OFFICE_WORKBOOK.sheets}
    send(service, workbook_with(late), 23)
    assert built(service) == before
    assert built(service, None)["figures.parquet"] != before["figures.parquet"]


@pytest.mark.soak
def test_a_row_that_comes_later_changes_no_earlier_edition_whatever_its_sheet(service: Workspace) -> None:
    """The whole way through the archive, for each sheet of the workbook: byte for byte."""
    before, late = built(service), set[str]()
    counted = before["figures.parquet"]
    for day, sheet in enumerate(("leavers", *ROWS), start=23):
        late.add(sheet)
        send(service, workbook_with(late), min(day, 31))
        assert built(service) == before, sheet
        now = built(service, None)["figures.parquet"]
        assert now != counted, f"today {sheet} counts"
        counted = now
    assert late == {sheet.INFO.key for sheet in OFFICE_WORKBOOK.sheets}


def test_a_later_reference_workbook_changes_no_earlier_edition(service: Workspace) -> None:
    before = built(service)
    more = {**REFERENCE, **table("offices", "code | name | posts", "EAS | East | 2", "NOR | North | 3")}
    write_workbook(service.reference, more, {"data_on": date(2026, 10, 25)}, REFERENCE_WORKBOOK)
    assert built(service, None)["figures.parquet"] != before["figures.parquet"]
    assert built(service) == before


def test_where_no_reference_workbook_was_known_the_first_serves_for_good(service: Workspace) -> None:
    log = service.archive / "received.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("2026-09-01T08", "2026-10-24T08"), encoding="utf-8")
    before = built(service)
    more = {**REFERENCE, **table("offices", "code | name | posts", "EAS | East | 2", "NOR | North | 3")}
    write_workbook(service.reference, more, {"data_on": date(2026, 10, 25)}, REFERENCE_WORKBOOK)
    assert built(service) == before


def test_the_demo_has_editions_that_were_revised_since(demo: Path) -> None:
    report = json.loads((demo / "output" / "build.json").read_text(encoding="utf-8"))
    revised = {one["name"]: one["revised"] for one in report["editions"]}
    assert list(revised) == ["2026-09-30", "2026-08-31", "2025-08-31"]
    assert all(count > 0 for count in revised.values())
    page = (demo / "output" / "site" / "coordination" / "revisions.html").read_text(encoding="utf-8")
    assert "Edition of 31 August 2026" in page
    assert "late rows" in page
    assert "corrections" in page


def test_a_build_of_its_day_gives_the_edition_as_frozen(workspace: Workspace) -> None:
    build = ["build", "--workspace", str(workspace.root), "--audience", "office-NOR"]
    main([*build, "--as-of", "2026-09-30", "--known-on", "2026-10-02"])
    edition = next(one for one in frozen_editions(workspace.editions) if one.edition.name == "2026-09-30")
    for name in ("figures.parquet", "annual.parquet"):
        assert (workspace.figures / name).read_bytes() == (edition.folder / name).read_bytes()
    page = (workspace.output / "site" / "office-NOR" / "revisions.html").read_text(encoding="utf-8")
    assert "Edition of 30 September 2026" in page
    assert "Edition of 31 August 2026" in page


def told(workspace: Workspace, capsys: Captured, code: int) -> dict[str, Any]:
    """What verifying the editions comes to, by their names."""
    capsys.readouterr()
    assert main(["editions", "--verify", "--workspace", str(workspace.root), "--format", "json"]) == code
    return {one["name"]: one for one in json.loads(capsys.readouterr().out)["editions"]}


def remove_edition(workspace: Workspace, name: str) -> None:
    folder = workspace.editions / name
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def two_editions(workspace: Workspace) -> Workspace:
    """The demo with the two editions that are quickest to count again."""
    remove_edition(workspace, "2026-08-31")
    return workspace


def test_verifying_says_why_an_edition_does_not_come_out(two_editions: Workspace, capsys: Captured) -> None:
    workspace = two_editions
    assert {name: one["found"] for name, one in told(workspace, capsys, GOOD).items()} == {
        "2025-08-31": "as-frozen", "2026-09-30": "as-frozen",
    }  # fmt: skip
    # One of them is enough to be told of rules.
    remove_edition(workspace, "2025-08-31")
    with workspace.settings_file.open("a", encoding="utf-8") as settings:
        settings.write("\n[guarantee]\nmonths = 6\n")
    other = told(workspace, capsys, GOOD)
    assert other["2026-09-30"]["found"] == "other-rules"
    assert other["2026-09-30"]["rules"] == ["guarantee.months"]


def test_verifying_tells_a_broken_archive_from_a_broken_edition(two_editions: Workspace, capsys: Captured) -> None:
    workspace = two_editions
    log = workspace.archive / "received.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    # The last workbook of September is gone, and a byte of the older edition is another.
    late = max(at for at, line in enumerate(lines) if '"received_at": "2026-09-30' in line)
    log.write_text("".join(line for at, line in enumerate(lines) if at != late), encoding="utf-8")
    file = workspace.editions / "2025-08-31" / "figures.parquet"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b" ")
    found = {name: one["found"] for name, one in told(workspace, capsys, COULD_NOT_GO_ON).items()}
    assert found == {"2025-08-31": "damaged", "2026-09-30": "other-rows"}


def test_freezing_says_what_it_did_and_leaves_the_inbox_alone(workspace: Workspace, capsys: Captured) -> None:
    waiting = write_workbook(workspace.inbox_of("NOR") / "NOR.xlsx", leavers({"case": "NOR-2627-0901"}))
    freeze = ["freeze", "--workspace", str(workspace.root), "--language", "en"]
    assert main([*freeze, "--as-of", "2026-09-30", "--known-on", "2026-10-02"]) == GOOD
    assert "Edition 2026-09-30 has these very figures already, as known on 2 October 2026" in capsys.readouterr().out
    # A workbook that came on 23 October changes that day's figures: a second edition of it.
    assert main([*freeze, "--as-of", "2026-09-30"]) == GOOD
    assert "Frozen: edition 2026-09-30-2, as known on 30 October 2026" in capsys.readouterr().out
    assert waiting.exists()
    assert main(["editions", "--workspace", str(workspace.root), "--language", "en"]) == GOOD
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == ["2025-08-31", "2026-08-31", "2026-09-30", "2026-09-30-2"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--known-on", "2026-10-31"], "a day that is over"),
        (["--as-of", "2026-10-05", "--known-on", "2026-10-04"], "no day after"),
        (["--as-of", "31.10.2026"], "written as 2026-10-31"),
    ],
)
def test_freezing_refuses_days_that_could_still_change(
    options: list[str], said: str, demo: Path, capsys: Captured
) -> None:
    assert main(["freeze", "--workspace", str(demo), "--language", "en", *options]) == WRONG_USAGE
    assert said in capsys.readouterr().err


def test_a_workspace_without_editions_says_so(service: Workspace, capsys: Captured) -> None:
    assert main(["editions", "--workspace", str(service.root), "--language", "en"]) == GOOD
    assert "No edition has been frozen yet" in capsys.readouterr().out


def test_a_damaged_edition_stops_the_build(workspace: Workspace, capsys: Captured) -> None:
    (workspace.editions / "2026-09-30" / "edition.json").chmod(0o600)
    (workspace.editions / "2026-09-30" / "edition.json").write_text("{", encoding="utf-8")
    build = ["build", "--workspace", str(workspace.root), "--audience", "office-NOR", "--language", "en"]
    assert main(build) == COULD_NOT_GO_ON
    assert capsys.readouterr().err.splitlines()[-1] == (
        "alj: the edition 2026-09-30 is not as it was frozen: restore it from the workspace's backup."
    )
    assert TO_MEND != COULD_NOT_GO_ON
