"""The overdue list of an office: what it holds, for whom it is there, and that its bytes tell nothing else."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from generator.audience import COORDINATION, filter_for
from generator.facts import Facts
from generator.pages.overdue_list import overdue_lists
from generator.pages.sites import draft_sites
from generator.pages.view import View
from intake.kept import Kept
from intake.language import Language
from tests.libreoffice import convert, needs_libreoffice
from tests.service_facts import ENGLISH, MINETT, small_facts

HEADS = ("Case", "Next action", "Due", "Days late", "Situation")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return small_facts()


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [
        tuple(cell.value.date() if cell.is_date else cell.value for cell in row)  # type: ignore[union-attr]
        for row in sheet.iter_rows()
    ]


def test_a_list_holds_each_overdue_case_by_number_the_earliest_due_first(facts: Facts) -> None:
    lists = overdue_lists(View(facts, COORDINATION, ENGLISH))
    assert list(lists) == ["downloads/overdue-NOR.xlsx", "downloads/overdue-MIN.xlsx"]
    # A letter is due within ten days of the listing: 14 May was Ascension Day, 11 October a Sunday. The third case of
    # the North has its letter and an interview.
    assert rows_of(lists["downloads/overdue-NOR.xlsx"]) == [
        HEADS,
        ("NOR-2526-0003", "First letter", date(2026, 5, 15), 169, "Moved to another office"),
        ("NOR-2627-0002", "First letter", date(2026, 10, 12), 19, "Not known"),
    ]


def test_what_is_held_back_is_in_no_list(facts: Facts) -> None:
    lists = overdue_lists(View(facts, COORDINATION, ENGLISH))
    assert not any("MIN-2627-0009" in row for content in lists.values() for row in rows_of(content))


def test_an_office_has_its_own_list_alone_and_its_page_leads_to_it(facts: Facts) -> None:
    site = draft_sites(facts, ENGLISH, [MINETT])[0]
    assert list(site.downloads) == ["downloads/overdue-MIN.xlsx"]
    page = next(page for page in site.pages if page.path == "index.md")
    assert 'href="downloads/overdue-MIN.xlsx" download' in page.fragments["overdue"]


def test_the_coordination_s_pages_lead_to_each_list(facts: Facts) -> None:
    pages = {page.path: page for page in draft_sites(facts, ENGLISH, [COORDINATION])[0].pages}
    assert 'href="downloads/overdue-NOR.xlsx"' in pages["index.md"].fragments["overdue"]
    assert 'href="downloads/overdue-MIN.xlsx"' in pages["index.md"].fragments["overdue"]
    assert 'href="../../downloads/overdue-NOR.xlsx"' in pages["offices/nor/index.md"].fragments["overdue"]


def test_an_office_without_an_overdue_case_has_no_list_and_no_link(facts: Facts) -> None:
    nothing = replace(facts, cases=facts.cases.with_columns(days_late=pl.lit(-1, pl.Int32)))
    site = draft_sites(nothing, ENGLISH, [COORDINATION])[0]
    assert site.downloads == {}
    assert all("overdue" not in page.fragments for page in site.pages if page.path.endswith("index.md"))


def test_the_same_cases_give_the_same_bytes_and_no_part_tells_the_hour(facts: Facts) -> None:
    view = View(filter_for(MINETT, facts), MINETT, ENGLISH)
    content = overdue_lists(view)["downloads/overdue-MIN.xlsx"]
    assert content == overdue_lists(view)["downloads/overdue-MIN.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2026, 10, 31, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-10-31T00:00:00Z") == 2
    assert "openpyxl" not in core


def test_a_list_that_says_the_same_is_written_once_and_one_of_another_day_anew(
    facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    kept = Kept(tmp_path, "1")
    share = filter_for(MINETT, facts)
    written = overdue_lists(View(share, MINETT, ENGLISH, kept=kept))
    assert written == overdue_lists(View(share, MINETT, ENGLISH))
    monkeypatch.setattr("generator.pages.overdue_list.ExcelWriter", None)
    assert overdue_lists(View(share, MINETT, ENGLISH, kept=kept)) == written
    with pytest.raises(TypeError):
        overdue_lists(View(replace(share, today=date(2026, 10, 30)), MINETT, ENGLISH, kept=kept))


def test_a_text_that_looks_like_a_formula_stays_text(facts: Facts) -> None:
    odd = facts.cases.with_columns(
        case=pl.when(pl.col("case") == "NOR-2627-0002").then(pl.lit("=1+1")).otherwise("case")
    )
    content = overdue_lists(View(replace(facts, cases=odd), COORDINATION, ENGLISH))["downloads/overdue-NOR.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert "=1+1" in [row[0] for row in rows_of(content)]


def test_a_list_speaks_the_reader_s_language(facts: Facts) -> None:
    lists = overdue_lists(View(facts, COORDINATION, Language("fr")))
    assert rows_of(lists["downloads/overdue-NOR.xlsx"])[0][3] == "Jours de retard"


@needs_libreoffice
@pytest.mark.libreoffice
def test_libreoffice_opens_a_list(facts: Facts, tmp_path: Path) -> None:
    lists = overdue_lists(View(facts, COORDINATION, ENGLISH))
    (tmp_path / "list.xlsx").write_bytes(lists["downloads/overdue-NOR.xlsx"])
    lines = convert(tmp_path / "list.xlsx", tmp_path / "out", "csv").read_text().splitlines()
    assert lines[0] == "Case,Next action,Due,Days late,Situation"
    assert "NOR-2627-0002,First letter,10/12/2026,19,Not known" in lines
