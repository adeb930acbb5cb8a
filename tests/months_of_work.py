"""A year of work, month after month: the list, each office's workbook filled on as people do, what comes back.

Offices write what they did, make mistakes and mend them a month later, call files as they like, and are late.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from alj.building import derive_facts, prove
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from generator.facts import Facts
from intake.case_numbers import read_given
from intake.settings import read_settings
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields
from intake.workspace import Workspace, settings_text
from tests.monthly_lists import result_of
from tests.workbooks import ENGLISH

LATE = 0.2
REACHED = 0.4
MISTAKEN = 0.15
NO_DAY = "soon"


@dataclass(frozen=True)
class YearDone:
    """What a year came to: the closing of each list by office, the figures, and what was taken in last."""

    closings: Mapping[str, Mapping[str, Mapping[str, int]]]
    facts: Facts
    taken: TakenIn


class Book:
    """A workbook of the month in the hands of an office."""

    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path)

    def page(self, key: str) -> tuple[Worksheet, dict[str, int]]:
        """Return a sheet, and the place of each of its columns by key."""
        sheet = OFFICE_WORKBOOK.sheet(key)
        page = self._book[ENGLISH.text(sheet.INFO.title)]
        labels = {str(cell.value).removesuffix(" *"): cell.column for cell in page[1] if cell.value}
        return page, {name: labels[ENGLISH.text(field.label)] for name, field in fields(sheet).items()}

    def cases(self) -> list[str]:
        """Return the cases that stand in it, with a name."""
        page, at = self.page("leavers")
        rows = page.iter_rows(min_row=2, values_only=True)
        return [str(row[at["case"] - 1]) for row in rows if row[at["last_name"] - 1]]

    def work(self, day: date, chance: random.Random) -> None:
        """Write on: letters go out, some are reached, a date is mistyped; what was mistyped before is mended."""
        page, at = self.page("contacts")
        last = 1
        for row in range(2, page.max_row + 1):
            if page.cell(row, at["case"]).value is None:
                continue
            last = row
            written = page.cell(row, at["contact_on"])
            if page.cell(row, at["result"]).value == "To do" or written.value == NO_DAY:
                page.cell(row, at["result"]).value = "Awaiting answer"
                written.value = NO_DAY if chance.random() < MISTAKEN and written.value is None else day
        for case in self.cases():
            if chance.random() < REACHED:
                last += 1
                said: Mapping[str, str | date] = {
                    "case": case,
                    "kind": "Phone",
                    "contact_on": day,
                    "with_whom": "Youngster",
                    "result": "Reached",
                }
                for key, value in said.items():
                    page.cell(last, at[key], value)

    def send(self, target: Path, day: date) -> None:
        """Say of what day it is, and put it into the inbox."""
        cover = self._book[ENGLISH.text(OFFICE_WORKBOOK.cover.INFO.title)]
        label = ENGLISH.text(fields(OFFICE_WORKBOOK.cover)["data_on"].label)
        (cell,) = (one for row in cover.iter_rows() for one in row if str(one.value).startswith(label))
        row, column = coordinate_to_tuple(cell.coordinate)
        cover.cell(row, column + 1).value = day
        self._book.save(target)


def work_through(
    workspace: Workspace, lists: Sequence[Path], offices: Sequence[str], capsys: pytest.CaptureFixture[str], *,
    shuffled: random.Random | None = None,
) -> YearDone:  # fmt: skip
    """Work through the lists of some months, and check after each that all closes and no case is lost."""
    given: dict[str, Path] = {}
    for at, path in enumerate(lists):
        day = _set_today(workspace, path)
        code, told = result_of(workspace, capsys, path)
        assert code in (0, 1)
        closings = _closings(told)
        for office in offices:
            found = sorted((workspace.returned / office).glob(f"{office} *{day:%Y-%m}*.xlsx"))
            given |= {office: found[-1]} if found else {}
        coming = [office for office in offices if office in given and _comes(office, at, at == len(lists) - 1)]
        if shuffled:
            shuffled.shuffle(coming)
        for office in coming:
            book = Book(given[office])
            book.work(day, random.Random(f"{office} {at}"))
            book.send(workspace.inbox_of(office) / f"{office} {'final ' * (at % 3)}({at}).xlsx", day)
        facts, taken = _closed(workspace, day)
        _nobody_lost(workspace, taken, given)
    return YearDone(closings, facts, taken)


def _set_today(workspace: Workspace, path: Path) -> date:
    """Let two days go by since the list was drawn, and return the day."""
    book = openpyxl.load_workbook(path, read_only=True)
    cells = (cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row)
    (drawn,) = (cell for cell in cells if isinstance(cell, datetime))
    day = drawn.date() + timedelta(days=2)
    settings = replace(read_settings(workspace.settings_file), today=day)
    workspace.settings_file.write_text(settings_text(settings), encoding="utf-8")
    return day


def _comes(office: str, at: int, last: bool) -> bool:
    return last or random.Random(f"late {office} {at}").random() > LATE


def _closings(told: Mapping[str, Any]) -> dict[str, dict[str, dict[str, int]]]:
    """Return what each list came to by office, each closing with the list before."""
    closings: dict[str, dict[str, dict[str, int]]] = {}
    before: dict[str, int] = {}
    for one in told["lists"]:
        of_list = {
            office["office"]: {key: n for key, n in office.items() if key != "office"} for office in one["offices"]
        }
        for office, counts in of_list.items():
            assert counts["before"] == before.get(office, 0) - counts["settled"]
            assert counts["after"] == (counts["before"] + counts["new"] + counts["returned"] - counts["re_enrolled"])
        before = {office: counts["after"] for office, counts in of_list.items()}
        closings[one["drawn_on"]] = of_list
    return closings


def _closed(workspace: Workspace, day: date) -> tuple[Facts, TakenIn]:
    settings = read_settings(workspace.settings_file)
    stages = Stages(ENGLISH)
    taken = take_in(workspace, None, settings, stages)
    facts = derive_facts(taken.register, day, settings, stages)
    prove(facts)
    return facts, taken


def _nobody_lost(workspace: Workspace, taken: TakenIn, given: Mapping[str, Path]) -> None:
    """Every number ever given stands in the register, or in the workbook that its office was given last."""
    numbers = [one.case for one in read_given(workspace) if one.how != "joined"]
    assert len(numbers) == len(set(numbers))
    sheet = OFFICE_WORKBOOK.sheet("leavers")
    known = [*taken.register.table(sheet)["case"], *taken.register.held_rows(sheet)["case"]]
    assert len(known) == len(set(known))
    at_hand = {case for path in given.values() for case in Book(path).cases()}
    assert set(numbers) <= {*known, *at_hand}


def one_open_case_each(facts: Facts) -> bool:
    """Whether nobody has two open cases."""
    persons = facts.cases.filter("is_open", pl.col("person").is_not_null())["person"]
    return persons.is_duplicated().sum() == 0


def told_alike(one: YearDone, other: YearDone) -> bool:
    """Whether two years came to the same closings and figures."""
    return json.dumps(one.closings) == json.dumps(other.closings) and one.facts.figures.equals(other.facts.figures)
