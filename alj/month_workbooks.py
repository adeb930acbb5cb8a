"""The workbooks of the month: each office's own data with the rows of the lists, and what is to do next.

`write_month_workbooks` is all that a command calls. What a workbook holds is worked out in `intake.month_workbook`;
what is due of each case comes from the one function of the contact protocol, over the register with the new rows.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from alj.marking import Marked, with_what_all_show, write_new
from alj.office_caseloads import office_caseloads
from alj.reading import known_by
from alj.stages import Stages
from alj.stored import read_stored
from alj.taking_in import TakenIn, is_somebody_elses
from generator.caseload import caseload
from intake.feedback import Notice
from intake.feedback_file import place_of
from intake.feedback_staff import OfficeCaseload
from intake.given_workbooks import Given, given_workbooks, note_given
from intake.language import N_, Language
from intake.month_additions import MonthAdditions
from intake.month_workbook import MonthInput, MonthWorkbook, Sent, month_workbook
from intake.received import Received
from intake.register import Register, register_columns
from intake.settings import Settings
from intake.tables import OFFICE_WORKBOOK
from intake.tables.office import Leavers
from intake.template import lists_of
from intake.workbook import Workbook
from intake.workspace import Workspace


@dataclass(frozen=True)
class MonthWritten:
    """A workbook of the month and where it lies; `old` when it lay there already.

    `notices` are what its office is told at its top, `added` says how many rows of the lists it has got, by sheet,
    `left_out` names the cases of rows that hang on no case of the office.
    """

    office: str
    school_year: str
    path: Path
    old: bool
    notices: tuple[Notice, ...]
    added: Mapping[str, int]
    left_out: tuple[str, ...]


def write_month_workbooks(
    workspace: Workspace,
    taken: TakenIn,
    settings: Settings,
    stages: Stages,
    additions: Iterable[MonthAdditions],
) -> list[MonthWritten]:
    """Write the workbook of the month of each office that has additions, be they without a row, into `returned/OFFICE`.

    A workbook is called by its latest list's month. One that somebody has worked in there stays, and gets another
    beside it. The log of what was given is kept (`intake.given_workbooks`).
    """
    every = sorted(additions, key=lambda one: one.office)
    cases = caseload(taken.register, settings.day(), settings)
    given = given_workbooks(workspace)
    sources = _sources(workspace, taken, settings, every)
    drafts = []
    with stages.stage("month", N_("Putting the workbooks of the month together"), len(every)) as advance:
        for one in every:
            sent = sources[one.office]
            drafts.append(month_workbook(_input(one, sent, taken, settings, stages.language, cases, given)))
            advance()
    due = _caseloads(taken.register, every, drafts, settings)
    placed = []
    for one, draft in zip(every, drafts, strict=True):
        to_mark = replace(draft.to_mark, caseload=due[one.office])
        target, old = place_of(to_mark, workspace.returned / one.office, _name(one, settings))
        placed.append(Marked(to_mark, target, old))
    with stages.stage(
        "marking", N_("Writing the workbooks of the month"), sum(not one.old for one in placed)
    ) as advance:
        for each in write_new(placed):
            advance(each)
    note_given(workspace, (_given(one, draft, settings) for one, draft in zip(every, drafts, strict=True)))
    return [_written(one, draft, marked) for one, draft, marked in zip(every, drafts, placed, strict=True)]


def _written(one: MonthAdditions, draft: MonthWorkbook, marked: Marked) -> MonthWritten:
    added = {key: len(rows) for key, rows in draft.added.items()}
    return MonthWritten(one.office, one.school_year, marked.target, marked.old, draft.notices, added, draft.left_out)


def _given(one: MonthAdditions, draft: MonthWorkbook, settings: Settings) -> Given:
    month = draft.to_mark.month
    held = month.lists_held if month else frozenset()
    return Given(one.office, one.school_year, _month(one, settings), held, settings.day())


def _month(one: MonthAdditions, settings: Settings) -> str:
    """Return the month of the latest list, as in "2026-10"; without a list, of today."""
    return f"{max(one.lists_held, default=settings.day()):%Y-%m}"


def _name(one: MonthAdditions, settings: Settings) -> str:
    return f"{one.office} {one.school_year.replace('/', '-')} {_month(one, settings)}"


@dataclass(frozen=True)
class _Sources:
    """What an office sent: the latest of the school year, those beside it, and when a file came that can't be read."""

    latest: Sent | None
    earlier: tuple[Sent, ...]
    unreadable_on: datetime.date | None


def _input(
    one: MonthAdditions,
    sent: _Sources,
    taken: TakenIn,
    settings: Settings,
    language: Language,
    cases: pl.DataFrame,
    given: Sequence[Given],
) -> MonthInput:
    owes = pl.col("is_open") | pl.col("owes_follow_up") | pl.col("held") | pl.col("waits_for").is_not_null()
    ended = cases.filter(~owes, pl.col("office") == one.office)["case"]
    month = _month(one, settings)
    before = [each.lists_held for each in given if each.office == one.office and each.month < month]
    return MonthInput(
        one.office,
        one.school_year,
        settings.day(),
        language,
        taken.lists,
        lists_of(taken.register.reference),
        settings,
        latest=sent.latest,
        earlier=sent.earlier,
        ended=frozenset(ended),
        additions=one,
        unreadable_on=sent.unreadable_on,
        given=frozenset[datetime.date]().union(*before),
    )


def _sources(
    workspace: Workspace, taken: TakenIn, settings: Settings, every: Sequence[MonthAdditions]
) -> Mapping[str, _Sources]:
    """Return what each office sent, read again."""
    standing = taken.standing
    refused = {one.receipt.number for one in standing.refused}
    supplies = {one.received.receipt.number: one.cases for one in standing.kept}
    wanted: dict[str, list[Received]] = {}
    for one in every:
        own = [*standing.standing, *standing.refused, *(kept.received for kept in standing.kept)]
        wanted[one.office] = [each for each in own if each.office == one.office and not is_somebody_elses(each.checked)]
    readable = [one for own in wanted.values() for one in own if one.checked.declaration is OFFICE_WORKBOOK]
    receipts = {one.submission: one.receipt for one in readable}
    read = read_stored(workspace, list(receipts.values()), settings).read
    at_hand = {name: book for name, book in zip(receipts, read, strict=True) if isinstance(book, Workbook)}

    def sent(one: Received) -> Sent:
        number = one.receipt.number
        checked = with_what_all_show(one.checked, one.office or "", taken.register)
        read, by, on = at_hand[one.submission], known_by(one.receipt, settings), one.receipt.received_on
        return Sent(read, checked, by, on, number in refused, supplies.get(number))

    return {
        one.office: _of_office([(each, sent(each)) for each in wanted[one.office] if each.submission in at_hand],
                               [each for each in wanted[one.office] if each.submission not in at_hand],
                               one.school_year)
        for one in every
    }  # fmt: skip


def _of_office(own: Sequence[tuple[Received, Sent]], unreadable: Sequence[Received], school_year: str) -> _Sources:
    """Return the latest workbook of a school year, and behind it the others up to that year, the newest first."""
    in_order = sorted(own, key=lambda pair: (pair[1].school_year or "", pair[0].receipt.number), reverse=True)
    past = [pair for pair in in_order if (pair[1].school_year or "") <= school_year]
    of_year = [pair for pair in past if pair[1].school_year == school_year and pair[1].cases is None]
    latest = max(of_year, key=lambda pair: pair[0].receipt.number, default=None)
    # A workbook of which nothing was accepted lends no rows to another.
    earlier = tuple(sent for pair in past if pair is not latest and not (sent := pair[1]).refused)
    number = latest[0].receipt.number if latest else 0
    since = [one.receipt.received_on for one in unreadable if one.receipt.number > number]
    return _Sources(latest[1] if latest else None, earlier, max(since, default=None))


def _caseloads(
    register: Register, every: Sequence[MonthAdditions], drafts: Sequence[MonthWorkbook], settings: Settings
) -> Mapping[str, OfficeCaseload]:
    """Return what is due in each office once the rows of the lists are in the register."""
    today = settings.day()
    rows = [(one, draft.added) for one, draft in zip(every, drafts, strict=True)]
    return office_caseloads(caseload(with_added(register, rows), today, settings), [one.office for one in every], today)


def with_added(
    register: Register, added: Iterable[tuple[MonthAdditions, Mapping[str, Sequence[Mapping[str, object]]]]]
) -> Register:
    """Return the register as if workbooks with the added rows had been received; what it knows of a case stays."""
    rows: dict[str, list[dict[str, object]]] = {}
    for one, of_sheets in added:
        place = {"office": one.office, "school_year": one.school_year, "submission": ""}
        for key, of_sheet in of_sheets.items():
            rows.setdefault(key, []).extend({**row, **place, "row": at} for at, row in enumerate(of_sheet, 2))
    tables = dict(register.tables)
    for key, of_sheet in rows.items():
        sheet = OFFICE_WORKBOOK.sheet(key)
        columns = register_columns(sheet)
        cells = [{name: row.get(name) for name in columns} for row in of_sheet]
        if sheet is Leavers:
            for cell, row in zip(cells, of_sheet, strict=True):
                born = row.get(Leavers.birth_date.name)
                cell["birth_month"] = born.replace(day=1) if isinstance(born, datetime.date) else None
        more = pl.DataFrame(cells, schema=columns)
        if sheet is Leavers:
            known = pl.concat([tables[key].select("case"), register.held_rows(sheet).select("case")])
            more = more.join(known, on="case", how="anti")
        tables[key] = pl.concat([tables[key], more.select(tables[key].columns)])
    return replace(register, tables=tables)
