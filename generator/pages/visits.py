"""The class interventions of the school year one by one: where the figures of prevention lead to, row by row."""

from collections.abc import Iterable
from typing import Any

from generator.pages.case_facts import source_words
from generator.pages.office_charts import place
from generator.pages.view import CLASSES, View, month_word, office_word
from generator.parts import Cell, Column, Filter, Row, Select, Table
from generator.visits import visits
from intake.language import N_
from intake.tables.programmes import Interventions


def visits_table(view: View, office: str) -> Table:
    """Return every class intervention of the school year so far, the latest first, with workbook, sheet and row."""
    rows = visits(view.facts.register, view.today, view.facts.settings)
    ordered = rows.sort("held_on", "office", "row", descending=[True, False, False]).to_dicts()
    schools = view.school_keys
    columns = (
        Column(view.text(N_("Day")), nowrap=True, card="title", card_label="none"),
        *([] if office else [Column(view.text(N_("Office")), card="corner", card_label="none")]),
        Column(view.text(N_("School"))), Column(view.text(N_("Class")), nowrap=True),
        Column(view.text(N_("Pupils")), True), Column(view.text(N_("Offered")), True),
        Column(view.text(N_("Taken up")), True), Column(view.text(N_("Sheet and row")), card="line"),
    )  # fmt: skip
    subtitle = view.text(
        N_("Class interventions since {month}, the latest first; {office}, {day}."), month=view.since,
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    return Table(
        CLASSES, view.text(N_("Each class visited")), columns,
        tuple(_row(view, office, one, schools[one["school"]]) for one in ordered),
        view.text(N_("No class has been visited yet.")), subtitle, cards=True,
        filter=_filter(view, office, ordered, schools) if ordered else None,
    )  # fmt: skip


def _row(view: View, office: str, one: dict[str, Any], school: str) -> Row:
    where = view.text(N_("{sheet}, row {row}"), sheet=view.text(Interventions.INFO.title), row=one["row"])
    cells = (
        Cell(view.short(one["held_on"])),
        *([] if office else [Cell(view.office(one["office"]))]),
        Cell(view.facts.schools.get(one["school"], one["school"])), Cell(one["class_name"]),
        *(Cell(view.count_or_none(one[name])) for name in ("pupils", "offered", "taken_up")),
        Cell(where, sub=source_words(view, one["office"], one["school_year"], one["submission"]), quiet=True),
    )  # fmt: skip
    return Row(cells, {"month": month_word(one["month"]), "school": school, "office": office_word(one["office"])})


def _filter(view: View, office: str, rows: list[dict[str, Any]], schools: dict[str, str]) -> Filter:
    def select(key: str, label: str, every: str, options: Iterable[tuple[str, str]]) -> Select:
        return Select(key, view.text(label), (("", view.text(every)), *options))

    met = {one["school"] for one in rows}
    months = [(month_word(f"{month:%Y-%m}"), view.language.month(month)) for month in view.facts.months]
    offices = [(office_word(code), one.name) for code, one in view.facts.offices.items()]
    named = sorted((view.facts.schools.get(code, code), key) for code, key in schools.items() if code in met)
    return Filter(
        find=view.text(N_("Find a school or class")), placeholder="",
        count=view.plural(N_("{shown} of {all} class"), N_("{shown} of {all} classes"), len(rows), shown="{shown}",
                          all="{all}"),
        none_left=view.text(N_("No class fits what you chose.")),
        selects=(
            *([] if office else [select("office", N_("Office"), N_("All offices"), offices)]),
            select("month", N_("Month"), N_("All months"), months),
            select("school", N_("School"), N_("All schools"), ((key, name) for name, key in named)),
        ),
    )  # fmt: skip
