"""The straightforward way that `make bench` measures comes to the same place: rows, register, addresses, words."""

import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from alj.cli import main
from benchmarks import rebuilds, straightforward
from benchmarks.naive.same import addresses, differences, other_words, visible_words
from benchmarks.naive.taking_in import merged_on, read_archive
from benchmarks.naive.way import from_nothing, to_pages
from benchmarks.rebuilds import Cost
from generator.editions import frozen_editions
from intake.register import Problems, Register, read_register
from intake.settings import read_settings
from intake.workspace import Workspace

RECEIVED = ("archive", "identity", "alj.toml", "alj.key", "alj.format")
"""What both ways begin with once the workbooks were received."""


def received_by(workspace: Path, folder: Path) -> Workspace:
    """A workspace that received what another did, and has worked out nothing yet."""
    folder.mkdir()
    for name in RECEIVED:
        if (workspace / name).is_dir():
            shutil.copytree(workspace / name, folder / name)
        else:
            shutil.copy2(workspace / name, folder / name)
    return Workspace(folder)


def with_sheet(register: Register, sheet: str, rows: pl.DataFrame) -> Register:
    return replace(register, tables={**register.tables, sheet: rows})


def test_pandas_accepts_the_same_rows_and_comes_to_the_same_register(demo: Path, tmp_path: Path) -> None:
    workspace = received_by(demo, tmp_path / "naive")
    known = read_archive(workspace, read_settings(workspace.settings_file))
    merged, ours = merged_on(known, None), read_register(Workspace(demo).register)
    assert differences(merged.register, ours) == []
    accepted = dict.fromkeys(ours.tables, 0)
    for (_, key, fate), number in merged.counts.items():
        accepted[key] += number if fate == "accepted" else 0
    assert accepted == {key: table.height for key, table in ours.tables.items()}
    assert min(accepted.values()) > 0
    assert ours.problems["code"].n_unique() > 15
    for edition in frozen_editions(Workspace(demo).editions):
        assert differences(merged_on(known, edition.edition.known_on).register, edition.register) == []


def test_a_small_service_has_the_same_pages_with_the_same_words(small_service: Path, tmp_path: Path) -> None:
    workspace = received_by(small_service, tmp_path / "naive")
    merged = to_pages(workspace, read_settings(workspace.settings_file), ())
    ours = Workspace(small_service)
    assert differences(merged.register, read_register(ours.register)) == []
    assert addresses(workspace.sites) == addresses(ours.sites)
    assert len(addresses(ours.sites)) > 30
    assert list(other_words(workspace.sites, ours.sites)) == []
    home = (workspace.sites / "coordination" / "index.html").read_text(encoding="utf-8")
    assert "<text" in home
    assert "chart-narrow" in home


def test_a_register_that_differs_is_noticed(demo: Path) -> None:
    register = read_register(Workspace(demo).register)
    leavers = register.tables["leavers"]
    others = leavers.with_columns(pl.col("person").str.reverse())
    assert differences(register, with_sheet(register, "leavers", others)) == []
    one_person = leavers.with_columns(pl.col("person").first())
    assert differences(with_sheet(register, "leavers", one_person), register) == [
        f"tables/leavers: {leavers.height} rows and {leavers.height}"
    ]
    fewer = with_sheet(register, "contacts", register.tables["contacts"].head(-1))
    assert differences(register, fewer)[0].startswith("tables/contacts: ")
    told = replace(register, problems=Problems.validate(register.problems.head(-1)))
    assert differences(register, told) == ["problems"]
    assert differences(register, replace(register, lists_received=())) == ["lists_received"]


def test_a_page_or_a_word_that_differs_is_noticed(tmp_path: Path) -> None:
    page = "<p>Open cases <b>{n}</b><style>p {{}}</style></p><svg><metadata>m</metadata><text>{label}</text></svg>"
    for folder, n, label in (("one", 7, "May"), ("same", 7, " May\n"), ("number", 8, "May"), ("chart", 7, "June")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text(page.format(n=n, label=label), encoding="utf-8")
    assert visible_words((tmp_path / "one" / "index.html").read_text(encoding="utf-8")) == ["Open", "cases", "7", "May"]
    told = {
        other: list(other_words(tmp_path / "one", tmp_path / other)) for other in ("same", "number", "chart")
    }  # fmt: skip
    assert told == {
        "same": [], "number": ["index.html: '7 May' and '8 May'"], "chart": ["index.html: 'May' and 'June'"],
    }  # fmt: skip
    (tmp_path / "same" / "more.html").touch()
    assert addresses(tmp_path / "same") - addresses(tmp_path / "one") == {"more.html"}


def test_the_row_is_a_ratio_of_medians_taken_in_turns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    turns: list[str] = []

    def costs(name: str, clock: float) -> Cost:
        turns.append(name)
        return Cost(clock + 100 * (len(turns) < 3), 2 * clock, 300)

    monkeypatch.setattr(straightforward, "demo", lambda *_: costs("demo", 30))
    monkeypatch.setattr(straightforward, "naive", lambda *_: costs("naive", 100))
    straightforward.run(turns=5)
    said = capsys.readouterr().out.splitlines()
    assert turns == ["demo", "naive"] * 5
    assert said[0].split() == [
        "demo", "from", "nothing", "/", "straightforward", "way", "0.300,", "at", "most", "0.4:", "pass", "(processor",
        "0.300)",
    ]  # fmt: skip
    assert said[1:] == [
        "demo 30.00 s, processor 60.00 s, 300 MB", "straightforward way 100.00 s, processor 200.00 s, 300 MB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("raise ValueError", "ended with 1"),
        ("import sys; sys.exit(3)", "ended with 3"),
        ("import sys; sys.exit(1)", "made no current"),
        ("pass", "made no current"),
    ],
)
def test_a_command_that_broke_off_is_no_measurement(program: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=told):
        rebuilds.cost_of("-c", program, makes=tmp_path / "current")


def test_a_command_that_has_something_to_mend_is_one(tmp_path: Path) -> None:
    cost = rebuilds.cost_of("-c", "import sys; sys.exit(1)", makes=tmp_path)
    assert cost.clock > 0
    assert cost.megabytes > 1


@pytest.mark.soak
def test_the_whole_demo_has_the_same_pages_with_the_same_words(tmp_path: Path) -> None:
    assert main(["demo", str(tmp_path / "ours")]) == 0
    ours, naive = Workspace(tmp_path / "ours"), Workspace(tmp_path / "naive")
    merged = from_nothing(naive.root)
    assert differences(merged.register, read_register(ours.register)) == []
    assert addresses(naive.sites) == addresses(ours.sites)
    assert len(addresses(ours.sites)) > 350
    assert list(other_words(naive.sites, ours.sites)) == []
