"""The coordination's first page: what needs attention now, and the service in six figures and two charts."""

from generator.charts.bars import Bar, HorizontalBars
from generator.charts.figure import Chart
from generator.pages.attention import attention_table
from generator.pages.draft import DraftPage, draft
from generator.pages.lists_and_workbooks import due_table
from generator.pages.open_cases import open_by_month
from generator.pages.overdue_list import overdue_links
from generator.pages.tiles import open_tile, overdue_tile, past_tile, reached_tile
from generator.pages.view import View
from generator.parts import Tile, render_files, render_table, render_tiles
from intake.language import N_

HOT_SHARE = 0.2
"""An office with a larger share of its open cases overdue is set apart in the chart (assumed)."""


def home_page(view: View) -> DraftPage:
    """Return the first page of the coordination's site."""
    page = view.at("index.md")
    tiles = (open_tile(page), overdue_tile(page), reached_tile(page), past_tile(page), _posts_tile(page),
             up_to_date_tile(page))  # fmt: skip
    fragments = {
        "attention": render_table(attention_table(page)),
        "tiles": render_tiles(tiles),
        "due": render_table(due_table(page)),
    }
    if links := overdue_links(page, page.facts.offices):
        fragments["overdue"] = render_files(page.text(N_("Overdue lists to send (.xlsx)")), links)
    charts = {"charts": (open_by_month(page), overdue_by_office(page))}
    title = page.text(N_("{service} this week"), service=page.facts.settings.service)
    return draft(page, "home", title, fragments, charts)


def _posts_tile(view: View) -> Tile:
    figure = view.facts.figure("cases-a-post")
    each = [view.facts.figure("cases-a-post", office).value for office in view.facts.offices]
    known = sorted(value for value in each if value is not None)
    values = {"cases": view.count(figure.numerator), "posts": view.posts(figure.base or 0)}
    # Posts come in parts: none but one is said as one.
    base = view.plural(
        N_("{cases} on {posts} post"), N_("{cases} on {posts} posts"), 1 if figure.base == 1 else 2, **values
    )
    comparison = ""
    if known:
        low, high = view.count(known[0]), view.count(known[-1])
        comparison = view.text(N_("{low} to {high} by office"), low=low, high=high)
    value = "–" if figure.value is None else view.count(figure.value)
    label, href = view.text(N_("Cases a post")), view.definition("cases-a-post")
    cases, held = view.cases_in(figure), view.held_beside(figure)
    return Tile(label, value, "", base, comparison, href, cases=cases, held=held)


def up_to_date_tile(view: View) -> Tile:
    """Return how many offices are up to date, and which are not."""
    statuses = view.facts.statuses
    behind = [view.office(office) for office, status in statuses.items() if not status.up_to_date]
    base = view.text(N_("every workbook came in time"))
    if behind:
        named = (
            behind if len(behind) <= 2 else [*behind[:1], view.text(N_("{n} others"), n=view.count(len(behind) - 1))]
        )
        base = view.plural(
            N_("{offices} is not"), N_("{offices} are not"), len(behind), offices=view.language.both(named)
        )
    due = [one for office in statuses if (one := view.facts.calendar.last(office))]
    comparison = view.text(N_("workbooks due {day}"), day=view.short(due[0].due_on)) if due else ""
    unit = view.text(N_("of {whole}"), whole=view.count(len(statuses)))
    current = view.count(len(statuses) - len(behind))
    label, href = view.text(N_("Offices up to date")), view.definition("up-to-date")
    return Tile(label, current, unit, base, comparison, href, late=bool(behind))


def overdue_by_office(view: View) -> Chart:
    """Return the overdue next actions of each office, the most first."""
    figures = [(view.office(code), view.facts.figure("overdue", code)) for code in view.facts.offices]
    figures.sort(key=lambda pair: -pair[1].numerator)
    bars = tuple(
        Bar(name, one.numerator, view.of(one), hot=bool(one.base) and one.numerator / (one.base or 1) >= HOT_SHARE)
        for name, one in figures
    )
    rows = tuple(
        (name, view.linked_count(one), view.count(one.base or 0), view.share(one), view.interval(one) or "–")
        for name, one in figures
    )
    heads = (N_("Office"), N_("Overdue"), N_("Open cases"), N_("Share"), N_("95 % interval"))
    headers = tuple(view.text(head) for head in heads)
    subtitle = view.text(N_("open cases whose next action has passed its date; {day}"), day=view.on_today)
    spec = HorizontalBars(bars, view.text(N_("No case is overdue.")))
    return view.chart("overdue", spec, view.text(N_("Overdue next actions by office")), subtitle, headers, rows)
