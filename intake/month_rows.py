"""Reconciled lists -> the rows that each office's workbook of the month gets beyond its own."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from intake.handing_on import HandedOn, rows_handed_on
from intake.known_cases import MOVED, KnownCases
from intake.month_additions import MonthAdditions, Row
from intake.monthly_list import ReceivedList
from intake.received import Received
from intake.reconciling import Placed, Reconciliation
from intake.settings import Year, school_year_bounds, school_year_of
from intake.tables.declare import fields
from intake.tables.monthly_list import ListedLeavers
from intake.tables.office import Contacts, Leavers, Outcomes
from intake.tables.programmes import Workshops

COMES_OF_AGE = "18y"
FROM_LIST = tuple(name for name in fields(ListedLeavers) if name in fields(Leavers))
"""The columns that a row of a list hands to the sheet Leavers."""
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Month:
    """What the rows of a month are made from: the lists that stand, what they come to, and the cases that wait.

    `workbooks` are the offices' workbooks by submission.
    """

    today: datetime.date
    year: Year
    lists: Sequence[ReceivedList]
    reconciled: Reconciliation
    cases: KnownCases
    waiting: Sequence[HandedOn] = ()
    workbooks: Mapping[str, Received] = field(default_factory=dict)

    @property
    def school_year(self) -> str:
        """The school year whose workbooks are written."""
        return school_year_of(self.today, self.year)


def month_additions(month: Month, offices: Iterable[str]) -> list[MonthAdditions]:
    """Return what the workbook of each office gets, in the order of the offices, also where it is nothing."""
    rows: dict[str, Rows] = defaultdict(lambda: defaultdict(list))
    for office, sheet, row in (*_new_cases(month), *_statements(month), *_handed_on(month)):
        rows[office][sheet].append(row)
    first, last = school_year_bounds(month.school_year, month.year)
    held = tuple(one.drawn_on for one in month.lists if first <= one.drawn_on <= last)
    return [MonthAdditions(office, month.school_year, held, dict(rows[office])) for office in offices]


OfRow = tuple[str, str, Row]
"""The office, the sheet and the row."""


def pending(month: Month) -> Iterator[Placed]:
    """Yield the starts whose number was given, now or earlier, and that no workbook of an office names yet."""
    for one in month.reconciled.placed:
        if one.case and one.how in ("new", "given") and one.case not in month.cases.by_case:
            yield one


def _new_cases(month: Month) -> Iterator[OfRow]:
    told = list(pending(month))
    people = _rows_on_lists(month.lists, {one.start.named_in for one in told})
    for one in told:
        row = people[one.start.named_in]
        office = str(one.office)
        case = {"case": one.case, "origin": "monthly-list"}
        opened = {"opened_on": one.start.listed_on, "listed_on": one.start.listed_on}
        yield office, Leavers.INFO.key, {**case, **opened, **row}
        if one.start.ended_on is None:
            yield office, Contacts.INFO.key, first_letter(str(one.case), row["birth_date"], month.today)


def first_letter(case: str, birth_date: object, on: datetime.date) -> Row:
    """Return the first letter as a contact to do: to the parents of who is under 18 on a day, else to the youngster."""
    if not isinstance(birth_date, datetime.date):
        raise TypeError(type(birth_date))
    of_age = pl.select(pl.lit(birth_date).dt.offset_by(COMES_OF_AGE)).item()
    with_whom = "parents" if on < of_age else "youngster"
    return {"case": case, "kind": "letter", "with_whom": with_whom, "result": "to-do"}


def _rows_on_lists(
    lists: Sequence[ReceivedList], wanted: set[tuple[datetime.date, int]]
) -> dict[tuple[datetime.date, int], dict[str, object]]:
    """The cells that rows of lists hand on, by the day of the list and the row."""
    found = {}
    for one in lists:
        rows = [row for day, row in wanted if day == one.drawn_on]
        table = one.checked.tables[ListedLeavers.INFO.key].filter(pl.col("row").is_in(rows))
        for row in table.select("row", *FROM_LIST).iter_rows(named=True):
            number = row.pop("row")
            found[one.drawn_on, number] = {name: value for name, value in row.items() if value is not None}
    return found


def _statements(month: Month) -> Iterator[OfRow]:
    """Yield a statement for each start that is over at school, unless its office has one from that day."""
    carried = {one.case for one in pending(month)}
    waiting = {one.former.case: one.given.case for one in month.waiting}
    for one in month.reconciled.placed:
        back, start = one.start.back, one.start
        if not (one.case and back and start.back_listed_on):
            continue
        case = month.cases.owner(one.case)
        if case not in carried and not _awaits_statement(case, back.from_date, month):
            continue
        case = waiting.get(case, case)
        yield (
            case[:3],
            Outcomes.INFO.key,
            {
                "case": case,
                "situation": "school-abroad" if back.abroad else "school-lu",
                "from_date": back.from_date,
                "confirmed_on": start.back_listed_on,
                "source": "list",
            },
        )


def _awaits_statement(case: str, from_date: datetime.date, month: Month) -> bool:
    """Whether the workbook of the year has the case, and nothing is stated of it from that day on.

    What the office has stated since is later news; what it has stated from the very day would contradict, or repeat.
    """
    known = month.cases.by_case.get(case)
    if known is None or any(one.from_date >= from_date and one.situation != MOVED for one in known.statements):
        return False
    of_year = month.workbooks[known.submission].school_year == month.school_year
    return of_year or known.over_since(month.today) is None


def _handed_on(month: Month) -> Iterator[OfRow]:
    """Yield the rows of the cases handed on; a group stands in a workbook once, however many of its cases come."""
    groups = {
        (one.office, group)
        for one in month.workbooks.values()
        if one.school_year == month.school_year
        for group in one.checked.tables[Workshops.INFO.key][Workshops.workshop.name]
    }
    for one in month.waiting:
        office = one.given.office
        for sheet, rows in rows_handed_on(one, month.workbooks[one.former.submission]).items():
            for row in rows:
                group = (office, row["workshop"]) if sheet == Workshops.INFO.key else None
                if group is None or group not in groups:
                    yield office, sheet, row
                    groups |= {group} if group else set()
