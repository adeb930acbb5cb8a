"""The year's tables on one page, to print: the annual table by year, office and month, and what stands beside it."""

import polars as pl

from generator.annual_lines import LINES, line_of, parts_of
from generator.pages.draft import DraftPage, draft
from generator.pages.guarantee import LATER, LATER_SAYS
from generator.pages.guarantee_flows import flow_table, later_table, people_table
from generator.pages.leaving_rate import rate_table
from generator.pages.outcomes import (
    LASTING,
    LASTING_SAYS,
    WHOLE,
    annual_by_office,
    annual_by_year,
    identity_note,
    line_cell,
)
from generator.pages.prevention import prevention_by_office
from generator.pages.view import YEAR, View
from generator.parts import Cell, Column, Row, Table, render_table
from intake.language import N_


def year_page(view: View) -> DraftPage:
    """Return the tables of the school year that today lies in, of all offices."""
    page = view.at(YEAR)
    fragments = {
        "annual": render_table(annual_by_year(page, "")),
        "identity": identity_note(page, ""),
        "by-office": render_table(annual_by_office(page)),
        "by-month": render_table(annual_by_month(page)),
        "lasting": render_table(later_table(page, "lasting", "", LASTING, LASTING_SAYS)),
        "rates": render_table(rate_table(page)),
        "flows": render_table(flow_table(page, "")),
        "people": render_table(people_table(page, "")),
        "later": render_table(later_table(page, "after-exit", "", LATER, LATER_SAYS)),
        "prevention": render_table(prevention_by_office(page)),
    }
    title = page.text(N_("The school year {year}"), year=page.facts.school_year)
    return draft(page, "year", title, fragments)


def annual_by_month(view: View) -> Table:
    """Return the annual table of this school year by month of leaving: a line a row; the months add up to the year."""
    own = view.facts.annual.filter(pl.col("school_year") == view.facts.school_year, pl.col("office") == "")
    persons = {(month, line): n for month, line, n in own.select("month", "line", "persons").iter_rows()}
    months = [(f"{month:%Y-%m}", view.language.short_month(month)) for month in view.facts.months]
    columns = (
        Column(view.text(N_("Persons who left school"))), *(Column(name, True) for _, name in months),
        Column(view.text(N_("{year} so far"), year=view.facts.school_year), True),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(view.text(line_of(line).label), strong=line in WHOLE, quiet=line not in WHOLE),
            *(line_cell(view, line, persons.get((month, line), 0)) for month, _ in (*months, ("", ""))),
        ))
        for line in LINES.codes
        if line in WHOLE or line in parts_of("permanent")
    )  # fmt: skip
    subtitle = view.text(
        N_("By month of leaving, all offices; where they are on {day}; the months add up to the year."),
        day=view.on_today,
    )
    title, empty = N_("The year so far, by month"), N_("Nobody has left school yet.")
    return Table("annual-months", view.text(title), columns, rows, view.text(empty), subtitle, matrix=True)
