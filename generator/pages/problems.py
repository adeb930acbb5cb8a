"""The catalogue of problems: each code with what it says and what to do, as `intake.messages` has it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from generator.pages.draft import DraftPage, draft
from generator.pages.nav import definition_links
from generator.pages.problem_table import weight_cell
from generator.pages.view import DEFINITIONS, PROBLEMS, View
from generator.parts import Cell, Column, Row, Table, render_table
from generator.search import Find
from intake.language import N_, Message
from intake.messages import CELLS, ROWS, WARNINGS
from intake.messages_lists import LISTS
from intake.messages_persons import PERSONS
from intake.messages_refusals import REFUSALS
from intake.problem_kinds import ProblemKind

FIELD = re.compile(r"\{\w+\}")
"""What a message fills in for the workbook at hand."""

KINDS: tuple[tuple[str, Message, Message, Mapping[str, ProblemKind]], ...] = (
    ("refusals", N_("The whole workbook is refused"), N_("The office’s last good workbook stands."), REFUSALS),
    (
        "cells",
        N_("A cell that can’t be used"),
        N_("A needed one holds its row back, an optional one is emptied."),
        CELLS,
    ),
    ("rows", N_("A row that contradicts another, or itself"), N_("The row is held back."), ROWS),
    ("lists", N_("A row of a monthly list"), N_("Told to the coordination; nobody is dropped."), LISTS),
    ("warnings", N_("To look at"), N_("Nothing is held back for these."), {**WARNINGS, **PERSONS}),
)


def problems_page(view: View) -> DraftPage:
    """Return the catalogue of problems; each code is its own anchor."""
    page = view.at(PROBLEMS)
    fragments = {"links": definition_links(page)}
    for key, title, hint, kinds in KINDS:
        fragments[key] = render_table(_table(page, key, page.text(title), page.text(hint), kinds))
    finds = [
        Find("problem", _bare(page, kind.sentence), f"{code} · {_bare(page, kind.to_do)}", code)
        for *_, kinds in KINDS
        for code, kind in kinds.items()
    ]
    name = page.text(N_("Problems and cures"))
    return draft(page, "problems", name, fragments, state=False, within=DEFINITIONS, finds=finds)


def _table(view: View, key: str, title: str, hint: str, kinds: Mapping[str, ProblemKind]) -> Table:
    columns = (
        Column(view.text(N_("What is wrong")), width=420, card="title", card_label="none"),
        Column(view.text(N_("Weight")), width=150, choose=True, card="corner", card_label="none"),
        Column(view.text(N_("What to do")), card="line", card_label="none"),
    )
    rows = tuple(_row(view, code, kind) for code, kind in kinds.items())
    return Table(key, title, columns, rows, "–", hint, cards=True)


def _row(view: View, code: str, kind: ProblemKind) -> Row:
    said = Markup('<span id="{code}">{words}</span><span class="sub">{code}</span>')
    holds = kind.holds_on(view.today)
    weight = weight_cell(view, code, "error" if holds else "warning")
    if kind.error_from:
        day = view.date(kind.error_from)
        weight = replace(
            weight, sub=view.text(N_("an error since {day}") if holds else N_("an error from {day}"), day=day)
        )
    name = Cell(html=said.format(code=code, words=_bare(view, kind.sentence)))
    return Row((name, weight, Cell(_bare(view, kind.to_do))))


def _bare(view: View, message: Message) -> str:
    """A message with dots in the place of what it fills in."""
    words = FIELD.sub("…", view.text(message))
    return words[:1].upper() + words[1:]
