"""One case in a table: its next action, whether that is late, its situation, its clock and its last contact."""

from collections.abc import Mapping
from typing import Any

from generator.pages.view import View
from generator.parts import Cell, Chip, Clock
from generator.tables import CLOCK_WORDS, NEXT_ACTION
from intake import codes
from intake.language import N_

CaseRow = Mapping[str, Any]
"""A row of `generator.tables.Caseload`, by column."""
SOON_DAYS = 7
"""A next action due within a week bears a chip (look.md, Table)."""
NO_WORD = ("not-known", "not-reached", "declined")
"""Situations in which nobody knows where the youngster is: set apart by a chip."""


def action_cell(view: View, case: CaseRow) -> Cell:
    """Return the next action in words."""
    action = case["next_action"]
    return Cell(view.text(NEXT_ACTION.label(action))) if action else Cell(view.text(N_("nothing due")), quiet=True)


def due_cell(view: View, case: CaseRow) -> Cell:
    """Return the day on which the next action is due."""
    return Cell(view.short(case["due_on"])) if case["due_on"] else Cell("–", quiet=True)


def state_cell(view: View, case: CaseRow) -> Cell:
    """Return whether the next action is late: a chip for the exception, plain words for what is in time."""
    if case["held"]:
        return Cell(chip=Chip(view.text(N_("row held back")), "soon"))
    late = case["days_late"]
    if late is None:
        return Cell(view.text(N_("nothing due")), quiet=True)
    if late > 0:
        return Cell(chip=Chip(view.plural(N_("{n} day late"), N_("{n} days late"), late), "late"), sort=late)
    if late == 0:
        return Cell(chip=Chip(view.text(N_("due today")), "soon"), sort=late)
    if late >= -SOON_DAYS:
        return Cell(chip=Chip(view.plural(N_("in {n} day"), N_("in {n} days"), -late), "soon"), sort=late)
    return Cell(view.text(N_("on time")), quiet=True, sort=late)


def state_key(case: CaseRow) -> str:
    """Return the state that the filter above a caseload looks for."""
    late = case["days_late"]
    if case["held"]:
        return "held"
    if late is None:
        return "none"
    return "late" if late > 0 else "soon" if late >= -SOON_DAYS else "later"


def clock_key(view: View, case: CaseRow) -> str:
    """Return what the filter above a caseload looks for in the clock; of a case held back it looks for nothing."""
    if case["held"] or case["clock"] not in ("running", "past"):
        return "none"
    if case["clock"] == "past":
        return "past"
    return "soon" if case["clock_days"] <= view.facts.settings.guarantee.soon_days else "running"


def situation_cell(view: View, case: CaseRow) -> Cell:
    """Return the situation with the day from which it holds; "not known" as a chip, never hidden."""
    if case["waits_for"]:
        to = view.text(N_("to {office}, not yet taken up"), office=view.office(case["waits_for"]))
        return Cell(view.text(codes.SITUATION.label("moved-office")), sub=to)
    since = view.text(N_("since {day}"), day=view.short(case["since"])) if case["since"] else ""
    if case["expired"]:
        since = view.text(N_("expired {day}"), day=view.short(case["since"])) if case["since"] else ""
    words = situation_words(view, case["situation"])
    if case["situation"] in NO_WORD:
        return Cell(chip=Chip(words, "neutral"), sub=since)
    return Cell(words, sub=since)


def situation_words(view: View, situation: str) -> str:
    """Return a situation in words; "not known" is none of the code list."""
    if situation == codes.NOT_KNOWN:
        return view.text(codes.SITUATION_GROUP.label("not-known"))
    return view.text(codes.SITUATION.label(situation))


def clock_cell(view: View, case: CaseRow) -> Cell:
    """Return the Youth Guarantee's clock: how much of the four months is used, and in words what is left or past."""
    state, days = case["clock"], case["clock_days"]
    if state is None or days is None:
        return Cell("–", quiet=True)
    words = view.plural(*CLOCK_WORDS[state], days)
    if state == "running":
        whole = max((case["clock_until"] - case["clock_from"]).days, 1)
        soon = days <= view.facts.settings.guarantee.soon_days
        return Cell(clock=Clock(1 - min(days / whole, 1), "soon" if soon else "running", words), sort=-days)
    if state == "past":
        return Cell(clock=Clock(1, "late", words), sort=days)
    return Cell(clock=Clock(1, "met", words)) if state == "offer" else Cell(words, quiet=True)


def contact_cell(view: View, case: CaseRow) -> Cell:
    """Return the last contact: its kind and day, beneath what came of it."""
    if case["last_contact_on"] is None:
        return Cell(view.text(N_("none yet")), quiet=True)
    kind = view.text(codes.CONTACT_KIND.label(case["last_contact_kind"])) if case["last_contact_kind"] else "–"
    result = view.text(codes.CONTACT_RESULT.label(case["last_contact_result"])) if case["last_contact_result"] else ""
    return Cell(f"{kind}, {view.short(case['last_contact_on'])}", sub=result, sort=case["last_contact_on"])
