"""What the data quality page says of cases that may be one person: pairs to the coordination, its own to an office."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from generator.audience import COORDINATION, Audience, filter_for
from generator.facts import Facts
from generator.pages.likely import likely_table
from generator.pages.view import View
from intake.language import Language
from intake.register import Offers, read_register, write_register
from tests.service_facts import ENGLISH, MINETT, facts_of, pages_by_path, small_facts, small_register

NORTH = Audience("office", "NOR")
PAIRS = [("MIN-2627-0001", "NOR-2627-0001"), ("NOR-2627-0001", "NOR-2627-0002"), ("NOR-2627-0001", "NOR-2627-9999")]
"""The last one names a case that the edition does not know."""


@cache
def facts_with_offers() -> Facts:
    offers = Offers.validate(pl.DataFrame(PAIRS, schema=["case", "other_case"], orient="row"))
    return facts_of(replace(small_register(), offers=offers))


def said(audience: Audience, language: Language = ENGLISH) -> tuple[str, list[list[str]]]:
    table = likely_table(View(filter_for(audience, facts_with_offers()), audience, language))
    return table.subtitle, [[cell.text for cell in row.cells] for row in table.rows]


def test_the_coordination_sees_the_pairs() -> None:
    subtitle, rows = said(COORDINATION)
    assert rows == [list(pair) for pair in PAIRS[:2]]
    assert subtitle.startswith("2 pairs wait for an answer.")


def test_an_office_sees_how_many_of_its_own_cases_wait_and_never_the_other_offices() -> None:
    assert said(MINETT)[1] == [["MIN-2627-0001"]]
    subtitle, rows = said(NORTH)
    assert rows == [["NOR-2627-0001"], ["NOR-2627-0002"]]
    assert subtitle.startswith("2 of your cases wait for the coordination’s answer.")
    assert said(MINETT)[0].startswith("1 of your cases waits for the coordination’s answer.")
    page = pages_by_path(facts_with_offers(), NORTH)["data-quality.md"]
    assert "NOR-2627-0002" in page.fragments["likely"]
    assert "MIN-2627" not in repr(page)


@pytest.mark.parametrize(("language", "words"), [("fr", "1 de vos dossiers attend "), ("de", "1 Ihrer Fälle wartet ")])
def test_it_is_said_in_the_readers_language(language: str, words: str) -> None:
    assert said(MINETT, Language(language))[0].startswith(words)


def test_without_offers_the_page_says_so() -> None:
    page = pages_by_path(small_facts(), MINETT)["data-quality.md"]
    assert "No two cases wait for an answer." in page.fragments["likely"]


def test_offers_are_kept_with_the_register(tmp_path: Path) -> None:
    register = facts_with_offers().register
    write_register(register, tmp_path / "register")
    assert read_register(tmp_path / "register").offers.rows() == PAIRS
