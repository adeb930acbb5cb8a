"""Prevention by school: its interventions, teachers and leavers side by side, and the schools not visited yet."""

from typing import Final

import polars as pl

from generator.indicators.breakdowns import UNKNOWN
from generator.indicators.declared import INDICATORS
from generator.indicators.leavers import YearSoFar
from generator.indicators.programmes import preparatory_schools
from generator.pages.assistance import figure_cell
from generator.pages.figure_cells import count_cell
from generator.pages.office_charts import place
from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table
from intake.language import N_
from intake.tables.reference import Schools, Teachers

COUNTED: Final = ("interventions", "intervention-pupils", "intervention-offered", "intervention-taken-up")
LEFT: Final = "starts"
NO_CAUSE: Final = N_(
    "Leavers stand beside interventions to be seen together; this shows no cause: classes are visited where leaving is "
    "feared, leavers come from every class of a school, and who was met this year may leave in a later one."
)
NO_TEACHER: Final = N_(
    "By teacher, interventions are counted in the workbook that is given back to the office, and nowhere else: which "
    "teacher held one never leaves the workbooks. The teachers shown are those whom the reference workbook attaches to "
    "a school."
)


def count_columns(view: View, first: str, *more: str) -> tuple[Column, ...]:
    """Return the columns of what interventions are counted by, after the first and before the others."""
    heads = (N_("Classes"), N_("Pupils"), N_("Offered"), N_("Taken up"))
    counted = (
        Column(view.text(head), True, href=view.definition(key)) for head, key in zip(heads, COUNTED, strict=True)
    )
    return (
        Column(first, card="title", card_label="none"), *counted,
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in more),
    )  # fmt: skip


def count_cells(view: View, office: str, school: str = "") -> tuple[Cell, ...]:
    """Return the cells for `count_columns`: counts, and shares with base and interval."""
    return tuple(figure_cell(view, key, office, "school" if school else "", school) for key in COUNTED)


def schools_table(view: View, office: str) -> Table:
    """Return the schools with a class visited or a leaver in the school year, or a teacher, by classes visited."""
    teachers = _teachers(view)
    rows = sorted(
        ((-_of_school(view, "interventions", office, school), view.facts.schools.get(school, school), school)
         for school in _shown(view, office, teachers)),
    )  # fmt: skip
    left = count_cell(view, LEFT, office)
    subtitle = view.text(
        N_("Class interventions, and who left school, since {month}, up to {day}; {office}. A base of ten and more has "
           "its share with the 95 % interval."),
        month=view.since, day=view.on_today, office=place(view, office),
    )  # fmt: skip
    columns = count_columns(view, view.text(N_("School")))
    leavers = Column(view.text(N_("Leavers")), True, href=view.definition(LEFT))
    attached = Column(view.text(N_("Teachers")), True)
    return Table(
        "schools", view.text(N_("By school")), (columns[0], attached, *columns[1:], leavers),
        tuple(_school_row(view, office, school, name, teachers.get(school, 0)) for _, name, school in rows),
        view.text(N_("No class has been visited yet.")), subtitle,
        foot=Row((Cell(view.text(N_("All schools"))), Cell(""), *count_cells(view, office), left)), cards=True,
    )  # fmt: skip


def _school_row(view: View, office: str, school: str, name: str, teachers: int) -> Row:
    title = view.text(N_("School abroad or not given")) if school == UNKNOWN else name
    attached = Cell(view.count(teachers)) if teachers else Cell("–", quiet=True)
    left = count_cell(view, LEFT, office, "school", school)
    return Row((Cell(title), attached, *count_cells(view, office, school), left))


def _of_school(view: View, key: str, office: str, school: str) -> float:
    return view.facts.figure(key, office, None, "school", school).numerator


def _teachers(view: View) -> dict[str, int]:
    """How many teachers the reference workbook attaches to each school."""
    attached = view.facts.register.table(Teachers).group_by("school").len()
    return dict(attached.iter_rows())


def _shown(view: View, office: str, teachers: dict[str, int]) -> set[str]:
    """The schools to tell of; those with teachers at the office that they belong to, for all offices every one."""
    asked = {"breakdown": "school", "office": office, "period": view.facts.school_year}
    of_schools = [view.facts.rows("figures", indicator=one, **asked) for one in ("interventions", LEFT)]
    known = pl.concat(of_schools).filter(pl.col("numerator") > 0)
    schools = view.facts.register.table(Schools)
    own = schools.filter(pl.col("office") == office) if office else schools
    return {*known["category"], *(code for code in own["code"] if code in teachers)}


def not_visited_table(view: View, office: str) -> Table:
    """Return the schools with a régime préparatoire without a class visited in the school year so far."""
    schools = _not_visited(view, office)
    columns = (
        Column(view.text(N_("School")), card="title", card_label="none"),
        *([] if office else [Column(view.text(N_("Office")), choose=True, card="corner", card_label="none")]),
        Column(view.text(N_("Teachers")), True),
        Column(view.text(N_("Last visit")), True),
    )
    teachers = _teachers(view)
    rows = []
    for name, code, own, last in schools.select("name", "school", "office", "last_visit").iter_rows():
        visit = Cell(view.short(last)) if last else Cell(view.text(N_("none known")), quiet=True)
        whose = [] if office else [Cell(view.office(own) if own else view.text(N_("no office")), quiet=not own)]
        rows.append(Row((Cell(name), *whose, Cell(view.count(teachers.get(code, 0))), visit)))
    whole = view.facts.figure("preparatory-visited", office)
    empty = N_("Every school with a régime préparatoire has been visited.")
    if not whole.base:
        empty = N_("The reference workbook has no school with a régime préparatoire.")
    subtitle = view.text(
        N_("With a régime préparatoire and no class visited since {month}; {part} visited; {office}, {day}."),
        month=view.since, part=view.of(whole), office=place(view, office), day=view.on_today,
    )  # fmt: skip
    return Table(
        "not-visited", view.text(N_("Schools not visited this school year")), columns, tuple(rows),
        view.text(empty), subtitle, cards=True,
    )  # fmt: skip


def _not_visited(view: View, office: str) -> pl.DataFrame:
    """On an office's own site the register has its own visits alone; the figures know those of the others, too."""
    year = YearSoFar(view.facts.school_year, view.facts.year_began, view.today)
    schools = preparatory_schools(view.facts.register, year).filter(~pl.col("visited"))
    if not office:
        return schools.sort("office", "name", nulls_last=True)
    own = schools.filter(pl.col("office") == office).sort("name")
    visited = [one for one in own["school"] if _of_school(view, "preparatory-visited", office, one)]
    return own.filter(~pl.col("school").is_in(visited))
