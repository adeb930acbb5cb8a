"""The charts of the outcomes: how situations changed in three months, and how long a first offer takes."""

from bisect import bisect_right
from datetime import date
from itertools import accumulate

import polars as pl

from generator.charts.figure import Chart
from generator.charts.flow import Flow, FlowGroup
from generator.charts.lines import Kind
from generator.charts.style import Tick
from generator.charts.survival import Curve, Survival
from generator.facts import before_now
from generator.pages.office_charts import GROUPS, SHORT_GROUPS, place
from generator.pages.view import SMALL_BASE, View
from intake import codes
from intake.language import N_

DAYS_A_MONTH = 365.25 / 12
MONTHS_SHOWN = 12
AT_RISK_MONTHS = (0, 2, 4, 6, 8, 10, 12)


def changes_chart(view: View, office: str) -> Chart:
    """Return how those listed in the year before moved between the groups of situations in three months."""
    then = before_now(view.today)
    rows = view.facts.moves.filter(pl.col("office") == office).select("before", "after", "cases").rows()
    counted = {(before, after): cases for before, after, cases in rows}
    moves = tuple(tuple(float(counted.get((one, other), 0)) for other in GROUPS) for one in GROUPS)
    before = [sum(row) for row in moves]
    after = [sum(column) for column in zip(*moves, strict=True)]
    spec = Flow(
        view.date(then), view.on_today, _groups(view, before), _groups(view, after), moves if sum(before) else (),
        view.text(N_("Nobody was listed three months ago.")),
    )  # fmt: skip
    names = [view.text(codes.SITUATION_GROUP.label(group)) for group in GROUPS]
    headers = (view.text(N_("{day}: down; today: across"), day=view.short(then)), *names)
    table = tuple((name, *map(view.count, row)) for name, row in zip(names, moves, strict=True))
    one = N_("{n} case listed in the year up to {day}, less those out of scope or handed over; {office}")
    many = N_("{n} cases listed in the year up to {day}, less those out of scope or handed over; {office}")
    subtitle = view.plural(one, many, sum(before), day=view.date(then), office=place(view, office))
    title = view.text(N_("How situations changed in three months"))
    return view.chart("changes", spec, title, subtitle, headers, table, "full")


def _groups(view: View, counts: list[float]) -> tuple[FlowGroup, ...]:
    return tuple(
        FlowGroup(view.text(codes.SITUATION_GROUP.label(group)), view.text(short), view.count(n))
        for group, short, n in zip(GROUPS, SHORT_GROUPS, counts, strict=True)
    )


def offer_chart(view: View, office: str) -> Chart:
    """Return the share still without an offer by months since leaving school, for those of twelve months and before.

    Kaplan and Meier's estimate: who left the count without an offer, or still waits, counts up to that day alone.
    """
    cohorts: tuple[tuple[str, int, Kind], ...] = (
        (view.text(N_("last 12 months")), 0, "main"),
        (view.text(N_("the 12 before")), 1, "context"),
    )
    waits = [(name, _waits(view, office, years_ago), kind) for name, years_ago, kind in cohorts]
    curves = tuple(_curve(view, name, waited, kind) for name, waited, kind in waits if len(waited) >= SMALL_BASE)
    due = view.facts.settings.guarantee.months
    spec = Survival(
        curves, tuple(Tick(month, str(month)) for month in AT_RISK_MONTHS),
        tuple(Tick(share / 4, view.language.percent(share / 4)) for share in range(5)), due,
        view.plural(N_("{n} month: an offer is due"), N_("{n} months: an offer is due"), due),
        view.text(N_("months since leaving school")), view.text(N_("Still without an offer (cases)")),
        view.text(N_("none yet")),
    )  # fmt: skip
    headers = (view.text(N_("Left school in")), *(view.text(N_("month {n}"), n=month) for month in AT_RISK_MONTHS))
    table = tuple((curve.name, *_shares_at(view, curve)) for curve in curves)
    subtitle = view.text(
        N_("share of cases still without an offer; beneath, how many each point rests on; {office}, {day}"),
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    title = view.text(N_("Time from leaving school to a first offer"))
    return view.chart("offer", spec, title, subtitle, headers, table, "full")


def _waits(view: View, office: str, years_ago: int) -> list[tuple[float, bool]]:
    """How many months each leaver of twelve months has waited, and whether that ended with an offer."""
    last, first = (pl.lit(view.today).dt.offset_by(f"-{years}y") for years in (years_ago, years_ago + 1))
    left = pl.col("left_school_on")
    cases = view.cases_of(office).filter(
        ~pl.col("held"), pl.col("clock").is_not_null(), pl.col("clock_from") == left, left > first, left <= last
    )
    rows = cases.select(pl.col("clock").cast(pl.String), "clock_from", "clock_days").iter_rows()
    return sorted(_wait(clock, begun, days, view.today) for clock, begun, days in rows)


def _wait(clock: str, begun: date, days: int, today: date) -> tuple[float, bool]:
    ended = clock in ("offer", "stopped")
    return (days if ended else (today - begun).days) / DAYS_A_MONTH, clock == "offer"


def _curve(view: View, name: str, waits: list[tuple[float, bool]], kind: Kind) -> Curve:
    ends = [months for months, _ in waits]
    kept = [1 - offered / (len(waits) - at) for at, (_, offered) in enumerate(waits)]
    steps = zip(ends, accumulate(kept, lambda share, part: share * part), strict=True)
    shown = [(0.0, 1.0), *((months, share) for months, share in steps if months <= MONTHS_SHOWN)]
    due = view.facts.settings.guarantee.months
    reached_due = ends[-1] >= due
    share = next((share for months, share in reversed(shown) if months <= due), 1.0) if reached_due else None
    at_risk = tuple(_at_risk(view, ends, month) for month in AT_RISK_MONTHS)
    return Curve(
        name, tuple(months for months, _ in shown),
        tuple(share for _, share in shown), at_risk, share, "" if share is None else view.language.percent(share),
        kind,
    )  # fmt: skip


def _at_risk(view: View, ends: list[float], month: int) -> str:
    left = len(ends) - bisect_right(ends, month - 1e-9)
    return view.count(left) if left else "–"


def _shares_at(view: View, curve: Curve) -> list[str]:
    said = []
    for month in AT_RISK_MONTHS:
        at = bisect_right(curve.months, month) - 1
        beyond = month > curve.months[-1]
        said.append("–" if beyond else view.language.percent(curve.shares[at]))
    return said
