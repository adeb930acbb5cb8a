"""A workshop group: who did which step when, against the weeks planned for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from generator.charts.style import (
    BAND,
    CONTEXT,
    INK,
    INK_2,
    LATE,
    LINE_STRONG,
    MAIN,
    MARKER_EDGE,
    PAGE,
    TICK,
    WIDTHS,
    Margins,
    Tick,
    Variant,
    baseline,
    dashed,
    new_figure,
    nothing_yet,
    panel,
    shorten,
    stretch,
    text_width,
    widest,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW: Final = 24.0
_NARROW_ROW: Final = 42.0
_DOT: Final = 15.0
_DIGIT: Final = 11.0
_HEAD, _NARROW_HEAD = 40.0, 22.0


@dataclass(frozen=True)
class PlannedStep:
    """One step of the plan: its name ("Step 1"), what it is about, the digit for dots, and its first and last day."""

    name: str
    about: str
    number: str
    starts: date
    ends: date


@dataclass(frozen=True)
class StepDone:
    """A step that was done on a day; `number` stands in the dot."""

    number: str
    on: date


@dataclass(frozen=True)
class Participant:
    """One line: the case, the steps done, the day it left early or none, and the verdict in words."""

    name: str
    steps: tuple[StepDone, ...]
    verdict: str
    late: bool = False
    left_on: date | None = None
    left_label: str = ""


@dataclass(frozen=True)
class WorkshopSteps:
    """Participants over the weeks of the plan; the values of `ticks` are `date.toordinal()`."""

    plan: tuple[PlannedStep, ...]
    participants: tuple[Participant, ...]
    today: date | None
    today_label: str
    ticks: tuple[Tick, ...]
    empty: str


def draw_workshop_steps(spec: WorkshopSteps, variant: Variant) -> Figure:
    """A row a participant with numbered dots on the planned weeks, the verdict at the right or, on a phone, above."""
    if not spec.participants or not spec.plan:
        return nothing_yet(variant, spec.empty)
    narrow = variant == "narrow"
    row, head = (_NARROW_ROW, _NARROW_HEAD) if narrow else (_ROW, _HEAD)
    count = len(spec.participants)
    left = min(widest([who.name for who in spec.participants]) + 12, 150)
    right = min(widest([who.verdict for who in spec.participants], bold=True) + 14, 190)
    if narrow:
        # No more than the dates at the ends of the axis need: names and verdicts stand above their lines.
        left, right = (max(text_width(spec.ticks[end].label, TICK) / 2, 10) if spec.ticks else 10 for end in (0, -1))
    figure = new_figure(WIDTHS[variant], head + row * count + 18 + 26)
    days = _span(spec)
    axes = panel(figure, Margins(left, right, head, 26), days, (count + 18 / row, 0))
    _draw_plan(axes, spec, narrow=narrow)
    if spec.today is not None and days[0] <= spec.today.toordinal() <= days[1]:
        dashed(axes, spec.today.toordinal())
        _write_today(axes, spec.today, spec.today_label)
    for place, who in enumerate(spec.participants):
        middle = place + (0.72 if narrow else 0.5)
        _draw_participant(axes, who, middle, spec.today, label_leaving=not narrow)
        colour = LATE if who.late else INK_2
        if narrow:
            room = WIDTHS[variant] - text_width(who.verdict, bold=who.late) - 12
            write(axes, shorten(who.name, room), (days[0], middle), shift=(-left, 19))
            write(axes, who.verdict, (days[1], middle), shift=(right, 19), anchor="right", colour=colour,
                  bold=who.late, ground=PAGE if _meets_today(axes, spec, who, right) else None)  # fmt: skip
        else:
            write(axes, shorten(who.name, left - 8), (days[0], middle), shift=(-8, 0), anchor="right")
            verdict = shorten(who.verdict, right - 8, bold=who.late)
            write(axes, verdict, (days[1], middle), shift=(9, 0), colour=colour, bold=who.late)
    return figure


def _meets_today(axes: Axes, spec: WorkshopSteps, who: Participant, right: float) -> bool:
    """Whether the verdict at the right edge of a narrow drawing lies over the line of today."""
    if spec.today is None:
        return False
    start = axes.bbox.x1 + right - text_width(who.verdict, bold=who.late) - 4
    return bool(axes.transData.transform((spec.today.toordinal(), 0))[0] > start)


def _span(spec: WorkshopSteps) -> tuple[int, int]:
    """The first and last day to show: the plan, and what was done outside it."""
    done = [step.on for who in spec.participants for step in who.steps]
    left = [who.left_on for who in spec.participants if who.left_on]
    planned = [day for step in spec.plan for day in (step.starts, step.ends)]
    return min(planned + done + left).toordinal() - 1, max(planned + done + left).toordinal() + 1


def _draw_plan(axes: Axes, spec: WorkshopSteps, *, narrow: bool) -> None:
    """Every other step as a band, each named over its weeks; the axis of dates beneath."""
    foot = axes.get_ylim()[0]
    pixels = axes.bbox.width / (axes.get_xlim()[1] - axes.get_xlim()[0])
    for place, step in enumerate(spec.plan):
        starts, ends = step.starts.toordinal(), step.ends.toordinal()
        if place % 2 == 0:
            axes.fill_between([starts, ends], 0, foot, color=BAND, linewidth=0, zorder=0)
        middle, room = (starts + ends) / 2, (ends - starts) * pixels
        fits = text_width(step.name, bold=True) <= room - 4
        name = step.name if fits else step.number
        write(axes, name, (middle, 0), shift=(0, 10 if narrow else 26), anchor="center", bold=True)
        if not narrow:
            about = shorten(step.about, room - 6, TICK)
            write(axes, about, (middle, 0), shift=(0, 10), anchor="center", size=TICK, colour=INK_2)
    baseline(axes, spec.ticks)


def _write_today(axes: Axes, today: date, label: str) -> None:
    """Set the word for today at the foot of its line, on the side where there is room."""
    start, end = axes.get_xlim()
    late = today.toordinal() > (start + end) / 2
    write(axes, label, (today.toordinal(), axes.get_ylim()[0]), shift=(-5 if late else 5, 9),
          anchor="right" if late else "left", size=TICK, colour=INK_2)  # fmt: skip


def _draw_participant(axes: Axes, who: Participant, middle: float, today: date | None, *, label_leaving: bool) -> None:
    """The line from the first step to the last, on to today or to the day of leaving, with a dot a step."""
    days = [step.on.toordinal() for step in who.steps]
    left_early = who.left_on is not None
    colour = CONTEXT if left_early else MAIN
    end = who.left_on or today
    if end is not None:
        begin = max(days, default=int(axes.get_xlim()[0]) + 1)
        stretch(axes, middle, (begin, max(end.toordinal(), begin)), colour=LINE_STRONG, width=1.2, zorder=1)
    # Those who left early have hollow dots: grey ones would be too dark or too pale for their digits.
    face, edge, digit = (PAGE, CONTEXT, INK) if left_early else (MAIN, PAGE, PAGE)
    if days:
        stretch(axes, middle, (min(days), max(days)), colour=colour, width=3, zorder=2)
        axes.plot(days, [middle] * len(days), "o", color=face, markersize=_DOT + MARKER_EDGE, markeredgecolor=edge,
                  markeredgewidth=MARKER_EDGE, zorder=4)  # fmt: skip
    for step, day in zip(who.steps, days, strict=True):
        write(axes, step.number, (day, middle), anchor="center", size=_DIGIT, colour=digit, bold=True)
    if who.left_on is not None:
        axes.plot(who.left_on.toordinal(), middle, "x", color=INK, markersize=7, markeredgewidth=2.2, zorder=4)
        if label_leaving and not _today_in_label(axes, who, today):
            write(axes, who.left_label, (who.left_on.toordinal(), middle), shift=(8, 0), size=TICK, colour=INK_2)


def _today_in_label(axes: Axes, who: Participant, today: date | None) -> bool:
    """Whether the line of today would run through the words beside the day of leaving; the verdict says them too."""
    if today is None or who.left_on is None:
        return False
    (left, _), (line, _) = axes.transData.transform([(day.toordinal(), 0) for day in (who.left_on, today)])
    return bool(left < line < left + 12 + text_width(who.left_label, TICK))
