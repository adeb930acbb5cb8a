"""The month, for a meeting: what it brought, by office, beside the months before; it prints on two sheets of A4."""

from typing import Final

from generator.indicators.declared import INDICATORS
from generator.pages.assistance import figure_cell
from generator.pages.compare import workbook_cell
from generator.pages.draft import DraftPage, draft
from generator.pages.home import overdue_by_office, up_to_date_tile
from generator.pages.office_charts import overdue_by_action
from generator.pages.open_cases import open_by_office
from generator.pages.tiles import open_tile, overdue_tile, past_tile, reached_tile
from generator.pages.view import MONTH, QUALITY, View
from generator.parts import Cell, Column, Row, Table, Tile, render_table, render_tiles
from intake.language import N_

FLOWS: Final = (
    "listed", "letter-in-time", "reached", "interviewed", "support-accepted", "contacts", "steps-successful",
    "guarantee-entrants", "guarantee-exits", "timely-exits", "asked-by-themselves", "interventions",
)  # fmt: skip
"""What happens in a month, and adds up to the school year."""
STANDS: Final = ("open-at-month-end", "overdue-at-month-end", "stock-at-month-end")
"""What stands at a month's end; a school year has none."""
BY_OFFICE: Final = (
    "listed", "reached", "contacts", "guarantee-entrants", "guarantee-exits", "open-at-month-end",
    "overdue-at-month-end",
)  # fmt: skip
MONTHS_BESIDE: Final = 4


def month_page(view: View) -> DraftPage:
    """Return the page of the month that today lies in, of all offices."""
    page = view.at(MONTH)
    tiles = (_listed_tile(page), open_tile(page), overdue_tile(page), reached_tile(page), past_tile(page),
             up_to_date_tile(page))  # fmt: skip
    fragments = {
        "tiles": render_tiles(tiles),
        "offices": render_table(_offices(page)),
        "months": render_table(_months(page)),
    }
    charts = {
        "by-office": (open_by_office(page),),
        "overdue": (overdue_by_office(page), overdue_by_action(page, "")),
    }
    title = page.text(N_("The month: {month}"), month=page.language.month(page.today))
    return draft(page, "month", title, fragments, charts)


def _period(view: View) -> str:
    return f"{view.today:%Y-%m}"


def _listed_tile(view: View) -> Tile:
    listed = view.facts.figure("listed", "", _period(view)).numerator
    year = view.facts.figure("listed").numerator
    base = view.text(N_("in {month}"), month=view.language.month(view.today))
    so_far = view.text(N_("{n} since {month}"), n=view.count(year), month=view.since)
    label, href = view.text(INDICATORS["listed"].name), view.definition("listed")
    return Tile(label, view.count(listed), "", base, so_far, href)


def _offices(view: View) -> Table:
    columns = (
        Column(view.text(N_("Office")), card="title", card_label="none"),
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in BY_OFFICE),
        Column(view.text(N_("Workbook")), href=view.link(QUALITY), card="corner", card_label="none"),
    )

    def row(office: str, name: Cell, workbook: Cell) -> Row:
        return Row((name, *(figure_cell(view, key, office, period=_period(view)) for key in BY_OFFICE), workbook))

    statuses = view.facts.statuses
    rows = tuple(
        row(code, Cell(view.office(code), href=view.link(view.office_page(code))),
            workbook_cell(view, statuses.get(code)))
        for code in view.facts.offices
    )  # fmt: skip
    current = sum(status.up_to_date for status in statuses.values())
    whole = view.text(N_("{part} of {whole}"), part=view.count(current), whole=view.count(len(statuses)))
    subtitle = view.text(
        N_("What {month} brought; “reached” is of those listed in it; open and overdue at its end, or today; {day}."),
        month=view.language.month(view.today), day=view.on_today,
    )  # fmt: skip
    return Table(
        "offices", view.text(N_("The month by office")), columns, rows, view.text(N_("No office yet.")), subtitle,
        foot=row("", Cell(view.text(N_("All offices"))), Cell(whole)), matrix=True,
    )  # fmt: skip


def _months(view: View) -> Table:
    months = view.facts.months[-MONTHS_BESIDE:]
    columns = (
        Column(view.text(N_("All offices")), card="title", card_label="none"),
        *(Column(view.language.month(month), True) for month in months),
        Column(view.text(N_("{year} so far"), year=view.facts.school_year), True),
    )

    def row(key: str) -> Row:
        name = Cell(view.text(INDICATORS[key].name), href=view.definition(key))
        year = figure_cell(view, key, "", period=view.facts.school_year) if key in FLOWS else Cell("–", quiet=True)
        return Row((name, *(figure_cell(view, key, "", period=f"{month:%Y-%m}") for month in months), year))

    subtitle = view.text(
        N_("Shares are of those listed in the month, or of what ended in it, as known today; {day}."), day=view.on_today
    )
    title, empty = view.text(N_("The months side by side")), view.text(N_("Nothing yet."))
    return Table("months", title, columns, tuple(map(row, (*FLOWS, *STANDS))), empty, subtitle, matrix=True)
