"""The catalogue of problems, fourth part: what monthly lists show when they are reconciled with the offices' cases."""

from collections.abc import Mapping

from intake.language import N_
from intake.problem_kinds import ProblemKind, error, warning

CORRECT_THE_LIST = N_("Have the list corrected; the corrected one takes its place.")

LISTS: Mapping[str, ProblemKind] = {
    "no-office-known": error(
        N_("No office follows the place where this person lives, nor the school that was left."),
        N_("Correct the commune in the list, or enter commune and school with their office in the reference workbook."),
    ),
    "not-recognised": error(
        N_("A row without a national number and without name and birth date: nobody can tell who it is."),
        CORRECT_THE_LIST,
    ),
    "no-national-number": warning(
        N_("No national number; the person is matched by name and birth date."),
        N_("Look the number up in the register, where there is one."),
    ),
    "listed-twice": warning(N_("The person stands on the list a second time; the first row counts."), CORRECT_THE_LIST),
    "back-and-listed": warning(
        N_("The person is said to be back at school, and stands among the leavers, too; they count as out of school."),
        CORRECT_THE_LIST,
    ),
    "left-again": warning(
        N_("The person left school after an earlier list, and no list said that they were back; it is a new start."),
        N_("If the day of leaving is wrong, have the list corrected."),
    ),
    "back-unlisted": warning(
        N_("The person is back at school, and no list had named them; it counts nowhere."),
        N_("If a month's list is missing, put it in the folder lists."),
    ),
    "joined-to-case": warning(
        N_("{office} follows this person already; no new number was given."),
        N_("{office} goes on in that case, and may enter there when the person was listed."),
    ),
    "listed-elsewhere": warning(
        N_("By this list the person belongs to {office}; the case stays where it is."),
        N_("Agree on who follows the person; the old office then states “Moved to another office”."),
    ),
    "may-be-known": warning(
        N_("By name and birth date this may be the person of case {other_case}."),
        N_("Answer with `alj match`; until then they are two people."),
    ),
    "number-without-list": warning(
        N_("The number was given to a leaver whom no list names any more."),
        N_("The number stays. If the person was listed in error, the office states so on its sheet Outcomes."),
    ),
}
"""What the coordination is told of a list; a person is meant by cell or case number, never by name."""
