"""Facts that note what is read of them: as long as all of that is the same, a page made from them says the same."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from typing import Any, Final

import polars as pl

from generator.facts import Facts, Figure, FigureKey
from intake.register import content_of

Read = tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]
"""What is read: the name of a part of the facts or of a question, and what is asked, without names and with."""

QUESTIONS: Final = frozenset(
    {
        "beside_figure", "figure", "line_figure", "members_of", "month_ago", "received_at", "register_rows", "rows",
        "spells_of", "status_of", "year_ago",
    }
)  # fmt: skip
"""The methods of the facts: only the answers count."""
FEW: Final = 500
"""Rows of a table up to which it is sooner to tell them one by one."""


class NotedFacts:
    """Stands in the place of facts while a page is made; `reads` are what was read of them, in the order of reading."""

    def __init__(self, facts: Facts) -> None:
        self.unnoted = facts
        self.reads: dict[Read, None] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever the facts have)
        """Return a part of the facts, or what asks them a question and notes it."""
        if name in QUESTIONS:
            return partial(self._asked, name)
        self.reads[(name, (), ())] = None
        return getattr(self.unnoted, name)

    def _asked(self, name: str, *asked: Any, **named: Any) -> Any:  # noqa: ANN401 (whatever is asked)
        self.reads[(name, asked, tuple(named.items()))] = None
        return getattr(self.unnoted, name)(*asked, **named)


def unnoted(facts: Facts) -> Facts:
    """Return the facts themselves where there are others in their place that note what is read."""
    return facts.unnoted if isinstance(facts, NotedFacts) else facts


class Readings:
    """What can be read of an audience's facts, each told by a hash."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[Read, bytes] = {}

    def hash_of(self, reads: Iterable[Read]) -> str:
        """Return the hash of all that is read."""
        digest = hashlib.sha256()
        for read in reads:
            if read not in self._known:
                self._known[read] = hash_of_part(self._answer(*read))
            digest.update(self._known[read])
        return digest.hexdigest()

    def _answer(self, name: str, asked: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> object:
        match name:
            case "members_of":
                # Members come in no order, and nothing that is told of them has one.
                return "\n".join(sorted(self._facts.members_of(FigureKey(*asked[0]))))
            case _ if name in QUESTIONS:
                return getattr(self._facts, name)(*asked, **dict(named))
            case _:
                return getattr(self._facts, name)


def hash_of_part(value: object) -> bytes:
    """Return the hash of a part of the facts. Raises TypeError for what can't be told by one."""
    match value:
        case pl.DataFrame():
            content = repr((value.columns, value.rows())).encode() if value.height < FEW else content_of(value)
        case str():
            return hashlib.sha256(b"str " + value.encode("utf-8", "surrogatepass")).digest()
        case Figure() | Enum() | int() | float() | datetime.date() | datetime.timedelta() | None:
            content = repr(value).encode()
        case tuple() | list():
            content = b"".join(map(hash_of_part, value))
        case Mapping():
            content = b"".join(map(hash_of_part, value.items()))
        case set() | frozenset():
            content = b"".join(sorted(map(hash_of_part, value)))
        case _ if is_dataclass(value):
            content = b"".join(hash_of_part(getattr(value, one.name)) for one in fields(value))
        case _:
            raise TypeError(f"nothing tells whether a {type(value).__name__} is the same")
    return hashlib.sha256(type(value).__name__.encode() + b" " + content).digest()
