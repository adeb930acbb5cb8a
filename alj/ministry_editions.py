"""What the ministry has been told, kept edition by edition below `published/ministry`: files that are only ever added.

A file holds what was new in an edition: the counts of each period, withheld ones too, and how each count stands in the
tables. It names nobody. A period that is in one of them is never counted again.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from generator.disclosure_proof import Limits
from generator.facts import Facts
from generator.ministry_counts import Published, count_periods, is_complete, over
from generator.ministry_tables import publish
from intake.faults import StopsTheCommand
from intake.kept import Kept
from intake.language import N_
from intake.workspace import Workspace, write_private


def with_ministry(
    workspace: Workspace, facts: Facts, *, current: bool, kept: Kept | None = None
) -> tuple[Facts, Published | None]:  # fmt: skip
    """Return the facts with what the ministry is told, and what of it is new and to be kept; None when nothing is.

    Only a `current` edition tells the ministry of periods that it has not been told of: one of another day shows what
    had been published by then. What an earlier build `kept` serves again. Raises NotSafeToPublishError.
    """
    before = read_editions(workspace, facts.today)
    closed = [one for one in over(facts.register, facts.today, facts.settings) if one.key not in before.counts]
    new = [one for one in closed if current and is_complete(one, facts.register)]
    counted = count_periods(new, facts.register, facts.cases, facts.today, facts.settings)
    limits = Limits(small=facts.settings.ministry.withheld_up_to)
    waiting = [one for one in closed if one not in new]
    ministry, after = publish(before, counted, facts.edition, limits, waiting, kept)
    added = Published(
        {key: after.counts[key] for key in counted},
        {key: how for key, how in after.status.items() if key not in before.status},
        {key: after.editions[key] for key in counted},
    )
    return replace(facts, ministry=ministry), added if counted else None


def read_editions(workspace: Workspace, up_to: date) -> Published:
    """Return what had been published by the end of a day. Raises StopsTheCommand for a file that can't be read."""
    counts: dict[str, Any] = {}
    status: dict[str, Any] = {}
    editions: dict[str, date] = {}
    for file in _files(workspace):
        held = _read(file)
        edition = date.fromisoformat(held["edition"])
        if edition <= up_to:
            counts |= held["counts"]
            status |= held["status"]
            editions |= dict.fromkeys(held["counts"], edition)
    return Published(counts, status, editions)


def keep_edition(workspace: Workspace, published: Published, edition: date) -> None:
    """Add a file with what is new in an edition; one that is there is never written over."""
    folder = _folder(workspace)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = sum(1 for _ in _files(workspace)) + 1
    told = {"edition": edition.isoformat(), "counts": published.counts, "status": published.status}
    write_private(folder / f"{number:04}-{edition.isoformat()}.json", json.dumps(told, indent=1))


def _folder(workspace: Workspace) -> Path:
    return workspace.published / "ministry"


def _files(workspace: Workspace) -> Iterator[Path]:
    yield from sorted(_folder(workspace).glob("*.json"))


def _read(file: Path) -> dict[str, Any]:
    try:
        held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return {"edition": held["edition"], "counts": held["counts"], "status": held["status"]}
    except (ValueError, KeyError) as broken:
        raise StopsTheCommand(
            N_("{file} can't be read: restore it, since it says what the ministry has been told."), file=file.name
        ) from broken
