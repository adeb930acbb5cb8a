"""Disclosure control: which counts of tables published together are withheld, so that nobody can work out a small one.

Withheld are the counts of 1 to 4 (a setting), whatever would give one of them away, and where a small group stands all
in one category, the categories. Safe means: whoever knows every figure shown, and even which of the withheld ones are
small, finds at least four values possible for each count withheld, and for each small one that is not shown but
follows from others. `generator.disclosure_proof` holds that attacker, and proves the outcome.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from generator.disclosure_proof import Attack, Limits, Relation, Status, Witness, prove
from intake.kept import Kept

STEPS: Final[tuple[Status, ...]] = ("small", "cover", "buried")
"""How a count is withheld; the sign is the same for all of them."""


@dataclass(frozen=True)
class Tables:
    """Tables published together: every count by its key, the tables' keys, and how the counts hang together.

    The same count in two tables has one key. A count that stands in no table is implied: never shown, but it follows
    from others where the relations say so (a complement).
    """

    counts: Mapping[str, int]
    tables: Mapping[str, tuple[str, ...]]
    relations: tuple[Relation, ...]

    @property
    def published(self) -> set[str]:
        """The keys that stand in a table."""
        return {key for keys in self.tables.values() for key in keys}


@dataclass(frozen=True)
class Controlled:
    """The tables as they may be shown: the status of each count in them, and the witnesses that prove it safe."""

    tables: Tables
    status: Mapping[str, Status]
    witnesses: tuple[Witness, ...] = field(repr=False)
    limits: Limits

    def value(self, key: str) -> int | None:
        """Return a count that may be shown; None for one withheld. Raises KeyError for one that is in no table."""
        return self.tables.counts[key] if self.status[key] == "shown" else None

    def withheld(self, table: str) -> dict[Status, int]:
        """Return how many counts of a table are withheld, by how."""
        statuses = [self.status[key] for key in self.tables.tables[table]]
        return {one: statuses.count(one) for one in STEPS if one in statuses}

    def is_withheld_whole(self, table: str) -> bool:
        """Whether no count of a table is shown."""
        return all(self.status[key] != "shown" for key in self.tables.tables[table])


def control(
    tables: Tables,
    earlier: Mapping[str, Status] | None = None,
    limits: Limits | None = None,
    kept: Kept | None = None,
) -> Controlled:
    """Return the tables with what must be withheld. `earlier` are the statuses of counts published before: they stay.

    The witnesses found for the same tables and statuses serve again where they are `kept`; they prove it anew. Raises
    NotSafeToPublishError, which names the tables, where what was shown before leaves no safe way.
    """
    limits = limits or Limits()
    before = dict(earlier or {})
    _refuse_wrong_sums(tables, before)
    status = _before_search(tables, before, limits)
    # Where all was published before, nothing else can be withheld: what is to be found is only that it is safe.
    known = _kept_witnesses(tables, status, limits, kept) if kept and before.keys() >= status.keys() else None
    if known is None:
        search = _Search(tables, status, frozenset(before), limits)
        complement(search)
        controlled = Controlled(tables, search.status, tuple(search.witnesses), limits)
    else:
        controlled = Controlled(tables, status, known, limits)
    # From the statuses that are published, not from those of the search.
    prove(Attack(tables.counts, tables.relations, controlled.status, limits), controlled.witnesses, tables.tables)
    if kept and known is None:
        kept.put(_key(kept, tables, controlled.status, limits), json.dumps(controlled.witnesses).encode())
    return controlled


def _kept_witnesses(
    tables: Tables, status: Mapping[str, Status], limits: Limits, kept: Kept
) -> tuple[Witness, ...] | None:  # fmt: skip
    held = kept.get(_key(kept, tables, status, limits))
    return None if held is None else tuple(json.loads(held))


def _key(kept: Kept, tables: Tables, status: Mapping[str, Status], limits: Limits) -> str:
    return kept.key("witnesses", repr((tables, sorted(status.items()), limits)))


def _before_search(tables: Tables, before: Mapping[str, Status], limits: Limits) -> dict[str, Status]:
    """The statuses that the counts themselves and earlier publications give."""
    first = {key: _first_status(tables.counts[key], limits) for key in tables.published}
    status = {**first, **{key: one for key, one in before.items() if key in first}}
    for key in _of_one_kind(tables, limits):
        if key in status and key not in before:
            status[key] = "buried"
    return status


def _first_status(count: int, limits: Limits) -> Status:
    return "small" if 1 <= count <= limits.small else "shown"


def _refuse_wrong_sums(tables: Tables, before: Collection[str]) -> None:
    """Raise ValueError for sums that do not close though nothing was published before that rows may be late for."""
    for relation in tables.relations:
        now = sum(coefficient * tables.counts[key] for key, coefficient in relation.terms.items())
        if not relation.low <= now <= relation.high and not before:
            raise ValueError(f"counts that do not add up: {', '.join(sorted(relation.terms))}")


def _of_one_kind(tables: Tables, limits: Limits) -> Iterator[str]:
    """The parts of each small group that stands all in one of them: saying which would say it of everybody in it."""
    for relation in tables.relations:
        if not relation.group or not 1 <= tables.counts[relation.group] < limits.base:
            continue
        parts = [key for key in relation.terms if key != relation.group]
        if len(parts) > 1 and sum(tables.counts[key] > 0 for key in parts) == 1:
            yield from parts


@dataclass
class _Search:
    """The search for what else to withhold: statuses and witnesses, both of which only ever grow."""

    tables: Tables
    status: dict[str, Status]
    before: frozenset[str]
    limits: Limits
    witnesses: list[Witness] = field(default_factory=list)
    seen: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # It reads the statuses anew each time, so that it knows what has been withheld since.
        self.attack = Attack(self.tables.counts, self.tables.relations, self.status, self.limits)

    def wanting(self) -> list[str]:
        """The protected counts of which fewer values were found possible than must be."""
        return [key for key in self.attack.protected() if len(self.values(key)) < self.limits.values]

    def values(self, key: str) -> set[int]:
        """The values of a count found possible so far: its own, and those of the witnesses."""
        return self.seen.setdefault(key, {self.attack.count(key)})

    def keep(self, witness: Witness) -> None:
        """Keep another solution of what the attacker knows; what moves in it and is shown is withheld from now on."""
        for key, value in witness.items():
            if self.status.get(key) == "shown":
                self.status[key] = "cover"
            self.values(key).add(value)
        self.witnesses.append(witness)

    def bury(self, key: str) -> bool:
        """Withhold whole, zeros and all, what hangs together with a count. False when nothing is left to bury."""
        held, ring = {key}, {key}
        while ring:
            near = {one for terms in self.attack.terms if ring & terms.keys() for one in terms}
            ring = near - held
            held |= near
            buried = [one for one in held if self._can_be_buried(one)]
            for one in buried:
                self.status[one] = "buried"
            if buried:
                return True
        return False

    def _can_be_buried(self, key: str) -> bool:
        return key in self.status and key not in self.before and self.status[key] != "buried"


def complement(search: _Search) -> None:
    """Withhold, beside the small counts, the cheapest others until every protected count has enough possible values.

    Cheap is what is small: a total costs more than a part. Where no others help, what hangs together with the count is
    withheld as a whole.
    """
    # Loads SciPy, and an upload seldom gives the ministry anything new.
    from generator.disclosure_search import another_value

    stuck: set[str] = set()
    while wanting := [key for key in search.wanting() if key not in stuck]:
        for key in wanting:
            while len(search.values(key)) < search.limits.values:
                shown = {one for one, how in search.status.items() if how == "shown" and one not in search.before}
                witness = another_value(search.attack, key, search.values(key), shown)
                if witness is not None:
                    search.keep(witness)
                elif not search.bury(key):
                    stuck.add(key)
                    break
