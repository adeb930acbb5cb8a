"""Who gets which letter: one function over the cases of all offices; it reads and writes nothing.

A letter belongs to a **step** of a case, and each step gets one letter, ever:

- the **first letter**: the step is the month in which the case was listed, or listed again;
- the **second letter**, when the next action is another try, or a further attempt at somebody of whom neither phone nor
  e-mail is known: the step is named by the attempt before it;
- the **invitation**, when a group of the office begins soon and the case meets the conditions of the workshop: the step
  is the group.

A letter that was written for a step (`intake.letter_journal`), or that still stands to do among the contacts, stops
the next. A case gets one letter at a time, since two to one person would be one and the same contact to do.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.language import N_, Language, Message
from intake.letter_cases import (
    ADDRESS_LINES,
    Letter,
    LetterCase,
    Row,
    address_lines,
    addressee_on,
    language_for,
    lines_taken,
)
from intake.letter_journal import Written
from intake.letter_kinds import FIRST, INVITATION, SECOND, Kind
from intake.settings import Settings

FAMILY = ("parents", "youngster")

WHY_NOT: Mapping[str, Message] = {
    "closed": N_("The case is closed."),
    "refused": N_("Refused: no letter goes out."),
    "do-not-contact": N_("Do not contact: no letter goes out."),
    "no-name": N_("No name is entered: enter it on the sheet Leavers."),
    "no-address": N_("No whole address is entered: enter street, post code and locality on the sheet Leavers."),
    "address-too-long": N_("Name and address do not fit into the window: shorten them on the sheet Leavers."),
    "office-unreachable": N_(
        "The reference workbook has neither phone nor e-mail of the office: an answer could not come."
    ),
}
"""Why somebody who was to get a letter gets none, and what to do."""


@dataclass(frozen=True)
class Withheld:
    """A letter that is not written, with the reason (a key of `WHY_NOT`), which the office is told."""

    case: LetterCase
    kind: Kind
    why: str


@dataclass(frozen=True)
class LettersDue:
    """The letters to write; those that are withheld; and how many steps have their letter already."""

    letters: tuple[Letter, ...]
    withheld: tuple[Withheld, ...]
    standing: int = 0


def letters_due(
    cases: Iterable[LetterCase],
    groups: Sequence[Row],
    offices: Mapping[str, Row],
    written: Collection[Written],
    on: datetime.date,
    settings: Settings,
) -> LettersDue:
    """Return who gets which letter on a day, by case number.

    `groups` are rows of the sheet Workshops, each with its `office`; `offices` rows of the sheet Offices by code.
    """
    letters: list[Letter] = []
    withheld: list[Withheld] = []
    before = {(one.case, one.kind, one.step) for one in written}
    standing = 0
    for case in sorted(cases, key=lambda one: one.number):
        to_do = any(_is_letter(contact) and contact.get("result") == "to-do" for contact in case.contacts)
        for kind, step, group in _steps(case, groups, on, settings):
            if to_do or (case.number, kind, step) in before or (kind == FIRST and _has_first_letter(case)):
                standing += 1
                continue
            addressee, language = addressee_on(case, on), language_for(case, settings)
            letter = Letter(case, kind, addressee, language, step, group)
            why = _why_not(letter, offices)
            if why:
                withheld.append(Withheld(case, kind, why))
            else:
                letters.append(letter)
                to_do = True
    return LettersDue(tuple(letters), tuple(withheld), standing)


def _steps(
    case: LetterCase, groups: Sequence[Row], on: datetime.date, settings: Settings
) -> Iterator[tuple[Kind, str, Row | None]]:
    """Yield the steps of a case that are to be met by a letter: its kind, the step's name, the group it invites to."""
    state = case.state
    is_due = state.due_on is None or state.due_on <= on + datetime.timedelta(days=settings.letters.ahead_days)
    if state.is_new or state.next_action == "first-letter":
        listed_on: datetime.date | None = case.leaver.get("listed_on")
        # By month: a corrected list for a month may bear another day.
        yield FIRST, f"{listed_on or on:%Y-%m}", None
    elif is_due and (
        state.next_action == "another-try" or (state.next_action == "further-attempt" and not _can_be_called(case))
    ):
        yield SECOND, state.last_attempt_on.isoformat() if state.last_attempt_on else "", None
    group = _group_for(case, groups, on, settings)
    if group:
        yield INVITATION, str(group["workshop"]), group


def _can_be_called(case: LetterCase) -> bool:
    return bool(case.said("phone") or case.said("email"))


def _has_first_letter(case: LetterCase) -> bool:
    """Whether a letter went to the family since the case was listed."""
    listed_on = case.leaver.get("listed_on") or datetime.date.min
    return any(_is_letter(one) and (one.get("contact_on") or datetime.date.min) >= listed_on for one in case.contacts)


def _is_letter(contact: Row) -> bool:
    return contact.get("kind") == "letter" and contact.get("with_whom") in FAMILY


def _group_for(case: LetterCase, groups: Sequence[Row], on: datetime.date, settings: Settings) -> Row | None:
    """Return the office's next group that begins within the setting's days, if the case may take part in it."""
    last = min(on + datetime.timedelta(days=settings.letters.invitation_days), case.state.may_begin_by or on)
    soon = [one for one in groups if one["office"] == case.office and on < one["starts_on"] <= last]
    return min(soon, key=lambda one: (one["starts_on"], one["workshop"]), default=None)


def _why_not(letter: Letter, offices: Mapping[str, Row]) -> str | None:
    case, office = letter.case, offices.get(letter.case.office, {})
    lines = address_lines(case, letter.addressee, Language(letter.language))
    reasons = {
        "closed": not case.state.is_open,
        "refused": case.state.refuses,
        "do-not-contact": bool(case.leaver.get("do_not_contact")),
        "no-name": not case.youngster,
        "no-address": not lines,
        "address-too-long": lines_taken(lines) > ADDRESS_LINES,
        "office-unreachable": not (office.get("phone") or office.get("email")),
    }
    return next((why for why, holds in reasons.items() if holds), None)
