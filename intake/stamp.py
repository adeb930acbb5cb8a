"""What the tool writes on a cover about the workbook itself, and how it reads it again.

Both directions stand here, so that what one writes the other understands.
"""

import datetime
import re
from collections.abc import Iterable

FOR_WHOM = re.compile(r"([A-Z]{3})?\s*(\d{4}/\d{2})?")


def stamp_of_lists(drawn_on: Iterable[datetime.date]) -> str:
    """Return the stamp of the monthly lists whose leavers stand in a workbook: their days, as in "2026-10-01"."""
    return ", ".join(day.isoformat() for day in sorted(drawn_on))


def stamped_lists(stamp: str | None) -> frozenset[datetime.date]:
    """Return the days of the lists that a stamp names; what is no day in it is left out."""
    days = set()
    for word in (stamp or "").replace(";", ",").split(","):
        try:
            days.add(datetime.date.fromisoformat(word.strip()))
        except ValueError:
            continue
    return frozenset(days)


def stamp_of_owner(office: str | None, school_year: str | None) -> str:
    """Return the stamp of whom a workbook was written for, as in "NOR 2026/27"."""
    return " ".join(filter(None, (office, school_year)))


def stamped_owner(stamp: str | None) -> tuple[str | None, str | None]:
    """Return the office and the school year of a stamp; None for what it does not say."""
    found = FOR_WHOM.fullmatch((stamp or "").strip())
    return (found[1], found[2]) if found else (None, None)
