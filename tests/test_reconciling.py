"""Monthly lists against the offices' cases: each story's outcome; what must hold whatever the lists are."""

import itertools
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.case_numbers import Given, Numbers, NumbersRunOut
from intake.monthly_list import Back, DrawnList, Listed
from intake.reconciling import Reconciliation, WorkloadDoesNotClose, prove_closings
from intake.settings import Year
from tests.list_case_stories import STORIES_WITH_CASES
from tests.list_stories import STORIES, ListStory
from tests.reconciled import cases_of, closings, drawn, known, lists_of, oddities, reconciled
from tests.workbooks import cells_of

FIRST = drawn("07.09.2026", "out | Una | NOR | 01.09.2026\nout | Dua | NOR | 02.09.2026")
SECOND = drawn("05.10.2026", "out | Una | NOR | 01.09.2026\nout | Tria | NOR | 20.09.2026\nback | Dua | | 15.09.2026")
CLOSED = [
    ["07.09.2026", "NOR", "0", "2", "0", "0", "0", "2", "0", "0"],
    ["05.10.2026", "NOR", "2", "1", "0", "1", "0", "2", "1", "0"],
]


EVERY_STORY = {**STORIES, **STORIES_WITH_CASES}


@pytest.mark.parametrize("story", EVERY_STORY.values(), ids=EVERY_STORY)
def test_each_story_comes_out_as_it_is_told(story: ListStory) -> None:
    found = reconciled(lists_of(story), known(story.known, story.stated))
    _, *expected = [[cell or "" for cell in row] for row in cells_of(story.closings)]
    assert closings(found) == expected
    people = dict.fromkeys(one.rsplit(" ", 1)[0].strip() for one in story.cases.split(","))
    assert cases_of(found, people) == story.cases
    assert oddities(found) == [odd.strip() for odd in story.odd.split(",") if odd]


# ---- Numbers, run after run ----------------------------------------------------------------------------------------


def test_a_second_run_gives_no_number_and_changes_none() -> None:
    first = reconciled([FIRST, SECOND])
    again = reconciled([FIRST, SECOND], given=first.given)
    assert [one.case for one in first.given] == ["NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003"]
    assert (again.given, again.withdrawn) == ((), ())
    assert [one.case for one in again.placed] == [one.case for one in first.placed]
    assert closings(again) == closings(first) == CLOSED


def test_a_list_that_comes_late_keeps_the_numbers_of_the_later_one() -> None:
    """Una stands on both lists: her number of October is that of her start in September."""
    october = reconciled([SECOND])
    assert cases_of(october, ("Una", "Tria")) == "Una NOR-2627-0001, Tria NOR-2627-0002"
    both = reconciled([FIRST, SECOND], given=october.given)
    assert cases_of(both, ("Una", "Dua", "Tria")) == "Una NOR-2627-0001, Dua NOR-2627-0003, Tria NOR-2627-0002"
    assert closings(both) == CLOSED
    assert both.withdrawn == ()


def test_a_corrected_list_of_another_day_changes_no_number_and_tells_of_who_is_on_none_any_more() -> None:
    first = reconciled([FIRST])
    corrected = drawn("09.09.2026", "out | Tria | NOR | 03.09.2026\nout | Una | NOR | 05.09.2026")
    found = reconciled([corrected], given=first.given)
    assert cases_of(found, ("Una", "Tria")) == "Una NOR-2627-0001, Tria NOR-2627-0003"
    assert [(one.case, one.person) for one in found.withdrawn] == [("NOR-2627-0002", "Dua")]


def test_who_is_listed_again_after_the_corrected_list_has_the_old_number() -> None:
    first = reconciled([FIRST])
    without = reconciled([drawn("07.09.2026", "out | Una | NOR | 01.09.2026")], given=first.given)
    again = reconciled([FIRST], given=[*first.given, *without.given])
    assert (cases_of(again, ("Una", "Dua")), again.withdrawn) == ("Una NOR-2627-0001, Dua NOR-2627-0002", ())


def test_a_number_that_no_list_names_is_past_once_the_office_has_said_so() -> None:
    first = reconciled([FIRST])
    cases = known("case | person | opened_on\nNOR-2627-0002 | Dua | 07.09.2026",
                  "case | situation | from_date\nNOR-2627-0002 | listed-in-error | 08.09.2026")  # fmt: skip
    assert reconciled([drawn("07.09.2026", "out | Una | NOR | 01.09.2026")], cases, first.given).withdrawn == ()


def test_who_was_joined_stays_so_when_the_case_is_closed_afterwards() -> None:
    entered = "case | person | opened_on  | closed_on\nNOR-2627-5001 | Una | 02.09.2026 | {}"
    first = reconciled([FIRST], known(entered.format("")))
    assert cases_of(first, ("Una",)) == "Una NOR-2627-5001"
    later = reconciled([FIRST], known(entered.format("05.09.2026")), first.given)
    assert cases_of(later, ("Una",)) == "Una NOR-2627-5001"


def test_who_was_joined_to_somebody_else_s_case_gets_a_number() -> None:
    """The coordination has told the two apart since."""
    first = reconciled([FIRST], known("case | person | opened_on\nNOR-2627-5001 | Una | 02.09.2026"))
    later = reconciled([FIRST], known("case | person | opened_on\nNOR-2627-5001 | Other | 02.09.2026"), first.given)
    assert cases_of(later, ("Una",)) == "Una NOR-2627-0002"


def test_returned_while_the_office_s_workbook_is_late_is_a_number_of_its_own_all_the_same() -> None:
    """The office has the case open still: the list that said she was back is word enough."""
    lists = [
        drawn("07.09.2026", "out | Una | NOR | 01.09.2026"),
        drawn("05.10.2026", "back | Una | | 15.09.2026"),
        drawn("05.11.2026", "out | Una | NOR | 20.10.2026"),
    ]
    cases = known("case | person | opened_on  | listed_on\nNOR-2627-0001 | Una | 07.09.2026 | 07.09.2026")
    assert cases_of(reconciled(lists, cases), ("Una",)) == "Una NOR-2627-0001, Una NOR-2627-0002"


def test_each_of_two_starts_keeps_its_own_number() -> None:
    """The earlier one was given last, since its list came late."""
    late = drawn("07.09.2026", "out | Una | NOR | 01.09.2026")
    lists = [drawn("05.10.2026", "back | Una | | 15.09.2026"), drawn("05.11.2026", "out | Una | NOR | 20.10.2026")]
    first = reconciled(lists)
    second = reconciled([late, *lists], given=first.given)
    assert cases_of(second, ("Una",)) == "Una NOR-2627-0002, Una NOR-2627-0001"
    third = reconciled([late, *lists], given=[*first.given, *second.given])
    assert (cases_of(third, ("Una",)), third.given) == ("Una NOR-2627-0002, Una NOR-2627-0001", ())


def test_the_school_year_of_the_list_is_that_of_the_number() -> None:
    lists = [drawn("31.08.2026", "out | Una | NOR | 01.07.2026"), drawn("01.09.2026", "out | Dua | NOR | 01.07.2026")]
    assert cases_of(reconciled(lists), ("Una", "Dua")) == "Una NOR-2526-0001, Dua NOR-2627-0001"


def test_numbers_that_an_office_takes_itself_are_no_list_s() -> None:
    numbers = Numbers(["NOR-2627-5001", "NOR-2627-0041", "MIN-2627-0099", "NOR-2526-0200"], Year())
    assert [numbers.give("NOR", date(2026, 10, 5)) for _ in range(2)] == ["NOR-2627-0042", "NOR-2627-0043"]
    full = Numbers(["NOR-2627-5000"], Year())
    with pytest.raises(NumbersRunOut):
        full.give("NOR", date(2026, 10, 5))


# ---- What must hold whatever the lists are -------------------------------------------------------------------------

OFFICES = ("NOR", "MIN", None)
PEOPLE = tuple("ABCDEFGH")
DAYS = tuple(date(2026, month, 5) for month in range(1, 9))


@st.composite
def sequences(draw: st.DrawFn) -> list[DrawnList]:
    """Lists of some months on which a few people come, go, move, are named twice or wrongly, as registers do."""
    lists = []
    for drawn_on in draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=6, unique=True)):
        rows = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(OFFICES), st.integers(0, 200),
                                       st.booleans()), max_size=10))  # fmt: skip
        back = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 200)), max_size=6))
        listed = [
            Listed(person, row, office, date.fromordinal(DAYS[0].toordinal() + left), sound)
            for row, (person, office, left, sound) in enumerate(rows, start=2)
        ]
        returned = [Back(one, row, date.fromordinal(DAYS[0].toordinal() + on)) for row, (one, on) in enumerate(back)]
        lists.append(DrawnList(drawn_on, draw(st.booleans()), tuple(listed), tuple(returned)))
    return lists


@settings(max_examples=100)
@given(sequences(), st.randoms(use_true_random=False))
def test_workloads_close_and_nobody_is_lost_or_doubled_whatever_comes(
    lists: list[DrawnList], order: random.Random
) -> None:
    found = reconciled(lists)
    for one in found.closings:
        assert one.after == one.before + one.new + one.returned - one.re_enrolled
    for drawn_list in lists:
        out = {one.start.person for one in found.placed if _is_out(found, one.start.person, drawn_list.drawn_on)}
        assert {one.person for one in drawn_list.listed if one.sound} <= out
        after = sum(one.after for one in found.closings if one.drawn_on == drawn_list.drawn_on)
        assert after == len(out)
    _numbers_hold(lists, found, order)


def _is_out(found: Reconciliation, person: str, day: date) -> bool:
    spells = [one.start for one in found.placed if one.start.person == person and one.start.listed_on <= day]
    return bool(spells) and (spells[-1].ended_on is None or spells[-1].ended_on > day)


def _numbers_hold(lists: list[DrawnList], at_once: Reconciliation, order: random.Random) -> None:
    """The lists come one by one in any order: what was given is never given again; the workloads are the same."""
    journal: list[Given] = []
    came = order.sample(lists, len(lists))
    for number in range(1, len(came) + 1):
        found = reconciled(came[:number], given=journal)
        journal += found.given
    assert max(Counter(one.case for one in journal).values(), default=1) == 1
    cases = [one.case for one in found.placed if one.case]
    assert len(cases) == len(set(cases))
    days = [(one.start.person, one.start.listed_on, one.start.ended_on) for one in found.placed]
    assert days == [(one.start.person, one.start.listed_on, one.start.ended_on) for one in at_once.placed]
    assert sum(one.after for one in found.closings) == sum(one.after for one in at_once.closings)


def test_a_workload_that_does_not_close_is_told_with_office_and_day() -> None:
    found = reconciled([FIRST, SECOND])
    for name, wrong in itertools.product(("before", "new", "re_enrolled", "still_out", "after", "settled"), (1, -1)):
        last = found.closings[-1]
        broken = replace(last, **{name: getattr(last, name) + wrong})
        with pytest.raises(WorkloadDoesNotClose, match="NOR, 2026-10-05"):
            prove_closings((*found.closings[:-1], broken), found.placed)
    with pytest.raises(WorkloadDoesNotClose):
        prove_closings(found.closings, found.placed[:-1])
