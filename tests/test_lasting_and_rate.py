"""Whether solutions last, and the rate of school leaving, on registers small enough to count by hand."""

from datetime import date

import polars as pl
import pytest

from generator.annual_table import annual_tables
from generator.caseload import caseload
from generator.indicators import BREAKDOWNS, compute_indicators
from generator.sums import SumsDoNotCloseError, prove_sums
from generator.tables import Figures
from intake.register import Register
from tests.counting import NO_HISTORY, SETTINGS, Counted
from tests.registers import register_of

SOLVED = register_of(
    leavers="""
        case          | former_case   | opened_on  | left_school_on
        NOR-2526-0001 |               | 2025-10-15 | 2025-10-01
        NOR-2526-0002 |               | 2025-10-15 | 2025-10-01
        NOR-2526-0003 |               | 2025-10-15 | 2025-10-01
        NOR-2526-0004 |               | 2025-10-15 | 2025-10-01
        NOR-2526-0005 |               | 2025-10-15 | 2025-10-01
        NOR-2526-0006 |               | 2025-10-15 | 2025-10-01
        SUE-2425-0001 |               | 2025-02-15 | 2025-02-01
        SUE-2627-0001 | NOR-2526-0006 | 2026-10-05 | 2025-10-01
    """,
    outcomes="""
        case          | situation      | from_date  | confirmed_on | to_office
        NOR-2526-0001 | school-lu      | 2026-03-15 | 2026-03-15   |
        NOR-2526-0002 | employed       | 2026-03-10 | 2026-03-10   |
        NOR-2526-0002 | no-occupation  | 2026-09-05 | 2026-09-05   |
        NOR-2526-0003 | employed       | 2025-12-01 | 2025-12-01   |
        NOR-2526-0004 | employed       | 2025-10-20 | 2025-10-20   |
        NOR-2526-0004 | emigrated      | 2026-05-01 | 2026-05-01   |
        NOR-2526-0005 | school-lu      | 2025-09-10 | 2025-09-10   |
        NOR-2526-0005 | no-occupation  | 2025-10-01 | 2025-10-16   |
        NOR-2526-0005 | employed       | 2026-04-01 | 2026-04-01   |
        NOR-2526-0006 | apprenticeship | 2026-03-20 | 2026-03-20   |
        NOR-2526-0006 | moved-office   | 2026-10-01 | 2026-10-01   | SUE
        SUE-2425-0001 | employed       | 2025-03-31 | 2025-03-31   |
        SUE-2425-0001 | employed       | 2025-03-31 | 2026-03-01   |
        SUE-2627-0001 | apprenticeship | 2026-03-20 | 2026-09-20   |
    """,
)
LEFT = register_of(
    leavers="""
        case          | person | opened_on  | left_school_on
        NOR-2425-0001 | a      | 2024-10-10 | 2024-10-01
        NOR-2425-0002 | b      | 2025-03-10 | 2025-03-01
        NOR-2425-0009 | b      | 2025-08-05 | 2025-08-01
        SUE-2425-0001 | c      | 2025-06-10 | 2025-06-01
        SUE-2425-0002 | d      | 2025-09-05 | 2025-08-31
        SUE-2526-0001 | e      | 2025-09-05 | 2025-09-01
        SUE-2627-0001 | f      | 2026-09-05 | 2026-09-01
    """,
    outcomes="""
        case          | situation     | from_date  | confirmed_on
        NOR-2425-0001 | school-lu     | 2025-09-15 | 2025-09-15
        NOR-2425-0002 | school-lu     | 2025-04-01 | 2025-07-15
        SUE-2425-0001 | school-abroad | 2025-06-15 | 2025-06-15
        SUE-2425-0001 | no-occupation | 2025-09-01 | 2025-09-01
        SUE-2425-0002 | school-lu     | 2026-09-01 | 2026-09-01
    """,
    reference={
        "pupils": """
        school_year | track     | compulsory_age | pupils
        2023/24     | all       | 16             | 120
        2024/25     | all       | 16             | 100
        2024/25     | esg-lower | 16             | 40
        2025/26     | all       | 16             |
        2026/27     | all       | 18             | 90
        """
    },
)


def figures_of(register: Register, today: date) -> pl.DataFrame:
    figures = compute_indicators(register, caseload(register, today, SETTINGS), today, SETTINGS, NO_HISTORY)
    prove_sums(figures, annual_tables(register, today, SETTINGS))
    return figures


@pytest.fixture(scope="module")
def solved() -> Counted:
    return Counted(Figures.validate(figures_of(SOLVED, date(2027, 3, 1))))


@pytest.fixture(scope="module")
def rates() -> pl.DataFrame:
    return figures_of(LEFT, date(2026, 10, 31)).filter(pl.col("indicator").str.ends_with("leaving-rate"))


def standings(counted: Counted, key: str, office: str = "") -> dict[str, float]:
    found = {code: counted(key, "2026/27", office, standing=code)[0] for code in BREAKDOWNS["standing"].codes}
    return {code: n for code, n in found.items() if n}


def test_six_months_after_the_first_solution(solved: Counted) -> None:
    # 0001 still goes to school; 0002 lost the job five days before; 0005 was at school before leaving it, which is no
    # solution, and works since April; the case that moved counts once, where it is now.
    assert solved("lasting-6", "2026/27") == (4, 4)
    assert standings(solved, "lasting-6") == {"positive": 3, "negative": 1}
    assert standings(solved, "lasting-6", "SUE") == {"positive": 1}
    assert solved("lasting-6", "2026-10", "NOR", standing="positive") == (1, 1)


def test_a_year_after_it_the_unknown_stay_in_the_base(solved: Counted) -> None:
    # On the very day a year later nobody had confirmed 0003's job; 0004 has emigrated.
    assert solved("lasting-12", "2026/27") == (2, 2)
    assert standings(solved, "lasting-12") == {"unknown": 1, "out-of-scope": 1}


def test_eighteen_months_after_the_last_of_march_is_the_last_of_september(solved: Counted) -> None:
    assert solved("lasting-18", "2026-09", "SUE", standing="positive") == (1, 1)
    assert solved("lasting-18", "2026/27", "NOR") == (0, 0)
    assert solved("lasting-18", "2026/27") == (1, 1)


def test_the_rate_is_that_of_the_annual_table_by_the_pupils_over_compulsory_age(rates: pl.DataFrame) -> None:
    # a, c and d once, b once though it left twice.
    rate = rates.filter(indicator="leaving-rate").select("period", "office", "numerator", "base", "value")
    assert rate.rows() == [("2024/25", "", 4, 100, 0.04)]


def test_effective_leavers_are_those_not_at_school_on_any_day_of_the_next_year(rates: pl.DataFrame) -> None:
    # a was from mid-September. b left school again in August, whatever its earlier case says; c until the last day of
    # August, and d from the first of September a year too late.
    effective = rates.filter(indicator="effective-leaving-rate").select("period", "numerator", "base")
    assert effective.rows() == [("2024/25", 3, 100)]


def test_without_a_base_there_is_no_rate_nor_before_the_year_is_over() -> None:
    last_day = figures_of(LEFT, date(2025, 8, 31))
    assert last_day.filter(indicator="leaving-rate").is_empty()
    day_after = figures_of(LEFT, date(2025, 9, 1))
    assert day_after.filter(indicator="leaving-rate")["period"].to_list() == ["2024/25"]


def test_a_base_smaller_than_the_leavers_is_mistaken() -> None:
    mistaken = {"pupils": "school_year | track | compulsory_age | pupils\n2024/25 | all | 16 | 3"}
    register = register_of(leavers=[
        {"case": f"NOR-2425-000{n}", "opened_on": "2024-10-10", "left_school_on": "2024-10-01"} for n in range(1, 5)
    ], reference=mistaken)  # fmt: skip
    assert figures_of(register, date(2026, 10, 31)).filter(indicator="leaving-rate").is_empty()


def test_an_office_has_no_rate() -> None:
    figures = figures_of(LEFT, date(2026, 10, 31))
    moved = figures.with_columns(
        office=pl.when(indicator="leaving-rate").then(pl.lit("NOR")).otherwise(pl.col("office"))
    )
    with pytest.raises(SumsDoNotCloseError, match="leaving-rate 2024/25 NOR: it is counted for all offices together"):
        prove_sums(Figures.validate(moved), annual_tables(LEFT, date(2026, 10, 31), SETTINGS))
