"""Letters for tests: made-up cases, the templates as a new workspace has them, and ways to change one."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as Page

from intake.letter_cases import CaseState, Letter, LetterCase
from intake.letter_kinds import Addressee, Kind, TemplateKey
from intake.letter_layout import letter_templates
from intake.letter_templates import Templates
from intake.letters import Mailing
from intake.settings import Settings

WRITTEN_ON = date(2026, 11, 1)
LIST_DAY = date(2026, 10, 1)
OFFICE: Mapping[str, Any] = {
    "code": "NOR", "name": "Nord", "address": "1, rue Inventée, L-9200 Diekirch", "phone": "+352 000 331",
    "email": "nor@alj.example",
}  # fmt: skip
SOUTH: Mapping[str, Any] = {"code": "SUD", "name": "Süd & Söhne", "address": None, "phone": "+352 000 332"}
OFFICES = {"NOR": OFFICE, "SUD": SOUTH}
GROUP: Mapping[str, Any] = {
    "office": "NOR", "workshop": "YW-2627-01", "place": "Mersch", "starts_on": date(2026, 12, 1),
    "ends_on": date(2027, 3, 31),
}  # fmt: skip
MINOR, OF_AGE = date(2009, 6, 1), date(2005, 6, 1)
LEAVER: Mapping[str, Any] = {
    "first_name": "Léa", "last_name": "Weber-Muller", "parents_name": "Mme et M. Weber-Muller", "birth_date": MINOR,
    "address": "12, rue du Moulin", "post_code": "L-9012", "locality": "Ettelbruck", "language": "fr",
    "listed_on": LIST_DAY, "left_school_on": date(2026, 9, 1), "phone": "+352 000 900",
}  # fmt: skip
FIRST_FR = TemplateKey("first-letter", "parents", "fr")
FIRST_DE = TemplateKey("first-letter", "parents", "de")


def case(
    number: str = "NOR-2627-0001", state: CaseState | None = None, contacts: Sequence[Mapping[str, Any]] = (),
    **leaver: Any,
) -> LetterCase:  # fmt: skip
    """A new leaver, unless a state says otherwise; `leaver` says what differs from `LEAVER`."""
    row = {**LEAVER, "case": number, **leaver}
    return LetterCase(number[:3], row, contacts, state or CaseState(is_new=True), "Lycée <d’essai> & Cie")


def letter(of: LetterCase, language: str = "fr", kind: Kind = "first-letter", to: Addressee = "parents") -> Letter:
    """A letter to write."""
    return Letter(of, kind, to, language, "2026-10", GROUP if kind == "invitation" else None)


def mailing(**changed: Any) -> Mailing:
    """A run on 1 November for the list of 1 October, in French unless `changed` says otherwise."""
    return Mailing(OFFICES, Settings(), **{"on": WRITTEN_ON, "list_on": LIST_DAY, **changed})


@cache
def contents() -> Mapping[TemplateKey, bytes]:
    """The templates as `alj init` writes them."""
    return dict(letter_templates("ALJ", LIST_DAY))


def templates(**changed: bytes) -> Templates:
    """The templates; `changed` holds others for the language of that name."""
    return Templates({key: changed.get(key.language, content) for key, content in contents().items()})


def opened(content: bytes) -> Page:
    """A document's bytes, opened."""
    return Document(io.BytesIO(content))


def saved(page: Page) -> bytes:
    """An opened document's bytes."""
    target = io.BytesIO()
    page.save(target)
    return target.getvalue()


def with_runs(*runs: str, content: bytes | None = None) -> bytes:
    """A template with one more paragraph, which Word has cut into these pieces."""
    page = opened(content or contents()[FIRST_FR])
    paragraph = page.add_paragraph()
    for number, run in enumerate(runs):
        paragraph.add_run(run).bold = number % 2 == 1
    return saved(page)


def with_parts(changes: Mapping[str, tuple[str, str]], added: Mapping[str, str | bytes] | None = None) -> bytes:
    """A template with one text of each named part replaced by another, and with more parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(contents()[FIRST_FR])) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name in changes:
                old, new = changes[name]
                assert old.encode() in part, old
                part = part.replace(old.encode(), new.encode(), 1)
            archive.writestr(name, part)
        for name, more in (added or {}).items():
            archive.writestr(name, more)
    return target.getvalue()


def texts(page: Page) -> list[str]:
    """What a reader sees of a document, a paragraph each, its tables first; empty ones left out."""
    cells = [cell for table in page.tables for row in table.rows for cell in row.cells]
    paragraphs = [*(one for cell in cells for one in cell.paragraphs), *page.paragraphs]
    return [one.text for one in paragraphs if one.text]
