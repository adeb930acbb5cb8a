"""Monthly lists that meet cases which the offices have already: stories as in `list_stories`, worked out by hand."""

from tests.list_stories import ListStory

STORIES_WITH_CASES: dict[str, ListStory] = {
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
}
