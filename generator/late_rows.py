"""What came to a register since an earlier one: rows that are late, and rows that were corrected.

A row is *late* when nothing stood in its place: no row of its case and sheet went, and none was held back there.
Everything else that differs is a correction: a row changed, gone, replaced by another, held back or mended.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from intake.changes import hangs_on_case
from intake.register import Provenance, Register
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Sheet
from intake.tables.office import Leavers

Tables = Mapping[str, pl.DataFrame]

CASE: Final = Leavers.case.name
_ORDINAL: Final = "ordinal"
"""Tells rows of one key apart: the first of them, the second."""
_WHERE_FROM: Final = ("row", "school_year", "submission")
"""Which workbook supplies a row says nothing of what stands in it."""


def with_late_rows(then: Register, now: Register) -> Register:
    """Return the earlier register with the rows of the later one that are late; none of its own rows is touched."""
    tables, held = dict(then.tables), dict(then.held)
    for sheet in OFFICE_WORKBOOK.sheets:
        key = sheet.INFO.key
        tables[key] = pl.concat([then.tables[key], _late(sheet, then, now)])
        held[key] = pl.concat([then.held[key], _held_late(sheet, then, now)])
    return replace(then, tables=tables, held=held)


def holds_the_same(one: Register, other: Register) -> bool:
    """Whether two registers have the same rows, accepted and held back, wherever they came from."""
    return _same(one.tables, other.tables) and _same(one.held, other.held)


def same_reference(one: Register, other: Register) -> bool:
    """Whether two registers rest on the same reference workbook."""
    return _same(one.reference, other.reference)


def _same(some: Tables, others: Tables) -> bool:
    return some.keys() == others.keys() and all(plain(table).equals(plain(others[key])) for key, table in some.items())


def plain(table: pl.DataFrame) -> pl.DataFrame:
    """Return what stands in a table's rows, in an order that only that decides."""
    left = table.drop(name for name in _WHERE_FROM if name in table.columns and name in {"row", *_PROVENANCE})
    return left.sort(left.columns)


_PROVENANCE: Final = frozenset(Provenance.column_names())


def _late(sheet: type[Sheet], then: Register, now: Register) -> pl.DataFrame:
    key = [*_place_of(sheet), *(name for name in sheet.KEY if name not in _place_of(sheet)), _ORDINAL]
    old, new = (_numbered(sheet, one.tables[sheet.INFO.key]) for one in (then, now))
    came = new.join(old, on=key, how="anti", nulls_equal=True)
    gone = old.join(new, on=key, how="anti", nulls_equal=True)
    place = _place_of(sheet)
    late = came.join(gone, on=place, how="anti", nulls_equal=True)
    late = late.join(then.held[sheet.INFO.key], on=place, how="anti", nulls_equal=True)
    if hangs_on_case(sheet):
        late = late.join(then.held[Leavers.INFO.key], on=CASE, how="anti")
    return late.select(then.tables[sheet.INFO.key].columns)


def _held_late(sheet: type[Sheet], then: Register, now: Register) -> pl.DataFrame:
    """The rows held back of cases of which nothing was known."""
    held = now.held[sheet.INFO.key].select(then.held[sheet.INFO.key].columns)
    if not hangs_on_case(sheet):
        return held.clear()
    leavers = Leavers.INFO.key
    return held.join(then.tables[leavers], on=CASE, how="anti").join(then.held[leavers], on=CASE, how="anti")


def _place_of(sheet: type[Sheet]) -> list[str]:
    """Where a row stands: in its case, else by its whole key but the day; offices share groups and classes."""
    if hangs_on_case(sheet):
        return [CASE]
    dated = {name for name, dtype in sheet.columns().items() if isinstance(dtype.dtype, pl.Date)}
    return [name for name in sheet.KEY if name not in dated]


def _numbered(sheet: type[Sheet], rows: pl.DataFrame) -> pl.DataFrame:
    key = list(dict.fromkeys([*_place_of(sheet), *sheet.KEY]))
    return rows.with_columns(pl.int_range(pl.len()).over(key).alias(_ORDINAL))
