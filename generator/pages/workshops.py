"""The workshop "Yes, ech wëll": all groups, one group with its participants, and an office's own participants."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from generator.beside import GROUPS, category_of
from generator.charts.figure import Chart
from generator.charts.style import Tick
from generator.charts.workshop import Participant, PlannedStep, StepDone, WorkshopSteps
from generator.facts import Figure
from generator.indicators.breakdowns import WORKSHOP_VERDICT
from generator.pages.draft import DraftPage, draft
from generator.pages.figure_cells import number_cell
from generator.pages.nav import office_links
from generator.pages.tiles import share_tile
from generator.pages.view import View
from generator.pages.workshop_outcomes import candidates_table, conditions_table, leaving_table, stay_table
from generator.parts import Cell, Chip, Column, Row, Table, Tile, render_table, render_tiles
from intake import codes
from intake.language import N_, NP_
from intake.tables.programmes import WORKSHOP_STEPS

SHORT_STEPS = (
    NP_("step-short", "sense of work"),
    NP_("step-short", "my role"),
    NP_("step-short", "how they see me"),
    NP_("step-short", "in a company"),
    NP_("step-short", "motivation"),
)
"""The five steps in two or three words, for the head of a chart."""
INDEX = "workshops/index.md"


def workshops_page(view: View) -> DraftPage:
    """Return the page of all groups, the latest first."""
    page = view.at(INDEX)
    fragments = {
        "tiles": render_tiles(_service_tiles(page)), "groups": render_table(_groups_table(page)),
        "conditions": render_table(conditions_table(page)), "stay": render_table(stay_table(page, "")),
        "leaving": render_table(leaving_table(page, "")),
    }  # fmt: skip
    return draft(page, "workshops", page.text(N_("Workshop groups")), fragments)


def office_workshop_page(view: View, office: str) -> DraftPage:
    """Return an office's own participants, group by group."""
    page = view.at(view.office_page(office, "workshop"))
    own = page.facts.rows("progress", office=office)
    fragments = {
        "links": office_links(page, office, "workshop"),
        "participants": render_table(_participants_table(page, own, with_group=True)),
        "candidates": render_table(candidates_table(page, office)),
        "stay": render_table(stay_table(page, office)),
        "leaving": render_table(leaving_table(page, office)),
    }
    title = page.text(N_("Office {office}: workshop"), office=page.office(office))
    return draft(page, "office_workshop", title, fragments, office=office)


def group_page(view: View, name: str) -> DraftPage:
    """Return the page of a group, with those participants whom the reader may see."""
    page = view.at(view.group_page(name))
    (group,) = page.facts.rows("groups", workshop=name).iter_rows(named=True)
    own = page.facts.rows("progress", workshop=name).sort("case")
    fragments = {
        "tiles": render_tiles(_group_tiles(page, group, own)),
        "participants": render_table(_participants_table(page, own)),
    }
    title = page.text(N_("Workshop {group} “Yes, ech wëll”"), group=name)
    charts = {"steps": (_steps_chart(page, group, list(own.iter_rows(named=True))),)}
    within = INDEX if page.is_coordination else page.office_page(str(page.audience.office), "workshop")
    return draft(page, "group", title, fragments, charts, within=within, own_only=not page.is_coordination)


def _service_tiles(view: View) -> list[Tile]:
    running = view.facts.groups.filter(pl.col("state") == "running")
    still = int(running["still_in"].sum())
    coming = view.facts.groups.filter(pl.col("state") == "not-started").sort("starts_on")
    free = int((coming["places"] - coming["participants"]).sum())
    total = view.facts.figure("workshop-participants")
    # Behind are participants of groups that run now alone, and those are groups of the school year.
    behind = view.facts.figure("workshop-participants", breakdown="verdict", category="behind")
    gone = view.facts.figure("workshop-participants", breakdown="verdict", category="left-early").numerator
    href = view.definition("workshop-participants")
    starts = view.text(N_("next starts {day}"), day=view.short(coming["starts_on"][0])) if len(coming) else ""
    of_still = view.text(N_("of {n} still in a group"), n=view.count(still))
    ran = view.facts.figure("workshop-groups").numerator
    year = view.plural(N_("in {n} group of {year}"), N_("in {n} groups of {year}"), ran, year=view.facts.school_year)
    left = view.text(N_("{n} left early"), n=view.count(gone))
    still_in = view.plural(N_("{n} still in"), N_("{n} still in"), still)
    return [
        Tile(view.text(N_("Participants")), view.count(total.numerator), "", year, left, href,
             cases=view.cases_in(total), held=view.held_beside(total)),
        Tile(view.text(N_("Groups now")), view.count(running.height), "", still_in, "", href),
        Tile(view.text(N_("Behind")), view.count(behind.numerator), "", of_still, "", href,
             late=behind.numerator > 0, cases=view.cases_in(behind), held=view.held_beside(behind)),
        Tile(view.text(N_("Free places")), view.count(max(free, 0)), "",
             view.plural(N_("in {n} coming group"), N_("in {n} coming groups"), coming.height), starts, href),
        share_tile(view, "workshop-places", N_("{part} of {whole} places")),
        share_tile(view, "workshop-attendance", N_("{part} of {whole} days")),
    ]  # fmt: skip


def _groups_table(view: View) -> Table:
    columns = (
        Column(view.text(N_("Group")), nowrap=True, card="title", card_label="none"),
        Column(view.text(N_("State")), card="corner", card_label="none"),
        Column(view.text(N_("Place"))), Column(view.text(N_("From"))), Column(view.text(N_("To"))),
        Column(view.text(N_("Participants")), True), Column(view.text(N_("On time")), True),
        Column(view.text(N_("Behind")), True), Column(view.text(N_("Completed")), True),
        Column(view.text(N_("Left early")), True), Column(view.text(N_("Days held")), True),
    )  # fmt: skip
    rows = tuple(Row(tuple(_group_cells(view, group))) for group in view.facts.groups.iter_rows(named=True))
    return Table(
        "groups", view.text(N_("Groups")), columns, rows, view.text(N_("No group yet.")),
        view.text(N_("The latest first; {day}."), day=view.on_today), cards=True,
    )  # fmt: skip


def _group_cells(view: View, group: dict[str, Any]) -> Iterator[Cell]:
    yield Cell(group["workshop"], href=view.link(view.group_page(group["workshop"])))
    yield _group_state(view, group)
    yield Cell(group["place"] or "–")
    yield Cell(view.short(group["starts_on"]))
    yield Cell(view.short(group["ends_on"]))
    places = view.text(N_("of {whole}"), whole=view.count(group["places"])) if view.is_coordination else ""
    yield replace(number_cell(view, _counted(view, group, "participants")), aside=places)
    for name in ("on_time", "behind", "completed", "left_early"):
        yield number_cell(view, _counted(view, group, name))
    yield Cell("–", quiet=True) if group["days_held"] is None else Cell(view.count(group["days_held"]))


def _counted(view: View, group: dict[str, Any], name: str) -> Figure:
    """A count of a group, with the key of the cases in it: the reader's own, or those of all offices."""
    category = category_of(group["workshop"], name)
    return view.facts.beside_figure(GROUPS, group[name], category, view.audience.office or "")


def _group_tile(view: View, group: dict[str, Any], name: str, label: str, base: str, more: str = "") -> Tile:
    figure, href = _counted(view, group, name), view.definition("workshop-participants")
    cases, held = view.cases_in(figure), view.held_beside(figure)
    late = name == "behind" and figure.numerator > 0
    return Tile(label, view.count(figure.numerator), "", base, more, href, late=late, cases=cases, held=held)


def _group_state(view: View, group: dict[str, Any]) -> Cell:
    if group["state"] == "running" and group["behind"]:
        return Cell(chip=Chip(view.text(N_("{n} behind"), n=view.count(group["behind"])), "late"))
    words = {"not-started": N_("not started"), "running": N_("running"), "ended": N_("ended")}[group["state"]]
    if group["state"] == "not-started":
        return Cell(chip=Chip(view.text(words), "info"))
    return Cell(view.text(words), quiet=True)


def _group_tiles(view: View, group: dict[str, Any], participants: pl.DataFrame) -> list[Tile]:
    href = view.definition("workshop-participants")
    of_still = view.text(N_("of {n} still in the group"), n=view.count(group["still_in"]))
    places = view.plural(N_("of {n} place"), N_("of {n} places"), group["places"])
    own = places if view.is_coordination else view.text(N_("of your office"))
    values = {"still": view.count(group["still_in"]), "gone": view.count(group["left_early"])}
    over = group["state"] == "ended"
    done, done_label = ("completed", N_("Completed")) if over else ("on_time", N_("On time"))
    oldest = participants.filter(pl.col("verdict") == "behind")["next_due_on"].min()
    since = view.text(N_("oldest step due {day}"), day=view.short(oldest)) if isinstance(oldest, date) else ""
    term = view.text(N_("{start} to {end}"), start=view.short(group["starts_on"]), end=view.short(group["ends_on"]))
    held = group["days_held"]
    return [
        _group_tile(view, group, "participants", view.text(N_("Participants")), own,
                    view.text(N_("{still} in the group, {gone} left early"), **values)),
        _group_tile(view, group, done, view.text(done_label), of_still),
        _group_tile(view, group, "behind", view.text(N_("Behind")), of_still, since),
        Tile(view.text(N_("Held")), "–" if held is None else view.count(held),
             view.plural(N_("day"), N_("days"), held or 0), term, group["place"] or "", href),
    ]  # fmt: skip


def _participants_table(view: View, participants: pl.DataFrame, *, with_group: bool = False) -> Table:
    columns = (
        Column(view.text(N_("Case")), nowrap=True, card="title", card_label="none"),
        Column(view.text(N_("State")), card="corner", card_label="none"),
        *([Column(view.text(N_("Group")), nowrap=True)] if with_group else []),
        *(Column(f"{place} {view.text(step)}") for place, step in enumerate(SHORT_STEPS, 1)),
    )
    rows = tuple(
        Row(tuple(_participant_cells(view, one, with_group=with_group)))
        for one in participants.sort("starts_on", "workshop", "case", descending=[True, False, False]).iter_rows(
            named=True
        )
    )
    return Table(
        "participants", view.text(N_("Steps done")), columns, rows, view.text(N_("No participant yet.")),
        view.text(N_("The day on which each step was done; {day}."), day=view.on_today), matrix=True,
    )  # fmt: skip


def _participant_cells(view: View, one: dict[str, Any], *, with_group: bool) -> Iterator[Cell]:
    yield Cell(one["case"])
    yield _verdict_cell(view, one)
    if with_group:
        yield Cell(one["workshop"], href=view.link(view.group_page(one["workshop"])))
    gone = one["verdict"] in ("left-early", "not-completed")
    for step in range(1, len(WORKSHOP_STEPS) + 1):
        done = one[f"step_{step}_on"]
        missing = Cell("–" if gone else view.text(N_("not yet")), quiet=True)
        yield Cell(view.short(done)) if done else missing


def _verdict_cell(view: View, one: dict[str, Any]) -> Cell:
    verdict, label = one["verdict"], view.inside(WORKSHOP_VERDICT.label(one["verdict"]))
    if verdict == "behind":
        return Cell(chip=Chip(view.plural(N_("{n} day late"), N_("{n} days late"), one["days_late"]), "late"))
    if verdict == "due-soon":
        return Cell(chip=Chip(view.text(N_("due {day}"), day=view.short(one["next_due_on"])), "soon"))
    if verdict in ("left-early", "not-completed"):
        return Cell(chip=Chip(label, "outline"), sub=_reason(view, one))
    return Cell(label, quiet=True)


def _reason(view: View, one: dict[str, Any]) -> str:
    reason = one.get("leaving_reason")
    return view.text(codes.LEAVING_WORKSHOP.label(reason)) if reason else ""


def _steps_chart(view: View, group: dict[str, Any], participants: list[dict[str, Any]]) -> Chart:
    running = group["starts_on"] <= view.today <= group["ends_on"]
    ticks = pl.date_range(group["starts_on"], group["ends_on"], "1mo", eager=True).to_list()
    spec = WorkshopSteps(
        _plan(view, group), tuple(_drawn(view, one) for one in participants), view.today if running else None,
        view.text(N_("today")), tuple(Tick(day.toordinal(), view.short(day)) for day in ticks),
        view.text(N_("No participant yet.")),
    )  # fmt: skip
    headers = (view.text(N_("Case")), *(view.text(N_("Step {n}"), n=n) for n in range(1, len(WORKSHOP_STEPS) + 1)))
    rows = tuple(
        (one["case"], *(view.short(day) if (day := one[f"step_{n}_on"]) else "–" for n in range(1, len(headers))))
        for one in participants
    )
    subtitle = view.text(
        N_("one line a participant; a numbered dot is the day a step was done; bands are the planned weeks; {day}"),
        day=view.on_today,
    )  # fmt: skip
    title = view.text(N_("Steps done by each participant, against the plan"))
    return view.chart("steps", spec, title, subtitle, headers, rows, "full")


def _plan(view: View, group: dict[str, Any]) -> tuple[PlannedStep, ...]:
    """The five steps at equal fifths of the group's time, as `workshop_progress` counts them."""
    whole, steps = (group["ends_on"] - group["starts_on"]).days, len(SHORT_STEPS)
    ends = [group["starts_on"] + timedelta(days=round(whole * step / steps)) for step in range(steps + 1)]
    return tuple(
        PlannedStep(view.text(N_("Step {n}"), n=step), view.text(about), str(step), ends[step - 1], ends[step])
        for step, about in enumerate(SHORT_STEPS, 1)
    )


def _drawn(view: View, one: dict[str, Any]) -> Participant:
    numbers = range(1, len(SHORT_STEPS) + 1)
    steps = tuple(StepDone(str(n), one[f"step_{n}_on"]) for n in numbers if one[f"step_{n}_on"])
    verdict = one["verdict"]
    words = view.inside(WORKSHOP_VERDICT.label(verdict))
    if verdict in ("behind", "due-soon"):
        message = N_("step {n} was due {day}") if verdict == "behind" else N_("step {n} due {day}")
        words = view.text(message, n=one["next_step"], day=view.short(one["next_due_on"]))
    elif verdict == "left-early":
        reason = one.get("leaving_reason")
        said = view.inside(codes.LEAVING_WORKSHOP.label(reason)) if reason else ""
        words = view.text(N_("left: {reason}"), reason=said) if said else view.text(N_("left early"))
    left = one["left_early_on"]
    label = view.text(N_("left early")) if left else ""
    return Participant(one["case"], steps, words, verdict == "behind", left, label)
