"""What the data quality page says of what changed, and of a workbook that waits since rows are gone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from generator.audience import COORDINATION, Audience, filter_for
from generator.pages.attention import attention_table
from generator.pages.changes import changes_in_words, changes_table
from generator.pages.compare import workbook_cell
from generator.pages.problem_table import problem_table
from generator.pages.view import View
from intake.language import Language
from intake.register import CHANGES_COUNTED, Changes, Register, latest_changes
from tests.registers import register_of
from tests.service_facts import ENGLISH, MINETT, facts_of, pages_by_path, small_register

BEFORE = datetime(2026, 10, 12, 8, tzinfo=UTC)


def with_changes(register: Register, *rows: dict[str, Any]) -> Register:
    """Return the register with changes; what a row does not say is 0, since 12 October."""
    zero = dict.fromkeys(("before", *CHANGES_COUNTED), 0)
    filled = [{"school_year": "2026/27", "previous": "a", "previous_at": BEFORE, **zero, **row} for row in rows]
    schema = {name: column.dtype for name, column in Changes.columns().items()}
    return replace(register, changes=Changes.validate(pl.DataFrame(filled, schema=schema)))


NORTH = {"office": "NOR", "submission": "NOR-26"}
MINETTS = {"office": "MIN", "submission": "MIN-26"}
REGISTER = with_changes(
    small_register(),
    {**MINETTS, "sheet": "leavers", "before": 40, "added": 2, "vanished": 1},
    {**MINETTS, "sheet": "contacts", "before": 90, "added": 10, "changed": 3},
    {**MINETTS, "sheet": "outcomes", "before": 5},
    {**NORTH, "sheet": "leavers", "before": 7, "kept": 4},
)


def test_each_office_says_what_changed_in_one_line_and_by_sheet() -> None:
    facts = facts_of(REGISTER)
    page = pages_by_path(facts, COORDINATION)["data-quality.md"]
    assert "12 added, 3 changed, 1 gone since 12 October 2026" in page.fragments["submissions"]
    view = View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH)
    assert [[cell.text for cell in row.cells] for row in changes_table(view).rows] == [
        ["North", "Leavers", "12 Oct", "7", "0", "0", "0", "4"],
        ["Minett", "Leavers", "12 Oct", "40", "2", "0", "1", "0"],
        ["Minett", "Contacts", "12 Oct", "90", "10", "3", "0", "0"],
    ]


def test_an_office_sees_its_own_changes_alone() -> None:
    facts = facts_of(REGISTER)
    own = filter_for(MINETT, facts)
    assert own.register.changes["office"].unique().to_list() == ["MIN"]
    table = changes_table(View(own, MINETT, ENGLISH))
    assert [row.cells[0].text for row in table.rows] == ["Leavers", "Contacts"]
    north = pages_by_path(facts, Audience("office", "NOR"))["data-quality.md"]
    assert "4 rows kept from an older workbook" in north.fragments["submissions"]
    assert "12 added" not in repr(north)


def test_the_changes_are_those_of_the_latest_workbook() -> None:
    sent = (
        {"office": "NOR", "submission": "old", "received_at": datetime(2026, 9, 1, tzinfo=UTC)},
        {"office": "NOR", "submission": "new", "received_at": datetime(2026, 10, 1, tzinfo=UTC)},
    )
    register = with_changes(
        register_of(submissions=sent),
        *(
            {"office": "NOR", "submission": one, "sheet": "leavers", "added": at}
            for at, one in enumerate(("old", "new"))
        ),
    )
    assert latest_changes(register, "NOR")["submission"].to_list() == ["new"]
    assert latest_changes(register, "MIN").is_empty()


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_line_is_translated(language: str) -> None:
    numbers = {"added": 12, "changed": 3, "vanished": 1, "kept": 2, "since": BEFORE.isoformat()}
    said = changes_in_words(numbers, Language(language))
    assert "12" in said
    assert "gone" not in said
    assert "kept" not in said


def test_a_workbook_that_waits_is_not_said_to_be_unreadable() -> None:
    sent = (
        {"office": "NOR", "submission": "good", "received_at": datetime(2026, 10, 29, 9, tzinfo=UTC)},
        {"office": "NOR", "submission": "less", "received_at": datetime(2026, 10, 30, 9, tzinfo=UTC),
         "state": "refused", "stands": False},
    )  # fmt: skip
    lost = {"office": "NOR", "code": "rows-lost", "severity": "error", "sheet": "leavers", "submission": "less",
            "details": '{"rows": 5, "whole": 20, "received_on": "2026-10-29"}'}  # fmt: skip
    facts = facts_of(small_register(submissions=sent, problems=[lost]))
    view = View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH)
    chip = workbook_cell(view, facts.statuses["NOR"]).chip
    assert chip
    assert chip.text == "latest waits: rows are gone"
    assert "Workbook waits: rows are gone" in [row.cells[0].text for row in attention_table(view).rows]
    page = pages_by_path(facts, COORDINATION)["data-quality.md"]
    assert (
        f"stood in the workbook of {ENGLISH.date(date(2026, 10, 29))} are gone: 5 of 20" in page.fragments["problems"]
    )
    assert "rows-lost" in page.fragments["submissions"]


def test_a_workbook_refused_for_its_cover_says_why_by_its_own_problem() -> None:
    sent = (
        {"office": "NOR", "submission": "bad", "received_at": datetime(2026, 10, 30, 9, tzinfo=UTC),
         "state": "refused", "stands": False},
    )  # fmt: skip
    told = {"office": "NOR", "submission": "bad", "severity": "error", "details": "{}"}
    cover = {**told, "code": "date-in-future", "sheet": "cover", "cell": "C9",
             "details": '{"column": "data_on", "refuses": 1}'}  # fmt: skip
    row = {**told, "code": "date-in-future", "sheet": "leavers", "cell": "D4", "details": '{"column": "opened_on"}'}
    facts = facts_of(small_register(submissions=sent, problems=[cover, row]))
    page = pages_by_path(facts, COORDINATION)["data-quality.md"]
    assert "date-in-future" in page.fragments["submissions"]
    view = View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH)
    assert [chip.text for row in problem_table(view).rows if (chip := row.cells[1].chip)] == ["refused", "held back"]
