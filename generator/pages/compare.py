"""The offices compared: cases a post, a table by overdue, shares around the country's, and what has changed."""

from dataclasses import replace

from generator.charts.dots import Dot, Dots
from generator.charts.figure import Chart
from generator.charts.style import Tick, round_ticks
from generator.facts import Figure, Status
from generator.pages.attention import FAR_ABOVE
from generator.pages.draft import DraftPage, draft
from generator.pages.fair import change_table, fair_cell, fair_column, shares_table
from generator.pages.figure_cells import count_cell, number_cell
from generator.pages.funnels import funnels
from generator.pages.view import QUALITY, View
from generator.parts import Bar, Cell, Chip, Column, Row, Table, render_table
from intake.language import N_, NP_


def compare_page(view: View) -> DraftPage:
    """Return the comparison of the offices."""
    page = view.at("compare.md")
    charts = {"posts": (_cases_a_post(page),), **funnels(page)}
    fragments = {
        "table": render_table(_table(page)),
        "shares": render_table(shares_table(page)),
        "changes": render_table(change_table(page, "")),
    }
    return draft(page, "compare", page.text(N_("Offices compared")), fragments, charts)


def _cases_a_post(view: View) -> Chart:
    everywhere = view.facts.figure("cases-a-post")
    known = [(code, view.facts.figure("cases-a-post", code)) for code in view.facts.offices]
    figures = sorted(
        ((code, one) for code, one in known if one.value is not None), key=lambda pair: -(pair[1].value or 0)
    )
    dots = tuple(
        Dot(view.office(code), one.value or 0, view.count(one.value or 0), _cases_on_posts(view, one),
            hot=bool(everywhere.value) and (one.value or 0) >= FAR_ABOVE * (everywhere.value or 0))
        for code, one in figures
    )  # fmt: skip
    highest = max((dot.value for dot in dots), default=0)
    spec = Dots(
        dots, everywhere.value, view.text(N_("all offices {n}"), n=view.count(everywhere.value or 0)),
        tuple(Tick(tick, view.count(tick)) for tick in round_ticks(highest)), view.text(N_("none yet")),
    )  # fmt: skip
    headers = tuple(view.text(head) for head in (N_("Office"), N_("Open cases"), N_("Posts"), N_("Cases a post")))
    rows = tuple(
        (view.office(code), view.linked_count(one), view.posts(one.base or 0), view.count(one.value or 0))
        for code, one in figures
    )
    subtitle = view.text(N_("open cases ÷ posts of social pedagogues; {day}"), day=view.on_today)
    return view.chart("posts", spec, view.text(N_("Open cases a post")), subtitle, headers, rows, "full")


def _cases_on_posts(view: View, figure: Figure) -> str:
    posts = view.language.number(figure.base or 0)
    one, many = N_("{cases} cases on {posts} post"), N_("{cases} cases on {posts} posts")
    return view.plural(one, many, 1 if figure.base == 1 else 2, cases=view.count(figure.numerator), posts=posts)


def _table(view: View) -> Table:
    def head(label: str, key: str) -> Column:
        return Column(view.text(label), True, href=view.definition(key))

    columns = (
        Column(view.text(N_("Office")), card="title", card_label="none"),
        Column(view.text(N_("Posts")), True),
        head(N_("Open cases"), "open-cases"),
        head(N_("Cases a post"), "cases-a-post"),
        Column(view.text(N_("Overdue")), href=view.definition("overdue"), sorted="descending", card_label="beside"),
        fair_column(view, N_("Overdue, share"), "overdue"),
        fair_column(view, N_("Past four months"), "past-four-months"),
        Column(view.text(N_("Workbook")), href=view.link(QUALITY), card="corner", card_label="none"),
    )
    offices = sorted(view.facts.offices, key=lambda code: -view.facts.figure("overdue", code).numerator)
    most = max((view.facts.figure("overdue", code).numerator for code in offices), default=0)
    rows = tuple(_row(view, code, most) for code in offices)
    current = sum(status.up_to_date for status in view.facts.statuses.values())
    total = view.text(N_("{part} of {whole}"), part=view.count(current), whole=view.count(len(view.facts.statuses)))
    foot = Row((Cell(view.text(N_("All offices"))), *_numbers(view, "", None), Cell(total)))
    subtitle = view.text(
        N_("Open cases on {day}; beneath each share its 95 % interval. Sorted by overdue."), day=view.on_today
    )
    return Table(
        "offices", view.text(N_("The offices side by side")), columns, rows, view.text(N_("No office yet.")), subtitle,
        foot=foot, cards=True,
    )  # fmt: skip


def _row(view: View, office: str, most: float) -> Row:
    name = Cell(view.office(office), href=view.link(view.office_page(office)))
    status = view.facts.status_of(office)
    return Row((name, *_numbers(view, office, most), workbook_cell(view, status)))


def _numbers(view: View, office: str, most: float | None) -> tuple[Cell, ...]:
    posts, overdue = view.facts.figure("cases-a-post", office), view.facts.figure("overdue", office)
    return (
        Cell(view.posts(posts.base or 0)),
        count_cell(view, "open-cases", office),
        Cell("–" if posts.value is None else view.count(posts.value)),
        replace(number_cell(view, overdue), held="", bar=None if most is None else Bar(overdue.numerator, most)),
        fair_cell(view, "overdue", office),
        fair_cell(view, "past-four-months", office),
    )


def workbook_cell(view: View, status: Status | None) -> Cell:
    """Return in words what an office's workbook is like: a chip where it is not up to date."""
    if status is None or status.state.state == "nothing-received":
        refused = status is not None and status.state.refused_at is not None
        words = N_("can't be read") if refused else N_("nothing received")
        return Cell(chip=Chip(view.text(words), "late"))
    if status.days_late:
        return Cell(
            chip=Chip(view.plural(N_("{n} day late"), N_("{n} days late"), status.days_late), "late"),
            sort=status.days_late,
        )
    if status.state.state == "standing-on-older":
        words = N_("latest waits: rows are gone") if status.state.waits else N_("latest can't be read")
        return Cell(chip=Chip(view.text(words), "late"))
    if status.rows_held:
        held = view.plural(N_("{n} row held back"), N_("{n} rows held back"), status.rows_held)
        return Cell(chip=Chip(held, "soon"))
    return Cell(view.text(NP_("workbook", "up to date")), quiet=True)
