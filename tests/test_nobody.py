"""Nobody at all, and an office with nobody: every figure is 0, no sum fails, and every page is there."""

from datetime import date

import polars as pl
import pytest

from generator.audience import audiences, filter_for
from generator.caseload import caseload
from generator.facts import Facts
from generator.indicators import INDICATORS, compute_indicators
from generator.pages.sites import assemble_sites, draft_sites, render_pages
from intake.language import Language
from tests.counting import NO_HISTORY, SETTINGS
from tests.registers import register_of
from tests.service_facts import ENGLISH, facts_of

TWO_OFFICES = {"offices": "code | name  | posts\nNOR  | North | 1.5\nEMP  | Empty | 2.0"}
OF_EVERY_OFFICE = ("cases-a-post",)
"""What has a base though nobody is there: the posts."""
NO_YEAR = {"leaving-rate", "effective-leaving-rate"}
"""What has no figure where nobody left school."""


@pytest.fixture(scope="module")
def nobody() -> Facts:
    return facts_of(register_of(reference=TWO_OFFICES))


@pytest.fixture(scope="module")
def one_case() -> Facts:
    return facts_of(
        register_of(
            leavers="case | listed_on | left_school_on\nNOR-2627-0001 | 2026-10-01 | 2026-09-15",
            contacts="case | contact_on | kind | with_whom\nNOR-2627-0001 | 2026-10-05 | letter | parents",
            interventions="held_on | offered | taken_up\n2026-10-20 | 5 | 2",
            reference=TWO_OFFICES,
        )
    )


def not_zero(figures: pl.DataFrame) -> set[str]:
    """The indicators of which a numerator is not 0, or a base that is no office's posts."""
    base = (pl.col("base") != 0) & ~pl.col("indicator").is_in(OF_EVERY_OFFICE)
    return set(figures.filter((pl.col("numerator") != 0) | base.fill_null(value=False))["indicator"])


def test_of_nobody_every_figure_is_there_and_0(nobody: Facts) -> None:
    assert set(nobody.figures["indicator"]) == set(INDICATORS) - NO_YEAR
    assert not_zero(nobody.figures) == set()
    assert not_zero(nobody.comparison) == set()
    assert nobody.annual["persons"].unique().to_list() == [0]
    assert nobody.figure("cases-a-post", "EMP").base == 2.0
    assert nobody.figure("reached").value is None, "a share of nobody is no number"


def test_an_office_with_nobody_has_every_figure_and_each_is_0(one_case: Facts) -> None:
    empty, other = (one_case.figures.filter(pl.col("office") == office) for office in ("EMP", "NOR"))
    by_office = {key for key, one in INDICATORS.items() if one.by_office}
    assert set(empty["indicator"]) == set(other["indicator"]) == by_office
    assert not_zero(empty) == set()
    assert {"open-cases", "listed", "letter-sent", "interventions"} <= not_zero(other)


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_page_is_rendered_though_nobody_is_there(nobody: Facts, one_case: Facts, language: str) -> None:
    for audience in audiences(nobody):
        pages = render_pages(filter_for(audience, nobody), audience, Language(language))
        of_one = render_pages(filter_for(audience, one_case), audience, Language(language))
        # A case has its facts on the page of the school year in which it was opened.
        assert [page.path for page in pages] == [page.path for page in of_one if "/cases-2" not in f"/{page.path}"]
        assert all(page.title and page.markdown for page in pages)


def test_every_chart_of_nobody_is_drawn(nobody: Facts) -> None:
    sites = assemble_sites(draft_sites(nobody, ENGLISH), 1)
    assert {site.key for site in sites} == {audience.key for audience in audiences(nobody)}


def test_on_the_first_day_of_a_school_year_nobody_has_been_listed_in_it() -> None:
    first, register = date(2026, 9, 1), register_of(reference=TWO_OFFICES)
    figures = compute_indicators(register, caseload(register, first, SETTINGS), first, SETTINGS, NO_HISTORY)
    listed = figures.filter(indicator="listed", breakdown="")
    assert set(listed["period"]) == {"2026/27", "2026-09"}
    assert not_zero(figures) == set()
