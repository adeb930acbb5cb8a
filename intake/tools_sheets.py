"""The sheets of a workbook that are the tool's own and hold no data: known however often they are copied or renamed."""

from intake.codes import CODE_LISTS_TITLE
from intake.language import N_, Message

TO_MEND_TITLE = N_("To mend")
"""The first sheet of a marked workbook."""
CARRIED_TITLE = N_("Carried along")
"""The sheet of a marked workbook for what stood where the template has no place."""

TO_MEND_HEADER: tuple[Message, ...] = (
    N_("No."),
    N_("Sheet"),
    N_("Cell"),
    N_("Case"),
    N_("What stands there"),
    N_("What is wrong"),
    N_("What to do"),
    N_("Code"),
)
CARRIED_HEADER: tuple[Message, ...] = (N_("Sheet"), N_("Cell"), N_("What stood there"))

TITLES: tuple[Message, ...] = (CODE_LISTS_TITLE, TO_MEND_TITLE, CARRIED_TITLE)
HEADERS: tuple[tuple[Message, ...], ...] = (TO_MEND_HEADER, CARRIED_HEADER)
