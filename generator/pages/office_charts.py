"""The charts of an office or of all: how far the contacts have got, when actions are due, where those listed are."""

from datetime import date, timedelta

from generator.charts.bars import Bar, Column, Columns, Funnel, HorizontalBars
from generator.charts.figure import Chart
from generator.charts.stacked import StackedBars, StackRow
from generator.facts import Figure
from generator.indicators.breakdowns import DUE
from generator.indicators.cases import week_of_work
from generator.indicators.declared import INDICATORS
from generator.pages.view import SMALL_BASE, View
from generator.tables import NEXT_ACTION
from intake import codes
from intake.language import N_, NP_

FUNNEL = ("listed", "letter-sent", "reached", "interviewed", "has-offer")
GROUPS = codes.SITUATION_GROUP.codes[:7]
"""The seven groups that bars are stacked of; out of scope and handed over stand in the table only."""
SHORT_GROUPS = (
    NP_("group-short", "Re-enrolled"),
    NP_("group-short", "In training"),
    NP_("group-short", "Employed"),
    NP_("group-short", "Measure"),
    NP_("group-short", "Settled"),
    NP_("group-short", "No occupation"),
    NP_("group-short", "Not known"),
)
WORDED_SHARE = 0.045
"""A segment of a smaller share has no room for its percentage."""


def contact_funnel(view: View, office: str) -> Chart:
    """Return how many of those listed in the school year passed each step of the contacts."""
    listed = view.facts.figure("listed", office).numerator
    figures = [(key, view.facts.figure(key, office)) for key in FUNNEL]
    bars = tuple(Bar(view.text(INDICATORS[key].name), one.numerator, _step_label(view, one)) for key, one in figures)
    subtitle = view.text(
        N_("of the {n} listed since {month}; {office}, {day}"), n=view.count(listed), month=view.since,
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    rows = tuple(
        (view.text(INDICATORS[key].name), view.linked_count(one), view.share(one) if one.base is not None else "–",
         view.interval(one) or "–")
        for key, one in figures
    )  # fmt: skip
    spec = Funnel(bars if listed else (), view.text(N_("Nobody listed yet.")))
    headers = (view.text(N_("Step")), view.text(N_("Persons")), view.text(N_("Share")), view.text(N_("95 % interval")))
    return view.chart("funnel", spec, view.text(N_("How far the contacts have got")), subtitle, headers, rows)


def _step_label(view: View, figure: Figure) -> str:
    count = view.count(figure.numerator)
    return f"{count} · {view.share(figure)}" if (figure.base or 0) >= SMALL_BASE else count


def place(view: View, office: str) -> str:
    """Return what a figure is of: an office's name, or all offices."""
    return view.office(office) if office else view.text(N_("all offices"))


def actions_by_week(view: View, office: str) -> Chart:
    """Return in which week the next actions of open cases are due, those overdue apart."""
    figures = {due: view.facts.figure("actions-by-week", office, breakdown="due", category=due) for due in DUE.codes}
    counted = {due: one.numerator for due, one in figures.items()}
    weeks = [week_of_work(view.today) + timedelta(days=7 * ahead) for ahead in range(len(DUE.codes) - 2)]
    names = {
        "overdue": view.inside(DUE.label("overdue")),
        **dict(zip(DUE.codes[1:-1], map(_week, weeks), strict=True)),
    }
    groups = dict(zip(DUE.codes[1:-1], _month_changes(view, weeks), strict=True))
    columns = tuple(
        Column(names[due], n, view.count(n), groups.get(due, ""), hot=due == "overdue" and n > 0)
        for due, n in counted.items()
        if due != "later"
    )
    rows = tuple((view.text(DUE.label(due)), view.linked_count(one)) for due, one in figures.items())
    subtitle = view.text(N_("open cases by date due; {office}, {day}"), office=place(view, office), day=view.on_today)
    headers = (view.text(N_("Due")), view.text(N_("Open cases")))
    spec = Columns(columns if any(counted.values()) else (), view.text(N_("Nothing is due.")))
    return view.chart("weeks", spec, view.text(N_("When the next actions are due")), subtitle, headers, rows)


def _week(monday: date) -> str:
    return f"{monday.day}–{(monday + timedelta(days=6)).day}"


def _month_changes(view: View, weeks: list[date]) -> list[str]:
    """The month's name under the first of its weeks."""
    named = ""
    changes = []
    for monday in weeks:
        month = view.language.short_month(monday + timedelta(days=6))
        changes.append("" if month == named else month)
        named = month
    return changes


def overdue_by_action(view: View, office: str) -> Chart:
    """Return which steps of the contact protocol are overdue, the most first."""
    counted = [
        (action, view.facts.figure("next-action", office, breakdown="action", category=action))
        for action in NEXT_ACTION.codes
    ]
    counted.sort(key=lambda pair: -pair[1].numerator)
    bars = tuple(
        Bar(view.text(NEXT_ACTION.label(action)), one.numerator, view.count(one.numerator))
        for action, one in counted
        if one.numerator
    )
    subtitle = view.text(N_("open cases with an action overdue; {office}, {day}"), office=place(view, office),
                         day=view.on_today)  # fmt: skip
    rows = tuple((view.text(NEXT_ACTION.label(action)), view.linked_count(one)) for action, one in counted)
    headers = (view.text(N_("Next action")), view.text(N_("Overdue")))
    spec = HorizontalBars(bars, view.text(N_("No case is overdue.")))
    return view.chart("actions", spec, view.text(N_("What is overdue")), subtitle, headers, rows)


def situation_bars(view: View, key: str, title: str, bars: list[tuple[str, str, str | None]]) -> Chart:
    """Return where those listed are now, a bar an office or month: each with name, office and period."""
    figures = {
        name: [view.facts.figure("situation", office, period, "group", group) for group in codes.SITUATION_GROUP.codes]
        for name, office, period in bars
    }
    counts = {name: [one.numerator for one in figures[name]] for name in figures}
    spec = StackedBars(
        tuple(view.text(name) for name in SHORT_GROUPS),
        tuple(_stack_row(view, name, values[: len(GROUPS)]) for name, values in counts.items()),
        view.text(N_("none yet")),
    )
    subtitle = view.text(
        N_("persons listed since {month}, less those out of scope or handed over; “not known” is in the base; {day}"),
        month=view.since, day=view.on_today,
    )  # fmt: skip
    headers = (view.text(N_("Listed")), *(view.text(entry.label) for entry in codes.SITUATION_GROUP.entries))
    rows = tuple((name, *map(view.linked_count, each)) for name, each in figures.items())
    return view.chart(key, spec, title, subtitle, headers, rows, "full")


def _stack_row(view: View, name: str, values: list[float]) -> StackRow:
    base = sum(values)
    if base < SMALL_BASE:
        labels = tuple(view.count(value) if value else "" for value in values)
    else:
        shares = [value / base for value in values]
        labels = tuple(view.language.percent(share) if share >= WORDED_SHARE else "" for share in shares)
    return StackRow(f"{name}, {view.count(base)}", tuple(values), labels)


def office_situations(view: View, office: str) -> Chart:
    """Return the situations of an office's listed over those of all offices."""
    bars = [(view.office(office), office, None), (view.text(N_("All offices")), "", None)]
    return situation_bars(view, "situations", view.text(N_("Situation today")), bars)  # type: ignore[arg-type]


def situations_by_month(view: View, office: str = "") -> Chart:
    """Return the situations today by month of listing: later lists have had less time."""
    title = view.text(N_("Situation today, by month of listing"))
    bars = [(view.language.month(month), office, f"{month:%Y-%m}") for month in view.facts.months]
    return situation_bars(view, "months", title, bars)  # type: ignore[arg-type]
