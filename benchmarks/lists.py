"""`make bench`: a monthly list is reconciled and each office's workbook written; then ten times as many of both.

`python -m benchmarks.lists 2000 40` begins with so many leavers and offices. Each is one run of `alj list` on a new
workspace without templates of letters. What counts is how time and memory grow beside the leavers.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path
from string import ascii_uppercase
from typing import Final

from benchmarks.rebuilds import Cost, alj
from intake.settings import Settings
from intake.tables import MONTHLY_LIST, REFERENCE_WORKBOOK
from intake.workspace import make_workspace
from samples.people import national_number
from samples.workspace import WorkbookToWrite, write_from_template

TODAY: Final = date(2026, 10, 31)
DRAWN_ON: Final = date(2026, 10, 5)
LEAVERS, OFFICES = 2_000, 40
TIMES: Final = 10
NO_FASTER: Final = 1.1
"""What time may grow by at most, beside the leavers."""

Row = Mapping[str, object]


def make_service(folder: Path, leavers: int, offices: int) -> Path:
    """Make a workspace of so many offices, a commune and a school each, and return a list of so many leavers."""
    workspace = make_workspace(folder, Settings(language="en", today=TODAY))
    codes = list(codes_of(offices))
    lists = {
        "offices": codes,
        "communes": [f"Ville {code}" for code in codes],
        "schools": [f"L{code}" for code in codes],
    }
    _write(REFERENCE_WORKBOOK.key, workspace.reference, {"data_on": DRAWN_ON}, _reference(codes), lists)
    cover: Row = {"drawn_on": DRAWN_ON, "kind": "Everybody out of school"}
    target = folder / "list.xlsx"
    _write(MONTHLY_LIST.key, target, cover, {"listed": [leaver(n, codes) for n in range(leavers)]}, lists)
    return target


def codes_of(offices: int) -> Iterator[str]:
    """Yield so many codes of offices."""
    return islice(("".join(letters) for letters in product(ascii_uppercase, repeat=3)), offices)


def _reference(codes: list[str]) -> dict[str, list[Row]]:
    return {
        "offices": [{"code": code, "name": f"Office {code}", "posts": 1} for code in codes],
        "communes": [{"commune": f"Ville {code}", "canton": "Canton", "office": code} for code in codes],
        "schools": [
            {"code": f"L{code}", "name": f"Lycée {code}", "preparatory": "no", "office": code} for code in codes
        ],
    }


def leaver(number: int, codes: list[str]) -> Row:
    """A person who does not exist, at the offices in turn; no two share name or number."""
    born = date(2008, 1, 1) + timedelta(days=number % 700)
    code = codes[number % len(codes)]
    name = "".join(ascii_uppercase[number // 26**place % 26] for place in range(4))
    return {
        "national_number": national_number(born, number // 700), "last_name": f"Zz{name.lower()}", "first_name": "Una",
        "birth_date": born, "sex": "Female", "commune": f"Ville {code}", "language": "French", "school": f"L{code}",
        "track": "CCP", "years_behind": 1, "left_school_on": date(2026, 9, 1),
    }  # fmt: skip


def _write(
    declaration: str, target: Path, cover: Row, rows: Mapping[str, list[Row]], lists: Mapping[str, list[str]]
) -> None:  # fmt: skip
    write_from_template(WorkbookToWrite(declaration, target, "en", DRAWN_ON, cover, rows, lists))


def measure(folder: Path, leavers: int, offices: int) -> Cost:
    """The cost of a list; raises RuntimeError where an office did not get its workbook."""
    drawn = make_service(folder, leavers, offices)
    cost = alj("list", str(drawn), "--workspace", str(folder))
    written = len(list((folder / "returned").glob("*/*.xlsx")))
    if written != offices:
        raise RuntimeError(f"{written} workbooks for {offices} offices")
    return cost


def run(leavers: int = LEAVERS, offices: int = OFFICES) -> None:
    """Measure a list, and one ten times as long for ten times the offices; print both and how they grew."""
    with tempfile.TemporaryDirectory() as folder:
        once = measure(Path(folder) / "once", leavers, offices)
        larger = measure(Path(folder) / "larger", leavers * TIMES, offices * TIMES)
    for times, cost in ((1, once), (TIMES, larger)):
        print(
            f"{leavers * times:>7,} leavers, {offices * times} offices  {cost.clock:.1f} s,"
            f" processor {cost.processor:.1f} s, {cost.megabytes:.0f} MB"
        )
    grown = larger.processor / once.processor / TIMES
    verdict = "pass" if grown <= NO_FASTER else "fail"
    print(f"processor time grew {grown:.2f} times as much as the leavers, at most {NO_FASTER:g}: {verdict}")


if __name__ == "__main__":
    run(*map(int, sys.argv[1:3]))
