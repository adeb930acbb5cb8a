"""The caseload at a date: open and closed, moved, held back; the clock; and what holds of any register."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from generator.calendar import days_off
from generator.caseload import caseload, caseload_history, standing
from intake.codes import CONTACT_RESULT, SITUATION
from intake.register import Register
from intake.settings import Settings
from tests.registers import Row, register_of
from tests.stories import differences

MINOR = "14.03.2009"
SETTINGS = Settings()

STORIES = {
    "open until a definite solution, and again when it ends": (MINOR, """
        day        | what happens              | open | closed from | situation      | definite
        01.09.2026 | left school; opened       | yes  | -           | not-known      | no
        15.10.2026 | says school-lu            | no   | 15.10.2026  | school-lu      | yes
        02.01.2027 | says apprenticeship       | no   | 15.10.2026  | apprenticeship | yes
        01.03.2027 | says seeking-training     | yes  | -           | seeking-training | no
        01.04.2027 | says employed             | no   | 01.04.2027  | employed       | yes
        """),
    "open again when the solution expires": (MINOR, """
        day        | what happens              | open | closed from | expired | next action | due
        01.09.2026 | left school; opened       | yes  | -           | no      | first-contact | 15.09.2026
        10.09.2026 | phone to parents: reached; interview | yes | - | no      | -           | -
        15.10.2026 | says employed             | no   | 15.10.2026  | no      | follow-up   | 15.04.2027
        20.10.2026 | closed: solution-found    | no   | 15.10.2026  | no      | follow-up   | 15.04.2027
        14.10.2027 |                           | no   | 15.10.2026  | no      | follow-up   | 15.10.2027
        15.10.2027 |                           | yes  | -           | yes     | confirm-situation | 15.10.2027
        """),
    "closed by the office before any solution": (MINOR, """
        day        | what happens              | open | closed from
        01.09.2026 | opened                    | yes  | -
        15.10.2026 | closed: other             | no   | 15.10.2026
        20.10.2026 | says seeking-work         | no   | 15.10.2026
        """),
    "closed for age, it does not open again by itself": (MINOR, """
        day        | what happens              | open | closed from | owes
        01.09.2026 | left school; opened       | yes  | -           | no
        15.10.2026 | says employed             | no   | 15.10.2026  | yes
        20.10.2026 | closed: too-old           | no   | 15.10.2026  | no
        15.10.2027 |                           | no   | 20.10.2026  | no
        """),
    "a situation that closes does so for good": (MINOR, """
        day        | what happens              | open | closed from | situation
        01.09.2026 | opened                    | yes  | -           | not-known
        15.10.2026 | says emigrated            | no   | 15.10.2026  | emigrated
        15.01.2027 | says no-occupation        | no   | 15.10.2026  | no-occupation
        """),
    "back at school before the case was opened": (MINOR, """
        day        | what happens                   | open | closed from
        01.10.2026 | listed                         | yes  | -
        06.10.2026 | says school-lu from 28.09.2026 | no   | 01.10.2026
        """),
    "a move: with the old office until the new one takes it up": (MINOR, """
        day        | what happens                       | open | closed from | waits for | situation    | clock
        01.09.2026 | left school                        |      |             |           |              |
        01.10.2026 | listed                             | yes  | -           | -         | not-known    | running
        12.10.2026 | moves to MIN                       | yes  | -           | MIN       | moved-office | running
        13.10.2026 | closed: moved-office               | yes  | -           | MIN       | moved-office | running
        02.11.2026 | taken up by MIN                    | no   | 02.11.2026  | -         | moved-office | -
        """),
    "a move of a closed case leaves it closed": (MINOR, """
        day        | what happens                       | open | closed from | waits for | owes
        01.09.2026 | left school; opened                | yes  | -           | -         | no
        01.10.2026 | says school-lu                     | no   | 01.10.2026  | -         | yes
        12.10.2026 | moves to MIN                       | no   | 01.10.2026  | MIN       | yes
        02.11.2026 | taken up by MIN                    | no   | 01.10.2026  | -         | no
        """),
    "the clock of four months": (MINOR, """
        day        | what happens                       | clock   | days | until      | age
        15.09.2026 | left school; opened                | running | 122  | 15.01.2027 | 17
        15.01.2027 |                                    | running | 0    | 15.01.2027 | 17
        16.01.2027 |                                    | past    | 1    | 15.01.2027 | 17
        01.03.2027 | says internship                    | offer   | 167  | 15.01.2027 | 18
        01.04.2027 | says no-occupation                 | offer   | 167  | 15.01.2027 | 18
        01.05.2027 | unemployed                         | running | 123  | 01.09.2027 | 18
        """),
    "four months saturate at the month's end": (MINOR, """
        day        | what happens                       | clock   | days | until
        31.10.2026 | left school; opened                | running | 120  | 28.02.2027
        """),
    "the clock stops when the case is settled otherwise": (MINOR, """
        day        | what happens                       | clock   | days
        15.09.2026 | left school; opened                | running | 122
        15.10.2026 | says settled-otherwise             | stopped | 30
        """),
    "no clock under 16": ("14.03.2011", """
        day        | what happens                       | clock   | age
        15.09.2026 | left school; opened                | -       | 15
        15.04.2027 | unemployed                         | running | 16
        """),
    "a clock at 24, none at 25": ("14.03.2002", """
        day        | what happens                       | clock   | age
        15.09.2026 | left school; opened                | running | 24
        15.04.2027 | unemployed                         | past    | 25
        """),
    "no clock for who never left school": (MINOR, """
        day        | what happens                       | clock
        15.09.2026 | opened; unemployed                 | -
        """),
}  # fmt: skip


@pytest.mark.parametrize(("born", "table"), STORIES.values(), ids=STORIES)
def test_caseload(born: str, table: str) -> None:
    assert differences(table, born) == []


def test_a_case_opened_later_is_not_there_yet() -> None:
    register = register_of([{"case": "NOR-2627-0001", "opened_on": date(2026, 10, 2)}])
    assert caseload(register, date(2026, 10, 1), SETTINGS).is_empty()
    assert caseload(register, date(2026, 10, 2), SETTINGS).height == 1


def test_a_held_back_case_keeps_its_deadlines() -> None:
    held: dict[str, list[Row]] = {
        "leavers": [{"case": "NOR-2627-0001", "opened_on": date(2026, 10, 1), "listed_on": date(2026, 10, 1)}],
        "contacts": [
            {"case": "NOR-2627-0001", "kind": "letter", "with_whom": "parents", "contact_on": date(2026, 10, 5),
             "result": "no-response"},
            {"case": "NOR-2627-0002", "kind": "letter", "with_whom": "parents", "contact_on": date(2026, 10, 5),
             "result": "no-response"},
        ],
    }  # fmt: skip
    register = register_of([{"case": "NOR-2627-0002", "listed_on": date(2026, 10, 1)}], held=held)
    found = caseload(register, date(2026, 10, 6), SETTINGS)
    assert found.select("case", "held", "next_action", "due_on", "attempts").rows() == [
        ("NOR-2627-0001", True, "second-contact", date(2026, 10, 19), 1),
        # A row held back of an accepted case counts for nothing.
        ("NOR-2627-0002", False, "first-letter", date(2026, 10, 12), 0),
    ]


def test_a_held_back_case_of_which_nothing_can_be_read_is_there() -> None:
    register = register_of(held={"leavers": [{"case": "NOR-2627-0001"}, {"case": "NOR-2627-0001"}]})
    found = caseload(register, date(2026, 10, 6), SETTINGS)
    assert found.select("case", "held", "is_open", "situation", "next_action", "clock").rows() == [
        ("NOR-2627-0001", True, True, "not-known", None, None)
    ]


def test_the_latest_interview_counts() -> None:
    register = register_of(
        [{"case": "NOR-2627-0001", "opened_on": date(2026, 9, 1)}],
        interviews="""
            case          | interviewed_on | accepts | vocational_interest
            NOR-2627-0001 | 2026-10-20     | no      |
            NOR-2627-0001 | 2026-10-01     | yes     | yes
            NOR-2627-0001 | 2026-12-01     | yes     | yes
        """,
    )
    found = caseload(register, date(2026, 10, 31), SETTINGS)
    assert found.select("interviewed_on", "accepts", "vocational_interest").row(0) == (date(2026, 10, 20), False, None)


def test_the_start_belongs_to_the_school_year_of_leaving() -> None:
    days = [date(2026, 8, 31), date(2026, 9, 1), None]
    leavers: list[Row] = [
        {"case": f"NOR-2627-500{n}", "opened_on": date(2026, 9, 1), "left_school_on": day}
        for n, day in enumerate(days, 1)
    ]
    found = caseload(register_of(leavers), date(2026, 10, 31), SETTINGS)
    assert found["start_year"].to_list() == ["2025/26", "2026/27", None]


def test_the_history_counts_open_and_overdue_by_office() -> None:
    register = register_of(
        """
        case          | listed_on  | closed_on
        NOR-2627-0001 | 2026-09-01 |
        NOR-2627-0002 | 2026-09-01 | 2026-10-10
        MIN-2627-0001 | 2026-10-25 |
        """,
        held={"leavers": [{"case": "NOR-2627-0003", "opened_on": date(2026, 9, 1)}]},
        reference={"offices": [{"code": code, "name": code} for code in ("MIN", "NOR", "SUD")]},
    )
    history = caseload_history(register, [date(2026, 9, 30), date(2026, 10, 31)], SETTINGS)
    assert history.rows() == [
        (date(2026, 9, 30), "MIN", 0, 0), (date(2026, 9, 30), "NOR", 2, 2), (date(2026, 9, 30), "SUD", 0, 0),
        (date(2026, 10, 31), "MIN", 1, 0), (date(2026, 10, 31), "NOR", 1, 1), (date(2026, 10, 31), "SUD", 0, 0),
    ]  # fmt: skip


def test_no_cases_no_caseload() -> None:
    assert caseload(register_of(), date(2026, 10, 31), SETTINGS).is_empty()


TODAY = date(2026, 10, 31)
CASES = ("NOR-2627-0001", "MIN-2627-0001")
some_day = st.dates(TODAY - timedelta(days=500), TODAY)
later_day = st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=500))
some_case = st.sampled_from(CASES)


def _contacts(day: st.SearchStrategy[date]) -> st.SearchStrategy[list[Row]]:
    return st.lists(
        st.fixed_dictionaries({
            "case": some_case, "kind": st.sampled_from(["letter", "phone"]), "contact_on": day,
            "with_whom": st.sampled_from(["parents", "youngster", "school"]),
            "result": st.sampled_from(CONTACT_RESULT.codes),
        }), max_size=6,
    )  # fmt: skip


def _outcomes(confirmed: st.SearchStrategy[date], begins: st.SearchStrategy[date]) -> st.SearchStrategy[list[Row]]:
    statement = st.fixed_dictionaries({
        "case": some_case, "situation": st.sampled_from(SITUATION.codes), "from_date": begins,
        "confirmed_on": confirmed, "to_office": st.just("SUD"),
    })  # fmt: skip
    return st.lists(statement, max_size=5, unique_by=lambda row: (row["case"], row["from_date"]))


def _leavers(opened: date, left: date, born: date) -> list[Row]:
    dates = {"listed_on": opened, "left_school_on": left, "birth_month": born.replace(day=1)}
    return [{"case": case, **dates} for case in CASES]


few = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@few
@given(_contacts(some_day), _outcomes(some_day, some_day), _contacts(later_day), _outcomes(later_day, some_day))
def test_what_is_dated_later_never_shows(
    contacts: list[Row], outcomes: list[Row], later_contacts: list[Row], later_outcomes: list[Row]
) -> None:
    leavers = _leavers(TODAY - timedelta(days=400), TODAY - timedelta(days=420), date(2009, 5, 1))
    now = register_of(leavers, contacts, outcomes=outcomes)
    closed = [{**row, "closed_on": TODAY + timedelta(days=3), "closing_reason": "died"} for row in leavers]
    unemployed = [{"case": case, "unemployed_since": TODAY + timedelta(days=1)} for case in CASES]
    interviews = [{"case": case, "interviewed_on": TODAY + timedelta(days=1)} for case in CASES]
    then = register_of(
        [*closed, {"case": "SUD-2627-0001", "former_case": CASES[0], "opened_on": TODAY + timedelta(days=1)}],
        [*contacts, *later_contacts],
        interviews,
        outcomes=[*outcomes, *later_outcomes],
        youth_guarantee=unemployed,
    )
    assert_frame_equal(caseload(now, TODAY, SETTINGS), caseload(then, TODAY, SETTINGS))


@few
@given(
    _contacts(some_day),
    _outcomes(some_day, st.one_of(some_day, later_day)),
    some_day,
    st.dates(TODAY, TODAY + timedelta(900)),
)
def test_what_holds_of_any_caseload(contacts: list[Row], outcomes: list[Row], opened: date, today: date) -> None:
    register = register_of(_leavers(opened, opened - timedelta(days=20), date(2008, 5, 1)), contacts, outcomes=outcomes)
    found = caseload(register, today, SETTINGS)
    assert found["case"].to_list() == sorted(CASES)
    _holds(found, register, today)
    # Where a case stands is the same, whether or not it is worked out what is due.
    due = ["next_action", "due_on", "days_late", "owes_follow_up", "clock", "clock_from", "clock_until", "clock_days"]
    assert_frame_equal(standing(register, today, SETTINGS).drop(due), found.drop(due))


def _holds(found: pl.DataFrame, register: Register, today: date) -> None:
    off = days_off(register, today, SETTINGS)
    due = found["due_on"].drop_nulls()
    assert not due.is_in(off).any()
    assert (due.dt.weekday() <= 5).all()
    wrong = {
        "an action without a day": pl.col("next_action").is_null() != pl.col("due_on").is_null(),
        "open and closed": pl.col("is_open") == pl.col("closed_from").is_not_null(),
        "open though it closes for good": pl.col("is_open") & (pl.col("group") == "out-of-scope"),
        "open though definite": pl.col("is_open") & pl.col("definite"),
        "closed, with more than follow-ups": ~pl.col("is_open")
        & ~pl.col("next_action").cast(pl.String).is_in(["follow-up", "workshop-check"]).fill_null(value=True),
        "expired though known": pl.col("expired") & (pl.col("situation") != "not-known"),
        "known past its expiry": pl.col("expires_on") <= today,
        "reached before the first attempt": pl.col("reached_on").is_not_null() & (pl.col("attempts") == 0),
        "days of the clock below 0": pl.col("clock_days") < 0,
    }
    assert {what: found.filter(rule).height for what, rule in wrong.items()} == dict.fromkeys(wrong, 0)


@pytest.mark.parametrize("told_by", ["NOR", "SUE"])
def test_a_workshop_is_followed_up_whichever_office_told_of_the_group_last(told_by: str) -> None:
    register = register_of(
        leavers=[{"case": "NOR-2526-0001", "listed_on": date(2025, 10, 1)}],
        outcomes=[{"case": "NOR-2526-0001", "situation": "employed", "from_date": date(2025, 12, 1)}],
        workshops=[{"workshop": "YW-1", "office": told_by, "starts_on": date(2026, 1, 5), "ends_on": date(2026, 5, 5)}],
        participants=[{"workshop": "YW-1", "case": "NOR-2526-0001", "joined_on": date(2026, 1, 5)}],
    )
    (case,) = caseload(register, date(2026, 7, 1), SETTINGS).to_dicts()
    assert case["next_action"] == "workshop-check"
    assert case["due_on"] == date(2026, 8, 5)
