"""Time until a definite solution: by hand on a small register, and against another implementation."""

from datetime import date

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times

from generator.caseload import caseload
from generator.survival import at_risk, survival_curves, survival_medians, times_to_solution
from intake.register import Register
from intake.settings import Settings
from tests.registers import register_of

TODAY = date(2027, 1, 31)
SETTINGS = Settings()


def times(register: Register, today: date = TODAY) -> dict[str, tuple[str, int, bool]]:
    cases = caseload(register, today, SETTINGS)
    frame = times_to_solution(register, cases, today, SETTINGS)
    return {case: (office, days, solved) for case, office, _, days, solved in frame.iter_rows()}


def test_each_start_is_watched_until_a_solution_or_until_it_is_lost_from_sight() -> None:
    register = register_of(
        leavers="""
            case          | listed_on  | left_school_on | closed_on  | closing_reason
            NOR-2627-0001 | 2026-09-15 | 2026-09-01     |            |
            NOR-2627-0002 | 2026-09-15 | 2026-09-01     |            |
            NOR-2627-0003 | 2026-09-15 | 2026-09-01     |            |
            NOR-2627-0004 | 2026-09-15 | 2026-09-01     | 2026-12-01 | refused
            NOR-2627-0005 | 2026-09-15 | 2026-09-01     |            |
            NOR-2627-0006 | 2026-09-15 | 2026-09-01     |            |
            NOR-2627-5001 |            |                |            |
        """,
        outcomes="""
            case          | situation          | from_date
            NOR-2627-0001 | employed           | 2026-10-01
            NOR-2627-0002 | internship         | 2026-10-01
            NOR-2627-0002 | apprenticeship     | 2026-11-01
            NOR-2627-0003 | emigrated          | 2026-10-31
            NOR-2627-0005 | school-lu          | 2026-09-11
            NOR-2627-0005 | no-occupation      | 2026-10-11
            NOR-2627-0006 | listed-in-error    | 2026-10-11
        """,
    )
    assert times(register) == {
        "NOR-2627-0001": ("NOR", 30, True),
        "NOR-2627-0002": ("NOR", 61, True),
        "NOR-2627-0003": ("NOR", 60, False),
        "NOR-2627-0004": ("NOR", 91, False),
        "NOR-2627-0005": ("NOR", 10, True),
    }
    assert times(register, date(2026, 10, 30))["NOR-2627-0002"] == ("NOR", 59, False)


def test_a_move_is_no_event_and_the_history_before_it_goes_on() -> None:
    register = register_of(
        leavers="""
            case          | listed_on  | left_school_on | former_case   | came_from | opened_on
            NOR-2627-0001 | 2026-09-15 | 2026-09-01     |               |           | 2026-09-15
            SUE-2627-5001 |            | 2026-09-01     | NOR-2627-0001 | NOR       | 2026-11-01
            NOR-2627-0002 | 2026-09-15 | 2026-09-01     |               |           | 2026-09-15
            SUE-2627-5002 |            | 2026-09-01     | NOR-2627-0002 | NOR       | 2026-11-01
            NOR-2627-0003 | 2026-09-15 | 2026-09-01     |               |           | 2026-09-15
        """,
        outcomes="""
            case          | situation    | from_date  | to_office
            NOR-2627-0001 | moved-office | 2026-10-20 | SUE
            SUE-2627-5001 | employed     | 2026-12-10 |
            NOR-2627-0002 | employed     | 2026-09-21 |
            NOR-2627-0002 | moved-office | 2026-10-20 | SUE
            NOR-2627-0003 | moved-office | 2026-10-20 | SUE
        """,
    )
    assert times(register) == {
        "SUE-2627-5001": ("SUE", 100, True),
        "SUE-2627-5002": ("SUE", 20, True),
        "NOR-2627-0003": ("NOR", (TODAY - date(2026, 9, 1)).days, False),
    }


def sample(pairs: list[tuple[int, bool]]) -> pl.DataFrame:
    return pl.DataFrame(
        [("NOR", "2026/27", days, solved) for days, solved in pairs],
        schema={"office": pl.String, "school_year": pl.String, "days": pl.Int64, "solved": pl.Boolean},
        orient="row",
    )


def test_the_curve_of_five_by_hand() -> None:
    curves = survival_curves(sample([(10, True), (20, False), (30, True), (30, True), (40, False)]))
    own = curves.filter(office="NOR", school_year="2026/27")
    assert own["days"].to_list() == [10, 20, 30, 40]
    assert own["at_risk"].to_list() == [5, 4, 3, 1]
    assert own["share"].to_list() == pytest.approx([4 / 5, 4 / 5, 4 / 5 * 1 / 3, 4 / 5 * 1 / 3])
    assert at_risk(own, [0, 10, 11, 31, 41]) == [5, 5, 4, 1, 0]
    medians = survival_medians(curves).filter(office="", school_year="")
    assert medians.select("starts", "solved", "median").row(0) == (5, 3, 30)
    assert set(curves.select("office", "school_year").iter_rows()) == {
        ("", ""), ("NOR", ""), ("", "2026/27"), ("NOR", "2026/27"),
    }  # fmt: skip


def test_of_nobody_there_is_no_curve() -> None:
    assert survival_curves(sample([])).is_empty()
    assert survival_medians(survival_curves(sample([]))).is_empty()


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=80))
def test_curve_interval_and_median_are_those_of_another_implementation(pairs: list[tuple[int, bool]]) -> None:
    curves = survival_curves(sample(pairs)).filter(office="", school_year="")
    fitted = KaplanMeierFitter().fit([days for days, _ in pairs], [solved for _, solved in pairs])
    band = fitted.confidence_interval_survival_function_
    risk = fitted.event_table["at_risk"]
    assert at_risk(curves, [int(day) for day in risk.index]) == [int(number) for number in risk]
    for days, number, share, low, high in curves.select("days", "at_risk", "share", "low", "high").iter_rows():
        assert number == risk[days]
        assert share == pytest.approx(float(fitted.survival_function_.loc[days].iloc[0]), abs=1e-9)
        if 0 < share < 1:
            assert (low, high) == pytest.approx(tuple(float(end) for end in band.loc[days]), abs=1e-9)
    # At exactly a half the other one goes on, for a rounding error of its own.
    assume(not any((curves[name] - 0.5).abs().lt(1e-9).any() for name in ("share", "low", "high")))
    median, low, high = (
        float("inf") if day is None else day for day in survival_medians(curves).select("median", "low", "high").row(0)
    )
    assert median == fitted.median_survival_time_
    assert (low, high) == tuple(float(end) for end in median_survival_times(band).iloc[0])


def test_the_interval_of_the_median_is_that_of_another_implementation() -> None:
    pairs = [(day * 7 % 97, day % 4 != 0) for day in range(1, 200)]
    fitted = KaplanMeierFitter().fit([days for days, _ in pairs], [solved for _, solved in pairs])
    ends = median_survival_times(fitted.confidence_interval_survival_function_)
    medians = survival_medians(survival_curves(sample(pairs))).filter(office="", school_year="")
    assert medians.select("low", "high").row(0) == tuple(float(end) for end in ends.iloc[0])
