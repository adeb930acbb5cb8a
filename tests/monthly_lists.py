"""A service of two offices on disk, and monthly lists for it, row by row as the central pupil register has them."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from alj.cli import main
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from intake.settings import Settings, read_settings
from intake.tables import MONTHLY_LIST, REFERENCE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from samples.people import national_number
from tests.workbooks import ENGLISH, write_workbook

SEPTEMBER, OCTOBER = date(2026, 9, 7), date(2026, 10, 5)
TODAY = date(2026, 10, 31)
NAMES = ("Una", "Dua", "Tria", "Quattra", "Quina", "Sexta", "Septa", "Octa")
LAST_NAMES = ("Zzalder", "Zzbirke", "Zzchene", "Zzdouglas", "Zzesche", "Zzfichte", "Zzginkgo", "Zzhetre")

Row = Mapping[str, object]


def person(name: str) -> dict[str, object]:
    """Return who somebody is: a name of `NAMES`; the first two are under age on 31 October 2026, the others are not."""
    at = NAMES.index(name)
    born = date(2009 if at < 2 else 2007, 3, at + 1)
    return {
        "national_number": national_number(born, 100 + at), "last_name": LAST_NAMES[at], "first_name": name,
        "birth_date": born,
    }  # fmt: skip


def out(name: str, left_on: date = date(2026, 9, 1), **changed: object) -> dict[str, object]:
    """Return a row of the sheet Leavers of a list."""
    return {
        **person(name), "sex": "Female", "commune": "Clervaux", "language": "French", "school": "LTA",
        "track": "CCP", "years_behind": 1, "left_school_on": left_on, "address": "1, rue Zzinvent",
        "post_code": "L-9700", "locality": "Clervaux", "parents_name": "Famille Zz", **changed,
    }  # fmt: skip


def back(name: str, from_date: date = date(2026, 9, 15), **changed: object) -> dict[str, object]:
    """Return a row of the sheet Re-enrolled of a list."""
    return {**person(name), "school": "Lycée", "abroad": "no", "from_date": from_date, **changed}


def write_list(
    path: Path, drawn_on: date, *rows: Row, kind: str = "Everybody out of school", returned: tuple[Row, ...] = ()
) -> Path:
    """Write a monthly list with its rows of both sheets."""
    tables = {"listed": _table(rows), "re_enrolled": _table(returned)}
    return write_workbook(path, tables, {"drawn_on": drawn_on, "kind": kind}, MONTHLY_LIST)


def _table(rows: tuple[Row, ...]) -> list[list[object]]:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return [[*columns], *([row.get(key) for key in columns] for row in rows)]


def make_service(root: Path, **settings: Any) -> Workspace:
    """Return a workspace of the offices NOR and MIN; Vianden has no office's school, and nobody lives at Zzville."""
    workspace = make_workspace(root, Settings(language="en", today=TODAY, **settings))
    write_reference(workspace)
    for office in ("NOR", "MIN"):
        workspace.inbox_of(office).mkdir()
    return workspace


def write_reference(workspace: Workspace, *communes: tuple[str, str]) -> None:
    """Write the reference workbook, with more communes if they are given."""
    places: list[list[object]] = [["Clervaux", "Clervaux", "NOR"], ["Mersch", "Mersch", "MIN"]]
    places += [[one, one, to] for one, to in communes]
    tables: dict[str, list[list[object]]] = {
        "offices": [["code", "name", "posts", "phone"], ["NOR", "North", 1, "000"], ["MIN", "Minett", 1, "000"]],
        "communes": [["commune", "canton", "office"], *places],
        "schools": [["code", "name", "preparatory", "office"], ["LTA", "Lycée A", "no", "MIN"], ["LTB", "B", "no", ""]],
    }
    write_workbook(workspace.reference, tables, {"data_on": date(2026, 9, 1)}, REFERENCE_WORKBOOK)


def send(workspace: Workspace, office: str, tables: Mapping[str, list[list[object]]], name: str = "a.xlsx") -> TakenIn:
    """Put an office's workbook into the inbox and take it in."""
    cover = {"office": office, "school_year": "2026/27", "data_on": date(2026, 10, 30)}
    write_workbook(workspace.inbox_of(office) / name, tables, cover)
    return take_in(workspace, None, read_settings(workspace.settings_file), Stages(ENGLISH))


def alj_list(workspace: Workspace, *files: Path, options: tuple[str, ...] = ()) -> int:
    """Run the command."""
    return main(["list", *map(str, files), *options, "--workspace", str(workspace.root), "--language", "en"])


def result_of(workspace: Workspace, capsys: pytest.CaptureFixture[str], *files: Path) -> tuple[int, dict[str, Any]]:
    """Run the command and return its exit code and its JSON."""
    capsys.readouterr()
    code = alj_list(workspace, *files, options=("--format", "json"))
    return code, json.loads(capsys.readouterr().out)
