"""The workshop's outcomes: who may take part, who left early and why, completers beside those who left."""

from dataclasses import replace
from typing import Final

from generator.facts import Figure
from generator.indicators.breakdowns import BREAKDOWNS, LEFT_AT, LEFT_WHY, STANDING, STAY
from generator.indicators.declared import INDICATORS
from generator.indicators.workshop import CHECKED_MONTHS, CONDITION_KEYS
from generator.pages.assistance import share_cell
from generator.pages.case_cells import situation_words
from generator.pages.figure_cells import number_cell
from generator.pages.office_charts import place
from generator.pages.view import SMALL_BASE, View
from generator.parts import Cell, Column, Row, Table
from intake.language import N_, NP_

OVER: Final = ("completed", "not-completed", "left-early")
"""How far they came whose group has ended: the columns of the comparison."""
FEW: Final = 30
"""Below so many on either side a difference is not told from chance (assumed)."""


def conditions_table(view: View) -> Table:
    """Return by office how many of the open cases meet each of the workshop's conditions, and how many all three."""
    columns = (
        Column(view.text(N_("Office")), card="title", card_label="none"),
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in CONDITION_KEYS),
    )

    def row(office: str, name: Cell) -> Row:
        return Row((name, *(share_cell(view, key, office) for key in CONDITION_KEYS)))

    rows = tuple(
        row(code, Cell(view.office(code), href=view.link(view.office_page(code, "workshop"))))
        for code in view.facts.offices
    )
    subtitle = view.text(
        N_("Of the open cases, each condition checked by itself, were a group to begin today; beneath each share its "
           "base and its 95 % interval; {day}."),
        day=view.on_today,
    )  # fmt: skip
    return Table(
        "conditions", view.text(N_("Who may take part")), columns, rows, view.text(N_("No office yet.")), subtitle,
        foot=row("", Cell(view.text(N_("All offices")))), matrix=True,
    )  # fmt: skip


def candidates_table(view: View, office: str) -> Table:
    """Return an office's open cases that meet all three conditions, those who have least time left first."""
    columns = (
        Column(view.text(N_("Case")), nowrap=True, card="title", card_label="none"),
        Column(view.text(N_("Age")), True), Column(view.text(N_("Left school"))),
        Column(view.text(N_("A group may begin until"))), Column(view.text(N_("Situation"))),
        Column(view.text(N_("Group so far")), nowrap=True),
    )  # fmt: skip
    own = view.facts.rows("candidates", office=office)
    known = set(view.facts.groups["workshop"])
    rows = []
    for one in own.iter_rows(named=True):
        group = one["workshop"]
        href = view.link(view.group_page(group)) if group in known else None
        rows.append(Row((
            Cell(one["case"]), Cell("–" if one["age"] is None else view.count(one["age"])),
            Cell(view.short(one["left_school_on"])), Cell(view.short(one["begin_by"])),
            Cell(situation_words(view, one["situation"])),
            Cell(group, href=href) if group else Cell(view.text(N_("none yet")), quiet=True),
        )))  # fmt: skip
    met = [view.facts.figure(key, office) for key in CONDITION_KEYS]
    subtitle = view.text(
        N_("Open cases: {whole}. School left lately: {left}; vocational training wanted: {wish}; accompaniment "
           "accepted: {accept}; all three: {all}; {day}."),
        whole=view.count(met[0].base or 0), day=view.on_today,
        **dict(zip(("left", "wish", "accept", "all"), (view.count(one.numerator) for one in met), strict=True)),
    )  # fmt: skip
    empty = view.text(N_("No open case meets all three conditions."))
    title = view.text(N_("Who may take part in the workshop"))
    return Table("candidates", title, columns, tuple(rows), empty, subtitle, cards=True)


def leaving_table(view: View, office: str) -> Table:
    """Return at which step participants left early, and why."""
    figure = view.facts.figure("workshop-left-early", office)
    columns = (
        Column(view.text(NP_("category", "By")), choose=True, card="line", card_label="none"),
        Column(view.text(NP_("category", "Category")), card="title", card_label="none"),
        Column(view.text(INDICATORS["workshop-left-early"].name), True, href=view.definition("workshop-left-early")),
        Column(view.text(N_("Share")), True),
    )
    rows: list[Row] = []
    for listed, breakdown in ((LEFT_AT, "left-at"), (LEFT_WHY, "left-why")):
        first = True
        for entry in listed.entries:
            one = view.facts.figure("workshop-left-early", office, None, breakdown, entry.code)
            if n := one.numerator:
                title = Cell(view.text(BREAKDOWNS[breakdown].title), strong=first, quiet=not first)
                share = Cell(view.of_whole(n, figure.numerator))
                rows.append(Row((title, Cell(view.text(entry.label)), number_cell(view, one), share)))
                first = False
    subtitle = view.plural(
        N_("{part} of {whole} participant of all groups so far left early; {office}, {day}."),
        N_("{part} of {whole} participants of all groups so far left early; {office}, {day}."), figure.base or 0,
        part=view.count(figure.numerator), whole=view.count(figure.base or 0), office=place(view, office),
        day=view.on_today,
    )  # fmt: skip
    return Table(
        "leaving", view.text(N_("Who left early, at which step and why")), columns, tuple(rows),
        view.text(N_("Nobody left early.")), subtitle, cards=True,
    )  # fmt: skip


def stay_table(view: View, office: str) -> Table:
    """Return completers beside those who left early: attendance, internships, and where they are later."""
    columns = (
        Column(view.text(N_("What became of them"))),
        *(Column(view.text(STAY.label(stay)), True) for stay in OVER), Column(view.text(N_("All")), True),
    )  # fmt: skip
    rows = [
        Row((Cell(view.text(N_("Participants")), href=view.definition("workshop-stay")), *_counts(view, office))),
        *(
            Row((Cell(view.text(INDICATORS[key].name), href=view.definition(key)),
                 *(cell(view, key, office, "stay", stay) for stay in OVER), cell(view, key, office)))
            for key, cell in (("workshop-attendance", _days_cell), ("workshop-internship", share_cell))
        ),
    ]  # fmt: skip
    for months in CHECKED_MONTHS:
        key = f"after-workshop-{months}"
        for entry in STANDING.entries:
            name = f"{view.text(INDICATORS[key].name)}: {view.inside(entry.label)}"
            parts = (_standing_cell(view, key, office, stay, entry.code) for stay in OVER)
            whole = share_cell(view, key, office, "standing", entry.code)
            rows.append(Row((Cell(name, href=view.definition(key)), *parts, whole)))
    return Table(
        "stay", view.text(N_("Those who completed it beside those who left")), columns, tuple(rows), "",
        f"{how_few(view, office)} {_scope(view, office)}", matrix=True, ordered=True,
    )  # fmt: skip


def _counts(view: View, office: str) -> list[Cell]:
    wanted = [view.facts.figure("workshop-stay", office, None, "stay", stay) for stay in OVER]
    return [number_cell(view, one) for one in (*wanted, view.facts.figure("workshop-stay", office))]


def _days_cell(view: View, key: str, office: str, breakdown: str = "", category: str = "") -> Cell:
    """A share of days has no interval here: those of one youngster are not independent of each other."""
    figure = view.facts.figure(key, office, None, breakdown, category)
    return _plain_cell(view, figure)


def _plain_cell(view: View, figure: Figure) -> Cell:
    if not figure.base:
        return Cell("–", quiet=True)
    whole = view.text(N_("of {whole}"), whole=view.count(figure.base))
    words = view.share(figure) if figure.base >= SMALL_BASE else view.count(figure.numerator)
    return Cell(words, aside=whole, cases=view.cases_in(figure))


def _standing_cell(view: View, key: str, office: str, stay: str, standing: str) -> Cell:
    """Of those who came so far, how many stand there: its base is theirs, and no interval is worth its room."""
    figures = {code: view.facts.figure(key, office, None, "stay-standing", f"{stay}/{code}") for code in STANDING.codes}
    return _plain_cell(view, replace(figures[standing], base=sum(one.numerator for one in figures.values())))


def how_few(view: View, office: str) -> str:
    """Return in words how small the numbers are that the comparison rests on."""
    completed, left = (
        view.facts.figure("workshop-stay", office, None, "stay", stay).numerator for stay in ("completed", "left-early")
    )
    if not completed or not left:
        return view.text(N_("There is nothing to compare yet: nobody completed it, or nobody left early."))
    values = {"completed": view.count(completed), "left": view.count(left)}
    if min(completed, left) < FEW:
        return view.text(
            N_("Too few to compare: {completed} completed it and {left} left early; any difference may be chance."),
            **values,
        )
    return view.text(
        N_("{completed} completed it and {left} left early; who left may differ from the start, so a difference is no "
           "effect of the workshop."),
        **values,
    )  # fmt: skip


def _scope(view: View, office: str) -> str:
    return view.text(
        N_("Participants of all groups so far, those still in a group in the last column alone; {office}, {day}."),
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
