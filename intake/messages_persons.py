"""The catalogue of problems, third part: persons and moves."""

from collections.abc import Mapping

from intake.language import N_
from intake.problem_kinds import ProblemKind, warning

FORMER_CASE = N_("Correct the former case number; until then the case counts as a start of its own.")

PERSONS: Mapping[str, ProblemKind] = {
    "erased-person": warning(
        N_("A row of somebody whose data were erased; it does not count, and nothing in it was kept that names them."),
        N_("Delete the row, and the rows of its case on the other sheets."),
    ),
    "former-case-of-own-office": warning(
        N_("The former case number is one of this office's own; it counts as empty."),
        N_("Only a case that another office handed over has one: empty the cell."),
    ),
    "former-case-missing": warning(
        N_("The case comes from {office}, and its number there is missing."),
        N_("Enter the number that {office} gave it as former case number, so that it counts once."),
    ),
    "came-from-differs": warning(
        N_("“{column}” is another office than that of “{also}”."), N_("Correct the one that is wrong.")
    ),
    "former-case-unknown": warning(N_("No office has sent a case with this former case number."), FORMER_CASE),
    "former-case-of-another-person": warning(
        N_("By number, name and birth date the former case is that of somebody else."),
        N_("Correct the former case number, or what is misspelt. If all is right, ask the coordination to confirm it."),
    ),
    "former-case-named-twice": warning(
        N_("Another case names this former case number, too."),
        N_("Leave it on the one case that carries the former one on, and empty it on the other."),
    ),
    "former-case-in-circle": warning(
        N_("This case and later ones each name another as the former one; the number counts as empty here."),
        N_("Empty it. Who comes back gets a new case, with the number at the other office as former case number."),
    ),
    "move-unconfirmed": warning(
        N_("{office} has not stated that this case moved to you."),
        N_("Ask {office} to enter the move on its sheet Outcomes. The case counts with you."),
    ),
    "move-not-stated": warning(
        N_("{office} has taken this case over, and the move is not stated here."),
        N_("Enter “Moved to another office” on the sheet Outcomes, or tell {office} that the case is yours."),
    ),
    "moved-to-another": warning(
        N_("{office} has taken this case over, and the move names another office."),
        N_("Correct “{column}”, or tell {office} that the case is not for it."),
    ),
    "move-not-taken-up": warning(
        N_("{office} has not taken this case over in the {days} days since the move; it still counts here."),
        N_("Ask {office} to enter it with its number here as former case number."),
    ),
    "open-elsewhere": warning(
        N_("The same person has an open case at {office}, too."),
        N_("Agree with {office} on who follows the person; the other closes its case or states the move."),
    ),
    "open-twice": warning(
        N_("The same person has another open case here: {other_case}."), N_("Go on in one of them and close the other.")
    ),
    "number-of-two-people": warning(
        N_("Another case has this national number with quite another name and birth date."),
        N_("Compare it with the register. Who does not fit the number is matched by name and birth date until then."),
    ),
}
"""Warnings on persons and moves; most are found only when the workbooks of all offices are put together."""
