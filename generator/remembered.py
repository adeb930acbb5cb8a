"""What several figures ask of a register is worked out once, and kept while the register is in use."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import finalize

from intake.register import Register

_P = ParamSpec("_P")
_T = TypeVar("_T")


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
