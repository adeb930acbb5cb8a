"""The page on revisions: what was frozen, what is otherwise since, in words; and each reader its own share of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from generator.audience import COORDINATION, SENSITIVE_BREAKDOWNS, Audience, filter_for
from generator.editions import Frozen, Knowledge, freeze
from generator.facts import Facts
from generator.pages.draft import DraftPage
from generator.pages.nav import navigation
from generator.pages.revisions import revisions_page
from generator.pages.view import View
from generator.revisions import Revised, Revisions, revised_editions, what_was_revised
from intake.language import Language
from intake.settings import Settings
from tests.sampled_registers import figures_of
from tests.service_facts import CONTACTS, ENGLISH, INTERVIEWS, MINETT, facts_of, small_register

DAY = date(2026, 10, 30)
SETTINGS = Settings(language="en", note="made-up data")
THEN = small_register(contacts=CONTACTS.replace("no-response", "awaiting-answer"), interviews=())
NOW = small_register(
    contacts=CONTACTS.replace("no-response", "responded      ")
    + "    MIN-2627-0002 | phone  | youngster | 2026-10-20 | reached\n",
)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    """The edition of 30 October as known on that day."""
    known, frozen_at = Knowledge(DAY, DAY, SETTINGS, 2), datetime(2026, 10, 31, tzinfo=UTC)
    one, _ = freeze(tmp_path_factory.mktemp("frozen") / "editions", known, THEN, *figures_of(THEN, DAY), frozen_at)
    return one


@pytest.fixture(scope="module")
def facts(frozen: Frozen) -> Facts:
    """Today's facts: an answer of Minett's was put right, another and North's interview came late."""
    revised = revised_editions([frozen], NOW, SETTINGS)()
    return replace(facts_of(NOW, SETTINGS), revised=revised)


def page_of(facts: Facts, audience: Audience, language: Language = ENGLISH) -> DraftPage:
    """The page as an audience reads it, from its share of the facts."""
    return revisions_page(View(filter_for(audience, facts), audience, language))


def words(html: str) -> str:
    """A fragment's text, without its tags."""
    return " ".join("".join(f" {part.partition('>')[2]}" for part in html.split("<")).split())


def test_it_says_then_now_by_how_much_and_why(facts: Facts) -> None:
    page = page_of(facts, COORDINATION)
    assert "Edition of 30 October 2026 30 Oct" in words(page.fragments["editions"])
    section = words(page.fragments["edition-2026-10-30"])
    # Four were listed this school year, two by Minett: one of North's was reached, and now both of Minett's are.
    assert "Reached 2026/27 1 of 4 3 of 4 +2 late rows, corrections" in section
    assert "Reached Minett 2026/27 0 of 2 2 of 2 +2 late rows, corrections" in section
    assert "Interviewed North 2026/27 0 of 2 1 of 2 +1 late rows" in section
    assert "Figures moved by late rows:" in section


def test_parts_are_counted_and_not_listed(facts: Facts) -> None:
    section = page_of(facts, COORDINATION).fragments["edition-2026-10-30"]
    assert '<details class="fold"><summary>' in section
    assert "revised parts of figures</summary>" in section


def test_an_office_reads_its_own_share_and_that_of_all(facts: Facts) -> None:
    own = filter_for(MINETT, facts)
    (revised,) = own.revised
    assert revised.rows is not None
    assert set(revised.rows["office"]) == {"MIN", ""}
    section = words(page_of(facts, MINETT).fragments["edition-2026-10-30"])
    assert "Reached 2026/27 0 of 2 2 of 2" in section
    assert "North" not in section


def test_the_coordination_reads_nothing_by_what_is_sensitive(facts: Facts) -> None:
    assert set(SENSITIVE_BREAKDOWNS) == {"left-why", "reason", "step"}
    (all_rows,), (seen,) = facts.revised, filter_for(COORDINATION, facts).revised
    assert all_rows.rows is not None
    assert seen.rows is not None
    assert not all_rows.rows.filter(breakdown="reason").is_empty()
    assert set(seen.rows["breakdown"]).isdisjoint(SENSITIVE_BREAKDOWNS)
    assert "Main reason" not in page_of(facts, COORDINATION).fragments["edition-2026-10-30"]
    assert "family" in INTERVIEWS


def test_a_change_of_the_rules_says_which(frozen: Frozen) -> None:
    then = facts_of(THEN, SETTINGS)

    def said(one: Frozen, settings: Settings = SETTINGS) -> str:
        revised = Revised(one.edition, what_was_revised(one, THEN, settings))
        facts = replace(then, settings=settings, revised=(revised,))
        return words(page_of(facts, COORDINATION).fragments["edition-2026-10-30"])

    longer = replace(SETTINGS, guarantee=replace(SETTINGS.guarantee, months=1))
    assert "settings" in said(frozen, longer)
    former = replace(frozen.edition, code="another")
    defined = replace(former, definitions=dict.fromkeys(former.definitions, 0))
    assert "No total was revised." in said(replace(frozen, edition=former)), "another program, and the same figures"
    assert "definition" in said(replace(frozen, edition=defined), longer)
    assert "settings" not in said(replace(frozen, edition=defined), longer)


def test_an_edition_that_is_not_compared_is_listed(frozen: Frozen) -> None:
    facts = replace(facts_of(THEN, SETTINGS), revised=(Revised(replace(frozen.edition, name="2026-10-30-2"), None),))
    page = revisions_page(View(facts, COORDINATION, ENGLISH))
    assert list(page.fragments) == ["state", "editions"]
    assert "Edition of 30 October 2026, number 2 30 Oct" in words(page.fragments["editions"])
    assert "not compared" in page.fragments["editions"]


def test_without_editions_the_page_says_so_and_is_in_the_navigation() -> None:
    facts = facts_of(THEN, SETTINGS)
    for audience in (COORDINATION, MINETT):
        view = View(filter_for(audience, facts), audience, ENGLISH)
        assert "No edition has been frozen yet." in revisions_page(view).fragments["editions"]
        assert "revisions.md" in {link.path for group in navigation(view) for link in group.pages}


@pytest.mark.parametrize(("language", "cause"), [("fr", "lignes tardives"), ("de", "verspätete Zeilen")])
def test_causes_are_told_in_the_readers_language(language: str, cause: str, facts: Facts) -> None:
    page = page_of(facts, COORDINATION, Language(language))
    assert cause in page.fragments["edition-2026-10-30"]
    assert "late rows" not in page.fragments["edition-2026-10-30"]


def test_one_figure_does_not_stand_for_all(facts: Facts) -> None:
    """Of what moved most, no more than three rows of one figure come before the others."""
    rows = filter_for(COORDINATION, facts).revised[0].rows
    assert rows is not None
    year_so_far = rows.filter(breakdown="", period="2026/27").rows(named=True)
    doubled = [{**row, "period": f"{year}/00"} for row in year_so_far for year in range(2020, 2026)]
    many = Revisions.validate(rows.clear().vstack(pl.DataFrame(doubled, schema=rows.schema)))
    given = replace(facts, revised=(replace(facts.revised[0], rows=many),))
    section = revisions_page(View(given, COORDINATION, ENGLISH)).fragments["edition-2026-10-30"]
    first = section.partition("</tbody>")[0]
    assert first.count(">Reached</a>") == 3
    assert section.count(">Reached</a>") > 6
