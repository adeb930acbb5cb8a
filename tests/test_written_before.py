"""Pages taken as an earlier build wrote them: only where they would be written the same again, and then indeed."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polars.exceptions import PolarsError

from generator.audience import COORDINATION, Audience
from generator.facts import Facts
from generator.pages import sites
from generator.pages.noted_facts import QUESTIONS, NotedFacts, hash_of_part
from generator.pages.sites import assemble_sites, draft_sites
from generator.site_parts import Page
from intake.kept import Kept
from intake.settings import Settings
from tests.service_facts import CONTACTS, ENGLISH, MINETT, facts_of, small_facts, small_register
from tests.test_told_by import another_value

AUDIENCES = (COORDINATION, MINETT)
TABLES = tuple(one.name for one in fields(Facts) if isinstance(getattr(small_facts(), one.name), pl.DataFrame))


class InMemory(Kept):
    """Kept as long as a test takes, beside what was kept before."""

    def __init__(self, before: dict[str, bytes]) -> None:
        super().__init__(Path("nowhere"), "a program")
        self.held = dict(before)

    def get(self, key: str) -> bytes | None:
        return self.held.get(key)

    def put(self, key: str, content: bytes) -> None:
        self.held[key] = content


def pages(facts: Facts, audience: Audience, kept: InMemory | None) -> list[Page]:
    (draft,) = draft_sites(facts, ENGLISH, [audience], kept=(lambda _key: kept) if kept else None)
    (site,) = assemble_sites([draft], 1)
    return list(site.pages)


@cache
def kept_of_small_facts(audience: Audience) -> dict[str, bytes]:
    """What a build of the small service keeps, charts included: they stand in pages that are kept."""
    kept = InMemory({})
    with charts_left_out():
        pages(small_facts(), audience, kept)
    return kept.held


@contextmanager
def charts_left_out() -> Iterator[None]:
    """No chart is drawn, for that takes most of the time; what it shows stands in its place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sites, "with_drawn_before", lambda page, _kept: shown(page))
        yield


def shown(page: Any) -> Any:
    drawn = {place: f"<p>{charts!r}</p>" for place, charts in page.charts.items()}
    return replace(page, fragments={**page.fragments, **drawn}, charts={})


def written_anew(facts: Facts, audience: Audience) -> set[str]:
    """The pages that are not taken as the small service has them; the facts are those of all."""
    made: set[str] = set()
    kept = InMemory(kept_of_small_facts(audience))
    with pytest.MonkeyPatch.context() as patch, charts_left_out():
        patch.setattr(sites, "keep_page", lambda _kept, _new, page: made.add(page.path))
        pages(facts, audience, kept)
    return made


def as_written_anew(facts: Facts, audience: Audience) -> None:
    kept = InMemory(kept_of_small_facts(audience))
    with charts_left_out():
        fresh = pages(facts, audience, InMemory({}))
        taken = pages(facts, audience, kept)
    assert [page.told() for page in taken] == [page.told() for page in fresh]


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda one: one.key)
def test_every_page_is_taken_where_nothing_is_new(audience: Audience) -> None:
    assert written_anew(facts_of(small_register()), audience) == set()
    as_written_anew(facts_of(small_register()), audience)
    # Members come in no order.
    shuffled = small_facts().members.sort("case", "indicator", descending=True)
    assert written_anew(replace(small_facts(), members=shuffled), audience) == set()


def test_another_office_s_case_leaves_an_office_s_pages_but_for_totals() -> None:
    answered = f"{CONTACTS}    NOR-2627-0002 | letter | parents | 2026-10-05 | responded\n"
    more = facts_of(small_register(contacts=answered))
    own = written_anew(more, MINETT)
    assert {"caseload.md", "definitions.md", "how-to-fill.md", "problems.md"}.isdisjoint(own)
    assert "contacts.md" in own, "that of all offices is told beside"
    of_all = written_anew(more, COORDINATION)
    assert {"offices/nor/caseload.md", "assistance.md"} <= of_all
    assert {"offices/min/caseload.md", "offices/min/cases.md", "offices/min/cases-2627.md"}.isdisjoint(of_all)
    for audience in AUDIENCES:
        as_written_anew(more, audience)


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda one: one.key)
@pytest.mark.parametrize(
    "changes",
    [
        {"problems": ()}, {"held": {}}, {"submissions": ()}, {"interventions": []}, {"outcomes": ""},
        {"workshops": "", "participants": ""},
        {"reference": {"offices": "code | name | posts\nNOR | Norden | 2\nMIN | Minett | 1.75"}},
    ],
    ids="-".join,
)  # fmt: skip
def test_another_register_has_its_own_pages(changes: dict[str, Any], audience: Audience) -> None:
    as_written_anew(facts_of(small_register(**changes)), audience)


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda one: one.key)
def test_other_settings_and_another_day_have_their_own_pages(audience: Audience) -> None:
    noted = facts_of(small_register(), Settings(language="en", note="another note"))
    for facts in (noted, replace(small_facts(), today=datetime.date(2026, 11, 2))):
        as_written_anew(facts, audience)


@pytest.mark.parametrize("part", sorted({*TABLES, "statuses"} - {"cases", "groups"}))
def test_where_a_part_of_the_facts_is_empty_pages_tell_of_it(part: str) -> None:
    # Members and participants have a case and a group, always: these two are never empty by themselves.
    held = getattr(small_facts(), part)
    changes: dict[str, Any] = {part: held.clear() if isinstance(held, pl.DataFrame) else {}}
    as_written_anew(replace(small_facts(), **changes), COORDINATION)


def a_cell_changed(data: st.DataObject) -> Facts:
    """The small service's facts, one cell of one of their tables, or of the register's, another."""
    facts = small_facts()
    register = facts.register
    of_register = [(part, key) for part in ("tables", "held", "reference") for key in getattr(register, part)]
    part, name = data.draw(st.sampled_from([*(("", name) for name in TABLES), *of_register]))
    table: pl.DataFrame = getattr(register, part)[name] if part else getattr(facts, name)
    assume(table.height)
    row, column = data.draw(st.integers(0, table.height - 1)), data.draw(st.sampled_from(table.columns))
    here = pl.int_range(pl.len()) == row
    other = table.with_columns(pl.when(here).then(another_value(table[column])).otherwise(column).alias(column))
    assume(not other.equals(table))
    changes: dict[str, Any] = {name: other}
    if not part:
        return replace(facts, **changes)
    changes = {part: {**getattr(register, part), **changes}}
    return replace(facts, register=replace(register, **changes))


def pages_of_a_changed_cell_are_as_written_anew(data: st.DataObject) -> None:
    facts, audience = a_cell_changed(data), data.draw(st.sampled_from(AUDIENCES))
    try:
        as_written_anew(facts, audience)
    except (KeyError, ValueError, TypeError, StopIteration, PolarsError):
        # Nothing that a register could come to.
        assume(False)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_cell_changes_pages_are_as_written_anew(data: st.DataObject) -> None:
    pages_of_a_changed_cell_are_as_written_anew(data)


@pytest.mark.soak
@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_whatever_cell_of_many_changes_pages_are_as_written_anew(data: st.DataObject) -> None:
    pages_of_a_changed_cell_are_as_written_anew(data)


def test_every_part_of_the_facts_is_told_by_a_hash() -> None:
    facts = small_facts()
    parts = [one.name for one in fields(Facts)]
    assert all(len(hash_of_part(getattr(facts, part))) == 32 for part in parts)
    assert hash_of_part(facts.register) != hash_of_part(facts_of(small_register(problems=())).register)
    different = [0, 0.0, False, None, "", "0", (), ((),), {}, ("a", "b"), ("ab",), (("a",), "b"), {"a": "b"}]
    assert len({hash_of_part(value) for value in different}) == len(different)
    with pytest.raises(TypeError, match="nothing tells"):
        hash_of_part(object())


def test_every_method_of_the_facts_is_a_question() -> None:
    methods = {name for name, one in vars(Facts).items() if isinstance(one, FunctionType) and not name.startswith("_")}
    assert methods == QUESTIONS


def test_what_is_read_is_noted_by_its_name() -> None:
    noted = NotedFacts(small_facts())
    assert noted.calendar is small_facts().calendar
    assert noted.calendar is small_facts().calendar
    assert noted.figure("listed", "NOR") == small_facts().figure("listed", "NOR")
    assert [name for name, *_ in noted.reads] == ["calendar", "figure"]
