"""Each indicator, and each of its breakdowns, is compared with a number counted by hand somewhere in the tests."""

import ast
from pathlib import Path

import pytest

from generator.indicators import INDICATORS
from tests.hand_counts import Pair, counted_by_hand

TESTS = Path(__file__).parent


def test_every_indicator_and_breakdown_is_counted_by_hand() -> None:
    declared = {(key, breakdown) for key, one in INDICATORS.items() for breakdown in ("", *one.breakdowns)}
    assert sorted(declared - counted_by_hand(TESTS)) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('def test(c):\n    assert c("overdue") == (2, 8)', {("overdue", "")}),
        ('def test(c):\n    assert c("overdue") == (2 + 1, 8)', {("overdue", "")}),
        ('def test(c):\n    assert c("overdue") == (0, 0)', set()),
        ('def test(c):\n    c("overdue")\n    assert 1 == 1', set()),
        ('def test(c):\n    assert c("overdue") == c("open-cases")', set()),
        ('def test(c):\n    assert c("overdue") != (2, 8)', set()),
        ('def test(demo, c):\n    assert c("overdue") == (2, 8)', set()),
        ('def test(c):\n    assert c("listed", sex="male") == (4, None)', {("listed", "sex")}),
        ('def test(c):\n    assert c("listed", "2026/27", None, "sex", "male") == 4', {("listed", "sex")}),
        ('def test(c):\n    n = c("listed", age_group="16")\n    assert n == (4, None)', {("listed", "age-group")}),
        ('def test(c):\n    n = (4, 4)\n    assert c("reached") == n', {("reached", "")}),
        (
            '@pytest.mark.parametrize(("b", "n"), [("sex", 4)])\n'
            'def test(c, b, n):\n    assert c("listed", **{b: 1}) == n',
            {("listed", "sex")},
        ),
    ],
)
def test_what_is_expected_is_read_from_the_source(source: str, expected: set[Pair], tmp_path: Path) -> None:
    ast.parse(source)
    (tmp_path / "test_one.py").write_text(source, encoding="utf-8")
    assert counted_by_hand(tmp_path) == expected
