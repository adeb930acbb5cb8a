"""What of each office's cases is due: what the generator knows, handed to the office's own workbook as rows."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from generator.indicators.cases import with_due
from generator.tables import CLOCK_WORDS, NEXT_ACTION
from intake.feedback_staff import CaseDue, OfficeCaseload
from intake.to_do_sheet import ToDo

OWN_STEP = "own-step"


def office_caseloads(cases: pl.DataFrame, offices: Iterable[str], today: datetime.date) -> dict[str, OfficeCaseload]:
    """Return each office's open cases with their next action, as the figure of open cases counts them, and its to-dos.

    A case held back and a closed one that owes a follow-up have their next action among the to-dos, too.
    """
    of_office: dict[str, tuple[list[CaseDue], list[ToDo]]] = {office: ([], []) for office in offices}
    for case in with_due(cases, today).sort("case").iter_rows(named=True):
        if case["office"] not in of_office:
            continue
        due, to_do = of_office[case["office"]]
        if case["is_open"] and not case["held"]:
            due.append(CaseDue(case["case"], case["due_on"], case["due"] == "overdue", case["due"] == "week-0"))
        if case["next_action"]:
            to_do.append(_to_do(case))
    return {office: OfficeCaseload(today, tuple(due), tuple(to_do)) for office, (due, to_do) in of_office.items()}


def _to_do(case: Mapping[str, Any]) -> ToDo:
    state = case["clock"]
    return ToDo(
        case["case"],
        NEXT_ACTION.label(case["next_action"]),
        case["due_on"],
        case["days_late"],
        this_week=case["due"] == "week-0",
        clock=(*CLOCK_WORDS[state], case["clock_days"]) if state and case["clock_days"] is not None else None,
        own_step=case["next_action"] == OWN_STEP,
        held=case["held"],
        closed=not case["is_open"],
    )
