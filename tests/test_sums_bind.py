"""Every figure is bound by a sum: whichever one of the demo's is changed, the build stops and names it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from alj.building import derive_facts
from alj.stages import Stages
from generator.facts import Facts
from generator.indicators import INDICATORS
from generator.sums import UNBOUND, SumsDoNotCloseError, prove_sums
from generator.sums_beside import Beside
from generator.tables import Figures
from intake.language import Language
from intake.register import read_register
from intake.settings import Settings, read_settings
from intake.workspace import Workspace
from tests.registers import register_of

DEMO_TODAY = date(2026, 10, 31)
KEYS = ("indicator", "period", "office", "breakdown", "category")


@pytest.fixture(scope="module")
def facts(demo: Path) -> Facts:
    workspace = Workspace(demo)
    register = read_register(workspace.register)
    return derive_facts(register, DEMO_TODAY, read_settings(workspace.settings_file), Stages(Language("en")))


def beside(facts: Facts) -> Beside:
    return Beside(facts.comparison, facts.reasons, facts.moves, facts.curves)


def faults(figures: pl.DataFrame, annual: pl.DataFrame, tables: Beside | None = None) -> tuple[str, ...]:
    try:
        prove_sums(Figures.validate(figures), annual, tables)
    except SumsDoNotCloseError as fault:
        return fault.faults
    return ()


def one_of_each(figures: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Of each indicator, breakdown, kind of period, and office or all, the figure that is greatest."""
    kinds = [
        pl.col("period").str.len_chars().alias("kind"),
        (pl.col("office") == "").alias("together"),
    ]
    greatest = figures.with_columns(kinds).sort("numerator", *KEYS, descending=True)
    yield from greatest.unique(["indicator", "breakdown", "kind", "together"], keep="first").iter_rows(named=True)


def changed(figures: pl.DataFrame, one: Mapping[str, object], column: str, by: float) -> pl.DataFrame:
    """The figures with a number of one changed, and its value worked out anew: only a sum can tell."""
    chosen = pl.all_horizontal(pl.col(key) == one[key] for key in KEYS)
    numbers = figures.with_columns(pl.when(chosen).then(pl.col(column) + by).otherwise(column).alias(column))
    ratio = pl.when(pl.col("base") > 0).then(pl.col("numerator") / pl.col("base"))
    value = pl.when(pl.col("base").is_null()).then("numerator").otherwise(ratio)
    return numbers.with_columns(value=value, low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))


def unnamed(figures: pl.DataFrame, annual: pl.DataFrame, column: str) -> set[tuple[str, str]]:
    """The indicators and breakdowns of which a changed number is not told by name."""
    missed = set()
    for one in one_of_each(figures.drop_nulls(column)):
        by = -1.0 if column == "numerator" and one["numerator"] else 1.0
        told = faults(changed(figures, one, column, by), annual)
        if not any(fault.startswith(f"{one['indicator']} ") for fault in told):
            missed.add((str(one["indicator"]), str(one["breakdown"])))
    return missed


def test_the_demo_has_every_figure(facts: Facts) -> None:
    declared = {(key, breakdown) for key, one in INDICATORS.items() for breakdown in ("", *one.breakdowns)}
    assert set(facts.figures.select("indicator", "breakdown").unique().iter_rows()) == declared


def test_every_numerator_is_bound_but_for_those_that_are_said_not_to_be(facts: Facts) -> None:
    assert unnamed(facts.figures, facts.annual, "numerator") == {(key, "") for key in UNBOUND}


def test_every_base_is_bound_but_for_those_of_all_offices_together(facts: Facts) -> None:
    together = {(key, "") for key, one in INDICATORS.items() if one.base and not one.by_office}
    assert unnamed(facts.figures, facts.annual, "base") == together - {("effective-leaving-rate", "")}


def test_every_value_is_numerator_by_base(facts: Facts) -> None:
    for one in facts.figures.filter(period="2026/27", office="").unique("indicator").iter_rows(named=True):
        chosen = pl.all_horizontal(pl.col(key) == one[key] for key in KEYS)
        wrong = facts.figures.with_columns(
            value=pl.when(chosen).then(pl.col("value").fill_null(0) + 0.001).otherwise("value")
        )
        told = faults(wrong, facts.annual)
        assert any(fault.startswith(f"{one['indicator']} ") for fault in told), one["indicator"]


def test_of_an_unbound_share_no_more_than_its_base_is_told(facts: Facts) -> None:
    for key in UNBOUND:
        if INDICATORS[key].base:
            one = facts.figures.filter(indicator=key).row(0, named=True)
            told = faults(changed(facts.figures, one, "numerator", one["base"] + 1), facts.annual)
            assert any(fault.startswith(f"{key} ") for fault in told)


def test_every_line_of_the_annual_table_is_bound(facts: Facts) -> None:
    where = ["school_year", "office", "month", "line"]
    kinds = [(pl.col(name) == "").alias(f"all-{name}") for name in ("office", "month")]
    sample = facts.annual.with_columns(kinds).sort("persons", *where, descending=True)
    cells = sample.unique(["line", "all-office", "all-month"], keep="first").select(where)
    assert len(cells) == 14 * 4
    for cell in cells.iter_rows():
        chosen = pl.all_horizontal(pl.col(name) == value for name, value in zip(where, cell, strict=True))
        wrong = facts.annual.with_columns(persons=pl.col("persons") + chosen.cast(pl.Int64))
        told = faults(facts.figures, wrong)
        # The line itself, or the sum that it is a part of.
        assert any(fault.startswith(f"{cell[0]} ") for fault in told), cell


def test_what_stands_beside_is_proved_too(facts: Facts) -> None:
    assert faults(facts.figures, facts.annual, beside(facts)) == ()


@pytest.mark.parametrize(
    ("table", "column", "office", "said"),
    [
        ("reasons", "cases", "", "the offices do not add up to all"),
        ("reasons", "cases", "NOR", "the offices do not add up to all"),
        ("moves", "cases", "", "the offices do not add up to all"),
        ("moves", "cases", "NOR", "the offices do not add up to all"),
        ("curves", "at_risk", "NOR", "it loses others than it says"),
        ("curves", "solved", "", "the offices do not add up to all"),
        ("curves", "censored", "NOR", "the years do not add up to all"),
        ("curves", "share", "NOR", "it loses others than it says"),
        ("comparison", "numerator", "NOR", "the offices do not add up to all"),
        ("comparison", "value", "", "its value is not numerator by base"),
    ],
)
def test_a_count_beside_that_does_not_close_is_named(
    facts: Facts, table: str, column: str, office: str, said: str
) -> None:
    tables = beside(facts)
    frame: pl.DataFrame = getattr(tables, table)
    at = frame.with_row_index().filter(pl.col("office") == office, pl.col(column).is_not_null())["index"][0]
    wrong = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == at).then(pl.col(column) + 1).otherwise(column).alias(column)
    )
    told = faults(facts.figures, facts.annual, replace(tables, **{table: wrong}))
    assert any(said in fault for fault in told), told


def test_of_nobody_at_all_every_sum_closes() -> None:
    register = register_of(reference={"offices": [{"code": "NOR", "name": "North"}]})
    nobody = derive_facts(register, DEMO_TODAY, Settings(), Stages(Language("en")))
    assert faults(nobody.figures, nobody.annual, beside(nobody)) == ()
