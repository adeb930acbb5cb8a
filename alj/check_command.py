"""`alj check`: reads and checks workbooks, says what to mend, publishes nothing."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from alj.cli import GOOD, TO_MEND
from alj.reading import check_files, language_of, lists_beside
from intake.checks import CheckedWorkbook
from intake.faults import WrongUsage
from intake.language import N_, NP_, Language
from intake.problems import describe, describe_kinds
from intake.settings import SETTINGS_FILE, Settings, read_settings
from intake.tables import OFFICE_WORKBOOK
from intake.workspace import Workspace

STATUS = {
    "accepted": NP_("status", "accepted"),
    "accepted-with-warnings": NP_("status", "accepted, with warnings"),
    "partly-accepted": NP_("status", "partly accepted"),
    "refused": NP_("status", "refused"),
}

NOT_COMPARED = N_("{file} is missing: offices, communes, schools and teachers are not compared with it.")


def run(options: argparse.Namespace) -> int:
    """Check the files and return whether anything must be mended."""
    _refuse_what_is_no_file(options.files)
    workspace = Workspace(options.workspace)
    has_settings = (options.workspace / SETTINGS_FILE).exists()
    settings = read_settings(workspace.settings_file) if has_settings else Settings(language="en")
    language, today = language_of(options, settings), settings.day()
    lists = lists_beside(options.files, workspace.reference, today, language, settings.reading)
    if has_settings and not workspace.reference.exists():
        print(language.text(NOT_COMPARED, file=workspace.reference), file=sys.stderr)
    checked = check_files(options.files, lists, today, settings)
    pairs = list(zip(options.files, checked, strict=True))
    if options.format == "json":
        print(json.dumps({"files": [as_json(path, one, language) for path, one in pairs]}, indent=1))
    else:
        for path, one in pairs:
            print("\n".join(as_text(path, one, language)))
    return TO_MEND if any(one.status in ("refused", "partly-accepted") for one in checked) else GOOD


def _refuse_what_is_no_file(paths: Sequence[Path]) -> None:
    """Raise WrongUsage that names every path at which there is no file."""
    folders = [f"{path} is a folder: name the workbooks in it." for path in paths if path.is_dir()]
    missing = [f"there is no file {path}." for path in paths if not path.exists()]
    if missing or folders:
        raise WrongUsage("\nalj: ".join([*missing, *folders]))


def as_json(path: Path, checked: CheckedWorkbook, language: Language) -> dict[str, Any]:
    """Return what the contract of `check --format json` says of one file."""
    workbook = checked.declaration.key if checked.declaration else "office"
    return {
        "file": str(path),
        "office": checked.cover.get("office"),
        "school_year": checked.cover.get("school_year"),
        "status": checked.status,
        "rows": {
            sheet: {
                "read": count.read,
                "accepted": count.accepted,
                "held_back": count.held_back,
                "superseded": count.superseded,
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


def as_text(path: Path, checked: CheckedWorkbook, language: Language) -> Iterator[str]:
    """Yield what a person reads of one file: its state and rows, then each problem, what to mend first first."""
    workbook = checked.declaration.key if checked.declaration else "office"
    read = sum(count.read for count in checked.counts.values())
    held = sum(count.held_back for count in checked.counts.values())
    state = language.text(STATUS[checked.status])
    if checked.declaration not in (None, OFFICE_WORKBOOK):
        state = f"{language.text(checked.declaration.title)} · {state}"
    if checked.refused:
        yield f"{path}: {state}"
    else:
        rows = language.plural(N_("{n} row read"), N_("{n} rows read"), read)
        back = language.plural(N_("{n} held back"), N_("{n} held back"), held)
        yield f"{path}: {state} · {rows} · {back}"
    for message in describe_kinds(checked.problems, language, workbook):
        yield f"  {message}"
