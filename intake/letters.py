"""Letters and their templates -> files for each office: one a letter, one to print, and a list of who gets which.

They bear names, so they lie under the office's own folder, readable by their owner alone, are called by case number,
and never take the place of a file that is there: somebody may have worked in it. All letters of an office are filled
before the first is written.
"""

import datetime
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from operator import attrgetter
from pathlib import Path

from docx.document import Document

from intake.language import NP_, Language
from intake.letter_cases import Letter, Row, field_values
from intake.letter_file import document_bytes
from intake.letter_fill import Unfilled, filled_document
from intake.letter_kinds import LETTER_KIND, SUFFIX
from intake.letter_print import joined
from intake.letter_templates import UNFILLED, LetterTemplateProblem, Templates
from intake.letters_due import Withheld
from intake.letters_list import write_list
from intake.settings import Settings
from intake.workspace import make_private

TO_PRINT = NP_("file name", "{name} letters to print")
LIST = NP_("file name", "{name} who gets which letter")
Progress = Callable[[int, int], None]
"""Told how many letters are written, of how many."""


@dataclass(frozen=True)
class Mailing:
    """What the letters of one run have in common.

    `offices`: rows of the sheet Offices by code. `on`: the date of the letters. `list_on`: the day of the list.
    """

    offices: Mapping[str, Row]
    settings: Settings
    on: datetime.date
    list_on: datetime.date

    @property
    def language(self) -> Language:
        """The language of the service: of file names and lists; each letter has its own."""
        return Language(self.settings.language)

    def folder(self, returned: Path, office: str) -> Path:
        """Return where an office's letters of this list lie, as in returned/NOR/letters/2026-10."""
        return returned / office / "letters" / f"{self.list_on:%Y-%m}"


@dataclass(frozen=True)
class OfficeLetters:
    """What was written for an office: by case number the file of each letter, the one to print, and the list."""

    office: str
    files: Mapping[str, Path] = field(default_factory=dict)
    to_print: Path | None = None
    listing: Path | None = None


def write_letters(
    letters: Sequence[Letter],
    withheld: Sequence[Withheld],
    templates: Templates,
    returned: Path,
    mailing: Mailing,
    progress: Progress = lambda _done, _of: None,
) -> list[OfficeLetters]:
    """Write the letters of all offices, and for each a list of them and of those withheld; return what was written.

    The same input gives the same bytes, which are not written twice. Raises LetterTemplateProblem.
    """
    by_office = attrgetter("case.office")
    kept_back = {office: list(some) for office, some in groupby(sorted(withheld, key=by_office), by_office)}
    to_write = {office: list(some) for office, some in groupby(sorted(letters, key=by_office), by_office)}
    written, done = [], 0
    for office in sorted(to_write.keys() | kept_back.keys()):
        own = sorted(to_write.get(office, ()), key=lambda one: (one.case.number, one.kind))
        written.append(_write_office(office, own, kept_back.get(office, []), templates, returned, mailing))
        done += len(own)
        progress(done, len(letters))
    return written


def _write_office(
    office: str, letters: Sequence[Letter], withheld: Sequence[Withheld], templates: Templates, returned: Path,
    mailing: Mailing,
) -> OfficeLetters:  # fmt: skip
    language, service = mailing.language, mailing.settings.service
    documents = [_filled(letter, templates, mailing) for letter in letters]
    contents: list[tuple[str, bytes]] = []
    for letter, document in zip(letters, documents, strict=True):
        name = f"{letter.case.number} {language.text(LETTER_KIND.label(letter.kind))}"
        contents.append((name, document_bytes(document, mailing.on, name, service, Language(letter.language))))
    folder = mailing.folder(returned, office)
    for one in (returned / office, folder.parent, folder):
        make_private(one)
    files = {
        one.case.number: place(folder, name, SUFFIX, content)
        for one, (name, content) in zip(letters, contents, strict=True)
    }
    called = f"{office} {mailing.list_on:%Y-%m}"
    to_print = None
    if documents:
        title = language.text(TO_PRINT, name=called)
        whole = document_bytes(joined(documents), mailing.on, title, service, language)
        to_print = place(folder, title, SUFFIX, whole)
    names = {number: path.name for number, path in files.items()}
    listed = write_list(letters, withheld, names, mailing.offices.get(office, {}), mailing.list_on, language)
    listing = place(folder, language.text(LIST, name=called), ".xlsx", listed)
    return OfficeLetters(office, files, to_print, listing)


def _filled(letter: Letter, templates: Templates, mailing: Mailing) -> Document:
    office = mailing.offices.get(letter.case.office, {})
    values = field_values(letter, office, mailing.on, mailing.settings.service)
    try:
        return filled_document(templates.contents[letter.template], values)
    except Unfilled as fault:
        raise LetterTemplateProblem(UNFILLED, file=letter.template.file_name) from fault


def place(folder: Path, name: str, suffix: str, content: bytes) -> Path:
    """Return where these bytes lie in a folder: under the name, else under the next number that is free.

    A file that holds them already stays as it is; a new one is readable by its owner alone, and whole or not there.
    """
    for target in _candidates(folder, name, suffix):
        if target.is_symlink() or target.is_dir():
            continue
        if target.exists():
            if target.read_bytes() == content:
                return target
            continue
        descriptor, aside = tempfile.mkstemp(dir=folder, prefix=".", suffix=".new")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(aside).replace(target)
        return target
    raise AssertionError("numbers never end")


def _candidates(folder: Path, name: str, suffix: str) -> Iterator[Path]:
    yield folder / f"{name}{suffix}"
    for number in count(2):
        yield folder / f"{name} ({number}){suffix}"
