"""A made-up case as its office wrote it down, and the rows that its workbook holds of it on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from samples.days import Day, after, months_after
from samples.people import Person, Schooling

Row = dict[str, object]

STEPS_DONE = tuple(f"step_{step}_on" for step in range(1, 6))
PHASES = ("informed_on", "guided_on", "signed_on", "implemented_from")
PLANNED_AHEAD = 14
"""Days ahead for which planned contacts, internships and groups stand in a workbook already."""
OWES_MONTHS, OWES_DAYS = 18, 60
"""How long after an exit a follow-up is owed: the last month, and the days after which it lapses."""


@dataclass(frozen=True)
class Group:
    """A group of the workshop "Yes, ech wëll"."""

    workshop: str
    region: str
    office: str
    place: str
    starts_on: Day
    ends_on: Day
    places: int

    def days_held(self, day: Day) -> int:
        """Return the days on which it has met up to a day: four a week."""
        return max(0, (min(day, self.ends_on) - self.starts_on).days) * 4 // 7


@dataclass(frozen=True)
class Contact:
    """A contact: the day, its kind and with whom, what came of it and when; whether it was written down beforehand."""

    on: Day
    kind: str
    with_whom: str
    result: str
    answered_on: Day | None
    planned: bool

    def row_on(self, day: Day, by: str) -> Row | None:
        """Return what a workbook says of it on a day; None when nothing yet."""
        row: Row = {"kind": self.kind, "contact_on": self.on, "with_whom": self.with_whom, "by": by}
        if self.on > day:
            ahead = self.planned and self.on <= after(day, PLANNED_AHEAD)
            return {**row, "result": "to-do"} if ahead else None
        if self.answered_on and self.answered_on > day:
            return {**row, "result": "awaiting-answer"}
        if self.result == "no-response" and self.kind in ("letter", "message", "email") and after(self.on, 12) > day:
            return {**row, "result": "awaiting-answer"}
        answered_on = self.answered_on if self.answered_on != self.on else None
        return {**row, "result": self.result, "answered_on": answered_on}


@dataclass(frozen=True)
class OwnStep:
    """A step that the office set itself: when it did so, for when, and the day on which it was done."""

    set_on: Day
    due_on: Day
    done_on: Day
    text: str


@dataclass
class Case:
    """A made-up case. Its number is given once all cases of its office and year are known."""

    office: str
    person: Person
    schooling: Schooling | None
    origin: str
    opened_on: Day
    listed_on: Day | None
    left_on: Day | None
    referent: str
    number: str = ""
    former: "Case | None" = None
    contacts: list[Contact] = field(default_factory=list)
    interviews: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    statements: list[Row] = field(default_factory=list)
    group: Group | None = None
    participation: Row = field(default_factory=dict)
    guarantee: Row = field(default_factory=dict)
    own_steps: list[OwnStep] = field(default_factory=list)
    do_not_contact_from: Day | None = None
    closed_on: Day | None = None
    closing_reason: str | None = None
    exit_on: Day | None = None
    dues: list[tuple[Day, Day]] = field(default_factory=list)
    """Each step of the protocol: when it was due, and when it was done."""

    def stands_in(self, first_day: Day, last_day: Day) -> bool:
        """Whether the workbook of a year names it: opened in it, or before it and still open or owing follow-ups."""
        if self.opened_on > last_day:
            return False
        if self.opened_on >= first_day or self.closed_on is None or self.closed_on >= first_day:
            return True
        return self.exit_on is not None and after(months_after(self.exit_on, OWES_MONTHS), OWES_DAYS) >= first_day

    def overdue_on(self, day: Day) -> bool:
        """Whether a step of the protocol was due before a day and not done by its end."""
        return any(due < day < done for due, done in self.dues)

    def rows_on(self, day: Day) -> dict[str, list[Row]]:
        """Return the case's rows, by the key of their sheet, as they stand at the end of a day."""
        contacts = (contact.row_on(day, self.referent) for contact in self.contacts)
        rows: dict[str, list[Row]] = {
            "leavers": [self._leaver(day)],
            "contacts": [row for row in contacts if row],
            "interviews": [row for row in self.interviews if _is_by(row["interviewed_on"], day)],
            "accompaniment": [_step_on(row, day) for row in self.steps if _is_by(row["started_on"], day)],
            "participants": self._participation(day),
            "outcomes": [row for row in self.statements if _is_by(row["confirmed_on"], day)],
            "youth_guarantee": self._guarantee(day),
        }
        return {sheet: [{"case": self.number, **row} for row in found] for sheet, found in rows.items()}

    def _leaver(self, day: Day) -> Row:
        person, schooling = self.person, self.schooling
        closed = self.closed_on if self.closed_on and self.closed_on <= day else None
        own = next((one for one in self.own_steps if one.set_on <= day < one.done_on and not closed), None)
        known = ("national_number", "last_name", "first_name", "birth_date", "sex", "nationality_group", "commune")
        written = ("language", "parents_name", "address", "post_code", "locality", "phone", "email")
        return {
            "former_case": self.former.number if self.former else None,
            "came_from": self.former.office if self.former else None,
            "origin": self.origin,
            "opened_on": self.opened_on,
            "listed_on": self.listed_on,
            **{key: getattr(person, key) for key in (*known, *written)},
            "school": schooling.school if schooling else None,
            "track": schooling.track if schooling else "abroad" if self.left_on else None,
            "grade": schooling.grade if schooling else None,
            "years_behind": schooling.years_behind if schooling else None,
            "left_school_on": self.left_on,
            "referent": self.referent,
            "do_not_contact": "yes" if _is_by(self.do_not_contact_from, day) else None,
            "own_next_step_on": own.due_on if own else None,
            "own_next_step": own.text if own else None,
            "closed_on": closed,
            "closing_reason": self.closing_reason if closed else None,
        }

    def _participation(self, day: Day) -> list[Row]:
        row, group = self.participation, self.group
        agreed = any(_is_by(interview["interviewed_on"], day) for interview in self.interviews)
        if group is None or not agreed or not _is_by(row["joined_on"], after(day, PLANNED_AHEAD)):
            return []
        left = row.get("left_early_on") if _is_by(row.get("left_early_on"), day) else None
        internship = row.get("internship_from")
        last = left if isinstance(left, Day) else day
        known = {
            "workshop": group.workshop,
            "joined_on": row["joined_on"],
            **_only_by(row, STEPS_DONE, day),
            "days_attended": int(group.days_held(last) * float(str(row["presence"]))),
            "left_early_on": left,
            "leaving_reason": row.get("leaving_reason") if left else None,
        }
        if _is_by(internship, after(day, PLANNED_AHEAD)):
            known |= {"internship_from": internship, "firm": row["firm"]}
        return [known]

    def _guarantee(self, day: Day) -> list[Row]:
        row = self.guarantee
        if not row or not _is_by(row["informed_on"], day):
            return []
        return [{"path": row["path"], **_only_by(row, ("unemployed_since", *PHASES), day)}]


def _is_by(date: object, day: Day) -> bool:
    return isinstance(date, Day) and date <= day


def _only_by(row: Mapping[str, object], columns: Iterable[str], day: Day) -> Row:
    return {column: row[column] for column in columns if _is_by(row.get(column), day)}


def _step_on(row: Row, day: Day) -> Row:
    if _is_by(row["ended_on"], day):
        return row
    return {**row, "ended_on": None, "result": "under-way"}
