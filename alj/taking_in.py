"""The first half of a build: what was received -> one register, with what became of each file and row."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from alj.archived import Archived, Looking, look_into, look_into_reference, packed_rows, unpacked
from alj.guarded import Vocabulary, guarded_values, vocabulary_of
from alj.monthly_lists import take_monthly
from alj.reading import check_reference, known_by
from alj.stages import Stages
from alj.unchanged import program_hash
from intake.checks import CheckedWorkbook, check_workbook, lists_of
from intake.erasures import read_rewritings, tokens_of_erased
from intake.faults import StopsTheCommand, WrongUsage
from intake.identity import Key, PersonLookup, open_lookup, read_key
from intake.kept import Kept
from intake.labels import folded
from intake.language import N_, Language
from intake.merging import Counts, merge_submissions
from intake.monthly_list import DrawnList, ListsReceived, drawn_lists, tokens_on_lists
from intake.problems import Problem
from intake.received import ListArrival, Received, refused_whole
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
from intake.tables.office import Leavers
from intake.tombstones import read_tombstones
from intake.values import Lists
from intake.workbook import read_workbooks
from intake.workers import begun
from intake.workspace import Workspace

WHOSE_IS_UNSURE = ("cover-contradicts-stamp", "cover-contradicts-cases", "other-offices-folder")


def is_somebody_elses(checked: CheckedWorkbook) -> bool:
    """Whether cover, stamp and folder disagree on whose workbook it is: its names may then reach no office's folder."""
    return any(problem.code in WHOSE_IS_UNSURE for problem in checked.problems)


@dataclass(frozen=True)
class Monthly:
    """The monthly lists received, and those that stand as persons without a name, for who reconciles them.

    `named` are the receipts of those named now.
    """

    received: ListsReceived
    drawn: Callable[[], tuple[DrawnList, ...]]
    named: tuple[Receipt, ...] = ()


@dataclass(frozen=True)
class Merged:
    """What a build goes on with: the register, and what became of every file received.

    `new` are the numbers of the receipts that were given now; `left` files of the inbox were not taken; of `offers`
    pairs of cases somebody has yet to say whether they are one person. `lists` are those that rows were checked with,
    `latest` the latest workbook of each office that could be read. `guarded` works out what no site may hold, or waits
    for it, packed for who looks for it.
    """

    register: Register
    counts: Counts
    received: tuple[Received, ...]
    standing: Standing
    new: frozenset[int]
    left: int
    offers: int
    lists: Lists
    latest: Mapping[str, Archived]
    guarded: Callable[[], bytes]


@dataclass(frozen=True)
class TakenIn(Merged):
    """Everything that the intake hands on, the rows and persons of all workbooks and lists included.

    `monthly` are the monthly lists, `lookup` is who knows the persons of all, `vocabulary` what everybody says.
    """

    monthly: Monthly
    lookup: PersonLookup
    vocabulary: Callable[[], Vocabulary]

    def merged(self) -> Merged:
        """Return what a build goes on with: no rows but the latest workbooks', for the register has them; no persons.

        Of a year's workbooks and lists these take more memory than all that is made of them.
        """
        received = tuple(one.without_rows() for one in self.received)
        return Merged(
            self.register, self.counts, received, self.standing.without_rows(), self.new, self.left, self.offers,
            self.lists, self.latest, self.guarded,
        )  # fmt: skip


def take_in(
    workspace: Workspace,
    known_on: datetime.date | None,
    settings: Settings,
    stages: Stages,
    *,
    strict: bool = False,
    accept_loss: str | None = None,
    inbox: bool = True,
    monthly: Sequence[Path] | None = (),
    processes: int = 1,
) -> TakenIn:
    """Archive what is in the inbox, read and check what was received by `known_on`, and merge it into the register.

    A day is in the future when it comes after the workbook was received: what an earlier edition may not know yet is
    left out later, by the caseload. `accept_loss` names an office, or a workbook by its hash, whose rows are gone on
    purpose: that is noted for good. Without `inbox` what is in it stays there. `monthly` are lists that are received
    beside those of the lists' folder; None reads no list. Where there are several `processes`, what no site may hold is
    worked out beside the merging. Raises StopsTheCommand when the key, the reference workbook or the archive do not let
    it go on, and WrongUsage when no workbook waits for `accept_loss`.
    """
    looking, lookup, reference = _prepared(workspace, known_on, settings, stages.language)
    # Only now, when nothing keeps the command from going on: an upload stays where it is until it can be read.
    taken = take_inbox(workspace, settings.now()) if inbox else []
    archived = look_into(workspace, receipts(workspace, known_on, "office"), looking, stages)
    received = [_told_of(one, strict=strict) for one in archived]
    _refuse_to_lose(_former_offices(workspace, known_on, reference, settings), received, archived, looking.lists)
    named, listed, drawn = take_monthly(workspace, known_on, looking, stages, monthly)
    rows = packed_rows([*archived, *listed])
    guarded = begun(partial(_guarded, rows, reference, settings, known_on, _kept_words(workspace)), processes)
    rewritings = read_rewritings(workspace.archive)
    lookup.erased = tokens_of_erased(rewritings, Leavers.INFO.key)
    with stages.stage("register", N_("Merging into the register")):
        standing = _standing(workspace, known_on, received, reference, settings, accept_loss, looking.tombstones.cases)
        register, counts = merge_submissions(
            standing, reference, lookup, lists_received=drawn.days,
            lists_came=[ListArrival(one.receipt.received_at, one.drawn_on) for one in drawn.taken],
        )  # fmt: skip
        on_lists = tokens_on_lists(drawn.standing, lookup, rewritings)
        lookup.save()
    if known_on is None:
        note_fates(workspace, standing.fates, datetime.datetime.now(datetime.UTC))
    return TakenIn(
        register, counts, tuple(received), standing, frozenset(receipt.number for receipt in taken),
        left_in_inbox(workspace), len(lookup.offers), looking.lists, _latest_readable(standing, received, archived),
        guarded,
        Monthly(drawn, cache(partial(drawn_lists, drawn.standing, on_lists, reference.tables, settings)), named),
        lookup, looking.vocabulary,
    )  # fmt: skip


def _prepared(
    workspace: Workspace, known_on: datetime.date | None, settings: Settings, language: Language
) -> tuple[Looking, PersonLookup, CheckedWorkbook]:
    """Return what workbooks are looked into with, who is who, and the reference workbook."""
    key = read_key(workspace.key_file)
    lookup = open_lookup(workspace.identity, key, known_on=known_on, matching=settings.matching)
    tombstones = read_tombstones(workspace.identity, key)
    reference = _reference(workspace, known_on, key, settings, language)
    vocabulary = cache(partial(vocabulary_of, reference.tables.values(), settings))
    return Looking(key, lists_of(reference.tables), settings, tombstones, vocabulary), lookup, reference


def _kept_words(workspace: Workspace) -> Kept:
    return Kept(workspace.cache / "words", program_hash())


def _guarded(
    packed: Iterable[bytes],
    reference: CheckedWorkbook,
    settings: Settings,
    known_on: datetime.date | None,
    kept: Kept,
) -> bytes:
    return guarded_values(unpacked(packed), reference, settings, settings.day(known_on), kept).packed()


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
    standing: Standing, received: Sequence[Received], archived: Sequence[Archived]
) -> dict[str, Archived]:
    """Return the latest office workbook of each office of the reference workbook that could be read.

    With it is what became of it: one may be refused for what is not in it. Its guarded rows have been noted.
    """
    nobodys = {one.receipt.number for one in standing.unattributed}
    return {
        one.office: replace(book, checked=one.checked, packed=())
        for one, book in zip(received, archived, strict=True)
        if one.office
        and one.receipt.number not in nobodys
        and book.readable
        and one.checked.declaration is OFFICE_WORKBOOK
        and not is_somebody_elses(one.checked)
    }


def _reference(
    workspace: Workspace, known_on: datetime.date | None, key: Key, settings: Settings, language: Language
) -> CheckedWorkbook:
    if workspace.reference.is_file():
        receive(workspace, workspace.reference, settings.now(), "reference")
    # On a day before there was any, the first one serves, for good: a later one would change an earlier edition.
    in_use = reference_receipt(workspace, known_on)
    for receipt in [in_use] if in_use else receipts(workspace, kind="reference")[:1]:
        return look_into_reference(workspace, receipt, key, settings, language)
    raise StopsTheCommand(
        N_("{file} is missing: `alj init` writes an empty one to fill in."), file=workspace.reference.name
    )


def _refuse_to_lose(
    former: Collection[str], received: Sequence[Received], archived: Sequence[Archived], lists: Lists
) -> None:
    """Raise StopsTheCommand when an office that sent workbooks is gone from the reference workbook."""
    if not former:
        return
    offices = {**lists.entries["offices"], **{folded(code): code for code in former}}
    with_former = Lists({**lists.entries, "offices": offices})
    senders = {one.office for one in received}
    for one, book in zip(received, archived, strict=True):
        if not one.checked.cover.get("office"):
            again = check_workbook(book.read(), today=one.receipt.received_on, lists=with_former)
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


def _told_of(archived: Archived, *, strict: bool) -> Received:
    told = _refused_in_other_folder(archived.receipt, archived.checked)
    return Received(archived.receipt, _refused_for_errors(told) if strict else told)


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
