"""Who may be one person by likeness: what is offered, what is not, and how an answer is kept and taken back."""

import datetime
import random
import stat
import time
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from intake.answers import ANSWERS_FILE, Answer, Answers, AnswersProblem, keep_answer, read_answers
from intake.identity import Key, PersonLookup, open_lookup
from intake.likeness import alike_pairs, birth_dates_agree, names_alike, strangers, who
from intake.offers import read_cases, read_offers
from intake.settings import Matching
from tests.checked import checked_workbook
from tests.registers import rows_of

KEY = Key(bytes(range(32)))

PAIRS = """
last       | first     | born       | other_last       | other_first | other_born | agree     | offered
Zzsample   | Una       | 14.03.2009 | Zzsampel         | Una         | 14.03.2009 | equal     | yes
Zzmuller   | Una       | 14.03.2009 | Zzmüller         | Una         | 14.03.2009 | equal     | yes
Zzmuller   | Una       | 14.03.2009 | Zzmueller        | Una         | 14.03.2009 | equal     | yes
Zzsample   | Una       | 14.03.2009 | Una              | Zzsample    | 14.03.2009 | equal     | yes
Zzsilva    | Una Maria | 14.03.2009 | Zzsilva Zzcosta  | Una Maria   | 14.03.2009 | equal     | yes
Zzsample   | Una       | 14.03.2009 | Zzsample-Zzother | Una         | 14.03.2009 | equal     | yes
Zzsample   | Una       | 12.03.2009 | Zzsample         | Una         | 03.12.2009 | swapped   | yes
Zzsample   | Una       | 14.03.2009 | Zzsample         | Una         | 15.03.2009 | one-digit | yes
Zzsample   | Una       | 14.03.2009 | Zzsample         | Una         | 14.03.2008 | one-digit | yes
Zzsample   | Una       | 14.03.2009 | Zzsample         | Una         | 25.03.2009 | differs   | no
Zzsample   | Una       | 14.03.2009 | Zzsample         | Dorothea    | 14.03.2009 | equal     | no
Zzsample   | Una       | 14.03.2009 | Zzanother        | Una         | 14.03.2009 | equal     | no
Zzsample   | Una       | 14.03.2009 | Zzsampll         | Ina         | 15.03.2009 | one-digit | no
"""


@pytest.mark.parametrize("row", [{key: str(cell) for key, cell in row.items()} for row in rows_of(PAIRS)])
def test_who_may_be_one_person_is_offered(row: dict[str, str]) -> None:
    one = who(row["last"], row["first"], _day(row["born"]), has_number=False)
    other = who(row["other_last"], row["other_first"], _day(row["other_born"]), has_number=False)
    assert birth_dates_agree(one.born, other.born) == row["agree"]
    for pair in ((one, other), (other, one)):
        found = [(found.birth_date, found.names) for found in alike_pairs(pair, Matching())]
        assert found == ([(row["agree"], names_alike(one, other))] if row["offered"] == "yes" else [])


def test_two_who_have_a_number_each_are_offered_only_where_name_and_birth_date_are_one() -> None:
    twins = [who("Zzsample", first, date(2009, 3, 14), has_number=True) for first in ("Una", "Ina")]
    assert list(alike_pairs(twins, Matching())) == []
    assert len(list(alike_pairs([twins[0], twins[0]], Matching()))) == 1
    cousin = who("Zzsample", "Una", date(2009, 3, 15), has_number=True)
    assert list(alike_pairs([twins[0], cousin], Matching())) == []


def test_names_are_never_shown() -> None:
    assert "zzsample" not in repr(who("Zzsample", "Una", date(2009, 3, 14), has_number=True)).lower()


@pytest.mark.parametrize(
    ("people", "lose"),
    [
        # The number begins with the birth date of the first; the last changed her name, the second is somebody else.
        ((("Zzsample", "05.12.1893"), ("Zzanother", "02.11.2007"), ("Zzmarried", "05.12.1893")), [1]),
        ((("Zzsample", "05.12.1893"), ("Zzsampel", "02.11.2007")), []),
        ((("Zzsample", "05.12.1893"), ("Zzanother", "12.05.1893")), []),
        # Nobody has the number's birth date: nobody can say whose it is.
        ((("Zzsample", "02.11.2007"), ("Zzanother", "14.03.2009")), [0, 1]),
        ((("Zzsample", "02.11.2007"),), []),
    ],
)
def test_one_number_of_two_people_is_the_birth_dates(people: tuple[tuple[str, str], ...], lose: list[int]) -> None:
    rows = [who(last, "Una", _day(born), has_number=True) for last, born in people]
    assert strangers(rows, "18931205", Matching()) == lose


def test_three_years_of_ten_offices_are_compared_in_seconds() -> None:
    draw = random.Random(1)
    names = ["".join(draw.choices("abdeilmnorstu", k=draw.randint(4, 9))) for _ in range(3000)]
    first = date(2000, 1, 1)
    people = [
        who(
            draw.choice(names),
            draw.choice(names),
            first + datetime.timedelta(draw.randint(0, 4000)),
            has_number=at % 9 > 0,
        )
        for at in range(60_000)
    ]
    began = time.perf_counter()
    found = list(alike_pairs([*people, people[0]], Matching()))
    assert time.perf_counter() - began < 20
    assert (0, 60_000) in [(pair.one, pair.other) for pair in found]


def _day(text: str) -> date:
    return datetime.datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 (a day has no zone)


SEEN = """
case          | last_name | first_name | birth_date | opened_on
NOR-2627-0001 | Zzsample  | Una        | 14.03.2009 | 01.10.2026
MIN-2627-0001 | Zzsampel  | Una        | 14.03.2009 | 05.10.2026
EAS-2627-0001 | Zzsamplle | Una        | 14.03.2009 | 03.10.2026
"""


def at(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, 23, 30, tzinfo=ZoneInfo("Europe/Luxembourg"))


def leavers() -> pl.DataFrame:
    return checked_workbook(leavers=SEEN).tables["leavers"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The identity folder after a first build."""
    lookup = open_lookup(tmp_path / "identity", KEY)
    lookup.tokens_for(leavers())
    lookup.save()
    return tmp_path / "identity"


def people(folder: Path, known_on: date | None = None) -> list[str]:
    """The token of each case, in the order of `SEEN`, as a build would give it."""
    return open_lookup(folder, KEY, known_on=known_on).tokens_for(leavers()).to_list()


def answer(folder: Path, day: int, one: str, other: str, *, same: bool) -> None:
    cases = read_cases(folder)
    given = Answer(at(day), same, cases[one].person, cases[other].person)
    Answers(read_answers(folder)).given(given)
    keep_answer(folder, given)


NOR, MIN, EAS = (str(row["case"]) for row in rows_of(SEEN))


class TestAnswers:
    def test_that_two_are_one_makes_them_the_older_one_in_every_later_build(self, folder: Path) -> None:
        before = people(folder)
        assert len(set(before)) == 3
        answer(folder, 2, NOR, MIN, same=True)
        assert people(folder) == [before[0], before[0], before[2]]

    def test_given_later_leave_an_earlier_edition_as_it_was(self, folder: Path) -> None:
        before = people(folder)
        answer(folder, 2, NOR, MIN, same=True)
        assert people(folder, date(2026, 11, 1)) == before
        assert people(folder, date(2026, 11, 2)) == people(folder)

    def test_are_taken_back_by_a_later_one(self, folder: Path) -> None:
        before = people(folder)
        answer(folder, 2, NOR, MIN, same=True)
        answer(folder, 3, NOR, MIN, same=False)
        assert people(folder) == before
        answer(folder, 4, MIN, NOR, same=True)
        assert len(set(people(folder))) == 2
        assert len((folder / ANSWERS_FILE).read_text().splitlines()) == 3

    def test_reach_through_others(self, folder: Path) -> None:
        answer(folder, 2, NOR, MIN, same=True)
        answer(folder, 3, EAS, MIN, same=True)
        assert len(set(people(folder))) == 1

    def test_that_contradict_others_are_refused(self, folder: Path) -> None:
        answer(folder, 2, NOR, MIN, same=True)
        answer(folder, 3, NOR, EAS, same=False)
        kept = (folder / ANSWERS_FILE).read_bytes()
        with pytest.raises(AnswersProblem, match="different people"):
            answer(folder, 4, MIN, EAS, same=True)
        assert (folder / ANSWERS_FILE).read_bytes() == kept
        answer(folder, 5, NOR, EAS, same=True)
        answer(folder, 6, MIN, NOR, same=True)
        with pytest.raises(AnswersProblem, match="through other cases"):
            answer(folder, 7, MIN, EAS, same=False)

    def test_close_an_offer_and_what_follows_from_it(self, folder: Path) -> None:
        def offered() -> set[frozenset[str]]:
            lookup = open_lookup(folder, KEY)
            lookup.tokens_for(leavers())
            return {frozenset((one.case[:3], one.other_case[:3])) for one in lookup.offers}

        assert len(offered()) == 3
        answer(folder, 2, NOR, MIN, same=True)
        assert len(offered()) == 1
        answer(folder, 3, NOR, EAS, same=False)
        assert offered() == set()

    def test_name_nobody_and_are_their_owners_alone(self, folder: Path) -> None:
        answer(folder, 2, NOR, MIN, same=True)
        for file in folder.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert b"zzsamp" not in file.read_bytes().lower()
        for name in ("offers.parquet", "cases.parquet"):
            values = {str(value).lower() for row in pl.read_parquet(folder / name).rows() for value in row}
            assert not [value for value in values if "zzsamp" in value or "2009" in value]

    def test_that_cannot_be_read_stop_the_command(self, folder: Path) -> None:
        (folder / ANSWERS_FILE).write_text('{"at": "2026-11-02"')
        with pytest.raises(AnswersProblem, match="put the last good one back"):
            people(folder)


class TestOffers:
    def test_are_pairs_of_cases_the_older_first_the_likest_first(self, folder: Path) -> None:
        offers = read_offers(folder)
        assert [(one.case, one.other_case) for one in offers] == [(NOR, EAS), (NOR, MIN), (EAS, MIN)]
        assert {one.birth_date for one in offers} == {"equal"}
        assert [one.names for one in offers] == sorted((one.names for one in offers), reverse=True)

    def test_of_an_earlier_edition_leave_todays_as_they_are(self, folder: Path) -> None:
        before = (folder / "offers.parquet").read_bytes()
        earlier = open_lookup(folder, KEY, known_on=date(2026, 10, 1))
        earlier.tokens_for(leavers().head(1))
        earlier.save()
        assert (folder / "offers.parquet").read_bytes() == before

    def test_hold_two_cases_of_which_one_names_the_other_however_unlike(self, tmp_path: Path) -> None:
        rows = """
        case          | last_name | birth_date | former_case
        NOR-2627-0001 | Zzsample  | 14.03.2009 |
        MIN-2627-0001 | Zzanother | 02.11.2007 | NOR-2627-0001
        """
        lookup = PersonLookup(tmp_path / "persons.parquet", KEY)
        lookup.tokens_for(checked_workbook(leavers=rows).tables["leavers"])
        (offer,) = lookup.offers
        assert (offer.case, offer.other_case, offer.birth_date, offer.former_case) == (NOR, MIN, "differs", True)

    def test_hold_who_was_first_met_with_a_number_that_was_wrong(self, tmp_path: Path) -> None:
        rows = """
        case          | national_number | birth_date
        NOR-2627-0001 | 1893120105732   | 01.12.1893
        MIN-2627-0001 | 1893120105733   | 01.12.1893
        EAS-2627-0001 | 1893120105816   | 01.12.1893
        """
        lookup = PersonLookup(tmp_path / "persons.parquet", KEY)
        tokens = lookup.tokens_for(checked_workbook(leavers=rows).tables["leavers"]).to_list()
        # A wrong digit is as no number, and two sound ones are two people: whose the third case is, nobody can say.
        assert len(set(tokens)) == 3
        assert [(one.birth_date, one.names) for one in lookup.offers] == [("equal", 100)] * 3
