"""Data quality: who has sent what and when, what is held back, and what is to mend, by kind."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl
from markupsafe import Markup

from generator.pages.changes import changes_table, words_of
from generator.pages.compare import workbook_cell
from generator.pages.draft import DraftPage, draft
from generator.pages.home import up_to_date_tile
from generator.pages.likely import likely_table
from generator.pages.lists_and_workbooks import month_grid
from generator.pages.problem_table import problem_table
from generator.pages.tiles import held_tile
from generator.pages.view import PROBLEMS, QUALITY, View
from generator.parts import Cell, Chip, Column, Row, Table, Tile, render_table, render_tiles
from intake.codes import Code, CodeList
from intake.language import N_, NP_
from intake.problems import Problem
from intake.register import Changes, Problems
from intake.settings import SERVICE_TIME

SUBMISSION_STATE = CodeList(
    "submission-state",
    N_("State of a workbook"),
    (
        Code("accepted", NP_("submission", "accepted")),
        Code("accepted-with-warnings", NP_("submission", "accepted, to look at")),
        Code("partly-accepted", NP_("submission", "rows held back")),
        Code("refused", NP_("submission", "refused")),
    ),
)
COUNTS = (
    (N_("Read"), "rows_read"),
    (N_("Accepted"), "rows_accepted"),
    (N_("Held back"), "rows_held_back"),
    (N_("Superseded"), "rows_superseded"),
    (N_("Erased"), "rows_erased"),
)
"""Rows read = accepted + held back + superseded + erased, always."""


def quality_page(view: View) -> DraftPage:
    """Return the page on data quality: of all offices, or of the reader's own."""
    page = view.at(QUALITY)
    fragments = {
        "tiles": render_tiles(_tiles(page)),
        "grid": render_table(month_grid(page)),
        "problems": render_table(problem_table(page)),
        "submissions": render_table(_submissions(page)),
        "changes": render_table(changes_table(page)),
        "likely": render_table(likely_table(page)),
    }
    return draft(page, "quality", page.text(N_("Data quality")), fragments, own_only=not page.is_coordination)


def _tiles(view: View) -> list[Tile]:
    statuses = view.facts.statuses
    errors, warnings = (
        view.facts.register.problems.filter(pl.col("severity").cast(pl.String) == one).height
        for one in ("error", "warning")
    )
    return [
        up_to_date_tile(view) if view.is_coordination else _own_state(view),
        _held_everywhere(view) if view.is_coordination else held_tile(view, str(view.audience.office)),
        Tile(
            view.text(N_("Cases not counted")), view.count(sum(one.cases_held for one in statuses.values())), "",
            view.text(N_("on caseloads, in no figure")), "", view.definition("held-cases"),
            late=any(one.cases_held for one in statuses.values()),
        ),
        Tile(
            view.text(N_("To mend")), view.count(errors), "",
            view.plural(N_("fault that holds something back"), N_("faults that hold something back"), errors),
            view.plural(N_("and {n} to look at"), N_("and {n} to look at"), warnings), view.link(PROBLEMS),
            late=errors > 0,
        ),
    ]  # fmt: skip


def _held_everywhere(view: View) -> Tile:
    read = view.facts.register.submissions.filter(pl.col("stands"))["rows_read"].sum()
    held = sum(status.rows_held for status in view.facts.statuses.values())
    base = view.plural(N_("of {n} row read"), N_("of {n} rows read"), int(read))
    label, href = view.text(N_("Rows held back")), view.definition("held-back")
    return Tile(label, view.count(held), "", base, "", href, late=held > 0)


def _own_state(view: View) -> Tile:
    status = view.facts.status_of(str(view.audience.office))
    received = status.received_on if status else None
    label, href = view.text(N_("Your workbook")), view.definition("up-to-date")
    if status is None or received is None:
        return Tile(label, "–", "", view.text(N_("none received yet")), "", href, late=True)
    data_on = view.text(N_("data of {day}"), day=view.short(status.state.data_on)) if status.state.data_on else ""
    said = workbook_cell(view, status)
    words = said.chip.text if said.chip else said.text
    return Tile(label, view.short(received), "", words, data_on, href, late=not status.up_to_date)


def _submissions(view: View) -> Table:
    office = Column(view.text(N_("Office")), choose=True, card="title", card_label="none")
    columns = (
        *([office] if view.is_coordination else []),
        Column(view.text(N_("School year")), choose=True),
        Column(view.text(N_("State")), choose=True, card="corner", card_label="none"),
        Column(view.text(N_("Received"))), Column(view.text(N_("Data as of"))),
        *(Column(view.text(label), True) for label, _ in COUNTS),
    )  # fmt: skip
    rows = tuple(_submission_rows(view))
    title = view.text(N_("What each office sent") if view.is_coordination else N_("What was sent"))
    subtitle = view.text(
        N_("The latest workbook of each school year. Rows read = accepted + held back + superseded + erased.")
    )
    empty = view.text(N_("No workbook has been received yet."))
    return Table("submissions", title, columns, rows, empty, subtitle, cards=True)


def _submission_rows(view: View) -> Iterator[Row]:
    sent = view.facts.register.submissions
    for office in view.facts.statuses:
        own = sent.filter(pl.col("office") == office).sort("school_year", "received_at", descending=True)
        for one in own.iter_rows(named=True):
            name = [Cell(view.office(office))] if view.is_coordination else []
            yield Row((*name, *_submission_cells(view, one)))
        if own.is_empty():
            name = [Cell(view.office(office))] if view.is_coordination else []
            nothing = Cell(chip=Chip(view.text(N_("nothing received")), "late"))
            yield Row((*name, Cell("–", quiet=True), nothing, *(Cell("–", quiet=True) for _ in range(2 + len(COUNTS)))))


def _submission_cells(view: View, one: dict[str, Any]) -> Iterator[Cell]:
    state = view.text(SUBMISSION_STATE.label(one["state"]))
    received = one["received_at"].astimezone(SERVICE_TIME).date()
    yield Cell(one["school_year"] or "–")
    if one["state"] == "refused":
        told = view.facts.register.problems.filter(
            Problems.office.col == one["office"], Problems.submission.col == one["submission"]
        )
        weighed = (Problem(code, details=json.loads(said)) for code, said in told.select("code", "details").iter_rows())
        codes = sorted({problem.code for problem in weighed if problem.refuses})
        yield Cell(html=_refused(view, state, codes))
    elif one["state"] == "partly-accepted":
        # Where optional cells alone were at fault, every row stands.
        partly = state if one["rows_held_back"] else view.text(NP_("submission", "cells not counted"))
        yield Cell(chip=Chip(partly, "soon"))
    else:
        yield Cell(state, quiet=True)
    changes = view.facts.register.changes
    own = changes.filter(
        Changes.office.col == one["office"],
        Changes.school_year.col == one["school_year"],
        Changes.submission.col == one["submission"],
    )
    yield Cell(view.short(received), sub=words_of(view, own))
    yield Cell(view.short(one["data_on"])) if one["data_on"] else Cell("–", quiet=True)
    for _, column in COUNTS:
        yield Cell(view.count(one[column]))


def _refused(view: View, state: str, codes: Iterable[str]) -> Markup:
    """The state of a refused workbook, and why, each code leading to its entry in the catalogue."""
    link = Markup('<a href="{href}">{code}</a>')
    links = Markup(", ").join(link.format(href=view.link(PROBLEMS, code), code=code) for code in codes)
    chip = Markup('<span class="chip chip--late">{state}</span><span class="sub">{links}</span>')
    return chip.format(state=state, links=links)
