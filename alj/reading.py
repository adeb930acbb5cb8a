"""What several commands begin with: the day, the language, the reference workbook, and files read and checked."""

import argparse
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import polars as pl

from intake.checks import CheckedWorkbook, check_workbook, lists_of
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import N_, Language
from intake.precheck import DEFAULT_LIMITS, ReadingLimits, Refusal
from intake.problems import describe_kinds
from intake.settings import Settings
from intake.submissions import Receipt
from intake.tables import REFERENCE_WORKBOOK
from intake.values import Lists
from intake.workbook import Workbook, read_workbook
from intake.workspace import REFERENCE_FILE


def day_of(written: str | None, option: str) -> datetime.date | None:
    """Return the day of an option. Raises WrongUsage when it is not written as 2026-10-31."""
    if written is None:
        return None
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as wrong:
        raise WrongUsage(N_("{option} takes a day written as 2026-10-31."), option=option) from wrong


def language_of(options: argparse.Namespace, settings: Settings) -> Language:
    """Return the language asked for, else the workspace's."""
    return Language(options.language or settings.language)


class ReadAll(Protocol):
    """Reads workbooks, each accepted or refused, in their order."""

    def __call__(self, paths: Sequence[Path], /, *, limits: ReadingLimits) -> list[Workbook | Refusal]:
        """Return what each of them holds."""


def known_by(receipt: Receipt, settings: Settings) -> datetime.date:
    """Return the last day that a file can tell of: that of its receipt, or a workspace's fixed day if it is later."""
    return max(receipt.received_on, settings.today or receipt.received_on)


def check_reference(read: Workbook | Refusal, today: datetime.date) -> CheckedWorkbook:
    """Return a reference workbook, checked."""
    return check_workbook(read, today=today, lists=Lists(), expected=REFERENCE_WORKBOOK)


def read_reference(
    path: Path, today: datetime.date, language: Language, limits: ReadingLimits = DEFAULT_LIMITS
) -> CheckedWorkbook:
    """Return the reference workbook, checked. Raises StopsTheCommand with everything that is wrong in it."""
    checked = check_reference(read_workbook(path, limits), today)
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    if errors:
        told = "\n".join(describe_kinds(errors, language, REFERENCE_WORKBOOK.key))
        # By the name under which it can be mended: in the archive it is called by its hash.
        raise StopsTheCommand(
            N_("the reference workbook has to be mended first, {file}:\n{told}"), file=REFERENCE_FILE, told=told
        )
    return checked


def reference_tables(
    path: Path, today: datetime.date, language: Language, limits: ReadingLimits = DEFAULT_LIMITS
) -> Mapping[str, pl.DataFrame]:
    """Return the tables of the reference workbook; none, so that nothing is compared with them, when it is missing."""
    return read_reference(path, today, language, limits).tables if path.exists() else {}


def reference_lists(
    path: Path, today: datetime.date, language: Language, limits: ReadingLimits = DEFAULT_LIMITS
) -> Lists:
    """Return the lists of the reference workbook; none when it is missing."""
    return known_lists(reference_tables(path, today, language, limits))


def known_lists(tables: Mapping[str, pl.DataFrame]) -> Lists:
    """Return the lists of the reference workbook's tables, as far as there are any."""
    return lists_of(tables) if tables else Lists()


def tables_beside(
    files: Sequence[Path],
    reference: Path,
    today: datetime.date,
    language: Language,
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> Mapping[str, pl.DataFrame]:
    """Return what to check files with: the reference workbook's tables, even a faulty one's when it is among them.

    What is wrong with it is then told as of any other file, and does not stop the command.
    """
    if not (reference.exists() and any(file.samefile(reference) for file in files)):
        return reference_tables(reference, today, language, limits)
    return check_reference(read_workbook(reference, limits), today).tables
