"""What is held back beside each total: the rows that would be in it, as far as their readable cells tell.

No rule of its own: the figures are counted once more, by the same expressions, over the register as if the rows held
back had been accepted. What a figure then counts in addition would be in it. Taken part have only rows that can be
placed: a case whose day of opening can't be read, or a row that repeats an accepted one, is in no figure's share and is
told in the line under each page's title alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from generator.as_of import held_cases
from generator.caseload import caseload, caseload_history
from generator.indicators.breakdowns import PROFILES, UNKNOWN
from generator.members import OF_CASES, figures_with_members
from generator.tables import Figures, HeldBack, Members
from intake.register import Register
from intake.settings import Settings
from intake.tables.declare import Sheet
from intake.tables.office import OFFICE_WORKBOOK, Leavers

KEYS: Final = HeldBack.column_names()[:5]
"""What tells one figure from another."""


WithHeld = tuple[dy.DataFrame[Figures], dy.DataFrame[Members]]
"""The figures of a day as if the rows held back had been accepted, and their members."""


def counted_with_held_rows(register: Register, today: date, settings: Settings) -> WithHeld | None:
    """Return the figures with the rows held back; None where there are none. Those of earlier month ends hold none."""
    joined = with_held_rows(register)
    if joined is None:
        return None
    no_history = caseload_history(joined, [], settings)
    return figures_with_members(joined, caseload(joined, today, settings), today, settings, no_history)


def rows_held_back(
    with_held: WithHeld | None, figures: dy.DataFrame[Figures], members: dy.DataFrame[Members]
) -> dy.DataFrame[HeldBack]:
    """Return how many more each figure would count, were the rows held back accepted as far as they can be read.

    Where a row held back would also take a case out of a figure, that is not set off against it. What stands in a
    category "not given" is left out: whether the cell was empty or could not be read is not known of a row held back.
    """
    if with_held is None:
        return HeldBack.create_empty()
    more_figures, more_members = with_held
    added = more_figures.join(figures, on=KEYS, how="left", suffix="_now").select(
        *KEYS, held=_more("numerator"), held_base=_more("base")
    )
    of_rows = _more_members(more_members, members)
    told = added.join(of_rows, on=KEYS, how="full", coalesce=True).with_columns(
        pl.col("held_base").fill_null(0),
        pl.when(pl.col("indicator").is_in(OF_CASES))
        .then(pl.col("listed").fill_null(0))
        .otherwise("held")
        .alias("held"),
    )
    not_given = pl.col("breakdown").is_in([*PROFILES, "canton"]) & (pl.col("category") == UNKNOWN)
    each = told.filter((pl.col("held") > 0) | (pl.col("held_base") > 0), ~not_given).select(HeldBack.column_names())
    return HeldBack.validate(each.sort(KEYS))


def with_held_rows(register: Register) -> Register | None:
    """Return the register with the rows held back among the accepted ones; None where there are none to be placed."""
    leavers = held_cases(register).drop_nulls(Leavers.opened_on.name)
    known = pl.concat([register.table(Leavers)["case"], leavers["case"]])
    tables = dict(register.tables)
    added = 0
    for sheet in OFFICE_WORKBOOK.sheets:
        key = sheet.INFO.key
        more = leavers if sheet is Leavers else _placed(sheet, register, known)
        tables[key] = pl.concat([register.tables[key], more])
        added += more.height
    nothing: Mapping[str, pl.DataFrame] = {key: table.clear() for key, table in register.held.items()}
    return replace(register, tables=tables, held=nothing) if added else None


def _placed(sheet: type[Sheet], register: Register, known: pl.Series) -> pl.DataFrame:
    """The rows of a sheet held back that have their key, of a case that is known, and that repeat no accepted row."""
    accepted = register.table(sheet)
    keys = list(sheet.KEY)
    held = register.held_rows(sheet).select(accepted.columns).drop_nulls(keys)
    if "case" in held.columns:
        held = held.filter(pl.col("case").is_in(known.implode()))
    return held.join(accepted, on=keys, how="anti", nulls_equal=True).unique(keys, keep="first", maintain_order=True)


def _more(column: str) -> pl.Expr:
    return (pl.col(column) - pl.col(f"{column}_now").fill_null(0.0)).clip(0).round().fill_null(0.0).cast(pl.Int64)


def _more_members(more: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """How many each figure lists in addition, a case as often as it is counted there; those of all offices added up."""
    # Of one office after the other: all of them at once would take several times the memory of the tables.
    offices = more["office"].unique().cast(pl.String)
    nothing = more.clear().with_columns(listed=pl.lit(0, pl.Int64))
    added = pl.concat([nothing, *(_added(more, now, office) for office in offices)])
    of_offices = added.with_columns(pl.col(KEYS).cast(pl.String)).group_by(KEYS).agg(pl.col("listed").sum())
    together = of_offices.with_columns(office=pl.lit("")).group_by(KEYS).agg(pl.col("listed").sum())
    return pl.concat([of_offices, together])


def _added(more: pl.DataFrame, now: pl.DataFrame, office: str) -> pl.DataFrame:
    """The members that an office's figures list in addition, and how often: the keys, case, listed."""
    # Counted up for what is listed then and down for what is now: of two tables joined, both would be held at once.
    listed = pl.concat([
        table.lazy().filter(pl.col("office") == office).with_columns(listed=pl.lit(number, pl.Int64))
        for table, number in ((more, 1), (now, -1))
    ])  # fmt: skip
    added = listed.group_by(*KEYS, "case").agg(pl.col("listed").sum()).filter(pl.col("listed") > 0)
    return added.collect(engine="streaming")
