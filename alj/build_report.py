"""`output/build.json`: what a build took in, what became of it at each stage, and how long each stage took."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import polars as pl

from alj.due_report import due_entries
from alj.taking_in import Merged
from generator.facts import Facts
from generator.revisions import Revised
from generator.submission_calendar import LIST
from intake.language import N_, Language
from intake.messages import OF_RECEIPT
from intake.problems import Problem, describe_kinds
from intake.received import Received
from intake.register import CHANGES_COUNTED, Problems, Register, Submissions, latest_changes


def report_of(
    taken: Merged, facts: Facts, sites: Sequence[str], seconds: Mapping[str, float], *, whole: bool
) -> dict[str, Any]:
    """Return the report. It names files by their hash and offices by their code, and nobody.

    `whole` says that every site was rendered, of what is known today.
    """
    return {
        "version": version("alj-reports"),
        "whole": whole,
        "as_of": facts.today.isoformat(),
        "edition": facts.edition.isoformat(),
        "key_id": taken.register.key_id,
        "submissions": [_submission(one, taken) for one in taken.received],
        "changes": [
            {**row, "previous_at": row["previous_at"].isoformat()}
            for row in taken.register.changes.iter_rows(named=True)
        ],
        "unattributed": [_unattributed(one) for one in taken.standing.unattributed],
        "left_in_inbox": taken.left,
        "offers": taken.offers,
        "rows": {
            submission: {sheet: asdict(count) for sheet, count in sheets.items()}
            for submission, sheets in taken.counts.items()
        },
        "lists_due": due_entries(facts.calendar, LIST),
        "months_without_day": [f"{month:%Y-%m}" for month in facts.calendar.without_day],
        "offices": [_office(code, facts, taken.register) for code in facts.offices],
        "figures": facts.figures.height,
        "editions": [_edition(one) for one in facts.revised],
        "problems_by_office": _problems(taken.register.problems),
        "disclosure": _disclosure(facts),
        "sites": list(sites),
        "seconds": {stage: round(spent, 3) for stage, spent in seconds.items()},
    }


def new_and_nobodys(taken: Merged) -> list[Received]:
    """Return the files taken in now of which nobody can say whose they are."""
    return [one for one in taken.standing.unattributed if one.receipt.number in taken.new]


def tell_what_is_nobodys(taken: Merged, language: Language) -> Iterator[str]:
    """Yield what a person must look after: files of which nobody can say whose they are, and what the inbox kept."""
    new = new_and_nobodys(taken)
    for one in new:
        yield language.text(N_("{file}: nobody can say whose it is."), file=f"archive/blobs/{one.receipt.sha256}.xlsx")
        for message in _why_nobodys(one, language):
            yield f"  {message}"
    before = len(taken.standing.unattributed) - len(new)
    if before:
        yield language.plural(
            N_("{n} file received before is nobody's: see “unattributed” in build.json."),
            N_("{n} files received before are nobody's: see “unattributed” in build.json."),
            before,
        )
    if taken.left:
        yield language.plural(
            N_("{n} file stayed in the inbox: it lies too deep, can't be read, is a link or is still being written."),
            N_(
                "{n} files stayed in the inbox: they lie too deep, can't be read, are links or are still being written."
            ),
            taken.left,
        )


def _why_nobodys(one: Received, language: Language) -> Iterator[str]:
    if not one.checked.refused:
        yield language.text(N_("It is none of the offices' workbooks: keep it where it belongs."))
        return
    workbook = one.checked.declaration.key if one.checked.declaration else "office"
    yield from describe_kinds(one.checked.problems, language, workbook)
    yield language.text(N_("If an office sent it, put it into the office's folder of the inbox."))


def _unattributed(one: Received) -> dict[str, Any]:
    return {
        "sha256": one.receipt.sha256,
        "received_at": one.receipt.received_at.isoformat(),
        "workbook": one.checked.declaration.key if one.checked.declaration else None,
        "problems": sorted({problem.code for problem in one.checked.problems}),
    }


def _submission(one: Received, taken: Merged) -> dict[str, Any]:
    fate = next(fate for fate in taken.standing.fates if fate.number == one.receipt.number)
    return {
        "number": one.receipt.number,
        "sha256": one.receipt.sha256,
        "received_at": one.receipt.received_at.isoformat(),
        "office": one.office,
        "school_year": one.school_year,
        "status": one.checked.status if fate.came_to == "unattributed" else fate.came_to,
        "codes": list(fate.codes),
        "superseded_by": fate.superseded_by,
        "stands": any(one.receipt.number == standing.receipt.number for standing in taken.standing.standing),
        "problems": len(one.checked.problems),
    }


def _office(code: str, facts: Facts, register: Register) -> dict[str, Any]:
    state = facts.statuses[code].state
    return {
        "office": code,
        "state": state.state,
        "received_at": state.received_at.isoformat() if state.received_at else None,
        "data_on": state.data_on.isoformat() if state.data_on else None,
        "age_days": (facts.today - state.data_on).days if state.data_on else None,
        "refused_at": state.refused_at.isoformat() if state.refused_at else None,
        "refused_for": list(state.codes),
        "refused_why": _refusals(code, state.refused_at, register),
        "days_late": facts.statuses[code].days_late,
        "due": due_entries(facts.calendar, code),
        "rows_held": facts.statuses[code].rows_held,
        "open_cases": int(facts.figure("open-cases", code).numerator),
        "overdue": int(facts.figure("overdue", code).numerator),
        "changes": _changes(code, register),
        "notices": _notices(code, register),
    }


def _edition(one: Revised) -> dict[str, Any]:
    """An edition, and how many of its figures are others now; None where it was not compared."""
    revised = None if one.rows is None else one.rows.height
    return {"name": one.edition.name, "content": one.edition.content, "revised": revised}


def _changes(office: str, register: Register) -> dict[str, Any] | None:
    """Return what changed with the newest workbook of an office, in numbers of rows; None with its first one."""
    latest = latest_changes(register, office)
    if latest.is_empty():
        return None
    counts = {name: int(latest[name].sum()) for name in CHANGES_COUNTED}
    return {**counts, "since": latest["previous_at"][0].isoformat()}


def _notices(office: str, register: Register) -> list[dict[str, Any]]:
    """Return what an office is told of how its uploads were taken: no fault of a row."""
    told = register.problems.filter((Problems.office.col == office) & Problems.code.col.is_in(OF_RECEIPT))
    return [
        {"code": code, "sheet": sheet, "details": json.loads(details)}
        for code, sheet, details in told.select("code", "sheet", "details").iter_rows()
    ]


def _refusals(office: str, refused_at: datetime.datetime | None, register: Register) -> list[dict[str, Any]]:
    """Return why the office's latest workbook was refused, each with its place on the cover or in the file."""
    if refused_at is None:
        return []
    refused = register.submissions.filter(
        Submissions.office.col == office, Submissions.received_at.col == refused_at, ~Submissions.stands.col
    )
    told = register.problems.join(
        refused, on=["office", "school_year", "submission"], how="semi", maintain_order="left"
    )
    why = [
        {"code": code, "sheet": sheet, "cell": cell, "details": json.loads(details)}
        for code, sheet, cell, details in told.select("code", "sheet", "cell", "details").iter_rows()
    ]
    return [one for one in why if Problem(one["code"], details=one["details"]).refuses]


def _disclosure(facts: Facts) -> dict[str, Any] | None:
    """Return what is withheld from the ministry and why, in numbers of counts by table; None where it has no site.

    "small" is a count too small, "cover" one that would give another away, "buried" one of a block that is withheld as
    a whole.
    """
    if facts.ministry is None:
        return None
    controlled = facts.ministry.controlled
    return {
        "waiting": [period.key for period in facts.ministry.waiting],
        "tables": {
            table: {
                "counts": len(keys),
                **controlled.withheld(table),
                "withheld_whole": controlled.is_withheld_whole(table),
            }
            for table, keys in controlled.tables.tables.items()
        },
    }


def _problems(problems: pl.DataFrame) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for office, code, count in problems.group_by("office", "code").len().sort("office", "code").iter_rows():
        counted.setdefault(office, {})[code] = count
    return counted
