"""The month and the year: what their tables say, counted by hand, and that the month prints on two sheets of A4."""

import subprocess
from pathlib import Path
from shutil import which

import pytest

from generator.audience import COORDINATION, Audience, filter_for
from generator.facts import Facts
from generator.pages.month import month_page
from generator.pages.view import View
from generator.pages.year import annual_by_month
from tests.service_facts import ENGLISH, pages_by_path, small_facts
from tests.test_browser import Sites, sites

__all__ = ["sites"]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return small_facts()


def view_of(facts: Facts) -> View:
    return View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH)


def test_the_months_of_the_annual_table_add_up_to_the_year(facts: Facts) -> None:
    table = annual_by_month(view_of(facts))
    assert [column.label for column in table.columns[1:]] == ["Sept", "Oct", "2026/27 so far"]
    for row in table.rows:
        september, october, year = (int(cell.text) for cell in row.cells[1:])
        assert september + october == year
    whole, *_ = table.rows
    left = facts.annual.filter(office="", month="", line="left-school", school_year="2026/27")["persons"].item()
    assert left > 0
    assert whole.cells[-1].text == str(left)


def test_the_month_is_told_of_all_offices_and_only_to_the_coordination(facts: Facts) -> None:
    page = month_page(view_of(facts))
    assert page.title == "The month: October 2026"
    assert "Minett" in page.fragments["offices"]
    assert "North" in page.fragments["offices"]
    assert not {"month.md", "year.md"} & pages_by_path(facts, Audience("office", "NOR")).keys()


@pytest.mark.browser
def test_the_month_prints_on_two_sheets(sites: Sites, tmp_path: Path) -> None:
    if not which("pdfinfo"):
        pytest.skip("pdfinfo (poppler-utils) is missing")
    page = sites.chromium.new_page()
    page.goto(sites.url("coordination/month"))
    page.pdf(path=str(tmp_path / "month.pdf"), format="A4")
    page.close()
    told = subprocess.run(["pdfinfo", tmp_path / "month.pdf"], capture_output=True, text=True, check=True).stdout
    assert "Pages:           2\n" in told
