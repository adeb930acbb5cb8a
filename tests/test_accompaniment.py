"""Steps of accompaniment counted on a register small enough to count by hand."""

from datetime import date

import polars as pl
import pytest

from generator.caseload import caseload
from generator.indicators import BREAKDOWNS, compute_indicators
from generator.sums import prove_sums
from generator.tables import Figures
from tests.counting import NO_HISTORY, NO_TABLE, SETTINGS, Counted
from tests.registers import register_of

REGISTER = register_of(
    leavers="""
        case          | opened_on  | left_school_on | closed_on  | former_case
        NOR-2627-5001 | 2026-10-31 |                |            |
        NOR-2627-5002 | 2026-09-30 |                |            |
        NOR-2627-5003 | 2026-04-01 |                |            |
        NOR-2526-5004 | 2025-09-15 |                | 2026-11-30 |
        SUE-2425-5001 | 2024-10-01 |                |            |
        NOR-2627-5009 | 2026-09-01 | 2026-09-01     |            |
        SUE-2627-5009 | 2026-10-01 | 2026-09-01     |            | NOR-2627-5009
    """,
    accompaniment="""
        case          | step                   | started_on | ended_on   | result
        NOR-2627-5001 | plan-a                 | 2026-11-02 |            | under-way
        NOR-2627-5001 | plan-b                 | 2026-11-02 |            |
        NOR-2627-5002 | plan-a                 | 2026-10-02 | 2026-10-30 | abandoned
        NOR-2627-5002 | referral-psychological | 2026-10-02 | 2026-12-30 | assistance-ensured
        NOR-2627-5003 | internship             | 2027-01-04 |            | under-way
        NOR-2526-5004 | employment-search      | 2026-09-15 | 2026-11-30 | achieved
        NOR-2526-5004 | referral-social        | 2026-05-15 | 2026-09-20 | contact-established
        SUE-2425-5001 | referral-other         | 2026-12-01 |            | refused
        SUE-2627-5009 | life-situation         | 2026-11-01 | 2026-12-01 | achieved
    """,
    outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-5009 | moved-office | 2026-09-20 | SUE
    """,
)


def at(today: date) -> Counted:
    cases = caseload(REGISTER, today, SETTINGS)
    figures = compute_indicators(REGISTER, cases, today, SETTINGS, NO_HISTORY)
    prove_sums(Figures.validate(figures.filter(pl.col("indicator") != "persons")), NO_TABLE)
    return Counted(figures)


@pytest.fixture(scope="module")
def at_new_year() -> Counted:
    return at(date(2026, 12, 31))


def test_open_cases_by_how_long_they_have_been_open(at_new_year: Counted) -> None:
    assert at_new_year("open-cases") == (5, None)
    ages = {code: at_new_year("open-cases", open_for=code)[0] for code in BREAKDOWNS["open-for"].codes}
    assert ages == {"months-3": 2, "months-6": 1, "months-12": 1, "months-24": 0, "over-24": 1}


def test_who_is_accompanied_and_has_an_alternative(at_new_year: Counted) -> None:
    assert at_new_year("accompanied", office="NOR") == (2, 3), "the internship begins later"
    assert at_new_year("accompanied", office="SUE") == (2, 2)
    assert at_new_year("plan-with-alternative") == (1, 2)


def test_steps_are_under_way_until_they_end_or_have_a_result(at_new_year: Counted) -> None:
    assert at_new_year("steps-under-way") == (2, None)
    assert at_new_year("steps-under-way", step="plan-b") == (1, None)
    assert at(date(2026, 12, 29))("steps-under-way", step="referral-psychological") == (1, None)


def test_steps_that_ended_in_the_year_by_what_came_of_them(at_new_year: Counted) -> None:
    assert at_new_year("steps-successful", "2026/27") == (4, 5)
    assert at_new_year("steps-successful", "2026-10", "NOR") == (0, 1)
    assert at_new_year("steps-successful", "2026/27", step="plan-a") == (0, 1)
    assert at_new_year("steps-successful", "2026/27", "SUE", step="life-situation") == (1, 1)
    assert at(date(2026, 12, 29))("steps-successful", "2026/27") == (3, 4)


def test_referrals_count_in_the_year_in_which_they_began(at_new_year: Counted) -> None:
    assert at_new_year("referrals", "2026/27") == (2, None)
    assert at_new_year("referrals", "2026/27", step="referral-social") == (0, None)
    assert at_new_year("referrals", "2026/27", step="referral-psychological") == (1, None)
    assert at_new_year("referrals", "2026/27", step_result="refused") == (1, None)
    assert at(date(2026, 12, 29))("referrals", "2026/27", step_result="under-way") == (1, None)
