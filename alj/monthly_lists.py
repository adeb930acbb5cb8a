"""The monthly lists on disk -> received, read and checked; which of them stand."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from alj.archived import Archived, Looking, look_into
from alj.stages import Stages
from intake.monthly_list import ListsReceived, ReceivedList, lists_received
from intake.submissions import Receipt, receipts, receive, take_lists
from intake.tables import MONTHLY_LIST
from intake.workspace import Workspace


def take_monthly(
    workspace: Workspace,
    known_on: datetime.date | None,
    by: Looking,
    stages: Stages,
    named: Sequence[Path] | None = (),
) -> tuple[tuple[Receipt, ...], list[Archived], ListsReceived]:
    """Return the receipts of the lists named, each list received by `known_on` as it was read, and which of them stand.

    Those that lie in their folder are received, too. None names no list and reads none.
    """
    if named is None:
        return (), [], ListsReceived()
    now = by.settings.now()
    taken = tuple(receive(workspace, path, now, "list") for path in named)
    if known_on is None:
        take_lists(workspace, now)
    known = receipts(workspace, known_on, "list")
    found = look_into(workspace, known, by, stages, expected=MONTHLY_LIST)
    return taken, found, lists_received([ReceivedList(one.receipt, one.checked) for one in found])
