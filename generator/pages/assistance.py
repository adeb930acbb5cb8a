"""Assistance: who was listed, how soon they were written to, who was reached and how, and who took up the offer."""

from typing import Final

from generator.charts.bars import Bar, Column, Columns, HorizontalBars
from generator.charts.figure import Chart
from generator.facts import Figure
from generator.indicators.breakdowns import BREAKDOWNS, UNKNOWN
from generator.indicators.declared import INDICATORS
from generator.indicators.of_leavers import PROFILE
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_cells import count_cell
from generator.pages.office_charts import contact_funnel, place
from generator.pages.tiles import count_tile, reached_tile, share_tile
from generator.pages.view import SMALL_BASE, View
from generator.parts import Cell, Row, Table, Tile, render_table, render_tiles
from generator.parts import Column as TableColumn
from intake.language import N_, NP_

STEPS: Final = (
    "letter-in-time", "second-contact-in-time", "letter-answered", "reached", "interviewed", "support-accepted",
)  # fmt: skip
"""The shares by office, in the order of the protocol."""


def assistance_page(view: View) -> DraftPage:
    """Return the assistance of the whole service."""
    page = view.at("assistance.md")
    fragments = {
        "tiles": render_tiles(_tiles(page)),
        "offices": render_table(_offices(page)),
        "profile": render_table(profile_table(page, "")),
    }
    charts = {
        "charts": (contact_funnel(page, ""), days_to_answer(page, "")),
        "answers": (answered_by_kind(page, ""), answered_by_attempt(page, "")),
    }
    return draft(page, "assistance", page.text(N_("Assistance")), fragments, charts)


def _tiles(view: View) -> list[Tile]:
    listed = N_("{part} of {whole} listed")
    return [
        count_tile(view, "listed", view.text(N_("since {month}"), month=view.since)),
        share_tile(view, "letter-in-time", N_("{part} of {whole} letters due")),
        share_tile(view, "letter-answered", N_("{part} of {whole} written to")),
        reached_tile(view),
        share_tile(view, "interviewed", listed),
        share_tile(view, "support-accepted", N_("{part} of {whole} asked")),
    ]


def _offices(view: View) -> Table:
    columns = (
        TableColumn(view.text(N_("Office")), card="title", card_label="none"),
        *(TableColumn(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in ("listed", *STEPS)),
    )

    def row(office: str, name: Cell) -> Row:
        return Row((name, count_cell(view, "listed", office), *(share_cell(view, key, office) for key in STEPS)))

    rows = tuple(
        row(code, Cell(view.office(code), href=view.link(view.office_page(code, "contacts"))))
        for code in view.facts.offices
    )
    subtitle = view.text(
        N_("Of those listed since {month}; beneath each share its base and its 95 % interval; below a base of {n} the "
           "count alone; {day}."),
        month=view.since, n=SMALL_BASE, day=view.on_today,
    )  # fmt: skip
    return Table(
        "offices", view.text(N_("The steps by office")), columns, rows, view.text(N_("No office yet.")), subtitle,
        foot=row("", Cell(view.text(N_("All offices")))), matrix=True,
    )  # fmt: skip


def share_cell(
    view: View, key: str, office: str, breakdown: str = "", category: str = "", period: str | None = None
) -> Cell:
    """Return a share with its base and its 95 % interval beneath; the count alone where the base is small."""
    figure = view.facts.figure(key, office, period, breakdown, category)
    base = figure.base or 0
    whole = view.text(N_("of {whole}"), whole=view.count(base))
    if not base:
        return Cell("–", quiet=True)
    cases, held = view.cases_in(figure), view.held_beside(figure)
    if base < SMALL_BASE:
        return Cell(view.count(figure.numerator), aside=whole, sort=figure.value, cases=cases, held=held)
    return Cell(view.share(figure), aside=whole, sub=view.interval(figure), cases=cases, held=held)


def figure_cell(
    view: View, key: str, office: str, breakdown: str = "", category: str = "", period: str | None = None
) -> Cell:
    """Return any figure: a share as `share_cell` does, else its count."""
    if INDICATORS[key].unit == "share":
        return share_cell(view, key, office, breakdown, category, period)
    return count_cell(view, key, office, breakdown, category, period)


def profile_table(view: View, office: str) -> Table:
    """Return who was listed in the school year, by what is known of them, and how many of them were reached."""
    listed = view.facts.figure("listed", office).numerator
    columns = (
        TableColumn(view.text(NP_("category", "By")), choose=True, card="line", card_label="none"),
        TableColumn(view.text(NP_("category", "Category")), card="title", card_label="none"),
        TableColumn(view.text(INDICATORS["listed"].name), True, href=view.definition("listed")),
        TableColumn(view.text(N_("Share")), True),
        TableColumn(view.text(INDICATORS["reached"].name), True, href=view.definition("reached")),
    )
    rows = tuple(row for breakdown in PROFILE for row in _profile_rows(view, office, breakdown, listed))
    subtitle = view.text(
        N_("Listed since {month}, {office}; “reached” with its base and its 95 % interval; {day}."),
        month=view.since, office=place(view, office), day=view.on_today,
    )  # fmt: skip
    return Table(
        "profile", view.text(N_("Who was listed, and who of them was reached")), columns, rows,
        view.text(N_("Nobody listed yet.")), subtitle, cards=True,
    )  # fmt: skip


def _profile_rows(view: View, office: str, breakdown: str, listed: float) -> list[Row]:
    rows: list[Row] = []
    for category, name in categories_of(view, breakdown):
        counted = count_cell(view, "listed", office, breakdown, category)
        n = view.facts.figure("listed", office, None, breakdown, category).numerator
        if not n:
            continue
        title = Cell(breakdown_title(view, breakdown), quiet=bool(rows), strong=not rows)
        reached = share_cell(view, "reached", office, breakdown, category)
        rows.append(Row((title, Cell(name), counted, Cell(view.of_whole(n, listed)), reached)))
    return rows


def breakdown_title(view: View, breakdown: str) -> str:
    """Return what a breakdown goes by."""
    return view.text(N_("Canton") if breakdown == "canton" else BREAKDOWNS[breakdown].title)


def categories_of(view: View, breakdown: str) -> list[tuple[str, str]]:
    """Return the categories of a breakdown with their names; cantons are called as in the reference workbook."""
    if breakdown in BREAKDOWNS:
        return [(entry.code, view.text(entry.label)) for entry in BREAKDOWNS[breakdown].entries]
    cantons = view.facts.rows("figures", indicator="listed", breakdown="canton")["category"].unique().sort().to_list()
    unknown = (UNKNOWN, view.text(N_("Abroad or not given")))
    return [*((canton, canton) for canton in cantons if canton != UNKNOWN), *([unknown] if cantons else [])]


def days_to_answer(view: View, office: str) -> Chart:
    """Return how many days passed from the listing to the first answer of those who were reached."""
    counted = _counted(view, office, "reached-days")
    short = {code: view.inside(label) for code, label in SHORT_DAYS.items()}
    columns = tuple(
        Column(short[code], one.numerator, view.count(one.numerator)) for code, _, one in counted if code in short
    )
    anybody = any(one.numerator for _, _, one in counted)
    spec = Columns(columns if anybody else (), view.text(N_("Nobody reached yet.")))
    return _answer_chart(view, office, "days", spec, N_("How soon they were reached"), counted)


SHORT_DAYS: Final = {
    "days-14": NP_("days-short", "14 days"),
    "days-30": NP_("days-short", "15–30"),
    "days-60": NP_("days-short", "31–60"),
    "days-90": NP_("days-short", "61–90"),
    "later": NP_("days-short", "91+"),
}


def answered_by_kind(view: View, office: str) -> Chart:
    """Return by which kind of contact those reached were reached first."""
    counted = _counted(view, office, "reached-kind")
    return _answer_chart(view, office, "kinds", _bars(view, counted), N_("Which contact was answered first"), counted)


def answered_by_attempt(view: View, office: str) -> Chart:
    """Return at which attempt those reached were reached first."""
    counted = _counted(view, office, "attempt")
    return _answer_chart(view, office, "attempts", _bars(view, counted), N_("Which attempt was answered"), counted)


Counted = list[tuple[str, str, Figure]]
"""Code, name and figure of each category of a breakdown."""


def _counted(view: View, office: str, breakdown: str) -> Counted:
    return [
        (code, name, view.facts.figure("reached", office, None, breakdown, code))
        for code, name in categories_of(view, breakdown)
    ]


def _bars(view: View, counted: Counted) -> HorizontalBars:
    return HorizontalBars(
        tuple(Bar(name, one.numerator, view.count(one.numerator)) for _, name, one in counted if one.numerator),
        view.text(N_("Nobody reached yet.")),
    )


def _answer_chart(
    view: View, office: str, key: str, spec: Columns | HorizontalBars, title: str, counted: Counted
) -> Chart:
    reached = view.facts.figure("reached", office)
    subtitle = view.text(
        N_("of the {n} reached among {whole} listed since {month}; {office}, {day}"), n=view.count(reached.numerator),
        whole=view.count(reached.base or 0), month=view.since, office=place(view, office), day=view.on_today,
    )  # fmt: skip
    headers = (view.text(NP_("category", "Category")), view.text(N_("Reached")))
    rows = tuple((name, view.linked_count(one)) for _, name, one in counted)
    return view.chart(key, spec, view.text(title), subtitle, headers, rows)
