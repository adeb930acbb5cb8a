"""The Youth Guarantee's flows: entrants, exits and stock by month, where exits led, and where youngsters are later."""

from collections.abc import Iterator
from typing import Final

from generator.charts.bars import Bar, HorizontalBars
from generator.charts.figure import Chart
from generator.facts import Figure
from generator.indicators.breakdowns import BREAKDOWNS, DESTINATION, DURATION, STANDING
from generator.indicators.declared import INDICATORS
from generator.indicators.guarantee import FOLLOWED_MONTHS
from generator.indicators.of_guarantee import WHO
from generator.pages.assistance import figure_cell, share_cell
from generator.pages.figure_cells import count_cell, number_cell
from generator.pages.office_charts import place
from generator.pages.view import SMALL_BASE, View
from generator.parts import Cell, Column, Row, Table
from intake.language import N_, Message

FLOWS: Final = ("guarantee-entrants", "guarantee-exits", "stock-at-month-end")


def flow_table(view: View, office: str) -> Table:
    """Return entrants, exits and the stock at the end of each month of the school year so far."""
    shares = ("positive-exits", "timely-exits")
    columns = (
        Column(view.text(N_("Month"))),
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in (*FLOWS, *shares)),
    )

    def cells(label: str, period: str, stock: Cell) -> Row:
        entered, left = (count_cell(view, key, office, period=period) for key in FLOWS[:2])
        return Row((Cell(label), entered, left, stock,
                    *(share_cell(view, key, office, period=period) for key in shares)))  # fmt: skip

    rows = tuple(
        cells(view.language.month(month), f"{month:%Y-%m}",
              count_cell(view, FLOWS[2], office, period=f"{month:%Y-%m}"))
        for month in view.facts.months
    )  # fmt: skip
    before = view.facts.rows("figures", indicator=FLOWS[2], office=office)["period"].sort().to_list()
    stock = view.count(view.facts.figure(FLOWS[2], office, before[0]).numerator) if before else "–"
    subtitle = view.text(
        N_("Every entry and exit counts; the stock is that at the month's end, of this month today; {stock} waited "
           "when the school year began; {office}, {day}."),
        stock=stock, office=place(view, office), day=view.on_today,
    )  # fmt: skip
    return Table(
        "flows", view.text(N_("Who entered, who left, who waits")), columns, rows, view.text(N_("Nobody yet.")),
        subtitle, foot=cells(view.text(N_("School year")), view.facts.school_year, Cell("")), matrix=True,
    )  # fmt: skip


def destinations_chart(view: View, office: str) -> Chart:
    """Return where the exits of the school year led: the four offers first, then what is none."""
    counted = [(entry, _exits(view, office, "destination", entry.code)) for entry in DESTINATION.entries]
    whole = sum(one.numerator for _, one in counted)
    bars = tuple(
        Bar(view.text(entry.label), one.numerator, _label(view, one.numerator, whole)) for entry, one in counted
    )
    spec = HorizontalBars(bars if whole else (), view.text(N_("Nobody has left it yet.")))
    subtitle = view.plural(
        N_("of {n} exit since {month}; the four offers first; {office}, {day}"),
        N_("of {n} exits since {month}; the four offers first; {office}, {day}"), whole,
        month=view.since, office=place(view, office), day=view.on_today,
    )  # fmt: skip
    headers = (view.text(DESTINATION.title), view.text(INDICATORS["guarantee-exits"].name), view.text(N_("Share")))
    rows = tuple(
        (view.text(entry.label), view.linked_count(one), view.of_whole(one.numerator, whole)) for entry, one in counted
    )
    return view.chart("destinations", spec, view.text(N_("Where exits led")), subtitle, headers, rows)


def durations_chart(view: View, office: str) -> Chart:
    """Return in which month of waiting the exits of the school year came."""
    counted = [(entry, _exits(view, office, "duration", entry.code)) for entry in DURATION.entries]
    whole = sum(one.numerator for _, one in counted)
    bars = tuple(
        Bar(view.text(entry.label), one.numerator, _label(view, one.numerator, whole)) for entry, one in counted
    )
    spec = HorizontalBars(bars if whole else (), view.text(N_("Nobody has left it yet.")))
    subtitle = view.text(
        N_("exits since {month} by how long they took; {office}, {day}"), month=view.since,
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    headers = (view.text(DURATION.title), view.text(INDICATORS["guarantee-exits"].name), view.text(N_("Share")))
    rows = tuple(
        (view.text(entry.label), view.linked_count(one), view.of_whole(one.numerator, whole)) for entry, one in counted
    )
    return view.chart("exit-durations", spec, view.text(N_("How long exits took")), subtitle, headers, rows)


def _exits(view: View, office: str, breakdown: str, category: str) -> Figure:
    return view.facts.figure("guarantee-exits", office, breakdown=breakdown, category=category)


def _label(view: View, part: float, whole: float) -> str:
    return f"{view.count(part)} · {view.of_whole(part, whole)}" if whole >= SMALL_BASE else view.count(part)


def people_table(view: View, office: str) -> Table:
    """Return the flows and shares of the school year by sex and by age at entry."""
    keys = ("guarantee-stock", "stock-past-four-months", "guarantee-entrants", "guarantee-exits", "positive-exits",
            "timely-exits")  # fmt: skip
    columns = (
        Column(view.text(N_("Who")), card="title", card_label="none"),
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in keys),
    )

    def row(name: str, breakdown: str, category: str) -> Row:
        return Row((Cell(name), *(figure_cell(view, key, office, breakdown, category) for key in keys)))

    rows = [
        row(view.text(entry.label), breakdown, entry.code)
        for breakdown in WHO
        for entry in BREAKDOWNS[breakdown].entries
        if any(view.facts.figure(key, office, None, breakdown, entry.code).numerator for key in keys)
    ]
    subtitle = view.text(
        N_("Stock on {day}; the others since {month}; age is that at entry; {office}."), day=view.on_today,
        month=view.since, office=place(view, office),
    )  # fmt: skip
    return Table(
        "people", view.text(N_("By sex and age")), columns, tuple(rows), view.text(N_("Nobody yet.")), subtitle,
        foot=row(view.text(N_("All")), "", ""), matrix=True,
    )  # fmt: skip


def later_table(
    view: View, key: str, office: str, caption: Message, subtitle: Message, who: tuple[str, ...] = ()
) -> Table:
    """Return where youngsters are 6, 12 and 18 months after an event: a line a time, the unknown in the base.

    Beneath each time stand those of whom there are any by `who` they are, each with a base of their own.
    """
    columns = (
        Column(view.text(N_("When"))), Column(view.text(N_("Asked about")), True),
        *(Column(view.text(entry.label), True) for entry in STANDING.entries),
    )  # fmt: skip
    rows = []
    for months in FOLLOWED_MONTHS:
        name = f"{key}-{months}"
        whole = view.facts.figure(name, office)
        standing = (
            view.facts.figure(name, office, breakdown="standing", category=entry.code) for entry in STANDING.entries
        )
        label = Cell(view.text(INDICATORS[name].name), href=view.definition(name))
        parts = (_part_cell(view, one, whole.base or 0) for one in standing)
        rows.append(Row((label, number_cell(view, whole), *parts)))
        for breakdown in who:
            rows += _later_of_whom(view, name, office, breakdown)
    said = view.text(subtitle, month=view.since, office=place(view, office), day=view.on_today)
    return Table(key, view.text(caption), columns, tuple(rows), "", said, matrix=True)


def _later_of_whom(view: View, name: str, office: str, breakdown: str) -> Iterator[Row]:
    for entry in BREAKDOWNS[breakdown].entries:
        counted = [
            view.facts.figure(name, office, None, f"{breakdown}-standing", f"{entry.code}/{standing}")
            for standing in STANDING.codes
        ]
        whole = sum(part.numerator for part in counted)
        if whole:
            cells = (_part_cell(view, part, whole) for part in counted)
            yield Row((Cell(view.text(entry.label), quiet=True), Cell(view.count(whole)), *cells))


def _part_cell(view: View, part: Figure, whole: float) -> Cell:
    sub = view.of_whole(part.numerator, whole) if whole >= SMALL_BASE else ""
    return Cell(view.count(part.numerator), sub=sub, cases=view.cases_in(part))
