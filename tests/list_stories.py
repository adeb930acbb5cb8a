"""What becomes of who stands on monthly lists: stories of a few people, and their outcome worked out by hand.

A list has a line a person: `out`, who, the office of the commune, the day of leaving school; or `back`, who, the first
day at school again. Each person is called by one name throughout, as if the lookup knew them. `closings` are the
workloads, of every list and office: before + new + returned - back = after. `cases` says whose case is which, the first
start of a person first.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ListStory:
    """Lists by their day, the cases that offices have, and what comes of them."""

    lists: Mapping[str, str]
    closings: str
    cases: str = ""
    known: str = ""
    stated: str = ""
    odd: str = ""
    only_new: bool = False


STORIES: dict[str, ListStory] = {
    "who stands on the first list is new, at the office of the commune, and gets the next number there": ListStory(
        {
            "07.09.2026": """
            out | Una  | NOR | 01.09.2026
            out | Dua  | MIN | 02.09.2026
            out | Tria | NOR | 03.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | MIN    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        07.09.2026 | NOR    | 0      | 2   | 0        | 0    | 0       | 2     | 0         | 0
        """,
        cases="Una NOR-2627-0001, Dua MIN-2627-0001, Tria NOR-2627-0002",
    ),
    "who stands on the next list is still out; who is back leaves the work; the numbers go on": ListStory(
        {
            "07.09.2026": """
            out | Una | NOR | 01.09.2026
            out | Dua | NOR | 02.09.2026
            """,
            "05.10.2026": """
            out  | Una  | NOR | 01.09.2026
            out  | Tria | NOR | 20.09.2026
            back | Dua  |     | 15.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 2   | 0        | 0    | 0       | 2     | 0         | 0
        05.10.2026 | NOR    | 2      | 1   | 0        | 1    | 0       | 2     | 1         | 0
        """,
        cases="Una NOR-2627-0001, Dua NOR-2627-0002, Tria NOR-2627-0003",
    ),
    "who was back and is out again has returned: a new start of the same person, with a number of its own": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "back | Una | | 15.09.2026",
            "05.11.2026": "out | Una | NOR | 20.10.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 1    | 0       | 0     | 0         | 0
        05.11.2026 | NOR    | 0      | 0   | 1        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001, Una NOR-2627-0002",
    ),
    "who was back and left again between two lists is both re-enrolled and returned": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": """
            out  | Una | NOR | 28.09.2026
            back | Una |     | 15.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 1        | 1    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001, Una NOR-2627-0002",
    ),
    "who is out and back by one list without leaving again stays out, and it is told": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": """
            out  | Una | NOR | 01.09.2026
            back | Una |     | 15.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
        odd="05.10.2026 back-and-out Una",
    ),
    "who left school after a list that had them as out was back without a word: a new start, told": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Una | NOR | 08.09.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 1        | 1    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001, Una NOR-2627-0002",
        odd="05.10.2026 left-again Una",
    ),
    "a day of leaving that a later list corrects, still before the first list, is no new start": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Una | NOR | 07.09.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
    ),
    "who is gone without a word stays in the work, and is still the same start when listed again": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Dua | NOR | 20.09.2026",
            "05.11.2026": """
            out | Una | NOR | 01.09.2026
            out | Dua | NOR | 20.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 1   | 0        | 0    | 0       | 2     | 0         | 1
        05.11.2026 | NOR    | 2      | 0   | 0        | 0    | 0       | 2     | 2         | 0
        """,
        cases="Una NOR-2627-0001, Dua NOR-2627-0002",
    ),
    "who is gone leaves the work once the office says why: an apprenticeship; who says nothing of use stays": ListStory(
        {
            "07.09.2026": """
            out | Una | NOR | 01.09.2026
            out | Dua | NOR | 02.09.2026
            """,
            "05.10.2026": "",
            "05.11.2026": "",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 2   | 0        | 0    | 0       | 2     | 0         | 0
        05.10.2026 | NOR    | 2      | 0   | 0        | 0    | 0       | 2     | 0         | 2
        05.11.2026 | NOR    | 1      | 0   | 0        | 0    | 1       | 1     | 0         | 1
        """,
        cases="Una NOR-2627-0001, Dua NOR-2627-0002",
        known="""
        case          | person | opened_on  | listed_on  | left_on
        NOR-2627-0001 | Una    | 07.09.2026 | 07.09.2026 | 01.09.2026
        NOR-2627-0002 | Dua    | 07.09.2026 | 07.09.2026 | 02.09.2026
        """,
        stated="""
        case          | situation      | from_date
        NOR-2627-0001 | apprenticeship | 15.10.2026
        NOR-2627-0002 | seeking-work   | 15.10.2026
        """,
    ),
    "who has a job and stands on the list is still out: the register says so": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Una | NOR | 01.09.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
        known="""
        case          | person | opened_on  | listed_on  | left_on
        NOR-2627-0001 | Una    | 07.09.2026 | 07.09.2026 | 01.09.2026
        """,
        stated="""
        case          | situation | from_date
        NOR-2627-0001 | employed  | 20.09.2026
        """,
    ),
    "who asked an office before being listed is joined to that case": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026"},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-5001",
        known="""
        case          | person | opened_on
        NOR-2627-5001 | Una    | 02.09.2026
        """,
    ),
    "who asked an office after the list was drawn, and before it came, is joined likewise": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026"},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-5001",
        known="""
        case          | person | opened_on
        NOR-2627-5001 | Una    | 09.09.2026
        """,
    ),
    "who is followed by another office than that of the commune is joined there: one person, one owner": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026"},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | MIN    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una MIN-2526-5003",
        known="""
        case          | person | opened_on
        MIN-2526-5003 | Una    | 02.03.2026
        """,
    ),
    "who once had a case that is closed gets a new one": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026"},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001",
        known="""
        case          | person | opened_on  | closed_on
        MIN-2526-5003 | Una    | 02.03.2026 | 30.06.2026
        """,
    ),
    "who had a solution that is over when listed is joined to the case, which is open again": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026"},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2526-5003",
        known="""
        case          | person | opened_on
        NOR-2526-5003 | Una    | 02.03.2026
        """,
        stated="""
        case          | situation        | from_date
        NOR-2526-5003 | apprenticeship   | 15.03.2026
        NOR-2526-5003 | seeking-training | 01.09.2026
        """,
    ),
    "what an office has entered from the list itself is found, and the next number is past it": ListStory(
        {
            "07.09.2026": """
            out | Una | NOR | 01.09.2026
            out | Dua | NOR | 02.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 2   | 0        | 0    | 0       | 2     | 0         | 0
        """,
        cases="Una NOR-2627-0007, Dua NOR-2627-0008",
        known="""
        case          | person | opened_on  | listed_on
        NOR-2627-0007 | Una    | 08.09.2026 | 07.09.2026
        """,
    ),
    "a case that moved and was taken up is the old office's start; the new office's case is no second one": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Una | MIN | 01.09.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
        known="""
        case          | person | opened_on  | listed_on  | left_on    | former_case
        NOR-2627-0001 | Una    | 07.09.2026 | 07.09.2026 | 01.09.2026 |
        MIN-2627-5001 | Una    | 20.09.2026 | 07.09.2026 | 01.09.2026 | NOR-2627-0001
        """,
    ),
    "who moves to another commune between two lists stays with the office that has the case": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Una | MIN | 01.09.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
    ),
    "who is back, moves and leaves again is new to the other office's work, as returned": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "back | Una | | 15.09.2026",
            "05.11.2026": "out | Una | MIN | 20.10.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | MIN    | 0      | 0   | 0        | 0    | 0       | 0     | 0         | 0
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | MIN    | 0      | 0   | 0        | 0    | 0       | 0     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 1    | 0       | 0     | 0         | 0
        05.11.2026 | MIN    | 0      | 0   | 1        | 0    | 0       | 1     | 0         | 0
        05.11.2026 | NOR    | 0      | 0   | 0        | 0    | 0       | 0     | 0         | 0
        """,
        cases="Una NOR-2627-0001, Una MIN-2627-0001",
    ),
    "who has no office is in nobody's work, counted all the same, until a list names the commune": ListStory(
        {
            "07.09.2026": """
            out | Una | | 01.09.2026
            out | Dua | | 02.09.2026
            """,
            "05.10.2026": """
            out | Una |     | 01.09.2026
            out | Dua | NOR | 02.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        07.09.2026 |        | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        05.10.2026 |        | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una none, Dua NOR-2627-0001",
    ),
    "a row that is held back keeps who is out in the work, and begins nothing": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": """
            held | Una | NOR | 01.09.2026
            held | Dua | NOR | 20.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
    ),
    "who stands on a list twice counts once, by the first row, and it is told": ListStory(
        {
            "07.09.2026": """
            out | Una | NOR | 01.09.2026
            out | Una | MIN | 01.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001",
        odd="07.09.2026 twice",
    ),
    "who is back and was on no list counts nowhere, and it is told": ListStory(
        {
            "07.09.2026": """
            out  | Una | NOR | 01.09.2026
            back | Dua |     | 03.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001",
        odd="07.09.2026 back-unlisted",
    ),
    "a month without a list: who came and went in it is seen by the next one": ListStory(
        {
            "07.09.2026": """
            out | Una | NOR | 01.09.2026
            out | Dua | NOR | 02.09.2026
            """,
            "05.11.2026": """
            out  | Tria | NOR | 20.09.2026
            out  | Una  | NOR | 25.10.2026
            back | Una  |     | 15.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 2   | 0        | 0    | 0       | 2     | 0         | 0
        05.11.2026 | NOR    | 2      | 1   | 1        | 1    | 0       | 3     | 0         | 1
        """,
        cases="Una NOR-2627-0001, Una NOR-2627-0004, Dua NOR-2627-0002, Tria NOR-2627-0003",
    ),
    "where the register sends new leavers alone, nobody is gone": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Dua | NOR | 20.09.2026",
            "05.11.2026": "back | Una | | 15.10.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 1   | 0        | 0    | 0       | 2     | 1         | 0
        05.11.2026 | NOR    | 2      | 0   | 0        | 1    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001, Dua NOR-2627-0002",
        only_new=True,
    ),
    "who left on the very day of being back, by one list, is not out anew: it is told, and stays one start": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": """
            out  | Una | NOR | 07.09.2026
            back | Una |     | 07.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
        odd="05.10.2026 back-and-out Una",
    ),
    "an old case that was over before this leaving says nothing of why somebody is gone now": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026", "05.10.2026": ""},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 0         | 1
        """,
        cases="Una NOR-2627-0001",
        known="""
        case          | person | opened_on  | closed_on
        NOR-2526-0003 | Una    | 02.03.2026 | 30.06.2026
        """,
    ),
    "who has one case that is over and another that is open is gone without a word": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026", "05.10.2026": ""},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 0         | 1
        """,
        cases="Una NOR-2627-0001",
        known="""
        case          | person | opened_on  | listed_on  | closed_on
        NOR-2627-0001 | Una    | 07.09.2026 | 07.09.2026 | 20.09.2026
        MIN-2627-5001 | Una    | 10.09.2026 |            |
        """,
    ),
    "a case that waits for another office is not over, though the old one closed it: nobody has said why": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026", "05.10.2026": ""},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 0         | 1
        """,
        cases="Una NOR-2627-0001",
        known="""
        case          | person | opened_on  | listed_on  | closed_on
        NOR-2627-0001 | Una    | 07.09.2026 | 07.09.2026 | 20.09.2026
        """,
        stated="""
        case          | situation    | from_date  | to_office
        NOR-2627-0001 | moved-office | 20.09.2026 | MIN
        """,
    ),
    "who left after the first list and before the last that names them was not back in between": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "out | Una | NOR | 01.09.2026",
            "05.11.2026": "out | Una | NOR | 20.09.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        05.11.2026 | NOR    | 1      | 0   | 0        | 0    | 0       | 1     | 1         | 0
        """,
        cases="Una NOR-2627-0001",
    ),
    "a case opened after this start was over is of the next one": ListStory(
        {
            "07.09.2026": "out | Una | NOR | 01.09.2026",
            "05.10.2026": "back | Una | | 15.09.2026",
            "05.11.2026": "out | Una | NOR | 20.10.2026",
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        05.10.2026 | NOR    | 1      | 0   | 0        | 1    | 0       | 0     | 0         | 0
        05.11.2026 | NOR    | 0      | 0   | 1        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001, Una NOR-2627-5001",
        known="""
        case          | person | opened_on
        NOR-2627-5001 | Una    | 22.10.2026
        """,
    ),
    "a case that an office opened and closed again before the list came is not joined": ListStory(
        {"07.09.2026": "out | Una | NOR | 01.09.2026"},
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001",
        known="""
        case          | person | opened_on  | closed_on
        NOR-2627-5001 | Una    | 09.09.2026 | 09.09.2026
        """,
    ),
    "a row held back beside a sound one is no second row: the sound one counts": ListStory(
        {
            "07.09.2026": """
            held | Una | MIN | 01.09.2026
            out  | Una | NOR | 01.09.2026
            """,
        },
        """
        list       | office | before | new | returned | back | settled | after | still out | gone
        07.09.2026 | NOR    | 0      | 1   | 0        | 0    | 0       | 1     | 0         | 0
        """,
        cases="Una NOR-2627-0001",
    ),
}

SENTENCES: dict[str, str] = {
    "no-office-known": (
        "Leavers!K7: No office follows the place where this person lives, nor the school that was left. Correct the "
        "commune in the list, or enter commune and school with their office in the reference workbook. "
        "[no-office-known]"
    ),
    "not-recognised": (
        "Re-enrolled!A4: A row without a national number and without name and birth date: nobody can tell who it is. "
        "Have the list corrected; the corrected one takes its place. [not-recognised]"
    ),
    "no-national-number": (
        "Leavers!A5, case NOR-2627-0005: No national number; the person is matched by name and birth date. Look the "
        "number up in the register, where there is one. [no-national-number]"
    ),
    "listed-twice": (
        "Leavers!B4, case NOR-2627-0002: The person stands on the list a second time; the first row counts. Have the "
        "list corrected; the corrected one takes its place. [listed-twice]"
    ),
    "back-and-listed": (
        "Re-enrolled!B2, case NOR-2627-0002: The person is said to be back at school, and stands among the leavers, "
        "too; they count as out of school. Have the list corrected; the corrected one takes its place. "
        "[back-and-listed]"
    ),
    "left-again": (
        "Leavers!R2, case NOR-2627-0006: The person left school after an earlier list, and no list said that they "
        "were back; it is a new start. If the day of leaving is wrong, have the list corrected. [left-again]"
    ),
    "back-unlisted": (
        "Re-enrolled!B3: The person is back at school, and no list had named them; it counts nowhere. If a month's "
        "list is missing, put it in the folder lists. [back-unlisted]"
    ),
    "joined-to-case": (
        "Leavers!B5, case MIN-2627-5001: MIN follows this person already; no new number was given. MIN goes on in "
        "that case, and may enter there when the person was listed. [joined-to-case]"
    ),
    "listed-elsewhere": (
        "Leavers!K6, case NOR-2627-0003: By this list the person belongs to MIN; the case stays where it is. Agree on "
        "who follows the person; the old office then states “Moved to another office”. [listed-elsewhere]"
    ),
    "may-be-known": (
        "Leavers!B5, case NOR-2627-0005: By name and birth date this may be the person of case MIN-2627-5002. Answer "
        "with `alj match`; until then they are two people. [may-be-known]"
    ),
    "number-without-list": (
        "Leavers, case NOR-2627-0004: The number was given to a leaver whom no list names any more. The number stays. "
        "If the person was listed in error, the office states so on its sheet Outcomes. [number-without-list]"
    ),
}
"""The whole sentence of each code that only the lists and the offices' cases together show."""
