"""Sites: each audience's pages built whole, text that stays text, in every language."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.audience import COORDINATION, audiences, filter_for
from generator.facts import Facts
from generator.laid_aside import Packed, digests_of, lay_aside, packed
from generator.pages.sites import assemble_sites, draft_sites, render_pages
from generator.site import build_site, build_sites
from generator.site_parts import Page
from intake.kept import Kept
from intake.language import Language
from intake.settings import Settings
from tests.registers import register_of
from tests.service_facts import ENGLISH, HOSTILE, MINETT, REFERENCE, facts_of, small_facts, small_register


@pytest.fixture(scope="module")
def facts() -> Facts:
    return small_facts()


@pytest.fixture(scope="module")
def sites(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sites")
    build_sites(assemble_sites(draft_sites(facts, ENGLISH), 1), output, 1)
    return output


def test_every_site_builds_and_every_link_leads_somewhere(facts: Facts, sites: Path) -> None:
    for audience in audiences(facts):
        assert (sites / audience.key / "index.html").is_file()
    caseload_page = (sites / "coordination/offices/nor/caseload.html").read_text(encoding="utf-8")
    assert "NOR-2627-0002" in caseload_page
    assert 'data-fragment="' not in caseload_page


def test_sites_written_beside_each_other_are_those_written_one_after_the_other(facts: Facts, tmp_path: Path) -> None:
    done: list[str] = []
    kept = partial(_kept, tmp_path)
    several = draft_sites(facts, ENGLISH, kept=kept, processes=2, progress=done.append)
    assert several == draft_sites(facts, ENGLISH)
    assert sorted(done) == sorted(audience.key for audience in audiences(facts))
    assert {one.name for one in tmp_path.iterdir()} == {*done} - {"ministry"}, "each kept its own parts"


def _kept(folder: Path, key: str) -> Kept:
    return Kept(folder / key, "1")


def test_the_built_site_of_an_office_names_no_other_office_s_case(sites: Path) -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for path in (sites / "office-MIN").rglob("*")
        if path.suffix in (".html", ".json")
    ]
    assert any("MIN-2627-0001" in text for text in texts)
    assert not any("NOR-2627-0001" in text or "NOR-2526-0003" in text for text in texts)


def test_names_from_a_workbook_stay_text(tmp_path: Path) -> None:
    reference = {**REFERENCE, "offices": [
        {"code": "NOR", "name": HOSTILE, "posts": 1.0}, {"code": "MIN", "name": "Minett", "posts": 1.0},
    ]}  # fmt: skip
    changes: dict[str, Any] = {
        "reference": reference,
        "workshops": [
            {"workshop": HOSTILE, "place": HOSTILE, "starts_on": date(2026, 9, 14), "ends_on": date(2027, 1, 14)},
        ],
        "participants": [{"workshop": HOSTILE, "case": "NOR-2627-0001", "joined_on": date(2026, 9, 14)}],
    }
    hostile = facts_of(small_register(**changes), Settings(language="en", note=HOSTILE, service=HOSTILE))
    (site,) = assemble_sites(draft_sites(hostile, ENGLISH, [COORDINATION]), 1)
    build_site(site, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>window.hacked" not in text
        assert 'href="javascript:' not in text


def test_a_service_without_any_data_yet_has_its_pages(tmp_path: Path) -> None:
    empty = facts_of(register_of(reference={"offices": [{"code": "NOR", "name": "North", "posts": 1.0}]}, submissions=[
        {"office": "NOR", "state": "refused", "stands": False},
    ]))  # fmt: skip
    built = assemble_sites(draft_sites(empty, ENGLISH), 1)
    build_sites(built, tmp_path, 1)
    home = (tmp_path / "coordination/index.html").read_text(encoding="utf-8")
    assert "Workbook can&#39;t be read" in home
    assert "N/A" not in home


def test_pages_are_the_same_at_each_run(facts: Facts) -> None:
    assert render_pages(filter_for(MINETT, facts), MINETT, ENGLISH) == render_pages(
        filter_for(MINETT, facts), MINETT, ENGLISH
    )


@pytest.mark.parametrize("language", ["fr", "de"])
def test_pages_are_written_in_every_language(facts: Facts, language: str) -> None:
    pages = render_pages(filter_for(COORDINATION, facts), COORDINATION, Language(language))
    assert "31 octobre 2026" in pages[0].fragments["state"] or "31. Oktober 2026" in pages[0].fragments["state"]


def test_what_is_laid_aside_is_put_into_pages_as_it_is_without(facts: Facts, sites: Path, tmp_path: Path) -> None:
    (tmp_path / "aside").mkdir()
    drafts = draft_sites(facts, ENGLISH, processes=2, aside=tmp_path / "aside")
    build_sites(assemble_sites(drafts, 1), tmp_path / "sites", 1)
    for path in sorted(sites.rglob("*")):
        if path.is_file() and path.suffix != ".xlsx":
            assert (tmp_path / "sites" / path.relative_to(sites)).read_bytes() == path.read_bytes(), path.name


def test_a_page_is_told_by_what_is_put_into_it_whichever_way_it_came_there(tmp_path: Path) -> None:
    one, other = (
        lay_aside({"b": text, "a": "ü\ud800"}, tmp_path / str(number)) for number, text in enumerate(("x", "y"))
    )
    page = Page("index.md", "Home", "# Home", one)
    as_drawn_now = replace(page, fragments={"a": "ü\ud800"}, charts={"b": "x"})
    assert page.told() == as_drawn_now.told() != replace(page, fragments=other).told()
    assert str(tmp_path) not in page.told()
    assert dict(one) == one.all() == {"b": "x", "a": "ü\ud800"}
    assert list(one) == ["b", "a"]


def test_fragments_have_others_in_their_place_packed_or_not(tmp_path: Path) -> None:
    other = packed({"a": "1", "b": "2"}).but({"b": "3"}).but({"c": "ü"})
    wanted = {"a": "1", "b": "3", "c": "ü"}
    for one in (other, lay_aside(other, tmp_path / "one"), Packed(other.in_one(), other.digests)):
        assert one.all() == wanted
        assert one == wanted
        assert one.digests == digests_of(wanted)
