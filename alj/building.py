"""The inbox in, the sites out. Each step of the way is a function here; a newcomer reads this first."""

import argparse
import datetime
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from alj.build_report import new_and_nobodys, report_of, tell_what_is_nobodys
from alj.marking import mark_latest
from alj.ministry_editions import keep_edition, with_ministry
from alj.office_caseloads import office_caseloads
from alj.printing import pages_to_open
from alj.publishing import publish, read_report, staged_build
from alj.rendering import Rendered, kept_for, render
from alj.reports_summary import summary_of_build
from alj.stages import Stages
from alj.taking_in import Merged, take_in
from alj.unchanged import program_hash
from generator.annual_table import annual_tables
from generator.audience import MINISTRY
from generator.caseload import caseload
from generator.editions import ANNUAL, FIGURES, frozen_editions
from generator.facts import Facts, gather_facts
from generator.figures_at import history_at
from generator.held_back import WithHeld, counted_with_held_rows, rows_held_back
from generator.indicators import compute_comparisons
from generator.leaks import LeakSearch
from generator.members import Counted, figures_with_members, prove_members
from generator.revisions import Revised, revised_editions
from generator.sums import prove_sums
from generator.sums_beside import Beside
from generator.survival import solution_curves
from generator.tables import Members
from generator.visits import prove_visits, visits
from generator.workshop_progress import workshop_groups, workshop_progress
from intake.kept import Kept, prune
from intake.language import N_, Language
from intake.register import Register, write_register
from intake.settings import Settings, day_of
from intake.workers import begun, begun_together, shared_workers
from intake.workspace import Workspace, make_private


@dataclass(frozen=True)
class Done:
    """What came of a build: whether an office must mend something, now and were it run again, and what is said."""

    to_mend: bool
    to_mend_again: bool
    lines: tuple[str, ...]
    summary: str


def build_as_asked(options: argparse.Namespace, workspace: Workspace, settings: Settings, language: Language) -> Done:
    """Build as the options of `alj build` ask for it."""
    stages = Stages(language)
    today, known_on = settings.day(day_of(options.as_of, "--as-of")), day_of(options.known_on, "--known-on")
    taken = build(
        workspace, settings, today, known_on, stages, strict=options.strict, audience=options.audience,
        accept_loss=options.accept_loss,
    )  # fmt: skip
    return outcome_of(workspace, taken, language)


def outcome_of(workspace: Workspace, taken: Merged, language: Language) -> Done:
    """Return what came of a build that was just published."""
    report = read_report(workspace)
    again = bool(taken.standing.refused or taken.left or _has_errors(taken.register))
    return Done(
        bool(again or new_and_nobodys(taken)), again, tuple(outcome(workspace, taken, language)),
        summary_of_build(taken.register, report["offices"], language, report.get("changes", ())),
    )  # fmt: skip


def build(
    workspace: Workspace,
    settings: Settings,
    today: datetime.date,
    known_on: datetime.date | None,
    stages: Stages,
    *,
    strict: bool = False,
    audience: str | None = None,
    accept_loss: str | None = None,
    until_frozen: Callable[[], object] = lambda: None,
) -> Merged:
    """Take in what was received, derive the figures, prove that they close, render the sites, publish them at once.

    `until_frozen` waits for editions that are being frozen at the same time.
    """
    make_private(workspace.cache)
    processes = os.cpu_count() or 1
    with shared_workers(processes):
        taken = take_in(
            workspace, known_on, settings, stages, strict=strict, accept_loss=accept_loss, processes=processes
        ).merged()  # fmt: skip
        until_frozen()
        kept = Kept(workspace.cache / "figures", program_hash())
        # First, for it takes longest.
        revised = compare_editions(workspace, taken.register, settings, today, known_on, kept, processes)
        beside = count_beside(taken.register, today, settings, kept, processes)
        facts = derive_facts(taken.register, today, settings, stages, beside)
        with stages.stage("proof", N_("Proving that sums close")):
            prove(facts)
        until_marked = begin_to_mark(workspace, taken, facts, settings, stages, known_on)
        if audience in (None, MINISTRY.key):
            # What is rendered for another day tells the ministry nothing that it has not been told.
            facts = for_ministry(workspace, facts, stages, kept, current=known_on is None and today == settings.day())
        with stages.stage("guarded", N_("Noting what no site may hold")):
            search = LeakSearch(taken.guarded(), kept_for(workspace), processes)
        with staged_build(workspace) as staged:
            write_tables(staged, workspace, taken.register, facts)
            # Last, for it goes on beside all that came before.
            with stages.stage("revisions", N_("Comparing editions")):
                facts = replace(facts, revised=revised())
            rendered = render(workspace, staged / workspace.sites.name, facts, stages, audience, search)
            until_marked()
            whole = audience is None and known_on is None and today == settings.day()
            report = report_of(taken, facts, rendered.keys, stages.seconds, whole=whole)
            put_out(workspace, staged, rendered, report, settings)
    prune(workspace.cache)
    return taken


def put_out(
    workspace: Workspace, staged: Path, rendered: Rendered, report: Mapping[str, Any], settings: Settings
) -> None:
    """Add the report to a staged build, and publish it once everything that it must hold is there."""
    write_report(staged / workspace.report.name, report)
    expected = [workspace.report.name, *(f"{workspace.sites.name}/{path}" for path in rendered.files)]
    publish(workspace, staged, expected, dict(rendered.made_of), settings.publishing.kept)


def prove(facts: Facts) -> None:
    """Raise where a sum of the figures does not close, or a figure counts others than the cases said to be in it."""
    prove_sums(facts.figures, facts.annual, Beside(facts.comparison, facts.reasons, facts.moves, facts.curves))
    counted = Counted(facts.figures, facts.annual, facts.moves, facts.reasons, facts.groups)
    prove_members(counted, Members.validate(facts.members))
    prove_visits(facts.figures, visits(facts.register, facts.today, facts.settings))


@dataclass(frozen=True)
class CountedBeside:
    """What is counted beside today's figures: the open cases at month ends, the totals to compare with today's, and
    the figures as if the rows held back had been accepted.

    Each is asked for once, and is there or waited for.
    """

    history: Callable[[], pl.DataFrame]
    comparison: Callable[[], pl.DataFrame]
    with_held: Callable[[], WithHeld | None]


def count_beside(
    register: Register, today: datetime.date, settings: Settings, kept: Kept | None = None, processes: int = 1
) -> CountedBeside:
    """Begin to count what stands beside today's figures, while these are counted where there is another process.

    What was counted of an earlier day serves again where it is `kept` and nothing new bears on that day.
    """
    # By itself, for it is what today's figures wait for.
    history = begun(partial(history_at, register, today, settings, kept), processes)
    others = (
        partial(compute_comparisons, register, today, settings, kept),
        partial(counted_with_held_rows, register, today, settings),
    )
    return CountedBeside(history, *begun_together(others, processes))


def derive_facts(
    register: Register, today: datetime.date, settings: Settings, stages: Stages, counted: CountedBeside | None = None
) -> Facts:
    """Return the caseload, the figures and the workshop's progress at a day; what stands beside may be `counted`."""
    beside = counted or count_beside(register, today, settings)
    with stages.stage("caseload", N_("Working out the caseload")):
        cases = caseload(register, today, settings)
    with stages.stage("indicators", N_("Computing figures")):
        annual, curves = annual_tables(register, today, settings), solution_curves(register, cases, today, settings)
        history = beside.history()
        figures, members = figures_with_members(register, cases, today, settings, history)
        return gather_facts(
            register,
            cases,
            figures=figures,
            members=members,
            held_back=rows_held_back(beside.with_held(), figures, members),
            comparison=beside.comparison(),
            progress=workshop_progress(register, cases, today, settings),
            groups=workshop_groups(register, cases, today, settings),
            annual=annual,
            curves=curves,
            settings=settings,
            today=today,
            edition=today,
        )


def write_tables(staged: Path, workspace: Workspace, register: Register, facts: Facts) -> None:
    """Write register and figures, which name nobody, into a build's folder."""
    write_register(register, staged / workspace.register.name)
    figures = staged / workspace.figures.name
    figures.mkdir()
    facts.figures.write_parquet(figures / FIGURES)
    facts.annual.write_parquet(figures / ANNUAL)


def write_report(file: Path, report: Mapping[str, Any]) -> None:
    """Write what the build came to."""
    file.write_text(json.dumps(report, indent=1), encoding="utf-8")


def for_ministry(
    workspace: Workspace, facts: Facts, stages: Stages, kept: Kept | None = None, *, current: bool
) -> Facts:  # fmt: skip
    """Return the facts with what the ministry is told, proved to give nobody away and kept for the editions to come."""
    with stages.stage("disclosure", N_("Proving that no small count can be worked out")):
        facts, published = with_ministry(workspace, facts, current=current, kept=kept)
    if published:
        # Before the site is there to be read: what may have been read is never forgotten.
        keep_edition(workspace, published, facts.edition)
    return facts


def begin_to_mark(
    workspace: Workspace,
    taken: Merged,
    facts: Facts,
    settings: Settings,
    stages: Stages,
    known_on: datetime.date | None,
) -> Callable[[], None]:
    """Begin to mark the offices' workbooks, while what comes next leaves other processes idle; return what waits.

    An edition of an earlier day tells the offices nothing new.
    """
    if known_on is not None:
        return lambda: None
    caseloads = office_caseloads(facts.cases, list(taken.latest), facts.today)
    return mark_latest(workspace, taken, settings, stages, caseloads)


def compare_editions(
    workspace: Workspace,
    register: Register,
    settings: Settings,
    today: datetime.date,
    known_on: datetime.date | None,
    kept: Kept,
    processes: int,
) -> Callable[[], tuple[Revised, ...]]:
    """Begin to compare the frozen editions up to their day with what is known now; what is returned waits for the end.

    It needs no figure of today, so it goes on beside them where there is another process for it.
    """
    editions = [
        one
        for one in frozen_editions(workspace.editions)
        if one.edition.as_of <= today and (known_on is None or one.edition.known_on <= known_on)
    ]
    return revised_editions(editions, register, settings, kept, processes)


def outcome(workspace: Workspace, taken: Merged, language: Language) -> Iterator[str]:
    """Yield what came of it, what nobody could be told of, and what to open."""
    counts = [count for sheets in taken.counts.values() for count in sheets.values()]
    read, held = sum(one.read for one in counts), sum(one.held_back for one in counts)
    rows = language.plural(N_("{n} row read"), N_("{n} rows read"), read)
    back = language.plural(N_("{n} held back"), N_("{n} held back"), held)
    yield f"{rows} · {back}"
    if not workspace.reference.is_file():
        yield language.text(N_("{file} is missing: the one received last was used."), file=workspace.reference)
    yield from tell_what_is_nobodys(taken, language)
    if taken.offers:
        yield language.plural(
            N_("{n} pair of cases may be one person: see `alj match`."),
            N_("{n} pairs of cases may be one person: see `alj match`."),
            taken.offers,
        )
    yield language.text(N_("Marked workbooks, for each office: {folder}"), folder=workspace.returned / "…")
    yield from pages_to_open(workspace.sites, language)


def _has_errors(register: Register) -> bool:
    return "error" in register.problems["severity"].cast(str).to_list()
