"""An office's cases, open and closed, and each of them fact by fact."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from generator.case_parts import Listed, render_case_facts, render_listed
from generator.facts import FigureKey
from generator.pages.case_cells import state_key
from generator.pages.case_facts import case_facts
from generator.pages.caseload import case_columns, case_row, on_caseload
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_words import members_words
from generator.pages.nav import office_links
from generator.pages.own_share import of_own_share
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


def cases_pages(view: View, office: str) -> Iterator[DraftPage]:
    """Yield the page of an office's cases, and a page for each school year with the facts of those opened in it.

    `view.linked` must hold the figures that the other pages lead from.
    """
    page = view.at(view.office_page(office, "cases"))
    keys = _keys(view, office)
    cases = page.cases_of(office).sort("case")
    places = {case: place for place, case in enumerate(cases["case"])}
    listed = [Listed(figure_name(key), members_words(page, key), _places(page, key, places)) for key in keys]
    fragments = {
        "links": office_links(page, office, "cases"),
        "listed": render_listed("cases", listed, page.text(N_("Show all cases"))),
        "cases": of_own_share(
            page, office, f"cases {','.join(cases['case'])}", lambda own: render_table(_table(own, cases.to_dicts()))
        ),
    }
    title = page.text(N_("Office {office}: case by case"), office=page.office(office))
    # An open case is found at its row on the caseload.
    elsewhere = on_caseload(page, office)
    finds = [Find("case", case, anchor=case) for case in cases["case"] if case not in elsewhere]
    yield draft(page, "cases", title, fragments, office=office, finds=finds)
    years = cases.with_columns(name=pl.col("case").map_elements(facts_of_year, pl.String))
    for (name,), of_year in years.group_by("name", maintain_order=True):
        yield _facts_page(view.at(view.office_page(office, str(name))), office, of_year)


def _facts_page(page: View, office: str, cases: pl.DataFrame) -> DraftPage:
    heads = (page.text(N_("Day")), page.text(N_("Sheet and row")), page.text(N_("What stands there")))
    first = cases["case"][0]
    values = {"office": page.office(office), "year": f"20{first[4:6]}/{first[6:8]}"}
    title = page.text(N_("Office {office}: cases of {year}, fact by fact"), **values)
    fragments = {
        "links": office_links(page, office, "cases"),
        "facts": of_own_share(
            page,
            office,
            f"facts {','.join(cases['case'])}",
            lambda own: render_case_facts(case_facts(own, cases), heads),
        ),
    }
    within = page.office_page(office, "cases")
    return draft(page, "case_facts", title, fragments, office=office, within=within)


def cases_by_office_page(view: View) -> DraftPage:
    """Return the page that leads from a figure of all offices to each office's cases in it."""
    page = view.at(BY_OFFICE)
    offices = list(page.facts.offices)
    listed = [_counted(page, key, offices) for key in sorted(view.linked) if not key.office]
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


def _keys(view: View, office: str) -> list[FigureKey]:
    """The figures of an office that a page leads from, and its part of those of all offices."""
    own = {key._replace(office=office) for key in view.linked if key.office in ("", office)}
    return sorted(key for key in own if view.facts.members_of(key))


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
