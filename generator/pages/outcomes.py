"""Outcomes: where those listed are now, the ministry's annual table with its identity, and the reasons as counts."""

from dataclasses import replace

from generator.annual_lines import LINES, Line, line_of, parts_of
from generator.beside import REASONS
from generator.charts.bars import Bar, HorizontalBars
from generator.charts.figure import Chart
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_cells import number_cell
from generator.pages.guarantee_flows import later_table
from generator.pages.leaving_rate import rate_table
from generator.pages.nav import office_links
from generator.pages.office_charts import office_situations, place, situations_by_month
from generator.pages.outcome_charts import changes_chart
from generator.pages.solution_chart import solution_chart
from generator.pages.tiles import share_tile
from generator.pages.view import SMALL_BASE, View
from generator.parts import Cell, Column, Row, Table, Tile, render_note, render_table, render_tiles
from intake import codes
from intake.language import N_
from intake.tables.reference import Published

LASTING = N_("Whether solutions last")
LASTING_SAYS = N_(
    "Cases whose 6, 12 or 18 months since the first definite solution came round since {month}; positive is one of the "
    "four offers; the unknown stay in the base; {office}, {day}."
)
WHOLE = ("left-school", "temporary", "permanent", "not-reached")
"""The lines of the identity: the first is the sum of the others."""


def outcomes_page(view: View) -> DraftPage:
    """Return the outcomes of the whole service."""
    page = view.at("outcomes.md")
    fragments = {
        "tiles": render_tiles(_tiles(page, "")),
        "annual": render_table(annual_by_year(page, "")),
        "identity": identity_note(page, ""),
        "offices": render_table(annual_by_office(page)),
        "lasting": render_table(later_table(page, "lasting", "", LASTING, LASTING_SAYS)),
        "rates": render_table(rate_table(page)),
        "published": render_table(_published(page)),
    }
    charts = {
        "changes": (changes_chart(page, ""),),
        "solution": (solution_chart(page, ""),),
        "months": (situations_by_month(page),),
        "reasons": (_reasons(page, ""),),
    }
    return draft(page, "outcomes", page.text(N_("Outcomes")), fragments, charts)


def office_outcomes_page(view: View, office: str) -> DraftPage:
    """Return the outcomes of an office."""
    page = view.at(view.office_page(office, "outcomes"))
    fragments = {
        "links": office_links(page, office, "outcomes"),
        "tiles": render_tiles(_tiles(page, office)),
        "annual": render_table(annual_by_year(page, office)),
        "identity": identity_note(page, office),
        "lasting": render_table(later_table(page, "lasting", office, LASTING, LASTING_SAYS)),
    }
    charts = {
        "situations": (office_situations(page, office),),
        "solution": (solution_chart(page, office),),
        "months": (situations_by_month(page, office),),
        "reasons": (_reasons(page, office),),
    }
    title = page.text(N_("Office {office}: outcomes"), office=page.office(office))
    return draft(page, "outcomes", title, fragments, charts, office=office)


def _tiles(view: View, office: str) -> list[Tile]:
    listed = N_("{part} of {whole} listed")
    return [
        share_tile(view, "timely-exits", N_("{part} of {whole} exits"), office),
        share_tile(view, "has-offer", listed, office),
        share_tile(view, "situation-known", listed, office),
        share_tile(view, "re-enrolled", listed, office),
    ]


def annual_by_year(view: View, office: str) -> Table:
    """Return the annual table: a line a row, a school year a column; closed years at their last day, this one today."""
    own = view.facts.rows("annual", office=office, month="")
    years = own["school_year"].unique().sort(descending=True).to_list()
    columns = (
        Column(view.text(N_("Persons who left school")), card="title"),
        *(Column(_year_head(view, year), True) for year in years),
    )
    rows = tuple(
        Row((line_name(view, line), *(line_cell(view, line, office, year=year) for year in years)))
        for line in LINES.codes
    )
    subtitle = view.text(
        N_("{office}; each person once a year, by the latest start, on the first line that applies; closed years at "
           "their last day, this one on {day}."),
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    title = view.text(N_("Annual table"))
    return Table(
        "annual", title, columns, rows if years else (), view.text(N_("Nobody has left school yet.")), subtitle,
        ordered=True,
    )  # fmt: skip


def _year_head(view: View, year: str) -> str:
    return view.text(N_("{year} so far"), year=year) if year == view.facts.school_year else year


def line_name(view: View, line: str) -> Cell:
    """Return the head of a line of the annual table; a part of a part is set in."""
    label = view.text(line_of(line).label)
    if line in WHOLE:
        return Cell(label, strong=True)
    return Cell(label if _depth(line_of(line)) == 1 else f"– {label}", quiet=True)


def _depth(line: Line) -> int:
    return 0 if not line.under else 1 + _depth(line_of(line.under))


def line_cell(view: View, line: str, office: str = "", month: str = "", year: str | None = None) -> Cell:
    """Return how many persons stand on a line in a school year or a month of this; those of the identity stand out.

    A year that is over is counted as it stood at its last day, and so are its cases.
    """
    cell = number_cell(view, view.facts.line_figure(line, office, month, year))
    return replace(cell, strong=line in WHOLE, quiet=line not in WHOLE)


def identity_note(view: View, office: str) -> str:
    """Return the identity of this school year in numbers, and how a person comes onto a line (an assumption)."""
    own = view.facts.rows("annual", office=office, month="", school_year=view.facts.school_year)
    persons = dict(own.select("line", "persons").iter_rows())
    numbers = {line.replace("-", "_"): view.count(persons.get(line, 0)) for line in WHOLE}
    said = view.text(
        N_("Left school {left_school} = temporary {temporary} + permanent {permanent} + not reached {not_reached}."),
        **numbers,
    )
    statuses = [view.facts.status_of(office)] if office else view.facts.statuses.values()
    held = sum(status.cases_held for status in statuses if status)
    counted = view.text(
        N_("The lines in their order (our reading): not reached, by the situation known at the date; re-enrolled or in "
           "an apprenticeship now; re-enrolled since, or an earlier start in the year; employed; in a measure, "
           "internship or activation; everything else."),
    )  # fmt: skip
    missing = view.plural(N_("{n} case held back is not counted."), N_("{n} cases held back are not counted."), held)
    return render_note(" ".join([counted, *([missing] if held else [])]), said)


def annual_by_office(view: View) -> Table:
    """Return the annual table of this school year by office, without the lines under lines."""
    lines = [line for line in LINES.codes if line in WHOLE or line in parts_of("permanent")]
    columns = (
        Column(view.text(N_("Office"))), *(Column(view.text(line_of(line).label), True) for line in lines),
    )  # fmt: skip

    def row(office: str, name: Cell) -> Row:
        return Row((name, *(line_cell(view, line, office) for line in lines)))

    rows = tuple(
        row(code, Cell(view.office(code), href=view.link(view.office_page(code, "outcomes"))))
        for code in view.facts.offices
    )
    subtitle = view.text(
        N_("Persons who left school in {year}, on {day}."), year=view.facts.school_year, day=view.on_today
    )
    return Table(
        "annual-offices", view.text(N_("The year so far, by office")), columns, rows, view.text(N_("No office yet.")),
        subtitle, foot=row("", Cell(view.text(N_("All offices")))), matrix=True,
    )  # fmt: skip


def _published(view: View) -> Table:
    columns = (
        Column(view.text(N_("Figure")), card="title", card_label="none"),
        Column(view.text(N_("School year")), card="corner", card_label="none"),
        Column(view.text(N_("Value")), True, card_label="beside"),
        Column(view.text(N_("Definition")), card="line", card_label="none"),
        Column(view.text(N_("Source")), card="line", card_label="none"),
    )
    names = ("figure", "school_year", "value", "definition", "source")
    table = view.facts.register.table(Published).sort("school_year", "row", descending=[True, False])
    rows = tuple(
        Row((Cell(figure), Cell(year), Cell(view.language.number(value)), *(Cell(words, quiet=True) for words in said)))
        for figure, year, value, *said in table.select(names).iter_rows()
    )
    title, empty = N_("What the ministry published"), N_("The reference workbook quotes no published figure.")
    subtitle = view.text(N_("Quoted from the reference workbook, each by its own rule; never mixed with our counts."))
    return Table("published", view.text(title), columns, rows, view.text(empty), subtitle, cards=True)


def _reasons(view: View, office: str) -> Chart:
    """The main reasons of the latest interviews, as counts: the most frequent first."""
    rows = view.facts.rows("reasons", office=office).select("reason", "cases").rows()
    counted = dict(rows)
    whole = sum(counted.values())
    order = sorted(codes.REASON.entries, key=lambda entry: -counted.get(entry.code, 0))
    bars = tuple(
        Bar(view.text(entry.label), counted[entry.code], _of_whole(view, counted[entry.code], whole))
        for entry in order
        if entry.code in counted
    )
    table = tuple(
        (
            view.text(entry.label),
            view.linked_count(view.facts.beside_figure(REASONS, counted.get(entry.code, 0), entry.code, office)),
            _of_whole(view, counted.get(entry.code, 0), whole),
        )
        for entry in order
    )
    subtitle = view.plural(
        N_("main reason in the latest interview; {n} case interviewed, {office}, up to {day}"),
        N_("main reason in the latest interview; {n} cases interviewed, {office}, up to {day}"), whole,
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    spec = HorizontalBars(bars, view.text(N_("No interview yet.")))
    headers = tuple(view.text(head) for head in (N_("Reason"), N_("Cases"), N_("Share")))
    return view.chart("reasons", spec, view.text(N_("Why they left school")), subtitle, headers, table, "full")


def _of_whole(view: View, part: int, whole: int) -> str:
    return f"{view.count(part)} · {view.language.percent(part / whole)}" if whole >= SMALL_BASE else view.count(part)
