"""The annual table: each line by examples a social pedagogue could check, and both published years."""

from datetime import date

import polars as pl
import pytest

from generator.annual_lines import COUNTED, LINES, annual_lines, line_of, parts_of
from generator.annual_table import annual_table, annual_tables
from generator.caseload import caseload
from generator.indicators import compute_indicators
from generator.sums import prove_sums
from intake.register import Register
from intake.settings import Settings
from intake.tables.declare import Sheet
from intake.tables.office import Contacts, Leavers, Outcomes
from tests.published_years import OFFICES, PUBLISHED, Row, last_day, published_rows
from tests.registers import register_of

SETTINGS = Settings()
YEAR = "2025/26"
YEARS_END = date(2026, 8, 31)
CASE = "NOR-2526-0001"
LEFT = date(2025, 10, 1)


def leaver(case: str = CASE, left: date | str = LEFT, **cells: object) -> Row:
    return {"case": case, "listed_on": date(2025, 11, 3), "left_school_on": left, "school_year": YEAR, **cells}


def lines_of(register: Register, at: date = YEARS_END) -> dict[str, str]:
    """The line of each person, by case."""
    lines = annual_lines(register, YEAR, at, SETTINGS)
    return dict(lines.select("case", "line").iter_rows())


def told(*statements: str) -> list[Row]:
    """Statements of the case, each as "situation from confirmed"."""
    rows: list[Row] = []
    for statement in statements:
        situation, since, confirmed = statement.split()
        rows.append({"case": CASE, "situation": situation, "from_date": since, "confirmed_on": confirmed})
    return rows


REACHED: list[Row] = [
    {"case": CASE, "contact_on": "2025-11-10", "kind": "letter", "with_whom": "parents"},
    {"case": CASE, "contact_on": "2025-11-25", "kind": "phone", "with_whom": "youngster", "result": "reached"},
]


@pytest.mark.parametrize(
    ("statements", "contacts", "line"),
    [
        ((), [], "never-reached"),
        ((), REACHED, "no-longer-known"),
        (("seeking-work 2025-12-01 2025-12-01",), [], "no-longer-known"),
        (("not-reached 2026-07-01 2026-07-01",), [], "never-reached"),
        (("declined 2026-07-01 2026-07-01",), REACHED, "declined"),
        (("emigrated 2026-03-01 2026-03-01",), [], "emigrated"),
        (("school-lu 2025-12-01 2025-12-01",), [], "temporary-luxembourg"),
        (("apprenticeship 2025-12-01 2025-12-01",), REACHED, "temporary-luxembourg"),
        (("adult-education 2025-12-01 2025-12-01",), REACHED, "temporary-luxembourg"),
        (("school-abroad 2025-12-01 2025-12-01",), [], "temporary-abroad"),
        (("school-lu 2025-12-01 2025-12-01", "employed 2026-03-01 2026-07-01"), REACHED, "left-again"),
        (("apprenticeship 2025-12-01 2025-12-01", "employed 2026-03-01 2026-07-01"), REACHED, "employed"),
        (("employed 2025-12-01 2026-07-01",), REACHED, "employed"),
        (("internship 2026-07-01 2026-07-01",), REACHED, "measure"),
        (("voluntary-service 2026-07-01 2026-07-01",), REACHED, "measure"),
        (("workshop 2026-07-01 2026-07-01",), REACHED, "measure"),
        (("employment-measure 2026-07-01 2026-07-01",), REACHED, "measure"),
        (("seeking-training 2026-07-01 2026-07-01",), REACHED, "no-occupation"),
        (("ill-or-caring 2026-07-01 2026-07-01",), REACHED, "no-occupation"),
        (("settled-otherwise 2026-07-01 2026-07-01",), REACHED, "no-occupation"),
    ],
)
def test_the_line_of_a_person_is_the_first_that_applies(
    statements: tuple[str, ...], contacts: list[Row], line: str
) -> None:
    register = register_of(leavers=[leaver()], contacts=contacts, outcomes=told(*statements))
    assert lines_of(register) == {CASE: line}


@pytest.mark.parametrize("situation", ["qualified", "listed-in-error"])
def test_who_is_no_leaver_is_not_counted(situation: str) -> None:
    register = register_of(leavers=[leaver()], outcomes=told(f"{situation} 2026-03-01 2026-03-01"))
    assert lines_of(register) == {}


def test_what_is_told_after_the_date_is_not_known_at_it() -> None:
    register = register_of(leavers=[leaver()], outcomes=told("school-lu 2026-03-01 2026-09-20"))
    assert lines_of(register) == {CASE: "never-reached"}
    assert lines_of(register, date(2026, 9, 20)) == {CASE: "temporary-luxembourg"}


def test_a_person_who_left_twice_counts_once_by_the_later_start() -> None:
    register = register_of(
        leavers=[
            leaver(person="a"),
            leaver("SUE-2526-0009", date(2026, 3, 1), listed_on=date(2026, 4, 1), person="a"),
        ],
        outcomes=[
            *told("school-lu 2025-12-01 2025-12-01"),
            {"case": "SUE-2526-0009", "situation": "employed", "from_date": "2026-06-01"},
        ],
    )
    assert lines_of(register) == {"SUE-2526-0009": "left-again"}


def test_a_start_in_the_year_before_is_no_earlier_start_of_this_year() -> None:
    register = register_of(
        leavers=[leaver("NOR-2425-0001", date(2025, 3, 1), listed_on=date(2025, 4, 1), person="a"), leaver(person="a")],
        outcomes=told("employed 2026-06-01 2026-06-01"),
    )
    assert lines_of(register) == {CASE: "employed"}


TAKEN = "SUE-2526-5001"


def test_a_case_that_waits_to_be_taken_up_stays_on_its_line_at_the_old_office() -> None:
    moved = {"case": CASE, "situation": "moved-office", "from_date": "2026-07-15", "to_office": "SUE"}
    register = register_of(leavers=[leaver()], outcomes=[*told("employed 2026-07-01 2026-07-01"), moved])
    assert lines_of(register) == {CASE: "employed"}


def test_a_case_taken_up_counts_once_at_its_owner_on_each_date() -> None:
    moved = {"case": CASE, "situation": "moved-office", "from_date": "2026-06-15", "to_office": "SUE"}
    taken = leaver(TAKEN, LEFT, former_case=CASE, opened_on=date(2026, 7, 15), listed_on=None, origin="other-office")
    history = {"case": TAKEN, "situation": "employed", "from_date": "2026-06-01"}
    register = register_of(
        leavers=[leaver(), taken], outcomes=[*told("employed 2026-06-01 2026-06-01"), moved, history]
    )
    assert lines_of(register) == {TAKEN: "employed"}
    assert lines_of(register, date(2026, 7, 1)) == {CASE: "employed"}


def test_who_is_listed_after_the_years_end_was_not_reached_at_it() -> None:
    late = leaver(left=date(2026, 7, 10), listed_on=date(2026, 9, 15))
    register = register_of(leavers=[late], outcomes=told("school-lu 2026-09-20 2026-09-20"))
    assert lines_of(register) == {}
    table = annual_tables(register, date(2026, 10, 31), SETTINGS)
    found = table.filter(school_year=YEAR, office="", month="").filter(pl.col("persons") > 0)
    assert found["line"].to_list() == ["left-school", "not-reached", "never-reached"]


def test_a_held_case_is_on_no_line() -> None:
    register = register_of(leavers=[leaver()], held={"leavers": [leaver("NOR-2526-0002")]})
    assert list(lines_of(register)) == [CASE]


def test_the_table_has_every_line_office_and_month() -> None:
    register = register_of(leavers=[leaver()], reference={"offices": [{"code": code} for code in OFFICES]})
    table = annual_table(register, YEAR, YEARS_END, SETTINGS)
    assert len(table) == len(LINES.codes) * (len(OFFICES) + 1) * 13
    october = table.filter(month="2025-10", office="NOR", line="never-reached")
    assert october["persons"].to_list() == [1]


def test_the_lines_that_are_sums_name_their_parts() -> None:
    assert parts_of("left-school") == ("temporary", "permanent", "not-reached")
    assert all(line_of(code).under for code in COUNTED)


def published_register(school_year: str) -> Register:
    """The register that the published year's workbooks come to: a person is who has one name and birth date."""
    sheets: dict[str, list[Row]] = {"leavers": [], "contacts": [], "outcomes": []}
    for office, rows in published_rows(school_year).items():
        for key, table in rows.items():
            sheets[key] += [{**row, "office": office, "school_year": school_year} for row in table]
    return register_of(
        leavers=[_without_names(row) for row in sheets["leavers"]],
        contacts=sheets["contacts"],
        outcomes=sheets["outcomes"],
        reference={"offices": [{"code": office, "name": office} for office in OFFICES]},
    )


def _without_names(row: Row) -> Row:
    born = row["birth_date"]
    assert isinstance(born, date)
    named = ("last_name", "first_name", "birth_date", "national_number")
    kept = {name: cell for name, cell in row.items() if name not in named}
    return {**kept, "person": f"{row['last_name']} {row['first_name']} {born}", "birth_month": born.replace(day=1)}


@pytest.mark.parametrize("school_year", PUBLISHED)
def test_the_published_year_comes_out_as_published_and_closes(school_year: str) -> None:
    register, at = published_register(school_year), last_day(school_year)
    table = annual_table(register, school_year, at, SETTINGS)
    found = dict(table.filter(office="", month="").select("line", "persons").iter_rows())
    assert {line: found[line] for line in PUBLISHED[school_year]} == PUBLISHED[school_year]
    cases = caseload(register, at, SETTINGS)
    no_history = pl.DataFrame(schema={"date": pl.Date, "office": pl.String, "open": pl.Int64, "overdue": pl.Int64})
    prove_sums(compute_indicators(register, cases, at, SETTINGS, no_history), table)


@pytest.mark.parametrize("school_year", PUBLISHED)
def test_the_published_years_have_every_part_of_not_reached(school_year: str) -> None:
    table = annual_table(published_register(school_year), school_year, last_day(school_year), SETTINGS)
    parts = table.filter(pl.col("line").is_in(parts_of("not-reached")), office="", month="")
    assert (parts["persons"] > 0).all()


@pytest.mark.parametrize("school_year", PUBLISHED)
@pytest.mark.parametrize("sheet", [Leavers, Contacts, Outcomes])
def test_the_published_years_rows_are_valid_by_the_declaration(school_year: str, sheet: type[Sheet]) -> None:
    for rows in published_rows(school_year).values():
        filled: list[Row] = [{"row": at, **row} for at, row in enumerate(rows[sheet.INFO.key], 2)]
        columns = {name: column.dtype for name, column in sheet.columns().items()}
        table = pl.DataFrame([{name: row.get(name) for name in columns} for row in filled], schema=dict(columns))
        _, failed = sheet.filter(table)
        assert failed.counts() == {}
