"""The smallest service that has sites to publish: one office, its workbook, and a further one to send."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from alj.cli import GOOD, main
from alj.publishing import manifest_of, sums_of
from intake.settings import Settings
from intake.tables import REFERENCE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from tests.problem_examples import leavers, table
from tests.workbooks import COVER, write_workbook


def write_small_service(folder: Path) -> None:
    """Make the workspace, and build it."""
    workspace = make_workspace(folder, Settings(today=date(2026, 10, 31), language="en"))
    offices = table("offices", "code | name | posts", "NOR | North | 1")
    write_workbook(workspace.reference, offices, {"data_on": date(2026, 9, 1)}, REFERENCE_WORKBOOK)
    send(workspace, 2)
    assert build(workspace) == GOOD


def send(workspace: Workspace, cases: int, change: str = "Male") -> None:
    """Put a workbook of so many cases into the inbox, as one that came a while ago; `change` is the sex of all."""
    rows = ({"case": f"NOR-2627-{number:04d}", "sex": change} for number in range(1, cases + 1))
    upload = workspace.inbox_of("NOR") / f"{cases}-{change}.xlsx"
    upload.parent.mkdir(exist_ok=True)
    write_workbook(upload, leavers(*rows), COVER)


def build(workspace: Workspace, *options: str) -> int:
    """Build, and return the exit code."""
    return main(["build", "--workspace", str(workspace.root), *options])


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a build by its path; of the report all but the times, and no manifest, which has its sum."""
    found = {}
    for below, _, names in os.walk(folder):
        for name in names:
            file = Path(below) / name
            found[file.relative_to(folder).as_posix()] = file.read_bytes()
    found.pop("manifest.json", None)
    report: dict[str, Any] = json.loads(found["build.json"])
    report.pop("seconds")
    return {**found, "build.json": json.dumps(report).encode()}


def damaged_files(build: Path) -> list[str]:
    """The paths of all files of a build that are not as they were published."""
    stated, _ = manifest_of(build)
    found = sums_of(build)
    return sorted(path for path in {*stated, *found} if stated.get(path) != found.get(path))
