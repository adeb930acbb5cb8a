"""matplotlib's figure -> a piece of SVG that can stand in a page: no style sheet, no stray ids, the page's colours."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from generator.charts.style import GROUPS, STAND_INS, one_line, without_glyph_warnings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_DROPPED: Final = {_SVG + "metadata", _SVG + "style"}
_HEX: Final = re.compile("|".join(map(re.escape, STAND_INS)))
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
_DECIMALS: Final = re.compile(r"-?\d+\.\d+")
_LARGEST: Final = 1.3  # A narrow drawing on a tablet must not shout: its text grows to 16 px and no further.

ET.register_namespace("", "http://www.w3.org/2000/svg")


def svg_of(figure: Figure, prefix: str) -> str:
    """The figure as one line of SVG, ids beginning with `prefix`, colours as variables; the same bytes each time."""
    from generator.charts.renderer import written

    for axes in figure.axes:
        for artist in axes.get_children():
            # Nothing reaches past its panel by mistake, and clip paths would halve the dots that stand on its edge.
            artist.set_clip_on(False)
    with without_glyph_warnings():
        drawn = written(figure)
    # What is parsed is what matplotlib wrote a moment ago, from text that it escaped.
    root = ET.fromstring(drawn)  # noqa: S314
    _clean(root, prefix)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def set_in_page(svg: str, prefix: str, key: str, alt: str) -> str:
    """`svg` with its ids named after `key` instead of `prefix`, as one image that is read out as `alt`."""
    opening, rest = svg.replace(prefix, key).split(">", 1)
    return f'{opening} role="img" aria-label="{escape(one_line(alt))}">{rest}'


def swatch(group: int) -> str:
    """A small square in the fill of a group of situations (0 to 6), for a key; ink, not a ground, so that it prints."""
    mark = ""
    if group == len(GROUPS) - 1:
        mark = '<path d="M0 6 6 0M0 12 12 0M6 12 12 6" style="stroke:var(--alj-7-hatch);stroke-width:1.2"/>'
    return (
        '<svg class="chart-swatch" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">'
        f'<rect width="12" height="12" style="fill:var(--alj-{group + 1})"/>{mark}</svg>'
    )


def _clean(root: ET.Element, prefix: str) -> None:
    width = float(root.attrib.pop("width").removesuffix("pt"))
    for name in ("height", "version"):
        del root.attrib[name]
    root.set("style", f"width:100%;height:auto;display:block;stroke-linejoin:round;max-width:{width * _LARGEST:.0f}px")
    _drop(root)
    used = set(_references(root))
    for element in root.iter():
        _clean_element(element, used, prefix)
    _unwrap(root)


def _drop(parent: ET.Element) -> None:
    """Take out metadata and style sheets, and the white space between elements."""
    for child in list(parent):
        child.tail = None
        if child.tag in _DROPPED:
            parent.remove(child)
        else:
            _drop(child)
    if parent.tag != _SVG + "text":
        parent.text = None


def _references(root: ET.Element) -> list[str]:
    found: list[str] = []
    for element in root.iter():
        for name, value in element.attrib.items():
            found += [value.removeprefix("#")] if name == _LINK else _REFERENCE.findall(value)
    return found


def _clean_element(element: ET.Element, used: set[str], prefix: str) -> None:
    attributes = element.attrib
    name = attributes.pop("id", None)
    if name in used:
        attributes["id"] = f"{prefix}-{name}"
    if _LINK in attributes:
        attributes["href"] = f"#{prefix}-{attributes.pop(_LINK).removeprefix('#')}"
    if attributes.get("transform", "").startswith("rotate(-0 "):
        del attributes["transform"]
    for place in ("d", "x", "y", "transform", "width", "height"):
        if place in attributes:
            shorter = _DECIMALS.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), attributes[place])
            attributes[place] = " ".join(shorter.split())
    if element.tag == _SVG + "rect" and "fill" in attributes:
        attributes["style"] = f"fill: {attributes.pop('fill')}"
    if "style" in attributes:
        attributes["style"] = _style(attributes["style"], prefix)


def _style(style: str, prefix: str) -> str:
    kept = [part for part in style.split("; ") if not part.startswith("font-family")]
    coloured = _HEX.sub(lambda colour: f"var(--alj-{STAND_INS[colour[0]]})", ";".join(kept))
    return _REFERENCE.sub(lambda reference: f"url(#{prefix}-{reference[1]})", coloured).replace(": ", ":")


def _unwrap(parent: ET.Element) -> None:
    """Replace groups and definitions that hold nothing of their own by what is in them."""
    flat: list[ET.Element] = []
    for child in list(parent):
        _unwrap(child)
        if child.tag == _SVG + "g" and not child.attrib:
            flat += list(child)
        elif child.tag != _SVG + "defs" or len(child):
            flat.append(child)
    parent[:] = flat
