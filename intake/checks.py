"""Rows -> checked tables: what is accepted, what is held back, and every problem, all at once."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from intake.labels import LocatedSheet, column_names, folded, form_cells, is_header, locate_sheets, recognise
from intake.precheck import Refusal
from intake.problems import Problem, in_order
from intake.references import Rows, check_references
from intake.settings import DEFAULT_SETTINGS, Settings, Year, school_year_bounds
from intake.sheet_notes import notes_of, with_days_of_1900
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.declare import Sheet, WorkbookDeclaration, fields
from intake.values import Fault, Lists, convert_cell, convert_column, is_blank
from intake.workbook import Workbook

LIST_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "offices": ("code", "name"),
    "communes": ("commune",),
    "schools": ("code", "name"),
    "teachers": ("code",),
}
"""The columns of the reference workbook whose entries other sheets may name; the first is the one that is kept."""


@dataclass(frozen=True)
class RowCounts:
    """What became of a sheet's rows. Superseded and erased rows are accepted ones that the register does not take."""

    read: int = 0
    accepted: int = 0
    held_back: int = 0
    superseded: int = 0
    erased: int = 0


@dataclass(frozen=True)
class CheckedWorkbook:
    """A workbook after all its checks.

    `tables` holds the accepted rows of each sheet, `held` the rows held back with what could be read of them, both with
    every declared column and `row`, the row that Excel shows. A refused workbook has neither.
    """

    sha256: str
    declaration: WorkbookDeclaration | None
    cover: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    held: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    counts: Mapping[str, RowCounts] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of it is accepted."""
        return any(problem.kind.refuses for problem in self.problems)

    @property
    def status(self) -> str:
        """The submission's state, by the words of the contract of `alj check`."""
        if self.refused:
            return "refused"
        if any(problem.severity == "error" for problem in self.problems):
            return "partly-accepted"
        return "accepted-with-warnings" if self.problems else "accepted"


def lists_of(reference: Mapping[str, pl.DataFrame]) -> Lists:
    """Return the lists that other workbooks refer to, from the reference workbook's accepted tables."""
    return Lists({key: _list_names(reference[key], columns) for key, columns in LIST_COLUMNS.items()})


def _list_names(table: pl.DataFrame, columns: tuple[str, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns:
        for kept, name in zip(table[columns[0]], table[column], strict=True):
            names.setdefault(folded(name), kept)
    return names


def check_workbook(
    read: Workbook | Refusal,
    *,
    today: datetime.date,
    lists: Lists,
    settings: Settings = DEFAULT_SETTINGS,
    expected: WorkbookDeclaration | None = None,
) -> CheckedWorkbook:
    """Return a read workbook checked against its declaration: `expected`, else the one that it resembles most."""
    if isinstance(read, Refusal):
        place = {name: told for name, told in read.detail.items() if name in ("position", "row", "cell")}
        return CheckedWorkbook("", expected, problems=(Problem(read.code, details=place),))
    declaration = expected or recognise(read)
    if declaration is None:
        return CheckedWorkbook(read.sha256, None, problems=(Problem("unknown-workbook"),))
    located, problems = locate_sheets(read, declaration)
    problems += notes_of(read, located)
    cover: dict[str, Any] = {}
    if declaration.cover.INFO.key in located:
        cover, found = _check_cover(located[declaration.cover.INFO.key], lists, today)
        problems += [*found, *_check_version(declaration, cover), *_check_year(declaration, cover, settings.year)]
    checked = CheckedWorkbook(read.sha256, declaration, cover)
    if not any(problem.kind.refuses for problem in problems):
        rows = _check_tables(declaration, Rows(located, {}, {}, cover, today, settings.workshop), lists)
        counts = {key: RowCounts(rows.read[key], rows.accepted[key].height, rows.held[key].height) for key in rows.read}
        problems += rows.problems
        checked = replace(checked, tables=rows.accepted, held=rows.held, counts=counts)
    return replace(checked, problems=tuple(in_order(problems, sheet_order(declaration))))


def sheet_order(declaration: WorkbookDeclaration) -> tuple[str, ...]:
    """Return the keys of a workbook's sheets in the order in which they stand."""
    return tuple(sheet.INFO.key for sheet in declaration.all_sheets)


def _check_cover(located: LocatedSheet, lists: Lists, today: datetime.date) -> tuple[dict[str, Any], list[Problem]]:
    stated = form_cells(located)
    cover: dict[str, Any] = {}
    problems = []
    for key, declared in fields(located.declared).items():
        value, cell = stated.get(key, (None, None))
        (value,) = with_days_of_1900([value], declared, located.raw)
        typed = None if is_blank(value) else convert_cell(value, declared, lists, today)
        if isinstance(typed, Fault):
            office = key == "office" and typed.code == "not-in-list"
            code = "unknown-office" if office else "cover-incomplete" if declared.required else typed.code
            problems.append(Problem(code, located.key, cell, details={**typed.details, "column": key}))
        elif typed is None and declared.required:
            problems.append(Problem("cover-incomplete", located.key, cell, details={"column": key}))
        cover[key] = None if isinstance(typed, Fault) else typed
    return cover, problems


def _check_version(declaration: WorkbookDeclaration, cover: Mapping[str, Any]) -> list[Problem]:
    made_from, current = cover.get("template_version"), str(declaration.version)
    if made_from in (None, current):
        return []
    details = {"current": declaration.version, "made_from": int(made_from) if str(made_from).isdigit() else 0}
    return [Problem("old-template", declaration.cover.INFO.key, details=details)]


def _check_year(declaration: WorkbookDeclaration, cover: Mapping[str, Any], year: Year) -> list[Problem]:
    """A workbook of a year to come would take the place of every other; one of a year gone by is worth a word."""
    school_year, data_on = cover.get("school_year"), cover.get("data_on")
    if not (school_year and data_on):
        return []
    first, last = school_year_bounds(school_year, year)
    code = "year-not-begun" if data_on < first else "year-over" if data_on > last else None
    return [Problem(code, declaration.cover.INFO.key)] if code else []


def _check_tables(declaration: WorkbookDeclaration, rows: Rows, lists: Lists) -> Rows:
    """Return the rows of every sheet, accepted or held back, after all checks of cells, rows and references."""
    for sheet in declaration.sheets:
        _check_sheet(rows, sheet.INFO.key, lists)
        if declaration is REFERENCE_WORKBOOK and sheet.INFO.key in LIST_COLUMNS:
            # The sheets that follow refer to this one.
            key = sheet.INFO.key
            lists = Lists({**lists.entries, key: _list_names(rows.accepted[key], LIST_COLUMNS[key])})
    if declaration is OFFICE_WORKBOOK:
        check_references(rows)
    return rows


def _check_sheet(rows: Rows, key: str, lists: Lists) -> None:
    """Add the rows of a sheet: those accepted, those held back, and the problems."""
    located = rows.located[key]
    frame, faulty, problems = _typed_frame(located, lists, rows.today)
    accepted, broken = _filter_by_rules(located, frame, faulty)
    rows.read[key] = frame.height
    rows.accepted[key] = accepted
    rows.held[key] = frame.join(accepted.select("row"), on="row", how="anti")
    # A cell that can't be read was told as such: that it is now empty, and needed, is nothing more to mend.
    told = {problem.cell for problem in problems}
    rows.problems += problems + [one for one in broken if not (one.code == "missing" and one.cell in told)]


def _typed_frame(
    located: LocatedSheet, lists: Lists, today: datetime.date
) -> tuple[pl.DataFrame, list[int], list[Problem]]:
    """Return a sheet's rows as typed cells, the rows with a faulty or missing needed cell, and the problems."""
    declared = fields(located.declared)
    schema = located.declared.columns()
    rows, raw, headers = _rows_with_data(located)
    typed: dict[str, list[Any]] = {}
    faults: dict[str, dict[int, Fault]] = {}
    for key, field_ in declared.items():
        if key in located.columns:
            cells = with_days_of_1900(raw[key], field_, located.raw)
            typed[key], faults[key] = convert_column(cells, field_, lists, today)
        else:
            typed[key], faults[key] = [None] * len(rows), {}
        if _never_empty(located, key):
            missing = {position: Fault("missing") for position, value in enumerate(typed[key]) if value is None}
            faults[key] = {**missing, **faults[key]}
    cases = typed.get("case", [None] * len(rows))
    stray = _stray_rows(located, faults)
    faulty = {rows[position] for position in stray}
    problems = [Problem("repeated-header", located.key, located.first_cell(row)) for row in headers]
    problems += [Problem("stray-row", located.key, located.first_cell(rows[position])) for position in sorted(stray)]
    for key, field_ in declared.items():
        for position, fault in faults[key].items():
            if position in stray:
                continue
            details = {**fault.details, "column": key}
            cell = located.cell(key, rows[position])
            problems.append(Problem(fault.code, located.key, cell, cases[position], details))
            if field_.required:
                faulty.add(rows[position])
    series = [pl.Series("row", rows, dtype=pl.Int32)]
    series += [pl.Series(key, typed[key], dtype=schema[key].dtype) for key in declared]
    return pl.DataFrame(series), sorted(faulty), problems


def _never_empty(located: LocatedSheet, key: str) -> bool:
    return fields(located.declared)[key].required and not located.declared.columns()[key].nullable


def _stray_rows(located: LocatedSheet, faults: Mapping[str, Mapping[int, Fault]]) -> set[int]:
    """Return the positions of rows that say neither what they are about nor half of what is needed: totals, remarks."""
    keys = located.declared.KEY
    if not keys:
        return set()
    needed = [key for key in fields(located.declared) if _never_empty(located, key)]
    missing = Counter(position for key in needed for position, fault in faults[key].items() if fault.code == "missing")
    return {position for position in faults[keys[0]] if missing[position] * 2 >= len(needed) > 2}


def _rows_with_data(located: LocatedSheet) -> tuple[list[int], dict[str, list[Any]], list[int]]:
    """Return the numbers of the rows that hold more than what the tool pre-filled, their cells by column, and the rows
    that hold the header once more."""
    raw = located.raw
    declared = fields(located.declared)
    labels = column_names(located.declared)
    first = located.header_row + 1
    offsets = {key: column - raw.first_column for key, column in located.columns.items()}
    telling = [offset for key, offset in offsets.items() if not declared[key].prefilled]
    rows: list[int] = []
    kept: list[list[Any]] = []
    headers: list[int] = []
    for number, cells in enumerate(raw.rows[first - raw.first_row :], start=first):
        filled = next((cells[at] for at in telling if at < len(cells) and not is_blank(cells[at])), None)
        if filled is None:
            continue
        if isinstance(filled, str) and folded(filled) in labels and is_header(located, cells):
            headers.append(number)
            continue
        rows.append(number)
        kept.append(cells)
    columns = {
        key: [cells[offset] if offset < len(cells) else None for cells in kept] for key, offset in offsets.items()
    }
    return rows, columns, headers


def _filter_by_rules(
    located: LocatedSheet, frame: pl.DataFrame, faulty: list[int]
) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the rows that keep every rule of the sheet, optional cells that broke one emptied, and the problems.

    Rows with a faulty cell are looked at too, so that everything wrong with a row is told at once.
    """
    sheet = located.declared
    problems: list[Problem] = []
    if frame.is_empty():
        return frame, problems
    while True:
        accepted, failure = sheet.filter(frame)
        if not len(failure):
            return accepted.filter(~pl.col("row").is_in(faulty)), problems
        broken = _broken_rules(sheet, failure.details(), frozenset(faulty))
        emptied = [(row, rule) for row, rule, _ in broken if sheet.FAULTS[rule].empties]
        told = broken if not emptied else [one for one in broken if sheet.FAULTS[one[1]].empties]
        problems += [_rule_problem(located, row, rule, case) for row, rule, case in told]
        if not emptied:
            return accepted.filter(~pl.col("row").is_in(faulty)), problems
        frame = _empty_cells(frame, sheet, emptied)


def _broken_rules(
    sheet: type[Sheet], details: pl.DataFrame, faulty: frozenset[int]
) -> list[tuple[int, str, str | None]]:
    """Return the row, the rule and the case of each rule that a row breaks.

    A faulty row's cells were told one by one, and with a cell missing its key says nothing.
    """
    broken = []
    for failing in details.iter_rows(named=True):
        row, is_faulty = failing["row"], failing["row"] in faulty
        rules = [name for name, state in failing.items() if state == "invalid" and name not in sheet.columns()]
        for rule in rules:
            if is_faulty and ("|" in rule or rule == "key_is_unique"):
                continue
            if rule not in sheet.FAULTS:
                raise AssertionError(f"{sheet.__name__}: {rule} fails on a row whose cells were all read")
            broken.append((row, rule, failing.get("case")))
    return broken


def _empty_cells(frame: pl.DataFrame, sheet: type[Sheet], emptied: list[tuple[int, str]]) -> pl.DataFrame:
    by_column: dict[str, list[int]] = {}
    for row, rule in emptied:
        by_column.setdefault(sheet.FAULTS[rule].column, []).append(row)
    return frame.with_columns(
        pl.when(pl.col("row").is_in(rows)).then(None).otherwise(pl.col(column)).alias(column)
        for column, rows in by_column.items()
    )


def _rule_problem(located: LocatedSheet, row: int, rule: str, case: str | None) -> Problem:
    fault = located.declared.FAULTS[rule]
    details: dict[str, str | int] = {"column": fault.column}
    if fault.also:
        details["also"] = fault.also
    return Problem(fault.code, located.key, located.cell(fault.column, row), case, details)
