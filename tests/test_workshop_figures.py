"""The workshop's conditions and what becomes of its participants, counted by hand."""

from datetime import date

from tests.counting import Counted, count
from tests.registers import rows_of

OPEN_CASES = """
    case          | left_school_on | vocational_interest | accepts | is_open
    NOR-2627-0001 | 2026-04-28     | yes                 | yes     | yes
    NOR-2627-0002 | 2026-04-27     | yes                 | yes     | yes
    NOR-2627-0003 | 2026-09-01     | no                  | yes     | yes
    SUE-2627-0001 | 2026-09-01     | yes                 |         | yes
    SUE-2627-0002 | 2026-09-01     | yes                 | yes     | no
    SUE-2627-0003 |                |                     |         | yes
"""
PARTICIPANTS = """
    workshop | case          | joined_on  | step_1_on  | step_2_on  | days_attended | left_early_on | leaving_reason
    YW-2627-01 | NOR-2526-0002 | 2025-10-01 | 2025-10-20 |            | 12            | 2025-11-20    | found-job
    YW-2627-01 | SUE-2526-0001 | 2025-10-01 | 2025-10-20 | 2025-11-10 |               | 2025-12-01    |
    YW-2627-01 | SUE-2526-0002 | 2025-10-01 | 2025-10-20 |            | 50            |               |
    YW-2627-02 | NOR-2627-0001 | 2026-09-01 | 2026-09-20 |            | 9             |               |
"""
ALL_DONE = {f"step_{n}_on": date(2025, 10, 1 + n) for n in range(1, 6)}


def participants() -> list[dict[str, object]]:
    completer = {"workshop": "YW-2627-01", "case": "NOR-2526-0001", "joined_on": "2025-10-01", "days_attended": 38,
                 "internship_from": "2026-01-10", **ALL_DONE}  # fmt: skip
    running = [{**row, "internship_from": "2026-11-15"} if row["workshop"] == "YW-2627-02" else row
               for row in rows_of(PARTICIPANTS)]  # fmt: skip
    return [completer, *running]


def courses(today: date = date(2026, 10, 28)) -> Counted:
    return count(
        "case\nNOR-2526-0001\nNOR-2526-0002\nSUE-2526-0001\nSUE-2526-0002\nNOR-2627-0001",
        today=today,
        workshops="""
        workshop | starts_on  | ends_on    | places | days_held
        YW-2627-01 | 2025-10-01 | 2026-01-31 | 3      | 40
        YW-2627-02 | 2026-09-01 | 2026-12-31 | 2      | 10
        YW-2627-03 | 2026-11-01 | 2027-02-28 | 12     |
        """,
        participants=participants(),
        outcomes="""
        case          | situation     | from_date
        NOR-2526-0001 | employed      | 2026-02-10
        SUE-2526-0001 | no-occupation | 2026-04-01
        SUE-2526-0002 | emigrated     | 2026-03-01
        """,
    )


def test_each_condition_is_checked_by_itself_and_all_together() -> None:
    counted = count(OPEN_CASES)
    assert counted("workshop-left-lately") == (3, 5), "six months to the day are not too long"
    assert counted("workshop-wants-training") == (3, 5)
    assert counted("workshop-accepts") == (3, 5)
    assert counted("workshop-eligible") == (1, 5)
    assert counted("workshop-eligible", office="SUE") == (0, 2)


def test_a_case_handed_over_goes_by_the_interview_before_until_it_has_one_of_its_own() -> None:
    counted = count(
        """
        case          | left_school_on | interviewed_on | vocational_interest | accepts | is_open
        NOR-2627-0001 | 2026-09-01     | 2026-09-20     | yes                 | yes     | no
        SUE-2627-5001 | 2026-09-01     |                |                     |         | yes
        NOR-2627-0002 | 2026-09-01     | 2026-09-20     | yes                 | yes     | no
        SUE-2627-5002 | 2026-09-01     | 2026-10-20     |                     | yes     | yes
        """,
        former={"SUE-2627-5001": "NOR-2627-0001", "SUE-2627-5002": "NOR-2627-0002"},
    )
    assert counted("workshop-wants-training") == (1, 2), "the second was asked anew, and said nothing of training"
    assert counted("workshop-accepts") == (2, 2)
    assert counted("workshop-eligible", office="SUE") == (1, 2)


def test_groups_and_places_of_the_school_year_so_far() -> None:
    counted = courses()
    assert counted("workshop-groups") == (1, None), "one ended last year, one has not begun"
    assert counted("workshop-places") == (1, 2)
    assert courses(date(2026, 1, 15))("workshop-places") == (3, 3), "four came on three places"


def test_days_attended_of_the_days_held() -> None:
    counted = courses()
    assert counted("workshop-attendance") == (38 + 12 + 40 + 9, 40 + 40 + 40 + 10)
    assert counted("workshop-attendance", stay="completed") == (38, 40)
    assert counted("workshop-attendance", office="SUE", stay="left-early") == (0, 0), "nobody said how often it came"


def test_an_internship_that_has_not_begun_is_not_found_yet() -> None:
    assert courses()("workshop-internship") == (1, 5)
    assert courses()("workshop-internship", stay="completed") == (1, 1)


def test_who_left_early_at_which_step_and_why() -> None:
    counted = courses()
    assert counted("workshop-left-early") == (2, 5)
    assert counted("workshop-left-early", left_at="step-2") == (1, 5)
    assert counted("workshop-left-early", left_at="step-3") == (1, 5)
    assert counted("workshop-left-early", left_why="found-job", office="NOR") == (1, 3)
    assert counted("workshop-left-early", left_why="unknown") == (1, 5)
    assert counted("workshop-stay") == (5, 5)
    assert counted("workshop-stay", stay="still-in") == (1, 5)


def test_where_they_are_after_the_end_by_how_far_they_came() -> None:
    counted = courses()
    assert counted("after-workshop-3") == (4, 4)
    came = {
        ("completed", "positive"): 1, ("left-early", "unknown"): 1, ("left-early", "negative"): 1,
        ("not-completed", "out-of-scope"): 1,
    }  # fmt: skip
    assert {pair: counted("after-workshop-3", stay_standing="/".join(pair))[0] for pair in came} == came
    assert counted("after-workshop-6", standing="unknown") == (2, 4), "no occupation in April, unconfirmed in July"
    assert counted("after-workshop-3", standing="positive") == (1, 4)
    assert counted("after-workshop-6") == (4, 4)
    assert counted("after-workshop-6", stay_standing="left-early/unknown") == (2, 4)
    assert counted("after-workshop-12") == (0, 0)


def test_a_year_after_the_end_the_job_of_the_completer_is_still_confirmed() -> None:
    counted = courses(date(2027, 1, 31))
    assert counted("after-workshop-12") == (4, 4)
    assert counted("after-workshop-12", standing="positive") == (1, 4)
    assert counted("after-workshop-12", standing="unknown") == (2, 4)
    assert counted("after-workshop-12", stay_standing="completed/positive") == (1, 4)


def test_three_months_after_the_last_of_january_is_the_last_of_april() -> None:
    assert courses(date(2026, 4, 29))("after-workshop-3") == (0, 0)
    assert courses(date(2026, 4, 30))("after-workshop-3") == (4, 4)
