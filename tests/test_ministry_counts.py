"""What the ministry is told of a quarter and of a year, counted by hand; and when a period is closed."""

from datetime import UTC, date, datetime
from typing import Any

from generator.caseload import caseload
from generator.ministry_counts import Counts, count_periods, is_complete, over, periods_of
from intake.register import Register
from intake.settings import Ministry, Settings
from tests.registers import register_of

SETTINGS = Settings()
TODAY = date(2026, 10, 31)
OFFICES = {"offices": [{"code": "NOR", "name": "North"}, {"code": "MIN", "name": "Minett"}]}
LEAVERS = """
    case          | listed_on  | left_school_on | sex    | birth_month
    NOR-2526-0001 | 2025-10-01 | 2025-09-10     | female | 2008-01-01
    NOR-2526-0002 | 2025-11-30 | 2025-11-02     | male   | 2008-01-01
    MIN-2526-0001 | 2025-12-01 | 2025-11-20     | male   | 2004-01-01
    MIN-2526-0002 | 2026-03-02 | 2026-02-10     | male   | 2008-01-01
"""
CONTACTS = """
    case          | contact_on | result
    NOR-2526-0001 | 2025-10-08 | reached
    MIN-2526-0001 | 2026-02-01 | reached
"""
INTERVIEWS = """
    case          | interviewed_on | accepts
    NOR-2526-0001 | 2025-10-20     | yes
"""
OUTCOMES = """
    case          | situation    | from_date
    NOR-2526-0001 | school-lu    | 2026-01-12
    MIN-2526-0001 | employed     | 2026-08-03
"""
INTERVENTIONS = (
    {"held_on": date(2025, 11, 30), "pupils": 20, "offered": 8, "taken_up": 3},
    {"held_on": date(2025, 12, 1), "pupils": 15, "offered": None, "taken_up": 2},
)


def register(**changes: Any) -> Register:
    given: dict[str, Any] = {
        "leavers": LEAVERS, "contacts": CONTACTS, "interviews": INTERVIEWS, "outcomes": OUTCOMES,
        "interventions": INTERVENTIONS, "reference": OFFICES,
    }  # fmt: skip
    return register_of(**{**given, **changes})


def counted(one: Register) -> dict[str, Counts]:
    cases = caseload(one, TODAY, SETTINGS)
    return count_periods(periods_of("2025/26", SETTINGS.year), one, cases, TODAY, SETTINGS)


def some(counts: Counts, *names: str) -> list[int]:
    return [counts[name] for name in names]


def test_quarters_are_three_months_of_the_school_year() -> None:
    *quarters, year = periods_of("2025/26", SETTINGS.year)
    assert [(one.key, one.first, one.last) for one in quarters] == [
        ("2025/26-1", date(2025, 9, 1), date(2025, 11, 30)),
        ("2025/26-2", date(2025, 12, 1), date(2026, 2, 28)),
        ("2025/26-3", date(2026, 3, 1), date(2026, 5, 31)),
        ("2025/26-4", date(2026, 6, 1), date(2026, 8, 31)),
    ]
    assert (year.key, year.first, year.last, year.is_year) == ("2025/26", date(2025, 9, 1), date(2026, 8, 31), True)


def test_those_listed_in_a_quarter_and_how_far_they_came() -> None:
    counts = counted(register())
    followed = ("listed", "reached", "interviewed", "accompanied")
    # Listed up to the last day of November: two, of whom one was reached, interviewed and accepts.
    assert some(counts["2025/26-1"], *followed) == [2, 1, 1, 1]
    # Listed on the first of December: one, reached later.
    assert some(counts["2025/26-2"], *followed) == [1, 1, 0, 0]
    assert some(counts["2025/26-3"], *followed) == [1, 0, 0, 0]
    assert some(counts["2025/26-4"], *followed) == [0, 0, 0, 0]


def test_the_youth_guarantee_of_a_quarter() -> None:
    counts = counted(register())
    flows = ("entrants", "exits", "positive", "timely", "stock")
    # Three left school in the first quarter, at 17, 17 and 21; none had an offer in it.
    assert some(counts["2025/26-1"], *flows) == [3, 0, 0, 0, 3]
    # One left in February; one went back to school on 12 January, four months and two days after leaving.
    assert some(counts["2025/26-2"], *flows) == [1, 1, 1, 0, 3]
    # Employed on 3 August: an offer, late.
    assert some(counts["2025/26-4"], *flows) == [0, 1, 1, 0, 2]
    assert some(counts["2025/26-1"], *(f"entrants {who}" for who in ("sex/female", "sex/male", "sex/unknown"))) == [
        1,
        2,
        0,
    ]
    assert some(counts["2025/26-1"], "entrants entry-age/15-19", "entrants entry-age/20-24") == [2, 1]
    assert some(counts["2025/26-4"], "stock sex/female", "stock sex/male") == [0, 2]


def test_prevention_of_a_quarter() -> None:
    counts = counted(register())
    names = ("interventions", "pupils", "offered", "taken-up")
    assert some(counts["2025/26-1"], *names) == [1, 20, 8, 3]
    # Where nobody says how many were offered support, nobody can say of how many it was taken up.
    assert some(counts["2025/26-2"], *names) == [1, 15, 0, 0]


def test_the_annual_table_by_line_and_office() -> None:
    year = counted(register())["2025/26"]
    # At school again; employed; two of whom nothing was ever known.
    lines = ("left-school", "temporary-luxembourg", "employed", "never-reached")
    assert some(year, *(f"annual {line}" for line in lines)) == [4, 1, 1, 2]
    assert some(year, "annual NOR left-school", "annual NOR temporary", "annual NOR not-reached") == [2, 1, 1]
    assert some(year, "annual MIN left-school", "annual MIN permanent", "annual MIN not-reached") == [2, 1, 1]
    assert "annual MIN employed" not in year


def test_lasting_solutions_whose_time_came_round_in_the_year() -> None:
    year = counted(register())["2025/26"]
    # Six months after 12 January 2026 lie in the year; those after 3 August do not, nor do twelve.
    assert some(year, "lasting 6", "lasting 6 positive", "lasting 12", "lasting 18") == [1, 1, 0, 0]


def sent(office: str, year: str, data_on: date | None, **more: object) -> dict[str, object]:
    received = datetime(2026, 9, 20, 9, tzinfo=UTC)
    return {"office": office, "school_year": year, "data_on": data_on, "received_at": received, **more}


def test_a_period_is_over_after_it_has_settled() -> None:
    # 31 August and 45 days make 15 October.
    known = register(submissions=[sent("NOR", "2025/26", date(2026, 9, 15))])
    assert [one.key for one in over(known, date(2026, 10, 15), SETTINGS)][-1] == "2025/26-3"
    assert [one.key for one in over(known, date(2026, 10, 16), SETTINGS)][-2:] == ["2025/26-4", "2025/26"]
    at_once = Settings(ministry=Ministry(settles_days=0))
    assert [one.key for one in over(known, date(2026, 8, 31), at_once)][-1] == "2025/26-3"
    assert [one.key for one in over(known, date(2026, 9, 1), at_once)][-1] == "2025/26"


def test_a_period_is_complete_when_every_office_has_told_of_it() -> None:
    year = periods_of("2025/26", SETTINGS.year)[-1]
    first, last = sent("NOR", "2025/26", date(2026, 8, 31)), sent("MIN", "2025/26", None)
    assert is_complete(year, register(submissions=[first, last]))
    # One sent none of that year; one sent the last before the year was over; one sent what could not be read.
    assert not is_complete(year, register(submissions=[first, sent("MIN", "2026/27", date(2026, 9, 15))]))
    assert not is_complete(year, register(submissions=[first, sent("MIN", "2025/26", date(2026, 8, 30))]))
    assert not is_complete(year, register(submissions=[first, {**last, "stands": False, "state": "refused"}]))
    # The next year's workbook carries the data on.
    early = {**sent("MIN", "2025/26", date(2026, 6, 30)), "submission": "MIN-25"}
    assert is_complete(year, register(submissions=[first, early, sent("MIN", "2026/27", date(2026, 9, 15))]))


def test_a_year_in_which_nobody_left_has_its_zeros() -> None:
    year = counted(register_of(reference=OFFICES))["2025/26"]
    assert some(year, "annual left-school", "annual NOR left-school", "annual declined", "lasting 6") == [0, 0, 0, 0]
