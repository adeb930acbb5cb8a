"""The workbook of the month: what the office wrote, whole and unmoved, and behind it the rows that it is given."""

import datetime
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.language import Language
from intake.month_additions import MonthAdditions
from intake.month_workbook import Sent
from intake.stamp import stamped_lists
from intake.values import is_blank
from intake.workbook import FormulaWithoutValue
from tests import spoiled_by_hand
from tests.marking import read_and_check
from tests.months import GIVEN, NEW, NOVEMBER, OCTOBER, TODAY, additions, column, month, sent, sheet, written
from tests.problem_examples import CASE, CONTACTS, OUTCOMES, leavers, table
from tests.spoiled import write_plain, write_sound
from tests.workbooks import COVER, ENGLISH, write_workbook


@cache
def plain() -> Sent:
    """A sound workbook in memory, read once."""
    with tempfile.TemporaryDirectory() as folder:
        return sent(write_plain(Path(folder) / "plain.xlsx"))


VALUES = st.one_of(
    st.none(), st.text(max_size=20), st.floats(allow_nan=False), st.booleans(),
    st.dates(datetime.date(1900, 3, 1)), st.just(FormulaWithoutValue()),
    st.sampled_from(["NOR-2627-0001", "NOR-2627-0002", "Male", "01.10.2026"]),
)  # fmt: skip
"""What stands in cells: what belongs there, and what does not."""


class TestWhatTheOfficeWrote:
    @pytest.mark.parametrize("way", spoiled_by_hand.WAYS, ids=lambda way: way.cause)
    def test_stands_as_it_stood_in_its_place_however_it_was_spoiled(self, way: Any, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(write_plain(tmp_path / "sound.xlsx"))
        way.change(book)
        book.save(tmp_path / "spoiled.xlsx")
        latest = sent(tmp_path / "spoiled.xlsx")
        made = month(latest)
        assert made.added.keys() == GIVEN.keys()
        after = list(made.to_mark.read.sheets)
        for before in latest.read.sheets:
            same = next(one for one in after if one.name == before.name)
            whole = len(before.rows)
            assert len(same.rows) - whole in (0, 1)
            # A column that it lacks may be added behind its own.
            assert [new[: len(old)] for old, new in zip(before.rows, same.rows, strict=False)] == before.rows
            assert not any(new[len(old) :] for old, new in list(zip(before.rows, same.rows, strict=False))[1:])
            after.remove(same)
        assert sum(len(one.rows) - 1 for one in after) <= 2, "a sheet that it lacked holds what was given"
        told = {(one.code, one.sheet, one.cell) for one in latest.checked.problems if one.cell}
        refusing = {(one.code, one.sheet, one.cell) for one in latest.checked.problems if one.refuses}
        assert told - refusing <= {(one.code, one.sheet, one.cell) for one in made.to_mark.checked.problems}

    @settings(max_examples=25)
    @given(cells=st.dictionaries(st.tuples(st.integers(1, 9), st.integers(0, 34)), VALUES, max_size=12))
    def test_whatever_it_wrote_stays_in_its_row_and_comes_along_into_a_new_year(self, cells: Any) -> None:
        before = plain()
        rows = [[*row, *[None] * (35 - len(row))] for row in before.read.sheets[1].rows]
        rows += [[None] * 35 for _ in range(10 - len(rows))]
        for (row, at), value in cells.items():
            rows[row][at] = value
        sheets = list(before.read.sheets)
        sheets[1] = replace(sheets[1], rows=rows)
        latest = replace(before, read=replace(before.read, sheets=tuple(sheets)))
        said = {at: row for at, row in enumerate(rows) if any(not is_blank(value) for value in row[1:])}
        same = month(latest).to_mark.read.sheets[1].rows
        assert all(same[at][:35] == row for at, row in said.items())
        last_year = replace(latest, checked=replace(latest.checked, cover={**COVER, "school_year": "2025/26"}))
        new = [Counter(map(repr, row)) for row in month(None, last_year).to_mark.read.sheets[1].rows[1:]]
        for row in list(said.values())[1:]:
            wrote = Counter(repr(value) for value in row if value is not None)
            assert any(wrote <= there for there in new)

    def test_comes_back_with_what_was_given_and_nothing_else(self, tmp_path: Path) -> None:
        path = write_sound(tmp_path / "sound.xlsx")
        before = sent(path)
        read, after = written(month(before), tmp_path / "month.xlsx")
        assert after.problems == ()
        assert column(after, "leavers") == [*column(before.checked, "leavers"), NEW]
        assert column(after, "leavers", "first_name")[-1] == "=Nova"
        assert column(after, "contacts", "result") == [*column(before.checked, "contacts", "result"), "to-do"]
        for key in ("leavers", "contacts", "outcomes"):
            own = before.checked.tables[key]
            assert after.tables[key].head(own.height).equals(own)
        # The numbers that stand ready come behind, the first of them still the same.
        page = sheet(read, "Leavers")
        assert page.rows[4][0] == NEW
        assert [cells[0] for cells in page.rows[5:7]] == ["NOR-2627-5001", "NOR-2627-5002"]
        assert stamped_lists(after.cover["lists_held"]) == {NOVEMBER}
        assert read.properties["alj.lists_held"] == "2026-11-02"

    def test_what_can_not_be_read_and_columns_and_sheets_of_its_own_come_along(self, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(write_sound(tmp_path / "office.xlsx"))
        page: Any = book["Leavers"]
        page["I2"], page["O3"], page["AG1"], page["AG3"], page["AG6"] = "soon", "=1/0", "Zz own", "=Zz", "beside"
        page["AG3"].data_type = "s"
        book.create_sheet("Zz notes")["B2"] = "Zz note"
        book.save(tmp_path / "office.xlsx")
        read, after = written(month(sent(tmp_path / "office.xlsx")), tmp_path / "month.xlsx")
        page = sheet(read, "Leavers")
        assert (page.cell(2, 9), page.cell(3, 15), page.cell(3, 33)) == ("soon", FormulaWithoutValue(), "=Zz")
        assert page.cell(6, 33) == "beside", "beside a number that stands ready, in its place"
        assert page.cell(7, 1) == NEW
        assert sheet(read, "Zz notes").cell(2, 2) == "Zz note"
        assert {one.code for one in after.problems} >= {"not-a-date", "formula-without-value", "unread-sheet"}

    def test_is_not_added_twice_and_twice_is_the_same_file(self, tmp_path: Path) -> None:
        first = month(sent(write_sound(tmp_path / "office.xlsx")))
        written(first, tmp_path / "month.xlsx")
        written(month(sent(tmp_path / "office.xlsx")), tmp_path / "again.xlsx")
        assert (tmp_path / "month.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()
        sent_back = month(sent(tmp_path / "month.xlsx"))
        assert sent_back.added == {}
        _, after = written(sent_back, tmp_path / "third.xlsx")
        assert column(after, "leavers").count(NEW) == 1

    def test_a_letter_written_since_the_list_is_not_to_do_again_and_a_second_one_is(self, tmp_path: Path) -> None:
        letters = table(
            "contacts", CONTACTS, f"{CASE} | Letter | 20.10.2026 | Parents | No response",
            f"{CASE} | Letter | 02.11.2026 | Youngster | Awaiting answer",
        )  # fmt: skip
        path = write_workbook(tmp_path / "office.xlsx", {**leavers({}), **letters})
        read, checked = read_and_check(path, today=TODAY)
        latest = Sent(read, checked, TODAY, TODAY)
        second = {"case": CASE, "kind": "letter", "with_whom": "parents", "result": "to-do"}
        to_youngster = {**second, "with_whom": "youngster"}
        assert month(latest, additions=additions({"contacts": [second, to_youngster]})).added == {"contacts": [second]}
        drawn_after = MonthAdditions("NOR", "2026/27", (TODAY,), {"contacts": [to_youngster]})
        assert month(latest, additions=drawn_after).added == {"contacts": [to_youngster]}

    def test_rows_without_a_case_are_left_out_and_said(self, tmp_path: Path) -> None:
        rows = {"contacts": [{**GIVEN["contacts"][0], "case": "NOR-2627-0077"}]}
        made = month(sent(write_sound(tmp_path / "office.xlsx")), additions=additions(rows))
        assert (made.added, made.left_out) == ({}, ("NOR-2627-0077",))


def test_an_office_that_has_never_sent_any_gets_a_blank_one_with_what_it_is_given(tmp_path: Path) -> None:
    read, after = written(month(None), tmp_path / "month.xlsx")
    assert [one.code for one in after.problems] == ["cover-incomplete"], "its day is for the office to fill in"
    assert (after.cover["office"], after.cover["school_year"]) == ("NOR", "2026/27")
    assert [sheet(read, "Leavers").cell(row, 1) for row in (2, 3)] == [NEW, "NOR-2627-5001"]


class TestRefusedOrOlder:
    def test_rows_that_a_refused_workbook_lacks_are_brought_from_the_last_good_one(self, tmp_path: Path) -> None:
        good = write_sound(tmp_path / "good.xlsx")
        book = openpyxl.load_workbook(good)
        page: Any = book["Leavers"]
        page["H2"] = "Changed"
        page.delete_rows(4)  # the third case, and its letter
        book["Contacts"].delete_rows(4)
        del book["Outcomes"]
        book.save(tmp_path / "bad.xlsx")
        latest = sent(tmp_path / "bad.xlsx", refused=True)
        made = month(latest, sent(good))
        assert [one.code for one in made.notices] == ["not-taken-in"]
        after = made.to_mark.checked
        assert not after.refused
        assert column(after, "leavers") == ["NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003", NEW]
        assert column(after, "leavers", "first_name")[0] == "Changed", "what the office wrote last stands"
        assert sorted(map(str, column(after, "contacts"))) == sorted(
            ["NOR-2627-0001"] * 2 + ["NOR-2627-0002", "NOR-2627-0003", NEW]
        )
        assert column(after, "outcomes") == ["NOR-2627-0001"]

    def test_a_corrected_day_in_a_refused_workbook_brings_no_older_row_back(self, tmp_path: Path) -> None:
        good = write_sound(tmp_path / "good.xlsx")
        book = openpyxl.load_workbook(good)
        contacts: Any = book["Contacts"]
        contacts["C2"] = datetime.date(2026, 10, 6)
        book.save(tmp_path / "bad.xlsx")
        after = month(sent(tmp_path / "bad.xlsx", refused=True), sent(good)).to_mark.checked
        assert len(column(after, "contacts")) == 5

    def test_a_row_that_was_taken_out_of_an_accepted_workbook_stays_out(self, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(write_sound(tmp_path / "good.xlsx"))
        book["Contacts"].delete_rows(5)
        book.save(tmp_path / "next.xlsx")
        after = month(sent(tmp_path / "next.xlsx")).to_mark.checked
        assert len(column(after, "contacts")) == 4

    def test_cases_that_an_older_workbook_still_supplies_are_brought_whole(self, tmp_path: Path) -> None:
        held = sent(write_sound(tmp_path / "newer.xlsx"), cases=frozenset({"NOR-2627-0003"}))
        cover = {**held.checked.cover, "lists_held": "2026-10-01"}
        held = replace(held, checked=replace(held.checked, cover=cover))
        latest = sent(write_workbook(tmp_path / "older.xlsx", leavers({})))
        made = month(latest, held, given=frozenset({OCTOBER}))
        assert [one.code for one in made.notices] == ["earlier-issue"]
        after = made.to_mark.checked
        assert column(after, "leavers") == ["NOR-2627-0001", "NOR-2627-0003", NEW]
        assert column(after, "contacts") == ["NOR-2627-0003", NEW]
        assert made.to_mark.month and made.to_mark.month.lists_held == {OCTOBER, NOVEMBER}

    def test_what_was_given_and_has_not_come_back_is_said(self, tmp_path: Path) -> None:
        latest = sent(write_sound(tmp_path / "office.xlsx"))
        made = month(latest, given=frozenset({OCTOBER}), unreadable_on=TODAY)
        assert [one.text(ENGLISH).split(" (")[0] for one in made.notices] == [
            "Your file of 4 November 2026 could not be read. What you had sent before stands here: enter what has come"
            " since, and go on in this workbook.",
            "The workbook that you were given before this one",
        ]
        assert "list of 1 October 2026" in made.notices[1].text(ENGLISH)
        book = Language("fr")
        assert "1 octobre 2026" in made.notices[1].text(book)


class TestSeptember:
    CASES = leavers(
        {"case": "NOR-2526-0001", "note": "+Zz", "grade": "9e"},
        {"case": "NOR-2526-0002"},
        {"case": "NOR-2526-0003", "last_name": None},
        {"case": "N 0RD"},
    )
    TABLES: Mapping[str, Any] = {
        **CASES,
        **table(
            "contacts", CONTACTS, "NOR-2526-0001 | Letter | 05.10.2026 | Parents | No response",
            "NOR-2526-0002 | Letter | 05.10.2026 | Parents | No response",
            "NOR-2526-0099 | Letter | 05.10.2026 | Parents | No response",
        ),
        **table("outcomes", OUTCOMES, "NOR-2526-0003 | Employed | 01.06.2026 | 02.06.2026 | Youngster"),
        **table(
            "workshops", "workshop | place | starts_on | ends_on | places",
            "YW-2526-01 | Clervaux | 01.10.2025 | 01.02.2026 | 12",
            "YW-2526-02 | Clervaux | 01.10.2025 | 01.02.2026 | 9",
        ),
        **table("participants", "workshop | case | joined_on", "YW-2526-02 | NOR-2526-0001 | 01.10.2025"),
        **table("interventions", "held_on | school | class_name | pupils", "01.10.2025 | LTA | 9A | 20"),
    }  # fmt: skip

    def last_year(self, folder: Path) -> Sent:
        cover = {**COVER, "school_year": "2025/26", "filled_in_by": "Zz", "posts": 1.5, "written_in": "français"}
        return sent(write_workbook(folder / "last.xlsx", self.TABLES, cover))

    def test_what_goes_on_comes_with_its_history_under_its_number(self, tmp_path: Path) -> None:
        made = month(None, self.last_year(tmp_path), ended=frozenset({"NOR-2526-0002"}))
        read, after = written(made, tmp_path / "month.xlsx")
        page = sheet(read, "Décrocheurs")
        assert [page.cell(row, 1) for row in range(2, 7)] == [
            "NOR-2526-0001", "NOR-2526-0003", "N 0RD", NEW, "NOR-2627-5001",
        ]  # fmt: skip
        assert (page.cell(2, 32), page.cell(2, 15)) == ("+Zz", "9e"), "texts and unreadable cells as they stood"
        first = [cells[0] for cells in sheet(read, "Contacts").rows[1:]]
        assert first == ["NOR-2526-0001", "NOR-2526-0099", NEW], "held back, and whose it is nobody can say"
        counts = {one.name: len([cells for cells in one.rows[1:] if cells]) for one in read.sheets}
        assert (counts["Ateliers"], counts["Participants"]) == (1, 1)
        assert counts["Interventions en classe"] == 0, "they belong to their school year"
        assert (after.cover["office"], after.cover["school_year"], after.cover["posts"]) == ("NOR", "2026/27", 1.5)
        assert after.cover["data_on"] is None
        assert after.cover["written_for"] == "NOR 2026/27"

    def test_an_ended_case_that_is_given_a_row_comes_along(self, tmp_path: Path) -> None:
        again = {
            "case": "NOR-2526-0002", "situation": "school-lu", "from_date": OCTOBER, "confirmed_on": NOVEMBER,
            "source": "list",
        }  # fmt: skip
        made = month(
            None,
            self.last_year(tmp_path),
            ended=frozenset({"NOR-2526-0002"}),
            additions=additions({"outcomes": [again]}),
        )
        assert made.left_out == ()
        named = [cells[0] for cells in sheet(made.to_mark.read, "Décrocheurs").rows[1:]]
        assert "NOR-2526-0002" in named

    def test_later_in_the_year_only_cases_that_it_does_not_name_are_brought(self, tmp_path: Path) -> None:
        latest = sent(write_workbook(tmp_path / "office.xlsx", leavers({"case": "NOR-2526-0001"}, {})))
        made = month(latest, self.last_year(tmp_path), ended=frozenset({"NOR-2526-0002"}))
        named = [cells[0] for cells in sheet(made.to_mark.read, "Leavers").rows[1:]]
        assert named == ["NOR-2526-0001", "NOR-2627-0001", "NOR-2526-0003", NEW]
