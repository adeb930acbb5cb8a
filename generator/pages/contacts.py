"""An office's contacts: letters in time, second contacts, how far they have got, and what came of them by month."""

import polars as pl

from generator.pages.assistance import answered_by_attempt, days_to_answer, profile_table
from generator.pages.caseload import case_columns, case_row
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_cells import count_cell
from generator.pages.nav import office_links
from generator.pages.office_charts import contact_funnel, overdue_by_action
from generator.pages.tiles import count_tile, reached_tile, share_tile
from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table, Tile, render_table, render_tiles
from intake import codes
from intake.language import N_

EARLY_STEPS = ("first-letter", "first-contact", "second-contact")
"""The steps before anybody was reached for the first time."""


def contacts_page(view: View, office: str) -> DraftPage:
    """Return the contacts of an office."""
    page = view.at(view.office_page(office, "contacts"))
    tiles = (
        share_tile(page, "letter-in-time", N_("{part} of {whole} letters due"), office),
        _second_contacts(page, office),
        reached_tile(page, office),
        count_tile(page, "contacts", page.text(N_("since {month}"), month=page.since), office=office),
    )
    fragments = {
        "links": office_links(page, office, "contacts"),
        "tiles": render_tiles(tiles),
        "late": render_table(_late_table(page, office)),
        "months": render_table(_months_table(page, office)),
        "profile": render_table(profile_table(page, office)),
    }
    charts = {
        "charts": (contact_funnel(page, office), overdue_by_action(page, office)),
        "answers": (days_to_answer(page, office), answered_by_attempt(page, office)),
    }
    title = page.text(N_("Office {office}: contacts"), office=page.office(office))
    return draft(page, "contacts", title, fragments, charts, office=office)


def _second_contacts(view: View, office: str) -> Tile:
    figure = view.facts.figure("next-action", office, breakdown="action", category="second-contact")
    everywhere = view.facts.figure("next-action", breakdown="action", category="second-contact").numerator
    base = view.text(
        N_("overdue; steps overdue in all: {n}"), n=view.count(view.facts.figure("overdue", office).numerator)
    )
    comparison = view.text(N_("all offices {share}"), share=view.count(everywhere))
    label, href = view.text(N_("Second contacts")), view.definition("next-action")
    cases, held = view.cases_in(figure), view.held_beside(figure)
    return Tile(
        label, view.count(figure.numerator), "", base, comparison, href, late=figure.numerator > 0, cases=cases,
        held=held,
    )  # fmt: skip


def _late_table(view: View, office: str) -> Table:
    cases = view.cases_of(office).filter(
        "is_open", ~pl.col("held"), pl.col("next_action").cast(pl.String).is_in(EARLY_STEPS), pl.col("days_late") > 0
    )
    rows = tuple(case_row(view, case) for case in cases.sort("due_on", "case").iter_rows(named=True))
    return Table(
        "late", view.text(N_("Letters and first contacts overdue")), case_columns(view), rows,
        view.text(N_("No letter and no first or second contact is overdue.")),
        view.text(N_("Open cases, the earliest due first; {day}."), day=view.on_today), cards=True,
    )  # fmt: skip


def _months_table(view: View, office: str) -> Table:
    results = [entry for entry in codes.CONTACT_RESULT.entries if entry.code != "to-do"]
    columns = (
        Column(view.text(N_("Month"))), Column(view.text(N_("Contacts")), True, href=view.definition("contacts")),
        *(Column(view.text(entry.label), True) for entry in results),
    )  # fmt: skip

    def row(label: str, period: str | None) -> Row:
        by_result = (count_cell(view, "contacts", office, "result", one.code, period) for one in results)
        return Row((Cell(label), count_cell(view, "contacts", office, period=period), *by_result))

    rows = tuple(row(view.language.month(month), f"{month:%Y-%m}") for month in view.facts.months)
    subtitle = view.text(N_("Contacts made, by what came of them; {day}."), day=view.on_today)
    return Table(
        "by-month", view.text(N_("Contacts by month and result")), columns, rows, view.text(N_("No contact yet.")),
        subtitle, foot=row(view.text(N_("School year")), None), matrix=True,
    )  # fmt: skip
