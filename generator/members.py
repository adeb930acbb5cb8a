"""The cases in the figures and in what is counted beside them, and the proof that they are those counted."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from generator.annual_table import LINE, annual_members
from generator.beside import BESIDE, GROUPS, MOVES, REASONS, interviewed_cases, members_beside, moved_cases
from generator.indicators.compute import compute_with_members
from generator.indicators.declared import INDICATORS
from generator.situations import spells
from generator.starts import owned_cases
from generator.sums import SumsDoNotCloseError
from generator.tables import Caseload, Figures, Members
from generator.workshop_progress import GROUP_COUNTS, workshop_progress
from intake.register import Register
from intake.settings import Settings

KEYS: Final = Members.column_names()[:-1]
OF_CASES: Final = (*(key for key, one in INDICATORS.items() if one.of_cases), *BESIDE)
"""What counts cases, or what belongs to one, and therefore has members."""


def figures_with_members(
    register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings, history: pl.DataFrame
) -> tuple[dy.DataFrame[Figures], dy.DataFrame[Members]]:
    """Return the figures of `compute_indicators`, and the cases in them, in the annual tables and in what is beside."""
    figures, members = compute_with_members(register, cases, today, settings, history)
    owned = owned_cases(register, cases)
    beside = members_beside(
        moved_cases(owned, spells(register, today, settings), today),
        interviewed_cases(register, cases, owned, today),
        workshop_progress(register, cases, today, settings),
        today,
    )
    return figures, Members.validate(pl.concat([members, annual_members(register, today, settings), beside]))


@dataclass(frozen=True)
class Counted:
    """What has members: the figures, and the tables of `generator.facts` that are counts of cases themselves."""

    figures: dy.DataFrame[Figures]
    annual: pl.DataFrame
    moves: pl.DataFrame
    reasons: pl.DataFrame
    groups: pl.DataFrame


def prove_members(counted: Counted, members: dy.DataFrame[Members]) -> None:
    """Return nothing when each count of an office's cases has as many members as it says.

    A start, a contact, a step counts once each, so that a case may be a member of one figure several times. Figures of
    anything else, and those of all offices together, have no members. So it is with the lines of the annual tables, the
    moves and the reasons; a group's counts, which are those of all offices, are all their members together. Raises
    SumsDoNotCloseError, which names each figure that is not so.
    """
    of_groups = pl.col("indicator") == GROUPS
    counts = pl.concat([
        counted.figures.select(*KEYS, "numerator"), _annual_figures(counted.annual),
        _beside(counted.moves, MOVES, pl.format("{}/{}", "before", "after")),
        _beside(counted.reasons, REASONS, pl.col("reason")), _group_figures(counted.groups),
    ])  # fmt: skip
    # As a stream: grouped at once, all of them would be in memory twice.
    grouped = members.lazy().group_by(KEYS).len("listed").collect(engine="streaming")
    each = grouped.with_columns(pl.col(KEYS).cast(pl.String))
    # What is counted beside is as of the one day.
    named = each.with_columns(
        period=pl.when(pl.col("indicator").is_in(BESIDE.keys())).then(pl.lit("")).otherwise("period"),
        office=pl.when(of_groups).then(pl.lit("")).otherwise("office"),
    )
    listed = named.group_by(KEYS).agg(pl.col("listed").sum())
    told = counts.join(listed, on=KEYS, how="full", coalesce=True).with_columns(
        pl.col("listed", "numerator").fill_null(0)
    )
    has = pl.col("indicator").is_in(OF_CASES) & ((pl.col("office") != "") | of_groups)
    expected = pl.when(has).then("numerator").otherwise(0.0)
    unequal = told.filter(pl.col("listed") != expected).select(*KEYS, "listed", expected.alias("expected")).sort(KEYS)
    faults = [
        f"{' '.join(filter(None, row[:5]))}: {row[5]} cases named, {row[6]:.0f} counted" for row in unequal.iter_rows()
    ]
    if faults:
        raise SumsDoNotCloseError(faults)


def _annual_figures(annual: pl.DataFrame) -> pl.DataFrame:
    """The lines of the annual tables as figures; the months are those of the year that is not over."""
    told = annual.filter((pl.col("month") == "") | (pl.col("at") == pl.col("at").max()))
    return told.select(
        indicator=pl.lit("persons"),
        period=pl.when(pl.col("month") == "").then("school_year").otherwise("month"),
        office="office",
        breakdown=pl.lit(LINE),
        category="line",
        numerator=pl.col("persons").cast(pl.Float64),
    )


def _beside(table: pl.DataFrame, name: str, category: pl.Expr) -> pl.DataFrame:
    return table.select(
        indicator=pl.lit(name),
        period=pl.lit(""),
        office="office",
        breakdown=pl.lit(BESIDE[name]),
        category=category,
        numerator=pl.col("cases").cast(pl.Float64),
    )


def _group_figures(groups: pl.DataFrame) -> pl.DataFrame:
    each = groups.select("workshop", *GROUP_COUNTS).unpivot(index="workshop", variable_name="name", value_name="cases")
    counts = each.with_columns(office=pl.lit(""), cases=pl.col("cases").cast(pl.Int64))
    return _beside(counts, GROUPS, pl.format("{}/{}", "workshop", "name"))
