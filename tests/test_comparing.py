"""Whether shares differ: by more than chance, in words, and never where there are too few to tell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from generator.audience import COORDINATION
from generator.caseload import caseload
from generator.comparing import COMPARED_FROM, INNER, Verdict, against_all, apart, band, difference_interval
from generator.facts import Facts, Figure
from generator.indicators import compute_comparison, compute_comparisons
from generator.intervals import wilson_interval
from generator.pages.compare import compare_page
from generator.pages.fair import change_words
from generator.pages.funnels import funnels
from generator.pages.tiles import compared
from generator.pages.verdicts import VERDICTS
from generator.pages.view import View
from generator.parts import Link
from generator.tables import Figures
from intake.settings import Settings
from tests.registers import register_of
from tests.service_facts import ENGLISH, small_facts

DIFFERENCES = [words for verdict, words in VERDICTS.items() if verdict not in ("none", "few", "alike")]


def plain(text: str | Link) -> str:
    """The text, be it a link or not, with common spaces for those that don't break."""
    return (text.label if isinstance(text, Link) else text).replace("\u00a0", " ")


def share(numerator: int, base: int) -> Figure:
    low, high = wilson_interval(pl.lit(float(numerator)), pl.lit(float(base)))
    ends = pl.select(low=low, high=high).row(0)
    return Figure(numerator, base, numerator / base if base else None, *ends)


@pytest.mark.parametrize(
    ("office", "everywhere", "expected"),
    [
        ((10, 14), (80, 109), "few"),
        ((0, 19), (80, 109), "few"),
        ((0, 0), (80, 109), "none"),
        ((70, 95), (80, 109), "alike"),
        ((60, 95), (80, 109), "perhaps-lower"),
        ((50, 95), (80, 109), "lower"),
        ((79, 95), (80, 109), "perhaps-higher"),
        ((92, 95), (80, 109), "higher"),
        ((20, 20), (400, 400), "alike"),
        ((0, 20), (0, 400), "alike"),
    ],
)
def test_an_office_beside_all(office: tuple[int, int], everywhere: tuple[int, int], expected: Verdict) -> None:
    assert against_all(share(*office), share(*everywhere)) == expected


def test_a_share_lies_outside_the_band_exactly_when_its_interval_does_not_hold_the_centre() -> None:
    centre = 0.37
    for base in range(COMPARED_FROM, 60):
        for numerator in range(base + 1):
            figure = share(numerator, base)
            assert figure.value is not None and figure.low is not None and figure.high is not None
            low, high = band(centre, base, INNER)
            assert (low <= figure.value <= high) == (figure.low <= centre <= figure.high), (numerator, base)


@pytest.mark.parametrize(
    ("one", "other", "interval"),
    [((56, 70), (48, 80), (0.0524, 0.3339)), ((9, 10), (3, 10), (0.1705, 0.8090)), ((10, 10), (0, 10), (0.6075, 1.0))],
)
def test_the_interval_of_a_difference_is_the_published_one(
    one: tuple[int, int], other: tuple[int, int], interval: tuple[float, float]
) -> None:
    """Newcombe (1998), table II, method 10, contrasts (a), (b) and (h)."""
    assert difference_interval(share(*one), share(*other)) == pytest.approx(interval, abs=5e-5)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ((56, 70), (48, 80), "higher"),
        ((48, 80), (56, 70), "lower"),
        ((70, 95), (64, 95), "alike"),
        ((10, 14), (70, 95), "few"),
        ((70, 95), (10, 14), "few"),
        ((70, 95), (0, 0), "none"),
    ],
)
def test_a_share_beside_that_of_others(now: tuple[int, int], before: tuple[int, int], expected: Verdict) -> None:
    assert apart(share(*now), share(*before)) == expected


def with_shares(facts: Facts, shares: Mapping[str, tuple[int, int]], indicator: str = "reached") -> Facts:
    """The facts with other figures of one indicator in the school year, by office."""
    own = (pl.col("indicator") == indicator) & (pl.col("period") == facts.school_year) & (pl.col("breakdown") == "")
    template = facts.figures.filter(own, pl.col("office") == "").row(0, named=True)
    rows = []
    for office, (numerator, base) in shares.items():
        one = share(numerator, base)
        values = {"numerator": float(numerator), "base": float(base), "value": one.value}
        rows.append({**template, "office": office, **values, "low": one.low, "high": one.high})
    changed = pl.DataFrame(rows, schema=facts.figures.schema)
    return replace(facts, figures=Figures.validate(pl.concat([facts.figures.filter(~own), changed])))


@pytest.fixture(scope="module")
def told() -> View:
    facts = with_shares(small_facts(), {"MIN": (10, 14), "NOR": (70, 95), "": (80, 109)})
    return View(facts, COORDINATION, ENGLISH)


def test_ten_of_fourteen_is_not_told_as_worse_than_seventy_of_ninety_five(told: View) -> None:
    assert plain(compared(told, "reached", "MIN")) == "all offices 73 % · too few to compare"
    assert plain(compared(told, "reached", "NOR")) == "all offices 73 %"
    page = compare_page(told)
    minett = next(row for row in plain(page.fragments["shares"]).split("<tr") if "Minett" in row)
    assert "71 %" in minett and "of 14" in minett and "45 to 88 %" in minett
    assert "too few to compare" in minett
    north = next(row for row in plain(page.fragments["shares"]).split("<tr") if "North" in row)
    assert "64 to 81 %" in north
    assert not [words for words in DIFFERENCES if words in minett + north]


def test_the_funnel_says_the_same_and_sets_no_small_office_apart(told: View) -> None:
    reached = funnels(told)["funnels"][0]
    assert [point.hot for point in reached.spec.points] == [False, False]  # type: ignore[union-attr]
    assert [tuple(map(plain, row)) for row in reached.table.rows] == [
        ("North", "70", "95", "74 %", "64 to 81 %", "no clear difference"),
        ("Minett", "10", "14", "71 %", "45 to 88 %", "too few to compare"),
    ]


def test_who_differs_is_told_with_how_sure_that_is(told: View) -> None:
    facts = with_shares(told.facts, {"MIN": (50, 95), "NOR": (60, 95), "": (80, 109)})
    view = replace(told, facts=facts)
    assert plain(compared(view, "reached", "MIN")) == "all offices 73 % · clearly lower"
    assert plain(compared(view, "reached", "NOR")) == "all offices 73 % · lower, perhaps by chance"
    assert [point.hot for point in funnels(view)["funnels"][0].spec.points] == [True, True]  # type: ignore[union-attr]


def test_an_office_too_small_for_a_share_is_not_drawn_and_said_to_be_missing(told: View) -> None:
    facts = with_shares(told.facts, {"MIN": (4, 6), "NOR": (70, 95), "": (74, 101)})
    reached = funnels(replace(told, facts=facts))["funnels"][0]
    assert len(reached.spec.points) == 1  # type: ignore[union-attr]
    assert "1 office with a base under 10 is not drawn" in reached.subtitle
    assert reached.table.rows[1] == ("Minett", "4", "6", "4 of 6", "–", "too few to compare")


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ((684, 1000), (676, 1000), "+1 point"),
        ((685, 1000), (675, 1000), "+1 point"),
        ((694, 1000), (655, 1000), "+4 points"),
        ((655, 1000), (694, 1000), "−4 points"),
        ((684, 1000), (681, 1000), "less than 1 point"),
        ((684, 1000), (684, 1000), "no change"),
        ((10, 14), (70, 95), "too few to compare"),
        ((70, 95), (0, 0), "–"),
    ],
)
def test_a_change_is_worked_out_from_unrounded_shares(
    told: View, now: tuple[int, int], before: tuple[int, int], expected: str
) -> None:
    assert change_words(told, share(*now), share(*before)) == expected


def test_every_verdict_has_its_words() -> None:
    assert set(VERDICTS) == set(Verdict.__args__)  # type: ignore[attr-defined]


LISTED = register_of(
    leavers="""
        case          | listed_on  | left_school_on
        NOR-2526-0001 | 2025-09-15 | 2025-09-01
        NOR-2526-0002 | 2026-07-15 | 2026-07-01
        NOR-2627-0001 | 2026-09-15 | 2026-09-01
        NOR-2627-0002 | 2026-10-15 | 2026-10-01
    """
)


def listed_then(today: date) -> dict[str, float]:
    totals = compute_comparisons(LISTED, today, Settings()).filter(indicator="listed", office="")
    return dict(totals.select("period", "numerator").iter_rows())


def test_a_month_and_a_year_ago_are_counted_from_the_beginning_of_their_school_year() -> None:
    assert listed_then(date(2026, 10, 28)) == {"2026-09-28": 1, "2025-10-28": 1}
    assert listed_then(date(2026, 3, 31)) == {"2026-02-28": 1, "2025-03-31": 0}


def test_a_month_ago_in_another_school_year_counts_nothing_of_that_year() -> None:
    assert listed_then(date(2026, 9, 20)) == {"2025-09-20": 1}
    open_cases = compute_comparisons(LISTED, date(2026, 9, 20), Settings()).filter(indicator="open-cases", office="")
    assert dict(open_cases.select("period", "numerator").iter_rows()) == {"2026-08-20": 2, "2025-09-20": 1}


def test_a_month_ago_is_what_was_said_a_month_ago() -> None:
    today, then = date(2026, 10, 28), date(2026, 9, 28)
    cases = caseload(LISTED, then, Settings())
    once = compute_comparison(LISTED, cases, then, Settings(), edition=today)
    again = compute_comparisons(LISTED, today, Settings()).filter(period="2026-09-28")
    assert once.rows() == again.rows()
