"""What pages are made of: the register, the caseload and the figures at one date, for one audience."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

import dataframely as dy
import polars as pl

from generator.annual_table import LINE
from generator.beside import BESIDE, count_moves, count_reasons, interviewed_cases, moved_cases
from generator.calendar import a_month_before, a_year_before
from generator.indicators.declared import INDICATORS
from generator.ministry_tables import Ministry
from generator.revisions import Revised
from generator.situations import spells
from generator.starts import owned_cases
from generator.submission_calendar import SubmissionCalendar, submission_calendar
from generator.tables import Caseload, Figures
from generator.workshop_conditions import workshop_candidates
from intake.register import Register
from intake.settings import SERVICE_TIME, Settings, school_year_bounds, school_year_of
from intake.standing import OfficeState, office_states
from intake.tables.reference import Offices, Schools


class FigureKey(NamedTuple):
    """What tells one figure from another; `office` is empty for all, breakdown and category for a total."""

    indicator: str
    period: str
    office: str
    breakdown: str
    category: str


_KEYS: Final = FigureKey._fields
_Values = tuple[float, float | None, float | None, float | None, float | None]
"""Numerator, base, value, low and high: of the many figures there are a page asks for few."""


@dataclass(frozen=True)
class Figure:
    """One figure: `value` is the numerator of a count, else numerator ÷ base; None when the base is 0.

    `low` and `high` are the ends of a share's 95 % interval. `key` names it among today's figures; `held` and
    `held_base` say how many more its numerator and its base would count, were the rows held back accepted.
    """

    numerator: float
    base: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    key: FigureKey | None = None
    held: int = 0
    held_base: int = 0


@dataclass(frozen=True)
class Office:
    """A regional office; `posts` is None where they are not for this audience."""

    code: str
    name: str
    posts: float | None


@dataclass(frozen=True)
class Status:
    """What an office has sent: its state, how late its workbook is, and what is held back of it.

    `days_late` is how long the workbook that was due last is missing: 0 when it has come, be it late (see
    `submission_calendar`). `rows_held` counts rows, `cases_held` those cases that are in no figure.
    """

    state: OfficeState
    days_late: int
    rows_held: int
    cases_held: int

    @property
    def up_to_date(self) -> bool:
        """Whether its newest workbook came in time and could be read; rows held back of it are told beside."""
        return self.state.state in ("current", "partly-accepted") and self.days_late == 0

    @property
    def received_on(self) -> date | None:
        """The day on which its newest good workbook was received."""
        received = self.state.received_at
        return received.astimezone(SERVICE_TIME).date() if received else None


@dataclass(frozen=True)
class Facts:
    """Everything that the pages of an audience say; `generator.audience.filter_for` takes out what it may not see.

    `cases` is the caseload (`Caseload`); `figures` are `Figures` of today, `comparison` of a month and of a year ago;
    `members` are the cases in the figures (`Members`), `held_back` what is missing from them (`HeldBack`);
    `progress` and `groups` those of `workshop_progress`, `annual` of `annual_tables`, `curves` of `survival_curves`.
    `awaiting` counts the cases that wait to be taken up, `reasons` the interviews by main reason, `moves` the
    situations at the listing and six months on: all are counts already, so that no site needs the cases for them.
    `candidates` are who may take part in the workshop (`workshop_candidates`). `revised` are the frozen editions, the
    latest first, with what was revised since.
    """

    register: Register
    cases: pl.DataFrame
    figures: dy.DataFrame[Figures]
    comparison: pl.DataFrame
    members: pl.DataFrame
    held_back: pl.DataFrame
    progress: pl.DataFrame
    groups: pl.DataFrame
    annual: pl.DataFrame
    curves: pl.DataFrame
    awaiting: pl.DataFrame
    reasons: pl.DataFrame
    moves: pl.DataFrame
    candidates: pl.DataFrame
    statuses: Mapping[str, Status]
    settings: Settings
    today: date
    edition: date
    revised: tuple[Revised, ...] = ()
    ministry: Ministry | None = None
    """What the ministry is told, and all that its site is made of; None on every other."""

    @cached_property
    def offices(self) -> Mapping[str, Office]:
        """The offices by code, in the order of the reference workbook."""
        rows = self.register.table(Offices).iter_rows(named=True)
        return {row["code"]: Office(row["code"], row["name"], row["posts"]) for row in rows}

    @cached_property
    def schools(self) -> Mapping[str, str]:
        """The schools' names by code."""
        rows = self.register.table(Schools).iter_rows(named=True)
        return {row["code"]: row["name"] for row in rows}

    @cached_property
    def school_year(self) -> str:
        """The school year that today lies in, as in "2026/27"."""
        return school_year_of(self.today, self.settings.year)

    @property
    def year_began(self) -> date:
        """The first day of that school year."""
        return school_year_bounds(self.school_year, self.settings.year)[0]

    @property
    def months(self) -> list[date]:
        """The first day of each month of the school year so far."""
        first = self.year_began.replace(day=1)
        return pl.date_range(first, self.today, "1mo", eager=True).to_list()

    def rows(self, table: str, **equal: str) -> pl.DataFrame:
        """Return the rows of one of the tables, by its name, in which columns are equal to values."""
        found: pl.DataFrame = getattr(self, table)
        place: tuple[str, ...] = (table,)
        for name, value in equal.items():
            place = (*place, name)
            if place not in self._parts:
                self._parts[place] = found.partition_by(name, as_dict=True)
            found = self._parts[place].get((value,), found.clear())
            place = (*place, value)
        return found

    @cached_property
    def _parts(self) -> dict[tuple[str, ...], dict[tuple[object, ...], pl.DataFrame]]:
        """Tables by the values of a column, as `rows` was asked: pages ask for one office's after another's."""
        return {}

    def register_rows(self, sheet: str, office: str, *, held: bool = False) -> pl.DataFrame:
        """Return the rows of a sheet of an office's workbooks, by the sheet's key, accepted or held back."""
        part = self.register.held if held else self.register.tables
        return part[sheet].filter(pl.col("office") == office)

    def spells_of(self, office: str) -> pl.DataFrame:
        """Return the spells of an office's cases."""
        return self._spells.join(self.rows("cases", office=office).select("case"), on="case", how="semi")

    def received_at(self, office: str, school_year: str, submission: str) -> datetime.datetime | None:
        """Return when a workbook was received; None where this reader may not know of it."""
        return self._received.get((office, school_year, submission))

    def status_of(self, office: str) -> Status | None:
        """Return what an office has sent; None where this reader may not know it."""
        return self.statuses.get(office)

    def figure(
        self, indicator: str, office: str = "", period: str | None = None, breakdown: str = "", category: str = ""
    ) -> Figure:
        """Return a figure; without a period that of today, or of the school year where an indicator counts a year.

        Raises KeyError for an indicator that is not declared. A category that nobody stands in is 0.
        """
        periods = [period] if period else [self.today.isoformat(), self.school_year]
        for one in periods:
            key = FigureKey(indicator, one, office, breakdown, category)
            if found := self._figures.get(key):
                return Figure(*found, key, *self._held.get(key, (0, 0)))
        if indicator not in INDICATORS:
            raise KeyError(indicator)
        return Figure(0.0, key=FigureKey(indicator, periods[0], office, breakdown, category))

    def year_ago(self, indicator: str, office: str = "") -> Figure | None:
        """Return the figure of the same day a year ago; None where there was nothing to count yet."""
        return self._ago(indicator, office, a_year_before(self.today))

    def month_ago(self, indicator: str, office: str = "") -> Figure | None:
        """Return the figure of a month ago; None where there was nothing to count, or it is of another school year."""
        return self._ago(indicator, office, a_month_before(self.today))

    def _ago(self, indicator: str, office: str, then: date) -> Figure | None:
        found = self._comparison.get((indicator, office, then.isoformat()))
        return found if found and (found.base or found.numerator) else None

    @cached_property
    def _figures(self) -> Mapping[tuple[str, ...], _Values]:
        rows = self.figures.select(*_KEYS, "numerator", "base", "value", "low", "high").iter_rows()
        return {row[:5]: row[5:] for row in rows}

    def line_figure(self, line: str, office: str = "", month: str = "", year: str | None = None) -> Figure:
        """Return how many persons stand on a line of the annual table of a school year (default: this), or of a month.

        Of the years that are over, months have no members.
        """
        of_year = year or self.school_year
        key = FigureKey("persons", month or of_year, office, LINE, line)
        persons = self._lines.get((of_year, office, month, line), 0.0)
        return Figure(persons, key=key, held=self._held.get(key, (0, 0))[0])

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str, str, str], float]:
        rows = self.annual.select("school_year", "office", "month", "line", "persons").iter_rows()
        return {(year, office, month, line): float(n) for year, office, month, line, n in rows}

    def beside_figure(self, name: str, n: float, category: str, office: str = "") -> Figure:
        """Return a count of `generator.beside` with the key of its members."""
        key = FigureKey(name, self.today.isoformat(), office, BESIDE[name], category)
        return Figure(float(n), key=key, held=self._held.get(key, (0, 0))[0])

    @cached_property
    def _held(self) -> Mapping[tuple[str, ...], tuple[int, int]]:
        rows = self.held_back.select(*_KEYS, "held", "held_base").iter_rows()
        return {row[:5]: row[5:] for row in rows}

    def members_of(self, key: FigureKey) -> tuple[str, ...]:
        """Return the cases in a figure, as often as it counts each; none where this reader may not know them.

        Those in a figure of all offices are those in the figures of each.
        """
        if key.office:
            return tuple(self._members.get(key, ()))
        return tuple(case for office in self.offices for case in self._members.get(key._replace(office=office), ()))

    @cached_property
    def _members(self) -> Mapping[tuple[str, ...], Sequence[str]]:
        grouped = self.members.group_by(_KEYS).agg("case").select(*_KEYS, "case")
        return {row[:5]: row[5] for row in grouped.iter_rows()}

    @cached_property
    def _received(self) -> Mapping[tuple[str, str, str], datetime.datetime]:
        rows = self.register.submissions.select("office", "school_year", "submission", "received_at").iter_rows()
        return {row[:3]: row[3] for row in rows}

    @cached_property
    def calendar(self) -> SubmissionCalendar:
        """When lists and workbooks were due and came, of those offices whose state this reader sees."""
        return submission_calendar(self.register, self.statuses, self.today, self.settings)

    @cached_property
    def _spells(self) -> pl.DataFrame:
        return spells(self.register, self.today, self.settings)

    @cached_property
    def _comparison(self) -> Mapping[tuple[str, str, str], Figure]:
        totals = self.comparison.filter(pl.col("breakdown") == "")
        rows = totals.select("indicator", "office", "period", "numerator", "base", "value", "low", "high").iter_rows()
        return {row[:3]: Figure(*row[3:]) for row in rows}


def gather_facts(
    register: Register,
    cases: dy.DataFrame[Caseload],
    *,
    figures: dy.DataFrame[Figures],
    comparison: pl.DataFrame,
    members: pl.DataFrame,
    held_back: pl.DataFrame,
    progress: pl.DataFrame,
    groups: pl.DataFrame,
    annual: pl.DataFrame,
    curves: pl.DataFrame,
    settings: Settings,
    today: date,
    edition: date,
) -> Facts:
    """Return the facts of the whole service, before any audience's share of them is taken."""
    owned = owned_cases(register, cases)
    return Facts(
        register=register,
        cases=cases,
        figures=figures,
        comparison=comparison,
        members=members,
        held_back=held_back,
        progress=progress,
        groups=groups,
        annual=annual,
        curves=curves,
        awaiting=_awaiting(cases),
        reasons=count_reasons(interviewed_cases(register, cases, owned, today)),
        moves=count_moves(moved_cases(owned, spells(register, today, settings), today)),
        candidates=workshop_candidates(owned, progress, today, settings),
        statuses=_statuses(register, cases, today, settings),
        settings=settings,
        today=today,
        edition=edition,
    )


def _awaiting(cases: pl.DataFrame) -> pl.DataFrame:
    """How many cases of an office wait to be taken up by which other: from_office, to_office, cases."""
    waiting = cases.filter(pl.col("waits_for").is_not_null())
    return waiting.group_by(pl.col("office").alias("from_office"), pl.col("waits_for").alias("to_office")).agg(
        cases=pl.len()
    ).sort("to_office", "from_office")  # fmt: skip


def _statuses(register: Register, cases: pl.DataFrame, today: date, settings: Settings) -> dict[str, Status]:
    states = office_states(register)
    calendar = submission_calendar(register, [state.office for state in states], today, settings)
    missing = {
        one.office: one.days_late for one in map(calendar.last, (s.office for s in states)) if one and one.is_missing
    }
    held = register.submissions.filter(pl.col("stands")).group_by("office").agg(pl.col("rows_held_back").sum())
    rows_held = dict(held.iter_rows())
    cases_held = dict(cases.filter("held").group_by("office").len().iter_rows())
    return {
        state.office: Status(
            state, missing.get(state.office, 0), rows_held.get(state.office, 0), cases_held.get(state.office, 0)
        )
        for state in states
    }
