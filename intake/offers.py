"""Pairs of cases that may be one person, offered to the coordination: by case number, and without a name.

The offers of a build, and whose case is whose by token, lie beside the lookup: `alj match` lists them and takes
answers.
"""

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import polars as pl

from intake.answers import Answers
from intake.likeness import Agreement, Who, alike_pairs, birth_dates_agree, names_alike
from intake.settings import Matching

OFFERS_FILE, CASES_FILE = "offers.parquet", "cases.parquet"
CASES_SCHEMA = {"case": pl.String(), "person": pl.String(), "opened_on": pl.Date()}
OFFERS_SCHEMA = {
    "case": pl.String(), "other_case": pl.String(), "birth_date": pl.String(), "names": pl.Int64(),
    "former_case": pl.Boolean(),
}  # fmt: skip


@dataclass(frozen=True)
class SeenCase:
    """A case of the workbooks that stand: whose it is by the lookup's own token, and what says so."""

    case: str
    person: str
    opened_on: datetime.date | None
    who: Who | None
    former_case: str | None

    @property
    def age(self) -> tuple[datetime.date, str]:
        """What sorts cases from the oldest to the newest."""
        return self.opened_on or datetime.date.max, self.case


@dataclass(frozen=True)
class Offer:
    """Two cases that may be one person, the older first, and what agrees.

    `names` are alike from 0 to 100; `former_case` says that the one names the other as its former case.
    """

    case: str
    other_case: str
    birth_date: Agreement
    names: int
    former_case: bool = False


def find_offers(seen: Sequence[SeenCase], answers: Answers, matching: Matching) -> list[Offer]:
    """Return one offer for each two people who may be one, as far as nobody has answered, the likest first."""
    best: dict[frozenset[str], Offer] = {}
    for one, other, offer in (*_claimed(seen), *_likely(seen, matching)):
        pair = frozenset((answers.token(one.person), answers.token(other.person)))
        known = best.get(pair)
        if answers.is_open(one.person, other.person) and (known is None or _rank(offer) < _rank(known)):
            best[pair] = offer
    return sorted(best.values(), key=_rank)


def _rank(offer: Offer) -> tuple[bool, bool, int, str, str]:
    return (not offer.former_case, offer.birth_date != "equal", -offer.names, offer.case, offer.other_case)


Found = tuple[SeenCase, SeenCase, Offer]


def _likely(seen: Sequence[SeenCase], matching: Matching) -> Iterator[Found]:
    newest: dict[tuple[str, str, str], tuple[SeenCase, Who]] = {}
    for one in sorted(seen, key=lambda case: case.age):
        if one.who:
            newest[one.person, one.who.names, one.who.born] = one, one.who
    people = list(newest.values())
    for pair in alike_pairs([who for _, who in people], matching):
        one, other = sorted((people[pair.one][0], people[pair.other][0]), key=lambda case: case.age)
        if one.person != other.person:
            yield one, other, Offer(one.case, other.case, pair.birth_date, pair.names)


def _claimed(seen: Sequence[SeenCase]) -> Iterator[Found]:
    """Two cases of which one names the other as its former case, however unlike they are."""
    by_case = {one.case: one for one in seen}
    for one in seen:
        former = by_case.get(one.former_case or "")
        if former and former.person != one.person and former.who and one.who:
            agree = birth_dates_agree(former.who.born, one.who.born)
            names = names_alike(former.who, one.who)
            yield former, one, Offer(former.case, one.case, agree, names, former_case=True)


def write_offers(folder: Path, seen: Sequence[SeenCase], offers: Sequence[Offer]) -> None:
    """Write the offers of a build, and whose case is whose, for their owner's eyes alone."""
    cases = sorted((one.case, one.person, one.opened_on) for one in seen)
    write_privately(folder / CASES_FILE, pl.DataFrame(cases, schema=CASES_SCHEMA, orient="row"))
    rows = [astuple(offer) for offer in offers]
    write_privately(folder / OFFERS_FILE, pl.DataFrame(rows, schema=OFFERS_SCHEMA, orient="row"))


def read_offers(folder: Path) -> list[Offer]:
    """Return the offers of the last build; none when there is no build yet."""
    file = folder / OFFERS_FILE
    if not file.exists():
        return []
    names = [one.name for one in fields(Offer)]
    return [Offer(**row) for row in pl.read_parquet(file).select(names).iter_rows(named=True)]


def read_cases(folder: Path) -> Mapping[str, SeenCase]:
    """Return whose the cases of the last build are, by case number; none when there is no build yet."""
    file = folder / CASES_FILE
    if not file.exists():
        return {}
    rows = pl.read_parquet(file).select("case", "person", "opened_on").iter_rows()
    return {case: SeenCase(case, person, opened, None, None) for case, person, opened in rows}


def write_privately(file: Path, frame: pl.DataFrame, metadata: dict[str, str] | None = None) -> None:
    """Write a table beside the old one and put it in its place, mode 0600; nobody ever sees half of it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    # An old one may be there with other rights.
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        frame.write_parquet(opened, metadata=metadata)
        opened.flush()
        os.fsync(opened.fileno())
    aside.replace(file)
