"""The figures of prevention: class interventions (OSNA), and the schools visited."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from generator.indicators.leavers import YearSoFar
from generator.indicators.tally import Breakdown, Scope, tally
from intake.register import Register
from intake.tables.programmes import Interventions
from intake.tables.reference import Schools

# Where an office has to mend how many were offered support, nobody can say of how many it was taken up.
_TAKEN_UP: Final = pl.when(pl.col("offered").is_not_null()).then(pl.col("taken_up"))
COUNTED_IN: Final[Mapping[str, pl.Expr]] = {
    "interventions": pl.len(),
    "intervention-pupils": pl.col("pupils").fill_null(0).sum(),
    "intervention-offered": pl.col("offered").fill_null(0).sum(),
    "intervention-taken-up": _TAKEN_UP.fill_null(0).sum(),
}
"""What each of these indicators counts in class interventions."""


def intervention_figures(interventions: pl.DataFrame, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """Classes visited in the school year so far, pupils met, and support offered and taken up; by month and school."""
    rows, periods = year.by_year_and_month(interventions, "held_on")
    schools = Breakdown("school", "school", sorted(rows["school"].unique().drop_nulls()), own_base=True)
    _, pupils, offered, taken_up = COUNTED_IN.values()
    figures = []
    for by_school in (None, schools):
        figures += [
            tally(rows, "interventions", periods, scope, breakdown=by_school),
            tally(rows, "intervention-pupils", periods, scope, numerator=pupils, breakdown=by_school),
        ]
    return [
        *figures,
        tally(rows, "intervention-offered", periods, scope, numerator=offered, base=pupils),
        tally(rows, "intervention-offered", periods, scope, numerator=offered, base=pupils, breakdown=schools),
        tally(rows, "intervention-taken-up", periods, scope, numerator=taken_up, base=offered),
        tally(rows, "intervention-taken-up", periods, scope, numerator=taken_up, base=offered, breakdown=schools),
    ]


def preparatory_schools(register: Register, year: YearSoFar) -> pl.DataFrame:
    """The schools with a régime préparatoire: school, name, office (null where none is given), last_visit, visited.

    A school is visited when a class of it was in the school year so far, by whichever office.
    """
    visits = register.table(Interventions).filter(Interventions.held_on.col <= year.today)
    last = visits.group_by("school").agg(last_visit=Interventions.held_on.col.max())
    with_it = register.table(Schools).filter(Schools.preparatory.col.cast(pl.String) == "yes")
    return (
        with_it.select("name", "office", school="code")
        .join(last, on="school", how="left", maintain_order="left")
        .with_columns(visited=year.holds(pl.col("last_visit")).fill_null(value=False))
    )


def visit_figures(register: Register, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """The schools with a régime préparatoire, at the office that they belong to, and those visited; by school."""
    schools = preparatory_schools(register, year).filter(pl.col("office").is_in(scope.offices))
    by_school = Breakdown("school", "school", sorted(schools["school"]), own_base=True)
    visited = pl.col("visited").sum()
    return [
        tally(schools, "preparatory-visited", year.name, scope, numerator=visited, base=pl.len(), breakdown=breakdown)
        for breakdown in (None, by_school)
    ]
