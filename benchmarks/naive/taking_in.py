"""The archive -> registers: every file read and checked once, merged as it was known on a day."""

import datetime
from dataclasses import dataclass

import pandas as pd

from alj.reading import known_by
from benchmarks.naive.checking import Checked, check_book, names_of
from benchmarks.naive.merging import Merged, merge
from benchmarks.naive.reading import CannotBeRead, read_book
from intake.checks import LIST_COLUMNS, CheckedWorkbook
from intake.identity import open_lookup, read_key
from intake.monthly_list import ReceivedList, lists_received
from intake.problems import Problem
from intake.received import ListArrival, Received
from intake.settings import Settings
from intake.standing import latest_submissions
from intake.submissions import Receipt, receipts, stored_file
from intake.tables import WORKBOOKS
from intake.values import Lists
from intake.workspace import Workspace

DECLARED = {"office": WORKBOOKS[0], "list": WORKBOOKS[1], "reference": WORKBOOKS[2]}
DAMAGED = Problem("incomplete-file", details={"reason": "cut-short"})


@dataclass(frozen=True)
class Known:
    """Everything that was ever received, checked, by the number of its receipt."""

    workspace: Workspace
    settings: Settings
    receipts: tuple[Receipt, ...]
    checked: dict[int, Checked]


def read_archive(workspace: Workspace, settings: Settings) -> Known:
    """Return every file of the archive, read and checked against the reference workbook."""
    every = sorted(receipts(workspace), key=lambda one: (one.kind != "reference", one.number))
    checked: dict[int, Checked] = {}
    lists = Lists()
    for receipt in every:
        checked[receipt.number] = _checked(workspace, receipt, lists, settings)
        if receipt.kind == "reference":
            tables = checked[receipt.number].accepted
            lists = Lists({key: names_of(tables[key], columns) for key, columns in LIST_COLUMNS.items()})
    return Known(workspace, settings, tuple(every), checked)


def _checked(workspace: Workspace, receipt: Receipt, lists: Lists, settings: Settings) -> Checked:
    declaration = DECLARED[receipt.kind]
    try:
        book = read_book(stored_file(workspace, receipt), declaration)
    except CannotBeRead:
        return Checked(CheckedWorkbook("", None, problems=(DAMAGED,)))
    return check_book(book, declaration, receipt.sha256, lists, known_by(receipt, settings), settings)


def merged_on(known: Known, known_on: datetime.date | None) -> Merged:
    """Return the register of what was known on a day, of all for None; only then do monthly lists count."""
    workspace, settings = known.workspace, known.settings
    those = [one for one in known.receipts if known_on is None or one.received_on <= known_on]
    reference = known.checked[next(one.number for one in known.receipts if one.kind == "reference")]
    received = [Received(one, known.checked[one.number].workbook) for one in those if one.kind == "office"]
    offices = pd.Series(reference.accepted["offices"]["code"]).to_list()
    standing = latest_submissions(received, offices, limits=settings.intake)
    lists = lists_received(
        [ReceivedList(one, known.checked[one.number].workbook) for one in those if one.kind == "list"]
        if known_on is None
        else []
    )
    lookup = open_lookup(
        workspace.identity, read_key(workspace.key_file), known_on=known_on, matching=settings.matching
    )  # fmt: skip
    merged = merge(
        standing, known.checked, reference, lookup,
        [ListArrival(one.receipt.received_at, one.drawn_on) for one in lists.taken], lists.days,
    )  # fmt: skip
    lookup.save()
    return merged
