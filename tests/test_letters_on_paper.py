"""Letters as they are printed: a page each, and nothing but the address in the window of the envelope."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from intake.language import LANGUAGES, Language
from intake.letter_cases import ADDRESS_LINES, Letter, LetterCase, address_lines, lines_taken
from intake.letter_kinds import KINDS, Addressee
from intake.letters import write_letters
from tests.letters import MINOR, OF_AGE, OFFICE, case, letter, mailing, templates
from tests.libreoffice import convert, needs_pictures, needs_writer

pytestmark = [pytest.mark.libreoffice, needs_writer, needs_pictures]

MM_A_POINT = 25.4 / 72
WINDOW = 20, 45, 110, 90
"""DIN 5008, form B, and DIN 680: left, top, right, bottom in mm from the sheet's left upper corner."""
WIDE = "WILHELMINA-THEODORA MÜLLER-WEBER"
PEOPLE: tuple[Mapping[str, Any], ...] = (
    {"first_name": "Seán", "last_name": "O'Neill-da Silva", "parents_name": None},
    {"first_name": "Jürgen", "last_name": "Müller & Söhne <test>", "parents_name": "Müller & Söhne <test>"},
    {"first_name": "{{ name }}", "last_name": "{% raw %}", "parents_name": "{{ name }} {% raw %}"},
    {"first_name": None, "last_name": "محمد", "parents_name": "عبد الله"},
    {"first_name": f"{WIDE} {WIDE}", "last_name": "VON UND ZU", "parents_name": f"{WIDE} {WIDE} {WIDE}"},
    {"first_name": " ".join(["M" * 25] * 4), "last_name": "m" * 25, "parents_name": " ".join(["M" * 25] * 5)},
    {"address": "c/o Foyer Saint-Joseph\nBâtiment B, 3e étage\nAppartement 12\n45, rue de l'Église\nBoîte 3"},
)


@dataclass(frozen=True)
class Word:
    """A word on a page, with its edges in mm from the left upper corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def touches_the_window(self) -> bool:
        """Whether any of it lies in the window."""
        left, top, right, bottom = WINDOW
        return self.left < right and self.right > left and self.top < bottom and self.bottom > top


def words_of_pages(printed: Path) -> list[list[Word]]:
    """The words of each page of a PDF."""
    told = subprocess.run(["pdftotext", "-bbox", str(printed), "-"], check=True, capture_output=True).stdout
    html = "{http://www.w3.org/1999/xhtml}"
    edges = ("xMin", "yMin", "xMax", "yMax")
    return [
        [Word(word.text, *(float(word.get(edge)) * MM_A_POINT for edge in edges)) for word in page.iter(f"{html}word")]
        for page in etree.fromstring(told).iter(f"{html}page")
    ]


def sampled_letters() -> list[Letter]:
    """Every kind, addressee and language, each for somebody with another awkward name or address."""
    letters: list[Letter] = []
    to: tuple[tuple[Addressee, date], ...] = (("parents", MINOR), ("youngster", OF_AGE))
    for kind in KINDS:
        for addressee, born in to:
            for language in LANGUAGES:
                number = len(letters)
                who = PEOPLE[number % len(PEOPLE)]
                one = case(f"NOR-2627-{number + 1:04d}", birth_date=born, **who)
                letters.append(letter(one, language, kind, addressee))
    return letters


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Letter], list[list[Word]]]:
    """The letters, and the pages of the one document to print, as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("paper")
    letters = sampled_letters()
    (office,) = write_letters(letters, [], templates(), folder, mailing())
    assert office.to_print is not None
    return letters, words_of_pages(convert(office.to_print, folder / "pdf", "pdf"))


def test_each_letter_is_one_page(printed: tuple[list[Letter], list[list[Word]]]) -> None:
    letters, pages = printed
    assert len(pages) == len(letters) == 18
    for one, words in zip(letters, pages, strict=True):
        assert one.case.number in {word.text for word in words}
        assert max(word.bottom for word in words) < 297 - 15


def test_nothing_but_the_address_is_in_the_window_and_all_of_it(printed: tuple[list[Letter], list[list[Word]]]) -> None:
    letters, pages = printed
    assert max(lines_taken(_address(one.case, one)) for one in letters) == ADDRESS_LINES
    left, top, right, bottom = WINDOW
    for one, words in zip(letters, pages, strict=True):
        shown = [word for word in words if word.touches_the_window]
        assert all(word.left >= left + 5 - 0.3 and word.right <= right - 5 for word in shown), one.case.number
        assert all(word.top >= top and word.bottom <= bottom for word in shown), one.case.number
        said = ["ALJ", OFFICE["name"], "·", *OFFICE["address"].split(), *" ".join(_address(one.case, one)).split()]
        assert sorted("".join(word.text for word in shown)) == sorted("".join(said)), one.case.number


def _address(of: LetterCase, one: Letter) -> list[str]:
    return address_lines(of, one.addressee, Language(one.language))


def test_the_address_stands_where_the_standard_begins_its_text(printed: tuple[list[Letter], list[list[Word]]]) -> None:
    """25 mm from the left edge, whatever the language; the first line below the return address."""
    for one, words in zip(*printed, strict=True):
        street = next(word for word in words if word.text in {"12,", "c/o"})
        assert street.left == pytest.approx(25, abs=0.5), one.case.number
        assert 57 < street.top < 90
