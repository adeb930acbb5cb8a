"""Problems -> marks: the cell of the marked workbook that each stands in, filled, with what to do in a comment."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from openpyxl.comments import Comment
from openpyxl.utils import coordinate_to_tuple

from intake.feedback_layout import MovedSheet, Spot
from intake.language import N_
from intake.problems import Problem, parts_of
from intake.tables.declare import WorkbookDeclaration, fields
from intake.template import Draft
from intake.template_cells import shortened
from intake.template_style import (
    FREE,
    HEADER_CARRIED,
    TO_CHECK,
    TO_MEND,
    AsItStood,
    Look,
    cell_look,
    escaped,
    share,
)
from intake.workbook import CellValue, FormulaWithoutValue, UnreadableCell, cell_name

AUTHOR = "ALJ"
IN_THE_CELL = N_("In the cell: “{value}”")
LONGEST_QUOTE = 200
"""Letters of a cell's text that are enough to know it again."""
COMMENT_WIDTH = 330
LETTERS_ON_A_LINE = 48
LINE = 17
"""Width and line height of a comment in pixels, and the letters of its font that fit."""
MOST_COMMENTS = 2_000
"""Comments on one sheet; beyond, cells are filled alone: a spreadsheet opens slowly with more."""
LEAVERS = "leavers"


@dataclass(frozen=True)
class Place:
    """Where a problem stands in the marked workbook; `spot` is None where it is a sheet as a whole."""

    sheet: str
    spot: Spot | None = None
    quoted: str = ""

    @property
    def cell(self) -> str:
        """The name of the cell; empty for a sheet as a whole."""
        return cell_name(*self.spot) if self.spot else ""


@dataclass(frozen=True)
class Places:
    """What finds the place of a problem: where each sheet and cell of the file went."""

    declaration: WorkbookDeclaration
    draft: Draft
    tables: Mapping[str, MovedSheet]
    cover: Mapping[str, object]
    carried: Mapping[int, str]

    def title(self, key: str) -> str:
        """Return the title of a sheet in the marked workbook."""
        return self.draft.language.text(self.declaration.sheet(key).INFO.title)

    def of(self, problem: Problem) -> Place | None:
        """Return where a problem stands; None when it is the whole file."""
        cover = self.declaration.cover.INFO.key
        column = str(problem.details.get("column", ""))
        if problem.sheet is None:
            return self._of_whole_sheet(problem)
        if problem.sheet == cover:
            spot = coordinate_to_tuple(self.draft.cover_cells[column]) if column in self.draft.cover_cells else None
            return Place(self.title(cover), spot, _quoted(_stood(self.cover.get(column))))
        moved = self.tables.get(problem.sheet)
        if moved is None or problem.cell is None:
            return Place(self.title(problem.sheet))
        spot = moved.spot(problem.cell)
        raw = moved.located.raw
        return Place(
            self.title(problem.sheet), spot, _quoted(raw.cell(*coordinate_to_tuple(problem.cell.partition(":")[0])))
        )

    def _of_whole_sheet(self, problem: Problem) -> Place | None:
        position = problem.details.get("position")
        if isinstance(position, int) and position in self.carried:
            return Place(self.carried[position])
        other = str(problem.details.get("other_sheet", ""))
        return Place(self.title(other)) if other else None

    def told(self, problem: Problem) -> Problem:
        """Return a problem whose message names places of the marked workbook, not of the file that came."""
        details = dict(problem.details)
        position, other_cell = details.get("position"), details.get("other_cell")
        if isinstance(position, int) and position in self.carried:
            # "To mend" comes in front of all.
            details["position"] = self.draft.book.sheetnames.index(self.carried[position]) + 2
        if isinstance(other_cell, str) and LEAVERS in self.tables:
            spot = self.tables[LEAVERS].spot(other_cell) if other_cell[:1].isalpha() else None
            details["other_cell"] = cell_name(*spot) if spot else other_cell
        return replace(problem, details=details)


def _stood(value: object) -> Any:  # noqa: ANN401 (a cell's value, whatever it is)
    return value.value if isinstance(value, AsItStood) else value


def _quoted(value: CellValue) -> str:
    """Return a cell's value as it shows; the one place of the program where it goes into a message."""
    match value:
        case None | FormulaWithoutValue() | UnreadableCell():
            return ""
        case datetime.datetime() if value.time() != datetime.time():
            return f"{value:%d.%m.%Y %H:%M}"
        case datetime.date():
            return f"{value:%d.%m.%Y}"
        case float():
            return f"{value:.15g}"
        case _:
            return shortened(" ".join(str(value).split()), LONGEST_QUOTE)


def mark_cells(places: Places, problems: Sequence[Problem]) -> None:
    """Fill every cell that has a problem, and say in a comment what is wrong with it and what to do."""
    at: dict[Place, list[Problem]] = {}
    for problem in problems:
        place = places.of(problem)
        if place and place.spot:
            at.setdefault(place, []).append(problem)
    comments: dict[str, int] = {}
    for place, those in at.items():
        comments[place.sheet] = comments.get(place.sheet, 0) + 1
        _fill(places, place, those)
        if comments[place.sheet] <= MOST_COMMENTS:
            _comment(places, place, those)


def _fill(places: Places, place: Place, problems: Sequence[Problem]) -> None:
    row, column = place.spot or (1, 1)
    is_error = any(problem.severity == "error" for problem in problems)
    look = replace(_look(places, problems[0], row, column), fill=TO_MEND if is_error else TO_CHECK)
    share(places.draft.book[place.sheet].cell(row, column), places.draft.styles.of(look))


def _look(places: Places, problem: Problem, row: int, column: int) -> Look:
    """Return the look that the cell has without its mark."""
    key = problem.sheet or ""
    if key == places.declaration.cover.INFO.key:
        asked = str(problem.details["column"])
        return cell_look(fields(places.declaration.cover)[asked], places.cover.get(asked), boxed=True)
    moved = places.tables[key]
    declared = list(fields(moved.located.declared).items())
    if row == 1 or column > len(declared):
        return HEADER_CARRIED if row == 1 else FREE
    asked, field = declared[column - 1]
    value = moved.rows[row - 2].get(asked) if row - 2 < len(moved.rows) else None
    return cell_look(field, value)


def _comment(places: Places, place: Place, problems: Sequence[Problem]) -> None:
    language = places.draft.language
    said = []
    for problem in problems:
        parts = parts_of(places.told(problem), language, places.declaration.key)
        said.append(" ".join([*filter(None, parts), f"[{problem.code}]"]))
    if place.quoted:
        said.append(language.text(IN_THE_CELL, value=place.quoted))
    text = "\n\n".join(said)
    lines = sum(max(1, ceil(len(line) / LETTERS_ON_A_LINE)) for line in text.split("\n"))
    comment = Comment(escaped(text), AUTHOR, height=(lines + 1) * LINE, width=COMMENT_WIDTH)
    row, column = place.spot or (1, 1)
    cell: Any = places.draft.book[place.sheet].cell(row, column)
    cell.comment = comment
