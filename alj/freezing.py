"""Editions from the archive: the figures of a day as they were known on a day, counted, frozen, and counted again."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from alj.stages import Stages
from alj.taking_in import take_in
from generator.caseload import caseload
from generator.editions import Edition, EditionDamaged, Frozen, Knowledge, content_hash, freeze, frozen_editions
from generator.figures_at import Counted, figures_at
from generator.late_rows import holds_the_same, same_reference
from generator.sums import prove_sums
from intake.language import N_
from intake.register import Register
from intake.settings import Settings
from intake.submissions import receipts
from intake.workers import begun
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
) -> tuple[Frozen, bool]:
    """Return the edition of a day as known on a day, and whether it was frozen now; its sums are proved before."""
    count = begin_to_freeze(workspace, settings, as_of, known_on, stages)
    with stages.stage("indicators", N_("Computing figures")):
        return count()


def begin_to_freeze(
    workspace: Workspace,
    settings: Settings,
    as_of: datetime.date,
    known_on: datetime.date,
    stages: Stages,
    processes: int = 1,
) -> Callable[[], tuple[Frozen, bool]]:
    """Read what an edition is made of, and return what waits until it is counted, and freezes it (`freeze_edition`).

    Where there is a process for it, it is counted beside what comes next. What writes editions is this process alone.
    """
    register = _register_known_on(workspace, settings, known_on, stages)
    known = Knowledge(as_of, known_on, settings, len(receipts(workspace, known_on)))
    counted = begun(partial(_counted_and_proved, register, as_of, settings), processes)

    def frozen() -> tuple[Frozen, bool]:
        now = datetime.datetime.now(datetime.UTC)
        return freeze(workspace.editions, known, register, *counted(), now)

    return frozen


def _counted_and_proved(register: Register, as_of: datetime.date, settings: Settings) -> Counted:
    figures, annual = _counted(register, as_of, settings)
    prove_sums(figures, annual)
    return figures, annual


def count_from_archive(
    workspace: Workspace,
    settings: Settings,
    as_of: datetime.date,
    known_on: datetime.date,
    stages: Stages,
) -> tuple[Register, Counted]:
    """Return the register of what was received by `known_on`, and the figures of `as_of`; the inbox stays as it is."""
    register = _register_known_on(workspace, settings, known_on, stages)
    with stages.stage("indicators", N_("Computing figures")):
        return register, _counted(register, as_of, settings)


def _register_known_on(
    workspace: Workspace, settings: Settings, known_on: datetime.date, stages: Stages
) -> Register:  # fmt: skip
    return take_in(workspace, known_on, settings, stages, inbox=False, monthly=None).register


def _counted(register: Register, as_of: datetime.date, settings: Settings) -> Counted:
    return figures_at(register, caseload(register, as_of, settings), as_of, settings)


def verify_editions(workspace: Workspace, settings: Settings, stages: Stages) -> Iterator[Verified]:
    """Yield for each edition whether the archive gives the figures that were frozen, and if not, why."""
    for one in frozen_editions(workspace.editions):
        yield _verified(one, workspace, settings, stages)


def _verified(one: Frozen, workspace: Workspace, settings: Settings, stages: Stages) -> Verified:
    edition = one.edition
    try:
        one.prove_whole()
    except EditionDamaged:
        return Verified(edition, "damaged")
    register, counted = count_from_archive(workspace, settings, edition.as_of, edition.known_on, stages)
    if content_hash(*counted) == edition.content:
        return Verified(edition, "as-frozen")
    rules = (*edition.definitions_changed(), *edition.settings_changed(settings))
    if edition.rules_changed(settings):
        return Verified(edition, "other-rules", rules)
    then = one.register
    same = holds_the_same(then, register) and same_reference(then, register)
    return Verified(edition, "damaged" if same else "other-rows")
