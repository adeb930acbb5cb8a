"""How far the participants of a workshop group have come, counted by hand.

The group runs from 1 October 2026 to 29 January 2027, 120 days: a step is due every 24 days, on 25 October,
18 November, 12 December, 5 January and 29 January.
"""

from datetime import date

import polars as pl
import pytest

from generator.workshop_progress import workshop_groups, workshop_progress
from intake.register import Register
from intake.settings import Settings
from tests.cases import cases_of
from tests.registers import register_of

SETTINGS = Settings()
CASES = """
    case          | office
    NOR-2627-0001 | NOR
    NOR-2627-0002 | NOR
    NOR-2627-0003 | NOR
    SUE-2627-0004 | SUE
"""
GROUPS = """
    workshop   | place  | places | days_held | starts_on  | ends_on
    YW-2627-01 | Town   | 12     | 14        | 2026-10-01 | 2027-01-29
    YW-2627-02 | Hamlet | 10     |           | 2027-03-01 | 2027-06-30
"""
PARTICIPANTS = """
workshop   | case          | step_1_on  | step_2_on  | step_3_on  | step_4_on  | step_5_on  | left_early_on | joined_on
YW-2627-01 | NOR-2627-0001 | 2026-10-20 | 2026-11-15 | 2026-12-10 | 2027-01-04 | 2027-01-20 |               | 2026-10-01
YW-2627-01 | NOR-2627-0002 | 2026-10-20 |            |            |            |            |               | 2026-10-01
YW-2627-01 | NOR-2627-0003 | 2026-10-20 | 2026-11-15 |            |            |            | 2026-11-30    | 2026-10-01
YW-2627-01 | SUE-2627-0004 | 2026-10-20 | 2026-10-22 |            |            |            |               | 2026-10-10
"""


def group() -> Register:
    return register_of(
        leavers=[
            {"case": case, "opened_on": "2026-09-15"}
            for case in ("NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003", "SUE-2627-0004")
        ],
        workshops=GROUPS,
        participants=PARTICIPANTS,
    )


def of(case: str, today: date) -> dict[str, object]:
    progress = workshop_progress(group(), cases_of(CASES), today, SETTINGS)
    return progress.row(by_predicate=pl.col("case") == case, named=True)


def test_steps_are_due_at_equal_fifths_of_the_groups_time() -> None:
    row = of("NOR-2627-0001", date(2026, 10, 31))
    assert [row[f"step_{step}_due"] for step in range(1, 6)] == [
        date(2026, 10, 25),
        date(2026, 11, 18),
        date(2026, 12, 12),
        date(2027, 1, 5),
        date(2027, 1, 29),
    ]


@pytest.mark.parametrize(
    ("case", "today", "verdict", "done", "due", "days_late"),
    [
        ("NOR-2627-0001", date(2026, 10, 10), "on-time", 0, 0, -15),
        ("NOR-2627-0001", date(2026, 10, 18), "due-soon", 0, 0, -7),
        ("NOR-2627-0001", date(2026, 10, 25), "on-time", 1, 1, -24),
        ("NOR-2627-0001", date(2027, 1, 21), "completed", 5, 4, None),
        ("NOR-2627-0002", date(2026, 11, 18), "due-soon", 1, 2, 0),
        ("NOR-2627-0002", date(2026, 11, 19), "behind", 1, 2, 1),
        ("NOR-2627-0002", date(2026, 12, 20), "behind", 1, 3, 32),
        ("NOR-2627-0002", date(2027, 2, 1), "not-completed", 1, 5, None),
        ("NOR-2627-0003", date(2026, 11, 29), "on-time", 2, 2, -13),
        ("NOR-2627-0003", date(2026, 11, 30), "left-early", 2, 2, None),
        ("SUE-2627-0004", date(2026, 10, 24), "ahead", 2, 0, -49),
        ("SUE-2627-0004", date(2026, 10, 28), "on-time", 2, 1, -45),
    ],
)
def test_where_a_participant_stands(
    case: str, today: date, verdict: str, done: int, due: int, days_late: int | None
) -> None:
    row = of(case, today)
    assert (row["verdict"], row["steps_done"], row["steps_due"], row["days_late"]) == (verdict, done, due, days_late)


def test_the_next_step_is_the_first_one_not_done() -> None:
    row = of("NOR-2627-0002", date(2026, 12, 20))
    assert (row["next_step"], row["next_due_on"]) == (2, date(2026, 11, 18))


def test_a_group_counts_its_participants_by_where_they_stand() -> None:
    groups = workshop_groups(group(), cases_of(CASES), date(2026, 12, 11), SETTINGS)
    row = groups.row(by_predicate=pl.col("workshop") == "YW-2627-01", named=True)
    counted = {name: row[name] for name in ("participants", "still_in", "on_time", "behind", "left_early", "days_held")}
    assert counted == {
        "participants": 4, "still_in": 3, "on_time": 2, "behind": 1, "left_early": 1, "days_held": 14,
    }  # fmt: skip
    assert (row["state"], row["offices"]) == ("running", ["NOR", "SUE"])


def test_a_group_without_participants_is_there_with_zeros() -> None:
    groups = workshop_groups(group(), cases_of(CASES), date(2026, 12, 11), SETTINGS)
    row = groups.row(by_predicate=pl.col("workshop") == "YW-2627-02", named=True)
    assert (row["state"], row["participants"], row["offices"], row["days_held"]) == ("not-started", 0, [], None)


def test_a_held_case_takes_no_part() -> None:
    cases = cases_of("case | held\nNOR-2627-0001 | yes\nNOR-2627-0002 | no")
    progress = workshop_progress(group(), cases, date(2026, 12, 11), SETTINGS)
    assert progress["case"].to_list() == ["NOR-2627-0002"]


def test_who_moved_takes_part_once_at_the_present_office() -> None:
    register = register_of(
        leavers=[
            {"case": "NOR-2627-0001", "opened_on": "2026-09-15"},
            {"case": "SUE-2627-5001", "opened_on": "2026-11-01", "former_case": "NOR-2627-0001"},
        ],
        workshops=GROUPS,
        participants="""
            workshop   | case          | joined_on
            YW-2627-01 | NOR-2627-0001 | 2026-10-01
        """,
    )
    cases = cases_of("case\nNOR-2627-0001\nSUE-2627-5001")
    progress = workshop_progress(register, cases, date(2026, 12, 11), SETTINGS)
    assert progress.select("case", "office").rows() == [("SUE-2627-5001", "SUE")]
