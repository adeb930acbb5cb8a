"""What a workbook's cover says: whose it is, of which year and day, made from which template."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intake.labels import LocatedSheet, form_cells
from intake.problems import EMPTIED, REFUSES, Problem
from intake.settings import Year, school_year_bounds
from intake.sheet_notes import with_days_of_1900
from intake.stamp import restored_stamp, stamped_owner, stamps_differ
from intake.tables.declare import WorkbookDeclaration, fields
from intake.values import CellFault, Lists, convert_cell, is_blank


@dataclass(frozen=True)
class CheckedCover:
    """What the cover says by key, the cell of each, and what is wrong with it."""

    stated: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def owner(self) -> str | None:
        """The office whose rows these should be: that of the stamp where the cover names another one."""
        contradicted = any(problem.code == "cover-contradicts-stamp" for problem in self.problems)
        office: str | None = self.stated.get("office")
        return stamped_owner(self.stated.get("written_for"))[0] if contradicted else office


def check_cover(
    declaration: WorkbookDeclaration,
    located: Mapping[str, LocatedSheet],
    properties: Mapping[str, str],
    lists: Lists,
    today: datetime.date,
    year: Year,
) -> CheckedCover:
    """Return the cover of a workbook, checked; nothing when there is none, which is told as a missing sheet.

    `properties` are those of the document: what they say stands in for stamped cells that somebody wrote over.
    """
    key = declaration.cover.INFO.key
    if key not in located:
        return CheckedCover()
    cells = {name: cell for name, (_, cell) in form_cells(located[key]).items()}
    stated, problems = _answers(located[key], lists, today)
    differing = stamps_differ(stated, properties)
    stated = {**stated, **restored_stamp(stated, properties)}
    problems += [Problem("stamp-contradicts-properties", key, cells.get(name)) for name in differing]
    problems += [*_check_version(declaration, stated), *_check_year(declaration, stated, year)]
    problems += _check_stamp(declaration, stated, cells)
    return CheckedCover(stated, cells, tuple(problems))


def _answers(located: LocatedSheet, lists: Lists, today: datetime.date) -> tuple[dict[str, Any], list[Problem]]:
    written = form_cells(located)
    stated: dict[str, Any] = {}
    problems = []
    for key, declared in fields(located.declared).items():
        value, cell = written.get(key, (None, None))
        (value,) = with_days_of_1900([value], declared, located.raw)
        typed = None if is_blank(value) else convert_cell(value, declared, lists, today)
        if isinstance(typed, CellFault):
            code = "unknown-office" if key == "office" and typed.code == "not-in-list" else typed.code
            # An answer that nothing can do without, and that can't be read, is as good as none.
            weight = REFUSES if declared.required else EMPTIED
            problems.append(Problem(code, located.key, cell, details={**typed.details, **weight, "column": key}))
        elif typed is None and declared.required:
            problems.append(Problem("cover-incomplete", located.key, cell, details={"column": key}))
        stated[key] = None if isinstance(typed, CellFault) else typed
    return stated, problems


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


def _check_stamp(declaration: WorkbookDeclaration, cover: Mapping[str, Any], cells: Mapping[str, str]) -> list[Problem]:
    """A cover that names another office or year than the one that the tool wrote the workbook for.

    One wrong cell would put the rows in another office's name; a wrong year puts them beside those of the right one.
    """
    key = declaration.cover.INFO.key
    office, school_year = stamped_owner(cover.get("written_for"))
    problems = []
    if office and cover.get("office") not in (None, office):
        problems.append(Problem("cover-contradicts-stamp", key, cells.get("office")))
    if school_year and cover.get("school_year") not in (None, school_year):
        problems.append(Problem("year-contradicts-stamp", key, cells.get("school_year"), details={"year": school_year}))
    return problems
