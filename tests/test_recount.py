"""Every figure of the demo, and of sampled registers, counted again in another engine from the service's rules."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from intake.register import write_register
from tests.recounting import differences, ends_of_months, recount
from tests.sampled_registers import Sampled, figures_of, sampled

DEMO_TODAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def figures(demo: Path) -> pl.DataFrame:
    return pl.read_parquet(demo / "output" / "figures" / "figures.parquet")


def test_every_figure_of_the_demo_is_what_the_recount_says(demo: Path, figures: pl.DataFrame) -> None:
    counted = recount(demo / "output" / "register", DEMO_TODAY, ends_of_months(figures, DEMO_TODAY))
    found = differences(figures, counted)
    assert found.is_empty(), found


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


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(one=sampled())
def test_a_sampled_register_is_counted_alike(one: Sampled, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("register")
    write_register(one.register, folder)
    figures, _ = figures_of(one.register, one.today)
    found = differences(figures, recount(folder, one.today, ends_of_months(figures, one.today)))
    assert found.is_empty(), found
