"""Cases that may be one person, until the coordination has said whether they are."""

import polars as pl

from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table
from intake.language import N_
from intake.tables.office import Leavers


def likely_table(view: View) -> Table:
    """Return the pairs of cases that wait for an answer; on an office's own site, its own cases alone."""
    offers = view.facts.register.offers
    register, key = view.facts.register, Leavers.INFO.key
    known = pl.concat([register.tables[key]["case"], register.held[key]["case"]])
    # An edition of an earlier day knows nothing of cases that were opened later.
    shown = offers.filter(
        pl.all_horizontal(pl.col(one).is_in(known.implode()) | pl.col(one).is_null() for one in offers.columns)
    )
    columns = [Column(view.text(N_("Case")), nowrap=True, card="title")]
    if view.is_coordination:
        columns.append(Column(view.text(N_("Other case")), nowrap=True))
    rows = tuple(Row(tuple(Cell(case) for case in pair if case)) for pair in shown.iter_rows())
    return Table(
        "likely", view.text(N_("Cases that may be one person")), tuple(columns), rows,
        view.text(N_("No two cases wait for an answer.")), _subtitle(view, shown.height), cards=True,
    )  # fmt: skip


def _subtitle(view: View, waiting: int) -> str:
    if view.is_coordination:
        return view.plural(
            N_("{n} pair waits for an answer. Names and birth dates are alike; “alj match” takes the answer."),
            N_("{n} pairs wait for an answer. Names and birth dates are alike; “alj match” takes the answer."),
            waiting,
        )
    return view.plural(
        N_("{n} of your cases waits for the coordination’s answer. Correct what is misspelt in name or birth date."),
        N_("{n} of your cases wait for the coordination’s answer. Correct what is misspelt in name or birth date."),
        waiting,
    )
