"""The tiles that several pages show: each an indicator of today, its definition one click away."""

from dataclasses import replace
from datetime import timedelta

from generator.comparing import against_all
from generator.facts import Figure
from generator.indicators.declared import INDICATORS
from generator.pages.verdicts import VERDICTS
from generator.pages.view import GUARANTEE, PASSING_SOON, QUALITY, SMALL_BASE, View
from generator.parts import Tile
from intake.language import N_, Message


def share_tile(view: View, key: str, of: Message, office: str = "", *, late: bool = False) -> Tile:
    """Return a share: its percentage, or the count alone below a base of 10. `of` has {part} and {whole}."""
    figure = view.facts.figure(key, office)
    words = {"part": view.count(figure.numerator), "whole": view.count(figure.base or 0)}
    label, href = view.text(INDICATORS[key].name), view.definition(key)
    comparison, cases, held = compared(view, key, office), view.cases_in(figure), view.held_beside(figure)
    if not figure.base:
        return Tile(label, "–", "", view.text(of, **words), "", href, held=held)
    if figure.base < SMALL_BASE:
        unit = view.text(N_("of {whole}"), whole=words["whole"])
        return Tile(label, words["part"], unit, "", comparison, href, late=late, cases=cases, held=held)
    value = view.language.number(round(100 * figure.numerator / figure.base))
    base = f"{view.text(of, **words)} · {view.interval(figure)}"
    return Tile(label, value, "%", base, comparison, href, late=late, cases=cases, held=held)


def compared(view: View, key: str, office: str) -> str:
    """Return what a share is measured by: all offices for an office, else the same day a year ago.

    Beside all offices a difference is put into words, and so is a base too small for one.
    """
    if office:
        own, everywhere = view.facts.figure(key, office), view.facts.figure(key)
        verdict = against_all(own, everywhere)
        words = view.text(N_("all offices {share}"), share=view.share(everywhere))
        return words if verdict in ("none", "alike") else f"{words} · {view.text(VERDICTS[verdict])}"
    before = view.facts.year_ago(key)
    return view.text(N_("{share} a year ago"), share=view.share(before)) if before and before.base else ""


def open_tile(view: View, office: str = "") -> Tile:
    """Return the open cases, beside the closed ones that owe a follow-up."""
    now = view.facts.figure("open-cases", office)
    owed = view.facts.figure("follow-ups-owed", office).numerator
    base = view.plural(N_("{n} closed to follow up"), N_("{n} closed to follow up"), owed)
    comparison = _cases_a_post(view, office) if office else _since_a_year(view, "open-cases", now)
    label = view.text(INDICATORS["open-cases"].name)
    return _count(view, now, label, base, comparison)


def _cases_a_post(view: View, office: str) -> str:
    own, everywhere = (view.facts.figure("cases-a-post", one) for one in (office, ""))
    if own.value is None or everywhere.value is None:
        return ""
    values = {"own": view.count(own.value), "everywhere": view.count(everywhere.value)}
    return view.text(N_("{own} a post; all offices {everywhere}"), **values)


def _since_a_year(view: View, key: str, now: Figure) -> str:
    before = view.facts.year_ago(key)
    if before is None:
        return ""
    more = round(now.numerator - before.numerator)
    if more == 0:
        return view.text(N_("as many as a year ago"))
    if more > 0:
        return view.plural(N_("{n} more than a year ago"), N_("{n} more than a year ago"), more)
    return view.plural(N_("{n} fewer than a year ago"), N_("{n} fewer than a year ago"), -more)


def overdue_tile(view: View, office: str = "") -> Tile:
    """Return the open cases whose next action is overdue; one to act on when there are any."""
    figure = view.facts.figure("overdue", office)
    base = _of_open_cases(view, figure)
    if (figure.base or 0) >= SMALL_BASE:
        base = view.text(N_("{share} of open cases"), share=f"{view.share(figure)} ({view.interval(figure)})")
    label, late = view.text(N_("Overdue next actions")), figure.numerator > 0
    return replace(_count(view, figure, label, base, compared(view, "overdue", office)), late=late)


def _of_open_cases(view: View, figure: Figure) -> str:
    return view.plural(N_("of {n} open case"), N_("of {n} open cases"), figure.base or 0)


def past_tile(view: View, office: str = "") -> Tile:
    """Return the open cases that have waited more than four months for an offer."""
    figure = view.facts.figure("past-four-months", office)
    base = _of_open_cases(view, figure)
    soon = view.facts.figure("passing-soon", office).numerator
    until = view.short(view.today + timedelta(days=view.facts.settings.guarantee.soon_days))
    more = view.plural(N_("{n} more by {day}"), N_("{n} more by {day}"), soon, day=until)
    interval = view.interval(figure)
    comparison = f"{view.share(figure)} ({interval}) · {more}" if interval else more
    label = view.text(N_("No offer in four months"))
    href = view.caseload(office, clock="soon") if office else view.link(GUARANTEE, PASSING_SOON)
    return replace(_count(view, figure, label, base, comparison), comparison_href=href if soon else None)


def reached_tile(view: View, office: str = "") -> Tile:
    """Return the share of those listed in the school year who were reached."""
    return share_tile(view, "reached", N_("{part} of {whole} listed"), office)


def held_tile(view: View, office: str) -> Tile:
    """Return the rows held back of an office's workbooks, and the cases that are in no figure for it."""
    status = view.facts.status_of(office)
    rows, cases = (status.rows_held, status.cases_held) if status else (0, 0)
    unit = view.plural(N_("row"), N_("rows"), rows)
    base = view.plural(N_("{n} case not counted"), N_("{n} cases not counted"), cases)
    mend = view.text(N_("what to mend")) if rows else ""
    href = view.link(QUALITY, "problems") if rows else None
    label = view.text(N_("Held back"))
    return Tile(label, view.count(rows), unit, base, mend, view.definition("held-back"), href, late=rows > 0)


def count_tile(view: View, key: str, base: str = "", comparison: str = "", office: str = "") -> Tile:
    """Return a count with the words beneath it."""
    figure = view.facts.figure(key, office)
    return _count(view, figure, view.text(INDICATORS[key].name), base, comparison)


def _count(view: View, figure: Figure, label: str, base: str, comparison: str) -> Tile:
    """A count, which leads to the cases in it, with what is held back beside it."""
    href = view.definition(figure.key.indicator) if figure.key else None
    cases, held = view.cases_in(figure), view.held_beside(figure)
    return Tile(label, view.count(figure.numerator), "", base, comparison, href, cases=cases, held=held)
