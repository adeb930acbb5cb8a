"""Six questions that a coordinator asks, answered by clicking from the first page: at most three clicks each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from generator.caseload import caseload
from intake.register import Register, read_register
from intake.settings import read_settings
from intake.workspace import Workspace

pytestmark = pytest.mark.browser

TODAY = date(2026, 10, 31)
MOST_CLICKS = 3


@dataclass
class Reader:
    """Somebody at the first page of the coordination's site, whose clicks are counted."""

    page: Any
    clicks: int = 0

    def click(self, link: Any) -> None:
        self.clicks += 1
        with self.page.expect_navigation(wait_until="load"):
            link.click()

    def subject(self, name: str) -> None:
        self.click(self.page.locator(".alj-nav").get_by_role("link", name=name, exact=True))

    def row(self, table: str, words: str) -> list[str]:
        """The cells of the first row with these words; none where there is no such row."""
        rows = self.page.locator(f"#{table} tbody tr", has_text=words)
        return [str(cell).strip() for cell in rows.first.locator("th, td").all_inner_texts()] if rows.count() else []


@pytest.fixture
def reader(demo: Path, chromium: Any) -> Iterator[Reader]:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto((demo / "output/site/coordination/index.html").as_uri())
    reader = Reader(page)
    yield reader
    page.close()
    assert reader.clicks <= MOST_CLICKS


@pytest.fixture(scope="module")
def register(demo: Path) -> Register:
    return read_register(Workspace(demo).register)


@pytest.fixture(scope="module")
def cases(demo: Path, register: Register) -> pl.DataFrame:
    """The open cases that are counted, each with its office's name."""
    state = caseload(register, TODAY, read_settings(Workspace(demo).settings_file))
    names = register.reference["offices"].select("name", office="code")
    return state.filter("is_open", ~pl.col("held")).join(names, on="office")


def test_which_office_is_latest_with_second_contacts(reader: Reader, cases: pl.DataFrame) -> None:
    late = cases.filter(pl.col("next_action").cast(pl.String) == "second-contact", pl.col("days_late") > 0)
    most = late.group_by("name").len().sort("len", "name", descending=[True, False])
    where = reader.row("attention", "Second contact not made")[2]
    name, n = re.findall(r"([^\d,:]+?):? (\d+)", where)[0]
    assert int(n) == most["len"][0]
    assert name in most.filter(pl.col("len") == most["len"][0])["name"]
    # And which cases: one click.
    reader.click(reader.page.locator("#attention tr", has_text="Second contact not made").get_by_role("link").first)
    shown = reader.page.locator("#cases tbody tr:not([hidden])")
    assert shown.count() == int(n)


def test_who_passes_the_four_months_in_the_next_30_days(reader: Reader, cases: pl.DataFrame) -> None:
    soon = cases.filter(
        pl.col("clock").cast(pl.String) == "running", pl.col("clock_until").is_between(TODAY, TODAY + timedelta(30))
    )
    reader.click(reader.page.locator(".tile", has_text="No offer in four months").get_by_role("link").last)
    listed = reader.page.locator("#soon tbody th").all_inner_texts()
    assert soon.height > 0
    assert sorted(listed) == sorted(soon["case"])


def test_how_many_left_school_again_after_re_enrolling_last_year(reader: Reader, demo: Path) -> None:
    annual = pl.read_parquet(demo / "output/figures/annual.parquet")
    told = annual.filter(office="", month="", school_year="2025/26", line="left-again")["persons"].item()
    reader.subject("Outcomes")
    heads = reader.page.locator("#annual thead th").all_inner_texts()
    place = next(at for at, head in enumerate(heads) if head.strip() == "2025/26")
    assert reader.row("annual", "Re-enrolled, then left again")[place].split()[0] == str(told)
    # And of whom the line above is: one click to the offices, one to the cases.
    left = reader.page.locator("#annual tbody tr").first.locator("td").nth(place - 1)
    n = int(left.locator("a").inner_text())
    reader.click(left.locator("a"))
    counted = reader.page.locator("#offices tbody td a")
    assert sum(map(int, counted.all_inner_texts())) == n > told
    shown = int(counted.first.inner_text())
    reader.click(counted.first)
    assert reader.page.locator("#cases tbody tr:not([hidden])").count() == shown


def test_whose_workbook_is_late(reader: Reader, register: Register) -> None:
    due = register.reference["calendar"]["workbooks_due_on"].drop_nulls().unique().sort()
    last, before = due.filter(due <= TODAY).sort(descending=True)[:2]
    sent = register.submissions.filter("stands").group_by("office").agg(pl.col("received_at").max().dt.date())
    names = dict(register.reference["offices"].select("code", "name").iter_rows())
    told = reader.page.locator(
        "#attention tbody tr", has=reader.page.get_by_text(re.compile("^Workbook not received$"))
    )
    late = [name.strip() for name in told.locator("td:nth-child(3)").all_inner_texts()]
    assert late == [names[office] for office, day in sorted(sent.iter_rows()) if day <= before < last]
    assert late


def test_where_a_case_stands_and_when_it_was_last_contacted(reader: Reader, cases: pl.DataFrame) -> None:
    one = cases.drop_nulls("last_contact_on").sort("case").row(3, named=True)
    page = reader.page
    page.keyboard.press("/")
    page.keyboard.type(one["case"])
    page.wait_for_selector(".alj-search__hit[aria-selected=true]")
    reader.clicks += 1
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    page.wait_for_selector(f"#{one['case']}.t-found")
    cells = page.locator(f"#{one['case']}").locator("th, td").all_inner_texts()
    assert cells[0].strip() == one["case"]
    assert f"{one['last_contact_on'].day} " in cells[-1]


def test_a_case_closed_long_ago_is_found_as_fast(reader: Reader, demo: Path, register: Register) -> None:
    state = caseload(register, TODAY, read_settings(Workspace(demo).settings_file))
    closed = state.filter(~pl.col("is_open"), ~pl.col("held"), ~pl.col("owes_follow_up")).sort("closed_from")
    case = closed["case"][0]
    page = reader.page
    page.keyboard.press("/")
    page.keyboard.type(case)
    page.wait_for_selector(".alj-search__hit[aria-selected=true]")
    reader.clicks += 1
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    page.wait_for_selector(f"#{case}.t-found")
    assert "closed " in page.locator(f"#{case}").inner_text()


def test_which_preparatory_schools_were_not_visited_this_year(reader: Reader, register: Register) -> None:
    held = register.tables["interventions"]
    visited = held.filter(pl.col("held_on").is_between(date(2026, 9, 1), TODAY))["school"]
    schools = register.reference["schools"].filter(pl.col("preparatory").cast(pl.String) == "yes")
    wanted = schools.filter(~pl.col("code").is_in(visited.implode()))["name"]
    reader.subject("Prevention")
    assert sorted(reader.page.locator("#not-visited tbody th").all_inner_texts()) == sorted(wanted)
    assert len(wanted) > 0
