"""Small caseloads for tests: rows as a text table or as mappings, everything else filled in."""

import dataframely as dy
import polars as pl

from generator.tables import Caseload
from intake import codes
from tests.registers import Row, Rows, day_of, rows_of

DEFAULTS: Row = {
    "held": False,
    "is_open": True,
    "situation": codes.NOT_KNOWN,
    "expired": False,
    "attempts": 0,
    "owes_follow_up": False,
    "submission": "NOR-26",
}
_SITUATIONS = {one.code: one for one in codes.SITUATIONS}


def cases_of(table: Rows) -> dy.DataFrame[Caseload]:
    """Return a caseload of the given rows, by default open and not known.

    Filled in where not given: office (that of the case number), person (the case number), group and definite (those of
    the situation), opened_on (listed_on), origin (by listed_on), row (counted from 2).
    """
    schema = {name: column.dtype for name, column in Caseload.columns().items()}
    rows = [_filled(row, at) for at, row in enumerate(rows_of(table), 2)]
    typed = [{name: _value(row.get(name), dtype) for name, dtype in schema.items()} for row in rows]
    return Caseload.validate(pl.DataFrame(typed, schema=dict(schema)))


def _filled(given: Row, at: int) -> Row:
    row: Row = {"row": at, **DEFAULTS, **{name: value for name, value in given.items() if value is not None}}
    situation = _SITUATIONS.get(str(row["situation"]))
    row.setdefault("office", str(row["case"])[:3])
    row.setdefault("person", row["case"])
    row.setdefault("group", situation.group if situation else codes.NOT_KNOWN)
    row.setdefault("definite", bool(situation and situation.definite))
    row.setdefault("opened_on", row.get("listed_on"))
    row.setdefault("origin", "monthly-list" if row.get("listed_on") else "youngster")
    return row


def _value(value: object, dtype: pl.DataType) -> object:
    if not isinstance(value, str):
        return value
    if dtype == pl.Date:
        return day_of(value)
    if dtype == pl.Boolean:
        return {"yes": True, "no": False}[value]
    return int(value) if dtype.is_integer() else value
