"""What the letters are written from: cases as the command hands them in, and the values that a letter shows of one."""

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.language import LANGUAGES, N_, Language
from intake.letter_fill import one_line
from intake.letter_kinds import Addressee, Kind, TemplateKey
from intake.settings import Settings

Row = Mapping[str, Any]
"""A row of a sheet: the value of each column by its key, codes as codes, dates as dates."""

COMES_OF_AGE = 18
ADDRESS_LINES = 7
LINE_CHARACTERS = 40
"""What surely fits on a line of the window: 80 mm at 10.5 points. A longer one wraps."""
USUAL, WIDE = 10, 16
"""How the width of an M stands to that of other letters; none is wider."""
TO_THE_PARENTS = N_("To the parents of {name}")


@dataclass(frozen=True)
class CaseState:
    """What is known of a case beside its rows, as of the day on which letters are written.

    `is_new`: new on this list, or returned to it. `next_action`, `due_on`: as `generator.next_action` has them.
    `last_attempt_on`: the latest contact other than to do. `may_begin_by`: the last day on which a workshop may begin
    for the case to meet its conditions; None when it does not meet them, or is in a group.
    """

    is_open: bool = True
    refuses: bool = False
    is_new: bool = False
    next_action: str | None = None
    due_on: datetime.date | None = None
    last_attempt_on: datetime.date | None = None
    may_begin_by: datetime.date | None = None


@dataclass(frozen=True)
class LetterCase:
    """A case: its row of the sheet Leavers, its rows of the sheet Contacts, its office, and its state.

    `school` is the last school's name.
    """

    office: str
    leaver: Row
    contacts: Sequence[Row] = ()
    state: CaseState = field(default_factory=CaseState)
    school: str | None = None

    @property
    def number(self) -> str:
        """The case number."""
        return str(self.leaver["case"])

    def said(self, column: str) -> str:
        """Return what stands in a column of the sheet Leavers, in one line; empty for nothing."""
        return one_line(self.leaver.get(column))

    @property
    def youngster(self) -> str:
        """First and last name, as far as they are known, as they are written."""
        return " ".join(filter(None, (self.said("first_name"), self.said("last_name"))))


@dataclass(frozen=True)
class Letter:
    """A letter to write: to whom, of which kind and language, and for which step of the case (see `letters_due`)."""

    case: LetterCase
    kind: Kind
    addressee: Addressee
    language: str
    step: str
    group: Row | None = None

    @property
    def template(self) -> TemplateKey:
        """Which template it is filled into."""
        return TemplateKey(self.kind, self.addressee, self.language)

    @property
    def contact_row(self) -> Row:
        """The row *to do* that it is entered as on the sheet Contacts."""
        return {"case": self.case.number, "kind": "letter", "with_whom": self.addressee, "result": "to-do"}


def addressee_on(case: LetterCase, day: datetime.date) -> Addressee:
    """Return whom a letter addresses: the parents of who is under 18 that day, or whose birth date is not known."""
    born = case.leaver.get("birth_date")
    if born is None:
        return "parents"
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return "parents" if age < COMES_OF_AGE else "youngster"


def language_for(case: LetterCase, settings: Settings) -> str:
    """Return the code of the language of correspondence, else that of the settings."""
    stated = case.leaver.get("language")
    return str(stated) if stated in LANGUAGES else settings.language


def addressed_to(case: LetterCase, addressee: Addressee, language: Language) -> str:
    """Return the first line of the address: the parents' name, or the youngster's."""
    if addressee == "youngster":
        return case.youngster
    return case.said("parents_name") or language.text(TO_THE_PARENTS, name=case.youngster)


def address_lines(case: LetterCase, addressee: Addressee, language: Language) -> list[str]:
    """Return the lines for the window: addressee, street, post code and town; empty when street or town is missing.

    Where they would not fit, the lines of the street are put together; too many are for the caller to refuse.
    """
    written = str(case.leaver.get("address") or "")
    street = list(filter(None, map(one_line, written.splitlines())))
    town = " ".join(filter(None, (case.said("post_code"), case.said("locality"))))
    if not street or not town:
        return []
    first = addressed_to(case, addressee, language)
    lines = [first, *street, town]
    return lines if lines_taken(lines) <= ADDRESS_LINES else [first, ", ".join(street), town]


def lines_taken(lines: Sequence[str]) -> int:
    """Return how many lines these take in the window, rather too many than one too few: what is over is cut off."""
    return sum(map(_lines_of, lines))


def _lines_of(line: str) -> int:
    whole = LINE_CHARACTERS * USUAL
    taken, room = 1, whole
    for word in line.split():
        width = sum(map(_width_of, word))
        if width > room and room < whole:
            taken, room = taken + 1, whole
        while width > room:
            width, taken, room = width - room, taken + 1, whole
        room -= width + USUAL
    return taken


def _width_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    is_wide = character.isupper() or character in "mw@" or unicodedata.east_asian_width(character) in "WF"
    return WIDE if is_wide else USUAL


def field_values(letter: Letter, office: Row, on: datetime.date, service: str) -> Mapping[str, str]:
    """Return the value of each field (`intake.letter_fields.FIELDS`) of a letter; `office` is its row of Offices."""
    case, language = letter.case, Language(letter.language)
    known = {key: one_line(office.get(key)) for key in ("code", "name", "address", "phone", "email")}
    group = letter.group or {}
    return {
        "service": service,
        **{f"office_{key}": value for key, value in known.items()},
        "office_contact": "\n".join(filter(None, (known["address"], known["phone"], known["email"]))),
        "return_address": " · ".join(filter(None, (f"{service} {known['name']}", known["address"]))),
        "letter_date": day_in_words(on, language),
        "case": case.number,
        "addressee": addressed_to(case, letter.addressee, language),
        "address": "\n".join(address_lines(case, letter.addressee, language)),
        "youngster": case.youngster,
        "first_name": case.said("first_name"),
        "last_name": case.said("last_name"),
        "parents": case.said("parents_name"),
        "listed_on": day_in_words(case.leaver.get("listed_on"), language),
        "left_school_on": day_in_words(case.leaver.get("left_school_on"), language),
        "school": one_line(case.school),
        "workshop_place": one_line(group.get("place")),
        "workshop_starts_on": day_in_words(group.get("starts_on"), language),
        "workshop_ends_on": day_in_words(group.get("ends_on"), language),
    }


def day_in_words(day: datetime.date | None, language: Language) -> str:
    """Return a day as a letter writes it, as in "1er septembre 2026"; empty for none.

    French counts the first of a month (Imprimerie nationale, Lexique des règles typographiques), which CLDR's long
    form leaves out.
    """
    if day is None:
        return ""
    said = str(language.date(day))
    return f"1er{said[1:]}" if language.code == "fr" and day.day == 1 else said
