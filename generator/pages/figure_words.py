"""A figure in words, as the page that lists its cases names it: what it counts, in which category, of when."""

from collections import Counter
from datetime import date
from typing import Final

from generator.annual_lines import line_of
from generator.annual_table import LINE
from generator.beside import BESIDE, GROUPS, MOVES, REASONS
from generator.facts import FigureKey
from generator.indicators.breakdowns import BREAKDOWNS, PHASE, STANDING, STAY
from generator.indicators.declared import INDICATORS
from generator.pages.assistance import breakdown_title, categories_of
from generator.pages.view import View
from intake import codes
from intake.codes import CodeList
from intake.language import N_, Message

PAIRS: dict[str, tuple[CodeList, CodeList]] = {
    "path-phase": (codes.GUARANTEE_PATH, PHASE),
    "stay-standing": (STAY, STANDING),
}
"""Breakdowns whose categories are a code of each of two lists, as in "job/signed"."""
BESIDE_NAMES: Final[dict[str, Message]] = {
    MOVES: N_("From the listing to six months on"),
    REASONS: N_("Main reason in the latest interview"),
    GROUPS: N_("Workshop groups"),
}
"""What is counted beside the indicators, as the pages name it."""
GROUP_NAMES: Final[dict[str, Message]] = {
    "participants": N_("Participants"),
    "still_in": N_("Still in the group"),
    "on_time": N_("On time"),
    "behind": N_("Behind"),
    "completed": N_("Completed"),
    "not_completed": N_("Not completed"),
    "left_early": N_("Left early"),
}
"""The counts of a group (`workshop_progress.GROUP_COUNTS`) in words."""


def figure_words(view: View, key: FigureKey) -> str:
    """Return what a figure is: "Reached, 2026/27 so far. Track: DAP"."""
    said = view.text(BESIDE_NAMES[key.indicator] if key.indicator in BESIDE else INDICATORS[key.indicator].name)
    words = view.text(N_("{figure}, {when}"), figure=said, when=period_words(view, key.period))
    category = _category_words(view, key.breakdown, key.category)
    return f"{words}. {category}" if category else words


def period_words(view: View, period: str) -> str:
    """Return a school year, a month or a day of a figure in words."""
    if "/" in period:
        return view.text(N_("{year} so far"), year=period) if period == view.facts.school_year else period
    if len(period) == len("2026-10"):
        return view.language.month(date.fromisoformat(f"{period}-01"))
    return view.date(date.fromisoformat(period))


def _category_words(view: View, breakdown: str, category: str) -> str:
    if not breakdown:
        return ""
    if breakdown == LINE:
        return view.text(line_of(category).label)
    if breakdown in (BESIDE[MOVES], BESIDE[GROUPS]):
        return _beside_words(view, breakdown, category)
    if breakdown in PAIRS:
        parts = zip(PAIRS[breakdown], category.split("/"), strict=True)
        return ", ".join(view.text(listed.label(code)) for listed, code in parts)
    if breakdown == "school":
        name = view.facts.schools.get(category) or view.text(N_("School abroad or not given"))
        return f"{view.text(N_('School'))}: {name}"
    name = dict(categories_of(view, breakdown)).get(category, category)
    title = breakdown_title(view, breakdown) if breakdown in {*BREAKDOWNS, "canton"} else breakdown
    return f"{title}: {name}"


def _beside_words(view: View, breakdown: str, category: str) -> str:
    first, _, last = category.rpartition("/")
    if breakdown == BESIDE[GROUPS]:
        return f"{first}: {view.text(GROUP_NAMES[last])}"
    return " → ".join(view.text(codes.SITUATION_GROUP.label(group)) for group in (first, last))


def members_words(view: View, key: FigureKey) -> str:
    """Return how many cases are in a figure and which it is; where it counts a case more than once, also how often."""
    members = view.facts.members_of(key)
    cases = len(Counter(members))
    figure = figure_words(view, key)
    if cases == len(members):
        return view.plural(N_("{n} case: {figure}."), N_("{n} cases: {figure}."), cases, figure=figure)
    counted = view.count(len(members))
    return view.plural(
        N_("{n} case, counted {counted} times: {figure}."), N_("{n} cases, counted {counted} times: {figure}."), cases,
        counted=counted, figure=figure,
    )  # fmt: skip
