"""The monthly lists on disk -> received, read and checked; which of them stand."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from alj.reading import ReadAll, known_by
from alj.stages import Stages
from intake.checks import check_workbook
from intake.language import N_
from intake.monthly_list import ListsReceived, ReceivedList, lists_received
from intake.settings import Settings
from intake.submissions import Receipt, receipts, receive, stored_file, take_lists
from intake.tables import MONTHLY_LIST
from intake.values import Lists
from intake.workspace import Workspace


def take_monthly(
    workspace: Workspace,
    known_on: datetime.date | None,
    lists: Lists,
    settings: Settings,
    stages: Stages,
    read_all: ReadAll,
    named: Sequence[Path] | None = (),
) -> tuple[tuple[Receipt, ...], ListsReceived]:
    """Return the receipts of the lists named, and the lists received by `known_on`; those in their folder are, too.

    None names no list and reads none.
    """
    if named is None:
        return (), ListsReceived()
    now = datetime.datetime.now(datetime.UTC)
    taken = tuple(receive(workspace, path, now, "list") for path in named)
    if known_on is None:
        take_lists(workspace, now)
    known = receipts(workspace, known_on, "list")
    with stages.stage("lists", N_("Reading monthly lists"), len(known)):
        read = read_all([stored_file(workspace, receipt) for receipt in known], limits=settings.reading)
        checked = [
            check_workbook(
                one, today=known_by(receipt, settings), lists=lists, settings=settings, expected=MONTHLY_LIST
            )
            for receipt, one in zip(known, read, strict=True)
        ]
    found = lists_received([ReceivedList(receipt, one) for receipt, one in zip(known, checked, strict=True)])
    return taken, found
