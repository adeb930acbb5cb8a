"""An office's cases, open and closed, and each of them fact by fact."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from generator.case_parts import Listed, render_case_facts, render_listed
from generator.facts import FigureKey
from generator.pages.case_cells import state_key
from generator.pages.case_facts import case_facts
from generator.pages.caseload import case_columns, case_row, on_caseload
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_words import members_words
from generator.pages.nav import office_links
from generator.pages.view import BY_OFFICE, View, facts_of_year, figure_name
from generator.parts import (
    Cell,
    Column,
    Filter,
    Row,
    Select,
    Table,
    render_table,
)
from generator.search import Find
from generator.tables import CASE_STATE
from intake.language import N_

STATE, CLOCK = 3, 5
"""The places of state and clock among the columns of a table of cases."""


def linked_at(view: View, office: str, linked: Iterable[FigureKey]) -> list[FigureKey]:
    """Return those figures of an office with cases that pages lead from, its part of those of all offices too."""
    own = {key._replace(office=office) for key in linked if key.office in ("", office)}
    return sorted(key for key in own if view.facts.members_of(key))


def cases_page(view: View, office: str, *linked: FigureKey) -> DraftPage:
    """Return the page of an office's cases; `linked` are the figures that lead there (`linked_at`)."""
    page = view.at(view.office_page(office, "cases"))
    cases = page.cases_of(office).sort("case")
    places = {case: place for place, case in enumerate(cases["case"])}
    listed = [Listed(figure_name(key), members_words(page, key), _places(page, key, places)) for key in linked]
    fragments = {
        "links": office_links(page, office, "cases"),
        "listed": render_listed("cases", listed, page.text(N_("Show all cases"))),
        "cases": render_table(_table(page, cases.to_dicts())),
    }
    title = page.text(N_("Office {office}: case by case"), office=page.office(office))
    # An open case is found at its row on the caseload.
    elsewhere = on_caseload(page, office)
    finds = [Find("case", case, anchor=case) for case in cases["case"] if case not in elsewhere]
    return draft(page, "cases", title, fragments, office=office, finds=finds)


def years_of_cases(view: View, office: str) -> list[str]:
    """Return the names of the pages of an office that have the facts of its cases, one a school year."""
    return list(dict.fromkeys(map(facts_of_year, view.cases_of(office)["case"].sort())))


def case_facts_page(view: View, office: str, name: str) -> DraftPage:
    """Return the page with the facts of the cases that were opened in a school year; `name` is the page's."""
    page = view.at(view.office_page(office, name))
    every = page.cases_of(office).sort("case")
    cases = every.filter([facts_of_year(case) == name for case in every["case"]])
    heads = (page.text(N_("Day")), page.text(N_("Sheet and row")), page.text(N_("What stands there")))
    first = cases["case"][0]
    values = {"office": page.office(office), "year": f"20{first[4:6]}/{first[6:8]}"}
    title = page.text(N_("Office {office}: cases of {year}, fact by fact"), **values)
    fragments = {
        "links": office_links(page, office, "cases"),
        "facts": render_case_facts(case_facts(page, office, cases), heads),
    }
    within = page.office_page(office, "cases")
    return draft(page, "case_facts", title, fragments, office=office, within=within)


def cases_by_office_page(view: View, *linked: FigureKey) -> DraftPage:
    """Return the page that leads from the figures `linked` of all offices to each office's cases in them."""
    page = view.at(BY_OFFICE)
    offices = list(page.facts.offices)
    listed = [_counted(page, key, offices) for key in linked if not key.office]
    columns = (Column(page.text(N_("Office"))), Column(page.text(N_("Cases")), True))
    rows = tuple(
        Row((Cell(page.office(code), href=page.link(page.office_page(code, "cases"))), Cell("–", quiet=True)))
        for code in offices
    )
    asked = page.text(N_("Follow a figure of all offices: here then stands at which offices its cases are."))
    table = Table("offices", page.text(N_("By office")), columns, rows, page.text(N_("No office yet.")))
    fragments = {
        "listed": render_listed("offices", listed, page.text(N_("Show all offices")), asked),
        "offices": render_table(table),
    }
    return draft(page, "cases_by_office", page.text(N_("The cases in a figure")), fragments, within="compare.md")


def _places(view: View, key: FigureKey, places: dict[str, int]) -> tuple[int, ...]:
    return tuple(sorted({places[case] for case in view.facts.members_of(key)}))


def _counted(view: View, key: FigureKey, offices: Sequence[str]) -> Listed:
    counts = [len(set(view.facts.members_of(key._replace(office=office)))) for office in offices]
    shown = tuple(place for place, n in enumerate(counts) if n)
    return Listed(figure_name(key), members_words(view, key), shown, tuple(view.count(counts[one]) for one in shown))


def _table(view: View, cases: list[dict[str, Any]]) -> Table:
    columns = tuple(replace(one, sorted=None) for one in case_columns(view))
    subtitle = view.text(
        N_("Every case of the office, those closed by now included; {day}. A number leads to what the workbooks say."),
        day=view.on_today,
    )
    return Table(
        "cases", view.text(N_("Cases")), columns, tuple(_row(view, case) for case in cases),
        view.text(N_("No case yet.")), subtitle, cards=True, filter=_filter(view, cases) if cases else None,
    )  # fmt: skip


def _row(view: View, case: dict[str, Any]) -> Row:
    row = case_row(view, case)
    cells = list(row.cells)
    clock = cells[CLOCK].clock
    if clock:
        # The bar is dear where there are so many rows; the words say it.
        cells[CLOCK] = Cell(clock.text, quiet=clock.kind != "late")
    if case["closed_from"] and not case["held"]:
        closed = view.text(N_("closed {day}"), day=view.short(case["closed_from"]))
        cells[STATE] = Cell(closed, quiet=True, chip=cells[STATE].chip if (case["days_late"] or 0) > 0 else None)
    return Row(tuple(cells), {"state": _state(case)}, anchor=case["case"])


def _state(case: dict[str, Any]) -> str:
    return state_key(case) if case["held"] else "open" if case["is_open"] else "closed"


def _filter(view: View, cases: list[dict[str, Any]]) -> Filter:
    states = [_state(case) for case in cases]
    words = {**{entry.code: entry.label for entry in CASE_STATE.entries}, "held": N_("Row held back")}
    options = ((code, f"{view.text(label)} ({view.count(states.count(code))})") for code, label in words.items()
               if code in states)  # fmt: skip
    return Filter(
        find=view.text(N_("Find a case or word")), placeholder=cases[0]["case"],
        count=view.text(N_("{shown} of {all} cases"), shown="{shown}", all="{all}"),
        none_left=view.text(N_("No case fits what you chose.")),
        selects=(Select("state", view.text(N_("State")), (("", view.text(N_("All cases"))), *options)),),
    )  # fmt: skip
