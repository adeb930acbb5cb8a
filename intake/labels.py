"""Rows of raw cells -> where each declared sheet and column stands, found by label in any language, or by key."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from intake.language import all_languages
from intake.problems import Problem
from intake.tables import WORKBOOKS
from intake.tables.declare import Sheet, WorkbookDeclaration, fields
from intake.tables.former_labels import FORMER_LABELS
from intake.tools_sheets import CARRIED_HEADER, CARRIED_TITLE, HEADERS, TITLES
from intake.workbook import CellValue, RawSheet, Workbook, cell_name

HEADER_WITHIN = 20
"""Rows from the top of a sheet within which its header is looked for first: people put titles above it."""
A_COPYS_NUMBER = re.compile(r" ?[0-9]{1,2}$")
"""What a spreadsheet program puts behind the name of a copied sheet; four digits are somebody's year."""
LIKE_WITHIN = 60
"""Rows from the top of a sheet that say whether it is a copy of another."""
ALIKE = 0.5
"""Share of a sheet's columns from which another sheet is taken for a copy of it."""
MISSPELT = 75
"""Similarity (0 to 100) from which a label is taken for another one misspelt."""


@dataclass(frozen=True)
class LocatedSheet:
    """A declared sheet in a file: its cells, the row of its header, and the column (from 1) of each key found."""

    declared: type[Sheet]
    raw: RawSheet
    header_row: int
    columns: Mapping[str, int]

    @property
    def key(self) -> str:
        """The sheet's key."""
        return self.declared.INFO.key

    def cell(self, column: str, row: int) -> str | None:
        """Return the name of a column's cell in a row, as in "F17"; None where the column is missing."""
        position = self.columns.get(column)
        return cell_name(row, position) if position else None

    def first_cell(self, row: int) -> str | None:
        """Return the name of the cell of a row in the sheet's first column."""
        return self.cell(next(iter(fields(self.declared))), row)


@cache
def folded(text: str) -> str:
    """Return a text without what people get wrong: case, accents, kinds of space, and marks around it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    words = "".join(character if character.isalnum() else " " for character in letters)
    return " ".join(words.split())


def spellings(message: str, *keys: str) -> set[str]:
    """Return the folded forms of a label: its key, its text in every language, and what it was called before."""
    former = FORMER_LABELS.get(".".join(keys), ())
    return {folded(name) for name in (*keys[-1:], *(language.text(message) for language in all_languages()), *former)}


@cache
def sheet_names(declaration_key: str) -> Mapping[str, type[Sheet]]:
    """Return the sheets of a workbook by every folded name that they go by."""
    names: dict[str, type[Sheet]] = {}
    for sheet in _declaration(declaration_key).all_sheets:
        for name in spellings(sheet.INFO.title, declaration_key, sheet.INFO.key):
            names.setdefault(name, sheet)
    return names


@cache
def column_names(sheet: type[Sheet]) -> Mapping[str, str]:
    """Return the keys of a sheet's columns by every folded name that they go by."""
    workbook = next(one.key for one in WORKBOOKS if sheet in one.all_sheets)
    names: dict[str, str] = {}
    for key, declared in fields(sheet).items():
        for name in spellings(declared.label, workbook, sheet.INFO.key, key):
            names.setdefault(name, key)
    return names


def _declaration(key: str) -> WorkbookDeclaration:
    return next(workbook for workbook in WORKBOOKS if workbook.key == key)


def recognise(workbook: Workbook) -> WorkbookDeclaration | None:
    """Return which of the standard workbooks a file is: the one with most of whose columns it agrees."""
    best, most = None, 0
    for declaration in WORKBOOKS:
        names = sheet_names(declaration.key)
        known = [(raw, names[folded(raw.name)]) for raw in workbook.sheets if folded(raw.name) in names]
        found = sum(len(_locate(raw, declared)[0].columns) for raw, declared in known)
        if found > most:
            best, most = declaration, found
    return best


def locate_sheets(
    workbook: Workbook, declaration: WorkbookDeclaration
) -> tuple[dict[str, LocatedSheet], list[Problem]]:
    """Return the declared sheets that the file has, by key, and what is wrong with how it is laid out."""
    names = sheet_names(declaration.key)
    located: dict[str, LocatedSheet] = {}
    problems: list[Problem] = []
    present = {names[folded(raw.name)].INFO.key for raw in workbook.sheets if folded(raw.name) in names}
    for position, raw in enumerate(workbook.sheets, start=1):
        declared = names.get(folded(raw.name))
        if declared is None:
            problems += _unread(raw, position, declaration, present)
            continue
        if declared.INFO.key in located:
            problems.append(Problem("duplicate-sheet", declared.INFO.key))
            continue
        sheet, found = _locate(raw, declared)
        located[sheet.key] = sheet
        problems += found
    problems += [
        Problem("missing-sheet", details={"other_sheet": sheet.INFO.key})
        for sheet in declaration.all_sheets
        if sheet.INFO.key not in located
    ]
    return located, problems


def _unread(raw: RawSheet, position: int, declaration: WorkbookDeclaration, present: AbstractSet[str]) -> list[Problem]:
    """Return that a sheet which holds something is not read: what stands on its tab may be a name, so its place.

    It is told which of the template's sheets it seems to be: by its columns, else, where that one is missing, by its
    name. That it is that one nobody can know, so it is not read.
    """
    if not raw.rows or is_tools_own(raw):
        return []
    likeness = {sheet.INFO.key: _likeness(raw, sheet) for sheet in declaration.all_sheets}
    likest = max(likeness, key=lambda key: (likeness[key], key not in present))
    if likeness[likest] < ALIKE:
        missing = {name: one.INFO.key for name, one in sheet_names(declaration.key).items()
                   if one.INFO.key not in present}  # fmt: skip
        likest = missing.get(_nearest(folded(raw.name), missing), "")
    if not likest:
        return [Problem("unread-sheet", details={"position": position})]
    return [Problem("unread-copy", details={"position": position, "other_sheet": likest})]


def _nearest(written: str, names: Iterable[str]) -> str:
    """Return the name of which a folded text seems to be a misspelling; empty when it is like none."""
    match = extractOne(written, list(names), scorer=ratio, score_cutoff=MISSPELT)
    return str(match[0]) if match else ""


def is_tools_own(raw: RawSheet) -> bool:
    """Whether a sheet was written by the tool to be read by people: by its name, or by its header when renamed."""
    return any(_is_called(raw, title) for title in TITLES) or any(_is_headed(raw, header) for header in HEADERS)


def is_carried(raw: RawSheet) -> bool:
    """Whether a sheet holds what the tool carried along from an earlier workbook."""
    return _is_called(raw, CARRIED_TITLE) or _is_headed(raw, CARRIED_HEADER)


def _is_called(raw: RawSheet, title: str) -> bool:
    return A_COPYS_NUMBER.sub("", folded(raw.name)) in spellings(title)


def _is_headed(raw: RawSheet, header: Sequence[str]) -> bool:
    top = [{folded(cell) for cell in cells if isinstance(cell, str)} for cells in raw.rows[:HEADER_WITHIN]]
    written = [{folded(language.text(label)) for label in header} for language in all_languages()]
    return any(labels <= row for row in top for labels in written)


def _likeness(raw: RawSheet, declared: type[Sheet]) -> float:
    """Return the share of a declared sheet's columns whose labels stand at the top of a sheet."""
    found, _ = _locate(replace(raw, rows=raw.rows[:LIKE_WITHIN]), declared)
    columns = form_cells(found) if declared.INFO.layout == "form" else found.columns
    return len(columns) / len(fields(declared))


def _locate(raw: RawSheet, declared: type[Sheet]) -> tuple[LocatedSheet, list[Problem]]:
    if declared.INFO.layout == "form":
        return LocatedSheet(declared, raw, 0, {}), []
    header_row = _header_row(raw, declared)
    header = raw.rows[header_row - raw.first_row] if raw.rows else []
    named = [
        (position, column_names(declared).get(folded(value)) if isinstance(value, str) else None)
        for position, value in enumerate(header, start=raw.first_column)
    ]
    columns: dict[str, int] = {}
    for position, key in named:
        if key is not None:
            columns.setdefault(key, position)
    located = LocatedSheet(declared, raw, header_row, columns)
    if not columns:
        return located, [Problem("no-header", declared.INFO.key)]
    twice = [
        Problem("duplicate-column", located.key, cell_name(header_row, position), details={"column": key})
        for position, key in named
        if key is not None and columns[key] != position
    ]
    unknown = [position for position, key in named if key is None and _says(header[position - raw.first_column])]
    return located, [*twice, *_missing_columns(located, [*unknown, *_without_header(located)])]


def _without_header(located: LocatedSheet) -> list[int]:
    """Return the columns that hold something below a header row in which they have no label."""
    raw = located.raw
    start = located.header_row - raw.first_row
    header = raw.rows[start]
    width = max(map(len, raw.rows[start:]))
    bare = [across for across in range(width) if across >= len(header) or not _says(header[across])]
    return [
        across + raw.first_column
        for across in bare
        if any(across < len(cells) and _says(cells[across]) for cells in raw.rows[start:])
    ]


def _says(value: CellValue) -> bool:
    """Whether a cell holds more than blanks and marks."""
    return bool(folded(value)) if isinstance(value, str) else value is not None


def _missing_columns(located: LocatedSheet, unknown: list[int]) -> list[Problem]:
    """Return the columns that the sheet lacks and those that it has too many; a renamed one is both, told once."""
    problems = []
    # Without a column that a rule needs in some rows, each of those rows would be held back and told one by one.
    needed = {fault.column for fault in located.declared.FAULTS.values() if fault.code == "missing"}
    names = column_names(located.declared)
    header = {at: located.raw.cell(located.header_row, at) for at in unknown}
    words = {at: names.get(_nearest(folded(said), names)) for at, said in header.items() if isinstance(said, str)}
    likest = {at: key for at, key in words.items() if key is not None}
    left = list(unknown)
    before: int | None = None
    for key, field in fields(located.declared).items():
        if key in located.columns or field.stamped:
            before = located.columns.get(key)
            continue
        # A header spelt nearly so, else what stands where the column belongs, is most likely the column, renamed.
        misspelt = next((at for at in left if likest.get(at) == key), None)
        in_place = before + 1 if before is not None and before + 1 in left and before + 1 not in likest else None
        renamed = misspelt or in_place
        if renamed is not None:
            left.remove(renamed)
        before = renamed
        code = "missing-column" if field.required or key in needed else "missing-optional-column"
        cell = cell_name(located.header_row, renamed) if renamed is not None else None
        problems.append(Problem(code, located.key, cell, details={"column": key}))
    for at in left:
        near = {"nearest_column": likest[at]} if at in likest else {}
        problems.append(Problem("unknown-column", located.key, cell_name(located.header_row, at), details=near))
    return problems


def _header_row(raw: RawSheet, declared: type[Sheet]) -> int:
    """Return the row, as Excel counts, that names most of the sheet's columns, near the top if there is one."""
    names = column_names(declared)

    def score(cells: list[CellValue]) -> int:
        return len({names[folded(cell)] for cell in cells if isinstance(cell, str) and folded(cell) in names})

    for rows in (raw.rows[:HEADER_WITHIN], raw.rows):
        scores = [score(cells) for cells in rows]
        best = max(range(len(scores)), key=scores.__getitem__, default=0)
        if scores and scores[best] > 1:
            break
    return raw.first_row + best


def is_header(located: LocatedSheet, cells: list[CellValue]) -> bool:
    """Whether a row repeats the header: most of what it holds are the labels of the columns that they stand in."""
    names = column_names(located.declared)
    filled = {at: value for at, value in enumerate(cells, start=located.raw.first_column) if value is not None}
    labels = sum(
        isinstance(value, str) and located.columns.get(names.get(folded(value), "")) == at
        for at, value in filled.items()
    )
    return labels > 1 and labels * 2 > len(filled)


def form_cells(located: LocatedSheet) -> dict[str, tuple[CellValue, str]]:
    """Return what stands beside each label of a form: the key, then the value and the cell it stands in."""
    names = column_names(located.declared)
    found: dict[str, tuple[CellValue, str]] = {}
    for row, cells in enumerate(located.raw.rows, start=located.raw.first_row):
        for position, value in enumerate(cells, start=located.raw.first_column):
            key = names.get(folded(value)) if isinstance(value, str) else None
            if key is not None and key not in found:
                found[key] = (located.raw.cell(row, position + 1), cell_name(row, position + 1))
                break
    return found
