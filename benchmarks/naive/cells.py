"""Columns of cells -> columns of typed values, and what is wrong with the cells that have none."""

import datetime
import re
from collections.abc import Callable, Mapping

import pandas as pd

from intake.labels import folded
from intake.tables.declare import Field
from intake.values import EARLIEST, CellFault, Lists, code_names, convert_cell

_BETWEEN = r"[\s\-‐‑‒–—−_/.]*"
_CASE = rf"^\s*([A-Z]{{3}}){_BETWEEN}([0-9]{{4}}){_BETWEEN}([0-9]{{4}})\s*$"
_WORKSHOP = rf"^\s*YW{_BETWEEN}([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}})\s*$"
_YEAR = r"^\s*([0-9]{4})\s*[/–-]\s*(?:[0-9]{2})?([0-9]{2})\s*$"
_MERGE_FIELD = re.compile(r"«[^«»]*»|<<[^<>]*>>|\{\s*MERGEFIELD\b[^{}]*\}")
Faults = dict[int, CellFault]
Converter = Callable[[pd.Series, Field, Lists], pd.Series]
"""Takes cells that are not blank; returns their values, and nothing for those that it can't read."""


def typed_column(
    cells: pd.Series, declared: Field, lists: Lists, latest: datetime.date
) -> tuple[pd.Series, Faults]:  # fmt: skip
    """Return a column's values, and why others have none, by row; a date after `latest` may be one of these."""
    filled = cells.dropna()
    if filled.empty:
        return no_values(cells.index, declared), {}
    values = CONVERTERS[declared.kind](filled, declared, lists)
    if declared.kind == "date":
        last = pd.Timestamp.max if declared.future else pd.Timestamp(latest)
        values = values.where(values.between(pd.Timestamp(EARLIEST), last))
    left = filled[values.isna()]
    if left.empty:
        return (values if len(values) == len(cells) else _stretched(values, cells.index)), {}
    # What is wrong with a cell, the product says in its words; now and then it can read one all the same.
    looked_at = {cell: convert_cell(cell, declared, lists, latest) for cell in left.unique()}
    faults: Faults = {}
    for row, cell in left.items():
        if isinstance(looked_at[cell], CellFault):
            faults[int(row)] = looked_at[cell]
        else:
            values[row] = looked_at[cell]
    return _stretched(values, cells.index), faults


def _stretched(values: pd.Series, rows: pd.Index) -> pd.Series:
    """Return values for all rows: None, or what numbers and days have in its place, where there is none."""
    every = values.reindex(rows)
    return every.where(every.notna(), None) if every.dtype == object else every


def no_values(rows: pd.Index, declared: Field) -> pd.Series:
    """Return a column of a sheet that lacks it."""
    dtype = {"date": "datetime64[ns]", "integer": "float64", "number": "float64"}.get(declared.kind, "object")
    return pd.Series(None, index=rows, dtype=dtype)


def _text(cells: pd.Series, _declared: Field, _lists: Lists) -> pd.Series:
    return cells.map(_words)


def _words(cell: object) -> str | None:
    if isinstance(cell, int):
        return str(cell)
    if not isinstance(cell, str) or _MERGE_FIELD.fullmatch(cell.strip()):
        return None
    return " ".join(cell.split())


def _date(cells: pd.Series, _declared: Field, _lists: Lists) -> pd.Series:
    is_day = cells.map(lambda cell: isinstance(cell, datetime.datetime))
    if is_day.all():
        return pd.to_datetime(cells, errors="coerce").dt.normalize()
    days = pd.to_datetime(cells.where(is_day), errors="coerce").dt.normalize()
    return days.fillna(pd.to_datetime(_texts(cells), format="%d.%m.%Y", errors="coerce"))


def _number(cells: pd.Series, declared: Field, _lists: Lists) -> pd.Series:
    numbers = pd.to_numeric(cells.astype(str).str.replace(",", "."), errors="coerce")
    return numbers.where(numbers.between(declared.low or 0, declared.high or 0)).astype("float64")


def _integer(cells: pd.Series, declared: Field, lists: Lists) -> pd.Series:
    numbers = _number(cells, declared, lists)
    return numbers.where(numbers % 1 == 0)


def _named(cells: pd.Series, names: Mapping[str, str]) -> pd.Series:
    called = {cell: names.get(folded(str(cell))) for cell in cells.unique()}
    return cells.map(called).astype(object)


def _texts(cells: pd.Series) -> pd.Series:
    return cells.where(cells.map(lambda cell: isinstance(cell, str)))


def _code(cells: pd.Series, declared: Field, _lists: Lists) -> pd.Series:
    return _named(_texts(cells), code_names(declared.codes)) if declared.codes else cells


def _reference(cells: pd.Series, declared: Field, lists: Lists) -> pd.Series:
    names = lists.entries.get(declared.refers_to[0]) if declared.refers_to else None
    return _named(cells, names) if names is not None else pd.Series(None, index=cells.index, dtype=object)


def _parts(cells: pd.Series, pattern: str) -> pd.DataFrame:
    return _texts(cells).astype("string").str.upper().str.extract(pattern).astype(object)


def _case(cells: pd.Series, _declared: Field, _lists: Lists) -> pd.Series:
    parts = _parts(cells, _CASE)
    return parts[0] + "-" + parts[1] + "-" + parts[2]


def _workshop(cells: pd.Series, _declared: Field, _lists: Lists) -> pd.Series:
    parts = _parts(cells, _WORKSHOP)
    return "YW-" + parts[0] + "-" + parts[1].astype("string").str.zfill(2).astype(object)


def _national_number(cells: pd.Series, _declared: Field, _lists: Lists) -> pd.Series:
    digits = cells.astype(str).str.replace(r"[\s.\-/]", "", regex=True)
    return digits.where(digits.str.fullmatch("[0-9]{13}") & ~digits.str.endswith("00000")).astype(object)


def _school_year(cells: pd.Series, _declared: Field, _lists: Lists) -> pd.Series:
    parts = _parts(cells, _YEAR)
    follows = (pd.to_numeric(parts[0]) + 1) % 100 == pd.to_numeric(parts[1])
    return (parts[0] + "/" + parts[1]).where(follows)


CONVERTERS: Mapping[str, Converter] = {
    "text": _text,
    "date": _date,
    "integer": _integer,
    "number": _number,
    "code": _code,
    "case": _case,
    "reference": _reference,
    "national-number": _national_number,
    "school-year": _school_year,
    "workshop": _workshop,
}
