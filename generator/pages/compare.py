"""The offices compared: cases a post, a table by overdue, and who was reached against how many were listed."""

import math

from generator.charts.dots import Dot, Dots
from generator.charts.figure import Chart
from generator.charts.funnel_plot import FunnelPlot, FunnelPoint
from generator.charts.style import Tick, round_ticks
from generator.facts import Figure, Status
from generator.pages.attention import FAR_ABOVE
from generator.pages.draft import DraftPage, draft
from generator.pages.view import QUALITY, SMALL_BASE, View
from generator.parts import Bar, Cell, Chip, Column, Row, Table, render_table
from intake.language import N_, NP_

INNER, OUTER = 1.96, 3.09
"""Standard errors that hold 95 % and 99.8 % of chance results (normal approximation of a proportion)."""
BAND_POINTS = 60


def compare_page(view: View) -> DraftPage:
    """Return the comparison of the offices."""
    page = view.at("compare.md")
    charts = {"posts": (_cases_a_post(page),), "reached": (_reached(page),)}
    fragments = {"table": render_table(_table(page))}
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
        (view.office(code), view.count(one.numerator), view.posts(one.base or 0), view.count(one.value or 0))
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
        head(N_("Overdue, share"), "overdue"),
        head(N_("Reached"), "reached"),
        head(N_("Past four months"), "past-four-months"),
        Column(view.text(N_("Workbook")), href=view.link(QUALITY), card="corner", card_label="none"),
    )
    offices = sorted(view.facts.offices, key=lambda code: -view.facts.figure("overdue", code).numerator)
    most = max((view.facts.figure("overdue", code).numerator for code in offices), default=0)
    rows = tuple(_row(view, code, most) for code in offices)
    current = sum(status.up_to_date for status in view.facts.statuses.values())
    total = view.text(N_("{part} of {whole}"), part=view.count(current), whole=view.count(len(view.facts.statuses)))
    foot = Row((Cell(view.text(N_("All offices"))), *_numbers(view, "", None), Cell(total)))
    subtitle = view.text(
        N_("Open cases on {day}; reached is of those listed since {month}. Sorted by overdue."), day=view.on_today,
        month=view.since,
    )  # fmt: skip
    return Table(
        "offices", view.text(N_("The offices side by side")), columns, rows, view.text(N_("No office yet.")), subtitle,
        foot=foot, cards=True,
    )  # fmt: skip


def _row(view: View, office: str, most: float) -> Row:
    name = Cell(view.office(office), href=view.link(view.office_page(office)))
    status = view.facts.statuses.get(office)
    return Row((name, *_numbers(view, office, most), workbook_cell(view, status)))


def _numbers(view: View, office: str, most: float | None) -> tuple[Cell, ...]:
    posts, overdue = view.facts.figure("cases-a-post", office), view.facts.figure("overdue", office)
    past, reached = view.facts.figure("past-four-months", office), view.facts.figure("reached", office)
    whole = view.text(N_("of {whole}"), whole=view.count(reached.base or 0))
    small = (reached.base or 0) < SMALL_BASE
    return (
        Cell(view.posts(posts.base or 0)),
        Cell(view.count(view.facts.figure("open-cases", office).numerator)),
        Cell("–" if posts.value is None else view.count(posts.value)),
        Cell(view.count(overdue.numerator), bar=None if most is None else Bar(overdue.numerator, most)),
        Cell(view.share(overdue)),
        Cell(view.count(reached.numerator) if small else view.share(reached), aside=whole),
        Cell(view.count(past.numerator)),
    )


def workbook_cell(view: View, status: Status | None) -> Cell:
    """Return in words what an office's workbook is like: a chip where it is not up to date."""
    if status is None or status.state.state == "nothing-received":
        refused = status is not None and status.state.refused_at is not None
        words = N_("can't be read") if refused else N_("nothing received")
        return Cell(chip=Chip(view.text(words), "late"))
    if status.days_late:
        return Cell(chip=Chip(view.plural(N_("{n} day late"), N_("{n} days late"), status.days_late), "late"))
    if status.state.state == "standing-on-older":
        words = N_("latest waits: rows are gone") if status.state.waits else N_("latest can't be read")
        return Cell(chip=Chip(view.text(words), "late"))
    if status.rows_held:
        held = view.plural(N_("{n} row held back"), N_("{n} rows held back"), status.rows_held)
        return Cell(chip=Chip(held, "soon"))
    return Cell(view.text(NP_("workbook", "up to date")), quiet=True)


def _reached(view: View) -> Chart:
    everywhere = view.facts.figure("reached")
    centre = everywhere.value or 0.0
    figures = [(code, view.facts.figure("reached", code)) for code in view.facts.offices]
    figures = [(code, one) for code, one in figures if (one.base or 0) >= SMALL_BASE]
    bases = _axis([one.base or 0 for _, one in figures])
    inner, outer = (tuple(_band(centre, base, errors) for base in bases) for errors in (INNER, OUTER))
    points = tuple(_point(view, code, one, centre) for code, one in figures)
    spec = FunnelPlot(
        points=points, centre=centre,
        centre_label=view.text(N_("all offices {share}"), share=view.share(everywhere)), bases=bases, inner=inner,
        outer=outer,
        base_ticks=tuple(
            Tick(tick, view.count(tick)) for tick in round_ticks(bases[-1], 5) if bases[0] <= tick <= bases[-1]
        ),
        rate_ticks=_rate_ticks(view, [point.rate for point in points], outer),
        base_title=view.text(N_("leavers listed since {month}"), month=view.since),
        band_note=view.text(N_("light band 99.8 %, dark band 95 % of chance results")),
        empty=view.text(N_("none yet")),
    )  # fmt: skip
    headers = tuple(view.text(head) for head in (N_("Office"), N_("Reached"), N_("Listed"), N_("Share")))
    rows = tuple(
        (view.office(code), view.count(one.numerator), view.count(one.base or 0), view.share(one))
        for code, one in figures
    )
    subtitle = view.text(
        N_("share of leavers with at least one answer; a point outside the bands is hardly chance alone; {day}"),
        day=view.on_today,
    )  # fmt: skip
    title = view.text(N_("Reached, by office, against the number of leavers listed"))
    return view.chart("reached", spec, title, subtitle, headers, rows, "full")


def _axis(bases: list[float]) -> tuple[float, ...]:
    low, high = max(min(bases, default=10) * 0.6, 1), max(bases, default=20) * 1.1
    return tuple(low + (high - low) * step / BAND_POINTS for step in range(BAND_POINTS + 1))


def _band(centre: float, base: float, errors: float) -> tuple[float, float]:
    width = errors * math.sqrt(centre * (1 - centre) / base)
    return max(0.0, centre - width), min(1.0, centre + width)


def _point(view: View, code: str, figure: Figure, centre: float) -> FunnelPoint:
    rate, base = figure.value or 0.0, figure.base or 1.0
    low, high = _band(centre, base, INNER)
    hot = not low <= rate <= high
    name = view.office(code)
    return FunnelPoint(base, rate, f"{name} {view.share(figure)}" if hot else name, hot)


def _rate_ticks(view: View, rates: list[float], outer: tuple[tuple[float, float], ...]) -> tuple[Tick, ...]:
    """Every 20 %, from below the lowest point to above the highest; the widest ends of the bands may be cut."""
    middle = outer[len(outer) // 8]
    low = math.floor(min([middle[0], *rates]) * 5) / 5
    high = math.ceil(max([middle[1], *rates]) * 5) / 5
    ticks = [low + 0.2 * step for step in range(round((high - low) * 5) + 1)]
    return tuple(Tick(round(tick, 2), view.language.percent(tick)) for tick in ticks)
