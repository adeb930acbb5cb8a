"""What truly happens to a made-up youngster after leaving school: situations by the day on which they begin.

The office learns of it only when somebody tells. Shares are chosen so that a year's figures are of the published size.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from intake.codes import SITUATIONS
from samples.days import HORIZON, Day, after
from samples.people import pick

OUT_OF_WORK: Mapping[str, int] = {"seeking-training": 36, "seeking-work": 27, "no-occupation": 34, "ill-or-caring": 3}
"""Where a youngster finds oneself after leaving school, and after whatever ends."""

NEXT: Mapping[str, Mapping[str, int]] = {
    "idle": {
        "school-lu": 30, "school-abroad": 9, "adult-education": 3, "apprenticeship": 11, "employed": 13,
        "internship": 8, "employment-measure": 6, "voluntary-service": 4, "settled-otherwise": 2, "idle": 12,
        "emigrated": 2,
    },
    "internship": {"apprenticeship": 40, "employed": 15, "school-lu": 12, "idle": 33},
    "employment-measure": {"employed": 35, "apprenticeship": 15, "idle": 50},
    "voluntary-service": {"school-lu": 25, "apprenticeship": 25, "employed": 20, "idle": 30},
    "workshop": {"apprenticeship": 34, "internship": 18, "school-lu": 14, "employed": 12, "idle": 22},
    "employed": {"idle": 85, "apprenticeship": 15},
    "apprenticeship": {"idle": 80, "employed": 20},
}  # fmt: skip
"""What follows each situation, by weight; `idle` is one of `OUT_OF_WORK`."""

LASTS: Mapping[str, int] = {
    "idle": 125, "internship": 80, "employment-measure": 150, "voluntary-service": 270, "employed": 420,
    "apprenticeship": 700, "settled-otherwise": 900,
}  # fmt: skip
"""Mean days that a situation lasts."""

FOR_GOOD = ("emigrated", "qualified", "listed-in-error", "school-abroad", "adult-education", "settled-otherwise")
BACK_AT_SCHOOL = ("school-lu", "school-abroad", "adult-education")
NOT_OUT_OF_SCHOOL = (*BACK_AT_SCHOOL, "apprenticeship", "emigrated", "qualified", "listed-in-error")
FINDS_SOON = 0.15
"""Share of those for whom something turns up within the first weeks."""
LEAVES_AGAIN = 0.4
"""Share of those re-enrolled in Luxembourg who leave school again, a new start of the same person."""


@dataclass
class Life:
    """The days on which situations begin, ascending, and those situations; when school was left once more, if ever."""

    days: list[Day]
    situations: list[str]
    left_again_on: Day | None = None

    def at(self, day: Day) -> tuple[str, Day] | None:
        """Return the situation on a day and since when; None before the first."""
        index = bisect_right(self.days, day) - 1
        return None if index < 0 else (self.situations[index], self.days[index])

    def next_day(self, day: Day) -> Day | None:
        """Return the day after a day on which the situation changes next; None when it lasts."""
        index = bisect_right(self.days, day)
        return self.days[index] if index < len(self.days) else None

    def back_on(self) -> Day | None:
        """Return the first day back at school, if any."""
        starts = zip(self.days, self.situations, strict=True)
        return next((day for day, situation in starts if situation in BACK_AT_SCHOOL), None)

    def out_of_school(self, day: Day) -> bool:
        """Whether the central register knows the youngster as out of school in the country on a day."""
        now = self.at(day)
        return now is None or now[0] not in NOT_OUT_OF_SCHOOL

    def turn(self, day: Day, situation: str, rng: Random) -> None:
        """Replace what would have come from a day on by a situation and what may follow it."""
        keep = bisect_right(self.days, day)
        while keep and self.days[keep - 1] >= day:
            keep -= 1
        del self.days[keep:], self.situations[keep:]
        self.left_again_on = None
        _go_on(self, day, situation, rng)


def draw_life(rng: Random, left_on: Day) -> Life:
    """Return a life after leaving school on a day, made up to `HORIZON`."""
    life = Life([], [])
    rare = rng.random()
    if rare < 0.012:
        _go_on(life, left_on, "listed-in-error", rng)
    elif rare < 0.017:
        _go_on(life, left_on, "qualified", rng)
    elif rare < 0.017 + FINDS_SOON:
        _go_on(life, left_on, "idle", rng)
        life.turn(after(left_on, rng.randrange(10, 45)), pick(rng, NEXT["idle"]), rng)
    else:
        _go_on(life, after(left_on, rng.randrange(1, 20)), "idle", rng)
    return life


def _go_on(life: Life, day: Day, situation: str, rng: Random) -> None:
    while day <= HORIZON:
        life.days.append(day)
        life.situations.append(pick(rng, OUT_OF_WORK) if situation == "idle" else situation)
        if situation in FOR_GOOD:
            return
        if situation == "school-lu":
            _leave_again(life, day, rng)
            return
        length = LASTS.get(situation, 100)
        day = after(day, length * 0.25 + rng.expovariate(1 / (length * 0.75)) + 1)
        situation = pick(rng, NEXT[situation])
        in_autumn = situation in ("school-lu", "adult-education", "apprenticeship")
        if in_autumn and 3 <= day.month <= 8 and rng.random() < 0.7:
            # School and most contracts begin in the middle of September.
            day = Day(day.year, 9, rng.randrange(15, 22))


def _leave_again(life: Life, day: Day, rng: Random) -> None:
    if rng.random() < LEAVES_AGAIN:
        again = after(day, rng.randrange(25, 210))
        # Nobody leaves school in the summer holidays.
        life.left_again_on = Day(again.year, 9, rng.randrange(15, 29)) if again.month in (7, 8) else again


_DEFINITE = frozenset(one.code for one in SITUATIONS if one.definite or one.closes)
_OFFERS = frozenset(one.code for one in SITUATIONS if one.offer)
_EXPIRES = {one.code: one.expires_after for one in SITUATIONS}


def is_definite(situation: str) -> bool:
    """Whether a situation ends the accompaniment: a definite solution, or one that closes the case."""
    return situation in _DEFINITE


def is_offer(situation: str) -> bool:
    """Whether a situation is an offer of the Youth Guarantee."""
    return situation in _OFFERS


def expires_after(situation: str) -> int:
    """Return the months after which a situation counts as not known; 0 is never."""
    return _EXPIRES[situation]
