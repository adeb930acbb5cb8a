"""How alike two people are by name and birth date: what is offered for confirmation, and never decided here.

Names are compared as they sort, so that first and last name may stand the wrong way round; case, accents and hyphens
say nothing. Birth dates are alike when they are equal, when day and month are swapped, or when one digit differs: only
people with such dates are compared at all, which makes it fast. Nothing of this is kept: names are in workbooks alone.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz, process

from intake.labels import folded
from intake.settings import Matching

Agreement = Literal["equal", "swapped", "one-digit", "differs"]
"""How two birth dates agree."""

PERFECT = 100


@dataclass(frozen=True)
class Who:
    """What a row says of who somebody is: names as they sort, the digits of the birth date, a sound national number."""

    names: str = field(repr=False)
    born: str = field(repr=False)
    has_number: bool


@dataclass(frozen=True)
class Alike:
    """Two of the people compared, by their places: how their birth dates agree, and their names from 0 to 100."""

    one: int
    other: int
    birth_date: Agreement
    names: int


def who(last: str, first: str, born: datetime.date, *, has_number: bool) -> Who:
    """Return what is compared of a person."""
    return Who(" ".join(sorted(folded(f"{last} {first}").split())), born.strftime("%Y%m%d"), has_number)


def alike_pairs(people: Sequence[Who], matching: Matching) -> Iterator[Alike]:
    """Yield every two that may be one person, each pair once."""
    by_day: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        by_day[person.born].append(place)
    for day, here in by_day.items():
        near = [place for other in _near(day) if other > day for place in by_day.get(other, ())]
        # Who has a number of one's own, and another birth date, has but a common name.
        unnumbered = [place for place in near if not people[place].has_number]
        for at, one in enumerate(here):
            yield from _of_one_day(people, one, here[at + 1 :], matching)
            yield from _of_near_days(people, one, unnumbered if people[one].has_number else near, matching)


def _of_one_day(people: Sequence[Who], one: int, others: Sequence[int], matching: Matching) -> Iterator[Alike]:
    for other in others:
        both = people[one].has_number and people[other].has_number
        score = names_alike(people[one], people[other])
        if score >= (matching.names_with_two_numbers if both else matching.names):
            yield Alike(one, other, "equal", score)


def _of_near_days(people: Sequence[Who], one: int, others: Sequence[int], matching: Matching) -> Iterator[Alike]:
    name, cutoff = people[one].names, matching.names_with_another_date
    names = [people[other].names for other in others]
    for _, score, at in process.extract(name, names, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None):
        other = others[at]
        yield Alike(one, other, birth_dates_agree(people[one].born, people[other].born), int(score))


def names_alike(one: Who, other: Who) -> int:
    """Return how alike two names are, from 0 to 100; one that leaves out some of the other's names is wholly alike."""
    left, right = set(one.names.split()), set(other.names.split())
    if len(left & right) > 1 and (left <= right or right <= left):
        return PERFECT
    return int(fuzz.ratio(one.names, other.names))


def birth_dates_agree(one: str, other: str) -> Agreement:
    """Return how two birth dates agree, each written as 20090314."""
    if one == other:
        return "equal"
    if _swapped(one) == other:
        return "swapped"
    return "one-digit" if sum(a != b for a, b in zip(one, other, strict=True)) == 1 else "differs"


def may_be_one(one: Who, other: Who, matching: Matching) -> bool:
    """Whether two rows with the same national number may well be one person: the name or the birth date is alike."""
    near = birth_dates_agree(one.born, other.born) != "differs"
    return near or names_alike(one, other) >= matching.names_apart


def is_likely_one(one: Who, other: Who, matching: Matching) -> bool:
    """Whether two rows of which the one carries the other on are likely one person: name and birth date are alike."""
    near = birth_dates_agree(one.born, other.born) != "differs"
    return near and names_alike(one, other) >= matching.names


def _swapped(day: str) -> str:
    return f"{day[:4]}{day[6:]}{day[4:6]}"


def _near(day: str) -> set[str]:
    """The dates, real ones or not, that differ from a date in one digit or by day and month."""
    variants = {f"{day[:at]}{digit}{day[at + 1 :]}" for at in range(len(day)) for digit in "0123456789"}
    return (variants | {_swapped(day)}) - {day}


def strangers(rows: Sequence[Who], number_born: str, matching: Matching) -> list[int]:
    """Return the places of those rows of one national number that are somebody else: by name and by birth date.

    The number begins with a birth date (`number_born`): the rows that have it keep the number, and who is unlike all of
    them does not. When no row has it, nobody can say whose the number is: each that is unlike any other loses it.
    """
    owners = [one for one in rows if one.born == number_born]
    agree = any if owners else all
    return [
        at
        for at, one in enumerate(rows)
        if not agree(may_be_one(one, other, matching) for other in (owners or rows) if other is not one)
        and one not in owners
    ]
