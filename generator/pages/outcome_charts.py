"""How situations changed from the day of listing to six months on, from group to group."""

from generator.beside import MOVES, category_of, listed_between
from generator.charts.figure import Chart
from generator.charts.flow import Flow, FlowGroup
from generator.pages.office_charts import GROUPS, SHORT_GROUPS, place
from generator.pages.view import View
from generator.parts import Link
from intake import codes
from intake.language import N_


def changes_chart(view: View, office: str) -> Chart:
    """Return how those listed moved between the groups of situations in the six months after their listing."""
    first, last = map(view.date, listed_between(view.today))
    rows = view.facts.rows("moves", office=office).select("before", "after", "cases").rows()
    counted = {(before, after): cases for before, after, cases in rows}
    moves = tuple(tuple(float(counted.get((one, other), 0)) for other in GROUPS) for one in GROUPS)
    at_first = [sum(row) for row in moves]
    at_last = [sum(column) for column in zip(*moves, strict=True)]
    spec = Flow(
        view.text(N_("On the day of listing")), view.text(N_("Six months on")),
        _groups(view, at_first), _groups(view, at_last), moves if sum(at_first) else (),
        view.text(N_("Nobody was listed six months ago or earlier.")),
    )  # fmt: skip
    names = [view.text(codes.SITUATION_GROUP.label(group)) for group in GROUPS]
    headers = (view.text(N_("At listing: down; six months on: across")), *names)
    table = tuple(
        (name, *(_linked(view, office, before, after, n) for after, n in zip(GROUPS, row, strict=True)))
        for name, before, row in zip(names, GROUPS, moves, strict=True)
    )
    one = N_("{n} case listed from {first} to {last}, less those then out of scope or handed over; {office}")
    many = N_("{n} cases listed from {first} to {last}, less those then out of scope or handed over; {office}")
    subtitle = view.plural(one, many, sum(at_first), first=first, last=last, office=place(view, office))
    title = view.text(N_("From the listing to six months on"))
    return view.chart("changes", spec, title, subtitle, headers, table, "full")


def _linked(view: View, office: str, before: str, after: str, n: float) -> str | Link:
    return view.linked_count(view.facts.beside_figure(MOVES, n, category_of(before, after), office))


def _groups(view: View, counts: list[float]) -> tuple[FlowGroup, ...]:
    return tuple(
        FlowGroup(view.text(codes.SITUATION_GROUP.label(group)), view.text(short), view.count(n))
        for group, short, n in zip(GROUPS, SHORT_GROUPS, counts, strict=True)
    )
