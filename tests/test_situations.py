"""Situations as spells: what somebody stated, when it expires, and what follows by itself."""

from datetime import date

import polars as pl
import pytest

from generator.situations import group_of, situations_on, spells
from intake.codes import NOT_KNOWN, SITUATIONS
from intake.settings import Settings
from tests.registers import Rows, register_of, rows_of

CASE = "NOR-2627-0001"
TODAY = date(2028, 1, 1)
OPENED = {"case": CASE, "opened_on": date(2026, 9, 1)}

HISTORIES = {
    "not known from the opening": (
        "",
        """
        situation | since      | until
        not-known | 2026-09-01 |
        """,
    ),
    "a later spell ends the earlier the day before": (
        """
        situation    | from_date  | confirmed_on
        seeking-work | 2026-09-10 | 2026-09-10
        internship   | 2026-11-02 | 2026-11-02
        emigrated    | 2027-01-10 | 2027-01-12
        """,
        """
        situation    | since      | until
        not-known    | 2026-09-01 | 2026-09-10
        seeking-work | 2026-09-10 | 2026-11-02
        internship   | 2026-11-02 | 2027-01-10
        emigrated    | 2027-01-10 |
        """,
    ),
    "three months after the last confirmation it is not known": (
        """
        situation    | from_date  | confirmed_on
        seeking-work | 2026-09-10 | 2026-09-10
        seeking-work | 2026-09-10 | 2026-11-30
        """,
        """
        situation    | since      | until
        not-known    | 2026-09-01 | 2026-09-10
        seeking-work | 2026-09-10 | 2027-02-28
        not-known    | 2027-02-28 |
        """,
    ),
    "touching spells of one situation are one": (
        """
        situation    | from_date  | confirmed_on
        seeking-work | 2026-09-10 | 2026-09-10
        seeking-work | 2026-12-10 | 2026-12-10
        """,
        """
        situation    | since      | until
        not-known    | 2026-09-01 | 2026-09-10
        seeking-work | 2026-09-10 | 2027-03-10
        not-known    | 2027-03-10 |
        """,
    ),
    "a day between them keeps them two": (
        """
        situation    | from_date  | confirmed_on
        seeking-work | 2026-09-10 | 2026-09-10
        seeking-work | 2026-12-11 | 2026-12-11
        """,
        """
        situation    | since      | until
        not-known    | 2026-09-01 | 2026-09-10
        seeking-work | 2026-09-10 | 2026-12-10
        not-known    | 2026-12-10 | 2026-12-11
        seeking-work | 2026-12-11 | 2027-03-11
        not-known    | 2027-03-11 |
        """,
    ),
    "confirmed late with its first day, it is whole again": (
        """
        situation    | from_date  | confirmed_on
        seeking-work | 2026-09-10 | 2026-09-10
        seeking-work | 2026-09-10 | 2027-06-01
        """,
        """
        situation    | since      | until
        not-known    | 2026-09-01 | 2026-09-10
        seeking-work | 2026-09-10 | 2027-09-01
        not-known    | 2027-09-01 |
        """,
    ),
    "told beforehand, the months count from the first day": (
        """
        situation  | from_date  | confirmed_on
        internship | 2026-11-02 | 2026-07-01
        """,
        """
        situation  | since      | until
        not-known  | 2026-09-01 | 2026-11-02
        internship | 2026-11-02 | 2027-03-02
        not-known  | 2027-03-02 |
        """,
    ),
    "begun before the case was opened": (
        """
        situation | from_date  | confirmed_on
        school-lu | 2026-08-25 | 2026-09-20
        """,
        """
        situation | since      | until
        school-lu | 2026-08-25 | 2027-09-20
        not-known | 2027-09-20 |
        """,
    ),
    "the order of the rows does not matter": (
        """
        situation    | from_date  | confirmed_on
        emigrated    | 2027-01-10 | 2027-01-12
        seeking-work | 2026-09-10 | 2026-12-01
        seeking-work | 2026-09-10 | 2026-09-10
        """,
        """
        situation    | since      | until
        not-known    | 2026-09-01 | 2026-09-10
        seeking-work | 2026-09-10 | 2027-01-10
        emigrated    | 2027-01-10 |
        """,
    ),
}
THREE_TRIES = """
    kind   | with_whom | contact_on | result
    letter | parents   | 2026-09-11 | no-response
    phone  | parents   | 2026-10-01 | no-response
    phone  | parents   | 2026-10-20 | awaiting-answer
"""
TRIES = {
    "not reached from the third try, for three months": (
        THREE_TRIES,
        "",
        """
        situation   | since      | until
        not-known   | 2026-09-01 | 2026-10-20
        not-reached | 2026-10-20 | 2027-01-20
        not-known   | 2027-01-20 |
        """,
    ),
    "a fourth try renews it": (
        THREE_TRIES + "    phone  | parents   | 2027-01-20 | no-response",
        "",
        """
        situation   | since      | until
        not-known   | 2026-09-01 | 2026-10-20
        not-reached | 2026-10-20 | 2027-04-20
        not-known   | 2027-04-20 |
        """,
    ),
    "until somebody is reached": (
        THREE_TRIES + "    phone  | parents   | 2026-12-01 | reached",
        "",
        """
        situation   | since      | until
        not-known   | 2026-09-01 | 2026-10-20
        not-reached | 2026-10-20 | 2026-12-01
        not-known   | 2026-12-01 |
        """,
    ),
    "not while a statement stands, but when it expires": (
        THREE_TRIES,
        """
        situation     | from_date  | confirmed_on
        no-occupation | 2026-09-05 | 2026-09-05
        """,
        """
        situation     | since      | until
        not-known     | 2026-09-01 | 2026-09-05
        no-occupation | 2026-09-05 | 2026-12-05
        not-reached   | 2026-12-05 | 2027-01-20
        not-known     | 2027-01-20 |
        """,
    ),
    "a statement ends it": (
        THREE_TRIES,
        """
        situation | from_date  | confirmed_on
        school-lu | 2026-11-16 | 2026-11-20
        """,
        """
        situation   | since      | until
        not-known   | 2026-09-01 | 2026-10-20
        not-reached | 2026-10-20 | 2026-11-16
        school-lu   | 2026-11-16 | 2027-11-20
        not-known   | 2027-11-20 |
        """,
    ),
}


def _rows(table: Rows) -> list[dict[str, object]]:
    return [{"case": CASE, **row} for row in rows_of(table)]


def _spells(outcomes: Rows, contacts: Rows = (), today: date = TODAY, settings: Settings | None = None) -> pl.DataFrame:
    register = register_of([OPENED], contacts=_rows(contacts), outcomes=_rows(outcomes))
    return spells(register, today, settings or Settings())


def _as_rows(found: pl.DataFrame) -> list[dict[str, object]]:
    return found.select("situation", pl.col("since", "until").cast(pl.String)).to_dicts()


@pytest.mark.parametrize(("outcomes", "expected"), HISTORIES.values(), ids=HISTORIES)
def test_statements_become_spells(outcomes: str, expected: str) -> None:
    assert _as_rows(_spells(outcomes)) == rows_of(expected)


@pytest.mark.parametrize(("contacts", "outcomes", "expected"), TRIES.values(), ids=TRIES)
def test_three_tries_make_a_case_not_reached(contacts: str, outcomes: str, expected: str) -> None:
    assert _as_rows(_spells(outcomes, contacts)) == rows_of(expected)


def test_a_letter_answered_later_was_unanswered_until_then() -> None:
    contacts = """
        kind   | with_whom | contact_on | result      | answered_on
        letter | parents   | 2026-09-11 | responded   | 2026-12-01
        phone  | parents   | 2026-10-01 | no-response |
        phone  | parents   | 2026-10-20 | no-response |
    """
    assert _as_rows(_spells("", contacts))[1:] == rows_of("""
        situation   | since      | until
        not-reached | 2026-10-20 | 2026-12-01
        not-known   | 2026-12-01 |
    """)


def test_settings_override_the_months() -> None:
    found = _spells(
        [{"situation": "seeking-work", "from_date": date(2026, 9, 10)}],
        settings=Settings(expires_after_months={"seeking-work": 1}),
    )
    assert found["expires_on"].to_list() == [None, date(2026, 10, 10), None]
    assert found["confirm_by"].to_list() == [None, date(2026, 10, 10), date(2026, 10, 10)]
    assert found["expired"].to_list() == [False, False, True]


def test_statements_of_later_days_are_not_known_yet() -> None:
    outcomes = """
        situation    | from_date  | confirmed_on
        seeking-work | 2026-09-10 | 2026-09-10
        internship   | 2026-10-01 | 2026-11-02
        workshop     | 2026-11-15 | 2026-09-20
    """
    october = _spells(outcomes, today=date(2026, 10, 20))
    assert october["situation"].to_list() == [NOT_KNOWN, "seeking-work"]
    # The workshop to come is known: nobody need confirm what it ends.
    assert october["until"].to_list()[-1] == date(2026, 11, 15)
    assert october["expires_on"].to_list()[-1] is None


@pytest.mark.parametrize(
    ("day", "situation", "group"),
    [
        (date(2026, 8, 1), "not-known", "not-known"),
        (date(2026, 9, 9), "not-known", "not-known"),
        (date(2026, 9, 10), "seeking-work", "no-occupation"),
        (date(2026, 11, 1), "seeking-work", "no-occupation"),
        (date(2026, 11, 2), "internship", "in-training"),
        (date(2027, 3, 2), "not-known", "not-known"),
    ],
)
def test_the_situation_on_a_day(day: date, situation: str, group: str) -> None:
    history = _spells("""
        situation    | from_date  | confirmed_on
        seeking-work | 2026-09-10 | 2026-09-10
        internship   | 2026-11-02 | 2026-11-02
        """)
    found = situations_on(pl.DataFrame({"case": [CASE, "NOR-2627-0009"], "date": [day, day]}), history)
    assert found.rows() == [(CASE, day, situation, group), ("NOR-2627-0009", day, "not-known", "not-known")]


def test_every_situation_has_its_group() -> None:
    table = pl.DataFrame({"situation": [one.code for one in SITUATIONS]})
    groups = table.select(group_of(pl.col("situation")))["situation"].to_list()
    assert groups == [one.group for one in SITUATIONS]


def test_no_cases_no_spells() -> None:
    assert spells(register_of(), TODAY, Settings()).is_empty()
