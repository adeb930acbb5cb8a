"""Months in sequence: each list closes with the one before, no case is lost or doubled, in any order of arrival."""

import random
import shutil
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from intake.letter_layout import write_letter_templates
from intake.settings import Settings
from intake.submissions import take_inbox
from intake.tables import OFFICE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from tests.monthly_lists import TODAY, back, make_service, out, write_list
from tests.months_of_work import one_open_case_each, told_alike, work_through
from tests.workbooks import ENGLISH

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))


def at_mersch(name: str, left_on: date = date(2026, 9, 1)) -> dict[str, object]:
    return out(name, left_on, commune="Mersch", locality="Mersch")


def three_months(folder: Path) -> list[Path]:
    """Una goes back to school and leaves again; Dua moves to the other office's commune; Quina is gone in December."""
    una_again = out("Una", date(2026, 11, 20))
    tria, sexta = at_mersch("Tria"), at_mersch("Sexta", date(2026, 10, 12))
    return [
        write_list(folder / "10.xlsx", date(2026, 10, 5), out("Una"), out("Dua"), tria, out("Quina")),
        write_list(
            folder / "11.xlsx", date(2026, 11, 2), out("Dua"), tria, out("Quina"),
            sexta, returned=(back("Una", date(2026, 10, 20)),),
        ),
        write_list(
            folder / "12.xlsx", date(2026, 12, 7), una_again, at_mersch("Dua"), tria,
            sexta,
        ),
    ]  # fmt: skip


def service_in(folder: Path) -> Workspace:
    workspace = make_service(folder)
    write_letter_templates(workspace.letters, ENGLISH, "ALJ", TODAY)
    return workspace


def test_three_months_close_and_no_case_is_lost_or_doubled(tmp_path: Path, capsys: Captured) -> None:
    """In a chance order of arrival; that any order comes to the same is looked at in the long form too."""
    lists = three_months(tmp_path)
    done = work_through(service_in(tmp_path / "one"), lists, ["NOR", "MIN"], capsys, shuffled=random.Random(7))
    # Worked out by hand from the lists: before, new, returned, re-enrolled, after.
    columns = ("before", "new", "returned", "re_enrolled", "after")
    found = {
        (day, office): tuple(counts[name] for name in columns)
        for day, of_list in done.closings.items() for office, counts in of_list.items()
    }  # fmt: skip
    assert found == {
        ("2026-10-05", "MIN"): (0, 1, 0, 0, 1), ("2026-10-05", "NOR"): (0, 3, 0, 0, 3),
        ("2026-11-02", "MIN"): (1, 1, 0, 0, 2), ("2026-11-02", "NOR"): (3, 0, 0, 1, 2),
        ("2026-12-07", "MIN"): (2, 0, 0, 0, 2), ("2026-12-07", "NOR"): (2, 0, 1, 0, 3),
    }  # fmt: skip
    assert done.closings["2026-12-07"]["NOR"]["gone"] == 1
    leavers = done.taken.register.table(OFFICE_WORKBOOK.sheet("leavers"))
    assert sorted(leavers["case"]) == [
        "MIN-2627-0001", "MIN-2627-0002", "NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003", "NOR-2627-0004",
    ]  # fmt: skip
    assert one_open_case_each(done.facts)
    twice = leavers.filter(pl.col("person").is_duplicated())["case"].sort().to_list()
    assert len(twice) == 2, "Una's two starts"


@pytest.mark.soak
def test_three_months_come_to_the_same_in_any_order_of_arrival(tmp_path: Path, capsys: Captured) -> None:
    lists, orders = three_months(tmp_path), (None, random.Random(7), random.Random(8))
    first, *others = (
        work_through(service_in(tmp_path / str(at)), lists, ["NOR", "MIN"], capsys, shuffled=order)
        for at, order in enumerate(orders)
    )
    assert all(told_alike(first, other) for other in others)


def demo_without_workbooks(demo: Path, folder: Path) -> Workspace:
    """A workspace with the demo's offices and templates of letters, to which nobody has sent anything yet."""
    workspace = make_workspace(folder, Settings(language="en", today=TODAY))
    shutil.copy(demo / "reference.xlsx", workspace.reference)
    write_letter_templates(workspace.letters, ENGLISH, "ALJ", TODAY)
    return workspace


@pytest.mark.soak
def test_twelve_months_of_the_demo(demo: Path, tmp_path: Path, capsys: Captured) -> None:
    lists: Sequence[Path] = sorted((demo / "lists").glob("*.xlsx"))[:12]
    offices = sorted(path.name for path in (demo / "returned").iterdir() if path.is_dir())
    ended = []
    for name, shuffled in (("one", None), ("other", random.Random(7))):
        workspace = demo_without_workbooks(demo, tmp_path / name)
        for office in offices:
            workspace.inbox_of(office).mkdir()
        ended.append(work_through(workspace, lists, offices, capsys, shuffled=shuffled))
        assert one_open_case_each(ended[-1].facts)
    assert len(ended[0].closings) == 12
    assert told_alike(*ended)
