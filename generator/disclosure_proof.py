"""The attacker that disclosure control holds out against, and the proof that nobody can do better than it allows.

The attacker knows every count shown, every relation between counts, that counts are whole and not negative, and of each
sign "withheld" even whether it stands for a small count, for one that covers another, or for a whole block of which
nothing is told. What is left is a system of linear equations and bounds; each whole solution of it is a `Witness`: a
set of counts that the attacker can't tell from the true ones. A solver looks for witnesses (`disclosure_search`);
whether one is a solution is checked here in whole numbers, so that the proof trusts no solver.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from intake.faults import StopsTheCommand
from intake.language import N_

Status = Literal["shown", "small", "cover", "buried"]
"""Shown; withheld for being small; to cover another; with a whole block, of which not even its zeros are told."""
Witness = Mapping[str, int]
"""Counts as they may be for all that the attacker knows; those that it does not name are as they are."""

LEAST_BASE: Final = 10
"""Below this base a share is not given, the count alone."""
INFINITE: Final = float("inf")


class NotSafeToPublishError(StopsTheCommand):
    """Tables that would let a withheld count be worked out: the edition must not be published."""

    def __init__(self, tables: Collection[str]) -> None:
        self.tables = tuple(sorted(tables))
        message = N_("a withheld count could be worked out from these tables, so nothing is published: {tables}.")
        super().__init__(message, tables="; ".join(self.tables))


@dataclass(frozen=True)
class Limits:
    """Counts up to `small` are withheld, `values` must stay possible, and `base` is the least that a share stands on.

    A group below the base that is all in one category is not told to be.
    """

    small: int = 4
    values: int = 4
    base: int = LEAST_BASE


@dataclass(frozen=True)
class Relation:
    """What the attacker knows of counts together: the sum of coefficient × count lies from `low` to `high`.

    `group` is the key of the total where the other counts say in which category its members are.
    """

    terms: Mapping[str, int]
    low: float = 0
    high: float = 0
    group: str = ""


def total(whole: str, parts: Collection[str], *, group: bool = False) -> Relation:
    """Return the relation that parts add up to a whole."""
    return Relation({**dict.fromkeys(parts, 1), whole: -1}, group=whole if group else "")


@dataclass
class Attack:
    """What the attacker knows; `status` may change as more is withheld, and is read anew each time.

    A relation between counts of two editions may not close, for what became known in between. By how much is a count,
    too, and to be protected when it is small.
    """

    counts: Mapping[str, int]
    relations: Collection[Relation]
    status: Mapping[str, Status]
    limits: Limits
    late: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.terms = [self._with_late(at, one) for at, one in enumerate(self.relations)]
        self.slack = [self._slack_of(one, terms) for one, terms in zip(self.relations, self.terms, strict=True)]
        self.within: dict[str, list[int]] = {}
        for at, terms in enumerate(self.terms):
            for key in terms:
                self.within.setdefault(key, []).append(at)

    def _sum(self, terms: Mapping[str, int]) -> int:
        return sum(coefficient * self.count(key) for key, coefficient in terms.items())

    def _with_late(self, at: int, relation: Relation) -> Mapping[str, int]:
        """The terms of a relation, with what came late as one of them; the attacker knows where nothing did."""
        late = self._sum(relation.terms) - relation.low
        if relation.low != relation.high or late == 0:
            return relation.terms
        self.late[f"late {at}"] = round(late)
        return {**relation.terms, f"late {at}": -1}

    def _slack_of(self, relation: Relation, terms: Mapping[str, int]) -> tuple[float, float]:
        """By how much the sum may be less, and more, than it is."""
        now = self._sum(terms)
        if relation.low == relation.high:
            return 0, 0
        return min(relation.low - now, 0), max(relation.high - now, 0)

    def count(self, key: str) -> int:
        """A true count, or how much came late in a relation."""
        return self.late[key] if key in self.late else self.counts[key]

    def _is_small(self, key: str) -> bool:
        return 1 <= abs(self.count(key)) <= self.limits.small

    def is_known(self, key: str) -> bool:
        """Whether the attacker reads a count off a table."""
        return self.status.get(key) == "shown"

    def bounds(self, key: str) -> tuple[float, float]:
        """The least and the largest that the attacker thinks a count can be, before any sum is made."""
        if key in self.late:
            most = self.limits.small if self._is_small(key) else INFINITE
            return -most, most
        if self.is_known(key):
            return self.counts[key], self.counts[key]
        least = {"small": 1, "cover": self.limits.small + 1}.get(self.status.get(key, ""), 0)
        return least, self.limits.small if self.status.get(key) == "small" else INFINITE

    def protected(self) -> list[str]:
        """Every count withheld, and each small one that is implied, what came late among them; the smallest first."""
        withheld = [key for key, how in self.status.items() if how != "shown"]
        implied = [key for key in self.within if key not in self.status and self._is_small(key)]
        return sorted([*withheld, *implied], key=lambda key: (abs(self.count(key)), key))

    def holds(self, witness: Witness) -> bool:
        """Whether the attacker must think a witness possible: in whole numbers, relation by relation."""
        for key, value in witness.items():
            low, high = self.bounds(key)
            if not low <= value <= high:
                return False
        touched = {at for key in witness for at in self.within.get(key, ())}
        return all(self._closes(at, witness) for at in touched)

    def _closes(self, at: int, witness: Witness) -> bool:
        low, high = self.slack[at]
        moved = sum(
            coefficient * (witness[key] - self.count(key))
            for key, coefficient in self.terms[at].items()
            if key in witness
        )
        return low <= moved <= high


def prove(
    attack: Attack, witnesses: Iterable[Witness], tables: Mapping[str, Collection[str]]
) -> None:  # fmt: skip
    """Return nothing when every protected count may have as many values as the limits ask for.

    Raises NotSafeToPublishError with the tables that hold a count, or one that hangs together with it, for which fewer
    values have a witness.
    """
    possible = {key: {attack.count(key)} for key in attack.protected()}
    for witness in witnesses:
        if attack.holds(witness):
            for key, value in witness.items():
                possible.setdefault(key, set()).add(value)
    unsafe = {key for key in attack.protected() if len(possible[key]) < attack.limits.values}
    if unsafe:
        near = {one for key in unsafe for at in attack.within.get(key, ()) for one in attack.terms[at]} | unsafe
        raise NotSafeToPublishError([name for name, keys in tables.items() if near & set(keys)])
