"""Prevention: the class interventions of the programme OSNA, by month, school and office; schools not visited."""

from generator.charts.bars import Bar, Column, Columns, HorizontalBars
from generator.charts.figure import Chart
from generator.pages.assistance import share_cell
from generator.pages.draft import DraftPage, draft
from generator.pages.office_charts import place
from generator.pages.prevention_schools import (
    COUNTED,
    NO_CAUSE,
    NO_TEACHER,
    count_cells,
    count_columns,
    not_visited_table,
    schools_table,
)
from generator.pages.tiles import count_tile, share_tile
from generator.pages.view import PREVENTION, View
from generator.pages.visits import visits_table
from generator.parts import Cell, Row, Table, Tile, render_note, render_table, render_tiles
from intake.codes import ORIGIN
from intake.language import N_


def prevention_page(view: View) -> DraftPage:
    """Return the page on prevention, of all offices or of the reader's own."""
    page = view.at(PREVENTION)
    office = page.audience.office or ""
    fragments = {
        "tiles": render_tiles(_tiles(page, office)),
        "not-visited": render_table(not_visited_table(page, office)),
        "schools": render_table(schools_table(page, office)),
        "visits": render_table(visits_table(page, office)),
        "notes": render_note(page.text(NO_CAUSE)) + render_note(page.text(NO_TEACHER)),
    }
    if page.is_coordination:
        fragments["offices"] = render_table(prevention_by_office(page))
    charts = {"charts": (_by_month(page, office), _asked(page, office))}
    return draft(page, "prevention", page.text(N_("Prevention")), fragments, charts)


def _tiles(view: View, office: str) -> list[Tile]:
    since = view.text(N_("since {month}"), month=view.since)
    return [
        count_tile(view, "interventions", since, office=office),
        count_tile(view, "intervention-pupils", view.text(N_("at these interventions")), office=office),
        share_tile(view, "intervention-offered", N_("to {part} of {whole} pupils"), office),
        share_tile(view, "intervention-taken-up", N_("by {part} of {whole} offered it"), office),
    ]


def _by_month(view: View, office: str) -> Chart:
    months = view.facts.months
    counted = [[view.facts.figure(key, office, f"{month:%Y-%m}") for key in COUNTED] for month in months]
    columns = tuple(
        Column(view.language.short_month(month), of_month[0].numerator, view.count(of_month[0].numerator))
        for month, of_month in zip(months, counted, strict=True)
    )
    spec = Columns(columns if any(one[0].numerator for one in counted) else (), view.text(N_("No class visited yet.")))
    subtitle = view.text(N_("classes visited; {office}, up to {day}"), office=place(view, office), day=view.on_today)
    heads = (N_("Month"), N_("Classes"), N_("Pupils"), N_("Offered"), N_("Taken up"))
    rows = tuple(
        (view.language.month(month), *map(view.linked_count, of_month))
        for month, of_month in zip(months, counted, strict=True)
    )
    title = view.text(N_("Class interventions by month"))
    return view.chart("months", spec, title, subtitle, tuple(view.text(head) for head in heads), rows)


def _asked(view: View, office: str) -> Chart:
    """Those who came without a list, by how they came."""
    counted = [
        (view.text(entry.label),
         view.facts.figure("asked-by-themselves", office, breakdown="origin", category=entry.code))
        for entry in ORIGIN.entries
    ]  # fmt: skip
    told = sorted(((name, one.numerator) for name, one in counted if one.numerator), key=lambda pair: -pair[1])
    spec = HorizontalBars(tuple(Bar(name, n, view.count(n)) for name, n in told), view.text(N_("Nobody yet.")))
    subtitle = view.text(
        N_("cases opened since {month} that stand on no list; {office}, {day}"), month=view.since,
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    headers = (view.text(N_("How they came")), view.text(N_("Cases")))
    rows = tuple((name, view.linked_count(one)) for name, one in counted)
    return view.chart("asked", spec, view.text(N_("Who came without a list")), subtitle, headers, rows)


def prevention_by_office(view: View) -> Table:
    """Return the class interventions of the school year by office."""
    visited = "preparatory-visited"
    rows = tuple(
        Row((Cell(view.office(code)), *count_cells(view, code), share_cell(view, visited, code)))
        for code in view.facts.offices
    )
    foot = Row((Cell(view.text(N_("All offices"))), *count_cells(view, ""), share_cell(view, visited, "")))
    subtitle = view.text(
        N_("Class interventions since {month}, up to {day}; of the schools with a régime préparatoire, those visited."),
        month=view.since, day=view.on_today,
    )  # fmt: skip
    columns = count_columns(view, view.text(N_("Office")), visited)
    return Table(
        "offices", view.text(N_("By office")), columns, rows, view.text(N_("No office yet.")), subtitle, foot=foot,
        cards=True,
    )  # fmt: skip
