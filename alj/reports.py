"""Workbooks as the reports for CI services call them.

A report calls a workbook by its office and school year, else by its place on the command line and its hash: the file's
own name was given by its sender and may be somebody's.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.checks import CheckedWorkbook
from intake.language import N_, Language, Message
from intake.tables import OFFICE_WORKBOOK, WORKBOOKS
from intake.tables.declare import SCHOOL_YEAR

OFFICE_CODE = re.compile(r"[A-Z]{3}")
HASH_SHOWN = 8
"""So many digits of a hash tell apart the workbooks of one command."""


@dataclass(frozen=True)
class Reported:
    """A checked workbook as reports call it: `name` for a person, `file_name` where a path is expected."""

    name: str
    file_name: str
    checked: CheckedWorkbook

    @property
    def workbook(self) -> str:
        """The key of its declaration: an office's, where it is not known."""
        return (self.checked.declaration or OFFICE_WORKBOOK).key


def named(checked: Sequence[CheckedWorkbook], language: Language) -> list[Reported]:
    """Return the workbooks with a name each, no two alike, that says nothing of what their senders called them."""
    seen: Counter[str] = Counter()
    reported = []
    for position, one in enumerate(checked, 1):
        name, file_name = _name(one, position, language)
        seen[file_name] += 1
        if seen[file_name] > 1:
            name, file_name = f"{name} ({seen[file_name]})", f"{file_name}-{seen[file_name]}"
        reported.append(Reported(name, f"{file_name}.xlsx", one))
    return reported


def _name(checked: CheckedWorkbook, position: int, language: Language) -> tuple[str, str]:
    if checked.declaration not in (None, OFFICE_WORKBOOK):
        assert checked.declaration is not None  # noqa: S101 (for the type checker)
        return language.text(checked.declaration.title), checked.declaration.key
    office, year = str(checked.cover.get("office")), str(checked.cover.get("school_year"))
    if OFFICE_CODE.fullmatch(office) and re.fullmatch(SCHOOL_YEAR, year):
        return f"{office} {year}", f"{office}-{year.replace('/', '-')}"
    short = checked.sha256[:HASH_SHOWN]
    spoken = language.text(N_("workbook {n}"), n=language.number(position))
    return (f"{spoken} ({short})" if short else spoken), "-".join(filter(None, ("workbook", str(position), short)))


def sheets_of(one: Reported) -> Mapping[str, Message]:
    """Return the titles of a workbook's sheets by their keys, in their order."""
    declaration = next(declared for declared in WORKBOOKS if declared.key == one.workbook)
    return {sheet.INFO.key: sheet.INFO.title for sheet in declaration.all_sheets}
