"""Those who were erased, in a workbook that comes again: recognised by their tombstones, and named nowhere else."""

import datetime
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import polars as pl

from alj.guarded import Vocabulary, vocabulary_of
from alj.marks import Marks, marks_of, texts_beside
from intake.checking import ReadAndChecked
from intake.checks import check_workbook
from intake.erased_rows import Found, Recogniser, blanked, erased_rows, find_rows
from intake.identity import read_key
from intake.settings import Settings
from intake.tombstones import Tombstones, read_tombstones, there_are_tombstones
from intake.values import Lists
from intake.workbook import Workbook
from intake.workspace import Workspace


def come_again(
    read: Workbook,
    number: float,
    latest: datetime.date,
    tombstones: Tombstones,
    vocabulary: Callable[[], Vocabulary],
) -> Found:
    """Return the rows of a workbook that bring back somebody who was erased, and what in it still names them.

    `number` is that of its receipt, `latest` the last day that it can tell of.
    """
    before = tombstones.before(number)
    if not before.stones:
        return Found()
    known = Recogniser(before.cases.__contains__, before.knows)
    found = find_rows(read, latest, known)
    if not found.rows:
        return found
    marks = marks_of_rows([found], [(read, found)], vocabulary())
    return find_rows(read, latest, replace(known, is_told=marks.are_in)) if marks else found


def marks_of_rows(found: Sequence[Found], workbooks: Sequence[tuple[Workbook, Found]], vocabulary: Vocabulary) -> Marks:
    """Return what the rows found say of their person that nothing else in the workbooks says."""
    said = [dict(row.said) for one in found for row in one.rows if row.said]
    others = (text for read, its in workbooks for text in texts_beside(read, its.spots))
    return marks_of(said, others, vocabulary)


@dataclass(frozen=True)
class Checks:
    """What files are checked with: lists, the day, the settings, and the tables of the reference workbook."""

    lists: Lists
    today: datetime.date
    settings: Settings
    reference: Mapping[str, pl.DataFrame]


def without_erased(workspace: Workspace, found: Sequence[ReadAndChecked], checks: Checks) -> Iterator[ReadAndChecked]:
    """Yield files as read and checked, those that bring somebody back who was erased without them.

    Raises KeyProblem when there are tombstones and no key to know anybody by.
    """
    if not there_are_tombstones(workspace.identity):
        yield from found
        return
    tombstones = read_tombstones(workspace.identity, read_key(workspace.key_file))
    vocabulary = cache(partial(vocabulary_of, checks.reference.values(), checks.settings))
    for read, checked in found:
        its = Found()
        if isinstance(read, Workbook):
            its = come_again(read, math.inf, checks.today, tombstones, vocabulary)
        if not its.rows or not isinstance(read, Workbook):
            yield read, checked
            continue
        without = blanked(read, its.spots, its.sheets)
        erased = erased_rows(its, gone=True)
        yield (
            without,
            check_workbook(without, today=checks.today, lists=checks.lists, settings=checks.settings, erased=erased),
        )
