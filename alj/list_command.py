"""`alj list`: the monthly lists against the offices' cases, numbers for new leavers, what each office then gets."""

import argparse
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from alj.check_command import refuse_what_is_no_file
from alj.cli import GOOD, TO_MEND
from alj.list_report import Arrival, ForOffices, Reconciled, in_words, list_report
from alj.month_letters import lay_out, plan_letters, templates_of, with_letters
from alj.month_workbooks import write_month_workbooks
from alj.printing import print_result
from alj.reading import language_of
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from intake.case_numbers import Given, Numbers, keep_given, read_given
from intake.faults import StopsTheCommand
from intake.handing_on import handed_on
from intake.identity import Identity, PersonLookup
from intake.known_cases import known_cases
from intake.language import N_
from intake.letter_templates import Templates
from intake.list_notices import Noticing, list_notices
from intake.month_additions import MonthAdditions
from intake.month_rows import Month, month_additions, pending
from intake.monthly_list import ListsReceived, ReceivedList
from intake.reconciling import reconcile
from intake.settings import Settings, read_settings
from intake.submissions import receipts
from intake.tables.monthly_list import ListedLeavers
from intake.tables.office import Leavers
from intake.tables.reference import Offices
from intake.workspace import Workspace, open_workspace

NUMBERS_IN = (Leavers.case.name, Leavers.former_case.name)


def run(options: argparse.Namespace) -> int:
    """Reconcile the lists named, or else those that lie in their folder; the exit code says if one must be mended."""
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    refuse_what_is_no_file(options.files)
    stages = Stages(language_of(options, settings))
    try:
        with FileLock(workspace.lock_file, timeout=0):
            done = reconcile_lists(workspace, settings, stages, options.files)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    print_result(options, in_words(done, stages.language), list_report(done, stages.language))
    return TO_MEND if done.to_mend else GOOD


def reconcile_lists(workspace: Workspace, settings: Settings, stages: Stages, files: Sequence[Path] = ()) -> Reconciled:
    """Receive the lists, reconcile them all, keep the numbers given, and hand each office what it gets."""
    now = datetime.datetime.now(datetime.UTC)
    known_before = {receipt.sha256 for receipt in receipts(workspace, kind="list")}
    # First of all, since a template that can't be filled stops the command before anything is received or given.
    templates = templates_of(workspace)
    taken = take_in(workspace, None, settings, stages, inbox=False, monthly=files)
    with stages.stage("reconciling", N_("Reconciling lists")):
        month, given = _month(workspace, taken, settings)
        # Kept before anything is written with them: a number that somebody may have seen is never given again.
        keep_given(workspace, given, now)
        _offer_likenesses(month, taken.lookup)
    additions = month_additions(month, taken.register.table(Offices)[Offices.code.name])
    for_offices = write_for_offices(workspace, taken, month, additions, templates, settings, stages)
    days = _days(taken)
    noticing = Noticing(month.lists, taken.monthly.drawn(), month.reconciled, month.cases, taken.lookup.offers)
    return Reconciled(
        taken.monthly.received,
        month.reconciled,
        tuple(days),
        tuple(list_notices(noticing, days)),
        tuple(_arrivals(files, known_before, taken)),
        tuple(additions),
        len([one for one in given if one.how != "joined"]),
        taken.left,
        for_offices,
    )


def write_for_offices(
    workspace: Workspace,
    taken: TakenIn,
    month: Month,
    additions: Sequence[MonthAdditions],
    templates: Templates | None,
    settings: Settings,
    stages: Stages,
) -> ForOffices:
    """Write what each office gets: its workbook of the month, with the letters as contacts to do, and the letters."""
    if not month.lists:
        return ForOffices()
    list_on = month.lists[-1].drawn_on
    letters = None
    if templates:
        letters = plan_letters(workspace, taken, additions, _new_cases(month, list_on), settings, list_on)
        additions = with_letters(additions, letters)
    workbooks = write_month_workbooks(workspace, taken, settings, stages, additions)
    if templates and letters:
        lay_out(workspace, taken, letters, templates, settings, stages)
    return ForOffices(tuple(workbooks), letters, workspace.returned)


def _new_cases(month: Month, list_on: datetime.date) -> set[str]:
    """The cases of who is new on a list or returned to it, but for those who went on in an open one."""
    return {
        one.case
        for one in month.reconciled.placed
        if one.case and one.how != "joined" and one.start.listed_on == list_on
    }


def _month(workspace: Workspace, taken: TakenIn, settings: Settings) -> tuple[Month, list[Given]]:
    """Return what the month's rows are made from, and the numbers given now."""
    cases = known_cases(taken.register)
    given = [replace(one, person=taken.lookup.person(one.person)) for one in read_given(workspace)]
    numbers = Numbers((*_numbers_seen(taken), *(one.case for one in given)), settings.year)
    reconciled = reconcile(taken.monthly.drawn(), cases, given, numbers)
    waiting, given_on = handed_on(cases, given, numbers, settings.day())
    month = Month(
        settings.day(), settings.year, taken.monthly.received.standing, reconciled, cases, waiting,
        {one.submission: one for one in taken.received},
    )  # fmt: skip
    return month, [*reconciled.given, *given_on]


def _numbers_seen(taken: TakenIn) -> set[str]:
    """Every case number that any workbook ever received names, the superseded ones too."""
    return {
        case
        for one in taken.received
        for part in (one.checked.tables, one.checked.held)
        if Leavers.INFO.key in part
        for column in NUMBERS_IN
        for case in part[Leavers.INFO.key][column].drop_nulls()
    }


def _offer_likenesses(month: Month, lookup: PersonLookup) -> None:
    """Let `alj match` know of the new leavers, who stand in no workbook yet."""
    people: dict[tuple[datetime.date, int], Identity] = {}
    new = list(pending(month))
    for one in month.lists:
        rows = {row for day, row in (start.start.named_in for start in new) if day == one.drawn_on}
        table = one.checked.tables[ListedLeavers.INFO.key]
        for row, *person in table.select("row", "national_number", "last_name", "first_name", "birth_date").iter_rows():
            if row in rows:
                people[one.drawn_on, row] = tuple(person)
    lookup.see_also({str(one.case): (people[one.start.named_in], one.start.listed_on) for one in new})
    lookup.save()


def _days(taken: TakenIn) -> list[datetime.date]:
    """The days of the lists to print: those named, where they stand; without any, the latest."""
    standing, named = taken.monthly.received.standing, taken.monthly.named
    if not named:
        return [one.drawn_on for one in standing[-1:]]
    numbers = {receipt.number for receipt in named}
    return [one.drawn_on for one in standing if one.receipt.number in numbers]


def _arrivals(files: Sequence[Path], before: set[str], taken: TakenIn) -> Iterator[Arrival]:
    """Yield how each list came: those named, and those that lie in the folder and are new."""
    received, named = taken.monthly.received, taken.monthly.named
    by_number = {one.receipt.number: one for one in (*received.standing, *received.others)}
    for path, receipt in zip(files, named, strict=True):
        yield _arrival(str(path), by_number[receipt.number], received, is_new=receipt.sha256 not in before)
    numbers = {receipt.number for receipt in named}
    for one in by_number.values():
        if one.receipt.sha256 not in before and one.receipt.number not in numbers:
            yield _arrival(None, one, received, is_new=True)


def _arrival(file: str | None, one: ReceivedList, received: ListsReceived, *, is_new: bool) -> Arrival:
    if one.checked.refused:
        return Arrival(file, "refused", why=one)
    stands = next(other for other in received.standing if other.month == one.month)
    if stands is not one:
        return Arrival(file, "superseded", stands.drawn_on)
    replaced = [other for other in received.others if not other.checked.refused and other.month == one.month]
    if is_new and replaced:
        return Arrival(file, "corrected", one.drawn_on, replaced[-1].drawn_on)
    return Arrival(file, "new" if is_new else "same", one.drawn_on)
