"""One young person, one case, one owner: each story of `owner_stories` told, counted and kept apart by office."""

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.audience import Audience, filter_for
from generator.caseload import caseload
from generator.facts import Facts
from generator.pages.office import awaiting_notes
from generator.pages.view import View
from generator.starts import latest_starts, starts_of
from intake.identity import Key, PersonLookup
from intake.merging import merge_submissions
from intake.messages import OF_RECEIPT
from intake.messages_persons import PERSONS
from intake.problems import Problem, describe
from intake.register import Register
from intake.settings import Settings
from intake.standing import latest_submissions
from intake.tables.office import Leavers
from tests.checked import checked_workbook, received, reference_workbook
from tests.owner_stories import SENTENCES, STORIES, Story
from tests.problem_examples import CASE, OUTCOMES, leaver, table
from tests.registers import Row, day_of, rows_of
from tests.service_facts import facts_of
from tests.workbooks import ENGLISH, checked, write_workbook

OFFICES = ("EAS", "MIN", "NOR")
LAST_DAY = date(2026, 10, 31)
IN_ONE_WORKBOOK = {"former-case-of-own-office", "former-case-missing", "came-from-differs", "erased-person"}
"""Codes that one workbook shows: test_checks, and of who was erased test_forget."""
FIRST_NUMBER = 58
"""Receipts are one a day from 1 September, so this and the next three come in the last days of October."""


@dataclass(frozen=True)
class Merged:
    """The register of a story's workbooks, and the lookup that knew who is who."""

    register: Register
    lookup: PersonLookup

    @property
    def told(self) -> dict[str, str]:
        """The codes by case, in alphabetical order; those that tell which upload was taken are no part of a story."""
        codes = defaultdict(set)
        for case, code in self.register.problems.select("case", "code").iter_rows():
            if code not in OF_RECEIPT:
                codes[case].add(code)
        return {case: " ".join(sorted(those)) for case, those in codes.items()}

    def starts(self, at: date = LAST_DAY) -> pl.DataFrame:
        """The starts that count on a day."""
        return starts_of(self.register, caseload(self.register, at, Settings()), at, Settings())


def merged(story: Story, *, backwards: bool = False, lookup: PersonLookup | None = None) -> Merged:
    """Return what a story's workbooks come to: one an office and school year, received in the order of the rows."""
    given = {"leavers": story.leavers, "outcomes": story.outcomes}
    tables = {key: rows_of(text)[:: -1 if backwards else 1] for key, text in given.items()}
    held = rows_of(story.held)
    years = list(dict.fromkeys(str(row["case"])[:8] for row in (*tables["leavers"], *held)))
    books = []
    for number, year in enumerate(years, FIRST_NUMBER):
        own = {key: _of(year, rows) for key, rows in tables.items()}
        for row in own["outcomes"]:
            row |= {"confirmed_on": row["from_date"], "source": "service"}
        kept = {"leavers": _of(year, held)}
        book = checked_workbook(year[:3], f"20{year[4:6]}/{year[6:]}", accepted=own, held=kept)
        books.append(received(number, book))
    knows = lookup or PersonLookup(Path("nowhere"), Key(bytes(32)))
    register, _ = merge_submissions(latest_submissions(books, OFFICES), reference_workbook(*OFFICES), knows)
    return Merged(register, knows)


def _of(year: str, rows: list[Row]) -> list[Row]:
    """The rows of one office and school year, without their empty cells."""
    return [{k: v for k, v in row.items() if v is not None} for row in rows if str(row["case"]).startswith(year)]


@cache
def merged_once(name: str) -> Merged:
    """What a story comes to, once for all that is asked of it: nobody changes it."""
    return merged(STORIES[name])


@cache
def facts_of_story(name: str) -> Facts:
    return facts_of(merged_once(name).register)


@pytest.mark.parametrize("name", STORIES)
class TestStory:
    def test_is_told_where_it_must_be(self, name: str) -> None:
        assert merged_once(name).told == STORIES[name].told

    def test_counts_each_start_and_each_person_once(self, name: str) -> None:
        story = STORIES[name]
        starts = merged_once(name).starts()
        assert " ".join(starts["case"].sort()) == story.starts
        this_year = starts.filter(pl.col("school_year") == "2026/27")
        assert latest_starts(this_year).height == story.persons

    def test_counts_at_its_owner_on_each_day(self, name: str) -> None:
        story = merged_once(name)
        for day, owner in STORIES[name].owners.items():
            assert story.starts(day_of(day))["case"].to_list() == [owner]

    def test_shows_what_is_awaited_as_counts_alone(self, name: str) -> None:
        awaiting = facts_of_story(name).awaiting
        assert " ".join(str(value) for row in awaiting.rows() for value in row) == STORIES[name].awaited

    def test_ends_alike_whatever_the_order_of_offices_and_rows(self, name: str) -> None:
        forth, back = merged_once(name), merged(STORIES[name], backwards=True)
        assert forth.told == back.told
        assert " ".join(back.starts()["case"].sort()) == STORIES[name].starts

    def test_shows_no_office_a_case_of_another(self, name: str) -> None:
        register, facts = merged_once(name).register, facts_of_story(name)
        every = {str(case) for case in [*register.table(Leavers)["case"], *register.held_rows(Leavers)["case"]]}
        for office in OFFICES:
            seen = filter_for(Audience("office", office), facts)
            frames = [*seen.register.tables.values(), *seen.register.held.values(), seen.register.problems]
            text = " ".join(str(value) for frame in (*frames, seen.cases) for row in frame.rows() for value in row)
            assert not [case for case in every if case in text and not case.startswith(office)]


@pytest.mark.parametrize("code", SENTENCES)
def test_each_code_is_told_in_a_whole_sentence(code: str) -> None:
    stories = [name for name, one in STORIES.items() if code in " ".join(one.told.values()).split()]
    problems = pl.concat([merged_once(name).register.problems for name in stories]).filter(pl.col("code") == code)
    found = [
        Problem(code, row["sheet"], row["cell"], row["case"], json.loads(row["details"]))
        for row in problems.iter_rows(named=True)
    ]
    assert SENTENCES[code] in [describe(problem, ENGLISH) for problem in found]


def test_every_code_of_persons_and_moves_has_a_sentence() -> None:
    assert set(PERSONS) - IN_ONE_WORKBOOK == set(SENTENCES)
    assert all(kind.severity == "warning" for kind in PERSONS.values())


def test_the_awaited_office_reads_one_sentence_and_the_old_one_another() -> None:
    facts = facts_of_story(next(name for name in STORIES if "is awaited" in name))
    told = {}
    for office in OFFICES:
        audience = Audience("office", office)
        told[office] = awaiting_notes(View(filter_for(audience, facts), audience, ENGLISH), office)
    assert told == {
        "EAS": [],
        "MIN": ["1 case awaits you from NOR: take it over in your next workbook."],
        "NOR": ["1 case waits to be taken up by MIN; until then it counts here."],
    }


def test_a_move_to_an_office_that_there_is_not_is_held_back_and_told(tmp_path: Path) -> None:
    moved = f"{CASE} | Moved to another office | 12.10.2026 | 12.10.2026 | Service | XXX"
    tables = {**leaver(), **table("outcomes", f"{OUTCOMES} | to_office", moved)}
    book = checked(write_workbook(tmp_path / "a.xlsx", tables))
    told = [problem.code for problem in book.problems if problem.sheet == "outcomes"]
    assert "not-in-list" in told
    assert book.tables["outcomes"].height == 0


def test_a_move_changes_no_total_of_all_offices() -> None:
    moved = STORIES[next(iter(STORIES))]
    before = replace(moved, leavers="case | opened_on\nNOR-2627-0001 | 01.10.2026", outcomes="")
    for day in (date(2026, 10, 9), date(2026, 10, 12), LAST_DAY):
        assert merged(moved).starts(day).height == merged(before).starts(day).height == 1


def test_a_move_leaves_one_open_case_on_each_day() -> None:
    register = merged_once(next(iter(STORIES))).register
    for day, owner in (("09.10.2026", "NOR"), ("14.10.2026", "NOR"), ("15.10.2026", "MIN"), ("31.10.2026", "MIN")):
        is_open = caseload(register, day_of(day), Settings()).filter("is_open")
        assert is_open["office"].to_list() == [owner]


@pytest.mark.parametrize(
    ("left", "starts", "persons"),
    [
        # Re-enrolled, and listed again within the year: two starts, one person, counted by the later one.
        (("NOR-2627-0001 10.09.2026", "NOR-2627-0044 12.10.2026"), {"2026/27": 2}, {"2026/27": "NOR-2627-0044"}),
        # Listed again in the next school year: a start and a person in each.
        (
            ("NOR-2526-0001 10.10.2025", "NOR-2627-0001 10.09.2026"),
            {"2025/26": 1, "2026/27": 1},
            {"2025/26": "NOR-2526-0001", "2026/27": "NOR-2627-0001"},
        ),
        # The second time at another office: there the person counts.
        (("NOR-2627-0001 10.09.2026", "MIN-2627-0003 12.10.2026"), {"2026/27": 2}, {"2026/27": "MIN-2627-0003"}),
        # Three times.
        (
            ("NOR-2526-0001 10.10.2025", "NOR-2526-0090 10.05.2026", "MIN-2627-0003 12.10.2026"),
            {"2025/26": 2, "2026/27": 1},
            {"2025/26": "NOR-2526-0090", "2026/27": "MIN-2627-0003"},
        ),
    ],
)
def test_who_leaves_again_is_a_start_each_time_and_a_person_once_a_year(
    left: tuple[str, ...], starts: dict[str, int], persons: dict[str, str]
) -> None:
    days = dict(line.split() for line in left)
    leavers = "case | left_school_on | opened_on\n" + "".join(f"{case} | {day} | {day}\n" for case, day in days.items())
    back = "case | situation | from_date\n" + "".join(f"{case} | school-lu | {day}\n" for case, day in days.items())
    merged_ = merged(Story(leavers, "", outcomes=back))
    assert merged_.told == {}
    found = merged_.starts()
    assert dict(found.group_by("school_year").len().iter_rows()) == starts
    assert dict(latest_starts(found).select("school_year", "case").iter_rows()) == persons


def test_a_case_in_two_years_workbooks_is_one_start_of_one_person_though_the_row_was_mended() -> None:
    before = {"case": "NOR-2526-0001", "last_name": "Zzsampel", "opened_on": date(2025, 10, 1)}
    after = {**before, "last_name": "Zzsample", "national_number": "1893120105732"}
    books = [checked_workbook("NOR", "2025/26", leavers=[before]), checked_workbook("NOR", "2026/27", leavers=[after])]
    standing = latest_submissions([received(at, book) for at, book in enumerate(books, FIRST_NUMBER)], OFFICES)
    lookup = PersonLookup(Path("nowhere"), Key(bytes(32)))
    register, _ = merge_submissions(standing, reference_workbook(*OFFICES), lookup)
    assert register.table(Leavers).select("case", "school_year").rows() == [("NOR-2526-0001", "2026/27")]
    assert register.problems.height == 0
    assert lookup.offers == []


PEOPLE = (
    ("Zzsample", "Una", "14.03.2009", "1893120105732"),
    ("Zzsample", "Una", "14.03.2009", None),
    ("Zzsample", "Una", "14.03.2009", "2009031400117"),
    ("Zzsampel", "Una", "14.03.2009", None),
    ("Una", "Zzsample", "14.03.2009", "1893120105732"),
    ("Zzother", "Dua", "01.12.1893", "1893120105732"),
)


@settings(max_examples=60, deadline=None)
@example(([PEOPLE[0], PEOPLE[4], PEOPLE[1]], [1, 0, 2], [PEOPLE[1]]))
@given(st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=7).flatmap(lambda rows: st.tuples(
    st.just(rows), st.permutations(range(len(rows))), st.lists(st.sampled_from(PEOPLE), max_size=2)
)))  # fmt: skip
def test_no_order_of_rows_changes_who_is_who(
    drawn: tuple[list[tuple[str | None, ...]], list[int], list[tuple[str | None, ...]]],
) -> None:
    people, order, known = drawn
    partitions = []
    for places in (range(len(people)), order):
        lookup = PersonLookup(Path("nowhere"), Key(bytes(32)))
        for earlier in known:
            lookup.tokens_for(rows_for([earlier], [0]))
        tokens = dict(zip(places, lookup.tokens_for(rows_for(people, places)).to_list(), strict=True))
        partitions.append(
            {pair: tokens[pair[0]] == tokens[pair[1]] for pair in itertools.combinations(sorted(tokens), 2)}
        )
    assert partitions[0] == partitions[1]


def rows_for(people: list[tuple[str | None, ...]], places: range | list[int]) -> pl.DataFrame:
    columns = ("last_name", "first_name", "birth_date", "national_number")
    rows: list[Row] = [{"case": f"NOR-2627-{at:04}", **dict(zip(columns, people[at], strict=True))} for at in places]
    return checked_workbook(leavers=rows).tables["leavers"]
