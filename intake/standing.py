"""Which submission of each office and school year stands, and the one state that each office is in."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import polars as pl

from intake.checks import CheckedWorkbook
from intake.register import Problems, Register, Submissions
from intake.submissions import Receipt
from intake.tables import OFFICE_WORKBOOK
from intake.tables.reference import Offices

State = Literal["current", "partly-accepted", "standing-on-older", "nothing-received"]
OFFICE_STATES: tuple[State, ...] = get_args(State)
"""The states that an office may be in; it is always in exactly one."""


@dataclass(frozen=True)
class Received:
    """A file received, and what checking it came to.

    `office` is the upload folder's, else the cover's; `school_year` is the cover's. Of a file that can't be read
    its school year stays empty.
    """

    receipt: Receipt
    checked: CheckedWorkbook

    @property
    def office(self) -> str | None:
        """The office whose workbook it is, if that can be told: the upload folder's, else the cover's."""
        return self.receipt.office_hint or self.checked.cover.get("office")

    @property
    def school_year(self) -> str:
        """The school year of the workbook; empty when it can't be read."""
        return self.checked.cover.get("school_year") or ""

    @property
    def submission(self) -> str:
        """What the register calls it: the hash of its bytes."""
        return self.receipt.sha256

    @property
    def rank(self) -> tuple[str, int]:
        """What decides which of two workbooks is the newer: the school year, then the order of receipt."""
        return self.school_year, self.receipt.number


@dataclass(frozen=True)
class Standing:
    """What came of everything received.

    `standing` holds the latest accepted workbook of each office and school year, `refused` the latest of those that
    came after it and were refused. `unattributed` are files of which nobody can say whose they are.
    """

    standing: tuple[Received, ...]
    refused: tuple[Received, ...]
    unattributed: tuple[Received, ...] = ()


def latest_submissions(received: Sequence[Received], offices: Collection[str]) -> Standing:
    """Return which workbooks stand. `offices` are the codes of the reference workbook."""
    in_order = sorted(received, key=lambda one: one.receipt.number)
    known = [one for one in in_order if _is_attributed(one, offices)]
    foreign = [one for one in in_order if not _is_attributed(one, offices)]
    standing = {_slot(one): one for one in known if not one.checked.refused}
    refused = {}
    for one in known:
        good = _stands_for(one, standing)
        if one.checked.refused and (good is None or good.receipt.number < one.receipt.number):
            refused[_slot(one)] = one
    return Standing(tuple(_sorted(standing)), tuple(_sorted(refused)), tuple(foreign))


Slot = tuple[str, str]


def _slot(one: Received) -> Slot:
    return one.office or "", one.school_year


def _sorted(by_slot: dict[Slot, Received]) -> list[Received]:
    return [by_slot[slot] for slot in sorted(by_slot)]


def _is_attributed(one: Received, offices: Collection[str]) -> bool:
    other_workbook = not one.checked.refused and one.checked.declaration is not OFFICE_WORKBOOK
    return one.office in offices and not other_workbook


def _stands_for(refused: Received, standing: dict[Slot, Received]) -> Received | None:
    """Return what stands in place of a refused workbook; of one without a year, the office's latest of any year."""
    if refused.school_year:
        return standing.get(_slot(refused))
    own = [one for one in standing.values() if one.office == refused.office]
    return max(own, key=lambda one: one.receipt.number, default=None)


@dataclass(frozen=True)
class OfficeState:
    """Where an office's data stand.

    `received_at` and `data_on` are those of its newest workbook that stands; `refused_at` is when the workbook that it
    has not got past was received, and `codes` say why that one was refused. An office of which nothing stands has
    received nothing, unless `refused_at` says that what it sent was refused.
    """

    office: str
    state: State
    received_at: datetime.datetime | None = None
    data_on: datetime.date | None = None
    refused_at: datetime.datetime | None = None
    codes: tuple[str, ...] = field(default=())


def office_states(register: Register) -> list[OfficeState]:
    """Return the state of each office of the reference workbook, in its order."""
    return [_office_state(office, register) for office in register.table(Offices)[Offices.code.name]]


def _office_state(office: str, register: Register) -> OfficeState:
    own = register.submissions.filter(Submissions.office.col == office).sort("school_year", "received_at")
    standing = own.filter(Submissions.stands.col).to_dicts()
    refused = own.filter(~Submissions.stands.col).sort("received_at").to_dicts()
    newest = standing[-1] if standing else {}
    at = (newest.get("received_at"), newest.get("data_on"))
    if refused:
        latest = refused[-1]
        told = register.problems.filter(
            (Problems.submission.col == latest["submission"]) & (Problems.severity.col == pl.lit("error"))
        )
        codes = tuple(told["code"].unique(maintain_order=True))
        return OfficeState(
            office, "standing-on-older" if standing else "nothing-received", *at, latest["received_at"], codes
        )
    if not standing:
        return OfficeState(office, "nothing-received")
    partly = any(one["state"] == "partly-accepted" for one in standing)
    return OfficeState(office, "partly-accepted" if partly else "current", *at)
