"""Somebody is erased: named nowhere in a workspace, counted as before, and known again without a name."""

import hashlib
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alj.cli import COULD_NOT_GO_ON, GOOD, WRONG_USAGE, main
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from generator.caseload import caseload
from generator.figures_at import figures_at
from intake.language import Language
from intake.settings import read_settings
from intake.submissions import take_inbox
from intake.workbook import read_workbook
from intake.workspace import Workspace
from tests.erasing import CASE, LEAVERS, NAMES, SHARED, hits, make_service, put_copies, send

Captured = pytest.CaptureFixture[str]
AT_WORK = ("alj.lock", "audit.lock", "audit.jsonl")


def taken_in(workspace: Workspace) -> TakenIn:
    """Return what the first half of a build comes to."""
    return take_in(workspace, None, read_settings(workspace.settings_file), Stages(Language("en")))


def counted(workspace: Workspace) -> list[bytes]:
    """Return the rows of the register and every figure of today, as bytes."""
    register, settings = taken_in(workspace).register, read_settings(workspace.settings_file)
    cases = caseload(register, settings.day(), settings)
    tables = [
        *register.tables.values(),
        *register.held.values(),
        *figures_at(register, cases, settings.day(), settings),
    ]
    return [table.write_csv().encode() for table in tables]


def tree(root: Path) -> dict[str, str]:
    """Return the hash of each file of a workspace but those that say who is at work, and who was."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name not in AT_WORK)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def forget(workspace: Workspace, *options: str) -> int:
    return main(["forget", *options, "--workspace", str(workspace.root), "--format", "json"])


@pytest.fixture
def quick_inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads are taken without waiting until nobody writes to them any more."""
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))


@pytest.fixture
def unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure is not proved before it is carried out: that takes most of its time, and is looked at elsewhere."""
    monkeypatch.setattr("alj.forget_command.prove_erasure", lambda *_: None)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service that has received two workbooks of an office, one after the other, and made a marked copy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
        workspace = make_service(tmp_path_factory.mktemp("erasing") / "service")
        send(workspace, "Quarkolin first.xlsx")
        taken_in(workspace)
        path = send(workspace, "b.xlsx", filled_in_by="later")
        main(["check", str(path), "--workspace", str(workspace.root)])
        taken_in(workspace)
        put_copies(workspace)
    return workspace.root


@pytest.fixture(scope="module")
def before(once: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What is counted before anybody is erased."""
    return counted(Workspace(shutil.copytree(once, tmp_path_factory.mktemp("before") / "service")))


@pytest.fixture(scope="module")
def erased(once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That service without the youngster."""
    root: Path = shutil.copytree(once, tmp_path_factory.mktemp("erased") / "service")
    assert forget(Workspace(root), CASE) == GOOD
    return root


@pytest.fixture
def after(erased: Path, tmp_path: Path, quick_inbox: None) -> Workspace:
    """A copy of the service without the youngster, to be changed at will."""
    return Workspace(shutil.copytree(erased, tmp_path / "after"))


@pytest.fixture
def service(once: Path, tmp_path: Path, quick_inbox: None) -> Workspace:
    """A copy of that service, to be changed at will."""
    shutil.copytree(once, tmp_path / "service")
    return Workspace(tmp_path / "service")


def kept_aside(workspace: Workspace) -> set[tuple[Path, bytes]]:
    return {(file, file.read_bytes()) for file in workspace.cache.rglob("*") if file.is_file()}


def test_nothing_names_whoever_was_erased_and_no_figure_moves(
    service: Workspace, before: list[bytes], capsys: Captured
) -> None:
    assert {hit.split("/")[0] for hit in hits(service.root)} == {"archive", "lists", "returned"}
    assert {hit.split(": ")[1] for hit in hits(service.root)} == {word.casefold().replace("ö", "o") for word in NAMES}
    capsys.readouterr()
    cached = kept_aside(service)
    assert forget(service, CASE) == GOOD
    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["found"]) == (
        [CASE], {"archive": 3, "lists": 1, "lookup": 2, "returned": 2}
    )  # fmt: skip
    assert hits(service.root) == []
    # What was found of the rewritten workbooks may be kept again.
    assert cached
    assert not cached & kept_aside(service)
    assert counted(service) == before


def test_what_others_say_stays_in_every_workbook(after: Workspace) -> None:
    for path in [*after.archive.glob("blobs/*.xlsx"), *after.lists.glob("*.xlsx")]:
        book = openpyxl.load_workbook(path)
        said = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        if "Una" in said:
            assert SHARED in said
        if "Own notes" in book.sheetnames:
            assert [cell.value for cell in book["Own notes"][1]] == [None, "call Una Sample"]
            assert book["Leavers"]["H2"].comment is None or book["Leavers"]["H2"].comment.text == ""
            assert book["Leavers"]["H3"].comment.text == "Una's mother rang"
            assert (book["Leavers"]["A2"].value, book["Leavers"]["J2"].value) == (CASE, "Male")


def test_an_old_workbook_sent_again_brings_nothing_back(once: Path, after: Workspace, before: list[bytes]) -> None:
    first, *_ = [json.loads(line) for line in (once / "archive/received.jsonl").read_text("utf-8").splitlines()][1:]
    shutil.copy(once / "archive" / "blobs" / f"{first['sha256']}.xlsx", after.inbox_of("NOR") / "same.xlsx")
    assert counted(after) == before
    assert hits(after.root) == []
    send(after, "other bytes.xlsx", filled_in_by="once more")
    taken = taken_in(after)
    (standing,) = taken.standing.standing
    rows = {sheet: (one.read, one.accepted, one.erased) for sheet, one in taken.counts[standing.submission].items()}
    assert {sheet: one for sheet, one in rows.items() if one[0]} == {
        "leavers": (2, 1, 1), "contacts": (2, 1, 1), "outcomes": (2, 1, 1),
    }  # fmt: skip
    told = [(one.code, one.cell) for one in standing.checked.problems if one.code == "erased-person"]
    assert told == [("erased-person", "A2")]
    assert hits(after.root) == []
    counted_after = counted(after)
    # What stands is another workbook: the rows say by which they are supplied, and nothing else differs.
    assert counted_after[-2:] == before[-2:]


def test_the_marked_workbook_says_so_and_names_nobody(after: Workspace, tmp_path: Path) -> None:
    path = send(after, "old.xlsx").rename(tmp_path / "old.xlsx")
    assert main(["check", str(path), "--workspace", str(after.root)]) == GOOD
    assert hits(after.root) == []
    (marked,) = after.returned.glob("NOR/*.xlsx")
    comment = openpyxl.load_workbook(marked)["Leavers"]["A2"].comment
    assert comment.text.startswith("A row of somebody whose data were erased")
    assert "[erased-person]" in comment.text


def test_a_row_under_another_case_number_is_known_by_its_person(after: Workspace) -> None:
    send(after, "other.xlsx", "2025/26", LEAVERS.replace(CASE, "NOR-2425-0007"))
    taken = taken_in(after)
    (one,) = [one for one in taken.standing.standing if one.school_year == "2025/26"]
    assert one.checked.counts["leavers"].erased == 1
    assert hits(after.root) == []


def test_who_comes_back_later_is_a_new_start(after: Workspace) -> None:
    log = after.identity / "tombstones.jsonl"
    log.write_text(log.read_text("utf-8").replace(json.loads(log.read_text("utf-8"))["on"], "2025-01-01"), "utf-8")
    later = LEAVERS.replace(CASE, "NOR-2526-0007").replace("02.10.2023 | 02.10.2023", "02.10.2025 | 02.10.2025")
    send(after, "new.xlsx", "2025/26", later)
    taken = taken_in(after)
    new = taken.register.tables["leavers"].filter(case="NOR-2526-0007")["person"].to_list()
    old = taken.register.tables["leavers"].filter(case=CASE)["person"].to_list()
    assert (len(new), len(old), set(new) & set(old)) == (1, 1, set())


def test_a_dry_run_says_what_stands_where_and_changes_nothing(
    service: Workspace, unproved: None, capsys: Captured
) -> None:
    files = tree(service.root)
    assert main(["forget", CASE, "--dry-run", "--workspace", str(service.root)]) == GOOD
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"1 person would be erased: {CASE}"
    assert said[1].split() == ["3", "archived", "files", "rewritten"]
    left = tree(service.root)
    # Counting writes the lookup anew, which says the same.
    assert {name for name in left if files.get(name) != left[name]} <= {"identity/persons.parquet"}


def test_a_killed_erasure_is_completed_by_the_next(
    service: Workspace, before: list[bytes], unproved: None, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    replace, put = Path.replace, []

    def dies(self: Path, target: Any) -> Path:
        if service.erasing / "new" in self.parents and "erasing" not in Path(target).parts:
            put.append(target)
            if len(put) == 3:
                raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    assert forget(service, CASE) == COULD_NOT_GO_ON
    monkeypatch.setattr(Path, "replace", replace)
    assert len(put) == 3
    assert main(["build", "--workspace", str(service.root)]) == COULD_NOT_GO_ON
    assert "an erasure or a change of key was interrupted" in capsys.readouterr().err
    assert forget(service, CASE) == GOOD
    assert json.loads(capsys.readouterr().out)["finished"] is True
    assert hits(service.root) == []
    assert not service.erasing.exists()
    assert counted(service) == before


def test_an_erasure_that_died_before_it_was_ready_has_changed_nothing(
    service: Workspace, unproved: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(service.root)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alj.forget_command.carry_out", lambda workspace: False)
    monkeypatch.setattr("alj.forget_command.make_ready", dies)
    assert forget(service, CASE) == COULD_NOT_GO_ON
    after = tree(service.root)
    assert {name for name in before if before[name] != after.get(name)} <= {"identity/persons.parquet"}


@pytest.mark.parametrize(("closed", "due"), [("31.10.2024", True), ("01.11.2024", False), ("", False)])
def test_who_is_due_was_closed_two_years_ago(
    tmp_path: Path, quick_inbox: None, unproved: None, closed: str, due: bool
) -> None:
    workspace = make_service(tmp_path / "service")
    send(workspace, leavers=LEAVERS.replace("01.03.2024", closed.ljust(10)))
    assert forget(workspace, "--due") == GOOD
    assert (hits(workspace.root) == []) is due


def test_a_case_that_nobody_sent_is_wrong_usage(service: Workspace, capsys: Captured) -> None:
    assert forget(service, "NOR-2425-0999") == WRONG_USAGE
    assert capsys.readouterr().err.endswith("alj: no workbook of the archive has case NOR-2425-0999.\n")
    assert forget(service) == WRONG_USAGE


def test_a_name_where_no_command_may_change_anything_stops_it(service: Workspace, capsys: Captured) -> None:
    (service.letters).mkdir(exist_ok=True)
    (service.letters / "letter.txt").write_text("Dear Wendelbert Quarkolin", encoding="utf-8")
    before = tree(service.root)
    assert forget(service, CASE) == COULD_NOT_GO_ON
    assert "letters names somebody who is to be erased, in 1 file(s)" in capsys.readouterr().err
    assert {name for name in before if before[name] != tree(service.root)[name]} <= {"identity/persons.parquet"}


def test_a_file_that_cannot_be_read_goes_whole_where_it_names_somebody(service: Workspace, unproved: None) -> None:
    (service.inbox_of("NOR") / "a.csv").write_text("Wendelbert;Quarkolin", encoding="utf-8")
    (service.inbox_of("NOR") / "b.csv").write_text("Una;Sample", encoding="utf-8")
    taken_in(service)
    assert forget(service, CASE) == GOOD
    assert hits(service.root) == []
    assert any(path.read_bytes() == b"Una;Sample" for path in service.archive.glob("blobs/*"))


def test_the_rewritten_workbook_reads_as_before_but_for_the_cells_erased(once: Path, after: Workspace) -> None:
    lines = [json.loads(line) for line in (after.archive / "rewritten.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == 2
    for line in lines:
        then = read_workbook(once / "archive" / "blobs" / f"{line['sha256']}.xlsx")
        now = read_workbook(after.archive / "blobs" / f"{line['now']}.xlsx")
        assert not (after.archive / "blobs" / f"{line['sha256']}.xlsx").exists()
        for one, other in zip(then.sheets, now.sheets, strict=True):  # type: ignore[union-attr]
            for row, cells in enumerate(one.rows, start=one.first_row):
                for column, value in enumerate(cells, start=one.first_column):
                    assert other.cell(row, column) in (value, None)
        assert now.sheets[1].cell(3, 7) == "Sample"  # type: ignore[union-attr]
        assert [row["born"] for row in line["rows"] if row["sheet"] == "leavers"] == ["2007-03-01"]


def test_an_erasure_that_would_move_a_figure_is_refused_and_changes_nothing(
    service: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    files = tree(service.root)
    monkeypatch.setattr("alj.erasing.stand_in", lambda born, _contacts: born.replace(year=born.year - 1))
    assert forget(service, CASE) == COULD_NOT_GO_ON
    assert f"erasing {CASE} would change what is counted (leavers)" in capsys.readouterr().err
    left = tree(service.root)
    assert {name for name in files if files[name] != left.get(name)} <= {"identity/persons.parquet"}
