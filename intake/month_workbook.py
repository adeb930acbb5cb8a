"""An office's workbook for the month: its own latest data as it wrote them, on the current template, and rows added.

It is the marked copy (`intake.feedback`) of the office's latest workbook with rows put behind its own: those that the
reconciled lists give (`intake.month_additions`), and those that older workbooks still hold and the latest one lacks. In
a new school year it is a blank workbook with the cases that go on, whole. Nothing that the office wrote is changed, and
a row whose key stands already is not added.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from intake.changes import hangs_on_case
from intake.checks import CheckedWorkbook, check_workbook
from intake.feedback import Notice, OfMonth, ToMark
from intake.language import LANGUAGES, N_, Language
from intake.loose_rows import (
    Key,
    LooseRow,
    Sheets,
    blank_workbook,
    given_row,
    signed,
    unreadable_case,
    with_answers,
    with_rows,
)
from intake.messages_persons import PERSONS
from intake.month_additions import MonthAdditions
from intake.problems import in_order
from intake.settings import DEFAULT_SETTINGS, Settings
from intake.stamp import stamped_lists, stamped_owner
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Sheet
from intake.tables.office import Contacts, Leavers
from intake.tables.programmes import Interventions, Participants, Workshops
from intake.template import Stamp
from intake.values import Lists
from intake.workbook import Workbook

NOT_TAKEN_IN = N_(
    "Your workbook of {day} was not taken in: the sheet To mend says why. What you wrote stands here, with the rows"
    " that it lacked. Go on in this workbook."
)
NOT_READABLE = N_(
    "Your file of {day} could not be read. What you had sent before stands here: enter what has come since, and go on"
    " in this workbook."
)
NOT_BACK = N_(
    "The workbook that you were given before this one (list of {day}) has not come back. Its rows stand here as they"
    " were given. If you have filled them in there, send that workbook first: this one is then written again with it."
)
OF_EARLIER_ISSUE = N_(
    "You went on in an earlier issue of this workbook, which does not hold the list of {day}. What you had sent of its"
    " cases before stands here, too: go on in this workbook."
)
SHEETS = OFFICE_WORKBOOK.sheets
SHOWN_BY_ALL = frozenset(PERSONS)
"""The problems that only all workbooks together show."""
MISSING_COLUMNS = ("missing-column", "missing-optional-column")
Rows = dict[str, list[LooseRow]]


@dataclass(frozen=True)
class Sent:
    """A workbook that an office sent and that could be read.

    `known_by` is the last day that it may tell of, `refused` that nothing of it was accepted, `cases` the only ones
    that it still supplies; None for all.
    """

    read: Workbook
    checked: CheckedWorkbook
    known_by: datetime.date
    received_on: datetime.date
    refused: bool = False
    cases: frozenset[str] | None = None

    @property
    def school_year(self) -> str | None:
        """The school year that its cover names, else its stamp."""
        cover = self.checked.cover
        return cover.get("school_year") or stamped_owner(cover.get("written_for"))[1]

    @property
    def lists(self) -> frozenset[datetime.date]:
        """The days of the lists whose leavers it holds."""
        return stamped_lists(self.checked.cover.get("lists_held"))


@dataclass(frozen=True)
class MonthInput:
    """What an office's workbook for the month is made from.

    `latest` is the latest workbook of this school year that could be read, `earlier` are those that stand beside it,
    the newest first: of last year, or with what the latest lacks. `ended` are cases that are closed and owe nothing.
    `unreadable_on` is when a file came after the latest that could not be read; `given` are the lists of the workbooks
    that the office was given before.
    """

    office: str
    school_year: str
    written_on: datetime.date
    language: Language
    lists: Lists
    entries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Settings = DEFAULT_SETTINGS
    latest: Sent | None = None
    earlier: tuple[Sent, ...] = ()
    ended: frozenset[str] = frozenset()
    additions: MonthAdditions | None = None
    unreadable_on: datetime.date | None = None
    given: frozenset[datetime.date] = frozenset()


@dataclass(frozen=True)
class MonthWorkbook:
    """A workbook for the month, ready to be written: see `intake.feedback.write_marked`.

    `added` are the rows of the lists that it did not have yet, by sheet, `brought` how many came along from earlier
    workbooks, `left_out` the cases of rows that no workbook names.
    """

    to_mark: ToMark
    added: Mapping[str, Sequence[Mapping[str, object]]]
    brought: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is said at its top."""
        return self.to_mark.month.notices if self.to_mark.month else ()


def month_workbook(given: MonthInput) -> MonthWorkbook:
    """Return an office's workbook for the month. The same input gives the same workbook."""
    latest = _sheets(given, given.latest) if given.latest else None
    needed = frozenset(str(row.get("case")) for rows in _additions(given).values() for row in rows)
    brought = _brought(given, latest, given.ended - needed)
    added, left_out = _added(given, latest, brought)
    read = given.latest.read if given.latest else _blank(given)
    read = with_answers(read, OFFICE_WORKBOOK, {"office": given.office, "school_year": given.school_year})
    rows = {sheet.INFO.key: [*brought[sheet.INFO.key], *added[sheet.INFO.key]] for sheet in SHEETS}
    read = signed(with_rows(read, OFFICE_WORKBOOK, _own_language(given), rows))
    known_by = max(given.written_on, given.latest.known_by if given.latest else given.written_on)
    checked = check_workbook(read, today=known_by, lists=given.lists, settings=given.settings, expected=OFFICE_WORKBOOK)
    to_mark = ToMark(
        read, _with_what_is_told(checked, given.latest), given.lists, known_by, given.written_on, given.language,
        given.entries, month=_of_month(given),
    )  # fmt: skip
    return MonthWorkbook(
        to_mark,
        {key: [row.typed for row in of_sheet] for key, of_sheet in added.items() if of_sheet},
        sum(map(len, brought.values())),
        left_out,
    )


def _sheets(given: MonthInput, one: Sent) -> Sheets:
    return Sheets(one.read, OFFICE_WORKBOOK, given.lists, one.known_by)


def _additions(given: MonthInput) -> Mapping[str, Sequence[Mapping[str, object]]]:
    return given.additions.rows if given.additions else {}


def _own_language(given: MonthInput) -> Language:
    """Return the language of the office's latest template."""
    for one in filter(None, (given.latest, *given.earlier)):
        code = ToMark(
            one.read, one.checked, given.lists, one.known_by, given.written_on, given.language
        ).own_language.code
        if code in LANGUAGES:
            return Language(code)
    return given.language


def _blank(given: MonthInput) -> Workbook:
    """Return a blank workbook of the school year, with the answers and sheets of the one before that hold on."""
    language = _own_language(given)
    stamp = Stamp(OFFICE_WORKBOOK.version, language, given.written_on, given.office, given.school_year)
    read = blank_workbook(OFFICE_WORKBOOK, language, stamp)
    if not given.earlier:
        return read
    before = given.earlier[0]
    declared = {id(located.raw) for located in _sheets(given, before).located.values()}
    own = [raw for raw in before.read.sheets if id(raw) not in declared]
    cover = before.checked.cover
    answers = {key: cover.get(key) for key in ("filled_in_by", "posts")}
    return with_answers(Workbook((*read.sheets, *own), ""), OFFICE_WORKBOOK, answers)


def _of_month(given: MonthInput) -> OfMonth:
    held = set(given.additions.lists_held) if given.additions else set()
    for one in filter(None, (given.latest, *given.earlier)):
        if one.school_year == given.school_year:
            held |= one.lists
    return OfMonth(given.office, given.school_year, frozenset(held), tuple(_notices(given)))


def _notices(given: MonthInput) -> Iterator[Notice]:
    latest = given.latest
    if given.unreadable_on:
        yield Notice("not-readable", NOT_READABLE, {"day": given.unreadable_on})
    elif latest and latest.refused:
        yield Notice("not-taken-in", NOT_TAKEN_IN, {"day": latest.received_on})
    before = frozenset[datetime.date]().union(*(one.lists for one in given.earlier))
    held = latest.lists if latest else before
    if kept := frozenset[datetime.date]().union(*(one.lists for one in given.earlier if one.cases)) - held:
        yield Notice("earlier-issue", OF_EARLIER_ISSUE, {"day": max(kept)})
    if out := given.given - before - held:
        yield Notice("not-back", NOT_BACK, {"day": max(out)})


def _with_what_is_told(checked: CheckedWorkbook, latest: Sent | None) -> CheckedWorkbook:
    """Return the workbook with what is wrong with it and can't be seen in it any more.

    That are problems of its rows that only all workbooks together show, and columns that it lacked: of those that the
    added rows need, there is one now, empty in the office's own rows.
    """
    told = {(one.code, one.sheet, one.cell) for one in checked.problems}
    more = [
        one
        for one in (latest.checked.problems if latest else ())
        if (one.code in MISSING_COLUMNS or (one.code in SHOWN_BY_ALL and one.cell))
        and (one.code, one.sheet, one.cell) not in told
    ]
    if not more:
        return checked
    order = tuple(sheet.INFO.key for sheet in OFFICE_WORKBOOK.all_sheets)
    return replace(checked, problems=tuple(in_order([*checked.problems, *more], order)))


def _brought(given: MonthInput, latest: Sheets | None, ended: frozenset[str]) -> Rows:
    """Return the rows of earlier workbooks that the latest lacks: of cases that it does not name, and what it lost."""
    brought: Rows = {sheet.INFO.key: [] for sheet in SHEETS}
    named = set(latest.named) if latest else set()
    for place, one in enumerate(given.earlier):
        sheets = _sheets(given, one)
        same_year = one.school_year == given.school_year
        cases = frozenset(sheets.named) - named - (frozenset() if same_year else ended)
        if one.cases is not None:
            cases &= one.cases
        whole = latest is None and place == 0
        for sheet in SHEETS:
            rows = _going_on(sheet, sheets, cases, ended, given.written_on, whole=whole)
            brought[sheet.INFO.key] += _not_yet(sheet, rows, latest, brought)
        if same_year and latest and given.latest and given.latest.refused and one.cases is None:
            for sheet in SHEETS:
                lost = _lost(sheet, sheets, latest, frozenset(cases))
                brought[sheet.INFO.key] += lost
        named |= cases
    return brought


def _not_yet(sheet: type[Sheet], rows: Sequence[LooseRow], latest: Sheets | None, brought: Rows) -> list[LooseRow]:
    """Return the rows whose group does not stand yet; rows of cases that nothing names yet stand nowhere else."""
    if hangs_on_case(sheet):
        return list(rows)
    standing = {row.key(sheet) for row in (*(latest.rows(sheet) if latest else ()), *brought[sheet.INFO.key])}
    return [row for row in rows if row.key(sheet) not in standing]


def _going_on(
    sheet: type[Sheet],
    sheets: Sheets,
    cases: frozenset[str],
    ended: frozenset[str],
    today: datetime.date,
    *,
    whole: bool,
) -> list[LooseRow]:
    """Return the rows of a sheet that go with cases; of a `whole` workbook also those of which nobody can say whose."""
    if sheet is Interventions:
        return []  # They belong to their school year.
    if sheet is Workshops:
        groups = {row.typed.get("workshop") for row in sheets.rows(Participants) if row.typed.get("case") in cases}
        return [
            row for row in sheets.rows(sheet) if row.typed.get("workshop") in groups or (whole and _lasts(row, today))
        ]
    named = frozenset(sheets.named)

    def goes_on(row: LooseRow) -> bool:
        if unreadable_case(row):
            return whole
        case = row.typed["case"]
        return case in cases or (whole and case not in named and case not in ended)

    return [row for row in sheets.rows(sheet) if goes_on(row)]


def _lasts(row: LooseRow, today: datetime.date) -> bool:
    ends_on = row.typed.get("ends_on")
    return not isinstance(ends_on, datetime.date) or ends_on >= today


def _lost(sheet: type[Sheet], before: Sheets, after: Sheets, brought: frozenset[str]) -> list[LooseRow]:
    """Return the rows that went and in whose place, their case, no others came: see `intake.changes`."""
    left = Counter(row.key(sheet) for row in after.rows(sheet))
    gone = []
    for row in before.rows(sheet):
        key = row.key(sheet)
        if left[key]:
            left[key] -= 1
        elif row.typed.get("case") not in brought or not hangs_on_case(sheet):
            gone.append(row)
    came = Counter(_place(sheet, key) for key in left.elements())
    went = Counter(_place(sheet, row.key(sheet)) for row in gone)
    return [row for row in gone if went[_place(sheet, row.key(sheet))] > came[_place(sheet, row.key(sheet))]]


def _place(sheet: type[Sheet], key: Key) -> Key:
    if hangs_on_case(sheet):
        return (key[sheet.KEY.index("case")],)
    return key[1:]


def _added(given: MonthInput, latest: Sheets | None, brought: Rows) -> tuple[Rows, tuple[str, ...]]:
    """Return the rows of the lists that do not stand yet, and the cases of those that hang on no case."""
    added: Rows = {sheet.INFO.key: [] for sheet in SHEETS}
    leavers = Leavers.INFO.key
    cases = {str(row.get("case")) for row in _additions(given).get(leavers, ())}
    cases |= {str(row.typed.get("case")) for row in brought[leavers]}
    cases |= set(latest.named) if latest else set()
    left_out: dict[str, None] = {}
    for sheet in SHEETS:
        standing = [*(latest.rows(sheet) if latest else ()), *brought[sheet.INFO.key]]
        keys = {row.key(sheet) for row in standing}
        for cells in _additions(given).get(sheet.INFO.key, ()):
            row = given_row(cells)
            if hangs_on_case(sheet) and row.typed.get("case") not in cases:
                left_out[str(row.typed.get("case"))] = None
            elif row.key(sheet) not in keys and not (sheet is Contacts and _written_since(row, standing, given)):
                keys.add(row.key(sheet))
                added[sheet.INFO.key].append(row)
    return added, tuple(left_out)


def _written_since(to_do: LooseRow, standing: Sequence[LooseRow], given: MonthInput) -> bool:
    """Whether what is to do was done on the day of the latest list or later; none is to do a second time for one list.

    A letter of before is another one: the second goes out when nobody answered the first.
    """
    if not (given.additions and given.additions.lists_held) or "contact_on" in to_do.typed:
        return False
    said = ("case", "kind", "with_whom")
    drawn_on = max(given.additions.lists_held)
    return any(
        isinstance(on := row.typed.get("contact_on"), datetime.date)
        and on >= drawn_on
        and all(row.typed.get(name) == to_do.typed.get(name) for name in said)
        for row in standing
    )
