"""The monthly lists on disk -> received, read and checked; which of them stand."""

import datetime

from alj.archived import look_into
from alj.stages import Stages
from intake.identity import Key
from intake.monthly_list import ListsReceived, ReceivedList, lists_received
from intake.settings import Settings
from intake.submissions import receipts, take_lists
from intake.tables import MONTHLY_LIST
from intake.values import Lists
from intake.workspace import Workspace


def take_monthly(
    workspace: Workspace,
    known_on: datetime.date | None,
    key: Key,
    lists: Lists,
    settings: Settings,
    stages: Stages,
) -> ListsReceived:
    """Return the monthly lists received by `known_on`, once those that lie in their folder are received, too."""
    if known_on is None:
        take_lists(workspace, datetime.datetime.now(datetime.UTC))
    known = receipts(workspace, known_on, "list")
    found = look_into(workspace, known, key, lists, settings, stages, expected=MONTHLY_LIST)
    return lists_received([ReceivedList(one.receipt, one.checked) for one in found])
