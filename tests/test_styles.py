"""The style sheets: every colour written once, and text that can be read on its ground, light and dark."""

import re
from pathlib import Path

import pytest

from generator.charts.style import TOKENS

ASSETS = Path(__file__).parent.parent / "site_templates" / "assets"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)
GROUNDS = [
    ("ink", "page"), ("ink", "surface"), ("ink-2", "page"), ("ink-2", "surface"), ("link", "page"), ("late", "page"),
    ("late", "late-ground"), ("soon", "soon-ground"), ("info", "info-ground"), ("neutral", "neutral-ground"),
    ("page", "1"), ("on-light", "2"), ("page", "3"), ("on-light", "4"), ("on-light", "5"), ("page", "6"), ("ink", "7"),
    ("on-header", "header"),
]  # fmt: skip
"""Text and what it stands on."""
FILLS = ("1", "2", "3", "5", "6", "hot", "line-strong", "7-hatch")


def tokens(selector: str) -> dict[str, str]:
    """Each colour by its name, as the block of a selector says."""
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    block = re.search(rf"^ *{re.escape(selector)} \{{(.*?)\}}", text, re.DOTALL | re.MULTILINE)
    assert block
    return dict(re.findall(r"--alj-([\w-]+): (#[0-9a-f]{6});", block[1]))


LIGHT = tokens(":root")
SCHEMES = {"light": LIGHT, "dark": LIGHT | tokens('[data-md-color-scheme="slate"]')}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sheet", sorted(ASSETS.glob("*.css")), ids=lambda sheet: sheet.name)
def test_colours_are_written_among_the_tokens_alone(sheet: Path) -> None:
    found = COLOUR.findall(sheet.read_text(encoding="utf-8"))
    assert bool(found) == (sheet.name == "tokens.css"), found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read_on_its_ground(scheme: str) -> None:
    colours = SCHEMES[scheme]
    assert {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in GROUNDS
            if contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == {}  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_and_fills_stand_out_from_the_page(scheme: str) -> None:
    colours = SCHEMES[scheme]
    assert {name: contrast(colours[name], colours["page"]) for name in FILLS
            if contrast(colours[name], colours["page"]) < 3} == {}  # fmt: skip


def test_every_colour_of_a_chart_is_a_token() -> None:
    assert set(TOKENS) <= set(LIGHT)
