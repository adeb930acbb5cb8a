"""The sheets of a workbook that are the tool's own and hold no data: known however often they are copied or renamed."""

from intake.codes import CODE_LISTS_TITLE
from intake.language import N_, Message

TO_MEND_TITLE = N_("To mend")
"""The first sheet of a marked workbook."""
CARRIED_TITLE = N_("Carried along")
"""The sheet of a marked workbook for what stood where the template has no place."""
BY_REFERENT_TITLE = N_("Caseload by referent")
BY_TEACHER_TITLE = N_("Interventions by teacher")
"""The sheets of a marked workbook on the office's own staff (`intake.feedback_staff`)."""
TO_DO_TITLE = N_("To do")
"""The sheet of what is due (`intake.to_do_sheet`). Offices call sheets of their own so, too: its header tells it."""

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

BY_REFERENT_HEADER: tuple[Message, ...] = (
    N_("Referent"),
    N_("Open cases"),
    N_("Overdue"),
    N_("Due this week"),
    N_("Next due on"),
)
BY_TEACHER_HEADER: tuple[Message, ...] = (
    N_("Teacher"),
    N_("Classes visited"),
    N_("Pupils met"),
    N_("Support offered"),
    N_("Support taken up"),
)

TO_DO_HEADER: tuple[Message, ...] = (
    N_("Case"),
    N_("Youngster"),
    N_("Next action"),
    N_("Due on"),
    N_("Days late"),
    N_("Referent"),
    N_("Four-month clock"),
)

TITLES: tuple[Message, ...] = (CODE_LISTS_TITLE, TO_MEND_TITLE, CARRIED_TITLE, BY_REFERENT_TITLE, BY_TEACHER_TITLE)
HEADERS: tuple[tuple[Message, ...], ...] = (
    TO_MEND_HEADER,
    CARRIED_HEADER,
    BY_REFERENT_HEADER,
    BY_TEACHER_HEADER,
    TO_DO_HEADER,
)
