"""Brings the strings marked in code and templates into the catalogues: `python -m tests.update_catalogues`.

New strings come in untranslated and those that are gone go out; nothing is guessed from a similar string. Exits with 1
while a catalogue is not whole, and says what it lacks.
"""

import ast
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "site_templates" / "locale"
HEADER = "# The strings of alj-reports in {language}. English is the message id; a field in braces stays as it is."
LINE_LENGTH = 120
UNSTABLE = re.compile(
    rb'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    rb'|Generated-By): .*\\n"\n',
    re.MULTILINE,
)
"""Lines of a header that name people, or change although no string does."""
FIELD = re.compile(r"\{(\w+)\}")

Extracted = tuple[int, str, str | tuple[str, ...], list[str]]
"""Line, kind of entry in gettext's words, string or strings, comments."""


def marked_strings(
    file: IO[bytes], keywords: Collection[str], tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Yield the strings that a Python file marks with `N_` and `NP_`, or hands to `text` and `plural` as they are.

    Two are the forms of one string that counts when `plural` takes them, when they are all of a tuple and have the same
    fields, and when they are called `one` and `many`; babel's own extractor knows none of these.
    """
    tree = ast.parse(file.read())
    counted: set[ast.expr] = set()
    for one, many in _pairs(tree):
        counted |= {one, many}
        yield one.lineno, "ngettext", (_words(one), _words(many)), []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or node in counted:
            continue
        strings = tuple(map(_words, node.args))
        match called(node):
            case "NP_":
                yield node.lineno, "pgettext", strings, []
            case "N_" | "text" if strings and strings[0]:
                yield node.lineno, "gettext", strings[0], []


def _pairs(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=[one, many, *_]) if called(node) == "plural" and _words(one) and _words(many):
                yield one, many
            case ast.Tuple(elts=[one, many]) if _fields(one) and _fields(one) == _fields(many):
                yield one, many
            case ast.FunctionDef(body=body):
                yield from _assigned_pairs(body)


def _assigned_pairs(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.expr, ast.expr]]:
    for statements in pairwise(body):
        match statements:
            case (
                ast.Assign(targets=[ast.Name(id="one")], value=one),
                ast.Assign(targets=[ast.Name(id="many")], value=many),
            ) if _words(one) and _words(many):
                yield one, many


def called(node: ast.expr) -> str:
    """Return the name of the function or method that an expression calls; empty when it calls none."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def _words(node: ast.expr) -> str:
    """Return the string that an expression writes out, marked or bare; empty when it writes out none."""
    match node:
        case ast.Constant(value=str() as words):
            return words
        case ast.Call(args=[ast.Constant(value=str() as words)]) if called(node) == "N_":
            return words
    return ""


def _fields(node: ast.expr) -> set[str]:
    return set(FIELD.findall(_words(node))) if isinstance(node, ast.Call) else set()


def extract() -> Catalog:
    """Return every string of code and templates, untranslated."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    template = Catalog(fuzzy=False)
    for path, _line, words, _comments, context in extract_from_dir(ROOT, methods, options):
        template.add(words, locations=[(path, 0)], context=context)
    return template


def read_catalogue(path: Path) -> Catalog:
    """Return the catalogue of the language whose folder it stands in; an empty file is the beginning of one."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def written(catalogue: Catalog) -> bytes:
    """Return the catalogue as it stands in its file: sorted, and without what changes although no string does."""
    catalogue.header_comment = HEADER.format(language=catalogue.locale.english_name if catalogue.locale else "")
    catalogue.fuzzy = False
    for message in catalogue:
        # A percent sign is one: fields stand in braces.
        message.flags.discard("python-format")
    file = BytesIO()
    write_po(file, catalogue, width=LINE_LENGTH, no_location=True, sort_output=True, ignore_obsolete=True)
    return UNSTABLE.sub(b"", file.getvalue())


def lacking(catalogue: Catalog) -> list[Message]:
    """Return the strings that have no translation, lack one of its forms, or whose translation is marked as fuzzy."""
    return [message for message in catalogue if message.id and (message.fuzzy or not _is_whole(message))]


def _is_whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def main() -> int:
    """Update every catalogue and return 1 while one lacks a translation, else 0."""
    template = extract()
    left = 0
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/alj.po")):
        catalogue = read_catalogue(path)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        path.write_bytes(written(catalogue))
        for message in lacking(catalogue):
            left += 1
            print(f"{path.relative_to(ROOT)}: to translate: {message.id!r}")  # noqa: T201
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main())
