"""What the ministry is told of each closed quarter and school year, counted once: the day it is first published.

A quarter is three months of the school year, so that four of them are it. A period is closed when it has been over for
as long as the settings say and every office has sent a workbook of that school year and one, that or a later one, with
the state of its data after the period's end. Of a school year the flows are the sums of its quarters.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import dataframely as dy
import polars as pl

from generator.annual_table import annual_table
from generator.as_of import known_on
from generator.disclosure_proof import Status
from generator.guarantee import guarantee_periods
from generator.indicators.breakdowns import BREAKDOWNS, STANDING
from generator.indicators.guarantee import FOLLOWED_MONTHS, standing_figures, with_entrants
from generator.indicators.lasting import first_solutions
from generator.indicators.leavers import YearSoFar, listed_leavers
from generator.indicators.leaving_rate import leavers_of_years
from generator.indicators.of_guarantee import WHO
from generator.indicators.tally import Scope
from generator.situations import spells
from generator.starts import owned_cases
from generator.tables import Caseload
from intake.register import Register
from intake.settings import SERVICE_TIME, Settings, Year, school_year_bounds, school_year_of
from intake.tables.programmes import Interventions
from intake.tables.reference import Offices

QUARTERS: Final = 4
OFFICE_LINES: Final = ("left-school", "temporary", "permanent", "not-reached")
"""The lines of the annual table that are told by office."""
FOLLOWED: Final = ("listed", "reached", "interviewed", "accompanied")
GUARANTEE: Final = ("entrants", "exits", "positive", "timely")
STOCK: Final = "stock"
PREVENTION: Final = ("interventions", "pupils", "offered", "taken-up")
BACK: Final = "back"
"""Of those who left school the year before, how many were re-enrolled on any day of this one."""
EVERYBODY: Final = ""
PEOPLE: Final = (EVERYBODY, *(f"{who}/{code}" for who in WHO for code in BREAKDOWNS[who].codes))
"""All together, and each sex and age at entry: "sex/female"."""

Counts = Mapping[str, int]
"""The counts of a period by their names: "listed", "entrants sex/female", "annual NOR employed"."""


@dataclass(frozen=True)
class Period:
    """A school year ("2025/26") or one of its quarters ("2025/26-1"), from its first to its last day."""

    key: str
    school_year: str
    first: date
    last: date

    @property
    def is_year(self) -> bool:
        """Whether it is a whole school year."""
        return self.key == self.school_year


@dataclass(frozen=True)
class Published:
    """What the ministry has been told so far: counts by period, how each stands in the tables, the day of each period.

    `counts` holds what was withheld, too: it lies in the workspace and is no part of a site.
    """

    counts: Mapping[str, Counts] = field(default_factory=dict)
    status: Mapping[str, Status] = field(default_factory=dict)
    editions: Mapping[str, date] = field(default_factory=dict)


def name_of(*parts: str) -> str:
    """Return the name of a count, of which empty parts are left out."""
    return " ".join(part for part in parts if part)


def periods_of(school_year: str, year: Year) -> tuple[Period, ...]:
    """Return the four quarters of a school year, then the year itself."""
    begins, ends = school_year_bounds(school_year, year)
    firsts = pl.date_range(begins, ends, "3mo", eager=True).to_list()
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), ends]
    quarters = (
        Period(f"{school_year}-{at}", school_year, first, last)
        for at, (first, last) in enumerate(zip(firsts, lasts, strict=True), 1)
    )
    return (*quarters, Period(school_year, school_year, begins, ends))


def over(register: Register, today: date, settings: Settings) -> Iterator[Period]:
    """Yield the periods that are over for long enough, of every school year that there is a workbook of."""
    settled = today - timedelta(days=settings.ministry.settles_days)
    for school_year in register.submissions["school_year"].unique().sort():
        if not school_year:
            continue
        yield from (one for one in periods_of(school_year, settings.year) if one.last < min(settled, today))


def is_complete(period: Period, register: Register) -> bool:
    """Whether every office has told of a period: with a workbook of its school year, and with data after its end."""
    standing = register.submissions.filter("stands").with_columns(
        told=pl.coalesce("data_on", pl.col("received_at").dt.convert_time_zone(str(SERVICE_TIME)).dt.date())
    )
    of_year = standing.filter(pl.col("school_year") == period.school_year)["office"]
    since = standing.filter(pl.col("told") >= period.last)["office"]
    offices = set(register.table(Offices)["code"])
    return bool(offices) and offices <= set(of_year) & set(since)


def count_periods(
    periods: Iterable[Period],
    register: Register,
    cases: pl.DataFrame,
    today: date,
    settings: Settings,
) -> dict[str, Counts]:
    """Return the counts of each period as they are known today; `cases` is the caseload of today."""
    wanted = list(periods)
    if not wanted:
        return {}
    source = _source(register, Caseload.validate(cases), today, settings)
    return {
        one.key: dict(_of_year(source, one) if one.is_year else _of_quarter(source, one)) for one in wanted
    }  # fmt: skip


@dataclass(frozen=True)
class _Source:
    """What is known today, to count from."""

    register: Register
    owned: pl.DataFrame
    history: pl.DataFrame
    entrants: pl.DataFrame
    solutions: pl.DataFrame
    today: date
    settings: Settings


def _source(register: Register, cases: dy.DataFrame[Caseload], today: date, settings: Settings) -> _Source:
    owned, history = owned_cases(register, cases), spells(register, today, settings)
    entrants = with_entrants(guarantee_periods(known_on(register, today), history, settings), owned)
    solutions = first_solutions(register, cases, owned, history)
    return _Source(register, owned, history, entrants, solutions, today, settings)


def _of_quarter(source: _Source, quarter: Period) -> Iterator[tuple[str, int]]:
    span = YearSoFar(quarter.key, quarter.first, quarter.last)
    listed = listed_leavers(source.owned, span)
    reached, interviewed = (pl.col(name).is_not_null() for name in ("reached_on", "interviewed_on"))
    met = (pl.lit(value=True), reached, interviewed, pl.col("accepts").fill_null(value=False))
    for name, condition in zip(FOLLOWED, met, strict=True):
        yield name, listed.filter(condition).height
    yield from _guarantee(source.entrants, span)
    held = source.register.table(Interventions).filter(span.holds(Interventions.held_on.col))
    yield PREVENTION[0], held.height
    offered = pl.col("offered").is_not_null()
    known = {"pupils": held["pupils"], "offered": held["offered"], "taken-up": held.filter(offered)["taken_up"]}
    for name in PREVENTION[1:]:
        yield name, int(known[name].sum() or 0)


def _guarantee(entrants: pl.DataFrame, span: YearSoFar) -> Iterator[tuple[str, int]]:
    """Entrants, exits, those to an offer and those in time, and who waits on the last day; all together and by who."""
    entered = entrants.filter(span.holds(pl.col("entered_on")))
    left = entrants.filter(span.holds(pl.col("exited_on")))
    offered = left.filter(pl.col("exit") == "offer")
    timely = offered.filter(pl.col("exited_on") <= pl.col("until"))
    gone = (pl.col("exited_on") <= span.today).fill_null(value=False)
    waiting = entrants.filter(pl.col("entered_on") <= span.today, ~gone)
    for name, rows in zip((*GUARANTEE, STOCK), (entered, left, offered, timely, waiting), strict=True):
        for one in PEOPLE:
            who, _, code = one.partition("/")
            yield name_of(name, one), rows.filter(pl.col(who) == code).height if who else rows.height


def _of_year(source: _Source, year: Period) -> Iterator[tuple[str, int]]:
    table = annual_table(source.register, year.key, year.last, source.settings, known_on=source.today)
    own = table.filter(pl.col("month") == "")
    for office, line, persons in own.select("office", "line", "persons").iter_rows():
        if not office or line in OFFICE_LINES:
            yield name_of("annual", office, line), persons
    span = YearSoFar(year.key, year.first, year.last)
    figures = pl.concat(standing_figures(source.solutions, "lasting", source.history, span, Scope(source.today, ())))
    counted = figures.filter(pl.col("period") == year.key)
    for months in FOLLOWED_MONTHS:
        rows = counted.filter(pl.col("indicator") == f"lasting-{months}", pl.col("breakdown") == "standing")
        standing = dict(rows.select("category", "numerator").iter_rows())
        yield from ((name_of("lasting", f"{months}", code), int(standing[code])) for code in STANDING.codes)
        yield name_of("lasting", f"{months}"), int(sum(standing.values()))
    before = school_year_of(year.first - timedelta(days=1), source.settings.year)
    for _, leavers in leavers_of_years(source.register, [before], source.today, source.settings):
        yield BACK, int(leavers["re_enrolled"].sum())
