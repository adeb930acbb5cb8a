"""A sound office workbook, and the ways in which people spoil it: what was done, and what has to come of it."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intake.checks import CheckedWorkbook
from intake.messages import CATALOGUE
from intake.problems import Problem
from intake.tables import OFFICE_WORKBOOK
from intake.template import Stamp, write_template
from samples.people import national_number
from tests.libreoffice import EXCEL, Step
from tests.workbooks import COVER, ENGLISH, write_workbook

DROPDOWNS = {
    "offices": ["NOR – North", "MIN – Minett"],
    "communes": ["Clervaux", "Esch-sur-Alzette"],
    "schools": ["LTA – Lycée A"],
    "teachers": ["T-01"],
}
CASES = ["NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003"]
LISTED = datetime.date(2026, 10, 1)
BORN = [datetime.date(2009, 3, 14), datetime.date(2008, 6, 20), datetime.date(2010, 11, 2)]
LEFT = datetime.date(2026, 9, 15)
NUMBERS = [national_number(day, serial) for serial, day in enumerate(BORN, start=120)]
Row = dict[str, object]


def _leaver(at: int, last_name: str, first_name: str) -> Row:
    return {
        "case": CASES[at], "origin": "monthly-list", "opened_on": LISTED, "listed_on": LISTED,
        "national_number": NUMBERS[at], "last_name": last_name, "first_name": first_name, "birth_date": BORN[at],
        "sex": "female", "grade": 9, "years_behind": at, "left_school_on": LEFT,
    }  # fmt: skip


def _contact(at: int, day: int, kind: str, result: str) -> Row:
    on = datetime.date(2026, 10, day)
    return {"case": CASES[at], "kind": kind, "contact_on": on, "with_whom": "parents", "result": result}


SOUND: Mapping[str, Sequence[Row]] = {
    "leavers": [_leaver(0, "Zzsample", "Una"), _leaver(1, "Zzmuster", "Dua"), _leaver(2, "Zzexemple", "Tria")],
    "contacts": [
        _contact(0, 5, "letter", "no-response"), _contact(1, 5, "letter", "responded"),
        _contact(2, 5, "letter", "no-response"), _contact(0, 20, "phone", "reached"),
    ],
    "outcomes": [
        {
            "case": CASES[0], "situation": "seeking-training", "from_date": datetime.date(2026, 10, 20),
            "confirmed_on": datetime.date(2026, 10, 20), "source": "youngster",
        },
    ],
}  # fmt: skip
"""Three cases with all that hangs on them, without a fault. Rows 2 to 4 of the sheet Leavers, 2 to 5 of Contacts."""


def write_sound(path: Path) -> Path:
    """Write the sound workbook on the template that offices are given."""
    stamp = Stamp(OFFICE_WORKBOOK.version, "en", datetime.date(2026, 9, 1), "NOR", "2026/27")
    write_template(OFFICE_WORKBOOK, path, ENGLISH, cover=COVER, rows=SOUND, lists=DROPDOWNS, stamp=stamp)
    return path


def write_plain(path: Path, rows_: Mapping[str, Sequence[Row]] = SOUND) -> Path:
    """Write the sound workbook without the template's dress, which takes a tenth of the time."""
    tables: dict[str, list[list[object]]] = {}
    for sheet, given in rows_.items():
        keys = list(dict.fromkeys(key for row in given for key in row))
        tables[sheet] = [list[object](keys), *([row.get(key) for key in keys] for row in given)]
    return write_workbook(path, tables)


READ = {sheet: len(given) for sheet, given in SOUND.items()}


@dataclass(frozen=True)
class Way:
    """One way in which people spoil a workbook, and its right outcome.

    `change` is what was done, to a workbook in memory or (a tuple of steps) through LibreOffice. `told` names every
    problem, "code sheet!cell". `read` and `held` are numbers of rows by sheet where they are others than the sound
    workbook's and none; `values` what the accepted rows hold, by "sheet.column". Where `differs` is not set, and no row
    is held or read besides, the accepted rows must be the sound ones.
    """

    cause: str
    done: str
    change: Callable[[Any], object] | tuple[Step, ...]
    told: tuple[str, ...] = ()
    read: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, list[object]] = field(default_factory=dict)
    differs: bool = False
    kind: str = EXCEL
    locale: str = "en-US"

    def assert_outcome(self, result: CheckedWorkbook) -> None:
        """Assert that what came of the workbook is what must come of it."""
        told = sorted(map(_told, result.problems))
        assert told == sorted(self.told), told
        if result.refused:
            assert any(CATALOGUE[one.split()[0]].refuses for one in self.told)
            return
        counts = {sheet: count for sheet, count in result.counts.items() if count.read}
        assert {sheet: count.read for sheet, count in counts.items()} == {**READ, **self.read}
        assert {sheet: count.held_back for sheet, count in counts.items() if count.held_back} == self.held
        assert all(count.read == count.accepted + count.held_back for count in counts.values())
        for place, expected in self.values.items():
            sheet, column = place.split(".")
            assert result.tables[sheet][column].to_list() == expected
        if not (self.read or self.held):
            same = all(
                rows_as_facts(result.tables[sheet].iter_rows(named=True)) == rows_as_facts(given)
                for sheet, given in SOUND.items()
            )
            assert same is not self.differs


def _told(problem: Problem) -> str:
    return f"{problem.code} {problem.sheet}!{problem.cell}" if problem.sheet else problem.code


def rows_as_facts(rows_: Iterable[Mapping[str, object]]) -> list[str]:
    """Return what rows say, wherever they stand, blanks left out."""
    said = ({key: value for key, value in row.items() if key != "row" and value is not None} for row in rows_)
    return sorted(str(sorted(row.items())) for row in said)
