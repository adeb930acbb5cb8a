"""The Youth Guarantee: who waits for an offer and for how long, paths and phases, who passes four months soon."""

from datetime import timedelta

import polars as pl

from generator.charts.bars import Bar, Column, Columns, HorizontalBars
from generator.charts.figure import Chart
from generator.facts import Figure
from generator.indicators.breakdowns import DURATION, PHASE
from generator.indicators.of_guarantee import WHO
from generator.pages.case_cells import clock_cell, contact_cell, situation_cell, state_cell
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_cells import count_cell, number_cell
from generator.pages.guarantee_flows import (
    destinations_chart,
    durations_chart,
    flow_table,
    later_table,
    people_table,
)
from generator.pages.office_charts import place
from generator.pages.tiles import count_tile, share_tile
from generator.pages.view import GUARANTEE, PASSING_SOON, View
from generator.parts import Cell, Row, Table, Tile, render_table, render_tiles
from generator.parts import Column as TableColumn
from generator.tables import NEXT_ACTION
from intake import codes
from intake.language import N_, NP_

SHORT_DURATIONS = (
    NP_("duration-short", "1st"), NP_("duration-short", "2nd"), NP_("duration-short", "3rd"),
    NP_("duration-short", "4th"), NP_("duration-short", "5–6"), NP_("duration-short", "7–12"),
    NP_("duration-short", "13+"),
)  # fmt: skip
"""How many months, for the foot of a column."""
LATER = N_("Where they are after an exit")
LATER_SAYS = N_(
    "Exits whose 6, 12 or 18 months came round since {month}, whatever the exit was; the unknown stay in the base; "
    "{office}, {day}."
)
WITHIN = 4
"""The durations that lie within the four months."""


def guarantee_page(view: View) -> DraftPage:
    """Return the page on the Youth Guarantee, of all offices or of the reader's own."""
    page = view.at(GUARANTEE)
    office = page.audience.office or ""
    fragments = {
        "tiles": render_tiles(_tiles(page, office)),
        "flows": render_table(flow_table(page, office)),
        "people": render_table(people_table(page, office)),
        "later": render_table(later_table(page, "after-exit", office, LATER, LATER_SAYS, WHO)),
        "paths": render_table(_paths(page, office)),
        "soon": render_table(_passing_soon(page)),
    }
    charts = {
        "charts": (_stock(page, office), _by_path(page, office)),
        "exits": (destinations_chart(page, office), durations_chart(page, office)),
    }
    return draft(page, "guarantee", page.text(N_("Youth Guarantee")), fragments, charts)


def _tiles(view: View, office: str) -> list[Tile]:
    past = view.facts.figure("stock-past-four-months", office)
    until = view.short(view.today + timedelta(days=view.facts.settings.guarantee.soon_days))
    soon = view.text(N_("by {day}"), day=until)
    return [
        count_tile(view, "guarantee-stock", view.text(N_("open or closed cases, no offer yet")), office=office),
        share_tile(view, "stock-past-four-months", N_("{part} of {whole} still waiting"), office,
                   late=past.numerator > 0),
        count_tile(view, "passing-soon", soon, view.text(N_("open cases, no offer yet")), office),
        share_tile(view, "timely-exits", N_("{part} of {whole} exits"), office),
    ]  # fmt: skip


def _stock(view: View, office: str) -> Chart:
    counted = [
        (duration, view.facts.figure("guarantee-stock", office, breakdown="duration", category=duration))
        for duration in DURATION.codes
    ]
    columns = tuple(
        Column(view.text(short), one.numerator, view.count(one.numerator), hot=at >= WITHIN)
        for at, ((_, one), short) in enumerate(zip(counted, SHORT_DURATIONS, strict=True))
    )
    anybody = any(one.numerator for _, one in counted)
    spec = Columns(columns if anybody else (), view.text(N_("Nobody waits for an offer.")))
    subtitle = view.text(
        N_("cases by month of waiting, past four months set apart; {office}, {day}"), office=place(view, office),
        day=view.on_today,
    )  # fmt: skip
    headers = (view.text(N_("Month of waiting")), view.text(N_("Cases")))
    rows = tuple((view.text(DURATION.label(duration)), view.linked_count(one)) for duration, one in counted)
    return view.chart("stock", spec, view.text(N_("Still without an offer")), subtitle, headers, rows)


def _by_path(view: View, office: str) -> Chart:
    counted = [
        (path, view.facts.figure("guarantee-path", office, breakdown="path", category=path))
        for path in codes.GUARANTEE_PATH.codes
    ]
    bars = tuple(
        Bar(view.text(codes.GUARANTEE_PATH.label(path)), one.numerator, view.count(one.numerator))
        for path, one in counted
    )
    anybody = any(one.numerator for _, one in counted)
    spec = HorizontalBars(bars if anybody else (), view.text(N_("No open case has a path yet.")))
    subtitle = view.text(
        N_("open cases that have a path; {office}, {day}"), office=place(view, office), day=view.on_today
    )
    rows = tuple((bar.name, view.linked_count(one)) for bar, (_, one) in zip(bars, counted, strict=True))
    headers = (view.text(N_("Path")), view.text(N_("Open cases")))
    return view.chart("paths", spec, view.text(N_("Open cases by path")), subtitle, headers, rows)


def _paths(view: View, office: str) -> Table:
    columns = (
        TableColumn(view.text(N_("Path")), href=view.definition("guarantee-path")),
        *(
            TableColumn(view.text(entry.label), True, href=view.definition("guarantee-phase"))
            for entry in PHASE.entries
        ),
        TableColumn(view.text(N_("All phases")), True),
    )

    def row(name: str, breakdown: str, prefix: str, total: Figure) -> Row:
        counted = [count_cell(view, "guarantee-phase", office, breakdown, f"{prefix}{phase}") for phase in PHASE.codes]
        return Row((Cell(name), *counted, number_cell(view, total, strong=True)))

    rows = tuple(
        row(view.text(path.label), "path-phase", f"{path.code}/",
            view.facts.figure("guarantee-path", office, breakdown="path", category=path.code))
        for path in codes.GUARANTEE_PATH.entries
    )  # fmt: skip
    foot = row(view.text(N_("All paths")), "phase", "", view.facts.figure("guarantee-phase", office))
    subtitle = view.text(N_("Open cases by path and by the furthest phase reached; {day}."), day=view.on_today)
    return Table(
        "paths-phases", view.text(N_("Paths and phases")), columns, rows, "–", subtitle, foot=foot, matrix=True
    )


def _passing_soon(view: View) -> Table:
    days = view.facts.settings.guarantee.soon_days
    soon = view.facts.cases.filter(
        "is_open", ~pl.col("held"), pl.col("clock").cast(pl.String) == "running", pl.col("clock_days") <= days
    ).sort("clock_until", "case")
    columns = (
        TableColumn(view.text(N_("Case")), nowrap=True, width=145, card="title", card_label="none"),
        *([TableColumn(view.text(N_("Office")), width=110, choose=True)] if view.is_coordination else []),
        TableColumn(view.text(N_("Offer due")), width=92, sorted="ascending", card_label="beside"),
        TableColumn(view.text(N_("Four-month clock")), width=204),
        TableColumn(view.text(N_("Situation")), width=185),
        TableColumn(view.text(N_("Next action")), width=170),
        TableColumn(view.text(N_("State")), width=130, card="corner", card_label="none"),
        TableColumn(view.text(N_("Last contact")), width=150, card="line", card_label="beside"),
    )
    rows = []
    for case in soon.iter_rows(named=True):
        office = Cell(view.office(case["office"]), href=view.caseload(case["office"], clock="soon"))
        action = (
            view.text(NEXT_ACTION.label(case["next_action"])) if case["next_action"] else view.text(N_("nothing due"))
        )
        cells = (
            Cell(case["case"]), *([office] if view.is_coordination else []), Cell(view.short(case["clock_until"])),
            clock_cell(view, case), situation_cell(view, case), Cell(action, quiet=not case["next_action"]),
            state_cell(view, case), contact_cell(view, case),
        )  # fmt: skip
        rows.append(Row(cells))
    one = N_("Open cases without an offer whose four months end within {n} day; {day}.")
    many = N_("Open cases without an offer whose four months end within {n} days; {day}.")
    subtitle = view.plural(one, many, days, day=view.on_today)
    empty = view.text(N_("No open case passes four months soon."))
    return Table(
        PASSING_SOON, view.text(N_("Passing four months soon")), columns, tuple(rows), empty, subtitle, cards=True
    )
