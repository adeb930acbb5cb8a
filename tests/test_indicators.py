"""Each indicator on a caseload small enough to count by hand."""

from datetime import date

import polars as pl
import pytest

from generator.indicators import BREAKDOWNS, INDICATORS, compute_comparison, compute_indicators
from generator.indicators.cases import week_of_work
from tests.cases import cases_of
from tests.counting import NO_HISTORY, SETTINGS, WEDNESDAY, Counted, count, register_for
from tests.registers import register_of


def test_open_cases_and_cases_a_post_count_held_cases_apart() -> None:
    counted = count("""
        case          | is_open | held
        NOR-2627-0001 | yes     | no
        NOR-2627-0002 | yes     | no
        NOR-2627-0003 | no      | no
        NOR-2627-0004 | yes     | yes
        SUE-2627-0001 | yes     | no
    """)
    assert counted("open-cases", office="NOR") == (2, None)
    assert counted("open-cases") == (3, None)
    assert counted("cases-a-post", office="NOR") == (2, 1.5)
    assert counted("cases-a-post") == (3, 3.5)
    assert counted("held-cases", office="NOR") == (1, None)
    assert counted("held-cases", office="SUE") == (0, None)


def test_actions_are_counted_by_the_week_they_are_due_in() -> None:
    counted = count("""
        case          | is_open | next_action    | due_on     | owes_follow_up
        NOR-2627-0001 | yes     | first-letter   | 2026-10-27 | no
        NOR-2627-0002 | yes     | second-contact | 2026-10-05 | no
        NOR-2627-0003 | yes     | interview      | 2026-10-28 | no
        NOR-2627-0004 | yes     | interview      | 2026-10-30 | no
        NOR-2627-0005 | yes     | own-step       | 2026-11-02 | no
        NOR-2627-0006 | yes     | own-step       | 2026-11-27 | no
        NOR-2627-0007 | yes     | own-step       | 2026-11-30 | no
        NOR-2627-0008 | yes     |                |            | no
        NOR-2627-0009 | no      | follow-up      | 2026-10-20 | yes
        NOR-2627-0010 | no      | follow-up      | 2027-03-01 | yes
    """)
    assert counted("overdue") == (2, 8)
    assert counted("due-this-week") == (2, None)
    assert counted("actions-by-week") == (7, None)
    assert [counted("actions-by-week", due=code)[0] for code in BREAKDOWNS["due"].codes] == [2, 2, 1, 0, 0, 1, 1]
    assert counted("next-action") == (2, None)
    assert counted("next-action", action="first-letter") == (1, None)
    assert counted("next-action", action="interview") == (0, None)
    assert counted("follow-ups-owed") == (2, None)
    assert counted("follow-ups-overdue") == (1, 2)


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 10, 26), date(2026, 10, 26)),
        (date(2026, 10, 30), date(2026, 10, 26)),
        (date(2026, 10, 31), date(2026, 11, 2)),
        (date(2026, 11, 1), date(2026, 11, 2)),
    ],
)
def test_at_a_weekend_this_week_is_the_coming_one(today: date, monday: date) -> None:
    assert week_of_work(today) == monday


LISTED = """
    case          | listed_on  | letter_on  | reached_on | interviewed_on | accepts | is_open | situation
    NOR-2627-0001 | 2026-09-15 | 2026-09-25 | 2026-10-01 | 2026-10-12     | yes     | no      | school-lu
    NOR-2627-0002 | 2026-09-15 | 2026-09-28 | 2026-10-02 | 2026-10-12     | no      | yes     | no-occupation
    NOR-2627-0003 | 2026-09-15 |            |            |                |         | no      | school-abroad
    NOR-2627-0004 | 2026-10-15 | 2026-10-20 | 2026-10-22 |                |         | yes     | not-known
    SUE-2627-0001 | 2026-10-15 |            |            |                |         | yes     | not-known
    SUE-2627-0002 | 2026-10-15 | 2026-10-20 |            |                |         | no      | listed-in-error
    SUE-2526-0001 | 2026-08-15 | 2026-08-20 | 2026-08-25 |                |         | no      | employed
"""


def test_those_listed_in_the_school_year_are_the_base_of_what_was_done() -> None:
    counted = count(LISTED)
    assert counted("listed", "2026/27") == (5, None)
    assert counted("listed", "2026-09") == (3, None)
    assert counted("listed", "2026-10", "SUE") == (1, None)
    assert counted("letter-sent", "2026/27") == (3, 5)
    assert counted("reached", "2026/27") == (3, 5)
    assert counted("reached", "2026-10") == (1, 2)
    assert counted("interviewed", "2026/27", "NOR") == (2, 4)
    assert counted("accepts-support", "2026/27") == (1, 5)
    assert counted("has-offer", "2026/27") == (2, 5)
    assert counted("re-enrolled", "2026-09") == (2, 3)
    assert counted("situation-known", "2026/27") == (3, 5)


def test_letters_are_judged_once_they_are_due() -> None:
    counted = count(LISTED)
    assert counted("letter-in-time", "2026-09") == (1, 2), (
        "25 September is the day; 28 is late; back at school before a letter"
    )
    assert counted("letter-in-time", "2026-10") == (1, 2), "due on Monday 26 October, since the 25th is a Sunday"


def test_a_second_contact_is_judged_where_nobody_answered_the_letter() -> None:
    counted = count(
        """
        case          | letter_on  | reached_on | listed_on
        NOR-2627-0001 | 2026-09-20 | 2026-09-25 | 2026-09-15
        NOR-2627-0002 | 2026-09-20 | 2026-10-01 | 2026-09-15
        NOR-2627-0003 | 2026-09-21 | 2026-10-08 | 2026-09-15
        NOR-2627-0004 | 2026-09-21 |            | 2026-09-15
        NOR-2627-0005 | 2026-10-20 |            | 2026-10-15
        """,
        contacts="""
        case          | contact_on | kind   | with_whom | result
        NOR-2627-0001 | 2026-10-20 | phone  | youngster | reached
        NOR-2627-0002 | 2026-10-01 | phone  | youngster | reached
        NOR-2627-0003 | 2026-09-30 | phone  | school    | reached
        NOR-2627-0003 | 2026-10-08 | visit  | parents   | reached
        NOR-2627-0004 | 2026-10-01 | letter | parents   | no-response
        """,
    )
    assert counted("second-contact-in-time", "2026/27") == (1, 3), "0002 in time; 0003 late; 0004 not yet; 0005 not due"


def test_the_situation_of_those_listed_keeps_the_unknown_in_its_base() -> None:
    counted = count(LISTED)
    assert counted("situation", "2026/27") == (5, 5)
    assert counted("situation", "2026/27", group="re-enrolled") == (2, 5)
    assert counted("situation", "2026/27", group="not-known") == (2, 5)
    assert counted("situation", "2026-09", "NOR", group="no-occupation") == (1, 3)
    assert counted("situation", "2026-10", "SUE", group="not-known") == (1, 1)
    assert counted("situation", "2026-09", "SUE", group="not-known") == (0, 0)


def test_every_start_counts_and_each_person_once_by_the_latest() -> None:
    counted = count("""
        case          | person | left_school_on | situation
        NOR-2627-0001 | a      | 2026-09-03     | school-lu
        NOR-2627-0002 | a      | 2026-10-20     | not-known
        SUE-2627-0001 | b      | 2026-09-03     | not-known
        SUE-2627-0002 | c      | 2026-09-03     | listed-in-error
        SUE-2627-0003 | d      | 2026-09-03     | qualified
        SUE-2526-0001 | e      | 2026-08-31     | not-known
        NOR-2627-5001 | f      |                | not-known
    """)
    assert counted("starts", "2026/27") == (3, None)
    assert counted("persons", "2026/27") == (2, None)
    assert counted("persons", "2026-10", "NOR") == (1, None)
    assert counted("persons", "2026-09", "NOR") == (0, None)


def test_a_case_handed_over_is_one_start_at_its_present_office() -> None:
    counted = count(
        """
        case          | person | listed_on  | left_school_on | opened_on  | letter_on  | is_open | situation
        NOR-2627-0001 | a      | 2026-09-15 | 2026-09-03     | 2026-09-15 | 2026-09-20 | no      | moved-office
        SUE-2627-5001 | a      |            |                | 2026-10-10 |            | yes     | not-known
        """,
        former={"SUE-2627-5001": "NOR-2627-0001"},
    )
    assert counted("starts", "2026/27", "NOR") == (0, None)
    assert counted("starts", "2026/27", "SUE") == (1, None)
    assert counted("persons", "2026-09", "SUE") == (1, None)
    assert counted("letter-sent", "2026/27", "SUE") == (1, 1)
    assert counted("asked-by-themselves", "2026/27") == (0, None)


def test_a_case_handed_over_twice_is_one_start_with_the_days_of_the_first() -> None:
    counted = count(
        """
        case          | person | left_school_on | opened_on  | listed_on  | situation
        NOR-2627-0001 | a      | 2026-09-03     | 2026-09-15 | 2026-09-15 | moved-office
        SUE-2627-5001 | a      |                | 2026-10-01 |            | moved-office
        NOR-2627-5002 | a      |                | 2026-10-20 |            | not-known
        """,
        former={"SUE-2627-5001": "NOR-2627-0001", "NOR-2627-5002": "SUE-2627-5001"},
    )
    assert counted("starts", "2026-09", "NOR") == (1, None)
    assert counted("starts", "2026/27") == (1, None)
    assert counted("listed", "2026/27", "NOR") == (1, None)


def test_no_letter_is_owed_where_nobody_may_be_contacted() -> None:
    cases = cases_of("case | listed_on\nNOR-2627-0001 | 2026-09-15\nNOR-2627-0002 | 2026-09-15")
    leavers = [{"case": case, "listed_on": "2026-09-15"} for case in cases["case"]]
    register = register_of(leavers=[{**leavers[0], "do_not_contact": "yes"}, leavers[1]])
    counted = Counted(compute_indicators(register, cases, WEDNESDAY, SETTINGS, NO_HISTORY))
    assert counted("letter-in-time", "2026/27") == (0, 1)


def test_who_came_without_a_list_is_counted_by_how_they_came() -> None:
    counted = count("""
        case          | opened_on  | listed_on  | origin
        NOR-2627-5001 | 2026-09-10 |            | youngster
        NOR-2627-5002 | 2026-10-10 |            | school
        NOR-2627-5003 | 2026-10-10 |            | other-office
        NOR-2526-5001 | 2026-08-10 |            | youngster
        NOR-2627-0001 | 2026-10-10 | 2026-10-15 | monthly-list
    """)
    assert counted("asked-by-themselves", "2026/27") == (2, None)
    assert counted("asked-by-themselves", "2026/27", origin="school") == (1, None)
    assert counted("asked-by-themselves", "2026-09", "NOR") == (1, None)


def test_contacts_are_counted_by_month_kind_and_result() -> None:
    counted = count(
        "case\nNOR-2627-0001",
        contacts="""
        case          | contact_on | kind   | with_whom | result
        NOR-2627-0001 | 2026-08-30 | letter | parents   | no-response
        NOR-2627-0001 | 2026-09-20 | letter | parents   | no-response
        NOR-2627-0001 | 2026-10-05 | phone  | parents   | reached
        NOR-2627-0001 | 2026-10-28 | visit  | youngster | to-do
        NOR-2627-0001 | 2026-10-29 | phone  | youngster | reached
        """,
    )
    assert counted("contacts", "2026/27") == (2, None)
    assert counted("contacts", "2026-10", kind="phone") == (1, None)
    assert counted("contacts", "2026/27", result="no-response") == (1, None)


def test_the_last_day_of_a_month_stands_for_it() -> None:
    history = pl.DataFrame(
        [
            (date(2026, 9, 30), "NOR", 10, 2),
            (date(2026, 9, 30), "SUE", 5, 0),
            (date(2026, 10, 15), "NOR", 11, 2),
            (date(2026, 10, 28), "NOR", 12, 3),
        ],
        schema=NO_HISTORY.schema,
        orient="row",
    )
    counted = count("case\nNOR-2627-0001", history=history)
    assert counted("open-at-month-end", "2026-09") == (15, None)
    assert counted("open-at-month-end", "2026-10", "NOR") == (12, None)
    assert counted("open-at-month-end", "2026-10", "SUE") == (0, None)
    assert counted("overdue-at-month-end", "2026-09") == (2, 15)


def test_a_comparison_has_the_day_a_year_ago_as_its_period() -> None:
    then = date(2025, 10, 28)
    cases = cases_of("""
        case          | reached_on | listed_on
        NOR-2526-0001 | 2025-10-01 | 2025-09-15
        NOR-2526-0002 |            | 2025-10-15
    """)
    figures = compute_comparison(register_for(cases, {}, {}), cases, then, SETTINGS, edition=WEDNESDAY)
    counted = Counted(figures)
    assert counted("open-cases", "2025-10-28") == (2, None)
    assert counted("reached", "2025-10-28") == (1, 2)
    assert figures["period"].unique().to_list() == ["2025-10-28"]
    assert figures["edition"].unique().to_list() == [WEDNESDAY]


def test_a_share_of_nothing_has_no_value_and_an_office_without_cases_its_zeros() -> None:
    figures = count("case\nNOR-2627-0001").figures
    overdue = figures.filter(indicator="overdue", office="SUE")
    assert overdue.select("numerator", "base", "value").row(0) == (0.0, 0.0, None)


def test_every_figure_is_declared_and_every_declared_indicator_is_counted() -> None:
    history = pl.DataFrame([(date(2026, 9, 30), "NOR", 10, 2)], schema=NO_HISTORY.schema, orient="row")
    counted = set(count(LISTED, history=history).figures["indicator"])
    rates = {"leaving-rate", "effective-leaving-rate"}
    assert counted == set(INDICATORS) - rates, "a rate has to have its base, and is counted in another test"


def test_a_share_is_declared_with_its_base_and_a_count_without() -> None:
    for indicator in INDICATORS.values():
        assert (indicator.base is not None) == (indicator.unit in ("share", "cases-a-post")), indicator.key
        assert len(indicator.name) <= 24, f"{indicator.key}: a tile's label has at most 24 letters"
