"""Editions from the archive: the figures of a day as they were known on a day, counted, frozen, and counted again."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from alj.reading import ReadAll
from alj.stages import Stages
from alj.taking_in import ReadOnce, take_in
from generator.caseload import caseload
from generator.editions import Edition, EditionDamaged, Frozen, Knowledge, content_hash, freeze, frozen_editions
from generator.figures_at import Counted, figures_at
from generator.late_rows import holds_the_same, same_reference
from generator.sums import prove_sums
from intake.language import N_
from intake.register import Register
from intake.settings import Settings
from intake.submissions import receipts
from intake.workspace import Workspace

Found = Literal["as-frozen", "other-rules", "other-rows", "damaged"]


@dataclass(frozen=True)
class Verified:
    """What counting an edition again came to; `rules` says which of them changed, where that is why it differs."""

    edition: Edition
    found: Found
    rules: tuple[str, ...] = ()


def freeze_edition(
    workspace: Workspace,
    settings: Settings,
    as_of: datetime.date,
    known_on: datetime.date,
    stages: Stages,
    read_all: ReadAll | None = None,
) -> tuple[Frozen, bool]:
    """Return the edition of a day as known on a day, and whether it was frozen now; its sums are proved before."""
    register, (figures, annual) = count_from_archive(workspace, settings, as_of, known_on, stages, read_all)
    prove_sums(figures, annual)
    known = Knowledge(as_of, known_on, settings, len(receipts(workspace, known_on)))
    return freeze(workspace.editions, known, register, figures, annual, datetime.datetime.now(datetime.UTC))


def count_from_archive(
    workspace: Workspace,
    settings: Settings,
    as_of: datetime.date,
    known_on: datetime.date,
    stages: Stages,
    read_all: ReadAll | None = None,
) -> tuple[Register, Counted]:
    """Return the register of what was received by `known_on`, and the figures of `as_of`; the inbox stays as it is."""
    taken = take_in(workspace, known_on, settings, stages, inbox=False, monthly=None, read_all=read_all or ReadOnce())
    with stages.stage("indicators", N_("Computing figures")):
        cases = caseload(taken.register, as_of, settings)
        return taken.register, figures_at(taken.register, cases, as_of, settings)


def verify_editions(workspace: Workspace, settings: Settings, stages: Stages) -> Iterator[Verified]:
    """Yield for each edition whether the archive gives the figures that were frozen, and if not, why."""
    read_all = ReadOnce()
    for one in frozen_editions(workspace.editions):
        yield _verified(one, workspace, settings, stages, read_all)


def _verified(one: Frozen, workspace: Workspace, settings: Settings, stages: Stages, read_all: ReadAll) -> Verified:
    edition = one.edition
    try:
        one.prove_whole()
    except EditionDamaged:
        return Verified(edition, "damaged")
    register, counted = count_from_archive(workspace, settings, edition.as_of, edition.known_on, stages, read_all)
    if content_hash(*counted) == edition.content:
        return Verified(edition, "as-frozen")
    rules = (*edition.definitions_changed(), *edition.settings_changed(settings))
    if edition.rules_changed(settings):
        return Verified(edition, "other-rules", rules)
    then = one.register
    same = holds_the_same(then, register) and same_reference(then, register)
    return Verified(edition, "damaged" if same else "other-rows")
