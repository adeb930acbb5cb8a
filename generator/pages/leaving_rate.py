"""The rate of school leaving by today's definition, a school year a row, with what the ministry published beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from generator.facts import Figure
from generator.indicators.declared import INDICATORS
from generator.indicators.leaving_rate import pupil_bases
from generator.pages.figure_cells import number_cell
from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table
from intake.language import N_
from intake.settings import school_year_bounds
from intake.tables.reference import Published

RATES: Final = ("leaving-rate", "effective-leaving-rate")
RATE_WORDS: Final = ("rate", "taux", "quote")
"""A published figure that names one of these is quoted beside; all of them stand in the table of published figures."""


@dataclass(frozen=True)
class Year:
    """A school year of the table: who left, the base as stated, and whether schooling is compulsory for longer now."""

    name: str
    leavers: int | None
    pupils: int | None
    age: int | None
    raised: bool


def rate_table(view: View) -> Table:
    """Return the rate of each school year with its base; where there is none, why; a break in the series in words."""
    columns = (
        Column(view.text(N_("School year")), card="title", card_label="none", nowrap=True),
        Column(view.text(N_("Left school")), True, href=view.definition("persons")),
        Column(view.text(N_("Pupils over compulsory school age")), True),
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key), card="line") for key in RATES),
        Column(view.text(N_("As the ministry published it")), card="line"),
    )
    quoted = quoted_rates(view)
    rows = tuple(Row(tuple(_cells(view, year, quoted.get(year.name, [])))) for year in _years(view, quoted))
    subtitle = view.text(
        N_("Leavers ÷ pupils over compulsory school age, the ministry's rule since 2021; effective: less those "
           "re-enrolled the next school year. Beneath each rate its 95 % interval. A published figure follows the rule "
           "named with it; {day}."),
        day=view.on_today,
    )  # fmt: skip
    title, empty = N_("Rate of school leaving"), N_("No school year yet.")
    return Table("rates", view.text(title), columns, rows, view.text(empty), subtitle, matrix=True)


def _years(view: View, quoted: dict[str, list[Cell]]) -> list[Year]:
    """Every school year with leavers, a row on the sheet Pupils or a published rate, the latest first."""
    whole = view.facts.rows("annual", office="", month="", line="left-school")
    leavers = dict(whole.select("school_year", "persons").iter_rows())
    bases = {row["school_year"]: row for row in pupil_bases(view.facts.register).iter_rows(named=True)}
    years, age = [], None
    for name in sorted({*leavers, *bases, *quoted}):
        base: dict[str, Any] = bases.get(name, {})
        now = base.get("compulsory_age")
        raised = age is not None and now is not None and now != age
        years.append(Year(name, leavers.get(name), base.get("pupils"), now, raised))
        age = now or age
    return years[::-1]


def _cells(view: View, year: Year, quoted: list[Cell]) -> Iterator[Cell]:
    told = view.text(N_("a break in the series: compulsory to {age} from here on"), age=year.age) if year.raised else ""
    yield Cell(year.name, sub=told)
    left = view.facts.line_figure("left-school", year=year.name)
    yield Cell("–", quiet=True) if year.leavers is None else number_cell(view, left)
    to = view.text(N_("over {age}"), age=year.age) if year.age else ""
    yield Cell("–" if year.pupils is None else view.count(year.pupils), sub=to)
    rates = [view.facts.figure(key, period=year.name) for key in RATES]
    for figure in rates:
        yield _rate_cell(view, figure) if figure.base else Cell(_why_none(view, year), quiet=True)
    if not quoted:
        yield Cell("–", quiet=True)
    else:
        yield Cell(", ".join(cell.text for cell in quoted), sub=" · ".join(dict.fromkeys(cell.sub for cell in quoted)))


def _rate_cell(view: View, figure: Figure) -> Cell:
    low, high = 100 * (figure.low or 0), figure.high or 0
    interval = view.text(N_("{low} to {high}"), low=view.language.number(low, 1), high=view.language.percent(high, 1))
    return Cell(view.language.percent(figure.value or 0, 1), sub=f"{view.of(figure)} · {interval}")


def _why_none(view: View, year: Year) -> str:
    if year.leavers is None:
        return view.text(N_("not counted here"))
    if school_year_bounds(year.name, view.facts.settings.year)[1] >= view.today:
        return view.text(N_("the year is not over"))
    if not year.pupils:
        return view.text(N_("no rate: base missing"))
    return view.text(N_("no rate: fewer pupils than leavers")) if year.leavers else view.text(N_("nobody left"))


def quoted_rates(view: View) -> dict[str, list[Cell]]:
    """Return the published rates by school year, each with the rule by which it was counted."""
    quoted: dict[str, list[Cell]] = {}
    table = view.facts.register.table(Published).sort("school_year", "row")
    for figure, year, value, rule in table.select("figure", "school_year", "value", "definition").iter_rows():
        if any(word in figure.casefold() for word in RATE_WORDS):
            quoted.setdefault(year, []).append(Cell(view.language.number(value), sub=rule))
    return quoted
