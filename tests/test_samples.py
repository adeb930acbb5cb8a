"""The made-up service: of the real one's size, the same for a seed, without a fault but those that are planted."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from intake.checks import CheckedWorkbook, check_workbook, lists_of
from intake.language import Language
from intake.messages import CATALOGUE
from intake.second_looks import check_digits_fit
from intake.tables import MONTHLY_LIST, OFFICE_WORKBOOK, REFERENCE_WORKBOOK, WORKBOOKS
from intake.tables.declare import Sheet, fields
from intake.workbook import read_workbook, read_workbooks
from samples.cases import Case
from samples.days import TODAY, age_on, last_day_of, list_day, school_year, workbooks_day
from samples.lives import BACK_AT_SCHOOL, is_definite
from samples.mistakes import MISTAKES, plant_mistakes
from samples.people import national_number
from samples.places import OFFICES
from samples.reference import reference_rows
from samples.service import Service, make_up_service
from samples.workbooks import OfficeWorkbook, monthly_lists, office_workbooks
from samples.workspace import SampleWorkspace, WorkbookToWrite, write_sample_workspace
from tests.workbooks import write_workbook

SMALL = 0.05
ANSWERS = ("responded", "reached", "refused")


@cache
def full() -> Service:
    return make_up_service()


@cache
def full_workbooks() -> list[OfficeWorkbook]:
    return office_workbooks(full())


@pytest.fixture(scope="module")
def small_workbooks() -> list[OfficeWorkbook]:
    return office_workbooks(make_up_service(scale=SMALL))


def frame(sheet: type[Sheet], rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    declared, columns = fields(sheet), sheet.columns()
    unknown = {key for row in rows for key in row} - set(declared)
    assert not unknown, f"{sheet.__name__} has no such columns"
    numbers = pl.Series("row", range(2, len(rows) + 2), dtype=pl.Int32)
    return pl.DataFrame(
        [numbers, *(pl.Series(key, [row.get(key) for row in rows], dtype=columns[key].dtype) for key in declared)]
    )


def broken_rules(sheet: type[Sheet], rows: Sequence[Mapping[str, object]]) -> Mapping[str, int]:
    return sheet.filter(frame(sheet, rows))[1].counts()


def test_posts_communes_and_teachers_are_those_of_the_service() -> None:
    rows = reference_rows()
    assert sum(float(str(row["posts"])) for row in rows["offices"]) == 14.75
    assert len({row["commune"] for row in rows["communes"]}) == len(rows["communes"]) == 100
    assert len({row["canton"] for row in rows["communes"]}) == 12
    assert {row["office"] for row in rows["communes"]} == {row["code"] for row in rows["offices"]}
    assert len(rows["teachers"]) == 40
    preparatory = {row["code"] for row in rows["schools"] if row["preparatory"] == "yes"}
    assert {row["school"] for row in rows["teachers"]} == preparatory


def test_published_figures_close_as_the_ministry_published_them() -> None:
    published = reference_rows()["published"]
    for year, left in (("2011/12", 1680), ("2012/13", 1643)):
        table = [row for row in published if row["school_year"] == year and "annual table" in str(row["source"])]
        values = {str(row["figure"]): float(str(row["value"])) for row in table}
        assert values.pop("left school") == left == sum(values.values())
    assert [row["value"] for row in published if row["school_year"] == "2019/20"] == [8.16, 6.92, 7.05, 7.0]


def test_compulsory_schooling_reaches_eighteen_from_2026() -> None:
    ages = {row["school_year"]: row["compulsory_age"] for row in reference_rows()["pupils"] if row["track"] == "all"}
    assert ages == {"2023/24": 16, "2024/25": 16, "2025/26": 16, "2026/27": 18}


@pytest.mark.parametrize("sheet", REFERENCE_WORKBOOK.sheets)
def test_reference_rows_keep_every_rule(sheet: type[Sheet]) -> None:
    assert broken_rules(sheet, reference_rows()[sheet.INFO.key]) == {}


def test_list_and_workbooks_are_due_on_working_days() -> None:
    assert list_day(2026, 10) == datetime.date(2026, 10, 5)
    # 5 April is a Sunday and 6 April Easter Monday.
    assert list_day(2026, 4) == datetime.date(2026, 4, 7)
    assert workbooks_day(2026, 5) == datetime.date(2026, 5, 29)


def test_national_number_has_both_check_digits() -> None:
    assert national_number(datetime.date(1893, 12, 1), 57) == "1893120105732"
    assert all(check_digits_fit(one.person.national_number) for one in full().starts if one.person.national_number)


def test_national_numbers_are_of_one_person_each() -> None:
    persons = {id(start.person): start.person.national_number for start in full().starts}
    numbers = [number for number in persons.values() if number]
    assert len(numbers) == len(set(numbers))


def test_same_seed_makes_up_the_same_service() -> None:
    one, same, other = (office_workbooks(make_up_service(seed, SMALL)) for seed in (7, 7, 8))
    assert one == same
    assert one != other


def test_some_1680_leave_school_in_a_year() -> None:
    starts = Counter(school_year(start.left_on) for start in full().starts)
    closed = [starts["2024/25"], starts["2025/26"]]
    assert all(1500 <= number <= 1780 for number in closed)
    assert sum(closed) / 2 == pytest.approx(1680, rel=0.05)
    months = Counter(start.left_on.month for start in full().starts if start.left_on < datetime.date(2026, 9, 1))
    assert months[9] / sum(closed) == pytest.approx(1 / 3, abs=0.05)
    assert [month for month, _ in months.most_common(2)] == [9, 11]


def test_leavers_are_as_published() -> None:
    starts = full().starts
    ages = Counter(age_on(start.person.birth_date, start.left_on) for start in starts)
    assert ages.most_common(1)[0][0] == 18
    behind = Counter(start.schooling.years_behind for start in starts)
    assert behind[1] / len(starts) == pytest.approx(0.5, abs=0.04)
    assert behind[2] / len(starts) == pytest.approx(0.25, abs=0.04)
    assert sum(start.person.sex == "male" for start in starts) / len(starts) == pytest.approx(0.61, abs=0.03)
    persons = Counter(id(start.person) for start in starts)
    assert 0.07 <= sum(number > 1 for number in persons.values()) / len(persons) <= 0.13


def was_reached(case: Case) -> bool:
    return any(contact.result in ANSWERS and contact.on <= TODAY for contact in case.contacts)


def test_three_in_four_are_reached_and_a_quarter_goes_back_to_school() -> None:
    cases = [case for case in full().cases if case.left_on and case.listed_on and case.left_on.year < 2026]
    assert sum(map(was_reached, cases)) / len(cases) == pytest.approx(0.75, abs=0.04)
    year = [case for case in cases if case.left_on and school_year(case.left_on) == "2024/25"]
    end = last_day_of("2024/25")
    back = [
        case
        for case in year
        if any(
            row["situation"] in (*BACK_AT_SCHOOL, "apprenticeship") and str(row["from_date"]) <= str(end)
            for row in case.statements
        )
    ]
    assert 0.16 <= len(back) / len(year) <= 0.34


def test_reasons_have_the_published_shares() -> None:
    reasons = Counter(row["main_reason"] for case in full().cases for row in case.interviews)
    shares = {reason: number / reasons.total() for reason, number in reasons.items()}
    assert shares["new-project"] == pytest.approx(0.21, abs=0.03)
    assert shares["no-training-place"] == pytest.approx(0.17, abs=0.03)
    assert shares["conflict"] + shares["family"] == pytest.approx(0.06, abs=0.02)


def is_open(case: Case) -> bool:
    """Roughly: the caseload's own rules are tested with the caseload."""
    closed = case.closed_on is not None and case.closed_on <= TODAY
    known = [str(row["situation"]) for row in case.statements if str(row["confirmed_on"]) <= str(TODAY)]
    return case.opened_on <= TODAY and not closed and not (known and is_definite(known[-1]))


def test_a_tenth_of_the_open_cases_is_overdue_and_mostly_in_two_offices() -> None:
    open_cases = [case for case in full().cases if is_open(case)]
    overdue = Counter(case.office for case in open_cases if case.overdue_on(TODAY))
    assert 900 <= len(open_cases) <= 1500
    assert 0.08 <= overdue.total() / len(open_cases) <= 0.15
    assert (overdue["MIN"] + overdue["SOU"]) / overdue.total() > 0.5
    posts = {office.code: office.posts for office in OFFICES}
    loads = Counter(case.office for case in open_cases)
    assert max(posts, key=lambda office: loads[office] / posts[office]) == "SOU"


def test_some_moves_wait_for_the_other_office() -> None:
    moved = [case for case in full().cases if case.closing_reason == "moved-office"]
    taken_up = {case.former.number for case in full().cases if case.former and case.opened_on <= TODAY}
    waiting = [case for case in moved if case.closed_on and case.closed_on <= TODAY and case.number not in taken_up]
    assert 1 <= len(waiting) <= 12
    assert len(taken_up) > 20


def test_groups_have_ten_to_twelve_participants() -> None:
    sizes = Counter(case.group.workshop for case in full().cases if case.group)
    assert all(sizes[group.workshop] <= group.places for group in full().groups.all)
    usual = sum(10 <= number <= 12 for number in sizes.values())
    assert usual / len(sizes) > 0.7


def test_case_numbers_tell_lists_from_own_cases() -> None:
    numbers = [case.number for case in full().cases]
    assert len(numbers) == len(set(numbers))
    assert all((int(case.number[-4:]) < 5001) == (case.listed_on is not None) for case in full().cases)


def test_every_list_leads_from_the_one_before() -> None:
    """Whoever is listed is out of school, and nobody is listed and re-enrolled at once under the same start."""
    lists = monthly_lists(full())
    assert len(lists) == 25
    assert all(row["left_school_on"] < drawn.drawn_on for drawn in lists for row in drawn.rows["listed"])  # type: ignore[operator]
    for sheet in MONTHLY_LIST.sheets:
        assert broken_rules(sheet, lists[-1].rows[sheet.INFO.key]) == {}


@pytest.mark.parametrize("sheet", OFFICE_WORKBOOK.sheets)
def test_rows_of_the_full_service_keep_every_rule(sheet: type[Sheet]) -> None:
    broken = {
        (workbook.office, workbook.data_on): broken_rules(sheet, workbook.rows[sheet.INFO.key])
        for workbook in full_workbooks()
    }
    assert {place: rules for place, rules in broken.items() if rules} == {}


def test_small_service_has_every_office_and_every_sheet(small_workbooks: list[OfficeWorkbook]) -> None:
    assert {workbook.office for workbook in small_workbooks} == {office.code for office in OFFICES}
    filled = {sheet for workbook in small_workbooks for sheet, rows in workbook.rows.items() if rows}
    assert filled == {sheet.INFO.key for sheet in OFFICE_WORKBOOK.sheets}
    assert {workbook.language for workbook in small_workbooks} == {"en", "fr", "de"}


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_mistake_finds_its_place_in_a_small_service(seed: int) -> None:
    workbooks = office_workbooks(make_up_service(seed, SMALL))
    planted = [mistake for workbook in workbooks for mistake in plant_mistakes(workbook)]
    assert sorted(mistake.kind for mistake in planted) == sorted(mistake.kind for mistake in MISTAKES)


def test_mistakes_are_of_many_kinds_and_known_codes() -> None:
    codes = {mistake.code for mistake in MISTAKES}
    assert len(codes) >= 10
    assert codes <= set(CATALOGUE)


def write_plainly(workbook: WorkbookToWrite) -> None:
    """Write a workbook without the template's looks."""
    tables: dict[str, list[list[object]]] = {}
    for sheet in workbook.declared.sheets:
        keys = list(fields(sheet))
        given = workbook.rows.get(sheet.INFO.key, [])
        tables[sheet.INFO.key] = [list(keys), *([row.get(key) for key in keys] for row in given)]
    language = Language(workbook.language)
    write_workbook(workbook.target, tables, workbook.cover, workbook.declared, language)


@pytest.fixture(scope="module")
def small_workspace(tmp_path_factory: pytest.TempPathFactory) -> SampleWorkspace:
    target = tmp_path_factory.mktemp("samples")
    return write_sample_workspace(target, language=Language("fr"), scale=SMALL, write=write_plainly, processes=1)


def check(path: Path, reference: CheckedWorkbook) -> CheckedWorkbook:
    return check_workbook(read_workbook(path), today=TODAY, lists=lists_of(reference.tables))


def test_workbooks_have_the_planted_problems_and_no_others(small_workspace: SampleWorkspace) -> None:
    reference = check(small_workspace.reference, CheckedWorkbook("", None, tables=EMPTY_REFERENCE))
    assert reference.status == "accepted"
    read = read_workbooks([upload.path for upload in small_workspace.uploads])
    for upload, workbook in zip(small_workspace.uploads, read, strict=True):
        checked = check_workbook(workbook, today=TODAY, lists=lists_of(reference.tables))
        found = {problem.code for problem in checked.problems}
        expected = {mistake.code for mistake in upload.mistakes}
        # Losing a row takes what hangs on it along; that is told once a case.
        assert found - {"held-with-case"} == expected, upload.path.name


EMPTY_REFERENCE = {sheet.INFO.key: frame(sheet, []) for sheet in REFERENCE_WORKBOOK.sheets}


def test_lists_are_accepted(small_workspace: SampleWorkspace) -> None:
    reference = check(small_workspace.reference, CheckedWorkbook("", None, tables=EMPTY_REFERENCE))
    assert [path.stem for path in small_workspace.lists[-2:]] == ["2026-09", "2026-10"]
    for path in (small_workspace.lists[0], small_workspace.lists[-1]):
        assert check(path, reference).status == "accepted"


def test_uploads_come_in_order_of_receipt_by_ten_offices_and_october_lacks_one(
    small_workspace: SampleWorkspace,
) -> None:
    uploads = small_workspace.uploads
    assert [upload.received_at for upload in uploads] == sorted(upload.received_at for upload in uploads)
    assert all(upload.received_at.tzinfo is datetime.UTC for upload in uploads)
    assert all(upload.received_at.date() <= TODAY for upload in uploads)
    october = {
        upload.office
        for upload in uploads
        if upload.received_at >= datetime.datetime(2026, 10, 20, tzinfo=datetime.UTC)
    }
    assert october == {office.code for office in OFFICES} - {"WES"}


def test_several_processes_write_the_same_files(small_workspace: SampleWorkspace, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    written = write_sample_workspace(
        tmp_path,
        language=Language("fr"),
        scale=SMALL,
        write=touch,
        processes=2,
        progress=lambda done, total: told.append((done, total)),
    )
    assert [upload.path.name for upload in written.uploads] == [one.path.name for one in small_workspace.uploads]
    assert all(upload.path.exists() for upload in written.uploads)
    total = 1 + len(written.lists) + len(written.uploads)
    assert told == [(done, total) for done in range(total + 1)]


def touch(workbook: WorkbookToWrite) -> None:
    """Write nothing but the key of the declaration."""
    assert workbook.declared in WORKBOOKS
    workbook.target.write_text(workbook.declaration, encoding="utf-8")
