"""Text from a workbook as a page may show it: in one line, and without power over its neighbours."""

import pytest

from generator.plain_text import OURS, RUN, isolated, printable
from tests.hostile_texts import HOSTILE, said, visible


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Esch-sur-Alzette", "Esch-sur-Alzette"),
        ("two\n\t lines", "two lines"),
        ("68\u00a0%", "68\u00a0%"),
        ("a\x00b\x9b\ud800\ufffe\U0001ffff", "a\ufffdb\ufffd\ufffd\ufffd\ufffd"),
        ("\u202egnissim\u202c", "\ufffdgnissim\ufffd"),
        ("\u2067open", "\ufffdopen"),
        ("\u200fmark", "\ufffdmark"),
        # What is written from right to left stands apart, each run by itself; what follows keeps its place.
        ("\u05e9\u05dc\u05d5\u05dd 12", "\u2068\u05e9\u05dc\u05d5\u05dd\u2069 12"),
        ("A \u05d0 \u05d1, \u0645 and 3", "A \u2068\u05d0 \u05d1, \u0645\u2069 and 3"),
    ],
)
def test_a_text_keeps_its_direction_to_itself(written: str, shown: str) -> None:
    assert isolated(written) == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_direction_and_controls_is_changed(text: str) -> None:
    assert said(isolated(text)) == visible(text)
    assert printable(isolated(text).replace("\u2068", "").replace("\u2069", "")) == printable(text)


def test_of_what_is_shown_without_a_closer_look_nothing_would_be_changed() -> None:
    ours = [letter for letter in map(chr, range(0x110000)) if OURS.fullmatch(letter)]
    assert {"é", "ß", "–", "’", "→", "≥", "\u00a0"} <= {*ours}
    assert [letter for letter in ours if printable(letter) != letter or RUN.search(letter)] == []
