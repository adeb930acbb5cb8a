"""Who is who without names: a keyed lookup from national numbers, names and birth dates to random tokens.

The lookup holds keyed hashes (HMAC-SHA256) and tokens only. Without the key no hash of it can be worked out from a name
or a number, so the key lies apart from the register and never in `output`.
"""

import base64
import binascii
import datetime
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from intake.faults import StopsTheCommand
from intake.labels import folded
from intake.language import N_
from intake.second_looks import check_digits_fit
from intake.tables.office import Leavers

KEY_VARIABLE = "ALJ_KEY"
KEY_BYTES = 32
LOOKUP_FILE = "persons.parquet"
LOOKUP_SCHEMA = {"kind": pl.String(), "hash": pl.String(), "person": pl.String()}
KEY_ID = "key_id"
"""Under which the id of its key stands in the metadata of the lookup's file."""


class KeyProblem(StopsTheCommand):
    """No key, one that others can read, or another than the lookup was made with."""


@dataclass(frozen=True)
class Key:
    """The secret of the lookup of persons."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """What tells this key from another without giving it away: 8 hexadecimal digits."""
        return self.hash("alj key id")[:8]

    def hash(self, text: str) -> str:
        """Return the keyed hash of a text, as hexadecimal digits."""
        return hmac.digest(self.secret, text.encode(), hashlib.sha256).hex()


def new_key() -> str:
    """Return a new random key as text."""
    return secrets.token_hex(KEY_BYTES)


def read_key(key_file: Path) -> Key:
    """Return the key: the environment's `ALJ_KEY`, else the key file's.

    Raises KeyProblem when there is none, it is no key, or (outside Windows) others than its owner can read the file.
    """
    stated = os.environ.get(KEY_VARIABLE)
    if stated:
        return _key(stated, KEY_VARIABLE)
    try:
        mode = key_file.stat().st_mode
        text = key_file.read_text(encoding="ascii")
    except FileNotFoundError as missing:
        raise KeyProblem(
            N_(
                "there is no key: {file} is missing and {variable} is not set. Put the workspace's own key back;"
                " another one can't recognise anybody."
            ),
            file=key_file.name,
            variable=KEY_VARIABLE,
        ) from missing
    except (OSError, UnicodeDecodeError) as unreadable:
        raise KeyProblem(
            N_("{file} can't be read as a key. Put the workspace's own key back."), file=key_file.name
        ) from unreadable
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyProblem(
            N_("others can read {file}. Take that right away: chmod 600 {path}"), file=key_file.name, path=key_file
        )
    return _key(text, key_file.name)


def _key(text: str, where: str) -> Key:
    stripped = text.strip()
    for decode in (bytes.fromhex, _from_base64):
        try:
            secret = decode(stripped)
        except (ValueError, binascii.Error):
            continue
        if len(secret) >= KEY_BYTES:
            return Key(secret)
    raise KeyProblem(
        N_("{where} holds no key: {n} random bytes or more, as hexadecimal digits or base64."), where=where, n=KEY_BYTES
    )


def _from_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


@dataclass
class PersonLookup:
    """The tokens of all persons ever seen, by the keyed hash of a national number, and of a name and birth date."""

    file: Path
    key: Key
    by_number: dict[str, str] = field(default_factory=dict, repr=False)
    by_name: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Note which tokens have a number."""
        self._with_number = set(self.by_number.values())

    def tokens_for(self, leavers: pl.DataFrame) -> pl.Series:
        """Return the token of the person of each row; null where neither number nor name and birth date can be read.

        A valid national number decides, and also registers the name and birth date; a person without one is the one of
        exactly that name and birth date. Rows with a number are taken first, so that a row's place changes nothing.
        """
        people = leavers.select(
            Leavers.national_number.col, Leavers.last_name.col, Leavers.first_name.col, Leavers.birth_date.col
        ).rows()
        hashes = [(self._number_hash(number), self._name_hash(*named)) for number, *named in people]
        tokens = [self._numbered(number, name) if number else None for number, name in hashes]
        for position, (number, name) in enumerate(hashes):
            if name and not number:
                tokens[position] = self.by_name.setdefault(name, _new_token())
        return pl.Series("person", tokens, dtype=pl.String)

    def save(self) -> None:
        """Write the lookup beside the old one and put it in its place; nobody ever sees half of it."""
        known = [("number", *entry) for entry in sorted(self.by_number.items())]
        known += [("name", *entry) for entry in sorted(self.by_name.items())]
        frame = pl.DataFrame(known, schema=LOOKUP_SCHEMA, orient="row")
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self.file.with_suffix(".new")
        # An old one may be there with other rights.
        aside.unlink(missing_ok=True)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            frame.write_parquet(opened, metadata={KEY_ID: self.key.id})
            opened.flush()
            os.fsync(opened.fileno())
        aside.replace(self.file)

    def _numbered(self, number: str, name: str | None) -> str:
        token = self.by_number.get(number)
        if token is None:
            namesake = self.by_name.get(name) if name else None
            # Two numbers are two persons, whatever they are called.
            token = namesake if namesake and namesake not in self._with_number else _new_token()
            self.by_number[number] = token
            self._with_number.add(token)
        if name:
            self.by_name.setdefault(name, token)
        return token

    def _number_hash(self, number: str | None) -> str | None:
        sound = number and len(number) == 13 and number.isdecimal() and check_digits_fit(number)
        return self.key.hash(f"n:{number}") if sound else None

    def _name_hash(self, last: str | None, first: str | None, born: datetime.date | None) -> str | None:
        if not (last and first and born):
            return None
        return self.key.hash(f"p:{folded(last)}|{folded(first)}|{born.isoformat()}")


def open_lookup(folder: Path, key: Key) -> PersonLookup:
    """Return the lookup kept in a folder, or a new one. Raises KeyProblem when it was made with another key."""
    file = folder / LOOKUP_FILE
    if not file.exists():
        return PersonLookup(file, key)
    made_with = pl.read_parquet_metadata(file).get(KEY_ID, "")
    if made_with != key.id:
        raise KeyProblem(
            N_(
                "the lookup of persons was made with key {made_with}, and this is key {key}. Put the first one back:"
                " with another, everybody would be taken for somebody new."
            ),
            made_with=made_with,
            key=key.id,
        )
    known = pl.read_parquet(file)
    by_kind = {kind: known.filter(pl.col("kind") == kind) for kind in ("number", "name")}
    numbers, names = (dict(by_kind[kind].select("hash", "person").iter_rows()) for kind in ("number", "name"))
    return PersonLookup(file, key, numbers, names)


def _new_token() -> str:
    return secrets.token_hex(8)
