"""An office's overview: six figures, how far its contacts have got, what is due, and where its listed are."""

import polars as pl

from generator.indicators.cases import week_of_work
from generator.indicators.declared import INDICATORS
from generator.pages.draft import DraftPage, draft
from generator.pages.fair import change_table
from generator.pages.lists_and_workbooks import due_table
from generator.pages.nav import office_links
from generator.pages.office_charts import actions_by_week, contact_funnel, office_situations
from generator.pages.overdue_list import overdue_links
from generator.pages.tiles import held_tile, open_tile, overdue_tile, past_tile, reached_tile
from generator.pages.view import View
from generator.parts import Tile, render_files, render_table, render_tiles
from generator.search import Find
from generator.tables import NEXT_ACTION
from intake.language import N_

TO_TAKE_UP_HERE = (
    N_("{n} case awaits you from {office}: take it over in your next workbook."),
    N_("{n} cases await you from {office}: take them over in your next workbook."),
)
TO_TAKE_UP = (
    N_("{n} case from {office} waits to be taken up here."),
    N_("{n} cases from {office} wait to be taken up here."),
)
HANDED_ON = (
    N_("{n} case waits to be taken up by {office}; until then it counts here."),
    N_("{n} cases wait to be taken up by {office}; until then they count here."),
)
"""The same things of one case and of several."""


def office_page(view: View, office: str) -> DraftPage:
    """Return the overview of an office."""
    page = view.at(view.office_page(office))
    tiles = (
        open_tile(page, office), overdue_tile(page, office), _due_tile(page, office), reached_tile(page, office),
        past_tile(page, office), held_tile(page, office),
    )  # fmt: skip
    fragments = {
        "links": office_links(page, office, "index"),
        "tiles": render_tiles(tiles),
        "due": render_table(due_table(page, office)),
        "changes": render_table(change_table(page, office)),
    }
    if links := overdue_links(page, [office]):
        fragments["overdue"] = render_files(page.text(N_("Overdue list to send (.xlsx)")), links)
    charts = {
        "now": (contact_funnel(page, office), actions_by_week(page, office)),
        "situations": (office_situations(page, office),),
    }
    title = page.text(N_("Office {office}"), office=page.office(office))
    return draft(page, "office", title, fragments, charts, office=office, notes=awaiting_notes(page, office),
                 finds=[Find("office", page.office(office), office)])  # fmt: skip


def awaiting_notes(view: View, office: str) -> list[str]:
    """Return a sentence for each office from which cases wait to be taken up, and to which this one's cases wait."""
    notes = []
    for other, to, cases in view.facts.awaiting.select("from_office", "to_office", "cases").iter_rows():
        if to == office:
            one, many = TO_TAKE_UP if view.is_coordination else TO_TAKE_UP_HERE
            notes.append(view.plural(one, many, cases, office=view.office(other)))
        elif other == office:
            notes.append(view.plural(*HANDED_ON, cases, office=view.office(to)))
    return notes


def _due_tile(view: View, office: str) -> Tile:
    figure = view.facts.figure("due-this-week", office)
    base = view.text(N_("by {day}"), day=view.short(view.week_ends))
    label, href = view.text(INDICATORS["due-this-week"].name), view.definition("due-this-week")
    cases, held = view.cases_in(figure), view.held_beside(figure)
    return Tile(
        label, view.count(figure.numerator), "", base, _most_frequent(view, office), href, cases=cases, held=held
    )


def _most_frequent(view: View, office: str) -> str:
    """What most of the actions due this week are."""
    first = max(week_of_work(view.today), view.today)
    due = view.cases_of(office).filter("is_open", ~pl.col("held"), pl.col("due_on").is_between(first, view.week_ends))
    if due.is_empty():
        return ""
    action, n = (
        due.group_by(pl.col("next_action").cast(pl.String)).len().sort("len", "next_action", descending=True).row(0)
    )
    return view.text(N_("{action}: {n}"), action=view.text(NEXT_ACTION.label(action)), n=view.count(n))
