"""The code lists by which figures are broken down, beyond those of the workbooks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from generator.tables import NEXT_ACTION
from intake import codes
from intake.codes import Code, CodeList
from intake.language import N_, NP_, Message

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
ENTRY_AGE: Final = CodeList(
    "entry-age",
    N_("Age at entry"),
    (Code("15-19", NP_("entry-age", "15 to 19")), Code("20-24", NP_("entry-age", "20 to 24"))),
)
UNKNOWN: Final = "unknown"
DESTINATION: Final = CodeList(
    "destination",
    N_("Where the exit led"),
    (
        Code("employment", NP_("destination", "Employment")),
        Code("education", NP_("destination", "Continued education")),
        Code("apprenticeship", NP_("destination", "Apprenticeship")),
        Code("traineeship", NP_("destination", "Traineeship")),
        Code("negative", NP_("destination", "Known, and no offer")),
        Code("out-of-scope", NP_("destination", "Out of scope")),
        Code(UNKNOWN, NP_("destination", "Not known")),
    ),
)
STANDING: Final = CodeList(
    "standing",
    N_("Where the youngster is then"),
    (
        Code("positive", NP_("standing", "Positive: in one of the four offers")),
        Code("negative", NP_("standing", "Negative: known, and in none")),
        Code("out-of-scope", NP_("standing", "Out of scope")),
        Code(UNKNOWN, NP_("standing", "Not known")),
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
STAY: Final = CodeList(
    "stay",
    N_("How far participants came"),
    (
        Code("completed", NP_("stay", "All five steps done")),
        Code("not-completed", NP_("stay", "Stayed, without all steps")),
        Code("left-early", NP_("stay", "Left early")),
        Code("still-in", NP_("stay", "Still in a group")),
    ),
)
STAY_AND_STANDING: Final = tuple(f"{stay}/{standing}" for stay in STAY.codes for standing in STANDING.codes)
LEFT_AT: Final = CodeList(
    "left-at",
    N_("Step at which they left early"),
    (
        Code("step-1", NP_("left-at", "1 The sense of work")),
        Code("step-2", NP_("left-at", "2 My role")),
        Code("step-3", NP_("left-at", "3 How the team sees me")),
        Code("step-4", NP_("left-at", "4 In a company")),
        Code("step-5", NP_("left-at", "5 Motivation")),
        Code("all-done", NP_("left-at", "All steps done")),
    ),
)
"""The first step that was not done when the youngster left."""

LATE_ATTEMPT: Final = 4


def _and_unknown(listed: CodeList, label: Message) -> CodeList:
    return replace(listed, entries=(*listed.entries, Code(UNKNOWN, label)))


_NOT_GIVEN: Final = NP_("category", "Not given")
AGE: Final = CodeList(
    "age-group",
    N_("Age at listing"),
    (
        Code("15-under", NP_("age", "15 and under")),
        *(Code(f"{age}", Message(f"{age}", "age")) for age in range(16, 20)),
        Code("20-over", NP_("age", "20 and over")),
        Code(UNKNOWN, _NOT_GIVEN),
    ),
)
GRADE: Final = CodeList(
    "grade-group",
    N_("Grade"),
    (
        Code("7-under", NP_("grade", "7 and under")),
        *(Code(f"{grade}", Message(f"{grade}", "grade")) for grade in range(8, 12)),
        Code("12-over", NP_("grade", "12 and over")),
        Code(UNKNOWN, _NOT_GIVEN),
    ),
)
BEHIND: Final = CodeList(
    "behind",
    N_("Years behind at school"),
    (
        Code("none", NP_("behind", "None")),
        Code("one", NP_("behind", "One")),
        Code("two", NP_("behind", "Two")),
        Code("more", NP_("behind", "Three and more")),
        Code(UNKNOWN, _NOT_GIVEN),
    ),
)
PROFILES: Final[Mapping[str, CodeList]] = {
    "sex": _and_unknown(codes.SEX, _NOT_GIVEN),
    "age-group": AGE,
    "nationality": _and_unknown(codes.NATIONALITY_GROUP, _NOT_GIVEN),
    "track": _and_unknown(codes.TRACK, _NOT_GIVEN),
    "grade-group": GRADE,
    "behind": BEHIND,
    "reason": _and_unknown(codes.REASON, NP_("category", "No interview yet")),
}
"""What is known of a person, by which figures are broken down; the canton has the reference workbook's names."""

OPEN_FOR: Final = CodeList(
    "open-for",
    N_("How long the case has been open"),
    (
        Code("months-3", NP_("open-for", "Up to 3 months")),
        Code("months-6", NP_("open-for", "3 to 6 months")),
        Code("months-12", NP_("open-for", "6 to 12 months")),
        Code("months-24", NP_("open-for", "1 to 2 years")),
        Code("over-24", NP_("open-for", "More than 2 years")),
    ),
)

_ELSEWHERE: Final = NP_("category", "Before the case was handed over")
REACHED_KIND: Final = _and_unknown(codes.CONTACT_KIND, _ELSEWHERE)
ATTEMPT: Final = CodeList(
    "attempt",
    N_("Attempt that was answered first"),
    (
        Code("attempt-1", NP_("attempt", "First")),
        Code("attempt-2", NP_("attempt", "Second")),
        Code("attempt-3", NP_("attempt", "Third")),
        Code("later", NP_("attempt", "A later one")),
        Code(UNKNOWN, _ELSEWHERE),
    ),
)
REACHED_DAYS: Final = CodeList(
    "reached-days",
    N_("Days from the listing to the first answer"),
    (
        Code("days-14", NP_("days", "Within 14 days")),
        Code("days-30", NP_("days", "15 to 30 days")),
        Code("days-60", NP_("days", "31 to 60 days")),
        Code("days-90", NP_("days", "61 to 90 days")),
        Code("later", NP_("days", "More than 90 days")),
        Code(UNKNOWN, _ELSEWHERE),
    ),
)
LEFT_WHY: Final = _and_unknown(codes.LEAVING_WORKSHOP, _NOT_GIVEN)

BREAKDOWNS: Final[Mapping[str, CodeList]] = {
    **PROFILES,
    "reached-kind": REACHED_KIND,
    "attempt": ATTEMPT,
    "reached-days": REACHED_DAYS,
    "entry-age": ENTRY_AGE,
    "destination": DESTINATION,
    "standing": STANDING,
    "open-for": OPEN_FOR,
    "step": codes.STEP,
    "step-result": codes.STEP_RESULT,
    "due": DUE,
    "action": NEXT_ACTION,
    "group": codes.SITUATION_GROUP,
    "origin": codes.ORIGIN,
    "path": codes.GUARANTEE_PATH,
    "phase": PHASE,
    "duration": DURATION,
    "verdict": WORKSHOP_VERDICT,
    "stay": STAY,
    "left-at": LEFT_AT,
    "left-why": LEFT_WHY,
    "result": codes.CONTACT_RESULT,
    "kind": codes.CONTACT_KIND,
}
"""The code list of each breakdown, for its labels. "school" has the schools' codes instead, "canton" the names, and
"path-phase" a path and a phase as in "job/signed"; so "stay-standing", "sex-standing" and "entry-age-standing"."""
