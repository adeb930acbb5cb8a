"""Rows -> checked tables: what is accepted, what is held back, and every problem, all at once."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Literal

import polars as pl

from intake.cover_checks import check_cover
from intake.erased_rows import without_rows
from intake.erasures import ErasedRow, rows_by_sheet
from intake.labels import LocatedSheet, column_names, folded, is_header, locate_sheets, recognise
from intake.precheck import Refusal
from intake.problems import EMPTIED, Problem, in_order
from intake.reasons import details_of
from intake.references import Rows, check_references
from intake.second_looks import warn_of_list
from intake.settings import DEFAULT_SETTINGS, Settings
from intake.sheet_notes import notes_of, with_days_of_1900
from intake.tables import MONTHLY_LIST, OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.declare import Sheet, WorkbookDeclaration, fields, never_empty
from intake.tables.office import Leavers
from intake.values import CellFault, Lists, convert_column, is_blank
from intake.workbook import CellValue, Workbook

Status = Literal["accepted", "accepted-with-warnings", "partly-accepted", "refused"]

ERASED = "–"
"""Stands in a needed cell of a row that no longer says whose it is; it is shown nowhere."""
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
    every declared column and `row`, the row that Excel shows. A refused workbook has neither. `cover_cells` names the
    cell of each thing that the cover says; `columns` says in which column (from 1) of the file each column of a sheet
    stands, for problems that are found later.
    """

    sha256: str
    declaration: WorkbookDeclaration | None
    cover: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    held: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    counts: Mapping[str, RowCounts] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    cover_cells: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether nothing of it is accepted."""
        return any(problem.refuses for problem in self.problems)

    @property
    def status(self) -> Status:
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
    erased: Sequence[ErasedRow] = (),
) -> CheckedWorkbook:
    """Return a read workbook checked against its declaration: `expected`, else the one that it resembles most.

    `erased` are the rows in which nothing identifies anybody any more: those that are gone are counted and told, the
    others stand as they did.
    """
    gone = rows_by_sheet(erased, gone=True)
    if gone and isinstance(read, Workbook):
        read = without_rows(read, gone)
    if isinstance(read, Refusal):
        return CheckedWorkbook("", expected, problems=(_refusal(read),))
    declaration = expected or recognise(read)
    if declaration is None:
        return CheckedWorkbook(read.sha256, None, problems=(Problem("unknown-workbook"),))
    located, problems = locate_sheets(read, declaration)
    problems += [*notes_of(read, located), *_told_erased(located, gone)]
    front = check_cover(declaration, located, read.properties, lists, today, settings.year)
    cover, problems = front.stated, [*problems, *front.problems]
    checked = CheckedWorkbook(read.sha256, declaration, cover, cover_cells=front.cells)
    rows = Rows(located, {}, {}, {**cover, "office": front.owner}, today, settings.workshop)
    rows.erased = rows_by_sheet(erased, gone=False)
    if any(problem.refuses for problem in problems):
        problems += _told_of_rows(declaration, rows, lists, {problem.sheet for problem in problems if problem.refuses})
    elif any(problem.refuses for problem in _check_tables(declaration, rows, lists).problems):
        problems += rows.problems
    else:
        counts = {key: _counted(rows, key, len(gone.get(key, ()))) for key in rows.read}
        problems += rows.problems
        columns = {key: sheet.columns for key, sheet in located.items()}
        checked = replace(checked, tables=rows.accepted, held=rows.held, counts=counts, columns=columns)
    weighed = [problem.as_of(today) for problem in problems]
    return replace(checked, problems=tuple(in_order(weighed, sheet_order(declaration))))


def _counted(rows: Rows, key: str, gone: int) -> RowCounts:
    return RowCounts(rows.read[key] + gone, rows.accepted[key].height, rows.held[key].height, erased=gone)


def _told_erased(located: Mapping[str, LocatedSheet], gone: Mapping[str, Mapping[int, ErasedRow]]) -> Iterator[Problem]:
    """Yield a problem for each row on the sheet Leavers of somebody who was erased."""
    leavers = located.get(Leavers.INFO.key)
    if leavers:
        for row in gone.get(leavers.key, ()):
            yield Problem("erased-person", leavers.key, leavers.first_cell(row))


def _refusal(refusal: Refusal) -> Problem:
    """Return why a file was not read. What its sheets are called is not told: only the template's names are safe."""
    place = {name: told for name, told in refusal.detail.items() if name in ("position", "row", "cell")}
    return Problem(refusal.code, details={**details_of(refusal.code, refusal.detail), **place})


def sheet_order(declaration: WorkbookDeclaration) -> tuple[str, ...]:
    """Return the keys of a workbook's sheets in the order in which they stand."""
    return tuple(sheet.INFO.key for sheet in declaration.all_sheets)


def _told_of_rows(
    declaration: WorkbookDeclaration, rows: Rows, lists: Lists, refusing: set[str | None]
) -> list[Problem]:
    """Return what is wrong with the rows of a refused workbook, so that everything is mended in one go.

    Where a sheet is missing or a column of it can't be found, the other sheets' rows are checked by themselves; what
    hangs on what is looked at once all sheets are there.
    """
    sheets = [sheet.INFO.key for sheet in declaration.sheets]
    if all(key in rows.located and key not in refusing for key in sheets):
        return _check_tables(declaration, rows, lists).problems
    _check_sheets(rows, [key for key in sheets if key in rows.located and rows.located[key].columns], lists)
    return [
        problem
        for problem in rows.problems
        # Every row lacks a cell whose column is not there: the column itself is told.
        if not (problem.code in ("missing", "stray-row") and problem.sheet in refusing)
    ]


def _check_tables(declaration: WorkbookDeclaration, rows: Rows, lists: Lists) -> Rows:
    """Return the rows of every sheet, accepted or held back, after all checks of cells, rows and references."""
    keys = [sheet.INFO.key for sheet in declaration.sheets]
    if declaration is not REFERENCE_WORKBOOK:
        _check_sheets(rows, keys, lists)
    else:
        for key in keys:
            _check_sheets(rows, [key], lists)
            if key in LIST_COLUMNS:  # the sheets that follow refer to this one
                lists = Lists({**lists.entries, key: _list_names(rows.accepted[key], LIST_COLUMNS[key])})
    if declaration is OFFICE_WORKBOOK:
        check_references(rows)
    if declaration is MONTHLY_LIST:
        rows.problems += warn_of_list(rows.located, rows.accepted)
    if declaration is REFERENCE_WORKBOOK and not rows.read["offices"]:
        rows.problems.append(Problem("no-offices", "offices"))
    return rows


def _check_sheets(rows: Rows, keys: Sequence[str], lists: Lists) -> None:
    """Add the rows of some sheets: those accepted, those held back, and the problems."""
    typed = {key: _typed_frame(rows.located[key], lists, rows.today, rows.erased.get(key, {})) for key in keys}
    # Mostly all rows keep all rules, and whether they do costs half as much for all sheets at once as one by one.
    kept = pl.collect_all(
        [rows.located[key].declared.filter(frame.lazy()).result for key, (frame, _, _) in typed.items()]
    )
    for (key, (frame, faulty, problems)), sound in zip(typed.items(), kept, strict=True):
        keeps_all = sound.height == frame.height
        accepted, broken = (sound, []) if keeps_all else _filter_by_rules(rows.located[key], frame, faulty)
        rows.read[key] = frame.height
        rows.accepted[key] = accepted.filter(~pl.col("row").is_in(faulty))
        rows.held[key] = frame.filter(~pl.col("row").is_in(rows.accepted[key]["row"].implode()))
        # A cell that can't be read was told as such: that it is now empty, and needed, is nothing more to mend.
        told = {problem.cell for problem in problems}
        needed = {one.cell for one in broken if one.code == "missing"}
        rows.problems += [_holding(problem) if problem.cell in needed else problem for problem in problems]
        rows.problems += [one for one in broken if not (one.code == "missing" and one.cell in told)]


def _holding(problem: Problem) -> Problem:
    """Return the problem of a cell that a rule of the sheet needs in this row, optional though the column is."""
    return replace(problem, details={name: value for name, value in problem.details.items() if name not in EMPTIED})


def _typed_frame(
    located: LocatedSheet, lists: Lists, today: datetime.date, erased: Mapping[int, ErasedRow]
) -> tuple[pl.DataFrame, list[int], list[Problem]]:
    """Return a sheet's rows as typed cells, the rows with a faulty or missing needed cell, and the problems."""
    declared = fields(located.declared)
    schema = located.declared.columns()
    rows, raw, headers = _rows_with_data(located)
    typed: dict[str, list[Any]] = {}
    faults: dict[str, dict[int, CellFault]] = {}
    for key, field_ in declared.items():
        if key in located.columns:
            cells = with_days_of_1900(raw[key], field_, located.raw)
            typed[key], faults[key] = convert_column(cells, field_, lists, today)
        else:
            typed[key], faults[key] = [None] * len(rows), {}
        for position, row in enumerate(rows) if erased else ():
            if row in erased and key in erased[row].needed:
                typed[key][position] = erased[row].born if field_.kind == "date" else ERASED
        if key in never_empty(located.declared):
            missing = {position: CellFault("missing") for position, value in enumerate(typed[key]) if value is None}
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
            details = {**fault.details, **({} if field_.required else EMPTIED), "column": key}
            cell = located.cell(key, rows[position])
            problems.append(Problem(fault.code, located.key, cell, cases[position], details))
            if field_.required:
                faulty.add(rows[position])
    series = [pl.Series("row", rows, dtype=pl.Int32)]
    series += [pl.Series(key, typed[key], dtype=schema[key].dtype) for key in declared]
    return pl.DataFrame(series), sorted(faulty), problems


def _stray_rows(located: LocatedSheet, faults: Mapping[str, Mapping[int, CellFault]]) -> set[int]:
    """Return the positions of rows that say neither what they are about nor half of what is needed: totals, remarks.

    A case number that stood ready says nothing: beside it, such a row holds nothing else that is needed.
    """
    keys = located.declared.KEY
    if not keys:
        return set()
    needed = never_empty(located.declared)
    missing = Counter(position for key in needed for position, fault in faults[key].items() if fault.code == "missing")
    stray = {position for position in faults[keys[0]] if missing[position] * 2 >= len(needed) > 2}
    if fields(located.declared)[keys[0]].prefilled:
        stray |= {position for position, count in missing.items() if count >= len(needed) - 1}
    return stray


def _rows_with_data(located: LocatedSheet) -> tuple[list[int], dict[str, Sequence[CellValue]], list[int]]:
    """Return the numbers of the rows that hold more than what the tool pre-filled, their cells by column, and the rows
    that hold the header once more."""
    raw = located.raw
    declared = fields(located.declared)
    labels = column_names(located.declared)
    first = located.header_row + 1
    offsets = {key: column - raw.first_column for key, column in located.columns.items()}
    telling = [offset for key, offset in offsets.items() if not declared[key].prefilled]
    rows: list[int] = []
    kept: list[list[CellValue]] = []
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
    across = list(zip_longest(*kept))
    blank: Sequence[CellValue] = [None] * len(kept)
    columns = {key: across[offset] if offset < len(across) else blank for key, offset in offsets.items()}
    return rows, columns, headers


def _filter_by_rules(
    located: LocatedSheet, frame: pl.DataFrame, faulty: list[int]
) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the rows that keep every rule of the sheet, optional cells that broke one emptied, and the problems.

    Rows with a faulty cell are looked at too, so that everything wrong with a row is told at once.
    """
    sheet = located.declared
    problems: list[Problem] = []
    while True:
        accepted, failure = sheet.filter(frame)
        broken = _broken_rules(sheet, failure.details(), frozenset(faulty))
        emptied = [(row, rule) for row, rule, _ in broken if sheet.FAULTS[rule].empties]
        told = broken if not emptied else [one for one in broken if sheet.FAULTS[one[1]].empties]
        problems += [_rule_problem(located, row, rule, case) for row, rule, case in told]
        if not emptied:
            return accepted, problems
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
    if fault.empties:
        details.update(EMPTIED)
    return Problem(fault.code, located.key, located.cell(fault.column, row), case, details)
