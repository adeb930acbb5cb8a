"""What goes to processes beside the command's own through files comes there as it was, and leaves none of them."""

import gc
import os
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from intake.processes import import_for_good
from intake.workers import begun_together, done_beside


@dataclass(frozen=True)
class Share:
    """Tables, one of them twice, and what is none."""

    name: str
    table: pl.DataFrame
    same: pl.DataFrame
    others: dict[str, pl.DataFrame]


def told(share: Share, folder: Path) -> tuple[Share, bool, list[str]]:
    """What came, whether what was one table is one still, and which files lie there now."""
    return share, share.table is share.same, [one.name for one in folder.iterdir() if one.name.endswith("0")]


@pytest.mark.parametrize("large", [0, 1_000_000])
def test_tables_come_as_they_were_in_files_of_their_own_or_not(
    tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("intake.workers.LARGE", large)
    table = pl.DataFrame(
        {"case": ["A", None], "office": ["NOR", "SUR"], "stage": ["b", "a"], "held": [[1], []], "n": [1.5, None]},
        schema_overrides={"office": pl.Categorical, "stage": pl.Enum(["a", "b"])},
    )
    empty = table.clear()
    shares = [Share(name, table, table, {"empty": empty, "none": pl.DataFrame()}) for name in ("one", "other")]
    done = dict(done_beside(told, [(share, tmp_path) for share in shares], 2, tmp_path))
    for number, share in enumerate(shares):
        came, is_one_still, _ = done[number]
        assert came.name == share.name
        assert came.table.equals(table)
        assert came.table.schema == table.schema
        assert came.others["empty"].schema == table.schema
        assert came.others["none"].shape == (0, 0)
        assert is_one_still
    assert done[0][2] == []
    assert list(tmp_path.iterdir()) == []


def seen(table: pl.DataFrame, number: int) -> tuple[int, int, int]:
    """The number, and which object in which process the table is."""
    return number, id(table), os.getpid()


@pytest.mark.parametrize(("processes", "parts"), [(1, 1), (2, 1), (4, 2)])
def test_what_goes_to_one_process_is_sent_there_once(processes: int, parts: int) -> None:
    table = pl.DataFrame({"case": ["A"]})
    waiting = begun_together([partial(seen, table, number) for number in range(5)], processes)
    done = [wait() for wait in reversed(waiting)][::-1]
    assert [number for number, _, _ in done] == [0, 1, 2, 3, 4]
    for part in range(parts):
        assert len({one[1:] for one in done[part::parts]}) == 1
    assert {process == os.getpid() for _, _, process in done} == {processes == 1}


def fails(_table: pl.DataFrame) -> None:
    raise ValueError("this one fails")


def test_a_fault_of_one_is_raised_by_whoever_waits() -> None:
    table = pl.DataFrame({"case": ["A"]})
    waiting = begun_together([partial(fails, table), partial(seen, table, 1)], 2)
    for wait in waiting:
        with pytest.raises(ValueError, match="this one fails"):
            wait()


BESIDE = """
import os
from intake.processes import prepare_processes, started
prepare_processes(["intake.processes"])
with started(1) as pool:
    assert pool.submit(os.getpid).result() != os.getpid()
"""


def test_processes_begin_where_no_socket_has_room_in_the_folder_for_temporary_files(tmp_path: Path) -> None:
    long = tmp_path / ("d" * 100)
    long.mkdir()
    done = subprocess.run([sys.executable, "-c", BESIDE], env={**os.environ, "TMPDIR": str(long)}, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("there", [True, False])
def test_what_is_imported_for_good_is_looked_through_for_garbage_no_more(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "made_up_module.py").write_text("HELD = [[]]\n")
    wanted = ("made_up_module", *([] if there else ["no_such_module"]))
    try:
        with nullcontext() if there else pytest.raises(ModuleNotFoundError):
            import_for_good(*wanted)
        assert gc.isenabled()
        assert (gc.get_freeze_count() > 0) == there
        held = sys.modules["made_up_module"].HELD
        assert any(one is held for one in gc.get_objects()) != there
    finally:
        gc.unfreeze()
        sys.modules.pop("made_up_module", None)
