"""What was due last and is due next: of the lists and of each office, as `build.json` has it and in words."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from generator.submission_calendar import Expected, SubmissionCalendar
from intake.language import N_, NP_, Language, Message

SOON_DAYS = 7
"""So many days before its day the next one is spoken of."""
RECEIVED = (NP_("list", "received {day}"), N_("received {day}"))
"""Of a list, and of a workbook: in French the two are not of one gender."""


def due_entries(calendar: SubmissionCalendar, sender: str) -> dict[str, Any]:
    """Return what was due `last` and is due `next` of an office, or of the lists (`LIST`); None where nothing is."""
    return {"last": _entry(calendar.last(sender)), "next": _entry(calendar.next(sender))}


def _entry(one: Expected | None) -> dict[str, Any] | None:
    if one is None:
        return None
    days = {"due_on": one.due_on, "came_on": one.came_on, "tells_of": one.tells_of, "refused_on": one.refused_on}
    said = {name: day.isoformat() if day else None for name, day in days.items()}
    return {"month": f"{one.month:%Y-%m}", **said, "days_late": one.days_late}


def lists_in_words(due: Mapping[str, Any], today: datetime.date, language: Language) -> Iterator[str]:
    """Yield what there is to say of the list from the register; of entries as `due_entries` makes them."""
    for one in _worth_a_line(due, today):
        month = language.month(datetime.date.fromisoformat(f"{one['month']}-01"))
        drawn = language.text(N_("drawn {day}"), day=_day(one["tells_of"], language)) if one["tells_of"] else ""
        said = [language.text(N_("expected {day}"), day=_day(one["due_on"], language)), drawn]
        yield language.text(
            N_("List of {month}: {said}"), month=month, said=_said(one, said, RECEIVED[0], today, language)
        )


def workbooks_in_words(due: Mapping[str, Any], today: datetime.date, language: Language) -> Iterator[str]:
    """Yield what there is to say of an office's workbook that was due last, and of the next."""
    for one in _worth_a_line(due, today):
        month = language.month(datetime.date.fromisoformat(f"{one['month']}-01"))
        said = [language.text(N_("due {day}"), day=_day(one["due_on"], language))]
        if one["refused_on"]:
            said.append(language.text(N_("refused {day}"), day=_day(one["refused_on"], language)))
        yield language.text(
            N_("Workbook of {month}: {said}"), month=month, said=_said(one, said, RECEIVED[1], today, language)
        )
    if not due["last"] and not due["next"]:
        yield language.text(N_("The calendar of the reference workbook has no day for workbooks."))


def _worth_a_line(due: Mapping[str, Any], today: datetime.date) -> Iterator[Mapping[str, Any]]:
    """Yield what was due last, and what is due next where that is soon or nothing was due before."""
    if due["last"]:
        yield due["last"]
    if due["next"] and (not due["last"] or _days_left(due["next"], today) <= SOON_DAYS):
        yield due["next"]


def _days_left(one: Mapping[str, Any], today: datetime.date) -> int:
    return (datetime.date.fromisoformat(one["due_on"]) - today).days


def _said(
    one: Mapping[str, Any], before: list[str], received: Message, today: datetime.date, language: Language
) -> str:
    """What goes before, when it came, and how late it is or how many days are left."""
    said = list(before)
    left = _days_left(one, today)
    if one["came_on"]:
        said.append(language.text(received, day=_day(one["came_on"], language)))
    if one["days_late"]:
        said.append(language.plural(N_("{n} day late"), N_("{n} days late"), one["days_late"]))
    elif not one["came_on"]:
        soon = language.plural(N_("in {n} day"), N_("in {n} days"), left)
        said.append(soon if left else language.text(NP_("calendar", "due today")))
    return ", ".join(part for part in said if part)


def _day(day: str, language: Language) -> str:
    return language.date(datetime.date.fromisoformat(day))
