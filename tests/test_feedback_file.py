"""Where marked workbooks lie, and that none is ever written over a file that somebody has worked in."""

import datetime
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alj.cli import GOOD, TO_MEND, main
from alj.marking import with_what_all_show
from intake.checks import CheckedWorkbook
from intake.feedback import KEY_PROPERTY
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.template import Stamp, write_template
from intake.template_file import signed_property
from intake.workspace import Workspace, make_workspace
from tests.marking import read_and_check
from tests.problem_examples import leaver
from tests.registers import register_of
from tests.workbooks import COVER, ENGLISH, write_workbook

Captured = pytest.CaptureFixture[str]
DAY = datetime.date(2026, 10, 31)
BACK = "NOR 2026-27 to mend.xlsx"


@pytest.fixture
def office_file(tmp_path: Path) -> Path:
    """A workbook with one thing to mend."""
    folder = tmp_path / "sent"
    folder.mkdir()
    return write_workbook(folder / "office.xlsx", leaver(birth_date="14 Zzmarch", sex=None))


@pytest.fixture
def service(tmp_path: Path) -> Workspace:
    """A workspace without a reference workbook."""
    return make_workspace(tmp_path / "service")


def check(*options: object) -> int:
    """Run `alj check` with the options."""
    return main(["check", "--language", "en", *map(str, options)])


def found(folder: Path) -> set[str]:
    """Return the names of the files in a folder."""
    return {file.name for file in folder.iterdir()}


def test_outside_a_workspace_it_lies_beside_the_file(office_file: Path, capsys: Captured) -> None:
    before = office_file.read_bytes()
    assert check(office_file) == TO_MEND
    target = office_file.with_name("office to mend.xlsx")
    assert f"  Marked copy: {target.resolve()}" in capsys.readouterr().out.splitlines()
    assert office_file.read_bytes() == before
    assert found(office_file.parent) == {"office.xlsx", target.name}
    assert target.stat().st_mode & 0o777 == 0o600


def test_in_a_workspace_it_lies_with_what_goes_back_to_the_office(
    office_file: Path, service: Workspace, capsys: Captured
) -> None:
    assert check("--workspace", service.root, "--format", "json", office_file) == TO_MEND
    folder = service.returned / "NOR"
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["marked"] == str(folder / BACK)
    assert "Zzmarch" not in json.dumps(told)
    assert "Una" not in json.dumps(told)
    assert found(office_file.parent) == {"office.xlsx"}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / BACK).stat().st_mode & 0o777 == 0o600


def test_among_the_uploads_nothing_is_written(service: Workspace, capsys: Captured) -> None:
    inbox = service.inbox_of("NOR")
    inbox.mkdir()
    upload = write_workbook(inbox / "office.xlsx", leaver(), {**COVER, "office": None})
    assert check("--workspace", service.root, upload) == TO_MEND
    assert found(inbox) == {"office.xlsx"}
    assert found(service.returned / "NOR") == {BACK}


def test_a_folder_can_be_named(office_file: Path, service: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    twin = write_workbook(other / "office.xlsx", leaver())
    assert check("--workspace", service.root, "--to", tmp_path / "new" / "folder", office_file, twin) == TO_MEND
    assert found(tmp_path / "new" / "folder") == {"office to mend.xlsx", "office to mend (2).xlsx"}
    assert not (service.returned / "NOR").exists()


def test_it_is_written_again_only_when_it_would_differ(office_file: Path, service: Workspace) -> None:
    target = service.returned / "NOR" / BACK
    check("--workspace", service.root, office_file)
    first = target.stat()
    check("--workspace", service.root, office_file)
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    write_workbook(office_file, leaver())
    assert check("--workspace", service.root, office_file) == GOOD
    assert target.stat().st_ino != first.st_ino
    assert found(target.parent) == {BACK}


def test_what_somebody_has_worked_in_is_never_written_over(office_file: Path, service: Workspace) -> None:
    target = service.returned / "NOR" / BACK
    check("--workspace", service.root, office_file)
    assert signed_property(target, KEY_PROPERTY)
    book = openpyxl.load_workbook(target)
    page: Any = book["Leavers"]
    page["I2"] = "14.03.2009"
    book.save(target)
    assert signed_property(target, KEY_PROPERTY) is None
    mine = target.read_bytes()
    assert check("--workspace", service.root, target) == TO_MEND
    assert target.read_bytes() == mine
    second = target.with_name("NOR 2026-27 to mend (2).xlsx")
    _, checked = read_and_check(second)
    assert [one.code for one in checked.problems] == ["missing"]
    assert check(target) == TO_MEND  # beside it, from outside the workspace
    assert found(target.parent) == {target.name, second.name}


def test_a_checked_file_is_never_written_over(
    office_file: Path, service: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    check("--workspace", service.root, office_file)
    monkeypatch.chdir(service.root)
    target = Path("returned") / "NOR" / BACK
    before = target.read_bytes()
    assert check(target) == TO_MEND
    assert target.read_bytes() == before
    assert found(target.parent) == {BACK, "NOR 2026-27 to mend (2).xlsx"}


def test_a_list_or_reference_workbook_comes_back_only_with_something_to_mend(service: Workspace) -> None:
    stamp = Stamp(1, ENGLISH, datetime.date(2026, 9, 1), None, None)
    write_template(REFERENCE_WORKBOOK, service.root / "empty.xlsx", ENGLISH, stamp=stamp)
    assert check("--workspace", service.root, service.root / "empty.xlsx") == TO_MEND
    assert found(service.returned) == {"empty to mend.xlsx"}
    book = openpyxl.load_workbook(service.root / "empty.xlsx")
    page: Any = book["Cover"]
    cell = next(cell for row in page.iter_rows() for cell in row if cell.value == "State of the data on *")
    page.cell(cell.row, cell.column + 1, "01.09.2026")
    offices: Any = book["Offices"]
    heads = {str(cell.value).rstrip(" *"): cell.column for cell in offices[1]}
    for label, value in {"Office code": "NOR", "Name": "North", "Posts": 1.5}.items():
        offices.cell(2, heads[label], value)
    book.save(service.root / "sound.xlsx")
    assert check("--workspace", service.root, service.root / "sound.xlsx") == GOOD
    assert found(service.returned) == {"empty to mend.xlsx"}


def test_a_file_that_can_not_be_read_is_not_marked(tmp_path: Path, capsys: Captured) -> None:
    damaged = tmp_path / "office.xlsx"
    damaged.write_bytes(b"PK\x03\x04 and no more")
    assert check("--format", "json", damaged) == TO_MEND
    assert json.loads(capsys.readouterr().out)["files"][0]["marked"] is None
    assert found(tmp_path) == {"office.xlsx"}


def test_where_nothing_can_be_written_the_check_still_tells(
    office_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "file").touch()
    assert check("--to", tmp_path / "file", office_file) == TO_MEND
    captured = capsys.readouterr()
    assert "The marked copies can't be written" in captured.err
    assert "not-a-date" in captured.out
    assert "Marked copy" not in captured.out


def test_a_build_writes_back_the_latest_workbook_of_each_office(demo: Path) -> None:
    workspace = Workspace(demo)
    report = json.loads((workspace.output / "build.json").read_text(encoding="utf-8"))
    offices = {one["office"] for one in report["submissions"]}
    assert {folder.name for folder in workspace.returned.iterdir()} == offices
    assert "marking" in report["seconds"]
    for office in offices:
        (file,) = (workspace.returned / office).iterdir()
        assert signed_property(file, KEY_PROPERTY)
        assert file.name.startswith(f"{office} 2026-27 ")


def test_what_all_workbooks_show_together_is_marked_too() -> None:
    twice = {"office": "NOR", "submission": "a" * 64, "code": "open-twice", "severity": "warning", "details": "{}"}
    register = register_of(leavers=[{"case": "NOR-2627-0001", "listed_on": DAY}], problems=[twice])
    one = CheckedWorkbook("a" * 64, OFFICE_WORKBOOK)
    assert [problem.code for problem in with_what_all_show(one, "NOR", register).problems] == ["open-twice"]
    assert with_what_all_show(one, "SUE", register).problems == ()


def test_a_workbook_of_which_it_is_unsure_whose_it_is_goes_back_to_no_office(service: Workspace) -> None:
    cover = {**COVER, "office": "SUE", "written_for": "NOR 2026/27"}
    path = write_workbook(service.root / "NOR.xlsx", leaver(case="SUE-2627-0001"), cover)
    assert check("--workspace", service.root, path) == TO_MEND
    assert not list(service.returned.glob("*/*"))
    assert len(list(service.returned.glob("*.xlsx"))) == 1
