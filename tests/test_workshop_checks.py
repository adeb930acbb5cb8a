"""The workshop's sheets: their numbers, their places, and days that can't have been attended."""

from pathlib import Path

import pytest

from intake.problems import describe
from tests.problem_examples import CASE, GROUP, WORKSHOPS, in_group, leaver, table
from tests.workbooks import ENGLISH, checked, rows, write_workbook


@pytest.mark.parametrize("written", ["YW-2627-03", "yw 2627 3", "YW–2627–03", "YW-2627/3", " YW_2627_03 "])
def test_a_workshop_number_is_read_however_it_was_typed(written: str, tmp_path: Path) -> None:
    group = table("workshops", WORKSHOPS, f"{written} | Clervaux | 01.10.2026 | 01.02.2027 | 12")
    result = checked(write_workbook(tmp_path / "office.xlsx", {**leaver(), **group}))
    assert (rows(result.tables["workshops"], "workshop"), result.problems) == ([("YW-2627-03",)], ())


def test_a_participant_is_found_by_the_number_as_it_is_meant(tmp_path: Path) -> None:
    tables = {**leaver(), **in_group(("workshop | case | joined_on", f"yw 2627 1 | {CASE} | 01.10.2026"))}
    result = checked(write_workbook(tmp_path / "office.xlsx", tables))
    assert (rows(result.tables["participants"], "workshop"), result.problems) == ([("YW-2627-01",)], ())


@pytest.mark.parametrize("written", ["Chez Mme Sample", "YW-26-03", "YW-2627-003", "2627-03"])
def test_free_words_in_the_place_of_a_workshop_number_hold_the_group_back(written: str, tmp_path: Path) -> None:
    group = table("workshops", WORKSHOPS, f"{written} | Clervaux | 01.10.2026 | 01.02.2027 | 12")
    result = checked(write_workbook(tmp_path / "office.xlsx", {**leaver(), **group}))
    assert [(one.code, one.cell) for one in result.problems] == [("not-a-workshop-number", "A2")]
    assert (result.tables["workshops"].height, result.held["workshops"].height) == (0, 1)


def test_a_place_that_is_no_commune_is_emptied_and_told_once_and_holds_nobody_back(tmp_path: Path) -> None:
    """As older workbooks have it: where the group met, in free words."""
    group = table("workshops", WORKSHOPS, GROUP.replace("Clervaux", "Clervau, 2e étage"))
    tables = {**leaver(), **in_group(("workshop | case | joined_on", f"YW-2627-01 | {CASE} | 01.10.2026")), **group}
    result = checked(write_workbook(tmp_path / "office.xlsx", tables))
    assert [describe(problem, ENGLISH) for problem in result.problems] == [
        "Workshops!B2: A text that is not in the list “Communes”. Choose an entry from the list. Until then the cell "
        "counts as empty. [not-in-list]"
    ]
    assert rows(result.tables["workshops"], "workshop", "place") == [("YW-2627-01", None)]
    assert result.tables["participants"].height == 1


@pytest.mark.parametrize(("attended", "held", "is_told"), [(8, "8", False), (9, "8", True), (9, "", False)])
def test_days_attended_are_held_to_the_days_of_the_group(
    attended: int, held: str, is_told: bool, tmp_path: Path
) -> None:
    attending = in_group(
        ("workshop | case | joined_on | days_attended", f"YW-2627-01 | {CASE} | 01.10.2026 | {attended}")
    )
    groups = table("workshops", f"{WORKSHOPS} | days_held", f"{GROUP} | {held}")
    result = checked(write_workbook(tmp_path / "office.xlsx", {**leaver(), **attending, **groups}))
    assert [one.code for one in result.problems] == ["more-days-than-held"] * is_told
    assert result.tables["participants"].height == 1
