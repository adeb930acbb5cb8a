"""The ministry's first page: the latest closed school year at a glance, the rate, and the leavers by office."""

from generator.annual_lines import line_of
from generator.charts.figure import Chart
from generator.charts.lines import Kind, Line, Lines
from generator.charts.style import Tick, round_ticks
from generator.indicators.declared import INDICATORS
from generator.indicators.leaving_rate import pupil_bases
from generator.ministry_counts import OFFICE_LINES
from generator.ministry_tables import EFFECTIVE
from generator.pages.draft import DraftPage, draft
from generator.pages.leaving_rate import RATES
from generator.pages.ministry_cells import (
    controlled_table,
    count_cell,
    count_tile,
    count_words,
    latest_years,
    legend,
    share_of,
    share_tile,
    state,
    told,
    value_of,
)
from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table, Tile, render_tiles
from intake.language import N_

LEFT = "annual left-school"
COUNTED = {"leaving-rate": LEFT, "effective-leaving-rate": EFFECTIVE}
"""The count over the pupils of each rate."""


def ministry_page(view: View) -> DraftPage:
    """Return the first page of the ministry's site."""
    page = view.at("index.md")
    year, _ = latest_years(page)
    if not year:
        title = page.text(N_("Early school leavers"))
        return draft(page, "ministry", title, {"state": state(page)}, state=False, told=False)
    title = page.text(N_("Early school leavers: school year {year}"), year=year)
    fragments = {
        "state": state(page),
        "tiles": render_tiles(_tiles(page)),
        "legend": legend(page),
        "offices": controlled_table(page, f"offices {year}", offices_table(page, year)),
    }
    return draft(page, "ministry", title, fragments, {"rate": (_rate_chart(page),)}, state=False, told=True)


def _tiles(view: View) -> list[Tile]:
    return [
        count_tile(view, N_("Left school"), LEFT, "persons"),
        share_tile(view, INDICATORS["reached"].name, N_("{part} of {whole} listed"), "reached", "listed", "reached"),
        share_tile(view, N_("Re-enrolled"), N_("{part} of {whole} who left"), "annual temporary", LEFT, "annual"),
        share_tile(view, INDICATORS["timely-exits"].name, N_("{part} of {whole} exits"), "timely", "exits",
                   "timely-exits"),
    ]  # fmt: skip


def offices_table(view: View, year: str) -> Table:
    """Return those who left school in a year by office and by the parts of the annual table."""
    columns = (
        Column(view.text(N_("Office"))),
        *(Column(view.text(line_of(line).label), True, href=view.definition("annual")) for line in OFFICE_LINES),
    )

    def row(office: str, name: Cell) -> Row:
        counts = (count_cell(view, year, "annual", office, line, strong=not office) for line in OFFICE_LINES)
        return Row((name, *counts))

    offices = sorted(told(view).offices[year], key=view.office)
    return Table(
        f"offices-{year[:4]}",
        view.text(N_("Left school in {year}, by office"), year=year),
        columns,
        tuple(row(office, Cell(view.office(office))) for office in offices),
        view.text(N_("No office yet.")),
        view.text(N_("Persons, each once by the latest start; where they stood on the year's last day.")),
        foot=row("", Cell(view.text(N_("All offices")))),
        matrix=True,
    )


def rate_of(view: View, key: str, year: str, pupils: int | None) -> float | None:
    """Return a rate of a closed year; None where its count is withheld or not yet told, or its base is not stated."""
    name = COUNTED[key]
    if f"rates {year}" not in told(view).controlled.tables.tables and name == EFFECTIVE:
        return None
    value = value_of(view, year, *name.split())
    return share_of(value, pupils) if pupils and value is not None and 0 < value <= pupils else None


def _rate_chart(view: View) -> Chart:
    """The rates of the closed years; where schooling became compulsory for longer, the line breaks."""
    years = told(view).years
    bases = {row["school_year"]: row for row in pupil_bases(view.facts.register).iter_rows(named=True)}
    rates = {
        key: [rate_of(view, key, year, bases.get(year, {}).get("pupils")) for year in years] for key in RATES
    }  # fmt: skip
    ages = [bases.get(year, {}).get("compulsory_age") for year in years]
    kinds: dict[str, Kind] = dict(zip(RATES, ("main", "second"), strict=True))
    lines = [line for key, kind in kinds.items() for line in _unbroken(view, key, kind, rates[key], ages)]
    highest = 100 * max([rate for each in rates.values() for rate in each if rate is not None], default=0)
    ticks = tuple(Tick(tick / 100, view.language.percent(tick / 100)) for tick in round_ticks(highest))
    spec = Lines(years, tuple(lines), ticks, view.text(N_("No rate yet: it needs the pupils of a closed year.")))
    rows = tuple(
        (year, count_words(view, value_of(view, year, *LEFT.split())),
         "–" if year not in bases or not bases[year]["pupils"] else view.count(bases[year]["pupils"]),
         *("–" if rates[key][at] is None else view.language.percent(rates[key][at] or 0, 1) for key in RATES))
        for at, year in enumerate(years)
    )  # fmt: skip
    headers = tuple(view.text(head) for head in (
        N_("School year"), N_("Left school"), N_("Pupils over compulsory school age"),
        *(INDICATORS[key].name for key in RATES),
    ))  # fmt: skip
    subtitle = view.text(
        N_("leavers ÷ pupils over compulsory school age, the rule in force since 2021; closed school years; a line "
           "breaks where schooling became compulsory for longer"),
    )  # fmt: skip
    return view.chart("rate", spec, view.text(N_("Rate of school leaving")), subtitle, headers, rows, "full")


def _unbroken(view: View, key: str, kind: Kind, rates: list[float | None], ages: list[int | None]) -> list[Line]:
    """A line for each stretch of years under one age of compulsory schooling; the last one is named in full."""
    lines = []
    for age in dict.fromkeys(ages):
        values = tuple(rate if own == age else None for rate, own in zip(rates, ages, strict=True))
        known = [rate for rate in values if rate is not None]
        if known:
            name = view.inside(INDICATORS[key].name)
            if len(set(ages)) > 1 and age:
                name = view.text(N_("{rate}, compulsory to {age}"), rate=name, age=age)
            lines.append(Line(values, view.language.percent(known[-1], 1), name, kind))
    return lines
