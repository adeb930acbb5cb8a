"""How a controlled count is told: the number, or the sign that it is withheld; a share only where nothing is."""

import datetime

from markupsafe import Markup

from generator.ministry_counts import PEOPLE, Period, periods_of
from generator.ministry_tables import Ministry, key_of
from generator.pages.view import SMALL_BASE, View
from generator.parts import Cell, Row, Table, Tile, render_note, render_state_line, render_table
from intake.language import N_, Message
from intake.settings import school_year_of

WITHHELD = "[w]"
FLOW_PERIODS = 8
"""So many quarters a table shows, the latest ones."""


def told(view: View) -> Ministry:
    """Return what the ministry is told. Raises ValueError on a site of anybody else."""
    if view.facts.ministry is None:
        raise ValueError("only the ministry's site is made of controlled tables")
    return view.facts.ministry


def value_of(view: View, period: str, *name: str) -> int | None:
    """Return a count that may be shown; None for one withheld."""
    return told(view).controlled.value(key_of(period, *name))


def count_words(view: View, value: int | None) -> str:
    """Return a count, or the sign that it is withheld."""
    return WITHHELD if value is None else view.count(value)


def count_cell(view: View, period: str, *name: str, strong: bool = False) -> Cell:
    """Return a count, or the sign with its meaning for those who hear the page."""
    value = value_of(view, period, *name)
    return withheld_cell(view) if value is None else Cell(view.count(value), strong=strong)


def withheld_cell(view: View) -> Cell:
    """Return the sign that a count is withheld."""
    meaning = view.text(N_("withheld"))
    return Cell(html=Markup('<span class="quiet" role="img" aria-label="{}">{}</span>').format(meaning, WITHHELD))


def share_of(part: int | None, whole: int | None) -> float | None:
    """Return a share of two counts that are both shown, on a base of 10 or more; else None."""
    if part is None or whole is None or whole < SMALL_BASE:
        return None
    return part / whole


def share_words(view: View, part: int | None, whole: int | None) -> str:
    """Return a share as in "68 %"; nothing beside a withheld count or on a small base."""
    share = share_of(part, whole)
    return "" if share is None else view.language.percent(share)


def part_cell(view: View, period: str, part: str, whole: str) -> Cell:
    """Return a count with its share of another beneath."""
    value, base = value_of(view, period, *part.split()), value_of(view, period, *whole.split())
    if value is None:
        return withheld_cell(view)
    return Cell(view.count(value), sub=share_words(view, value, base))


def share_tile(view: View, label: Message, of: Message, part: str, whole: str, definition: str) -> Tile:
    """Return a share of the latest closed year, with the year before beneath. `of` has {part} and {whole}."""
    year, before = latest_years(view)
    value, base = value_of(view, year, *part.split()), value_of(view, year, *whole.split())
    share = share_of(value, base)
    said = view.text(of, part=count_words(view, value), whole=count_words(view, base))
    comparison = ""
    if before:
        then = share_words(view, value_of(view, before, *part.split()), value_of(view, before, *whole.split()))
        comparison = view.text(N_("{share} in {year}"), share=then, year=before) if then else ""
    shown = "–" if share is None else view.language.number(round(100 * share))
    unit = "" if share is None else "%"
    return Tile(view.text(label), shown, unit, said, comparison, view.definition(definition))


def count_tile(view: View, label: Message, name: str, definition: str) -> Tile:
    """Return a count of the latest closed year, with the year before beneath."""
    year, before = latest_years(view)
    then = value_of(view, before, *name.split()) if before else None
    comparison = "" if then is None else view.text(N_("{n} in {year}"), n=view.count(then), year=before)
    shown = count_words(view, value_of(view, year, *name.split()))
    base = view.text(N_("school year {year}"), year=year)
    return Tile(view.text(label), shown, "", base, comparison, view.definition(definition))


def latest_years(view: View) -> tuple[str, str]:
    """Return the latest closed school year and the one before it; "" where there is none."""
    years = ("", "", *told(view).years)
    return years[-1], years[-2]


def span_of(view: View, key: str) -> Period:
    """Return the period of a key, with its days."""
    return next(one for one in periods_of(key[:7], view.facts.settings.year) if one.key == key)


def period_name(view: View, key: str) -> str:
    """Return a quarter as in "September to November 2025", a year as in "2025/26"."""
    period = span_of(view, key)
    if period.is_year:
        return key
    first, last = str(view.language.month(period.first)), view.language.month(period.last)
    if period.first.year == period.last.year:
        first = first.replace(f" {period.first.year}", "")
    return view.text(N_("{first} to {last}"), first=first, last=last)


def short_period(view: View, key: str) -> str:
    """Return a quarter as an axis has it: "Sep–Nov 25"."""
    period = span_of(view, key)
    first, last = view.language.short_month(period.first), view.language.short_month(period.last)
    return f"{first}–{last} {period.last:%y}"


def flow_periods(view: View) -> list[str]:
    """Return the quarters that tables show, each year after its quarters once it is closed."""
    ministry = told(view)
    periods: list[str] = []
    for key in ministry.quarters[-FLOW_PERIODS:]:
        periods.append(key)
        if key.endswith("-4") and key[:7] in ministry.years:
            periods.append(key[:7])
    return periods


def flow_row(view: View, period: str, cells: tuple[Cell, ...]) -> Row:
    """Return a row of a quarter, or in bold of a year."""
    is_year = span_of(view, period).is_year
    name = view.text(N_("School year {year}"), year=period) if is_year else period_name(view, period)
    return Row((Cell(name, strong=is_year), *cells))


def state(view: View) -> Markup:
    """Return the line under each page's title: up to when the ministry is told, and whether a period is missing."""
    ministry = told(view)
    day = view.text(N_("State of the data: {day}"), day=view.date(view.today))
    parts = [view.text(N_("edition {month}"), month=view.language.month(view.facts.edition))]
    if ministry.quarters:
        last = span_of(view, ministry.quarters[-1]).last
        parts.append(view.text(N_("closed quarters and years up to {day}"), day=view.date(last)))
    parts.append(view.text(N_("counts only")))
    parts.append(view.text(N_("not complete") if ministry.waiting else N_("complete")))
    return render_state_line(day, [part for part in (*parts, view.facts.settings.note) if part])


def legend(view: View) -> Markup:
    """Return what the signs mean: it stands before the first table of a page."""
    most = view.count(view.facts.settings.ministry.withheld_up_to)
    said = view.text(
        N_("withheld: a count of 1 to {most}, or one that would let such a count be worked out. A 0 that is shown is a "
           "true zero. Shares are given on a base of {base} or more only. A period is counted once, when it is first "
           "published, and stays as it was."),
        most=most, base=view.count(SMALL_BASE),
    )  # fmt: skip
    return render_note(said, WITHHELD)


def controlled_table(view: View, name: str, table: Table) -> Markup:
    """Return a table as HTML; one of which every count is withheld is told in a sentence instead."""
    ministry = told(view)
    if name in ministry.controlled.tables.tables and ministry.controlled.is_withheld_whole(name):
        empty = view.text(N_("This table is withheld as a whole: the counts are too small."))
        table = Table(table.key, table.caption, table.columns, (), empty, table.subtitle)
    return render_table(table)


def published_on(view: View, period: str) -> datetime.date:
    """Return the day on which a period was first published."""
    return told(view).editions[period]


def year_before(view: View, school_year: str) -> str:
    """Return the school year before another."""
    first = span_of(view, school_year).first
    return school_year_of(first - datetime.timedelta(days=1), view.facts.settings.year)


def people(who: str) -> tuple[str, ...]:
    """Return the names of the categories of a breakdown: "sex/female"."""
    return tuple(one for one in PEOPLE if one.startswith(f"{who}/"))
