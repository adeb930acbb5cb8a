"""What needs attention now: at most eight lines in the order in which to act, each leading to its cases."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from generator.pages.view import QUALITY, View
from generator.parts import Cell, Chip, ChipKind, Column, Link, Row, Table
from generator.tables import NEXT_ACTION
from intake.language import N_, NP_

AT_MOST = 8
ACTION_LINES = 3
"""Of the overdue actions those of the most cases are told, so that the rest has room."""
OFFICES_NAMED = 2
FAR_ABOVE = 1.25
"""An office is far above the others when it has this many times the cases a post of all offices (assumed)."""

NOT_DONE = {
    "first-letter": N_("First letter not sent"),
    "first-contact": N_("First contact not made"),
    "second-contact": N_("Second contact not made"),
    "further-attempt": N_("Further attempt not made"),
    "another-try": N_("Another try not made"),
    "interview": N_("Interview not held"),
    "confirm-situation": N_("Situation not confirmed"),
    "follow-up": N_("Follow-up not made"),
    "workshop-check": N_("Workshop check not made"),
    "own-step": N_("Own next step not done"),
}
"""Each step of the contact protocol when it is overdue."""


def attention_table(view: View) -> Table:
    """Return the table of what needs attention now."""
    columns = (
        Column(view.text(N_("What")), card="title", card_label="none"),
        Column(view.text(N_("State")), card="corner", card_label="none"),
        Column(view.text(N_("Where")), card_label="none"),
        Column(view.text(N_("Since")), card="end", card_label="none"),
        Column(view.text(N_("Why it matters")), card="line", card_label="none"),
    )
    rows = [*_overdue(view), *_offers(view), *_workbooks(view), *_held(view), *_awaiting(view), *_loads(view),
            *_behind(view), *_places(view)]  # fmt: skip
    return Table(
        "attention", view.text(N_("What needs attention now")), columns, tuple(rows[:AT_MOST]), _nothing(view),
        view.text(N_("In the order in which to act. Each line leads to its cases.")), cards=True,
        ordered=True,
    )  # fmt: skip


def _nothing(view: View) -> str:
    coming = _open(view).filter(pl.col("due_on") >= view.today)
    if coming.is_empty():
        return view.text(N_("No case is overdue."))
    first = coming["due_on"].min()
    assert isinstance(first, date)  # noqa: S101 (the column holds dates)
    n = coming.filter(pl.col("due_on") == first).height
    one, many = (
        N_("No case is overdue. Next due: {day}, {n} case."),
        N_("No case is overdue. Next due: {day}, {n} cases."),
    )
    return view.plural(one, many, n, day=view.short(first))


def _line(what: str, state: str, kind: ChipKind, where: list[Link], since: str, why: str) -> Row:
    return Row((Cell(what), Cell(chip=Chip(state, kind)), Cell(links=tuple(where)), Cell(since), Cell(why, quiet=True)))


def _open(view: View) -> pl.DataFrame:
    return view.facts.cases.filter("is_open", ~pl.col("held"))


def _most(view: View, cases: pl.DataFrame, **chosen: str) -> list[Link]:
    """The offices with the most of the cases; a single one with its words, several with their numbers."""
    counted = list(cases.group_by("office").len().sort("len", "office", descending=[True, False]).iter_rows())
    office, most = counted[0]
    if len(counted) == 1 or most * 2 >= cases.height:
        words = view.plural(N_("{office}: {n} case"), N_("{office}: {n} cases"), most, office=view.office(office))
        return [Link(words, view.caseload(office, **chosen))]
    return [
        Link(f"{view.office(code)} {view.count(n)}", view.caseload(code, **chosen))
        for code, n in counted[:OFFICES_NAMED]
    ]


def _overdue(view: View) -> Iterator[Row]:
    late = _open(view).filter(pl.col("days_late") > 0).with_columns(pl.col("next_action").cast(pl.String))
    order = {action: place for place, action in enumerate(NEXT_ACTION.codes)}
    counted = sorted(late.group_by("next_action").len().iter_rows(), key=lambda row: (-row[1], order[row[0]]))
    told = sorted(counted[:ACTION_LINES], key=lambda row: order[row[0]])
    for action, n in told:
        cases = late.filter(pl.col("next_action") == action)
        oldest = view.text(N_("oldest due {day}"), day=view.short(cases["due_on"].min()))  # type: ignore[arg-type]
        office, most = cases.group_by("office").len().sort("len", "office", descending=[True, False]).row(0)
        why = view.text(
            N_("{office} has {most} of the {n} in the country"), office=view.office(office), most=view.count(most),
            n=view.count(n),
        )  # fmt: skip
        where = _most(view, cases, action=action, state="late")
        yield _line(view.text(NOT_DONE[action]), view.text(NP_("chip", "overdue")), "late", where, oldest, why)


def _offers(view: View) -> Iterator[Row]:
    past = _open(view).filter(pl.col("clock").cast(pl.String) == "past")
    if past.is_empty():
        return
    soon = view.facts.figure("passing-soon").numerator
    until = view.short(view.today + timedelta(days=view.facts.settings.guarantee.soon_days))
    why = view.plural(N_("{n} more falls due by {day}"), N_("{n} more fall due by {day}"), soon, day=until)
    oldest = view.text(N_("oldest due {day}"), day=view.short(past["clock_until"].min()))  # type: ignore[arg-type]
    where = _most(view, past, clock="past")
    what = view.text(N_("Youth Guarantee offer not made"))
    yield _line(what, view.text(NP_("chip", "overdue")), "late", where, oldest, why)


def _workbooks(view: View) -> Iterator[Row]:
    for office, status in view.facts.statuses.items():
        unread = status.state.refused_at is not None
        if not unread and not status.days_late:
            continue
        what = view.text(N_("Workbook can't be read")) if unread else view.text(N_("Workbook not received"))
        if status.state.waits:
            what = view.text(N_("Workbook waits: rows are gone"))
        state = view.plural(N_("{n} day late"), N_("{n} days late"), status.days_late)
        if not status.days_late:
            state = view.text(NP_("chip", "waiting") if status.state.waits else NP_("chip", "refused"))
        link = Link(view.office(office), view.link(QUALITY, "submissions"))
        received, stands = status.received_on, status.state.data_on
        since = (
            view.text(N_("last good one {day}"), day=view.short(received)) if received else view.text(N_("none yet"))
        )
        why = view.text(N_("Its cases are in no figure"))
        if stands:
            why = view.text(N_("Its figures stand as of {day}"), day=view.date(stands))
        yield _line(what, state, "late", [link], since, why)


def _held(view: View) -> Iterator[Row]:
    held = sorted(
        ((status.rows_held, office) for office, status in view.facts.statuses.items() if status.rows_held),
        key=lambda one: (-one[0], one[1]),
    )
    if not held:
        return
    links = [
        Link(view.plural(N_("{office}: {n} row"), N_("{office}: {n} rows"), n, office=view.office(office)),
             view.link(QUALITY, "problems"))
        for n, office in held[:OFFICES_NAMED]
    ]  # fmt: skip
    received = view.facts.statuses[held[0][1]].received_on
    since = view.text(N_("sent {day}"), day=view.short(received)) if received else "–"
    missing = sum(status.cases_held for status in view.facts.statuses.values())
    one, many = N_("{n} case is missing from every total"), N_("{n} cases are missing from every total")
    state = view.text(NP_("chip", "to mend"))
    yield _line(view.text(N_("Rows held back")), state, "soon", links, since, view.plural(one, many, missing))


def _awaiting(view: View) -> Iterator[Row]:
    awaiting = view.facts.awaiting
    if awaiting.is_empty():
        return
    by_office = (
        awaiting.group_by("to_office").agg(pl.col("cases").sum()).sort("cases", "to_office", descending=[True, False])
    )
    links = [
        Link(f"{view.office(office)} {view.count(n)}", view.link(view.office_page(office)))
        for office, n in by_office.head(OFFICES_NAMED).iter_rows()
    ]
    n = int(awaiting["cases"].sum())
    waiting = _open(view).filter(pl.col("waits_for").is_not_null())["since"].drop_nulls()
    since = view.text(N_("oldest since {day}"), day=view.short(waiting.min())) if len(waiting) else "–"  # type: ignore[arg-type]
    why = view.plural(N_("{n} case waits for its new office"), N_("{n} cases wait for their new office"), n)
    state = view.text(NP_("chip", "to take over"))
    yield _line(view.text(N_("Moved and not taken up")), state, "soon", links, since, why)


def _loads(view: View) -> Iterator[Row]:
    everywhere = view.facts.figure("cases-a-post").value
    loads = [(view.facts.figure("cases-a-post", office), office) for office in view.facts.offices]
    far = [(one, office) for one, office in loads if everywhere and one.value and one.value >= FAR_ABOVE * everywhere]
    for one, office in sorted(far, key=lambda pair: -(pair[0].value or 0))[:1]:
        words = view.text(N_("{office}: {n} a post"), office=view.office(office), n=view.count(one.value or 0))
        since = view.text(N_("all offices {n}"), n=view.count(everywhere or 0))
        why = view.plural(
            N_("{cases} open cases on {posts} post"), N_("{cases} open cases on {posts} posts"),
            1 if one.base == 1 else 2, cases=view.count(one.numerator), posts=view.posts(one.base or 0),
        )  # fmt: skip
        what, state = view.text(N_("Caseload far above the others")), view.text(NP_("chip", "watch"))
        yield _line(what, state, "soon", [Link(words, view.link("compare.md"))], since, why)


def _behind(view: View) -> Iterator[Row]:
    behind = view.facts.groups.filter(pl.col("behind") > 0).sort("behind", "workshop", descending=[True, False])
    if behind.is_empty():
        return
    links = [
        Link(f"{group} {view.count(n)}", view.link(view.group_page(group)))
        for group, n in behind.select("workshop", "behind").head(OFFICES_NAMED).iter_rows()
    ]
    late = view.facts.progress.filter(pl.col("verdict") == "behind")["next_due_on"].min()
    since = view.text(N_("oldest due {day}"), day=view.short(late)) if isinstance(late, date) else "–"
    n = int(behind["behind"].sum())
    why = view.plural(N_("{n} participant has a step overdue"), N_("{n} participants have a step overdue"), n)
    yield _line(view.text(N_("Workshop steps behind")), view.text(NP_("chip", "watch")), "soon", links, since, why)


def _places(view: View) -> Iterator[Row]:
    coming = view.facts.groups.filter(pl.col("starts_on") > view.today).sort("starts_on", "workshop")
    for group in coming.head(1).iter_rows(named=True):
        taken = {"group": group["workshop"], "n": view.count(group["participants"]), "all": view.count(group["places"])}
        link = Link(
            view.text(N_("{group}: {n} of {all} taken"), **taken), view.link(view.group_page(group["workshop"]))
        )
        interested = _open(view).filter(pl.col("vocational_interest")).height
        why = view.plural(
            N_("{n} open case is interested in vocational training"),
            N_("{n} open cases are interested in vocational training"), interested,
        )  # fmt: skip
        since = view.text(N_("next starts {day}"), day=view.short(group["starts_on"]))
        yield _line(view.text(N_("Workshop places")), view.text(NP_("chip", "plan")), "info", [link], since, why)
