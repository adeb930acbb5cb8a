"""Sheets as read -> tables of typed rows, accepted or held back, and every problem."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import polars as pl

from benchmarks.naive.cells import Faults, no_values, typed_column
from benchmarks.naive.cover import read_cover
from benchmarks.naive.linking import hold_what_does_not_fit
from benchmarks.naive.reading import Book, Table
from benchmarks.naive.rows import Rows
from benchmarks.naive.rules import broken_rules
from benchmarks.naive.second_looks import warn_of, warn_of_list
from intake.checks import LIST_COLUMNS, CheckedWorkbook, RowCounts
from intake.labels import folded
from intake.problems import EMPTIED, Problem, in_order
from intake.settings import Settings
from intake.tables import MONTHLY_LIST, OFFICE_WORKBOOK
from intake.tables.declare import WorkbookDeclaration, fields, never_empty
from intake.values import CellFault, Lists

FROM_PANDAS = {"date": "datetime64[ns]", "integer": "float64", "number": "float64"}


@dataclass(frozen=True)
class Checked:
    """A workbook after all its checks: its tables for pandas, and what the product calls a checked workbook."""

    workbook: CheckedWorkbook
    accepted: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    held: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def check_book(
    book: Book, declaration: WorkbookDeclaration, sha256: str, lists: Lists, today: datetime.date, settings: Settings
) -> Checked:
    """Return a workbook that was read, checked by its declaration."""
    front = read_cover(declaration, book.cover, lists, today, settings.year)
    rows = Rows(book.tables, front.owner, today, problems=list(front.problems))
    for key, table in book.tables.items():
        _check_table(rows, table, lists)
        if declaration.key == "reference" and key in LIST_COLUMNS:  # the sheets that follow refer to this one
            lists = Lists({**lists.entries, key: names_of(rows.accepted[key], LIST_COLUMNS[key])})
    if declaration is OFFICE_WORKBOOK:
        hold_what_does_not_fit(rows)
        told = {(one.sheet, one.cell) for one in rows.problems}
        rows.problems += [
            one
            for one in warn_of(rows, settings.workshop)
            if one.code != "group-without-place" or (one.sheet, one.cell) not in told
        ]
    if declaration is MONTHLY_LIST:
        rows.problems += warn_of_list(rows)
    weighed = [problem.as_of(today) for problem in rows.problems]
    order = tuple(sheet.INFO.key for sheet in declaration.all_sheets)
    checked = CheckedWorkbook(
        sha256, declaration, front.said, problems=tuple(in_order(weighed, order)), cover_cells=front.cells
    )
    if checked.refused or declaration is MONTHLY_LIST:  # of a list, only its day goes on from here
        return Checked(checked, rows.accepted, rows.held)
    return Checked(_with_rows(checked, declaration, rows), rows.accepted, rows.held)


def _with_rows(checked: CheckedWorkbook, declaration: WorkbookDeclaration, rows: Rows) -> CheckedWorkbook:
    sheets = {sheet.INFO.key: sheet.columns() for sheet in declaration.sheets}
    return replace(
        checked,
        tables={key: for_polars(rows.accepted[key], columns) for key, columns in sheets.items()},
        held={key: for_polars(rows.held[key], columns) for key, columns in sheets.items()},
        counts={key: RowCounts(read, len(rows.accepted[key]), len(rows.held[key])) for key, read in rows.read.items()},
        columns={"cover": {}, **{key: table.columns for key, table in rows.tables.items()}},
    )


def names_of(table: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, str]:
    """Return the names that entries of a list go by, and what each stands for."""
    names: dict[str, str] = {}
    for column in columns:
        for kept, name in zip(table[columns[0]], table[column], strict=True):
            names.setdefault(folded(name), kept)
    return names


def for_polars(rows: pd.DataFrame, columns: Mapping[str, Any]) -> pl.DataFrame:
    """Return rows as the product holds them, `row` from the index."""
    dtypes = {name: getattr(column, "dtype", column) for name, column in columns.items()}
    if rows.empty:
        return pl.DataFrame(schema=dtypes)
    series = []
    for name, dtype in dtypes.items():
        cells = rows.index.to_series() if name == "row" else rows[name]
        if dtype == pl.Date:
            cells = cells.dt.date
        elif dtype == pl.Int32:
            cells = cells.astype("Int64")
        plain = cells.astype(object)
        series.append(pl.Series(name, plain.where(plain.notna(), None).to_list(), dtype=dtype))
    return pl.DataFrame(series)


def _check_table(rows: Rows, table: Table, lists: Lists) -> None:
    key, declared = table.key, fields(table.declared)
    typed, faults = _typed(table, lists, rows.today)
    stray = _stray_rows(table, faults)
    faulty = set(stray)
    problems = [Problem("stray-row", key, table.first_cell(row)) for row in sorted(stray)]
    for name, field_ in declared.items():
        for row, fault in faults[name].items():
            if row in stray:
                continue
            details = {**fault.details, **({} if field_.required else EMPTIED), "column": name}
            case = typed["case"][row] if "case" in typed else None
            problems.append(Problem(fault.code, key, table.cell(name, row), case, details))
            if field_.required:
                faulty.add(row)
    accepted, broken = _by_rules(table, typed, faulty)
    rows.read[key] = len(typed)
    rows.accepted[key] = accepted[~accepted.index.isin(faulty)]
    rows.held[key] = typed[~typed.index.isin(rows.accepted[key].index)]
    told = {one.cell for one in problems}
    needed = {one.cell for one in broken if one.code == "missing"}
    rows.problems += [_holding(one) if one.cell in needed else one for one in problems]
    rows.problems += [one for one in broken if not (one.code == "missing" and one.cell in told)]


def _holding(problem: Problem) -> Problem:
    return replace(problem, details={name: value for name, value in problem.details.items() if name not in EMPTIED})


def _typed(table: Table, lists: Lists, today: datetime.date) -> tuple[pd.DataFrame, dict[str, Faults]]:
    typed: dict[str, pd.Series] = {}
    faults: dict[str, Faults] = {}
    for key, declared in fields(table.declared).items():
        if key in table.columns:
            typed[key], faults[key] = typed_column(table.rows[key], declared, lists, today)
        else:
            typed[key], faults[key] = no_values(table.rows.index, declared), {}
        typed[key] = typed[key].astype(FROM_PANDAS.get(declared.kind, "object"))
        if key in never_empty(table.declared):
            missing = dict.fromkeys(map(int, typed[key].index[typed[key].isna()]), CellFault("missing"))
            faults[key] = {**missing, **faults[key]}
    return pd.DataFrame(typed, index=table.rows.index), faults


def _stray_rows(table: Table, faults: Mapping[str, Faults]) -> set[int]:
    """Return the rows that say neither what they are about nor half of what is needed."""
    keys, needed = table.declared.KEY, never_empty(table.declared)
    if not keys:
        return set()
    missing = pd.Series(
        [row for key in needed for row, fault in faults[key].items() if fault.code == "missing"], dtype="int64"
    ).value_counts()
    stray = {row for row in faults[keys[0]] if missing.get(row, 0) * 2 >= len(needed) > 2}
    if fields(table.declared)[keys[0]].prefilled:
        stray |= set(missing.index[missing >= len(needed) - 1])
    return stray


def _by_rules(table: Table, rows: pd.DataFrame, faulty: set[int]) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows that keep every rule, optional cells that broke one emptied, and the problems."""
    meaning, problems = table.declared.FAULTS, []
    while True:
        rules = broken_rules(table.declared, rows)
        broken = [
            (row, name)
            for name, breaks in rules.items()
            for row in rows.index[breaks.to_numpy(dtype=bool)]
            if not (name == "key_is_unique" and row in faulty)
        ]
        emptied = [one for one in broken if meaning[one[1]].empties]
        problems += [_rule_problem(table, row, name, rows) for row, name in emptied or broken]
        if not emptied:
            failing = pd.concat(rules, axis="columns").any(axis="columns") if rules else pd.Series(False, rows.index)
            return rows[~failing], problems
        rows = rows.copy()
        for row, name in emptied:
            rows.loc[row, meaning[name].column] = None


def _rule_problem(table: Table, row: int, rule: str, rows: pd.DataFrame) -> Problem:
    fault = table.declared.FAULTS[rule]
    also = {"also": fault.also} if fault.also else {}
    details = {"column": fault.column, **also, **(EMPTIED if fault.empties else {})}
    case = rows["case"][row] if "case" in rows else None
    return Problem(fault.code, table.key, table.cell(fault.column, row), case, details)
