"""The index of the search: what pages declare, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator.audience import COORDINATION, Audience
from generator.facts import Facts
from generator.pages.draft import DraftPage
from generator.parts import Cell, Column, Row, Table, render_table
from generator.search import Find, FoundPage, search_index
from tests.service_facts import MINETT, facts_of, pages_by_path, small_facts, small_register

NORTH = Audience("office", "NOR")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return small_facts()


def index_of(*pages: FoundPage) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(search_index(pages).removeprefix("alj.searchIndex = ").removesuffix(";\n"))
    return read


def finds(pages: dict[str, DraftPage], kind: str) -> dict[str, tuple[str, str, str]]:
    """What is found as this kind: title to path, words and anchor."""
    return {
        find.title: (path, find.words, find.anchor)
        for path, page in pages.items()
        for find in page.finds
        if find.kind == kind
    }


def test_an_entry_names_its_kind_page_and_title_and_leaves_out_what_is_empty() -> None:
    index = index_of(
        FoundPage("a.html", "One", (Find("case", "NOR-2627-0001", anchor="NOR-2627-0001"),), {}),
        FoundPage("b.html", "Two", (Find("office", "Nörd", "NOR"), Find("definition", "Open", anchor="open")), {}),
    )
    kinds = index["kinds"]
    assert index["pages"] == [["a.html", "One"], ["b.html", "Two"]]
    assert [[kinds[kind], *rest] for kind, *rest in index["entries"]] == [
        ["page", 0, "One"],
        ["case", 0, "NOR-2627-0001", "", True],
        # The page of an office stands for the office.
        ["office", 1, "Nörd", "NOR"],
        ["definition", 1, "Open", "", "open"],
    ]


def test_a_page_is_found_by_the_titles_of_its_tables_but_by_no_cell() -> None:
    rows = (Row((Cell("NOR-2627-0001"),)),)
    table = render_table(Table("t", "Cases & places", (Column("Case"),), rows, "none"))
    index = index_of(FoundPage("a.html", "One", (), {"t": table}))
    assert [entry[2:] for entry in index["entries"]] == [["One"], ["Cases & places", "", "t"]]


def test_the_coordination_finds_every_listed_case_at_its_row(facts: Facts) -> None:
    pages = pages_by_path(facts, COORDINATION)
    found = finds(pages, "case")
    assert found["NOR-2627-0002"] == ("offices/nor/caseload.md", "", "NOR-2627-0002")
    assert found["MIN-2627-0009"] == ("offices/min/caseload.md", "", "MIN-2627-0009")
    for case, (path, _, anchor) in found.items():
        assert f'<tr id="{anchor}"' in pages[path].fragments["cases"], case


def test_an_office_finds_its_own_cases_and_itself_alone(facts: Facts) -> None:
    pages = pages_by_path(facts, MINETT)
    assert {case[:3] for case in finds(pages, "case")} == {"MIN"}
    assert finds(pages, "office") == {"Minett": ("index.md", "MIN", "")}


def test_offices_definitions_and_problems_are_found_by_name_and_words(facts: Facts) -> None:
    pages = pages_by_path(facts, COORDINATION)
    assert finds(pages, "office") == {
        "North": ("offices/nor/index.md", "NOR", ""), "Minett": ("offices/min/index.md", "MIN", ""),
    }  # fmt: skip
    path, meaning, anchor = finds(pages, "definition")["Not known"]
    assert (path, anchor) == ("definitions.md", "not-known")
    assert "has expired" in meaning
    codes = {anchor for _, _, anchor in finds(pages, "problem").values()}
    assert "not-in-list" in codes


def test_a_case_closed_long_ago_is_found_at_its_row_among_all_cases() -> None:
    closed = small_register(outcomes="""
        case          | situation   | from_date
        NOR-2526-0003 | qualified   | 2026-05-20
    """)  # fmt: skip
    for audience, at in ((COORDINATION, "offices/nor/"), (NORTH, "")):
        pages = pages_by_path(facts_of(closed), audience)
        assert finds(pages, "case")["NOR-2526-0003"] == (f"{at}cases.md", "", "NOR-2526-0003")
        assert '<tr id="NOR-2526-0003"' in pages[f"{at}cases.md"].fragments["cases"]
        # An open case is found on the caseload alone.
        assert finds(pages, "case")["NOR-2627-0002"][0] == f"{at}caseload.md"
        assert sum(find.title == "NOR-2627-0002" for page in pages.values() for find in page.finds) == 1


def test_no_page_but_those_of_cases_puts_a_case_into_the_index(facts: Facts) -> None:
    for path, page in pages_by_path(facts, COORDINATION).items():
        written = search_index([FoundPage("x.html", page.title, page.finds, page.fragments)])
        assert not any(case in written for case in facts.cases["case"]) or path.endswith(("caseload.md", "cases.md")), (
            path
        )


def test_every_link_of_a_built_index_leads_somewhere(demo: Path) -> None:
    for folder in (demo / "output/site").iterdir():
        text = (folder / "assets/search-index.js").read_text(encoding="utf-8")
        index = json.loads(text.removeprefix("alj.searchIndex = ").removesuffix(";\n"))
        places: dict[str, set[str]] = {}
        for _, page, title, *rest in index["entries"]:
            href = index["pages"][page][0]
            if href not in places:
                places[href] = set(re.findall(r'\sid="([^"]*)"', (folder / href).read_text(encoding="utf-8")))
            anchor = rest[1] if len(rest) > 1 else ""
            assert not anchor or (title if anchor is True else anchor) in places[href], (folder.name, href, title)
        assert len(places) > (3 if folder.name == "ministry" else 10)
