"""What several commands begin with: the day, the language, the reference workbook, and files read and checked."""

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path

from intake.checks import CheckedWorkbook, check_workbook, lists_of
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import Language
from intake.precheck import DEFAULT_LIMITS, ReadingLimits, Refusal
from intake.problems import describe_kinds
from intake.settings import Settings
from intake.tables import REFERENCE_WORKBOOK
from intake.values import Lists
from intake.workbook import Workbook, read_workbook, read_workbooks


def day_of(written: str | None, option: str) -> datetime.date | None:
    """Return the day of an option. Raises WrongUsage when it is not written as 2026-10-31."""
    if written is None:
        return None
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as wrong:
        raise WrongUsage(f"{option} takes a day written as 2026-10-31.") from wrong


def language_of(options: argparse.Namespace, settings: Settings) -> Language:
    """Return the language asked for, else the workspace's."""
    return Language(options.language or settings.language)


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
        raise StopsTheCommand(f"the reference workbook has to be mended first:\n{told}")
    return checked


def reference_lists(
    path: Path, today: datetime.date, language: Language, limits: ReadingLimits = DEFAULT_LIMITS
) -> Lists:
    """Return the lists of the reference workbook; none, so that nothing is compared with them, when it is missing."""
    if not path.exists():
        return Lists()
    return lists_of(read_reference(path, today, language, limits).tables)


def lists_beside(
    files: Sequence[Path],
    reference: Path,
    today: datetime.date,
    language: Language,
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> Lists:
    """Return the lists to check files with: those of the reference workbook, even a faulty one when it is among them.

    What is wrong with it is then told as of any other file, and does not stop the command.
    """
    if not (reference.exists() and any(file.samefile(reference) for file in files)):
        return reference_lists(reference, today, language, limits)
    checked = check_reference(read_workbook(reference, limits), today)
    return Lists() if checked.refused else lists_of(checked.tables)


def check_files(paths: Sequence[Path], lists: Lists, today: datetime.date, settings: Settings) -> list[CheckedWorkbook]:
    """Return the files read on every core and checked, in the order of the paths."""
    read = read_workbooks(paths, limits=settings.reading)
    return [check_workbook(one, today=today, lists=lists, settings=settings) for one in read]
