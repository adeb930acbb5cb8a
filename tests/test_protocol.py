"""The dated examples of `protocol_examples.txt` hold, and each setting of the protocol changes what is due."""

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from generator.caseload import caseload
from intake.identity import Key, open_lookup
from intake.merging import merge_submissions
from intake.settings import DEFAULT_SETTINGS, Protocol, Settings, read_settings
from intake.standing import latest_submissions
from intake.tables.office import Contacts
from tests.checked import checked_workbook, received, reference_workbook
from tests.registers import Row, day_of, rows_of
from tests.stories import story_of

TEXT = Path(__file__).with_name("protocol_examples.txt").read_text(encoding="utf-8")
EXAMPLES, BESIDE_THE_CLOCK, CHANGED = (
    rows_of(table) for table in re.split(r"^== .* ==$", TEXT, flags=re.MULTILINE)[1:]
)
SCHOOL_HOLIDAYS = """
    school_year | month | holidays_from | holidays_to
    2026/27     | 10    | 2026-10-31    | 2026-11-08
    2026/27     | 11    |               |
"""
BORN = {"minor": "14.03.2009", "adult": "14.03.2007"}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def due(example: Row, settings: Settings = DEFAULT_SETTINGS) -> tuple[str, str, str]:
    """Return next action, day due and clock of an example, as the caseload has them, written as in the table."""
    who = str(example.get("who") or "minor")
    lines: list[Row] = []
    for event in str(example["what happened"]).split(";"):
        day, happens = event.strip().split(" ", 1)
        lines.append({"day": day, "what happens": happens})
    story = story_of(lines, BORN.get(who, who))
    story.calendar = SCHOOL_HOLIDAYS
    case = caseload(story.register, day_of(str(example["on"])), settings).row(0, named=True)
    day = case["due_on"]
    return case["next_action"] or "-", f"{WEEKDAYS[day.weekday()]} {day:%d.%m.%Y}" if day else "-", str(case["clock"])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['next action']}: {one['why']}")
def test_what_is_next_and_by_which_day(example: Row) -> None:
    assert due(example)[:2] == (example["next action"], example["due"])


@pytest.mark.parametrize("example", BESIDE_THE_CLOCK, ids=lambda one: str(one["why"]))
def test_the_youth_guarantees_clock_stands_beside_it(example: Row) -> None:
    assert due(example) == (example["next action"], example["due"], example["clock"])


@pytest.mark.parametrize("example", CHANGED, ids=lambda one: f"{one['setting']} = {one['is']}")
def test_a_setting_changed_takes_effect(example: Row, tmp_path: Path) -> None:
    file = tmp_path / "alj.toml"
    file.write_text(f"[protocol]\n{example['setting']} = {example['is']}\n", encoding="utf-8")
    assert due(example)[:2] == (example["next action"], example["due"])
    assert " ".join(due(example, read_settings(file))[:2]) == example["with it"]


def test_there_are_examples_of_every_step_and_every_setting() -> None:
    assert len(EXAMPLES) >= 40
    steps = {"first-letter", "first-contact", "second-contact", "further-attempt", "another-try", "interview",
             "confirm-situation", "follow-up", "workshop-check", "own-step", "-"}  # fmt: skip
    assert {str(one["next action"]) for one in EXAMPLES} == steps
    for who in BORN:
        assert sum(one["who"] == who for one in EXAMPLES) >= 20
    assert {str(one["setting"]) for one in CHANGED} == {one.name for one in fields(Protocol)}


def test_the_register_knows_who_was_a_minor_on_the_day_of_a_contact(tmp_path: Path) -> None:
    """What the examples take for given: 18 on the birthday, and on 1 March for who was born on a leap day."""
    workbook = checked_workbook(
        leavers=[
            {"case": "NOR-2627-0001", "birth_date": date(2008, 10, 14)},
            {"case": "NOR-2627-0002", "birth_date": date(2008, 2, 29)},
        ],
        contacts="""
            case          | kind   | contact_on | with_whom | result
            NOR-2627-0001 | letter | 13.10.2026 | parents   | no-response
            NOR-2627-0001 | letter | 14.10.2026 | parents   | no-response
            NOR-2627-0002 | letter | 28.02.2026 | parents   | no-response
            NOR-2627-0002 | letter | 01.03.2026 | parents   | no-response
        """,
    )
    standing = latest_submissions([received(1, workbook)], ["NOR"])
    register, _ = merge_submissions(standing, reference_workbook("NOR"), open_lookup(tmp_path, Key(bytes(32))))
    assert register.table(Contacts)["minor"].to_list() == [True, False, True, False]
