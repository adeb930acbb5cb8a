"""The interval of a share against another implementation of the same formula, and where it must not go."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from generator.intervals import wilson_interval


def ends(numerator: float, base: float) -> tuple[float | None, float | None]:
    low, high = wilson_interval(pl.col("numerator"), pl.col("base"))
    frame = pl.DataFrame({"numerator": [float(numerator)], "base": [float(base)]})
    found: tuple[float | None, float | None] = frame.select(low.alias("low"), high.alias("high")).row(0)
    return found


@given(st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_the_interval_is_that_of_another_implementation(part_and_whole: tuple[int, int]) -> None:
    part, whole = part_and_whole
    expected = binomtest(part, whole).proportion_ci(0.95, method="wilson")
    assert ends(part, whole) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_the_share_lies_in_its_interval_and_that_within_0_and_1(
    part_and_whole: tuple[int, int],
) -> None:
    part, whole = part_and_whole
    low, high = ends(part, whole)
    assert low is not None and high is not None
    assert 0 <= low <= part / whole <= high <= 1


def test_of_nobody_there_is_no_interval() -> None:
    assert ends(0, 0) == (None, None)
