"""The registry of hostile and damaged workbooks: each a function that writes one, its cause, what must become of it.

The functions stand in `tests.hostile_*`, by kind. A cause is a function's docstring; variants of one cause are
written by one function and count once. A workbook is refused by a code, or read, with exactly the problems named.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tests.office_parts import Parts
from tests.raw_files import archive

Written = Parts | bytes
Variant = TypeVar("Variant", Parts, bytes)
Told = tuple[str, str | None]
"""A problem's code and its place, as in ("missing", "leavers!G2")."""


@dataclass(frozen=True)
class Refused:
    """The workbook is refused whole, by this code; `detail` is a part of the refusal's details."""

    code: str
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """The workbook is read and these problems are told. With `same`, its rows are the sound workbook's."""

    told: tuple[Told, ...] = ()
    same: bool = True


@dataclass(frozen=True)
class Hostile:
    """A hostile workbook: what is wrong with it, its bytes by variant, and what must become of each."""

    name: str
    cause: str
    write: Callable[[], Mapping[str, Written]]
    expected: Refused | Read
    is_long: bool = False

    def contents(self) -> dict[str, bytes]:
        """The bytes of each variant by its name; where there is but one, its name is empty."""
        return {
            name: one if isinstance(one, bytes) else archive(one, zipfile.ZIP_DEFLATED)
            for name, one in self.write().items()
        }


REGISTRY: dict[str, Hostile] = {}

Writer = Callable[[], Written | Mapping[str, Written]]
ZipNames = ("xl/", "[Content_Types].xml", "_rels/", "mimetype", "word/", "ppt/")


def refused(code: str, *, is_long: bool = False, **detail: str | int) -> Callable[[Writer], Writer]:
    """Enters a workbook that is refused by this code."""
    return lambda write: _enter(write, Refused(code, detail), is_long=is_long)


def read(*told: Told, same: bool | None = None, is_long: bool = False) -> Callable[[Writer], Writer]:
    """Enters a workbook that is read; without problems, its rows are the sound one's unless it is said otherwise."""
    return lambda write: _enter(write, Read(told, (not told) if same is None else same), is_long=is_long)


def _enter(write: Writer, expected: Refused | Read, *, is_long: bool) -> Writer:
    name = write.__name__.replace("_", "-")
    assert name not in REGISTRY, name
    assert write.__doc__, name
    REGISTRY[name] = Hostile(name, write.__doc__.strip(), lambda: _variants(write()), expected, is_long)
    return write


def _variants(written: Written | Mapping[str, Written]) -> Mapping[str, Written]:
    if isinstance(written, bytes) or _is_one(written):
        return {"": written}  # type: ignore[dict-item]
    return written  # type: ignore[return-value]


def _is_one(written: Mapping[str, object]) -> bool:
    return any(name.startswith(ZipNames) for name in written)


def each(variants: Iterable[tuple[str, Variant]]) -> dict[str, Variant]:
    """Several ways of one cause, by name."""
    return dict(variants)


def load_all() -> Mapping[str, Hostile]:
    """Every hostile workbook by name; the modules of each kind enter theirs when they are imported."""
    from tests import (  # noqa: F401 (imported for what they enter)
        hostile_archives,
        hostile_cells,
        hostile_directories,
        hostile_extras,
        hostile_formats,
        hostile_links,
        hostile_markup,
        hostile_sheets,
        hostile_values,
        hostile_volumes,
    )

    return REGISTRY
