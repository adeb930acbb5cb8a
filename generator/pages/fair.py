"""Shares told so that they can be compared: with base and interval, and in words where chance may explain them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from generator.comparing import Verdict, against_all, apart
from generator.facts import Figure
from generator.indicators.declared import INDICATORS
from generator.pages.assistance import share_cell
from generator.pages.office_charts import place
from generator.pages.verdicts import VERDICTS
from generator.pages.view import View
from generator.parts import Cell, Chip, ChipKind, Column, Row, Table
from intake.language import N_, Message

COMPARED: Final = ("reached", "situation-known", "timely-exits", "steps-successful")
"""The shares by which offices are drawn around the country."""
FOLLOWED: Final = ("letter-in-time", "reached", "interviewed", "situation-known", "timely-exits", "steps-successful",
                   "overdue")  # fmt: skip
"""The shares whose change is told."""

_CHIPS: Final[Mapping[Verdict, ChipKind]] = {"few": "outline", "perhaps-lower": "neutral", "perhaps-higher": "neutral"}


def standing_words(view: View, figure: Figure, everywhere: Figure) -> str:
    """Return in words how an office's share stands beside that of all offices."""
    return view.text(VERDICTS[against_all(figure, everywhere)])


def fair_cell(view: View, key: str, office: str) -> Cell:
    """Return a share with base and interval; a chip where there are too few, or where chance hardly explains it."""
    cell = share_cell(view, key, office)
    figure = view.facts.figure(key, office)
    verdict = against_all(figure, view.facts.figure(key)) if office else "alike"
    if verdict in ("none", "alike"):
        return cell
    return replace(cell, chip=Chip(view.text(VERDICTS[verdict]), _CHIPS.get(verdict, "info")))


def fair_column(view: View, label: Message, key: str) -> Column:
    """Return the column for `fair_cell`: on a phone's card a line of its own, since the chip needs it."""
    return Column(view.text(label), True, href=view.definition(key), card="line", card_label="beside")


def shares_table(view: View) -> Table:
    """Return the shares that are drawn as funnels, of each office, in the order of the reference workbook."""
    columns = (
        Column(view.text(N_("Office")), card="title", card_label="none"),
        *(Column(view.text(INDICATORS[key].name), True, href=view.definition(key)) for key in COMPARED),
    )

    def row(office: str, name: Cell) -> Row:
        return Row((name, *(fair_cell(view, key, office) for key in COMPARED)))

    offices = view.facts.offices
    rows = tuple(row(code, Cell(view.office(code), href=view.link(view.office_page(code)))) for code in offices)
    subtitle = view.text(
        N_("Each with its base and 95 % interval; a mark where chance hardly explains the difference from all offices, "
           "or where there are too few to tell; no mark: no clear difference. {day}."),
        day=view.on_today,
    )  # fmt: skip
    return Table(
        "shares", view.text(N_("Four shares, fairly compared")), columns, rows, view.text(N_("No office yet.")),
        subtitle, foot=row("", Cell(view.text(N_("All offices")))), matrix=True,
    )  # fmt: skip


def change_table(view: View, office: str) -> Table:
    """Return the shares followed, now, a month ago and a year ago, and how far apart they are."""
    heads = (N_("Now"), N_("A month ago"), N_("Change"), N_("A year ago"), N_("Change"))
    columns = (
        Column(view.text(N_("Share")), card="title", card_label="none"),
        *(Column(view.text(head), True) for head in heads),
    )
    rows = tuple(_change_row(view, key, office) for key in FOLLOWED)
    subtitle = view.text(
        N_("Points of per cent, from unrounded figures; what a school year counts is counted from its beginning to the "
           "same day. The cases of a month ago are among today's, so chance is judged against last year alone; "
           "{office}, {day}."),
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    return Table(
        "changes", view.text(N_("What has changed")), columns, rows, "", subtitle, cards=True,
    )  # fmt: skip


def _change_row(view: View, key: str, office: str) -> Row:
    now = view.facts.figure(key, office)
    month, year = view.facts.month_ago(key, office), view.facts.year_ago(key, office)
    name = Cell(view.text(INDICATORS[key].name), href=view.definition(key))
    clear = "" if year is None or not _told(now, year) else view.text(VERDICTS[apart(now, year)])
    return Row((
        name, share_cell(view, key, office), _then(view, month), _change(view, now, month), _then(view, year),
        replace(_change(view, now, year), sub=clear),
    ))  # fmt: skip


def _then(view: View, figure: Figure | None) -> Cell:
    if figure is None or not figure.base:
        return Cell("–", quiet=True)
    share = view.share(figure)
    aside = "" if share == view.of(figure) else view.text(N_("of {whole}"), whole=view.count(figure.base))
    return Cell(share, aside=aside)


def _change(view: View, now: Figure, before: Figure | None) -> Cell:
    return Cell(change_words(view, now, before), quiet=not _told(now, before))


def _told(now: Figure, before: Figure | None) -> bool:
    return before is not None and apart(now, before) not in ("none", "few")


def change_words(view: View, now: Figure, before: Figure | None) -> str:
    """Return a change in points of per cent, worked out from unrounded shares; in words where it can't be told."""
    if before is None or now.value is None or before.value is None:
        return "–"
    if apart(now, before) == "few":
        return view.text(VERDICTS["few"])
    points = 100 * (now.value - before.value)
    whole = round(points)
    if not whole:
        return view.text(N_("less than 1 point")) if points else view.text(N_("no change"))
    sign = "+" if whole > 0 else "−"
    return view.plural(
        N_("{change} point"), N_("{change} points"), abs(whole), change=f"{sign}{view.count(abs(whole))}"
    )
