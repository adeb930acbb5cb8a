"""Disclosure control on tables small enough to work out by hand."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import disclosure
from generator.disclosure import Controlled, Tables, control
from generator.disclosure_proof import Attack, Limits, NotSafeToPublishError, Relation, Status, prove, total
from intake.kept import Kept
from tests.attacker import Attacker, Sum

SQUARE = {"a": 3, "b": 20, "c": 30, "d": 40, "ab": 23, "cd": 70, "ac": 33, "bd": 60, "all": 93}
SQUARE_SUMS: list[Sum] = [
    ("ab", ("a", "b")), ("cd", ("c", "d")), ("ac", ("a", "c")), ("bd", ("b", "d")), ("all", ("ab", "cd")),
    ("all", ("ac", "bd")),
]  # fmt: skip
QUARTERS = {"q1": 12, "q2": 3, "q3": 20, "q4": 15, "year": 50}
YEAR: list[Sum] = [("year", ("q1", "q2", "q3", "q4"))]


def tables_of(counts: Mapping[str, int], sums: list[Sum], implied: str = "", **names: str) -> Tables:
    """Tables of counts: those named by keyword, else one of all counts but the implied."""
    shown = {name: tuple(keys.split()) for name, keys in names.items()}
    shown = shown or {"table": tuple(key for key in counts if key not in implied.split())}
    return Tables(counts, shown, tuple(total(whole, parts) for whole, parts in sums))


def withheld(controlled: Controlled) -> dict[str, Status]:
    return {key: how for key, how in sorted(controlled.status.items()) if how != "shown"}


def read(controlled: Controlled) -> dict[str, int | None]:
    return {key: controlled.value(key) for key in controlled.status}


def told(controlled: Controlled, sums: list[Sum]) -> Attacker:
    """The attacker who has been told which signs stand for small counts and which cover others."""
    small, large = (
        frozenset(key for key, how in controlled.status.items() if how == one) for one in ("small", "cover")
    )
    return Attacker(read(controlled), sums, small, large, whole=True)


def test_a_small_count_in_a_square_needs_three_others() -> None:
    # a alone is 23 - 20. With b it is 33 - 30. With b and c it is what is left of 93 - 40 - (23 + 33 - a) ...: with d,
    # a step of a moves b and c down and d up, at 20 + 30 + 40; by the totals it would cost 23 + 33 + 93.
    square = control(tables_of(SQUARE, SQUARE_SUMS))
    assert withheld(square) == {"a": "small", "b": "cover", "c": "cover", "d": "cover"}
    assert told(square, SQUARE_SUMS).recovered() == []
    assert told(square, SQUARE_SUMS).values("a") == 4


def test_without_the_complement_the_attacker_subtracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "complement", lambda _search: None)
    with pytest.raises(NotSafeToPublishError, match="table"):
        control(tables_of(SQUARE, SQUARE_SUMS))
    monkeypatch.setattr(disclosure, "prove", lambda *_given: None)
    bare = control(tables_of(SQUARE, SQUARE_SUMS))
    assert withheld(bare) == {"a": "small"}
    assert told(bare, SQUARE_SUMS).values("a") == 1
    assert Attacker(read(bare), SQUARE_SUMS).recovered() == ["a"]


def test_a_quarter_is_covered_by_the_smallest_other_that_leaves_room() -> None:
    # 12 may be 11 to 14 when 3 may be 4 to 1; 5, were there one, could not sink by one and still be no small count.
    quarters = control(tables_of(QUARTERS, YEAR))
    assert withheld(quarters) == {"q1": "cover", "q2": "small"}
    tight = control(tables_of({"q1": 5, "q2": 3, "q3": 20, "q4": 15, "year": 43}, YEAR))
    assert "q2" in withheld(tight)
    assert {"q3", "q4"} & set(withheld(tight))
    assert told(tight, YEAR).recovered() == []


def test_tables_that_share_a_total_are_controlled_together() -> None:
    # By office the year is 30 + 20 + 2, by sex 40 + 12: the total stands in both, so hiding it in one helps nobody.
    counts = {"nor": 30, "min": 20, "sur": 2, "female": 40, "male": 12, "all": 52}
    sums: list[Sum] = [("all", ("nor", "min", "sur")), ("all", ("female", "male"))]
    both = control(tables_of(counts, sums, offices="nor min sur all", sexes="female male all"))
    assert withheld(both) == {"min": "cover", "sur": "small"}
    assert both.withheld("offices") == {"small": 1, "cover": 1}
    assert both.withheld("sexes") == {}


def test_the_rest_of_a_base_is_protected_though_it_is_not_shown() -> None:
    # 10 of 12 were reached: 2 were not. Whether 10 or 12 is withheld, the other no longer tells.
    counts = {"listed": 12, "reached": 10, "rest": 2}
    sums: list[Sum] = [("listed", ("reached", "rest"))]
    tables = tables_of(counts, sums, implied="rest")
    assert withheld(control(tables)) == {"reached": "cover"}
    assert Attacker({"listed": 12, "reached": None}, sums).values("rest") >= 4


def test_zero_is_shown_and_covers_nothing() -> None:
    counts = {"a": 0, "b": 2, "c": 9, "d": 30, "all": 41}
    row = control(tables_of(counts, [("all", ("a", "b", "c", "d"))]))
    assert row.value("a") == 0
    assert withheld(row) == {"b": "small", "c": "cover"}


@pytest.mark.parametrize(("group", "shown"), [(7, None), (9, None), (10, 10), (30, 30)])
def test_a_group_all_in_one_category_is_told_so_only_where_the_base_allows(group: int, shown: int | None) -> None:
    counts = {"employed": group, "measure": 0, "school": 0, "all": group}
    relation = total("all", ("employed", "measure", "school"), group=True)
    row = control(Tables(counts, {"table": tuple(counts)}, (relation,)))
    assert row.value("employed") == shown
    # The zeros beside it would say it as well.
    assert row.value("measure") == (None if shown is None else 0)
    assert row.value("all") == group


def test_a_small_total_of_small_parts_is_withheld_with_all_of_them() -> None:
    # 1 + 2 = 3: told that all three are 1 to 4, the first could be no 4. Nothing is told of the row, nor of its zero.
    counts = {"a": 1, "b": 2, "c": 0, "row": 3, "rest": 47, "all": 50}
    sums: list[Sum] = [("row", ("a", "b", "c")), ("all", ("row", "rest"))]
    table = control(tables_of(counts, sums))
    assert withheld(table)["a"] == withheld(table)["c"] == withheld(table)["row"] == "buried"
    assert told(table, sums).recovered() == []
    assert Attacker(read(table), sums).recovered() == []


def test_a_rounded_share_beside_a_withheld_count_is_reckoned_with() -> None:
    # 45 % of 40 says 17.8 to 18.2, so 18: withholding 18 is no good while the share is shown.
    counts = {"base": 40, "part": 18, "rest": 22}
    share = (
        Relation({"part": 200, "base": -89}, 0, float("inf")),
        Relation({"part": 200, "base": -91}, -float("inf"), 0),
    )
    sums = (total("base", ("part", "rest")), *share)
    hidden: Mapping[str, Status] = {"base": "shown", "part": "cover"}
    with pytest.raises(NotSafeToPublishError, match="shares"):
        control(Tables(counts, {"shares": ("base", "part")}, sums), hidden)
    without = Tables(counts, {"shares": ("base", "part")}, sums[:1])
    assert withheld(control(without, hidden)) == {"part": "cover"}


def test_what_was_shown_stays_shown_and_what_was_withheld_stays_withheld() -> None:
    first = control(tables_of({"q1": 30, "q2": 3, "q3": 20, "half": 53}, [("half", ("q1", "q2", "q3"))]))
    assert withheld(first) == {"q2": "small", "q3": "cover"}
    # Of the year's new counts only q4 and the year itself can still be withheld: q1 has been read.
    later = tables_of({"q1": 30, "q2": 3, "q3": 20, "q4": 6, "half": 53, "year": 59}, [
        ("half", ("q1", "q2", "q3")), ("year", ("q1", "q2", "q3", "q4")),
    ])  # fmt: skip
    second = control(later, first.status)
    assert withheld(second) == {"q2": "small", "q3": "cover"}


def test_witnesses_of_what_was_published_before_serve_again_and_prove_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    kept, tables = Kept(tmp_path, "1"), tables_of(QUARTERS, YEAR)
    first = control(tables, kept=kept)
    published = first.status
    assert control(tables, published).status == published
    searched: list[Tables] = []
    monkeypatch.setattr(disclosure, "complement", lambda search: searched.append(search.tables))
    assert control(tables, published, kept=kept) == first
    assert searched == []
    # Whatever is other is searched for; and without a search nothing proves it safe.
    others: list[tuple[Tables, Mapping[str, Status], Limits]] = [
        (tables, {}, Limits()),
        (tables_of({**QUARTERS, "q2": 2, "year": 49}, YEAR), published, Limits()),
        (tables, {**published, "q1": "small"}, Limits()),
        (tables, published, Limits(small=3)),
    ]
    for other in others:
        with pytest.raises(NotSafeToPublishError):
            control(*other, kept=kept)
    assert len(searched) == len(others)
    (file,) = tmp_path.glob("*")
    kept.put(file.name, b"[]")
    with pytest.raises(NotSafeToPublishError):
        control(tables, published, kept=kept)


def test_a_new_total_is_withheld_where_old_parts_can_t_be() -> None:
    # q1 to q3 were read, q2 was withheld when there was no year yet: the year less the others would tell it.
    earlier: Mapping[str, Status] = {"q1": "shown", "q2": "small", "q3": "shown"}
    counts = {"q1": 12, "q2": 3, "q3": 20, "q4": 15, "year": 50}
    second = control(tables_of(counts, YEAR), earlier)
    assert withheld(second) == {"q2": "small", "q4": "cover"}
    assert told(second, YEAR).recovered() == []


def test_a_publication_that_earlier_ones_make_unsafe_is_refused() -> None:
    earlier: Mapping[str, Status] = {"q1": "shown", "q2": "small", "q3": "shown", "q4": "shown", "year": "shown"}
    with pytest.raises(NotSafeToPublishError, match="annual"):
        control(tables_of(QUARTERS, YEAR, annual="q1 q2 q3 q4 year"), earlier)


def test_few_that_came_late_between_two_editions_are_not_told() -> None:
    # 100 waited, 30 came and 20 went; 112 wait now, since 2 of the 100's time were entered late.
    counts = {"before": 100, "came": 30, "went": 20, "now": 112}
    chain = Relation({"before": 1, "came": 1, "went": -1, "now": -1})
    earlier: Mapping[str, Status] = {"before": "shown"}
    table = control(Tables(counts, {"stock": tuple(counts)}, (chain,)), earlier)
    assert withheld(table) == {"went": "cover"}
    many = control(Tables({**counts, "now": 118}, {"stock": tuple(counts)}, (chain,)), earlier)
    assert withheld(many) == {}


def test_the_proof_takes_no_solver_s_word() -> None:
    tables = tables_of(QUARTERS, YEAR)
    sound = control(tables)
    attack = Attack(tables.counts, tables.relations, sound.status, Limits())
    prove(attack, sound.witnesses, tables.tables)
    # 3 may not become 9, nor may 1 without another count that moves with it.
    for wrong in ({"q2": 9, "q1": 6}, {"q2": 1}):
        assert not attack.holds(wrong)
        with pytest.raises(NotSafeToPublishError):
            prove(attack, [*sound.witnesses[:1], wrong], tables.tables)


def test_the_largest_small_count_is_a_setting() -> None:
    counts = {"a": 7, "b": 40, "c": 50, "all": 97}
    tables = tables_of(counts, [("all", ("a", "b", "c"))])
    assert withheld(control(tables)) == {}
    assert withheld(control(tables, limits=Limits(small=9))) == {"a": "small", "b": "cover"}


def test_counts_taken_together_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="q1, q2, q3, q4, year"):
        control(tables_of({**QUARTERS, "year": 51}, YEAR))
