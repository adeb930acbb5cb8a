"""How each made-up office works, so that the sites have something to say: who is late with what, whom they reach."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """How an office works: shares of steps that are done late, by how many days on average, and whom it reaches.

    `reach` multiplies the chance that somebody answers.
    """

    letters_late: float = 0.06
    contacts_late: float = 0.10
    other_late: float = 0.12
    days_late: float = 12.0
    reach: float = 1.0


MANNERS: Mapping[str, Manner] = {
    "ALZ": Manner(),
    "CEN": Manner(reach=1.25),
    "CIT": Manner(contacts_late=0.2, other_late=0.22, days_late=16),
    "EAS": Manner(),
    "MIN": Manner(letters_late=0.1, contacts_late=0.62, other_late=0.4, days_late=34, reach=0.72),
    "MOS": Manner(letters_late=0.01, contacts_late=0.01, other_late=0.02, days_late=4),
    "NOR": Manner(contacts_late=0.16, other_late=0.16),
    "SOU": Manner(letters_late=0.2, contacts_late=0.34, other_late=0.34, days_late=24),
    "SUR": Manner(),
    "WES": Manner(contacts_late=0.12),
}
"""Minett makes its second contacts late and reaches few; South has more cases than its posts can follow."""

DATA_ON_DAYS_BEFORE: Mapping[str, int] = {"CIT": 1, "EAS": 1, "SOU": 1}
"""Days before the workbooks are due up to which an office enters everything; the others enter that day's work, too."""

NOT_SENT = "WES"
"""The office that has not sent October's workbook."""
UNREADABLE = "SUR"
"""The office whose latest upload can't be read, so that the one before stands."""
