"""Each way in which people spoil a workbook has its right outcome: told at its cell, held back or read right."""

from pathlib import Path

import openpyxl
import pytest

from tests import spoiled_by_hand, spoiled_in_libreoffice
from tests.libreoffice import LibreOffice
from tests.spoiled import Way, write_plain, write_sound
from tests.workbooks import checked

EVERY_WAY = (*spoiled_by_hand.WAYS, *spoiled_in_libreoffice.WAYS)


def cause(way: Way) -> str:
    return way.cause


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound workbook on the template; not to be changed."""
    return write_sound(tmp_path_factory.mktemp("sound") / "sound.xlsx")


def test_every_way_has_a_cause_of_its_own() -> None:
    causes = [way.cause for way in EVERY_WAY]
    assert len(set(causes)) == len(causes) >= 40
    assert len(spoiled_in_libreoffice.WAYS) >= 15


def test_the_workbook_to_be_spoiled_is_sound(template: Path, tmp_path: Path) -> None:
    sound = Way("none", "nothing", ())
    sound.assert_outcome(checked(template))
    sound.assert_outcome(checked(write_plain(tmp_path / "sound.xlsx")))


@pytest.mark.parametrize("way", spoiled_by_hand.WAYS, ids=cause)
def test_what_comes_of_a_spoiled_workbook(way: Way, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_plain(tmp_path / "sound.xlsx"))
    assert callable(way.change)
    way.change(book)
    book.save(tmp_path / "spoiled.xlsx")
    way.assert_outcome(checked(tmp_path / "spoiled.xlsx"))


@pytest.mark.libreoffice
@pytest.mark.parametrize("way", spoiled_in_libreoffice.WAYS, ids=cause)
def test_what_comes_of_a_workbook_spoiled_in_libreoffice(
    way: Way, template: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    assert not callable(way.change)
    spoiled = libreoffice.change(template, tmp_path / "spoiled.xlsx", *way.change, kind=way.kind, locale=way.locale)
    way.assert_outcome(checked(spoiled))
