"""One person with two open cases and no move between them: told to each office of its own case alone.

No figure waits for it: a year's totals count a person once, by the latest start, whatever is open. A case is open here
by what its own rows say: no closing date, and a latest situation that neither closes nor is a definite solution. A
solution that has expired since is not told: whoever comes back after it is a new start.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterator

from intake.codes import SITUATIONS
from intake.tables.office import Leavers
from intake.transfers import Cases, Links, StandingCase, Told, tell_at

ENDING = frozenset(one.code for one in SITUATIONS if one.definite or one.closes)


def open_twice(cases: Cases, links: Links, told_by: datetime.date) -> Iterator[Told]:
    """Yield a problem at each open case of a person who has another one that it does not carry on."""
    carried_on = set(links.values())
    by_person: dict[str, list[StandingCase]] = defaultdict(list)
    for one in sorted(cases.values(), key=lambda case: case.age):
        if one.person and not one.held and one.case not in carried_on and _is_open(one, told_by):
            by_person[one.person].append(one)
    for those in by_person.values():
        for one, other in itertools.combinations(those, 2):
            yield from _told_of(one, other)


def _told_of(one: StandingCase, other: StandingCase) -> Iterator[Told]:
    if one.office == other.office:
        yield tell_at("open-twice", one, other_case=other.case)
        yield tell_at("open-twice", other, other_case=one.case)
    elif one.waits_for == other.office:
        yield from _not_named(other, one)
    elif other.waits_for == one.office:
        yield from _not_named(one, other)
    else:
        yield tell_at("open-elsewhere", one, office=other.office)
        yield tell_at("open-elsewhere", other, office=one.office)


def _not_named(new: StandingCase, old: StandingCase) -> Iterator[Told]:
    """The receiving office has the youngster, and does not say which case was handed on to it."""
    if not new.former_case and not new.came_from:
        yield tell_at("former-case-missing", new, Leavers.former_case.name, office=old.office)


def _is_open(one: StandingCase, told_by: datetime.date) -> bool:
    closed = one.closed_on is not None and one.closed_on <= told_by and not one.waits_for
    return not closed and one.situation not in ENDING
