"""Markdown that templates write: text from a workbook goes into it through one escape, parts through placeholders."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.plain_text import isolated

FRAGMENT_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", re.IGNORECASE)
# Markdown takes it for indentation, a line's break, or the end of what is bold.
END_SPACE = re.compile("^ | $")


def escape_markdown(text: str) -> str:
    """Return text that Markdown, HTML, an attribute's value and YAML all leave as it is: the one escape.

    Everything but letters, digits, spaces and commas becomes a numeric character reference, and so does a space at
    either end; what a page can't show, or what would turn the direction of its neighbours, is taken out first
    (`generator.plain_text`).
    """
    return END_SPACE.sub("&#32;", "".join(map(_escaped_character, isolated(text))))


def fragment(key: str) -> Markup:
    """Return the placeholder for a page's fragment `key` (letters, digits, hyphens); it stands on a line of its own.

    Raises ValueError for another kind of key.
    """
    if not FRAGMENT_KEY.fullmatch(key):
        raise ValueError(f"not a fragment's key: {key!r}")
    return Markup(f'<div data-fragment="{key}"></div>')  # noqa: S704 (the key was checked)


def markdown_environment(folder: Path) -> Environment:
    """Return a Jinja environment for Markdown templates: every value shown is escaped, unless it is `Markup`."""
    return Environment(  # noqa: S701 (finalize escapes more than autoescape would)
        loader=FileSystemLoader(folder),
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _escaped_character(character: str) -> str:
    # JSON's form of a letter beyond the first 65,536 is none that YAML reads.
    if (character.isalnum() and character < "\U00010000") or character in " ,\ufffd":
        return character
    return f"&#{ord(character)};"


def _finalize(value: object) -> str:
    return value if isinstance(value, Markup) else escape_markdown(str(value))
