"""What is worked out once: what several figures ask of a register, and what was counted in an earlier build."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import finalize

import polars as pl

from intake.kept import Kept
from intake.register import Register, content_of

_P = ParamSpec("_P")
_T = TypeVar("_T")


def kept_or_counted(kept: Kept | None, follows_from: Iterable[str], count: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """Return the table that is kept by the texts it follows from; where none is, count it and keep it."""
    if kept is None:
        return count()
    key = kept.key(*follows_from)
    content = kept.get(key)
    if content is None:
        content = content_of(count())
        kept.put(key, content)
    # Read in either case, so that what comes of it can't depend on which it was.
    return pl.read_parquet(content)


def once_a_register(work: Callable[Concatenate[Register, _P], _T]) -> Callable[Concatenate[Register, _P], _T]:
    """Keep each result of a function of a register for as long as that register lives.

    For small results that nobody changes: a register is never changed once it is put together, so the same register and
    arguments come to the same. Registers are told apart by identity, for comparing them would cost more than most work.
    """
    return _remembering(work, None)


def lately_of_a_register(
    keep: int,
) -> Callable[[Callable[Concatenate[Register, _P], _T]], Callable[Concatenate[Register, _P], _T]]:
    """Keep so many results of a function of a register, those last asked for: for what is large (`once_a_register`)."""
    return lambda work: _remembering(work, keep)


def _remembering(
    work: Callable[Concatenate[Register, _P], _T], keep: int | None
) -> Callable[Concatenate[Register, _P], _T]:
    kept: dict[int, list[tuple[tuple[object, ...], _T]]] = {}

    @wraps(work)
    def remembering(register: Register, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        key = (args, tuple(sorted(kwargs.items())))
        known = kept.get(id(register))
        if known is None:
            known = kept[id(register)] = []
            finalize(register, kept.pop, id(register), None)
        for place, (asked, result) in enumerate(known):
            if asked == key:
                known.append(known.pop(place))
                return result
        result = work(register, *args, **kwargs)
        known.append((key, result))
        if keep is not None:
            del known[:-keep]
        return result

    return remembering
