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
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from intake.answers import Answers, read_answers
from intake.faults import StopsTheCommand
from intake.labels import folded
from intake.language import N_
from intake.likeness import Who, strangers, who
from intake.offers import Offer, SeenCase, find_offers, write_offers, write_privately
from intake.second_looks import check_digits_fit
from intake.settings import DEFAULT_SETTINGS, Matching
from intake.tables.office import Leavers

KEY_VARIABLE = "ALJ_KEY"
KEY_BYTES = 32
LOOKUP_FILE = "persons.parquet"
LOOKUP_SCHEMA = {"kind": pl.String(), "hash": pl.String(), "person": pl.String()}
Place = tuple[str, int]
"""A row of the sheet Leavers: the hash by which the register calls its workbook, and Excel's number."""
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


def key_of_text(text: str) -> Key:
    """Return the key that a text holds. Raises KeyProblem when it is none."""
    return _key(text, KEY_VARIABLE)


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


Identity = tuple[str | None, str | None, str | None, datetime.date | None]
"""A national number, last name, first name and birth date, as a row has them."""


def hashed_number(key: Key, number: str | None) -> str | None:
    """Return the keyed hash of a national number; None for none, or one whose check digits do not fit."""
    sound = number and len(number) == 13 and number.isdecimal() and check_digits_fit(number)
    return key.hash(f"n:{number}") if sound else None


def hashed_name(key: Key, last: str | None, first: str | None, born: datetime.date | None) -> str | None:
    """Return the keyed hash of a name and birth date; None where one of them is missing."""
    if not (last and first and born):
        return None
    return key.hash(f"p:{folded(last)}|{folded(first)}|{born.isoformat()}")


@dataclass(frozen=True)
class Row:
    """What one row of the sheet Leavers says of a person: keyed hashes, and what is compared while a build lasts."""

    number: str | None
    name: str | None
    who: Who | None
    born: str


@dataclass
class PersonLookup:
    """The tokens of all persons ever seen, by the keyed hash of a national number, and of a name and birth date.

    `answers` says which of them the coordination found to be one. After `tokens_for`, `seen` and `offers` are what
    `alj match` works on, and `numbers_of_two` the places of the rows whose national number is also somebody else's.
    """

    file: Path
    key: Key
    by_number: dict[str, str] = field(default_factory=dict, repr=False)
    by_name: dict[str, str] = field(default_factory=dict, repr=False)
    answers: Answers = field(default_factory=Answers, repr=False)
    matching: Matching = DEFAULT_SETTINGS.matching
    earlier: bool = False
    """Whether an earlier edition is being rebuilt: today's offers then stay as they are."""
    seen: list[SeenCase] = field(default_factory=list, repr=False)
    offers: list[Offer] = field(default_factory=list, repr=False)
    numbers_of_two: list[int] = field(default_factory=list, repr=False)
    _rows: list[Row] = field(default_factory=list, repr=False)
    erased: Mapping[Place, str] = field(default_factory=dict, repr=False)
    """The tokens of the rows that no longer say whose they are."""

    def __post_init__(self) -> None:
        """Note which tokens have a number."""
        self._with_number = set(self.by_number.values())

    def tokens_for(self, leavers: pl.DataFrame) -> pl.Series:
        """Return the token of the person of each row; null where neither number nor name and birth date can be read.

        A valid national number decides, and also registers the name and birth date; a person without one is the one of
        exactly that name and birth date, unless several numbers share them. A row that is quite another person than its
        number's counts as without one. Everybody is taken in the order of the keyed hashes, so that the place of a row
        or office changes nothing.
        """
        people = leavers.select(
            Leavers.national_number.col, Leavers.last_name.col, Leavers.first_name.col, Leavers.birth_date.col
        )
        tokens_kept = self._tokens_kept(leavers)
        self._rows = [
            Row(None, None, None, "") if at in tokens_kept else self._row(*person)
            for at, person in enumerate(people.iter_rows())
        ]
        rows, self.numbers_of_two = self._without_strangers(self._rows)
        self._learn(rows)
        cases = leavers[Leavers.case.name]
        tokens = [
            self._token_of_case(case, tokens_kept.get(at) or self._token(row))
            for at, (case, row) in enumerate(zip(cases, rows, strict=True))
        ]
        others = leavers.select(Leavers.case.col, Leavers.opened_on.col, Leavers.former_case.col).iter_rows()
        self.seen = [
            SeenCase(case, token, opened_on, row.who, former)
            for token, row, (case, opened_on, former) in zip(tokens, rows, others, strict=True)
            if token and case
        ]
        self.offers = find_offers(self.seen, self.answers, self.matching)
        return pl.Series("person", [token and self.answers.token(token) for token in tokens], dtype=pl.String)

    def tokens_without_case(self, people: Sequence[Identity]) -> list[str | None]:
        """Return the token of each of those who are named without a case number, as on a monthly list.

        To be asked after `tokens_for`: beside the rows of the workbooks nobody is taken for who bears their number.
        """
        distinct = list(dict.fromkeys(people))
        before = len(self._rows)
        rows, _ = self._without_strangers([*self._rows, *(self._row(*person) for person in distinct)])
        self._learn(rows)
        tokens = map(self._token, rows[before:])
        token_of = {person: token and self.answers.token(token) for person, token in zip(distinct, tokens, strict=True)}
        return [token_of[person] for person in people]

    def see_also(self, cases: Mapping[str, tuple[Identity, datetime.date]]) -> None:
        """Offer the likenesses of cases, too, that have a number and stand in no workbook yet, by the day they began.

        Saving is the caller's.
        """
        for case, (identity, opened_on) in cases.items():
            row = self._row(*identity)
            token = self._token(row)
            if token:
                self.seen.append(SeenCase(case, token, opened_on, row.who, None))
        self.offers = find_offers(self.seen, self.answers, self.matching)

    def person(self, token: str) -> str:
        """Return the token that a person has now: another one where two were found to be one since."""
        return self.answers.token(token)

    def _learn(self, rows: Sequence[Row]) -> None:
        numbered = {(row.number, row.name or "") for row in rows if row.number}
        times = Counter(name for _, name in numbered)
        for number, name in sorted(numbered, reverse=True):
            # Of a name and birth date that several numbers share, nobody can say whose a row without one is.
            self._number(number, name if times[name] == 1 else "")
        for name in sorted({row.name for row in rows if row.name and not row.number}):
            self.by_name.setdefault(name, new_token())

    def save(self) -> None:
        """Write the lookup beside the old one and put it in its place; nobody ever sees half of it."""
        known = [("number", *entry) for entry in sorted(self.by_number.items())]
        known += [("name", *entry) for entry in sorted(self.by_name.items())]
        frame = pl.DataFrame(known, schema=LOOKUP_SCHEMA, orient="row")
        write_privately(self.file, frame, {KEY_ID: self.key.id})
        if not self.earlier:
            write_offers(self.file.parent, self.seen, self.offers)

    def _number(self, number: str, name: str) -> None:
        """Learn the person of a number; the name and birth date ("" for none) become theirs, unless another's."""
        token = self.by_number.get(number)
        if token is None:
            namesake = self.by_name.get(name)
            # Two numbers are two persons, whatever they are called.
            token = namesake if namesake and namesake not in self._with_number else new_token()
            self.by_number[number] = token
            self._with_number.add(token)
        if name:
            self.by_name.setdefault(name, token)

    def _token(self, row: Row) -> str | None:
        return self.by_number[row.number] if row.number else self.by_name[row.name] if row.name else None

    def _tokens_kept(self, leavers: pl.DataFrame) -> dict[int, str]:
        """Return the tokens of the rows that were erased, by the place of the row."""
        if not self.erased:
            return {}
        places = enumerate(leavers.select("submission", "row").iter_rows())
        return {at: self.erased[place] for at, place in places if place in self.erased}

    def _token_of_case(self, case: str | None, token: str | None) -> str | None:
        return token and self.answers.person_of(case, token)

    def _row(self, number: str | None, last: str | None, first: str | None, born: datetime.date | None) -> Row:
        hashed = hashed_number(self.key, number)
        begins = str(number)[:8] if hashed else ""
        if not (last and first and born):
            return Row(hashed, None, None, begins)
        name = hashed_name(self.key, last, first, born)
        return Row(hashed, name, who(last, first, born, has_number=hashed is not None), begins)

    def _without_strangers(self, rows: Sequence[Row]) -> tuple[list[Row], list[int]]:
        """The rows, those that are quite another person than their number's without it; see `likeness.strangers`.

        And the places of all rows whose number is somebody else's, too.
        """
        kept = list(rows)
        numbers_of_two: list[int] = []
        by_number: dict[str, list[tuple[int, Who]]] = {}
        for place, row in enumerate(rows):
            if row.number and row.who:
                by_number.setdefault(row.number, []).append((place, row.who))
        for those in by_number.values():
            others = strangers([one for _, one in those], rows[those[0][0]].born, self.matching)
            if others:
                numbers_of_two += [place for place, _ in those]
            for place in (those[at][0] for at in others):
                known = kept[place].who
                kept[place] = replace(kept[place], number=None, who=known and replace(known, has_number=False))
        return kept, numbers_of_two


def open_lookup(
    folder: Path, key: Key, *, known_on: datetime.date | None = None, matching: Matching = DEFAULT_SETTINGS.matching
) -> PersonLookup:
    """Return the lookup kept in a folder, or a new one, with what was answered by `known_on`.

    Raises KeyProblem when it was made with another key, AnswersProblem when the answers can't be read.
    """
    file = folder / LOOKUP_FILE
    lookup = PersonLookup(
        file, key, answers=Answers(read_answers(folder, known_on)), matching=matching, earlier=known_on is not None
    )
    if not file.exists():
        return lookup
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
    return replace(lookup, by_number=numbers, by_name=names)


def new_token() -> str:
    """Return a new random token for a person."""
    return secrets.token_hex(8)
