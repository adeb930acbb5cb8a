"""How long a definite solution takes: the curves, the numbers that they rest on, and their medians in words."""

from typing import Final

import polars as pl

from generator.charts.figure import Chart
from generator.charts.lines import Kind
from generator.charts.style import Tick
from generator.charts.survival import Curve, Survival
from generator.pages.office_charts import place
from generator.pages.view import SMALL_BASE, View
from generator.survival import at_risk, survival_medians
from intake.language import N_

DAYS_A_MONTH: Final = 365.25 / 12
MONTHS: Final = (0, 3, 6, 9, 12, 15, 18)
YEARS_SHOWN: Final = 3
LEAST_AT_RISK: Final = SMALL_BASE
"""A curve ends where it rests on fewer: what one person does would move it by steps."""

Group = tuple[str, str, str, Kind]
"""Name, office and year of leaving ("" for all) of a curve, and how it is drawn."""


def solution_chart(view: View, office: str) -> Chart:
    """Return the share still without a definite solution, by months since leaving school.

    For all offices a curve a year of leaving, the newest first; for an office its own beside that of all.
    """
    drawn = [(group, _curve_of(view, group)) for group in _groups(view, office)]
    drawn = [(group, curve) for group, curve in drawn if not curve.is_empty()]
    due = view.facts.settings.guarantee.months
    spec = Survival(
        tuple(_curve(view, group, curve) for group, curve in drawn),
        tuple(Tick(month, str(month)) for month in MONTHS),
        tuple(Tick(share / 4, view.language.percent(share / 4)) for share in range(5)), due,
        view.plural(N_("{n} month: a good offer is due"), N_("{n} months: a good offer is due"), due),
        view.text(N_("months since leaving school")), view.text(N_("Still watched, without a solution (starts)")),
        view.text(N_("Fewer than {n} have left school yet."), n=SMALL_BASE),
    )  # fmt: skip
    heads = (N_("Left school"), N_("Starts"), N_("Half had a solution after"))
    months = (view.text(N_("month {n}"), n=month) for month in MONTHS[1:])
    headers = (*map(view.text, heads), *months)
    table = tuple((group[0], *_median(view, curve), *_shares(view, curve)) for group, curve in drawn)
    subtitle = view.text(
        N_("share of starts without a definite solution; shaded: the 95 % interval; beneath: how many each point rests "
           "on; {office}, {day}"),
        office=place(view, office), day=view.on_today,
    )  # fmt: skip
    title = view.text(N_("Time from leaving school to a definite solution"))
    return view.chart("solution", spec, title, subtitle, headers, table, "full")


def _groups(view: View, office: str) -> list[Group]:
    if office:
        return [(view.office(office), office, "", "main"), (view.text(N_("All offices")), "", "", "context")]
    years = view.facts.rows("curves", office="")["school_year"].unique().sort(descending=True).to_list()
    shown = [year for year in years if year][:YEARS_SHOWN]
    kinds: tuple[Kind, ...] = ("main", "second", "context")
    return [(view.text(N_("in {year}"), year=year), "", year, kind) for year, kind in zip(shown, kinds, strict=False)]


def _curve_of(view: View, group: Group) -> pl.DataFrame:
    """The part of a group's curve that rests on enough starts."""
    _, office, year, _ = group
    own = view.facts.rows("curves", office=office, school_year=year)
    return own.filter(pl.col("at_risk") >= LEAST_AT_RISK)


def _curve(view: View, group: Group, curve: pl.DataFrame) -> Curve:
    name, _, _, kind = group
    within = curve.filter(pl.col("days") <= MONTHS[-1] * DAYS_A_MONTH)
    due = view.facts.settings.guarantee.months
    share = _share_after(curve, due)
    return Curve(
        name,
        months=(0.0, *(days / DAYS_A_MONTH for days in within["days"])),
        shares=(1.0, *within["share"]),
        at_risk=tuple(view.count(number) if number else "–" for number in _at_risk(curve)),
        due_share=share,
        due_label="" if share is None else view.language.percent(share),
        kind=kind,
        band=((1.0, 1.0), *zip(within["low"], within["high"], strict=True)),
    )


def _at_risk(curve: pl.DataFrame) -> list[int]:
    return at_risk(curve, [round(month * DAYS_A_MONTH) for month in MONTHS])


def _share_after(curve: pl.DataFrame, months: float) -> float | None:
    """The share after so many months; None where the curve does not get that far."""
    days = months * DAYS_A_MONTH
    if curve.filter(pl.col("days") >= days).is_empty():
        return None
    return float(curve.filter(pl.col("days") <= days)["share"].min() or 1.0)  # type: ignore[arg-type]


def _shares(view: View, curve: pl.DataFrame) -> list[str]:
    shares = [_share_after(curve, month) for month in MONTHS[1:]]
    return ["–" if share is None else view.language.percent(share) for share in shares]


def _median(view: View, curve: pl.DataFrame) -> tuple[str, str]:
    """How many starts there are, and the median in months with its interval, in words where it is not reached."""
    [(starts, *days)] = survival_medians(curve).select("starts", "median", "low", "high").iter_rows()
    median, low, high = (None if day is None else view.language.number(day / DAYS_A_MONTH, 1) for day in days)
    if median is None:
        return view.count(starts), view.text(N_("not yet"))
    if high is None:
        return view.count(starts), view.text(N_("{median} months (from {low})"), median=median, low=low)
    said = N_("{median} months ({low} to {high})")
    return view.count(starts), view.text(said, median=median, low=low, high=high)
