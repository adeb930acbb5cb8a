"""What bears on a day: what is told later changes no figure of it, and what was told by then tells registers apart."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from generator import figures_at
from generator.caseload import open_cases
from generator.figures_at import figures_without_history, history_at, month_ends
from generator.indicators import compute, compute_comparisons
from generator.told_by import CLOSING, TOLD, told_by
from intake.kept import Kept
from intake.register import Register
from intake.settings import Guarantee, Settings
from tests.registers import Row, register_of
from tests.sampled_registers import SETTINGS, Sampled, sampled

DAY = date(2026, 10, 31)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def until(register: Register, day: date) -> Register:
    """The rows told by a day."""
    tables, held = (
        {key: _told_by_day(key, table, day) for key, table in part.items()} for part in (register.tables, register.held)
    )
    cases, groups = (
        pl.concat([tables[sheet][name], held[sheet][name]]).implode()
        for sheet, name in (("leavers", "case"), ("participants", "workshop"))
    )
    for part in (tables, held):
        part["youth_guarantee"] = part["youth_guarantee"].filter(pl.col("case").is_in(cases))
        part["workshops"] = part["workshops"].filter((pl.col("starts_on") <= day) | pl.col("workshop").is_in(groups))
    return replace(register, tables=tables, held=held)


def _told_by_day(key: str, table: pl.DataFrame, day: date) -> pl.DataFrame:
    if key not in TOLD:
        return table
    told = table.filter((pl.col(TOLD[key]) <= day).fill_null(value=True))
    if key != "leavers":
        return told
    later = (pl.col("closed_on") > day).fill_null(value=False)
    return told.with_columns(pl.when(~later).then(name).alias(name) for name in CLOSING)


def nothing_later_bears_on(one: Sampled) -> None:
    day, whole = one.today, one.register
    cut = until(whole, day)
    assert told_by(whole, day) == told_by(cut, day)
    leavers = cut.tables["leavers"].with_columns(pl.when(pl.col("own_next_step_on") < day).then("own_next_step_on"))
    not_ahead = replace(cut, tables={**cut.tables, "leavers": leavers})
    assert told_by(whole, day, ahead=False) == told_by(not_ahead, day, ahead=False)
    assert_frame_equal(open_cases(whole, day, SETTINGS), open_cases(not_ahead, day, SETTINGS))
    counts = (figures_without_history(register, day, SETTINGS) for register in (whole, cut))
    for with_all, without in zip(*counts, strict=True):
        assert_frame_equal(with_all, without, check_row_order=False)


@settings(max_examples=8, suppress_health_check=SLOW, deadline=None)
@given(one=sampled())
def test_what_is_told_later_changes_no_figure_of_the_day(one: Sampled) -> None:
    nothing_later_bears_on(one)


@pytest.mark.soak
@settings(max_examples=150, suppress_health_check=SLOW, deadline=None)
@given(one=sampled())
def test_what_is_told_later_changes_no_figure_of_the_day_in_many_registers(one: Sampled) -> None:
    nothing_later_bears_on(one)


@settings(max_examples=30, suppress_health_check=SLOW, deadline=None)
@given(one=sampled(), data=st.data())
def test_whatever_is_told_by_the_day_tells_registers_apart(one: Sampled, data: st.DataObject) -> None:
    day = one.today
    told = until(one.register, day)
    cells = [
        (part, key, row, name)
        for part in ("tables", "held")
        for key, table in getattr(told, part).items()
        for row in range(table.height)
        for name in table.columns
        if name not in {"row", "school_year", "submission"} and (key, name) != ("workshops", "office")
    ]
    assume(cells)
    part, key, row, name = data.draw(st.sampled_from(cells))
    table = getattr(told, part)[key]
    here = pl.int_range(pl.len()) == row
    other = table.with_columns(pl.when(here).then(another_value(table[name])).otherwise(name).alias(name))
    assume(not other.equals(table))
    tables = {**getattr(told, part), key: other}
    changed = replace(told, tables=tables) if part == "tables" else replace(told, held=tables)
    assert told_by(changed, day) != told_by(told, day)
    if name != "own_next_step_on":
        assert told_by(changed, day, ahead=False) != told_by(told, day, ahead=False)


def another_value(column: pl.Series) -> pl.Expr:
    """Another value of a column; an empty cell for one whose values are codes."""
    match column.dtype:
        case pl.String():
            return pl.concat_str(pl.col(column.name).fill_null(""), pl.lit("+"))
        case pl.Date():
            return pl.col(column.name).fill_null(date(2020, 1, 1)).dt.offset_by("-1d")
        case dtype if dtype.is_numeric():
            return pl.col(column.name).fill_null(0) + 1
        case dtype:
            return pl.lit(None, dtype)


def test_the_order_of_rows_and_which_workbook_they_came_from_bear_on_nothing() -> None:
    rows: list[Row] = [{"case": "NOR-2627-0001"}, {"case": "SUE-2627-0001"}]
    one, other = register_of(leavers=rows), register_of(leavers=rows[::-1])
    moved = other.tables["leavers"].with_columns(submission=pl.lit("another"), school_year=pl.lit("2027/28"))
    other = replace(other, tables={**other.tables, "leavers": moved})
    assert told_by(one, DAY) == told_by(other, DAY)


def test_what_was_counted_of_an_earlier_day_serves_until_something_bears_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(tmp_path / "kept", "a program")
    early: Row = {"case": "NOR-2627-0001", "opened_on": date(2026, 9, 10)}
    late: Row = {"case": "NOR-2627-0002", "opened_on": date(2026, 10, 20)}
    days: list[date] = []

    def noted(register: Register, day: date, given: Settings) -> pl.DataFrame:
        days.append(day)
        return open_cases(register, day, given)

    monkeypatch.setattr(figures_at, "open_cases", noted)
    monkeypatch.setattr(figures_at, "MONTHS_SHOWN", 3)

    def counted_anew(*rows: Row, given: Settings = SETTINGS) -> list[date]:
        """The month ends that were counted; what comes of it is what comes of counting all."""
        days.clear()
        history = history_at(register_of(leavers=rows), DAY, given, kept)
        counted = list(days)
        assert_frame_equal(history, history_at(register_of(leavers=rows), DAY, given))
        return counted

    assert counted_anew(early) == month_ends(DAY)
    assert counted_anew(early) == []
    assert counted_anew(early, late) == [DAY]
    september = [date(2026, 9, 30), DAY]
    assert counted_anew({**early, "own_next_step_on": date(2026, 9, 20)}, late) == september
    assert counted_anew({**early, "own_next_step_on": date(2026, 10, 2)}, late) == [DAY]
    assert counted_anew({**early, "school": "LTA"}, late) == september
    assert counted_anew(early, late, given=replace(SETTINGS, guarantee=Guarantee(months=6))) == month_ends(DAY)


def test_the_totals_of_earlier_days_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(tmp_path / "kept", "a program")
    register = register_of(leavers=[{"case": "NOR-2526-0001", "opened_on": date(2025, 9, 10)}])
    totals = compute_comparisons(register, DAY, SETTINGS, kept)
    assert_frame_equal(totals, compute_comparisons(register, DAY, SETTINGS))
    with monkeypatch.context() as counted_again:
        counted_again.setattr(compute, "compute_comparison", lambda *_, **__: pytest.fail("counted again"))
        assert_frame_equal(totals, compute_comparisons(register, DAY, SETTINGS, kept))
    more = register_of(leavers=[{"case": f"NOR-2526-000{n}", "opened_on": date(2025, 9, 10)} for n in (1, 2)])
    assert_frame_equal(compute_comparisons(more, DAY, SETTINGS, kept), compute_comparisons(more, DAY, SETTINGS))
    assert not compute_comparisons(more, DAY, SETTINGS, kept).equals(totals)
