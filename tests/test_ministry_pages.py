"""The ministry's site: controlled counts and nothing else, in pages, charts, search index and file names."""

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from generator.audience import COORDINATION, MINISTRY, Audience, audiences, filter_for
from generator.disclosure_proof import Limits
from generator.facts import Facts
from generator.ministry_counts import Counts, Published
from generator.ministry_tables import publish
from generator.pages.draft import DraftPage
from generator.pages.ministry_cells import part_cell
from generator.pages.sites import assemble_sites, draft_sites, render_pages
from generator.pages.view import View
from generator.site import build_site
from intake.language import Language
from tests.sampled_ministry import FIRST_EDITION, SECOND_EDITION, sampled_counts
from tests.service_facts import ENGLISH, facts_of, small_register

CANARIES = ("NOR-2627", "NOR-2526", "MIN-2627", "YW-2627", "referral-psychological", "Canary")
OFFICES = {"ALZ": "Alzette", "MIN": "Minett", "NOR": "North", "SUR": "Sûre", "WES": "West"}
REFERENCE = {
    "offices": [
        {"code": code, "name": name, "posts": 1.75, "email": "canary@alj.example"}
        for code, name in OFFICES.items()
    ],
    "schools": [{"code": "LTA", "name": "Canary school", "preparatory": "yes"}],
    "pupils": [
        {"school_year": "2024/25", "track": "all", "compulsory_age": 16, "pupils": 23150},
        {"school_year": "2025/26", "track": "all", "compulsory_age": 18, "pupils": 23040},
    ],
    "published": [
        {"school_year": "2023/24", "figure": "rate of school leaving", "value": 8.2, "definition": "per cent",
         "source": "report"},
    ],
}  # fmt: skip
LARGE, SMALL = 5, 2
"""Samples of a large and of a small service."""


def told_of(facts: Facts, counts: dict[str, Counts]) -> Facts:
    ministry, _ = publish(Published(), counts, date(2026, 10, 31), Limits())
    return replace(facts, ministry=ministry)


@pytest.fixture(scope="module")
def bare() -> Facts:
    return facts_of(small_register(reference=REFERENCE))


@pytest.fixture(scope="module", params=[LARGE, SMALL])
def facts(bare: Facts, request: pytest.FixtureRequest) -> Facts:
    counts = sampled_counts(request.param)
    return told_of(bare, {key: counts[key] for key in (*FIRST_EDITION, *SECOND_EDITION)})


def pages_of(facts: Facts, language: Language = ENGLISH) -> dict[str, DraftPage]:
    return {page.path: page for page in render_pages(filter_for(MINISTRY, facts), MINISTRY, language)}


def cells_of(page: DraftPage, fragment: str) -> dict[str, list[str]]:
    """A table's cells by the head of their row, without what stands beneath or belongs to the markup."""
    rows: dict[str, list[str]] = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page.fragments[fragment], re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", re.sub(r'<span class="sub">.*?</span>', "", row), re.DOTALL)
        head, *counts = [re.sub(r"<[^>]*>", "", cell) for cell in cells]
        rows[head] = counts
    return rows


def test_the_ministry_has_a_site_where_it_is_told_something(bare: Facts, facts: Facts) -> None:
    assert MINISTRY not in audiences(bare)
    assert MINISTRY in audiences(facts)
    for audience in (COORDINATION, Audience("office", "MIN")):
        assert filter_for(audience, facts).ministry is None


def test_its_facts_hold_no_row_that_is_not_published(facts: Facts) -> None:
    own = filter_for(MINISTRY, facts)
    known = {"register", "ministry", "settings", "statuses", "today", "edition"}
    for one in fields(own):
        value = getattr(own, one.name)
        empty = value.is_empty() if isinstance(value, pl.DataFrame) else value == ()
        assert one.name in known or empty, one.name
    assert own.statuses == {}
    register = own.register
    tables = [
        *register.tables.values(),
        *register.held.values(),
        register.submissions,
        register.problems,
        register.changes,
    ]
    assert all(table.is_empty() for table in tables)
    assert {key for key, table in register.reference.items() if not table.is_empty()} == {
        "offices",
        "pupils",
        "published",
    }
    offices = register.reference["offices"]
    assert offices.drop("row", "code", "name").null_count().row(0) == (5,) * (offices.width - 3)


def test_nothing_case_by_case_stands_anywhere_in_the_built_site(facts: Facts, tmp_path: Path) -> None:
    (site,) = assemble_sites(draft_sites(facts, ENGLISH, [MINISTRY]), 1)
    build_site(site, tmp_path / "ministry")
    seen = 0
    for path in (tmp_path / "ministry").rglob("*"):
        assert not any(canary in path.name for canary in CANARIES)
        if path.suffix in (".html", ".js", ".json", ".svg", ".txt", ".xml"):
            seen += 1
            text = path.read_text(encoding="utf-8")
            assert not any(canary in text for canary in CANARIES), path.name
    assert seen >= 5


def test_the_tables_show_what_the_control_lets_through(facts: Facts) -> None:
    ministry = facts.ministry
    assert ministry is not None

    def sign(key: str) -> str:
        value = ministry.controlled.value(key)
        return "[w]" if value is None else ENGLISH.number(value)

    pages = pages_of(facts)
    lines = ("left-school", "temporary", "permanent", "not-reached")
    offices = cells_of(pages["index.md"], "offices")
    for code, name in (("ALZ", "Alzette"), ("SUR", "Sûre")):
        assert offices[name] == [sign(f"2025/26 annual {code} {line}") for line in lines]
    assert offices["All offices"] == [sign(f"2025/26 annual {line}") for line in lines]
    annual = cells_of(pages["tables.md"], "annual")
    assert annual["Not reached"] == [sign(f"{year} annual not-reached") for year in ("2024/25", "2025/26")]
    flows = cells_of(pages["guarantee.md"], "flows")
    assert flows["September to November 2025"] == [
        sign(f"2025/26-1 {name}") for name in ("entrants", "exits", "positive", "timely", "stock")
    ]
    assert flows["School year 2024/25"][0] == sign("2024/25 entrants")


def test_a_withheld_count_is_in_no_chart_tile_or_share(bare: Facts) -> None:
    # 3 of the quarter's 3 entries are nobody's to know; the chart has no such line, and its table the sign.
    quarter = dict(sampled_counts(LARGE)["2025/26-1"])
    for name in [key for key in quarter if key.startswith("entrants")]:
        quarter[name] = 3 if name in ("entrants", "entrants sex/female", "entrants entry-age/15-19") else 0
    facts = told_of(bare, {"2025/26-1": quarter})
    page = pages_of(facts)["guarantee.md"]
    (chart,) = page.charts["quarters"]
    at = [row[0] for row in chart.table.rows].index("September to November 2025")
    assert chart.table.rows[at][1] == "[w]"
    assert repr(chart.spec).count("3.0") == 0
    assert [line.name for line in chart.spec.lines] == ["exits"]  # type: ignore[union-attr]


def test_the_sign_is_one_and_is_read_out(facts: Facts) -> None:
    every = "".join(fragment for page in pages_of(facts).values() for fragment in page.fragments.values())
    signs = set(re.findall(r"<[^>]*>\[w\]</[^>]*>", every))
    assert signs <= {'<span class="quiet" role="img" aria-label="withheld">[w]</span>', "<strong>[w]</strong>",
                     '<dd class="tile-value">[w]</dd>'}  # fmt: skip
    assert '<span class="quiet" role="img" aria-label="withheld">[w]</span>' in signs


def test_a_share_stands_on_ten_and_beside_nothing_withheld(bare: Facts) -> None:
    counts = dict(sampled_counts(LARGE)["2025/26-1"])
    counts |= {"listed": 40, "reached": 30, "interviewed": 38, "accompanied": 9}
    view = View(filter_for(MINISTRY, told_of(bare, {"2025/26-1": counts})), MINISTRY, ENGLISH)
    assert part_cell(view, "2025/26-1", "reached", "listed").sub == "75\N{NO-BREAK SPACE}%"
    # 2 of 40 were not interviewed, so neither how many were is told nor their share.
    cell = part_cell(view, "2025/26-1", "interviewed", "listed")
    assert "[w]" in str(cell.html)
    assert cell.sub == ""
    counts |= {"listed": 9, "reached": 0, "interviewed": 9, "accompanied": 0}
    view = View(filter_for(MINISTRY, told_of(bare, {"2025/26-1": counts})), MINISTRY, ENGLISH)
    assert part_cell(view, "2025/26-1", "accompanied", "interviewed").sub == ""


def test_the_break_in_the_series_is_marked_and_no_line_crosses_it(facts: Facts) -> None:
    pages = pages_of(facts)
    assert "a break in the series: compulsory to 18 from here on" in pages["tables.md"].fragments["rates"]
    (chart,) = pages["index.md"].charts["rate"]
    for line in chart.spec.lines:  # type: ignore[union-attr]
        assert sum(value is not None for value in line.values) == 1
    assert "8.2" in pages["tables.md"].fragments["rates"]


def test_the_state_line_says_no_count(facts: Facts) -> None:
    state = pages_of(facts)["index.md"].fragments["state"]
    assert "closed quarters and years up to 31 August 2026" in state
    assert "complete" in state
    assert "held back" not in state


def test_before_anything_is_closed_the_pages_say_so(bare: Facts) -> None:
    pages = pages_of(told_of(bare, {}))
    for path in ("index.md", "tables.md", "guarantee.md"):
        assert "Nothing is told yet" in pages[path].markdown


@pytest.mark.parametrize(("language", "word"), [("fr", "masqué"), ("de", "zurückgehalten")])
def test_the_site_is_written_in_every_language(facts: Facts, language: str, word: str) -> None:
    assert (
        f'aria-label="{word}"'
        in pages_of(facts, Language(language))["tables.md"].fragments["lasting"]
        + pages_of(facts, Language(language))["index.md"].fragments["offices"]
    )
