"""Office workbooks' rows for the two school years whose table the ministry published, all of them made up.

The persons follow the published lines; names, days and offices are invented. Beside them stand a few that must not
count (qualified, listed in error), some who left twice in the year and some who moved to another office, so that the
figures at the end of the way say that persons were counted, once each, at their present office.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from typing import Final

from stdnum import luhn, verhoeff

Row = dict[str, object]
Sheets = dict[str, list[Row]]

OFFICES: Final = ("CEN", "CIT", "EAS", "MIN", "MOS", "NOR", "RED", "SUE", "SUR", "WES")

PUBLISHED: Final[Mapping[str, Mapping[str, int]]] = {
    "2011/12": {
        "left-school": 1680,
        "temporary": 304 + 271,
        "temporary-luxembourg": 304,
        "temporary-abroad": 271,
        "employed": 159,
        "measure": 67,
        "left-again": 124,
        "no-occupation": 299,
        "not-reached": 456,
    },
    "2012/13": {
        "left-school": 1643,
        "temporary": 415,
        "employed": 88,
        "measure": 51,
        "left-again": 207,
        "no-occupation": 433,
        "not-reached": 449,
    },
}
"""The published lines by their codes; in 2012/13 re-enrolment here and abroad was published together."""

TEMPORARY_ABROAD_2012: Final = 190
"""How many of the 415 are made to be abroad: the split was not published."""
NOT_COUNTED: Final = {"qualified": 5, "listed-in-error": 8}
MOVED: Final = 6
"""How many of those employed moved to another office before."""

_NOT_REACHED: Final = (
    "never",
    "never",
    "silent",
    "never",
    "expired",
    "never",
    "declined",
    "never",
    "emigrated",
    "list",
)
_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "temporary-luxembourg": ("school-lu", "apprenticeship", "school-lu", "adult-education"),
    "temporary-abroad": ("school-abroad",),
    "employed": ("employed",),
    "measure": ("employment-measure", "internship", "voluntary-service", "workshop"),
    "left-again": ("returned", "returned", "twice"),
    "no-occupation": ("no-occupation", "seeking-work", "seeking-training", "ill-or-caring", "settled-otherwise"),
    "not-reached": _NOT_REACHED,
    "qualified": ("qualified",),
    "listed-in-error": ("listed-in-error",),
}
"""What those on a line are made of, in turn; a situation's code, or a course of its own (see `_Writer.live`)."""


def published_rows(school_year: str, offices: Sequence[str] = OFFICES) -> dict[str, Sheets]:
    """Return each office's rows by sheet key, cells by column key: codes, dates and texts valid by the declaration."""
    writer = _Writer(school_year, {office: {"leavers": [], "contacts": [], "outcomes": []} for office in offices})
    for number, (kind, moves) in enumerate(_persons(school_year)):
        writer.live(number, kind, offices[number % len(offices)], offices[(number + 3) % len(offices)] if moves else "")
    return writer.sheets


def published_cover(office: str, school_year: str) -> Row:
    """Return what stands on the cover of an office's workbook, filled in on the last day of the school year."""
    return {"office": office, "school_year": school_year, "data_on": last_day(school_year), "posts": 1.5}


def last_day(school_year: str) -> date:
    """Return the last day of a school year."""
    return date(int(school_year[:4]) + 1, 8, 31)


def _persons(school_year: str) -> Iterator[tuple[str, bool]]:
    """Each person's kind, and whether they move."""
    lines = {**PUBLISHED[school_year], **NOT_COUNTED}
    lines.setdefault("temporary-abroad", TEMPORARY_ABROAD_2012)
    lines["temporary-luxembourg"] = lines["temporary"] - lines["temporary-abroad"]
    for line, kinds in _KINDS.items():
        each = cycle(kinds)
        for number in range(lines[line]):
            yield next(each), line == "employed" and number < MOVED


@dataclass
class _Writer:
    """Writes each person's course into the sheets of their office."""

    school_year: str
    sheets: dict[str, Sheets]
    numbers: dict[str, int] = field(default_factory=dict)

    def live(self, number: int, kind: str, office: str, to_office: str) -> None:
        """Write one person. They leave from September to May and are heard of last in July, unless they are not."""
        begins = date(int(self.school_year[:4]), 9, 1)
        left = begins + timedelta(days=1 + (number * 37) % 240)
        later = left + timedelta(days=40)
        july = date(begins.year + 1, 7, 1 + number % 28)
        case = self.case(number, office, left)
        match kind:
            case "never":
                self.attempts(office, case, left, answered=False)
            case "silent":
                self.attempts(office, case, left, answered=True)
            case "expired":
                self.attempts(office, case, left, answered=True)
                self.state(office, case, "seeking-work", left, min(later, date(begins.year + 1, 5, 15)))
            case "list":
                self.state(office, case, "no-occupation", left, min(later, date(begins.year + 1, 5, 15)), "list")
            case "returned":
                self.state(office, case, "school-lu", later, later)
                self.state(office, case, "no-occupation", later + timedelta(days=20), july)
            case "twice":
                self.state(office, case, "school-lu", later, later)
                again = self.case(number, office, later + timedelta(days=20))
                self.state(office, again, "seeking-work", later + timedelta(days=20), july)
            case _:
                self.attempts(office, case, left, answered=kind not in ("school-lu", "school-abroad"))
                source = "list" if kind.startswith("school") else "youngster"
                self.state(office, case, kind, later, july, source)
        if to_office:
            self.move(number, case, office, to_office, left, july)

    def move(self, number: int, case: str, office: str, to_office: str, left: date, july: date) -> None:
        """Hand a case over: the old office says so, the new one brings the history under a number of its own."""
        moved = july + timedelta(days=5)
        self.state(office, case, "moved-office", moved, moved, "service")
        self.sheets[office]["outcomes"][-1]["to_office"] = to_office
        taken = self.case(number, to_office, left)
        self.sheets[to_office]["leavers"][-1] |= {
            "origin": "other-office", "former_case": case, "came_from": office, "opened_on": moved,
        }  # fmt: skip
        for sheet in ("contacts", "outcomes"):
            own = [row for row in self.sheets[office][sheet] if row["case"] == case]
            history = [{**row, "case": taken} for row in own if row.get("situation") != "moved-office"]
            self.sheets[to_office][sheet] += history

    def case(self, number: int, office: str, left: date) -> str:
        """Write a row of the sheet Leavers and return its number."""
        self.numbers[office] = self.numbers.get(office, 0) + 1
        years = self.school_year[2:4] + self.school_year[5:7]
        case = f"{office}-{years}-{self.numbers[office]:04d}"
        listed = (left.replace(day=1) + timedelta(days=32)).replace(day=1)
        born = date(int(self.school_year[:4]) - 16, 1 + number % 12, 1 + number % 28)
        self.sheets[office]["leavers"].append({
            "case": case, "origin": "monthly-list", "opened_on": listed, "listed_on": listed,
            "national_number": None if number % 10 == 0 else _national_number(born, number % 1000),
            "last_name": f"Muster{_letters(number)}", "first_name": f"Probe{_letters(number * 7)}", "birth_date": born,
            "sex": "male" if number % 100 < 61 else "female", "track": "esg-lower", "grade": 9,
            "years_behind": number % 3, "left_school_on": left, "language": "fr",
        })  # fmt: skip
        return case

    def attempts(self, office: str, case: str, left: date, *, answered: bool) -> None:
        """Write the letter, the second contact and, while nobody answers, a third attempt."""
        sent = (left.replace(day=1) + timedelta(days=32)).replace(day=6)
        call: Row = {"case": case, "kind": "phone", "with_whom": "youngster"}
        letter: Row = {"case": case, "kind": "letter", "with_whom": "parents", "contact_on": sent}
        rows = [{**letter, "result": "no-response"}]
        second = sent + timedelta(days=14)
        rows.append({**call, "contact_on": second, "result": "reached" if answered else "no-response"})
        if not answered:
            rows.append({**call, "contact_on": second + timedelta(days=28), "result": "no-response"})
        self.sheets[office]["contacts"] += rows

    def state(
        self, office: str, case: str, situation: str, since: date, confirmed: date, source: str = "youngster"
    ) -> None:
        """Write a statement of a situation."""
        self.sheets[office]["outcomes"].append({
            "case": case, "situation": situation, "from_date": since, "confirmed_on": max(confirmed, since),
            "source": source,
        })  # fmt: skip


def _national_number(born: date, serial: int) -> str:
    """A made-up national number: both check digits are over the first eleven."""
    body = f"{born:%Y%m%d}{serial:03d}"
    return f"{body}{luhn.calc_check_digit(body)}{verhoeff.calc_check_digit(body)}"


def _letters(number: int) -> str:
    """A number as letters, since a name has no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
