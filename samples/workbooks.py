"""The made-up service as rows: each office's workbook of each school year, the monthly lists, who sent what when."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from samples.cases import Case, Group, Row
from samples.days import LIST_DAYS, TODAY, Day, after, first_day_of, last_day_of, workbooks_day
from samples.lives import BACK_AT_SCHOOL
from samples.manners import DATA_ON_DAYS_BEFORE, NOT_SENT, UNREADABLE
from samples.places import OFFICES, Office
from samples.service import Service, Start

Rows = dict[str, list[Row]]

CLOSED_YEARS = ("2024/25", "2025/26")
CURRENT_YEAR = "2026/27"
CURRENT_MONTHS = ((2026, 9), (2026, 10))
ANNOUNCED_DAYS = 21
"""Days ahead for which a group that is planned stands in its host's workbook."""
LUXEMBOURG = ZoneInfo("Europe/Luxembourg")

MADE_UP = {
    "en": "Made-up data: nobody here exists.",
    "fr": "Données inventées : personne ici n'existe.",
    "de": "Erfundene Daten: Niemanden hier gibt es.",
}
"""What the cover of each made-up workbook says, in its language."""

CASE_SHEETS = (
    "leavers",
    "contacts",
    "interviews",
    "accompaniment",
    "participants",
    "outcomes",
    "youth_guarantee",
)


@dataclass
class OfficeWorkbook:
    """One workbook that an office sent: its cover, its rows by the key of their sheet, when it was received.

    `damaged` says that the file is cut off on its way, so that nobody can read it.
    """

    office: str
    school_year: str
    language: str
    received_at: datetime.datetime
    cover: dict[str, object]
    rows: Rows
    mistaken: bool = False
    damaged: bool = False

    @property
    def data_on(self) -> Day:
        """The day up to which everything is entered."""
        day = self.cover["data_on"]
        if not isinstance(day, Day):
            raise TypeError(type(day))
        return day


@dataclass(frozen=True)
class MonthlyList:
    """One list from the register: the day on which it was drawn, and its rows by the key of their sheet."""

    drawn_on: Day
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def cover(self) -> dict[str, object]:
        """The cover: everybody who is out of school is on it."""
        return {"drawn_on": self.drawn_on, "kind": "everybody"}


def office_workbooks(service: Service) -> list[OfficeWorkbook]:
    """Return every workbook that the offices sent, in order of receipt."""
    sent = [workbook for office in OFFICES for workbook in _workbooks_of(office, service)]
    return sorted(sent, key=lambda workbook: (workbook.received_at, workbook.office))


def _workbooks_of(office: Office, service: Service) -> Iterator[OfficeWorkbook]:
    cases = [case for case in service.cases if case.office == office.code]
    behind = DATA_ON_DAYS_BEFORE.get(office.code, 0)
    number = OFFICES.index(office)
    for year in CLOSED_YEARS:
        received = _at(after(last_day_of(year), 2 + number % 6), 9 + number % 8)
        yield _workbook(office, year, last_day_of(year), received, service, cases)
    for year_and_month in CURRENT_MONTHS:
        due_on = workbooks_day(*year_and_month)
        is_last = year_and_month == CURRENT_MONTHS[-1]
        if is_last and office.code == NOT_SENT:
            continue
        received = _at(due_on, 9 + number % 8)
        if office.code == UNREADABLE and not is_last:
            # A later workbook of September, so that what stands is not too old.
            due_on, received = after(due_on, 22), _at(after(due_on, 23), 11)
        workbook = _workbook(office, CURRENT_YEAR, after(due_on, -behind), received, service, cases)
        workbook.damaged = is_last and office.code == UNREADABLE
        workbook.mistaken = (is_last and office.code != UNREADABLE) or office.code == NOT_SENT
        yield workbook


def _at(day: Day, hour: int) -> datetime.datetime:
    local = datetime.datetime(day.year, day.month, day.day, hour, 17, tzinfo=LUXEMBOURG)
    return local.astimezone(datetime.UTC)


def _workbook(
    office: Office,
    year: str,
    data_on: Day,
    received_at: datetime.datetime,
    service: Service,
    cases: Sequence[Case],
) -> OfficeWorkbook:
    first_day = first_day_of(year)
    rows: Rows = {sheet: [] for sheet in CASE_SHEETS}
    held: set[Group] = set()
    for case in sorted(cases, key=lambda one: one.number):
        if not case.stands_in(first_day, data_on):
            continue
        for sheet, found in case.rows_on(data_on).items():
            rows[sheet] += found
            if sheet == "participants" and found and case.group:
                held.add(case.group)
    held |= {group for group in service.groups.all if _hosts(office, group, first_day, data_on)}
    visits = service.visits[office.code]
    rows["workshops"] = [_group_row(group, data_on) for group in sorted(held, key=lambda one: one.workshop)]
    rows["interventions"] = _distinct_visits(row for row in visits if _is_between(row["held_on"], first_day, data_on))
    cover: dict[str, object] = {
        "office": office.code,
        "school_year": year,
        "filled_in_by": f"{office.code[0]}. B.",
        "data_on": data_on,
        "posts": office.posts,
        "remarks": MADE_UP[office.language],
    }
    return OfficeWorkbook(office.code, year, office.language, received_at, cover, rows)


def _hosts(office: Office, group: Group, first_day: Day, data_on: Day) -> bool:
    return group.office == office.code and first_day <= group.starts_on <= after(data_on, ANNOUNCED_DAYS)


def _is_between(date: object, first: Day, last: Day) -> bool:
    return isinstance(date, Day) and first <= date <= last


def _group_row(group: Group, data_on: Day) -> Row:
    return {
        "workshop": group.workshop,
        "place": group.place,
        "starts_on": group.starts_on,
        "ends_on": group.ends_on,
        "places": group.places,
        "days_held": group.days_held(data_on),
    }


def _distinct_visits(visits: Iterator[Row]) -> list[Row]:
    kept = {(str(row["held_on"]), str(row["school"]), str(row["class_name"])): row for row in visits}
    return [dict(kept[key]) for key in sorted(kept)]


def monthly_lists(service: Service) -> list[MonthlyList]:
    """Return the list of each month: everybody out of school on its day, and who is back since the one before."""
    lists = []
    before = Day(2024, 9, 1)
    for drawn_on in LIST_DAYS:
        known = [start for start in service.starts if start.left_on < drawn_on]
        rows = {
            "listed": [_listed_row(start) for start in known if start.life.out_of_school(drawn_on)],
            "re_enrolled": [row for start in known if (row := _returned_row(start, before, drawn_on))],
        }
        lists.append(MonthlyList(drawn_on, rows))
        before = drawn_on
    return lists


def _listed_row(start: Start) -> Row:
    person, schooling = start.person, start.schooling
    written = (
        "national_number", "last_name", "first_name", "birth_date", "sex", "nationality_group", "parents_name",
        "address", "post_code", "locality", "commune", "phone", "language",
    )  # fmt: skip
    left = ("school", "track", "grade", "years_behind")
    return {
        **{key: getattr(person, key) for key in written},
        **{key: getattr(schooling, key) for key in left},
        "left_school_on": start.left_on,
    }


def _returned_row(start: Start, before: Day, drawn_on: Day) -> Row | None:
    back_on = start.life.back_on()
    if back_on is None or not max(before, start.left_on) < back_on <= drawn_on or back_on > TODAY:
        return None
    now = start.life.at(back_on)
    situation = now[0] if now and now[0] in BACK_AT_SCHOOL else BACK_AT_SCHOOL[0]
    names = {
        "school-lu": "Lycée du Sorbier",
        "school-abroad": "Lycée de l'Étranger",
        "adult-education": "École du Soir",
    }
    person = start.person
    return {
        "national_number": person.national_number,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "birth_date": person.birth_date,
        "school": f"{names[situation]} (inventé)",
        "abroad": "yes" if situation == "school-abroad" else "no",
        "from_date": back_on,
    }
