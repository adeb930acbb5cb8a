"""Who was listed and how they were reached, on a register small enough to count by hand."""

from datetime import date

import polars as pl
import pytest

from generator.caseload import caseload
from generator.indicators import BREAKDOWNS, compute_indicators
from generator.sums import prove_sums
from generator.tables import Figures
from tests.counting import NO_HISTORY, NO_TABLE, SETTINGS, Counted
from tests.registers import register_of

TODAY = date(2026, 12, 31)
REGISTER = register_of(
    leavers="""
        case | listed_on | sex | birth_month | nationality_group | commune | track | grade | years_behind
        NOR-2627-0001 | 2026-10-01 | female | 2011-01-01  | luxembourg | Wiltz    | preparatoire | 7     | 0
        NOR-2627-0002 | 2026-10-01 | male   | 2008-10-01  | portugal   | Clervaux | esg-lower    | 9     | 1
        NOR-2627-0003 | 2026-10-01 | male   | 2008-11-01  |            |          | dap          |       | 2
        SUE-2627-0001 | 2026-11-01 | male   | 2004-01-01  | other      | Esch     | esg-upper    | 12    | 3
        SUE-2627-0002 | 2026-11-01 | male   | 2008-11-01  | luxembourg | Esch     | esg-lower    | 10    | 1
    """,
    contacts="""
        case          | contact_on | kind    | with_whom | result      | answered_on
        NOR-2627-0001 | 2026-10-05 | letter  | parents   | responded   | 2026-10-15
        NOR-2627-0002 | 2026-10-05 | letter  | youngster | no-response |
        NOR-2627-0002 | 2026-10-20 | phone   | school    | reached     |
        NOR-2627-0002 | 2026-10-20 | phone   | parents   | reached     |
        NOR-2627-0002 | 2026-11-02 | meeting | youngster | reached     |
        NOR-2627-0003 | 2026-10-05 | letter  | parents   | no-response |
        NOR-2627-0003 | 2026-10-20 | phone   | youngster | no-response |
        NOR-2627-0003 | 2026-11-20 | message | youngster | no-response |
        NOR-2627-0003 | 2026-12-20 | visit   | youngster | refused     |
        SUE-2627-0001 | 2026-11-05 | letter  | youngster | to-do       |
        SUE-2627-0002 | 2026-11-05 | letter  | youngster  | responded   | 2027-01-05
    """,
    interviews="""
        case          | interviewed_on | main_reason | accepts
        NOR-2627-0001 | 2026-10-20     | motivation  | no
        NOR-2627-0001 | 2026-11-20     | health      | yes
        NOR-2627-0002 | 2026-11-02     | motivation  | no
        SUE-2627-0002 | 2027-01-05     | family      | yes
    """,
    reference={
        "communes": """
            commune  | canton   | office
            Wiltz    | Wiltz    | NOR
            Clervaux | Clervaux | NOR
            Esch     | Esch     | SUE
        """
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def counted() -> Counted:
    cases = caseload(REGISTER, TODAY, SETTINGS)
    figures = compute_indicators(REGISTER, cases, TODAY, SETTINGS, NO_HISTORY)
    prove_sums(Figures.validate(figures.filter(pl.col("indicator") != "persons")), NO_TABLE)
    return Counted(figures)


@pytest.mark.parametrize(
    ("breakdown", "expected"),
    [
        ("sex", {"female": (1, 1), "male": (2, 4)}),
        ("age-group", {"15-under": (1, 1), "17": (1, 1), "18": (1, 2), "20-over": (0, 1)}),
        ("nationality", {"luxembourg": (1, 2), "portugal": (1, 1), "other": (0, 1), "unknown": (1, 1)}),
        ("canton", {"Wiltz": (1, 1), "Clervaux": (1, 1), "Esch": (0, 2), "unknown": (1, 1)}),
        ("track", {"preparatoire": (1, 1), "esg-lower": (1, 2), "dap": (1, 1), "esg-upper": (0, 1)}),
        ("grade-group", {"7-under": (1, 1), "9": (1, 1), "10": (0, 1), "12-over": (0, 1), "unknown": (1, 1)}),
        ("behind", {"none": (1, 1), "one": (1, 2), "two": (1, 1), "more": (0, 1)}),
        ("reason", {"health": (1, 1), "motivation": (1, 1), "unknown": (1, 3)}),
    ],
)
def test_who_was_listed_and_who_of_them_was_reached(
    counted: Counted, breakdown: str, expected: dict[str, tuple[float, float | None]]
) -> None:
    codes = BREAKDOWNS[breakdown].codes if breakdown in BREAKDOWNS else tuple(expected)
    reached = {code: counted("reached", "2026/27", **{breakdown.replace("-", "_"): code}) for code in codes}
    assert {code: found for code, found in reached.items() if found != (0, 0)} == expected
    listed = {code: counted("listed", "2026/27", **{breakdown.replace("-", "_"): code})[0] for code in codes}
    assert {code: found for code, found in listed.items() if found} == {code: of for code, (_, of) in expected.items()}


def test_how_they_were_reached_first(counted: Counted) -> None:
    assert counted("reached", "2026/27") == (3, 5)
    kinds = {code: counted("reached", "2026/27", reached_kind=code)[0] for code in BREAKDOWNS["reached-kind"].codes}
    assert {code: n for code, n in kinds.items() if n} == {"letter": 1, "phone": 1, "visit": 1}
    attempts = {code: counted("reached", "2026/27", attempt=code)[0] for code in BREAKDOWNS["attempt"].codes}
    assert {code: n for code, n in attempts.items() if n} == {"attempt-1": 1, "attempt-3": 1, "later": 1}
    days = {code: counted("reached", "2026/27", reached_days=code)[0] for code in BREAKDOWNS["reached-days"].codes}
    assert {code: n for code, n in days.items() if n} == {"days-14": 1, "days-30": 1, "days-90": 1}


def test_a_letter_is_answered_when_nobody_had_to_try_again(counted: Counted) -> None:
    assert counted("letter-answered", "2026/27", "NOR") == (1, 3)
    assert counted("letter-answered", "2026/27") == (1, 4)


def test_support_is_accepted_by_the_latest_interview(counted: Counted) -> None:
    assert counted("interviewed", "2026/27") == (2, 5)
    assert counted("support-accepted", "2026/27") == (1, 2)
    assert counted("support-accepted", "2026/27", "SUE") == (0, 0)


def test_what_was_found_out_before_a_case_was_handed_over_is_said_to_be_so() -> None:
    register = register_of(
        leavers="""
            case          | listed_on  | left_school_on | former_case   | opened_on
            NOR-2627-0001 | 2026-10-01 | 2026-09-15     |               | 2026-10-01
            SUE-2627-5001 |            | 2026-09-15     | NOR-2627-0001 | 2026-11-10
        """,
        contacts="""
            case          | contact_on | kind   | with_whom | result
            NOR-2627-0001 | 2026-10-08 | phone  | youngster | reached
        """,
        outcomes="""
            case          | situation    | from_date  | to_office
            NOR-2627-0001 | moved-office | 2026-11-01 | SUE
        """,
    )
    cases = caseload(register, TODAY, SETTINGS)
    figures = compute_indicators(register, cases, TODAY, SETTINGS, NO_HISTORY)
    prove_sums(Figures.validate(figures.filter(pl.col("indicator") != "persons")), NO_TABLE)
    assert Counted(figures)("reached", "2026/27", "SUE", reached_kind="unknown") == (1, 1)
