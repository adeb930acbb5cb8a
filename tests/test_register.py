"""Checked workbooks of several offices and years, merged into one register in which nobody is named."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from intake.checks import CheckedWorkbook, RowCounts
from intake.identity import Key, PersonLookup, open_lookup
from intake.merging import Counts, RowsDoNotAddUp, merge_submissions
from intake.problems import Problem
from intake.register import PARTS, Register, content_of, read_register, register_columns, write_register
from intake.standing import latest_submissions
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields_of_class
from intake.tables.office import Contacts, Leavers
from intake.tables.programmes import Interventions, Participants, Workshops
from tests.checked import checked_workbook, received, reference_workbook
from tests.workbooks import office_workbook

OFFICES = ("MIN", "NOR")
CANARY = "Canary"
CANARY_DAY = date(2009, 3, 14)


@pytest.fixture
def lookup(tmp_path: Path) -> PersonLookup:
    return open_lookup(tmp_path / "identity", Key(bytes(32)))


class Merging:
    """Merges what was received, in the order given."""

    def __init__(self, lookup: PersonLookup) -> None:
        self.lookup = lookup

    def __call__(self, *workbooks: CheckedWorkbook) -> tuple[Register, Counts]:
        standing = latest_submissions([received(number, one) for number, one in enumerate(workbooks, 1)], OFFICES)
        return merge_submissions(standing, reference_workbook(*OFFICES), self.lookup)


@pytest.fixture
def merge(lookup: PersonLookup) -> Merging:
    return Merging(lookup)


def counts_of(counts: Counts, number: int, sheet: str) -> tuple[int, int, int, int]:
    count = counts[received(number, checked_workbook()).submission][sheet]
    return count.read, count.accepted, count.held_back, count.superseded


def cases(table: pl.DataFrame) -> list[str]:
    return table["case"].to_list()


TWO_CONTACTS = """
case          | kind   | contact_on | with_whom | result
NOR-2526-0001 | letter | 05.10.2025 | parents   | no-response
NOR-2526-0002 | letter | 05.10.2025 | parents   | no-response
"""
THREE_CONTACTS = """
case          | kind   | contact_on | with_whom | result
NOR-2526-0001 | letter | 05.10.2025 | parents   | no-response
NOR-2526-0001 | phone  | 05.11.2025 | youngster | reached
NOR-2627-0001 | letter | 05.10.2026 | parents   | no-response
"""


def last_year() -> CheckedWorkbook:
    return checked_workbook(school_year="2025/26", leavers="case\nNOR-2526-0001\nNOR-2526-0002", contacts=TWO_CONTACTS)


class TestOneSupplierACase:
    def test_the_newest_workbook_that_names_a_case_supplies_all_its_rows(self, merge: Merging) -> None:
        this_year = checked_workbook(leavers="case\nNOR-2526-0001\nNOR-2627-0001", contacts=THREE_CONTACTS)
        register, counts = merge(last_year(), this_year)
        leavers = register.table(Leavers)
        assert leavers.select("case", "school_year", "row").rows() == [
            ("NOR-2526-0002", "2025/26", 3),
            ("NOR-2526-0001", "2026/27", 2),
            ("NOR-2627-0001", "2026/27", 3),
        ]
        assert cases(register.table(Contacts)) == ["NOR-2526-0002", "NOR-2526-0001", "NOR-2526-0001", "NOR-2627-0001"]
        assert counts_of(counts, 1, "leavers") == (2, 1, 0, 1)
        assert counts_of(counts, 1, "contacts") == (2, 1, 0, 1)
        assert counts_of(counts, 2, "contacts") == (3, 3, 0, 0)

    def test_the_school_year_comes_before_the_order_of_receipt(self, merge: Merging) -> None:
        this_year = checked_workbook(leavers="case\nNOR-2526-0001")
        register, _ = merge(this_year, last_year())
        assert dict(register.table(Leavers).select("case", "school_year").iter_rows()) == {
            "NOR-2526-0002": "2025/26",
            "NOR-2526-0001": "2026/27",
        }

    def test_a_row_that_the_newest_no_longer_has_is_gone(self, merge: Merging) -> None:
        register, _ = merge(last_year(), checked_workbook(leavers="case\nNOR-2526-0001"))
        assert cases(register.table(Contacts)) == ["NOR-2526-0002"]

    def test_a_case_held_back_in_the_newest_is_held_back_and_its_older_rows_are_superseded(
        self, merge: Merging
    ) -> None:
        held = {"leavers": "case\nNOR-2526-0001", "contacts": "case | kind\nNOR-2526-0001 | letter"}
        register, counts = merge(last_year(), checked_workbook(held=held))
        assert cases(register.table(Leavers)) == ["NOR-2526-0002"]
        assert cases(register.held_rows(Leavers)) == ["NOR-2526-0001"]
        assert cases(register.held_rows(Contacts)) == ["NOR-2526-0001"]
        assert counts_of(counts, 1, "leavers") == (2, 1, 0, 1)
        assert counts_of(counts, 2, "leavers") == (1, 0, 1, 0)

    def test_a_case_held_back_in_the_older_only_is_superseded_and_its_problem_is_settled(self, merge: Merging) -> None:
        problem = Problem("missing", "leavers", "C1002", "NOR-2526-0003")
        older = checked_workbook(school_year="2025/26", held={"leavers": "case\nNOR-2526-0003"}, problems=[problem])
        register, counts = merge(older, checked_workbook(leavers="case\nNOR-2526-0003"))
        assert cases(register.table(Leavers)) == ["NOR-2526-0003"]
        assert register.held_rows(Leavers).height == 0
        assert counts_of(counts, 1, "leavers") == (1, 0, 0, 1)
        assert register.problems.height == 0
        assert register.submissions["state"].to_list() == ["accepted", "accepted"]

    def test_a_stray_row_names_no_case(self, merge: Merging) -> None:
        stray = checked_workbook(held={"contacts": "case | kind\nNOR-2526-0001 | phone"})
        register, counts = merge(last_year(), stray)
        assert "NOR-2526-0001" in cases(register.table(Leavers))
        assert counts_of(counts, 2, "contacts") == (1, 0, 1, 0)

    def test_another_offices_case_number_takes_nothing_from_that_office(self, merge: Merging) -> None:
        told = Problem("case-of-another-office", "leavers", "A1002", "MIN-2627-0001")
        held = {"leavers": "case\nMIN-2627-0001\nNOR-2627-0001"}
        mistaken = checked_workbook("NOR", "2025/26", held=held, problems=[told])
        register, counts = merge(checked_workbook("MIN", leavers="case\nMIN-2627-0001"), mistaken)
        assert cases(register.table(Leavers)) == ["MIN-2627-0001"]
        assert cases(register.held_rows(Leavers)) == ["NOR-2627-0001"]
        assert counts_of(counts, 2, "leavers") == (2, 0, 2, 0)
        assert register.problems["case"].to_list() == ["MIN-2627-0001"]

    def test_a_case_that_stands_twice_in_one_workbook_is_held_back_once(self, merge: Merging) -> None:
        register, counts = merge(checked_workbook(held={"leavers": "case\nNOR-2627-0001\nNOR-2627-0001"}))
        assert cases(register.held_rows(Leavers)) == ["NOR-2627-0001"]
        assert counts_of(counts, 1, "leavers") == (2, 0, 2, 0)

    def test_a_transfer_is_two_cases_of_one_person(self, merge: Merging) -> None:
        person = {"national_number": "1893120105732"}
        old = checked_workbook("NOR", leavers=[{"case": "NOR-2627-0001", **person}])
        new = checked_workbook(
            "MIN", leavers=[{"case": "MIN-2627-5001", "former_case": "NOR-2627-0001", "came_from": "NOR", **person}]
        )
        register, _ = merge(old, new)
        leavers = register.table(Leavers)
        assert cases(leavers) == ["MIN-2627-5001", "NOR-2627-0001"]
        assert leavers["person"].n_unique() == 1


class TestWorkbookRead:
    def test_a_workbook_that_was_read_and_checked_is_merged_with_its_held_rows(
        self, merge: Merging, tmp_path: Path
    ) -> None:
        contacts = """
        case          | kind   | contact_on | with_whom | result
        NOR-2627-0001 | Letter | 05.10.2026 | Parents   | No response
        NOR-2627-5001 | Phone  | someday    | Youngster | Reached
        """
        register, counts = merge(office_workbook(tmp_path, contacts=contacts))
        assert cases(register.table(Leavers)) == ["NOR-2627-0001", "NOR-2627-5001"]
        assert register.table(Contacts).select("case", "minor").rows() == [("NOR-2627-0001", True)]
        assert register.held_rows(Contacts).select("case", "contact_on").rows() == [("NOR-2627-5001", None)]
        assert counts_of(counts, 1, "contacts") == (2, 1, 1, 0)
        assert register.submissions["state"].to_list() == ["partly-accepted"]
        assert ("not-a-date", "C3") in register.problems.select("code", "cell").rows()


class TestGroupsAndInterventions:
    GROUP = "workshop | place | starts_on | ends_on | places\nYW-2627-01 | {place} | 01.09.2026 | 31.12.2026 | 12"

    def test_a_group_is_supplied_by_the_newest_accepted_row(self, merge: Merging) -> None:
        old = checked_workbook("NOR", workshops=self.GROUP.format(place="Old"))
        new = checked_workbook("MIN", workshops=self.GROUP.format(place="New"))
        register, counts = merge(old, new)
        assert register.table(Workshops)["place"].to_list() == ["New"]
        assert counts_of(counts, 1, "workshops") == (1, 0, 0, 1)

    def test_a_group_held_back_leaves_the_older_row_to_its_participants(self, merge: Merging) -> None:
        old = checked_workbook(
            "NOR",
            leavers="case\nNOR-2627-0001",
            workshops=self.GROUP.format(place="Old"),
            participants="case | workshop | joined_on\nNOR-2627-0001 | YW-2627-01 | 01.09.2026",
        )
        new = checked_workbook("MIN", held={"workshops": "workshop\nYW-2627-01"})
        register, _ = merge(old, new)
        assert register.table(Participants)["workshop"].to_list() == register.table(Workshops)["workshop"].to_list()
        assert register.held_rows(Workshops).height == 1

    def test_an_intervention_counts_once(self, merge: Merging) -> None:
        row = "held_on | school | class_name | pupils\n05.05.2026 | LTA | 9A | {pupils}"
        old = checked_workbook(school_year="2025/26", interventions=row.format(pupils=20))
        register, counts = merge(old, checked_workbook(interventions=row.format(pupils=21)))
        assert register.table(Interventions)["pupils"].to_list() == [21]
        assert counts_of(counts, 1, "interventions") == (1, 0, 0, 1)


class TestStandingOnAnOlder:
    def test_a_refused_newer_one_leaves_the_older_standing_and_its_problems_are_told(self, merge: Merging) -> None:
        good = checked_workbook(leavers="case\nNOR-2627-0001")
        register, counts = merge(good, checked_workbook(problems=[Problem("missing-sheet")]))
        assert cases(register.table(Leavers)) == ["NOR-2627-0001"]
        told = register.submissions.select("state", "stands", "rows_read", "rows_accepted").rows()
        assert told == [("accepted", True, 1, 1), ("refused", False, 0, 0)]
        assert register.problems["code"].to_list() == ["missing-sheet"]
        assert len(counts) == 1

    def test_nothing_received_is_a_register_too(self, merge: Merging) -> None:
        register, counts = merge()
        assert register.submissions.height == 0
        assert counts == {}
        assert {key: dict(table.schema) for key, table in register.tables.items()} == {
            sheet.INFO.key: register_columns(sheet) for sheet in OFFICE_WORKBOOK.sheets
        }


WORKBOOKS = st.lists(
    st.tuples(
        st.sampled_from(OFFICES),
        st.sampled_from(["2024/25", "2025/26", "2026/27"]),
        st.lists(st.integers(1, 4), unique=True),
        st.lists(st.integers(1, 6), unique=True),
    ),
    max_size=6,
)
"""Office, school year, running numbers accepted, running numbers held back."""


class TestProof:
    @settings(max_examples=40, deadline=None)
    @given(WORKBOOKS)
    def test_each_case_of_a_standing_workbook_is_in_exactly_one_place(
        self, drawn: list[tuple[str, str, list[int], list[int]]]
    ) -> None:
        books = []
        for number, (office, year, accepted, held) in enumerate(drawn, 1):
            rows = [{"case": f"{office}-2425-{one:04}"} for one in accepted]
            others = [{"case": f"{office}-2425-{one:04}"} for one in held if one not in accepted]
            books.append(received(number, checked_workbook(office, year, leavers=rows, held={"leavers": others})))
        standing = latest_submissions(books, OFFICES)
        lookup = PersonLookup(Path("nowhere"), Key(bytes(32)))
        register, counts = merge_submissions(standing, reference_workbook(*OFFICES), lookup)
        placed = [*cases(register.table(Leavers)), *cases(register.held_rows(Leavers))]
        tables = [(one.checked.tables["leavers"], one.checked.held["leavers"]) for one in standing.standing]
        assert sorted(placed) == sorted({case for both in tables for table in both for case in cases(table)})
        assert sum(count["leavers"].superseded for count in counts.values()) == (
            sum(count["leavers"].read for count in counts.values()) - len(placed)
        )

    def test_a_row_lost_on_the_way_is_our_bug(self, merge: Merging) -> None:
        book = checked_workbook(leavers="case\nNOR-2627-0001")
        more = replace(book, counts={**book.counts, "leavers": RowCounts(2, 1, 0)})
        with pytest.raises(RowsDoNotAddUp, match=r"sheet leavers of submission [0-9a-f]{12}: 2 rows, 1 told"):
            merge(more)

    def test_an_office_nobody_knows_is_our_bug(self, lookup: PersonLookup) -> None:
        standing = latest_submissions([received(1, checked_workbook("XXX"))], ("XXX",))
        with pytest.raises(RowsDoNotAddUp, match="office"):
            merge_submissions(standing, reference_workbook(*OFFICES), lookup)


class TestNobodyIsNamed:
    BORN: Mapping[str, object] = {"birth_date": date(2008, 10, 6)}

    def test_a_birth_date_becomes_a_month_and_whether_the_youngster_was_a_minor(self, merge: Merging) -> None:
        contacts = """
        case          | kind   | contact_on | with_whom | result
        NOR-2627-0001 | letter | 05.10.2026 | parents   | no-response
        NOR-2627-0001 | phone  | 06.10.2026 | youngster | reached
        NOR-2627-0001 | visit  |            | youngster | to-do
        """
        register, _ = merge(checked_workbook(leavers=[{"case": "NOR-2627-0001", **self.BORN}], contacts=contacts))
        assert register.table(Leavers)["birth_month"].to_list() == [date(2008, 10, 1)]
        assert register.table(Contacts)["minor"].to_list() == [True, False, None]

    def test_a_held_back_case_is_the_same_person(self, merge: Merging) -> None:
        before, _ = merge(checked_workbook(leavers=[{"case": "NOR-2627-0001", **self.BORN}]))
        after, _ = merge(checked_workbook(held={"leavers": [{"case": "NOR-2627-0001", **self.BORN}]}))
        assert before.table(Leavers)["person"].to_list() == after.held_rows(Leavers)["person"].to_list()

    def test_no_sheet_keeps_a_column_that_identifies_or_is_free_text(self, merge: Merging) -> None:
        register, _ = merge(planted())
        for sheet in OFFICE_WORKBOOK.sheets:
            private = set(fields_of_class(sheet, "IT"))
            assert private.isdisjoint(register_columns(sheet))
            assert private.isdisjoint(register.table(sheet).columns)
            assert private.isdisjoint(register.held_rows(sheet).columns)

    def test_no_planted_value_is_in_the_files(self, merge: Merging, tmp_path: Path) -> None:
        register, _ = merge(planted())
        assert register.table(Leavers).height == register.held_rows(Leavers).height == 1
        write_register(register, tmp_path / "register")
        files = [file for file in (tmp_path / "register").rglob("*") if file.is_file()]
        assert len(files) == 2 * len(OFFICE_WORKBOOK.sheets) + len(register.reference) + 6
        for file in files:
            # The bytes hold the statistics in the clear, the rows are compressed.
            assert CANARY.encode() not in file.read_bytes()
            if file.suffix == ".parquet":
                values = [value for row in pl.read_parquet(file).iter_rows() for value in row]
                assert CANARY_DAY not in values
                assert [value for value in values if CANARY in str(value) or CANARY_NUMBER in str(value)] == []


CANARY_NUMBER = "1893120105732"


def planted() -> CheckedWorkbook:
    """A workbook with something to be found in each cell of class I or T, accepted and held back."""
    accepted: dict[str, list[dict[str, object]]] = {}
    held: dict[str, list[dict[str, object]]] = {}
    for sheet in OFFICE_WORKBOOK.sheets:
        columns = sheet.columns()
        row: dict[str, object] = {
            name: CANARY_DAY if columns[name].dtype == pl.Date() else CANARY for name in fields_of_class(sheet, "IT")
        }
        if "national_number" in row:
            row["national_number"] = CANARY_NUMBER
        if "case" in columns:
            accepted[sheet.INFO.key] = [{**row, "case": "NOR-2627-0001"}]
            held[sheet.INFO.key] = [{**row, "case": "NOR-2627-0002"}]
        else:
            accepted[sheet.INFO.key] = held[sheet.INFO.key] = [row]
    return checked_workbook(accepted=accepted, held=held)


class TestFiles:
    def test_a_register_written_is_read_again_as_it_was(self, merge: Merging, tmp_path: Path) -> None:
        register, _ = merge(last_year(), planted(), last_year())
        assert register.changes.height == len(OFFICE_WORKBOOK.sheets)
        register = replace(register, lists_received=(date(2026, 10, 1),))
        write_register(register, tmp_path / "register")
        again = read_register(tmp_path / "register")
        for part in PARTS:
            before, after = getattr(register, part), getattr(again, part)
            assert before.keys() == after.keys()
            for key, table in before.items():
                assert_frame_equal(table, after[key])
        assert_frame_equal(register.submissions, again.submissions)
        assert_frame_equal(register.problems, again.problems)
        assert_frame_equal(register.changes, again.changes)
        assert register.arrivals.height == 3
        assert_frame_equal(register.arrivals, again.arrivals)
        assert (again.key_id, again.lists_received) == (register.key_id, register.lists_received)

    def test_the_same_register_is_the_same_bytes_whatever_was_received_first(
        self, lookup: PersonLookup, tmp_path: Path
    ) -> None:
        both = [received(1, last_year()), received(2, checked_workbook("MIN", leavers="case\nMIN-2627-0001"))]
        for name, order in (("one", both), ("other", both[::-1])):
            standing = latest_submissions(order, OFFICES)
            register, _ = merge_submissions(standing, reference_workbook(*OFFICES), lookup)
            write_register(register, tmp_path / name)
        assert contents(tmp_path / "one") == contents(tmp_path / "other")

    def test_a_new_register_takes_the_place_of_the_old_one(self, merge: Merging, tmp_path: Path) -> None:
        folder = tmp_path / "register"
        for book in (last_year(), checked_workbook("MIN", leavers="case\nMIN-2627-0001")):
            register, _ = merge(book)
            write_register(register, folder)
        assert cases(read_register(folder).table(Leavers)) == ["MIN-2627-0001"]
        assert [one.name for one in tmp_path.iterdir()] == ["register"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_problems_stand_in_the_order_in_which_to_mend(lookup: PersonLookup) -> None:
    problems = [Problem("missing", "contacts", "C9", "NOR-2627-0001"), Problem("unlikely-age", "leavers", "L2")]
    standing = latest_submissions([received(1, checked_workbook(problems=problems))], OFFICES)
    register, _ = merge_submissions(standing, reference_workbook(*OFFICES), lookup)
    told = register.problems.select("office", "code", "severity", "cell", "case", "details").rows()
    assert told == [
        ("NOR", "missing", "error", "C9", "NOR-2627-0001", "{}"),
        ("NOR", "unlikely-age", "warning", "L2", None, "{}"),
    ]


def test_what_lies_in_memory_beneath_empty_cells_makes_no_other_content() -> None:
    stated = pl.DataFrame({"pupils": [1, None, 3]})
    emptied = pl.DataFrame({"n": [1, 2, 3], "known": [True, False, True]}).select(pupils=pl.when("known").then("n"))
    assert content_of(emptied) == content_of(stated)
    assert content_of(emptied) != content_of(stated.with_columns(pl.col("pupils").fill_null(2)))
    assert content_of(emptied) != content_of(stated.reverse())
