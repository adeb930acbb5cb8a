"""The made-up groups of the workshop "Yes, ech wëll": some a year in each region, each of four months."""

from collections import Counter
from collections.abc import Mapping
from random import Random

from samples.cases import Group
from samples.days import Day, after, months_after
from samples.places import OFFICES

STARTS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "south": ((9, 14), (11, 10), (1, 20), (3, 10), (6, 29)),
    "centre": ((9, 21), (1, 13), (4, 27), (7, 6)),
    "north": ((11, 16), (2, 24)),
    "east": ((11, 24), (3, 2)),
}
"""Months and days on which the groups of a region begin."""

HOSTS: Mapping[str, tuple[str, ...]] = {
    "south": ("SOU", "MIN", "ALZ"),
    "centre": ("CIT", "CEN"),
    "north": ("NOR", "SUR"),
    "east": ("EAS", "MOS"),
}
REGION_OF: Mapping[str, str] = {office.code: office.region for office in OFFICES}
LEFT_WITHIN_MONTHS = 6
FIRST_START, LAST_START = Day(2025, 1, 1), Day(2026, 11, 30)
"""Before 2025 hardly anybody of the samples had left school and been interviewed."""


def monday_of(day: Day) -> Day:
    """Return the Monday of a day's week: groups begin with a week."""
    return after(day, -day.weekday())


class Groups:
    """All groups of all years, and who has a place in which."""

    def __init__(self, rng: Random) -> None:
        """Plan the groups from September 2024 on."""
        self.all = _plan(rng)
        self._taken: Counter[str] = Counter()

    def take_place(self, office: str, since: Day, left_on: Day, until: Day) -> Group | None:
        """Return the next group of the region that begins between two days and has a place; None if there is none."""
        for group in self.all:
            timely = since < group.starts_on <= min(until, months_after(left_on, LEFT_WITHIN_MONTHS))
            if group.region == REGION_OF[office] and timely and self._taken[group.workshop] < group.places:
                self._taken[group.workshop] += 1
                return group
        return None


def _plan(rng: Random) -> list[Group]:
    planned = []
    for year in (2024, 2025, 2026):
        starts = [
            (monday_of(Day(year + (month < 9), month, day)), region)
            for region, days in STARTS.items()
            for month, day in days
        ]
        running = [one for one in sorted(starts) if FIRST_START <= one[0] <= LAST_START]
        for number, (starts_on, region) in enumerate(running, start=1):
            hosts = HOSTS[region]
            office = hosts[number % len(hosts)]
            town = next(one.town for one in OFFICES if one.code == office)
            group = Group(
                workshop=f"YW-{year % 100}{year % 100 + 1}-{number:02d}",
                region=region,
                office=office,
                place=town,
                starts_on=starts_on,
                ends_on=months_after(starts_on, 4),
                places=rng.randrange(10, 13),
            )
            planned.append(group)
    return planned
