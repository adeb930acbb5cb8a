"""What is sensitive stays on its own office's site, case by case: no table of coordination's facts holds it."""

from collections.abc import Iterator
from dataclasses import fields as members

import polars as pl

from generator.audience import COORDINATION, DERIVED_S, filter_for
from generator.facts import Facts
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields, fields_of_class
from tests.service_facts import MINETT, small_facts

COLUMNS = {column for sheet in OFFICE_WORKBOOK.all_sheets for column in fields_of_class(sheet, "S")}
"""The columns of class S, by their keys."""
CODES = {
    code
    for sheet in OFFICE_WORKBOOK.all_sheets
    for declared in fields(sheet).values()
    if declared.codes
    for code in declared.codes.sensitive_codes
}
"""Codes that are of class S wherever they stand."""


def tables(facts: Facts) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield every table of the facts by its name: those of the register, its held rows, and all derived ones."""
    for owner in (facts, facts.register):
        for member in members(owner):
            value = getattr(owner, member.name)
            if isinstance(value, pl.DataFrame):
                yield member.name, value
            elif isinstance(value, dict):
                for key, table in value.items():
                    if isinstance(table, pl.DataFrame):
                        yield f"{member.name}.{key}", table


def sensitive(facts: Facts) -> set[str]:
    """Return which columns of class S, and which columns with such a code beside a case, the tables hold."""
    derived = {name for names in DERIVED_S.values() for name in names}
    found: set[str] = set()
    for name, table in tables(facts):
        beside_a_case = table.select(pl.col(pl.String, pl.Enum)) if "case" in table.columns else pl.DataFrame()
        found |= {f"{name}.{column}" for column in (COLUMNS | derived) & set(table.columns)}
        found |= {f"{name}.{one.name}" for one in beside_a_case if set(one.cast(pl.String).drop_nulls()) & CODES}
    return found


def test_coordination_s_facts_hold_nothing_of_class_s() -> None:
    whole = small_facts()
    assert {name for name, _ in tables(whole)} >= {
        "cases", "progress", "candidates", "groups", "reasons", "moves", "annual", "curves", "figures",
        "tables.leavers", "tables.interviews", "tables.accompaniment", "held.leavers", "problems", "changes",
    }  # fmt: skip
    assert sensitive(whole) >= {
        "tables.interviews.main_reason", "tables.accompaniment.step", "tables.leavers.birth_month",
        "tables.participants.leaving_reason", "progress.leaving_reason",
    }  # fmt: skip
    assert sensitive(filter_for(COORDINATION, whole)) == set()


def test_an_office_s_own_facts_hold_it_of_its_own_cases_alone() -> None:
    own = filter_for(MINETT, small_facts())
    assert "tables.leavers.birth_month" in sensitive(own)
    for name, table in tables(own):
        if "case" in table.columns:
            assert all(case.startswith("MIN-") for case in table["case"].drop_nulls()), name
