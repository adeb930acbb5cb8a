"""The open cases at each month's end: one line for all offices, and one small one an office."""

from generator.charts.figure import Chart
from generator.charts.lines import Line, Lines
from generator.charts.multiples import Multiples, SmallLine
from generator.charts.style import Tick, round_ticks
from generator.pages.attention import FAR_ABOVE
from generator.pages.view import View
from intake.language import N_

MONTHS_SHOWN = 12
Values = tuple[float | None, ...]


def open_by_month(view: View) -> Chart:
    """Return the open cases of the last twelve months over those of the twelve before."""
    now, before = _last_and_before(view, "")
    places = _places(view)
    lines = [Line(now, view.count(now[-1] or 0), view.text(N_("now")))] if any(now) else []
    if any(before):
        last = next(value for value in reversed(before) if value is not None)
        lines.append(Line(before, view.count(last), view.text(N_("a year ago")), "context"))
    highest = max([value for value in (*now, *before) if value is not None], default=0)
    spec = Lines(places, tuple(lines), tuple(Tick(tick, view.count(tick)) for tick in round_ticks(highest)),
                 view.text(N_("none yet")))  # fmt: skip
    rows = tuple(zip(places, map(view.count_or_none, now), map(view.count_or_none, before), strict=True))
    headers = (view.text(N_("Month")), view.text(N_("Last twelve months")), view.text(N_("The twelve before")))
    subtitle = view.text(N_("open cases; all offices, up to {day}"), day=view.on_today)
    return view.chart("open", spec, view.text(N_("Open cases at month’s end")), subtitle, headers, rows)


def open_by_office(view: View) -> Chart:
    """Return the open cases of each office at the last twelve months' ends, all on one scale; the busiest set apart."""
    everywhere = view.facts.figure("cases-a-post").value or 0
    lines = []
    for office in view.facts.offices:
        now, before = _last_and_before(view, office)
        each = view.facts.figure("cases-a-post", office).value or 0
        hot = bool(everywhere) and each >= FAR_ABOVE * everywhere
        lines.append(SmallLine(view.office(office), now, before, view.count_or_none(now[-1]), hot))
    places = _places(view)
    rows = tuple((line.name, *map(view.count_or_none, line.values)) for line in lines)
    subtitle = view.text(
        N_("open cases at each month’s end, one scale for all; grey: a year before; red diamond: far more cases a post "
           "than all offices; up to {day}"),
        day=view.on_today,
    )  # fmt: skip
    spec = Multiples(places, tuple(lines), view.text(N_("none yet")))
    headers = (view.text(N_("Office")), *places)
    return view.chart("offices", spec, view.text(N_("Open cases by office")), subtitle, headers, rows, "full")


def _last_and_before(view: View, office: str) -> tuple[Values, Values]:
    """The open cases at the ends of the last twelve months, and of the twelve before them."""
    known = view.facts.rows("figures", indicator="open-at-month-end", office=office)
    by_month = dict(known.select("period", "numerator").iter_rows())
    months = _months(view)
    now = tuple(by_month.get(f"{year}-{month:02d}") for year, month in months)
    return now, tuple(by_month.get(f"{year - 1}-{month:02d}") for year, month in months)


def _months(view: View) -> list[tuple[int, int]]:
    """Year and number of the last twelve months, that of today last."""
    last = view.today.year * 12 + view.today.month - 1
    return [(month // 12, month % 12 + 1) for month in range(last - MONTHS_SHOWN + 1, last + 1)]


def _places(view: View) -> tuple[str, ...]:
    return tuple(
        view.language.short_month(view.today.replace(year=year, month=month, day=1)) for year, month in _months(view)
    )
