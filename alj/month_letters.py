"""The letters of the month: who gets which, from the offices' own rows and what the lists add; the files, and the log.

A letter is entered as a contact to do, so its row goes into the workbook of the month. What was laid out for this list
in an earlier run is not laid out again, and its row stands all the same.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from alj.month_workbooks import with_added
from alj.stages import Stages
from alj.taking_in import TakenIn
from generator.caseload import caseload, refusing_cases
from generator.workshop_conditions import ELIGIBLE, with_conditions
from intake.language import N_
from intake.letter_cases import CaseState, Letter, LetterCase
from intake.letter_journal import letters_written, note_letters
from intake.letter_kinds import SUFFIX
from intake.letter_templates import Templates, read_templates
from intake.letters import Mailing, write_letters
from intake.letters_due import LettersDue, letters_due
from intake.month_additions import MonthAdditions, Row
from intake.received import Received
from intake.register import Register
from intake.settings import Settings
from intake.tables.office import Contacts, Leavers
from intake.tables.programmes import Participants, Workshops
from intake.tables.reference import Offices, Schools
from intake.workspace import Workspace

TO_DO = "to-do"


@dataclass(frozen=True)
class MonthLetters:
    """The letters that the list of a day asks for, `new` those that no earlier run has laid out."""

    list_on: datetime.date
    due: LettersDue = LettersDue((), ())  # noqa: RUF009 (frozen)
    new: tuple[Letter, ...] = ()


def templates_of(workspace: Workspace) -> Templates | None:
    """Return the templates; None where the folder has none at all, for a service that writes no letters.

    Raises LetterTemplateProblem when one is missing or can't be filled.
    """
    folder = workspace.letters
    return read_templates(folder) if folder.is_dir() and any(folder.glob(f"*{SUFFIX}")) else None


def plan_letters(
    workspace: Workspace,
    taken: TakenIn,
    additions: Sequence[MonthAdditions],
    new_cases: Collection[str],
    settings: Settings,
    list_on: datetime.date,
) -> MonthLetters:
    """Return who gets which letter; `new_cases` are new on the list of the day, or returned to it."""
    written = letters_written(workspace)
    before = [one for one in written if one.list_on != list_on]
    groups = groups_of_offices(taken.standing.standing, taken.register)
    offices = {str(row["code"]): row for row in taken.register.table(Offices).to_dicts()}
    cases = _cases(taken, additions, new_cases, settings)
    due = letters_due(cases, groups, offices, before, settings.day(), settings)
    laid_out = {(one.case, one.kind, one.step) for one in written}
    new = tuple(one for one in due.letters if (one.case.number, one.kind, one.step) not in laid_out)
    return MonthLetters(list_on, due, new)


def groups_of_offices(standing: Iterable[Received], register: Register) -> list[Row]:
    """Return the rows of the sheet Workshops of the workbooks that stand, each with the `office` whose workbook it is.

    Offices share groups: the register keeps the one row of each that came last, whoever told of it.
    """
    key = Workshops.INFO.key
    newest: dict[str, Row] = {row["workshop"]: row for row in register.table(Workshops).to_dicts()}
    return [
        {**newest[number], "office": one.office}
        for one in standing
        if key in one.checked.tables
        for number in one.checked.tables[key]["workshop"]
        if number in newest
    ]


def with_letters(additions: Iterable[MonthAdditions], letters: MonthLetters) -> list[MonthAdditions]:
    """Return the rows for the workbooks with each letter as a contact to do."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for letter in letters.due.letters:
        rows[letter.case.office].append(letter.contact_row)
    key = Contacts.INFO.key
    completed = []
    for one in additions:
        own = list(one.rows.get(key, ()))
        own += [row for row in rows[one.office] if row not in own]
        completed.append(replace(one, rows={**one.rows, key: own}) if own else one)
    return completed


def lay_out(
    workspace: Workspace,
    taken: TakenIn,
    letters: MonthLetters,
    templates: Templates,
    settings: Settings,
    stages: Stages,
) -> None:
    """Write the new letters, and note them; where an earlier run has written all, nothing is written again."""
    earlier = any(one.list_on == letters.list_on for one in letters_written(workspace))
    if earlier and not letters.new:
        return
    offices = {str(row["code"]): row for row in taken.register.table(Offices).to_dicts()}
    mailing = Mailing(offices, settings, settings.day(), letters.list_on)
    with stages.stage("letters", N_("Writing letters"), len(letters.new)) as advance:
        write_letters(
            letters.new, letters.due.withheld, templates, workspace.returned, mailing,
            lambda _done, of: advance(of=of),
        )  # fmt: skip
    note_letters(workspace, letters.new, letters.list_on)


def _cases(
    taken: TakenIn, additions: Sequence[MonthAdditions], new_cases: Collection[str], settings: Settings
) -> Iterator[LetterCase]:
    """Yield every open case with its rows: the offices' own, and those that the lists add, less the letters to do."""
    added = [(one, _without_letters(one)) for one in additions]
    register = with_added(taken.register, added)
    states = _states(register, new_cases, settings)
    rows = _Rows.of(taken, [one for _, one in added])
    schools = dict(register.table(Schools).select(Schools.code.col, Schools.name.col).iter_rows())
    for case, state in states.items():
        leaver = rows.leavers.get(case)
        if leaver:
            school = schools.get(str(leaver.get("school")))
            yield LetterCase(case[:3], leaver, tuple(rows.contacts.get(case, ())), state, school)


def _without_letters(one: MonthAdditions) -> dict[str, Sequence[Row]]:
    contacts = one.rows.get(Contacts.INFO.key, ())
    return {**one.rows, Contacts.INFO.key: [row for row in contacts if row.get("contact_on")]}


@dataclass
class _Rows:
    """The rows of the sheets Leavers and Contacts by case, with names."""

    leavers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    contacts: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, taken: TakenIn, added: Iterable[Mapping[str, Sequence[Row]]]) -> "_Rows":
        rows = cls()
        supplied = taken.register.table(Leavers).select("submission", "case")
        tables = {one.submission: one.checked.tables for one in taken.received}
        for (submission,), cases in supplied.group_by("submission"):
            own = cases.select("case")
            for key, keep in ((Leavers.INFO.key, rows._leaver), (Contacts.INFO.key, rows._contact)):
                for row in tables[str(submission)][key].join(own, on="case", how="semi").iter_rows(named=True):
                    keep(row)
        for of_sheet in added:
            for leaver in of_sheet.get(Leavers.INFO.key, ()):
                rows._leaver(leaver)
            for contact in of_sheet.get(Contacts.INFO.key, ()):
                rows._contact(contact)
        return rows

    def _leaver(self, row: Mapping[str, Any]) -> None:
        self.leavers.setdefault(str(row["case"]), row)

    def _contact(self, row: Mapping[str, Any]) -> None:
        self.contacts[str(row["case"])].append(row)


def _states(register: Register, new_cases: Collection[str], settings: Settings) -> dict[str, CaseState]:
    """The state of each accepted open case."""
    today = settings.day()
    cases = caseload(register, today, settings).filter(pl.col("is_open"), ~pl.col("held"))
    refusing = refusing_cases(register, today, settings)
    in_group = register.table(Participants)["case"].implode()
    may_begin = with_conditions(cases, today, settings).filter(ELIGIBLE, ~pl.col("case").is_in(in_group))
    begin_by = dict(may_begin.select("case", "begin_by").iter_rows())
    columns = cases.select("case", pl.col("next_action").cast(pl.String), "due_on", "last_contact_on")
    return {
        case: CaseState(
            refuses=case in refusing,
            is_new=case in new_cases,
            next_action=action,
            due_on=due_on,
            last_attempt_on=last,
            may_begin_by=begin_by.get(case),
        )
        for case, action, due_on, last in columns.iter_rows()
    }
