"""What changed with each office's latest workbook since the one before it, in words and by sheet."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from generator.pages.view import View
from generator.parts import Cell, Column, Row, Table
from intake.language import N_, Language
from intake.problems import sheet_title
from intake.register import CHANGES_COUNTED, latest_changes
from intake.settings import SERVICE_TIME


def changes_in_words(numbers: Mapping[str, Any], language: Language) -> str:
    """Return what changed, as in "12 added, 3 changed, 1 gone since 12 October 2026".

    `numbers` are rows by `intake.register.CHANGES_COUNTED`; `since` is when the workbook before was received, in UTC.
    """
    since = datetime.datetime.fromisoformat(numbers["since"]).astimezone(SERVICE_TIME).date()
    said = language.text(
        N_("{added} added, {changed} changed, {vanished} gone since {day}"),
        day=language.date(since),
        **{name: language.number(numbers[name]) for name in ("added", "changed", "vanished")},
    )
    if not numbers["kept"]:
        return said
    kept = language.plural(
        N_("{n} row kept from an older workbook"), N_("{n} rows kept from an older workbook"), numbers["kept"]
    )
    return f"{said} · {kept}"


def words_of(view: View, changes: pl.DataFrame) -> str:
    """Return in words what the rows of `Changes` of one workbook add up to; nothing without any."""
    if changes.is_empty():
        return ""
    numbers = {name: int(changes[name].sum()) for name in CHANGES_COUNTED}
    return changes_in_words({**numbers, "since": changes["previous_at"][0].isoformat()}, view.language)


def changes_table(view: View) -> Table:
    """Return the changes by office and sheet; sheets on which nothing changed are left out."""
    office = Column(view.text(N_("Office")), choose=True, card="title", card_label="none")
    columns = (
        *([office] if view.is_coordination else []),
        Column(view.text(N_("Sheet")), card="half" if view.is_coordination else "title"),
        Column(view.text(N_("Workbook before"))),
        Column(view.text(N_("Rows before")), True),
        Column(view.text(N_("Added")), True), Column(view.text(N_("Changed")), True),
        Column(view.text(N_("Gone")), True), Column(view.text(N_("Kept")), True),
    )  # fmt: skip
    title = view.text(N_("What changed since the workbook before"))
    subtitle = view.text(
        N_(
            "Rows of the latest workbook against the one that stood before it, by case and date. Kept: rows of a later"
            " monthly list that it could not hold, taken from the older one."
        )
    )
    empty = view.text(N_("Nothing has changed, or there is no workbook before."))
    return Table("changes", title, columns, tuple(_rows(view)), empty, subtitle, cards=True)


def _rows(view: View) -> Iterator[Row]:
    for office in view.facts.statuses:
        changed = latest_changes(view.facts.register, office).filter(pl.sum_horizontal(CHANGES_COUNTED) > 0)
        for one in changed.iter_rows(named=True):
            name = [Cell(view.office(office))] if view.is_coordination else []
            before = one["previous_at"].astimezone(SERVICE_TIME).date()
            numbers = (Cell(view.count(one[name]), quiet=not one[name]) for name in ("before", *CHANGES_COUNTED))
            yield Row((*name, Cell(view.text(sheet_title("office", one["sheet"]))), Cell(view.short(before)), *numbers))
