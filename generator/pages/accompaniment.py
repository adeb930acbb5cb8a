"""Accompaniment: how long cases have been open, by which steps they are accompanied, and what comes of them."""

from typing import Final

from generator.charts.bars import Bar, Column, Columns, HorizontalBars
from generator.charts.figure import Chart
from generator.facts import Figure
from generator.indicators.accompaniment import REFERRALS
from generator.indicators.breakdowns import OPEN_FOR
from generator.indicators.declared import INDICATORS
from generator.pages.assistance import share_cell
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_cells import count_cell, number_cell
from generator.pages.nav import office_links
from generator.pages.office_charts import place
from generator.pages.tiles import count_tile, open_tile, overdue_tile, share_tile
from generator.pages.view import View
from generator.parts import Cell, Row, Table, Tile, render_table, render_tiles
from generator.parts import Column as TableColumn
from intake import codes
from intake.language import N_, NP_

BY_OFFICE: Final = ("accompanied", "plan-with-alternative", "steps-successful", "overdue")


def accompaniment_page(view: View) -> DraftPage:
    """Return the accompaniment of the whole service."""
    page = view.at("accompaniment.md")
    fragments = {**_fragments(page, ""), "offices": render_table(_offices(page))}
    return draft(page, "accompaniment", page.text(N_("Accompaniment")), fragments, _charts(page, ""))


def office_accompaniment_page(view: View, office: str) -> DraftPage:
    """Return the accompaniment of an office."""
    page = view.at(view.office_page(office, "accompaniment"))
    fragments = {"links": office_links(page, office, "accompaniment"), **_fragments(page, office)}
    title = page.text(N_("Office {office}: accompaniment"), office=page.office(office))
    return draft(page, "accompaniment", title, fragments, _charts(page, office), office=office)


def _fragments(view: View, office: str) -> dict[str, str]:
    return {
        "tiles": render_tiles(_tiles(view, office)),
        "steps": render_table(_steps_table(view, office)),
        "referrals": render_table(_referrals_table(view, office)),
    }


def _charts(view: View, office: str) -> dict[str, tuple[Chart, ...]]:
    return {"charts": (open_for(view, office), steps_under_way(view, office))}


def _tiles(view: View, office: str) -> list[Tile]:
    cases = N_("{part} of {whole} open cases")
    return [
        open_tile(view, office),
        overdue_tile(view, office),
        share_tile(view, "accompanied", cases, office),
        count_tile(view, "steps-under-way", view.text(N_("in open cases")), office=office),
        share_tile(view, "plan-with-alternative", N_("{part} of {whole} with a plan"), office),
        share_tile(view, "steps-successful", N_("{part} of {whole} ended"), office),
    ]


def open_for(view: View, office: str) -> Chart:
    """Return how long the open cases have been open."""
    counted = [
        (entry, view.facts.figure("open-cases", office, breakdown=OPEN_FOR.key, category=entry.code))
        for entry in OPEN_FOR.entries
    ]
    columns = tuple(
        Column(view.text(SHORT_AGES[entry.code]), one.numerator, view.count(one.numerator)) for entry, one in counted
    )
    spec = Columns(columns if any(one.numerator for _, one in counted) else (), view.text(N_("No open case.")))
    subtitle = view.text(N_("open cases by months since they were opened; {office}, {day}"),
                         office=place(view, office), day=view.on_today)  # fmt: skip
    headers = (view.text(OPEN_FOR.title), view.text(N_("Open cases")))
    rows = tuple((view.text(entry.label), view.linked_count(one)) for entry, one in counted)
    return view.chart("ages", spec, view.text(N_("How long cases have been open")), subtitle, headers, rows)


SHORT_AGES: Final = {
    "months-3": NP_("open-for-short", "0–3"),
    "months-6": NP_("open-for-short", "3–6"),
    "months-12": NP_("open-for-short", "6–12"),
    "months-24": NP_("open-for-short", "12–24"),
    "over-24": NP_("open-for-short", "24+"),
}


def steps_under_way(view: View, office: str) -> Chart:
    """Return which steps are under way, the most frequent first."""
    counted = [(view.text(entry.label), _step_figure(view, "steps-under-way", office, entry.code))
               for entry in codes.STEP.entries]  # fmt: skip
    most_first = sorted(((name, one.numerator) for name, one in counted), key=lambda pair: -pair[1])
    spec = HorizontalBars(
        tuple(Bar(name, n, view.count(n)) for name, n in most_first if n), view.text(N_("No step is under way."))
    )
    subtitle = view.text(N_("steps of open cases not ended; {office}, {day}"), office=place(view, office),
                         day=view.on_today)  # fmt: skip
    headers = (view.text(N_("Step")), view.text(INDICATORS["steps-under-way"].name))
    rows = tuple((name, view.linked_count(one)) for name, one in counted)
    return view.chart("steps", spec, view.text(N_("Steps under way by kind")), subtitle, headers, rows)


def _step_figure(view: View, key: str, office: str, step: str) -> Figure:
    return view.facts.figure(key, office, breakdown="step", category=step)


def _steps_table(view: View, office: str) -> Table:
    columns = (
        TableColumn(view.text(N_("Step")), card="title", card_label="none"),
        *(TableColumn(view.text(INDICATORS[key].name), True, href=view.definition(key))
          for key in ("steps-under-way", "steps-successful")),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(view.text(entry.label)),
            number_cell(view, _step_figure(view, "steps-under-way", office, entry.code)),
            share_cell(view, "steps-successful", office, "step", entry.code),
        ))
        for entry in codes.STEP.entries
    )  # fmt: skip
    subtitle = view.text(
        N_("Under way on {day}; successful of those ended since {month}, with the 95 % interval; {office}."),
        day=view.on_today, month=view.since, office=place(view, office),
    )  # fmt: skip
    foot = Row((
        Cell(view.text(N_("All steps"))), count_cell(view, "steps-under-way", office),
        share_cell(view, "steps-successful", office),
    ))  # fmt: skip
    return Table(
        "by-step", view.text(N_("What comes of the steps")), columns, rows, "", subtitle, foot=foot, cards=True
    )


def _referrals_table(view: View, office: str) -> Table:
    columns = (TableColumn(view.text(N_("Referral"))), TableColumn(view.text(INDICATORS["referrals"].name), True,
               href=view.definition("referrals")), TableColumn(view.text(N_("Share")), True))  # fmt: skip
    all_of_them = view.facts.figure("referrals", office).numerator
    kinds = [(view.text(codes.STEP.label(code)), "step", code) for code in REFERRALS]
    results = [(view.text(entry.label), "step-result", entry.code) for entry in codes.STEP_RESULT.entries]
    rows = [
        Row((Cell(name, quiet=breakdown == "step-result"), number_cell(view, one),
             Cell(view.of_whole(one.numerator, all_of_them))))
        for name, breakdown, code in (*kinds, *results)
        for one in (view.facts.figure("referrals", office, breakdown=breakdown, category=code),)
        if one.numerator
    ]  # fmt: skip
    subtitle = view.text(
        N_("Begun since {month}, by kind and by what has come of them; counts only; {office}, {day}."),
        month=view.since, office=place(view, office), day=view.on_today,
    )  # fmt: skip
    foot = Row((Cell(view.text(N_("All referrals"))), count_cell(view, "referrals", office), Cell("")))
    return Table(
        "referrals", view.text(N_("Referrals to other services")), columns, tuple(rows),
        view.text(N_("Nobody has been referred yet.")), subtitle, foot=foot, matrix=True,
    )  # fmt: skip


def _offices(view: View) -> Table:
    columns = (
        TableColumn(view.text(N_("Office")), card="title", card_label="none"),
        *(TableColumn(view.text(INDICATORS[key].name), True, href=view.definition(key))
          for key in ("open-cases", "cases-a-post", *BY_OFFICE)),
    )  # fmt: skip

    def row(office: str, name: Cell) -> Row:
        a_post = view.facts.figure("cases-a-post", office).value
        counts = (count_cell(view, "open-cases", office), Cell("–" if a_post is None else view.count(a_post)))
        return Row((name, *counts, *(share_cell(view, key, office) for key in BY_OFFICE)))

    rows = tuple(
        row(code, Cell(view.office(code), href=view.link(view.office_page(code, "accompaniment"))))
        for code in view.facts.offices
    )
    subtitle = view.text(
        N_("On {day}; successful of the steps ended since {month}; beneath each share its 95 % interval."),
        day=view.on_today, month=view.since,
    )  # fmt: skip
    return Table(
        "offices", view.text(N_("Accompaniment by office")), columns, rows, view.text(N_("No office yet.")), subtitle,
        foot=row("", Cell(view.text(N_("All offices")))), matrix=True,
    )  # fmt: skip
