"""What a workbook's cover says: whose it is, of which year and day, made from which template."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarks.naive.cells import typed_column
from benchmarks.naive.reading import tidied
from intake.labels import column_names, folded
from intake.problems import EMPTIED, REFUSES, Problem
from intake.settings import Year, school_year_bounds
from intake.stamp import stamped_owner
from intake.tables.declare import WorkbookDeclaration, fields
from intake.values import Lists
from intake.workbook import cell_name

PLAIN: Mapping[str, Callable[[Any], Any]] = {"date": pd.Timestamp.date, "number": float, "integer": int}
"""From what a column of pandas holds to what the product holds, by kind."""


@dataclass(frozen=True)
class Stated:
    """What the cover says by key, the cell of each, what is wrong with it, and whose rows these should be."""

    said: Mapping[str, Any]
    cells: Mapping[str, str]
    problems: tuple[Problem, ...]
    owner: str | None


def read_cover(
    declaration: WorkbookDeclaration, cells: pd.DataFrame, lists: Lists, today: datetime.date, year: Year
) -> Stated:
    """Return what stands beside the labels of a cover."""
    cover, said, problems = declaration.cover, {}, []
    written = _beside_labels(cells, column_names(cover))
    places = {key: place for key, (_, place) in written.items()}
    for key, declared in fields(cover).items():
        value, place = written.get(key, (None, None))
        values, faults = typed_column(tidied(pd.Series([value], dtype=object)), declared, lists, today)
        said[key] = None if values.isna()[0] else PLAIN.get(declared.kind, str)(values[0])
        if faults:
            code = "unknown-office" if key == "office" and faults[0].code == "not-in-list" else faults[0].code
            weight = REFUSES if declared.required else EMPTIED
            problems.append(Problem(code, "cover", place, details={**faults[0].details, **weight, "column": key}))
        elif said[key] is None and declared.required:
            problems.append(Problem("cover-incomplete", "cover", place, details={"column": key}))
    problems += _that_contradict(declaration, said, places, year)
    contradicted = any(one.code == "cover-contradicts-stamp" for one in problems)
    owner = stamped_owner(said.get("written_for"))[0] if contradicted else said.get("office")
    return Stated(said, places, tuple(problems), owner)


def _beside_labels(cells: pd.DataFrame, names: Mapping[str, str]) -> dict[str, tuple[object, str]]:
    found: dict[str, tuple[object, str]] = {}
    for row, line in enumerate(cells.to_numpy(), start=1):
        for at, label in enumerate(line[:-1], start=1):
            key = names.get(folded(label)) if isinstance(label, str) else None
            if key is not None and key not in found:
                found[key] = line[at], cell_name(row, at + 1)
                break
    return found


def _that_contradict(
    declaration: WorkbookDeclaration, said: Mapping[str, Any], places: Mapping[str, str], year: Year
) -> Iterator[Problem]:
    made_from, current = said.get("template_version"), str(declaration.version)
    if made_from not in (None, current):
        details = {"current": declaration.version, "made_from": int(made_from) if str(made_from).isdigit() else 0}
        yield Problem("old-template", "cover", details=details)
    school_year, data_on = said.get("school_year"), said.get("data_on")
    if school_year and data_on:
        first, last = school_year_bounds(school_year, year)
        if not first <= data_on <= last:
            yield Problem("year-not-begun" if data_on < first else "year-over", "cover")
    office, stamped_year = stamped_owner(said.get("written_for"))
    if office and said.get("office") not in (None, office):
        yield Problem("cover-contradicts-stamp", "cover", places.get("office"))
    if stamped_year and school_year not in (None, stamped_year):
        yield Problem(
            "year-contradicts-stamp", "cover", places.get("school_year"), details={"year": stamped_year}
        )  # fmt: skip
