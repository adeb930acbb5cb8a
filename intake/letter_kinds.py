"""The letters that the service writes: their kinds, whom each addresses, and what its template is called."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from intake.codes import Code, CodeList
from intake.language import LANGUAGES, N_, NP_

Kind = Literal["first-letter", "second-letter", "invitation"]
Addressee = Literal["parents", "youngster"]

FIRST: Final = "first-letter"
SECOND: Final = "second-letter"
INVITATION: Final = "invitation"
LETTER_KIND = CodeList(
    "letter-kind",
    N_("Kind of letter"),
    (
        Code(FIRST, NP_("letter", "First letter")),
        Code(SECOND, NP_("letter", "Second letter")),
        Code(INVITATION, NP_("letter", "Invitation to the workshop")),
    ),
)
KINDS: Final[tuple[Kind, ...]] = (FIRST, SECOND, INVITATION)
ADDRESSEES: Final[tuple[Addressee, ...]] = ("parents", "youngster")
"""As the sheet Contacts codes them; the parents of a minor, a youngster of age."""
SUFFIX = ".docx"


@dataclass(frozen=True, order=True)
class TemplateKey:
    """Which template: the kind of letter, whom it addresses, and the language's code."""

    kind: Kind
    addressee: Addressee
    language: str

    @property
    def file_name(self) -> str:
        """What its file is called, as in "first-letter-parents.fr.docx"."""
        return f"{self.kind}-{self.addressee}.{self.language}{SUFFIX}"


def template_keys() -> Iterator[TemplateKey]:
    """Yield every template that a service has."""
    for kind in KINDS:
        for addressee in ADDRESSEES:
            for language in LANGUAGES:
                yield TemplateKey(kind, addressee, language)
