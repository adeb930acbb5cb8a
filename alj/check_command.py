"""`alj check`: reads and checks workbooks, says what to mend and writes each back, marked; publishes nothing."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from alj.cli import GOOD, TO_MEND
from alj.erased_again import Checks, without_erased
from alj.marking import mark_files
from alj.reading import known_lists, language_of, tables_beside
from alj.reports_written import refuse_wrong_targets, replaces_lines, write_reports
from alj.states import STATUS
from intake.checking import FileToCheck, check_each
from intake.checks import CheckedWorkbook
from intake.faults import WrongUsage
from intake.feedback import ToMark
from intake.language import N_, NP_, Language
from intake.problems import AT_PLACE, describe, with_messages
from intake.settings import SETTINGS_FILE, Settings, read_settings
from intake.tables import OFFICE_WORKBOOK
from intake.template import lists_of
from intake.workbook import Workbook
from intake.workspace import Workspace

SEVERITY = {
    "error": NP_("severity", "To mend"),
    "warning": NP_("severity", "To look at"),
}
"""The word before each message: what must be mended, and what only deserves a look."""

MARKED = N_("Marked copy: {file}")
NOT_COMPARED = N_("{file} is missing: offices, communes, schools and teachers are not compared with it.")

NO_FILE = N_("there is no file {file}.")
IS_FOLDER = N_("{file} is a folder: name the workbooks in it.")


def run(options: argparse.Namespace) -> int:
    """Check the files and return whether anything must be mended."""
    refuse_what_is_no_file(options.files)
    refuse_wrong_targets(options)
    workspace = Workspace(options.workspace)
    has_settings = (options.workspace / SETTINGS_FILE).exists()
    settings = read_settings(workspace.settings_file) if has_settings else Settings(language="en")
    language, today = language_of(options, settings), settings.day()
    tables = tables_beside(options.files, workspace.reference, today, language, settings.reading)
    lists = known_lists(tables)
    if has_settings and not workspace.reference.exists():
        print(language.text(NOT_COMPARED, file=workspace.reference), file=sys.stderr)
    found = list(check_each([FileToCheck(path, today) for path in options.files], lists, settings))
    if has_settings:
        found = list(without_erased(workspace, found, Checks(lists, today, settings, tables)))
    to_mark = {
        path: ToMark(one, its, lists, today, today, language, lists_of(tables) if tables else {})
        for path, (one, its) in zip(options.files, found, strict=True)
        # Another copy of a list bears names too: it is made only when there is something to mend.
        if isinstance(one, Workbook) and (its.declaration is OFFICE_WORKBOOK or (its.declaration and its.problems))
    }
    marked = mark_files(to_mark, workspace if has_settings else None, options.to, language)
    checked = [its for _, its in found]
    results = [(path, its, marked.get(path)) for path, its in zip(options.files, checked, strict=True)]
    if options.format == "json":
        print(json.dumps({"files": [as_json(*one, language) for one in results]}, indent=1))
    elif not replaces_lines(options):
        for one in results:
            print("\n".join(as_text(*one, language)))
    write_reports(options, checked, language)
    return TO_MEND if any(one.status in ("refused", "partly-accepted") for one in checked) else GOOD


def refuse_what_is_no_file(paths: Sequence[Path]) -> None:
    """Raise WrongUsage that names every path at which there is no file."""
    wrong = [
        *(WrongUsage(NO_FILE, file=path) for path in paths if not path.exists()),
        *(WrongUsage(IS_FOLDER, file=path) for path in paths if path.is_dir()),
    ]
    if wrong:
        raise WrongUsage(wrong[0].message, also=wrong[1:], **wrong[0].values)


def as_json(path: Path, checked: CheckedWorkbook, marked: Path | None, language: Language) -> dict[str, Any]:
    """Return what the contract of `check --format json` says of one file."""
    workbook = checked.declaration.key if checked.declaration else "office"
    return {
        "file": str(path),
        "office": checked.cover.get("office"),
        "school_year": checked.cover.get("school_year"),
        "status": checked.status,
        "marked": str(marked) if marked else None,
        "rows": {
            sheet: {
                "read": count.read,
                "accepted": count.accepted,
                "held_back": count.held_back,
                "superseded": count.superseded,
                # Only where somebody who was erased came again.
                **({"erased": count.erased} if count.erased else {}),
            }
            for sheet, count in checked.counts.items()
        },
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "sheet": problem.sheet,
                "cell": problem.cell,
                "case": problem.case,
                "message": describe(problem, language, workbook),
            }
            for problem in checked.problems
        ],
    }


def as_text(path: Path, checked: CheckedWorkbook, marked: Path | None, language: Language) -> Iterator[str]:
    """Yield what a person reads of one file: its state and rows, then each problem, what to mend first first."""
    workbook = checked.declaration.key if checked.declaration else "office"
    read = sum(count.read for count in checked.counts.values())
    held = sum(count.held_back for count in checked.counts.values())
    state = language.text(STATUS[checked.status])
    if checked.declaration not in (None, OFFICE_WORKBOOK):
        state = f"{language.text(checked.declaration.title)} · {state}"
    if checked.refused:
        yield language.text(AT_PLACE, place=path, said=state)
    else:
        rows = language.plural(N_("{n} row read"), N_("{n} rows read"), read)
        back = language.plural(N_("{n} held back"), N_("{n} held back"), held)
        yield language.text(AT_PLACE, place=path, said=f"{state} · {rows} · {back}")
    for alike, message in with_messages(checked.problems, language, workbook):
        yield f"  {language.text(SEVERITY[alike[0].severity])} · {message}"
    if marked:
        yield f"  {language.text(MARKED, file=marked)}"
