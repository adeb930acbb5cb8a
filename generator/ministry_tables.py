"""The tables that the ministry's site consists of: few dimensions, so that their safety is proved in seconds.

A school year has: the annual table; left school, temporary, permanent and not reached by office; those listed, reached,
interviewed and accompanied by quarter; the Youth Guarantee by quarter, and by sex and age for the year; whether
solutions last; prevention; the effective leavers. Never office × category × quarter.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from generator.annual_lines import LINES, parts_of
from generator.disclosure import Controlled, Tables, control
from generator.disclosure_proof import Limits, Relation, total
from generator.indicators.breakdowns import BREAKDOWNS, STANDING
from generator.indicators.guarantee import FOLLOWED_MONTHS
from generator.indicators.of_guarantee import WHO
from generator.ministry_counts import (
    BACK,
    FOLLOWED,
    GUARANTEE,
    OFFICE_LINES,
    PEOPLE,
    PREVENTION,
    QUARTERS,
    STOCK,
    Counts,
    Period,
    Published,
    name_of,
)
from intake.kept import Kept

EFFECTIVE: Final = "effective"
PARTS: Final = (
    ("listed", "reached"), ("listed", "interviewed"), ("interviewed", "accompanied"), ("exits", "positive"),
    ("positive", "timely"),
)  # fmt: skip
"""A count and one that is a part of it: what is left of it follows, and is protected too."""


@dataclass(frozen=True)
class Ministry:
    """What the ministry is told: the controlled tables, and which periods they are of, the latest last.

    `waiting` are the periods that are over while the workbook of an office is missing.
    """

    controlled: Controlled
    years: tuple[str, ...]
    quarters: tuple[str, ...]
    offices: Mapping[str, tuple[str, ...]]
    editions: Mapping[str, date]
    waiting: tuple[Period, ...]

    def quarters_of(self, school_year: str) -> tuple[str, ...]:
        """The quarters of a school year that the ministry is told of."""
        return tuple(one for one in self.quarters if one.startswith(f"{school_year}-"))


def key_of(period: str, *name: str) -> str:
    """Return the key of a count: of which period, and its name."""
    return f"{period} {name_of(*name)}"


def publish(
    before: Published,
    counted: Mapping[str, Counts],
    edition: date,
    limits: Limits,
    waiting: Collection[Period] = (),
    kept: Kept | None = None,
) -> tuple[Ministry, Published]:
    """Return what the ministry is told from now on, and what to keep of it for the editions to come.

    `counted` are the periods that are new; `kept` is as `control` has it. Raises NotSafeToPublishError.
    """
    counts = {**before.counts, **counted}
    tables = ministry_tables(counts)
    controlled = control(tables, before.status, limits, kept)
    editions = {**before.editions, **dict.fromkeys(counted, edition)}
    years = tuple(sorted(period for period in counts if "-" not in period))
    ministry = Ministry(
        controlled=controlled,
        years=years,
        quarters=tuple(sorted(period for period in counts if "-" in period)),
        offices={year: offices_in(counts[year]) for year in years},
        editions=editions,
        waiting=tuple(waiting),
    )
    return ministry, Published(counts, controlled.status, editions)


def offices_in(year: Counts) -> tuple[str, ...]:
    """Return the offices that a year's annual table is told by."""
    names = [name.split() for name in year]
    return tuple(sorted({name[1] for name in names if name[0] == "annual" and len(name) == 3}))


def ministry_tables(counts: Mapping[str, Counts]) -> Tables:
    """Return every table of every closed period, with all that ties their counts to each other."""
    building = _Building(counts)
    for school_year in sorted({period[:7] for period in counts}):
        _flows(building, school_year)
        if school_year in counts:
            _annual(building, school_year)
            _by_office(building, school_year)
            _people(building, school_year)
            _lasting(building, school_year)
            _effective(building, school_year)
    return Tables(building.keyed, building.tables, tuple(building.relations))


@dataclass
class _Building:
    """Tables being put together from the counts by period."""

    counts: Mapping[str, Counts]
    keyed: dict[str, int] = field(default_factory=dict)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def take(self, period: str, *name: str) -> str:
        """Take a count as it was counted, and return its key."""
        key = key_of(period, *name)
        self.keyed[key] = self.counts[period][name_of(*name)]
        return key

    def add_up(self, year: str, quarters: Iterable[str], *name: str) -> str:
        """Make a year's count of its quarters', and return its key."""
        key = key_of(year, *name)
        self.keyed[key] = sum(self.counts[quarter][name_of(*name)] for quarter in quarters)
        return key

    def sum(self, whole: str, parts: Collection[str], *, group: bool = False) -> None:
        """Say that parts add up to a whole; with `group` they say in which category its members are."""
        self.relations.append(total(whole, parts, group=group))

    def part(self, whole: str, part: str) -> None:
        """Say that a count is a part of another, whose rest is then implied."""
        rest = self.keyed[whole] - self.keyed[part]
        if rest >= 0:
            self.keyed[f"{whole} less {part}"] = rest
            self.sum(whole, (part, f"{whole} less {part}"), group=True)


def _annual(building: _Building, year: str) -> None:
    keys = {line: building.take(year, "annual", line) for line in LINES.codes}
    for line in LINES.codes:
        if parts_of(line):
            building.sum(keys[line], [keys[part] for part in parts_of(line)], group=True)
    building.tables[f"annual {year}"] = tuple(keys.values())


def _by_office(building: _Building, year: str) -> None:
    whole, *parts = OFFICE_LINES
    offices = offices_in(building.counts[year])
    keys = {
        (office, line): building.take(year, "annual", office, line)
        for office in ("", *offices)
        for line in OFFICE_LINES
    }
    for line in OFFICE_LINES:
        building.sum(keys["", line], [keys[office, line] for office in offices])
    for office in offices:
        building.sum(keys[office, whole], [keys[office, part] for part in parts], group=True)
    building.tables[f"offices {year}"] = tuple(keys.values())


def _flows(building: _Building, school_year: str) -> None:
    """What is told by quarter, and for the year once it is closed."""
    quarters = [period for period in sorted(building.counts) if period.startswith(f"{school_year}-")]
    groups = {"followed": FOLLOWED, "guarantee": GUARANTEE, "prevention": PREVENTION}
    for table, names in groups.items():
        keys: list[str] = []
        if table != "prevention":
            keys += [building.take(quarter, name) for quarter in quarters for name in names]
        if school_year in building.counts:
            for name in names:
                keys.append(building.add_up(school_year, quarters, name))
                if table != "prevention":
                    building.sum(keys[-1], [key_of(quarter, name) for quarter in quarters])
        if table == "guarantee":
            keys += [building.take(quarter, STOCK) for quarter in quarters]
        building.tables[f"{table} {school_year}"] = tuple(keys)
    for period in (*quarters, *([school_year] if school_year in building.counts else [])):
        for whole, part in PARTS:
            building.part(key_of(period, whole), key_of(period, part))
    if school_year in building.counts:
        for whole, part in (("pupils", "offered"), ("offered", "taken-up")):
            building.part(key_of(school_year, whole), key_of(school_year, part))
    for quarter in quarters:
        _chain(building, quarter, "")


def _chain(building: _Building, quarter: str, people: str, year: str = "") -> None:
    """Say that the stock is that of the quarter, or with a year that of the year, before, plus entrants, less exits."""
    then = key_of(_quarters_before(quarter, QUARTERS if year else 1), STOCK, people)
    if then not in building.keyed:
        return
    span, now = year or quarter, key_of(quarter, STOCK, people)
    came, went = key_of(span, "entrants", people), key_of(span, "exits", people)
    building.relations.append(Relation({then: 1, came: 1, went: -1, now: -1}))


def _quarters_before(quarter: str, back: int) -> str:
    first, at = int(quarter[:4]), int(quarter[-1])
    number = first * QUARTERS + at - 1 - back
    first, at = divmod(number, QUARTERS)
    return f"{first}/{(first + 1) % 100:02d}-{at + 1}"


def _people(building: _Building, year: str) -> None:
    """The Youth Guarantee of a year by sex and by age at entry, and the stock on its last day."""
    quarters = [f"{year}-{at}" for at in range(1, QUARTERS + 1)]
    keys = []
    for people in PEOPLE[1:]:
        keys += [building.add_up(year, quarters, name, people) for name in GUARANTEE]
        keys.append(building.take(quarters[-1], STOCK, people))
        for whole, part in (("exits", "positive"), ("positive", "timely")):
            building.part(key_of(year, whole, people), key_of(year, part, people))
        _chain(building, quarters[-1], people, year)
    for who in WHO:
        each = [f"{who}/{code}" for code in BREAKDOWNS[who].codes]
        for name in GUARANTEE:
            building.sum(key_of(year, name), [key_of(year, name, people) for people in each], group=True)
        building.sum(key_of(quarters[-1], STOCK), [key_of(quarters[-1], STOCK, people) for people in each], group=True)
    building.tables[f"people {year}"] = tuple(keys)


def _lasting(building: _Building, year: str) -> None:
    keys: list[str] = []
    for months in FOLLOWED_MONTHS:
        asked = building.take(year, "lasting", f"{months}")
        parts = [building.take(year, "lasting", f"{months}", code) for code in STANDING.codes]
        building.sum(asked, parts, group=True)
        keys += [asked, *parts]
    building.tables[f"lasting {year}"] = tuple(keys)


def _effective(building: _Building, year: str) -> None:
    """Once the next year is closed: those who left less those re-enrolled in it."""
    following = f"{int(year[:4]) + 1}/{(int(year[:4]) + 2) % 100:02d}"
    if following not in building.counts:
        return
    left, effective = key_of(year, "annual", "left-school"), key_of(year, EFFECTIVE)
    building.keyed[effective] = max(building.keyed[left] - building.counts[following][BACK], 0)
    building.part(left, effective)
    building.tables[f"rates {year}"] = (left, effective)
