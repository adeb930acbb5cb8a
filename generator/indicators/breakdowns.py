"""The code lists by which figures are broken down, beyond those of the workbooks."""

from collections.abc import Mapping
from typing import Final

from generator.tables import NEXT_ACTION
from intake import codes
from intake.codes import Code, CodeList
from intake.language import N_, NP_

DUE: Final = CodeList(
    "due",
    N_("Week in which the next action is due"),
    (
        Code("overdue", NP_("due", "Overdue")),
        Code("week-0", NP_("due", "This week")),
        Code("week-1", NP_("due", "Next week")),
        Code("week-2", NP_("due", "In two weeks")),
        Code("week-3", NP_("due", "In three weeks")),
        Code("week-4", NP_("due", "In four weeks")),
        Code("later", NP_("due", "Later")),
    ),
)
PHASE: Final = CodeList(
    "phase",
    N_("Phase of the Youth Guarantee"),
    (
        Code("none", NP_("phase", "Not yet informed")),
        Code("informed", NP_("phase", "Information")),
        Code("guided", NP_("phase", "Guidance")),
        Code("signed", NP_("phase", "Signed contract")),
        Code("implemented", NP_("phase", "Implementation")),
    ),
)
PATH_AND_PHASE: Final = tuple(f"{path}/{phase}" for path in codes.GUARANTEE_PATH.codes for phase in PHASE.codes)

DURATION: Final = CodeList(
    "duration",
    N_("Time in the Youth Guarantee"),
    (
        Code("month-1", NP_("duration", "First month")),
        Code("month-2", NP_("duration", "Second month")),
        Code("month-3", NP_("duration", "Third month")),
        Code("month-4", NP_("duration", "Fourth month")),
        Code("months-5-6", NP_("duration", "Fifth and sixth month")),
        Code("months-7-12", NP_("duration", "Seventh to twelfth month")),
        Code("over-a-year", NP_("duration", "More than a year")),
    ),
)
WORKSHOP_VERDICT: Final = CodeList(
    "workshop-verdict",
    N_("Where a participant stands"),
    (
        Code("not-started", NP_("verdict", "Not started")),
        Code("on-time", NP_("verdict", "On time")),
        Code("ahead", NP_("verdict", "Ahead")),
        Code("due-soon", NP_("verdict", "Next step due")),
        Code("behind", NP_("verdict", "Behind")),
        Code("completed", NP_("verdict", "Completed")),
        Code("not-completed", NP_("verdict", "Ended before all steps")),
        Code("left-early", NP_("verdict", "Left early")),
    ),
)

BREAKDOWNS: Final[Mapping[str, CodeList]] = {
    "due": DUE,
    "action": NEXT_ACTION,
    "group": codes.SITUATION_GROUP,
    "origin": codes.ORIGIN,
    "path": codes.GUARANTEE_PATH,
    "phase": PHASE,
    "duration": DURATION,
    "verdict": WORKSHOP_VERDICT,
    "result": codes.CONTACT_RESULT,
    "kind": codes.CONTACT_KIND,
}
"""The code list of each breakdown, for its labels. "school" has the schools' codes instead, and
"path-phase" a path and a phase as in "job/signed"."""
