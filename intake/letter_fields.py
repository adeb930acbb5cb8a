"""The fields of a letter: declared once, with what each means and from where it comes.

Reader of templates, filling, the page of fields beside the templates and the table in the README derive from `FIELDS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.language import N_, Language, Message
from intake.letter_kinds import INVITATION, KINDS, Kind
from intake.tables.declare import Sheet, fields
from intake.tables.office import Leavers
from intake.tables.programmes import Workshops
from intake.tables.reference import Offices, Schools

Column = tuple[type[Sheet], str]
"""A sheet, and the key of a column of it."""

SETTINGS = N_("settings (alj.toml)")
DAY = N_("the day on which the letters are written")
ALWAYS, SOMETIMES_EMPTY = N_("always filled"), N_("may be empty")
HEADER = (N_("Field"), N_("Meaning"), N_("Where it comes from"), N_("Filled"))

HOW_TO = (
    N_("These Word files are the patterns of the letters. Change them in Word as you like: text, typeface, a picture."),
    N_("A field stands in two braces, as in {{ youngster }}; it is replaced in each letter. There are no others."),
    N_("What may be empty can be left out with its words: {% if school %} at {{ school }}{% endif %}."),
    N_("The address stands where the window of an envelope is (DIN 5008 form B; DL and C5/6). Leave its table."),
    N_("Keep the names of the files. A file with a mistake is refused by its name before any letter is written."),
)
"""What who edits the templates should know."""


@dataclass(frozen=True)
class LetterField:
    """A field: its name in templates, what it means, where it comes from, and the kinds of letter that have it."""

    name: str
    meaning: Message
    sources: tuple[Column | Message, ...]
    may_be_empty: bool = False
    kinds: tuple[Kind, ...] = KINDS

    def source(self, language: Language) -> str:
        """Return where it comes from, as in "Leavers: First name, Last name"."""
        told: dict[str, list[str]] = {}
        for source in self.sources:
            if isinstance(source, Message):
                told[language.text(source)] = []
                continue
            sheet, key = source
            told.setdefault(language.text(sheet.INFO.title), []).append(language.text(fields(sheet)[key].label))
        return "; ".join(f"{where}: {', '.join(labels)}" if labels else where for where, labels in told.items())


NAMES: tuple[Column, ...] = ((Leavers, "first_name"), (Leavers, "last_name"))
TOWN: tuple[Column, ...] = ((Leavers, "address"), (Leavers, "post_code"), (Leavers, "locality"))
REACHED_BY: tuple[Column, ...] = ((Offices, "address"), (Offices, "phone"), (Offices, "email"))

FIELDS: Sequence[LetterField] = (
    LetterField("service", N_("The service's short name."), (SETTINGS,)),
    LetterField("office_code", N_("The office's three letters."), ((Offices, "code"),)),
    LetterField("office_name", N_("The office's name."), ((Offices, "name"),)),
    LetterField(
        "office_contact", N_("What is known of the office's address, phone and e-mail, a line each."), REACHED_BY
    ),
    LetterField("office_address", N_("The office's address."), ((Offices, "address"),), may_be_empty=True),
    LetterField("office_phone", N_("The office's phone."), ((Offices, "phone"),), may_be_empty=True),
    LetterField("office_email", N_("The office's e-mail."), ((Offices, "email"),), may_be_empty=True),
    LetterField(
        "return_address",
        N_("Service, office and its address in one line, for above the address in the window."),
        (SETTINGS, (Offices, "name"), (Offices, "address")),
    ),
    LetterField("letter_date", N_("The date of the letter, in words."), (DAY,)),
    LetterField("case", N_("The case number: the reference of the letter."), ((Leavers, "case"),)),
    LetterField(
        "addressee",
        N_("Whom the letter addresses: the parents' name, or the youngster's; “To the parents of” when none is known."),
        ((Leavers, "parents_name"), *NAMES),
    ),
    LetterField(
        "address",
        N_("The addressee and the address as they stand in the window: seven lines at most."),
        ((Leavers, "parents_name"), *NAMES, *TOWN),
    ),
    LetterField("youngster", N_("The youngster's first and last name."), NAMES),
    LetterField("first_name", N_("The youngster's first name."), ((Leavers, "first_name"),), may_be_empty=True),
    LetterField("last_name", N_("The youngster's last name."), ((Leavers, "last_name"),), may_be_empty=True),
    LetterField("parents", N_("The parents' name."), ((Leavers, "parents_name"),), may_be_empty=True),
    LetterField(
        "listed_on", N_("The day of the monthly list, in words."), ((Leavers, "listed_on"),), may_be_empty=True
    ),
    LetterField(
        "left_school_on", N_("The last day at school, in words."), ((Leavers, "left_school_on"),), may_be_empty=True
    ),
    LetterField(
        "school", N_("The name of the last school."), ((Leavers, "school"), (Schools, "name")), may_be_empty=True
    ),
    LetterField(
        "workshop_place",
        N_("Where the group meets."),
        ((Workshops, "place"),),
        may_be_empty=True,
        kinds=(INVITATION,),
    ),
    LetterField(
        "workshop_starts_on", N_("The group's first day, in words."), ((Workshops, "starts_on"),), kinds=(INVITATION,)
    ),
    LetterField(
        "workshop_ends_on", N_("The group's last day, in words."), ((Workshops, "ends_on"),), kinds=(INVITATION,)
    ),
)


def fields_of(kind: Kind) -> frozenset[str]:
    """Return the names that a template of this kind may use."""
    return frozenset(field.name for field in FIELDS if kind in field.kinds)


def field_rows(language: Language) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row a field for people to read, as `HEADER` names its columns."""
    for field in FIELDS:
        meaning = language.text(field.meaning)
        if field.kinds != KINDS:
            meaning = language.text(N_("{meaning} In the invitation only."), meaning=meaning)
        filled = language.text(SOMETIMES_EMPTY if field.may_be_empty else ALWAYS)
        yield field.name, meaning, field.source(language), filled


def fields_page(language: Language) -> str:
    """Return the page that lies beside the templates: how to change them, and every field."""
    lines = [f"* {language.text(line)}" for line in HOW_TO]
    rows = (
        f"{{{{ {name} }}}}\n    {meaning}\n    {source} ({filled})\n"
        for name, meaning, source, filled in field_rows(language)
    )
    return "\n".join((*lines, "", *rows))
