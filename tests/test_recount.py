"""Every figure of the demo, and of sampled registers, counted again in another engine from the service's rules."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from polars.testing import assert_frame_equal

from generator.annual_lines import COUNTED
from generator.annual_table import annual_tables
from generator.indicators import INDICATORS
from intake.register import read_register, write_register
from tests.recounting import SETTINGS, differences, ends_of_months, recount
from tests.registers import register_of
from tests.sampled_registers import Sampled, figures_of, sampled

DEMO_TODAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def figures(demo: Path) -> pl.DataFrame:
    return pl.read_parquet(demo / "output" / "figures" / "figures.parquet")


@pytest.fixture(scope="module")
def recounted(demo: Path, figures: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return recount(demo / "output" / "register", DEMO_TODAY, ends_of_months(figures, DEMO_TODAY))


def test_every_figure_of_the_demo_is_what_the_recount_says(
    figures: pl.DataFrame, recounted: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    found = differences(figures, recounted[0])
    assert found.is_empty(), found


def test_every_declared_indicator_and_breakdown_is_recounted(
    recounted: tuple[pl.DataFrame, pl.DataFrame], tmp_path: Path
) -> None:
    # In a demo of a twentieth nobody of this school year came without a list.
    write_register(register_of(leavers="case | opened_on\nNOR-2627-5001 | 2026-10-05"), tmp_path)
    every = pl.concat([recounted[0], recount(tmp_path, DEMO_TODAY)[0]])
    counted = every.filter(pl.col("numerator") + pl.col("base").fill_null(0) > 0)
    declared = {(key, breakdown) for key, one in INDICATORS.items() for breakdown in ("", *one.breakdowns)}
    assert set(counted.select("indicator", "breakdown").unique().iter_rows()) == declared


def test_the_annual_tables_of_the_demo_are_what_the_recount_says(
    demo: Path, recounted: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    tables = annual_tables(read_register(demo / "output" / "register"), DEMO_TODAY, SETTINGS)
    over = tables.filter(pl.col("school_year") < "2026/27", pl.col("line").is_in(COUNTED), pl.col("persons") > 0)
    each = over.filter(pl.col("office") != "", pl.col("month") != "").select(recounted[1].columns)
    assert set(each["school_year"]) >= {"2024/25", "2025/26"}
    assert_frame_equal(each, recounted[1], check_row_order=False)


def test_a_figure_that_is_one_too_high_is_found(figures: pl.DataFrame) -> None:
    one = pl.col("indicator") == "reached", pl.col("office") == "", pl.col("breakdown") == ""
    wrong = figures.with_columns(pl.when(*one).then(pl.col("numerator") + 1).otherwise("numerator").alias("numerator"))
    periods = figures.filter(indicator="reached", office="", breakdown="").height
    assert (
        len(
            differences(
                wrong, figures.select("indicator", "period", "office", "breakdown", "category", "numerator", "base")
            )
        )
        == periods
    )


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=4, suppress_health_check=SLOW)
@given(one=sampled())
def test_a_sampled_register_is_counted_alike(one: Sampled, tmp_path_factory: pytest.TempPathFactory) -> None:
    is_counted_alike(one, tmp_path_factory.mktemp("register"))


@pytest.mark.soak
@settings(max_examples=60, suppress_health_check=SLOW)
@given(one=sampled())
def test_many_sampled_registers_are_counted_alike(one: Sampled, tmp_path_factory: pytest.TempPathFactory) -> None:
    is_counted_alike(one, tmp_path_factory.mktemp("register"))


def is_counted_alike(one: Sampled, folder: Path) -> None:
    write_register(one.register, folder)
    figures, tables = figures_of(one.register, one.today)
    counted, lines = recount(folder, one.today, ends_of_months(figures, one.today))
    found = differences(figures, counted)
    assert found.is_empty(), found
    over = pl.col("school_year").is_in(lines["school_year"].unique().implode()) & (pl.col("persons") > 0)
    each = tables.filter(over, pl.col("line").is_in(COUNTED), pl.col("office") != "", pl.col("month") != "")
    assert_frame_equal(each.select(lines.columns), lines, check_row_order=False)
