"""The whole way: workbooks are written, read and merged, figures counted, charts drawn, sites built, in this order."""

import datetime
from dataclasses import replace
from pathlib import Path

from alj.building import derive_facts
from alj.ministry_editions import keep_edition, with_ministry
from alj.stages import Stages
from benchmarks.naive.charts import drawn_with_pyplot
from benchmarks.naive.merging import Merged
from benchmarks.naive.sites import build_site
from benchmarks.naive.taking_in import Known, merged_on, read_archive
from generator.caseload import caseload
from generator.editions import Knowledge, freeze, frozen_editions
from generator.facts import Facts
from generator.figures_at import figures_at
from generator.pages.sites import draft_sites
from generator.revisions import revised_editions
from intake.language import Language
from intake.settings import Settings
from intake.submissions import receipts, receive
from intake.workspace import Workspace, make_workspace
from samples.days import EDITIONS, LIST_DAYS, LISTS_COME_AT, REFERENCE_RECEIVED, TODAY
from samples.workspace import NOTE, write_sample_workspace


def from_nothing(folder: Path, seed: int = 1, scale: float = 1.0) -> Merged:
    """Make a demo's workbooks in this one process, then go the way to its pages; return what was merged."""
    language = Language("en")
    settings = Settings(language=language.code, today=TODAY, note=language.text(NOTE))
    workspace = make_workspace(folder, settings)
    written = write_sample_workspace(folder, language=language, seed=seed, scale=scale, processes=1)
    receive(workspace, written.reference, REFERENCE_RECEIVED, "reference")
    for path, drawn_on in zip(written.lists, LIST_DAYS, strict=True):
        receive(workspace, path, datetime.datetime.combine(drawn_on, LISTS_COME_AT), "list")
    for upload in written.uploads:
        receive(workspace, upload.path, upload.received_at, "office", upload.office)
    return to_pages(workspace, settings, EDITIONS)


def to_pages(
    workspace: Workspace, settings: Settings, editions: tuple[tuple[datetime.date, datetime.date], ...]
) -> Merged:
    """Build the sites of a workspace's archive; return what was merged into its register."""
    known = read_archive(workspace, settings)
    for as_of, known_on in editions:
        _freeze(known, as_of, known_on)
    merged = merged_on(known, None)
    facts = _facts(workspace, merged, settings)
    language, *others = map(Language, settings.languages or (settings.language,))
    with drawn_with_pyplot():
        for site in draft_sites(facts, language, None, others):
            build_site(site, workspace.root / "documents" / site.key, workspace.sites / site.key)
    return merged


def _freeze(known: Known, as_of: datetime.date, known_on: datetime.date) -> None:
    workspace, settings = known.workspace, known.settings
    register = merged_on(known, known_on).register
    figures, annual = figures_at(register, caseload(register, as_of, settings), as_of, settings)
    knowledge = Knowledge(as_of, known_on, settings, len(receipts(workspace, known_on)))
    freeze(workspace.editions, knowledge, register, figures, annual, datetime.datetime.now(datetime.UTC))


def _facts(workspace: Workspace, merged: Merged, settings: Settings) -> Facts:
    today, stages = settings.day(), Stages(Language(settings.language))
    frozen = [one for one in frozen_editions(workspace.editions) if one.edition.as_of <= today]
    facts, published = with_ministry(workspace, derive_facts(merged.register, today, settings, stages), current=True)
    if published:
        keep_edition(workspace, published, facts.edition)
    revised = revised_editions(frozen, merged.register, settings)()
    return replace(facts, revised=revised)
