"""How situations changed in three months, from group to group."""

import polars as pl

from generator.charts.figure import Chart
from generator.charts.flow import Flow, FlowGroup
from generator.facts import before_now
from generator.pages.office_charts import GROUPS, SHORT_GROUPS, place
from generator.pages.view import View
from intake import codes
from intake.language import N_


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
