"""What `alj list` says: what came, the closing of each list by office, and what the coordination must look at."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from alj.month_letters import MonthLetters
from alj.month_workbooks import MonthWritten
from intake.language import N_, NP_, Language, Message
from intake.list_notices import Told
from intake.month_additions import MonthAdditions
from intake.monthly_list import ListsReceived, ReceivedList
from intake.problems import describe, with_messages
from intake.reconciling import Closing, Reconciliation
from intake.tables import MONTHLY_LIST

CameAs = Literal["new", "corrected", "same", "superseded", "refused"]
"""How a list came: the first of its month; in another one's place; received before, and standing or not; refused."""

SAID_OF_ARRIVAL: Mapping[CameAs, Message] = {
    "new": N_("{what}: the list of {day}."),
    "corrected": N_("{what}: the list of {day}, in the place of the one of {replaced}."),
    "same": N_("{what}: the list of {day}, received before; nothing changes."),
    "superseded": N_("{what}: received before; the list of {day} has taken its place since. Nothing changes."),
    "refused": N_("{what}: refused; the lists received before stand."),
}
COLUMNS: Mapping[str, Message] = {
    "before": NP_("list", "before"),
    "new": NP_("list", "new"),
    "returned": NP_("list", "returned"),
    "re_enrolled": NP_("list", "re-enrolled"),
    "after": NP_("list", "after"),
    "still_out": NP_("list", "still out"),
    "gone": NP_("list", "gone"),
    "settled": NP_("list", "settled since"),
}
"""The columns in the order in which they are read: workload before, and what makes it the workload after."""
NO_OFFICE, ALL = NP_("list", "none"), NP_("list", "all")


@dataclass(frozen=True)
class Arrival:
    """A list that came now: the file as it was named, None for one of the lists' folder; which list it is."""

    file: str | None
    state: CameAs
    drawn_on: datetime.date | None = None
    replaces: datetime.date | None = None
    why: ReceivedList | None = None


@dataclass(frozen=True)
class ForOffices:
    """What was written for the offices: workbooks of the month and letters; None where there are no templates."""

    workbooks: tuple[MonthWritten, ...] = ()
    letters: MonthLetters | None = None
    folder: Path | None = None


@dataclass(frozen=True)
class Reconciled:
    """What one run came to: lists of `days` are told of, `given` numbers are new, `waiting` files lie in the inbox."""

    received: ListsReceived
    reconciled: Reconciliation
    days: tuple[datetime.date, ...]
    told: tuple[Told, ...]
    arrivals: tuple[Arrival, ...]
    additions: tuple[MonthAdditions, ...]
    given: int
    waiting: int
    for_offices: ForOffices = ForOffices()

    @property
    def to_mend(self) -> bool:
        """Whether a list must be mended: refused, or with a row that nobody's work holds."""
        return bool(self.received.refused) or any(one.problem.severity == "error" for one in self.told)

    def of(self, day: datetime.date) -> list[Closing]:
        """The closings of the list of a day, by office."""
        return [one for one in self.reconciled.closings if one.drawn_on == day]


def total(closings: Sequence[Closing]) -> dict[str, int]:
    """Return the sums over the offices."""
    return {name: sum(getattr(one, name) for one in closings) for name in COLUMNS}


def list_report(done: Reconciled, language: Language) -> dict[str, Any]:
    """Return the result for a program: every list's closing, what is told of the lists of this run, what was given."""
    days = [one.drawn_on for one in done.received.standing]
    return {
        "received": [
            {"file": one.file, "state": one.state, "drawn_on": _day(one.drawn_on), "replaces": _day(one.replaces)}
            for one in done.arrivals
        ],
        "missing": [f"{year}-{month:02d}" for year, month in done.received.missing],
        "lists": [
            {
                "drawn_on": day.isoformat(),
                "offices": [{"office": one.office, **_figures(one)} for one in done.of(day)],
                "all": total(done.of(day)),
            }
            for day in days
        ],
        "told": [_told_of(one, language) for one in done.told],
        "numbers_given": done.given,
        "workbooks": [
            {
                "office": one.office,
                "school_year": one.school_year,
                "file": str(one.path),
                "added": dict(one.added),
                "left_out": list(one.left_out),
            }
            for one in done.for_offices.workbooks
        ],
        "letters": _letters(done.for_offices.letters),
        "inbox": done.waiting,
    }


def _figures(one: Closing) -> dict[str, int]:
    return {field.name: getattr(one, field.name) for field in fields(one) if field.name in COLUMNS}


def _told_of(one: Told, language: Language) -> dict[str, Any]:
    return {
        "list": _day(one.drawn_on),
        "code": one.problem.code,
        "severity": one.problem.severity,
        "sheet": one.problem.sheet,
        "cell": one.problem.cell,
        "case": one.problem.case,
        "message": describe(one.problem, language, MONTHLY_LIST.key),
    }


def _letters(letters: MonthLetters | None) -> dict[str, int] | None:
    """How many letters; None where there are no templates."""
    if letters is None:
        return None
    return {"written": len(letters.new), "due": len(letters.due.letters), "withheld": len(letters.due.withheld)}


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def in_words(done: Reconciled, language: Language) -> Iterator[str]:
    """Yield what a person reads."""
    for one in done.arrivals:
        yield from _arrived(one, language)
    for year, month in done.received.missing:
        day = datetime.date(year, month, 1)
        yield language.text(N_("There is no list of {month}: who was new or back then counts by the next one."),
                            month=language.month(day))  # fmt: skip
    if not done.received.standing:
        yield language.text(N_("No monthly list has been received: put it in the folder lists."))
    for day in done.days:
        yield from _closing(day, done, language)
    yield from _told(done, language)
    yield language.plural(N_("{n} case number given."), N_("{n} case numbers given."), done.given)
    moved = sum(row["origin"] == "other-office" for one in done.additions for row in one.rows.get("leavers", ()))
    if moved:
        yield language.plural(
            N_("{n} case that another office handed on waits to be taken up."),
            N_("{n} cases that another office handed on wait to be taken up."),
            moved,
        )
    yield from _written(done.for_offices, language)
    if done.waiting:
        yield language.plural(
            N_("{n} file waits in the inbox: build first, so that its cases are known."),
            N_("{n} files wait in the inbox: build first, so that their cases are known."),
            done.waiting,
        )


def _written(done: ForOffices, language: Language) -> Iterator[str]:
    if not done.workbooks:
        return
    letters = done.letters
    if letters is None:
        yield language.text(N_("The folder letters holds no template: no letter was written."))
    else:
        yield language.plural(N_("{n} letter written."), N_("{n} letters written."), len(letters.new))
        if letters.due.withheld:
            yield language.plural(
                N_("{n} letter withheld: the list of letters says why."),
                N_("{n} letters withheld: the lists of letters say why."),
                len(letters.due.withheld),
            )
    if done.folder:
        yield language.text(
            N_("Workbooks of the month and letters, for each office: {folder}"), folder=done.folder / "…"
        )


def _arrived(one: Arrival, language: Language) -> Iterator[str]:
    days = {"day": one.drawn_on, "replaced": one.replaces}
    shown = {name: language.date(day) for name, day in days.items() if day}
    what = one.file or language.text(N_("In the folder lists"))
    yield language.text(SAID_OF_ARRIVAL[one.state], what=what, **shown)
    if one.why:
        for _, message in with_messages(one.why.checked.problems, language, MONTHLY_LIST.key):
            yield f"  {message}"


def _closing(day: datetime.date, done: Reconciled, language: Language) -> Iterator[str]:
    yield ""
    yield language.text(N_("List of {day}"), day=language.date(day))
    closings = done.of(day)
    names = [one.office or language.text(NO_OFFICE) for one in closings]
    rows = [[language.text(N_("Office")), *(language.text(label) for label in COLUMNS.values())]]
    rows += [
        [name, *(language.number(figure) for figure in (getattr(one, column) for column in COLUMNS))]
        for name, one in zip(names, closings, strict=True)
    ]
    rows += [[language.text(ALL), *(language.number(figure) for figure in total(closings).values())]]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells)


def _told(done: Reconciled, language: Language) -> Iterator[str]:
    for day in dict.fromkeys(one.drawn_on for one in done.told):
        yield ""
        if day:
            yield language.text(N_("To look at in the list of {day}"), day=language.date(day))
        problems = [one.problem for one in done.told if one.drawn_on == day]
        yield from (f"  {message}" for _, message in with_messages(problems, language, MONTHLY_LIST.key))
    if done.told:
        yield ""
