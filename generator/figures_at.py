"""The figures of any day, by what a register holds: for editions, and for what was revised of them."""

from datetime import date
from functools import partial

import dataframely as dy
import polars as pl

from generator.annual_table import annual_tables
from generator.caseload import caseload, caseload_history, open_cases
from generator.indicators import compute_indicators
from generator.tables import Caseload, Figures
from generator.told_by import counted_once
from intake.kept import Kept
from intake.register import Register
from intake.settings import Settings

MONTHS_SHOWN = 26
"""Month ends of which the open cases are counted: two years, to set this one beside the last."""

Counted = tuple[dy.DataFrame[Figures], pl.DataFrame]
"""The figures and the annual tables of one day."""


def figures_at(register: Register, cases: dy.DataFrame[Caseload], day: date, settings: Settings) -> Counted:
    """Return all figures and the annual tables of a day; `cases` is the caseload of that day."""
    history = history_at(register, day, settings)
    return compute_indicators(register, cases, day, settings, history), annual_tables(register, day, settings)


def history_at(register: Register, day: date, settings: Settings, kept: Kept | None = None) -> pl.DataFrame:
    """Return the open cases at the ends of the months up to a day, as `caseload_history` has them.

    Those of a day that nothing new bears on are taken from what is `kept`.
    """

    def count(one: Register, at: date, rules: Settings) -> pl.DataFrame:
        return counted_once(kept, ["open cases"], one, at, rules, partial(open_cases, one, at, rules), ahead=False)

    return caseload_history(register, month_ends(day), settings, count)


def figures_without_history(register: Register, day: date, settings: Settings) -> Counted:
    """Return the same less the open cases of all month ends, which cost more than all else together."""
    cases = caseload(register, day, settings)
    none = caseload_history(register, [], settings)
    return compute_indicators(register, cases, day, settings, none), annual_tables(register, day, settings)


def month_ends(day: date) -> list[date]:
    """Return the last days of the months of which the open cases are counted, and the day itself."""
    first = pl.Series([day]).dt.month_start().dt.offset_by(f"-{MONTHS_SHOWN}mo")[0]
    return [*pl.date_range(first, day, "1mo", eager=True).dt.offset_by("-1d"), day]
