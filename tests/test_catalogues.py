"""The catalogues are whole, say nothing else than the English does, and are what people read."""

import ast
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta, timezone
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import babel.messages.catalog
import pytest
from babel.messages.catalog import Catalog, Message

from build_catalogues import compile_catalogues
from intake.codes import CODE_LISTS, CodeList
from intake.labels import folded
from intake.language import LANGUAGES, Language, all_languages
from intake.tables import WORKBOOKS
from intake.tables.declare import Sheet, WorkbookDeclaration, fields
from intake.template_lists import CODE_LISTS_TITLE
from tests.update_catalogues import FIELD, LOCALES, ROOT, called, extract, lacking, read_catalogue, written

CATALOGUES = {path.parent.parent.name: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/alj.po"))}
LONGEST_SHEET_TITLE = 31
FORBIDDEN_IN_SHEET_TITLE = set("[]:*?/\\")
LETTER_MARK = re.compile(r"\{\{+[^{}]*\}\}+|\{+%[^{}]*%\}+")
"""A field or a condition of a Word template, as in {{ case }}, which stays the same in every language."""
FRENCH_FAULT = re.compile(r" [:;?!»]| %(?![rs(])|« |\w[;?!»]|'|\.\.\.")
"""An ordinary space or none where French has an unbreakable one, and signs of the typewriter; argparse's fields are
none."""

translated = pytest.mark.parametrize("language", CATALOGUES)


@cache
def catalogue(language: str) -> Catalog:
    return read_catalogue(CATALOGUES[language])


@cache
def extracted() -> Catalog:
    return extract()


def messages(held: Catalog) -> Iterator[Message]:
    return (message for message in held if message.id)


def english(message: Message) -> tuple[str, ...]:
    """Its one form, or the form for one and that for many."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> tuple[str, ...]:
    """What the catalogue says for each of them."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def compiled(language: str) -> GNUTranslations:
    held = Language(language).catalogue
    assert isinstance(held, GNUTranslations), "no compiled catalogue: install the project again (make)"
    return held


def test_french_is_there() -> None:
    assert "fr" in CATALOGUES
    assert set(CATALOGUES) < set(LANGUAGES)


@translated
def test_a_catalogue_holds_the_strings_of_code_and_templates_and_no_others(language: str) -> None:
    held, marked = ({(message.context, message.id) for message in messages(one)}
                    for one in (catalogue(language), extracted()))  # fmt: skip
    assert marked - held == set(), "run make catalogues, and translate"
    assert held - marked == set(), "run make catalogues"
    assert not catalogue(language).obsolete


@translated
def test_every_string_is_translated(language: str) -> None:
    assert [message.id for message in lacking(catalogue(language))] == []


@translated
def test_a_catalogue_stands_as_the_tool_writes_it(language: str) -> None:
    assert CATALOGUES[language].read_bytes() == written(read_catalogue(CATALOGUES[language]))


def without_marks(text: str) -> str:
    """A string without the marks that are filled in a Word template."""
    return LETTER_MARK.sub("", text)


@translated
def test_a_translation_has_the_fields_of_its_string(language: str) -> None:
    for message in messages(catalogue(language)):
        expected = set(FIELD.findall(without_marks(english(message)[-1])))
        for form in forms(message):
            assert sorted(LETTER_MARK.findall(form)) == sorted(LETTER_MARK.findall(english(message)[-1])), message.id
            said = FIELD.findall(without_marks(form))
            # The form for one may say it without the number.
            spared = {"n"} if message.pluralizable and form == forms(message)[0] else set()
            assert expected - spared <= set(said) <= expected, message.id
            braces = [without_marks(form).count(brace) for brace in "{}"]
            assert braces == [len(said), len(said)], message.id


@translated
def test_the_compiled_catalogue_says_the_same(language: str) -> None:
    spoken = compiled(language)
    for message in messages(catalogue(language)):
        match english(message):
            case (one, many):
                assert (spoken.ngettext(one, many, 1), spoken.ngettext(one, many, 2)) == forms(message)
            case (text,) if message.context:
                assert (spoken.pgettext(message.context, text),) == forms(message)
            case (text,):
                assert (spoken.gettext(text),) == forms(message)


def test_a_catalogue_compiles_to_the_same_bytes_whenever_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are part of what a build is made of: another minute, or another time zone, must not be another program."""
    (folder := tmp_path / "site_templates" / "locale" / "fr" / "LC_MESSAGES").mkdir(parents=True)
    shutil.copy(LOCALES / "fr" / "LC_MESSAGES" / "alj.po", folder)
    compiled = []
    for zone in (0, 12):
        monkeypatch.setattr(babel.messages.catalog, "LOCALTZ", timezone(timedelta(hours=zone)))
        compiled += [file.read_bytes() for file in compile_catalogues(tmp_path)]
    assert compiled[0] == compiled[1]
    assert compiled[0] == (LOCALES / "fr" / "LC_MESSAGES" / "alj.mo").read_bytes()


def test_french_typography() -> None:
    said = [form for message in messages(catalogue("fr")) for form in forms(message)]
    assert [form for form in said if FRENCH_FAULT.search(without_marks(form))] == []


def test_french_counts_nothing_as_one() -> None:
    french = Language("fr")
    assert [french.plural("{n} row held back", "{n} rows held back", n) for n in (0, 1, 2)] == [
        "0 ligne bloquée", "1 ligne bloquée", "2 lignes bloquées",
    ]  # fmt: skip


SHEETS = [pytest.param(sheet, id=f"{book.key}-{sheet.INFO.key}") for book in WORKBOOKS for sheet in book.all_sheets]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_label_means_one_column_in_whatever_language(sheet: type[Sheet]) -> None:
    meant = defaultdict(set)
    for key, field in fields(sheet).items():
        for name in (key, *(language.text(field.label) for language in all_languages())):
            meant[folded(name)].add(key)
    assert {name: keys for name, keys in meant.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.key)
def test_a_label_means_one_code_in_whatever_language(codes: CodeList) -> None:
    meant = defaultdict(set)
    for entry in codes.entries:
        for name in (entry.code, *(language.text(entry.label) for language in all_languages())):
            meant[folded(name)].add(entry.code)
    assert {name: found for name, found in meant.items() if len(found) > 1} == {}


@pytest.mark.parametrize("book", WORKBOOKS, ids=lambda book: book.key)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_titles_fit_a_spreadsheet(book: WorkbookDeclaration, language: str) -> None:
    titles = [Language(language).text(title)
              for title in (*(sheet.INFO.title for sheet in book.all_sheets), CODE_LISTS_TITLE)]  # fmt: skip
    assert len({folded(title) for title in titles}) == len(titles)
    for title in titles:
        assert 0 < len(title) <= LONGEST_SHEET_TITLE
        assert not FORBIDDEN_IN_SHEET_TITLE & set(title)
        assert title == title.strip(" '’")


@pytest.mark.parametrize("book", WORKBOOKS, ids=lambda book: book.key)
def test_a_title_means_one_sheet_in_whatever_language(book: WorkbookDeclaration) -> None:
    meant = defaultdict(set)
    for sheet in book.all_sheets:
        for name in (sheet.INFO.key, *(language.text(sheet.INFO.title) for language in all_languages())):
            meant[folded(name)].add(sheet.INFO.key)
    assert {name: keys for name, keys in meant.items() if len(keys) > 1} == {}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for folder in ("alj", "generator", "intake", "samples"):
        for path in sorted(Path(ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_bytes())
            yield from (
                (f"{path.relative_to(ROOT)}:{node.lineno}", node)
                for node in ast.walk(tree)
                if isinstance(node, ast.Call)
            )


def test_marked_strings_are_written_out() -> None:
    marked = [(place, node) for place, node in calls() if called(node) in ("N_", "NP_")]
    assert len(marked) > 1000
    assert [place for place, node in marked if not all(isinstance(one, ast.Constant) for one in node.args)] == []


def test_strings_that_count_are_written_in_pairs() -> None:
    """Else the catalogues hold them as two strings, neither of which is found where the number is known."""
    for place, node in calls():
        if called(node) == "plural":
            match node.args:
                case [ast.Starred(), *_] | [ast.Name(id="one"), ast.Name(id="many"), *_]:
                    pass
                case [one, many, *_]:
                    assert (called(one), called(many)) == ("N_", "N_"), place
