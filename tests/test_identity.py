"""The key, and who is recognised by what."""

import base64
import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from intake.faults import StopsTheCommand
from intake.identity import Key, KeyProblem, PersonLookup, new_key, open_lookup, read_key
from intake.tables.office import Leavers
from tests.checked import checked_workbook

KEY = Key(bytes(range(32)))
VALID, WRONG_DIGIT = "1893120105732", "1893120105733"
"""The first is the published example; the last differs from it in a check digit."""


@pytest.fixture
def lookup(tmp_path: Path) -> PersonLookup:
    return open_lookup(tmp_path / "identity", KEY)


def leavers(*people: tuple[str | None, str | None, str | None, date | None]) -> pl.DataFrame:
    columns = [column.name for column in (Leavers.national_number, Leavers.last_name, Leavers.first_name)]
    rows = [
        {"case": f"NOR-2627-{at:04}", **dict(zip([*columns, "birth_date"], person, strict=True))}
        for at, person in enumerate(people, 1)
    ]
    return checked_workbook(leavers=rows).tables["leavers"]


BORN = date(2009, 3, 14)


def tokens(lookup: PersonLookup, *people: tuple[str | None, str | None, str | None, date | None]) -> list[str | None]:
    return lookup.tokens_for(leavers(*people)).to_list()


class TestKey:
    def test_is_read_from_the_key_file(self, tmp_path: Path) -> None:
        file = tmp_path / "alj.key"
        file.write_text(new_key() + "\n")
        file.chmod(0o600)
        assert len(read_key(file).secret) == 32

    def test_of_the_environment_comes_first_as_hexadecimal_digits_or_base64(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for text in (KEY.secret.hex(), base64.b64encode(KEY.secret).decode()):
            monkeypatch.setenv("ALJ_KEY", text)
            assert read_key(tmp_path / "alj.key") == KEY

    @pytest.mark.skipif(os.name != "posix", reason="rights of group and others are POSIX")
    def test_that_others_can_read_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "alj.key"
        file.write_text(new_key())
        file.chmod(0o640)
        with pytest.raises(KeyProblem, match=r"others can read alj\.key"):
            read_key(file)

    def test_missing_stops_the_command(self, tmp_path: Path) -> None:
        with pytest.raises(StopsTheCommand, match="there is no key"):
            read_key(tmp_path / "alj.key")

    @pytest.mark.parametrize("text", ["secret", "00" * 31, "", "é"])
    def test_that_is_no_key_is_refused(self, tmp_path: Path, text: str) -> None:
        file = tmp_path / "alj.key"
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        with pytest.raises(KeyProblem):
            read_key(file)

    def test_is_told_by_its_id_and_never_shown(self) -> None:
        assert KEY.id != Key(bytes(32)).id
        assert len(KEY.id) == 8
        assert KEY.secret.hex() not in repr(KEY)


class TestTokens:
    def test_of_one_number_is_one_whatever_the_name(self, lookup: PersonLookup) -> None:
        first, second = tokens(lookup, (VALID, "Sample", "Una", BORN), (VALID, "Married", "Una", BORN))
        assert first == second

    def test_of_two_numbers_are_two_though_name_and_birth_date_agree(self, lookup: PersonLookup) -> None:
        first, second = tokens(lookup, (VALID, "Sample", "Una", BORN), (valid_number(), "Sample", "Una", BORN))
        assert first != second

    def test_without_a_number_goes_by_name_and_birth_date(self, lookup: PersonLookup) -> None:
        first, second, third = tokens(
            lookup,
            (None, "Sämple", "Una", BORN),
            (None, " SAMPLE", "una", BORN),
            (None, "Sample", "Una", date(2009, 3, 15)),
        )
        assert first == second
        assert first != third

    def test_without_a_number_is_the_person_with_one_of_that_name_and_birth_date(self, lookup: PersonLookup) -> None:
        without, having = tokens(lookup, (None, "Sample", "Una", BORN), (VALID, "Sample", "Una", BORN))
        assert without == having

    def test_of_a_number_learned_later_stays(self, lookup: PersonLookup) -> None:
        (before,) = tokens(lookup, (None, "Sample", "Una", BORN))
        (after,) = tokens(lookup, (VALID, "Sample", "Una", BORN))
        assert before == after

    def test_whose_number_had_a_wrong_digit_stays_when_it_is_mended(self, lookup: PersonLookup) -> None:
        (before,) = tokens(lookup, (WRONG_DIGIT, "Sample", "Una", BORN))
        (after,) = tokens(lookup, (VALID, "Sample", "Una", BORN))
        assert before == after

    def test_without_a_number_is_neither_of_two_people_who_share_name_and_birth_date(
        self, lookup: PersonLookup
    ) -> None:
        people = (
            (VALID, "Sample", "Una", BORN),
            (valid_number(), "Sample", "Una", BORN),
            (None, "Sample", "Una", BORN),
        )
        assert len(set(tokens(lookup, *people))) == 3

    def test_of_one_number_on_two_quite_different_people_are_two(self, lookup: PersonLookup) -> None:
        born = date(1893, 12, 1)
        one, other, again = tokens(
            lookup,
            (VALID, "Sample", "Una", born),
            (VALID, "Other", "Dorothea", BORN),
            (None, "Other", "Dorothea", BORN),
        )
        assert one != other == again

    def test_with_a_wrong_check_digit_is_as_without_a_number(self, lookup: PersonLookup) -> None:
        first, second = tokens(lookup, (WRONG_DIGIT, "Sample", "Una", BORN), (WRONG_DIGIT, "Sample", "Dua", BORN))
        assert first != second
        assert len(lookup.by_number) == 0

    def test_is_missing_where_nobody_can_be_told(self, lookup: PersonLookup) -> None:
        assert tokens(lookup, (None, "Sample", None, BORN), (None, None, None, None)) == [None, None]


class TestLookup:
    def test_that_is_kept_recognises_everybody_again(self, lookup: PersonLookup, tmp_path: Path) -> None:
        people = ((VALID, "Sample", "Una", BORN), (None, "Sample", "Dua", BORN))
        before = tokens(lookup, *people)
        lookup.save()
        assert tokens(open_lookup(tmp_path / "identity", KEY), *people) == before

    def test_made_with_another_key_stops_the_command(self, lookup: PersonLookup, tmp_path: Path) -> None:
        lookup.save()
        with pytest.raises(KeyProblem, match=KEY.id):
            open_lookup(tmp_path / "identity", Key(bytes(32)))

    def test_holds_no_name_and_no_number(self, lookup: PersonLookup) -> None:
        tokens(lookup, (VALID, "Canaryname", "Una", BORN))
        lookup.save()
        kept = pl.read_parquet(lookup.file)
        values = " ".join(str(value) for row in kept.iter_rows() for value in row)
        assert VALID not in values
        assert "canaryname" not in values.lower()
        assert "canaryname" not in repr(lookup).lower()
        assert kept["kind"].sort().to_list() == ["name", "number"]

    @pytest.mark.skipif(os.name != "posix", reason="rights of group and others are POSIX")
    def test_is_its_owners_alone(self, lookup: PersonLookup) -> None:
        lookup.save()
        assert lookup.file.stat().st_mode & 0o077 == 0


def valid_number() -> str:
    from stdnum import luhn, verhoeff

    body = "20090314001"
    return f"{body}{luhn.calc_check_digit(body)}{verhoeff.calc_check_digit(body)}"
