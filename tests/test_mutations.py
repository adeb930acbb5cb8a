"""A filled template's XML changed at random: no crash, and each value that changed is told or visible as a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest

from intake.checks import CheckedWorkbook, check_workbook
from intake.labels import folded, sheet_names
from intake.precheck import Refusal
from intake.problems import Problem
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Field, fields
from intake.values import convert_cell
from intake.workbook import FormulaWithoutValue, Reader, Workbook, cell_name
from tests.mutations import filled_template, mutated
from tests.nothing_lost import Rows, lost_cells, rows_of
from tests.raw_cells import RawValue, Unreadable, raw_cells
from tests.raw_files import archive, written
from tests.workbooks import LISTS, TODAY

MUTATIONS = 2_000
SHORT_FORM = 200
AT_A_TIME = 25
HEADER_ROW = 1

Place = tuple[str, int, int]
"""Key of a sheet, row and column."""


@dataclass(frozen=True)
class Submission:
    """A workbook as it was read, as it was checked, and as the witness sees it."""

    read: Workbook
    checked: CheckedWorkbook
    rows: Rows
    raw: Mapping[Place, RawValue]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Submission:
    """The office's last submission: the template as it was filled."""
    content = archive(filled_template())
    read = reader.read(written(tmp_path_factory.mktemp("last"), content))
    assert isinstance(read, Workbook)
    result = check_workbook(read, today=TODAY, lists=LISTS)
    assert result.status == "accepted"
    assert lost_cells(content, read, result) == {}
    return Submission(read, result, rows_of(result), by_key(content))


@pytest.mark.parametrize("first", range(0, SHORT_FORM, AT_A_TIME))
def test_nothing_is_lost_by_a_mutation(first: int, tmp_path: Path, reader: Reader, last: Submission) -> None:
    assert list(faults(first, tmp_path, reader, last)) == []


@pytest.mark.soak
@pytest.mark.parametrize("first", range(SHORT_FORM, MUTATIONS, AT_A_TIME))
def test_nothing_is_lost_by_many_mutations(first: int, tmp_path: Path, reader: Reader, last: Submission) -> None:
    assert list(faults(first, tmp_path, reader, last)) == []


def test_mutations_change_what_is_read(tmp_path: Path, reader: Reader, last: Submission) -> None:
    """Most mutations are no idle ones: they are refused, told or seen."""
    outcomes = []
    for number in range(AT_A_TIME * 2):
        read = reader.read(written(tmp_path, mutated(number)[1]))
        outcomes.append(
            "refused" if isinstance(read, Refusal) else "same" if read.sheets == last.read.sheets else "changed"
        )
    assert min(map(outcomes.count, ("refused", "changed", "same"))) > 2


def faults(first: int, folder: Path, reader: Reader, last: Submission) -> Iterator[str]:
    """What went wrong with the mutations from this number on; nothing, if all is well."""
    for number in range(first, first + AT_A_TIME):
        name, content = mutated(number)
        read = reader.read(written(folder, content))
        if isinstance(read, Refusal):
            if read.code == "reader-stopped":
                yield f"{name}: stopped the reader"
            continue
        checked = last.checked if read.sheets == last.read.sheets else check_workbook(read, today=TODAY, lists=LISTS)
        if checked.refused:
            continue
        try:
            raw = by_key(content)
            lost = lost_cells(content, read, checked)
        except ParseError as broken:
            yield f"{name}: was read and is no XML: {broken}"
            continue
        if lost:
            yield f"{name}: {len(lost)} lost, as {next(iter(lost.items()))}"
        silent = list(silent_changes(last, Submission(read, checked, rows_of(checked), raw)))
        if silent:
            yield f"{name}: {len(silent)} changed and nobody sees it, as {silent[0]}"


def by_key(content: bytes) -> Mapping[Place, RawValue]:
    """What the witness sees, by the keys of the template's sheets."""
    names = sheet_names(OFFICE_WORKBOOK.key)
    return {
        (names[folded(sheet)].INFO.key, row, column): value
        for (sheet, row, column), value in raw_cells(content).items()
        if folded(sheet) in names
    }


def silent_changes(last: Submission, now: Submission) -> Iterator[Place | str]:
    """The cells whose value is another than in the last submission, where neither a problem nor a row says so."""
    new = set(map(_as_told, now.checked.problems)) - set(map(_as_told, last.checked.problems))
    for place in sorted(last.raw.keys() | now.raw.keys()):
        sheet, row, _ = place
        if sheet == "cover" or not _matters(place, last, now) or _is_told(place, new):
            continue
        if row == HEADER_ROW:
            is_seen = now.rows[sheet] != last.rows[sheet] or not (_column(place, last) | _column(place, now))
        else:
            is_seen = now.rows[sheet].get(row) != last.rows[sheet].get(row)
        if not is_seen:
            yield place
    if not any(sheet == "cover" for _, sheet, _ in new):
        before, after = form(last.raw), form(now.raw)
        yield from (
            key
            for key in before.keys() | after.keys()
            if before.get(key) != after.get(key) and now.checked.cover[key] == last.checked.cover[key]
        )


def _column(place: Place, submission: Submission) -> set[Place]:
    """The filled cells below a header."""
    sheet, header, column = place
    return {one for one in submission.raw if one[0] == sheet and one[2] == column and one[1] > header}


def form(raw: Mapping[Place, RawValue]) -> Mapping[str, object]:
    """What the witness sees beside each label of the cover, as the template understands it."""
    labels = {folded(str(declared.label)): key for key, declared in _fields("cover").items()}
    stated: dict[str, object] = {}
    for (sheet, row, column), value in raw.items():
        key = labels.get(folded(value)) if sheet == "cover" and isinstance(value, str) else None
        if key is not None:
            stated.setdefault(key, _typed(raw.get((sheet, row, column + 1)), _fields("cover")[key]))
    return stated


Told = tuple[str, str | None, str | None]


def _as_told(problem: Problem) -> Told:
    return problem.code, problem.sheet, problem.cell


def _is_told(place: Place, problems: set[Told]) -> bool:
    """Whether a problem names the cell, its row, or the whole sheet."""
    sheet, row, column = place
    return any(
        where == sheet
        and (cell in (None, cell_name(row, column)) or str(cell).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row))
        for _, where, cell in problems
    )


def _matters(place: Place, last: Submission, now: Submission) -> bool:
    """Whether what stands in a cell means something else to the template than it did."""
    sheet, row, column = place
    before, after = last.raw.get(place), now.raw.get(place)
    declared = _field(sheet, row, column)
    if before == after or declared is None:
        return before != after and _word(before) != _word(after)
    if declared.prefilled and row not in last.rows[sheet] and row not in now.rows[sheet]:
        return False  # a number that stands ready, in a row that says nothing
    return _typed(before, declared) != _typed(after, declared)


def _field(sheet: str, row: int, column: int) -> Field | None:
    """The declaration of a table's cell; None for labels and for what stands beside the table."""
    keys = list(_fields(sheet))
    return _fields(sheet)[keys[column - 1]] if row > HEADER_ROW and column <= len(keys) else None


@cache
def _fields(sheet: str) -> Mapping[str, Field]:
    return fields(OFFICE_WORKBOOK.sheet(sheet))


def _word(value: RawValue | None) -> object:
    return folded(value) if isinstance(value, str) else value


def _typed(value: RawValue | None, declared: Field) -> object:
    read = FormulaWithoutValue() if isinstance(value, Unreadable) else value
    typed: object = convert_cell(read, declared, LISTS, TODAY)
    return typed
