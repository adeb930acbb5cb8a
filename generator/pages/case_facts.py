"""A case fact by fact: each row of it in the register, in the order of its days, with workbook, sheet and row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from generator.case_parts import CaseFact, CaseFacts, SourceFacts
from generator.pages.case_cells import situation_words
from generator.pages.view import View
from intake import codes
from intake.language import N_
from intake.settings import SERVICE_TIME
from intake.standing import HASH_SHOWN
from intake.tables.declare import Field, fields
from intake.tables.office import OFFICE_WORKBOOK, Accompaniment, Contacts, Interviews, Leavers, Outcomes
from intake.tables.programmes import Participants, YouthGuarantee

DAYS: Final[dict[str, str]] = {
    Leavers.INFO.key: Leavers.opened_on.name,
    Contacts.INFO.key: Contacts.contact_on.name,
    Interviews.INFO.key: Interviews.interviewed_on.name,
    Accompaniment.INFO.key: Accompaniment.started_on.name,
    Participants.INFO.key: Participants.joined_on.name,
    Outcomes.INFO.key: Outcomes.confirmed_on.name,
    YouthGuarantee.INFO.key: YouthGuarantee.informed_on.name,
}
"""The sheets that have rows of a case, and the column by whose day each is placed in time."""
_SHEETS: Final = {key: OFFICE_WORKBOOK.sheet(key) for key in DAYS}
_YES_NO: Final = (codes.YES.key, codes.YES_NO.key)


@dataclass(frozen=True)
class _Fact:
    """One row of a case: the key of its sheet, the day on which it is placed, and its cells, the workbook in them."""

    sheet: str
    day: date | None
    held: bool
    cells: dict[str, Any]

    @property
    def source(self) -> tuple[str, str, str]:
        return self.cells["office"], self.cells["school_year"], self.cells["submission"]

    @property
    def order(self) -> tuple[bool, date, str, int]:
        return self.day is None, self.day or date.max, self.sheet, self.cells["row"]


def case_facts(view: View, office: str, cases: pl.DataFrame) -> list[CaseFacts]:
    """Return cases of an office's caseload with the rows known of them by today, in the order of the caseload."""
    facts = _facts(view, office, cases)
    spells = _spells(view, office, cases)
    return [
        CaseFacts(case, _about(view, spells.get(case, [])), tuple(_by_source(view, facts.get(case, []))))
        for case in cases["case"]
    ]


def _facts(view: View, office: str, cases: pl.DataFrame) -> dict[str, list[_Fact]]:
    """The rows of each case, the accepted and those held back; a later day's are no facts yet."""
    found: dict[str, list[_Fact]] = {}
    for key, day in DAYS.items():
        for held in (False, True):
            of_office = view.facts.register_rows(key, office, held=held)
            own = of_office.join(cases.select("case"), on="case", how="semi")
            known = own.filter(pl.col(day).is_null() | (pl.col(day) <= view.today))
            for cells in known.iter_rows(named=True):
                found.setdefault(cells["case"], []).append(_Fact(key, cells[day], held, cells))
    return found


def _spells(view: View, office: str, cases: pl.DataFrame) -> dict[str, list[tuple[str, date]]]:
    """The situations of each case, each with its first day."""
    of_office = view.facts.spells_of(office)
    own = of_office.join(cases.select("case"), on="case", how="semi").sort("case", "since")
    found: dict[str, list[tuple[str, date]]] = {}
    for case, situation, since in own.select("case", "situation", "since").iter_rows():
        found.setdefault(case, []).append((situation, since))
    return found


def _about(view: View, spells: list[tuple[str, date]]) -> str:
    told = [
        view.text(N_("{situation} since {day}"), situation=situation_words(view, situation), day=view.short(since))
        for situation, since in spells
    ]
    return " → ".join(told)


def _by_source(view: View, facts: list[_Fact]) -> Iterator[SourceFacts]:
    """The facts by the workbook that supplies them, the newest workbook last."""
    of_source: dict[tuple[str, str, str], list[_Fact]] = {}
    for fact in sorted(facts, key=lambda fact: fact.order):
        of_source.setdefault(fact.source, []).append(fact)
    for source, own in sorted(of_source.items(), key=lambda one: (one[0][1], one[0][0], one[0][2])):
        yield SourceFacts(source_words(view, *source), tuple(_told(view, fact) for fact in own))


def source_words(view: View, office: str, year: str, submission: str) -> str:
    """Return which workbook it is: whose, of which school year, received when, and the first digits of its hash."""
    received = view.facts.received_at(office, year, submission)
    values = {"office": view.office(office), "year": year, "sign": submission[:HASH_SHOWN]}
    if received is None:
        return view.text(N_("Workbook of {office}, {year} ({sign})"), **values)
    day = view.date(received.astimezone(SERVICE_TIME).date())
    return view.text(N_("Workbook of {office}, {year}, received on {day} ({sign})"), day=day, **values)


def _told(view: View, fact: _Fact) -> CaseFact:
    sheet = _SHEETS[fact.sheet]
    where = view.text(N_("{sheet}, row {row}"), sheet=view.text(sheet.INFO.title), row=fact.cells["row"])
    hidden = ("case", DAYS[fact.sheet])
    said = [
        _cell_words(view, declared, fact.cells[name])
        for name, declared in fields(sheet).items()
        if name not in hidden and _is_known(view, declared, fact.cells.get(name))
    ]
    held = view.text(N_("held back")) if fact.held else ""
    return CaseFact(view.short(fact.day) if fact.day else "–", where, " · ".join(said), held)


def _is_known(view: View, declared: Field, value: object) -> bool:
    """Whether a cell says something yet: a later day is no fact, but for what is planned."""
    return value is not None and (declared.future or not isinstance(value, date) or value <= view.today)


def _cell_words(view: View, declared: Field, value: object) -> str:
    """What stands in a cell: a needed code speaks for itself, everything else stands after its column's label."""
    label = view.text(declared.label)
    if declared.codes:
        words = view.text(declared.codes.label(str(value)))
        plain = declared.required and declared.codes.key not in _YES_NO
        return words if plain else f"{label}: {words}"
    if isinstance(value, date):
        return f"{label}: {view.short(value)}"
    if isinstance(value, int):
        return f"{label}: {value}"
    if isinstance(value, float):
        return f"{label}: {view.language.number(value)}"
    return f"{label}: {_name(view, declared, str(value))}"


def _name(view: View, declared: Field, value: str) -> str:
    """What a reference leads to, by its name."""
    sheet = declared.refers_to[0] if declared.refers_to else ""
    if sheet == "offices":
        return view.office(value)
    return view.facts.schools.get(value, value) if sheet == "schools" else value
