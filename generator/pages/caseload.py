"""An office's caseload: its open cases, the earliest due first, and the closed ones that owe a follow-up."""

from typing import Any

import polars as pl

from generator.indicators.declared import INDICATORS
from generator.pages.case_cells import (
    action_cell,
    clock_cell,
    clock_key,
    contact_cell,
    due_cell,
    situation_cell,
    state_cell,
    state_key,
)
from generator.pages.draft import DraftPage, draft
from generator.pages.nav import office_links
from generator.pages.view import View
from generator.parts import Cell, Column, Filter, Row, Select, Table, render_table
from generator.search import Find
from generator.tables import NEXT_ACTION
from intake.language import N_

OWING_DAYS = 30
"""Follow-ups of closed cases are shown when due within so many days: most come much later."""


def caseload_page(view: View, office: str) -> DraftPage:
    """Return the caseload of an office."""
    page = view.at(view.office_page(office, "caseload"))
    still_open, owing = _listed(page, office)
    fragments = {
        "links": office_links(page, office, "caseload"),
        "cases": render_table(_open_table(page, list(still_open.iter_rows(named=True)))),
        "owing": render_table(_owing_table(page, _soon(owing), owing.height)),
    }
    title = page.text(N_("Office {office}: caseload"), office=page.office(office))
    finds = [Find("case", case, anchor=case) for case in on_caseload(page, office)]
    return draft(page, "caseload", title, fragments, office=office, finds=finds)


def on_caseload(view: View, office: str) -> dict[str, None]:
    """Return the cases that have a row on an office's caseload, in the order of the page."""
    still_open, owing = _listed(view, office)
    return dict.fromkeys((*still_open["case"], *_soon(owing)["case"]))


def _listed(view: View, office: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The open cases and those held back, and the closed ones that owe a follow-up."""
    cases = view.cases_of(office).sort("due_on", "case", nulls_last=True)
    still_open = cases.filter(pl.col("is_open") | pl.col("held"))
    return still_open, cases.filter(~pl.col("is_open"), ~pl.col("held"), pl.col("owes_follow_up"))


def case_columns(view: View) -> tuple[Column, ...]:
    """Return the columns of a table of cases (look.md, Table)."""
    return (
        Column(view.text(N_("Case")), nowrap=True, width=145, href=view.definition("case"), card="title",
               card_label="none"),
        Column(view.text(N_("Next action")), width=170, href=view.definition("next-action"), card_label="none"),
        Column(view.text(N_("Due")), width=92, sorted="ascending", card_label="beside"),
        Column(view.text(N_("State")), width=148, card="corner", card_label="none"),
        Column(view.text(N_("Situation")), width=185, href=view.definition("situation")),
        Column(view.text(N_("Four-month clock")), width=204, href=view.definition("past-four-months")),
        Column(view.text(N_("Last contact")), width=160, card="line", card_label="beside"),
    )  # fmt: skip


def case_row(view: View, case: dict[str, Any]) -> Row:
    """Return one case as a row of that table."""
    cells = (
        Cell(case["case"], href=view.case_link(case["case"], case["office"])), action_cell(view, case),
        due_cell(view, case), state_cell(view, case), situation_cell(view, case), clock_cell(view, case),
        contact_cell(view, case),
    )  # fmt: skip
    return Row(cells, _keys(view, case), anchor=case["case"])


def _keys(view: View, case: dict[str, Any]) -> dict[str, str]:
    """What the bar above the table looks for."""
    return {"action": case["next_action"] or "none", "state": state_key(case), "clock": clock_key(view, case)}


def _open_table(view: View, cases: list[dict[str, Any]]) -> Table:
    held = sum(case["held"] for case in cases)
    subtitle = view.text(N_("Open cases, the earliest due first; {day}."), day=view.on_today)
    if held:
        said = view.plural(
            N_("{n} case whose row is held back is marked and counts in no figure."),
            N_("{n} cases whose rows are held back are marked and count in no figure."), held,
        )  # fmt: skip
        subtitle = f"{subtitle} {said}"
    return Table(
        "cases", view.text(N_("Caseload")), case_columns(view), tuple(case_row(view, case) for case in cases),
        view.text(N_("No open case.")), subtitle, cards=True, filter=_filter(view, cases) if cases else None,
    )  # fmt: skip


def _filter(view: View, cases: list[dict[str, Any]]) -> Filter:
    keys = [_keys(view, case) for case in cases]
    actions = {one["action"] for one in keys}
    states = {one["state"] for one in keys}

    def option(label: str, key: str, *values: str) -> tuple[str, str]:
        counted = view.count(sum(one[key] in values for one in keys))
        return " ".join(values), f"{view.text(label)} ({counted})"

    all_cases = ("", view.text(N_("All cases")))
    return Filter(
        find=view.text(N_("Find a case or word")),
        placeholder=cases[0]["case"],
        count=_count_words(view, len(cases), held="held" in states),
        none_left=view.text(N_("No case fits what you chose.")),
        selects=(
            Select("action", view.text(N_("Next action")), (
                ("", view.text(N_("All actions"))),
                *((code, view.text(NEXT_ACTION.label(code))) for code in NEXT_ACTION.codes if code in actions),
            )),
            Select("state", view.text(N_("State")), (
                all_cases,
                option(N_("Overdue and due within a week"), "state", "late", "soon"),
                option(N_("Overdue"), "state", "late"),
                *([option(N_("Row held back"), "state", "held")] if "held" in states else []),
            )),
            Select("clock", view.text(N_("Four-month clock")), (
                all_cases,
                option(INDICATORS["past-four-months"].name, "clock", "past"),
                option(INDICATORS["passing-soon"].name, "clock", "soon"),
            )),
        ),
    )  # fmt: skip


def _count_words(view: View, whole: int, *, held: bool) -> str:
    # The fields stay for the script to fill in.
    fields = {"shown": "{shown}", "all": "{all}"}
    if held:
        one, many = N_("{shown} of {all} open or held-back case"), N_("{shown} of {all} open or held-back cases")
    else:
        one, many = N_("{shown} of {all} open case"), N_("{shown} of {all} open cases")
    return view.plural(one, many, whole, **fields)


def _soon(owing: pl.DataFrame) -> pl.DataFrame:
    """The closed cases whose follow-up is overdue or due soon: those that are listed."""
    return owing.filter(pl.col("days_late") >= -OWING_DAYS)


def _owing_table(view: View, soon: pl.DataFrame, of_all: int) -> Table:
    places = (0, 1, 2, 3, 4, 6)
    columns = tuple(case_columns(view)[place] for place in places)
    rows = tuple(
        Row(tuple(case_row(view, case).cells[place] for place in places), anchor=case["case"])
        for case in soon.iter_rows(named=True)
    )
    subtitle = view.text(N_("After an exit the youngster is asked again at 6, 12 and 18 months."))
    later = of_all - soon.height
    empty = view.text(N_("No closed case is to follow up within 30 days."))
    if later:
        said = view.plural(N_("{n} is due later."), N_("{n} are due later."), later)
        subtitle, empty = f"{subtitle} {said}", f"{empty} {said}"
    title = view.text(N_("Closed cases to follow up, overdue or due within 30 days"))
    return Table("owing", title, columns, rows, empty, subtitle, cards=True)
