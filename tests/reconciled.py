"""Monthly lists and cases for tests, from text tables as in `list_stories`; each person's name stands for the token."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from intake.case_numbers import Given, Numbers
from intake.known_cases import KnownCase, KnownCases, Statement
from intake.monthly_list import Back, DrawnList, Listed
from intake.reconciling import Reconciliation, reconcile
from intake.settings import Year
from tests.list_stories import ListStory
from tests.workbooks import cells_of

FIRST_ROW = 2


def day(text: str) -> datetime.date:
    """Return a day written as 07.09.2026."""
    return datetime.datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=datetime.UTC).date()


def drawn(drawn_on: str, text: str, *, everybody: bool = True) -> DrawnList:
    """Return the list of a day."""
    listed: list[Listed] = []
    back: list[Back] = []
    for kind, person, office, on in cells_of(text):
        if kind == "back":
            back.append(Back(str(person), FIRST_ROW + len(back), day(str(on))))
        else:
            listed.append(Listed(str(person), FIRST_ROW + len(listed), office, day(str(on)), kind == "out"))
    return DrawnList(day(drawn_on), everybody, tuple(listed), tuple(back))


def records(text: str) -> list[dict[str, str | None]]:
    """Return the rows of a text table by its header."""
    header, *rows = cells_of(text) or [[]]
    return [dict(zip(map(str, header), row, strict=False)) for row in rows]


def known(cases: str, stated: str = "") -> KnownCases:
    """Return the cases of a text table, with what is stated of them in another."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    for row in records(stated):
        since = day(str(row["from_date"]))
        statements[str(row["case"])].append(Statement(since, since, str(row["situation"]), row.get("to_office")))
    return KnownCases.of(
        KnownCase(
            case=str(row["case"]),
            person=str(row["person"]),
            submission="",
            former_case=row.get("former_case"),
            held=False,
            statements=tuple(statements[str(row["case"])]),
            **{name: _day(row, name) for name in ("opened_on", "closed_on", "listed_on", "left_on")},
        )
        for row in records(cases)
    )


def _day(row: Mapping[str, str | None], name: str) -> datetime.date | None:
    written = row.get(name)
    return day(written) if written else None


def lists_of(story: ListStory) -> list[DrawnList]:
    """Return the lists of a story."""
    return [drawn(on, text, everybody=not story.only_new) for on, text in story.lists.items()]


NO_CASES = KnownCases()


def reconciled(lists: Sequence[DrawnList], cases: KnownCases = NO_CASES, given: Sequence[Given] = ()) -> Reconciliation:
    """Return what lists come to; no number seen or given before is given again."""
    return reconcile(lists, cases, given, Numbers([*cases.by_case, *(one.case for one in given)], Year()))


def closings(found: Reconciliation) -> list[list[str]]:
    """Return the closings as the rows of a story's table."""
    return [
        [
            f"{one.drawn_on:%d.%m.%Y}", one.office or "",
            *map(str, (one.before, one.new, one.returned, one.re_enrolled, one.settled, one.after, one.still_out,
                       one.gone)),
        ]
        for one in found.closings
    ]  # fmt: skip


def cases_of(found: Reconciliation, order: Iterable[str]) -> str:
    """Return whose case is which, the persons in the order given."""
    by_person = {person: [one.case for one in found.placed if one.start.person == person] for person in order}
    return ", ".join(f"{person} {case or 'none'}" for person, cases in by_person.items() for case in cases)


def oddities(found: Reconciliation) -> list[str]:
    """Return what is odd in the lists, with the person where there is one."""
    return [
        " ".join([f"{odd.drawn_on:%d.%m.%Y}", odd.code, *([odd.start.person] if odd.start else [])])
        for outcome in found.outcomes
        for odd in outcome.oddities
    ]
