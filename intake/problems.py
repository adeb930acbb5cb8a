"""What an office must mend: each problem with its place, and the one catalogue of what the problems say.

A problem never carries what stands in a cell, only its place and what kind of thing was found there: one shifted column
would otherwise print surnames.
"""

import datetime
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from intake.codes import CODE_LISTS
from intake.language import N_, NP_, Language, Message
from intake.messages import CATALOGUE, FOUND, LIST_NAMES
from intake.problem_kinds import ProblemKind
from intake.reasons import REASONS
from intake.tables import WORKBOOKS
from intake.tables.declare import Sheet, fields
from intake.tables.office import Leavers

Severity = Literal["error", "warning"]

FEW = 3
"""So many problems of one kind are told one by one; more are told together."""
RANGES_SHOWN = 8
AT_PLACE = N_("{place}: {said}")
DAYS = ("day", "received_on", "standing_on")
"""Details that are days, written as in 2026-10-31."""
OF_ONE_ROW = ("other_cell", "nearest", "nearest_column", "rows")
"""Details that differ from row to row, and so do not tell kinds apart."""
HANGING_ON_CASE = ("held-with-case",)
FOLLOWING = (*HANGING_ON_CASE, "held-with-workshop")
"""What follows from other problems and goes when they are mended."""
EMPTIED: Mapping[str, str | int] = {"emptied": 1}
"""The detail of a problem whose cell counts as empty, and whose row stands."""
REFUSES: Mapping[str, str | int] = {"refuses": 1}
"""The detail of a problem for which, where it was found, nothing of the workbook counts: on its cover."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `sheet` is a sheet's key, `cell` what Excel shows, `details` the named parts of the message.

    Details name things of the declaration (a column's key, a code list's key, a kind of thing found), never a value
    that somebody typed; numbers of rows and the nearest entry of a list are allowed. `emptied` says that the cell
    counts as empty and holds nothing back, `error_from` (a day) that the problem is a warning until then.
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
        """Whether something is lost until it is mended (error), or it is only told (warning)."""
        return "warning" if "error_from" in self.details else self.kind.severity

    @property
    def refuses(self) -> bool:
        """Whether the whole workbook is refused for it."""
        return self.kind.refuses or "refuses" in self.details

    @property
    def holds(self) -> bool:
        """Whether it holds a row back, or the whole workbook."""
        return self.severity == "error" and "emptied" not in self.details

    def as_of(self, day: datetime.date) -> "Problem":
        """Return the problem as it weighs on a day: before the day from which it is an error, it is a warning."""
        if self.kind.holds_on(day) or self.kind.error_from is None:
            return self
        return replace(self, details={**self.details, "error_from": self.kind.error_from.isoformat()})

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
        elif name == "nearest_column" and problem.sheet:
            spoken["nearest"] = language.text(column_label(workbook, problem.sheet, str(value)))
        elif name == "error_from":
            spoken[name] = language.date(datetime.date.fromisoformat(str(value)))
        elif name == "found":
            spoken[name] = language.text(FOUND[str(value)])
        elif name == "list":
            spoken[name] = language.text(LIST_NAMES[str(value)])
        elif name == "nearest":
            spoken[name] = _entry_label(str(problem.details.get("list", "")), str(value), language)
        elif name == "other_sheet":
            spoken[name] = language.text(sheet_title(workbook, str(value)))
        elif name in DAYS:
            spoken[name] = language.date(datetime.date.fromisoformat(str(value)))
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
    return language.text(AT_PLACE, place=place, said=said) if place else said


def _said(problem: Problem, language: Language, workbook: str) -> str:
    said = " ".join(part for part in parts_of(problem, language, workbook) if part)
    return f"{said} [{problem.code}]"


def parts_of(problem: Problem, language: Language, workbook: str = "office") -> tuple[str, str]:
    """Return what was found, and what is expected and how to mend it."""
    kind = problem.kind
    details = _spoken_details(problem, workbook, language)
    found = (kind.sentence, REASONS.get(problem.code, {}).get(str(details.get("reason"))))
    to_do = (
        kind.to_do,
        N_("“{nearest}” is the nearest.") if "nearest" in details else None,
        N_("Until then the cell counts as empty.") if "emptied" in details else None,
        N_("Until then nothing of the workbook counts.") if "refuses" in details else None,
        N_("From {error_from} this is an error.") if "error_from" in details else None,
    )
    said, cure = (" ".join(language.text(one, **details) for one in parts if one) for parts in (found, to_do))
    return f"{said[:1].upper()}{said[1:]}", cure


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
    yield from (message for _, message in with_messages(problems, language, workbook))


def with_messages(
    problems: Sequence[Problem], language: Language, workbook: str = "office"
) -> Iterator[tuple[Sequence[Problem], str]]:
    """Yield each message of `describe_kinds` with the problems that it tells of."""
    for alike in kinds_of(problems):
        if len(alike) == 1:
            yield alike, describe(alike[0], language, workbook)
            continue
        together = told_together(alike)
        if is_of_one_case(alike):
            bare = [place_of(replace(problem, case=None), language, workbook) for problem in alike[:-1]]
            place = ", ".join([*bare, place_of(alike[-1], language, workbook)])
        else:
            cells = [problem.cell or "" for problem in alike]
            place = name_cells(cells, language, _title(together, language, workbook))
        yield alike, language.text(AT_PLACE, place=place, said=_said(together, language, workbook))


def is_of_one_case(alike: Sequence[Problem]) -> bool:
    """Whether problems told together are what hangs on one case, on several sheets."""
    return len(alike) > 1 and alike[0].code in HANGING_ON_CASE and len({problem.case for problem in alike}) == 1


def kinds_of(problems: Sequence[Problem]) -> Iterator[Sequence[Problem]]:
    """Yield the problems in their order, those to tell together as one.

    These are more than a few of one kind in one column, and what hangs on one case on several sheets.
    """
    hanging: dict[str | None, list[Problem]] = {}
    together: list[list[Problem]] = []
    for alike in _by_column(problems):
        if alike[0].code not in HANGING_ON_CASE or len(alike) > 1:
            together.append(alike)
        elif alike[0].case in hanging:
            hanging[alike[0].case] += alike
        else:
            hanging[alike[0].case] = alike
            together.append(alike)
    yield from together


def _by_column(problems: Sequence[Problem]) -> Iterator[list[Problem]]:
    kinds: dict[tuple[str, str | None, str, str], list[Problem]] = {}
    for problem in problems:
        same = {name: value for name, value in problem.details.items() if name not in OF_ONE_ROW}
        kinds.setdefault((*_kind_in_column(problem), json.dumps(same, sort_keys=True)), []).append(problem)
    for alike in kinds.values():
        if len(alike) > FEW and all(problem.cell for problem in alike):
            yield alike
        else:
            yield from ([problem] for problem in alike)


def _kind_in_column(problem: Problem) -> tuple[str, str | None, str]:
    return problem.code, problem.sheet, "".join(filter(str.isalpha, problem.cell or ""))


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
        return language.plural(N_("{place} and {n} more"), N_("{place} and {n} more"), rest, place=place)
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
    """Return the problems sorted by what to mend first.

    What refuses the workbook, then errors by how many rows mending them all would free, then warnings; those of one
    kind in one column stay together, and what is alike stands by sheet and place.
    """
    ranks = {sheet: rank for rank, sheet in enumerate(sheets)}
    hanging = _hanging_rows(problems)
    held: Counter[tuple[str, str | None, str]] = Counter()
    places: dict[tuple[str, str | None, str], tuple[int, int, str]] = {}
    for problem in problems:
        kind, place = _kind_in_column(problem), _reading_order(problem.cell)
        with_it = hanging[problem.case] if problem.sheet == Leavers.INFO.key else 0
        held[kind] += 1 + with_it if problem.holds else 0
        places[kind] = min(place, places.get(kind, place))

    def key(problem: Problem) -> tuple[object, ...]:
        kind = _kind_in_column(problem)
        follows = problem.code in FOLLOWING
        weight = (not problem.refuses, problem.severity != "error", follows, -held[kind])
        rank = ranks.get(problem.sheet or "", -1)
        return (*weight, rank, places[kind], kind[0], kind[2], _reading_order(problem.cell))

    return sorted(problems, key=key)


def _hanging_rows(problems: Iterable[Problem]) -> Counter[str | None]:
    """Return how many rows of other sheets are held back with each case."""
    hanging: Counter[str | None] = Counter()
    for problem in problems:
        if problem.code == "held-with-case":
            hanging[problem.case] += int(problem.details["rows"])
    return hanging


def _reading_order(cell: str | None) -> tuple[int, int, str]:
    """Return what sorts cells line by line, and AA after Z."""
    letters = "".join(character for character in cell or "" if character.isalpha())
    digits = (cell or "")[len(letters) :]
    return (int(digits) if digits else 0, len(letters), letters)
