"""Somebody who reads published tables and works out what is withheld: linear programming, from the definition alone.

Nothing of the generator's own system is used here: the sums are plain tuples, and what is read off the tables is a
number or None.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import linprog

Sum = tuple[str, tuple[str, ...]]
"""A whole and its parts, which add up to it."""


@dataclass(frozen=True)
class Attacker:
    """`read` is what stands in the tables: a number, or None where it says withheld. `sums` are what adds up.

    `small` and `large` are the withheld counts that somebody has told to be 1 to 4, or 5 and more; of the others
    only that they are not negative. A count that stands in a sum and in no table is unknown, too.
    """

    read: Mapping[str, int | None]
    sums: Iterable[Sum]
    small: frozenset[str] = frozenset()
    large: frozenset[str] = frozenset()
    whole: bool = False
    """Whether only whole numbers count: slower, and no different where tables are plain."""

    def values(self, key: str) -> int:
        """How many values from the least to the most that a count can be; many where there is no most."""
        least, most = self._extreme(key, 1), self._extreme(key, -1)
        return 10**6 if most == math.inf else math.floor(most + 1e-6) - math.ceil(least - 1e-6) + 1

    def recovered(self, fewest: int = 4) -> list[str]:
        """The withheld counts that fewer values are possible for than there must be."""
        withheld = [key for key, value in self.read.items() if value is None]
        return [key for key in withheld if self.values(key) < fewest]

    def _extreme(self, key: str, sign: int) -> float:
        sums = self._sums_near(key)
        unknown = sorted(
            {one for whole, parts in sums for one in (whole, *parts) if self.read.get(one) is None} | {key}
        )
        place = {one: at for at, one in enumerate(unknown)}
        left, right = np.zeros((len(sums), len(unknown))), np.zeros(len(sums))
        for row, (whole, parts) in enumerate(sums):
            for one, coefficient in [(whole, -1), *((part, 1) for part in parts)]:
                value = self.read.get(one)
                if value is None:
                    left[row, place[one]] += coefficient
                else:
                    right[row] -= coefficient * value
        goal = np.zeros(len(unknown))
        goal[place[key]] = sign
        found = linprog(goal, A_eq=left if len(sums) else None, b_eq=right if len(sums) else None,
                        bounds=[self._bounds(one) for one in unknown], integrality=int(self.whole))  # fmt: skip
        if found.status in (3, 4) and sign < 0:
            return math.inf
        assert found.status == 0, (key, found.message)
        return float(sign * found.fun)

    def _sums_near(self, key: str) -> list[Sum]:
        """The sums that hang together with a count through unknown ones."""
        reached, waiting, chosen = {key}, [key], dict[Sum, None]()
        while waiting:
            for one in self._within.get(waiting.pop(), ()):
                if one not in chosen:
                    chosen[one] = None
                    unknown = {part for part in (one[0], *one[1]) if self.read.get(part) is None} - reached
                    waiting += unknown
                    reached |= unknown
        return list(chosen)

    @cached_property
    def _within(self) -> dict[str, list[Sum]]:
        within: dict[str, list[Sum]] = {}
        for one in self.sums:
            for key in (one[0], *one[1]):
                within.setdefault(key, []).append(one)
        return within

    def _bounds(self, key: str) -> tuple[int, int | None]:
        if key in self.small:
            return 1, 4
        return (5, None) if key in self.large else (0, None)
