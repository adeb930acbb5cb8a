"""The workspace, what it received, and which submission stands."""

import os
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from intake.journal import ArchiveProblem
from intake.problems import Problem
from intake.received import Received
from intake.register import Register
from intake.settings import Protocol, Settings, read_settings
from intake.standing import OfficeState, latest_submissions, office_states
from intake.submissions import (
    Receipt,
    receipts,
    receive,
    reference_receipt,
    stored_file,
    take_inbox,
)
from intake.tables import MONTHLY_LIST
from intake.workspace import Workspace, WorkspaceError, make_workspace, open_workspace
from tests.checked import checked_workbook, received, reference_workbook

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
OFFICES = ("MIN", "NOR")
UNREADABLE = (Problem("incomplete-file"),)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "service")


def upload(workspace: Workspace, name: str, content: bytes = b"a workbook") -> Path:
    path = workspace.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def sent(workspace: Workspace, name: str, content: bytes, at: datetime = NOW) -> Receipt:
    upload(workspace, name, content)
    (receipt,) = take_inbox(workspace, at, settled_after=0)
    return receipt


class TestWorkspace:
    def test_is_made_whole_and_opened_again(self, workspace: Workspace) -> None:
        assert open_workspace(workspace.root) == workspace
        assert all(
            folder.is_dir() for folder in (workspace.inbox, workspace.lists, workspace.letters, workspace.archive)
        )
        assert all(folder.is_dir() for folder in (workspace.returned, workspace.output, workspace.identity))

    @pytest.mark.skipif(os.name != "posix", reason="rights of group and others are POSIX")
    def test_keeps_its_key_and_archive_from_others(self, workspace: Workspace) -> None:
        private = (workspace.key_file, workspace.archive, workspace.identity, workspace.returned)
        assert [path.stat().st_mode & 0o077 for path in private] == [0, 0, 0, 0]

    def test_is_never_made_over_another(self, workspace: Workspace) -> None:
        key = workspace.key_file.read_text()
        with pytest.raises(WorkspaceError, match=r"holds alj\.toml already"):
            make_workspace(workspace.root)
        workspace.settings_file.unlink()
        with pytest.raises(WorkspaceError, match=r"holds alj\.key already"):
            make_workspace(workspace.root)
        assert workspace.key_file.read_text() == key

    def test_missing_says_how_to_make_one(self, tmp_path: Path) -> None:
        with pytest.raises(WorkspaceError, match="alj init"):
            open_workspace(tmp_path)

    def test_settings_as_made_are_the_defaults(self, workspace: Workspace) -> None:
        assert read_settings(workspace.settings_file) == Settings()

    def test_settings_list_every_default_commented_out(self, workspace: Workspace) -> None:
        lines = workspace.settings_file.read_text(encoding="utf-8").splitlines()
        stated = "\n".join(line.removeprefix("# ") for line in lines if " = " in line or line.startswith("# ["))
        every = tomllib.loads(stated)
        assert every.pop("today") == date(2026, 10, 31)
        file = workspace.root / "every.toml"
        file.write_text(stated.replace("today = 2026-10-31", ""), encoding="utf-8")
        assert read_settings(file) == Settings()
        assert every["protocol"]["follow_up_months"] == [6, 12, 18]
        assert set(every["protocol"]) == set(Protocol.__dataclass_fields__)

    def test_settings_that_differ_are_stated(self, tmp_path: Path) -> None:
        own = Settings(
            note='made "up" data\\n\nPrénoms',
            today=date(2026, 10, 31),
            expires_after_months={"internship": 5},
            protocol=Protocol(interview_days=40, school_holidays_move=True),
        )
        assert read_settings(make_workspace(tmp_path / "demo", own).settings_file) == own


class TestReceiving:
    def test_keeps_the_bytes_and_takes_the_file_out_of_the_inbox(self, workspace: Workspace) -> None:
        receipt = sent(workspace, "NOR/Classeur (1).xlsx", b"bytes")
        assert stored_file(workspace, receipt).read_bytes() == b"bytes"
        assert (receipt.number, receipt.office_hint, receipt.received_at) == (1, "NOR", NOW)
        assert (receipt.file_name, receipt.suffix) == ("Classeur (1).xlsx", ".xlsx")
        assert list(workspace.inbox.rglob("*.xlsx")) == []

    @pytest.mark.skipif(os.name != "posix", reason="rights of group and others are POSIX")
    def test_lets_nobody_else_read_what_was_received(self, workspace: Workspace) -> None:
        sent(workspace, "a.xlsx", b"bytes")
        assert [file.stat().st_mode & 0o077 for file in workspace.archive.rglob("*") if file.is_file()] == [0, 0]

    def test_leaves_what_is_no_upload(self, workspace: Workspace) -> None:
        names = ("~$a.xlsx", ".~lock.a.xlsx#", ".hidden", "a.xlsx.part", "b.crdownload", "c.tmp")
        left = [upload(workspace, name) for name in names]
        assert take_inbox(workspace, NOW, settled_after=0) == []
        assert all(path.exists() for path in left)

    def test_leaves_what_is_still_being_written(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        whole, growing, withdrawn = (upload(workspace, f"NOR/{name}.xlsx", name.encode()) for name in ("a", "b", "c"))
        waited = []

        def write_on(seconds: float) -> None:
            waited.append(seconds)
            growing.write_bytes(b"and more")
            withdrawn.unlink()

        monkeypatch.setattr("intake.submissions.time.sleep", write_on)
        assert [receipt.file_name for receipt in take_inbox(workspace, NOW)] == ["a.xlsx"]
        assert (whole.exists(), growing.exists(), waited) == (False, True, [2.0])

    def test_does_not_wait_for_what_lay_there_for_long(
        self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload(workspace, "NOR/a.xlsx")
        monkeypatch.setattr("intake.submissions.time.sleep", lambda _seconds: pytest.fail("it waited"))
        now = datetime.now(UTC).timestamp()
        monkeypatch.setattr("intake.submissions.time.time", lambda: now + 60)
        assert len(take_inbox(workspace, NOW)) == 1

    def test_takes_files_of_any_kind_so_that_their_senders_are_told(self, workspace: Workspace) -> None:
        assert sent(workspace, "NOR/old.xls", b"old").suffix == ".xls"
        assert sent(workspace, "old/odd.une personne", b"odd").suffix == ""

    def test_tells_the_office_from_its_own_folder_alone(self, workspace: Workspace) -> None:
        assert sent(workspace, "NOR-2627.xlsx", b"1").office_hint is None
        assert sent(workspace, "old/NOR.xlsx", b"2").office_hint is None

    def test_counts_the_same_bytes_once_and_the_first_receipt_stands(self, workspace: Workspace) -> None:
        first = sent(workspace, "a.xlsx", b"same")
        second = sent(workspace, "b.xlsx", b"other")
        assert sent(workspace, "c.xlsx", b"same") == first
        assert receipts(workspace) == [first, second]
        assert (workspace.archive / "received.jsonl").read_text().count("\n") == 3

    def test_follows_the_order_of_receipt_not_of_the_dates(self, workspace: Workspace) -> None:
        sent(workspace, "a.xlsx", b"1")
        sent(workspace, "b.xlsx", b"2", at=NOW - timedelta(days=9))
        assert [receipt.number for receipt in receipts(workspace)] == [1, 2]

    def test_knows_what_was_known_on_a_day_of_luxembourg(self, workspace: Workspace) -> None:
        late = datetime(2026, 10, 30, 23, 30, tzinfo=UTC)
        before = sent(workspace, "a.xlsx", b"1", at=NOW - timedelta(days=1))
        sent(workspace, "b.xlsx", b"2", at=late)
        assert receipts(workspace, known_on=date(2026, 10, 30)) == [before]
        assert len(receipts(workspace, known_on=date(2026, 10, 31))) == 2

    def test_notes_a_reference_workbook_once_until_it_changes(self, workspace: Workspace) -> None:
        for day, content in enumerate((b"first", b"first", b"second", b"first"), 1):
            workspace.reference.write_bytes(content)
            receive(workspace, workspace.reference, datetime(2026, 10, day, tzinfo=UTC), "reference")
        first, second = receipts(workspace, kind="reference")
        in_use = [reference_receipt(workspace, date(2026, 10, day)) for day in (2, 3, 4)]
        assert [one.sha256 for one in in_use if one] == [first.sha256, second.sha256, first.sha256]
        assert receipts(workspace, kind="office") == []

    def test_forgets_a_line_that_a_crash_cut_short(self, workspace: Workspace) -> None:
        first = sent(workspace, "a.xlsx", b"1")
        log = workspace.archive / "received.jsonl"
        with log.open("a") as file:
            file.write('{"number": 2, "sha')
        assert receipts(workspace) == [first]
        second = sent(workspace, "b.xlsx", b"2")
        assert receipts(workspace) == [first, second]

    def test_stops_at_a_damaged_log(self, workspace: Workspace) -> None:
        (workspace.archive / "received.jsonl").write_text('{"number": 1}\n')
        with pytest.raises(ArchiveProblem, match="backup"):
            receipts(workspace)


def numbers(received: tuple[Received, ...]) -> list[int]:
    return [one.receipt.number for one in received]


class TestStanding:
    def test_is_the_latest_of_each_office_and_year(self) -> None:
        given = [
            received(3, checked_workbook("NOR", "2025/26")),
            received(1, checked_workbook("NOR", "2026/27")),
            received(2, checked_workbook("NOR", "2026/27")),
            received(4, checked_workbook("MIN", "2026/27")),
        ]
        assert numbers(latest_submissions(given, OFFICES).standing) == [4, 3, 2]

    def test_is_not_taken_by_a_refused_one(self) -> None:
        given = [received(1, checked_workbook()), received(2, checked_workbook(problems=[Problem("missing-sheet")]))]
        standing = latest_submissions(given, OFFICES)
        assert (numbers(standing.standing), numbers(standing.refused)) == ([1], [2])

    def test_forgets_a_refused_one_once_a_good_one_came(self) -> None:
        given = [received(1, checked_workbook(problems=[Problem("missing-sheet")])), received(2, checked_workbook())]
        assert latest_submissions(given, OFFICES).refused == ()

    def test_attributes_an_unreadable_file_by_its_folder(self) -> None:
        unreadable = checked_workbook(None, None, problems=UNREADABLE)
        given = [
            received(1, unreadable, office_hint="NOR"),
            received(2, checked_workbook("NOR", "2025/26")),
            received(3, unreadable, office_hint="NOR"),
            received(4, unreadable),
            received(5, unreadable, office_hint="XXX"),
        ]
        standing = latest_submissions(given, OFFICES)
        assert (numbers(standing.refused), numbers(standing.unattributed)) == ([3], [4, 5])

    def test_leaves_out_other_workbooks(self) -> None:
        listed = received(1, reference_workbook("NOR", declaration=MONTHLY_LIST), office_hint="NOR")
        assert numbers(latest_submissions([listed], OFFICES).unattributed) == [1]


class TestOfficeStates:
    def test_each_office_is_in_exactly_one(self, tmp_path: Path) -> None:
        missing = Problem("missing", "leavers", "C2", "PAR-2627-0001")
        refusing = Problem("missing-sheet")
        register = merged(
            tmp_path,
            received(1, checked_workbook("CUR")),
            received(2, checked_workbook("PAR", problems=[missing])),
            received(3, checked_workbook("OLD", "2025/26")),
            received(4, checked_workbook("OLD", problems=[refusing])),
            received(5, checked_workbook("BAD", problems=[refusing])),
            offices=("CUR", "PAR", "OLD", "BAD", "NIL"),
        )
        states = {one.office: one for one in office_states(register)}
        assert {office: one.state for office, one in states.items()} == {
            "CUR": "current",
            "PAR": "partly-accepted",
            "OLD": "standing-on-older",
            "BAD": "nothing-received",
            "NIL": "nothing-received",
        }
        older = states["OLD"]
        assert older.received_at == datetime(2026, 9, 3, 8, tzinfo=UTC)
        assert older.refused_at == datetime(2026, 9, 4, 8, tzinfo=UTC)
        assert older.codes == ("missing-sheet",)
        assert states["BAD"].refused_at is not None
        assert states["NIL"] == OfficeState("NIL", "nothing-received")


def merged(tmp_path: Path, *given: Received, offices: tuple[str, ...]) -> Register:
    from intake.identity import Key, open_lookup
    from intake.merging import merge_submissions

    lookup = open_lookup(tmp_path / "identity", Key(bytes(32)))
    register, _ = merge_submissions(latest_submissions(given, offices), reference_workbook(*offices), lookup)
    return register
