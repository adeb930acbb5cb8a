"""`alj build`: the inbox in, the sites out. Each step of the way is a function here; a newcomer reads this first."""

import argparse
import datetime
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import polars as pl
from filelock import FileLock, Timeout

from alj.build_report import new_and_nobodys, read_report, tell_what_is_nobodys, write_report
from alj.by_referent import office_caseloads
from alj.cli import GOOD, TO_MEND
from alj.marking import mark_latest
from alj.ministry_editions import keep_edition, with_ministry
from alj.printing import print_result
from alj.reading import day_of, language_of
from alj.reports_summary import summary_of_build
from alj.reports_written import STANDARD_OUTPUT, refuse_wrong_summary, write_whole
from alj.stages import Stages
from alj.taking_in import ReadAll, TakenIn, take_in
from alj.watching import watched
from generator.annual_table import annual_members, annual_tables
from generator.audience import MINISTRY, audiences
from generator.caseload import caseload
from generator.editions import ANNUAL, FIGURES, frozen_editions
from generator.facts import Facts, gather_facts
from generator.figures_at import history_at
from generator.held_back import rows_held_back
from generator.indicators import compute_comparisons, compute_with_members
from generator.leaks import Guarded, refuse_leaks
from generator.members import prove_members
from generator.pages.sites import assemble_sites, draft_sites
from generator.revisions import revised_editions
from generator.site import publish_sites, staged_sites
from generator.sums import prove_sums
from generator.sums_beside import Beside
from generator.survival import solution_curves
from generator.tables import Members
from generator.workshop_progress import workshop_groups, workshop_progress
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import N_, Language
from intake.register import Register, write_register
from intake.settings import Settings, read_settings
from intake.workbook import read_workbooks
from intake.workspace import Workspace, open_workspace


def run(options: argparse.Namespace) -> int:
    """Build the sites of a workspace; the exit code says whether an office must mend something."""
    refuse_wrong_summary(options)
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    stages = Stages(language_of(options, settings))
    today = settings.day(day_of(options.as_of, "--as-of"))
    known_on = day_of(options.known_on, "--known-on")
    if options.accept_loss and known_on:
        raise WrongUsage(N_("--accept-loss decides from today on: leave out --known-on."))
    try:
        with FileLock(workspace.lock_file, timeout=0), watched(workspace):
            taken = build(
                workspace, settings, today, known_on, stages, strict=options.strict, audience=options.audience,
                accept_loss=options.accept_loss,
            )  # fmt: skip
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    report = read_report(workspace)
    if options.summary != STANDARD_OUTPUT:
        print_result(options, outcome(workspace, taken, stages), report)
    if options.summary:
        summary = summary_of_build(taken.register, report["offices"], stages.language, report.get("changes", ()))
        write_whole(options.summary, summary)
    to_mend = taken.standing.refused or new_and_nobodys(taken) or taken.left or _has_errors(taken.register)
    return TO_MEND if to_mend else GOOD


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
    read_all: ReadAll = read_workbooks,
) -> TakenIn:
    """Take in what was received, derive the figures, prove that they close, render the sites, report."""
    taken = take_in(workspace, known_on, settings, stages, strict=strict, accept_loss=accept_loss, read_all=read_all)
    facts = derive_facts(taken.register, today, settings, stages)
    with stages.stage("proof", N_("Proving that sums close")):
        prove_sums(facts.figures, facts.annual, Beside(facts.comparison, facts.reasons, facts.moves, facts.curves))
        prove_members(facts.figures, facts.annual, Members.validate(facts.members))
    if audience in (None, MINISTRY.key):
        # What is rendered for another day tells the ministry nothing that it has not been told.
        facts = for_ministry(workspace, facts, stages, current=known_on is None and today == settings.day())
    facts = with_revisions(workspace, facts, known_on, stages)
    with stages.stage("guarded", N_("Noting what no site may hold")):
        guarded = taken.guarded()
    rendered = render(workspace, facts, stages, audience, guarded)
    write_tables(workspace, taken.register, facts)
    if known_on is None:
        # An edition of an earlier day tells the offices nothing new.
        caseloads = office_caseloads(facts.cases, list(taken.latest), today)
        mark_latest(workspace, taken, settings, stages, caseloads)
    whole = audience is None and known_on is None and today == settings.day()
    write_report(workspace, taken, facts, rendered, stages.seconds, whole=whole)
    return taken


def derive_facts(register: Register, today: datetime.date, settings: Settings, stages: Stages) -> Facts:
    """Return the caseload, the figures and the workshop's progress at a day."""
    with stages.stage("caseload", N_("Working out the caseload")):
        cases = caseload(register, today, settings)
    with stages.stage("indicators", N_("Computing figures")):
        history = history_at(register, today, settings)
        figures, members = compute_with_members(register, cases, today, settings, history)
        members = Members.validate(pl.concat([members, annual_members(register, today, settings)]))
        return gather_facts(
            register,
            cases,
            figures=figures,
            members=members,
            held_back=rows_held_back(register, figures, members, today, settings, history),
            comparison=compute_comparisons(register, today, settings),
            progress=workshop_progress(register, cases, today, settings),
            groups=workshop_groups(register, cases, today, settings),
            annual=annual_tables(register, today, settings),
            curves=solution_curves(register, cases, today, settings),
            settings=settings,
            today=today,
            edition=today,
        )


def write_tables(workspace: Workspace, register: Register, facts: Facts) -> None:
    """Write register and figures, which name nobody, under the workspace's output."""
    write_register(register, workspace.register)
    figures = workspace.output / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    facts.figures.write_parquet(figures / FIGURES)
    facts.annual.write_parquet(figures / ANNUAL)


def for_ministry(workspace: Workspace, facts: Facts, stages: Stages, *, current: bool) -> Facts:
    """Return the facts with what the ministry is told, proved to give nobody away and kept for the editions to come."""
    with stages.stage("disclosure", N_("Proving that no small count can be worked out")):
        facts, published = with_ministry(workspace, facts, current=current)
    if published:
        # Before the site is there to be read: what may have been read is never forgotten.
        keep_edition(workspace, published, facts.edition)
    return facts


def with_revisions(workspace: Workspace, facts: Facts, known_on: datetime.date | None, stages: Stages) -> Facts:
    """Return the facts with the frozen editions up to their day, and what was revised since each of them."""
    editions = [
        one
        for one in frozen_editions(workspace.editions)
        if one.edition.as_of <= facts.today and (known_on is None or one.edition.known_on <= known_on)
    ]
    kept_in = workspace.output / "figures" / "revised"
    with stages.stage("revisions", N_("Comparing editions"), len(editions)) as advance:
        revised = revised_editions(editions, facts.register, facts.settings, kept_in, advance)
    return replace(facts, revised=revised)


def render(workspace: Workspace, facts: Facts, stages: Stages, audience: str | None, guarded: Guarded) -> list[str]:
    """Render the sites, each from facts filtered to its audience, and return their keys.

    Raises LeaksFound when one of them holds what its readers may not see: then every site stays as it was.
    """
    workers = os.cpu_count() or 1
    wanted = [one for one in audiences(facts) if audience in (None, one.key)]
    if not wanted:
        raise WrongUsage(
            N_("there is no audience {audience}: write coordination, ministry or office-CODE."), audience=audience
        )
    with stages.stage("pages", N_("Writing pages")):
        language, *others = map(Language, facts.settings.languages or (stages.language.code,))
        drafts = draft_sites(facts, language, wanted, others)
    with stages.stage("charts", N_("Drawing charts")) as advance:
        sites = assemble_sites(drafts, workers, lambda done, of: advance(done, of=of))
    output = workspace.output / "site"
    with ExitStack() as staging:
        with stages.stage("mkdocs", N_("Building sites"), len(sites)) as advance:
            built = staging.enter_context(staged_sites(sites, output, workers, advance))
        with stages.stage("leaks", N_("Looking for leaks"), len(built)) as advance:
            refuse_leaks(built, guarded, advance)
        publish_sites(built, output)
    return [site.key for site in sites]


def outcome(workspace: Workspace, taken: TakenIn, stages: Stages) -> Iterator[str]:
    """Yield what came of it, what nobody could be told of, and what to open."""
    language = stages.language
    counts = [count for sheets in taken.counts.values() for count in sheets.values()]
    read, held = sum(one.read for one in counts), sum(one.held_back for one in counts)
    rows = language.plural(N_("{n} row read"), N_("{n} rows read"), read)
    back = language.plural(N_("{n} held back"), N_("{n} held back"), held)
    site = workspace.output / "site"
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
    yield language.text(N_("Coordination: open {page}"), page=site / "coordination" / "index.html")
    yield language.text(N_("Ministry: open {page}"), page=site / "ministry" / "index.html")
    yield language.text(N_("Each office: open {page}"), page=site / "office-…" / "index.html")


def _has_errors(register: Register) -> bool:
    return "error" in register.problems["severity"].cast(str).to_list()
