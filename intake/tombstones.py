"""Tombstones: how somebody who was erased is recognised in a workbook that comes again, and nothing that names them.

A tombstone holds keyed hashes of the national number, and of name and birth date, as the lookup of persons does. Its
key is its own, since what it was made from is gone and can't be hashed anew: it lies sealed with the workspace's key,
and a change of that key seals it again. Whoever has no key of the workspace has none of the tombstones.
"""

import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from intake.identity import KEY_BYTES, Key, KeyProblem, hashed_name, hashed_number
from intake.journal import damaged, read_lines
from intake.language import N_

TOMBSTONES, SEALED_KEY = "tombstones.jsonl", "tombstones.key"


@dataclass(frozen=True)
class Tombstone:
    """One person erased: their cases, the last receipt whose rows go on counting, and what they are known by."""

    on: datetime.date
    last_receipt: int
    cases: tuple[str, ...]
    hashes: tuple[str, ...] = field(repr=False)

    def line(self) -> dict[str, Any]:
        """Return the entry of the log."""
        return {**asdict(self), "on": self.on.isoformat()}


@dataclass(frozen=True)
class PersonCells:
    """What a row says of who somebody is, as far as it can be read, and when the case was opened."""

    national_number: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    first_name: str | None = field(default=None, repr=False)
    birth_date: datetime.date | None = field(default=None, repr=False)
    opened_on: datetime.date | None = None

    def hashes(self, key: Key) -> Iterable[str]:
        """Yield the keyed hashes of the number, when it is sound, and of name and birth date, when all are there."""
        number = hashed_number(key, self.national_number)
        name = hashed_name(key, self.last_name, self.first_name, self.birth_date)
        return [one for one in (number, name) if one]


@dataclass(frozen=True)
class Tombstones:
    """All tombstones of a workspace, and the key that they were made with."""

    stones: Sequence[Tombstone] = ()
    key: Key | None = None

    @property
    def cases(self) -> dict[str, int]:
        """The last receipt whose rows go on counting, of each case erased."""
        return {case: one.last_receipt for one in self.stones for case in one.cases}

    def before(self, receipt: float) -> "Tombstones":
        """Return those of persons who were erased before a receipt."""
        return Tombstones([one for one in self.stones if one.last_receipt < receipt], self.key)

    def knows(self, person: PersonCells) -> bool:
        """Whether a row is of somebody who was erased. A case opened since then is a new start, and theirs again."""
        if self.key is None:
            return False
        found = set(person.hashes(self.key))
        return any(
            not found.isdisjoint(one.hashes) and (person.opened_on is None or person.opened_on <= one.on)
            for one in self.stones
        )


def there_are_tombstones(folder: Path) -> bool:
    """Whether anybody was ever erased; no key is needed to know that."""
    return (folder / TOMBSTONES).exists()


def read_tombstones(folder: Path, key: Key) -> Tombstones:
    """Return the tombstones kept in a folder. Raises KeyProblem when they are sealed with another key."""
    log = folder / TOMBSTONES
    lines = read_lines(log)
    if not lines:
        return Tombstones()
    try:
        stones = [
            Tombstone(
                datetime.date.fromisoformat(one["on"]), one["last_receipt"], tuple(one["cases"]), tuple(one["hashes"])
            )
            for one in lines
        ]
    except (ValueError, TypeError, KeyError) as broken:
        raise damaged(log) from broken
    return Tombstones(stones, unsealed(folder, key))


def new_tombstone_key() -> Key:
    """Return a new key for tombstones."""
    return Key(secrets.token_bytes(KEY_BYTES))


def sealed(inner: Key, key: Key) -> str:
    """Return the text of a file that holds a key so that only the other one opens it.

    The mask is used for this one secret alone, which is as long as the mask, so that adding the two hides it wholly.
    """
    nonce = secrets.token_hex(KEY_BYTES)
    hidden = bytes(a ^ b for a, b in zip(inner.secret, _mask(key, nonce), strict=True))
    return json.dumps({"nonce": nonce, "sealed": hidden.hex(), "key_id": inner.id, "sealed_with": key.id}) + "\n"


def unsealed(folder: Path, key: Key) -> Key:
    """Return the key of the tombstones of a folder. Raises KeyProblem when another key sealed it, or it is damaged."""
    file = folder / SEALED_KEY
    try:
        held = json.loads(file.read_text(encoding="ascii"))
        mask = _mask(key, held["nonce"])
        inner = Key(bytes(a ^ b for a, b in zip(bytes.fromhex(held["sealed"]), mask, strict=True)))
        fits = inner.id == held["key_id"]
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise KeyProblem(N_("{file} can't be read: restore the workspace from its backup."), file=file.name) from broken
    if not fits:
        raise KeyProblem(
            N_("the tombstones were sealed with key {sealed_with}, and this is key {key}. Put the first one back."),
            sealed_with=held.get("sealed_with"),
            key=key.id,
        )
    return inner


def _mask(key: Key, nonce: str) -> bytes:
    return hmac.digest(key.secret, f"alj tombstones {nonce}".encode(), hashlib.sha256)
