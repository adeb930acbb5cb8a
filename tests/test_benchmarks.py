"""`make bench` in a short form: its ways read the same workbook, and it prints its ratios and their bounds."""

import io
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from benchmarks import figures, intake, lists, rebuilds
from generator.indicators import compute
from generator.indicators.leaving_rate import rate_figures
from generator.indicators.tally import Scope
from intake.checking import FileToCheck, check_each
from intake.settings import DEFAULT_SETTINGS
from tests.spoiled import SOUND, write_plain
from tests.workbooks import LISTS, TODAY


def test_the_short_form_prints_both_ratios_and_what_more_cores_bring(capsys: pytest.CaptureFixture[str]) -> None:
    intake.run(rows=50, scale=0.05, turns=1, workbooks=2)
    said = capsys.readouterr().out
    assert re.search(r"^read and checked / calamine +[0-9.]+, at most 6\.0: (pass|fail)$", said, re.MULTILINE)
    assert re.search(r"^read and checked / openpyxl +[0-9.]+, at most 0\.4: (pass|fail)$", said, re.MULTILINE)
    assert len(re.findall(r"^by the clock       / (?:calamine|openpyxl) +[0-9.]+$", said, re.MULTILINE)) == 2
    assert re.search(r"^2 workbooks read and checked: .* times as fast$", said, re.MULTILINE)


def test_the_ways_that_are_compared_read_the_same_rows(tmp_path: Path) -> None:
    path = write_plain(tmp_path / "sound.xlsx")
    assert intake.read_with_calamine(path) == intake.read_with_openpyxl(path) >= sum(map(len, SOUND.values()))


def test_processes_check_as_this_one_does_and_keep_the_order(tmp_path: Path) -> None:
    sound = write_plain(tmp_path / "sound.xlsx")
    few = write_plain(tmp_path / "few.xlsx", {**SOUND, "contacts": SOUND["contacts"][:1]})
    files = [FileToCheck(path, TODAY) for path in (sound, few, tmp_path / "gone.xlsx", sound)]
    here, there = ([one for _, one in check_each(files, LISTS, DEFAULT_SETTINGS, workers)] for workers in (1, 2))
    assert [one.counts for one in here] == [one.counts for one in there]
    assert [one.problems for one in here] == [one.problems for one in there]
    assert [one.sha256 for one in here] == [one.sha256 for one in there]
    assert here[0].declaration is there[0].declaration
    assert here[0].tables["leavers"].equals(there[0].tables["leavers"])
    assert [one.refused for one in there] == [False, False, True, False]


def test_the_cost_of_all_figures_is_told_for_each_size_with_its_growth() -> None:
    costs = [figures.Cost(1_000, {"caseload": 1.0}, {"listed_figures": 0.5}, 2.0, 50.0),
             figures.Cost(10_000, {"caseload": 9.0}, {"listed_figures": 7.0}, 21.0, 600.0)]  # fmt: skip
    said = "\n".join(figures.lines(costs))
    assert re.search(r"^caseload +1\.00 s +9\.00 s +0\.90$", said, re.MULTILINE)
    assert re.search(r"^listed_figures +0\.50 s +7\.00 s +1\.40$", said, re.MULTILINE)
    assert re.search(r"^time: 1\.0 s, 9\.0 s; grown 0\.90 .*: pass$", said, re.MULTILINE)
    assert re.search(r"^processor: 2\.0 s, 21\.0 s; grown 1\.05 .*: pass$", said, re.MULTILINE)
    assert re.search(r"^memory: 50\.0 MB, 600\.0 MB; grown 1\.20 .*: fail$", said, re.MULTILINE)


def test_the_cost_of_every_group_of_figures_is_listed_at_the_sizes_asked_for() -> None:
    assert set(figures.FIGURES_OF) == {name for name in vars(compute) if name.endswith("_figures") and name[0] != "_"}
    assert figures.SIZES == (10_000, 100_000, 1_000_000)


def test_every_made_up_case_is_counted_and_its_sums_close() -> None:
    cost = figures.apart(500)
    assert set(cost.figures) == set(figures.FIGURES_OF)
    assert set(cost.stages) >= {"caseload", "figures", "annual tables", "survival", "proof", "a month and a year ago"}
    rates = rate_figures(figures.made_up_register(500), figures.TODAY, DEFAULT_SETTINGS, Scope(figures.TODAY, ()))
    assert {one["period"][0] for one in rates} >= {"2024/25", "2025/26"}


def test_a_row_of_rebuilds_is_a_ratio_of_medians_beside_its_bound() -> None:
    demo = [rebuilds.Cost(clock, 2 * clock, 100.0) for clock in (70.0, 80.0, 90.0)]
    unchanged = [rebuilds.Cost(clock, clock, 50.0) for clock in (0.4, 0.2, 9.0)]
    again = [rebuilds.Cost(clock, clock, 100.0) for clock in (20.0, 30.0, 20.0)]
    first, second, third = rebuilds.lines({"demo": demo, "unchanged": unchanged, "again": again})
    assert first.endswith("0.250, at most 0.2: fail (processor 0.125)")
    assert second.endswith("0.005, at most 0.01: pass (processor 0.003)")
    assert third == "demo 80.00 s  unchanged 0.40 s  again 20.00 s"


def test_an_upload_is_withheld_from_the_archive_and_the_rest_keeps_its_order(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (archive / "blobs").mkdir(parents=True)
    receipts = [
        {"number": number, "sha256": str(number), "office_hint": office}
        for number, office in enumerate(("NOR", "MIN", "NOR", "MIN"), start=1)
    ]
    (archive / "received.jsonl").write_text("".join(json.dumps(one) + "\n" for one in receipts), encoding="utf-8")
    (archive / "came-to.jsonl").touch()
    for number in range(1, 5):
        (archive / "blobs" / f"{number}.xlsx").write_bytes(b"%d" % number)
    assert rebuilds.withhold(tmp_path, "NOR") == b"3"
    left = [json.loads(line) for line in (archive / "received.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["number"], one["sha256"]) for one in left] == [(1, "1"), (2, "2"), (3, "4")]
    assert sorted(file.name for file in (archive / "blobs").iterdir()) == ["1.xlsx", "2.xlsx", "4.xlsx"]


def test_an_upload_is_mended_in_one_cell(demo: Path, tmp_path: Path) -> None:
    archive = shutil.copytree(demo / "archive", tmp_path / "archive").parent
    upload = rebuilds.withhold(archive, rebuilds.OFFICE)
    before, after = (
        {
            (sheet.title, cell.coordinate): cell.value
            for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets
            for row in sheet.iter_rows()
            for cell in row
        }
        for content in (upload, rebuilds.mended(demo, upload))
    )
    (place,) = [place for place in before if after[place] != before[place]]
    assert place[0] == "Kontakte"
    cases = {value for (sheet, at), value in before.items() if sheet == "Abgänger" and at[0] == "A"}
    assert after[place] in cases
    assert before[place] not in cases


def test_a_list_for_one_office_and_for_ten_is_reconciled_and_all_workbooks_are_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lists.run(leavers=3, offices=1)
    said = capsys.readouterr().out
    assert re.search(r"^ +3 leavers, 1 offices  [0-9.]+ s", said, re.MULTILINE)
    assert re.search(r"^ +30 leavers, 10 offices  [0-9.]+ s", said, re.MULTILINE)
    assert re.search(r"^processor time grew [0-9.]+ times .*at most 1\.1: (pass|fail)$", said, re.MULTILINE)


def test_people_of_the_made_up_list_are_told_apart() -> None:
    codes = list(lists.codes_of(400))
    people = [lists.leaver(number, codes) for number in range(20_000)]
    assert len(set(codes)) == 400
    for told_by in ("national_number", "last_name"):
        assert len({person[told_by] for person in people}) == 20_000
