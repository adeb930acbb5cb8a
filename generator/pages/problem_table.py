"""The table of what is to mend, by kind: the sentence first, its code beneath, the cells last."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any

import polars as pl

from generator.pages.view import PROBLEMS, View
from generator.parts import Cell, Chip, Column, Link, Row, Table
from intake.language import N_, NP_
from intake.problems import FOLLOWING, OF_ONE_ROW, Problem, describe, sheet_title
from intake.register import Submissions
from intake.settings import SERVICE_TIME

CELLS_SHOWN = {"coordination": 6, "office": 40}
"""How many cells are named for one kind of problem; the marked workbook names them all."""


def problem_table(view: View) -> Table:
    """Return the problems by kind, those that hold something back first, then by how many."""
    columns = (
        Column(view.text(N_("What is to mend")), width=430, card="line", card_label="none"),
        Column(view.text(N_("Weight")), width=130, choose=True, card="corner", card_label="none"),
        *([Column(view.text(N_("Offices")), width=170)] if view.is_coordination else []),
        Column(view.text(N_("How many")), True, width=90, card="end"),
        Column(view.text(N_("Where")), card="line", card_label="none"),
    )
    kinds = _kinds(view.facts.register.problems)
    rows = tuple(_row(view, problems) for problems in kinds)
    subtitle = view.text(
        N_("In the offices’ latest workbooks; what stands in a cell is said in the marked workbook alone.")
    )
    return Table(
        "problems", view.text(N_("Problems by kind")), columns, rows, view.text(N_("Nothing is to mend.")), subtitle,
        cards=True,
    )  # fmt: skip


def _kinds(problems: pl.DataFrame) -> list[list[Mapping[str, Any]]]:
    """The problems that say the same of the same sheet, together."""
    kinds: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in problems.iter_rows(named=True):
        details = json.loads(row["details"])
        same = json.dumps({name: value for name, value in details.items() if name not in OF_ONE_ROW}, sort_keys=True)
        place = ("", row["office"]) if row["code"] in FOLLOWING else (row["sheet"] or "", same)
        kinds.setdefault((row["code"], *place), []).append({**row, "details": details})
    return sorted(kinds.values(), key=_order)


def _order(problems: list[Mapping[str, Any]]) -> tuple[bool, bool, int, str]:
    """What refuses a workbook first, then what holds rows back or empties cells, then by how many."""
    first = problems[0]
    refuses = Problem(first["code"], details=first["details"]).refuses
    return not refuses, first["severity"] != "error", -len(problems), first["code"]


def _row(view: View, problems: list[Mapping[str, Any]]) -> Row:
    first = problems[0]
    offices = list(dict.fromkeys(one["office"] for one in problems))
    links = tuple(Link(view.office(office), view.link(view.office_page(office))) for office in offices)
    return Row(
        (
            Cell(_sentence(view, problems), sub=first["code"], sub_href=view.link(PROBLEMS, first["code"])),
            weight_cell(view, first["code"], first["severity"], first["details"]),
            *([Cell(links=links)] if view.is_coordination else []),
            Cell(view.count(len(problems))),
            Cell(_where(view, problems)),
        )
    )


def weight_cell(view: View, code: str, severity: str, details: Mapping[str, Any] = MappingProxyType({})) -> Cell:
    """Return what a problem does to the workbook, in a word."""
    if severity != "error":
        return Cell(view.text(NP_("weight", "to look at")), quiet=True)
    if Problem(code, details=details).refuses:
        return Cell(chip=Chip(view.text(NP_("weight", "refused")), "late"))
    if "emptied" in details:
        return Cell(chip=Chip(view.text(NP_("weight", "cell emptied")), "soon"))
    return Cell(chip=Chip(view.text(NP_("weight", "held back")), "soon"))


def _sentence(view: View, problems: list[Mapping[str, Any]]) -> str:
    """The whole message of the kind, without the cell and the code."""
    said = describe(_problem(problems), view.language)
    return said.removesuffix(f"[{problems[0]['code']}]").strip()


def _problem(problems: list[Mapping[str, Any]]) -> Problem:
    """One problem that speaks for all: their numbers of rows added up, the place that differs from row to row open."""
    first = problems[0]
    details = {name: value for name, value in first["details"].items() if name not in ("nearest", "nearest_column")}
    if "rows" in details:
        details["rows"] = sum(one["details"]["rows"] for one in problems)
    if "other_cell" in details and len(problems) > 1:
        details["other_cell"] = "…"
    sheets = {one["sheet"] for one in problems}
    return Problem(first["code"], first["sheet"] if len(sheets) == 1 else None, None, None, details)


def _where(view: View, problems: list[Mapping[str, Any]]) -> str:
    """Where to mend, as an office looks for it: "City: Leavers!A437, A438"."""
    most = CELLS_SHOWN[view.audience.kind]
    parts = []
    for office, found in groupby(problems[:most], key=lambda one: one["office"]):
        places = "; ".join(
            _cells(view, sheet, list(own)) for sheet, own in groupby(found, key=lambda one: one["sheet"])
        )
        said = view.text(N_("{office}: {places}"), office=view.office(office), places=places)
        parts.append(said if view.is_coordination else places)
    if len(problems) > most:
        parts.append(view.plural(N_("and {n} more"), N_("and {n} more"), len(problems) - most))
    return " · ".join(parts)


def _cells(view: View, sheet: str | None, problems: list[Mapping[str, Any]]) -> str:
    """The cells of one sheet; where there is none, the sheet, and of the whole file the day on which it came."""
    if sheet is None:
        return view.text(N_("the file received {day}"), day=view.short(_received_on(view, problems[0]["submission"])))
    cells = ", ".join(dict.fromkeys(_cell(view, one) for one in problems if one["cell"]))
    title = view.text(sheet_title("office", sheet))
    return f"{title}!{cells}" if cells else title


def _cell(view: View, problem: Mapping[str, Any]) -> str:
    """The cell; for the office that owns it, with its case."""
    case = "" if view.is_coordination else problem["case"]
    return f"{problem['cell']} ({case})" if case else str(problem["cell"])


def _received_on(view: View, submission: str) -> date:
    sent = view.facts.register.submissions.filter(Submissions.submission.col == submission)["received_at"]
    received: datetime = sent[0]
    return received.astimezone(SERVICE_TIME).date()
