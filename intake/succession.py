"""One office and one school year: which of the workbooks received for it stands, and what is told of the others.

They are gone through in the order of receipt, which alone decides: never a file's name, nor a date in it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

import polars as pl

from intake.changes import Rows, SheetChange, belongs_to_cases, changes_between, rows_of, sheets_that_lost
from intake.problems import Problem
from intake.received import Compared, Fate, Kept, Received
from intake.settings import SERVICE_TIME, Intake
from intake.stamp import stamped_lists
from intake.submissions import Receipt
from intake.tables import OFFICE_WORKBOOK
from intake.tables.office import Leavers
from intake.tables.programmes import Workshops

COVER = OFFICE_WORKBOOK.cover.INFO.key
OLDER = "older-sent-again"


class Succession:
    """What came for one office and school year, one receipt after another, and what stands of it so far.

    `stands` is the workbook that stands, `kept` what older ones still supply beside it, `refused` the latest that came
    after it and was refused, `compared` what changed with each of the two, `fates` what each receipt came to.
    """

    def __init__(
        self, limits: Intake, losses_accepted: Collection[str] = (), erased: Mapping[str, int] | None = None
    ) -> None:
        self._limits = limits
        self._losses_accepted = losses_accepted
        self._erased = erased or {}
        self._rows: Rows = {}
        self._taken: list[Received] = []
        self.stands: Received | None = None
        self.kept: tuple[Kept, ...] = ()
        self.refused: Received | None = None
        self.compared: dict[str, Compared] = {}
        self.fates: dict[int, Fate] = {}

    def take(self, one: Received) -> None:
        """Take the next workbook: it stands, unless it was refused or has lost too much."""
        together = [other for other in self._taken if other.receipt.received_at == one.receipt.received_at]
        self._taken.append(one)
        if together:
            one = one.told(_several(one, len(together) + 1))
        if one.checked.refused:
            self._refuse(one)
        elif self.stands is None:
            self._let_stand(one, rows_of(one.checked), ())
        else:
            self._follow(one, self.stands)

    def take_again(self, receipt: Receipt) -> None:
        """Note that bytes came once more: what stands goes on standing, and the office is told when they are older."""
        first = next(one for one in self._taken if one.receipt.number == receipt.repeats)
        self.fates[receipt.number] = Fate(receipt.number, receipt.sha256, "sent-again", repeats=receipt.repeats)
        if self.stands is None:
            return
        if first.receipt.number == self.stands.receipt.number:
            # The office went back to what stands: it no longer means what it sent in between.
            self.stands = self.stands.untold(OLDER)
            self.settle_refused(self.stands)
        elif first.receipt.number < self.stands.receipt.number:
            days = {"received_on": _day(first.receipt), "standing_on": _day(self.stands.receipt)}
            self.stands = self.stands.untold(OLDER).told(Problem(OLDER, COVER, details=days))

    def settle_refused(self, by: Received) -> None:
        """Note that the refused workbook is of no more account, since another came after it."""
        if self.refused:
            self._supersede(self.refused, by)
            self.refused = None

    def _refuse(self, one: Received) -> None:
        if self.refused:
            self._supersede(self.refused, one)
        self.refused = one
        self._note(one)

    def _follow(self, one: Received, before: Received) -> None:
        """Let a workbook stand in place of another, or refuse it when it has lost too much."""
        own = rows_of(one.checked)
        kept = self._kept_beside(one, own)
        rows, added_back = _with_kept(own, kept)
        changes = {
            key: replace(change, kept=added_back[key]) for key, change in changes_between(self._rows, rows).items()
        }
        self.compared[one.submission] = Compared(one, before, changes)
        lost = {} if one.submission in self._losses_accepted else sheets_that_lost(changes, self._limits)
        if lost:
            self._refuse(one.refused_for(*_losses(lost, before)))
            return
        self._supersede(before, one)
        told = [replace(each, cases=each.cases - self._erased.keys()) for each in kept]
        if any(each.cases for each in told):
            one = one.told(_earlier_issue(tuple(each for each in told if each.cases)))
        self._let_stand(one, rows, kept)

    def _let_stand(self, one: Received, rows: Rows, kept: tuple[Kept, ...]) -> None:
        self.settle_refused(one)
        self.stands, self.kept, self._rows = one, kept, rows
        self._note(one)

    def _kept_beside(self, one: Received, own: Rows) -> tuple[Kept, ...]:
        """Return what older workbooks go on supplying: the cases of lists that the new one could not hold.

        A workbook that the tool did not stamp may come from anywhere: nothing is added to it but the cases of those who
        were erased, of which no workbook received since can tell anything.
        """
        suppliers = [*([Kept(self.stands, _cases(rows_of(self.stands.checked)))] if self.stands else []), *self.kept]
        held = frozenset[date]().union(*(_lists(kept.received) for kept in suppliers))
        missing = held - _lists(one) if one.checked.cover.get("template_version") else frozenset[date]()
        erased = {case for case, last in self._erased.items() if last < one.receipt.number}
        named = _cases(own)
        kept = []
        for supplier in suppliers if missing or erased else ():
            rows = rows_of(supplier.received.checked)
            cases = ((_listed_on(rows, missing) | erased) & supplier.cases) - named
            if cases:
                kept.append(Kept(supplier.received, cases))
        return tuple(kept)

    def _note(self, one: Received) -> None:
        codes = tuple(dict.fromkeys(problem.code for problem in one.checked.problems))
        refusing = tuple(dict.fromkeys(problem.code for problem in one.checked.problems if problem.refuses))
        self.fates[one.receipt.number] = Fate(one.receipt.number, one.submission, one.checked.status, refusing or codes)

    def _supersede(self, older: Received, newer: Received) -> None:
        number = older.receipt.number
        self.fates[number] = replace(self.fates[number], superseded_by=newer.receipt.number)


def _with_kept(own: Rows, kept: Iterable[Kept]) -> tuple[Rows, Mapping[str, int]]:
    """Return the rows of a workbook with those that older ones still supply, and how many these are by sheet."""
    frames = {key: [frame] for key, frame in own.items()}
    for one in kept:
        rows = rows_of(one.received.checked)
        for sheet in OFFICE_WORKBOOK.sheets:
            key = sheet.INFO.key
            going_on = rows[key].filter(belongs_to_cases(sheet, rows, one.cases))
            if sheet is Workshops:
                going_on = going_on.join(own[key], on=sheet.KEY, how="anti")
            frames[key].append(going_on)
    return (
        {key: pl.concat(parts) for key, parts in frames.items()},
        {key: sum(part.height for part in parts[1:]) for key, parts in frames.items()},
    )


def _cases(rows: Rows) -> frozenset[str]:
    return frozenset(rows[Leavers.INFO.key][Leavers.case.name].drop_nulls())


def _listed_on(rows: Rows, days: Collection[date]) -> frozenset[str]:
    leavers = rows[Leavers.INFO.key]
    return frozenset(leavers.filter(Leavers.listed_on.col.is_in(sorted(days)))[Leavers.case.name].drop_nulls())


def _lists(one: Received) -> frozenset[date]:
    return stamped_lists(one.checked.cover.get("lists_held"))


def _day(receipt: Receipt) -> str:
    return receipt.received_on.isoformat()


def _several(one: Received, number: int) -> Problem:
    arrived: datetime = one.receipt.arrived_at or one.receipt.received_at
    at = arrived.astimezone(SERVICE_TIME)
    return Problem(
        "several-in-one-upload", COVER, details={"rows": number, "day": at.date().isoformat(), "time": f"{at:%H:%M}"}
    )


def _losses(lost: Mapping[str, SheetChange], before: Received) -> list[Problem]:
    day = _day(before.receipt)
    return [
        Problem("rows-lost", key, details={"rows": one.lost, "whole": one.before, "received_on": day})
        for key, one in lost.items()
    ]


def _earlier_issue(kept: tuple[Kept, ...]) -> Problem:
    days = max(_day(one.received.receipt) for one in kept)
    return Problem("earlier-issue", COVER, details={"rows": sum(len(one.cases) for one in kept), "received_on": days})
