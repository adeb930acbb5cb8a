"""One young person, one case, one owner: what only the workbooks of all offices together show.

The rows of the sheets Leavers and Outcomes that stand, with each row's person -> the sheet Leavers with the former case
numbers that hold, and a problem, at a cell of its own workbook, for whatever an office must look at.
"""

import datetime
from collections import defaultdict

import polars as pl

from intake.identity import PersonLookup
from intake.open_twice import open_twice
from intake.tables.office import Leavers, Outcomes
from intake.transfers import (
    Cases,
    StandingCase,
    Statement,
    Told,
    in_order,
    moves_that_do_not_fit,
    sound_links,
    tell_at,
)

MOVED = "moved-office"


def one_owner(
    leavers: pl.DataFrame, outcomes: pl.DataFrame, lookup: PersonLookup, told_by: datetime.date
) -> tuple[pl.DataFrame, list[Told]]:
    """Return the sheet Leavers with the former case numbers that stand, and what the offices are told.

    `leavers` are the rows in the order that `lookup` saw them in, with `person` and `held`; `outcomes` are
    the accepted ones; `told_by` is the last day that they can tell of.
    """
    cases = _standing_cases(leavers, outcomes, lookup, told_by)
    links, told = sound_links(cases, lookup.matching)
    told += moves_that_do_not_fit(cases, links, told_by, lookup.matching)
    told += open_twice(cases, links, told_by)
    told += _numbers_of_two(leavers, cases, lookup)
    sound = Leavers.case.col.replace_strict(links, default=None, return_dtype=pl.String)
    return leavers.with_columns(sound.alias(Leavers.former_case.name)), in_order(told)


def _standing_cases(
    leavers: pl.DataFrame, outcomes: pl.DataFrame, lookup: PersonLookup, told_by: datetime.date
) -> Cases:
    situations, moves = _statements(outcomes, told_by)
    seen = {one.case: one.who for one in lookup.seen}
    columns = leavers.select(
        Leavers.case.col, "submission", "row", "held", "person", Leavers.opened_on.col, Leavers.closed_on.col,
        Leavers.former_case.col, Leavers.came_from.col,
    )  # fmt: skip
    cases: dict[str, StandingCase] = {}
    # A case that is accepted once and held back once more stands as it was accepted.
    for case, submission, row, held, person, *dates, former, came_from in columns.sort("held", descending=True).rows():
        if case is not None:
            cases[case] = StandingCase(
                case, submission, row, held, person, seen.get(case), dates[0], dates[1], former, came_from,
                tuple(moves.get(case, ())), situations.get(case), (submission, row) in lookup.erased,
            )  # fmt: skip
    return cases


def _statements(outcomes: pl.DataFrame, told_by: datetime.date) -> tuple[dict[str, str], dict[str, list[Statement]]]:
    """The latest situation of each case, and every move that is stated of it, in their order."""
    in_time = outcomes.filter(Outcomes.from_date.col <= told_by).sort("case", "from_date", "confirmed_on", "row")
    latest = in_time.unique("case", keep="last")
    situations = dict(latest.select("case", Outcomes.situation.col.cast(pl.String)).iter_rows())
    moves: dict[str, list[Statement]] = defaultdict(list)
    stated = in_time.filter(Outcomes.situation.col.cast(pl.String) == MOVED, Outcomes.to_office.col.is_not_null())
    for case, to, since, submission, row in stated.select(
        "case", Outcomes.to_office.col, Outcomes.from_date.col, "submission", "row"
    ).iter_rows():
        moves[case].append(Statement(to, since, submission, row))
    return situations, moves


def _numbers_of_two(leavers: pl.DataFrame, cases: Cases, lookup: PersonLookup) -> list[Told]:
    named = leavers[Leavers.case.name].to_list()
    told = [cases[named[place]] for place in lookup.numbers_of_two if named[place] in cases]
    return [tell_at("number-of-two-people", one, Leavers.national_number.name) for one in told]
