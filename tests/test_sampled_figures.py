"""Any register, any day: the sums close, and what happens later changes no figure of that day."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from generator.sums import prove_sums
from intake.tables import OFFICE_WORKBOOK
from tests.registers import Row
from tests.sampled_registers import Sampled, figures_of, sampled

SHEETS = (
    "leavers", "contacts", "interviews", "accompaniment", "outcomes", "youth_guarantee", "workshops", "participants",
    "interventions",
)  # fmt: skip
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


Figures = tuple[pl.DataFrame, pl.DataFrame]
PARTS = 6
"""In so many parts the long form is run, so that every core has its share."""


def unchanged_by(one: Sampled, sheet: str, row: Row, known: Figures | None = None) -> None:
    """Fails when a row more changes a figure of the day; `known` are the figures without it, where they are known."""
    before, table = known or figures_of(one.register, one.today)
    after, table_after = figures_of(one.with_row(sheet, row).register, one.today)
    assert_frame_equal(before, after)
    assert_frame_equal(table, table_after)


@settings(max_examples=4, suppress_health_check=SLOW)
@given(one=sampled())
def test_the_sums_of_any_register_close_on_any_day(one: Sampled) -> None:
    prove_sums(*figures_of(one.register, one.today))


@settings(max_examples=4, suppress_health_check=SLOW)
@given(one=sampled(), data=st.data())
def test_a_row_dated_later_changes_no_earlier_figure(one: Sampled, data: st.DataObject) -> None:
    sheet, row = data.draw(st.sampled_from(later_rows(one, one.today + timedelta(days=data.draw(st.integers(1, 400))))))
    unchanged_by(one, sheet, row)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@settings(max_examples=300 // PARTS, suppress_health_check=SLOW)
@given(one=sampled(), data=st.data())
def test_many_registers_close_and_stand(part: int, one: Sampled, data: st.DataObject) -> None:
    del part
    known = figures_of(one.register, one.today)
    prove_sums(*known)
    sheet, row = data.draw(st.sampled_from(later_rows(one, one.today + timedelta(days=data.draw(st.integers(1, 400))))))
    unchanged_by(one, sheet, row, known)


def later_rows(one: Sampled, day: date) -> list[tuple[str, Row]]:
    """A row of each sheet dated on a day, and so a case that goes on from each at another office."""
    cases = [str(row["case"]) for row in one.rows["leavers"]]
    found: list[tuple[str, Row]] = [
        ("leavers", {"case": "NOR-2526-0001", "listed_on": day, "left_school_on": day}),
        ("leavers", {"case": "NOR-2526-0001", "opened_on": day, "left_school_on": one.today}),
        ("interventions", {"held_on": day, "offered": 3, "taken_up": 1}),
        ("workshops", {"workshop": "W9", "office": "NOR", "starts_on": day, "ends_on": day}),
    ]
    for group in one.rows["workshops"]:
        joined = {row["case"] for row in one.rows["participants"] if row["workshop"] == group["workshop"]}
        place = {"workshop": group["workshop"], "office": group["office"], "joined_on": day, "step_1_on": day}
        found += [("participants", {**place, "case": case}) for case in cases if case not in joined]
    for case in cases:
        moved: Row = {
            "case": "WES-2526-0001" if case[:3] != "WES" else "SUE-2526-0001",
            "former_case": case,
            "opened_on": day,
        }
        found += [
            ("leavers", moved),
            ("contacts", {"case": case, "contact_on": day, "result": "reached"}),
            ("interviews", {"case": case, "interviewed_on": day}),
            ("accompaniment", {"case": case, "started_on": day}),
            (
                "outcomes",
                {
                    "case": case,
                    "situation": "school-lu",
                    "from_date": one.today - timedelta(days=9),
                    "confirmed_on": day,
                },
            ),
        ]
        if case not in {row["case"] for row in one.rows["youth_guarantee"]}:
            found.append(("youth_guarantee", {"case": case, "unemployed_since": day, "informed_on": day}))
    return found


def test_every_sheet_has_a_row_that_comes_later() -> None:
    case: Row = {"case": "NOR-2324-0001", "opened_on": date(2024, 1, 10)}
    group: Row = {"workshop": "W0", "office": "NOR", "starts_on": date(2024, 1, 15), "ends_on": date(2024, 5, 15)}
    one = Sampled({**{key: [] for key in SHEETS}, "leavers": [case], "workshops": [group]}, date(2024, 2, 29))
    later = later_rows(one, date(2024, 3, 1))
    assert {sheet for sheet, _ in later} == set(SHEETS) == {sheet.INFO.key for sheet in OFFICE_WORKBOOK.sheets}
    known = figures_of(one.register, one.today)
    for sheet, row in later:
        unchanged_by(one, sheet, row, known)


def test_a_path_begun_later_is_not_on_an_earlier_day() -> None:
    case: Row = {"case": "NOR-2324-0001", "opened_on": date(2024, 1, 10)}
    without = Sampled({**{key: [] for key in SHEETS}, "leavers": [case]}, date(2024, 2, 29))
    row: Row = {"case": "NOR-2324-0001", "informed_on": date(2024, 3, 1)}
    before, _ = figures_of(without.register, without.today)
    after, _ = figures_of(without.with_row("youth_guarantee", row).register, without.today)
    assert_frame_equal(before, after)
    next_day, _ = figures_of(without.with_row("youth_guarantee", row).register, date(2024, 3, 1))
    informed = next_day.filter(indicator="guarantee-phase", office="NOR", breakdown="phase", category="informed")
    assert informed["numerator"].to_list() == [1.0]


def test_a_path_without_a_day_counts_on_any() -> None:
    case: Row = {"case": "NOR-2324-0001", "opened_on": date(2024, 1, 10)}
    path: Row = {"case": "NOR-2324-0001", "path": "school"}
    one = Sampled({**{key: [] for key in SHEETS}, "leavers": [case], "youth_guarantee": [path]}, date(2024, 2, 29))
    figures, _ = figures_of(one.register, one.today)
    found = figures.filter(indicator="guarantee-phase", office="NOR", breakdown="phase", category="none")
    assert found["numerator"].to_list() == [1.0]
