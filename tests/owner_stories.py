"""What becomes of young people who move, come back or are entered twice: stories of a few rows, and their outcome.

In each, everybody is the same made-up person unless a row says otherwise, and every case is a start of autumn 2026. The
workbooks are received on the last days of October. `told` is who is told what; `starts` are the cases that count as
starts on 31 October, `persons` how many young people they are; `owners` says which case counts on an earlier day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Story:
    """Rows of the sheets Leavers and Outcomes of several offices, and what comes of them."""

    leavers: str
    starts: str
    persons: int = 1
    outcomes: str = ""
    held: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    awaited: str = ""


STORIES: dict[str, Story] = {
    "a move that both offices state is one start, counted where the case is on each day": Story(
        """
        case          | opened_on  | former_case   | came_from
        NOR-2627-0001 | 01.10.2026 |               |
        MIN-2627-5001 | 15.10.2026 | NOR-2627-0001 | NOR
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        """,
        starts="MIN-2627-5001",
        owners={"09.10.2026": "NOR-2627-0001", "14.10.2026": "NOR-2627-0001", "15.10.2026": "MIN-2627-5001"},
    ),
    "a move that nobody has taken up yet counts with the old office, and the new one is awaited": Story(
        """
        case          | opened_on
        NOR-2627-0001 | 01.10.2026
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        """,
        starts="NOR-2627-0001",
        awaited="NOR MIN 1",
    ),
    "after thirty days the old office is told": Story(
        """
        case          | opened_on
        NOR-2627-0001 | 20.09.2026
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 25.09.2026 | MIN
        """,
        starts="NOR-2627-0001",
        told={"NOR-2627-0001": "move-not-taken-up"},
        awaited="NOR MIN 1",
    ),
    "a case that the new office takes without the old one's word counts once, and both are told": Story(
        """
        case          | opened_on  | former_case
        NOR-2627-0001 | 01.10.2026 |
        MIN-2627-5001 | 15.10.2026 | NOR-2627-0001
        """,
        starts="MIN-2627-5001",
        told={"NOR-2627-0001": "move-not-stated", "MIN-2627-5001": "move-unconfirmed"},
        owners={"14.10.2026": "NOR-2627-0001"},
    ),
    "a case taken up in a row that is held back is not taken up yet": Story(
        """
        case          | opened_on
        NOR-2627-0001 | 01.10.2026
        """,
        held="""
        case          | opened_on  | former_case
        MIN-2627-5001 | 15.10.2026 | NOR-2627-0001
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        """,
        starts="NOR-2627-0001",
        awaited="NOR MIN 1",
    ),
    "who moves away and comes back under a new number is still one start": Story(
        """
        case          | opened_on  | former_case
        NOR-2627-0001 | 01.10.2026 |
        MIN-2627-5001 | 10.10.2026 | NOR-2627-0001
        NOR-2627-5001 | 20.10.2026 | MIN-2627-5001
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        MIN-2627-5001 | moved-office | 20.10.2026 | NOR
        """,
        starts="NOR-2627-5001",
        owners={"09.10.2026": "NOR-2627-0001", "19.10.2026": "MIN-2627-5001", "20.10.2026": "NOR-2627-5001"},
    ),
    "an old number can't be opened again: the case waits where it was last, and the first office is told": Story(
        """
        case          | opened_on  | former_case
        NOR-2627-0001 | 01.10.2026 | MIN-2627-5001
        MIN-2627-5001 | 10.10.2026 | NOR-2627-0001
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        MIN-2627-5001 | moved-office | 20.10.2026 | NOR
        """,
        starts="MIN-2627-5001",
        told={"NOR-2627-0001": "former-case-in-circle"},
        awaited="MIN NOR 1",
    ),
    "a former case that no office has sent is told, and the case is a start of its own": Story(
        """
        case          | former_case
        MIN-2627-5001 | NOR-2627-0999
        """,
        starts="MIN-2627-5001",
        told={"MIN-2627-5001": "former-case-unknown"},
    ),
    "a former case of an office that there is not is told likewise": Story(
        """
        case          | former_case
        MIN-2627-5001 | XXX-2627-0001
        """,
        starts="MIN-2627-5001",
        told={"MIN-2627-5001": "former-case-unknown"},
    ),
    "a former case of somebody else takes nothing from that case": Story(
        """
        case          | last_name  | first_name | birth_date | former_case
        NOR-2627-0001 | Zzsample   | Una        | 14.03.2009 |
        MIN-2627-5001 | Zzanother  | Dua        | 02.11.2007 | NOR-2627-0001
        """,
        starts="MIN-2627-5001 NOR-2627-0001",
        persons=2,
        told={"MIN-2627-5001": "former-case-of-another-person"},
    ),
    "two cases whose former numbers were mixed up are told, and nobody becomes somebody else": Story(
        """
        case          | last_name  | first_name | birth_date | former_case
        NOR-2627-0001 | Zzsample   | Una        | 14.03.2009 |
        NOR-2627-0002 | Zzanother  | Dua        | 02.11.2007 |
        MIN-2627-5001 | Zzsample   | Una        | 14.03.2009 | NOR-2627-0002
        MIN-2627-5002 | Zzanother  | Dua        | 02.11.2007 | NOR-2627-0001
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        NOR-2627-0002 | moved-office | 10.10.2026 | MIN
        """,
        starts="MIN-2627-5001 MIN-2627-5002 NOR-2627-0001 NOR-2627-0002",
        persons=2,
        told={"MIN-2627-5001": "former-case-of-another-person", "MIN-2627-5002": "former-case-of-another-person"},
        awaited="NOR MIN 2",
    ),
    "a move that both state stands although the name is spelt in two ways": Story(
        """
        case          | last_name  | first_name | opened_on  | former_case
        NOR-2627-0001 | Zzmuller   | Una        | 01.10.2026 |
        MIN-2627-5001 | Zzmueller  | Una        | 15.10.2026 | NOR-2627-0001
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        """,
        starts="MIN-2627-5001",
    ),
    "two cases that name one former case are told; the office to which it moved has it": Story(
        """
        case          | opened_on  | former_case
        NOR-2627-0001 | 01.10.2026 |
        EAS-2627-5001 | 12.10.2026 | NOR-2627-0001
        MIN-2627-5001 | 15.10.2026 | NOR-2627-0001
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        """,
        starts="EAS-2627-5001 MIN-2627-5001",
        told={
            "EAS-2627-5001": "former-case-named-twice open-elsewhere",
            "MIN-2627-5001": "former-case-named-twice open-elsewhere",
        },
    ),
    "a case moved to one office and taken up by another is there, and the old office is told": Story(
        """
        case          | opened_on  | former_case
        NOR-2627-0001 | 01.10.2026 |
        EAS-2627-5001 | 15.10.2026 | NOR-2627-0001
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        """,
        starts="EAS-2627-5001",
        told={"NOR-2627-0001": "moved-to-another"},
    ),
    "an office that has the youngster already and names no former case is told so": Story(
        """
        case          | opened_on
        NOR-2627-0001 | 01.10.2026
        MIN-2627-5001 | 15.10.2026
        """,
        outcomes="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 10.10.2026 | MIN
        """,
        starts="MIN-2627-5001 NOR-2627-0001",
        told={"MIN-2627-5001": "former-case-missing"},
        awaited="NOR MIN 1",
    ),
    "a person open at two offices without a move is told to both and counts once": Story(
        """
        case          | opened_on
        NOR-2627-0001 | 01.10.2026
        MIN-2627-5001 | 15.10.2026
        """,
        starts="MIN-2627-5001 NOR-2627-0001",
        told={"NOR-2627-0001": "open-elsewhere", "MIN-2627-5001": "open-elsewhere"},
    ),
    "a person open twice at one office is told at both cases and counts once": Story(
        """
        case          | opened_on
        NOR-2627-0001 | 01.10.2026
        NOR-2627-5001 | 15.10.2026
        """,
        starts="NOR-2627-0001 NOR-2627-5001",
        told={"NOR-2627-0001": "open-twice", "NOR-2627-5001": "open-twice"},
    ),
    "a case of last year that this year's workbook does not carry on is still the same person": Story(
        """
        case          | opened_on
        NOR-2526-0007 | 01.10.2025
        NOR-2627-0001 | 01.10.2026
        """,
        starts="NOR-2526-0007 NOR-2627-0001",
        told={"NOR-2526-0007": "open-twice", "NOR-2627-0001": "open-twice"},
    ),
    "a case with a definite solution, or closed, is not open a second time": Story(
        """
        case          | opened_on  | closed_on
        NOR-2627-0001 | 01.10.2026 |
        EAS-2627-5001 | 02.10.2026 | 09.10.2026
        MIN-2627-5001 | 15.10.2026 |
        """,
        outcomes="""
        case          | situation | from_date  | to_office
        NOR-2627-0001 | employed  | 10.10.2026 |
        """,
        starts="EAS-2627-5001 MIN-2627-5001 NOR-2627-0001",
    ),
    "one national number on two people makes neither of them the other": Story(
        """
        case          | last_name  | first_name | birth_date | national_number
        NOR-2627-0001 | Zzsample   | Una        | 05.12.1893 | 1893120105732
        NOR-2627-0002 | Zzanother  | Dua        | 02.11.2007 | 1893120105732
        NOR-2627-0003 | Zzsample   | Una        | 01.12.1893 | 1893120105732
        """,
        starts="NOR-2627-0001 NOR-2627-0002 NOR-2627-0003",
        persons=2,
        told={
            "NOR-2627-0001": "number-of-two-people open-twice",
            "NOR-2627-0002": "number-of-two-people",
            "NOR-2627-0003": "number-of-two-people open-twice",
        },
    ),
}

SENTENCES: dict[str, str] = {
    "move-not-taken-up": (
        "Outcomes!F2, case NOR-2627-0001: MIN has not taken this case over in the 33 days since the move; it "
        "still counts here. Ask MIN to enter it with its number here as former case number. [move-not-taken-up]"
    ),
    "move-not-stated": (
        "Leavers!A2, case NOR-2627-0001: MIN has taken this case over, and the move is not stated here. Enter "
        "“Moved to another office” on the sheet Outcomes, or tell MIN that the case is yours. [move-not-stated]"
    ),
    "move-unconfirmed": (
        "Leavers!B2, case MIN-2627-5001: NOR has not stated that this case moved to you. Ask NOR to enter the "
        "move on its sheet Outcomes. The case counts with you. [move-unconfirmed]"
    ),
    "moved-to-another": (
        "Outcomes!F2, case NOR-2627-0001: EAS has taken this case over, and the move names another office. "
        "Correct “To office”, or tell EAS that the case is not for it. [moved-to-another]"
    ),
    "former-case-in-circle": (
        "Leavers!B2, case NOR-2627-0001: This case and later ones each name another as the former one; the number"
        " counts as empty here. Empty it. Who comes back gets a new case, with the number at the other office as "
        "former case number. [former-case-in-circle]"
    ),
    "former-case-unknown": (
        "Leavers!B2, case MIN-2627-5001: No office has sent a case with this former case number. Correct the "
        "former case number; until then the case counts as a start of its own. [former-case-unknown]"
    ),
    "former-case-of-another-person": (
        "Leavers!B2, case MIN-2627-5001: By number, name and birth date the former case is that of somebody else."
        " Correct the former case number, or what is misspelt. If all is right, ask the coordination to confirm "
        "it. [former-case-of-another-person]"
    ),
    "former-case-named-twice": (
        "Leavers!B2, case EAS-2627-5001: Another case names this former case number, too. Leave it on the one "
        "case that carries the former one on, and empty it on the other. [former-case-named-twice]"
    ),
    "open-elsewhere": (
        "Leavers!A2, case NOR-2627-0001: The same person has an open case at MIN, too. Agree with MIN on who "
        "follows the person; the other closes its case or states the move. [open-elsewhere]"
    ),
    "open-twice": (
        "Leavers!A2, case NOR-2627-0001: The same person has another open case here: NOR-2627-5001. Go on in one "
        "of them and close the other. [open-twice]"
    ),
    "number-of-two-people": (
        "Leavers!F2, case NOR-2627-0001: Another case has this national number with quite another name and birth "
        "date. Compare it with the register. Who does not fit the number is matched by name and birth date until "
        "then. [number-of-two-people]"
    ),
}
"""The whole sentence of each code that only the workbooks of several offices show."""
