"""Parts of pages that follow from one office's cases alone: rendered once, and again when these cases change."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from generator.audience import COORDINATION, filter_for
from generator.facts import Facts
from generator.pages.sites import render_pages
from intake.kept import Kept
from intake.register import content_of
from tests.service_facts import CONTACTS, ENGLISH, facts_of, small_facts, small_register


def parts(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def shuffled(facts: Facts) -> Facts:
    """The same with the members in another order: they come in none."""
    return replace(facts, members=facts.members.sort("case", "indicator", descending=True))


def test_parts_of_the_office_whose_cases_changed_are_rendered_again_and_no_others(tmp_path: Path) -> None:
    before = filter_for(COORDINATION, small_facts())
    kept = Kept(tmp_path, "1")
    render_pages(before, COORDINATION, ENGLISH, kept)
    first = parts(tmp_path)
    render_pages(shuffled(before), COORDINATION, ENGLISH, kept)
    assert parts(tmp_path) == first
    later = CONTACTS.replace("2026-10-06 | no-response", "2026-10-07 | no-response")
    after = filter_for(COORDINATION, facts_of(small_register(contacts=later)))
    pages = render_pages(after, COORDINATION, ENGLISH, kept)
    # Of Minett: the open cases, those to follow up, case by case, and the facts of its one school year.
    assert len(parts(tmp_path) - first) == 4
    assert pages == render_pages(after, COORDINATION, ENGLISH)


def test_a_total_of_all_offices_has_no_way_into_such_a_part(tmp_path: Path) -> None:
    """Figures are no part of an office's share: whatever they are, the part is the one that is kept."""
    facts = filter_for(COORDINATION, small_facts())
    kept = Kept(tmp_path, "1")
    render_pages(facts, COORDINATION, ENGLISH, kept)
    first = parts(tmp_path)
    more = facts.figures.with_columns(pl.col("numerator") + 1)
    render_pages(replace(facts, figures=more), COORDINATION, ENGLISH, kept)  # type: ignore[arg-type]
    assert parts(tmp_path) == first


def test_what_lies_in_memory_beneath_empty_cells_makes_no_other_content() -> None:
    stated = pl.DataFrame({"pupils": [1, None, 3]})
    emptied = pl.DataFrame({"n": [1, 2, 3], "known": [True, False, True]}).select(pupils=pl.when("known").then("n"))
    assert content_of(emptied) == content_of(stated)
    assert content_of(emptied) != content_of(stated.with_columns(pl.col("pupils").fill_null(2)))
    assert content_of(emptied) != content_of(stated.reverse())
