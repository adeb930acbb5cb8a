"""The search for what else withheld counts could be: witnesses, the cheapest first, by linear programming.

The solver is HiGHS through SciPy. Variables are how far counts lie from their true values. Where it misses a witness,
more is withheld than need be; where it is mistaken, the proof finds out.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from generator.disclosure_proof import INFINITE, Attack, Witness

SPAN: Final = 60
"""So far from its true value a count is looked for: a smaller world for the attacker, so what is found holds."""
WHOLE: Final = 1e-6
"""So far from a whole number a solution may lie."""


@dataclass
class _Problem:
    """Columns of the programme: the count that each moves, in which direction, how far, and what a step costs."""

    keys: list[str] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def add(self, key: str, sign: int, low: float, high: float, cost: float) -> None:
        """Add a column."""
        self.keys.append(key)
        self.signs.append(sign)
        self.lows.append(low)
        self.highs.append(high)
        self.costs.append(cost)


def another_value(attack: Attack, key: str, seen: Collection[int], may_cover: Collection[str]) -> Witness | None:
    """Return a witness with a value of a protected count that is not among those seen; None when there is none.

    Counts shown move in it only if they `may_cover`; of those, the ones that cost least, by what they count.
    """
    if attack.status.get(key) == "small":
        wanted = next(value for value in range(1, attack.limits.small + 1) if value not in seen)
        return _solve(attack, key, (wanted, wanted), may_cover)[0]
    cheapest: tuple[Witness | None, float] = (None, INFINITE)
    for gap in _unseen(seen, *attack.bounds(key)):
        found = _solve(attack, key, gap, may_cover)
        if found[0] is not None and found[1] == 0:
            return found[0]
        cheapest = min(cheapest, found, key=lambda one: one[1])
    return cheapest[0]


def _unseen(seen: Collection[int], low: float, high: float) -> Iterator[tuple[float, float]]:
    """The stretches of values not seen yet: above, below and between those seen."""
    ordered = sorted(seen)
    yield ordered[-1] + 1, high
    yield low, ordered[0] - 1
    yield from ((one + 1, other - 1) for one, other in pairwise(ordered) if other - one > 1)


def _solve(
    attack: Attack, key: str, wanted: tuple[float, float], may_cover: Collection[str]
) -> tuple[Witness | None, float]:  # fmt: skip
    """The cheapest witness in which a count lies within the bounds wanted, and its cost."""
    if wanted[0] > wanted[1]:
        return None, INFINITE
    problem, rows = _connected(attack, key, may_cover)
    now = attack.count(key)
    at = problem.keys.index(key)
    problem.lows[at] = max(problem.lows[at], wanted[0] - now)
    problem.highs[at] = min(problem.highs[at], wanted[1] - now)
    if problem.lows[at] > problem.highs[at]:
        return None, INFINITE
    # Without integrality: a corner of the programme is whole here, but for odd loops; one that is not is no witness.
    found = milp(
        np.array(problem.costs),
        bounds=Bounds(problem.lows, problem.highs),
        constraints=_constraints(attack, problem, rows),
    )
    if found.x is None or np.abs(found.x - np.round(found.x)).max() > WHOLE:
        return None, INFINITE
    witness: dict[str, int] = {}
    for one, sign, moved in zip(problem.keys, problem.signs, found.x, strict=True):
        if round(moved):
            witness[one] = witness.get(one, attack.count(one)) + sign * round(moved)
    return witness, float(found.fun)


def _constraints(attack: Attack, problem: _Problem, rows: list[int]) -> list[LinearConstraint]:
    """Every relation that a column is in: by how much its sum may move."""
    place = {at: row for row, at in enumerate(rows)}
    entries = [
        (place[at], column, sign * attack.terms[at][key])
        for column, (key, sign) in enumerate(zip(problem.keys, problem.signs, strict=True))
        for at in attack.within.get(key, ())
    ]
    if not entries:
        return []
    row, column, coefficient = zip(*entries, strict=True)
    matrix = coo_array((np.array(coefficient, float), (row, column)), shape=(len(rows), len(problem.keys)))
    slack = np.array([attack.slack[at] for at in rows], float)
    return [LinearConstraint(matrix.tocsr(), slack[:, 0], slack[:, 1])]


def _connected(attack: Attack, start: str, may_cover: Collection[str]) -> tuple[_Problem, list[int]]:
    """The counts that can move and hang together with one, by columns, and the relations that they are in."""
    problem, rows, waiting, known = _Problem(), set[int](), [start], {start}
    while waiting:
        key = waiting.pop()
        _add_columns(attack, problem, key)
        for at in attack.within.get(key, ()):
            if at in rows:
                continue
            rows.add(at)
            near = [one for one in attack.terms[at] if one not in known and _can_move(attack, one, may_cover)]
            known.update(near)
            waiting.extend(near)
    return problem, sorted(rows)


def _can_move(attack: Attack, key: str, may_cover: Collection[str]) -> bool:
    """Whether a count is unknown, or may become so: zeros and small counts are no cover."""
    if not attack.is_known(key):
        return True
    return key in may_cover and attack.count(key) > attack.limits.small


def _add_columns(attack: Attack, problem: _Problem, key: str) -> None:
    now = attack.count(key)
    if attack.is_known(key):
        problem.add(key, 1, 0, SPAN, now)
        problem.add(key, -1, 0, min(SPAN, now - attack.limits.small - 1), now)
        return
    low, high = attack.bounds(key)
    problem.add(key, 1, max(low - now, -SPAN), min(high - now, SPAN), 0)
