"""From a figure to the cases in it and what is held back beside it, and from a case to workbook, sheet and row."""

import json
import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from hypothesis import given, settings

from generator.annual_table import annual_tables
from generator.audience import COORDINATION, Audience, filter_for
from generator.beside import BESIDE, count_moves, count_reasons, interviewed_cases, moved_cases
from generator.caseload import caseload
from generator.facts import Facts, FigureKey
from generator.held_back import with_held_rows
from generator.indicators import INDICATORS
from generator.members import Counted, figures_with_members, prove_members
from generator.pages.view import View, figure_name
from generator.situations import spells
from generator.starts import owned_cases
from generator.sums import SumsDoNotCloseError
from generator.tables import Members
from generator.workshop_progress import workshop_groups
from intake.settings import Settings
from tests.registers import register_of
from tests.sampled_registers import SETTINGS, Sampled, sampled
from tests.service_facts import (
    ENGLISH,
    INTERVIEWS,
    LEAVERS,
    MINETT,
    PARTICIPANTS,
    STEPS,
    counted_in,
    everything,
    facts_of,
    pages_by_path,
    small_facts,
    small_register,
)

NORTH = Audience("office", "NOR")
NO_HISTORY = pl.DataFrame(schema={"date": pl.Date, "office": pl.String, "open": pl.Int64, "overdue": pl.Int64})
YEAR, DAY = "2026/27", "2026-10-31"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return small_facts()


def members(facts: Facts, indicator: str, office: str, breakdown: str = "", category: str = "") -> list[str]:
    """The cases in a figure of today or of the school year, in order."""
    keys = (FigureKey(indicator, period, office, breakdown, category) for period in (DAY, YEAR))
    return sorted(case for key in keys for case in facts.members_of(key))


# ---- The cases in a figure -----------------------------------------------------------------------------------------


def test_the_members_of_a_figure_are_the_cases_that_it_counts(facts: Facts) -> None:
    # In LEAVERS: two listed on 1 October at NOR, two at MIN; NOR-2526-0003 was listed in May, before the school year.
    assert members(facts, "listed", "NOR") == ["NOR-2627-0001", "NOR-2627-0002"]
    assert members(facts, "listed", "MIN") == ["MIN-2627-0001", "MIN-2627-0002"]
    # One letter at each office; the one at NOR was answered.
    assert members(facts, "reached", "NOR") == ["NOR-2627-0001"]
    assert members(facts, "reached", "MIN") == []
    assert members(facts, "letter-sent", "MIN") == ["MIN-2627-0001"]
    # A moved case stays with the old office until it is taken up.
    assert members(facts, "open-cases", "NOR") == ["NOR-2526-0003", "NOR-2627-0001", "NOR-2627-0002"]
    assert members(facts, "reached", "NOR", "reached-kind", "letter") == ["NOR-2627-0001"]
    assert members(facts, "persons", "NOR", "line", "left-school") == ["NOR-2627-0001", "NOR-2627-0002"]
    assert members(facts, "reached", "") == ["NOR-2627-0001"]


def test_a_case_with_two_contacts_is_twice_among_them() -> None:
    twice = facts_of(small_register(contacts="""
        case          | kind   | with_whom | contact_on | result
        NOR-2627-0001 | letter | parents   | 2026-10-05 | no-response
        NOR-2627-0001 | phone  | youngster | 2026-10-20 | reached
    """))  # fmt: skip
    assert members(twice, "contacts", "NOR") == ["NOR-2627-0001", "NOR-2627-0001"]
    assert members(twice, "reached", "NOR") == ["NOR-2627-0001"]
    page = pages_by_path(twice, COORDINATION)["offices/nor/cases.md"]
    assert "1 case, counted 2 times: Contacts, 2026/27 so far." in page.fragments["listed"]


def test_what_counts_no_cases_has_no_members(facts: Facts) -> None:
    named = set(facts.members["indicator"])
    assert {"interventions", "intervention-pupils", "workshop-places", "leaving-rate", "open-at-month-end"}.isdisjoint(
        named
    )
    assert all(key in BESIDE or INDICATORS[key].of_cases for key in named)


def proof_of(facts: Facts, changed: pl.DataFrame) -> None:
    prove_members(counted_in(facts), Members.validate(changed))


def test_the_proof_names_the_figure_whose_members_are_not_those_counted(facts: Facts) -> None:
    proof_of(facts, facts.members)
    lost = facts.members.filter(
        ~((pl.col("indicator") == "reached") & (pl.col("period") == YEAR) & (pl.col("breakdown") == ""))
    )
    with pytest.raises(
        SumsDoNotCloseError, match=r"^sums do not close: reached 2026/27 NOR: 0 cases named, 1 counted$"
    ):
        proof_of(facts, lost)
    row = {"indicator": "interventions", "period": YEAR, "office": "NOR", "breakdown": "", "category": "", "case": "X"}
    added = pl.concat([facts.members, Members.validate(pl.DataFrame([row]), cast=True)])
    with pytest.raises(SumsDoNotCloseError, match="interventions 2026/27 NOR: 1 cases named, 0 counted"):
        proof_of(facts, added)
    line = facts.members.filter(~((pl.col("breakdown") == "line") & (pl.col("category") == "left-school")))
    with pytest.raises(SumsDoNotCloseError, match="persons 2026-09 MIN line left-school: 0 cases named, 2 counted"):
        proof_of(facts, line)


@settings(max_examples=8)
@given(sampled())
def test_the_members_of_any_register_are_as_many_as_its_figures_count(one: Sampled) -> None:
    has_as_many_members_as_counted(one)


@pytest.mark.soak
@settings(max_examples=100)
@given(sampled())
def test_the_members_of_many_registers_are_as_many_as_their_figures_count(one: Sampled) -> None:
    has_as_many_members_as_counted(one)


def has_as_many_members_as_counted(one: Sampled) -> None:
    register, today = one.register, one.today
    cases = caseload(register, today, SETTINGS)
    figures, found = figures_with_members(register, cases, today, SETTINGS, NO_HISTORY)
    owned = owned_cases(register, cases)
    counted = Counted(
        figures,
        annual_tables(register, today, SETTINGS),
        count_moves(moved_cases(owned, spells(register, today, SETTINGS), today)),
        count_reasons(interviewed_cases(register, cases, owned, today)),
        workshop_groups(register, cases, today, SETTINGS),
    )
    prove_members(counted, found)


# ---- Who may know them ---------------------------------------------------------------------------------------------


def test_an_office_knows_its_own_cases_alone(facts: Facts) -> None:
    own = filter_for(MINETT, facts).members
    assert set(own["office"]) == {"MIN"}
    assert {case[:3] for case in own["case"]} == {"MIN"}
    assert members(filter_for(MINETT, facts), "reached", "") == []


def test_the_coordination_knows_no_members_that_tell_what_is_of_class_s(facts: Facts) -> None:
    assert members(facts, "listed", "NOR", "reason", "family") == ["NOR-2627-0001"]
    assert members(facts, "referrals", "NOR", "step", "referral-psychological") == ["NOR-2627-0001"]
    assert members(facts, "workshop-left-early", "NOR", "left-why", "health") == ["NOR-2627-0001"]
    seen = filter_for(COORDINATION, facts).members
    assert {"reason", "step", "left-why", "age-group", "entry-age"}.isdisjoint(seen["breakdown"])
    assert {"accompanied", "steps-under-way", "steps-successful", "referrals"}.isdisjoint(seen["indicator"])
    assert "reached" in set(seen["indicator"])
    own = filter_for(NORTH, facts)
    assert members(own, "listed", "NOR", "reason", "family") == ["NOR-2627-0001"]


def test_what_is_of_class_s_changes_nothing_that_the_coordination_knows_of_a_case(facts: Facts) -> None:
    other = facts_of(small_register(
        interviews=INTERVIEWS.replace("family", "health"),
        accompaniment=STEPS.replace("referral-psychological", "referral-social"),
        participants=PARTICIPANTS.replace("health", "family"),
    ))  # fmt: skip
    assert not facts.members.equals(other.members)
    known = [filter_for(COORDINATION, one).members.sort(pl.all()) for one in (facts, other)]
    assert known[0].equals(known[1])
    without = facts_of(small_register(accompaniment=STEPS.replace("referral-psychological", "school-assessment")))
    assert "school-assessment" in set(without.members["category"])
    assert filter_for(COORDINATION, without).members.sort(pl.all()).equals(known[0])


def test_no_page_of_the_coordination_leads_from_a_sensitive_figure_to_cases(facts: Facts) -> None:
    def asked(audience: Audience) -> set[str]:
        said = " ".join(map(everything, pages_by_path(facts, audience).values()))
        return set(re.findall(r"\?in=([A-Za-z0-9%~.-]+)", said))

    assert any(name.startswith("listed~2026%2F27~~reason~") for name in asked(NORTH))
    assert any(name.startswith("steps-under-way~") for name in asked(NORTH))
    for name in asked(COORDINATION):
        assert "~reason~" not in name
        assert not name.startswith(("accompanied", "steps-", "referrals"))


# ---- What is held back beside a total ------------------------------------------------------------------------------

HELD: dict[str, Any] = {
    "leavers": [
        # Its birth date was unreadable: it would be listed, and open.
        {"case": "NOR-2627-0011", "opened_on": date(2026, 10, 1), "listed_on": date(2026, 10, 1),
         "left_school_on": date(2026, 9, 15), "origin": "monthly-list"},
        # Its day of opening can't be read: it can't be placed.
        {"case": "NOR-2627-0012", "listed_on": date(2026, 10, 1)},
    ],
    "contacts": [
        # Who answered can't be told apart from a mistake, but the day and the result can be read.
        {"case": "NOR-2627-0002", "kind": "phone", "with_whom": "parents", "contact_on": date(2026, 10, 12),
         "result": "reached"},
        # The same letter once more.
        {"case": "NOR-2627-0001", "kind": "letter", "with_whom": "parents", "contact_on": date(2026, 10, 5),
         "result": "responded"},
        # Without a day.
        {"case": "NOR-2627-0001", "kind": "visit", "with_whom": "parents", "result": "reached"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def held() -> Facts:
    return facts_of(small_register(held=HELD))


def test_rows_held_back_are_told_beside_the_totals_that_they_would_be_in(held: Facts) -> None:
    figure = held.figure("listed", "NOR")
    assert (figure.numerator, figure.held) == (2, 1)
    assert held.figure("listed").held == 1
    assert held.figure("listed", "MIN").held == 0
    assert (held.figure("open-cases", "NOR").numerator, held.figure("open-cases", "NOR").held) == (3, 1)
    reached = held.figure("reached", "NOR")
    # Of two listed one was reached; the phone call would make it two, the case held back three listed.
    assert (reached.numerator, reached.base, reached.held, reached.held_base) == (1, 2, 1, 1)
    contacts = held.figure("contacts", "NOR")
    assert (contacts.numerator, contacts.held) == (1, 1)
    assert held.figure("contacts", "NOR", None, "kind", "phone").held == 1
    assert held.figure("contacts", "NOR", None, "kind", "letter").held == 0
    assert held.line_figure("left-school", "NOR").held == 1


def test_a_category_not_given_is_not_told_of_a_row_held_back(held: Facts) -> None:
    assert held.figure("listed", "NOR", None, "track", "unknown").held == 0
    assert held.figure("listed", "NOR", None, "track", "esg-lower").held == 0


def test_what_is_held_back_is_said_beside_the_figure(held: Facts) -> None:
    view = View(held, COORDINATION, ENGLISH)
    assert view.held_beside(held.figure("listed", "NOR")) == "+ 1 held back"
    assert view.held_beside(held.figure("listed", "MIN")) == ""
    overview = pages_by_path(held, NORTH)["index.md"]
    assert '<span class="held">+ 1 held back</span>' in overview.fragments["tiles"]


def test_where_nothing_is_held_back_nothing_is_counted_again(facts: Facts) -> None:
    assert with_held_rows(register_of(LEAVERS)) is None
    assert facts.held_back.filter(pl.col("office") == "NOR").is_empty()


# ---- The pages of cases --------------------------------------------------------------------------------------------


def test_a_link_from_a_figure_lists_exactly_its_cases(facts: Facts) -> None:
    seen = filter_for(COORDINATION, facts)
    view = View(seen, COORDINATION, ENGLISH, "assistance.md")
    href = view.cases_in(seen.figure("reached", "NOR"))
    assert href == "offices/nor/cases.html?in=reached~2026%2F27"
    page = pages_by_path(facts, COORDINATION)["offices/nor/cases.md"]
    name = parse_qs(urlsplit(href).query)["in"][0]
    about, rows, _ = listed(page.fragments["listed"])[name]
    cases = re.findall(r'scope="row"[^>]*><a [^>]*>([A-Z]{3}-\d{4}-\d{4})<', page.fragments["cases"])
    assert [cases[row] for row in rows] == ["NOR-2627-0001"]
    assert about == "1 case: Reached, 2026/27 so far."


def listed(fragment: str) -> dict[str, list[Any]]:
    """What a page of cases may be asked for."""
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', fragment, re.DOTALL)
    assert found
    told: dict[str, list[Any]] = json.loads(found[1])
    return told


def test_every_link_to_cases_is_known_to_the_page_that_it_leads_to(facts: Facts) -> None:
    pages = pages_by_path(facts, COORDINATION)
    links = 0
    for path, page in pages.items():
        for goal, name in set(re.findall(r'((?:[\w.-]+/)*[\w-]+)\.html\?in=([^"\'&# ]+)', everything(page))):
            target = goal.split("/")[-1]
            office = re.search(r"offices/(\w+)/", f"{goal}/" if "offices/" in goal else path)
            known = pages[
                "cases-by-office.md" if target == "cases-by-office" else f"offices/{office and office[1]}/cases.md"
            ]
            assert parse_qs(f"in={name}")["in"][0] in listed(known.fragments["listed"]), (path, goal, name)
            links += 1
    assert links > 50


def test_a_figure_of_all_offices_leads_to_each_office_with_its_cases(facts: Facts) -> None:
    fragment = pages_by_path(facts, COORDINATION)["cases-by-office.md"].fragments["listed"]
    name = figure_name(FigureKey("listed", YEAR, "", "", ""))
    # In the order of the reference workbook: North, Minett.
    assert listed(fragment)[name] == ["4 cases: Listed, 2026/27 so far.", [0, 1], ["2", "2"]]


def test_an_office_gets_no_link_to_the_cases_of_all_offices(facts: Facts) -> None:
    own = filter_for(MINETT, facts)
    view = View(own, MINETT, ENGLISH)
    assert view.cases_in(own.figure("listed", "MIN")) == "cases.html?in=listed~2026%2F27"
    assert view.cases_in(own.figure("listed")) is None
    assert view.cases_in(own.figure("reached", "MIN")) is None
    assert "cases-by-office.md" not in pages_by_path(facts, MINETT)


def test_a_case_is_told_fact_by_fact_with_sheet_and_row(facts: Facts) -> None:
    said = pages_by_path(facts, NORTH)["cases-2627.md"].fragments["facts"]
    case = said.split('id="NOR-2627-0001"')[1].split("</details>")[0]
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", case)
    assert [(day, where) for day, where, _ in rows] == [
        ("14 Sept", "Participants, row 2"), ("1 Oct", "Leavers, row 2"), ("5 Oct", "Contacts, row 2"),
        ("6 Oct", "Outcomes, row 3"), ("7 Oct", "Youth Guarantee, row 2"), ("20 Oct", "Interviews, row 2"),
        ("21 Oct", "Accompaniment, row 2"), ("22 Oct", "Accompaniment, row 3"),
    ]  # fmt: skip
    assert rows[2][2] == "Letter · Parents · Responded"
    assert "Workbook of North, 2026/27, received on 28 September 2026 (NOR-26)" in case
    assert "Not known since 1 Oct → Seeking work since 6 Oct" in case


def test_the_coordination_reads_of_a_case_nothing_of_class_s(facts: Facts) -> None:
    def told(audience: Audience, path: str) -> str:
        return pages_by_path(facts, audience)[path].fragments["facts"]

    own, all_offices = told(NORTH, "cases-2627.md"), told(COORDINATION, "offices/nor/cases-2627.md")
    for words in ("Referral, psychological", "Family", "Health"):
        assert words in own
        assert words not in all_offices
    assert "Accompaniment, row 3" in all_offices
    assert "Accompaniment, row 2" not in all_offices


def test_a_later_day_is_no_fact_of_a_case_yet() -> None:
    later = facts_of(small_register(contacts="""
        case          | kind   | with_whom | contact_on | result   | answered_on
        NOR-2627-0001 | letter | parents   | 2026-10-05 | responded | 2026-11-05
        NOR-2627-0001 | phone  | parents   | 2026-11-02 | reached   |
    """))  # fmt: skip
    said = pages_by_path(later, NORTH)["cases-2627.md"].fragments["facts"]
    assert "Contacts, row 2" in said
    assert "Contacts, row 3" not in said
    assert "5 Nov" not in said


def test_a_row_held_back_is_marked_among_the_facts(held: Facts) -> None:
    said = pages_by_path(held, NORTH)["cases-2627.md"].fragments["facts"]
    case = said.split('id="NOR-2627-0002"')[1].split("</details>")[0]
    assert 'Contacts, row 2 <span class="chip chip--soon">held back</span>' in case


def test_a_closed_case_in_a_figure_is_listed_and_said_to_be_closed() -> None:
    closed = facts_of(small_register(outcomes="""
        case          | situation | from_date
        NOR-2627-0001 | school-lu | 2026-10-12
    """), Settings(language="en"))  # fmt: skip
    assert members(closed, "re-enrolled", "NOR") == ["NOR-2627-0001"]
    page = pages_by_path(closed, NORTH)["cases.md"]
    row = page.fragments["cases"].split("NOR-2627-0001</a>")[1].split("</tr>")[0]
    assert "closed 12 Oct" in row
    name = figure_name(FigureKey("re-enrolled", YEAR, "NOR", "", ""))
    assert name in listed(page.fragments["listed"])


def test_hostile_names_cannot_end_the_list_of_figures() -> None:
    hostile = facts_of(small_register(
        leavers=[{"case": "NOR-2627-0001", "listed_on": date(2026, 10, 1), "commune": "A"}],
        reference={"offices": [{"code": "NOR", "name": "N"}, {"code": "MIN", "name": "M"}],
                   "communes": [{"commune": "A", "canton": "</script><b>"}]},
    ))  # fmt: skip
    fragment = pages_by_path(hostile, COORDINATION)["offices/nor/cases.md"].fragments["listed"]
    assert "</script><b>" not in fragment
    name = figure_name(FigureKey("listed", YEAR, "NOR", "canton", "</script><b>"))
    assert listed(fragment)[name][0] == "1 case: Listed, 2026/27 so far. Canton: </script><b>."
