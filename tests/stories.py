"""One case told as a table of days: what happened on each, and what the caseload is to say that evening.

    day        | what happens                       | next action    | due
    01.10.2026 | listed                             | first-letter   | 12.10.2026
    05.10.2026 | letter to parents: awaiting-answer | second-contact | 19.10.2026

The whole table is one register, and each line is looked at as of its day: a later line must not show. An empty cell is
not looked at, "-" is nothing. Several things on a day stand with ";" between them:

    listed, opened, left school, closed: REASON, unemployed, do not contact, own step on DAY, interview,
    KIND to WHOM: RESULT [answered DAY], says SITUATION [from DAY], moves to OFFICE, taken up by OFFICE,
    joins a group until DAY
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from generator.caseload import caseload
from intake.register import Register
from intake.settings import Settings
from tests.registers import Row, day_of, register_of, rows_of

CASE = "NOR-2627-0001"
COLUMNS = {
    "next action": "next_action", "due": "due_on", "late": "days_late", "situation": "situation", "since": "since",
    "expires": "expires_on", "expired": "expired", "open": "is_open", "closed from": "closed_from",
    "waits for": "waits_for", "owes": "owes_follow_up", "clock": "clock", "days": "clock_days", "until": "clock_until",
    "definite": "definite", "reached": "reached_on", "letter": "letter_on", "attempts": "attempts", "age": "age",
}  # fmt: skip


@dataclass
class Story:
    """A case's rows by sheet, gathered from what happened; `calendar` is that sheet of the reference workbook."""

    leaver: Row
    born: date
    calendar: str = ""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    others: list[Row] = field(default_factory=list)

    def add(self, sheet: str, **row: object) -> None:
        self.rows.setdefault(sheet, []).append({"case": CASE, **row})

    def add_contact(self, day: date, **row: object) -> None:
        # The register says of each contact whether the youngster was a minor that day, and of the birth but the month.
        minor = (day.year, day.month, day.day) < (self.born.year + 18, self.born.month, self.born.day)
        self.add("contacts", contact_on=day, minor=minor, **row)

    @property
    def register(self) -> Register:
        groups = [{key: value for key, value in row.items() if key != "case"} for row in self.rows.get("workshops", [])]
        return register_of(
            [self.leaver, *self.others],
            contacts=self.rows.get("contacts", []),
            interviews=self.rows.get("interviews", []),
            workshops=groups,
            participants=self.rows.get("participants", []),
            outcomes=self.rows.get("outcomes", []),
            youth_guarantee=self.rows.get("youth_guarantee", []),
            reference={"calendar": self.calendar},
        )


def differences(table: str, born: str, settings: Settings | None = None) -> list[str]:
    """Return in what the caseload differs from the table, a line each: day, what, expected, found."""
    lines = rows_of(table)
    register = story_of(lines, born).register
    return [found for line in lines for found in _differences(line, register, settings or Settings())]


def story_of(lines: list[Row], born: str) -> Story:
    """Return the story that the lines tell of a youngster born on a day."""
    leaver: Row = {"case": CASE, "birth_month": day_of(born).replace(day=1), "listed_on": None, "opened_on": None}
    story = Story(leaver, day_of(born))
    for line in lines:
        for event in str(line["what happens"] or "").split(";"):
            if event.strip():
                _happens(story, day_of(str(line["day"])), event.strip())
    if story.leaver["opened_on"] is None:
        story.leaver["opened_on"] = story.leaver["listed_on"]
    return story


def _differences(line: Row, register: Register, settings: Settings) -> Iterator[str]:
    today = day_of(str(line["day"]))
    found = caseload(register, today, settings).filter(pl.col("case") == CASE)
    expected = {heading: value for heading, value in line.items() if heading in COLUMNS and value is not None}
    if found.is_empty() and expected:
        yield f"{today}: the case is not there"
        return
    for heading, wanted in expected.items():
        value = _written(found[COLUMNS[heading]].item())
        if value != wanted:
            yield f"{today}: {heading} is {value}, not {wanted}"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return "-" if value is None else str(value)


def _answered(words: list[str]) -> date | None:
    match words:
        case []:
            return None
        case ["answered", day]:
            return day_of(day)
        case _:
            raise ValueError(f"nothing is known of {' '.join(words)!r}")


def _happens(story: Story, day: date, event: str) -> None:  # noqa: C901, PLR0912 (one branch a kind of event)
    match event.replace(":", "").split():
        case ["listed"]:
            story.leaver["listed_on"] = day
        case ["opened"]:
            story.leaver["opened_on"] = day
        case ["left", "school"]:
            story.leaver["left_school_on"] = day
        case ["closed", reason]:
            story.leaver |= {"closed_on": day, "closing_reason": reason}
        case ["unemployed"]:
            story.add("youth_guarantee", unemployed_since=day)
        case ["do", "not", "contact"]:
            story.leaver["do_not_contact"] = "yes"
        case ["own", "step", "on", then]:
            story.leaver["own_next_step_on"] = day_of(then)
        case ["interview"]:
            story.add("interviews", interviewed_on=day)
        case [kind, "to", whom, result, *answered]:
            story.add_contact(day, kind=kind, with_whom=whom, result=result, answered_on=_answered(answered))
        case ["says", situation]:
            story.add("outcomes", situation=situation, from_date=day, confirmed_on=day)
        case ["says", situation, "from", then]:
            story.add("outcomes", situation=situation, from_date=day_of(then), confirmed_on=day)
        case ["moves", "to", office]:
            story.add("outcomes", situation="moved-office", from_date=day, confirmed_on=day, to_office=office)
        case ["taken", "up", "by", office]:
            story.others.append({"case": f"{office}-2627-0001", "former_case": CASE, "opened_on": day})
        case ["joins", "a", "group", "until", then]:
            story.add("workshops", workshop="YW-2627-01", starts_on=day, ends_on=day_of(then))
            story.add("participants", workshop="YW-2627-01", joined_on=day)
        case _:
            raise ValueError(f"nothing is known of {event!r}")
