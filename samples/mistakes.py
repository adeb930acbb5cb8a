"""The mistakes planted in the made-up workbooks, each declared once: what, where, and the problem it must give.

They are the mistakes that people make: a cell forgotten, a row copied, a year mistyped. Each takes a case of its own,
so that none hides another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samples.cases import Row
from samples.days import TODAY, Day, after, months_after
from samples.manners import UNREADABLE
from samples.workbooks import OfficeWorkbook, Rows

Change = Callable[[Rows, set[str]], None]


class NothingToSpoilError(Exception):
    """No row is left for a mistake: the sample is too small. A fault of the samples, never of a user."""


@dataclass(frozen=True)
class Mistake:
    """A planted mistake: its kind in words, the office, the expected problem's code, and what it does to the rows.

    Without a `change` it is the file itself that is damaged.
    """

    kind: str
    office: str
    code: str
    change: Change | None = None


def plant_mistakes(workbook: OfficeWorkbook) -> tuple[Mistake, ...]:
    """Return the mistakes of a workbook, once they are planted in its rows; a damaged file is one by itself."""
    if workbook.damaged:
        return tuple(one for one in MISTAKES if one.office == workbook.office and one.change is None)
    if not workbook.mistaken:
        return ()
    touched: set[str] = set()
    planted = [one for one in MISTAKES if one.office == workbook.office and one.change]
    for mistake in planted:
        if mistake.change:
            mistake.change(workbook.rows, touched)
    return tuple(planted)


def _take(rows: Rows, sheet: str, touched: set[str], suits: Callable[[Row], bool] = lambda _: True) -> Row:
    """Return a row that suits, of a case that no mistake has touched yet; a late one, as mistakes are found soon."""
    for row in reversed(rows[sheet]):
        if str(row.get("case")) not in touched and suits(row):
            touched.add(str(row.get("case")))
            return row
    raise NothingToSpoilError(sheet)


def _take_leaver(rows: Rows, touched: set[str], suits: Callable[[Row], bool] = lambda _: True) -> Row:
    """Return the row of a case on which no participation hangs, so that one mistake gives one problem."""
    in_groups = {row["case"] for row in rows["participants"]}
    return _take(rows, "leavers", touched, lambda row: row["case"] not in in_groups and suits(row))


def _empty(column: str) -> Change:
    """Empty a needed cell of a case on which an interview hangs, which is held back with it."""

    def change(rows: Rows, touched: set[str]) -> None:
        interviewed = {row["case"] for row in rows["interviews"]}
        _take_leaver(rows, touched, lambda row: row["case"] in interviewed)[column] = None

    return change


def _write_words_for_a_day(rows: Rows, touched: set[str]) -> None:
    participants = {row["case"] for row in rows["participants"]}
    row = _take(rows, "interviews", touched, lambda row: row["case"] not in participants)
    row["interviewed_on"] = "à la mi-octobre"


def _name_an_unknown_school(rows: Rows, touched: set[str]) -> None:
    _take_leaver(rows, touched, lambda row: row.get("school") is not None)["school"] = "Z 9"


def _give_a_number_twice(rows: Rows, touched: set[str]) -> None:
    row = _take_leaver(rows, touched)
    rows["leavers"].append({**row, "last_name": "Doublon", "first_name": "Exemple", "national_number": None})


def _write_to_nobody(rows: Rows, touched: set[str]) -> None:
    row = _take(rows, "contacts", touched, lambda row: row["result"] != "to-do")
    rows["contacts"].append({**row, "case": f"{str(row['case'])[:-4]}4999"})


def _begin_before_leaving(rows: Rows, touched: set[str]) -> None:
    left = {row["case"]: row["left_school_on"] for row in rows["leavers"] if row["left_school_on"]}
    row = _take(rows, "outcomes", touched, lambda row: row["case"] in left)
    left_on = left[row["case"]]
    if isinstance(left_on, Day):
        row["from_date"] = months_after(left_on, -2)


def _mistype_a_check_digit(rows: Rows, touched: set[str]) -> None:
    row = _take_leaver(rows, touched, lambda row: row.get("national_number") is not None)
    number = str(row["national_number"])
    row["national_number"] = f"{number[:12]}{(int(number[12]) + 1) % 10}"


def _interview_next_year(rows: Rows, touched: set[str]) -> None:
    participants = {row["case"] for row in rows["participants"]}
    row = _take(rows, "interviews", touched, lambda row: row["case"] not in participants)
    row["interviewed_on"] = months_after(TODAY, 11)


def _state_two_at_once(rows: Rows, touched: set[str]) -> None:
    row = _take(rows, "outcomes", touched, lambda row: row["situation"] in ("no-occupation", "seeking-work"))
    rows["outcomes"].append({**row, "situation": "seeking-training"})


def _answer_too_early(rows: Rows, touched: set[str]) -> None:
    row = _take(rows, "contacts", touched, lambda row: row.get("answered_on") is not None)
    contact_on = row["contact_on"]
    if isinstance(contact_on, Day):
        row["answered_on"] = after(contact_on, -9)


def _keep_a_foreign_number(rows: Rows, touched: set[str]) -> None:
    row = _take_leaver(rows, touched)
    rows["leavers"].append({**row, "case": f"NOR{str(row['case'])[3:-4]}4998", "national_number": None})


def _join_without_interest(rows: Rows, touched: set[str]) -> None:
    participants = {row["case"] for row in rows["participants"]}
    _take(rows, "interviews", touched, lambda row: row["case"] in participants)["vocational_interest"] = "no"


def _give_a_reason_twice(rows: Rows, touched: set[str]) -> None:
    row = _take(rows, "interviews", touched)
    row["second_reason"] = row["main_reason"]


def _offer_to_the_absent(rows: Rows, _touched: set[str]) -> None:
    if not rows["interventions"]:
        raise NothingToSpoilError("interventions")
    row = rows["interventions"][-1]
    row["offered"] = int(str(row["pupils"])) + 3


def _copy_a_row(rows: Rows, touched: set[str]) -> None:
    rows["contacts"].append(dict(_take(rows, "contacts", touched, lambda row: row["result"] != "to-do")))


def _mistype_the_grade(rows: Rows, touched: set[str]) -> None:
    _take_leaver(rows, touched, lambda row: row.get("grade") is not None)["grade"] = 29


MISTAKES: Sequence[Mistake] = (
    Mistake("birth date missing, the case held back with all that hangs on it", "MIN", "missing", _empty("birth_date")),
    Mistake("last name missing", "MIN", "missing", _empty("last_name")),
    Mistake("sex missing", "MIN", "missing", _empty("sex")),
    Mistake("answer before the contact", "MIN", "answered-before-contact", _answer_too_early),
    Mistake("row copied", "MIN", "duplicate-row", _copy_a_row),
    Mistake("words in place of a date", "SOU", "not-a-date", _write_words_for_a_day),
    Mistake("situation before leaving school", "SOU", "situation-before-leaving", _begin_before_leaving),
    Mistake("participant without interest in training", "SOU", "workshop-no-interest", _join_without_interest),
    Mistake("school that is not in the list", "CEN", "not-in-list", _name_an_unknown_school),
    Mistake("two situations from one day", "CEN", "two-situations-one-day", _state_two_at_once),
    Mistake("case number given twice", "CIT", "duplicate-case", _give_a_number_twice),
    Mistake("support offered to more pupils than came", "CIT", "more-than-present", _offer_to_the_absent),
    Mistake("contact of a case that does not exist", "NOR", "no-such-case", _write_to_nobody),
    Mistake("same reason twice", "NOR", "same-reason-twice", _give_a_reason_twice),
    Mistake("check digit that does not fit", "EAS", "bad-check-digit", _mistype_a_check_digit),
    Mistake("interview in the future", "ALZ", "date-in-future", _interview_next_year),
    Mistake("case numbered for another office", "ALZ", "case-of-another-office", _keep_a_foreign_number),
    Mistake("grade that does not exist", "WES", "out-of-range", _mistype_the_grade),
    Mistake("latest workbook cut off on its way", UNREADABLE, "incomplete-file"),
)
"""Every planted mistake. Moselle makes none."""
