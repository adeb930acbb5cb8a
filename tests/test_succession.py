"""Which workbook follows which: what changed, what was lost, what an earlier issue could not hold, what is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from intake.changes import SheetChange, changes_between, rows_of, sheets_that_lost
from intake.checks import CheckedWorkbook
from intake.identity import Key, open_lookup
from intake.merging import Counts, merge_submissions
from intake.problems import Problem, describe
from intake.received import Received
from intake.register import Register
from intake.settings import Intake
from intake.stamp import stamp_of_lists, stamp_of_owner, stamped_lists, stamped_owner
from intake.standing import OFFICE_STATES, Standing, latest_submissions, office_states
from intake.submissions import Receipt
from intake.tables.office import Contacts, Leavers
from intake.tables.programmes import Participants, Workshops
from tests.checked import checked_workbook, received, reference_workbook
from tests.workbooks import ENGLISH

OFFICES = ("MIN", "NOR")
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
CASES = [f"NOR-2627-{number:04d}" for number in range(1, 21)]


def of_cases(cases: Sequence[str], lists: Sequence[date] = (), **more: object) -> CheckedWorkbook:
    """Return a workbook stamped with its lists, with a letter in each case; cases 11 to 20 are on October's list."""
    leavers = [
        {"case": one, "last_name": f"Zz{one}", "listed_on": SEPTEMBER if one <= CASES[9] else OCTOBER} for one in cases
    ]
    letters = [
        {"case": one, "kind": "letter", "contact_on": date(2026, 10, 5), "with_whom": "parents"} for one in cases
    ]
    book = checked_workbook(leavers=leavers, contacts=letters, **more)  # type: ignore[arg-type]
    return replace(book, cover={**book.cover, "template_version": "1", "lists_held": stamp_of_lists(lists)})


def again(number: int, of: Received) -> Receipt:
    """Return the receipt of the bytes of an earlier one, received once more."""
    return replace(of.receipt, number=number, repeats=of.receipt.number)


def codes(one: Received) -> list[str]:
    return [problem.code for problem in one.checked.problems]


def told(one: Received, code: str) -> str:
    return next(describe(problem, ENGLISH) for problem in one.checked.problems if problem.code == code)


def merged(folder: Path, standing: Standing) -> tuple[Register, Counts]:
    lookup = open_lookup(folder / "identity", Key(bytes(32)))
    return merge_submissions(standing, reference_workbook(*OFFICES), lookup)


class TestChanges:
    def test_are_counted_by_the_sheets_key_whatever_the_order(self) -> None:
        before = checked_workbook(
            leavers="case | grade\nNOR-2627-0001 | 9\nNOR-2627-0002 | 9\nNOR-2627-0003 | 9",
            contacts="case | kind | contact_on | with_whom\nNOR-2627-0001 | letter | 05.10.2026 | parents",
        )
        after = checked_workbook(
            leavers="case | grade\nNOR-2627-0004 | 9\nNOR-2627-0003 | 9\nNOR-2627-0002 | 10",
            contacts="case | kind | contact_on | with_whom\nNOR-2627-0001 | letter | 05.10.2026 | parents",
        )
        changes = changes_between(rows_of(before), rows_of(after))
        assert changes["leavers"] == SheetChange(before=3, added=1, changed=1, vanished=1, lost=1)
        assert changes["contacts"] == SheetChange(before=1, added=0, changed=0, vanished=0, lost=0)

    def test_rows_held_back_are_still_there(self) -> None:
        before = checked_workbook(leavers="case\nNOR-2627-0001")
        after = checked_workbook(held={"leavers": [{"case": "NOR-2627-0001"}]})
        assert changes_between(rows_of(before), rows_of(after))["leavers"].vanished == 0

    def test_a_corrected_date_is_a_row_gone_and_one_added_and_none_lost(self) -> None:
        letter = "case | kind | contact_on | with_whom\nNOR-2627-0001 | letter | {} | parents"
        before, after = (checked_workbook(contacts=letter.format(day)) for day in ("05.10.2026", "06.10.2026"))
        change = changes_between(rows_of(before), rows_of(after))["contacts"]
        assert (change.added, change.vanished, change.lost) == (1, 1, 0)

    def test_a_group_gone_is_lost_though_another_came_and_an_intervention_moved_is_not(self) -> None:
        groups = "workshop | place | starts_on\n{} | Clervaux | 01.10.2026"
        days = "held_on | school | class_name\n{} | LTA | 7P1"
        before, after = (
            rows_of(checked_workbook(workshops=groups.format(group), interventions=days.format(day)))
            for group, day in (("YW-2627-01", "05.10.2026"), ("YW-2627-02", "06.10.2026"))
        )
        changes = changes_between(before, after)
        assert [(changes[key].vanished, changes[key].lost) for key in ("workshops", "interventions")] == [
            (1, 1),
            (1, 0),
        ]

    def test_a_row_twice_is_two_rows(self) -> None:
        to_do = "case | kind | with_whom | result\n" + "NOR-2627-0001 | letter | parents | to-do\n"
        twice = checked_workbook(contacts=to_do + to_do.splitlines()[1])
        once = checked_workbook(contacts=to_do)
        assert changes_between(rows_of(once), rows_of(twice))["contacts"].added == 1
        assert changes_between(rows_of(twice), rows_of(once))["contacts"].vanished == 1

    @pytest.mark.parametrize(
        ("before", "lost", "alarms"),
        [(3, 1, False), (9, 9, False), (10, 1, False), (10, 2, True), (100, 19, False), (100, 20, True)],
    )
    def test_a_fifth_gone_of_ten_rows_or_more_must_be_confirmed(self, before: int, lost: int, alarms: bool) -> None:
        changes = {"leavers": SheetChange(before, 0, 0, lost, lost)}
        assert bool(sheets_that_lost(changes, Intake())) is alarms

    def test_one_emptied_sheet_is_enough_and_many_small_losses_are_one_great_one(self) -> None:
        contacts, kept = SheetChange(1000, 0, 0, 0, 0), SheetChange(50, 0, 0, 50, 50)
        assert list(sheets_that_lost({"contacts": contacts, "outcomes": kept}, Intake())) == ["outcomes"]
        small = SheetChange(6, 0, 0, 3, 3)
        assert list(sheets_that_lost({"contacts": small, "outcomes": small}, Intake())) == ["contacts", "outcomes"]
        assert sheets_that_lost({"contacts": small, "outcomes": small}, Intake(loss_share=0.6)) == {}


class TestRowsLost:
    def test_keep_the_workbook_out_and_the_older_stands(self, tmp_path: Path) -> None:
        whole, part = received(1, of_cases(CASES)), received(2, of_cases(CASES[:15]))
        standing = latest_submissions([whole, part], OFFICES)
        assert [one.receipt.number for one in standing.standing] == [1]
        (waiting,) = standing.waiting("NOR")
        assert told(waiting, "rows-lost") == (
            "Leavers: Rows of this sheet that stood in the workbook of September 1, 2026 are gone: 5 of 20. Upload the "
            "whole workbook, or ask the coordinator to accept the loss. [rows-lost]"
        ).replace("September 1, 2026", ENGLISH.date(date(2026, 9, 1)))
        assert standing.waiting(waiting.submission[:8]) == (waiting,)
        assert standing.waiting("MIN") == standing.waiting("") == ()
        register, _ = merged(tmp_path, standing)
        (state,) = [one for one in office_states(register) if one.office == "NOR"]
        assert (state.state, state.codes) == ("standing-on-older", ("rows-lost",))
        assert register.table(Leavers).height == 20
        assert register.changes.filter(sheet="leavers").select("before", "vanished").rows() == [(20, 5)]

    def test_are_accepted_once_and_for_all(self) -> None:
        whole, part = received(1, of_cases(CASES)), received(2, of_cases(CASES[:15]))
        standing = latest_submissions([whole, part], OFFICES, losses_accepted={part.submission})
        assert ([one.receipt.number for one in standing.standing], standing.refused) == ([2], ())

    def test_are_measured_against_what_stands_not_against_what_was_refused(self) -> None:
        books = [received(1, of_cases(CASES)), received(2, of_cases(CASES[:10])), received(3, of_cases(CASES[:9]))]
        standing = latest_submissions(books, OFFICES)
        assert [one.receipt.number for one in (*standing.standing, *standing.refused)] == [1, 3]
        assert [fate.superseded_by for fate in standing.fates] == [None, 3, None]
        whole_again = latest_submissions([*books, received(4, of_cases(CASES))], OFFICES)
        assert ([one.receipt.number for one in whole_again.standing], whole_again.refused) == ([4], ())


class TestEarlierIssue:
    """The office fills the workbook that it had before October's list, after it had sent one with that list."""

    def test_cases_of_a_list_that_it_could_not_hold_are_kept_with_all_their_rows(self, tmp_path: Path) -> None:
        newer = received(1, of_cases(CASES, [SEPTEMBER, OCTOBER]))
        earlier = received(2, of_cases([*CASES[:9], "NOR-2627-5001"], [SEPTEMBER]))
        standing = latest_submissions([newer, earlier], OFFICES)
        assert [one.receipt.number for one in standing.standing] == [2]
        assert standing.kept[0].cases == frozenset(CASES[10:])
        register, counts = merged(tmp_path, standing)
        expected = {*CASES[:9], *CASES[10:], "NOR-2627-5001"}
        assert set(register.table(Leavers)["case"]) == set(register.table(Contacts)["case"]) == expected
        count = counts[newer.submission]["leavers"]
        assert (count.read, count.accepted, count.superseded) == (20, 10, 10)
        assert register.changes.filter(sheet="leavers").select("added", "vanished", "kept").rows() == [(1, 1, 10)]
        assert told(standing.standing[0], "earlier-issue") == (
            "Cover: The workbook was filled from an issue written before the last monthly list. Cases of later lists "
            f"kept from the workbook of {ENGLISH.date(date(2026, 9, 1))}: 10. Go on in the newest workbook that the "
            "tool wrote for you, and bring your last entries there. [earlier-issue]"
        )
        (state,) = [one for one in office_states(register) if one.office == "NOR"]
        assert (state.state, state.received_at) == ("current", earlier.receipt.received_at)

    def test_a_case_that_it_names_is_its_own(self, tmp_path: Path) -> None:
        newer = received(1, of_cases(CASES, [SEPTEMBER, OCTOBER]))
        earlier = received(2, of_cases(CASES[:11], [SEPTEMBER]))
        register, _ = merged(tmp_path, latest_submissions([newer, earlier], OFFICES))
        assert register.changes.filter(sheet="leavers").select("vanished", "kept").rows() == [(0, 9)]
        suppliers = dict(register.table(Leavers).select("case", "submission").iter_rows())
        assert (suppliers[CASES[10]], suppliers[CASES[11]]) == (earlier.submission, newer.submission)

    def test_problems_of_cases_that_are_not_kept_are_settled(self, tmp_path: Path) -> None:
        told = [Problem("unlikely-age", "leavers", f"Q{row}", CASES[row]) for row in (9, 10)]
        newer = received(1, of_cases(CASES, [SEPTEMBER, OCTOBER], problems=[*told, Problem("year-over", "cover")]))
        earlier = received(2, of_cases(CASES[:9], [SEPTEMBER]))
        register, _ = merged(tmp_path, latest_submissions([newer, earlier], OFFICES))
        assert register.problems.select("code", "case").rows() == [("unlikely-age", CASES[10]), ("earlier-issue", None)]

    def test_a_case_that_is_not_kept_takes_nothing_from_the_year_before(self, tmp_path: Path) -> None:
        year_before = received(1, checked_workbook(school_year="2025/26", leavers=[{"case": CASES[9]}]))
        newer = received(2, of_cases(CASES, [SEPTEMBER, OCTOBER]))
        earlier = received(3, of_cases(CASES[:9], [SEPTEMBER]))
        register, _ = merged(tmp_path, latest_submissions([year_before, newer, earlier], OFFICES))
        suppliers = dict(register.table(Leavers).select("case", "school_year").iter_rows())
        assert suppliers[CASES[9]] == "2025/26"

    def test_the_group_of_a_case_that_is_kept_is_kept(self, tmp_path: Path) -> None:
        groups = {
            "workshops": "workshop | place | places | starts_on | ends_on\n"
            "YW-2627-01 | Clervaux | 9 | 01.10.2026 | 01.02.2027\n"
            "YW-2627-02 | Clervaux | 9 | 01.10.2026 | 01.02.2027",
            "participants": f"workshop | case | joined_on\nYW-2627-01 | {CASES[10]} | 12.10.2026",
        }
        newer = received(1, of_cases(CASES, [SEPTEMBER, OCTOBER], **groups))
        earlier = received(2, of_cases(CASES[:10], [SEPTEMBER]))
        register, _ = merged(tmp_path, latest_submissions([newer, earlier], OFFICES))
        assert register.table(Participants)["case"].to_list() == [CASES[10]]
        assert register.table(Workshops)["workshop"].to_list() == ["YW-2627-01"]

    def test_what_is_kept_goes_on_through_another_earlier_issue_and_ends_with_the_newest(self) -> None:
        newest = [SEPTEMBER, OCTOBER]
        books = [
            received(1, of_cases(CASES, newest)),
            received(2, of_cases(CASES[:10], [SEPTEMBER])),
            received(3, of_cases(CASES[:10], [SEPTEMBER])),
        ]
        standing = latest_submissions(books, OFFICES)
        assert [(kept.received.receipt.number, len(kept.cases)) for kept in standing.kept] == [(1, 10)]
        after = latest_submissions([*books, received(4, of_cases(CASES, newest))], OFFICES)
        assert (after.kept, [one.receipt.number for one in after.standing]) == ((), [4])
        gone = latest_submissions([*books, received(4, of_cases(CASES[:10], newest))], OFFICES)
        assert [codes(one)[0] for one in gone.refused] == ["rows-lost"]

    def test_a_workbook_without_the_tools_stamp_gets_nothing_added(self) -> None:
        unstamped = of_cases(CASES[:10])
        unstamped = replace(unstamped, cover={**unstamped.cover, "template_version": None})
        books = [received(1, of_cases(CASES, [SEPTEMBER, OCTOBER])), received(2, unstamped)]
        assert [codes(one)[0] for one in latest_submissions(books, OFFICES).refused] == ["rows-lost"]


class TestStamp:
    def test_says_what_it_was_given(self) -> None:
        assert stamped_lists(stamp_of_lists([OCTOBER, SEPTEMBER])) == {SEPTEMBER, OCTOBER}
        assert stamp_of_lists([OCTOBER, SEPTEMBER]) == "2026-09-01, 2026-10-01"
        assert (stamped_lists(None), stamped_lists("none")) == (frozenset(), frozenset())
        for owner in (("NOR", "2026/27"), ("NOR", None), (None, "2026/27"), (None, None)):
            assert stamped_owner(stamp_of_owner(*owner)) == owner
        assert stamped_owner("anybody's") == (None, None)


class TestUploads:
    def test_an_older_workbook_sent_again_is_told_and_takes_no_place(self) -> None:
        first, second = received(1, of_cases(CASES)), received(2, of_cases(CASES[:19]))
        standing = latest_submissions([first, second], OFFICES, repeated=[again(3, first)])
        (stands,) = standing.standing
        assert stands.receipt.number == 2
        assert told(stands, "older-sent-again") == (
            f"Cover: The file uploaded last is the one that you had sent on {ENGLISH.date(date(2026, 9, 1))}. The "
            f"newer workbook of {ENGLISH.date(date(2026, 9, 2))} still stands. If the older one is right after all, "
            "correct the state of the data on its cover and upload it again. [older-sent-again]"
        )
        assert [(fate.number, fate.came_to, fate.repeats) for fate in standing.fates][-1] == (3, "sent-again", 1)
        settled = latest_submissions([first, second], OFFICES, repeated=[again(3, first), again(4, second)])
        assert codes(settled.standing[0]) == []
        newer = latest_submissions([first, second, received(4, of_cases(CASES))], OFFICES, repeated=[again(3, first)])
        assert codes(newer.standing[0]) == []

    def test_going_back_to_what_stands_settles_what_was_refused_since(self) -> None:
        good, broken = received(1, of_cases(CASES)), received(2, checked_workbook(problems=[Problem("missing-sheet")]))
        assert latest_submissions([good, broken], OFFICES).refused == (broken,)
        settled = latest_submissions([good, broken], OFFICES, repeated=[again(3, good)])
        assert (settled.refused, settled.fates[1].superseded_by) == ((), 1)

    def test_several_in_one_upload_are_told_and_the_last_stands(self) -> None:
        at = datetime(2026, 10, 31, 8, 14, tzinfo=UTC)
        books = [
            Received(replace(one.receipt, received_at=at, arrived_at=at), one.checked)
            for one in (received(1, of_cases(CASES)), received(2, of_cases(CASES[:19])))
        ]
        (stands,) = latest_submissions(books, OFFICES).standing
        assert stands.receipt.number == 2
        assert told(stands, "several-in-one-upload") == (
            "Cover: 2 workbooks of your office and of one school year came in together. The last one to arrive was "
            f"taken: on {ENGLISH.date(at.date())}, at 09:14. Check that it is the right one; if not, upload the right "
            "one again, with the state of its data corrected. [several-in-one-upload]"
        )

    def test_an_earlier_years_workbook_is_told_until_this_years_comes_again(self) -> None:
        last = checked_workbook(school_year="2025/26")
        last = replace(last, cover_cells={"school_year": "C7"})
        books = [received(1, of_cases(CASES)), received(2, last)]
        older, newer = latest_submissions(books, OFFICES).standing
        assert told(older, "earlier-year") == (
            "Cover!C7: A workbook of an earlier school year came after that of 2026/27. Each counts for its own year. "
            "If you meant this year's, upload that one. [earlier-year]"
        )
        assert codes(newer) == []
        once_more = latest_submissions([*books, received(3, of_cases(CASES))], OFFICES)
        assert [codes(one) for one in once_more.standing] == [[], []]


BOTH = (SEPTEMBER, OCTOBER)
MISSING = Problem("missing", "leavers", "I1002", CASES[-1])
WORKBOOKS = {
    "whole": of_cases(CASES, BOTH),
    "fewer": of_cases(CASES[:-2], BOTH),
    "lossy": of_cases(CASES[:12], BOTH),
    "partly": of_cases(CASES[:-1], BOTH, held={"leavers": [{"case": CASES[-1]}]}, problems=[MISSING]),
    "refused": checked_workbook(problems=[Problem("missing-sheet", details={"other_sheet": "leavers"})]),
    "unreadable": checked_workbook(None, None, problems=[Problem("incomplete-file")]),
    "earlier-issue": of_cases(CASES[:10], [SEPTEMBER]),
}


@property_settings(max_examples=40, deadline=None)
@given(kinds=st.lists(st.sampled_from([*WORKBOOKS, "again"]), max_size=9), accepted=st.booleans())
def test_whatever_comes_the_office_is_in_one_state_and_its_rows_close(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], accepted: bool
) -> None:
    sent: list[Received] = []
    repeated: list[Receipt] = []
    for number, kind in enumerate(kinds, 1):
        if kind != "again":
            sent.append(received(number, WORKBOOKS[kind], office_hint="NOR"))
        elif sent:
            repeated.append(again(number, sent[number % len(sent)]))
    losses = {one.submission for one in sent} if accepted else set()
    standing = latest_submissions(sent, OFFICES, repeated=repeated, losses_accepted=losses)
    # Merging proves that the rows read are those accepted, held back and superseded, and each case is in one place.
    register, counts = merged(tmp_path_factory.mktemp("succession"), standing)
    states = {one.office: one for one in office_states(register)}
    assert states.keys() == set(OFFICES)
    assert states["NOR"].state in OFFICE_STATES
    good = [one.receipt.number for one in sent if _is_good(one, standing)]
    assert [one.receipt.number for one in standing.standing] == good[-1:]
    assert (states["NOR"].state == "nothing-received") is not bool(good)
    newest_event = max((*(one.receipt.number for one in sent), *(one.number for one in repeated)), default=0)
    if good and good[-1] == newest_event:
        assert states["NOR"].state in ("current", "partly-accepted")
    assert [fate.number for fate in standing.fates] == sorted(
        [*(one.receipt.number for one in sent), *(one.number for one in repeated)]
    )
    unsettled = {fate.number for fate in standing.fates if fate.superseded_by is None and fate.repeats is None}
    shown = {one.receipt.number for one in (*standing.standing, *standing.refused)}
    assert unsettled == shown
    for sheets in counts.values():
        assert all(one.read == one.accepted + one.held_back + one.superseded + one.erased for one in sheets.values())


def _is_good(one: Received, standing: Standing) -> bool:
    fate = next(fate for fate in standing.fates if fate.number == one.receipt.number)
    return fate.came_to in ("accepted", "accepted-with-warnings", "partly-accepted")
