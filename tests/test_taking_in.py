"""What a build receives and can't place: nothing of it is lost without a word."""

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from alj.build_report import new_and_nobodys, tell_what_is_nobodys
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from intake.faults import StopsTheCommand
from intake.problems import describe
from intake.settings import read_settings
from intake.workspace import Workspace
from tests.problem_examples import leaver
from tests.workbooks import COVER, ENGLISH, write_workbook


def taken_in(workspace: Workspace) -> TakenIn:
    """Return what the first half of a build comes to."""
    settings = read_settings(workspace.settings_file)
    return take_in(workspace, None, settings, Stages(ENGLISH))


def test_files_that_are_nobodys_are_told_once_in_full_and_then_counted(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.inbox / "Zzmuller.txt").write_text("hello", encoding="utf-8")
    shutil.copy(workspace.reference, workspace.inbox / "reference.xlsx")
    taken = taken_in(workspace)
    assert len(new_and_nobodys(taken)) == 2
    told = list(tell_what_is_nobodys(taken, ENGLISH))
    assert [line.split("/")[0] for line in told if line.endswith("nobody can say whose it is.")] == ["archive"] * 2
    assert "  If an office sent it, put it into the office's folder of the inbox." in told
    assert "  It is none of the offices' workbooks: keep it where it belongs." in told
    assert "Zzmuller" not in "".join(told)
    again = taken_in(workspace)
    assert new_and_nobodys(again) == []
    assert list(tell_what_is_nobodys(again, ENGLISH)) == [
        "2 files received before are nobody's: see “unattributed” in build.json."
    ]


def test_the_same_bytes_put_into_an_offices_folder_become_that_offices(workspace: Workspace) -> None:
    (workspace.inbox / "a.txt").write_text("hello", encoding="utf-8")
    assert len(taken_in(workspace).standing.unattributed) == 1
    (workspace.inbox_of("NOR") / "a.txt").write_text("hello", encoding="utf-8")
    assert taken_in(workspace).standing.unattributed == ()


def test_files_that_lie_too_deep_stay_and_are_counted(workspace: Workspace) -> None:
    deep = workspace.inbox_of("NOR") / "2026" / "a.xlsx"
    deep.parent.mkdir()
    deep.write_bytes(b"a")
    for name in ("Thumbs.db", "desktop.ini", "~$a.xlsx", ".hidden", "a.part"):
        (workspace.inbox / name).write_bytes(b"a")
    taken = taken_in(workspace)
    assert (taken.left, deep.exists(), taken.standing.unattributed) == (1, True, ())
    assert list(tell_what_is_nobodys(taken, ENGLISH)) == [
        "1 file stayed in the inbox: it lies too deep, can't be read, is a link or is still being written."
    ]


def test_a_missing_inbox_stops_the_build(workspace: Workspace) -> None:
    shutil.rmtree(workspace.inbox)
    with pytest.raises(StopsTheCommand, match="inbox is missing"):
        taken_in(workspace)


def test_a_workbook_in_another_offices_folder_is_refused_and_takes_nobodys_place(workspace: Workspace) -> None:
    write_workbook(workspace.inbox_of("EAS") / "a.xlsx", leaver(case="NOR-2627-0901"), COVER)
    before = {(one.office, one.submission) for one in taken_in(workspace).standing.standing}
    write_workbook(workspace.inbox_of("EAS") / "a.xlsx", leaver(case="NOR-2627-0902"), COVER)
    standing = taken_in(workspace).standing
    assert {(one.office, one.submission) for one in standing.standing} == before
    (refused,) = [one for one in standing.refused if one.office == "EAS"]
    (problem,) = [one for one in refused.checked.problems if one.code == "other-offices-folder"]
    assert describe(problem, ENGLISH) == (
        "Cover: The workbook lay in the upload folder of another office than the one on its cover. Correct the office "
        "on the cover, or upload it to your own folder. [other-offices-folder]"
    )


@pytest.mark.parametrize("in_folder", [True, False])
def test_an_office_that_sent_workbooks_is_never_lost(workspace: Workspace, in_folder: bool) -> None:
    if not in_folder:
        log = workspace.archive / "received.jsonl"
        log.write_text(re.sub('"office_hint": "[A-Z]{3}"', '"office_hint": null', log.read_text(encoding="utf-8")))
    taken_in(workspace)
    remove_office(workspace, "NOR")
    with pytest.raises(StopsTheCommand, match="no longer has NOR, which sent workbooks"):
        taken_in(workspace)


def test_an_office_that_sent_nothing_may_go(workspace: Workspace) -> None:
    book = openpyxl.load_workbook(workspace.reference)
    page = book.worksheets[1]
    page.append(["XYZ", "Nowhere", 1])
    book.save(workspace.reference)
    taken_in(workspace)
    remove_office(workspace, "XYZ")
    assert taken_in(workspace).standing.standing


def remove_office(workspace: Workspace, office: str) -> None:
    """Take an office out of the reference workbook, its communes and schools given to another."""
    book = openpyxl.load_workbook(workspace.reference)
    rows = [row for row in range(1, 40) if book.worksheets[1].cell(row, 1).value == office]
    book.worksheets[1].delete_rows(rows[0])
    for page in book.worksheets[2:4]:
        for cell in (cell for row in page.iter_rows() for cell in row if cell.value == office):
            cell.value = "EAS"
    book.save(workspace.reference)
