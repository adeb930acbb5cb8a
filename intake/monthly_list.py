"""Monthly lists as received -> which list of each month stands, and its rows as persons without a name.

A later list of a month takes the place of the one before it, whatever its day: it is a corrected one. The order of
receipt alone says which is the later; the order of months is that of the days on which the lists were drawn.
"""

import datetime
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from intake.checks import CheckedWorkbook
from intake.erasures import Rewritings, tokens_of_erased
from intake.identity import Identity, PersonLookup
from intake.settings import Settings
from intake.submissions import Receipt
from intake.tables.monthly_list import ListedLeavers, Reenrolled
from intake.tables.reference import Communes, Schools

Month = tuple[int, int]
"""A year and its month."""
EVERYBODY = "everybody"
NOBODY: Identity = (None, None, None, None)
NOTHING: Rewritings = MappingProxyType({})


@dataclass(frozen=True)
class ReceivedList:
    """A monthly list as it was received and checked; one that is refused says nothing of its day."""

    receipt: Receipt
    checked: CheckedWorkbook

    @property
    def drawn_on(self) -> datetime.date:
        """The day on which the register was read. Raises KeyError for a list that is refused."""
        day: datetime.date = self.checked.cover["drawn_on"]
        return day

    @property
    def month(self) -> Month:
        """The month whose list it is."""
        return self.drawn_on.year, self.drawn_on.month


@dataclass(frozen=True)
class ListsReceived:
    """All lists ever received: the one of each month that stands, by the day it was drawn on.

    `others` are those in whose place another one came and those that were refused, in the order of receipt; `refused`
    are lists after which no good one came; `missing` are the months between the first and the last list that have
    none; `taken` are all good ones.
    """

    standing: tuple[ReceivedList, ...] = ()
    others: tuple[ReceivedList, ...] = ()
    refused: tuple[ReceivedList, ...] = ()
    missing: tuple[Month, ...] = ()
    taken: tuple[ReceivedList, ...] = ()

    @property
    def days(self) -> tuple[datetime.date, ...]:
        """The days of the lists that stand."""
        return tuple(one.drawn_on for one in self.standing)


@dataclass(frozen=True)
class Listed:
    """A row of the sheet Leavers: a person, and the office of the commune, else of the school; None when neither says.

    A row that is held back is not `sound`: it says that a person is still out, and begins nothing.
    """

    person: str
    row: int
    office: str | None
    left_on: datetime.date | None
    sound: bool = True


@dataclass(frozen=True)
class Back:
    """A row of the sheet Re-enrolled: a person, the first day back at school, and whether that is abroad."""

    person: str
    row: int
    from_date: datetime.date
    abroad: bool = False


@dataclass(frozen=True)
class DrawnList:
    """A list without names. `everybody` says that whoever is out of school stands on it.

    `unrecognised` are the rows of both sheets, by sheet, of which nobody can tell who they are.
    """

    drawn_on: datetime.date
    everybody: bool
    listed: tuple[Listed, ...] = ()
    back: tuple[Back, ...] = ()
    unrecognised: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def lists_received(received: Sequence[ReceivedList]) -> ListsReceived:
    """Return which of the lists received stand."""
    standing: dict[Month, ReceivedList] = {}
    refused: list[ReceivedList] = []
    in_order = sorted(received, key=lambda one: one.receipt.number)
    for one in in_order:
        if one.checked.refused:
            refused.append(one)
            continue
        refused = []
        standing[one.month] = one
    return ListsReceived(
        tuple(sorted(standing.values(), key=lambda one: one.drawn_on)),
        tuple(one for one in in_order if one.checked.refused or standing[one.month] is not one),
        tuple(refused),
        tuple(_months_without(standing)),
        tuple(one for one in received if not one.checked.refused),
    )


def _months_without(months: Mapping[Month, object]) -> Iterator[Month]:
    for one, other in itertools.pairwise(sorted(months)):
        between = range(one[0] * 12 + one[1], other[0] * 12 + other[1] - 1)
        yield from ((at // 12, at % 12 + 1) for at in between)


@dataclass(frozen=True)
class _Places:
    """Which office a commune and a school belong to."""

    communes: Mapping[str, str]
    schools: Mapping[str, str | None]

    @classmethod
    def of(cls, reference: Mapping[str, pl.DataFrame]) -> "_Places":
        communes = reference[Communes.INFO.key].select(Communes.commune.col, Communes.office.col)
        schools = reference[Schools.INFO.key].select(Schools.code.col, Schools.office.col)
        return cls(dict(communes.iter_rows()), dict(schools.iter_rows()))

    def office(self, commune: str | None, school: str | None) -> str | None:
        return self.communes.get(commune) if commune else self.schools.get(school or "")


Tokens = Sequence[Sequence[str | None]]
"""The token of each row, None where nobody can tell whose it is, table by table: the two sheets of one list after the
other's."""


def drawn_lists(
    standing: Sequence[ReceivedList], tokens: Tokens, reference: Mapping[str, pl.DataFrame], settings: Settings
) -> tuple[DrawnList, ...]:
    """Return the lists that stand without names, by the tokens of the persons on them (`tokens_on_lists`)."""
    places = _Places.of(reference)
    return tuple(
        _drawn(one, _rows(one), tokens[2 * at : 2 * at + 2], places, only_new=settings.lists.new_leavers_only)
        for at, one in enumerate(standing)
    )


def _rows(one: ReceivedList) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of both sheets, accepted or held back, with `sound`."""
    return tuple(  # type: ignore[return-value]  # two sheets, two tables
        pl.concat(
            [
                one.checked.tables[sheet.INFO.key].with_columns(sound=pl.lit(value=True)),
                one.checked.held[sheet.INFO.key].with_columns(sound=pl.lit(value=False)),
            ],
            how="vertical_relaxed",
        ).sort("row")
        for sheet in (ListedLeavers, Reenrolled)
    )


def tokens_on_lists(
    standing: Sequence[ReceivedList], lookup: PersonLookup, rewritings: Rewritings = NOTHING
) -> Tokens:  # fmt: skip
    """Return who stands on the lists; the lookup learns the persons that it did not know.

    Who was erased from a list keeps the token that `rewritings` noted.
    """
    erased = [tokens_of_erased(rewritings, sheet.INFO.key) for sheet in (ListedLeavers, Reenrolled)]
    kept, people = [], []
    for one in standing:
        for table, of_sheet in zip(_rows(one), erased, strict=True):
            noted = [of_sheet.get((one.receipt.sha256, row)) for row in table["row"]]
            identities = table.select("national_number", "last_name", "first_name", "birth_date").iter_rows()
            kept.append(noted)
            people += [NOBODY if token else who for token, who in zip(noted, identities, strict=True)]
    tokens = iter(lookup.tokens_without_case(people))
    return [[noted or token for noted, token in zip(those, tokens, strict=False)] for those in kept]


def _drawn(
    one: ReceivedList,
    pair: tuple[pl.DataFrame, pl.DataFrame],
    tokens: Tokens,
    places: _Places,
    *,
    only_new: bool,
) -> DrawnList:
    unread = _rows_of_unread_communes(one.checked)
    leavers, back = pair
    unknown: dict[str, list[int]] = {ListedLeavers.INFO.key: [], Reenrolled.INFO.key: []}
    listed, returned = [], []
    columns = ("row", "commune", "school", "left_school_on", "sound")
    for person, (row, commune, school, left_on, sound) in zip(
        tokens[0], leavers.select(columns).iter_rows(), strict=True
    ):
        if person is None:
            unknown[ListedLeavers.INFO.key].append(row)
            continue
        office = None if row in unread else places.office(commune, school)
        listed.append(Listed(person, row, office, left_on, sound))
    columns_back = back.select("row", "from_date", pl.col("abroad").cast(pl.String), "sound")
    for person, (row, from_date, abroad, sound) in zip(tokens[1], columns_back.iter_rows(), strict=True):
        if person is None:
            unknown[Reenrolled.INFO.key].append(row)
        elif sound:
            # Of a row that is held back nobody knows the day, or where: the person stays out until it is mended.
            returned.append(Back(person, row, from_date, abroad == "yes"))
    everybody = one.checked.cover.get("kind") == EVERYBODY and not only_new
    return DrawnList(
        one.drawn_on, everybody, tuple(listed), tuple(returned), {key: tuple(rows) for key, rows in unknown.items()}
    )


def _rows_of_unread_communes(checked: CheckedWorkbook) -> frozenset[int]:
    """The rows whose commune is written and is none: who lives abroad has none, and the school's office does."""
    return frozenset(
        int(re.sub(r"\D", "", problem.cell))
        for problem in checked.problems
        if problem.cell
        and problem.sheet == ListedLeavers.INFO.key
        and problem.details.get("column") == ListedLeavers.commune.name
    )
