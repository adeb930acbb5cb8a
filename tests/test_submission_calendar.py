"""When lists and workbooks were due and came: each rule on a small calendar, then what pages and `alj status` say."""

from collections.abc import Iterable
from datetime import date

import pytest

from alj.due_report import due_entries, lists_in_words, workbooks_in_words
from generator.audience import COORDINATION, MINISTRY, Audience, filter_for
from generator.facts import Facts
from generator.pages.lists_and_workbooks import due_table, month_grid
from generator.pages.view import View
from generator.parts import Cell, Table
from generator.submission_calendar import LIST, SubmissionCalendar, submission_calendar
from intake.settings import DEFAULT_SETTINGS, Settings, Year
from tests.registers import day_of, register_of
from tests.service_facts import ENGLISH, facts_of, small_register

CALENDAR = """
    school_year | month | list_expected_on | workbooks_due_on
    2025/26     | 8     | 2026-08-05       | 2026-08-31
    2026/27     | 9     | 2026-09-07       | 2026-09-30
    2026/27     | 10    | 2026-10-05       | 2026-10-30
    2026/27     | 11    | 2026-11-05       | 2026-11-29
"""
"""29 November 2026 is a Sunday: the day stays where it was entered."""


def calendar_of(
    arrivals: str, today: str, calendar: str = CALENDAR, settings: Settings = DEFAULT_SETTINGS
) -> SubmissionCalendar:
    offices = "code | name\nNOR | North\nMIN | Minett"
    register = register_of(reference={"calendar": calendar, "offices": offices}, arrivals=arrivals)
    return submission_calendar(register, ["NOR", "MIN"], day_of(today), settings)


def told(calendar: SubmissionCalendar, office: str) -> dict[int, tuple[str, int]]:
    """Return by month the day on which it came ("-" for none) and how late it is."""
    return {
        one.month.month: (f"{one.came_on:%d.%m.}" if one.came_on else "-", one.days_late) for one in calendar.of(office)
    }


WORKBOOKS = {
    # What came (received, data of, refused), the day, and what is said of September, October and November.
    "in time, on the day itself": (
        "30.09.2026, 30.09.2026; 30.10.2026, 28.10.2026", "31.10.2026", ("30.09.", 0), ("30.10.", 0), ("-", 0),
    ),
    "nothing has come: late from the day after": ("", "01.10.2026", ("-", 1), ("-", 0), ("-", 0)),
    "nothing has come on the day itself: not late yet": ("", "30.09.2026", ("-", 0), ("-", 0), ("-", 0)),
    "a late workbook of September is not October's": (
        "02.10.2026, 30.09.2026", "31.10.2026", ("02.10.", 2), ("-", 1), ("-", 0),
    ),
    "a month left out: the next one stands for both": (
        "29.10.2026, 28.10.2026", "31.10.2026", ("29.10.", 29), ("29.10.", 0), ("-", 0),
    ),
    "the first of several counts": (
        "21.10.2026, 20.10.2026; 30.10.2026, 30.10.2026", "31.10.2026", ("21.10.", 21), ("21.10.", 0), ("-", 0),
    ),
    "sent with the day on the cover of the month before": (
        "29.09.2026, 29.09.2026; 29.10.2026, 29.09.2026", "02.11.2026", ("29.09.", 0), ("-", 3), ("-", 0),
    ),
    "no day on the cover: that of the receipt": ("29.09.2026,", "30.09.2026", ("29.09.", 0), ("-", 0), ("-", 0)),
    "the closed year's workbook is August's": (
        "03.09.2026, 31.08.2026", "01.10.2026", ("-", 1), ("-", 0), ("-", 0),
    ),
    "a refused one meets nothing": ("30.09.2026, 30.09.2026, refused", "02.10.2026", ("-", 2), ("-", 0), ("-", 0)),
    "mended after it was refused": (
        "30.09.2026, 30.09.2026, refused; 01.10.2026, 30.09.2026", "02.10.2026", ("01.10.", 1), ("-", 0), ("-", 0),
    ),
    "what comes later is not known yet": (
        "05.10.2026, 30.09.2026", "02.10.2026", ("-", 2), ("-", 0), ("-", 0),
    ),
    "due on a Sunday stays due on it": (
        "30.11.2026, 29.11.2026", "01.12.2026", ("30.11.", 61), ("30.11.", 31), ("30.11.", 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("came", "today", "september", "october", "november"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_when_a_workbook_came_and_how_late(
    came: str, today: str, september: tuple[str, int], october: tuple[str, int], november: tuple[str, int]
) -> None:
    found = told(calendar_of(_arrivals("NOR", came), today), "NOR")
    assert (found[9], found[10], found[11]) == (september, october, november)


def _arrivals(office: str, came: str) -> str:
    """A table of arrivals, from "received, data of, refused; …"."""
    lines = ["office | received_at | data_on | refused"]
    for one in filter(None, (part.strip() for part in came.split(";"))):
        received, data_on, refused, *_ = [*(cell.strip() for cell in one.split(",")), ""]
        lines.append(f"{office} | {received} | {data_on} | {'true' if refused else 'false'}")
    return "\n".join(lines)


def test_nothing_comes_for_another_office() -> None:
    calendar = calendar_of(_arrivals("NOR", "30.09.2026, 30.09.2026"), "01.10.2026")
    assert told(calendar, "MIN")[9] == ("-", 1)
    assert [one.office for one in calendar.expected] == [LIST] * 4 + ["NOR"] * 4 + ["MIN"] * 4


@pytest.mark.parametrize(
    ("came", "today", "september", "october"),
    [
        ("07.09.2026, 05.09.2026; 06.10.2026, 05.10.2026", "07.10.2026", ("07.09.", 0), ("06.10.", 1)),
        # Drawn late in September: that is no list of October.
        ("24.09.2026, 24.09.2026", "07.10.2026", ("24.09.", 17), ("-", 2)),
        # October's, received before September's: each is of the month in which it was drawn.
        ("05.10.2026, 05.10.2026; 06.10.2026, 07.09.2026", "07.10.2026", ("06.10.", 29), ("05.10.", 0)),
        # Corrected later on: it came when it came first.
        ("07.09.2026, 07.09.2026; 20.09.2026, 07.09.2026", "21.09.2026", ("07.09.", 0), ("-", 0)),
    ],
)
def test_when_a_list_came(came: str, today: str, september: tuple[str, int], october: tuple[str, int]) -> None:
    arrivals = _arrivals("list", came)
    found = told(calendar_of(arrivals, today), LIST)
    assert (found[9], found[10]) == (september, october)


def test_the_first_day_of_a_calendar_asks_for_data_of_its_own_month() -> None:
    only = "school_year | month | workbooks_due_on\n2026/27 | 10 | 2026-10-30"
    sent = "29.09.2026, 29.09.2026; 12.10.2026, 30.09.2026; 13.10.2026, 01.10.2026"
    assert told(calendar_of(_arrivals("NOR", sent), "31.10.2026", only), "NOR") == {10: ("13.10.", 0)}


def test_two_months_due_on_one_day_are_met_by_one_workbook() -> None:
    summer = "school_year | month | workbooks_due_on\n2025/26 | 7 | 2026-08-31\n2025/26 | 8 | 2026-08-31"
    found = told(calendar_of(_arrivals("NOR", "31.08.2026, 30.08.2026"), "31.08.2026", summer), "NOR")
    assert found == {7: ("31.08.", 0), 8: ("31.08.", 0)}


@pytest.mark.parametrize(
    ("calendar", "today", "months"),
    [
        ("", "02.10.2026", [9, 10]),
        (CALENDAR, "31.10.2026", []),
        (CALENDAR, "01.12.2026", [12]),
        # A row, and no day in it.
        ("school_year | month | workbooks_due_on\n2026/27 | 9 |\n2026/27 | 10 | 2026-10-30", "31.10.2026", [9]),
    ],
)
def test_months_for_which_the_calendar_says_no_day(calendar: str, today: str, months: list[int]) -> None:
    found = calendar_of("", today, calendar)
    assert [month.month for month in found.without_day] == months
    assert (found.last("NOR") is None) == (not calendar)


def test_a_month_of_a_school_year_that_begins_in_january() -> None:
    days = "school_year | month | workbooks_due_on\n2026/27 | 1 | 2026-01-30\n2026/27 | 12 | 2026-12-30"
    found = calendar_of("", "31.01.2026", days, Settings(year=Year(first_month=1)))
    assert [one.month for one in found.of("NOR")] == [date(2026, 1, 1), date(2026, 12, 1)]


def test_where_the_settings_fix_today_what_comes_afterwards_came_on_that_day() -> None:
    came = _arrivals("NOR", "28.11.2026, 30.10.2026")
    assert told(calendar_of(came, "31.10.2026"), "NOR")[10] == ("-", 1)
    assert told(calendar_of(came, "31.10.2026", settings=Settings(today=date(2026, 10, 31))), "NOR")[10] == (
        "31.10.",
        1,
    )


# ---- What pages say ------------------------------------------------------------------------------------------------


SENT = """
    office | received_at | data_on
    list   | 2026-10-06  | 2026-10-05
    NOR    | 2026-09-28  | 2026-09-27
    MIN    | 2026-10-02  | 2026-09-30
    MIN    | 2026-10-29  | 2026-10-28
"""


@pytest.fixture(scope="module")
def facts() -> Facts:
    reference = {"offices": "code | name | posts\nNOR | North | 1.5\nMIN | Minett | 1.75", "calendar": CALENDAR}
    return facts_of(small_register(reference=reference, arrivals=SENT))


def rows_said(table: Table) -> list[list[str]]:
    return [[_said(cell) for cell in row.cells] for row in table.rows]


def _said(cell: Cell) -> str:
    chip = f"[{cell.chip.text}]" if cell.chip else ""
    return " · ".join(part for part in (cell.text, chip, cell.sub) if part)


def test_the_home_page_says_what_was_due_and_came(facts: Facts) -> None:
    table = due_table(View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH))
    assert rows_said(table) == [
        ["List from the register", "October 2026", "5 Oct", "6 Oct", "5 Oct", "1 day late", "5 Nov · in 5 days"],
        ["North", "October 2026", "30 Oct", "not yet", "27 Sept", "[1 day late]", "29 Nov"],
        ["Minett", "October 2026", "30 Oct", "29 Oct", "28 Oct", "on time", "29 Nov"],
    ]
    assert "no day" not in table.subtitle


def test_an_office_reads_its_own_line_alone(facts: Facts) -> None:
    minett = Audience("office", "MIN")
    own = filter_for(minett, facts)
    view = View(own, minett, ENGLISH)
    assert [row[0] for row in rows_said(due_table(view, "MIN"))] == ["Minett"]
    assert [row[0] for row in rows_said(month_grid(view))] == ["Minett"]
    assert set(own.register.arrivals["office"]) == {"MIN"}
    assert {one.office for one in own.calendar.expected} == {LIST, "MIN"}


def test_the_ministry_is_told_of_no_arrival(facts: Facts) -> None:
    of_ministry = filter_for(MINISTRY, facts)
    assert of_ministry.register.arrivals.is_empty()
    assert of_ministry.calendar.expected == ()


def test_the_grid_of_months_tells_each_month(facts: Facts) -> None:
    grid = month_grid(View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH))
    assert [column.label for column in grid.columns[2:]] == ["September 2026", "October 2026", "November 2026"]
    assert [row[2:] for row in rows_said(grid)] == [
        ["[missing] · was due 7 Sept", "received 6 Oct · 1 day late", "due 5 Nov"],
        ["received 28 Sept", "[missing] · was due 30 Oct", "due 29 Nov"],
        ["received 2 Oct · 2 days late", "received 29 Oct", "due 29 Nov"],
    ]


def test_a_month_without_a_day_and_a_service_without_a_calendar_are_said() -> None:
    half = "school_year | month | workbooks_due_on\n2026/27 | 9 | 2026-09-30"
    lacking = _table_with(half)
    assert lacking.subtitle.endswith("The calendar of the reference workbook has no day for workbooks in October 2026.")
    assert rows_said(lacking)[0] == ["List from the register", "–", "–", "–", "–", "nothing due yet", "–"]
    without = _table_with("")
    assert (without.rows, without.empty) == ((), "The reference workbook has no calendar for this school year.")


def _table_with(calendar: str) -> Table:
    reference = {"offices": "code | name\nNOR | North\nMIN | Minett", "calendar": calendar}
    facts = facts_of(small_register(reference=reference, arrivals=SENT))
    return due_table(View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH))


def test_a_refused_workbook_is_said_beside_its_lateness(facts: Facts) -> None:
    reference = {"offices": "code | name\nNOR | North\nMIN | Minett", "calendar": CALENDAR}
    arrivals = [
        {"office": "NOR", "received_at": "2026-10-29", "refused": True},
        {"office": "MIN", "received_at": "2026-09-29", "data_on": "2026-09-29"},
    ]
    facts = facts_of(small_register(reference=reference, arrivals=arrivals))
    said = rows_said(due_table(View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH)))
    assert said[1][5] == "[1 day late] · refused 29 Oct"


# ---- What `alj status` says ----------------------------------------------------------------------------------------


def _words(came: str, today: str, calendar: str = CALENDAR) -> Iterable[str]:
    found = calendar_of(_arrivals("NOR", came), today, calendar)
    return list(workbooks_in_words(due_entries(found, "NOR"), day_of(today), ENGLISH))


def test_status_says_when_a_workbook_was_due_and_came() -> None:
    assert _words("30.09.2026, 30.09.2026", "25.10.2026") == [
        "Workbook of September 2026: due 30 September 2026, received 30 September 2026",
        "Workbook of October 2026: due 30 October 2026, in 5 days",
    ]
    assert _words("02.10.2026, 30.09.2026", "15.10.2026") == [
        "Workbook of September 2026: due 30 September 2026, received 2 October 2026, 2 days late",
    ]
    assert _words("", "20.08.2026") == ["Workbook of August 2026: due 31 August 2026, in 11 days"]
    assert _words("02.10.2026, 30.09.2026", "30.10.2026") == [
        "Workbook of October 2026: due 30 October 2026, due today",
    ]
    assert _words("29.11.2026, 29.11.2026, refused", "01.12.2026") == [
        "Workbook of November 2026: due 29 November 2026, refused 29 November 2026, 2 days late",
    ]
    assert _words("", "31.10.2026", "") == ["The calendar of the reference workbook has no day for workbooks."]


def test_status_says_when_the_list_was_expected_drawn_and_received() -> None:
    found = calendar_of(_arrivals("list", "07.10.2026, 06.10.2026"), "31.10.2026")
    assert list(lists_in_words(due_entries(found, LIST), date(2026, 10, 31), ENGLISH)) == [
        "List of October 2026: expected 5 October 2026, drawn 6 October 2026, received 7 October 2026, 2 days late",
        "List of November 2026: expected 5 November 2026, in 5 days",
    ]


def test_the_report_has_the_same_as_data() -> None:
    found = calendar_of(_arrivals("NOR", "02.10.2026, 30.09.2026"), "25.10.2026")
    assert due_entries(found, "NOR") == {
        "last": {"month": "2026-09", "due_on": "2026-09-30", "came_on": "2026-10-02", "tells_of": "2026-09-30",
                 "refused_on": None, "days_late": 2},
        "next": {"month": "2026-10", "due_on": "2026-10-30", "came_on": None, "tells_of": None, "refused_on": None,
                 "days_late": 0},
    }  # fmt: skip
