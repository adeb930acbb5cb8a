"""The workspace's Word templates -> checked templates, or why one is refused; nothing is written before all are good.

A template comes from outside: it is unpacked within limits, and may neither hold programs nor ask for anything beyond
itself. Its fields are looked at twice: as a reader of the page sees them (`intake.letter_marks`), and as they are
filled, once, with made-up values.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.faults import StopsTheCommand
from intake.language import N_
from intake.letter_fields import FIELDS, fields_of
from intake.letter_fill import Unfilled, filled
from intake.letter_kinds import TemplateKey, template_keys
from intake.letter_marks import faults_of_marks
from intake.letter_parts import NotATemplate, story_parts
from intake.precheck import private_copy
from intake.refusals import MEBIBYTE, ReadingLimits, Refusal

LIMITS = ReadingLimits(file_bytes=4 * MEBIBYTE, unpacked_bytes=24 * MEBIBYTE, parts=300)
"""A page of text with a few pictures is far smaller; each letter is as large as its template."""
TRIAL_DAY = datetime.date(2000, 1, 1)
IN_ANOTHER_KIND = (".docm", ".doc", ".dotx", ".dotm", ".odt", ".rtf")

MISSING = N_("{file} is missing in the folder letters. `alj init` in another folder writes one to copy.")
ANOTHER_KIND = N_(
    "{file} is missing in the folder letters, and {found} can't be used: save it as a Word document (.docx)."
)
TOO_LARGE = N_("{file} is too large for a letter: it may have {limit} MB. Make its pictures smaller.")

UNFILLED = N_("{file} can't be filled: make it anew from the one that `alj init` writes.")


class LetterTemplateProblem(StopsTheCommand):
    """A template that can't be used; the others that can't be used either come with it."""


@dataclass(frozen=True)
class Templates:
    """The checked templates' bytes, by key."""

    contents: Mapping[TemplateKey, bytes]


def read_templates(folder: Path) -> Templates:
    """Return every template of a folder. Raises LetterTemplateProblem, which names each file and field in fault."""
    contents: dict[TemplateKey, bytes] = {}
    problems: list[LetterTemplateProblem] = []
    for key in template_keys():
        read = _read(folder, key)
        if isinstance(read, bytes):
            found = list(faults_in(key, read))
            problems += found
            if not found:
                contents[key] = read
        else:
            problems.append(read)
    if problems:
        first, *others = problems
        raise LetterTemplateProblem(first.message, also=others, **first.values)
    return Templates(contents)


def _read(folder: Path, key: TemplateKey) -> bytes | LetterTemplateProblem:
    path = folder / key.file_name
    if not path.exists():
        others = [path.with_suffix(ending).name for ending in IN_ANOTHER_KIND]
        found = next((name for name in others if (folder / name).exists()), None)
        if found:
            return LetterTemplateProblem(ANOTHER_KIND, file=key.file_name, found=found)
        return LetterTemplateProblem(MISSING, file=key.file_name)
    content = private_copy(path, LIMITS)
    if isinstance(content, Refusal):
        if content.code == "too-large":
            return LetterTemplateProblem(TOO_LARGE, file=key.file_name, limit=LIMITS.file_bytes // MEBIBYTE)
        return LetterTemplateProblem(NotATemplate.NOT_WORD, file=key.file_name)
    return content


def faults_in(key: TemplateKey, content: bytes) -> Iterator[LetterTemplateProblem]:
    """Yield what is wrong with a template, each fault with its file and field; none when it can be filled."""
    try:
        parts = story_parts(content, LIMITS)
    except NotATemplate as refused:
        yield LetterTemplateProblem(refused.message, file=key.file_name, limit=LIMITS.unpacked_bytes // MEBIBYTE)
        return
    found = False
    for message, values in faults_of_marks(parts, fields_of(key.kind)):
        found = True
        yield LetterTemplateProblem(message, file=key.file_name, **values)
    if not found:
        try:
            # What stands only in some letters must fit, too, when it does not.
            for value in ("<x>", ""):
                filled(content, dict.fromkeys((field.name for field in FIELDS), value), TRIAL_DAY, "", "", key.language)
        except Unfilled:
            yield LetterTemplateProblem(UNFILLED, file=key.file_name)
