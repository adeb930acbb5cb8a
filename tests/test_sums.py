"""Figures that contradict each other stop the build, and the fault names the figure."""

from collections.abc import Mapping
from datetime import date

import dataframely as dy
import polars as pl
import pytest

from generator.annual_table import annual_table
from generator.caseload import caseload
from generator.indicators import compute_indicators
from generator.sums import SumsDoNotCloseError, prove_sums
from generator.tables import Figures
from intake.settings import Settings
from tests.cases import cases_of
from tests.registers import register_of

WEDNESDAY = date(2026, 10, 28)
SETTINGS = Settings()
HISTORY = pl.DataFrame({"date": [date(2026, 9, 30)], "office": ["NOR"], "open": [10], "overdue": [2]})


def proved() -> tuple[dy.DataFrame[Figures], pl.DataFrame]:
    """Figures and an annual table that close."""
    register = register_of(
        leavers="""
        case          | listed_on  | left_school_on
        NOR-2627-0001 | 2026-09-15 | 2026-09-03
        NOR-2627-0002 | 2026-10-15 | 2026-10-03
        SUE-2627-0001 | 2026-10-15 | 2026-10-03
        """,
        interventions="held_on | offered | taken_up\n2026-10-20 | 5 | 2",
    )
    cases = cases_of("""
        case          | listed_on  | left_school_on | letter_on  | situation
        NOR-2627-0001 | 2026-09-15 | 2026-09-03     | 2026-09-20 | school-lu
        NOR-2627-0002 | 2026-10-15 | 2026-10-03     |            | not-known
        SUE-2627-0001 | 2026-10-15 | 2026-10-03     |            | not-known
    """)
    figures = compute_indicators(register, cases, WEDNESDAY, SETTINGS, HISTORY)
    return figures, annual_table(register, "2026/27", WEDNESDAY, SETTINGS)


def test_figures_that_close_are_proved() -> None:
    prove_sums(*proved())


@pytest.mark.parametrize(
    ("indicator", "where", "said"),
    [
        ("open-cases", {"office": "NOR"}, "open-cases 2026-10-28: the offices do not add up to all"),
        ("situation", {"category": "not-known"}, "the categories do not add up to the total"),
        ("listed", {"period": "2026-10"}, "listed: the months do not add up to the year"),
        ("letter-sent", {"office": "SUE"}, "a share has more than its base"),
        ("persons", {}, "persons 2026/27: it is not what the annual table says"),
    ],
)
def test_a_figure_that_does_not_close_is_named(indicator: str, where: Mapping[str, str], said: str) -> None:
    figures, annual = proved()
    chosen = pl.lit(value=True)
    for column, value in {"indicator": indicator, **where}.items():
        chosen &= pl.col(column) == value
    more = figures.with_columns(numerator=pl.col("numerator") + pl.when(chosen).then(7).otherwise(0))
    with pytest.raises(SumsDoNotCloseError) as raised:
        prove_sums(Figures.validate(more), annual)
    assert any(said in fault for fault in raised.value.faults), raised.value.faults


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"line": "temporary"}, "it is not temporary + permanent + not-reached"),
        ({"line": "never-reached"}, "it is not never-reached + no-longer-known + declined + emigrated"),
        ({"office": "NOR"}, "the offices do not add up"),
        ({"month": "2026-10"}, "the months do not add up"),
    ],
)
def test_an_annual_table_that_does_not_close_is_named(where: Mapping[str, str], said: str) -> None:
    figures, annual = proved()
    chosen = pl.lit(value=True)
    for column, value in where.items():
        chosen &= pl.col(column) == value
    more = annual.with_columns(persons=pl.col("persons") + pl.when(chosen).then(1).otherwise(0))
    with pytest.raises(SumsDoNotCloseError) as raised:
        prove_sums(figures, more)
    assert any(said in fault for fault in raised.value.faults), raised.value.faults


def test_an_indicator_that_nobody_declared_is_named() -> None:
    figures, annual = proved()
    renamed = figures.with_columns(indicator=pl.col("indicator").replace("open-cases", "opened"))
    with pytest.raises(SumsDoNotCloseError, match="opened is not declared"):
        prove_sums(Figures.validate(renamed), annual)


def test_an_office_that_the_reference_workbook_lacks_may_have_nobody_who_left_this_year() -> None:
    register = register_of(
        leavers="""
        case          | listed_on  | left_school_on
        NOR-2526-0001 | 2025-10-15 | 2025-10-03
        """,
        reference={"offices": [{"code": "SUE", "name": "South"}]},
    )
    figures = compute_indicators(register, caseload(register, WEDNESDAY, SETTINGS), WEDNESDAY, SETTINGS, HISTORY)
    prove_sums(Figures.validate(figures), annual_table(register, "2026/27", WEDNESDAY, SETTINGS))
