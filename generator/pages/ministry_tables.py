"""The ministry's tables of the closed school years, on one page to print."""

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from generator.annual_lines import LINES
from generator.indicators.breakdowns import STANDING
from generator.indicators.declared import INDICATORS
from generator.indicators.guarantee import FOLLOWED_MONTHS
from generator.indicators.leaving_rate import pupil_bases
from generator.ministry_counts import FOLLOWED, PREVENTION
from generator.pages.draft import DraftPage, draft
from generator.pages.leaving_rate import RATES, quoted_rates
from generator.pages.ministry import LEFT, offices_table, rate_of
from generator.pages.ministry_cells import (
    controlled_table,
    count_cell,
    flow_periods,
    flow_row,
    latest_years,
    legend,
    part_cell,
    state,
    told,
)
from generator.pages.outcomes import WHOLE, line_name
from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table, render_table
from intake.language import N_

FOLLOWED_AS: Final = {
    "listed": "listed", "reached": "reached", "interviewed": "interviewed", "accompanied": "accepts-support",
}  # fmt: skip
PREVENTION_AS: Final = {
    "interventions": "interventions", "pupils": "intervention-pupils", "offered": "intervention-offered",
    "taken-up": "intervention-taken-up",
}  # fmt: skip
"""The indicator whose name and definition each count has."""


def ministry_tables_page(view: View) -> DraftPage:
    """Return the page of tables."""
    page = view.at("tables.md")
    year, _ = latest_years(page)
    ministry = told(page)
    fragments: dict[str, Markup] = {"state": state(page)}
    if ministry.quarters:
        fragments |= {"legend": legend(page), "followed": render_table(_followed(page))}
    if year:
        fragments |= {
            "annual": render_table(_annual(page)),
            "offices": controlled_table(page, f"offices {year}", offices_table(page, year)),
            "lasting": controlled_table(page, f"lasting {year}", _lasting(page, year)),
            "prevention": render_table(_prevention(page)),
            "rates": render_table(_rates(page)),
        }
    return draft(page, "ministry_tables", page.text(N_("Tables of the year")), fragments, state=False)


def _annual(view: View) -> Table:
    years = told(view).years
    columns = (
        Column(view.text(N_("Persons who left school")), href=view.definition("annual")),
        *(Column(year, True) for year in years),
    )
    rows = tuple(
        Row((line_name(view, line), *(count_cell(view, year, "annual", line, strong=line in WHOLE) for year in years)))
        for line in LINES.codes
    )
    subtitle = view.text(
        N_("All offices; each person once a year, by the latest start, on the first line that applies on the year's "
           "last day. Left school = temporary + permanent + not reached."),
    )  # fmt: skip
    return Table("annual", view.text(N_("Annual table")), columns, rows, "", subtitle)


def _followed(view: View) -> Table:
    columns = (
        Column(view.text(N_("Quarter"))),
        *(Column(view.text(INDICATORS[FOLLOWED_AS[name]].name), True, href=view.definition(FOLLOWED_AS[name]))
          for name in FOLLOWED),
    )  # fmt: skip
    rows = tuple(
        flow_row(view, period, (count_cell(view, period, "listed"),
                                *(part_cell(view, period, name, "listed") for name in FOLLOWED[1:])))
        for period in flow_periods(view)
    )  # fmt: skip
    subtitle = view.text(
        N_("Youngsters by the quarter in which they were listed, and how far each had come when the quarter was "
           "published; shares of those listed."),
    )  # fmt: skip
    return Table("followed", view.text(N_("Listed, reached, interviewed, accompanied")), columns, rows, "", subtitle,
                 matrix=True)  # fmt: skip


def _lasting(view: View, year: str) -> Table:
    columns = (
        Column(view.text(N_("When"))), Column(view.text(N_("Asked about")), True),
        *(Column(view.text(entry.label), True) for entry in STANDING.entries),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(view.text(INDICATORS[f"lasting-{months}"].name), href=view.definition(f"lasting-{months}")),
            count_cell(view, year, "lasting", f"{months}"),
            *(part_cell(view, year, f"lasting {months} {code}", f"lasting {months}") for code in STANDING.codes),
        ))
        for months in FOLLOWED_MONTHS
    )  # fmt: skip
    subtitle = view.text(
        N_("Cases whose 6, 12 or 18 months since the first definite solution came round in {year}; the unknown stay in "
           "the base."),
        year=year,
    )  # fmt: skip
    return Table("lasting", view.text(N_("Whether solutions last")), columns, rows, "", subtitle, matrix=True)


def _prevention(view: View) -> Table:
    columns = (
        Column(view.text(N_("School year"))),
        *(Column(view.text(INDICATORS[PREVENTION_AS[name]].name), True, href=view.definition(PREVENTION_AS[name]))
          for name in PREVENTION),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(year), *(count_cell(view, year, name) for name in PREVENTION))) for year in told(view).years[::-1]
    )
    subtitle = view.text(N_("Interventions in classes (OSNA), the pupils present, and the support offered to them."))
    return Table("prevention", view.text(N_("Prevention")), columns, rows, "", subtitle, matrix=True)


def _rates(view: View) -> Table:
    columns = (
        Column(view.text(N_("School year")), card="title", card_label="none"),
        Column(view.text(N_("Left school")), True, href=view.definition("persons")),
        Column(view.text(N_("Pupils over compulsory school age")), True, card="line"),
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in RATES),
        Column(view.text(N_("As the ministry published it")), card="line"),
    )
    subtitle = view.text(
        N_("Leavers ÷ pupils over compulsory school age, the rule since 2021; effective: less those re-enrolled the "
           "next school year, told once that is closed. A published figure follows the rule named with it."),
    )  # fmt: skip
    title, empty = N_("Rate of school leaving"), N_("No school year yet.")
    return Table("rates", view.text(title), columns, tuple(_rate_rows(view)), view.text(empty), subtitle, cards=True)


def _rate_rows(view: View) -> Iterator[Row]:
    """The latest year first; a year of which we tell nothing stands there with what the ministry published of it."""
    quoted = quoted_rates(view)
    bases = {row["school_year"]: row for row in pupil_bases(view.facts.register).iter_rows(named=True)}
    ages = {year: row["compulsory_age"] for year, row in sorted(bases.items())}
    for year in sorted({*told(view).years, *quoted, *bases}, reverse=True):
        pupils, age = bases.get(year, {}).get("pupils"), ages.get(year)
        before = [one for earlier, one in ages.items() if earlier < year]
        raised = bool(before) and age is not None and age != before[-1]
        note = N_("a break in the series: compulsory to {age} from here on")
        yield Row((
            Cell(year, sub=view.text(note, age=age) if raised else ""),
            count_cell(view, year, *LEFT.split()) if year in told(view).years else Cell("–", quiet=True),
            Cell(view.count(pupils) if pupils else "–", sub=view.text(N_("over {age}"), age=age) if age else ""),
            *(_rate_cell(view, key, year, pupils) for key in RATES),
            _quoted_cell(quoted.get(year, [])),
        ))  # fmt: skip


def _rate_cell(view: View, key: str, year: str, pupils: int | None) -> Cell:
    rate = rate_of(view, key, year, pupils) if year in told(view).years else None
    return Cell("–", quiet=True) if rate is None else Cell(view.language.percent(rate, 1))


def _quoted_cell(cells: list[Cell]) -> Cell:
    if not cells:
        return Cell("–", quiet=True)
    return Cell(", ".join(one.text for one in cells), sub=" · ".join(dict.fromkeys(one.sub for one in cells)))
