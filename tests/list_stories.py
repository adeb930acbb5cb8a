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
