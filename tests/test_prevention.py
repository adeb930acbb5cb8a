"""Prevention, counted by hand: schools and their interventions, teachers and leavers, and who was not visited."""

import re

import pytest

from generator.audience import COORDINATION, Audience, filter_for
from generator.facts import Facts
from generator.pages.prevention import prevention_page
from generator.pages.view import View
from generator.sums import prove_sums
from intake.register import register_columns
from intake.tables import OFFICE_WORKBOOK
from tests.registers import register_of
from tests.service_facts import ENGLISH, facts_of

REGISTER = register_of(
    leavers="""
        case          | listed_on  | left_school_on | school
        NOR-2627-0001 | 2026-10-01 | 2026-09-15     | LTA
        NOR-2627-0002 | 2026-10-01 | 2026-09-16     | LTA
        NOR-2627-0003 | 2026-10-01 | 2026-09-17     | LTB
        MIN-2627-0001 | 2026-10-01 | 2026-10-01     | LTA
        MIN-2627-0002 | 2026-10-01 | 2026-10-02     |
        MIN-2526-0003 | 2026-05-01 | 2026-04-15     | LTA
    """,
    interventions="""
        held_on    | office | school | class_name | pupils | offered | taken_up
        2026-09-20 | NOR    | LTA    | 8A         | 20     | 10      | 5
        2026-10-20 | NOR    | LTA    | 8B         | 20     | 4       | 1
        2026-10-21 | NOR    | LTC    | 8A         | 18     | 2       | 0
        2026-06-10 | NOR    | LTB    | 8A         | 18     | 2       | 0
        2026-06-11 | MIN    | LTD    | 8A         | 18     | 2       | 0
    """,
    reference={
        "offices": "code | name   | posts\nNOR  | North  | 1.5\nMIN  | Minett | 1.75",
        "schools": """
            code | name   | office | preparatory
            LTA  | Lynx   | NOR    | yes
            LTB  | Badger | NOR    | yes
            LTC  | Crane  | MIN    | yes
            LTD  | Deer   | MIN    | yes
            LTE  | Eagle  |        | yes
            LTF  | Falcon | MIN    | no
        """,
        "teachers": "code | school\nT-91 | LTA\nT-92 | LTA\nT-93 | LTD",
    },
)
MINETT = Audience("office", "MIN")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(REGISTER)


def rows_of_table(html: str) -> list[list[str]]:
    """The words of each row of a table's body, tags taken out."""
    body = html.split("<tbody", 1)[1].split("</tbody>", 1)[0] if "<tbody" in html else ""
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr")[1:]]
    return [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row] for row in rows]


def page_tables(facts: Facts, audience: Audience, key: str) -> list[list[str]]:
    page = prevention_page(View(filter_for(audience, facts), audience, ENGLISH))
    return rows_of_table(page.fragments[key])


def test_sums_close_with_schools_visited_and_leavers_by_school(facts: Facts) -> None:
    prove_sums(facts.figures, facts.annual)


def test_a_school_is_visited_by_whichever_office_in_the_school_year(facts: Facts) -> None:
    visited = {office: facts.figure("preparatory-visited", office) for office in ("", "NOR", "MIN")}
    assert {office: (one.numerator, one.base) for office, one in visited.items()} == {
        "": (2, 4), "NOR": (1, 2), "MIN": (1, 2),
    }  # fmt: skip
    crane = facts.figure("preparatory-visited", "MIN", None, "school", "LTC")
    assert (crane.numerator, crane.base) == (1, 1), "visited by North"


def test_leavers_are_counted_by_the_school_that_they_left(facts: Facts) -> None:
    counted = {code: facts.figure("starts", "", None, "school", code).numerator for code in ("LTA", "LTB", "LTC")}
    assert counted == {"LTA": 3, "LTB": 1, "LTC": 0}
    assert facts.figure("starts", "MIN", None, "school", "unknown").numerator == 1
    assert facts.figure("starts", "MIN", None, "school", "LTA").numerator == 1, "one of April counts in the year before"


def test_a_school_s_interventions_stand_beside_its_teachers_and_leavers(facts: Facts) -> None:
    assert page_tables(facts, COORDINATION, "schools") == [
        ["Lynx", "2", "2", "40", "35 % of 40 22 to 50 %", "43 % of 14 21 to 67 %", "3"],
        ["Crane", "–", "1", "18", "11 % of 18 3 to 33 %", "0 of 2", "0"],
        ["Badger", "–", "0", "0", "–", "–", "1"],
        ["Deer", "1", "0", "0", "–", "–", "0"],
        ["School abroad or not given", "–", "0", "0", "–", "–", "1"],
    ]
    assert page_tables(facts, MINETT, "schools") == [
        ["Deer", "1", "0", "0", "–", "–", "0"],
        ["Lynx", "2", "0", "0", "–", "–", "1"],
        ["School abroad or not given", "–", "0", "0", "–", "–", "1"],
    ]


def test_the_schools_not_visited_this_year_by_office(facts: Facts) -> None:
    assert page_tables(facts, COORDINATION, "not-visited") == [
        ["Deer", "Minett", "1", "11 Jun"],
        ["Badger", "North", "0", "10 Jun"],
        ["Eagle", "no office", "0", "none known"],
    ]


def test_an_office_is_not_sent_to_a_school_that_another_has_visited(facts: Facts) -> None:
    assert page_tables(facts, MINETT, "not-visited") == [["Deer", "1", "11 Jun"]]


@pytest.mark.parametrize("audience", [COORDINATION, MINETT])
def test_leavers_beside_interventions_are_said_to_show_no_cause(facts: Facts, audience: Audience) -> None:
    page = prevention_page(View(filter_for(audience, facts), audience, ENGLISH))
    assert "this shows no cause" in page.fragments["notes"]
    assert "never leaves the workbooks" in page.fragments["notes"]


def test_no_teacher_of_an_intervention_is_in_the_register_or_on_the_page(facts: Facts) -> None:
    assert "teacher" not in register_columns(OFFICE_WORKBOOK.sheet("interventions"))
    page = repr(prevention_page(View(facts, COORDINATION, ENGLISH)))
    assert not re.search("T-9[123]", page)


def test_with_no_school_and_no_intervention_the_page_says_so() -> None:
    nobody = facts_of(register_of(reference={"offices": "code | name  | posts\nNOR  | North | 1.5"}))
    page = prevention_page(View(nobody, COORDINATION, ENGLISH))
    assert "No class has been visited yet." in page.fragments["schools"]
    assert "The reference workbook has no school with a régime préparatoire." in page.fragments["not-visited"]
