"""What an indicator is, and the phrases that several of them share."""

from dataclasses import dataclass
from typing import Final, Literal

from intake.language import N_, Message

Unit = Literal["cases", "persons", "share", "cases-a-post", "rows", "classes", "starts", "steps", "groups"]
Better = Literal["more", "less", ""]
WORKBOOKS: Final = N_("The offices' workbooks.")


@dataclass(frozen=True)
class Indicator:
    """One indicator. `base` is None for a count; otherwise the value is numerator ÷ base.

    `out_of_base` names who is left out though one may look for them. `better` says which way an office would wish the
    value to go; empty where neither is better. `breakdowns` are the keys under which its categories are counted.
    `by_office` is false where only all offices together have a figure: pupils and groups belong to no office.
    `of_cases` is false where the numerator counts something else than cases, or what belongs to one (starts, contacts,
    steps): then no cases can be named for it. `sensitive`: to name them would tell what is of privacy class S.
    `definition` is raised by one whenever the rule of counting changes, so that editions can say why a figure moved.
    """

    key: str
    name: Message
    meaning: Message
    unit: Unit
    numerator: Message
    base: Message | None = None
    out_of_base: Message | None = None
    source: Message = WORKBOOKS
    better: Better = ""
    breakdowns: tuple[str, ...] = ()
    by_office: bool = True
    of_cases: bool = True
    sensitive: bool = False
    definition: int = 1


HELD_BACK: Final = N_("Cases whose row is held back.")
OPEN_CASES: Final = N_("Open cases.")
LISTED: Final = N_("Youngsters listed in the school year.")
NOT_LISTED: Final = N_("Cases held back, and youngsters listed in error.")
LISTS: Final = N_("The monthly lists, as the offices' workbooks carry them.")
CONTACTS: Final = N_("The sheet Contacts of the offices' workbooks.")
OUTCOMES: Final = N_("The sheet Outcomes of the offices' workbooks.")
GUARANTEE: Final = N_("The sheets Leavers, Outcomes and Youth Guarantee.")
OSNA: Final = N_("The sheet Class interventions.")
WORKSHOPS: Final = N_("The sheets Workshops and Participants.")
