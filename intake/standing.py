"""Which submission of each office and school year stands, and the one state that each office is in."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from intake.messages_refusals import REFUSALS
from intake.problems import Problem
from intake.received import Compared, Fate, Kept, Received
from intake.register import Problems, Register, Submissions
from intake.settings import Intake
from intake.submissions import Receipt
from intake.succession import COVER, Succession
from intake.tables import OFFICE_WORKBOOK
from intake.tables.reference import Offices

State = Literal["current", "partly-accepted", "standing-on-older", "nothing-received"]
OFFICE_STATES: tuple[State, ...] = get_args(State)
"""The states that an office may be in; it is always in exactly one."""


@dataclass(frozen=True)
class Standing:
    """What came of everything received.

    `standing` holds the latest accepted workbook of each office and school year, `kept` what older ones still supply
    beside it, `refused` the latest of those that came after it and were refused, `taken` whatever an office sent, in
    the order of receipt. `unattributed` are files of which nobody can say whose they are. `compared` says what changed
    with those that stand or wait, by office and hash; `fates` what each receipt came to, in their order.
    """

    standing: tuple[Received, ...]
    refused: tuple[Received, ...]
    unattributed: tuple[Received, ...] = ()
    kept: tuple[Kept, ...] = ()
    compared: tuple[Compared, ...] = ()
    fates: tuple[Fate, ...] = ()
    taken: tuple[Received, ...] = ()

    def waiting(self, named: str) -> tuple[Received, ...]:
        """Return the workbooks of an office, or of a hash that begins so, that stay out because rows are lost."""
        return tuple(
            one
            for one in self.refused
            if any(problem.code == "rows-lost" for problem in one.checked.problems)
            and (one.office == named or (len(named) >= HASH_SHOWN and one.submission.startswith(named.lower())))
        )

    def without_rows(self) -> "Standing":
        """Return the same without the rows of any workbook, and without what is compared by them."""

        def bare(every: tuple[Received, ...]) -> tuple[Received, ...]:
            return tuple(one.without_rows() for one in every)

        kept = tuple(replace(one, received=one.received.without_rows()) for one in self.kept)
        return replace(
            self, standing=bare(self.standing), refused=bare(self.refused), unattributed=bare(self.unattributed),
            taken=bare(self.taken), kept=kept, compared=(),
        )  # fmt: skip


HASH_SHOWN = 8
"""So many digits of a hash name a submission."""


def latest_submissions(
    received: Sequence[Received],
    offices: Collection[str],
    *,
    repeated: Sequence[Receipt] = (),
    limits: Intake = Intake(),  # noqa: B008 (frozen)
    losses_accepted: Collection[str] = (),
    erased: Mapping[str, int] | None = None,
) -> Standing:
    """Return which workbooks stand.

    `offices` are the codes of the reference workbook, `repeated` the receipts of bytes that had come before,
    `losses_accepted` the hashes of workbooks whose lost rows somebody has accepted, `erased` the cases of those
    who were erased, each with the last receipt whose rows of it go on counting.
    """
    slots: dict[Slot, Succession] = {}
    by_number: dict[int, Received] = {}
    foreign: list[Received] = []
    fates: dict[int, Fate] = {}
    events: list[Received | Receipt] = [*received, *repeated]
    for event in sorted(events, key=lambda one: one.number if isinstance(one, Receipt) else one.receipt.number):
        if isinstance(event, Receipt):
            first = by_number.get(event.repeats or 0)
            if first is None:
                fates[event.number] = Fate(event.number, event.sha256, "sent-again", repeats=event.repeats)
            else:
                slots[_slot(first)].take_again(event)
        elif _is_attributed(event, offices):
            by_number[event.receipt.number] = event
            slot = slots.setdefault(_slot(event), Succession(limits, losses_accepted, erased or {}))
            slot.take(event)
        else:
            foreign.append(event)
            codes = tuple(dict.fromkeys(problem.code for problem in event.checked.problems))
            fates[event.receipt.number] = Fate(event.receipt.number, event.submission, "unattributed", codes)
    _settle_unreadable(slots)
    _tell_earlier_years(slots)
    return replace(_standing(slots, foreign, fates), taken=tuple(by_number.values()))


Slot = tuple[str, str]


def _slot(one: Received) -> Slot:
    return one.office or "", one.school_year


def _is_attributed(one: Received, offices: Collection[str]) -> bool:
    other_workbook = not one.checked.refused and one.checked.declaration is not OFFICE_WORKBOOK
    return one.office in offices and not other_workbook


def _tell_earlier_years(slots: Mapping[Slot, Succession]) -> None:
    """Tell an office that its latest good workbook is of an earlier school year than another of its own."""
    for (office, year), slot in slots.items():
        later = {
            other: after.stands
            for (own, other), after in slots.items()
            if own == office and other > year and after.stands
        }
        if slot.stands and later and slot.stands.receipt.number > max(one.receipt.number for one in later.values()):
            cell = slot.stands.checked.cover_cells.get("school_year")
            slot.stands = slot.stands.told(Problem("earlier-year", COVER, cell, details={"year": max(later)}))


def _settle_unreadable(slots: Mapping[Slot, Succession]) -> None:
    """A refused file without a school year is past once its office sent a good one of any year."""
    for (office, year), slot in slots.items():
        if year or not slot.refused:
            continue
        good = [other.stands for (own, _), other in slots.items() if own == office and other.stands]
        newest = max(good, key=lambda one: one.receipt.number, default=None)
        if newest and newest.receipt.number > slot.refused.receipt.number:
            slot.settle_refused(newest)


def _standing(slots: Mapping[Slot, Succession], foreign: Sequence[Received], fates: Mapping[int, Fate]) -> Standing:
    in_order = [slots[slot] for slot in sorted(slots)]
    standing = tuple(one.stands for one in in_order if one.stands)
    refused = tuple(one.refused for one in in_order if one.refused)
    shown = {(one.office, one.submission) for one in (*standing, *refused)}
    every = {**fates, **{number: fate for one in in_order for number, fate in one.fates.items()}}
    return Standing(
        standing,
        refused,
        tuple(foreign),
        kept=tuple(kept for one in in_order for kept in one.kept),
        compared=tuple(
            compared
            for one in in_order
            for compared in one.compared.values()
            if (compared.received.office, compared.received.submission) in shown
        ),
        fates=tuple(every[number] for number in sorted(every)),
    )


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

    @property
    def waits(self) -> bool:
        """Whether its latest workbook stays out until somebody accepts that rows are gone."""
        return "rows-lost" in self.codes


def office_states(register: Register) -> list[OfficeState]:
    """Return the state of each office of the reference workbook, in its order."""
    return [_office_state(office, register) for office in register.table(Offices)[Offices.code.name]]


def _office_state(office: str, register: Register) -> OfficeState:
    own = register.submissions.filter(Submissions.office.col == office).sort("school_year", "received_at")
    standing = own.filter(Submissions.stands.col).to_dicts()
    refused = own.filter(~Submissions.stands.col).sort("received_at").to_dicts()
    newest = standing[-1] if standing else {}
    at = (newest.get("received_at"), newest.get("data_on"))
    if refused and (not standing or refused[-1]["received_at"] >= newest["received_at"]):
        latest = refused[-1]
        told = register.problems.filter(
            (Problems.office.col == office) & (Problems.submission.col == latest["submission"])
        )
        codes = tuple(code for code in told["code"].unique(maintain_order=True) if code in REFUSALS)
        return OfficeState(
            office, "standing-on-older" if standing else "nothing-received", *at, latest["received_at"], codes
        )
    if not standing:
        return OfficeState(office, "nothing-received")
    partly = any(one["state"] == "partly-accepted" for one in standing)
    return OfficeState(office, "partly-accepted" if partly else "current", *at)
