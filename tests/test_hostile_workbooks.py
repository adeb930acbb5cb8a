"""Every hostile workbook: refused by its code, or read right with what is wrong told; nothing hangs or is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time

import pytest

from intake.checks import CheckedWorkbook, check_workbook
from intake.precheck import DEFAULT_LIMITS, Refusal
from intake.workbook import Reader, Workbook
from tests.hostile_workbooks import Hostile, Read, Refused, load_all
from tests.nothing_lost import lost_cells, rows_of
from tests.office_parts import office_parts
from tests.raw_files import archive, written
from tests.workbooks import LISTS, TODAY

HOSTILE = load_all()
SHORT = [name for name, one in HOSTILE.items() if not one.is_long]
LONG = [name for name, one in HOSTILE.items() if one.is_long]
SECONDS = 5.0
"""Processor time that a hostile workbook may cost, its writing not counted; a large one, what the reader may take."""
PEAK_OF_REFUSED = 100 * 2**20
"""Memory of the process that reads, at most, where it refuses a file before it is parsed."""
AFTER_PARSING = ("duplicate-sheet", "reader-stopped")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(DEFAULT_LIMITS) as one:
        yield one


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> CheckedWorkbook:
    read = reader.read(written(tmp_path_factory.mktemp("sound"), archive(office_parts())))
    result = check_workbook(read, today=TODAY, lists=LISTS)
    assert result.status == "accepted"
    return result


def test_there_are_at_least_120_causes() -> None:
    causes = {hostile.cause for hostile in HOSTILE.values()}
    assert len(causes) == len(HOSTILE)
    assert len(causes) >= 120


@pytest.mark.parametrize("name", SHORT)
def test_a_hostile_workbook_is_refused_or_read_right(
    name: str, tmp_path: Path, reader: Reader, sound: CheckedWorkbook
) -> None:
    assert_outcome(HOSTILE[name], tmp_path, reader, sound)


@pytest.mark.soak
@pytest.mark.parametrize("name", LONG)
def test_a_large_hostile_workbook_is_refused_or_read_right(
    name: str, tmp_path: Path, reader: Reader, sound: CheckedWorkbook
) -> None:
    assert_outcome(HOSTILE[name], tmp_path, reader, sound)


def assert_outcome(hostile: Hostile, folder: Path, reader: Reader, sound: CheckedWorkbook) -> None:
    for variant, content in hostile.contents().items():
        path = written(folder, content, f"office{variant}.xlsx")
        begun = processor_time(reader)
        forget_peak(reader)
        read = reader.read(path)
        result = check_workbook(read, today=TODAY, lists=LISTS)
        assert processor_time(reader) - begun < (DEFAULT_LIMITS.seconds if hostile.is_long else SECONDS), variant
        assert_limits(read, reader)
        match hostile.expected:
            case Refused(code, detail):
                assert isinstance(read, Refusal) or result.refused, variant
                assert_refused(read, result, code, detail)
            case Read(told, same):
                assert isinstance(read, Workbook), (variant, read)
                assert told_places(result) == sorted(told, key=str), variant
                assert lost_cells(content, read, result) == {}, variant
                assert not same or rows_of(result) == rows_of(sound), variant


def assert_refused(read: Workbook | Refusal, result: CheckedWorkbook, code: str, detail: Mapping[str, object]) -> None:
    if isinstance(read, Refusal):
        assert (read.code, {key: read.detail.get(key) for key in detail}) == (code, dict(detail))
    assert code in {problem.code for problem in result.problems if problem.refuses}
    assert not result.tables


def told_places(result: CheckedWorkbook) -> list[tuple[str, str | None]]:
    """The codes told and their places, as in "leavers!G2"."""
    places = [(one.code, f"{one.sheet}!{one.cell}" if one.sheet and one.cell else one.sheet) for one in result.problems]
    return sorted(places, key=str)


# --- Files that are no files ----------------------------------------------------------------------------------------


READ_IT = (
    "import sys; from pathlib import Path; from intake.workbook import read_workbook;"
    " print(read_workbook(Path(sys.argv[1])).code)"
)


def a_pipe(folder: Path) -> Path:
    """A pipe that nobody writes to, at which a reader would wait for ever."""
    os.mkfifo(folder / "office.xlsx")
    return folder / "office.xlsx"


def a_link_to_itself(folder: Path) -> Path:
    """A link that leads to itself."""
    (folder / "office.xlsx").symlink_to(folder / "office.xlsx")
    return folder / "office.xlsx"


def a_device(folder: Path) -> Path:
    """A device that never ends."""
    (folder / "office.xlsx").symlink_to("/dev/zero")
    return folder / "office.xlsx"


def a_folder(folder: Path) -> Path:
    """A folder called like a workbook."""
    (folder / "office.xlsx").mkdir()
    return folder / "office.xlsx"


def a_file_that_is_gone(folder: Path) -> Path:
    """A file that was deleted meanwhile."""
    return folder / "office.xlsx"


def a_name_too_long(folder: Path) -> Path:
    """A name longer than a disk can hold."""
    return folder / f"{'z' * 300}.xlsx"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and no devices among its files")
@pytest.mark.parametrize("make", [a_pipe, a_link_to_itself, a_device, a_folder, a_file_that_is_gone, a_name_too_long])
def test_what_is_no_file_is_refused_at_once(make: Callable[[Path], Path], tmp_path: Path) -> None:
    command = [sys.executable, "-c", READ_IT, str(make(tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert (done.stdout.strip(), done.stderr) == ("cannot-open", "")


@pytest.mark.parametrize("name", ["~$office.xlsx", ".~lock.office.xlsx#"])
def test_the_file_of_an_open_workbook_is_told_by_its_name(name: str, tmp_path: Path, reader: Reader) -> None:
    assert reader.read(written(tmp_path, b"Zz", name)) == Refusal("lock-file")


# --- Limits ---------------------------------------------------------------------------------------------------------


def processor_time(reader: Reader) -> float:
    """Seconds of processor time of this process and of the reading one, so far; the latter's where it can be known."""
    process = reader._child
    status = Path(f"/proc/{process.pid}/stat") if process is not None else Path("/proc/none")
    if not status.exists():
        return process_time()
    ticks = sum(map(int, status.read_text(encoding="ascii").rpartition(")")[2].split()[11:13]))
    return process_time() + ticks / os.sysconf("SC_CLK_TCK")


def forget_peak(reader: Reader) -> None:
    """Lets the reading process's peak of memory count from now, where the system can (Linux)."""
    process = reader._child
    if process is not None and process.poll() is None and Path("/proc/self/clear_refs").exists():
        Path(f"/proc/{process.pid}/clear_refs").write_text("5", encoding="ascii")


def peak(reader: Reader) -> int | None:
    """The most memory that the reading process has had, in bytes; None where it has ended or can't be known."""
    process = reader._child
    status = Path(f"/proc/{process.pid}/status") if process is not None else Path("/proc/none")
    if process is None or process.poll() is not None or not status.exists():
        return None
    (line,) = (one for one in status.read_text(encoding="ascii").splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def assert_limits(read: Workbook | Refusal, reader: Reader) -> None:
    most = peak(reader)
    if most is not None:
        early = isinstance(read, Refusal) and read.code not in AFTER_PARSING
        assert most < (PEAK_OF_REFUSED if early else DEFAULT_LIMITS.memory_bytes)


# --- As a person meets them -----------------------------------------------------------------------------------------


def test_the_command_names_an_outcome_for_hostile_workbooks(tmp_path: Path) -> None:
    """For every third; in the long form for each."""
    names_an_outcome(SHORT[::3], tmp_path)


@pytest.mark.soak
def test_the_command_names_an_outcome_for_every_hostile_workbook(tmp_path: Path) -> None:
    names_an_outcome(SHORT, tmp_path)


def names_an_outcome(hostile: Sequence[str], tmp_path: Path) -> None:
    """Fails where `alj check` leaves a workbook out, calls it wrongly, or says what stands in it."""
    # Only a reference workbook knows which offices there are, and here is none.
    names = [name for name in hostile if HOSTILE[name].expected != Refused("unknown-office")]
    paths = [written(tmp_path, next(iter(HOSTILE[name].contents().values())), f"{name}.xlsx") for name in names]
    command = [sys.executable, "-m", "alj", "check", *map(str, paths), "--format", "json", "--workspace", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (1, "")
    files = json.loads(done.stdout)["files"]
    assert [one["file"] for one in files] == list(map(str, paths))
    for path, one in zip(paths, files, strict=True):
        is_refused = isinstance(HOSTILE[path.stem].expected, Refused)
        assert (one["status"] == "refused") == is_refused, path.name
    assert "Zz" not in done.stdout
