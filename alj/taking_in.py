"""The first half of a build: what was received -> one register, with what became of each file and row."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from alj.guarded import Vocabulary, guarded_values, vocabulary_of
from alj.reading import check_reference, read_reference
from alj.stages import Stages
from alj.stored import ReadAll, ReadOnce, Stored, known_by, read_without_erased
from generator.leaks import Guarded
from intake.checks import CheckedWorkbook, check_workbook, lists_of
from intake.faults import StopsTheCommand, WrongUsage
from intake.identity import PersonLookup, open_lookup, read_key
from intake.labels import folded
from intake.language import N_, Language
from intake.merging import Counts, merge_submissions
from intake.precheck import Refusal
from intake.problems import Problem
from intake.received import Received, refused_whole
from intake.register import Register
from intake.settings import Settings
from intake.standing import Standing, latest_submissions
from intake.submission_log import accept_losses, losses_accepted, note_fates
from intake.submissions import (
    Receipt,
    left_in_inbox,
    receipts,
    receive,
    reference_receipt,
    repeated_receipts,
    stored_file,
    take_inbox,
)
from intake.tables import OFFICE_WORKBOOK
from intake.tombstones import Tombstones, read_tombstones
from intake.values import Lists
from intake.workbook import Workbook, read_workbooks
from intake.workspace import Workspace

__all__ = ["ReadAll", "ReadOnce", "Readable", "TakenIn", "is_somebody_elses", "take_in"]

WHOSE_IS_UNSURE = ("cover-contradicts-stamp", "cover-contradicts-cases", "other-offices-folder")


def is_somebody_elses(checked: CheckedWorkbook) -> bool:
    """Whether cover, stamp and folder disagree on whose workbook it is: its names may then reach no office's folder."""
    return any(problem.code in WHOSE_IS_UNSURE for problem in checked.problems)


@dataclass(frozen=True)
class Readable:
    """A workbook that could be read, accepted or refused, and the last day that it may tell of."""

    read: Workbook
    checked: CheckedWorkbook
    known_by: datetime.date


@dataclass(frozen=True)
class TakenIn:
    """Everything that the intake hands on: the register, and what became of every file received.

    `new` are the numbers of the receipts that were given now; `left` files of the inbox were not taken; of `offers`
    pairs of cases somebody has yet to say whether they are one person. `lists` are those that rows were checked with,
    `latest` the latest workbook of each office that could be read. `guarded` works out what no site may hold, for who
    renders any.
    """

    register: Register
    counts: Counts
    received: tuple[Received, ...]
    standing: Standing
    new: frozenset[int]
    left: int
    offers: int
    lists: Lists
    latest: Mapping[str, Readable]
    guarded: Callable[[], Guarded]
    lookup: PersonLookup
    stored: Stored
    vocabulary: Callable[[], Vocabulary]


def take_in(
    workspace: Workspace,
    known_on: datetime.date | None,
    settings: Settings,
    stages: Stages,
    *,
    strict: bool = False,
    accept_loss: str | None = None,
    inbox: bool = True,
    read_all: ReadAll = read_workbooks,
) -> TakenIn:
    """Archive what is in the inbox, read and check what was received by `known_on`, and merge it into the register.

    A day is in the future when it comes after the workbook was received: what an earlier edition may not know yet is
    left out later, by the caseload. `accept_loss` names an office, or a workbook by its hash, whose rows are gone on
    purpose: that is noted for good. Without `inbox` what is in it stays there. Raises StopsTheCommand when the key, the
    reference workbook or the archive do not let it go on, and WrongUsage when no workbook waits for `accept_loss`.
    """
    lookup, tombstones = _persons(workspace, known_on, settings)
    reference = _reference(workspace, known_on, settings, stages.language)
    # Only now, when nothing keeps the command from going on: an upload stays where it is until it can be read.
    taken = take_inbox(workspace, datetime.datetime.now(datetime.UTC)) if inbox else []
    lists, known = lists_of(reference.tables), receipts(workspace, known_on, "office")
    vocabulary = cache(partial(vocabulary_of, reference.tables.values(), settings))
    with stages.stage("reading", N_("Reading workbooks"), len(known)):
        stored = read_without_erased(workspace, known, tombstones, vocabulary, settings, read_all)
    lookup.erased = stored.tokens
    received = _received(known, checked := _checked(known, stored, lists, settings, stages), strict=strict)
    _refuse_to_lose(_former_offices(workspace, known_on, reference, settings), received, stored.read, lists)
    with stages.stage("register", N_("Merging into the register")):
        standing = _standing(workspace, known_on, received, reference, settings, accept_loss, tombstones.cases)
        register, counts = merge_submissions(standing, reference, lookup)
        lookup.save()
    _note(workspace, standing, known_on)
    return TakenIn(
        register, counts, tuple(received), standing, frozenset(receipt.number for receipt in taken),
        left_in_inbox(workspace), len(lookup.offers), lists, _latest_readable(standing, received, stored, settings),
        partial(guarded_values, stored.read, checked, reference, settings, settings.day(known_on)),
        lookup, stored, vocabulary,
    )  # fmt: skip


def _note(workspace: Workspace, standing: Standing, known_on: datetime.date | None) -> None:
    if known_on is None:
        note_fates(workspace, standing.fates, datetime.datetime.now(datetime.UTC))


def _persons(
    workspace: Workspace, known_on: datetime.date | None, settings: Settings
) -> tuple[PersonLookup, Tombstones]:
    """Return who is known, and who was erased."""
    key = read_key(workspace.key_file)
    lookup = open_lookup(workspace.identity, key, known_on=known_on, matching=settings.matching)
    return lookup, read_tombstones(workspace.identity, key)


def _checked(
    known: Sequence[Receipt], stored: Stored, lists: Lists, settings: Settings, stages: Stages
) -> list[CheckedWorkbook]:
    checked = []
    with stages.stage("checking", N_("Checking rows"), len(known)) as advance:
        for receipt, one in zip(known, stored.read, strict=True):
            today, erased = known_by(receipt, settings), stored.erased(receipt)
            checked.append(check_workbook(one, today=today, lists=lists, settings=settings, erased=erased))
            advance()
    return checked


def _standing(
    workspace: Workspace,
    known_on: datetime.date | None,
    received: Sequence[Received],
    reference: CheckedWorkbook,
    settings: Settings,
    accept_loss: str | None,
    erased: Mapping[str, int],
) -> Standing:
    """Return which workbooks stand, once the loss that somebody accepts now is noted."""

    def latest() -> Standing:
        return latest_submissions(
            received,
            reference.tables["offices"]["code"].to_list(),
            repeated=repeated_receipts(workspace, known_on),
            limits=settings.intake,
            losses_accepted=losses_accepted(workspace, known_on),
            erased=erased,
        )

    standing = latest()
    if accept_loss is None:
        return standing
    waiting = standing.waiting(accept_loss)
    if not waiting:
        raise WrongUsage(
            N_("no workbook of {whose} waits for a loss of rows to be accepted: see `alj status`."), whose=accept_loss
        )
    accept_losses(workspace, waiting, datetime.datetime.now(datetime.UTC))
    return latest()


def _latest_readable(
    standing: Standing, received: Sequence[Received], stored: Stored, settings: Settings
) -> dict[str, Readable]:
    """Return the latest office workbook of each office of the reference workbook that could be read."""
    nobodys = {one.receipt.number for one in standing.unattributed}
    return {
        one.office: Readable(book, one.checked, known_by(one.receipt, settings))
        for one, book in zip(received, stored.read, strict=True)
        if one.office
        and one.receipt.number not in nobodys
        and isinstance(book, Workbook)
        and one.checked.declaration is OFFICE_WORKBOOK
        and not is_somebody_elses(one.checked)
    }


def _reference(
    workspace: Workspace, known_on: datetime.date | None, settings: Settings, language: Language
) -> CheckedWorkbook:
    if workspace.reference.is_file():
        receive(workspace, workspace.reference, datetime.datetime.now(datetime.UTC), "reference")
    # On a day before there was any, the first one serves, for good: a later one would change an earlier edition.
    in_use = reference_receipt(workspace, known_on)
    for receipt in [in_use] if in_use else receipts(workspace, kind="reference")[:1]:
        return read_reference(stored_file(workspace, receipt), known_by(receipt, settings), language, settings.reading)
    raise StopsTheCommand(
        N_("{file} is missing: `alj init` writes an empty one to fill in."), file=workspace.reference.name
    )


def _refuse_to_lose(
    former: Collection[str], received: Sequence[Received], read: Sequence[Workbook | Refusal], lists: Lists
) -> None:
    """Raise StopsTheCommand when an office that sent workbooks is gone from the reference workbook."""
    if not former:
        return
    offices = {**lists.entries["offices"], **{folded(code): code for code in former}}
    with_former = Lists({**lists.entries, "offices": offices})
    senders = {one.office for one in received}
    for one, book in zip(received, read, strict=True):
        if not one.checked.cover.get("office"):
            again = check_workbook(book, today=one.receipt.received_on, lists=with_former)
            senders.add(again.cover.get("office"))
    lost = ", ".join(sorted(code for code in former if code in senders))
    if lost:
        raise StopsTheCommand(
            N_(
                "the reference workbook no longer has {offices}, which sent workbooks. Put the row back on the sheet"
                " Offices: without it all its cases would vanish."
            ),
            offices=lost,
        )


def _former_offices(
    workspace: Workspace, known_on: datetime.date | None, current: CheckedWorkbook, settings: Settings
) -> set[str]:
    """Return the codes of the offices that an earlier reference workbook had and the current one has not."""
    earlier = [one for one in receipts(workspace, known_on, "reference") if one.sha256 != current.sha256]
    read = read_workbooks([stored_file(workspace, receipt) for receipt in earlier], limits=settings.reading)
    codes: set[str] = set()
    for receipt, one in zip(earlier, read, strict=True):
        tables = check_reference(one, known_by(receipt, settings)).tables
        codes.update(tables["offices"]["code"] if tables else ())
    return codes - set(current.tables["offices"]["code"])


def _received(known: Sequence[Receipt], checked: Sequence[CheckedWorkbook], *, strict: bool) -> list[Received]:
    told = [_refused_in_other_folder(receipt, one) for receipt, one in zip(known, checked, strict=True)]
    return [
        Received(receipt, _refused_for_errors(one) if strict else one) for receipt, one in zip(known, told, strict=True)
    ]


def _refused_in_other_folder(receipt: Receipt, checked: CheckedWorkbook) -> CheckedWorkbook:
    """Return the workbook, refused when its cover names another office than the upload folder it lay in.

    Had it been taken at its cover's word, one wrong cell would put it in the place of the other office's workbook.
    """
    office = checked.cover.get("office")
    if office in (None, receipt.office_hint) or receipt.office_hint is None or is_somebody_elses(checked):
        return checked
    return refused_whole(checked, Problem("other-offices-folder", "cover", checked.cover_cells.get("office")))


def _refused_for_errors(checked: CheckedWorkbook) -> CheckedWorkbook:
    """Return the workbook, refused whole when it has an error."""
    if checked.status != "partly-accepted":
        return checked
    return refused_whole(checked, Problem("refused-for-errors"))
