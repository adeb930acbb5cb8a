"""What a build receives and can't place: nothing of it is lost without a word."""

import hashlib
import json
import os
import shutil
import threading
import time
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alj.build_report import new_and_nobodys, tell_what_is_nobodys
from alj.reading import read_reference
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from intake.checks import CheckedWorkbook
from intake.faults import StopsTheCommand, WrongUsage
from intake.journal import ArchiveProblem
from intake.problems import describe
from intake.settings import Settings, read_settings
from intake.submissions import take_inbox
from intake.tables import REFERENCE_WORKBOOK
from intake.tables.office import Leavers
from intake.workspace import Workspace, make_workspace
from tests.problem_examples import leaver, leavers, table
from tests.workbooks import COVER, ENGLISH, write_workbook


def taken_in(workspace: Workspace, known_on: date | None = None, accept_loss: str | None = None) -> TakenIn:
    """Return what the first half of a build comes to."""
    settings = read_settings(workspace.settings_file)
    return take_in(workspace, known_on, settings, Stages(ENGLISH), accept_loss=accept_loss)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of two offices that has received nothing, and that takes uploads without waiting."""
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
    workspace = make_workspace(tmp_path / "service", Settings(today=date(2026, 10, 31)))
    offices = table("offices", "code | name | posts", "EAS | East | 1", "NOR | North | 1")
    write_workbook(workspace.reference, offices, {"data_on": date(2026, 9, 1)}, REFERENCE_WORKBOOK)
    for office in ("EAS", "NOR"):
        workspace.inbox_of(office).mkdir()
    return workspace


def send(workspace: Workspace, cases: int, folder: str = "NOR", name: str = "a.xlsx", **cover: object) -> Path:
    """Put a workbook of so many cases into an upload folder."""
    path = workspace.inbox_of(folder) / name
    every = leavers(*({"case": f"NOR-2627-{number:04d}"} for number in range(1, cases + 1)))
    return write_workbook(path, every, {**COVER, **cover})


def stands(taken: TakenIn, office: str = "NOR") -> list[tuple[int, int]]:
    """Return the numbers and cases of the workbooks of an office that stand."""
    own = [one for one in taken.standing.standing if one.office == office]
    return [(one.receipt.number, one.checked.tables["leavers"].height) for one in own]


def refused(taken: TakenIn) -> list[tuple[str | None, str]]:
    """Return the office and the first code of each workbook that is refused."""
    return [(one.office, one.checked.problems[0].code) for one in taken.standing.refused]


def lines_of(workspace: Workspace, log: str) -> list[dict[str, Any]]:
    """Return the entries of a log of the archive."""
    return [json.loads(line) for line in (workspace.archive / log).read_text(encoding="utf-8").splitlines()]


def test_the_reference_workbook_is_read_once_until_it_changes(
    service: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def noted(file: Path, *given: Any) -> CheckedWorkbook:
        read.append(file)
        return read_reference(file, *given)

    monkeypatch.setattr("alj.archived.read_reference", noted)
    offices = [taken_in(service).register.reference["offices"] for _ in range(2)]
    assert offices[0].equals(offices[1])
    assert len(read) == 1
    write_workbook(service.reference, table("offices", "code | name", "NOR | North"), {}, REFERENCE_WORKBOOK)
    for _ in range(2):
        # What is wrong with it is told each time.
        with pytest.raises(StopsTheCommand):
            taken_in(service)
    assert len(read) == 3


def test_a_workbook_that_lost_rows_waits_until_the_loss_is_accepted_once(service: Workspace) -> None:
    send(service, 12)
    assert stands(taken_in(service)) == [(2, 12)]
    send(service, 8)
    for _ in range(2):
        waiting = taken_in(service)
        assert (stands(waiting), refused(waiting)) == ([(2, 12)], [("NOR", "rows-lost")])
    assert not (service.archive / "decisions.jsonl").exists()
    accepted = taken_in(service, accept_loss="NOR")
    assert (stands(accepted), refused(accepted)) == ([(3, 8)], [])
    again = taken_in(service)
    assert (stands(again), refused(again)) == ([(3, 8)], [])
    with pytest.raises(WrongUsage, match="no workbook of NOR waits"):
        taken_in(service, accept_loss="NOR")
    assert [(one["number"], one["came_to"], one["codes"], one["superseded_by"]) for one in came_to(service)] == [
        (2, "accepted", [], None), (3, "refused", ["rows-lost"], None), (2, "accepted", [], 3),
        (3, "accepted", [], None),
    ]  # fmt: skip


def came_to(workspace: Workspace) -> list[dict[str, Any]]:
    return lines_of(workspace, "came-to.jsonl")


def test_a_loss_accepted_later_changes_no_earlier_edition(service: Workspace) -> None:
    send(service, 12)
    taken_in(service)
    send(service, 8)
    sha256 = taken_in(service).standing.refused[0].submission
    log = service.archive / "received.jsonl"
    days = iter(("2026-10-01", "2026-10-10", "2026-10-20"))
    dated = [{**line, "received_at": f"{next(days)}T08:00:00+00:00"} for line in lines_of(service, "received.jsonl")]
    log.write_text("".join(json.dumps(line) + "\n" for line in dated), encoding="utf-8")
    assert stands(taken_in(service, accept_loss=sha256[:10])) == [(3, 8)]
    before = came_to(service)
    edition = taken_in(service, known_on=date(2026, 10, 25))
    assert (stands(edition), refused(edition)) == ([(2, 12)], [("NOR", "rows-lost")])
    assert stands(taken_in(service, known_on=date(2026, 10, 15))) == [(2, 12)]
    assert came_to(service) == before


def test_a_damaged_log_of_decisions_stops_the_build(service: Workspace) -> None:
    send(service, 1)
    for broken in ("[]\n", '{"submission": "a"}\n', '{"submission": "a", "decided_at": 3}\n'):
        (service.archive / "decisions.jsonl").write_text(broken, encoding="utf-8")
        with pytest.raises(ArchiveProblem, match=r"decisions\.jsonl of the archive is damaged"):
            taken_in(service)


def test_conflict_copies_go_by_the_order_of_arrival_never_by_name(service: Workspace) -> None:
    for at, (cases, name) in enumerate(((11, "z.xlsx"), (12, "NOR (conflicted copy).xlsx"), (13, "a (1).xlsx"))):
        path = send(service, cases, name=name)
        os.utime(path, (1000 - at, 1000 - at))
        time.sleep(0.02)
    taken = taken_in(service)
    assert stands(taken) == [(4, 13)]
    assert [problem.code for problem in taken.standing.standing[0].checked.problems] == ["several-in-one-upload"]
    assert {one["file_name"] for one in lines_of(service, "received.jsonl")} >= {"z.xlsx", "a (1).xlsx"}
    assert len(list((service.archive / "blobs").iterdir())) == 4
    send(service, 12, name="b.xlsx", remarks="mended")
    assert taken_in(service).standing.standing[0].checked.problems == ()


def test_an_older_workbook_sent_again_is_never_silent(service: Workspace) -> None:
    older = send(service, 11).read_bytes()
    taken_in(service)
    send(service, 12)
    taken_in(service)
    (service.inbox_of("NOR") / "Kopie von a.xlsx").write_bytes(older)
    taken = taken_in(service)
    assert stands(taken) == [(3, 12)]
    assert [problem.code for problem in taken.standing.standing[0].checked.problems] == ["older-sent-again"]
    (last,) = [one for one in came_to(service) if one["number"] == 4]
    assert (last["came_to"], last["repeats"]) == ("sent-again", 2)


def test_a_workbook_first_put_into_the_wrong_folder_counts_once_it_lies_in_its_own(service: Workspace) -> None:
    strayed = send(service, 11, folder="EAS").read_bytes()
    assert refused(taken_in(service)) == [("EAS", "other-offices-folder")]
    (service.inbox_of("NOR") / "a.xlsx").write_bytes(strayed)
    taken = taken_in(service)
    assert (stands(taken), refused(taken)) == ([(3, 11)], [("EAS", "other-offices-folder")])
    assert taken.register.submissions.filter(office="EAS")["rows_read"].to_list() == [0]
    (service.inbox_of("EAS") / "b.xlsx").write_bytes(strayed)
    assert stands(taken_in(service)) == [(3, 11)]


def test_another_offices_bytes_in_ones_folder_are_told_though_they_were_received_before(service: Workspace) -> None:
    own = send(service, 11).read_bytes()
    taken_in(service)
    (service.inbox_of("EAS") / "a.xlsx").write_bytes(own)
    taken = taken_in(service)
    assert (stands(taken), refused(taken)) == ([(2, 11)], [("EAS", "other-offices-folder")])
    told = taken.register.problems.filter(office="EAS")
    assert told.select("code", "sheet", "cell").rows() == [("other-offices-folder", "cover", "B1")]


def test_a_file_that_somebody_goes_on_writing_stays_until_it_is_whole(service: Workspace) -> None:
    whole = send(service, 11).read_bytes()
    path = service.inbox_of("NOR") / "a.xlsx"
    path.write_bytes(b"")
    begun, enough = threading.Event(), threading.Event()

    def write_on() -> None:
        with path.open("ab") as file:
            for start in range(0, len(whole), max(1, len(whole) // 200)):
                file.write(whole[start : start + max(1, len(whole) // 200)])
                file.flush()
                begun.set()
                enough.wait(0.02)

    writer = threading.Thread(target=write_on)
    writer.start()
    begun.wait()
    early = take_inbox(service, datetime.now(UTC), settled_after=0.2)
    enough.set()
    writer.join()
    assert early == []
    assert path.read_bytes() == whole
    assert [one.sha256 for one in take_inbox(service, datetime.now(UTC), settled_after=0.2)] == [
        hashlib.sha256(whole).hexdigest()
    ]


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


def test_the_same_bytes_put_into_an_offices_folder_become_that_offices(service: Workspace) -> None:
    (service.inbox / "a.txt").write_text("hello", encoding="utf-8")
    assert len(taken_in(service).standing.unattributed) == 1
    (service.inbox_of("NOR") / "a.txt").write_text("hello", encoding="utf-8")
    assert taken_in(service).standing.unattributed == ()


def test_files_that_lie_too_deep_stay_and_are_counted(service: Workspace) -> None:
    deep = service.inbox_of("NOR") / "2026" / "a.xlsx"
    deep.parent.mkdir()
    deep.write_bytes(b"a")
    for name in ("Thumbs.db", "desktop.ini", "~$a.xlsx", ".hidden", "a.part"):
        (service.inbox / name).write_bytes(b"a")
    taken = taken_in(service)
    assert (taken.left, deep.exists(), taken.standing.unattributed) == (1, True, ())
    assert list(tell_what_is_nobodys(taken, ENGLISH)) == [
        "1 file stayed in the inbox: it lies too deep, can't be read, is a link or is still being written."
    ]


def test_a_missing_inbox_stops_the_build(service: Workspace) -> None:
    shutil.rmtree(service.inbox)
    with pytest.raises(StopsTheCommand, match="inbox is missing"):
        taken_in(service)


def test_a_workbook_in_another_offices_folder_is_refused_and_takes_nobodys_place(workspace: Workspace) -> None:
    write_workbook(workspace.inbox_of("EAS") / "a.xlsx", leaver(case="NOR-2627-0901"), COVER)
    before = {(one.office, one.submission) for one in taken_in(workspace).standing.standing}
    write_workbook(workspace.inbox_of("EAS") / "a.xlsx", leaver(case="NOR-2627-0902"), COVER)
    taken = taken_in(workspace)
    standing = taken.standing
    assert {(one.office, one.submission) for one in standing.standing} == before
    assert "NOR-2627-0902" not in str(taken.latest["EAS"].read), "its names go back to no office"
    (refused,) = [one for one in standing.refused if one.office == "EAS"]
    (problem,) = [one for one in refused.checked.problems if one.code == "other-offices-folder"]
    assert describe(problem, ENGLISH) == (
        "Cover!B1: The workbook lay in the upload folder of another office than the one on its cover. Correct the "
        "office on the cover, or upload it to your own folder. [other-offices-folder]"
    )


@pytest.mark.parametrize("in_folder", [True, False])
def test_an_office_that_sent_workbooks_is_never_lost(service: Workspace, in_folder: bool) -> None:
    send(service, 1, "NOR" if in_folder else "")
    taken_in(service)
    remove_office(service, "NOR")
    with pytest.raises(StopsTheCommand, match="no longer has NOR, which sent workbooks"):
        taken_in(service)


def test_an_office_that_sent_nothing_may_go(service: Workspace) -> None:
    send(service, 1)
    assert stands(taken_in(service)) == [(2, 1)]
    remove_office(service, "EAS")
    assert stands(taken_in(service)) == [(2, 1)]


def remove_office(workspace: Workspace, office: str) -> None:
    """Take an office out of the reference workbook."""
    book = openpyxl.load_workbook(workspace.reference)
    offices = book["Offices"]
    offices.delete_rows(next(cell.row for cell in offices["A"] if cell.value == office))
    book.save(workspace.reference)


def test_a_build_goes_on_with_rows_of_the_latest_workbooks_alone(service: Workspace) -> None:
    send(service, 2)
    taken_in(service)
    send(service, 3, name="b.xlsx")
    taken = taken_in(service)
    every = taken.merged()
    assert every.register.table(Leavers).height == 3
    rowless = [*every.received, *every.standing.standing, *every.standing.taken]
    assert len(rowless) > 2
    assert [dict(one.checked.tables) for one in rowless] == [{}] * len(rowless)
    assert not {"lookup", "monthly", "vocabulary"} & set(vars(every))
    assert every.latest["NOR"].checked.tables["leavers"].height == 3
