"""Everybody and everything of the made-up service: who left school when, each case's course, moves, class visits."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from samples.cases import Case, Row
from samples.courses import Course
from samples.days import (
    FIRST_DAY,
    HORIZON,
    SCHOOL_YEARS,
    TODAY,
    Day,
    after,
    age_on,
    first_day_of,
    first_list_after,
    last_day_of,
    school_year,
    working_day,
)
from samples.groups import Groups
from samples.lives import Life, draw_life
from samples.manners import MANNERS
from samples.people import Person, Schooling, draw_person, draw_schooling, pick
from samples.places import OFFICES, SCHOOLS, TEACHERS

LEAVERS_A_YEAR = 1510
"""Young people who leave school in a year for the first time; those who leave again make it some 1,680 starts."""
OWN_SHARE = 0.11
"""Cases that an office opens itself, for each one from a list."""
MONTHS: Mapping[int, int] = {9: 33, 10: 8, 11: 15, 12: 6, 1: 8, 2: 7, 3: 6, 4: 5, 5: 4, 6: 3, 7: 3, 8: 2}
"""When school is left: a third in September, a second wave in November."""
ORIGINS: Mapping[str, int] = {
    "youngster": 34, "parents": 20, "school": 14, "class-intervention": 14, "adem": 8, "snj": 6, "other-service": 4,
}  # fmt: skip
NEVER_LEFT = 0.65
"""Share of those who ask by themselves who never left school; the others left one abroad, so no list names them."""
MOVES = 0.03
OWN_NUMBERS_FROM = 5001
TOPICS = ("Présentation de l'ALJ", "Mon projet", "Et après l'école ?", "Rester motivé")


@dataclass(frozen=True)
class Start:
    """One leaving of school: the person, what was left and when, and what truly followed."""

    person: Person
    schooling: Schooling
    office: str
    left_on: Day
    life: Life


@dataclass
class Service:
    """The whole made-up service; `visits` are the class interventions by office."""

    groups: Groups
    starts: list[Start] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    visits: dict[str, list[Row]] = field(default_factory=dict)


def make_up_service(seed: int = 1, scale: float = 1.0) -> Service:
    """Return a made-up service, the same for the same seed; `scale` 1 is of the real one's size."""
    rng = Random(seed)
    service = Service(Groups(rng))
    _follow_leavers(rng, service, scale)
    for opened_on, office in _own_openings(rng, scale):
        _open_own_case(rng, service, opened_on, office)
    _give_numbers(service.cases)
    service.visits = {office.code: list(_visits(rng, office.code, scale)) for office in OFFICES}
    return service


def _follow_leavers(rng: Random, service: Service, scale: float) -> None:
    born: Counter[Day] = Counter()
    queue: list[tuple[Day, int, Start]] = []
    for left_on, office in _leavings(rng, scale):
        person = draw_person(rng, office, left_on, born)
        schooling = draw_schooling(rng, office, age_on(person.birth_date, left_on))
        heapq.heappush(queue, (left_on, len(queue), Start(person, schooling, office, left_on, draw_life(rng, left_on))))
    number = len(queue)
    while queue:
        _, _, start = heapq.heappop(queue)
        service.starts.append(start)
        _follow(rng, service, start)
        again_on = start.life.left_again_on
        if again_on and again_on <= TODAY:
            number += 1
            again = Start(start.person, start.schooling, start.office, again_on, draw_life(rng, again_on))
            heapq.heappush(queue, (again_on, number, again))


def _leavings(rng: Random, scale: float) -> Iterator[tuple[Day, str]]:
    """Yield when and in which office's region somebody leaves school, every office's turn coming early."""
    codes, shares = [office.code for office in OFFICES], [office.share for office in OFFICES]
    for year in SCHOOL_YEARS:
        for number in range(round(LEAVERS_A_YEAR * scale)):
            month = int(pick(rng, {str(month): weight for month, weight in MONTHS.items()}))
            left_on = _school_day(rng, int(year[:4]) + (month < 9), month)
            office = codes[number] if number < len(codes) else rng.choices(codes, shares)[0]
            if left_on <= TODAY:
                yield left_on, office


def _school_day(rng: Random, year: int, month: int) -> Day:
    first = 16 if month == 9 else 1
    last = 15 if month == 7 else 28
    return Day(year, month, rng.randrange(first, last + 1))


def _follow(rng: Random, service: Service, start: Start) -> None:
    listed_on = first_list_after(start.left_on)
    if listed_on is None:
        return
    case = Case(
        office=start.office,
        person=start.person,
        schooling=start.schooling,
        origin="monthly-list",
        opened_on=listed_on,
        listed_on=listed_on,
        left_on=start.left_on,
        referent=_referent(rng, start.office),
    )
    course = Course(case, start.life, MANNERS[case.office], rng, service.groups)
    if rng.random() < MOVES:
        to_office = rng.choice([office.code for office in OFFICES if office.code != case.office])
        course.move(working_day(after(listed_on, 8 + rng.expovariate(1 / 60))), to_office)
        course.run()
        _take_over(rng, service, case, start.life, to_office)
    else:
        course.run()
    service.cases.append(case)


def _take_over(rng: Random, service: Service, former: Case, life: Life, office: str) -> None:
    if former.closed_on is None or former.closing_reason != "moved-office":
        return
    opened_on = working_day(after(former.closed_on, rng.randrange(12, 55)))
    case = Case(
        office=office,
        person=former.person,
        schooling=former.schooling,
        origin="other-office",
        opened_on=opened_on,
        listed_on=None,
        left_on=former.left_on,
        referent=_referent(rng, office),
        former=former,
    )
    if opened_on <= HORIZON:
        Course(case, life, MANNERS[office], rng, service.groups).run()
        service.cases.append(case)


def _own_openings(rng: Random, scale: float) -> Iterator[tuple[Day, str]]:
    days = (TODAY - FIRST_DAY).days
    for office in OFFICES:
        number = round(LEAVERS_A_YEAR * scale * OWN_SHARE * office.share * days / 365)
        for _ in range(max(2, number)):
            opened_on = working_day(after(FIRST_DAY, rng.randrange(8, days)))
            if opened_on <= TODAY:
                yield opened_on, office.code


def _open_own_case(rng: Random, service: Service, opened_on: Day, office: str) -> None:
    left_on = None
    if rng.random() > NEVER_LEFT:
        left_on = max(FIRST_DAY, after(opened_on, -rng.randrange(10, 200)))
    # A counter of its own for each: these persons bear no national number, as the register does not know them.
    person = draw_person(rng, office, left_on or opened_on, Counter())
    person = replace(person, national_number=None)
    age = age_on(person.birth_date, opened_on)
    case = Case(
        office=office,
        person=person,
        schooling=None if left_on else draw_schooling(rng, office, age),
        origin=pick(rng, ORIGINS),
        opened_on=opened_on,
        listed_on=None,
        left_on=left_on,
        referent=_referent(rng, office),
    )
    life = Life([], [])
    life.turn(left_on or opened_on, "idle", rng)
    Course(case, life, MANNERS[office], rng, service.groups).run()
    service.cases.append(case)


def _referent(rng: Random, office: str) -> str:
    """Return initials: the office's first letter and one of a few more."""
    return office[0] + rng.choice("BKMR")


def _give_numbers(cases: list[Case]) -> None:
    taken: defaultdict[tuple[str, str, bool], int] = defaultdict(int)
    cases.sort(key=lambda case: (case.opened_on, case.person.last_name, case.person.first_name, case.person.birth_date))
    for case in cases:
        year = school_year(case.opened_on)
        listed = case.listed_on is not None
        key = (case.office, year, listed)
        number = taken[key] + (1 if listed else OWN_NUMBERS_FROM)
        taken[key] += 1
        case.number = f"{case.office}-{year[2:4]}{year[5:7]}-{number:04d}"


def _visits(rng: Random, office: str, scale: float) -> Iterator[Row]:
    """Yield an office's class interventions, at schools with attached teachers."""
    schools = [school.code for school in SCHOOLS if school.office == office and school.preparatory]
    for year in SCHOOL_YEARS:
        first, last = first_day_of(year), min(last_day_of(year), TODAY)
        share = (last - first).days / 365
        for number in range(max(2, round(rng.randrange(11, 19) * min(1.0, scale * 4) * share))):
            held_on = working_day(after(first, 20 + rng.randrange(max(1, min(290, (last - first).days - 22)))))
            school = rng.choice(schools)
            pupils = rng.randrange(11, 25)
            offered = rng.randrange(1, 8)
            yield {
                "held_on": held_on,
                "school": school,
                "class_name": f"{rng.choice(('7P', '8P', '9P', '5G', 'CIP', 'DP1'))}{number % 9 + 1}",
                "teacher": rng.choice([code for code, at, _ in TEACHERS if at == school]),
                "pupils": pupils,
                "topic": rng.choice(TOPICS),
                "offered": offered,
                "taken_up": rng.randrange(0, offered + 1),
            }
