"""The Youth Guarantee as the ministry is told of it: by quarter, and for the latest closed year by sex and age."""

from markupsafe import Markup

from generator.charts.figure import Chart
from generator.charts.lines import Kind, Line, Lines
from generator.charts.style import Tick, round_ticks
from generator.indicators.breakdowns import BREAKDOWNS
from generator.indicators.declared import INDICATORS
from generator.indicators.of_guarantee import WHO
from generator.ministry_counts import GUARANTEE, QUARTERS, STOCK
from generator.pages.draft import DraftPage, draft
from generator.pages.ministry_cells import (
    controlled_table,
    count_cell,
    count_tile,
    count_words,
    flow_periods,
    flow_row,
    latest_years,
    legend,
    part_cell,
    period_name,
    share_tile,
    short_period,
    state,
    told,
    value_of,
)
from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table, Tile, render_table, render_tiles
from intake.language import N_

NAMED = {
    "entrants": "guarantee-entrants", "exits": "guarantee-exits", "positive": "positive-exits",
    "timely": "timely-exits", STOCK: "guarantee-stock",
}  # fmt: skip
"""The indicator whose name and definition each count has."""


def ministry_guarantee_page(view: View) -> DraftPage:
    """Return the page on the Youth Guarantee."""
    page = view.at("guarantee.md")
    year, _ = latest_years(page)
    fragments: dict[str, Markup] = {"state": state(page)}
    charts: dict[str, tuple[Chart, ...]] = {}
    if told(page).quarters:
        fragments |= {"legend": legend(page), "flows": render_table(_flows(page))}
        charts = {"quarters": (_by_quarter(page),)}
    if year:
        fragments |= {
            "tiles": render_tiles(_tiles(page)),
            "people": controlled_table(page, f"people {year}", _people(page, year)),
        }
    return draft(page, "ministry_guarantee", page.text(N_("Youth Guarantee")), fragments, charts, state=False)


def _tiles(view: View) -> list[Tile]:
    of = N_("{part} of {whole} exits")
    return [
        count_tile(view, INDICATORS["guarantee-entrants"].name, "entrants", "guarantee-entrants"),
        count_tile(view, INDICATORS["guarantee-exits"].name, "exits", "guarantee-exits"),
        share_tile(view, INDICATORS["positive-exits"].name, of, "positive", "exits", "positive-exits"),
        share_tile(view, INDICATORS["timely-exits"].name, of, "timely", "exits", "timely-exits"),
    ]


def _columns(view: View, first: str) -> tuple[Column, ...]:
    heads = (
        Column(view.text(INDICATORS[NAMED[name]].name), True, href=view.definition(NAMED[name]))
        for name in (*GUARANTEE, STOCK)
    )
    return (Column(first), *heads)


def _cells(view: View, period: str, last_quarter: str, people: str = "") -> tuple[Cell, ...]:
    """The counts of a period, those of exits with their share; the stock is that of its last day."""
    after = f" {people}" if people else ""
    return (
        count_cell(view, period, "entrants", people),
        count_cell(view, period, "exits", people),
        part_cell(view, period, f"positive{after}", f"exits{after}"),
        part_cell(view, period, f"timely{after}", f"exits{after}"),
        count_cell(view, last_quarter, STOCK, people),
    )


def _last_quarter(period: str) -> str:
    return period if "-" in period else f"{period}-{QUARTERS}"


def _flows(view: View) -> Table:
    rows = tuple(flow_row(view, one, _cells(view, one, _last_quarter(one))) for one in flow_periods(view))
    subtitle = view.text(
        N_("All offices; every entry and exit counts. Who waits is counted on the quarter's last day; shares of all "
           "exits."),
    )  # fmt: skip
    columns = _columns(view, view.text(N_("Quarter")))
    return Table("flows", view.text(N_("Who entered, who left, who waits")), columns, rows, "", subtitle, matrix=True)


def _people(view: View, year: str) -> Table:
    last = _last_quarter(year)
    rows = tuple(
        Row((Cell(view.text(entry.label)), *_cells(view, year, last, f"{who}/{entry.code}")))
        for who in WHO
        for entry in BREAKDOWNS[who].entries
        if any(value_of(view, year, name, f"{who}/{entry.code}") != 0 for name in ("entrants", "exits"))
        or value_of(view, last, STOCK, f"{who}/{entry.code}") != 0
    )
    foot = Row((Cell(view.text(N_("All"))), *_cells(view, year, last)))
    subtitle = view.text(N_("School year {year}; age is that at entry; shares of all exits."), year=year)
    columns = _columns(view, view.text(N_("Who")))
    return Table("people", view.text(N_("By sex and age")), columns, rows, "", subtitle, foot=foot, matrix=True)


def _by_quarter(view: View) -> Chart:
    """Entrants and exits of each quarter; one withheld leaves a gap."""
    quarters = [period for period in flow_periods(view) if "-" in period]
    counted = {name: [value_of(view, quarter, name) for quarter in quarters] for name in ("entrants", "exits")}
    kinds: tuple[Kind, ...] = ("main", "second")
    lines = []
    for (name, values), kind in zip(counted.items(), kinds, strict=True):
        known = [value for value in values if value is not None]
        if known:
            label = view.inside(INDICATORS[NAMED[name]].name)
            lines.append(Line(tuple(values), view.count(known[-1]), label, kind))
    highest = max([value for values in counted.values() for value in values if value is not None], default=0)
    ticks = tuple(Tick(tick, view.count(tick)) for tick in round_ticks(highest))
    places = tuple(short_period(view, quarter) for quarter in quarters)
    spec = Lines(places, tuple(lines), ticks, view.text(N_("Nobody yet.")))
    rows = tuple(
        (period_name(view, quarter), *(count_words(view, counted[name][at]) for name in counted))
        for at, quarter in enumerate(quarters)
    )
    headers = (view.text(N_("Quarter")), *(view.text(INDICATORS[NAMED[name]].name) for name in counted))
    subtitle = view.text(N_("entries and exits by quarter; all offices"))
    return view.chart("quarters", spec, view.text(N_("Entrants and exits")), subtitle, headers, rows, "full")
