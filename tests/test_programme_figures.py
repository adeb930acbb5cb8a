"""The figures of the Youth Guarantee, the class interventions and the workshop, counted by hand."""

from generator.indicators import BREAKDOWNS
from tests.counting import count

CLOCKS = """
    case          | clock   | clock_from | clock_until | clock_days | is_open
    NOR-2627-0001 | running | 2026-10-01 | 2027-02-01  | 96         | yes
    NOR-2627-0002 | running | 2026-07-20 | 2026-11-20  | 23         | yes
    NOR-2627-0003 | past    | 2026-06-01 | 2026-10-01  | 27         | yes
    NOR-2627-0004 | past    | 2025-06-01 | 2025-10-01  | 392        | no
    NOR-2627-0005 | offer   | 2026-09-01 | 2027-01-01  | 30         | no
    NOR-2627-0006 | offer   | 2026-01-10 | 2026-05-10  | 250        | no
    NOR-2627-0007 | offer   | 2026-01-10 | 2026-05-10  | 60         | no
    NOR-2627-0008 | stopped | 2026-09-01 | 2027-01-01  | 20         | no
    NOR-2627-0009 |         |            |             |            | yes
"""


def test_the_clock_is_counted_over_open_cases() -> None:
    counted = count(CLOCKS)
    assert counted("past-four-months") == (1, 4)
    assert counted("passing-soon") == (1, None)


def test_the_stock_by_the_month_of_waiting() -> None:
    counted = count("""
        case          | opened_on  | left_school_on
        NOR-2627-0001 | 2026-10-01 | 2026-10-01
        NOR-2627-0002 | 2026-07-20 | 2026-07-20
        NOR-2627-0003 | 2026-06-01 | 2026-06-01
        NOR-2627-0004 | 2025-06-01 | 2025-06-01
        NOR-2627-0005 | 2026-09-28 | 2026-09-28
        """)
    assert counted("guarantee-stock") == (5, None)
    stock = [counted("guarantee-stock", duration=code)[0] for code in BREAKDOWNS["duration"].codes]
    assert stock == [2, 0, 0, 1, 1, 0, 1]
    assert counted("stock-past-four-months") == (2, 5)


def test_a_timely_exit_is_one_to_an_offer_within_four_months() -> None:
    counted = count(
        """
        case          | opened_on  | left_school_on
        NOR-2627-0001 | 2026-09-01 | 2026-09-01
        NOR-2627-0002 | 2026-09-01 | 2026-04-01
        NOR-2627-0003 | 2026-09-01 | 2026-09-01
        NOR-2526-0004 | 2026-03-01 | 2026-03-01
        NOR-2627-0005 | 2026-09-01 | 2026-09-01
        """,
        outcomes="""
        case          | situation     | from_date
        NOR-2627-0001 | school-lu     | 2026-10-01
        NOR-2627-0002 | employed      | 2026-10-01
        NOR-2627-0003 | emigrated     | 2026-10-15
        NOR-2526-0004 | employed      | 2026-05-01
        NOR-2627-0005 | seeking-work  | 2026-10-01
        """,
    )
    assert counted("timely-exits", "2026/27") == (1, 3), "one came in time, one after six months, one emigrated"
    assert counted("timely-exits", "2026-10", "NOR") == (1, 3)


def test_open_cases_by_path_and_by_the_furthest_phase() -> None:
    counted = count(
        """
        case          | is_open
        NOR-2627-0001 | yes
        NOR-2627-0002 | yes
        SUE-2627-0001 | yes
        SUE-2627-0002 | no
        """,
        youth_guarantee="""
        case          | informed_on | guided_on  | signed_on  | path
        NOR-2627-0001 | 2026-09-10  | 2026-10-01 | 2026-11-10 | school
        SUE-2627-0001 |             |            |            | job
        SUE-2627-0002 | 2026-09-10  |            |            | job
        """,
    )
    assert counted("guarantee-path") == (2, None)
    assert counted("guarantee-path", path="job") == (1, None)
    assert counted("guarantee-phase", phase="guided") == (1, None)
    assert counted("guarantee-phase", path_phase="job/none") == (1, None)
    assert counted("guarantee-phase", path_phase="school/signed") == (0, None)


def test_interventions_are_counted_by_month_and_school() -> None:
    counted = count(
        "case\nNOR-2627-0001",
        interventions="""
        held_on    | school | class_name | offered | taken_up | pupils
        2026-09-20 | LTA    | 8A         | 5       | 2        | 20
        2026-10-20 | LTA    | 8B         |         |          | 18
        2026-10-21 | LTB    | 9A         | 10      | 1        | 22
        2026-06-20 | LTB    | 9A         | 10      | 1        | 22
        2026-10-29 | LTB    | 9B         | 10      | 1        | 22
        """,
    )
    assert counted("interventions", "2026/27") == (3, None)
    assert counted("interventions", "2026-10", school="LTA") == (1, None)
    assert counted("intervention-pupils", "2026/27") == (60, None)
    assert counted("intervention-pupils", "2026/27", school="LTB") == (22, None)
    assert counted("intervention-offered", "2026/27") == (15, 60)
    assert counted("intervention-offered", "2026/27", school="LTA") == (5, 38)
    assert counted("intervention-taken-up", "2026/27", school="LTB") == (1, 10)
    assert counted("intervention-taken-up", "2026/27", "SUE") == (0, 0)


def test_support_taken_up_is_counted_where_it_is_known_how_many_were_offered_it() -> None:
    counted = count(
        "case\nNOR-2627-0001",
        interventions="""
        held_on    | school | class_name | taken_up | offered | pupils
        2026-09-20 | LTA    | 8A         | 2        | 5       | 20
        2026-09-21 | LTA    | 8B         | 9        |         | 20
        """,
    )
    assert counted("intervention-taken-up", "2026/27") == (2, 5)


def test_workshop_participants_are_counted_by_where_they_stand() -> None:
    counted = count(
        "case\nNOR-2627-0001\nSUE-2627-0001",
        workshops="workshop | starts_on | ends_on\nYW-2627-01 | 2026-10-01 | 2027-01-31",
        participants="""
        workshop | case          | step_1_on  | left_early_on | joined_on
        YW-2627-01 | NOR-2627-0001 | 2026-10-10 |               | 2026-10-01
        YW-2627-01 | SUE-2627-0001 |            | 2026-10-20    | 2026-10-01
        """,
    )
    assert counted("workshop-participants") == (2, None)
    assert counted("workshop-participants", verdict="on-time") == (1, None)
    assert counted("workshop-participants", office="SUE", verdict="left-early") == (1, None)
