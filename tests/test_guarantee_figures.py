"""The flows of the Youth Guarantee on a register small enough to count by hand."""

from datetime import date

import polars as pl
import pytest

from generator.caseload import caseload
from generator.indicators import BREAKDOWNS, compute_indicators
from generator.sums import SumsDoNotCloseError, prove_sums
from generator.tables import Figures
from tests.counting import NO_HISTORY, NO_TABLE, SETTINGS, Counted
from tests.registers import register_of

TODAY = date(2027, 1, 20)
REGISTER = register_of(
    leavers="""
        case          | opened_on  | left_school_on | sex    | birth_month | closed_on  | closing_reason
        NOR-2627-0001 | 2026-09-15 | 2026-09-05     | male   | 2009-01-01  |            |
        NOR-2627-0002 | 2026-09-15 | 2026-09-05     | female | 2009-01-01  |            |
        NOR-2627-0003 | 2026-09-15 | 2026-08-20     | male   | 2006-01-01  | 2026-11-10 | refused
        NOR-2627-0004 | 2026-09-15 | 2026-09-05     | male   | 2003-06-01  |            |
        NOR-2627-0005 | 2026-09-15 | 2026-09-05     | male   | 2011-06-01  |            |
        NOR-2627-0006 | 2026-09-15 | 2026-09-05     | male   | 2009-01-01  | 2026-12-01 | older
        SUE-2526-0001 | 2025-10-15 | 2025-10-01     | female | 2008-01-01  |            |
        SUE-2526-0002 | 2025-10-15 | 2025-10-01     | male   | 2008-01-01  |            |
    """,
    outcomes="""
        case          | situation     | from_date  | confirmed_on
        NOR-2627-0001 | employed      | 2026-11-02 | 2026-11-02
        NOR-2627-0001 | no-occupation | 2026-12-15 | 2026-12-15
        NOR-2627-0004 | emigrated     | 2026-10-10 | 2026-10-10
        NOR-2627-0006 | seeking-work  | 2026-10-10 | 2026-10-10
        SUE-2526-0001 | school-lu     | 2026-03-15 | 2026-10-15
        SUE-2526-0002 | internship    | 2025-12-01 | 2025-12-01
    """,
    youth_guarantee="""
        case          | unemployed_since
        NOR-2627-0001 | 2026-12-20
        NOR-2627-0002 | 2026-11-20
        SUE-2526-0002 | 2026-02-01
    """,
)


@pytest.fixture(scope="module")
def figures() -> pl.DataFrame:
    cases = caseload(REGISTER, TODAY, SETTINGS)
    return compute_indicators(REGISTER, cases, TODAY, SETTINGS, NO_HISTORY)


@pytest.fixture(scope="module")
def counted(figures: pl.DataFrame) -> Counted:
    valid = Figures.validate(figures.filter(pl.col("indicator") != "persons"))
    prove_sums(valid, NO_TABLE)
    return Counted(valid)


def by(counted: Counted, key: str, breakdown: str, period: str = "2026/27") -> dict[str, float]:
    codes = BREAKDOWNS[breakdown].codes
    found = {code: counted(key, period, **{breakdown.replace("-", "_"): code})[0] for code in codes}
    return {code: n for code, n in found.items() if n}


def test_every_entry_counts_and_who_still_waits_enters_once(counted: Counted) -> None:
    # 0001 twice, 0002 and 0006 once, 0004 too old only at 25; 0003 entered in August; 0005 is 15.
    assert counted("guarantee-entrants", "2026/27") == (5, None)
    assert counted("guarantee-entrants", "2026-09") == (4, None)
    assert counted("guarantee-entrants", "2026-12") == (1, None)
    assert by(counted, "guarantee-entrants", "sex") == {"male": 4, "female": 1}
    assert by(counted, "guarantee-entrants", "entry-age") == {"15-19": 4, "20-24": 1}


def test_exits_by_where_they_led_and_how_long_they_took(counted: Counted) -> None:
    assert counted("guarantee-exits", "2026/27") == (4, None)
    destinations = by(counted, "guarantee-exits", "destination")
    assert destinations == {"employment": 1, "out-of-scope": 1, "negative": 1, "unknown": 1}
    assert by(counted, "guarantee-exits", "duration") == {"month-2": 2, "month-3": 2}
    assert counted("positive-exits", "2026/27") == (1, 4)
    assert counted("timely-exits", "2026/27") == (1, 4)
    assert counted("timely-exits", "2026/27", sex="female") == (0, 0)


def test_exits_and_stock_by_sex_and_by_age_at_entry(counted: Counted) -> None:
    # 0001, 0003, 0004 and 0006 are male; 0003 entered at 20 and 0004 at 23.
    assert by(counted, "guarantee-exits", "sex") == {"male": 4}
    assert by(counted, "guarantee-exits", "entry-age") == {"15-19": 2, "20-24": 2}
    assert counted("positive-exits", "2026/27", sex="male") == (1, 4)
    assert counted("positive-exits", "2026/27", entry_age="15-19") == (1, 2)
    assert counted("timely-exits", "2026/27", sex="male") == (1, 4)
    assert counted("timely-exits", "2026/27", entry_age="15-19") == (1, 2)
    # There wait 0001 again, and 0002 since September.
    assert counted("guarantee-stock", sex="male") == (1, None)
    assert counted("guarantee-stock", entry_age="15-19") == (2, None)
    assert counted("stock-past-four-months", sex="female") == (1, 1)
    assert counted("stock-past-four-months", sex="male") == (0, 1)
    assert counted("stock-past-four-months", entry_age="15-19") == (1, 2)


def test_the_stock_leads_from_month_to_month(counted: Counted, figures: pl.DataFrame) -> None:
    months = ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]
    assert [counted("stock-at-month-end", month, "NOR")[0] for month in months] == [1, 5, 4, 2, 2, 2]
    assert counted("guarantee-stock", office="NOR") == (2, None)
    assert counted("stock-past-four-months", office="NOR") == (1, 2), "0002 has waited since September"
    wrong = pl.when(pl.col("indicator") == "stock-at-month-end", pl.col("period") == "2026-11").then(9.0)
    moved = figures.with_columns(numerator=wrong.otherwise(pl.col("numerator")))
    with pytest.raises(SumsDoNotCloseError, match="stock-at-month-end 2026-11: it is not the stock before"):
        prove_sums(Figures.validate(moved), NO_TABLE)


def test_where_they_are_half_a_year_and_a_year_later(counted: Counted) -> None:
    # 0001 went back to school in March and was there in September. 0002's internship of December 2025 expired in April,
    # which was its second exit: nobody knows where it was in October, nor a year after the first.
    assert counted("after-exit-6", "2026/27") == (2, 2)
    assert by(counted, "after-exit-6", "standing") == {"positive": 1, "unknown": 1}
    assert counted("after-exit-6", "2026/27", sex_standing="female/positive") == (1, 2)
    assert counted("after-exit-6", "2026/27", sex_standing="male/unknown") == (1, 2)
    assert counted("after-exit-6", "2026/27", entry_age_standing="15-19/positive") == (1, 2)
    assert counted("after-exit-12", "2026/27", sex_standing="male/unknown") == (1, 1)
    assert counted("after-exit-12", "2026/27", entry_age_standing="15-19/unknown") == (1, 1)
    assert counted("after-exit-12", "2026/27") == (1, 1)
    assert by(counted, "after-exit-12", "standing") == {"unknown": 1}
    assert counted("after-exit-12", "2026-12", "SUE", standing="unknown") == (1, 1)
    assert counted("after-exit-18", "2026/27") == (0, 0)


def test_eighteen_months_after_an_exit() -> None:
    # On the first of June nobody knows what became of 0002 of 2025/26 since the first exit; the others' days are later.
    last_of_june = date(2027, 6, 30)
    cases = caseload(REGISTER, last_of_june, SETTINGS)
    counted = Counted(compute_indicators(REGISTER, cases, last_of_june, SETTINGS, NO_HISTORY))
    assert counted("after-exit-18", "2026/27") == (1, 1)
    assert counted("after-exit-18", "2027-06", "SUE", standing="unknown") == (1, 1)
    assert counted("after-exit-18", "2027-06", "SUE", sex_standing="male/unknown") == (1, 1)
    assert counted("after-exit-18", "2027-06", "SUE", entry_age_standing="15-19/unknown") == (1, 1)
