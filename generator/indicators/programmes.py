"""The figures of prevention: the class interventions (OSNA)."""

import polars as pl

from generator.indicators.leavers import YearSoFar
from generator.indicators.tally import Breakdown, Scope, tally


def intervention_figures(interventions: pl.DataFrame, year: YearSoFar, scope: Scope) -> list[pl.DataFrame]:
    """Classes visited in the school year so far, pupils met, and support offered and taken up; by month and school."""
    rows, periods = year.by_year_and_month(interventions, "held_on")
    schools = Breakdown("school", "school", sorted(rows["school"].unique().drop_nulls()), own_base=True)
    pupils, offered = (pl.col(name).fill_null(0).sum() for name in ("pupils", "offered"))
    # Where an office has to mend how many were offered support, nobody can say of how many it was taken up.
    taken_up = pl.when(pl.col("offered").is_not_null()).then(pl.col("taken_up")).fill_null(0).sum()
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
