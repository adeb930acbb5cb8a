"""Who reads a site, and the share of the facts that it is built from: taken before any page is made.

An office reads its own cases and, to compare with, totals of all offices. The coordination reads all offices, case by
case, but nothing of privacy class S. The ministry reads counts of closed quarters and years, controlled beforehand, and
its site is made of nothing else: no case, no row of the register, no figure of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from typing import Any, Literal, TypeVar, cast

import dataframely as dy
import polars as pl

from generator.facts import Facts
from generator.indicators.breakdowns import BREAKDOWNS
from generator.indicators.declared import INDICATORS
from generator.revisions import Revised
from generator.workshop_progress import counts_of_groups
from intake.register import Arrivals, Changes, Offers, Problems, Register, Submissions
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Sheet, fields, fields_of_class
from intake.tables.reference import Offices, Published, Pupils

_Schema = TypeVar("_Schema", bound=dy.Schema)

DERIVED_S: Mapping[str, tuple[str, ...]] = {"leavers": ("birth_month",)}
"""What the register holds in the place of a column of class I and is of class S itself."""

AGES = ("age-group", "entry-age", "entry-age-standing")
"""Breakdowns by the age on another day than today: beside the age of today it may tell the month of birth."""

OFFICE_TOTALS = ("school", "canton")
"""Breakdowns of which an office sees its own alone: all offices together would show a single other one."""


SENSITIVE_LISTS = frozenset(
    declared.codes.key
    for sheet in OFFICE_WORKBOOK.sheets
    for declared in fields(sheet).values()
    if declared.codes and declared.privacy == "S"
)
"""The code lists of columns of class S."""

SENSITIVE_BREAKDOWNS = tuple(
    key for key, listed in BREAKDOWNS.items() if listed.key in SENSITIVE_LISTS or listed.sensitive_codes
)
"""Breakdowns by what is of class S: a case that came late, or that is named beside a figure, would be told by them."""

_TELLS_NOTHING_SENSITIVE = ~(
    pl.col("indicator").is_in([key for key, one in INDICATORS.items() if one.sensitive])
    | pl.col("breakdown").is_in(SENSITIVE_BREAKDOWNS)
)
"""Of which figures a single case may be known."""


@dataclass(frozen=True)
class Audience:
    """Who reads a site: the coordination, the ministry, or one office."""

    kind: Literal["coordination", "ministry", "office"]
    office: str | None = None

    @property
    def key(self) -> str:
        """The name of the site's folder: "coordination" or "office-NOR"."""
        return f"office-{self.office}" if self.office else self.kind


COORDINATION = Audience("coordination")
MINISTRY = Audience("ministry")


def audiences(facts: Facts) -> tuple[Audience, ...]:
    """Return every audience that has a site: coordination, each office of the reference workbook, and the ministry.

    The ministry has one where there are controlled tables to make it of.
    """
    ministry = (MINISTRY,) if facts.ministry else ()
    return (COORDINATION, *ministry, *(Audience("office", office) for office in facts.offices))


def filter_for(audience: Audience, facts: Facts) -> Facts:
    """Return the share of the facts that an audience may see."""
    if audience == MINISTRY:
        return _of_ministry(facts)
    others = replace(facts, ministry=None)
    return _of_office(audience.office, others) if audience.office else _without_s(others)


def _of_ministry(facts: Facts) -> Facts:
    """The controlled tables, and of the reference workbook what they are told with; everything else is empty."""
    register = facts.register
    # Every table there is, so that one added later is no leak.
    held = {one.name: getattr(facts, one.name) for one in fields_of(facts)}
    cleared: dict[str, Any] = {name: table.clear() for name, table in held.items() if isinstance(table, pl.DataFrame)}
    return replace(
        facts,
        **cleared,
        register=replace(
            register,
            tables=_emptied(register.tables),
            held=_emptied(register.held),
            reference={**_emptied(register.reference), **_told_with(register)},
            submissions=Submissions.create_empty(),
            problems=Problems.create_empty(),
            changes=Changes.create_empty(),
            offers=Offers.create_empty(),
            arrivals=Arrivals.create_empty(),
            key_id="",
            lists_received=(),
        ),
        statuses={},
        revised=(),
    )


def _emptied(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {key: table.clear() for key, table in tables.items()}


def _told_with(register: Register) -> dict[str, pl.DataFrame]:
    """The offices by code and name, the pupils over compulsory school age, and what the ministry itself published."""
    offices = register.table(Offices)
    others = [name for name in offices.columns if name not in ("row", "code", "name")]
    bare = offices.with_columns(pl.lit(None, offices.schema[name]).alias(name) for name in others)
    return {Offices.INFO.key: bare, **{one.INFO.key: register.table(one) for one in (Pupils, Published)}}


def _of_office(office: str, facts: Facts) -> Facts:
    own = pl.col("office") == office
    # Compared with: all offices together.
    own_and_all = pl.col("office").is_in([office, ""])
    together_hidden = (pl.col("office") == "") & pl.col("breakdown").is_in(OFFICE_TOTALS)
    progress = facts.progress.filter(own)
    return replace(
        facts,
        register=_register_of(office, facts.register),
        cases=facts.cases.filter(own),
        figures=_seen(facts.figures, own_and_all & ~together_hidden),
        comparison=facts.comparison.filter(own_and_all),
        members=facts.members.filter(own, pl.col("case").is_in(facts.cases.filter(own)["case"].to_list())),
        held_back=facts.held_back.filter(own_and_all, ~together_hidden),
        progress=progress,
        groups=_groups_of(progress, facts.groups),
        annual=facts.annual.filter(own_and_all),
        curves=facts.curves.filter(own_and_all),
        awaiting=facts.awaiting.filter((pl.col("to_office") == office) | (pl.col("from_office") == office)),
        reasons=facts.reasons.filter(own_and_all),
        moves=facts.moves.filter(own),
        candidates=facts.candidates.filter(own),
        statuses={office: facts.statuses[office]} if office in facts.statuses else {},
        revised=_revised(facts, pl.col("office").is_in([office, ""]) & ~together_hidden),
    )


def _seen(table: dy.DataFrame[_Schema], seen: pl.Expr) -> dy.DataFrame[_Schema]:
    """The rows of a table that are seen: what holds of all rows holds of them, and is not looked at once more."""
    return cast(dy.DataFrame[_Schema], table.filter(seen))


def _revised(facts: Facts, seen: pl.Expr) -> tuple[Revised, ...]:
    return tuple(one if one.rows is None else replace(one, rows=_seen(one.rows, seen)) for one in facts.revised)


def _register_of(office: str, register: Register) -> Register:
    """The rows of one office. Of the other offices the reference keeps code and name."""
    own = pl.col("office") == office
    offices = register.reference[Offices.INFO.key]
    others = [name for name in offices.columns if name not in ("row", "code", "name")]
    emptied = offices.with_columns(pl.when(pl.col("code") == office).then(pl.col(name)).alias(name) for name in others)
    own_case = pl.when(pl.col("case").str.starts_with(f"{office}-")).then(pl.col("case")).alias("case")
    tables = {key: table.filter(own) for key, table in register.tables.items()}
    # The number that a case bore at another office is that office's own.
    tables["leavers"] = tables["leavers"].with_columns(former_case=pl.lit(None, pl.String))
    held = {key: table.filter(own) for key, table in register.held.items()}
    held["leavers"] = held["leavers"].with_columns(former_case=pl.lit(None, pl.String))
    return replace(
        register,
        tables=tables,
        held=held,
        reference={**register.reference, Offices.INFO.key: emptied},
        submissions=_seen(register.submissions, own),
        problems=Problems.validate(register.problems.filter(own).with_columns(own_case)),
        changes=_seen(register.changes, own),
        offers=_offers_of(office, register.offers),
        arrivals=_seen(register.arrivals, own),
    )


def _offers_of(office: str, offers: pl.DataFrame) -> dy.DataFrame[Offers]:
    """The office's own cases that may be somebody's of another case; that other one is the coordination's to see."""
    cases = pl.concat([offers["case"], offers["other_case"].alias("case")]).unique().sort()
    own = cases.filter(cases.str.starts_with(f"{office}-"))
    return Offers.validate(own.to_frame().with_columns(other_case=pl.lit(None, pl.String)))


def _groups_of(progress: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The groups with the office's own participants, counted by them alone."""
    counts = counts_of_groups(progress)
    kept = groups.drop(name for name in counts.columns if name != "workshop" and name in groups.columns)
    return kept.join(counts, on="workshop", maintain_order="left").select(groups.columns)


def _without_s(facts: Facts) -> Facts:
    register = facts.register
    stripped = replace(
        register,
        tables={key: _stripped(key, table) for key, table in register.tables.items()},
        held={key: _stripped(key, table) for key, table in register.held.items()},
    )
    return replace(
        facts,
        register=stripped,
        members=_without_telling_members(facts.members),
        revised=_revised(facts, _TELLS_NOTHING_SENSITIVE),
        progress=_without_sensitive(_PARTICIPANTS, facts.progress),
    )


def _without_telling_members(members: pl.DataFrame) -> pl.DataFrame:
    """The members of those figures alone in which a case number tells nothing of class S."""
    return members.filter(_TELLS_NOTHING_SENSITIVE, ~pl.col("breakdown").is_in(AGES))


def _stripped(key: str, table: pl.DataFrame) -> pl.DataFrame:
    """A table without its columns of class S and without what only its own office may see case by case."""
    sheet = OFFICE_WORKBOOK.sheet(key)
    dropped = [*fields_of_class(sheet, "S"), *DERIVED_S.get(key, ())]
    return _without_sensitive(sheet, table.drop(name for name in dropped if name in table.columns))


def _without_sensitive(sheet: type[Sheet], table: pl.DataFrame) -> pl.DataFrame:
    """The rows without sensitive codes: a needed cell takes its row with it, an optional one is emptied."""
    for name, declared in fields(sheet).items():
        sensitive = declared.codes.sensitive_codes if declared.codes else ()
        if not sensitive or name not in table.columns:
            continue
        hidden = pl.col(name).cast(pl.String).is_in(sensitive).fill_null(value=False)
        if not table.select(hidden.any()).item():
            # Mostly there is none, and nothing is to be copied.
            continue
        if declared.required:
            table = table.filter(~hidden)
        else:
            table = table.with_columns(pl.when(~hidden).then(pl.col(name)).alias(name))
    return table


_PARTICIPANTS = OFFICE_WORKBOOK.sheet("participants")
