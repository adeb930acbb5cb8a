"""A figure in a cell of a table: its number, which leads to the cases in it, and what is held back beside it."""

from generator.facts import Figure
from generator.pages.view import View
from generator.parts import Cell


def count_cell(
    view: View, key: str, office: str = "", breakdown: str = "", category: str = "", period: str | None = None
) -> Cell:
    """Return how many a figure counts."""
    return number_cell(view, view.facts.figure(key, office, period, breakdown, category))


def number_cell(view: View, figure: Figure, *, strong: bool = False) -> Cell:
    """Return a figure's numerator."""
    cases, held = view.cases_in(figure), view.held_beside(figure)
    return Cell(view.count(figure.numerator), strong=strong, cases=cases, held=held)
