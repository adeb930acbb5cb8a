"""What the service changes in `alj.toml` or in the reference workbook takes effect with the next run, without code."""

import datetime
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from alj.cli import GOOD, TO_MEND, main
from alj.rendering import Rendered
from generator.audience import Audience, audiences, filter_for
from generator.facts import Facts
from generator.pages.sites import render_pages
from intake.submissions import receipts
from intake.tables import MONTHLY_LIST, REFERENCE_WORKBOOK
from intake.workspace import Workspace
from tests.workbooks import ENGLISH, TODAY, write_workbook

OFFICES = """
code | name   | posts
NOR  | North  | 1.5
MIN  | Minett | 1.75
"""
COMMUNES = """
commune  | canton   | office
Clervaux | Clervaux | {office}
"""
SCHOOLS = """
code | name    | preparatory | office
LTA  | Lycée A | yes         | NOR
"""
CALENDAR = """
school_year | month | list_expected_on | workbooks_due_on
2026/27     | 10    | 05.10.2026       | {due}
2026/27     | 11    | 05.11.2026       | 30.11.2026
"""
LEAVER = """
case          | origin       | opened_on  | listed_on  | last_name | first_name | birth_date | sex  | left_school_on | years_behind
NOR-2627-0001 | Monthly list | 26.10.2026 | 26.10.2026 | Sample    | Una        | 14.03.2009 | Male | 15.09.2026     | 1
"""  # noqa: E501 (a table is read in columns)
LISTED = """
last_name | first_name | birth_date | sex  | commune  | school | track           | left_school_on
Sample    | Tria       | 02.02.2009 | Male | Clervaux | LTA    | esg-lower        | 15.09.2026
"""
LISTED_LATER = "Sample    | Quara      | 03.03.2008 | Male | Clervaux | LTA    | esg-lower        | 21.09.2026\n"


def reference(workspace: Workspace, *, offices: str = "", commune: str = "NOR", due: str = "30.10.2026") -> None:
    """Write the reference workbook anew: with more offices, another office of the commune, another day."""
    tables = {
        "offices": OFFICES + offices, "communes": COMMUNES.format(office=commune), "schools": SCHOOLS,
        "calendar": CALENDAR.format(due=due),
    }  # fmt: skip
    write_workbook(workspace.reference, tables, {"data_on": datetime.date(2026, 9, 1)}, REFERENCE_WORKBOOK)


@pytest.fixture
def service(tmp_path: Path) -> Workspace:
    """A workspace of two offices of which one has sent a workbook with one youngster, listed on 26 October 2026."""
    main(["init", str(tmp_path / "service"), "--language", "en"])
    workspace = Workspace(tmp_path / "service")
    (workspace.lists / "template.xlsx").unlink()
    settings(workspace, "")
    reference(workspace)
    (workspace.inbox / "NOR").mkdir()
    upload = write_workbook(workspace.inbox / "NOR" / "north.xlsx", {"leavers": LEAVER})
    # An upload of a moment ago would be waited for.
    os.utime(upload, (0, 0))
    return workspace


def settings(workspace: Workspace, more: str) -> None:
    workspace.settings_file.write_text(f'language = "en"\ntoday = {TODAY.isoformat()}\n{more}', encoding="utf-8")


Pages = Mapping[str, str]


@dataclass(frozen=True)
class NotDrawn(Rendered):
    """Sites of which only the names are there."""

    audiences: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        return list(self.audiences)


@pytest.fixture
def pages(service: Workspace, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Pages]:
    """Builds the service and returns an office's pages by path; what takes its time, drawing and writing, is left."""
    drawn: list[Facts] = []

    def noted(_workspace: Workspace, _sites: Path, facts: Facts, *_rest: object) -> Rendered:
        drawn.append(facts)
        return NotDrawn(audiences=tuple(audience.key for audience in audiences(facts)))

    monkeypatch.setattr("alj.building.render", noted)

    def build(office: str) -> Pages:
        main(["build", "--workspace", str(service.root)])
        reader = Audience("office", office)
        own = filter_for(reader, drawn[-1])
        return {page.path: repr(page.fragments) for page in render_pages(own, reader, ENGLISH)}

    return build


def test_deadlines_changed_in_settings_and_calendar_are_on_the_offices_pages(
    service: Workspace, pages: Callable[[str], Pages]
) -> None:
    before = pages("NOR")
    assert "5 Nov" in before["caseload.md"]  # 26 October and ten days
    assert ">30 Oct<" in before["index.md"]
    settings(service, "[protocol]\nfirst_letter_days = 2\n")
    # The workbook says 30 October: nothing of that day tells 28 October but the calendar.
    reference(service, due="28.10.2026")
    after = pages("NOR")
    assert "28 Oct" in after["caseload.md"]
    assert "3 days late" in after["caseload.md"]
    assert ">28 Oct<" in after["index.md"]


def test_on_a_fixed_day_what_comes_in_has_come_on_that_day(service: Workspace, pages: Callable[[str], Pages]) -> None:
    received = pages("NOR")["index.md"]
    assert {receipt.received_on for receipt in receipts(service)} == {TODAY}
    assert "workbook of 31 Oct" in received


def test_another_office_has_its_site_its_template_and_its_state(
    service: Workspace, pages: Callable[[str], Pages], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference(service, offices="ELE | Eleven | 1\n")
    assert "Eleven" in pages("ELE")["index.md"]
    root = ["--workspace", str(service.root)]
    target = tmp_path / "eleven.xlsx"
    assert main(["template", *root, "--office", "ELE", "--year", "2026/27", "--to", str(target)]) == GOOD
    assert "ELE" in {
        cell for row in openpyxl.load_workbook(target)["Cover"].iter_rows(values_only=True) for cell in row
    }
    capsys.readouterr()
    assert main(["status", *root]) == TO_MEND
    lines = capsys.readouterr().out.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("ELE"))
    assert "nothing received" in lines[at]
    assert lines[at + 1].strip() == "Workbook of October 2026: due 30 October 2026, 1 day late"
    assert "office-ELE" in json.loads((service.output / "build.json").read_text(encoding="utf-8"))["sites"]


def test_a_commune_moved_to_another_office_takes_its_next_leavers_along(
    service: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    write_list(service, datetime.date(2026, 9, 7), LISTED)
    assert new_by_office(service, capsys) == {"NOR": 1}
    reference(service, commune="MIN")
    write_list(service, datetime.date(2026, 10, 5), LISTED + LISTED_LATER)
    # Who has a number at the office of before stays there.
    assert new_by_office(service, capsys) == {"MIN": 1}


def write_list(workspace: Workspace, drawn_on: datetime.date, listed: str) -> None:
    cover = {"drawn_on": drawn_on, "kind": "Everybody out of school"}
    write_workbook(workspace.lists / f"{drawn_on:%Y-%m}.xlsx", {"listed": listed}, cover, MONTHLY_LIST)


def new_by_office(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Mapping[str, int]:
    """Return by office how many of the last list are new, where there are any."""
    capsys.readouterr()
    main(["list", "--workspace", str(workspace.root), "--format", "json"])
    *_, drawn = json.loads(capsys.readouterr().out)["lists"]
    return {one["office"]: one["new"] for one in drawn["offices"] if one["new"]}
