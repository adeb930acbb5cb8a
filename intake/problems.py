"""What an office must mend: each problem with its place, and the one catalogue of what the problems say.

A problem never carries what stands in a cell, only its place and what kind of thing was found there: one shifted column
would otherwise print surnames.
"""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from intake.codes import CODE_LISTS
from intake.language import N_, NP_, Language, Message
from intake.messages import CATALOGUE, FOUND, LIST_NAMES, ProblemKind
from intake.tables import WORKBOOKS
from intake.tables.declare import Sheet, fields

Severity = Literal["error", "warning"]

FEW = 3
"""So many problems of one kind are told one by one; more are told together."""
RANGES_SHOWN = 8
OF_ONE_ROW = ("other_cell", "nearest", "rows")
"""Details that differ from row to row, and so do not tell kinds apart."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `sheet` is a sheet's key, `cell` what Excel shows, `details` the named parts of the message.

    Details name things of the declaration (a column's key, a code list's key, a kind of thing found), never a value
    that somebody typed; numbers of rows and the nearest entry of a list are allowed.
    """

    code: str
    sheet: str | None = None
    cell: str | None = None
    case: str | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def kind(self) -> ProblemKind:
        """The catalogue's entry of the problem."""
        return CATALOGUE[self.code]

    @property
    def severity(self) -> Severity:
        """Whether it holds something back (error) or only tells (warning)."""
        return self.kind.severity

    def details_json(self) -> str:
        """The details as one text, for a table."""
        return json.dumps(dict(self.details), sort_keys=True)


def sheet_title(workbook: str, sheet: str) -> Message:
    """Return the title of a sheet of a workbook."""
    return _declared_sheet(workbook, sheet).INFO.title


def _declared_sheet(workbook: str, sheet: str) -> type[Sheet]:
    for declaration in WORKBOOKS:
        if declaration.key == workbook:
            return declaration.sheet(sheet)
    raise KeyError(workbook)


def column_label(workbook: str, sheet: str, column: str) -> Message:
    """Return the label of a column of a workbook."""
    return fields(_declared_sheet(workbook, sheet))[column].label


def _spoken_details(problem: Problem, workbook: str, language: Language) -> dict[str, str]:
    spoken = {}
    for name, value in problem.details.items():
        if name in {"column", "also"} and problem.sheet:
            spoken[name] = language.text(column_label(workbook, problem.sheet, str(value)))
        elif name == "found":
            spoken[name] = language.text(FOUND[str(value)])
        elif name == "list":
            spoken[name] = language.text(LIST_NAMES[str(value)])
        elif name == "nearest":
            spoken[name] = _entry_label(str(problem.details.get("list", "")), str(value), language)
        elif name == "other_sheet":
            spoken[name] = language.text(sheet_title(workbook, str(value)))
        elif isinstance(value, int):
            spoken[name] = language.number(value)
        else:
            spoken[name] = str(value)
    return spoken


def _entry_label(list_key: str, code: str, language: Language) -> str:
    for codes in CODE_LISTS:
        if codes.key == list_key:
            return language.text(codes.label(code))
    return code


def describe(problem: Problem, language: Language, workbook: str = "office") -> str:
    """Return the whole message: place, what was found, what is expected, how to mend it, and the code."""
    place = place_of(problem, language, workbook)
    said = _said(problem, language, workbook)
    return f"{place}: {said}" if place else said


def _said(problem: Problem, language: Language, workbook: str) -> str:
    said = " ".join(part for part in parts_of(problem, language, workbook) if part)
    return f"{said} [{problem.code}]"


def parts_of(problem: Problem, language: Language, workbook: str = "office") -> tuple[str, str]:
    """Return what was found, and what is expected and how to mend it."""
    kind = problem.kind
    details = _spoken_details(problem, workbook, language)
    found = language.text(kind.sentence, **details)
    to_do = [language.text(kind.to_do, **details)]
    nearest = details.get("nearest")
    if nearest:
        to_do.append(language.text(N_("“{nearest}” is the nearest."), nearest=nearest))
    return f"{found[:1].upper()}{found[1:]}", " ".join(part for part in to_do if part)


def place_of(problem: Problem, language: Language, workbook: str = "office") -> str:
    """Return where to mend, as in "Leavers!F17, case NOR-2627-0041"; empty when it is the whole file."""
    if not problem.sheet:
        return ""
    title = language.text(sheet_title(workbook, problem.sheet))
    place = f"{title}!{problem.cell}" if problem.cell else title
    if problem.case:
        case = language.text(NP_("place", "case {case}"), case=problem.case)
        return f"{place}, {case}"
    return place


def describe_kinds(problems: Sequence[Problem], language: Language, workbook: str = "office") -> Iterator[str]:
    """Yield the messages in their order, more than a few of one kind in one column as a single one."""
    for alike in kinds_of(problems):
        if len(alike) == 1:
            yield describe(alike[0], language, workbook)
        else:
            together = told_together(alike)
            cells = name_cells(
                [problem.cell or "" for problem in alike], language, _title(together, language, workbook)
            )
            yield f"{cells}: {_said(together, language, workbook)}"


def kinds_of(problems: Sequence[Problem]) -> Iterator[Sequence[Problem]]:
    """Yield the problems in their order, those to tell together as one: more than a few of one kind in one column."""
    kinds: dict[tuple[str, str | None, str, str], list[Problem]] = {}
    for problem in problems:
        same = {name: value for name, value in problem.details.items() if name not in OF_ONE_ROW}
        column = "".join(filter(str.isalpha, problem.cell or ""))
        kinds.setdefault((problem.code, problem.sheet, column, json.dumps(same, sort_keys=True)), []).append(problem)
    for alike in kinds.values():
        if len(alike) <= FEW or not all(problem.cell for problem in alike):
            yield from ([problem] for problem in alike)
        else:
            yield alike


def told_together(alike: Sequence[Problem]) -> Problem:
    """Return one problem for all, without a cell: the rows added up, what differs from row to row left open."""
    first = alike[0]
    shared = {
        name: value for name, value in first.details.items() if all(one.details.get(name) == value for one in alike)
    }
    added = {"rows": sum(int(one.details["rows"]) for one in alike)} if "rows" in first.details else {}
    open_ = {"other_cell": "…"} if "other_cell" in first.details else {}
    return Problem(first.code, first.sheet, details={**open_, **shared, **added})


def _title(problem: Problem, language: Language, workbook: str) -> str:
    return f"{language.text(sheet_title(workbook, problem.sheet or ''))}!"


def name_cells(cells: Sequence[str], language: Language, title: str = "") -> str:
    """Return where many cells of one column stand, as in "Leavers!F17:F20, F31 and 497 more"."""
    ranges = list(_ranges(cells))
    place = title + ", ".join(name for name, _ in ranges[:RANGES_SHOWN])
    rest = sum(size for _, size in ranges[RANGES_SHOWN:])
    if rest:
        return language.text(N_("{place} and {n} more"), place=place, n=language.number(rest))
    return language.plural(N_("{place}, {n} cell"), N_("{place}, {n} cells"), len(cells), place=place)


def _ranges(cells: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield the cells of one column, those in a row as a range, as Excel names them; and how many each holds."""
    letters = "".join(filter(str.isalpha, next(iter(cells), "")))
    rows = sorted({int(cell.removeprefix(letters)) for cell in cells})
    for _, run in itertools.groupby(enumerate(rows), key=lambda entry: entry[1] - entry[0]):
        together = [row for _, row in run]
        first, last = f"{letters}{together[0]}", f"{letters}{together[-1]}"
        yield (first if len(together) == 1 else f"{first}:{last}"), len(together)


def in_order(problems: list[Problem], sheets: tuple[str, ...]) -> list[Problem]:
    """Return the problems sorted by what to mend first: errors before warnings, then by sheet and place."""
    ranks = {sheet: rank for rank, sheet in enumerate(sheets)}

    def key(problem: Problem) -> tuple[bool, int, tuple[int, int, str], str]:
        rank = ranks.get(problem.sheet or "", -1)
        return (problem.severity != "error", rank, _reading_order(problem.cell), problem.code)

    return sorted(problems, key=key)


def _reading_order(cell: str | None) -> tuple[int, int, str]:
    """Return what sorts cells line by line, and AA after Z."""
    letters = "".join(character for character in cell or "" if character.isalpha())
    digits = (cell or "")[len(letters) :]
    return (int(digits) if digits else 0, len(letters), letters)
