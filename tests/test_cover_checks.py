"""What a cover says: its fault told by its own name, whose workbook it is, and the stamp where it was written over."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from alj.cli import COULD_NOT_GO_ON, TO_MEND, main
from intake.checks import CheckedWorkbook
from intake.problems import describe
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.template import Stamp, write_template
from intake.workbook import Workbook, read_workbook
from tests.libreoffice import convert, needs_libreoffice
from tests.problem_examples import leaver, leavers, table
from tests.workbooks import COVER, ENGLISH, TODAY, checked, write_workbook

FOREIGN = leavers(*({"case": f"MIN-2627-000{number}"} for number in range(1, 5)))


def told(result: CheckedWorkbook) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.cell) for problem in result.problems]


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        (
            {"data_on": "31.12.2026"},
            "Cover!B4: A date in the future. Correct it: only what has already happened is entered here. Until then "
            "nothing of the workbook counts. [date-in-future]",
        ),
        (
            {"data_on": "30.10.26"},
            "Cover!B4: A date with a year of two digits. Write all four digits of the year, as in 31.12.2009. Until "
            "then nothing of the workbook counts. [year-of-two-digits]",
        ),
        (
            {"school_year": "this year"},
            "Cover!B2: A text that is not a school year. Write it as 2026/27. Until then nothing of the workbook "
            "counts. [not-a-school-year]",
        ),
        ({"data_on": None}, "Cover!B4: “State of the data on” is empty. Fill it in on the cover. [cover-incomplete]"),
    ],
)
def test_a_needed_cell_of_the_cover_is_told_by_its_own_problem(
    cover: dict[str, object], said: str, tmp_path: Path
) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, **cover}))
    assert [describe(problem, ENGLISH) for problem in result.problems] == [said]
    assert (result.status, dict(result.tables)) == ("refused", {})


def test_an_optional_cell_of_the_cover_is_emptied(tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, "posts": "two"}))
    assert (told(result), result.cover["posts"], result.refused) == ([("not-a-number", "B5")], None, False)


# ---- Whose workbook it is ------------------------------------------------------------------------------------------


def test_a_wrong_office_on_the_cover_is_told_alone(tmp_path: Path) -> None:
    contacts = table(
        "contacts",
        "case | kind | contact_on | with_whom | result",
        "MIN-2627-0001 | Letter | 05.10.2026 | Parents | No response",
    )
    result = checked(write_workbook(tmp_path / "office.xlsx", {**FOREIGN, **contacts}))
    assert [describe(problem, ENGLISH) for problem in result.problems] == [
        "Cover!B1: All case numbers are those of another office than the one on the cover. Correct the office on the "
        "cover. If the cases are yours now, give each a number of your own office. [cover-contradicts-cases]"
    ]
    assert (result.status, dict(result.tables)) == ("refused", {})


def test_it_is_told_before_what_is_wrong_with_rows(tmp_path: Path) -> None:
    rows = leavers(*({"case": f"MIN-2627-000{number}", "grade": "nine"} for number in range(1, 4)))
    result = checked(write_workbook(tmp_path / "office.xlsx", rows))
    assert told(result) == [("cover-contradicts-cases", "B1"), *(("not-a-number", f"O{row}") for row in (2, 3, 4))]


def test_a_single_case_of_the_covers_own_office_leaves_the_others_to_be_told(tmp_path: Path) -> None:
    rows = leavers({}, *({"case": f"MIN-2627-000{number}"} for number in range(2, 5)))
    result = checked(write_workbook(tmp_path / "office.xlsx", rows))
    assert told(result) == [("case-of-another-office", f"A{row}") for row in (3, 4, 5)]
    assert result.tables["leavers"].height == 1


@pytest.mark.parametrize("cases", [FOREIGN, leaver(case="MIN-2627-0001")])
def test_a_cover_that_contradicts_its_stamp_is_told_once_whatever_the_cases(
    cases: dict[str, list[list[object]]], tmp_path: Path
) -> None:
    """The rows are the stamp's office's: that they are not the cover's follows from the one wrong cell."""
    stamped = {**COVER, "template_version": "1", "written_for": "MIN 2026/27"}
    result = checked(write_workbook(tmp_path / "office.xlsx", cases, stamped))
    assert told(result) == [("cover-contradicts-stamp", "B1")]


# ---- The stamp, in cells and in the document's properties ----------------------------------------------------------

STAMP = Stamp(OFFICE_WORKBOOK.version, "en", TODAY, "NOR", "2026/27", "2026-10-01")
CELLS = ("Template version", "Template written for", "Monthly lists held")


def stamped_template(path: Path, **written_over: str | None) -> Path:
    """Write a template of NOR, its cover filled in, with other things in place of what stands beside some labels."""
    cover: dict[str, object] = {"office": "NOR", "school_year": "2026/27", "data_on": TODAY}
    write_template(OFFICE_WORKBOOK, path, ENGLISH, cover=cover, stamp=STAMP)
    book = openpyxl.load_workbook(path)
    page = book["Cover"]
    for row in page.iter_rows(min_col=2, max_col=2):
        label = str(row[0].value).removesuffix(" *")
        if label in written_over:
            page.cell(row[0].row or 0, 3).value = written_over[label]
    book.save(path)
    return path


def test_the_properties_are_read_with_the_sheets(tmp_path: Path) -> None:
    book = read_workbook(stamped_template(tmp_path / "office.xlsx"))
    assert isinstance(book, Workbook)
    assert {name: book.properties[name] for name in ("alj.office", "alj.school_year", "alj.lists_held")} == {
        "alj.office": "NOR", "alj.school_year": "2026/27", "alj.lists_held": "2026-10-01",
    }  # fmt: skip


@pytest.mark.parametrize("pasted", [None, "Our own words"])
def test_stamped_cells_that_were_written_over_are_read_from_the_properties(pasted: str | None, tmp_path: Path) -> None:
    result = checked(stamped_template(tmp_path / "office.xlsx", **dict.fromkeys(CELLS, pasted)))
    assert result.problems == ()
    assert [result.cover[key] for key in ("template_version", "written_for", "lists_held")] == [
        "1", "NOR 2026/27", "2026-10-01",
    ]  # fmt: skip


def test_a_wrong_office_is_recognised_from_the_properties_alone(tmp_path: Path) -> None:
    path = stamped_template(tmp_path / "office.xlsx", **{"Template written for": "Our own words", "Office": "MIN"})
    assert told(checked(path)) == [("cover-contradicts-stamp", "C6")]


def test_cells_and_properties_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    result = checked(stamped_template(tmp_path / "office.xlsx", **{"Template written for": "NOR 2025/26"}))
    said = {problem.code: describe(problem, ENGLISH) for problem in result.problems}
    assert {*said} == {"stamp-contradicts-properties", "year-contradicts-stamp"}
    assert said["stamp-contradicts-properties"].partition(": ")[2] == (
        "What the tool wrote here about this file is not what it wrote into the file's properties. If the cover "
        "was copied from another workbook, go on in your own; else in the marked copy. [stamp-contradicts-properties]"
    )


@needs_libreoffice
def test_the_properties_outlive_libreoffice(tmp_path: Path) -> None:
    path = stamped_template(tmp_path / "office.xlsx", **dict.fromkeys(CELLS))
    assert checked(convert(path, tmp_path / "saved", "xlsx")).cover["written_for"] == "NOR 2026/27"


# ---- A reference workbook without offices --------------------------------------------------------------------------


def test_a_reference_workbook_without_offices_is_told_and_stops_a_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "service"
    main(["init", str(root), "--language", "en"])
    write_workbook(root / "reference.xlsx", {}, {"data_on": datetime.date(2026, 10, 1)}, REFERENCE_WORKBOOK)
    capsys.readouterr()
    assert main(["check", str(root / "reference.xlsx"), "--workspace", str(root)]) == TO_MEND
    sentence = "Offices: The sheet has no office. Enter one row for each regional office. [no-offices]"
    assert sentence in capsys.readouterr().out
    assert main(["build", "--workspace", str(root)]) == COULD_NOT_GO_ON
    assert capsys.readouterr().err.splitlines() == [
        "alj: the reference workbook has to be mended first, reference.xlsx:", sentence,
    ]  # fmt: skip
